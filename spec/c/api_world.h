/* What the tests of mi.h share: a small repository from MOF in a file, an application and a session
 * on it, and the short ways to one result. */
#ifndef API_WORLD_H
#define API_WORLD_H

#include "mi/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const char api_source[] =
    "[Abstract] class T_Element { [Key] string Name; uint32 Size; };\n"
    "[Description(\"a disk\")] class T_Disk : T_Element {\n"
    "  [Values{\"good\", \"bad\"}] uint16 States[]; string Labels[]; boolean Hot = TRUE;\n"
    "  datetime Made; datetime Times[]; sint64 Offset; real64 Load; char16 Letter;\n"
    "  T_Element REF Twin; [EmbeddedInstance(\"T_Note\")] string Note;\n"
    "  [EmbeddedInstance(\"T_Note\")] string Notes[];\n"
    "  uint32 Stop([In] boolean Force, [In(false), Out] string Said); };\n"
    "class T_Part : T_Element {};\n"
    "class T_Note { string Text; uint8 Marks[]; };\n"
    "[Association] class T_Holds {\n"
    "  [Key] T_Element REF Antecedent; [Key] T_Element REF Dependent; uint16 Slot; };\n"
    "instance of T_Disk { Name = \"a\"; Size = 1; States = {2, NULL, 5};\n"
    "  Labels = {\"x\", NULL, \"z\"}; Made = \"20240102030405.000006+060\";\n"
    "  Times = {\"00000001000000.000000:000\", NULL}; Offset = -7; Load = 0.5; Letter = 'q';\n"
    "  Twin = \"T_Disk.Name=\\\"b\\\"\"; };\n"
    "instance of T_Disk { Name = \"b\"; Made = \"2024**********.******+***\"; };\n"
    "instance of T_Part { Name = \"p\"; };\n"
    "instance of T_Holds { Antecedent = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Dependent = \"T_Part.Name=\\\"p\\\"\"; Slot = 3; };\n";

/* ---- a world: a repository from a file, an application and a session on it ------------------- */

typedef struct world {
  char folder[40], file[60], target[80];
  MI_Application application;
  MI_Session session;
  MI_Operation operation;
} world;

static inline bool write_source(world *w, const char *text) {
  strcpy(w->folder, "/tmp/mi_api_XXXXXX");
  if (mkdtemp(w->folder) == NULL) return false;
  snprintf(w->file, sizeof w->file, "%s/test.mof", w->folder);
  snprintf(w->target, sizeof w->target, "local:%s", w->file);
  FILE *file = fopen(w->file, "w");
  if (file == NULL) return false;
  fputs(text, file);
  return fclose(file) == 0;
}

static inline MI_Result open_world(world *w, const mi_allocator *allocator) {
  memset(w, 0, sizeof *w);
  CHECK(write_source(w, api_source));
  MI_Result result = mi_api_application_initialize(allocator, NULL, NULL, &w->application);
  if (result != MI_RESULT_OK) return result;
  return MI_Application_NewSession(&w->application, NULL, w->target, NULL, NULL, NULL,
                                   &w->session);
}

static inline void open_here(world *w) {
  CHECK_INT(open_world(w, mi_allocator_default()), MI_RESULT_OK);
}

static inline void close_world(world *w) {
  MI_Operation_Close(&w->operation);
  MI_Session_Close(&w->session, NULL, NULL);
  MI_Application_Close(&w->application);
  unlink(w->file);
  rmdir(w->folder);
}

static inline void start_enumerate(world *w, const char *class_name, MI_Uint32 flags,
                                   MI_OperationCallbacks *callbacks) {
  MI_Session_EnumerateInstances(&w->session, flags, NULL, NULL, class_name, MI_FALSE, callbacks,
                                &w->operation);
}

/* An instance that names an object by its key; the caller's. */
static inline MI_Instance *named(world *w, const char *class_name, const char *name) {
  MI_Instance *instance = NULL;
  MI_Value value;
  value.string = (MI_Char *)name;
  MI_Application_NewInstance(&w->application, class_name, NULL, &instance);
  CHECK_INT(MI_Instance_AddElement(instance, "Name", &value, MI_STRING, MI_FLAG_KEY),
            MI_RESULT_OK);
  return instance;
}

/* Pulls one; a failure is shown by its message. */
static inline const MI_Instance *pull(world *w, MI_Boolean *more) {
  const MI_Instance *instance = NULL;
  const MI_Char *message = NULL;
  MI_Result result = MI_RESULT_FAILED;
  CHECK_INT(MI_Operation_GetInstance(&w->operation, &instance, more, &result, &message, NULL),
            MI_RESULT_OK);
  if (!CHECK_INT(result, MI_RESULT_OK)) printf("  %s\n", message ? message : "no message");
  return instance;
}

/* The only result is a failure; its words are borrowed. */
static inline const char *failure(world *w, MI_Result expected) {
  const MI_Instance *instance = NULL;
  const MI_Char *message = NULL;
  MI_Result result = MI_RESULT_OK;
  MI_Boolean more = MI_TRUE;
  CHECK_INT(MI_Operation_GetInstance(&w->operation, &instance, &more, &result, &message, NULL),
            MI_RESULT_OK);
  CHECK_INT(result, expected);
  CHECK_INT(more, MI_FALSE);
  CHECK(instance == NULL);
  return message;
}

static inline const MI_Instance *get(world *w, const char *class_name, const char *name) {
  MI_Boolean more;
  MI_Instance *key = named(w, class_name, name);
  MI_Operation_Close(&w->operation);
  MI_Session_GetInstance(&w->session, 0, NULL, NULL, key, NULL, &w->operation);
  MI_Instance_Delete(key);
  const MI_Instance *instance = pull(w, &more);
  CHECK_INT(more, MI_FALSE);
  return instance;
}

static inline MI_Value element(const MI_Instance *instance, const char *name, MI_Type expected) {
  MI_Value value;
  MI_Type type = MI_BOOLEAN;
  memset(&value, 0, sizeof value);
  CHECK_INT(MI_Instance_GetElement(instance, name, &value, &type, NULL, NULL), MI_RESULT_OK);
  CHECK_INT(type, expected);
  return value;
}

#endif
