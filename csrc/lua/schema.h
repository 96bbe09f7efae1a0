/* Schemas and classes in the hands of Lua's collector.
 *
 * A schema userdata holds one reference to a mi_schema, is interned (weakly) by it, and has for
 * each class that was met a record: a table of what instances of the class share. Whoever holds the
 * record, as a metatable or a handle does, keeps the class. In the disorder of lua_close a schema
 * may be gone before what uses it: `schema` is then NULL, and users ask. */
#ifndef MI_LUA_SCHEMA_H
#define MI_LUA_SCHEMA_H

#include "lua/core.h"
#include "types/schema.h"

typedef struct mi_lua_schema {
  mi_lua_owned owned;
  mi_schema *schema; /* NULL: given up */
} mi_lua_schema;

enum {                     /* what is where in a record */
  MI_LUA_RECORD_SCHEMA = 1, /* the userdata */
  MI_LUA_RECORD_NAMES,      /* array of property names, by index + 1 */
  MI_LUA_RECORD_METATABLE,  /* of instance tables; its [1] is the class handle */
  MI_LUA_RECORD_CLASS,      /* the class handle */
  MI_LUA_RECORD_FOLD,       /* name as declared, and in lower case -> name as declared */
};

void mi_lua_schema_define(lua_State *L);
/* Pushes the userdata of a schema. */
mi_lua_schema *mi_lua_push_schema(lua_State *L, mi_schema *schema);
/* Pushes the record of a class. */
void mi_lua_push_record(lua_State *L, const mi_class *class_);

/* Adds a name in both forms to the fold table at `index`. */
void mi_lua_fold_add(lua_State *L, int index, const char *name);
/* The fold table on top becomes an __index function: a miss finds the name in whatever case. */
void mi_lua_push_fold_index(lua_State *L);
/* Pushes fold[name as declared or in any case] or nil, for the key at `key`. */
void mi_lua_fold_find(lua_State *L, int fold, int key);

#endif
