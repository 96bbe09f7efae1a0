/* Reading the named fields of the tables that the Lua half hands down. A field of the wrong type is
 * misuse, and raises an error that names it. An absent field is NULL, 0, false. */
#ifndef MI_LUA_OPTIONS_H
#define MI_LUA_OPTIONS_H

#include "base/arena.h"
#include "lua/core.h"

/* A string without NUL; `what` is its name in the error. Borrowed from the value. */
const char *mi_lua_check_text(lua_State *L, int index, const char *what);
/* A copy in the arena. */
const char *mi_lua_option_text(lua_State *L, int table, const char *name, mi_arena *arena);
/* false: it is not there. */
bool mi_lua_option_number(lua_State *L, int table, const char *name, double *out);
bool mi_lua_option_flag(lua_State *L, int table, const char *name);
/* Seconds, as milliseconds from 1. */
uint32_t mi_lua_option_timeout(lua_State *L, int table);
/* Which of the words (ended by NULL) it is; 0, the first, when it is not there. */
int mi_lua_option_word(lua_State *L, int table, const char *name, const char *const *words);
/* A list of names: an array in the arena; NULL when it is not there. */
const char *const *mi_lua_option_names(lua_State *L, int table, const char *name, uint32_t *count,
                                       mi_arena *arena);

#endif
