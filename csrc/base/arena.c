#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_ADDRESS_SANITIZER
#endif

/* Under the address sanitizer, memory that was not given out (or was taken back) cannot be read. */
#ifdef WITH_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#define FORBID(start, size) ASAN_POISON_MEMORY_REGION(start, size)
#define ALLOW(start, size) ASAN_UNPOISON_MEMORY_REGION(start, size)
#else
#define FORBID(start, size) ((void)(start), (void)(size))
#define ALLOW(start, size) ((void)(start), (void)(size))
#endif

#define FIRST_CHUNK ((size_t)1 << 10)

struct mi_arena_chunk {
  mi_arena_chunk *next;
  size_t size; /* of the payload */
};

/* The payload starts aligned, also where pointers have four bytes. */
#define HEADER ((sizeof(mi_arena_chunk) + MI_ARENA_ALIGN - 1) / MI_ARENA_ALIGN * MI_ARENA_ALIGN)

static char *payload(mi_arena_chunk *chunk) { return (char *)chunk + HEADER; }

void mi_arena_init(mi_arena *arena, const mi_allocator *allocator, size_t limit) {
  memset(arena, 0, sizeof *arena);
  arena->allocator = allocator;
  arena->limit = limit;
}

void mi_arena_init_block(mi_arena *arena, void *block, size_t size) {
  memset(arena, 0, sizeof *arena);
  arena->next = block;
  arena->end = arena->next + size;
  arena->held = arena->limit = size;
}

static void free_chunk(mi_arena *arena, mi_arena_chunk *chunk) {
  ALLOW(payload(chunk), chunk->size);
  arena->held -= chunk->size;
  mi_free(arena->allocator, chunk);
}

static void free_chunks_but(mi_arena *arena, mi_arena_chunk *kept) {
  mi_arena_chunk *chunk = arena->chunks;
  while (chunk != NULL) {
    mi_arena_chunk *next = chunk->next;
    if (chunk != kept) free_chunk(arena, chunk);
    chunk = next;
  }
  arena->chunks = kept;
  if (kept != NULL) kept->next = NULL;
}

void mi_arena_free(mi_arena *arena) {
  if (arena->allocator != NULL) free_chunks_but(arena, NULL);
  arena->next = arena->end = NULL;
}

/* The one largest chunk within MI_ARENA_KEEP stays. Chunks grow, so after a few rounds it holds
 * all of a round of the usual size, and nothing is allocated any more. */
void mi_arena_reset(mi_arena *arena) {
  arena->full = false;
  if (arena->allocator == NULL) {
    if (arena->next != NULL) arena->next = arena->end - arena->held;
    return;
  }
  mi_arena_chunk *kept = NULL;
  for (mi_arena_chunk *chunk = arena->chunks; chunk != NULL; chunk = chunk->next) {
    if (chunk->size > MI_ARENA_KEEP) continue;
    if (kept == NULL || chunk->size > kept->size) kept = chunk;
  }
  free_chunks_but(arena, kept);
  arena->next = kept != NULL ? payload(kept) : NULL;
  arena->end = kept != NULL ? arena->next + kept->size : NULL;
  if (kept != NULL) FORBID(arena->next, kept->size);
}

/* Twice as large as all there is, so that a newer chunk has room for a whole round like the last;
 * never past the limit. */
static size_t chunk_size(const mi_arena *arena, size_t cost) {
  size_t size = MI_ARENA_KEEP;
  size_t room = (arena->limit - arena->held) / MI_ARENA_ALIGN * MI_ARENA_ALIGN;
  if (arena->held < FIRST_CHUNK) {
    size = FIRST_CHUNK;
  } else if (arena->held < MI_ARENA_KEEP / 2) {
    size = arena->held * 2;
  }
  if (size > room) size = room;
  return size < cost ? cost : size;
}

static bool add_chunk(mi_arena *arena, size_t cost) {
  if (arena->allocator == NULL || cost > arena->limit - arena->held) {
    arena->full = true;
    return false;
  }
  size_t size = chunk_size(arena, cost);
  mi_arena_chunk *chunk = mi_alloc(arena->allocator, HEADER + size);
  if (chunk == NULL) return false;
  chunk->next = arena->chunks;
  chunk->size = size;
  arena->chunks = chunk;
  arena->held += size;
  arena->next = payload(chunk);
  arena->end = arena->next + size;
  FORBID(arena->next, size);
  return true;
}

size_t mi_arena_cost(size_t size) {
  if (size == 0) return MI_ARENA_ALIGN;
  if (size > SIZE_MAX / 2) return SIZE_MAX / 2;
  return (size + MI_ARENA_ALIGN - 1) / MI_ARENA_ALIGN * MI_ARENA_ALIGN;
}

void *mi_arena_alloc(mi_arena *arena, size_t size) {
  if (size > SIZE_MAX / 4) {
    arena->full = true;
    return NULL;
  }
  size_t cost = mi_arena_cost(size);
  if (arena->next == NULL || cost > (size_t)(arena->end - arena->next)) {
    if (!add_chunk(arena, cost)) return NULL;
  }
  char *piece = arena->next;
  arena->next += cost;
  if (arena->allocator != NULL) ALLOW(piece, size);
  return piece;
}

void *mi_arena_alloc_zero(mi_arena *arena, size_t size) {
  void *piece = mi_arena_alloc(arena, size);
  if (piece != NULL) memset(piece, 0, size);
  return piece;
}

char *mi_arena_text(mi_arena *arena, const char *text, size_t length) {
  if (length == SIZE_MAX) return NULL;
  char *copy = mi_arena_alloc(arena, length + 1);
  if (copy == NULL) return NULL;
  if (length > 0) memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}
