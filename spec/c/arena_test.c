#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

static void pieces_are_aligned_and_apart(void) {
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  char *last = NULL;
  for (size_t size = 0; size < 300; size++) {
    char *piece = mi_arena_alloc(&arena, size);
    if (!CHECK(piece != NULL)) break;
    CHECK_INT((uintptr_t)piece % MI_ARENA_ALIGN, 0);
    memset(piece, (int)size, size);
    CHECK(piece != last);
    last = piece;
  }
  mi_arena_free(&arena);
}

static void nothing_is_allocated_before_it_is_needed(void) {
  check_memory memory;
  check_memory_init(&memory, 0);
  mi_arena arena;
  mi_arena_init(&arena, &memory.allocator, 1000);
  mi_arena_reset(&arena);
  mi_arena_free(&arena);
  CHECK_INT(memory.allocations, 0);
}

static void the_limit_is_kept(void) {
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), 10000);
  size_t given = 0;
  while (mi_arena_alloc(&arena, 100) != NULL) given += 100;
  CHECK(given <= 10000);
  CHECK(given > 8000);
  CHECK(arena.held <= 10000);
  mi_arena_free(&arena);
}

static void sizes_that_overflow_are_refused(void) {
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), SIZE_MAX);
  CHECK(mi_arena_alloc(&arena, SIZE_MAX) == NULL);
  CHECK(mi_arena_alloc(&arena, SIZE_MAX - 7) == NULL);
  CHECK(mi_arena_text(&arena, "", SIZE_MAX) == NULL);
  CHECK(mi_arena_cost(SIZE_MAX) >= SIZE_MAX / 2);
  mi_arena_free(&arena);
}

static void after_a_few_rounds_nothing_is_allocated_any_more(void) {
  check_memory memory;
  check_memory_init(&memory, 0);
  mi_arena arena;
  mi_arena_init(&arena, &memory.allocator, 1 << 20);
  size_t settled = 0;
  for (int round = 0; round < 100; round++) {
    for (int i = 0; i < 200; i++) CHECK(mi_arena_alloc(&arena, 100) != NULL);
    mi_arena_reset(&arena);
    CHECK(arena.held <= MI_ARENA_KEEP);
    if (round == 20) settled = memory.allocations;
  }
  CHECK_INT(memory.allocations, settled);
  mi_arena_free(&arena);
  CHECK_INT(memory.blocks, 0);
}

static void a_large_round_gives_its_memory_back(void) {
  check_memory memory;
  check_memory_init(&memory, 0);
  mi_arena arena;
  mi_arena_init(&arena, &memory.allocator, 1 << 24);
  CHECK(mi_arena_alloc(&arena, 10) != NULL);
  CHECK(mi_arena_alloc(&arena, 1 << 20) != NULL);
  mi_arena_reset(&arena);
  CHECK(arena.held <= MI_ARENA_KEEP);
  CHECK(memory.blocks <= 1);
  mi_arena_free(&arena);
  CHECK_INT(arena.held, 0);
  CHECK(mi_arena_alloc(&arena, 10) != NULL);
  mi_arena_free(&arena);
}

static void a_block_is_full_when_its_cost_is_used(void) {
  union {
    uint64_t aligned;
    char bytes[64];
  } block;
  mi_arena arena;
  mi_arena_init_block(&arena, &block, mi_arena_cost(3) + mi_arena_cost(0) + mi_arena_cost(17));
  CHECK_TEXT(mi_arena_text(&arena, "ab", 2), "ab");
  CHECK(mi_arena_alloc(&arena, 0) != NULL);
  CHECK(mi_arena_alloc_zero(&arena, 17) != NULL);
  CHECK(mi_arena_alloc(&arena, 1) == NULL);
  mi_arena_reset(&arena);
  CHECK(mi_arena_alloc(&arena, 40) == (void *)&block);
  mi_arena_free(&arena);
  CHECK(mi_arena_alloc(&arena, 1) == NULL);
}

static void a_full_arena_tells_the_limit_from_the_allocator(void) {
  check_memory memory;
  mi_arena arena;
  check_memory_init(&memory, 1);
  mi_arena_init(&arena, &memory.allocator, 4096);
  CHECK(mi_arena_alloc(&arena, 10) == NULL);
  CHECK(!arena.full);
  mi_arena_free(&arena);
  mi_arena_init(&arena, mi_allocator_default(), 4096);
  CHECK(mi_arena_alloc(&arena, 4000) != NULL);
  CHECK(!arena.full);
  CHECK(mi_arena_alloc(&arena, 4000) == NULL);
  CHECK(arena.full);
  mi_arena_reset(&arena);
  CHECK(!arena.full);
  mi_arena_free(&arena);
}

static mi_result build(const mi_allocator *allocator) {
  mi_arena arena;
  mi_arena_init(&arena, allocator, 1 << 20);
  mi_result result = MI_OK;
  for (int i = 0; i < 100 && result == MI_OK; i++) {
    if (mi_arena_alloc_zero(&arena, 1000) == NULL) result = MI_E_OUT_OF_MEMORY;
  }
  mi_arena_reset(&arena);
  if (mi_arena_text(&arena, "again", 5) == NULL) result = MI_E_OUT_OF_MEMORY;
  mi_arena_free(&arena);
  return result;
}

static void no_memory_is_null_and_leaks_nothing(void) { check_each_failing_allocation(build); }

int main(void) {
  RUN(pieces_are_aligned_and_apart);
  RUN(nothing_is_allocated_before_it_is_needed);
  RUN(the_limit_is_kept);
  RUN(sizes_that_overflow_are_refused);
  RUN(after_a_few_rounds_nothing_is_allocated_any_more);
  RUN(a_large_round_gives_its_memory_back);
  RUN(a_block_is_full_when_its_cost_is_used);
  RUN(a_full_arena_tells_the_limit_from_the_allocator);
  RUN(no_memory_is_null_and_leaks_nothing);
  return check_done();
}
