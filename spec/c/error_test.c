#include "base/error.h"

#include <string.h>

#include "check.h"

static void setting_tells_the_story_and_returns_the_result(void) {
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  CHECK_INT(mi_error_set(&error, MI_E_NOT_FOUND, "no %s number %d", "fan", 7), MI_E_NOT_FOUND);
  CHECK_INT(error.result, MI_E_NOT_FOUND);
  CHECK_TEXT(mi_error_text(&error), "no fan number 7");
  mi_error_clear(&error);
  CHECK_INT(error.result, MI_OK);
  CHECK_TEXT(mi_error_text(&error), "success");
}

static void setting_again_may_quote_the_earlier_story(void) {
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  mi_error_set(&error, MI_E_IO, "disk gone");
  mi_error_set(&error, MI_E_FAILED, "<%s>", mi_error_text(&error));
  CHECK_TEXT(mi_error_text(&error), "<disk gone>");
  CHECK_INT(error.result, MI_E_FAILED);
  mi_error_clear(&error);
}

static void a_prefix_goes_before_the_story(void) {
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  mi_error_set(&error, MI_E_SYNTAX, "name expected");
  CHECK_INT(mi_error_prefix(&error, "%s:%d", "a.mof", 3), MI_E_SYNTAX);
  CHECK_TEXT(mi_error_text(&error), "a.mof:3: name expected");
  mi_error_out_of_memory(&error);
  CHECK_INT(mi_error_prefix(&error, "reading"), MI_E_OUT_OF_MEMORY);
  CHECK_TEXT(mi_error_text(&error), "reading: out of memory");
  mi_error_clear(&error);
}

static void no_error_takes_no_prefix(void) {
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  CHECK_INT(mi_error_prefix(&error, "reading"), MI_OK);
  CHECK_TEXT(mi_error_text(&error), "success");
}

static void null_means_no_story_is_wanted(void) {
  mi_error_init(NULL, mi_allocator_default());
  CHECK_INT(mi_error_set(NULL, MI_E_TLS, "x"), MI_E_TLS);
  CHECK_INT(mi_error_out_of_memory(NULL), MI_E_OUT_OF_MEMORY);
  CHECK(mi_error_prefix(NULL, "x") != MI_OK);
  CHECK_TEXT(mi_error_text(NULL), "");
  mi_error_move(NULL, NULL);
  mi_error_clear(NULL);
}

static void moving_leaves_the_source_clear(void) {
  mi_error from, to;
  mi_error_init(&from, mi_allocator_default());
  mi_error_init(&to, mi_allocator_default());
  mi_error_set(&from, MI_E_CONNECT, "refused");
  mi_error_set(&to, MI_E_IO, "earlier");
  mi_error_move(&to, &from);
  CHECK_TEXT(mi_error_text(&to), "refused");
  CHECK_INT(to.result, MI_E_CONNECT);
  CHECK_INT(from.result, MI_OK);
  mi_error_move(&to, &to);
  CHECK_TEXT(mi_error_text(&to), "refused");
  mi_error_move(NULL, &to);
  CHECK_INT(to.result, MI_OK);
}

static void moving_between_allocators_copies(void) {
  check_memory memory;
  check_memory_init(&memory, 0);
  mi_error from, to;
  mi_error_init(&from, &memory.allocator);
  mi_error_init(&to, mi_allocator_default());
  mi_error_set(&from, MI_E_CONNECT, "refused");
  mi_error_move(&to, &from);
  CHECK_INT(memory.blocks, 0);
  CHECK_TEXT(mi_error_text(&to), "refused");
  mi_error_clear(&to);
}

static void a_story_too_long_is_cut_between_characters(void) {
  static char text[100001];
  for (size_t i = 0; i + 1 < sizeof text; i += 2) memcpy(text + i, "\xC3\xA4", 2);
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  mi_error_set(&error, MI_E_FAILED, "x%s", text);
  size_t length = strlen(mi_error_text(&error));
  CHECK(length > 65000 && length <= 65536);
  CHECK_INT(mi_error_text(&error)[length - 1] & 0xFF, 0xA4);
  mi_error_clear(&error);
}

static void without_memory_the_meaning_stands_in(void) {
  check_memory memory;
  check_memory_init(&memory, 1);
  mi_error error;
  mi_error_init(&error, &memory.allocator);
  CHECK_INT(mi_error_set(&error, MI_E_INVALID_CLASS, "no class %s", "X"), MI_E_INVALID_CLASS);
  CHECK_TEXT(mi_error_text(&error), "no such class");
  mi_error_clear(&error);
}

static mi_result tell_a_story(const mi_allocator *allocator) {
  mi_error error;
  mi_error_init(&error, allocator);
  mi_error_set(&error, MI_E_IO, "disk gone");
  bool whole = error.text != NULL;
  mi_error_prefix(&error, "reading");
  whole = whole && strcmp(mi_error_text(&error), "reading: disk gone") == 0;
  CHECK_INT(error.result, MI_E_IO);
  mi_error_clear(&error);
  return whole ? MI_OK : MI_E_OUT_OF_MEMORY;
}

static void the_result_survives_every_failing_allocation(void) {
  check_each_failing_allocation(tell_a_story);
}

int main(void) {
  RUN(setting_tells_the_story_and_returns_the_result);
  RUN(setting_again_may_quote_the_earlier_story);
  RUN(a_prefix_goes_before_the_story);
  RUN(no_error_takes_no_prefix);
  RUN(null_means_no_story_is_wanted);
  RUN(moving_leaves_the_source_clear);
  RUN(moving_between_allocators_copies);
  RUN(a_story_too_long_is_cut_between_characters);
  RUN(without_memory_the_meaning_stands_in);
  RUN(the_result_survives_every_failing_allocation);
  return check_done();
}
