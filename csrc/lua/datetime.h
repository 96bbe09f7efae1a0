/* mi.datetime and mi.interval: tables with the one raw field `text` (so that JSON encoders
 * take them), and a metatable for each of the two that reads it. */
#ifndef MI_LUA_DATETIME_H
#define MI_LUA_DATETIME_H

#include "lua/core.h"
#include "types/datetime.h"

void mi_lua_datetime_define(lua_State *L);
/* Adds datetime and interval to the table on top. */
void mi_lua_datetime_open(lua_State *L);

void mi_lua_push_datetime(lua_State *L, const mi_datetime *datetime);
/* Whether the value is one of the two; MI_E_SYNTAX: it is, but its text was spoilt. */
bool mi_lua_test_datetime(lua_State *L, int index, mi_datetime *out, mi_result *result);

#endif
