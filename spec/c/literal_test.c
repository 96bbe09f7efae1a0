#include "types/literal.h"

#include <math.h>
#include <string.h>

#include "check.h"

static mi_buffer buffer;

static void start(void) { mi_buffer_init(&buffer, mi_allocator_default(), 1000); }

static void string_of(const char *text, size_t length, const char *literal) {
  start();
  mi_literal_string(&buffer, text, length);
  CHECK_TEXT(mi_buffer_text(&buffer), literal);
  mi_buffer_free(&buffer);
}

static void char_of(uint16_t code, const char *literal) {
  start();
  mi_literal_char(&buffer, code);
  CHECK_TEXT(mi_buffer_text(&buffer), literal);
  mi_buffer_free(&buffer);
}

static void bare_char_of(uint16_t code, const char *text) {
  start();
  mi_literal_bare_char(&buffer, code);
  CHECK_TEXT(mi_buffer_text(&buffer), text);
  mi_buffer_free(&buffer);
}

static void a_mof_string_escapes_quotes_and_control_characters(void) {
  string_of("", 0, "\"\"");
  string_of("plain", 5, "\"plain\"");
  string_of("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
  string_of("\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"");
  string_of("x\x0By\x7F", 4, "\"x\\x000By\\x007F\"");
  string_of("it's \xC3\xA9", 7, "\"it's \xC3\xA9\"");
}

static void a_key_escapes_only_quotes_and_backslashes(void) {
  start();
  mi_literal_key(&buffer, "C:\\\"a\"\n", 7);
  CHECK_TEXT(mi_buffer_text(&buffer), "\"C:\\\\\\\"a\\\"\n\"");
  mi_buffer_free(&buffer);
}

static void a_character_is_itself_or_its_code(void) {
  char_of('c', "'c'");
  char_of('\'', "'\\''");
  char_of('"', "'\"'");
  char_of('\n', "'\\n'");
  char_of('\\', "'\\\\'");
  char_of(0, "'\\x0000'");
  char_of(0xE9, "'\xC3\xA9'");
  char_of(0xD800, "'\\xD800'");
}

static void a_bare_character_that_is_no_text_is_a_code(void) {
  bare_char_of('5', "5");
  bare_char_of(0x20AC, "\xE2\x82\xAC");
  bare_char_of(0, "00");
  bare_char_of(0xD83D, "55357");
}

static void a_real_never_looks_like_an_integer(void) {
  char text[MI_LITERAL_REAL];
  mi_literal_real(text, 5, false);
  CHECK_TEXT(text, "5.0");
  mi_literal_real(text, -0.5, false);
  CHECK_TEXT(text, "-0.5");
  size_t length = mi_literal_real(text, 1e300, false);
  CHECK_INT(length, strlen(text));
  CHECK_HAS(text, ".0e");
  mi_literal_real(text, -(double)INFINITY, false);
  CHECK_TEXT(text, "-INF");
}

static void a_full_buffer_stays_failed(void) {
  mi_buffer_init(&buffer, mi_allocator_default(), 4);
  CHECK_INT(mi_literal_string(&buffer, "too long", 8), MI_E_LIMIT);
  CHECK_INT(mi_literal_key(&buffer, "x", 1), MI_E_LIMIT);
  mi_buffer_free(&buffer);
}

int main(void) {
  RUN(a_mof_string_escapes_quotes_and_control_characters);
  RUN(a_key_escapes_only_quotes_and_backslashes);
  RUN(a_character_is_itself_or_its_code);
  RUN(a_bare_character_that_is_no_text_is_a_code);
  RUN(a_real_never_looks_like_an_integer);
  RUN(a_full_buffer_stays_failed);
  return check_done();
}
