#include "protocol/local/integrity.h"

#include "protocol/local/lookup.h"
#include "protocol/local/repository.h"

/* The default of max_depth. What is deeper is refused when it is copied. */
#define DEEPEST 128

typedef struct check {
  mi_arena *arena;
  mi_error *error;
  unsigned depth;
} check;

static mi_result check_properties(check *ongoing, const mi_instance *instance);

/* Without the class that is declared, nothing is below it. */
static mi_result check_class(const check *ongoing, const mi_element *property,
                             const mi_class *class_) {
  if (property->class_name == NULL || mi_class_is_a(class_, property->class_name)) return MI_OK;
  return mi_error_set(ongoing->error, MI_E_TYPE_MISMATCH, "%s is no %s", class_->name,
                      property->class_name);
}

static mi_result check_reference(const check *ongoing, const mi_class *home,
                                 const mi_element *property, const mi_path *path) {
  const char *space = path->namespace_name != NULL ? path->namespace_name : home->namespace_name;
  const mi_class *class_;
  if (path->host != NULL) return MI_OK;
  if (path->key_count == 0 && !path->singleton) {
    return mi_error_set(ongoing->error, MI_E_TYPE_MISMATCH,
                        "%s names a class: a reference needs keys", path->class_name);
  }
  mi_result result =
      mi_lookup_class(&class_, home->schema, space, path->class_name, ongoing->error);
  if (result == MI_OK) result = check_class(ongoing, property, class_);
  if (result != MI_OK) return result;
  return mi_repository_resolve_path(&path, class_, path, ongoing->arena, ongoing->error);
}

static mi_result check_embedded(check *ongoing, const mi_element *property,
                                const mi_instance *embedded) {
  mi_result result = check_class(ongoing, property, embedded->class_);
  if (result != MI_OK || ongoing->depth == DEEPEST) return result;
  ongoing->depth++;
  result = check_properties(ongoing, embedded);
  ongoing->depth--;
  return result;
}

static mi_result check_value(check *ongoing, const mi_class *home, const mi_element *property,
                             const mi_value *value) {
  mi_result result = MI_OK;
  if (value->null) return MI_OK;
  if (value->type == MI_TYPE_REFERENCE) {
    return check_reference(ongoing, home, property, value->as.reference);
  }
  if (value->type == MI_TYPE_INSTANCE) {
    return check_embedded(ongoing, property, value->as.instance);
  }
  if (!mi_type_is_array(value->type)) return MI_OK;
  for (uint32_t i = 0; i < value->length && result == MI_OK; i++) {
    result = check_value(ongoing, home, property, &value->as.elements[i]);
  }
  return result;
}

static mi_result check_property(check *ongoing, const mi_instance *instance, uint32_t number) {
  const mi_class *class_ = instance->class_;
  const mi_element *property = &class_->properties[number];
  mi_type type = mi_type_element(property->type);
  if (type != MI_TYPE_REFERENCE && type != MI_TYPE_INSTANCE) return MI_OK;
  mi_result result = check_value(ongoing, class_, property, &instance->values[number]);
  if (result != MI_OK && result != MI_E_OUT_OF_MEMORY) {
    mi_error_prefix(ongoing->error, "%s.%s", class_->name, property->name);
  }
  return result;
}

static mi_result check_properties(check *ongoing, const mi_instance *instance) {
  mi_result result = MI_OK;
  for (uint32_t i = 0; i < instance->class_->property_count && result == MI_OK; i++) {
    result = check_property(ongoing, instance, i);
  }
  return result;
}

mi_result mi_integrity_check(const mi_instance *instance, uint32_t property, mi_arena *arena,
                             mi_error *error) {
  check ongoing = {arena, error, 0};
  return check_property(&ongoing, instance, property);
}

mi_result mi_integrity_check_all(const mi_instance *instance, mi_arena *arena, mi_error *error) {
  check ongoing = {arena, error, 0};
  return check_properties(&ongoing, instance);
}
