/* What the tests of the local protocol share: a small repository from MOF, and a driver that runs
 * a call to its end and shows what it yielded as lines of text. */
#ifndef LOCAL_WORLD_H
#define LOCAL_WORLD_H

#include "protocol/local/local.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "types/instance.h"
#include "types/schema.h"

static const char local_source[] =
    "class T_Root {};\n"
    "[Abstract] class T_Element : T_Root { [Key] string Name; uint32 Size; };\n"
    "class T_Disk : T_Element { string Serial = \"none\"; };\n"
    "class T_FastDisk : T_Disk { uint64 Speed; };\n"
    "class T_Part : T_Element {};\n"
    "class T_Note { string Text; };\n"
    "class T_Page { [Key] uint16 Number; [EmbeddedInstance(\"T_Note\")] string Note; };\n"
    "class T_Host { [Key] string Name;\n"
    "  uint32 Stop([In] boolean Force, [In(false), Out] string Said);\n"
    "  [Static] uint32 Count([In] uint8 From); };\n"
    "[Association] class T_Link {\n"
    "  [Key] T_Element REF Antecedent; [Key] T_Element REF Dependent; };\n"
    "[Association] class T_Holds : T_Link { uint16 Slot; };\n"
    "[Association] class T_Trio {\n"
    "  [Key] T_Host REF Host; [Key] T_Disk REF Disk; [Key] T_Part REF Part; };\n"
    "instance of T_Disk { Name = \"a\"; Size = 1; };\n"
    "instance of T_FastDisk { Name = \"f\"; Size = 3; Speed = 7; };\n"
    "instance of T_Part { Name = \"p\"; Size = 5; };\n"
    "instance of T_Part { Name = \"q\"; };\n"
    "instance of T_Host { Name = \"h\"; };\n"
    "instance of T_Holds { Antecedent = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Dependent = \"T_Part.Name=\\\"p\\\"\"; Slot = 1; };\n"
    "instance of T_Link { Antecedent = \"T_Element=\\\"f\\\"\";\n"
    "  Dependent = \"T_Part.Name=\\\"q\\\"\"; };\n"
    "instance of T_Link { Antecedent = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Dependent = \"T_FastDisk.Name=\\\"f\\\"\"; };\n"
    "instance of T_Link { Antecedent = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Dependent = \"T_Part.Name=\\\"gone\\\"\"; };\n"
    "instance of T_Trio { Host = \"T_Host.Name=\\\"h\\\"\"; Disk = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Part = \"T_Part.Name=\\\"p\\\"\"; };\n";

typedef struct world {
  const mi_allocator *allocator;
  mi_limits limits;
  mi_error error;
  mi_connection *connection;
  mi_arena arena;  /* for the paths of calls */
  mi_buffer shown; /* what the last run yielded */
  char folder[40], file[60];
} world;

static inline void write_file(world *w, const char *text) {
  strcpy(w->folder, "/tmp/mi_local_XXXXXX");
  if (!CHECK(mkdtemp(w->folder) != NULL)) return;
  snprintf(w->file, sizeof w->file, "%s/test.mof", w->folder);
  FILE *file = fopen(w->file, "w");
  if (!CHECK(file != NULL)) return;
  fputs(text, file);
  fclose(file);
}

static inline mi_result open_world_of(world *w, const mi_allocator *allocator, const char *text) {
  memset(w, 0, sizeof *w);
  w->allocator = allocator;
  mi_limits_default(&w->limits);
  mi_error_init(&w->error, allocator);
  mi_arena_init(&w->arena, allocator, w->limits.max_memory);
  mi_buffer_init(&w->shown, allocator, w->limits.max_text);
  write_file(w, text);
  mi_destination destination = {w->file, "root/test"};
  return mi_protocol_local.connect(&w->connection, allocator, &w->limits, &destination, &w->error);
}

static inline void open_world(world *w) {
  CHECK_INT(open_world_of(w, mi_allocator_default(), local_source), MI_OK);
  CHECK_TEXT(mi_error_text(&w->error), "success");
}

static inline void close_world(world *w) {
  mi_connection_unref(w->connection);
  mi_buffer_free(&w->shown);
  mi_arena_free(&w->arena);
  mi_error_clear(&w->error);
  unlink(w->file);
  rmdir(w->folder);
}

static inline const mi_path *path(world *w, const char *text) {
  mi_path *made = NULL;
  CHECK_INT(mi_path_parse(&made, text, strlen(text), &w->arena, NULL), MI_OK);
  return made;
}

static inline void show_instance(mi_buffer *out, const mi_instance *instance) {
  const mi_class *class_ = instance->class_;
  bool first = true;
  mi_buffer_printf(out, "%s(", class_->name);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if (instance->values[i].null) continue;
    mi_buffer_printf(out, "%s%s=", first ? "" : " ", class_->properties[i].name);
    mi_value_print(&instance->values[i], out);
    first = false;
  }
  mi_buffer_append_char(out, ')');
  if (instance->path != NULL) {
    mi_buffer_append_char(out, '@');
    mi_path_print(instance->path, true, out);
  }
}

static inline void show_output(mi_buffer *out, const mi_output *output) {
  if (out->length > 0) mi_buffer_append_char(out, '\n');
  if (output->instance != NULL) show_instance(out, output->instance);
  else if (output->class_ != NULL) mi_buffer_append_text(out, output->class_->name);
  else mi_buffer_append_text(out, "nothing");
  CHECK(output->schema != NULL);
}

/* Steps until something is to be said. */
static inline mi_step step(mi_machine *machine, mi_output *output, mi_error *error) {
  mi_step said;
  do {
    said = mi_protocol_local.step(machine, output, error);
  } while (said == MI_STEP_AGAIN);
  return said;
}

static inline mi_result drive(world *w, const mi_call *call) {
  mi_machine *machine;
  mi_output output;
  mi_buffer_reset(&w->shown);
  mi_error_clear(&w->error);
  mi_result result = mi_protocol_local.start(&machine, w->connection, call, &w->error);
  if (result != MI_OK) return result;
  mi_step said;
  while ((said = step(machine, &output, &w->error)) == MI_STEP_RESULT) {
    show_output(&w->shown, &output);
  }
  CHECK(said == MI_STEP_DONE || said == MI_STEP_FAILED);
  CHECK_INT(step(machine, &output, &w->error), said);
  mi_protocol_local.close(machine);
  if (said == MI_STEP_DONE) return w->shown.failed;
  CHECK(w->error.result != MI_OK);
  return w->error.result;
}

/* The results, a line for each; or the word and story of the failure. */
static inline const char *run(world *w, mi_call call) {
  mi_result result = drive(w, &call);
  if (result != MI_OK) {
    mi_buffer_reset(&w->shown);
    mi_buffer_printf(&w->shown, "%s: %s", mi_result_word(result), mi_error_text(&w->error));
  }
  return mi_buffer_text(&w->shown);
}

#define NAMES(...) \
  .properties = (const char *const[]){__VA_ARGS__}, \
  .property_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define CALL(...) ((mi_call){__VA_ARGS__})
#define GIVES(call, expected) CHECK_TEXT(run(&w, call), expected)
#define HAS(call, part) CHECK_HAS(run(&w, call), part)

/* An instance as a caller makes it: of a class that lives in a schema of the caller's. */
static inline mi_instance *given(world *w, mi_schema *schema, const char *name,
                                 const char *const *texts) {
  mi_element elements[4];
  uint32_t count = 0;
  const mi_class *class_;
  memset(elements, 0, sizeof elements);
  for (; texts[count * 2] != NULL; count++) {
    elements[count].name = texts[count * 2];
    elements[count].name_length = (uint32_t)strlen(texts[count * 2]);
    elements[count].type = MI_TYPE_STRING;
    elements[count].value = mi_value_null(MI_TYPE_STRING);
  }
  CHECK_INT(mi_schema_shape(schema, "root/test", name, elements, count, &class_, NULL), MI_OK);
  mi_instance *made = mi_instance_new(class_, false, &w->arena);
  for (uint32_t i = 0; i < count; i++) {
    made->values[i] = mi_value_text(texts[i * 2 + 1], strlen(texts[i * 2 + 1]));
  }
  return made;
}

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static inline mi_schema *caller_schema(world *w) {
  mi_schema *schema = NULL;
  CHECK_INT(mi_schema_new(&schema, w->allocator, &w->limits, NULL), MI_OK);
  return schema;
}

#endif
