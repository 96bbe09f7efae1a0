/* Memory that is given out piece by piece and taken back all at once.
 *
 * One arena holds one instance (or one query, one class ...): no piece is freed by
 * itself, mi_arena_reset makes all of it free for the next and keeps one chunk of at most
 * MI_ARENA_KEEP bytes, mi_arena_free gives it back. Every pointer from it is borrowed from the
 * arena.
 * An arena can stand on a block of the caller's (mi_arena_init_block): it then
 * never allocates, and is full when the block is. Pieces are aligned for any type.
 * An arena has a cap, as every growing thing has. */
#ifndef MI_BASE_ARENA_H
#define MI_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

typedef struct mi_arena_chunk mi_arena_chunk;

typedef struct mi_arena {
  const mi_allocator *allocator; /* NULL: stands on a fixed block */
  mi_arena_chunk *chunks;        /* newest first */
  char *next;
  char *end;
  size_t held;  /* bytes in chunks */
  size_t limit; /* most bytes to hold */
  bool full;    /* since the last reset the limit refused a piece, not the allocator */
} mi_arena;

#define MI_ARENA_ALIGN 8
#define MI_ARENA_KEEP ((size_t)64 << 10)

/* Allocates nothing yet. */
void mi_arena_init(mi_arena *arena, const mi_allocator *allocator, size_t limit);
/* `block` is borrowed, and aligned to MI_ARENA_ALIGN. */
void mi_arena_init_block(mi_arena *arena, void *block, size_t size);
void mi_arena_free(mi_arena *arena);
void mi_arena_reset(mi_arena *arena);
/* NULL: no memory, or over the limit (arena->full). */
void *mi_arena_alloc(mi_arena *arena, size_t size);
void *mi_arena_alloc_zero(mi_arena *arena, size_t size);
/* A NUL-terminated copy. */
char *mi_arena_text(mi_arena *arena, const char *text, size_t length);
/* What mi_arena_alloc takes for a piece of `size` bytes, alignment included. */
size_t mi_arena_cost(size_t size);

#endif
