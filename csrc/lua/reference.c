#include "lua/reference.h"

#include "lua/inspect.h"
#include "lua/push.h"
#include "lua/scratch.h"
#include "lua/take.h"

void mi_lua_push_reference(lua_State *L, const char *class_name, const char *namespace_name,
                           const char *host, bool singleton) {
  lua_createtable(L, 0, 4);
  lua_insert(L, -2);
  lua_setfield(L, -2, "keys");
  mi_lua_set_text(L, "class", class_name);
  mi_lua_set_text(L, "namespace", namespace_name);
  mi_lua_set_text(L, "host", host);
  if (singleton) {
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "singleton");
  }
  luaL_setmetatable(L, MI_LUA_REFERENCE);
}

/* ---- mi.ref(class or path, keys, namespace) ---- */

static void push_parsed(lua_State *L, int index) {
  size_t length = 0;
  const char *text = lua_tolstring(L, index, &length);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_path *path = NULL;
  if (mi_path_parse(&path, text, length, &scratch->arena, &scratch->error) != MI_OK) {
    mi_error_prefix(&scratch->error, "ref");
    mi_lua_scratch_raise(L, scratch);
  }
  mi_lua_push_path(L, path);
  mi_lua_scratch_free(scratch);
  lua_remove(L, -2);
}

/* The reference is on top, the keys at `index`. */
static void set_keys(lua_State *L, int index) {
  luaL_checktype(L, index, LUA_TTABLE);
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    int type = lua_type(L, -1);
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "ref: the name of a key must be a string");
    if (type == LUA_TFUNCTION || type == LUA_TTHREAD) {
      luaL_error(L, "ref: key '%s': a %s is no value", lua_tostring(L, -2), luaL_typename(L, -1));
    }
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  lua_setfield(L, -2, "keys");
  lua_pushnil(L);
  lua_setfield(L, -2, "singleton");
}

static void copy_reference(lua_State *L, int index) {
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  luaL_setmetatable(L, MI_LUA_REFERENCE);
  mi_lua_raw_field(L, -1, "keys");
  if (lua_istable(L, -1)) {
    int keys = lua_gettop(L);
    lua_pushvalue(L, -2);
    set_keys(L, keys);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

static int make(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 3);
  if (lua_type(L, 1) == LUA_TSTRING) {
    push_parsed(L, 1);
  } else if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    copy_reference(L, 1);
  } else if (!mi_lua_push_path_of(L, 1)) {
    return luaL_error(L, "ref: a class, a path or an instance with keys was expected, not %s",
                      luaL_typename(L, 1));
  }
  if (!lua_isnil(L, 2)) set_keys(L, 2);
  if (!lua_isnil(L, 3)) {
    luaL_checktype(L, 3, LUA_TSTRING);
    lua_pushvalue(L, 3);
    lua_setfield(L, -2, "namespace");
  }
  return 1;
}

static int is_reference(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, mi_lua_is(L, 1, MI_LUA_REFERENCE));
  return 1;
}

/* ---- as objects ---- */

static const mi_path *take_path(lua_State *L, mi_lua_scratch *scratch, int index) {
  const mi_path *path = NULL;
  mi_lua_take take = mi_lua_take_begin(L, scratch, NULL, NULL);
  return mi_lua_take_path(&take, index, &path) == MI_OK ? path : NULL;
}

static int to_text(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  const mi_path *path = take_path(L, scratch, 1);
  if (path == NULL) {
    if (scratch->error.result == MI_E_OUT_OF_MEMORY) return mi_lua_scratch_raise(L, scratch);
    lua_pushfstring(L, "mi.ref: (%s)", mi_error_text(&scratch->error));
    mi_lua_scratch_free(scratch);
    return 1;
  }
  mi_path_print(path, false, &scratch->buffer);
  return mi_lua_scratch_text(L, scratch);
}

static int is_equal(lua_State *L) {
  if (!mi_lua_is(L, 1, MI_LUA_REFERENCE) || !mi_lua_is(L, 2, MI_LUA_REFERENCE)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  const mi_path *a = take_path(L, scratch, 1);
  const mi_path *b = a != NULL ? take_path(L, scratch, 2) : NULL;
  if (scratch->error.result == MI_E_OUT_OF_MEMORY) return mi_lua_scratch_raise(L, scratch);
  bool same = b != NULL && mi_path_same(a, b);
  mi_lua_scratch_free(scratch);
  lua_pushboolean(L, same);
  return 1;
}

static const luaL_Reg metamethods[] = {{"__tostring", to_text},
                                       {"__concat", mi_lua_concatenate},
                                       {"__eq", is_equal},
                                       {NULL, NULL}};

static const luaL_Reg functions[] = {{"ref", make}, {"is_ref", is_reference}, {NULL, NULL}};

void mi_lua_reference_define(lua_State *L) {
  mi_lua_define_type(L, MI_LUA_REFERENCE, metamethods);
}

void mi_lua_reference_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
