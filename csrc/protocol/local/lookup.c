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

bool mi_lookup_below(const mi_class *class_, const mi_class *above) {
  while (class_ != NULL && class_ != above) class_ = class_->superclass;
  return class_ != NULL;
}

mi_result mi_lookup_property(const mi_class *class_, const char *name, mi_error *error) {
  mi_nearest nearest = MI_NEAREST(name);
  size_t length = strlen(name);
  const mi_class *below;
  if (mi_class_find(class_, name, length) >= 0) return MI_OK;
  for (uint32_t i = 0; (below = mi_schema_class(class_->schema, i)) != NULL; i++) {
    if (!mi_lookup_below(below, class_)) continue;
    if (mi_class_find(below, name, length) >= 0) return MI_OK;
    for (uint32_t p = 0; p < below->property_count; p++) {
      mi_nearest_show(&nearest, below->properties[p].name);
    }
  }
  return mi_error_set(error, MI_E_NO_SUCH_PROPERTY, "%s has no property %s%s%s%s", class_->name,
                      name, nearest.name != NULL ? " (did you mean " : "",
                      nearest.name != NULL ? nearest.name : "", nearest.name != NULL ? "?)" : "");
}

/* Sets an error whose story ends with the path. */
static mi_result tell_path(const mi_path *path, const mi_allocator *allocator, mi_error *error,
                           mi_result code, const char *words) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, allocator, PATH_SHOWN);
  mi_result result = mi_path_print(path, true, &buffer);
  if (result == MI_E_OUT_OF_MEMORY) {
    mi_error_out_of_memory(error);
  } else {
    const char *shown = result == MI_OK ? mi_buffer_text(&buffer) : path->class_name;
    result = mi_error_set(error, code, "%s %s", words, shown);
  }
  mi_buffer_free(&buffer);
  return result;
}

mi_result mi_lookup_not_found(const mi_path *path, const mi_allocator *allocator,
                              mi_error *error) {
  return tell_path(path, allocator, error, MI_E_NOT_FOUND, "no object");
}

mi_result mi_lookup_several(const mi_path *path, const mi_class *class_,
                            const mi_allocator *allocator, mi_error *error) {
  const char *missing = "";
  for (uint32_t i = 0; i < class_->property_count && missing[0] == '\0'; i++) {
    const mi_element *property = &class_->properties[i];
    if ((property->flags & MI_ELEMENT_KEY) == 0) continue;
    if (mi_path_key(path, property->name) == NULL) missing = property->name;
  }
  mi_result result =
      tell_path(path, allocator, error, MI_E_INVALID_PARAMETER, "several objects fit");
  if (result != MI_E_INVALID_PARAMETER || error == NULL) return result;
  return mi_error_set(error, result, "%s: the key %s is missing", mi_error_text(error), missing);
}

mi_result mi_lookup_own_path(const mi_path **out, const mi_instance *instance,
                             const mi_path *given, mi_arena *arena, mi_error *error) {
  const mi_class *class_ = mi_lookup_declared(instance->class_);
  const mi_path *path = given;
  mi_result result = MI_OK;
  if (class_->key_count > 0) result = mi_instance_path(&path, instance, arena, error);
  if (result != MI_OK) return result;
  mi_path own = *path;
  own.host = given->host;
  return mi_repository_resolve_path(out, class_, &own, arena, error);
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
