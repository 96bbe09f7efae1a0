/* Numbers with a CIM type, and those that a Lua number cannot hold exactly.
 *
 * A userdata that holds one scalar value and is interned per Lua state: the same type and number is
 * the same object, so that == and table keys work. Arithmetic is exact or raises. */
#ifndef MI_LUA_NUMBER_H
#define MI_LUA_NUMBER_H

#include "lua/core.h"
#include "types/value.h"

void mi_lua_number_define(lua_State *L);
/* Adds uint8 ... char16 to the table on top. */
void mi_lua_number_open(lua_State *L);

/* The integer as Lua has it: a plain number where that is exact, else boxed. */
void mi_lua_push_integer(lua_State *L, const mi_value *value);
/* Boxed. The value is a number or a char16. */
void mi_lua_push_boxed(lua_State *L, const mi_value *value);
/* NULL: it is no boxed number. */
const mi_value *mi_lua_test_boxed(lua_State *L, int index);
/* The CIM value of a plain Lua number: sint64, uint64 where needed, or real64. */
mi_value mi_lua_plain_number(lua_State *L, int index);
/* A real without fraction as an integer, where 64 bits hold it; else it stays. */
mi_value mi_lua_whole_number(mi_value value);

#endif
