/* The compiled half of the Lua module, `mi.core`: opening it, and the application it stands on.
 *
 * Every Lua state has one application, made when the module is opened, in the registry. What all of
 * the binding keeps to: a userdata is made closed, given its metatable, and then acquires; no
 * memory of the C heap is held by a C local while Lua is called, because Lua may raise at any call;
 * no lua_State is kept across calls; __gc frees and does nothing else; and since finalizers run in
 * any order (lua_close), C reference counts keep parents alive and every use asks whether its
 * object is open. */
#ifndef MI_LUA_CORE_H
#define MI_LUA_CORE_H

#include "lua/compat.h"
#include "mi/application.h"

/* Leaves the module's table on the stack. `allocator` must outlive the Lua state. */
int mi_lua_open(lua_State *L, const mi_allocator *allocator);

/* Borrowed; raises when the Lua state is being closed. */
mi_application *mi_lua_application(lua_State *L);

/* The first member of every userdata that holds memory of the C heap. A finalizer of the script may
 * make objects while the Lua state is being closed, which then are not finalized themselves any
 * more: the application, finalized last, releases what is left. */
typedef struct mi_lua_owned mi_lua_owned;
struct mi_lua_owned {
  void (*release)(mi_lua_owned *owned); /* gives up what it holds, any number of times */
  mi_lua_owned *previous, *next;        /* NULL: released */
};

/* The userdata on top, which holds nothing yet, gets the metatable `name` and joins the ring. */
void mi_lua_own(lua_State *L, mi_lua_owned *owned, const char *name,
                void (*release)(mi_lua_owned *owned));
/* For __gc: releases, and leaves the ring. */
void mi_lua_disown(mi_lua_owned *owned);

/* Makes the metatable `name` of tables in the registry (or fills the one of a failed earlier
 * attempt): metamethods and __name. Leaves nothing on the stack. */
void mi_lua_define_type(lua_State *L, const char *name, const luaL_Reg *metamethods);
/* The same for userdata, with an __index table of `methods` when there are any. Scripts are not
 * shown the metatable: whoever calls __gc himself frees what C functions are at work on. */
void mi_lua_define_userdata(lua_State *L, const char *name, const luaL_Reg *metamethods,
                            const luaL_Reg *methods);
/* Makes the weak table `name` in the registry, if it is not there. */
void mi_lua_define_weak(lua_State *L, const char *name, const char *mode);
/* Whether the value is a table with the metatable `name`. */
bool mi_lua_is(lua_State *L, int index, const char *name);
/* table[name] of a table, without metamethods. */
void mi_lua_raw_field(lua_State *L, int table, const char *name);
/* Sets a field of the table on top; NULL: leaves it out. */
void mi_lua_set_text(lua_State *L, const char *name, const char *text);

/* The metamethod __concat, of the texts of both. */
int mi_lua_concatenate(lua_State *L);

void mi_lua_check_stack(lua_State *L, int room, const char *what);
/* Raises the memory error of Lua's kind. */
int mi_lua_out_of_memory(lua_State *L);
/* Raises when the result is not MI_OK: out of memory or a limit, nothing else. */
void mi_lua_need(lua_State *L, mi_result result);

/* How results look in Lua. */
typedef struct mi_lua_style {
  bool handles;    /* as = "instance" */
  bool int64_text; /* int64 = "string" */
  bool null;       /* NULL properties are there, as mi.null */
} mi_lua_style;

#endif
