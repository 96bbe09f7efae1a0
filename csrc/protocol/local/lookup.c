#include "protocol/local/lookup.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/repository.h"

#define PATH_SHOWN ((size_t)1024) /* most bytes of a path in an error */

mi_result mi_lookup_namespace(const char **out, const mi_schema *schema, const char *name,
                              mi_error *error) {
  const char *known;
  for (uint32_t i = 0; (known = mi_schema_namespace(schema, i)) != NULL; i++) {
    if (!mi_text_same_namespace(known, name)) continue;
    *out = known;
    return MI_OK;
  }
  return mi_error_set(error, MI_E_INVALID_NAMESPACE, "no namespace %s", name);
}

/* The name of a class of the namespace that is little different from this one; NULL: none. */
static const char *nearest_class(const mi_schema *schema, const char *namespace_name,
                                 const char *name) {
  mi_nearest nearest = MI_NEAREST(name);
  const mi_class *class_;
  for (uint32_t i = 0; (class_ = mi_schema_class(schema, i)) != NULL; i++) {
    if (!mi_schema_defined(class_)) continue;
    if (!mi_text_same_name(class_->namespace_name, namespace_name)) continue;
    mi_nearest_show(&nearest, class_->name);
  }
  return nearest.name;
}

mi_result mi_lookup_class(const mi_class **out, const mi_schema *schema, const char *namespace_name,
                          const char *name, mi_error *error) {
  *out = mi_schema_find(schema, namespace_name, name);
  if (*out != NULL) return MI_OK;
  const char *nearest = nearest_class(schema, namespace_name, name);
  if (nearest == NULL) {
    return mi_error_set(error, MI_E_INVALID_CLASS, "no class %s in %s", name, namespace_name);
  }
  return mi_error_set(error, MI_E_INVALID_CLASS, "no class %s in %s (did you mean %s?)", name,
                      namespace_name, nearest);
}

const mi_class *mi_lookup_declared(const mi_class *class_) {
  while (class_->origin != NULL) class_ = class_->origin;
  return class_;
}

bool mi_lookup_related(const mi_class *a, const mi_class *b) {
  return mi_class_is_a(a, b->name) || mi_class_is_a(b, a->name);
}

mi_result mi_lookup_not_found(const mi_path *path, const mi_allocator *allocator,
                              mi_error *error) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, allocator, PATH_SHOWN);
  mi_result result = mi_path_print(path, true, &buffer);
  if (result == MI_E_OUT_OF_MEMORY) {
    mi_error_out_of_memory(error);
  } else {
    result = mi_error_set(error, MI_E_NOT_FOUND, "no object %s",
                          result == MI_OK ? mi_buffer_text(&buffer) : path->class_name);
  }
  mi_buffer_free(&buffer);
  return result;
}

/* Some keys mean something only to their class: the one that WMI's Class="v" does not name, and
 * references, which are in the namespace of the class when they say none. */
static bool needs_class(const mi_path *path, const mi_class *class_) {
  if (path->key_count == 1 && path->keys[0].name[0] == '\0') return true;
  for (uint32_t i = 0; i < path->key_count; i++) {
    int index = mi_class_find(class_, path->keys[i].name, strlen(path->keys[i].name));
    if (index >= 0 && class_->properties[index].type == MI_TYPE_REFERENCE) return true;
  }
  return false;
}

static mi_result settle(const mi_path **path, const mi_class *class_, mi_arena *arena) {
  if (!needs_class(*path, class_)) return MI_OK;
  const mi_path *named;
  mi_result result = mi_repository_resolve_path(&named, class_, *path, arena, NULL);
  if (result == MI_OK) *path = named;
  return result == MI_E_OUT_OF_MEMORY ? result : MI_OK;
}

mi_result mi_lookup_refers(bool *refers, const mi_instance *association, uint32_t property,
                           const mi_lookup_object *object, mi_arena *arena) {
  *refers = false;
  const mi_value *value = &association->values[property];
  if (value->type != MI_TYPE_REFERENCE || value->null) return MI_OK;
  const mi_path *path = value->as.reference;
  const mi_class *home = association->class_;
  const char *space = path->namespace_name != NULL ? path->namespace_name : home->namespace_name;
  if (!mi_text_same_name(space, object->class_->namespace_name)) return MI_OK;
  const mi_class *class_ = mi_schema_find(home->schema, space, path->class_name);
  if (class_ == NULL || !mi_lookup_related(class_, object->class_)) return MI_OK;
  mi_result result = settle(&path, object->class_, arena);
  if (result != MI_OK) return result;
  *refers = mi_path_same_keys(path, object->path);
  return MI_OK;
}
