#include "lua/datetime.h"

#include <math.h>
#include <string.h>

#define DATETIME "mi.datetime"
#define INTERVAL "mi.interval"
#define SECOND 1000000

void mi_lua_push_datetime(lua_State *L, const mi_datetime *datetime) {
  char text[MI_DATETIME_LENGTH + 1];
  mi_datetime_print(text, datetime);
  const char *kind = datetime->interval ? INTERVAL : DATETIME;
  lua_createtable(L, 0, 1);
  lua_pushlstring(L, text, MI_DATETIME_LENGTH);
  lua_setfield(L, -2, "text");
  luaL_setmetatable(L, kind);
}

bool mi_lua_test_datetime(lua_State *L, int index, mi_datetime *out, mi_result *result) {
  if (!mi_lua_is(L, index, DATETIME) && !mi_lua_is(L, index, INTERVAL)) return false;
  mi_lua_raw_field(L, index, "text");
  size_t length = 0;
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
  *result = text == NULL ? MI_E_SYNTAX : mi_datetime_parse(out, text, length);
  lua_pop(L, 1);
  return true;
}

static mi_datetime check_datetime(lua_State *L, int index) {
  mi_datetime datetime;
  mi_result result = MI_OK;
  memset(&datetime, 0, sizeof datetime);
  if (lua_type(L, index) != LUA_TTABLE || !mi_lua_test_datetime(L, index, &datetime, &result)) {
    luaL_error(L, "a datetime or an interval was expected, not %s", luaL_typename(L, index));
  }
  if (result != MI_OK) luaL_error(L, "the text of the datetime is none any more");
  return datetime;
}

/* ---- fields ---- */

typedef struct field {
  const char *name;
  const char *other; /* as os.date has it; NULL: no other name */
  unsigned unknown;
  size_t offset;
  size_t size;
  double standard, lowest, highest;
} field;

#define FIELD(name, other, unknown, member, standard, lowest, highest)                 \
  {name, other, unknown, offsetof(mi_datetime, member), sizeof(((mi_datetime *)0)->member), \
   standard, lowest, highest}

static const field datetime_fields[] = {
    FIELD("year", NULL, MI_UNKNOWN_YEAR, year, -1, 0, 9999),
    FIELD("month", NULL, MI_UNKNOWN_MONTH, month, 1, 1, 12),
    FIELD("day", NULL, MI_UNKNOWN_DAY, day, 1, 1, 31),
    FIELD("hour", NULL, MI_UNKNOWN_HOUR, hour, 0, 0, 23),
    FIELD("minute", "min", MI_UNKNOWN_MINUTE, minute, 0, 0, 59),
    FIELD("second", "sec", MI_UNKNOWN_SECOND, second, 0, 0, 59),
    FIELD("microsecond", NULL, 6 * MI_UNKNOWN_MICROSECONDS, microseconds, 0, 0, 999999),
    FIELD("utc", NULL, MI_UNKNOWN_UTC, utc, 0, -999, 999),
    {NULL, NULL, 0, 0, 0, 0, 0, 0}};

static const field interval_fields[] = {
    FIELD("days", NULL, MI_UNKNOWN_DAY, days, 0, 0, 99999999),
    FIELD("hours", NULL, MI_UNKNOWN_HOUR, hour, 0, 0, 23),
    FIELD("minutes", NULL, MI_UNKNOWN_MINUTE, minute, 0, 0, 59),
    FIELD("seconds", NULL, MI_UNKNOWN_SECOND, second, 0, 0, 59),
    FIELD("microseconds", NULL, 6 * MI_UNKNOWN_MICROSECONDS, microseconds, 0, 0, 999999),
    {NULL, NULL, 0, 0, 0, 0, 0, 0}};

static long read_field(const field *f, const mi_datetime *datetime) {
  const char *at = (const char *)datetime + f->offset;
  if (f->unknown == MI_UNKNOWN_UTC) return datetime->utc;
  switch (f->size) {
    case 1: return *(const uint8_t *)at;
    case 2: return *(const uint16_t *)(const void *)at;
    default: return (long)*(const uint32_t *)(const void *)at;
  }
}

static void write_field(const field *f, mi_datetime *datetime, long number) {
  char *at = (char *)datetime + f->offset;
  if (f->unknown == MI_UNKNOWN_UTC) {
    datetime->utc = (int16_t)number;
    return;
  }
  switch (f->size) {
    case 1: *(uint8_t *)at = (uint8_t)number; break;
    case 2: *(uint16_t *)(void *)at = (uint16_t)number; break;
    default: *(uint32_t *)(void *)at = (uint32_t)number;
  }
}

static bool is_known(const field *f, const mi_datetime *datetime) {
  if (f->unknown >= MI_UNKNOWN_MICROSECONDS) {
    return datetime->unknown < MI_UNKNOWN_MICROSECONDS;
  }
  return (datetime->unknown & f->unknown) == 0;
}

static int epoch(lua_State *L) {
  mi_datetime datetime = check_datetime(L, 1);
  if (datetime.interval) return luaL_error(L, "an interval has no epoch: see :total()");
  lua_pushnumber(L, (lua_Number)mi_datetime_microseconds(&datetime) / SECOND);
  return 1;
}

static int total(lua_State *L) {
  mi_datetime datetime = check_datetime(L, 1);
  if (!datetime.interval) return luaL_error(L, "a point in time has no length: see :epoch()");
  lua_pushnumber(L, (lua_Number)mi_datetime_microseconds(&datetime) / SECOND);
  return 1;
}

static int index_datetime(lua_State *L) {
  mi_datetime datetime = check_datetime(L, 1);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  const field *f = datetime.interval ? interval_fields : datetime_fields;
  while (f->name != NULL && strcmp(f->name, name) != 0) f++;
  if (f->name != NULL && is_known(f, &datetime)) {
    lua_pushinteger(L, (lua_Integer)read_field(f, &datetime));
  } else if (!datetime.interval && strcmp(name, "epoch") == 0) {
    lua_pushcfunction(L, epoch);
  } else if (datetime.interval && strcmp(name, "total") == 0) {
    lua_pushcfunction(L, total);
  } else {
    lua_pushnil(L);
  }
  return 1;
}

/* ---- order ---- */

static int compare(lua_State *L) {
  mi_datetime a = check_datetime(L, 1), b = check_datetime(L, 2);
  bool comparable = false;
  int order = mi_datetime_compare(&a, &b, &comparable);
  if (!comparable) luaL_error(L, "a point in time and an interval do not compare");
  return order;
}

static int is_equal(lua_State *L) {
  mi_datetime a, b;
  mi_result first = MI_OK, second = MI_OK;
  bool comparable = false;
  bool both = mi_lua_test_datetime(L, 1, &a, &first) && mi_lua_test_datetime(L, 2, &b, &second);
  bool equal = both && first == MI_OK && second == MI_OK &&
               mi_datetime_compare(&a, &b, &comparable) == 0 && comparable;
  lua_pushboolean(L, equal && a.unknown == b.unknown);
  return 1;
}

static int is_less(lua_State *L) {
  lua_pushboolean(L, compare(L) < 0);
  return 1;
}

static int is_less_or_equal(lua_State *L) {
  lua_pushboolean(L, compare(L) <= 0);
  return 1;
}

static int to_text(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  mi_lua_raw_field(L, 1, "text");
  if (lua_type(L, -1) != LUA_TSTRING) lua_pushliteral(L, "mi.datetime: (no text)");
  return 1;
}

/* ---- mi.datetime(x) and mi.interval(x) ---- */

static void read_field_of_table(lua_State *L, const field *f, mi_datetime *out) {
  mi_lua_raw_field(L, 1, f->name);
  if (lua_isnil(L, -1) && f->other != NULL) mi_lua_raw_field(L, 1, f->other);
  double number = f->standard;
  if (lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "*") == 0) {
    out->unknown = (uint16_t)(out->unknown + f->unknown);
    lua_settop(L, 1);
    return;
  }
  if (lua_type(L, -1) == LUA_TNUMBER) {
    number = (double)lua_tonumber(L, -1);
  } else if (!lua_isnil(L, -1) || number < 0) {
    luaL_error(L, "field '%s': a number was expected, not %s", f->name, luaL_typename(L, -1));
  }
  if (!(number >= f->lowest && number <= f->highest) || floor(number) != number) {
    luaL_error(L, "field '%s': a whole number from %d to %d was expected", f->name,
               (int)f->lowest, (int)f->highest);
  }
  write_field(f, out, (long)number);
  lua_settop(L, 1);
}

static bool is_field_of(lua_State *L, int index, const field *fields) {
  const char *name = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";
  for (; fields->name != NULL; fields++) {
    if (strcmp(fields->name, name) == 0) return true;
    if (fields->other != NULL && strcmp(fields->other, name) == 0) return true;
  }
  return false;
}

static mi_result from_table(lua_State *L, bool interval, mi_datetime *out) {
  const field *fields = interval ? interval_fields : datetime_fields;
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
    /* What os.date("*t") has besides says nothing more. */
    if (is_field_of(L, -2, fields) || lua_type(L, -1) == LUA_TBOOLEAN) continue;
    lua_pushvalue(L, -2);
    const char *name = luaL_tolstring(L, -1, NULL);
    if (strcmp(name, "wday") == 0 || strcmp(name, "yday") == 0) {
      lua_pop(L, 2);
      continue;
    }
    luaL_error(L, "unknown field '%s'", name);
  }
  out->interval = interval;
  for (const field *f = fields; f->name != NULL; f++) read_field_of_table(L, f, out);
  return mi_datetime_is_valid(out) ? MI_OK : MI_E_SYNTAX;
}

static mi_result from_number(lua_State *L, bool interval, mi_datetime *out) {
  double microseconds = floor((double)lua_tonumber(L, 1) * SECOND + 0.5);
  if (!(microseconds > -9e18 && microseconds < 9e18)) return MI_E_TYPE_MISMATCH;
  return interval ? mi_datetime_from_interval(out, (int64_t)microseconds)
                  : mi_datetime_from_epoch(out, (int64_t)microseconds, 0);
}

static mi_result read_datetime(lua_State *L, bool interval, mi_datetime *out) {
  mi_result result = MI_E_TYPE_MISMATCH;
  size_t length = 0;
  switch (lua_type(L, 1)) {
    case LUA_TNUMBER: return from_number(L, interval, out);
    case LUA_TSTRING: {
      const char *text = lua_tolstring(L, 1, &length);
      return mi_datetime_parse(out, text, length);
    }
    case LUA_TTABLE:
      if (mi_lua_test_datetime(L, 1, out, &result)) return result;
      return from_table(L, interval, out);
    default: return MI_E_TYPE_MISMATCH;
  }
}

static int make(lua_State *L, bool interval) {
  mi_datetime datetime;
  memset(&datetime, 0, sizeof datetime);
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  const char *kind = interval ? "interval" : "datetime";
  if (read_datetime(L, interval, &datetime) != MI_OK || datetime.interval != interval) {
    lua_pushfstring(L, "%s is no %s",
                    lua_type(L, 1) == LUA_TTABLE ? "the table" : luaL_tolstring(L, 1, NULL), kind);
    return luaL_argerror(L, 1, lua_tostring(L, -1));
  }
  mi_lua_push_datetime(L, &datetime);
  return 1;
}

static int make_datetime(lua_State *L) { return make(L, false); }
static int make_interval(lua_State *L) { return make(L, true); }

static const luaL_Reg metamethods[] = {
    {"__index", index_datetime}, {"__eq", is_equal},      {"__lt", is_less},
    {"__le", is_less_or_equal},  {"__tostring", to_text}, {"__concat", mi_lua_concatenate},
    {NULL, NULL}};

static const luaL_Reg functions[] = {
    {"datetime", make_datetime}, {"interval", make_interval}, {NULL, NULL}};

void mi_lua_datetime_define(lua_State *L) {
  mi_lua_define_type(L, DATETIME, metamethods);
  mi_lua_define_type(L, INTERVAL, metamethods);
}

void mi_lua_datetime_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
