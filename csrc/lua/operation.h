/* Operations in Lua: the machine of mi/operation.h, one Lua call per step.
 *
 * While a result is turned into Lua values a finalizer of the script may run, and may close this
 * very operation: it is marked busy for that time (under a pcall, so that the mark never sticks)
 * and closed right after. */
#ifndef MI_LUA_OPERATION_H
#define MI_LUA_OPERATION_H

#include "lua/core.h"

void mi_lua_operation_define(lua_State *L);
/* Adds start, advance, operation_methods and operation_metatable to the table on top. */
void mi_lua_operation_open(lua_State *L);

#endif
