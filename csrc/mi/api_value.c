#include "mi/api.h"

#include <string.h>

#include "base/text.h"

/*  type, C type, member of mi_value.as, the type that the member is set through */
#define NUMBERS(X)                          \
  X(BOOLEAN, MI_Boolean, boolean, bool)     \
  X(UINT8, MI_Uint8, natural, uint64_t)     \
  X(SINT8, MI_Sint8, integer, int64_t)      \
  X(UINT16, MI_Uint16, natural, uint64_t)   \
  X(SINT16, MI_Sint16, integer, int64_t)    \
  X(UINT32, MI_Uint32, natural, uint64_t)   \
  X(SINT32, MI_Sint32, integer, int64_t)    \
  X(UINT64, MI_Uint64, natural, uint64_t)   \
  X(SINT64, MI_Sint64, integer, int64_t)    \
  X(REAL32, MI_Real32, real, double)        \
  X(REAL64, MI_Real64, real, double)        \
  X(CHAR16, MI_Char16, natural, uint64_t)

/* The bytes of a scalar in memory. */
static const size_t sizes[] = {
#define X(name, c_type, member, wide) [MI_TYPE_##name] = sizeof(c_type),
    NUMBERS(X)
#undef X
    [MI_TYPE_DATETIME] = sizeof(MI_Datetime),
    [MI_TYPE_STRING] = sizeof(MI_Char *),
    [MI_TYPE_REFERENCE] = sizeof(MI_Instance *),
    [MI_TYPE_INSTANCE] = sizeof(MI_Instance *),
};

MI_Result mi_api_result(mi_result result) { return (MI_Result)mi_result_public(result); }

bool mi_api_type_is_valid(MI_Type type) { return (unsigned)type <= MI_INSTANCEA; }

/* ---- showing --------------------------------------------------------------------------------- */

static void show_interval(MI_Interval *out, const mi_datetime *interval) {
  out->days = interval->days;
  out->hours = interval->hour;
  out->minutes = interval->minute;
  out->seconds = interval->second;
  out->microseconds = interval->microseconds;
}

static void show_timestamp(MI_Timestamp *out, const mi_datetime *time) {
  out->year = time->year;
  out->month = time->month;
  out->day = time->day;
  out->hour = time->hour;
  out->minute = time->minute;
  out->second = time->second;
  out->microseconds = time->microseconds;
  out->utc = time->utc;
}

static void show_datetime(MI_Datetime *out, const mi_datetime *datetime) {
  memset(out, 0, sizeof *out);
  out->isTimestamp = !datetime->interval;
  if (datetime->interval) {
    show_interval(&out->u.interval, datetime);
  } else {
    show_timestamp(&out->u.timestamp, datetime);
  }
  if (datetime->unknown == 0) return;
  out->u.unknown.fields = MI_DATETIME_UNKNOWN_GIVEN | datetime->unknown;
}

static mi_result show_part(void *at, const mi_value *value, mi_arena *arena) {
  MI_Instance *part = mi_arena_alloc(arena, sizeof *part);
  if (part == NULL) return MI_E_OUT_OF_MEMORY;
  if (value->type == MI_TYPE_REFERENCE) {
    mi_api_instance_show_path(part, value->as.reference, arena);
  } else {
    mi_api_instance_show(part, value->as.instance, arena);
  }
  memcpy(at, &part, sizeof part);
  return MI_OK;
}

static mi_result show_scalar(void *at, const mi_value *value, mi_arena *arena) {
  if (value->null) return MI_OK; /* the place is zeroed */
  switch (value->type) {
#define X(name, c_type, member, wide)             \
  case MI_TYPE_##name: {                          \
    c_type shown = (c_type)value->as.member;      \
    memcpy(at, &shown, sizeof shown);             \
    return MI_OK;                                 \
  }
    NUMBERS(X)
#undef X
    case MI_TYPE_DATETIME:
      show_datetime(at, value->as.datetime);
      return MI_OK;
    case MI_TYPE_STRING:
      memcpy(at, &value->as.text, sizeof value->as.text);
      return MI_OK;
    default:
      return show_part(at, value, arena);
  }
}

mi_result mi_api_show_value(MI_Value *out, const mi_value *value, mi_arena *arena) {
  memset(out, 0, sizeof *out);
  if (value->null) return MI_OK;
  if (!mi_type_is_array(value->type)) return show_scalar(out, value, arena);
  size_t size = sizes[mi_type_element(value->type)];
  char *data = mi_arena_alloc_zero(arena, size * value->length);
  if (data == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < value->length; i++) {
    mi_result result = show_scalar(data + i * size, &value->as.elements[i], arena);
    if (result != MI_OK) return result;
  }
  out->array.data = data;
  out->array.size = value->length;
  return MI_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool fits(uint32_t number, uint32_t most) { return number <= most; }

static bool read_timestamp(mi_datetime *out, const MI_Timestamp *time) {
  bool good = fits(time->year, 9999) && fits(time->month, 12) && fits(time->day, 31) &&
              fits(time->hour, 59) && fits(time->minute, 59) && fits(time->second, 60) &&
              time->utc > -1000 && time->utc < 1000;
  if (!good) return false;
  out->year = (uint16_t)time->year;
  out->month = (uint8_t)time->month;
  out->day = (uint8_t)time->day;
  out->hour = (uint8_t)time->hour;
  out->minute = (uint8_t)time->minute;
  out->second = (uint8_t)time->second;
  out->microseconds = time->microseconds;
  out->utc = (int16_t)time->utc;
  return true;
}

static bool read_interval(mi_datetime *out, const MI_Interval *time) {
  if (!fits(time->hours, 59) || !fits(time->minutes, 59) || !fits(time->seconds, 60)) return false;
  out->interval = true;
  out->days = time->days;
  out->hour = (uint8_t)time->hours;
  out->minute = (uint8_t)time->minutes;
  out->second = (uint8_t)time->seconds;
  out->microseconds = time->microseconds;
  return true;
}

/* Without the mark, it was left as it was by a program that does not know of it. */
static bool is_given(MI_Uint32 unknown) {
  return (unknown & ~(MI_Uint32)UINT16_MAX) == MI_DATETIME_UNKNOWN_GIVEN;
}

static mi_result read_datetime(mi_value *out, const void *at, mi_arena *arena) {
  MI_Datetime shown;
  memcpy(&shown, at, sizeof shown);
  mi_datetime *datetime = mi_arena_alloc_zero(arena, sizeof *datetime);
  if (datetime == NULL) return MI_E_OUT_OF_MEMORY;
  bool good = shown.isTimestamp ? read_timestamp(datetime, &shown.u.timestamp)
                                : read_interval(datetime, &shown.u.interval);
  if (is_given(shown.u.unknown.fields)) datetime->unknown = (uint16_t)shown.u.unknown.fields;
  if (!good || !mi_datetime_is_valid(datetime)) return MI_E_INVALID_PARAMETER;
  *out = mi_value_datetime(datetime);
  return MI_OK;
}

static mi_result read_text(mi_value *out, const void *at, mi_arena *arena) {
  const char *text;
  memcpy(&text, at, sizeof text);
  if (text == NULL) return MI_OK;
  size_t length = strlen(text);
  if (length > UINT32_MAX || mi_text_utf8_prefix(text, length) != length) {
    return MI_E_INVALID_PARAMETER;
  }
  text = mi_arena_text(arena, text, length);
  if (text == NULL) return MI_E_OUT_OF_MEMORY;
  *out = mi_value_text(text, length);
  return MI_OK;
}

static mi_result read_part(mi_value *out, mi_type type, const void *at, mi_arena *arena,
                           mi_keep *keep) {
  MI_Instance *part;
  mi_value value;
  memcpy(&part, at, sizeof part);
  if (part == NULL) return MI_OK;
  mi_result result;
  if (type == MI_TYPE_REFERENCE) {
    const mi_path *path = NULL;
    result = mi_api_instance_path(&path, part, arena, NULL);
    value = mi_value_reference(path);
  } else {
    const mi_instance *instance = NULL;
    result = mi_api_instance_seal(&instance, part, false, arena, keep, NULL);
    value = mi_value_instance(instance);
  }
  /* What was sealed borrows from the part, which the caller may delete. */
  return result == MI_OK ? mi_value_copy(out, &value, arena) : result;
}

static mi_result read_scalar(mi_value *out, mi_type type, const void *at, mi_arena *arena,
                             mi_keep *keep) {
  *out = mi_value_null(type);
  switch (type) {
#define X(name, c_type, member, wide) \
  case MI_TYPE_##name: {              \
    c_type shown;                     \
    memcpy(&shown, at, sizeof shown); \
    out->null = false;                \
    out->as.member = (wide)shown;     \
    return MI_OK;                     \
  }
    NUMBERS(X)
#undef X
    case MI_TYPE_DATETIME:
      return read_datetime(out, at, arena);
    case MI_TYPE_STRING:
      return read_text(out, at, arena);
    default:
      return read_part(out, type, at, arena, keep);
  }
}

static mi_result read_array(mi_value *out, mi_type type, const MI_Array *array, mi_arena *arena,
                            mi_keep *keep) {
  size_t size = sizes[type];
  size_t count = array->size;
  if (count > 0 && array->data == NULL) return MI_E_INVALID_PARAMETER;
  if (count > SIZE_MAX / sizeof(mi_value)) return MI_E_LIMIT;
  mi_value *elements = mi_arena_alloc(arena, count * sizeof *elements);
  if (elements == NULL) return MI_E_OUT_OF_MEMORY;
  for (size_t i = 0; i < count; i++) {
    const char *at = (const char *)array->data + i * size;
    mi_result result = read_scalar(&elements[i], type, at, arena, keep);
    if (result != MI_OK) return result;
  }
  *out = mi_value_array(type, elements, count);
  return MI_OK;
}

mi_result mi_api_read_value(mi_value *out, MI_Type type, const MI_Value *value, mi_arena *arena,
                            mi_keep *keep) {
  if (!mi_api_type_is_valid(type)) return MI_E_INVALID_PARAMETER;
  *out = mi_value_null((mi_type)type);
  if (value == NULL) return MI_OK;
  mi_type element = mi_type_element((mi_type)type);
  if (mi_type_is_array((mi_type)type)) return read_array(out, element, &value->array, arena, keep);
  return read_scalar(out, element, value, arena, keep);
}
