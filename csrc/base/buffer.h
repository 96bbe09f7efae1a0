/* Growing bytes with a hard cap: the only way anything grows from outside data.
 *
 * The owner of the struct owns the bytes. A failed append leaves the buffer as it
 * was, and sticks: `failed` tells MI_E_LIMIT or MI_E_OUT_OF_MEMORY, so a writer may
 * append many pieces and ask once. The bytes are always NUL-terminated. */
#ifndef MI_BASE_BUFFER_H
#define MI_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"
#include "base/result.h"

typedef struct mi_buffer {
  const mi_allocator *allocator;
  char *data; /* NULL until something was appended: see mi_buffer_text */
  size_t length;
  size_t capacity;
  size_t limit; /* most bytes it may hold */
  mi_result failed;
} mi_buffer;

void mi_buffer_init(mi_buffer *buffer, const mi_allocator *allocator, size_t limit);
void mi_buffer_free(mi_buffer *buffer);
/* Empty again, the memory kept, the failure forgotten. */
void mi_buffer_reset(mi_buffer *buffer);
mi_result mi_buffer_append(mi_buffer *buffer, const void *bytes, size_t length);
mi_result mi_buffer_append_text(mi_buffer *buffer, const char *text);
mi_result mi_buffer_append_char(mi_buffer *buffer, char c);
mi_result mi_buffer_printf(mi_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Room for `length` more bytes; NULL when there is none. Follow with mi_buffer_added. */
char *mi_buffer_reserve(mi_buffer *buffer, size_t length);
void mi_buffer_added(mi_buffer *buffer, size_t length);
/* Drops the first `length` bytes. */
void mi_buffer_consume(mi_buffer *buffer, size_t length);
/* NUL-terminated, never NULL, borrowed until the next change. */
const char *mi_buffer_text(const mi_buffer *buffer);
/* The bytes become the caller's (mi_free); the buffer is empty. NULL: no memory. */
char *mi_buffer_take(mi_buffer *buffer);

#endif
