/* mi.classname, namespace, host, path, keys, type, properties, declaration, table: what is known of
 * an instance besides its properties. Each takes a table, a handle, and a ref or class where that
 * makes sense. */
#ifndef MI_LUA_INSPECT_H
#define MI_LUA_INSPECT_H

#include "lua/core.h"

/* Adds the functions to the table on top. */
void mi_lua_inspect_open(lua_State *L);

/* Pushes the reference of an instance in either form. false, and nothing pushed: it is none, or its
 * keys are not all there. */
bool mi_lua_push_path_of(lua_State *L, int index);

#endif
