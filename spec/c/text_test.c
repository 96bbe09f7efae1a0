#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static void names_are_the_same_without_ascii_case(void) {
  CHECK(mi_text_same_name("CIM_Fan", "cim_fAN"));
  CHECK(!mi_text_same_name("CIM_Fan", "CIM_Fans"));
  CHECK(!mi_text_same_name("[", "{"));
  CHECK(mi_text_same_name_n("NameX", 4, "nameY", 4));
  CHECK(!mi_text_same_name_n("Name", 4, "Nam", 3));
  CHECK(mi_text_compare_names("alpha", "BETA") < 0);
  CHECK(mi_text_compare_names("b", "A") > 0);
  CHECK(mi_text_compare_names("a", "ab") < 0);
  CHECK(mi_text_compare_names("z", "\xC3\x84") < 0);
}

static void null_is_the_same_only_as_null(void) {
  CHECK(mi_text_equal(NULL, NULL));
  CHECK(!mi_text_equal(NULL, ""));
  CHECK(mi_text_equal("a", "a"));
  CHECK(!mi_text_equal("a", "A"));
  CHECK(mi_text_same_name(NULL, NULL));
  CHECK(!mi_text_same_name("", NULL));
}

static bool is_name(const char *text) { return mi_text_is_name(text, strlen(text)); }

static void a_name_is_letters_digits_and_underscores(void) {
  CHECK(is_name("CIM_Fan2"));
  CHECK(is_name("_x"));
  CHECK(is_name("Gr\xC3\xB6\xC3\x9F" "e"));
  CHECK(!is_name(""));
  CHECK(!is_name("2x"));
  CHECK(!is_name("a b"));
  CHECK(!is_name("a-b"));
  CHECK(!is_name("a\xC3"));
  CHECK(!mi_text_is_name("a\0b", 3));
}

static size_t prefix(const char *text) { return mi_text_utf8_prefix(text, strlen(text)); }

static void the_valid_prefix_ends_at_what_is_not_utf8(void) {
  CHECK_INT(prefix("plain text that is longer than a word"), 37);
  CHECK_INT(prefix("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), 9);
  CHECK_INT(prefix("a\x80"), 1);
  CHECK_INT(prefix("a\xC0\x80"), 1);
  CHECK_INT(prefix("12345678\xC1\xBF"), 8);
  CHECK_INT(prefix("a\xE0\x9F\xBF"), 1);
  CHECK_INT(prefix("a\xED\xA0\x80"), 1);
  CHECK_INT(prefix("a\xF0\x8F\xBF\xBF"), 1);
  CHECK_INT(prefix("a\xF4\x90\x80\x80"), 1);
  CHECK_INT(prefix("a\xE2\x82"), 1);
  CHECK_INT(prefix("1234567\xFFx"), 7);
  CHECK_INT(mi_text_utf8_prefix("1234\0001234", 9), 4);
  CHECK_INT(mi_text_utf8_prefix("", 0), 0);
}

static void every_code_point_reads_back_as_it_was_written(void) {
  for (uint32_t code = 1; code <= 0x110000; code++) {
    char text[4];
    uint32_t again = 0;
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    size_t length = mi_text_encode_utf8(text, code);
    if (surrogate || code == 0x110000) {
      if (length != 0) CHECK_INT(length, 0);
      continue;
    }
    if (mi_text_decode_utf8(text, length, &again) != length || again != code) {
      CHECK_INT(again, code);
    }
  }
}

static void nul_is_no_text(void) {
  char text[4];
  uint32_t code;
  CHECK_INT(mi_text_encode_utf8(text, 0), 0);
  CHECK_INT(mi_text_decode_utf8("\0", 1, &code), 0);
  CHECK_INT(mi_text_decode_utf8("", 0, &code), 0);
}

static mi_result to_unsigned(uint64_t *out, const char *text) {
  return mi_text_to_uint64(out, text, strlen(text));
}

static mi_result to_signed(int64_t *out, const char *text) {
  return mi_text_to_sint64(out, text, strlen(text));
}

static void integers_are_read_whole(void) {
  uint64_t natural = 1;
  int64_t integer = 1;
  CHECK_INT(to_unsigned(&natural, "18446744073709551615"), MI_OK);
  CHECK(natural == UINT64_MAX);
  CHECK_INT(to_unsigned(&natural, "+007"), MI_OK);
  CHECK_INT(natural, 7);
  CHECK_INT(to_unsigned(&natural, "-0"), MI_OK);
  CHECK_INT(natural, 0);
  CHECK_INT(to_signed(&integer, "-9223372036854775808"), MI_OK);
  CHECK(integer == INT64_MIN);
  CHECK_INT(to_signed(&integer, "9223372036854775807"), MI_OK);
  CHECK(integer == INT64_MAX);
  CHECK_INT(mi_text_to_sint64(&integer, "123", 2), MI_OK);
  CHECK_INT(integer, 12);
}

static void what_is_no_integer_is_told_from_what_is_out_of_range(void) {
  uint64_t natural = 5;
  int64_t integer = 5;
  const char *no_numbers[] = {"", "+", "-", " 1", "1 ", "1.0", "0x10", "--1", "a", "1a", "1e3"};
  for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++) {
    CHECK_INT(to_unsigned(&natural, no_numbers[i]), MI_E_SYNTAX);
    CHECK_INT(to_signed(&integer, no_numbers[i]), MI_E_SYNTAX);
  }
  CHECK_INT(to_unsigned(&natural, "18446744073709551616"), MI_E_TYPE_MISMATCH);
  CHECK_INT(to_unsigned(&natural, "99999999999999999999999999"), MI_E_TYPE_MISMATCH);
  CHECK_INT(to_unsigned(&natural, "-1"), MI_E_TYPE_MISMATCH);
  CHECK_INT(to_signed(&integer, "9223372036854775808"), MI_E_TYPE_MISMATCH);
  CHECK_INT(to_signed(&integer, "-9223372036854775809"), MI_E_TYPE_MISMATCH);
  CHECK_INT(to_unsigned(&natural, "99999999999999999999999999x"), MI_E_SYNTAX);
  CHECK_INT(natural, 5);
  CHECK_INT(integer, 5);
}

static void integers_are_written_in_full(void) {
  char text[MI_TEXT_NUMBER];
  CHECK_INT(mi_text_from_uint64(text, UINT64_MAX), 20);
  CHECK_TEXT(text, "18446744073709551615");
  CHECK_INT(mi_text_from_uint64(text, 0), 1);
  CHECK_TEXT(text, "0");
  CHECK_INT(mi_text_from_sint64(text, INT64_MIN), 20);
  CHECK_TEXT(text, "-9223372036854775808");
}

static double real(const char *text) {
  double number = -4242;
  CHECK_INT(mi_text_to_real(&number, text, strlen(text)), MI_OK);
  return number;
}

static mi_result real_failure(const char *text) {
  double number;
  return mi_text_to_real(&number, text, strlen(text));
}

static void reals_are_read_in_every_form(void) {
  CHECK(real("1.5") == 1.5);
  CHECK(real("-1.5e3") == -1500);
  CHECK(real("+.25") == 0.25);
  CHECK(real("7.") == 7);
  CHECK(real("1E+2") == 100);
  CHECK(real("0012.500e-01") == 1.25);
  CHECK(real("0.0001") == 0.0001);
  CHECK(real("0e999999999999999999999") == 0);
  CHECK(signbit(real("-0.0")) != 0);
  CHECK(real("1.7976931348623157e308") == DBL_MAX);
  CHECK(real("4.9e-324") > 0);
  CHECK(real("1e-99999999999999999999999") == 0);
  CHECK(isinf(real("INF")) && isinf(real("-inf")) && real("-Inf") < 0);
  CHECK(isnan(real("NaN")) && isnan(real("nan")));
}

static void what_is_no_real_is_told_from_what_is_out_of_range(void) {
  const char *no_reals[] = {"",   "-",    ".",   "e5",   "1e",     "1e+",
                            "1,5", "0x1p3", " 1", "1 ",   "1.5.",   "--1",
                            "-NaN", "nan(1)", "+", "1e5.5", "infinity"};
  for (size_t i = 0; i < sizeof no_reals / sizeof no_reals[0]; i++) {
    if (!CHECK_INT(real_failure(no_reals[i]), MI_E_SYNTAX)) CHECK_TEXT(no_reals[i], "");
  }
  CHECK_INT(real_failure("1e309"), MI_E_TYPE_MISMATCH);
  CHECK_INT(real_failure("-1e99999999999999999999"), MI_E_TYPE_MISMATCH);
}

/* The first digit that decides can stand behind any number of others. */
static void reals_of_any_length_are_rounded_right(void) {
  static char text[20001];
  const char *midpoint = "9007199254740993."; /* between 2^53 and 2^53 + 2 */
  size_t length = strlen(midpoint);
  memset(text, '0', sizeof text - 1);
  memcpy(text, midpoint, length);
  CHECK(real(text) == 9007199254740992.0);
  text[sizeof text - 2] = '1';
  CHECK(real(text) == 9007199254740994.0);
  memset(text, '0', sizeof text - 1);
  memcpy(text, "0.", 2);
  memcpy(text + sizeof text - 8, "5e20000", 7);
  CHECK(real(text) > 1e5 && real(text) < 1e10);
}

static const char *print(double number, bool single) {
  static char text[MI_TEXT_NUMBER];
  size_t length = mi_text_from_real(text, number, single);
  CHECK_INT(strlen(text), length);
  return text;
}

static void reals_are_written_as_short_as_they_read_back(void) {
  CHECK_TEXT(print(0.1, false), "0.1");
  CHECK_TEXT(print(5, false), "5");
  CHECK_TEXT(print(-0.0, false), "-0");
  CHECK_TEXT(print(1.0 / 3, false), "0.3333333333333333");
  CHECK_TEXT(print(0.1 + 0.2, false), "0.30000000000000004");
  CHECK_TEXT(print(1e300, false), "1e+300");
  CHECK_TEXT(print(DBL_MAX, false), "1.7976931348623157e+308");
  CHECK_TEXT(print(4.9e-324, false), "5e-324");
  CHECK_TEXT(print((double)0.1f, true), "0.1");
  CHECK_TEXT(print((double)16777216.0f, true), "16777216");
  CHECK_TEXT(print((double)FLT_MAX, true), "3.4028235e+38");
  CHECK_TEXT(print((double)1e-45f, true), "1e-45");
  CHECK_TEXT(print((double)INFINITY, false), "INF");
  CHECK_TEXT(print(-(double)INFINITY, true), "-INF");
  CHECK_TEXT(print(1e300, true), "INF");
  CHECK_TEXT(print((double)NAN, false), "NaN");
}

static void any_real_survives_writing_and_reading(void) {
  uint64_t bits = 88172645463325252u;
  for (int i = 0; i < 20000; i++) {
    bits ^= bits << 13;
    bits ^= bits >> 7;
    bits ^= bits << 17;
    double number;
    memcpy(&number, &bits, sizeof number);
    float single;
    memcpy(&single, &bits, sizeof single);
    if (isnan(number) || isnan(single)) continue;
    if (real(print(number, false)) != number) CHECK_TEXT(print(number, false), "itself");
    if ((float)real(print((double)single, true)) != single) {
      CHECK_TEXT(print((double)single, true), "itself");
    }
  }
}

static void a_comma_in_the_locale_changes_nothing(void) {
  static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8",
                                        "ps_AF.UTF-8"};
  for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
    if (setlocale(LC_ALL, locales[i]) == NULL) continue;
    CHECK_TEXT(print(1234567.5, false), "1234567.5");
    CHECK(real("0.25") == 0.25);
    CHECK_INT(real_failure("0,25"), MI_E_SYNTAX);
  }
  setlocale(LC_ALL, "C");
}

static void distance_counts_edits_and_gives_up(void) {
  CHECK_INT(mi_text_distance("password", "Password", 3), 0);
  CHECK_INT(mi_text_distance("pasword", "password", 3), 1);
  CHECK_INT(mi_text_distance("kitten", "sitting", 3), 3);
  CHECK_INT(mi_text_distance("", "abc", 3), 3);
  CHECK(mi_text_distance("kitten", "sitting", 2) > 2);
  CHECK(mi_text_distance("a", "abcdef", 2) > 2);
  static char longest[1000];
  memset(longest, 'a', sizeof longest - 1);
  CHECK(mi_text_distance(longest, longest, 2) > 2);
}

static void namespaces_are_the_same_whatever_slashes_are_around_them(void) {
  size_t length = 0;
  CHECK(mi_text_same_namespace("root/cimv2", "/Root/CIMv2/"));
  CHECK(mi_text_same_namespace("root/cimv2", "\\root\\cimv2"));
  CHECK(mi_text_same_namespace(NULL, "//"));
  CHECK(!mi_text_same_namespace("root/cimv2", "root/cimv"));
  CHECK(!mi_text_same_namespace("root/a", "root.a"));
  CHECK_TEXT(mi_text_trim_namespace("//root/x/", &length), "root/x/");
  CHECK_INT(length, 6);
}

static void the_nearest_name_is_at_most_two_letters_off(void) {
  mi_nearest nearest = MI_NEAREST("CIM_Proces");
  mi_nearest_show(&nearest, "CIM_Printer");
  CHECK(nearest.name == NULL);
  mi_nearest_show(&nearest, "CIM_Procession");
  mi_nearest_show(&nearest, "cim_process");
  mi_nearest_show(&nearest, "CIM_Processo");
  CHECK_TEXT(nearest.name, "cim_process");
}

int main(void) {
  RUN(names_are_the_same_without_ascii_case);
  RUN(null_is_the_same_only_as_null);
  RUN(a_name_is_letters_digits_and_underscores);
  RUN(the_valid_prefix_ends_at_what_is_not_utf8);
  RUN(every_code_point_reads_back_as_it_was_written);
  RUN(nul_is_no_text);
  RUN(integers_are_read_whole);
  RUN(what_is_no_integer_is_told_from_what_is_out_of_range);
  RUN(integers_are_written_in_full);
  RUN(reals_are_read_in_every_form);
  RUN(what_is_no_real_is_told_from_what_is_out_of_range);
  RUN(reals_of_any_length_are_rounded_right);
  RUN(reals_are_written_as_short_as_they_read_back);
  RUN(any_real_survives_writing_and_reading);
  RUN(a_comma_in_the_locale_changes_nothing);
  RUN(distance_counts_edits_and_gives_up);
  RUN(namespaces_are_the_same_whatever_slashes_are_around_them);
  RUN(the_nearest_name_is_at_most_two_letters_off);
  return check_done();
}
