#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *resize_with_libc(void *context, void *block, size_t size) {
  (void)context;
  if (size == 0) {
    free(block);
    return NULL;
  }
  return realloc(block, size);
}

const mi_allocator *mi_allocator_default(void) {
  static const mi_allocator allocator = {resize_with_libc, NULL};
  return &allocator;
}

/* Size 0 would mean "free" to the allocator, and its NULL "no memory" to the caller. */
void *mi_alloc(const mi_allocator *allocator, size_t size) {
  return allocator->resize(allocator->context, NULL, size == 0 ? 1 : size);
}

void *mi_alloc_zero(const mi_allocator *allocator, size_t size) {
  void *block = mi_alloc(allocator, size);
  if (block != NULL) memset(block, 0, size);
  return block;
}

void *mi_resize(const mi_allocator *allocator, void *block, size_t size) {
  return allocator->resize(allocator->context, block, size);
}

void mi_free(const mi_allocator *allocator, void *block) {
  if (block != NULL) allocator->resize(allocator->context, block, 0);
}

char *mi_alloc_text(const mi_allocator *allocator, const char *text, size_t length) {
  if (length == SIZE_MAX) return NULL;
  char *copy = mi_alloc(allocator, length + 1);
  if (copy == NULL) return NULL;
  if (length > 0) memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}
