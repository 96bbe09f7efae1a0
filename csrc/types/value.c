#include "types/value.h"

#include <string.h>

#include "base/text.h"
#include "types/deep.h"

/* Unused bytes of the union are zero, so that no copy of a value carries old memory along. */
static mi_value blank(mi_type type) {
  mi_value value;
  memset(&value, 0, sizeof value);
  value.type = type;
  return value;
}

mi_value mi_value_null(mi_type type) {
  mi_value value = blank(type);
  value.null = true;
  return value;
}

mi_value mi_value_boolean(bool boolean) {
  mi_value value = blank(MI_TYPE_BOOLEAN);
  value.as.boolean = boolean;
  return value;
}

mi_value mi_value_unsigned(mi_type type, uint64_t natural) {
  mi_value value = blank(type);
  value.as.natural = natural;
  return value;
}

mi_value mi_value_signed(mi_type type, int64_t integer) {
  mi_value value = blank(type);
  value.as.integer = integer;
  return value;
}

mi_value mi_value_real(mi_type type, double real) {
  mi_value value = blank(type);
  value.as.real = real;
  return value;
}

mi_value mi_value_text(const char *text, size_t length) {
  mi_value value = blank(MI_TYPE_STRING);
  value.null = text == NULL;
  value.as.text = text;
  value.length = (uint32_t)length;
  return value;
}

mi_value mi_value_datetime(const mi_datetime *datetime) {
  mi_value value = blank(MI_TYPE_DATETIME);
  value.null = datetime == NULL;
  value.as.datetime = datetime;
  return value;
}

mi_value mi_value_reference(const mi_path *reference) {
  mi_value value = blank(MI_TYPE_REFERENCE);
  value.null = reference == NULL;
  value.as.reference = reference;
  return value;
}

mi_value mi_value_instance(const mi_instance *instance) {
  mi_value value = blank(MI_TYPE_INSTANCE);
  value.null = instance == NULL;
  value.as.instance = instance;
  return value;
}

mi_value mi_value_array(mi_type element_type, const mi_value *elements, size_t count) {
  mi_value value = blank((mi_type)(element_type | MI_TYPE_ARRAY));
  value.as.elements = count > 0 ? elements : NULL;
  value.length = (uint32_t)count;
  return value;
}

mi_result mi_copy_text(const char **out, const char *text, mi_arena *arena) {
  *out = NULL;
  if (text == NULL) return MI_OK;
  *out = mi_arena_text(arena, text, strlen(text));
  return *out != NULL ? MI_OK : MI_E_OUT_OF_MEMORY;
}

size_t mi_copy_text_size(const char *text) {
  return text == NULL ? 0 : mi_arena_cost(strlen(text) + 1);
}

static mi_result copy_text(mi_value *out, const mi_value *value, mi_arena *arena) {
  *out = mi_value_text(mi_arena_text(arena, value->as.text, value->length), value->length);
  return out->null ? MI_E_OUT_OF_MEMORY : MI_OK;
}

static mi_result copy_datetime(mi_value *out, const mi_value *value, mi_arena *arena) {
  mi_datetime *copy = mi_arena_alloc(arena, sizeof *copy);
  if (copy == NULL) return MI_E_OUT_OF_MEMORY;
  *copy = *value->as.datetime;
  *out = mi_value_datetime(copy);
  return MI_OK;
}

static mi_result copy_reference(mi_value *out, const mi_value *value, mi_arena *arena,
                                unsigned depth) {
  mi_path *copy = NULL;
  mi_result result = mi_path_copy_at(&copy, value->as.reference, arena, depth + 1);
  if (result == MI_OK) *out = mi_value_reference(copy);
  return result;
}

static mi_result copy_instance(mi_value *out, const mi_value *value, mi_arena *arena,
                               unsigned depth) {
  mi_instance *copy = NULL;
  mi_result result = mi_instance_copy_at(&copy, value->as.instance, arena, depth + 1);
  if (result == MI_OK) *out = mi_value_instance(copy);
  return result;
}

static mi_result copy_array(mi_value *out, const mi_value *value, mi_arena *arena, unsigned depth) {
  mi_value *copies = NULL;
  if (value->length > 0) {
    copies = mi_arena_alloc(arena, value->length * sizeof *copies);
    if (copies == NULL) return MI_E_OUT_OF_MEMORY;
  }
  for (uint32_t i = 0; i < value->length; i++) {
    mi_result result = mi_value_copy_at(&copies[i], &value->as.elements[i], arena, depth);
    if (result != MI_OK) return result;
  }
  *out = mi_value_array(mi_type_element(value->type), copies, value->length);
  return MI_OK;
}

mi_result mi_value_copy_at(mi_value *out, const mi_value *value, mi_arena *arena, unsigned depth) {
  const mi_value source = *value; /* `out` may be the same value */
  *out = mi_value_null(source.type);
  if (source.null) return MI_OK;
  if (depth > MI_DEEPEST) return MI_E_LIMIT;
  if (mi_type_is_array(source.type)) return copy_array(out, &source, arena, depth);
  switch (mi_type_storage(source.type)) {
    case MI_STORAGE_TEXT: return copy_text(out, &source, arena);
    case MI_STORAGE_DATETIME: return copy_datetime(out, &source, arena);
    case MI_STORAGE_REFERENCE: return copy_reference(out, &source, arena, depth);
    case MI_STORAGE_INSTANCE: return copy_instance(out, &source, arena, depth);
    default: *out = source; return MI_OK;
  }
}

mi_result mi_value_copy(mi_value *out, const mi_value *value, mi_arena *arena) {
  return mi_value_copy_at(out, value, arena, 0);
}

static size_t array_copy_size(const mi_value *value, unsigned depth) {
  if (value->length == 0) return 0;
  size_t size = mi_arena_cost(value->length * sizeof *value);
  for (uint32_t i = 0; i < value->length; i++) {
    size += mi_value_copy_size_at(&value->as.elements[i], depth);
  }
  return size;
}

size_t mi_value_copy_size_at(const mi_value *value, unsigned depth) {
  if (value->null || depth > MI_DEEPEST) return 0;
  if (mi_type_is_array(value->type)) return array_copy_size(value, depth);
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_TEXT: return mi_arena_cost((size_t)value->length + 1);
    case MI_STORAGE_DATETIME: return mi_arena_cost(sizeof *value->as.datetime);
    case MI_STORAGE_REFERENCE: return mi_path_copy_size_at(value->as.reference, depth + 1);
    case MI_STORAGE_INSTANCE: return mi_instance_copy_size_at(value->as.instance, depth + 1);
    default: return 0;
  }
}

size_t mi_value_copy_size(const mi_value *value) { return mi_value_copy_size_at(value, 0); }

static bool equal_real(double a, double b) { return a == b || (a != a && b != b); }

static bool equal_datetime(const mi_datetime *a, const mi_datetime *b) {
  char a_text[MI_DATETIME_LENGTH + 1], b_text[MI_DATETIME_LENGTH + 1];
  mi_datetime_print(a_text, a);
  mi_datetime_print(b_text, b);
  return memcmp(a_text, b_text, sizeof a_text) == 0;
}

static bool equal_array(const mi_value *a, const mi_value *b, unsigned depth) {
  if (a->length != b->length) return false;
  for (uint32_t i = 0; i < a->length; i++) {
    if (!mi_value_equal_at(&a->as.elements[i], &b->as.elements[i], depth)) return false;
  }
  return true;
}

static bool equal_text(const mi_value *a, const mi_value *b) {
  return a->length == b->length &&
         (a->length == 0 || memcmp(a->as.text, b->as.text, a->length) == 0);
}

bool mi_value_equal_at(const mi_value *a, const mi_value *b, unsigned depth) {
  if (a->type != b->type || a->null != b->null || depth > MI_DEEPEST) return false;
  if (a->null) return true;
  if (mi_type_is_array(a->type)) return equal_array(a, b, depth);
  switch (mi_type_storage(a->type)) {
    case MI_STORAGE_BOOLEAN: return a->as.boolean == b->as.boolean;
    case MI_STORAGE_UNSIGNED: return a->as.natural == b->as.natural;
    case MI_STORAGE_SIGNED: return a->as.integer == b->as.integer;
    case MI_STORAGE_REAL: return equal_real(a->as.real, b->as.real);
    case MI_STORAGE_DATETIME: return equal_datetime(a->as.datetime, b->as.datetime);
    case MI_STORAGE_TEXT: return equal_text(a, b);
    case MI_STORAGE_REFERENCE:
      return mi_path_same_at(a->as.reference, b->as.reference, depth + 1);
    case MI_STORAGE_INSTANCE:
      return mi_instance_equal_at(a->as.instance, b->as.instance, depth + 1);
  }
  return false;
}

bool mi_value_equal(const mi_value *a, const mi_value *b) { return mi_value_equal_at(a, b, 0); }
