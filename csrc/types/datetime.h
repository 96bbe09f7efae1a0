/* CIM datetimes and intervals (DSP0004 5.2.4), with unknown fields.
 *
 * The text form has 25 characters: yyyymmddhhmmss.mmmmmmsutc for a point in time,
 * ddddddddhhmmss.mmmmmm:000 for an interval; '*' stands for what is not known: whole
 * fields, or the last digits of the microseconds. ISO 8601 forms, as XML has them, are
 * read as well. Plain values, nothing to free. Includes base only. */
#ifndef MI_TYPES_DATETIME_H
#define MI_TYPES_DATETIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

enum { /* bits of mi_datetime.unknown */
  MI_UNKNOWN_YEAR = 1,
  MI_UNKNOWN_MONTH = 2,
  MI_UNKNOWN_DAY = 4, /* the days of an interval as well */
  MI_UNKNOWN_HOUR = 8,
  MI_UNKNOWN_MINUTE = 16,
  MI_UNKNOWN_SECOND = 32,
  MI_UNKNOWN_UTC = 64,
  MI_UNKNOWN_MICROSECONDS = 128, /* times the number of unknown last digits, 0 to 6 */
};

typedef struct mi_datetime {
  bool interval;
  uint16_t year;
  uint8_t month, day; /* 1 to 12, 1 to 31 */
  uint32_t days;      /* of an interval, up to 99999999 */
  uint8_t hour, minute, second;
  uint32_t microseconds;
  int16_t utc;      /* minutes east of Greenwich */
  uint16_t unknown; /* fields not known are 0 */
} mi_datetime;

#define MI_DATETIME_LENGTH 25

/* Reads the 25-character form, or ISO 8601 (`2013-04-15T20:04:47.892798Z`, date only,
 * `P1DT2H`, years and months refused). MI_E_SYNTAX: it is neither. */
mi_result mi_datetime_parse(mi_datetime *out, const char *text, size_t length);
/* Writes 25 characters and a NUL. */
void mi_datetime_print(char out[MI_DATETIME_LENGTH + 1], const mi_datetime *datetime);
/* XML schema form: 2013-04-15T20:04:47.892798Z or P1DT2H3M4.5S; returns its length. false in
 * *exact when fields are unknown (they are then written as zero, or one). */
#define MI_DATETIME_ISO_LENGTH 40
size_t mi_datetime_print_iso(char out[MI_DATETIME_ISO_LENGTH], const mi_datetime *datetime,
                             bool *exact);
bool mi_datetime_is_valid(const mi_datetime *datetime);
/* Microseconds since 1970 UTC of a point in time, or the length of an interval, which are valid.
 * Unknown fields count as their lowest value. */
int64_t mi_datetime_microseconds(const mi_datetime *datetime);
/* The point in time at `microseconds` since 1970 UTC, shown at the offset `utc`;
 * MI_E_TYPE_MISMATCH: no such year. */
mi_result mi_datetime_from_epoch(mi_datetime *out, int64_t microseconds, int16_t utc);
mi_result mi_datetime_from_interval(mi_datetime *out, int64_t microseconds);
/* <0, 0, >0; a point in time and an interval do not compare: *comparable is false. */
int mi_datetime_compare(const mi_datetime *a, const mi_datetime *b, bool *comparable);

#endif
