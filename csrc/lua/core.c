#include "lua/core.h"

#include "lua/class.h"
#include "lua/datetime.h"
#include "lua/error.h"
#include "lua/inspect.h"
#include "lua/instance.h"
#include "lua/number.h"
#include "lua/operation.h"
#include "lua/reference.h"
#include "lua/schema.h"
#include "lua/scratch.h"
#include "lua/session.h"

#ifndef MI_VERSION
#define MI_VERSION "0.1.0"
#endif

#define APPLICATION "mi.application"
#define PLACE "mi.core" /* of the application in the registry */

typedef struct application {
  mi_application *application; /* NULL: closed */
  mi_lua_owned objects;        /* the head of a ring */
} application;

/* What finalizers have made LuaJIT finalizes in another round, with this library unloaded. */
static void stop_finalizing(lua_State *L) {
  static const char *const owners[] = {"mi.operation", "mi.session", "mi.schema", "mi.scratch"};
  for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
    luaL_getmetatable(L, owners[i]);
    lua_pushnil(L);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
  }
}

static int collect_application(lua_State *L) {
  application *self = luaL_checkudata(L, 1, APPLICATION);
  mi_application *given_up = self->application;
  self->application = NULL;
  while (self->objects.next != &self->objects) mi_lua_disown(self->objects.next);
  mi_application_unref(given_up);
  stop_finalizing(L);
  return 0;
}

static application *find_application(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, PLACE);
  application *self = luaL_testudata(L, -1, APPLICATION);
  lua_pop(L, 1);
  return self;
}

static application *open_application_of(lua_State *L) {
  application *self = find_application(L);
  if (self == NULL || self->application == NULL) luaL_error(L, "mi is closed");
  return self;
}

mi_application *mi_lua_application(lua_State *L) {
  return open_application_of(L)->application;
}

void mi_lua_own(lua_State *L, mi_lua_owned *owned, const char *name,
                void (*release)(mi_lua_owned *owned)) {
  application *self = open_application_of(L);
  owned->release = release;
  owned->previous = owned->next = NULL;
  luaL_setmetatable(L, name);
  owned->previous = self->objects.previous;
  owned->next = &self->objects;
  owned->previous->next = owned;
  self->objects.previous = owned;
}

void mi_lua_disown(mi_lua_owned *owned) {
  if (owned->next != NULL) {
    owned->previous->next = owned->next;
    owned->next->previous = owned->previous;
    owned->previous = owned->next = NULL;
  }
  owned->release(owned);
}

/* luaL_checkstack calls it a stack overflow when memory is what lacks. */
void mi_lua_check_stack(lua_State *L, int room, const char *what) {
  if (!lua_checkstack(L, room)) luaL_error(L, "not enough memory for the Lua stack (%s)", what);
}

int mi_lua_out_of_memory(lua_State *L) { return luaL_error(L, "not enough memory"); }

void mi_lua_need(lua_State *L, mi_result result) {
  if (result == MI_E_OUT_OF_MEMORY) mi_lua_out_of_memory(L);
  if (result != MI_OK) luaL_error(L, "%s", mi_result_meaning(result));
}

void mi_lua_raw_field(lua_State *L, int table, const char *name) {
  table = lua_absindex(L, table);
  lua_pushstring(L, name);
  lua_rawget(L, table);
}

void mi_lua_set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

bool mi_lua_is(lua_State *L, int index, const char *name) {
  if (!lua_istable(L, index) || !lua_getmetatable(L, index)) return false;
  lua_getfield(L, LUA_REGISTRYINDEX, name);
  bool same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return same;
}

int mi_lua_concatenate(lua_State *L) {
  lua_settop(L, 2);
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

void mi_lua_define_type(lua_State *L, const char *name, const luaL_Reg *metamethods) {
  luaL_newmetatable(L, name);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_pop(L, 1);
}

void mi_lua_define_userdata(lua_State *L, const char *name, const luaL_Reg *metamethods,
                            const luaL_Reg *methods) {
  mi_lua_define_type(L, name, metamethods);
  luaL_getmetatable(L, name);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__metatable");
  if (methods != NULL) {
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
  }
  lua_pop(L, 1);
}

void mi_lua_define_weak(lua_State *L, const char *name, const char *mode) {
  lua_getfield(L, LUA_REGISTRYINDEX, name);
  bool there = lua_istable(L, -1);
  lua_pop(L, 1);
  if (there) return;
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushstring(L, mode);
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_setfield(L, LUA_REGISTRYINDEX, name);
}

static void define_application(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect_application}, {NULL, NULL}};
  mi_lua_define_userdata(L, APPLICATION, metamethods, NULL);
}

static void open_application(lua_State *L, const mi_allocator *allocator) {
  application *self = lua_newuserdata(L, sizeof *self);
  self->application = NULL;
  self->objects.previous = self->objects.next = &self->objects;
  luaL_setmetatable(L, APPLICATION);
  mi_lua_need(L, mi_application_new(&self->application, allocator, NULL));
  lua_setfield(L, LUA_REGISTRYINDEX, PLACE);
}

int mi_lua_open(lua_State *L, const mi_allocator *allocator) {
  mi_lua_check_stack(L, 10, "opening mi");
  define_application(L);
  mi_lua_scratch_define(L);
  mi_lua_number_define(L);
  mi_lua_datetime_define(L);
  mi_lua_reference_define(L);
  mi_lua_error_define(L);
  mi_lua_schema_define(L);
  mi_lua_class_define(L);
  mi_lua_instance_define(L);
  mi_lua_session_define(L);
  mi_lua_operation_define(L);
  if (find_application(L) == NULL) open_application(L, allocator);

  lua_createtable(L, 0, 48);
  lua_pushliteral(L, MI_VERSION);
  lua_setfield(L, -2, "version");
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  mi_lua_number_open(L);
  mi_lua_datetime_open(L);
  mi_lua_reference_open(L);
  mi_lua_error_open(L);
  mi_lua_inspect_open(L);
  mi_lua_session_open(L);
  mi_lua_operation_open(L);
  return 1;
}

int luaopen_mi_core(lua_State *L);

__attribute__((visibility("default"))) int luaopen_mi_core(lua_State *L) {
  return mi_lua_open(L, mi_allocator_default());
}
