/* A hash table from names to pointers; names are compared as CIM compares them,
 * without regard to ASCII case, or exactly, as the map was made.
 *
 * Keys are borrowed (they must outlive the entry: take them from an arena); values are
 * the caller's business. Entries keep their order of insertion for mi_map_next. The hash is seeded
 * per map, so that hostile names cannot be chosen to collide. */
#ifndef MI_BASE_MAP_H
#define MI_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/result.h"

typedef struct mi_map_entry {
  const char *key; /* NULL: removed */
  size_t length;
  uint32_t hash;
  uint32_t number; /* grows in order of insertion: a cursor stays good when holes close */
  void *value;
} mi_map_entry;

typedef struct mi_map {
  const mi_allocator *allocator;
  bool fold; /* without case */
  uint32_t seed;
  mi_map_entry *entries; /* in order of insertion, with holes */
  size_t used, room, count;
  uint32_t next_number;
  uint32_t *slots; /* entry number + 1 */
  size_t slot_count;
} mi_map;

void mi_map_init(mi_map *map, const mi_allocator *allocator, bool fold);
void mi_map_free(mi_map *map);
/* NULL: not there. */
void *mi_map_get(const mi_map *map, const char *key, size_t length);
/* Adds or replaces; MI_E_OUT_OF_MEMORY leaves the map as it was. `value` is not NULL. */
mi_result mi_map_set(mi_map *map, const char *key, size_t length, void *value);
/* The value that was there, or NULL. */
void *mi_map_remove(mi_map *map, const char *key, size_t length);
/* Walks in order of insertion: start with *cursor = 0; NULL at the end. Removing while walking is
 * fine; an entry added while walking may or may not be met. */
const mi_map_entry *mi_map_next(const mi_map *map, size_t *cursor);

#endif
