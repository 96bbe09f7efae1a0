#include "lua/options.h"

#include <math.h>
#include <string.h>

static void wrong_type(lua_State *L, const char *name, const char *expected) {
  luaL_error(L, "option '%s': a %s was expected, not %s", name, expected, luaL_typename(L, -1));
}

const char *mi_lua_check_text(lua_State *L, int index, const char *what) {
  size_t length = 0;
  if (lua_type(L, index) != LUA_TSTRING) {
    luaL_error(L, "%s: a string was expected, not %s", what, luaL_typename(L, index));
  }
  const char *text = lua_tolstring(L, index, &length);
  if (strlen(text) != length) luaL_error(L, "%s: the string has a NUL in it", what);
  return text;
}

static const char *copy_text(lua_State *L, const char *text, mi_arena *arena) {
  const char *copy = mi_arena_text(arena, text, strlen(text));
  if (copy == NULL) mi_lua_out_of_memory(L);
  return copy;
}

const char *mi_lua_option_text(lua_State *L, int table, const char *name, mi_arena *arena) {
  const char *copy = NULL;
  mi_lua_raw_field(L, table, name);
  if (!lua_isnil(L, -1)) {
    if (lua_type(L, -1) != LUA_TSTRING) wrong_type(L, name, "string");
    copy = copy_text(L, mi_lua_check_text(L, -1, name), arena);
  }
  lua_pop(L, 1);
  return copy;
}

bool mi_lua_option_number(lua_State *L, int table, const char *name, double *out) {
  mi_lua_raw_field(L, table, name);
  bool there = !lua_isnil(L, -1);
  if (there && lua_type(L, -1) != LUA_TNUMBER) wrong_type(L, name, "number");
  if (there) *out = (double)lua_tonumber(L, -1);
  lua_pop(L, 1);
  return there;
}

bool mi_lua_option_flag(lua_State *L, int table, const char *name) {
  mi_lua_raw_field(L, table, name);
  if (!lua_isnil(L, -1) && !lua_isboolean(L, -1)) wrong_type(L, name, "boolean");
  bool flag = lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return flag;
}

uint32_t mi_lua_option_timeout(lua_State *L, int table) {
  double seconds = 0;
  if (!mi_lua_option_number(L, table, "timeout", &seconds)) return 0;
  if (!(seconds > 0)) luaL_error(L, "option 'timeout': a number above 0 was expected");
  double milliseconds = ceil(seconds * 1000);
  return milliseconds >= (double)UINT32_MAX ? UINT32_MAX : (uint32_t)milliseconds;
}

int mi_lua_option_word(lua_State *L, int table, const char *name, const char *const *words) {
  int found = 0;
  mi_lua_raw_field(L, table, name);
  if (!lua_isnil(L, -1)) {
    if (lua_type(L, -1) != LUA_TSTRING) wrong_type(L, name, "string");
    const char *given = lua_tostring(L, -1);
    while (words[found] != NULL && strcmp(words[found], given) != 0) found++;
    if (words[found] == NULL) luaL_error(L, "option '%s': '%s' is none of its words", name, given);
  }
  lua_pop(L, 1);
  return found;
}

const char *const *mi_lua_option_names(lua_State *L, int table, const char *name, uint32_t *count,
                                       mi_arena *arena) {
  const char **names = NULL;
  mi_lua_raw_field(L, table, name);
  if (!lua_isnil(L, -1)) {
    if (!lua_istable(L, -1)) wrong_type(L, name, "list of names");
    size_t length = lua_rawlen(L, -1);
    if (length > UINT16_MAX) luaL_error(L, "option '%s': the list is too long", name);
    names = mi_arena_alloc(arena, (length + 1) * sizeof *names);
    if (names == NULL) mi_lua_out_of_memory(L);
    for (size_t i = 0; i < length; i++) {
      lua_rawgeti(L, -1, (int)i + 1);
      names[i] = copy_text(L, mi_lua_check_text(L, -1, name), arena);
      lua_pop(L, 1);
    }
    *count = (uint32_t)length;
  }
  lua_pop(L, 1);
  return names;
}
