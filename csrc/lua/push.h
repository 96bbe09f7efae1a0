/* From CIM to Lua: values, instances, paths. Everything is copied; nothing here takes memory of the
 * C heap, so that a Lua error on the way loses nothing. What is pushed must stay alive for the time
 * of the call. */
#ifndef MI_LUA_PUSH_H
#define MI_LUA_PUSH_H

#include "lua/core.h"
#include "types/instance.h"

/* `keeper` (NULL: that of each class) keeps the classes of all embedded instances. */
void mi_lua_push_value(lua_State *L, const mi_value *value, const mi_lua_style *style,
                       mi_schema *keeper);
/* A table, or a handle, as the style says. */
void mi_lua_push_instance(lua_State *L, const mi_instance *instance, const mi_lua_style *style,
                          mi_schema *keeper);
/* A table, with the names and the metatable of its record at these places of the stack. */
void mi_lua_push_instance_table(lua_State *L, const mi_instance *instance,
                                const mi_lua_style *style, int names, int metatable);
void mi_lua_push_path(lua_State *L, const mi_path *path);

#endif
