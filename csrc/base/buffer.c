#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SMALLEST 64

void mi_buffer_init(mi_buffer *buffer, const mi_allocator *allocator, size_t limit) {
  memset(buffer, 0, sizeof *buffer);
  buffer->allocator = allocator;
  /* Room for the NUL and for doubling, without overflow. */
  buffer->limit = limit < SIZE_MAX / 4 ? limit : SIZE_MAX / 4;
  buffer->failed = MI_OK;
}

void mi_buffer_free(mi_buffer *buffer) {
  mi_free(buffer->allocator, buffer->data);
  buffer->data = NULL;
  buffer->length = buffer->capacity = 0;
}

void mi_buffer_reset(mi_buffer *buffer) {
  buffer->length = 0;
  buffer->failed = MI_OK;
  if (buffer->data != NULL) buffer->data[0] = '\0';
}

/* Makes room for `length` more bytes and the NUL. */
static mi_result make_room(mi_buffer *buffer, size_t length) {
  if (buffer->failed != MI_OK) return buffer->failed;
  if (length > buffer->limit - buffer->length) return buffer->failed = MI_E_LIMIT;
  size_t needed = buffer->length + length + 1;
  if (needed <= buffer->capacity) return MI_OK;
  size_t capacity = buffer->capacity < SMALLEST / 2 ? SMALLEST : buffer->capacity * 2;
  if (capacity > buffer->limit + 1) capacity = buffer->limit + 1;
  if (capacity < needed) capacity = needed;
  char *data = mi_resize(buffer->allocator, buffer->data, capacity);
  if (data == NULL) return buffer->failed = MI_E_OUT_OF_MEMORY;
  data[buffer->length] = '\0';
  buffer->data = data;
  buffer->capacity = capacity;
  return MI_OK;
}

mi_result mi_buffer_append(mi_buffer *buffer, const void *bytes, size_t length) {
  mi_result result = make_room(buffer, length);
  if (result != MI_OK) return result;
  if (length > 0) memcpy(buffer->data + buffer->length, bytes, length);
  mi_buffer_added(buffer, length);
  return MI_OK;
}

mi_result mi_buffer_append_text(mi_buffer *buffer, const char *text) {
  return mi_buffer_append(buffer, text, strlen(text));
}

mi_result mi_buffer_append_char(mi_buffer *buffer, char c) {
  return mi_buffer_append(buffer, &c, 1);
}

mi_result mi_buffer_printf(mi_buffer *buffer, const char *format, ...) {
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  int needed = vsnprintf(NULL, 0, format, list);
  va_end(list);
  mi_result result = buffer->failed;
  if (result == MI_OK && needed < 0) result = buffer->failed = MI_E_FAILED;
  if (result == MI_OK) result = make_room(buffer, (size_t)needed);
  if (result == MI_OK) {
    vsnprintf(buffer->data + buffer->length, (size_t)needed + 1, format, again);
    buffer->length += (size_t)needed;
  }
  va_end(again);
  return result;
}

char *mi_buffer_reserve(mi_buffer *buffer, size_t length) {
  return make_room(buffer, length) == MI_OK ? buffer->data + buffer->length : NULL;
}

void mi_buffer_added(mi_buffer *buffer, size_t length) {
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
}

void mi_buffer_consume(mi_buffer *buffer, size_t length) {
  if (length == 0 || buffer->data == NULL) return;
  if (length > buffer->length) length = buffer->length;
  buffer->length -= length;
  memmove(buffer->data, buffer->data + length, buffer->length + 1);
}

const char *mi_buffer_text(const mi_buffer *buffer) {
  return buffer->data != NULL ? buffer->data : "";
}

/* A buffer that failed holds half a story: it is not given out. */
char *mi_buffer_take(mi_buffer *buffer) {
  if (make_room(buffer, 0) != MI_OK) return NULL;
  char *data = buffer->data;
  buffer->data = NULL;
  buffer->length = buffer->capacity = 0;
  return data;
}
