#include "lua/schema.h"

#include "lua/class.h"
#include "lua/instance.h"

#define SCHEMA "mi.schema"
#define INTERNED "mi.schemas" /* in the registry: address -> userdata, weak */

/* ---- names in any case ---- */

static void push_lower(lua_State *L, const char *name, size_t length) {
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (size_t i = 0; i < length; i++) {
    char c = name[i];
    luaL_addchar(&buffer, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
  }
  luaL_pushresult(&buffer);
}

void mi_lua_fold_add(lua_State *L, int index, const char *name) {
  index = lua_absindex(L, index);
  lua_pushstring(L, name);
  size_t length = 0;
  const char *text = lua_tolstring(L, -1, &length);
  push_lower(L, text, length);
  lua_pushvalue(L, -2);
  lua_rawset(L, index);
  lua_pushvalue(L, -1);
  lua_rawset(L, index);
}

void mi_lua_fold_find(lua_State *L, int fold, int key) {
  fold = lua_absindex(L, fold);
  key = lua_absindex(L, key);
  if (lua_type(L, key) != LUA_TSTRING) {
    lua_pushnil(L);
    return;
  }
  lua_pushvalue(L, key);
  lua_rawget(L, fold);
  if (!lua_isnil(L, -1)) return;
  lua_pop(L, 1);
  size_t length = 0;
  const char *name = lua_tolstring(L, key, &length);
  push_lower(L, name, length);
  lua_rawget(L, fold);
}

static int fold_index(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  mi_lua_fold_find(L, lua_upvalueindex(1), 2);
  if (!lua_isnil(L, -1)) lua_rawget(L, 1);
  return 1;
}

void mi_lua_push_fold_index(lua_State *L) { lua_pushcclosure(L, fold_index, 1); }

/* ---- schemas ---- */

static void release(mi_lua_owned *owned) {
  mi_lua_schema *self = (mi_lua_schema *)owned;
  mi_schema *schema = self->schema;
  self->schema = NULL;
  mi_schema_unref(schema);
}

static int collect(lua_State *L) {
  mi_lua_disown(luaL_checkudata(L, 1, SCHEMA));
  return 0;
}

static void push_address(lua_State *L, const void *address) {
  lua_pushnumber(L, (lua_Number)(uintptr_t)address);
}

static mi_lua_schema *push_new(lua_State *L, mi_schema *schema) {
  mi_lua_schema *self = lua_newuserdata(L, sizeof *self);
  self->schema = NULL;
  mi_lua_own(L, &self->owned, SCHEMA, release);
  lua_newtable(L);
  lua_setuservalue(L, -2);
  self->schema = mi_schema_ref(schema);
  return self;
}

mi_lua_schema *mi_lua_push_schema(lua_State *L, mi_schema *schema) {
  mi_lua_check_stack(L, 10, "schemas");
  lua_getfield(L, LUA_REGISTRYINDEX, INTERNED);
  push_address(L, schema);
  lua_rawget(L, -2);
  mi_lua_schema *self = lua_touserdata(L, -1); /* nothing else is kept there */
  if (self == NULL || self->schema != schema) {
    lua_pop(L, 1);
    self = push_new(L, schema);
    push_address(L, schema);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
  return self;
}

/* ---- records ---- */

/* Pushes names and fold table. */
static void push_names(lua_State *L, const mi_class *class_) {
  int count = (int)class_->property_count;
  lua_createtable(L, count, 0);
  lua_createtable(L, 0, 2 * count);
  for (int i = 0; i < count; i++) {
    const mi_element *property = &class_->properties[i];
    lua_pushlstring(L, property->name, property->name_length);
    lua_rawseti(L, -3, i + 1);
    mi_lua_fold_add(L, -1, property->name);
  }
}

/* The schema's userdata is on top, and stays below the record. */
static void push_new_record(lua_State *L, const mi_class *class_, mi_lua_schema *schema) {
  lua_createtable(L, MI_LUA_RECORD_FOLD, 0);
  int record = lua_gettop(L);
  lua_pushvalue(L, record - 1);
  lua_rawseti(L, record, MI_LUA_RECORD_SCHEMA);
  push_names(L, class_);
  lua_rawseti(L, record, MI_LUA_RECORD_FOLD);
  lua_rawseti(L, record, MI_LUA_RECORD_NAMES);
  mi_lua_push_class_handle(L, class_, schema, record);
  lua_rawseti(L, record, MI_LUA_RECORD_CLASS);
  mi_lua_push_instance_metatable(L, record);
  lua_rawseti(L, record, MI_LUA_RECORD_METATABLE);
}

void mi_lua_push_record(lua_State *L, const mi_class *class_) {
  mi_lua_check_stack(L, 20, "classes");
  int number = (int)class_->number + 1;
  mi_lua_schema *schema = mi_lua_push_schema(L, class_->schema);
  lua_getuservalue(L, -1);
  lua_rawgeti(L, -1, number);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_insert(L, -2); /* the records below the schema */
    push_new_record(L, class_, schema);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -4, number);
  }
  lua_insert(L, -3);
  lua_pop(L, 2);
}

static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};

void mi_lua_schema_define(lua_State *L) {
  mi_lua_define_userdata(L, SCHEMA, metamethods, NULL);
  mi_lua_define_weak(L, INTERNED, "v");
}
