#include "mi/keep.h"

#include <string.h>

/* The last one added is the likeliest to come again. */
static bool is_kept(const mi_keep *keep, const mi_schema *schema) {
  for (uint32_t i = keep->count; i > 0; i--) {
    if (keep->schemas[i - 1] == schema) return true;
  }
  return false;
}

mi_result mi_keep_schema(mi_keep *keep, const mi_allocator *allocator, mi_schema *schema) {
  if (schema == NULL || is_kept(keep, schema)) return MI_OK;
  if (keep->count == keep->room) {
    uint32_t room = keep->room == 0 ? 2 : keep->room * 2;
    mi_schema **grown = mi_resize(allocator, keep->schemas, room * sizeof *grown);
    if (grown == NULL) return MI_E_OUT_OF_MEMORY;
    keep->schemas = grown;
    keep->room = room;
  }
  keep->schemas[keep->count++] = mi_schema_ref(schema);
  return MI_OK;
}

mi_result mi_keep_value(mi_keep *keep, const mi_allocator *allocator, const mi_value *value,
                        size_t depth) {
  if (value->null || mi_type_element(value->type) != MI_TYPE_INSTANCE) return MI_OK;
  if (!mi_type_is_array(value->type)) {
    return mi_keep_instance(keep, allocator, value->as.instance, depth);
  }
  for (uint32_t i = 0; i < value->length; i++) {
    mi_result result = mi_keep_value(keep, allocator, &value->as.elements[i], depth);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

mi_result mi_keep_instance(mi_keep *keep, const mi_allocator *allocator,
                           const mi_instance *instance, size_t depth) {
  if (instance == NULL) return MI_OK;
  if (depth == 0) return MI_E_LIMIT;
  mi_result result = mi_keep_schema(keep, allocator, instance->class_->schema);
  for (uint32_t i = 0; result == MI_OK && i < instance->class_->property_count; i++) {
    result = mi_keep_value(keep, allocator, &instance->values[i], depth - 1);
  }
  return result;
}

void mi_keep_free(mi_keep *keep, const mi_allocator *allocator) {
  for (uint32_t i = 0; i < keep->count; i++) mi_schema_unref(keep->schemas[i]);
  mi_free(allocator, keep->schemas);
  memset(keep, 0, sizeof *keep);
}
