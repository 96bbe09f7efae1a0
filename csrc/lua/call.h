/* A call from its Lua arguments: what core.start is given becomes a mi_call. */
#ifndef MI_LUA_CALL_H
#define MI_LUA_CALL_H

#include "lua/scratch.h"
#include "mi/session.h"
#include "protocol/call.h"

/* Raises on wrong types. What cannot become a value of the declared type is a mi_result, with its
 * story in the scratch's error. All of the call is in the scratch. */
mi_result mi_lua_read_call(lua_State *L, int arguments, mi_session *session, mi_call_kind kind,
                           mi_lua_scratch *scratch, mi_call *call);
void mi_lua_read_style(lua_State *L, int arguments, mi_lua_style *style);
/* Raises when there is no such kind. */
mi_call_kind mi_lua_check_kind(lua_State *L, int index);

#endif
