/* The story of one failure. Functions return a mi_result; what happened, in
 * words, goes into the caller's mi_error, never into a global.
 *
 * The caller owns the mi_error: mi_error_init before, mi_error_clear after. A
 * NULL mi_error is allowed everywhere and means "no story wanted". When there is
 * no memory for the message, a fixed one stands in, so setting never fails.
 * Setting again replaces the earlier story. */
#ifndef MI_BASE_ERROR_H
#define MI_BASE_ERROR_H

#include <stdarg.h>

#include "base/alloc.h"
#include "base/result.h"

typedef struct mi_error {
  const mi_allocator *allocator;
  mi_result result;
  char *text; /* owned; NULL: use the meaning of the result */
} mi_error;

void mi_error_init(mi_error *error, const mi_allocator *allocator);
/* Back to "no error"; frees the text. */
void mi_error_clear(mi_error *error);
/* All setters return `result`, so that a failing function can `return mi_error_set(...)`. */
mi_result mi_error_set(mi_error *error, mi_result result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
mi_result mi_error_set_list(mi_error *error, mi_result result, const char *format, va_list list);
mi_result mi_error_out_of_memory(mi_error *error);
/* Puts "prefix: " before the text that is there. Returns the result that is there. */
mi_result mi_error_prefix(mi_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Never NULL; borrowed until the next change. */
const char *mi_error_text(const mi_error *error);
/* Moves the story from one to the other; `from` is then clear. */
void mi_error_move(mi_error *to, mi_error *from);

#endif
