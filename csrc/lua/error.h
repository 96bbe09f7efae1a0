/* Error objects: tables with code, result and message, and what is known besides (operation, host,
 * details, fault, http_status); tostring says all of it in one line. */
#ifndef MI_LUA_ERROR_H
#define MI_LUA_ERROR_H

#include "base/error.h"
#include "lua/core.h"

void mi_lua_error_define(lua_State *L);
/* Adds error and is_error to the table on top. */
void mi_lua_error_open(lua_State *L);

void mi_lua_push_error(lua_State *L, const mi_error *error);
/* The code with that word; MI_E_FAILED when there is none. */
mi_result mi_lua_result_of(const char *word);

#endif
