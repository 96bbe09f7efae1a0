/* lua SCRIPT [ARGUMENT]... and lua -e CODE: an interpreter that has mi.core linked in.
 *
 * The leak checker reports when the process ends, and by then a module that was loaded has
 * been unloaded with its Lua state. Here its functions stay, and keep their names. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>

int luaopen_mi_core(lua_State *L);

static int with_traceback(lua_State *L) {
  const char *message = luaL_tolstring(L, 1, NULL);
  luaL_traceback(L, L, message, 1);
  return 1;
}

/* arg[0] is the script, as in Lua's own interpreter; what stands before it is negative. */
static void set_arguments(lua_State *L, int count, char **arguments, int script) {
  lua_newtable(L);
  for (int i = 0; i < count; i++) {
    lua_pushstring(L, arguments[i]);
    lua_rawseti(L, -2, i - script);
  }
  lua_setglobal(L, "arg");
}

static int run(lua_State *L) {
  int count = (int)lua_tointeger(L, 1);
  char **arguments = lua_touserdata(L, 2);
  luaL_openlibs(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, luaopen_mi_core);
  lua_setfield(L, -2, "mi.core");
  lua_pop(L, 1);
  lua_pushcfunction(L, with_traceback);
  int status;
  int given = 0;
  if (count == 3 && strcmp(arguments[1], "-e") == 0) {
    set_arguments(L, count, arguments, 0);
    status = luaL_loadstring(L, arguments[2]);
  } else if (count >= 2) {
    set_arguments(L, count, arguments, 1);
    status = luaL_loadfile(L, arguments[1]);
    for (; status == LUA_OK && given < count - 2; given++) {
      luaL_checkstack(L, 1, "too many arguments");
      lua_pushstring(L, arguments[given + 2]);
    }
  } else {
    return luaL_error(L, "usage: lua SCRIPT [ARGUMENT]... or lua -e CODE");
  }
  if (status == LUA_OK) status = lua_pcall(L, given, 0, 3);
  return status == LUA_OK ? 0 : lua_error(L);
}

int main(int count, char **arguments) {
  lua_State *L = luaL_newstate();
  if (L == NULL) return 1;
  lua_pushcfunction(L, run);
  lua_pushinteger(L, count);
  lua_pushlightuserdata(L, arguments);
  int status = lua_pcall(L, 2, 0, 0);
  if (status != LUA_OK) fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_close(L);
  return status == LUA_OK ? 0 : 1;
}
