#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

static void zero_bytes_are_a_block(void) {
  check_memory memory;
  check_memory_init(&memory, 0);
  void *block = mi_alloc(&memory.allocator, 0);
  CHECK(block != NULL);
  CHECK_INT(memory.blocks, 1);
  mi_free(&memory.allocator, block);
  CHECK_INT(memory.blocks, 0);
}

static void freeing_null_is_fine(void) { mi_free(mi_allocator_default(), NULL); }

static void zeroed_memory_is_zero(void) {
  char *block = mi_alloc_zero(mi_allocator_default(), 64);
  for (int i = 0; i < 64; i++) CHECK_INT(block[i], 0);
  mi_free(mi_allocator_default(), block);
}

static void resizing_keeps_the_bytes_and_zero_frees(void) {
  const mi_allocator *allocator = mi_allocator_default();
  char *block = mi_alloc_text(allocator, "fan", 3);
  block = mi_resize(allocator, block, 4096);
  CHECK_TEXT(block, "fan");
  CHECK(mi_resize(allocator, block, 0) == NULL);
}

static void a_text_copy_ends_with_nul(void) {
  char *copy = mi_alloc_text(mi_allocator_default(), "disk drive", 4);
  CHECK_TEXT(copy, "disk");
  mi_free(mi_allocator_default(), copy);
  copy = mi_alloc_text(mi_allocator_default(), NULL, 0);
  CHECK_TEXT(copy, "");
  mi_free(mi_allocator_default(), copy);
}

static void a_length_that_cannot_be_is_no_memory(void) {
  CHECK(mi_alloc_text(mi_allocator_default(), "", SIZE_MAX) == NULL);
}

static mi_result make_some(const mi_allocator *allocator) {
  char *text = mi_alloc_text(allocator, "x", 1);
  void *block = mi_alloc_zero(allocator, 10);
  mi_result result = text != NULL && block != NULL ? MI_OK : MI_E_OUT_OF_MEMORY;
  mi_free(allocator, text);
  mi_free(allocator, block);
  return result;
}

static void no_memory_is_null(void) { check_each_failing_allocation(make_some); }

int main(void) {
  RUN(zero_bytes_are_a_block);
  RUN(freeing_null_is_fine);
  RUN(zeroed_memory_is_zero);
  RUN(resizing_keeps_the_bytes_and_zero_frees);
  RUN(a_text_copy_ends_with_nul);
  RUN(a_length_that_cannot_be_is_no_memory);
  RUN(no_memory_is_null);
  return check_done();
}
