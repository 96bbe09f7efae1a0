#include "types/value.h"

#include <string.h>

#include "check.h"
#include "types/path.h"

static mi_arena arena;

static void start(void) { mi_arena_init(&arena, mi_allocator_default(), 1 << 20); }

static mi_value text(const char *words) { return mi_value_text(words, strlen(words)); }

static mi_value path_value(const char *words) {
  mi_path *path = NULL;
  CHECK_INT(mi_path_parse(&path, words, strlen(words), &arena, NULL), MI_OK);
  return mi_value_reference(path);
}

static void prints(mi_value value, const char *literal, const char *bare) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  CHECK_INT(mi_value_print(&value, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), literal);
  mi_buffer_reset(&buffer);
  CHECK_INT(mi_value_print_bare(&value, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), bare);
  mi_buffer_free(&buffer);
}

static void a_value_has_sixteen_bytes(void) { CHECK_INT(sizeof(mi_value), 16); }

static void values_print_as_mof_and_bare(void) {
  start();
  mi_value elements[] = {mi_value_unsigned(MI_TYPE_UINT8, 1), mi_value_null(MI_TYPE_UINT8)};
  prints(mi_value_boolean(true), "TRUE", "TRUE");
  prints(mi_value_unsigned(MI_TYPE_UINT64, UINT64_MAX), "18446744073709551615",
         "18446744073709551615");
  prints(mi_value_signed(MI_TYPE_SINT64, INT64_MIN), "-9223372036854775808",
         "-9223372036854775808");
  prints(mi_value_real(MI_TYPE_REAL64, 5), "5.0", "5");
  prints(mi_value_real(MI_TYPE_REAL32, (double)0.1F), "0.1", "0.1");
  prints(mi_value_unsigned(MI_TYPE_CHAR16, 'x'), "'x'", "x");
  prints(text("a\"b\n"), "\"a\\\"b\\n\"", "a\"b\n");
  prints(mi_value_null(MI_TYPE_STRING), "NULL", "");
  prints(mi_value_array(MI_TYPE_UINT8, elements, 2), "{1, NULL}", "{1, NULL}");
  prints(mi_value_array(MI_TYPE_UINT8, NULL, 0), "{}", "{}");
  prints(path_value("root/x:A.B=\"c\""), "\"root/x:A.B=\\\"c\\\"\"", "root/x:A.B=\"c\"");
  mi_arena_free(&arena);
}

static void datetimes_print_as_text(void) {
  mi_datetime datetime;
  CHECK_INT(mi_datetime_parse(&datetime, "20240229235959.000001+060", 25), MI_OK);
  prints(mi_value_datetime(&datetime), "\"20240229235959.000001+060\"",
         "20240229235959.000001+060");
}

static mi_result parse(mi_value *out, mi_type type, const char *words) {
  return mi_value_parse(out, type, words, strlen(words), &arena, NULL);
}

static void reads(mi_type type, const char *words, const char *literal) {
  mi_value value;
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  if (CHECK_INT(parse(&value, type, words), MI_OK)) {
    CHECK_INT(value.type, type);
    mi_value_print(&value, &buffer);
    CHECK_TEXT(mi_buffer_text(&buffer), literal);
  }
  mi_buffer_free(&buffer);
}

static void refuses(mi_type type, const char *words) {
  mi_value value;
  if (!CHECK_INT(parse(&value, type, words), MI_E_TYPE_MISMATCH)) CHECK_TEXT(words, "refused");
  CHECK(value.null);
}

static void every_type_reads_its_text(void) {
  start();
  reads(MI_TYPE_BOOLEAN, "true", "TRUE");
  reads(MI_TYPE_BOOLEAN, "FALSE", "FALSE");
  reads(MI_TYPE_BOOLEAN, "1", "TRUE");
  reads(MI_TYPE_UINT8, "255", "255");
  reads(MI_TYPE_UINT8, " 7\n", "7");
  reads(MI_TYPE_UINT32, "0xFFFFFFFF", "4294967295");
  reads(MI_TYPE_UINT64, "0xFfFfFfFfFfFfFfFf", "18446744073709551615");
  reads(MI_TYPE_SINT64, "-9223372036854775808", "-9223372036854775808");
  reads(MI_TYPE_SINT8, "-0x80", "-128");
  reads(MI_TYPE_SINT8, "+5", "5");
  reads(MI_TYPE_REAL64, "1.5e3", "1500.0");
  reads(MI_TYPE_REAL32, "0.1", "0.1");
  reads(MI_TYPE_CHAR16, "5", "'5'");
  reads(MI_TYPE_CHAR16, "53", "'5'");
  reads(MI_TYPE_CHAR16, "00", "'\\x0000'");
  reads(MI_TYPE_CHAR16, " ", "' '");
  reads(MI_TYPE_STRING, " a ", "\" a \"");
  reads(MI_TYPE_DATETIME, "20240229235959.000001+060", "\"20240229235959.000001+060\"");
  reads(MI_TYPE_REFERENCE, "A.B=1", "\"A.B=1\"");
  mi_arena_free(&arena);
}

static void what_is_no_value_of_the_type_is_refused(void) {
  start();
  refuses(MI_TYPE_BOOLEAN, "yes");
  refuses(MI_TYPE_UINT8, "256");
  refuses(MI_TYPE_UINT8, "-1");
  refuses(MI_TYPE_UINT8, "");
  refuses(MI_TYPE_UINT8, "1 2");
  refuses(MI_TYPE_UINT64, "18446744073709551616");
  refuses(MI_TYPE_UINT64, "0x10000000000000000");
  refuses(MI_TYPE_UINT64, "0x");
  refuses(MI_TYPE_SINT64, "9223372036854775808");
  refuses(MI_TYPE_SINT64, "--1");
  refuses(MI_TYPE_SINT64, "+-1");
  refuses(MI_TYPE_REAL32, "1e39");
  refuses(MI_TYPE_REAL64, "1,5");
  refuses(MI_TYPE_CHAR16, "ab");
  refuses(MI_TYPE_CHAR16, "\xF0\x9F\x98\x80");
  refuses(MI_TYPE_CHAR16, "65536");
  refuses(MI_TYPE_STRING, "\xFF");
  refuses(MI_TYPE_DATETIME, "yesterday");
  refuses(MI_TYPE_REFERENCE, "\"");
  refuses(MI_TYPE_INSTANCE, "instance of X {};");
  refuses((mi_type)(MI_TYPE_UINT8 | MI_TYPE_ARRAY), "1");
  mi_arena_free(&arena);
}

static void the_story_shows_the_text_but_not_all_of_a_long_one(void) {
  char long_text[200];
  mi_value value;
  mi_error error;
  start();
  mi_error_init(&error, mi_allocator_default());
  mi_value_parse(&value, MI_TYPE_UINT8, "300", 3, &arena, &error);
  CHECK_HAS(mi_error_text(&error), "\"300\" is no uint8");
  memset(long_text, 'x', sizeof long_text);
  mi_value_parse(&value, MI_TYPE_UINT8, long_text, sizeof long_text, &arena, &error);
  CHECK_HAS(mi_error_text(&error), "xxx...\" is no uint8");
  CHECK(strlen(mi_error_text(&error)) < 120);
  mi_error_clear(&error);
  mi_arena_free(&arena);
}

static void converts(mi_value value, mi_type type, const char *literal) {
  mi_value converted;
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  if (CHECK_INT(mi_value_convert(&converted, &value, type, &arena, NULL), MI_OK)) {
    CHECK_INT(converted.type, type);
    mi_value_print(&converted, &buffer);
    CHECK_TEXT(mi_buffer_text(&buffer), literal);
  }
  mi_buffer_free(&buffer);
}

static void does_not_convert(mi_value value, mi_type type) {
  mi_value converted;
  CHECK_INT(mi_value_convert(&converted, &value, type, &arena, NULL), MI_E_TYPE_MISMATCH);
  CHECK(converted.null);
}

static void nothing_is_lost_in_a_conversion(void) {
  start();
  converts(mi_value_unsigned(MI_TYPE_UINT8, 5), MI_TYPE_UINT64, "5");
  converts(mi_value_signed(MI_TYPE_SINT64, 5), MI_TYPE_UINT8, "5");
  converts(mi_value_unsigned(MI_TYPE_UINT64, 5), MI_TYPE_SINT8, "5");
  converts(mi_value_unsigned(MI_TYPE_UINT8, 5), MI_TYPE_STRING, "\"5\"");
  converts(text("5"), MI_TYPE_SINT16, "5");
  converts(mi_value_real(MI_TYPE_REAL64, 5), MI_TYPE_UINT8, "5");
  converts(mi_value_real(MI_TYPE_REAL64, -5), MI_TYPE_SINT8, "-5");
  converts(mi_value_real(MI_TYPE_REAL64, 0.1), MI_TYPE_REAL32, "0.1");
  converts(mi_value_signed(MI_TYPE_SINT64, -(1LL << 53)), MI_TYPE_REAL64, "-9007199254740992.0");
  converts(mi_value_boolean(true), MI_TYPE_STRING, "\"TRUE\"");
  converts(text("a"), MI_TYPE_CHAR16, "'a'");
  converts(mi_value_unsigned(MI_TYPE_CHAR16, 0xE9), MI_TYPE_STRING, "\"\xC3\xA9\"");
  converts(text("A.B=1"), MI_TYPE_REFERENCE, "\"A.B=1\"");
  converts(path_value("A.B=\"x\""), MI_TYPE_STRING, "\"A.B=\\\"x\\\"\"");
  converts(mi_value_null(MI_TYPE_STRING), MI_TYPE_UINT8, "NULL");
  mi_arena_free(&arena);
}

static void what_would_lose_something_does_not_convert(void) {
  start();
  does_not_convert(mi_value_unsigned(MI_TYPE_UINT16, 256), MI_TYPE_UINT8);
  does_not_convert(mi_value_signed(MI_TYPE_SINT8, -1), MI_TYPE_UINT64);
  does_not_convert(mi_value_unsigned(MI_TYPE_UINT64, UINT64_MAX), MI_TYPE_SINT64);
  does_not_convert(mi_value_unsigned(MI_TYPE_UINT64, UINT64_MAX), MI_TYPE_REAL64);
  does_not_convert(mi_value_signed(MI_TYPE_SINT32, 16777217), MI_TYPE_REAL32);
  does_not_convert(mi_value_real(MI_TYPE_REAL64, 0.5), MI_TYPE_UINT8);
  does_not_convert(mi_value_real(MI_TYPE_REAL64, 1e300), MI_TYPE_UINT64);
  does_not_convert(mi_value_real(MI_TYPE_REAL64, 1e300), MI_TYPE_REAL32);
  does_not_convert(mi_value_boolean(true), MI_TYPE_UINT8);
  does_not_convert(mi_value_unsigned(MI_TYPE_UINT8, 1), MI_TYPE_BOOLEAN);
  does_not_convert(mi_value_array(MI_TYPE_UINT8, NULL, 0), MI_TYPE_UINT8);
  mi_arena_free(&arena);
}

static void arrays_convert_element_by_element(void) {
  mi_value elements[] = {text("1"), mi_value_null(MI_TYPE_STRING), text("x")};
  mi_value strings = mi_value_array(MI_TYPE_STRING, elements, 2), converted;
  mi_type numbers = MI_TYPE_UINT8 | MI_TYPE_ARRAY;
  mi_error error;
  start();
  mi_error_init(&error, mi_allocator_default());
  converts(strings, numbers, "{1, NULL}");
  converts(text("7"), numbers, "{7}");
  strings.length = 3;
  CHECK_INT(mi_value_convert(&converted, &strings, numbers, &arena, &error), MI_E_TYPE_MISMATCH);
  CHECK_HAS(mi_error_text(&error), "element 3: \"x\" is no uint8");
  mi_error_clear(&error);
  mi_arena_free(&arena);
}

static void a_failed_conversion_names_the_value_and_the_type(void) {
  mi_value number = mi_value_signed(MI_TYPE_SINT64, -300), yes = mi_value_boolean(true), converted;
  mi_value half = mi_value_real(MI_TYPE_REAL64, 1.5), huge = mi_value_real(MI_TYPE_REAL64, 1e300);
  mi_value list = mi_value_array(MI_TYPE_SINT64, &number, 1);
  mi_error error;
  start();
  mi_error_init(&error, mi_allocator_default());
  mi_value_convert(&converted, &number, MI_TYPE_SINT8, &arena, &error);
  CHECK_HAS(mi_error_text(&error), "-300 does not fit sint8");
  mi_value_convert(&converted, &yes, MI_TYPE_UINT8 | MI_TYPE_ARRAY, &arena, &error);
  CHECK_HAS(mi_error_text(&error), "TRUE is no uint8");
  mi_value_convert(&converted, &half, MI_TYPE_UINT8, &arena, &error);
  CHECK_TEXT(mi_error_text(&error), "1.5 is no uint8");
  mi_value_convert(&converted, &huge, MI_TYPE_REAL32, &arena, &error);
  CHECK_TEXT(mi_error_text(&error), "1e+300 does not fit real32");
  mi_value_convert(&converted, &number, MI_TYPE_DATETIME, &arena, &error);
  CHECK_TEXT(mi_error_text(&error), "-300 is no datetime");
  mi_value_convert(&converted, &list, MI_TYPE_UINT8, &arena, &error);
  CHECK_TEXT(mi_error_text(&error), "an array of sint64 is no uint8");
  mi_error_clear(&error);
  mi_arena_free(&arena);
}

/* An array of texts with a NULL in it, and a reference whose key is a reference. */
static mi_value nested_array(void) {
  static mi_value elements[3];
  elements[0] = path_value("A.B=\"long enough to matter\",C=5");
  elements[1] = mi_value_null(MI_TYPE_REFERENCE);
  mi_path *outer = mi_arena_alloc_zero(&arena, sizeof *outer);
  mi_key *key = mi_arena_alloc_zero(&arena, sizeof *key);
  key->name = "Inner";
  key->value = elements[0];
  outer->class_name = "Outer";
  outer->host = "host";
  outer->keys = key;
  outer->key_count = 1;
  elements[2] = mi_value_reference(outer);
  return mi_value_array(MI_TYPE_REFERENCE, elements, 3);
}

static void a_copy_fits_a_block_of_its_size_and_not_one_byte_less(void) {
  start();
  mi_value value = nested_array(), copy;
  mi_arena fixed;
  size_t size = mi_value_copy_size(&value);
  void *block = mi_alloc(mi_allocator_default(), size);
  mi_arena_init_block(&fixed, block, size);
  CHECK_INT(mi_value_copy(&copy, &value, &fixed), MI_OK);
  CHECK(mi_value_equal(&copy, &value));
  CHECK_INT(fixed.end - fixed.next, 0);
  mi_arena_init_block(&fixed, block, size - 1);
  CHECK_INT(mi_value_copy(&copy, &value, &fixed), MI_E_OUT_OF_MEMORY);
  mi_free(mi_allocator_default(), block);
  mi_arena_free(&arena);
}

static void a_value_can_be_copied_onto_itself(void) {
  start();
  mi_value value = text("abc");
  const char *before = value.as.text;
  CHECK_INT(mi_value_copy(&value, &value, &arena), MI_OK);
  CHECK_TEXT(value.as.text, "abc");
  CHECK(value.as.text != before);
  mi_arena_free(&arena);
}

static void values_are_equal_by_type_and_content(void) {
  mi_value nan_value = mi_value_real(MI_TYPE_REAL64, 0.0);
  nan_value.as.real = 1e308 * 10 - 1e308 * 10;
  mi_value one = mi_value_unsigned(MI_TYPE_UINT8, 1), two = mi_value_unsigned(MI_TYPE_UINT8, 2);
  mi_value wide = mi_value_unsigned(MI_TYPE_UINT16, 1), none = mi_value_null(MI_TYPE_UINT8);
  mi_value a = text("a"), upper = text("A");
  CHECK(mi_value_equal(&nan_value, &nan_value));
  CHECK(mi_value_equal(&one, &one));
  CHECK(!mi_value_equal(&one, &two));
  CHECK(!mi_value_equal(&one, &wide));
  CHECK(!mi_value_equal(&one, &none));
  CHECK(mi_value_equal(&none, &none));
  CHECK(!mi_value_equal(&a, &upper));
}

/* A chain of references far deeper than anything that is let in. */
static mi_value endless(size_t depth) {
  mi_value value = path_value("A.B=1");
  while (depth-- > 0) {
    mi_path *outer = mi_arena_alloc_zero(&arena, sizeof *outer);
    mi_key *key = mi_arena_alloc_zero(&arena, sizeof *key);
    key->name = "K";
    key->value = value;
    outer->class_name = "C";
    outer->keys = key;
    outer->key_count = 1;
    value = mi_value_reference(outer);
  }
  return value;
}

static void nesting_without_end_is_a_limit_and_no_overflow(void) {
  start();
  mi_value value = endless(1000), copy;
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1 << 16);
  CHECK(mi_value_copy_size(&value) > 0);
  CHECK_INT(mi_value_copy(&copy, &value, &arena), MI_E_LIMIT);
  CHECK_INT(mi_value_print(&value, &buffer), MI_E_LIMIT);
  CHECK(!mi_value_equal(&value, &value));
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
}

static void escapes_of_escapes_stop_at_the_cap_of_the_buffer(void) {
  start();
  mi_value value = endless(100);
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 1 << 16);
  CHECK_INT(mi_value_print(&value, &buffer), MI_E_LIMIT);
  CHECK(buffer.length <= 1 << 16);
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
}

static mi_result everything(const mi_allocator *allocator) {
  static const char words[] = "Outer.Ref=\"Inner.Name=\\\"n\\\"\",Number=5";
  mi_type strings = MI_TYPE_STRING | MI_TYPE_ARRAY;
  mi_value parsed, copy, converted;
  mi_buffer buffer;
  mi_arena_init(&arena, allocator, 1 << 20);
  mi_buffer_init(&buffer, allocator, 1 << 20);
  mi_result result =
      mi_value_parse(&parsed, MI_TYPE_REFERENCE, words, sizeof words - 1, &arena, NULL);
  if (result == MI_OK) result = mi_value_copy(&copy, &parsed, &arena);
  if (result == MI_OK) result = mi_value_convert(&converted, &copy, strings, &arena, NULL);
  if (result == MI_OK) result = mi_value_print(&converted, &buffer);
  mi_buffer_reset(&buffer);
  if (result == MI_OK) result = mi_value_print(&copy, &buffer);
  if (result == MI_OK) CHECK_HAS(mi_buffer_text(&buffer), "Number=5");
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(everything);
}

int main(void) {
  RUN(a_value_has_sixteen_bytes);
  RUN(values_print_as_mof_and_bare);
  RUN(datetimes_print_as_text);
  RUN(every_type_reads_its_text);
  RUN(what_is_no_value_of_the_type_is_refused);
  RUN(the_story_shows_the_text_but_not_all_of_a_long_one);
  RUN(nothing_is_lost_in_a_conversion);
  RUN(what_would_lose_something_does_not_convert);
  RUN(arrays_convert_element_by_element);
  RUN(a_failed_conversion_names_the_value_and_the_type);
  RUN(a_copy_fits_a_block_of_its_size_and_not_one_byte_less);
  RUN(a_value_can_be_copied_onto_itself);
  RUN(values_are_equal_by_type_and_content);
  RUN(nesting_without_end_is_a_limit_and_no_overflow);
  RUN(escapes_of_escapes_stop_at_the_cap_of_the_buffer);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
