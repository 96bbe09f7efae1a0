#include "types/value.h"

#include "base/text.h"
#include "types/deep.h"
#include "types/literal.h"

static mi_result print_number(const mi_value *value, mi_buffer *buffer) {
  char text[MI_TEXT_NUMBER];
  size_t length = mi_type_storage(value->type) == MI_STORAGE_SIGNED
                      ? mi_text_from_sint64(text, value->as.integer)
                      : mi_text_from_uint64(text, value->as.natural);
  return mi_buffer_append(buffer, text, length);
}

static mi_result print_real(const mi_value *value, mi_buffer *buffer) {
  char text[MI_LITERAL_REAL];
  size_t length = mi_literal_real(text, value->as.real, value->type == MI_TYPE_REAL32);
  return mi_buffer_append(buffer, text, length);
}

static mi_result print_bare_real(const mi_value *value, mi_buffer *buffer) {
  char text[MI_TEXT_NUMBER];
  size_t length = mi_text_from_real(text, value->as.real, value->type == MI_TYPE_REAL32);
  return mi_buffer_append(buffer, text, length);
}

static mi_result print_datetime(const mi_value *value, mi_buffer *buffer) {
  char text[MI_DATETIME_LENGTH + 1];
  mi_datetime_print(text, value->as.datetime);
  return mi_buffer_append_text(buffer, text);
}

static mi_result print_array(const mi_value *value, mi_buffer *buffer, unsigned depth) {
  mi_buffer_append_char(buffer, '{');
  for (uint32_t i = 0; i < value->length && buffer->failed == MI_OK; i++) {
    if (i > 0) mi_buffer_append_text(buffer, ", ");
    mi_value_print_at(&value->as.elements[i], buffer, depth);
  }
  return mi_buffer_append_char(buffer, '}');
}

mi_result mi_value_print_quoted_at(const mi_value *value, mi_quote_function *quote,
                                   mi_buffer *buffer, unsigned depth) {
  if (value->type == MI_TYPE_STRING) return quote(buffer, value->as.text, value->length);
  if (buffer->failed != MI_OK) return buffer->failed;
  mi_buffer bare;
  mi_buffer_init(&bare, buffer->allocator, buffer->limit);
  if (mi_value_print_bare_at(value, &bare, depth) == MI_OK) {
    quote(buffer, mi_buffer_text(&bare), bare.length);
  } else {
    buffer->failed = bare.failed;
  }
  mi_buffer_free(&bare);
  return buffer->failed;
}

mi_result mi_value_print_at(const mi_value *value, mi_buffer *buffer, unsigned depth) {
  if (value->null) return mi_buffer_append_text(buffer, "NULL");
  if (mi_type_is_array(value->type)) return print_array(value, buffer, depth);
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_BOOLEAN:
    case MI_STORAGE_SIGNED: return mi_value_print_bare_at(value, buffer, depth);
    case MI_STORAGE_UNSIGNED:
      if (value->type == MI_TYPE_CHAR16) {
        return mi_literal_char(buffer, (uint16_t)value->as.natural);
      }
      return print_number(value, buffer);
    case MI_STORAGE_REAL: return print_real(value, buffer);
    case MI_STORAGE_DATETIME:
    case MI_STORAGE_TEXT:
    case MI_STORAGE_REFERENCE:
    case MI_STORAGE_INSTANCE:
      return mi_value_print_quoted_at(value, mi_literal_string, buffer, depth);
  }
  return buffer->failed;
}

mi_result mi_value_print(const mi_value *value, mi_buffer *buffer) {
  return mi_value_print_at(value, buffer, 0);
}

mi_result mi_value_print_bare_at(const mi_value *value, mi_buffer *buffer, unsigned depth) {
  if (value->null) return buffer->failed;
  if (mi_type_is_array(value->type)) return print_array(value, buffer, depth);
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_BOOLEAN:
      return mi_buffer_append_text(buffer, value->as.boolean ? "TRUE" : "FALSE");
    case MI_STORAGE_UNSIGNED:
      if (value->type == MI_TYPE_CHAR16) {
        return mi_literal_bare_char(buffer, (uint16_t)value->as.natural);
      }
      return print_number(value, buffer);
    case MI_STORAGE_SIGNED: return print_number(value, buffer);
    case MI_STORAGE_REAL: return print_bare_real(value, buffer);
    case MI_STORAGE_DATETIME: return print_datetime(value, buffer);
    case MI_STORAGE_TEXT: return mi_buffer_append(buffer, value->as.text, value->length);
    case MI_STORAGE_REFERENCE:
      return mi_path_print_at(value->as.reference, false, buffer, depth + 1);
    case MI_STORAGE_INSTANCE: return mi_instance_print_at(value->as.instance, buffer, depth + 1);
  }
  return buffer->failed;
}

mi_result mi_value_print_bare(const mi_value *value, mi_buffer *buffer) {
  return mi_value_print_bare_at(value, buffer, 0);
}
