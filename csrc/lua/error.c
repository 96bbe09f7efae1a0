#include "lua/error.h"

#include <string.h>

#define ERROR "mi.error"

mi_result mi_lua_result_of(const char *word) {
  static const struct {
    const char *word;
    mi_result result;
  } words[] = {
#define X(name, number, shown, word, meaning) {word, MI_E_##name},
      MI_RESULT_TABLE(X)
#undef X
  };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (strcmp(words[i].word, word) == 0) return words[i].result;
  }
  return MI_E_FAILED;
}

static void push_fields(lua_State *L, const char *code, mi_result result, const char *message) {
  lua_createtable(L, 0, 6);
  lua_pushstring(L, code);
  lua_setfield(L, -2, "code");
  lua_pushinteger(L, (lua_Integer)mi_result_public(result));
  lua_setfield(L, -2, "result");
  lua_pushstring(L, message);
  lua_setfield(L, -2, "message");
}

void mi_lua_push_error(lua_State *L, const mi_error *error) {
  mi_lua_check_stack(L, 6, "errors");
  push_fields(L, mi_result_word(error->result), error->result, mi_error_text(error));
  luaL_setmetatable(L, ERROR);
}

static int make(lua_State *L) {
  const char *code = luaL_checkstring(L, 1);
  mi_result result = mi_lua_result_of(code);
  const char *message = luaL_optstring(L, 2, mi_result_meaning(result));
  if (!lua_isnoneornil(L, 3)) luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 3);
  push_fields(L, code, result, message);
  if (lua_istable(L, 3)) {
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
      lua_pushvalue(L, -2);
      lua_pushvalue(L, -2);
      lua_rawset(L, 4);
    }
  }
  luaL_setmetatable(L, ERROR);
  return 1;
}

static int is_error(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, mi_lua_is(L, 1, ERROR));
  return 1;
}

/* Adds a field that is text, in one line; false: there is none. */
static bool add_field(lua_State *L, luaL_Buffer *line, const char *before, const char *name) {
  mi_lua_raw_field(L, 1, name);
  size_t length = 0;
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
  lua_replace(L, 2); /* a buffer wants the top of the stack to itself */
  if (text == NULL) return false;
  luaL_addstring(line, before);
  for (size_t i = 0; i < length; i++) {
    bool ends_line = text[i] == '\n' || text[i] == '\r';
    luaL_addchar(line, ends_line ? ' ' : text[i]);
  }
  return true;
}

/* "enumerate CIM_X in root/cimv2 on local: no class CIM_X in root/cimv2" */
static int to_text(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  bool told = add_field(L, &line, "", "operation");
  if (told) add_field(L, &line, " on ", "host");
  const char *separator = told ? ": " : "";
  if (!add_field(L, &line, separator, "message")) add_field(L, &line, separator, "code");
  luaL_pushresult(&line);
  return 1;
}

static const luaL_Reg metamethods[] = {
    {"__tostring", to_text}, {"__concat", mi_lua_concatenate}, {NULL, NULL}};

static const luaL_Reg functions[] = {{"error", make}, {"is_error", is_error}, {NULL, NULL}};

void mi_lua_error_define(lua_State *L) { mi_lua_define_type(L, ERROR, metamethods); }

void mi_lua_error_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
