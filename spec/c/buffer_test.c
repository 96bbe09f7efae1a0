#include "base/buffer.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

static void an_empty_buffer_is_an_empty_text(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 100);
  CHECK_TEXT(mi_buffer_text(&buffer), "");
  CHECK(buffer.data == NULL);
  mi_buffer_consume(&buffer, 5);
  mi_buffer_reset(&buffer);
  mi_buffer_free(&buffer);
}

static void pieces_add_up(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  CHECK_INT(mi_buffer_append(&buffer, "abc", 2), MI_OK);
  CHECK_INT(mi_buffer_append_text(&buffer, "cd"), MI_OK);
  CHECK_INT(mi_buffer_append_char(&buffer, 'e'), MI_OK);
  CHECK_INT(mi_buffer_printf(&buffer, "%d%s", 42, "!"), MI_OK);
  CHECK_INT(mi_buffer_append(&buffer, NULL, 0), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), "abcde42!");
  CHECK_INT(buffer.length, 8);
  mi_buffer_free(&buffer);
}

static void it_grows_to_the_limit_and_not_a_byte_more(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  for (int i = 0; i < 1000; i++) CHECK_INT(mi_buffer_append_char(&buffer, 'x'), MI_OK);
  CHECK(buffer.capacity <= 1001);
  CHECK_INT(mi_buffer_append_char(&buffer, 'y'), MI_E_LIMIT);
  CHECK_INT(buffer.length, 1000);
  CHECK_INT(strlen(mi_buffer_text(&buffer)), 1000);
  mi_buffer_free(&buffer);
}

static void a_failure_sticks_until_reset(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 4);
  CHECK_INT(mi_buffer_append_text(&buffer, "abc"), MI_OK);
  CHECK_INT(mi_buffer_append_text(&buffer, "def"), MI_E_LIMIT);
  CHECK_INT(mi_buffer_append_text(&buffer, "d"), MI_E_LIMIT);
  CHECK_INT(mi_buffer_printf(&buffer, "d"), MI_E_LIMIT);
  CHECK(mi_buffer_reserve(&buffer, 1) == NULL);
  CHECK(mi_buffer_take(&buffer) == NULL);
  CHECK_INT(buffer.failed, MI_E_LIMIT);
  CHECK_TEXT(mi_buffer_text(&buffer), "abc");
  mi_buffer_reset(&buffer);
  CHECK_INT(mi_buffer_append_text(&buffer, "defg"), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), "defg");
  mi_buffer_free(&buffer);
}

static void lengths_that_overflow_are_over_the_limit(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), SIZE_MAX);
  CHECK_INT(mi_buffer_append_char(&buffer, 'x'), MI_OK);
  CHECK(mi_buffer_reserve(&buffer, SIZE_MAX) == NULL);
  CHECK_INT(buffer.failed, MI_E_LIMIT);
  mi_buffer_free(&buffer);
}

static void reserved_room_is_filled_by_the_caller(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  mi_buffer_append_text(&buffer, "ab");
  char *room = mi_buffer_reserve(&buffer, 100);
  memset(room, 'x', 100);
  mi_buffer_added(&buffer, 2);
  CHECK_TEXT(mi_buffer_text(&buffer), "abxx");
  CHECK(mi_buffer_reserve(&buffer, 0) != NULL);
  mi_buffer_free(&buffer);
}

static void consuming_drops_the_front(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  mi_buffer_append_text(&buffer, "head body");
  mi_buffer_consume(&buffer, 5);
  CHECK_TEXT(mi_buffer_text(&buffer), "body");
  mi_buffer_consume(&buffer, 99);
  CHECK_INT(buffer.length, 0);
  CHECK_TEXT(mi_buffer_text(&buffer), "");
  mi_buffer_free(&buffer);
}

static void taking_leaves_an_empty_buffer(void) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  mi_buffer_append_text(&buffer, "mine");
  char *taken = mi_buffer_take(&buffer);
  CHECK_TEXT(taken, "mine");
  CHECK_INT(buffer.length, 0);
  mi_free(mi_allocator_default(), taken);
  taken = mi_buffer_take(&buffer);
  CHECK_TEXT(taken, "");
  mi_free(mi_allocator_default(), taken);
}

static mi_result fill(const mi_allocator *allocator) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, allocator, 100000);
  for (int i = 0; i < 200; i++) mi_buffer_printf(&buffer, "line %d\n", i);
  mi_result result = buffer.failed;
  char *taken = mi_buffer_take(&buffer);
  CHECK((taken != NULL) == (result == MI_OK));
  mi_free(allocator, taken);
  mi_buffer_free(&buffer);
  return result;
}

static void no_memory_sticks_and_leaks_nothing(void) { check_each_failing_allocation(fill); }

int main(void) {
  RUN(an_empty_buffer_is_an_empty_text);
  RUN(pieces_add_up);
  RUN(it_grows_to_the_limit_and_not_a_byte_more);
  RUN(a_failure_sticks_until_reset);
  RUN(lengths_that_overflow_are_over_the_limit);
  RUN(reserved_room_is_filled_by_the_caller);
  RUN(consuming_drops_the_front);
  RUN(taking_leaves_an_empty_buffer);
  RUN(no_memory_sticks_and_leaks_nothing);
  return check_done();
}
