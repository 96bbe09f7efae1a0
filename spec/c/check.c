#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The counts of this test program; a test program has one thread. */
static int passed, failed;
static bool current_failed;

void check_run(const char *name, void (*test)(void)) {
  current_failed = false;
  test();
  if (current_failed) {
    failed++;
    printf("FAILED %s\n", name);
  } else {
    passed++;
  }
}

int check_done(void) {
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

bool check_true(bool condition, const char *words, const char *file, int line) {
  if (!condition) {
    current_failed = true;
    printf("%s:%d: not so: %s\n", file, line, words);
  }
  return condition;
}

bool check_int(long long got, long long expected, const char *words, const char *file, int line) {
  if (got == expected) return true;
  current_failed = true;
  printf("%s:%d: %s is %lld, not %lld\n", file, line, words, got, expected);
  return false;
}

bool check_text(const char *got, const char *expected, const char *words, const char *file,
                int line) {
  if (got != NULL && expected != NULL && strcmp(got, expected) == 0) return true;
  if (got == expected) return true;
  current_failed = true;
  printf("%s:%d: %s is\n  \"%s\", not\n  \"%s\"\n", file, line, words, got ? got : "(null)",
         expected ? expected : "(null)");
  return false;
}

bool check_has(const char *got, const char *needle, const char *words, const char *file, int line) {
  if (got != NULL && strstr(got, needle) != NULL) return true;
  current_failed = true;
  printf("%s:%d: %s is\n  \"%s\", without\n  \"%s\"\n", file, line, words, got ? got : "(null)",
         needle);
  return false;
}

static void *check_resize(void *context, void *block, size_t size) {
  check_memory *memory = context;
  if (size == 0) {
    if (block != NULL) memory->blocks--;
    free(block);
    return NULL;
  }
  memory->allocations++;
  if (memory->allocations == memory->fail_at) {
    memory->failed = true;
    return NULL;
  }
  void *resized = realloc(block, size);
  if (resized != NULL && block == NULL) memory->blocks++;
  return resized;
}

void check_memory_init(check_memory *memory, size_t fail_at) {
  memset(memory, 0, sizeof *memory);
  memory->allocator.resize = check_resize;
  memory->allocator.context = memory;
  memory->fail_at = fail_at;
}

void check_each_failing_allocation(mi_result (*scenario)(const mi_allocator *allocator)) {
  for (size_t nth = 1; nth < 1000000; nth++) {
    check_memory memory;
    check_memory_init(&memory, nth);
    mi_result result = scenario(&memory.allocator);
    CHECK_INT(memory.blocks, 0);
    if (!memory.failed) {
      CHECK_INT(result, MI_OK);
      return;
    }
    if (!CHECK_INT(result, MI_E_OUT_OF_MEMORY)) {
      printf("  allocation %zu failed\n", nth);
      return;
    }
  }
}
