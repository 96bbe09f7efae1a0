/* The C unit tests' few words. A test program is one spec/c/<module>_test.c:
 *
 *   static void empty_text_is_no_number(void) { CHECK(...); CHECK_TEXT(got, "5"); }
 *   int main(void) { RUN(empty_text_is_no_number); return check_done(); }
 *
 * Each RUN is one test; a failed CHECK tells file, line and values, and the test goes on.
 * check_done prints "N passed, N failed" and returns the exit code.
 * The function's name is the fact that the test shows. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"
#include "base/result.h"

#define RUN(test) check_run(#test, test)
#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(got, expected) \
  check_int((long long)(got), (long long)(expected), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, expected) check_text((got), (expected), #got, __FILE__, __LINE__)
/* `needle` is somewhere in the text. */
#define CHECK_HAS(got, needle) check_has((got), (needle), #got, __FILE__, __LINE__)

void check_run(const char *name, void (*test)(void));
int check_done(void);
bool check_true(bool condition, const char *words, const char *file, int line);
bool check_int(long long got, long long expected, const char *words, const char *file, int line);
bool check_text(const char *got, const char *expected, const char *words, const char *file,
                int line);
bool check_has(const char *got, const char *needle, const char *words, const char *file, int line);

/* Runs the scenario with an allocator whose 1st, 2nd, 3rd ... allocation fails, until it gets
 * through without a failure. Each run must return MI_E_OUT_OF_MEMORY (or MI_OK when none failed),
 * and must have freed everything: blocks left over are a failed check. */
void check_each_failing_allocation(mi_result (*scenario)(const mi_allocator *allocator));

/* An allocator that counts: blocks in use, and a failure at the nth allocation (0: never). */
typedef struct check_memory {
  mi_allocator allocator;
  size_t blocks, allocations, fail_at;
  bool failed;
} check_memory;
void check_memory_init(check_memory *memory, size_t fail_at);

#endif
