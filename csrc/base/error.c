#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A story is for people: what a server sends as its fault text does not grow beyond this. */
#define LONGEST_STORY ((size_t)64 << 10)

void mi_error_init(mi_error *error, const mi_allocator *allocator) {
  if (error == NULL) return;
  error->allocator = allocator;
  error->result = MI_OK;
  error->text = NULL;
}

void mi_error_clear(mi_error *error) {
  if (error == NULL) return;
  mi_free(error->allocator, error->text);
  error->text = NULL;
  error->result = MI_OK;
}

/* The length at which to cut UTF-8 text so that no character is left in half. */
static size_t cut_length(const char *text, size_t length) {
  while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80) length--;
  if (length > 0 && (unsigned char)text[length - 1] >= 0xC0) length--;
  return length;
}

/* NULL: no memory. */
static char *format_text(const mi_allocator *allocator, const char *format, va_list list) {
  va_list again;
  va_copy(again, list);
  int needed = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (needed < 0) return NULL;
  size_t length = (size_t)needed;
  bool cut = length > LONGEST_STORY;
  if (cut) length = LONGEST_STORY;
  char *text = mi_alloc(allocator, length + 1);
  if (text == NULL) return NULL;
  vsnprintf(text, length + 1, format, list);
  if (cut) text[cut_length(text, length)] = '\0';
  return text;
}

static mi_result replace_text(mi_error *error, mi_result result, char *text) {
  mi_free(error->allocator, error->text);
  error->text = text;
  error->result = result;
  return result;
}

/* The new text is made before the old one goes: the old one may be among the arguments. */
mi_result mi_error_set_list(mi_error *error, mi_result result, const char *format, va_list list) {
  if (error == NULL) return result;
  return replace_text(error, result, format_text(error->allocator, format, list));
}

mi_result mi_error_set(mi_error *error, mi_result result, const char *format, ...) {
  va_list list;
  va_start(list, format);
  mi_error_set_list(error, result, format, list);
  va_end(list);
  return result;
}

mi_result mi_error_out_of_memory(mi_error *error) {
  if (error == NULL) return MI_E_OUT_OF_MEMORY;
  return replace_text(error, MI_E_OUT_OF_MEMORY, NULL);
}

static char *join(const mi_allocator *allocator, const char *prefix, const char *text) {
  size_t prefix_length = strlen(prefix);
  size_t length = strlen(text);
  char *joined = mi_alloc(allocator, prefix_length + 2 + length + 1);
  if (joined == NULL) return NULL;
  memcpy(joined, prefix, prefix_length);
  memcpy(joined + prefix_length, ": ", 2);
  memcpy(joined + prefix_length + 2, text, length);
  joined[prefix_length + 2 + length] = '\0';
  return joined;
}

/* Without memory the story stays as it was: a story without its prefix is better than none. */
mi_result mi_error_prefix(mi_error *error, const char *format, ...) {
  if (error == NULL) return MI_E_FAILED;
  if (error->result == MI_OK) return MI_OK;
  va_list list;
  va_start(list, format);
  char *prefix = format_text(error->allocator, format, list);
  va_end(list);
  if (prefix == NULL) return error->result;
  char *joined = join(error->allocator, prefix, mi_error_text(error));
  mi_free(error->allocator, prefix);
  if (joined == NULL) return error->result;
  return replace_text(error, error->result, joined);
}

const char *mi_error_text(const mi_error *error) {
  if (error == NULL) return "";
  return error->text != NULL ? error->text : mi_result_meaning(error->result);
}

static bool same_allocator(const mi_allocator *a, const mi_allocator *b) {
  return a == b || (a->resize == b->resize && a->context == b->context);
}

void mi_error_move(mi_error *to, mi_error *from) {
  if (to == from) return;
  mi_error_clear(to);
  if (to != NULL && from != NULL) {
    to->result = from->result;
    if (same_allocator(to->allocator, from->allocator)) {
      to->text = from->text;
      from->text = NULL;
    } else if (from->text != NULL) {
      to->text = mi_alloc_text(to->allocator, from->text, strlen(from->text));
    }
  }
  mi_error_clear(from);
}
