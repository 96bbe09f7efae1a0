#include "types/datetime.h"

#include <string.h>

/* Choices where DSP0004 leaves room: years 0000 to 9999 in the Gregorian calendar, seconds 0 to 59
 * (a leap second is refused, not bent), offsets up to 999 minutes, any field unknown by itself. */
#define MICROSECONDS_PER_SECOND INT64_C(1000000)
#define MICROSECONDS_PER_MINUTE (60 * MICROSECONDS_PER_SECOND)
#define MICROSECONDS_PER_HOUR (60 * MICROSECONDS_PER_MINUTE)
#define MICROSECONDS_PER_DAY (24 * MICROSECONDS_PER_HOUR)
#define MOST_DAYS 99999999
#define LONGEST_INTERVAL ((MOST_DAYS + 1) * MICROSECONDS_PER_DAY - 1)
#define MOST_UTC 999
#define MOST_YEAR 9999
#define EPOCH_DAY INT64_C(719528) /* days from 0000-01-01 to 1970-01-01 */
#define FRACTION_DIGITS 6
#define MOST_FRACTION_DIGITS 9

/* The calendar */

/* Days from 0000-01-01, which is in a leap year, to the first day of the year. */
static int64_t days_before_year(int64_t year) {
  return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

static bool is_leap_year(int64_t year) {
  return days_before_year(year + 1) - days_before_year(year) == 366;
}

static unsigned days_in_month(unsigned month, bool leap) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* Days since 1970-01-01. */
static int64_t day_number(int64_t year, unsigned month, unsigned day) {
  int64_t days = days_before_year(year) - EPOCH_DAY + day - 1;
  for (unsigned earlier = 1; earlier < month; earlier++) {
    days += days_in_month(earlier, is_leap_year(year));
  }
  return days;
}

/* `days` since 0000-01-01. */
static void set_date(mi_datetime *out, int64_t days) {
  int64_t year = days * 400 / days_before_year(400);
  while (days_before_year(year) > days) year--;
  while (days_before_year(year + 1) <= days) year++;
  unsigned rest = (unsigned)(days - days_before_year(year)), month = 1;
  while (rest >= days_in_month(month, is_leap_year(year))) {
    rest -= days_in_month(month++, is_leap_year(year));
  }
  out->year = (uint16_t)year;
  out->month = (uint8_t)month;
  out->day = (uint8_t)(rest + 1);
}

/* `microseconds` within a day. */
static void set_time(mi_datetime *out, int64_t microseconds) {
  out->hour = (uint8_t)(microseconds / MICROSECONDS_PER_HOUR);
  out->minute = (uint8_t)(microseconds / MICROSECONDS_PER_MINUTE % 60);
  out->second = (uint8_t)(microseconds / MICROSECONDS_PER_SECOND % 60);
  out->microseconds = (uint32_t)(microseconds % MICROSECONDS_PER_SECOND);
}

mi_result mi_datetime_from_epoch(mi_datetime *out, int64_t microseconds, int16_t utc) {
  const int64_t farthest = (MOST_YEAR + 1) * 366 * MICROSECONDS_PER_DAY;
  if (microseconds < -farthest || microseconds > farthest) return MI_E_TYPE_MISMATCH;
  if (utc < -MOST_UTC || utc > MOST_UTC) return MI_E_TYPE_MISMATCH;
  int64_t local = microseconds + utc * MICROSECONDS_PER_MINUTE + EPOCH_DAY * MICROSECONDS_PER_DAY;
  if (local < 0 || local >= days_before_year(MOST_YEAR + 1) * MICROSECONDS_PER_DAY) {
    return MI_E_TYPE_MISMATCH;
  }
  memset(out, 0, sizeof *out);
  out->utc = utc;
  set_date(out, local / MICROSECONDS_PER_DAY);
  set_time(out, local % MICROSECONDS_PER_DAY);
  return MI_OK;
}

mi_result mi_datetime_from_interval(mi_datetime *out, int64_t microseconds) {
  if (microseconds < 0 || microseconds > LONGEST_INTERVAL) return MI_E_TYPE_MISMATCH;
  memset(out, 0, sizeof *out);
  out->interval = true;
  out->days = (uint32_t)(microseconds / MICROSECONDS_PER_DAY);
  set_time(out, microseconds % MICROSECONDS_PER_DAY);
  return MI_OK;
}

int64_t mi_datetime_microseconds(const mi_datetime *datetime) {
  int64_t time = datetime->hour * MICROSECONDS_PER_HOUR +
                 datetime->minute * MICROSECONDS_PER_MINUTE +
                 datetime->second * MICROSECONDS_PER_SECOND + datetime->microseconds;
  if (datetime->interval) return datetime->days * MICROSECONDS_PER_DAY + time;
  unsigned month = datetime->month >= 1 && datetime->month <= 12 ? datetime->month : 1;
  unsigned day = datetime->day != 0 ? datetime->day : 1;
  return day_number(datetime->year, month, day) * MICROSECONDS_PER_DAY + time -
         datetime->utc * MICROSECONDS_PER_MINUTE;
}

int mi_datetime_compare(const mi_datetime *a, const mi_datetime *b, bool *comparable) {
  *comparable = a->interval == b->interval;
  if (!*comparable) return a->interval ? 1 : -1;
  int64_t first = mi_datetime_microseconds(a), second = mi_datetime_microseconds(b);
  return (first > second) - (first < second);
}

/* Validity */

static unsigned unknown_digits(const mi_datetime *datetime) {
  return datetime->unknown / MI_UNKNOWN_MICROSECONDS;
}

/* 10 to the number of unknown digits. */
static uint32_t unknown_unit(unsigned digits) {
  uint32_t unit = 1;
  while (digits-- > 0) unit *= 10;
  return unit;
}

/* A field that is not known is 0. */
static bool is_field(const mi_datetime *datetime, unsigned bit, unsigned value, unsigned least,
                     unsigned most) {
  if (datetime->unknown & bit) return value == 0;
  return value >= least && value <= most;
}

static bool is_time(const mi_datetime *datetime) {
  unsigned digits = unknown_digits(datetime);
  return is_field(datetime, MI_UNKNOWN_HOUR, datetime->hour, 0, 23) &&
         is_field(datetime, MI_UNKNOWN_MINUTE, datetime->minute, 0, 59) &&
         is_field(datetime, MI_UNKNOWN_SECOND, datetime->second, 0, 59) &&
         datetime->microseconds < MICROSECONDS_PER_SECOND && digits <= FRACTION_DIGITS &&
         datetime->microseconds % unknown_unit(digits) == 0;
}

static bool is_date(const mi_datetime *datetime) {
  unsigned unknown = datetime->unknown;
  unsigned days = 31;
  if (!is_field(datetime, MI_UNKNOWN_YEAR, datetime->year, 0, MOST_YEAR)) return false;
  if (!is_field(datetime, MI_UNKNOWN_MONTH, datetime->month, 1, 12)) return false;
  if (!(unknown & MI_UNKNOWN_MONTH)) {
    bool leap = (unknown & MI_UNKNOWN_YEAR) || is_leap_year(datetime->year);
    days = days_in_month(datetime->month, leap);
  }
  return is_field(datetime, MI_UNKNOWN_DAY, datetime->day, 1, days);
}

static bool is_offset(const mi_datetime *datetime) {
  if (datetime->unknown & MI_UNKNOWN_UTC) return datetime->utc == 0;
  return datetime->utc >= -MOST_UTC && datetime->utc <= MOST_UTC;
}

bool mi_datetime_is_valid(const mi_datetime *datetime) {
  if (!is_time(datetime)) return false;
  if (!datetime->interval) return datetime->days == 0 && is_date(datetime) && is_offset(datetime);
  if (datetime->unknown & (MI_UNKNOWN_YEAR | MI_UNKNOWN_MONTH | MI_UNKNOWN_UTC)) return false;
  if (datetime->year != 0 || datetime->month != 0 || datetime->day != 0) return false;
  return datetime->utc == 0 && is_field(datetime, MI_UNKNOWN_DAY, datetime->days, 0, MOST_DAYS);
}

/* Reading */

/* What is left of the text. */
typedef struct cursor {
  const char *at;
  const char *end;
} cursor;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool take_char(cursor *text, char c) {
  if (text->at == text->end || *text->at != c) return false;
  text->at++;
  return true;
}

/* Exactly `width` digits. */
static bool take_digits(cursor *text, unsigned width, uint32_t *number) {
  if ((size_t)(text->end - text->at) < width) return false;
  uint32_t read = 0;
  for (unsigned i = 0; i < width; i++) {
    if (!is_digit(text->at[i])) return false;
    read = read * 10 + (uint32_t)(text->at[i] - '0');
  }
  text->at += width;
  *number = read;
  return true;
}

static bool take_stars(cursor *text, unsigned width) {
  cursor rest = *text;
  while (width > 0 && take_char(&rest, '*')) width--;
  if (width > 0) return false;
  *text = rest;
  return true;
}

/* A field of the CIM form: digits, or as many stars. */
static bool take_field(cursor *text, mi_datetime *out, unsigned bit, unsigned width,
                       uint32_t *number) {
  *number = 0;
  if (take_digits(text, width, number)) return true;
  if (!take_stars(text, width)) return false;
  out->unknown |= (uint16_t)bit;
  return true;
}

static bool take_cim_time(cursor *text, mi_datetime *out) {
  uint32_t hour, minute, second;
  if (!take_field(text, out, MI_UNKNOWN_HOUR, 2, &hour) ||
      !take_field(text, out, MI_UNKNOWN_MINUTE, 2, &minute) ||
      !take_field(text, out, MI_UNKNOWN_SECOND, 2, &second) || !take_char(text, '.')) {
    return false;
  }
  out->hour = (uint8_t)hour;
  out->minute = (uint8_t)minute;
  out->second = (uint8_t)second;
  unsigned known = 0;
  while (known < FRACTION_DIGITS && text->at + known < text->end && is_digit(text->at[known])) {
    known++;
  }
  unsigned digits = FRACTION_DIGITS - known;
  if (!take_digits(text, known, &out->microseconds) || !take_stars(text, digits)) return false;
  out->microseconds *= unknown_unit(digits);
  out->unknown |= (uint16_t)(digits * MI_UNKNOWN_MICROSECONDS);
  return true;
}

static bool read_cim_interval(cursor text, mi_datetime *out) {
  uint32_t zero;
  out->interval = true;
  return take_field(&text, out, MI_UNKNOWN_DAY, 8, &out->days) && take_cim_time(&text, out) &&
         take_char(&text, ':') && take_digits(&text, 3, &zero) && zero == 0;
}

static bool read_cim_point(cursor text, mi_datetime *out) {
  uint32_t year, month, day, utc;
  if (!take_field(&text, out, MI_UNKNOWN_YEAR, 4, &year) ||
      !take_field(&text, out, MI_UNKNOWN_MONTH, 2, &month) ||
      !take_field(&text, out, MI_UNKNOWN_DAY, 2, &day) || !take_cim_time(&text, out)) {
    return false;
  }
  out->year = (uint16_t)year;
  out->month = (uint8_t)month;
  out->day = (uint8_t)day;
  bool west = take_char(&text, '-');
  if (!west && !take_char(&text, '+')) return false;
  if (!take_field(&text, out, MI_UNKNOWN_UTC, 3, &utc)) return false;
  out->utc = (int16_t)(west ? -(int)utc : (int)utc);
  return true;
}

/* ".892798123", cut after the microseconds; true where there is none. */
static bool take_fraction(cursor *text, uint32_t *microseconds) {
  *microseconds = 0;
  if (!take_char(text, '.')) return true;
  unsigned digits = 0;
  for (; text->at < text->end && is_digit(*text->at); text->at++, digits++) {
    if (digits < FRACTION_DIGITS) *microseconds = *microseconds * 10 + (uint32_t)(*text->at - '0');
  }
  if (digits < FRACTION_DIGITS) *microseconds *= unknown_unit(FRACTION_DIGITS - digits);
  return digits > 0 && digits <= MOST_FRACTION_DIGITS;
}

/* The rest of the text: "Z", "+13:50", or nothing, and then the offset is not known. */
static bool read_offset(cursor *text, mi_datetime *out) {
  uint32_t hours, minutes;
  if (text->at == text->end) {
    out->unknown |= MI_UNKNOWN_UTC;
    return true;
  }
  if (take_char(text, 'Z')) return text->at == text->end;
  bool west = take_char(text, '-');
  if (!west && !take_char(text, '+')) return false;
  if (!take_digits(text, 2, &hours) || !take_char(text, ':') || !take_digits(text, 2, &minutes)) {
    return false;
  }
  int utc = (int)(hours * 60 + minutes);
  out->utc = (int16_t)(west ? -utc : utc);
  return minutes < 60 && text->at == text->end;
}

static bool take_iso_date(cursor *text, mi_datetime *out) {
  uint32_t year, month, day;
  if (!take_digits(text, 4, &year) || !take_char(text, '-') || !take_digits(text, 2, &month) ||
      !take_char(text, '-') || !take_digits(text, 2, &day)) {
    return false;
  }
  out->year = (uint16_t)year;
  out->month = (uint8_t)month;
  out->day = (uint8_t)day;
  return true;
}

static bool take_iso_time(cursor *text, mi_datetime *out) {
  uint32_t hour, minute, second;
  if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute) ||
      !take_char(text, ':') || !take_digits(text, 2, &second)) {
    return false;
  }
  out->hour = (uint8_t)hour;
  out->minute = (uint8_t)minute;
  out->second = (uint8_t)second;
  return take_fraction(text, &out->microseconds);
}

/* A date alone has no known time, and a time alone no known date (xs:date and xs:time, DSP0230). */
static bool read_iso_point(cursor text, mi_datetime *out) {
  if (text.end - text.at > 2 && text.at[2] == ':') {
    out->unknown = MI_UNKNOWN_YEAR | MI_UNKNOWN_MONTH | MI_UNKNOWN_DAY;
    return take_iso_time(&text, out) && read_offset(&text, out);
  }
  if (!take_iso_date(&text, out)) return false;
  if (take_char(&text, 'T')) return take_iso_time(&text, out) && read_offset(&text, out);
  out->unknown = MI_UNKNOWN_HOUR | MI_UNKNOWN_MINUTE | MI_UNKNOWN_SECOND |
                 FRACTION_DIGITS * MI_UNKNOWN_MICROSECONDS;
  return read_offset(&text, out);
}

/* The parts of an ISO 8601 duration in their order. Years and months have no fixed length: only
 * none of them are allowed. */
typedef struct duration_part {
  char letter;
  bool time; /* stands behind the T */
  int64_t unit;
} duration_part;

static const duration_part duration_parts[] = {
    {'Y', false, 0},
    {'M', false, 0},
    {'W', false, 7 * MICROSECONDS_PER_DAY},
    {'D', false, MICROSECONDS_PER_DAY},
    {'H', true, MICROSECONDS_PER_HOUR},
    {'M', true, MICROSECONDS_PER_MINUTE},
    {'S', true, MICROSECONDS_PER_SECOND},
};

#define DURATION_PARTS (sizeof duration_parts / sizeof duration_parts[0])

/* Digits of any number, up to what fits an interval of seconds. */
static bool take_count(cursor *text, int64_t *count) {
  const char *start = text->at;
  *count = 0;
  for (; text->at < text->end && is_digit(*text->at); text->at++) {
    *count = *count * 10 + (*text->at - '0');
    if (*count > LONGEST_INTERVAL / MICROSECONDS_PER_SECOND) return false;
  }
  return text->at > start;
}

/* "4.5S": adds it to the total. `next` is the first part that may still come. */
static bool take_duration_part(cursor *text, bool time, size_t *next, int64_t *total) {
  int64_t count;
  uint32_t fraction;
  if (!take_count(text, &count)) return false;
  bool whole = text->at == text->end || *text->at != '.';
  if (!take_fraction(text, &fraction)) return false;
  for (size_t i = *next; i < DURATION_PARTS; i++) {
    const duration_part *part = &duration_parts[i];
    if (part->time != time || !take_char(text, part->letter)) continue;
    if (!whole && part->letter != 'S') return false;
    if (part->unit == 0 && count != 0) return false;
    if (part->unit != 0 && count > (LONGEST_INTERVAL - *total) / part->unit) return false;
    *total += count * part->unit;
    if (fraction > LONGEST_INTERVAL - *total) return false;
    *total += fraction;
    *next = i + 1;
    return true;
  }
  return false;
}

static bool read_iso_interval(cursor text, mi_datetime *out) {
  int64_t total = 0;
  size_t next = 0;
  bool time = false;
  if (!take_char(&text, 'P')) return false;
  do {
    if (!time) time = take_char(&text, 'T');
    if (!take_duration_part(&text, time, &next, &total)) return false;
  } while (text.at < text.end);
  return mi_datetime_from_interval(out, total) == MI_OK;
}

mi_result mi_datetime_parse(mi_datetime *out, const char *text, size_t length) {
  const cursor all = {text, text + length};
  mi_datetime read;
  memset(&read, 0, sizeof read);
  bool good;
  if (length > 0 && text[0] == 'P') {
    good = read_iso_interval(all, &read);
  } else if (length == MI_DATETIME_LENGTH && text[14] == '.') {
    good = text[21] == ':' ? read_cim_interval(all, &read) : read_cim_point(all, &read);
  } else {
    good = read_iso_point(all, &read);
  }
  if (!good || !mi_datetime_is_valid(&read)) return MI_E_SYNTAX;
  *out = read;
  return MI_OK;
}

/* Writing */

/* The last `width` digits of the number, so that nothing overflows whatever the fields hold. */
static char *put_digits(char *out, unsigned width, uint32_t number) {
  for (unsigned i = width; i > 0; i--) {
    out[i - 1] = (char)('0' + number % 10);
    number /= 10;
  }
  return out + width;
}

static char *put_field(char *out, const mi_datetime *datetime, unsigned bit, unsigned width,
                       uint32_t number) {
  if (!(datetime->unknown & bit)) return put_digits(out, width, number);
  memset(out, '*', width);
  return out + width;
}

static char *put_microseconds(char *out, const mi_datetime *datetime) {
  unsigned digits = unknown_digits(datetime);
  if (digits > FRACTION_DIGITS) digits = FRACTION_DIGITS;
  put_digits(out, FRACTION_DIGITS, datetime->microseconds);
  memset(out + FRACTION_DIGITS - digits, '*', digits);
  return out + FRACTION_DIGITS;
}

static uint32_t offset_size(const mi_datetime *datetime) {
  return (uint32_t)(datetime->utc < 0 ? -datetime->utc : datetime->utc);
}

void mi_datetime_print(char out[MI_DATETIME_LENGTH + 1], const mi_datetime *datetime) {
  char *at = out;
  if (datetime->interval) {
    at = put_field(at, datetime, MI_UNKNOWN_DAY, 8, datetime->days);
  } else {
    at = put_field(at, datetime, MI_UNKNOWN_YEAR, 4, datetime->year);
    at = put_field(at, datetime, MI_UNKNOWN_MONTH, 2, datetime->month);
    at = put_field(at, datetime, MI_UNKNOWN_DAY, 2, datetime->day);
  }
  at = put_field(at, datetime, MI_UNKNOWN_HOUR, 2, datetime->hour);
  at = put_field(at, datetime, MI_UNKNOWN_MINUTE, 2, datetime->minute);
  at = put_field(at, datetime, MI_UNKNOWN_SECOND, 2, datetime->second);
  *at++ = '.';
  at = put_microseconds(at, datetime);
  if (datetime->interval) {
    *at++ = ':';
    at = put_digits(at, 3, 0);
  } else {
    *at++ = datetime->utc < 0 ? '-' : '+';
    at = put_field(at, datetime, MI_UNKNOWN_UTC, 3, offset_size(datetime));
  }
  *at = '\0';
}

/* ".5": nothing for zero, and no zeros at the end. */
static char *put_fraction(char *out, uint32_t microseconds) {
  if (microseconds == 0) return out;
  *out++ = '.';
  char *end = put_digits(out, FRACTION_DIGITS, microseconds);
  while (end[-1] == '0') end--;
  return end;
}

/* An offset that is not known is left out, which says the same in ISO 8601. */
static char *put_offset(char *out, const mi_datetime *datetime) {
  if (datetime->unknown & MI_UNKNOWN_UTC) return out;
  if (datetime->utc == 0) {
    *out++ = 'Z';
    return out;
  }
  *out++ = datetime->utc < 0 ? '-' : '+';
  out = put_digits(out, 2, offset_size(datetime) / 60);
  *out++ = ':';
  return put_digits(out, 2, offset_size(datetime) % 60);
}

/* "12H" without leading zeros; nothing for zero. */
static char *put_duration_part(char *out, uint32_t number, char letter) {
  unsigned width = 1;
  if (number == 0) return out;
  for (uint32_t rest = number / 10; rest > 0; rest /= 10) width++;
  out = put_digits(out, width, number);
  *out++ = letter;
  return out;
}

static char *put_duration(char *out, const mi_datetime *datetime) {
  *out++ = 'P';
  out = put_duration_part(out, datetime->days, 'D');
  bool seconds = datetime->second != 0 || datetime->microseconds != 0;
  bool time = datetime->hour != 0 || datetime->minute != 0 || seconds;
  if (!time && datetime->days != 0) return out;
  *out++ = 'T';
  out = put_duration_part(out, datetime->hour, 'H');
  out = put_duration_part(out, datetime->minute, 'M');
  if (time && !seconds) return out;
  out = put_digits(out, datetime->second < 10 ? 1 : 2, datetime->second);
  out = put_fraction(out, datetime->microseconds);
  *out++ = 'S';
  return out;
}

static char *put_point(char *out, const mi_datetime *datetime) {
  out = put_digits(out, 4, datetime->year);
  *out++ = '-';
  out = put_digits(out, 2, datetime->month != 0 ? datetime->month : 1);
  *out++ = '-';
  out = put_digits(out, 2, datetime->day != 0 ? datetime->day : 1);
  *out++ = 'T';
  out = put_digits(out, 2, datetime->hour);
  *out++ = ':';
  out = put_digits(out, 2, datetime->minute);
  *out++ = ':';
  out = put_digits(out, 2, datetime->second);
  out = put_fraction(out, datetime->microseconds);
  return put_offset(out, datetime);
}

size_t mi_datetime_print_iso(char out[MI_DATETIME_ISO_LENGTH], const mi_datetime *datetime,
                             bool *exact) {
  char *end = datetime->interval ? put_duration(out, datetime) : put_point(out, datetime);
  *end = '\0';
  *exact = datetime->unknown == 0;
  return (size_t)(end - out);
}
