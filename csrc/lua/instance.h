/* Instances in Lua: plain tables with a metatable per class, or handles.
 *
 * A handle is a userdata that holds its own packed copy of the instance: no memory of the C heap,
 * nothing to finalize, visible to Lua's collector, and never stale. It keeps the classes through a
 * schema userdata. */
#ifndef MI_LUA_INSTANCE_H
#define MI_LUA_INSTANCE_H

#include "lua/schema.h"
#include "types/instance.h"

typedef struct mi_lua_handle {
  const mi_instance *instance; /* behind this struct */
  const mi_lua_schema *schema; /* kept by the user value; keeps all its classes */
  mi_lua_style style;
} mi_lua_handle;

void mi_lua_instance_define(lua_State *L);

/* Replaces the record of its class, on top. `keeper`: see push.h. */
void mi_lua_push_handle(lua_State *L, const mi_instance *instance, const mi_lua_style *style,
                        mi_schema *keeper);
/* NULL: it is none, or its schema is gone (lua_close). */
const mi_lua_handle *mi_lua_test_handle(lua_State *L, int index);

/* For schema.c: pushes the metatable of instance tables of the class of the record. */
void mi_lua_push_instance_metatable(lua_State *L, int record);
/* The class of an instance table; NULL: it is none. */
const mi_class *mi_lua_test_instance_table(lua_State *L, int index);
/* Beside a table is kept where its object is, when its fields do not tell: takes a reference off
 * the top. */
void mi_lua_set_place(lua_State *L, int index);
/* Pushes that reference, or nil. */
void mi_lua_push_place(lua_State *L, int index);

#endif
