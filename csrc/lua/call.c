#include "lua/call.h"

#include <string.h>

#include "lua/instance.h"
#include "lua/options.h"
#include "lua/push.h"
#include "lua/reference.h"
#include "lua/take.h"

mi_call_kind mi_lua_check_kind(lua_State *L, int index) {
  static const mi_call_kind kinds[] = {
#define X(name, word, yields) MI_CALL_##name,
      MI_CALL_TABLE(X)
#undef X
  };
  const char *word = luaL_checkstring(L, index);
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(mi_call_word(kinds[i]), word) == 0) return kinds[i];
  }
  luaL_error(L, "there is no operation '%s'", word);
  return MI_CALL_GET;
}

void mi_lua_read_style(lua_State *L, int arguments, mi_lua_style *style) {
  static const char *const as[] = {"table", "instance", NULL};
  static const char *const int64[] = {"number", "string", NULL};
  style->handles = mi_lua_option_word(L, arguments, "as", as) == 1;
  style->int64_text = mi_lua_option_word(L, arguments, "int64", int64) == 1;
  style->null = mi_lua_option_flag(L, arguments, "null");
}

/* ---- what has one type ---- */

static const struct {
  const char *name;
  size_t offset;
} texts[] = {
    {"namespace", offsetof(mi_call, namespace_name)},
    {"class", offsetof(mi_call, class_name)},
    {"association_class", offsetof(mi_call, association_class)},
    {"result_class", offsetof(mi_call, result_class)},
    {"role", offsetof(mi_call, role)},
    {"result_role", offsetof(mi_call, result_role)},
    {"query", offsetof(mi_call, query)},
    {"dialect", offsetof(mi_call, dialect)},
    {"method", offsetof(mi_call, method)},
    {"resource_uri", offsetof(mi_call, resource_uri)},
    {"locale", offsetof(mi_call, locale)},
};

static void read_options(lua_State *L, int arguments, mi_arena *arena, mi_call *call) {
  static const char *const depths[] = {"deep", "shallow", "base", NULL};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    const char *text = mi_lua_option_text(L, arguments, texts[i].name, arena);
    memcpy((char *)call + texts[i].offset, &text, sizeof text);
  }
  call->properties =
      mi_lua_option_names(L, arguments, "properties", &call->property_count, arena);
  call->limit_properties = call->properties != NULL;
  call->keys_only = mi_lua_option_flag(L, arguments, "keys_only");
  call->qualifiers = mi_lua_option_flag(L, arguments, "qualifiers");
  call->polymorphism =
      (mi_polymorphism)mi_lua_option_word(L, arguments, "polymorphism", depths);
  call->timeout = mi_lua_option_timeout(L, arguments);
  double batch = 0;
  if (!mi_lua_option_number(L, arguments, "batch", &batch)) return;
  if (!(batch >= 1 && batch <= UINT32_MAX)) {
    luaL_error(L, "option 'batch': a number from 1 was expected");
  }
  call->batch = (uint32_t)batch;
}

/* ---- custom options ---- */

/* The value, or a table with value and must_comply, is on top. */
static mi_result read_custom_value(mi_lua_take *take, mi_custom_option *option) {
  lua_State *L = take->L;
  option->must_comply = false;
  bool wrapped = lua_istable(L, -1) && !lua_getmetatable(L, -1);
  if (lua_istable(L, -1) && !wrapped) lua_pop(L, 1); /* the metatable */
  if (wrapped) {
    mi_lua_raw_field(L, -1, "value");
    wrapped = !lua_isnil(L, -1);
    if (!wrapped) lua_pop(L, 1);
  }
  if (wrapped) option->must_comply = mi_lua_option_flag(L, -2, "must_comply");
  mi_result result = mi_lua_take_value(take, -1, &option->value);
  if (wrapped) lua_pop(L, 1);
  if (result == MI_OK && mi_type_element(option->value.type) == MI_TYPE_INSTANCE) {
    result = mi_error_set(&take->scratch->error, MI_E_TYPE_MISMATCH, "an instance is no option");
  }
  if (result != MI_OK) mi_error_prefix(&take->scratch->error, "custom option '%s'", option->name);
  return result;
}

static mi_result read_custom(mi_lua_take *take, int arguments, mi_call *call) {
  lua_State *L = take->L;
  mi_lua_raw_field(L, arguments, "custom");
  if (lua_isnil(L, -1)) return MI_OK;
  if (!lua_istable(L, -1)) {
    luaL_error(L, "option 'custom': a table was expected, not %s", luaL_typename(L, -1));
  }
  int table = lua_gettop(L);
  uint32_t room = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) room++;
  mi_custom_option *options =
      mi_arena_alloc_zero(&take->scratch->arena, (room + (size_t)1) * sizeof *options);
  if (options == NULL) mi_lua_out_of_memory(L);
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    if (call->custom_count == room) break; /* a finalizer changed the table */
    mi_custom_option *option = &options[call->custom_count++];
    const char *name = mi_lua_check_text(L, -2, "the name of a custom option");
    option->name = mi_arena_text(&take->scratch->arena, name, strlen(name));
    if (option->name == NULL) mi_lua_out_of_memory(L);
    mi_result result = read_custom_value(take, option);
    if (result != MI_OK) return result;
  }
  call->custom = options;
  return MI_OK;
}

/* ---- objects ---- */

static bool is_instance(lua_State *L, int index) {
  return mi_lua_test_handle(L, index) != NULL || mi_lua_test_instance_table(L, index) != NULL;
}

static void check_table(lua_State *L, const char *name) {
  if (lua_istable(L, -1) || is_instance(L, -1)) return;
  luaL_error(L, "argument '%s': a table was expected, not %s", name, luaL_typename(L, -1));
}

static void check_object(lua_State *L, int index) {
  if (lua_type(L, index) == LUA_TSTRING || is_instance(L, index)) return;
  if (mi_lua_is(L, index, MI_LUA_REFERENCE)) return;
  luaL_error(L, "a ref, an instance or a path was expected, not %s", luaL_typename(L, index));
}

/* Each reader finds the arguments at `arguments`, and may leave values on the stack. */

static mi_result read_object(mi_lua_take *take, int arguments, mi_call *call) {
  mi_lua_raw_field(take->L, arguments, "object");
  if (lua_isnil(take->L, -1)) return MI_OK;
  check_object(take->L, -1);
  mi_result result = mi_lua_take_path(take, -1, &call->path);
  if (result != MI_OK) return result;
  const char *own = call->path->namespace_name; /* the object knows best where it is */
  if (own != NULL) call->namespace_name = own;
  take->namespace_name = call->namespace_name;
  bool is_class = call->path->key_count == 0 && !call->path->singleton;
  if (call->kind == MI_CALL_INVOKE && is_class) {
    call->class_name = call->path->class_name;
    call->path = NULL;
  }
  return MI_OK;
}

static mi_result read_new_instance(mi_lua_take *take, int arguments, mi_call *call) {
  mi_lua_raw_field(take->L, arguments, "instance");
  if (!lua_isnil(take->L, -1)) {
    if (!is_instance(take->L, -1)) {
      luaL_error(take->L, "a class or an instance was expected, not %s",
                 luaL_typename(take->L, -1));
    }
    return mi_lua_take_instance(take, -1, &call->instance);
  }
  mi_lua_raw_field(take->L, arguments, "properties_in");
  check_table(take->L, "properties_in");
  if (call->class_name == NULL) luaL_error(take->L, "argument 'class' is missing");
  const mi_class *declared = NULL;
  mi_result result = mi_lua_take_class(take, call->class_name, &declared);
  if (result != MI_OK) return result;
  return mi_lua_take_properties(take, -1, call->class_name, declared, false, &call->instance);
}

/* Changes that come as an instance are all that it has, but its keys: they say which it is. */
static mi_result read_changes(mi_lua_take *take, int arguments, mi_call *call) {
  static const mi_lua_style plain = {false, false, false};
  lua_State *L = take->L;
  mi_lua_raw_field(L, arguments, "properties_in");
  if (lua_isnil(L, -1)) mi_lua_raw_field(L, arguments, "object");
  check_table(L, "properties_in");
  if (call->path == NULL) luaL_error(L, "argument 'object' is missing");
  bool whole = is_instance(L, -1);
  const mi_class *declared = NULL;
  mi_result result = mi_lua_take_class(take, call->path->class_name, &declared);
  if (declared == NULL && whole) {
    declared = mi_lua_test_instance_table(L, -1);
    if (declared != NULL) result = mi_lua_scratch_keep(take->scratch, declared->schema);
  }
  if (result != MI_OK) return result;
  const mi_lua_handle *handle = mi_lua_test_handle(L, -1);
  if (handle != NULL) {
    mi_lua_push_instance(L, handle->instance, &plain, handle->schema->schema);
  }
  return mi_lua_take_properties(take, -1, call->path->class_name, declared, whole,
                                &call->instance);
}

static mi_result read_parameters(mi_lua_take *take, int arguments, mi_call *call) {
  if (call->method == NULL) luaL_error(take->L, "argument 'method' is missing");
  mi_lua_raw_field(take->L, arguments, "parameters");
  if (lua_isnil(take->L, -1)) return MI_OK;
  check_table(take->L, "parameters");
  const char *class_name = call->path != NULL ? call->path->class_name : call->class_name;
  const mi_class *class_ = NULL;
  mi_result result = mi_lua_take_class(take, class_name, &class_);
  if (result != MI_OK) return result;
  const mi_method *method = class_ != NULL ? mi_class_method(class_, call->method) : NULL;
  return mi_lua_take_parameters(take, -1, call->method, method, &call->parameters);
}

mi_result mi_lua_read_call(lua_State *L, int arguments, mi_session *session, mi_call_kind kind,
                           mi_lua_scratch *scratch, mi_call *call) {
  memset(call, 0, sizeof *call);
  call->kind = kind;
  mi_lua_check_stack(L, 20, "arguments");
  read_options(L, arguments, &scratch->arena, call);
  int top = lua_gettop(L);
  mi_lua_take take = mi_lua_take_begin(L, scratch, session, call->namespace_name);
  mi_result result = read_custom(&take, arguments, call);
  if (result == MI_OK) result = read_object(&take, arguments, call);
  if (result == MI_OK && kind == MI_CALL_CREATE) {
    result = read_new_instance(&take, arguments, call);
  }
  if (result == MI_OK && kind == MI_CALL_MODIFY) result = read_changes(&take, arguments, call);
  if (result == MI_OK && kind == MI_CALL_INVOKE) result = read_parameters(&take, arguments, call);
  lua_settop(L, top);
  return result;
}
