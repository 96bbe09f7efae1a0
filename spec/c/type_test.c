#include "types/type.h"

#include <string.h>

#include "check.h"

static void every_type_reads_back_from_its_word(void) {
#define X(name, number, word, storage, lowest, highest)                 \
  {                                                                     \
    mi_type type = 99;                                                  \
    CHECK_TEXT(mi_type_word(MI_TYPE_##name), word);                     \
    CHECK(mi_type_from_word(&type, word, strlen(word)));                \
    CHECK_INT(type, number);                                            \
    CHECK_INT(mi_type_storage(MI_TYPE_##name), MI_STORAGE_##storage);   \
  }
  MI_TYPE_TABLE(X)
#undef X
}

static void words_are_read_without_case_and_whole(void) {
  mi_type type = 99;
  CHECK(mi_type_from_word(&type, "UInt16", 6));
  CHECK_INT(type, MI_TYPE_UINT16);
  CHECK(mi_type_from_word(&type, "OBJECT", 6));
  CHECK_INT(type, MI_TYPE_INSTANCE);
  CHECK(!mi_type_from_word(&type, "uint", 4));
  CHECK(!mi_type_from_word(&type, "uint128", 7));
  CHECK(!mi_type_from_word(&type, "", 0));
}

static void an_array_has_the_word_and_storage_of_its_elements(void) {
  mi_type type = MI_TYPE_DATETIME | MI_TYPE_ARRAY;
  CHECK_TEXT(mi_type_word(type), "datetime");
  CHECK_INT(mi_type_storage(type), MI_STORAGE_DATETIME);
  CHECK(mi_type_is_array(type));
  CHECK_INT(mi_type_element(type), MI_TYPE_DATETIME);
}

static void the_integer_types_are_the_eight_sizes(void) {
  CHECK(mi_type_is_integer(MI_TYPE_UINT8));
  CHECK(mi_type_is_integer(MI_TYPE_SINT64));
  CHECK(!mi_type_is_integer(MI_TYPE_BOOLEAN));
  CHECK(!mi_type_is_integer(MI_TYPE_CHAR16));
  CHECK(!mi_type_is_integer(MI_TYPE_REAL64));
  CHECK(!mi_type_is_integer(MI_TYPE_UINT8 | MI_TYPE_ARRAY));
}

static void a_type_holds_what_is_in_its_range(void) {
  CHECK(mi_type_holds_unsigned(MI_TYPE_UINT8, 255));
  CHECK(!mi_type_holds_unsigned(MI_TYPE_UINT8, 256));
  CHECK(mi_type_holds_unsigned(MI_TYPE_SINT8, 127));
  CHECK(!mi_type_holds_unsigned(MI_TYPE_SINT8, 128));
  CHECK(mi_type_holds_signed(MI_TYPE_SINT8, -128));
  CHECK(!mi_type_holds_signed(MI_TYPE_SINT8, -129));
  CHECK(!mi_type_holds_signed(MI_TYPE_UINT64, -1));
  CHECK(mi_type_holds_signed(MI_TYPE_UINT64, INT64_MAX));
  CHECK(mi_type_holds_unsigned(MI_TYPE_UINT64, UINT64_MAX));
  CHECK(!mi_type_holds_unsigned(MI_TYPE_SINT64, UINT64_MAX));
  CHECK(mi_type_holds_signed(MI_TYPE_SINT64, INT64_MIN));
  CHECK(mi_type_holds_unsigned(MI_TYPE_CHAR16, 65535));
  CHECK(!mi_type_holds_unsigned(MI_TYPE_CHAR16, 65536));
  CHECK(mi_type_holds_unsigned(MI_TYPE_UINT32 | MI_TYPE_ARRAY, 7));
}

static void a_type_that_is_no_integer_holds_none(void) {
  CHECK(!mi_type_holds_unsigned(MI_TYPE_STRING, 0));
  CHECK(!mi_type_holds_unsigned(MI_TYPE_BOOLEAN, 0));
  CHECK(!mi_type_holds_signed(MI_TYPE_REAL64, 0));
  CHECK(!mi_type_holds_signed(MI_TYPE_REAL64, -1));
}

int main(void) {
  RUN(every_type_reads_back_from_its_word);
  RUN(words_are_read_without_case_and_whole);
  RUN(an_array_has_the_word_and_storage_of_its_elements);
  RUN(the_integer_types_are_the_eight_sizes);
  RUN(a_type_holds_what_is_in_its_range);
  RUN(a_type_that_is_no_integer_holds_none);
  return check_done();
}
