#include "protocol/call.h"

#include <string.h>

typedef struct call_kind {
  const char *word;
  bool yields_classes;
} call_kind;

enum { YIELDS_INSTANCE, YIELDS_CLASS };

static const call_kind kinds[] = {
#define X(name, word, yields) {word, YIELDS_##yields == YIELDS_CLASS},
    MI_CALL_TABLE(X)
#undef X
};

static const size_t texts[] = {
    offsetof(mi_call, namespace_name), offsetof(mi_call, class_name),
    offsetof(mi_call, association_class), offsetof(mi_call, result_class),
    offsetof(mi_call, role), offsetof(mi_call, result_role),
    offsetof(mi_call, query), offsetof(mi_call, dialect),
    offsetof(mi_call, method), offsetof(mi_call, resource_uri),
    offsetof(mi_call, locale),
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const char *mi_call_word(mi_call_kind kind) {
  return (size_t)kind < COUNT(kinds) ? kinds[kind].word : "call";
}

bool mi_call_yields_classes(mi_call_kind kind) {
  return (size_t)kind < COUNT(kinds) && kinds[kind].yields_classes;
}

static mi_result copy_text(const char **text, mi_arena *arena) {
  if (*text == NULL) return MI_OK;
  *text = mi_arena_text(arena, *text, strlen(*text));
  return *text == NULL ? MI_E_OUT_OF_MEMORY : MI_OK;
}

static mi_result copy_texts(mi_call *copy, mi_arena *arena) {
  for (size_t i = 0; i < COUNT(texts); i++) {
    const char **text = (const char **)(void *)((char *)copy + texts[i]);
    mi_result result = copy_text(text, arena);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

static mi_result copy_properties(mi_call *copy, mi_arena *arena) {
  if (copy->properties == NULL) return MI_OK;
  size_t count = copy->property_count;
  const char **list = mi_arena_alloc(arena, (count + 1) * sizeof *list);
  if (list == NULL) return MI_E_OUT_OF_MEMORY;
  for (size_t i = 0; i < count; i++) {
    list[i] = copy->properties[i];
    mi_result result = copy_text(&list[i], arena);
    if (result != MI_OK) return result;
  }
  copy->properties = list;
  return MI_OK;
}

static mi_result copy_custom(mi_call *copy, mi_arena *arena) {
  if (copy->custom_count == 0) return MI_OK;
  mi_custom_option *list = mi_arena_alloc(arena, copy->custom_count * sizeof *list);
  if (list == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < copy->custom_count; i++) {
    list[i] = copy->custom[i];
    mi_result result = copy_text(&list[i].name, arena);
    if (result == MI_OK) result = mi_value_copy(&list[i].value, &copy->custom[i].value, arena);
    if (result != MI_OK) return result;
  }
  copy->custom = list;
  return MI_OK;
}

static mi_result copy_instance(const mi_instance **instance, mi_arena *arena) {
  if (*instance == NULL) return MI_OK;
  mi_instance *copy;
  mi_result result = mi_instance_copy(&copy, *instance, arena);
  if (result == MI_OK) *instance = copy;
  return result;
}

static mi_result copy_objects(mi_call *copy, mi_arena *arena) {
  if (copy->path != NULL) {
    mi_path *path;
    mi_result result = mi_path_copy(&path, copy->path, arena);
    if (result != MI_OK) return result;
    copy->path = path;
  }
  mi_result result = copy_instance(&copy->instance, arena);
  return result == MI_OK ? copy_instance(&copy->parameters, arena) : result;
}

mi_result mi_call_copy(mi_call **out, const mi_call *call, mi_arena *arena) {
  mi_call *copy = mi_arena_alloc(arena, sizeof *copy);
  if (copy == NULL) return MI_E_OUT_OF_MEMORY;
  *copy = *call;
  mi_result result = copy_texts(copy, arena);
  if (result == MI_OK) result = copy_properties(copy, arena);
  if (result == MI_OK) result = copy_custom(copy, arena);
  if (result == MI_OK) result = copy_objects(copy, arena);
  if (result == MI_OK) *out = copy;
  return result;
}

static mi_result describe_object(const mi_call *call, mi_buffer *buffer) {
  if (call->path != NULL) {
    mi_buffer_append_char(buffer, ' ');
    return mi_path_print(call->path, true, buffer);
  }
  const char *name = call->class_name;
  if (name == NULL && call->instance != NULL) name = call->instance->class_->name;
  if (name != NULL) mi_buffer_printf(buffer, " %s", name);
  if (call->query != NULL) mi_buffer_printf(buffer, " \"%s\"", call->query);
  return buffer->failed;
}

mi_result mi_call_describe(const mi_call *call, mi_buffer *buffer) {
  mi_buffer_append_text(buffer, mi_call_word(call->kind));
  if (call->method != NULL) mi_buffer_printf(buffer, " %s of", call->method);
  if (call->kind == MI_CALL_ASSOCIATORS || call->kind == MI_CALL_REFERENCES) {
    mi_buffer_append_text(buffer, " of");
  }
  mi_result result = describe_object(call, buffer);
  if (result != MI_OK) return result;
  if (call->namespace_name != NULL) mi_buffer_printf(buffer, " in %s", call->namespace_name);
  return buffer->failed;
}
