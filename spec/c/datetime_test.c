#include "types/datetime.h"

#include <string.h>

#include "check.h"

static mi_datetime parse(const char *text) {
  mi_datetime datetime;
  memset(&datetime, 0, sizeof datetime);
  if (!CHECK_INT(mi_datetime_parse(&datetime, text, strlen(text)), MI_OK)) CHECK_TEXT(text, "read");
  return datetime;
}

static bool refused(const char *text) {
  mi_datetime datetime;
  return mi_datetime_parse(&datetime, text, strlen(text)) == MI_E_SYNTAX;
}

static const char *print(const mi_datetime *datetime) {
  static char text[MI_DATETIME_LENGTH + 1];
  mi_datetime_print(text, datetime);
  return text;
}

/* What the text is in the CIM form. */
static const char *cim(const char *text) {
  mi_datetime datetime = parse(text);
  return print(&datetime);
}

static const char *iso(const char *text) {
  static char out[MI_DATETIME_ISO_LENGTH];
  bool exact;
  mi_datetime datetime = parse(text);
  size_t length = mi_datetime_print_iso(out, &datetime, &exact);
  CHECK_INT(length, strlen(out));
  CHECK_INT(exact, datetime.unknown == 0);
  return out;
}

static void a_point_in_time_has_its_fields(void) {
  mi_datetime datetime = parse("20130415200447.892798-420");
  CHECK(!datetime.interval);
  CHECK_INT(datetime.year, 2013);
  CHECK_INT(datetime.month, 4);
  CHECK_INT(datetime.day, 15);
  CHECK_INT(datetime.hour, 20);
  CHECK_INT(datetime.minute, 4);
  CHECK_INT(datetime.second, 47);
  CHECK_INT(datetime.microseconds, 892798);
  CHECK_INT(datetime.utc, -420);
  CHECK_INT(datetime.unknown, 0);
  CHECK_TEXT(print(&datetime), "20130415200447.892798-420");
}

static void an_interval_has_its_fields(void) {
  mi_datetime datetime = parse("00002000010203.500000:000");
  CHECK(datetime.interval);
  CHECK_INT(datetime.days, 2000);
  CHECK_INT(datetime.hour, 1);
  CHECK_INT(datetime.minute, 2);
  CHECK_INT(datetime.second, 3);
  CHECK_INT(datetime.microseconds, 500000);
  CHECK_TEXT(print(&datetime), "00002000010203.500000:000");
}

static void unknown_fields_stay_unknown(void) {
  static const char *const texts[] = {
      "********123000.000000-420", "20130415******.******+000", "20130415200447.89****+***",
      "****0229000000.000000+000", "**************.******+***", "********010203.******:000",
      "00000001****03.000000:000", "2013**15200447.000000-***"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (texts[i][22] == '*' && texts[i][21] == '-') {
      CHECK_TEXT(cim(texts[i]), "2013**15200447.000000+***");
    } else {
      CHECK_TEXT(cim(texts[i]), texts[i]);
    }
  }
  mi_datetime datetime = parse("********123000.89****-420");
  CHECK_INT(datetime.unknown, MI_UNKNOWN_YEAR | MI_UNKNOWN_MONTH | MI_UNKNOWN_DAY |
                                  4 * MI_UNKNOWN_MICROSECONDS);
  CHECK_INT(datetime.microseconds, 890000);
}

static void the_ends_of_the_calendar_are_valid(void) {
  CHECK_TEXT(cim("00000101000000.000000+000"), "00000101000000.000000+000");
  CHECK_TEXT(cim("99991231235959.999999+999"), "99991231235959.999999+999");
  CHECK_TEXT(cim("99999999235959.999999:000"), "99999999235959.999999:000");
}

static void dates_that_are_not_in_the_calendar_are_refused(void) {
  CHECK(refused("20130001000000.000000+000"));
  CHECK(refused("20131301000000.000000+000"));
  CHECK(refused("20130100000000.000000+000"));
  CHECK(refused("20130431000000.000000+000"));
  CHECK(refused("20130229000000.000000+000"));
  CHECK(refused("19000229000000.000000+000"));
  CHECK(!refused("20000229000000.000000+000"));
  CHECK(refused("****0230000000.000000+000"));
  CHECK(refused("20130101240000.000000+000"));
  CHECK(refused("20130101006000.000000+000"));
  CHECK(refused("20130101000060.000000+000"));
  CHECK(refused("00000000240000.000000:000"));
}

static void texts_that_are_neither_form_are_refused(void) {
  static const char *const texts[] = {
      "", "P", "T", "2013", "20130415200447.892798", "20130415200447.892798-42",
      "20130415200447.892798-4200", "20130415200447,892798-420", "2013*415200447.892798-420",
      "20130415200447.8*2798-420", "20130415200447.892798 420", "20130415200447.892798*420",
      "20130415200447.892798Z000", "00002000010203.500000:001", "00002000010203.500000:***",
      "0000200*010203.500000:000", " 20130415200447.892798-42", "2013-04-15T20:04:47.Z",
      "2013-04-15T20:04:47.1234567890Z", "2013-04-15T20:04Z", "2013-4-15",
      "2013-04-15T20:04:47+1:00",
      "2013-04-15T20:04:47+0100", "2013-04-15T20:04:47+01:60", "2013-04-15T20:04:47+17:00",
      "2013-04-15T20:04:47Zx", "2013-04-15 20:04:47Z", "-2013-04-15T20:04:47Z",
      "12013-04-15T20:04:47Z", "2013-04-15T24:00:00Z", "20:04", "PT", "P1", "1D", "P1DT", "P1S",
      "PT1D", "P1Y", "P2M", "P1Y2M3D", "PT1.5H", "P1.5D", "PT.5S", "PT1S1M", "P1DT1HT1M", "-P1D",
      "P-1D", "P100000000D", "PT8640000000000S", "P99999999DT24H", "PT99999999999999999999999S",
      "P1D ", "P1D2D", "PT1.S"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (!CHECK(refused(texts[i]))) CHECK_TEXT(texts[i], "refused");
  }
  CHECK(!refused("PT8639999999999S"));
}

static void any_beginning_of_a_text_is_read_within_its_length(void) {
  static const char *const texts[] = {"20130415200447.892798-420",
                                      "2013-04-15T20:04:47.892798+01:00", "P1DT2H3M4.5S"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    for (size_t length = 0; length < strlen(texts[i]); length++) {
      char *part = mi_alloc(mi_allocator_default(), length);
      memcpy(part, texts[i], length);
      mi_datetime datetime;
      mi_result result = mi_datetime_parse(&datetime, part, length);
      CHECK(result == MI_OK || result == MI_E_SYNTAX);
      mi_free(mi_allocator_default(), part);
    }
  }
}

static void a_failed_parse_leaves_the_value_as_it_was(void) {
  mi_datetime datetime = parse("20130415200447.892798-420");
  CHECK_INT(mi_datetime_parse(&datetime, "20130431000000.000000+000", 25), MI_E_SYNTAX);
  CHECK_TEXT(print(&datetime), "20130415200447.892798-420");
}

static void iso_points_are_read(void) {
  CHECK_TEXT(cim("2013-04-15T20:04:47.892798Z"), "20130415200447.892798+000");
  CHECK_TEXT(cim("2013-04-15T20:04:47.8927981Z"), "20130415200447.892798+000");
  CHECK_TEXT(cim("2013-04-15T20:04:47.892798999Z"), "20130415200447.892798+000");
  CHECK_TEXT(cim("2013-04-15T20:04:47.8+01:00"), "20130415200447.800000+060");
  CHECK_TEXT(cim("2013-04-15T20:04:47+13:50"), "20130415200447.000000+830");
  CHECK_TEXT(cim("2013-04-15T20:04:47-00:07"), "20130415200447.000000-007");
  CHECK_TEXT(cim("2013-04-15T20:04:47.8927Z"), "20130415200447.892700+000");
  /* 25 characters, as the CIM form has */
  CHECK_TEXT(cim("2013-04-15T20:04:47+01:00"), "20130415200447.000000+060");
}

static void an_offset_that_is_missing_is_unknown(void) {
  CHECK_TEXT(cim("2013-04-15T20:04:47"), "20130415200447.000000+***");
  CHECK_TEXT(iso("2013-04-15T20:04:47"), "2013-04-15T20:04:47");
}

static void a_date_alone_has_no_known_time(void) {
  CHECK_TEXT(cim("2013-04-15Z"), "20130415******.******+000");
  CHECK_TEXT(cim("2013-04-15"), "20130415******.******+***");
  CHECK_TEXT(iso("2013-04-15Z"), "2013-04-15T00:00:00Z");
}

static void a_time_alone_has_no_known_date(void) {
  CHECK_TEXT(cim("12:30:00-07:00"), "********123000.000000-420");
  CHECK_TEXT(iso("12:30:00-07:00"), "0000-01-01T12:30:00-07:00");
}

static void iso_intervals_are_read(void) {
  CHECK_TEXT(cim("P2000D"), "00002000000000.000000:000");
  CHECK_TEXT(cim("P1DT2H3M4.5S"), "00000001020304.500000:000");
  CHECK_TEXT(cim("PT0S"), "00000000000000.000000:000");
  CHECK_TEXT(cim("P3W"), "00000021000000.000000:000");
  CHECK_TEXT(cim("PT90S"), "00000000000130.000000:000");
  CHECK_TEXT(cim("PT36H"), "00000001120000.000000:000");
  CHECK_TEXT(cim("P0Y0M2DT0H0M0S"), "00000002000000.000000:000");
  CHECK_TEXT(cim("PT0.0000009S"), "00000000000000.000000:000");
  CHECK_TEXT(cim("P99999999DT23H59M59.999999S"), "99999999235959.999999:000");
}

static void iso_forms_are_written_short(void) {
  CHECK_TEXT(iso("20130415200447.892798-420"), "2013-04-15T20:04:47.892798-07:00");
  CHECK_TEXT(iso("20130415200447.500000+000"), "2013-04-15T20:04:47.5Z");
  CHECK_TEXT(iso("20130415200447.000000-007"), "2013-04-15T20:04:47-00:07");
  CHECK_TEXT(iso("00002000000000.000000:000"), "P2000D");
  CHECK_TEXT(iso("00000001020304.500000:000"), "P1DT2H3M4.5S");
  CHECK_TEXT(iso("00000000000000.000000:000"), "PT0S");
  CHECK_TEXT(iso("00000000020000.000000:000"), "PT2H");
  CHECK_TEXT(iso("00000003000010.000000:000"), "P3DT10S");
  CHECK_TEXT(iso("00000000000000.000001:000"), "PT0.000001S");
  CHECK_TEXT(iso("99999999235959.999999:000"), "P99999999DT23H59M59.999999S");
}

static int64_t microseconds(const char *text) {
  mi_datetime datetime = parse(text);
  return mi_datetime_microseconds(&datetime);
}

static void points_count_from_1970_in_utc(void) {
  CHECK_INT(microseconds("19700101000000.000000+000"), 0);
  CHECK_INT(microseconds("19700101010000.000000+060"), 0);
  CHECK_INT(microseconds("19691231235959.999999+000"), -1);
  CHECK_INT(microseconds("20000301000000.000000+000"), INT64_C(951868800000000));
  CHECK_INT(microseconds("20130415200447.892798+000"), INT64_C(1366056287892798));
  CHECK_INT(microseconds("00000101000000.000000+000"), INT64_C(-62167219200000000));
  CHECK_INT(microseconds("99991231235959.999999+000"), INT64_C(253402300799999999));
}

static void intervals_count_their_length(void) {
  CHECK_INT(microseconds("00000001000001.000002:000"), INT64_C(86401000002));
  CHECK_INT(microseconds("99999999235959.999999:000"), INT64_C(8639999999999999999));
}

static void unknown_fields_count_as_their_lowest_value(void) {
  CHECK_INT(microseconds("1970**********.******+***"), 0);
  CHECK_INT(microseconds("********010000.000000:000"), INT64_C(3600000000));
}

static void every_day_goes_to_the_epoch_and_back(void) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int64_t expected = INT64_C(-62167219200000000);
  for (int year = 0; year <= 9999; year++) {
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; month++) {
      int last = days[month - 1] + (month == 2 && leap);
      for (int day = 1; day <= last; day++, expected += INT64_C(86400000000)) {
        mi_datetime datetime;
        if (mi_datetime_from_epoch(&datetime, expected, 0) != MI_OK || datetime.year != year ||
            datetime.month != month || datetime.day != day || !mi_datetime_is_valid(&datetime) ||
            mi_datetime_microseconds(&datetime) != expected) {
          CHECK_TEXT(print(&datetime), "the next day");
          return;
        }
      }
    }
  }
}

static void a_point_is_shown_at_the_offset_asked_for(void) {
  mi_datetime datetime;
  CHECK_INT(mi_datetime_from_epoch(&datetime, -1, -420), MI_OK);
  CHECK_TEXT(print(&datetime), "19691231165959.999999-420");
  CHECK_INT(mi_datetime_from_epoch(&datetime, 0, 830), MI_OK);
  CHECK_TEXT(print(&datetime), "19700101135000.000000+830");
}

static void moments_outside_of_the_calendar_are_refused(void) {
  mi_datetime datetime;
  const int64_t first = INT64_C(-62167219200000000), last = INT64_C(253402300799999999);
  CHECK_INT(mi_datetime_from_epoch(&datetime, first, 0), MI_OK);
  CHECK_INT(mi_datetime_from_epoch(&datetime, first, -1), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, first - 1, 0), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, last, 0), MI_OK);
  CHECK_INT(mi_datetime_from_epoch(&datetime, last + 1, 0), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, last, 1), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, INT64_MAX, 999), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, INT64_MIN, -999), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_epoch(&datetime, 0, 1000), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_interval(&datetime, -1), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_interval(&datetime, INT64_MAX), MI_E_TYPE_MISMATCH);
  CHECK_INT(mi_datetime_from_interval(&datetime, INT64_C(8639999999999999999)), MI_OK);
  CHECK_TEXT(print(&datetime), "99999999235959.999999:000");
}

static int compare(const char *first, const char *second, bool *comparable) {
  mi_datetime a = parse(first), b = parse(second);
  return mi_datetime_compare(&a, &b, comparable);
}

static void the_same_moment_is_equal_at_every_offset(void) {
  bool comparable = false;
  CHECK_INT(compare("20130415200447.000000+000", "20130415220447.000000+120", &comparable), 0);
  CHECK(comparable);
  CHECK(compare("20130415200447.000000+000", "20130415200447.000001+000", &comparable) < 0);
  CHECK(compare("00000002000000.000000:000", "00000001235959.000000:000", &comparable) > 0);
  CHECK(comparable);
}

static void a_point_and_an_interval_do_not_compare(void) {
  bool comparable = true;
  compare("20130415200447.000000+000", "00000002000000.000000:000", &comparable);
  CHECK(!comparable);
}

/* Starts from a valid value, changes one field, and expects it to be noticed. */
#define INVALID_WITH(text, change)             \
  do {                                         \
    mi_datetime changed = parse(text);         \
    CHECK(mi_datetime_is_valid(&changed));     \
    changed.change;                            \
    CHECK(!mi_datetime_is_valid(&changed));    \
  } while (0)

static void fields_out_of_range_are_invalid(void) {
  INVALID_WITH("20130415200447.000000+000", year = 10000);
  INVALID_WITH("20130415200447.000000+000", month = 0);
  INVALID_WITH("20130415200447.000000+000", month = 13);
  INVALID_WITH("20130415200447.000000+000", day = 31);
  INVALID_WITH("20130415200447.000000+000", days = 1);
  INVALID_WITH("20130415200447.000000+000", microseconds = 1000000);
  INVALID_WITH("20130415200447.000000+000", utc = 1000);
  INVALID_WITH("20130415200447.000000+000", unknown = MI_UNKNOWN_YEAR);
  INVALID_WITH("20130415200447.000000+000", unknown = 7 * MI_UNKNOWN_MICROSECONDS);
  INVALID_WITH("20130415200447.000001+000", unknown = MI_UNKNOWN_MICROSECONDS);
  INVALID_WITH("20130415200447.000000-420", unknown = MI_UNKNOWN_UTC);
  INVALID_WITH("00000002000000.000000:000", days = 100000000);
  INVALID_WITH("00000002000000.000000:000", utc = 1);
  INVALID_WITH("00000002000000.000000:000", year = 1);
  INVALID_WITH("00000002000000.000000:000", unknown = MI_UNKNOWN_UTC);
}

static void printing_stays_in_bounds_whatever_the_fields_hold(void) {
  mi_datetime datetime;
  char text[MI_DATETIME_ISO_LENGTH];
  bool exact;
  for (int interval = 0; interval < 2; interval++) {
    memset(&datetime, 0xFF, sizeof datetime);
    datetime.interval = interval != 0;
    datetime.utc = INT16_MIN;
    CHECK_INT(strlen(print(&datetime)), MI_DATETIME_LENGTH);
    datetime.unknown = 0;
    CHECK_INT(strlen(print(&datetime)), MI_DATETIME_LENGTH);
    CHECK(mi_datetime_print_iso(text, &datetime, &exact) < sizeof text);
  }
}

int main(void) {
  RUN(a_point_in_time_has_its_fields);
  RUN(an_interval_has_its_fields);
  RUN(unknown_fields_stay_unknown);
  RUN(the_ends_of_the_calendar_are_valid);
  RUN(dates_that_are_not_in_the_calendar_are_refused);
  RUN(texts_that_are_neither_form_are_refused);
  RUN(any_beginning_of_a_text_is_read_within_its_length);
  RUN(a_failed_parse_leaves_the_value_as_it_was);
  RUN(iso_points_are_read);
  RUN(an_offset_that_is_missing_is_unknown);
  RUN(a_date_alone_has_no_known_time);
  RUN(a_time_alone_has_no_known_date);
  RUN(iso_intervals_are_read);
  RUN(iso_forms_are_written_short);
  RUN(points_count_from_1970_in_utc);
  RUN(intervals_count_their_length);
  RUN(unknown_fields_count_as_their_lowest_value);
  RUN(every_day_goes_to_the_epoch_and_back);
  RUN(a_point_is_shown_at_the_offset_asked_for);
  RUN(moments_outside_of_the_calendar_are_refused);
  RUN(the_same_moment_is_equal_at_every_offset);
  RUN(a_point_and_an_interval_do_not_compare);
  RUN(fields_out_of_range_are_invalid);
  RUN(printing_stays_in_bounds_whatever_the_fields_hold);
  return check_done();
}
