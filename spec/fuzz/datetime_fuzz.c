/* Any bytes as a datetime: what is read is valid, and survives every way of writing it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "types/datetime.h"

#define MUST(fact) \
  do {             \
    if (!(fact)) abort(); \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const mi_datetime *a, const mi_datetime *b) {
  return a->interval == b->interval && a->year == b->year && a->month == b->month &&
         a->day == b->day && a->days == b->days && a->hour == b->hour && a->minute == b->minute &&
         a->second == b->second && a->microseconds == b->microseconds && a->utc == b->utc &&
         a->unknown == b->unknown;
}

static void reads_back_from_the_cim_form(const mi_datetime *datetime) {
  char text[MI_DATETIME_LENGTH + 1];
  mi_datetime again;
  mi_datetime_print(text, datetime);
  MUST(strlen(text) == MI_DATETIME_LENGTH);
  MUST(mi_datetime_parse(&again, text, MI_DATETIME_LENGTH) == MI_OK);
  MUST(same(datetime, &again));
}

static void reads_back_from_the_iso_form(const mi_datetime *datetime) {
  char text[MI_DATETIME_ISO_LENGTH];
  bool exact, comparable;
  mi_datetime again;
  size_t length = mi_datetime_print_iso(text, datetime, &exact);
  MUST(length == strlen(text) && length < sizeof text);
  MUST(exact == (datetime->unknown == 0));
  MUST(mi_datetime_parse(&again, text, length) == MI_OK);
  if (exact) MUST(same(datetime, &again));
  MUST(mi_datetime_compare(datetime, &again, &comparable) == 0 && comparable);
}

static void counts_to_the_epoch_and_back(const mi_datetime *datetime) {
  int64_t microseconds = mi_datetime_microseconds(datetime);
  mi_datetime again;
  if (datetime->interval) {
    MUST(mi_datetime_from_interval(&again, microseconds) == MI_OK);
  } else {
    MUST(mi_datetime_from_epoch(&again, microseconds, datetime->utc) == MI_OK);
  }
  MUST(mi_datetime_is_valid(&again));
  MUST(mi_datetime_microseconds(&again) == microseconds);
  if (datetime->unknown == 0) MUST(same(datetime, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  mi_datetime datetime;
  bool comparable;
  int64_t microseconds = 0;
  if (size >= sizeof microseconds) {
    memcpy(&microseconds, data, sizeof microseconds);
    if (mi_datetime_from_epoch(&datetime, microseconds, (int16_t)(data[0] * 8 - 1020)) == MI_OK) {
      MUST(mi_datetime_microseconds(&datetime) == microseconds);
      reads_back_from_the_cim_form(&datetime);
    }
    if (mi_datetime_from_interval(&datetime, microseconds) == MI_OK) {
      MUST(mi_datetime_microseconds(&datetime) == microseconds);
      reads_back_from_the_iso_form(&datetime);
    }
  }
  if (mi_datetime_parse(&datetime, (const char *)data, size) != MI_OK) return 0;
  MUST(mi_datetime_is_valid(&datetime));
  MUST(mi_datetime_compare(&datetime, &datetime, &comparable) == 0 && comparable);
  reads_back_from_the_cim_form(&datetime);
  reads_back_from_the_iso_form(&datetime);
  counts_to_the_epoch_and_back(&datetime);
  return 0;
}
