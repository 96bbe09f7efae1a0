/* Class declarations in Lua: one userdata per class and schema, made with its record. */
#ifndef MI_LUA_CLASS_H
#define MI_LUA_CLASS_H

#include "lua/schema.h"

typedef struct mi_lua_class {
  const mi_class *class_;
  const mi_lua_schema *schema; /* kept by the record, which is the user value */
} mi_lua_class;

void mi_lua_class_define(lua_State *L);
/* Pushes a new one; for schema.c, which keeps it in the record. */
void mi_lua_push_class_handle(lua_State *L, const mi_class *class_, const mi_lua_schema *schema,
                              int record);
/* Pushes the word of a type: "uint16", "string[]". */
void mi_lua_push_type(lua_State *L, mi_type type);
/* Pushes an array of the names. */
void mi_lua_push_names(lua_State *L, const mi_element *elements, uint32_t count);
/* Pushes the one of a class. */
void mi_lua_push_class(lua_State *L, const mi_class *class_);
/* NULL: it is none, or its schema is gone (lua_close). */
const mi_class *mi_lua_test_class(lua_State *L, int index);

#endif
