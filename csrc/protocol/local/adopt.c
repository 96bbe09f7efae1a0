#include "protocol/local/adopt.h"

#include "protocol/local/lookup.h"

typedef struct adoption {
  const mi_schema *schema;
  const char *namespace_name;
  const mi_limits *limits;
  mi_arena *arena;
  mi_error *error;
  size_t depth;
} adoption;

static mi_result adopt_value(adoption *new_home, const mi_value *given, mi_value *out);

mi_result mi_adopt_assign(mi_instance *to, const mi_instance *from, mi_arena *arena,
                          mi_error *error) {
  mi_result result = MI_OK;
  for (uint32_t i = 0; i < from->class_->property_count && result == MI_OK; i++) {
    const char *name = from->class_->properties[i].name;
    result = mi_instance_set(to, name, &from->values[i], arena, error);
  }
  return result;
}

/* The same class and properties, the values adopted. */
static mi_result adopt_values(adoption *new_home, const mi_instance *given, mi_instance **out) {
  uint32_t count = given->class_->property_count;
  mi_instance *adopted = mi_instance_new(given->class_, false, new_home->arena);
  if (adopted == NULL) return mi_error_out_of_memory(new_home->error);
  mi_result result = MI_OK;
  for (uint32_t i = 0; i < count && result == MI_OK; i++) {
    result = adopt_value(new_home, &given->values[i], &adopted->values[i]);
    if (result == MI_OK || result == MI_E_OUT_OF_MEMORY || result == MI_E_LIMIT) continue;
    mi_error_prefix(new_home->error, "%s", given->class_->properties[i].name);
  }
  *out = adopted;
  return result;
}

static mi_result adopt_embedded(adoption *new_home, const mi_instance *given, mi_value *out) {
  if (new_home->depth >= new_home->limits->max_depth) {
    return mi_error_set(new_home->error, MI_E_LIMIT,
                        "embedded instances nested deeper than max_depth (%zu)",
                        new_home->limits->max_depth);
  }
  const mi_class *class_;
  mi_result result = mi_lookup_class(&class_, new_home->schema, new_home->namespace_name,
                                     given->class_->name, new_home->error);
  if (result != MI_OK) return result;
  mi_instance *values;
  new_home->depth++;
  result = adopt_values(new_home, given, &values);
  new_home->depth--;
  if (result != MI_OK) return result;
  mi_instance *adopted = mi_instance_new(class_, false, new_home->arena);
  if (adopted == NULL) return mi_error_out_of_memory(new_home->error);
  result = mi_adopt_assign(adopted, values, new_home->arena, new_home->error);
  *out = mi_value_instance(adopted);
  return result;
}

static mi_result adopt_array(adoption *new_home, const mi_value *given, mi_value *out) {
  mi_value *elements = mi_arena_alloc(new_home->arena, (given->length + (size_t)1) * sizeof *out);
  if (elements == NULL) return mi_error_out_of_memory(new_home->error);
  mi_result result = MI_OK;
  for (uint32_t i = 0; i < given->length && result == MI_OK; i++) {
    result = adopt_value(new_home, &given->as.elements[i], &elements[i]);
  }
  *out = mi_value_array(mi_type_element(given->type), elements, given->length);
  return result;
}

static mi_result adopt_value(adoption *new_home, const mi_value *given, mi_value *out) {
  if (!given->null && mi_type_element(given->type) == MI_TYPE_INSTANCE) {
    if (mi_type_is_array(given->type)) return adopt_array(new_home, given, out);
    return adopt_embedded(new_home, given->as.instance, out);
  }
  mi_result result = mi_value_copy(out, given, new_home->arena);
  if (result == MI_OK) return MI_OK;
  return mi_error_set(new_home->error, result, "%s", mi_result_meaning(result));
}

mi_result mi_adopt(mi_instance **out, const mi_instance *given, const mi_schema *schema,
                   const char *namespace_name, const mi_limits *limits, mi_arena *arena,
                   mi_error *error) {
  adoption new_home = {schema, namespace_name, limits, arena, error, 0};
  return adopt_values(&new_home, given, out);
}
