#include "types/instance.h"

#include <string.h>

#include "base/text.h"
#include "types/deep.h"

mi_instance *mi_instance_new(const mi_class *class_, bool defaults, mi_arena *arena) {
  mi_instance *instance = mi_arena_alloc_zero(arena, sizeof *instance);
  if (instance == NULL) return NULL;
  instance->class_ = class_;
  if (class_->property_count == 0) return instance;
  instance->values = mi_arena_alloc(arena, class_->property_count * sizeof *instance->values);
  if (instance->values == NULL) return NULL;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    instance->values[i] = defaults ? property->value : mi_value_null(property->type);
  }
  return instance;
}

static mi_result copy_place(mi_instance *copy, const mi_instance *instance, mi_arena *arena,
                            unsigned depth) {
  mi_path *path = NULL;
  mi_result result = mi_copy_text(&copy->namespace_name, instance->namespace_name, arena);
  if (result == MI_OK) result = mi_copy_text(&copy->host, instance->host, arena);
  if (result == MI_OK && instance->path != NULL) {
    result = mi_path_copy_at(&path, instance->path, arena, depth);
  }
  copy->path = path;
  return result;
}

mi_result mi_instance_copy_at(mi_instance **out, const mi_instance *instance, mi_arena *arena,
                              unsigned depth) {
  if (depth > MI_DEEPEST) return MI_E_LIMIT;
  mi_instance *copy = mi_instance_new(instance->class_, false, arena);
  if (copy == NULL) return MI_E_OUT_OF_MEMORY;
  mi_result result = copy_place(copy, instance, arena, depth);
  for (uint32_t i = 0; result == MI_OK && i < instance->class_->property_count; i++) {
    result = mi_value_copy_at(&copy->values[i], &instance->values[i], arena, depth);
  }
  if (result == MI_OK) *out = copy;
  return result;
}

mi_result mi_instance_copy(mi_instance **out, const mi_instance *instance, mi_arena *arena) {
  return mi_instance_copy_at(out, instance, arena, 0);
}

size_t mi_instance_copy_size_at(const mi_instance *instance, unsigned depth) {
  uint32_t count = instance->class_->property_count;
  if (depth > MI_DEEPEST) return 0;
  size_t size = mi_arena_cost(sizeof *instance) + mi_copy_text_size(instance->namespace_name) +
                mi_copy_text_size(instance->host);
  if (instance->path != NULL) size += mi_path_copy_size_at(instance->path, depth);
  if (count > 0) size += mi_arena_cost(count * sizeof *instance->values);
  for (uint32_t i = 0; i < count; i++) size += mi_value_copy_size_at(&instance->values[i], depth);
  return size;
}

size_t mi_instance_copy_size(const mi_instance *instance) {
  return mi_instance_copy_size_at(instance, 0);
}

const mi_value *mi_instance_get(const mi_instance *instance, const char *name) {
  int index = mi_class_find(instance->class_, name, strlen(name));
  return index >= 0 ? &instance->values[index] : NULL;
}

mi_result mi_instance_set(mi_instance *instance, const char *name, const mi_value *value,
                          mi_arena *arena, mi_error *error) {
  mi_value converted;
  int index = mi_class_find(instance->class_, name, strlen(name));
  if (index < 0) {
    return mi_error_set(error, MI_E_NO_SUCH_PROPERTY, "%s has no property %s",
                        instance->class_->name, name);
  }
  const mi_element *property = &instance->class_->properties[index];
  mi_result result = mi_value_convert(&converted, value, property->type, arena, error);
  if (result == MI_OK) {
    instance->values[index] = converted;
  } else {
    mi_error_prefix(error, "%s.%s", instance->class_->name, property->name);
  }
  return result;
}

static mi_result key_is_null(const mi_instance *instance, const char *name, mi_error *error) {
  return mi_error_set(error, MI_E_NOT_FOUND, "%s: the key %s has no value",
                      instance->class_->name, name);
}

mi_result mi_instance_path(const mi_path **out, const mi_instance *instance, mi_arena *arena,
                           mi_error *error) {
  const mi_class *class_ = instance->class_;
  uint32_t count = 0;
  *out = instance->path;
  if (instance->path != NULL) return MI_OK;
  if (class_->key_count == 0) {
    return mi_error_set(error, MI_E_NOT_FOUND, "%s has no keys", class_->name);
  }
  mi_path *path = mi_arena_alloc_zero(arena, sizeof *path);
  mi_key *keys = mi_arena_alloc(arena, class_->key_count * sizeof *keys);
  if (path == NULL || keys == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if ((class_->properties[i].flags & MI_ELEMENT_KEY) == 0) continue;
    if (instance->values[i].null) return key_is_null(instance, class_->properties[i].name, error);
    keys[count].name = class_->properties[i].name;
    keys[count++].value = instance->values[i];
  }
  path->host = instance->host;
  path->namespace_name = instance->namespace_name;
  if (path->namespace_name == NULL) path->namespace_name = class_->namespace_name;
  path->class_name = class_->name;
  path->keys = keys;
  path->key_count = count;
  *out = path;
  return MI_OK;
}

/* Whether a path can still be made: all keys are there, and it is the class's own name. */
static bool names_the_object(const mi_class *projection, const mi_class *class_) {
  return projection->key_count >= class_->key_count &&
         mi_text_same_name(projection->name, class_->name);
}

mi_result mi_instance_project(const mi_instance **out, const mi_instance *instance,
                              const mi_class *class_, mi_arena *arena) {
  if (class_ == instance->class_) {
    *out = instance;
    return MI_OK;
  }
  mi_instance *projected = mi_instance_new(class_, false, arena);
  if (projected == NULL) return MI_E_OUT_OF_MEMORY;
  projected->namespace_name = instance->namespace_name;
  projected->host = instance->host;
  projected->path = instance->path;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    int index = mi_class_find(instance->class_, property->name, property->name_length);
    if (index >= 0) projected->values[i] = instance->values[index];
  }
  *out = projected;
  if (names_the_object(class_, instance->class_)) return MI_OK;
  mi_result result = mi_instance_path(&projected->path, instance, arena, NULL);
  return result == MI_E_NOT_FOUND ? MI_OK : result; /* there is no path to keep */
}

bool mi_instance_equal_at(const mi_instance *a, const mi_instance *b, unsigned depth) {
  const mi_class *a_class = a->class_, *b_class = b->class_;
  if (depth > MI_DEEPEST || a_class->property_count != b_class->property_count) return false;
  if (!mi_text_same_name(a_class->name, b_class->name)) return false;
  for (uint32_t i = 0; i < a_class->property_count; i++) {
    const mi_element *property = &a_class->properties[i];
    int index = a_class == b_class
                    ? (int)i
                    : mi_class_find(b_class, property->name, property->name_length);
    if (index < 0 || !mi_value_equal_at(&a->values[i], &b->values[index], depth)) return false;
  }
  return true;
}

bool mi_instance_equal(const mi_instance *a, const mi_instance *b) {
  return mi_instance_equal_at(a, b, 0);
}

/* A property that is NULL, as it is without being set, is left out. */
mi_result mi_instance_print_at(const mi_instance *instance, mi_buffer *buffer, unsigned depth) {
  if (buffer->failed != MI_OK) return buffer->failed;
  if (depth > MI_DEEPEST) return buffer->failed = MI_E_LIMIT;
  mi_buffer_printf(buffer, "instance of %s\n{\n", instance->class_->name);
  for (uint32_t i = 0; i < instance->class_->property_count && buffer->failed == MI_OK; i++) {
    const mi_element *property = &instance->class_->properties[i];
    if (instance->values[i].null && property->value.null) continue;
    mi_buffer_printf(buffer, "  %s = ", property->name);
    mi_value_print_at(&instance->values[i], buffer, depth);
    mi_buffer_append_text(buffer, ";\n");
  }
  return mi_buffer_append_text(buffer, "};\n");
}

mi_result mi_instance_print(const mi_instance *instance, mi_buffer *buffer) {
  return mi_instance_print_at(instance, buffer, 0);
}
