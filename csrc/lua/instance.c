#include "lua/instance.h"

#include <string.h>

#include "lua/class.h"
#include "lua/push.h"
#include "lua/scratch.h"
#include "lua/take.h"

#define HANDLE "mi.handle"
#define PLACES "mi.places" /* in the registry: instance table -> reference, weak */

/* ---- tables ---- */

const mi_class *mi_lua_test_instance_table(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return NULL;
  lua_rawgeti(L, -1, 1);
  const mi_class *class_ = mi_lua_test_class(L, -1);
  lua_pop(L, 2);
  return class_;
}

void mi_lua_set_place(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_getfield(L, LUA_REGISTRYINDEX, PLACES);
  lua_pushvalue(L, index);
  lua_pushvalue(L, -3);
  lua_rawset(L, -3);
  lua_pop(L, 2);
}

void mi_lua_push_place(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_getfield(L, LUA_REGISTRYINDEX, PLACES);
  lua_pushvalue(L, index);
  lua_rawget(L, -2);
  lua_remove(L, -2);
}

/* A field set under its name in another case is the declared one. */
static int set_field(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 3);
  mi_lua_fold_find(L, lua_upvalueindex(1), 2);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushvalue(L, 2);
  }
  lua_pushvalue(L, 3);
  lua_rawset(L, 1);
  return 0;
}

/* A value that the script spoilt is shown as what it is, not as an error. */
static void print_field(mi_lua_take *take, const mi_element *property, mi_buffer *buffer) {
  mi_value value;
  take->depth = 0;
  mi_result result = mi_lua_take_element(take, -1, property, &value);
  if (result != MI_OK && result != MI_E_OUT_OF_MEMORY) {
    mi_error_clear(&take->scratch->error);
    take->depth = 0;
    result = mi_lua_take_value(take, -1, &value);
  }
  mi_buffer_printf(buffer, "  %s = ", property->name);
  if (result == MI_OK) {
    mi_value_print(&value, buffer);
  } else if (result == MI_E_OUT_OF_MEMORY) {
    buffer->failed = result;
  } else {
    mi_error_clear(&take->scratch->error);
    mi_buffer_printf(buffer, "/* a %s */", luaL_typename(take->L, -1));
  }
  mi_buffer_append_text(buffer, ";\n");
}

static int table_to_text(lua_State *L) {
  const mi_class *class_ = mi_lua_test_instance_table(L, 1);
  if (class_ == NULL) {
    lua_pushliteral(L, "mi.instance: (closed)");
    return 1;
  }
  lua_settop(L, 1);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_lua_take take = mi_lua_take_begin(L, scratch, NULL, NULL);
  mi_buffer_printf(&scratch->buffer, "instance of %s\n{\n", class_->name);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    mi_lua_raw_field(L, 1, class_->properties[i].name);
    if (!lua_isnil(L, -1)) print_field(&take, &class_->properties[i], &scratch->buffer);
    lua_pop(L, 1);
  }
  mi_buffer_append_text(&scratch->buffer, "};\n");
  return mi_lua_scratch_text(L, scratch);
}

void mi_lua_push_instance_metatable(lua_State *L, int record) {
  record = lua_absindex(L, record);
  lua_createtable(L, 1, 4);
  lua_rawgeti(L, record, MI_LUA_RECORD_CLASS);
  lua_rawseti(L, -2, 1);
  lua_rawgeti(L, record, MI_LUA_RECORD_FOLD);
  mi_lua_push_fold_index(L);
  lua_setfield(L, -2, "__index");
  lua_rawgeti(L, record, MI_LUA_RECORD_FOLD);
  lua_pushcclosure(L, set_field, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushcfunction(L, table_to_text);
  lua_setfield(L, -2, "__tostring");
  lua_pushliteral(L, "mi.instance");
  lua_setfield(L, -2, "__name");
}

/* ---- handles ---- */

static bool embeds(const mi_instance *instance) {
  for (uint32_t i = 0; i < instance->class_->property_count; i++) {
    const mi_value *value = &instance->values[i];
    if (!value->null && mi_type_element(value->type) == MI_TYPE_INSTANCE) return true;
  }
  return false;
}

/* Replaces the record by a table that keeps all classes of the instance: it does so itself, when it
 * embeds none of another schema. */
static const mi_lua_schema *push_keeping(lua_State *L, const mi_instance *instance,
                                         mi_schema *keeper) {
  if (keeper == NULL || keeper == instance->class_->schema || !embeds(instance)) {
    lua_rawgeti(L, -1, MI_LUA_RECORD_SCHEMA);
    const mi_lua_schema *schema = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return schema;
  }
  lua_createtable(L, 2, 0);
  lua_insert(L, -2);
  lua_rawseti(L, -2, 2);
  const mi_lua_schema *schema = mi_lua_push_schema(L, keeper);
  lua_rawseti(L, -2, 1);
  return schema;
}

void mi_lua_push_handle(lua_State *L, const mi_instance *instance, const mi_lua_style *style,
                        mi_schema *keeper) {
  mi_lua_check_stack(L, 12, "handles");
  const mi_lua_schema *schema = push_keeping(L, instance, keeper);
  size_t size = mi_instance_copy_size(instance);
  mi_lua_handle *self = lua_newuserdata(L, sizeof *self + size);
  mi_arena arena;
  mi_instance *copy = NULL;
  mi_arena_init_block(&arena, self + 1, size);
  mi_result result = mi_instance_copy(&copy, instance, &arena);
  self->instance = copy;
  self->schema = schema;
  self->style = *style;
  mi_lua_need(L, result);
  lua_insert(L, -2);
  lua_setuservalue(L, -2);
  luaL_setmetatable(L, HANDLE);
}

const mi_lua_handle *mi_lua_test_handle(lua_State *L, int index) {
  const mi_lua_handle *self = luaL_testudata(L, index, HANDLE);
  return self != NULL && self->schema->schema != NULL ? self : NULL;
}

static const mi_lua_handle *check_handle(lua_State *L, int index) {
  const mi_lua_handle *self = luaL_checkudata(L, index, HANDLE);
  if (self->schema->schema == NULL) luaL_error(L, "the instance is closed");
  return self;
}

static void push_property(lua_State *L, const mi_lua_handle *self, const mi_value *value) {
  if (value->null && !self->style.null) {
    lua_pushnil(L);
  } else {
    mi_lua_push_value(L, value, &self->style, self->schema->schema);
  }
}

/* The metatable is the upvalue: a look into the registry costs as much as all the rest. */
static int index_handle(lua_State *L) {
  bool is_own = lua_type(L, 1) == LUA_TUSERDATA && lua_getmetatable(L, 1) &&
                lua_rawequal(L, -1, lua_upvalueindex(1));
  const mi_lua_handle *self = is_own ? lua_touserdata(L, 1) : NULL;
  if (self == NULL || self->schema->schema == NULL) self = check_handle(L, 1);
  size_t length = 0;
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &length) : "";
  int index = mi_class_find(self->instance->class_, name, length);
  if (index < 0) {
    lua_pushnil(L);
  } else {
    push_property(L, self, &self->instance->values[index]);
  }
  return 1;
}

static int refuse_field(lua_State *L) {
  check_handle(L, 1);
  return luaL_error(L, "an instance handle is read-only: change the table that mi.table makes");
}

/* The upvalue counts the properties that were met. */
static int next_property(lua_State *L) {
  const mi_lua_handle *self = check_handle(L, 1);
  const mi_class *class_ = self->instance->class_;
  uint32_t i = (uint32_t)lua_tonumber(L, lua_upvalueindex(1));
  while (i < class_->property_count && self->instance->values[i].null && !self->style.null) i++;
  lua_pushnumber(L, (lua_Number)(i + 1));
  lua_replace(L, lua_upvalueindex(1));
  if (i >= class_->property_count) return 0;
  lua_pushstring(L, class_->properties[i].name);
  push_property(L, self, &self->instance->values[i]);
  return 2;
}

static int pairs_of_handle(lua_State *L) {
  check_handle(L, 1);
  lua_pushnumber(L, 0);
  lua_pushcclosure(L, next_property, 1);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

static int is_equal(lua_State *L) {
  const mi_lua_handle *a = mi_lua_test_handle(L, 1), *b = mi_lua_test_handle(L, 2);
  lua_pushboolean(L, a != NULL && b != NULL && mi_instance_equal(a->instance, b->instance));
  return 1;
}

static int handle_to_text(lua_State *L) {
  const mi_lua_handle *self = mi_lua_test_handle(L, 1);
  if (self == NULL) {
    luaL_checkudata(L, 1, HANDLE);
    lua_pushliteral(L, "mi.instance: (closed)");
    return 1;
  }
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_instance_print(self->instance, &scratch->buffer);
  return mi_lua_scratch_text(L, scratch);
}

static const luaL_Reg metamethods[] = {
    {"__newindex", refuse_field},   {"__eq", is_equal}, {"__pairs", pairs_of_handle},
    {"__tostring", handle_to_text}, {NULL, NULL}};

void mi_lua_instance_define(lua_State *L) {
  mi_lua_define_userdata(L, HANDLE, metamethods, NULL);
  luaL_getmetatable(L, HANDLE);
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, index_handle, 1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  mi_lua_define_weak(L, PLACES, "k");
}
