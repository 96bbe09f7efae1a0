#include "base/map.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

#define MANY 3000

/* Names that outlive every map, and values to point to. */
static char names[MANY][16];
static int numbers[MANY];

static void make_names(void) {
  for (int i = 0; i < MANY; i++) {
    snprintf(names[i], sizeof names[i], "Name%d", i);
    numbers[i] = i;
  }
}

static mi_result set(mi_map *map, int i) {
  return mi_map_set(map, names[i], strlen(names[i]), &numbers[i]);
}

static int get(const mi_map *map, const char *name) {
  const int *number = mi_map_get(map, name, strlen(name));
  return number != NULL ? *number : -1;
}

static void an_empty_map_has_nothing(void) {
  mi_map map;
  size_t cursor = 0;
  mi_map_init(&map, mi_allocator_default(), true);
  CHECK(mi_map_get(&map, "x", 1) == NULL);
  CHECK(mi_map_remove(&map, "x", 1) == NULL);
  CHECK(mi_map_next(&map, &cursor) == NULL);
  mi_map_free(&map);
}

static void names_are_found_without_case_where_asked(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  CHECK_INT(set(&map, 7), MI_OK);
  CHECK_INT(get(&map, "nAME7"), 7);
  CHECK_INT(get(&map, "Name"), -1);
  mi_map_free(&map);
  mi_map_init(&map, mi_allocator_default(), false);
  CHECK_INT(set(&map, 7), MI_OK);
  CHECK_INT(get(&map, "nAME7"), -1);
  CHECK_INT(get(&map, "Name7"), 7);
  mi_map_free(&map);
}

static void the_empty_name_is_a_name(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), false);
  CHECK_INT(mi_map_set(&map, "", 0, &numbers[3]), MI_OK);
  CHECK_INT(get(&map, ""), 3);
  mi_map_free(&map);
}

static void setting_again_replaces_value_and_key(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  char first[] = "fan";
  CHECK_INT(mi_map_set(&map, first, 3, &numbers[1]), MI_OK);
  CHECK_INT(mi_map_set(&map, "FAN", 3, &numbers[2]), MI_OK);
  memset(first, '-', sizeof first - 1);
  CHECK_INT(map.count, 1);
  CHECK_INT(get(&map, "fan"), 2);
  mi_map_free(&map);
}

static void many_entries_are_found_and_walked_in_order(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  for (int i = 0; i < MANY; i++) CHECK_INT(set(&map, i), MI_OK);
  for (int i = 0; i < MANY; i++) CHECK_INT(get(&map, names[i]), i);
  size_t cursor = 0;
  for (int i = 0; i < MANY; i++) CHECK(mi_map_next(&map, &cursor)->value == &numbers[i]);
  CHECK(mi_map_next(&map, &cursor) == NULL);
  mi_map_free(&map);
}

static void removed_entries_are_gone_and_the_others_stay(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  for (int i = 0; i < MANY; i++) set(&map, i);
  for (int i = 0; i < MANY; i += 2) {
    CHECK(mi_map_remove(&map, names[i], strlen(names[i])) == &numbers[i]);
  }
  for (int i = 0; i < MANY; i++) CHECK_INT(get(&map, names[i]), i % 2 == 0 ? -1 : i);
  CHECK_INT(map.count, MANY / 2);
  set(&map, 0);
  CHECK_INT(get(&map, names[0]), 0);
  mi_map_free(&map);
}

static void adding_and_removing_forever_does_not_grow(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  for (int i = 0; i < 100000; i++) {
    CHECK_INT(set(&map, i % MANY), MI_OK);
    if (i >= 10) mi_map_remove(&map, names[(i - 10) % MANY], strlen(names[(i - 10) % MANY]));
  }
  CHECK_INT(map.count, 10);
  CHECK(map.room <= 64);
  mi_map_free(&map);
}

/* The holes close behind the walk when the table is rebuilt. */
static void a_walk_meets_every_entry_once_whatever_is_removed_and_added(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  static int met[MANY];
  memset(met, 0, sizeof met);
  for (int i = 0; i < 100; i++) set(&map, i);
  size_t cursor = 0;
  int next = 100;
  const mi_map_entry *entry;
  while ((entry = mi_map_next(&map, &cursor)) != NULL) {
    int number = *(int *)entry->value;
    met[number]++;
    mi_map_remove(&map, names[number], strlen(names[number]));
    if (number % 3 != 0 && next < MANY) set(&map, next++);
  }
  for (int i = 0; i < next; i++) CHECK_INT(met[i], 1);
  CHECK_INT(map.count, 0);
  mi_map_free(&map);
}

static void a_walk_may_remove_what_it_meets(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  for (int i = 0; i < 20; i++) set(&map, i);
  size_t cursor = 0;
  const mi_map_entry *entry;
  int met = 0;
  while ((entry = mi_map_next(&map, &cursor)) != NULL) {
    met++;
    mi_map_remove(&map, entry->key, entry->length);
  }
  CHECK_INT(met, 20);
  CHECK_INT(map.count, 0);
  mi_map_free(&map);
}

static void numbers_of_entries_start_anew_before_they_run_out(void) {
  mi_map map;
  mi_map_init(&map, mi_allocator_default(), true);
  map.next_number = UINT32_MAX - 20;
  for (int i = 0; i < 15; i++) set(&map, i);
  CHECK(map.next_number < 100);
  size_t cursor = 0;
  for (int i = 0; i < 15; i++) CHECK(mi_map_next(&map, &cursor)->value == &numbers[i]);
  mi_map_free(&map);
}

static mi_result fill(const mi_allocator *allocator) {
  mi_map map;
  mi_map_init(&map, allocator, true);
  mi_result result = MI_OK;
  int done = 0;
  for (; done < 200 && result == MI_OK; done++) result = set(&map, done);
  if (result != MI_OK) done--;
  for (int i = 0; i < done; i++) CHECK_INT(get(&map, names[i]), i);
  CHECK_INT(map.count, done);
  mi_map_free(&map);
  return result;
}

static void no_memory_leaves_the_map_as_it_was(void) { check_each_failing_allocation(fill); }

int main(void) {
  make_names();
  RUN(an_empty_map_has_nothing);
  RUN(names_are_found_without_case_where_asked);
  RUN(the_empty_name_is_a_name);
  RUN(setting_again_replaces_value_and_key);
  RUN(many_entries_are_found_and_walked_in_order);
  RUN(removed_entries_are_gone_and_the_others_stay);
  RUN(adding_and_removing_forever_does_not_grow);
  RUN(a_walk_meets_every_entry_once_whatever_is_removed_and_added);
  RUN(a_walk_may_remove_what_it_meets);
  RUN(numbers_of_entries_start_anew_before_they_run_out);
  RUN(no_memory_leaves_the_map_as_it_was);
  return check_done();
}
