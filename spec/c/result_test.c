#include "base/result.h"

#include "check.h"

static void codes_have_words(void) {
  CHECK_TEXT(mi_result_word(MI_OK), "ok");
  CHECK_TEXT(mi_result_word(MI_E_NOT_FOUND), "not_found");
  CHECK_TEXT(mi_result_word(MI_E_IO), "io");
  CHECK_TEXT(mi_result_meaning(MI_E_INVALID_CLASS), "no such class");
}

static void codes_of_cim_are_shown_as_they_are(void) {
  CHECK_INT(mi_result_public(MI_E_ACCESS_DENIED), 2);
  CHECK_INT(mi_result_public(MI_E_SERVER_IS_SHUTTING_DOWN), 28);
}

static void codes_of_our_own_are_shown_as_those_of_cim(void) {
  CHECK_INT(mi_result_public(MI_E_OUT_OF_MEMORY), MI_E_SERVER_LIMITS_EXCEEDED);
  CHECK_INT(mi_result_public(MI_E_SYNTAX), MI_E_INVALID_PARAMETER);
  CHECK_INT(mi_result_public(MI_E_TIMEOUT), MI_E_FAILED);
}

static void an_unknown_number_is_a_failure(void) {
  CHECK_TEXT(mi_result_word((mi_result)99), "failed");
  CHECK_INT(mi_result_public((mi_result)99), 1);
}

int main(void) {
  RUN(codes_have_words);
  RUN(codes_of_cim_are_shown_as_they_are);
  RUN(codes_of_our_own_are_shown_as_those_of_cim);
  RUN(an_unknown_number_is_a_failure);
  return check_done();
}
