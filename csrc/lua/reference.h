/* mi.ref: a table with the raw fields class, keys, namespace and host (and singleton), which names
 * an object. */
#ifndef MI_LUA_REFERENCE_H
#define MI_LUA_REFERENCE_H

#include "lua/core.h"

#define MI_LUA_REFERENCE "mi.ref"

void mi_lua_reference_define(lua_State *L);
/* Adds ref and is_ref to the table on top. */
void mi_lua_reference_open(lua_State *L);

/* Replaces the keys on top (a table, or nil) by a reference with them. NULL: not said. */
void mi_lua_push_reference(lua_State *L, const char *class_name, const char *namespace_name,
                           const char *host, bool singleton);

#endif
