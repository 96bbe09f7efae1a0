#include "lua/number.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define NUMBER "mi.number"
#define INTERNED "mi.numbers" /* in the registry: text -> userdata, weak */
#define TWO_TO_53 9007199254740992.0
#define TWO_TO_63 9223372036854775808.0
#define TWO_TO_64 18446744073709551616.0

/* ---- making them ---- */

const mi_value *mi_lua_test_boxed(lua_State *L, int index) {
  return luaL_testudata(L, index, NUMBER);
}

static size_t number_text(char out[MI_TEXT_NUMBER], const mi_value *value) {
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_UNSIGNED: return mi_text_from_uint64(out, value->as.natural);
    case MI_STORAGE_SIGNED: return mi_text_from_sint64(out, value->as.integer);
    default: return mi_text_from_real(out, value->as.real, value->type == MI_TYPE_REAL32);
  }
}

/* The key has the type first: uint8 5 and uint16 5 are two objects. */
static void push_intern_key(lua_State *L, const mi_value *value) {
  char key[MI_TEXT_NUMBER + 1];
  key[0] = (char)('A' + value->type);
  lua_pushlstring(L, key, 1 + number_text(key + 1, value));
}

void mi_lua_push_boxed(lua_State *L, const mi_value *value) {
  mi_value number = *value;
  mi_lua_check_stack(L, 6, "numbers");
  lua_getfield(L, LUA_REGISTRYINDEX, INTERNED);
  push_intern_key(L, &number);
  lua_pushvalue(L, -1);
  lua_rawget(L, -3);
  if (mi_lua_test_boxed(L, -1) == NULL) {
    lua_pop(L, 1);
    mi_value *boxed = lua_newuserdata(L, sizeof *boxed);
    *boxed = number;
    luaL_setmetatable(L, NUMBER);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  lua_insert(L, -3);
  lua_pop(L, 2);
}

void mi_lua_push_integer(lua_State *L, const mi_value *value) {
  bool is_signed = mi_type_storage(value->type) == MI_STORAGE_SIGNED;
#if MI_LUA_INTEGERS
  if (is_signed) {
    lua_pushinteger(L, (lua_Integer)value->as.integer);
  } else if (value->as.natural <= (uint64_t)LUA_MAXINTEGER) {
    lua_pushinteger(L, (lua_Integer)value->as.natural);
  } else {
    mi_lua_push_boxed(L, value);
  }
#else
  const int64_t most = INT64_C(1) << 53;
  if (is_signed && value->as.integer >= -most && value->as.integer <= most) {
    lua_pushnumber(L, (lua_Number)value->as.integer);
  } else if (!is_signed && value->as.natural <= (uint64_t)most) {
    lua_pushnumber(L, (lua_Number)value->as.natural);
  } else {
    mi_lua_push_boxed(L, value);
  }
#endif
}

mi_value mi_lua_whole_number(mi_value value) {
  if (mi_type_storage(value.type) != MI_STORAGE_REAL) return value;
  double real = value.as.real;
  bool negative_zero = real == 0 && signbit(real);
  if (floor(real) != real || negative_zero) return value;
  if (real >= -TWO_TO_63 && real < TWO_TO_63) {
    return mi_value_signed(MI_TYPE_SINT64, (int64_t)real);
  }
  if (real > 0 && real < TWO_TO_64) return mi_value_unsigned(MI_TYPE_UINT64, (uint64_t)real);
  return value;
}

mi_value mi_lua_plain_number(lua_State *L, int index) {
#if MI_LUA_INTEGERS
  if (lua_isinteger(L, index)) {
    return mi_value_signed(MI_TYPE_SINT64, (int64_t)lua_tointeger(L, index));
  }
  return mi_value_real(MI_TYPE_REAL64, (double)lua_tonumber(L, index));
#else
  return mi_lua_whole_number(mi_value_real(MI_TYPE_REAL64, (double)lua_tonumber(L, index)));
#endif
}

/* ---- mi.uint8(x) and the others ---- */

static mi_result read_number(lua_State *L, int index, mi_type type, mi_value *out) {
  uint64_t block[16]; /* aligned; numbers need no memory, but a text to convert from may */
  mi_arena arena;
  mi_arena_init_block(&arena, block, sizeof block);
  const mi_value *boxed = mi_lua_test_boxed(L, index);
  if (boxed != NULL) return mi_value_convert(out, boxed, type, &arena, NULL);
  if (lua_type(L, index) == LUA_TSTRING) {
    size_t length = 0;
    const char *text = lua_tolstring(L, index, &length);
    return mi_value_parse(out, type, text, length, &arena, NULL);
  }
  if (lua_type(L, index) != LUA_TNUMBER) return MI_E_TYPE_MISMATCH;
  mi_value number = mi_lua_plain_number(L, index);
  if (mi_type_storage(type) != MI_STORAGE_REAL) number = mi_lua_whole_number(number);
  return mi_value_convert(out, &number, type, &arena, NULL);
}

static int make(lua_State *L, mi_type type) {
  mi_value value;
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (read_number(L, 1, type, &value) != MI_OK) {
    luaL_tolstring(L, 1, NULL);
    const char *word = mi_type_word(type);
    lua_pushfstring(L, "%s is no %s", lua_tostring(L, -1), word);
    return luaL_argerror(L, 1, lua_tostring(L, -1));
  }
  mi_lua_push_boxed(L, &value);
  return 1;
}

/*  name in Lua, type */
#define CONSTRUCTORS(X)                                                               \
  X(uint8, UINT8) X(uint16, UINT16) X(uint32, UINT32) X(uint64, UINT64)               \
  X(sint8, SINT8) X(sint16, SINT16) X(sint32, SINT32) X(sint64, SINT64)               \
  X(real32, REAL32) X(real64, REAL64) X(char16, CHAR16)

#define X(name, type) \
  static int make_##name(lua_State *L) { return make(L, MI_TYPE_##type); }
CONSTRUCTORS(X)
#undef X

static const luaL_Reg constructors[] = {
#define X(name, type) {#name, make_##name},
    CONSTRUCTORS(X)
#undef X
    {NULL, NULL}};

/* ---- as numbers ---- */

/* Sign and magnitude hold every integer of 64 bits and the steps between them. */
typedef struct number {
  bool real;
  double value; /* of a real */
  bool negative;
  uint64_t magnitude;
} number;

static number number_of(mi_value value) {
  number n = {false, 0, false, 0};
  value = mi_lua_whole_number(value);
  switch (mi_type_storage(value.type)) {
    case MI_STORAGE_REAL:
      n.real = true;
      n.value = value.as.real;
      break;
    case MI_STORAGE_SIGNED:
      n.negative = value.as.integer < 0;
      n.magnitude = n.negative ? 0 - (uint64_t)value.as.integer : (uint64_t)value.as.integer;
      break;
    default: n.magnitude = value.as.natural;
  }
  return n;
}

static number check_number(lua_State *L, int index) {
  const mi_value *boxed = mi_lua_test_boxed(L, index);
  if (boxed != NULL) return number_of(*boxed);
  if (lua_type(L, index) != LUA_TNUMBER) {
    luaL_error(L, "attempt to use a %s with a number", luaL_typename(L, index));
  }
  return number_of(mi_lua_plain_number(L, index));
}

static double as_double(number n) {
  if (n.real) return n.value;
  return n.negative ? -(double)n.magnitude : (double)n.magnitude;
}

static double exact_double(lua_State *L, number n) {
  if (!n.real && n.magnitude > (uint64_t)TWO_TO_53) {
    luaL_error(L, "the result is not exact: use :tonumber() where rounding is meant");
  }
  return as_double(n);
}

static int push_number(lua_State *L, number n) {
  if (n.real) {
    lua_pushnumber(L, (lua_Number)n.value);
    return 1;
  }
  if (n.negative && n.magnitude > (uint64_t)INT64_MAX + 1) {
    return luaL_error(L, "the result does not fit in 64 bits");
  }
  mi_value value = n.negative ? mi_value_signed(MI_TYPE_SINT64, (int64_t)(0 - n.magnitude))
                              : mi_value_unsigned(MI_TYPE_UINT64, n.magnitude);
  if (!n.negative && n.magnitude <= (uint64_t)INT64_MAX) {
    value = mi_value_signed(MI_TYPE_SINT64, (int64_t)n.magnitude);
  }
  mi_lua_push_integer(L, &value);
  return 1;
}

static int push_real(lua_State *L, double value) {
  lua_pushnumber(L, (lua_Number)value);
  return 1;
}

static int too_big(lua_State *L) { return luaL_error(L, "the result does not fit in 64 bits"); }

static int push_sum(lua_State *L, number a, number b) {
  if (a.real || b.real) return push_real(L, exact_double(L, a) + exact_double(L, b));
  number sum = {false, 0, a.negative, 0};
  if (a.negative == b.negative) {
    if (a.magnitude > UINT64_MAX - b.magnitude) return too_big(L);
    sum.magnitude = a.magnitude + b.magnitude;
  } else if (a.magnitude >= b.magnitude) {
    sum.magnitude = a.magnitude - b.magnitude;
  } else {
    sum.negative = b.negative;
    sum.magnitude = b.magnitude - a.magnitude;
  }
  if (sum.magnitude == 0) sum.negative = false;
  return push_number(L, sum);
}

static number negated(number n) {
  n.value = -n.value;
  n.negative = !n.negative && n.magnitude != 0;
  return n;
}

static int add(lua_State *L) { return push_sum(L, check_number(L, 1), check_number(L, 2)); }

static int subtract(lua_State *L) {
  return push_sum(L, check_number(L, 1), negated(check_number(L, 2)));
}

static int negate(lua_State *L) { return push_number(L, negated(check_number(L, 1))); }

static int multiply(lua_State *L) {
  number a = check_number(L, 1), b = check_number(L, 2);
  if (a.real || b.real) return push_real(L, exact_double(L, a) * exact_double(L, b));
  if (b.magnitude != 0 && a.magnitude > UINT64_MAX / b.magnitude) return too_big(L);
  number product = {false, 0, a.negative != b.negative, a.magnitude * b.magnitude};
  if (product.magnitude == 0) product.negative = false;
  return push_number(L, product);
}

static int divide(lua_State *L) {
  number a = check_number(L, 1), b = check_number(L, 2);
  bool whole = !a.real && !b.real && b.magnitude != 0 && a.magnitude % b.magnitude == 0;
  if (!whole) return push_real(L, exact_double(L, a) / exact_double(L, b));
  number quotient = {false, 0, a.negative != b.negative, a.magnitude / b.magnitude};
  if (quotient.magnitude == 0) quotient.negative = false;
  return push_number(L, quotient);
}

static int floor_divide(lua_State *L) {
  number a = check_number(L, 1), b = check_number(L, 2);
  if (a.real || b.real) return push_real(L, floor(exact_double(L, a) / exact_double(L, b)));
  if (b.magnitude == 0) return luaL_error(L, "attempt to divide by zero");
  number quotient = {false, 0, a.negative != b.negative, a.magnitude / b.magnitude};
  if (quotient.negative && a.magnitude % b.magnitude != 0) quotient.magnitude++;
  if (quotient.magnitude == 0) quotient.negative = false;
  return push_number(L, quotient);
}

/* The sign of the rest is that of the divisor, as in Lua. */
static int modulo(lua_State *L) {
  number a = check_number(L, 1), b = check_number(L, 2);
  if (a.real || b.real) {
    double x = exact_double(L, a), y = exact_double(L, b), rest = fmod(x, y);
    return push_real(L, rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
  }
  if (b.magnitude == 0) return luaL_error(L, "attempt to perform 'n%%%%0'");
  number rest = {false, 0, b.negative, a.magnitude % b.magnitude};
  if (rest.magnitude == 0) rest.negative = false;
  else if (a.negative != b.negative) rest.magnitude = b.magnitude - rest.magnitude;
  return push_number(L, rest);
}

/* <0, 0, >0, exactly; 2: not a number is part of it. */
static int compare(number a, number b) {
  if (!a.real && !b.real) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = (a.magnitude > b.magnitude) - (a.magnitude < b.magnitude);
    return a.negative ? -order : order;
  }
  if (!a.real && fabs(b.value) >= TWO_TO_64) return b.value > 0 ? -1 : 1;
  if (!b.real && fabs(a.value) >= TWO_TO_64) return a.value > 0 ? 1 : -1;
  /* A real that is left has a fraction, so an integer that is rounded here is far from it. */
  double x = as_double(a), y = as_double(b);
  if (isnan(x) || isnan(y)) return 2;
  return (x > y) - (x < y);
}

static int is_equal(lua_State *L) {
  const mi_value *a = mi_lua_test_boxed(L, 1), *b = mi_lua_test_boxed(L, 2);
  lua_pushboolean(L, a != NULL && b != NULL && compare(number_of(*a), number_of(*b)) == 0);
  return 1;
}

static int is_less(lua_State *L) {
  lua_pushboolean(L, compare(check_number(L, 1), check_number(L, 2)) == -1);
  return 1;
}

static int is_less_or_equal(lua_State *L) {
  int order = compare(check_number(L, 1), check_number(L, 2));
  lua_pushboolean(L, order == -1 || order == 0);
  return 1;
}

/* ---- as objects ---- */

static const mi_value *check_boxed(lua_State *L, int index) {
  return luaL_checkudata(L, index, NUMBER);
}

static int to_text(lua_State *L) {
  const mi_value *value = check_boxed(L, 1);
  char text[MI_TEXT_NUMBER];
  size_t length = 0;
  if (value->type == MI_TYPE_CHAR16) {
    length = mi_text_encode_utf8(text, (uint32_t)value->as.natural);
  }
  if (length == 0) length = number_text(text, value);
  lua_pushlstring(L, text, length);
  return 1;
}

static int to_number(lua_State *L) {
  number n = number_of(*check_boxed(L, 1));
#if MI_LUA_INTEGERS
  if (!n.real && n.magnitude <= (uint64_t)INT64_MAX) return push_number(L, n);
#endif
  return push_real(L, as_double(n));
}

static int index_number(lua_State *L) {
  const mi_value *value = check_boxed(L, 1);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (strcmp(name, "type") == 0) {
    lua_pushstring(L, mi_type_word(value->type));
  } else if (strcmp(name, "tonumber") == 0) {
    lua_pushcfunction(L, to_number);
  } else {
    lua_pushnil(L);
  }
  return 1;
}

static const luaL_Reg metamethods[] = {
    {"__add", add},           {"__sub", subtract},     {"__mul", multiply},
    {"__div", divide},        {"__idiv", floor_divide}, {"__mod", modulo},
    {"__unm", negate},        {"__eq", is_equal},      {"__lt", is_less},
    {"__le", is_less_or_equal}, {"__tostring", to_text}, {"__concat", mi_lua_concatenate},
    {"__index", index_number}, {NULL, NULL}};

void mi_lua_number_define(lua_State *L) {
  mi_lua_define_userdata(L, NUMBER, metamethods, NULL);
  mi_lua_define_weak(L, INTERNED, "v");
}

void mi_lua_number_open(lua_State *L) { luaL_setfuncs(L, constructors, 0); }
