/* One spelling of the Lua API for 5.1, LuaJIT, 5.2, 5.3 and 5.4: the one of 5.2, where userdata
 * have one user value, which is a table. The only place of the binding that asks for a version.
 *
 * What lua_getfield, lua_rawget and the like return is never used: it differs. */
#ifndef MI_LUA_COMPAT_H
#define MI_LUA_COMPAT_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef LUA_OK
#define LUA_OK 0
#endif

#if LUA_VERSION_NUM >= 503
#define MI_LUA_INTEGERS 1 /* numbers come as integers of 64 bits, too */
#else
#define MI_LUA_INTEGERS 0
#endif

#if LUA_VERSION_NUM < 502

#define lua_absindex mi_lua_absindex
#define lua_rawlen lua_objlen
#define lua_getuservalue lua_getfenv
#define lua_setuservalue lua_setfenv
#define luaL_setfuncs mi_lua_setfuncs
#define luaL_setmetatable mi_lua_setmetatable
#define luaL_testudata mi_lua_testudata
#define luaL_tolstring mi_lua_tolstring

static inline int mi_lua_absindex(lua_State *L, int index) {
  return index > 0 || index <= LUA_REGISTRYINDEX ? index : lua_gettop(L) + index + 1;
}

static inline void mi_lua_setfuncs(lua_State *L, const luaL_Reg *functions, int upvalues) {
  (void)upvalues; /* none of ours has any */
  for (; functions->name != NULL; functions++) {
    lua_pushcfunction(L, functions->func);
    lua_setfield(L, -2, functions->name);
  }
}

static inline void mi_lua_setmetatable(lua_State *L, const char *name) {
  luaL_getmetatable(L, name);
  lua_setmetatable(L, -2);
}

static inline void *mi_lua_testudata(lua_State *L, int index, const char *name) {
  void *userdata = lua_touserdata(L, index);
  if (userdata == NULL || !lua_getmetatable(L, index)) return NULL;
  luaL_getmetatable(L, name);
  bool same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return same ? userdata : NULL;
}

static inline const char *mi_lua_tolstring(lua_State *L, int index, size_t *length) {
  index = lua_absindex(L, index);
  if (luaL_callmeta(L, index, "__tostring")) {
    if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
    return lua_tolstring(L, -1, length);
  }
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
    case LUA_TSTRING: lua_pushvalue(L, index); break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TNIL: lua_pushliteral(L, "nil"); break;
    default: lua_pushfstring(L, "%s: %p", luaL_typename(L, index), lua_topointer(L, index));
  }
  return lua_tolstring(L, -1, length);
}

#endif

#endif
