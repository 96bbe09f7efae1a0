/* Sessions in Lua: a userdata with one reference to a mi_session, and its settings as the script
 * gave them. */
#ifndef MI_LUA_SESSION_H
#define MI_LUA_SESSION_H

#include "lua/core.h"
#include "mi/session.h"

enum { MI_LUA_SESSION_SETTINGS = 1, MI_LUA_SESSION_SCHEMA }; /* in the table of its user value */

void mi_lua_session_define(lua_State *L);
/* Adds session, settings and session_methods to the table on top. */
void mi_lua_session_open(lua_State *L);

/* Raises when it is no session, or a closed one. */
mi_session *mi_lua_check_session(lua_State *L, int index);

#endif
