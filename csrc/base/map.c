#include "base/map.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define FIRST_ROOM 8
#define MOST_ROOM (UINT32_MAX / 4) /* slots are twice as many, and hold entry numbers */

static uint64_t mix(uint64_t bits) {
  bits ^= bits >> 33;
  bits *= UINT64_C(0xD6E8FEB86659FD93);
  bits ^= bits >> 32;
  bits *= UINT64_C(0xD6E8FEB86659FD93);
  return bits ^ bits >> 32;
}

void mi_map_init(mi_map *map, const mi_allocator *allocator, bool fold) {
  memset(map, 0, sizeof *map);
  map->allocator = allocator;
  map->fold = fold;
  uint64_t seed = mix((uint64_t)(uintptr_t)map);
  seed = mix(seed ^ (uint64_t)mi_clock_epoch());
  map->seed = (uint32_t)mix(seed + (uint64_t)mi_clock_now());
}

void mi_map_free(mi_map *map) {
  mi_free(map->allocator, map->entries);
  mi_free(map->allocator, map->slots);
  map->entries = NULL;
  map->slots = NULL;
  map->used = map->room = map->count = map->slot_count = 0;
}

static uint32_t hash_of(const mi_map *map, const char *key, size_t length) {
  uint64_t hash = mix(map->seed) ^ length;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)key[i];
    if (map->fold && c >= 'A' && c <= 'Z') c = (unsigned char)(c - 'A' + 'a');
    hash = (hash ^ c) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  return (uint32_t)mix(hash);
}

static bool is_entry(const mi_map *map, const mi_map_entry *entry, uint32_t hash, const char *key,
                     size_t length) {
  if (entry->key == NULL || entry->hash != hash || entry->length != length) return false;
  if (map->fold) return mi_text_same_name_n(entry->key, length, key, length);
  return length == 0 || memcmp(entry->key, key, length) == 0;
}

/* A slot whose entry was removed still leads on: the chain through it stays whole. */
static mi_map_entry *find(const mi_map *map, uint32_t hash, const char *key, size_t length) {
  if (map->count == 0) return NULL;
  size_t mask = map->slot_count - 1;
  for (size_t slot = hash & mask; map->slots[slot] != 0; slot = (slot + 1) & mask) {
    mi_map_entry *entry = &map->entries[map->slots[slot] - 1];
    if (is_entry(map, entry, hash, key, length)) return entry;
  }
  return NULL;
}

void *mi_map_get(const mi_map *map, const char *key, size_t length) {
  const mi_map_entry *entry = find(map, hash_of(map, key, length), key, length);
  return entry != NULL ? entry->value : NULL;
}

static void link_entry(mi_map *map, size_t number) {
  size_t mask = map->slot_count - 1;
  size_t slot = map->entries[number].hash & mask;
  while (map->slots[slot] != 0) slot = (slot + 1) & mask;
  map->slots[slot] = (uint32_t)number + 1;
}

/* Long before the numbers run out (after two thousand million insertions) they start anew. A walk
 * that is under way at that moment ends early. */
static void renumber(mi_map *map) {
  if (map->next_number <= UINT32_MAX / 2) return;
  for (size_t i = 0; i < map->used; i++) map->entries[i].number = (uint32_t)i;
  map->next_number = (uint32_t)map->used;
}

/* Moves the entries, without the holes, into a new table of `room`. */
static mi_result rebuild(mi_map *map, size_t room) {
  if (room > MOST_ROOM || room > SIZE_MAX / sizeof *map->entries) return MI_E_OUT_OF_MEMORY;
  mi_map_entry *entries = mi_alloc(map->allocator, room * sizeof *entries);
  uint32_t *slots = mi_alloc_zero(map->allocator, room * 2 * sizeof *slots);
  if (entries == NULL || slots == NULL) {
    mi_free(map->allocator, entries);
    mi_free(map->allocator, slots);
    return MI_E_OUT_OF_MEMORY;
  }
  size_t used = 0;
  for (size_t i = 0; i < map->used; i++) {
    if (map->entries[i].key != NULL) entries[used++] = map->entries[i];
  }
  mi_free(map->allocator, map->entries);
  mi_free(map->allocator, map->slots);
  map->entries = entries;
  map->slots = slots;
  map->used = used;
  map->room = room;
  map->slot_count = room * 2;
  for (size_t i = 0; i < used; i++) link_entry(map, i);
  renumber(map);
  return MI_OK;
}

static mi_result make_room(mi_map *map) {
  if (map->used < map->room) return MI_OK;
  if (map->room == 0) return rebuild(map, FIRST_ROOM);
  /* Where many were removed, the same room is enough. */
  return rebuild(map, map->count > map->room / 2 ? map->room * 2 : map->room);
}

mi_result mi_map_set(mi_map *map, const char *key, size_t length, void *value) {
  uint32_t hash = hash_of(map, key, length);
  mi_map_entry *entry = find(map, hash, key, length);
  if (entry == NULL) {
    if (make_room(map) != MI_OK) return MI_E_OUT_OF_MEMORY;
    entry = &map->entries[map->used];
    entry->hash = hash;
    entry->length = length;
    entry->number = map->next_number++;
    link_entry(map, map->used++);
    map->count++;
  }
  entry->key = key;
  entry->value = value;
  return MI_OK;
}

void *mi_map_remove(mi_map *map, const char *key, size_t length) {
  mi_map_entry *entry = find(map, hash_of(map, key, length), key, length);
  if (entry == NULL) return NULL;
  void *value = entry->value;
  entry->key = NULL;
  entry->value = NULL;
  map->count--;
  return value;
}

/* The first entry whose number is `number` or higher. Holes close when the table is rebuilt, so an
 * entry is at its number's distance from the first, or before that. */
static size_t index_of(const mi_map *map, size_t number) {
  if (map->used == 0 || number <= map->entries[0].number) return 0;
  size_t low = 0, high = number - map->entries[0].number;
  if (high < map->used && map->entries[high].number == number) return high;
  if (high > map->used) high = map->used;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (map->entries[middle].number < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const mi_map_entry *mi_map_next(const mi_map *map, size_t *cursor) {
  for (size_t i = index_of(map, *cursor); i < map->used; i++) {
    const mi_map_entry *entry = &map->entries[i];
    if (entry->key == NULL) continue;
    *cursor = (size_t)entry->number + 1;
    return entry;
  }
  return NULL;
}
