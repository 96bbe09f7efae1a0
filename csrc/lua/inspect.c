#include "lua/inspect.h"

#include "lua/class.h"
#include "lua/datetime.h"
#include "lua/error.h"
#include "lua/instance.h"
#include "lua/number.h"
#include "lua/push.h"
#include "lua/reference.h"
#include "lua/scratch.h"

typedef struct subject {
  const mi_class *class_;
  const mi_instance *instance; /* of a handle; NULL: it is a table */
} subject;

static bool find_subject(lua_State *L, int index, subject *out) {
  const mi_lua_handle *handle = mi_lua_test_handle(L, index);
  out->instance = handle != NULL ? handle->instance : NULL;
  out->class_ = handle != NULL ? handle->instance->class_ : mi_lua_test_instance_table(L, index);
  return out->class_ != NULL;
}

static subject check_subject(lua_State *L, int index) {
  subject found;
  luaL_checkany(L, index);
  if (!find_subject(L, index, &found)) {
    lua_pushfstring(L, "an instance was expected, not %s", luaL_typename(L, index));
    luaL_argerror(L, index, lua_tostring(L, -1));
  }
  return found;
}

static const char *field_text(lua_State *L, int index, const char *name) {
  if (!lua_istable(L, index)) return NULL;
  mi_lua_raw_field(L, index, name);
  return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

/* ---- paths ---- */

/* Pushes the keys that stand in the fields; false, and nothing pushed, when one is missing. */
static bool push_keys_of_table(lua_State *L, int index, const mi_class *class_) {
  if (class_->key_count == 0) return false;
  lua_createtable(L, 0, (int)class_->key_count);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if ((class_->properties[i].flags & MI_ELEMENT_KEY) == 0) continue;
    mi_lua_raw_field(L, index, class_->properties[i].name);
    if (lua_isnil(L, -1) || lua_islightuserdata(L, -1)) {
      lua_pop(L, 2);
      return false;
    }
    lua_setfield(L, -2, class_->properties[i].name);
  }
  return true;
}

static bool push_path_of_table(lua_State *L, int index, const mi_class *class_) {
  int base = lua_gettop(L);
  mi_lua_push_place(L, index);
  int place = lua_gettop(L);
  if (lua_istable(L, place)) {
    mi_lua_raw_field(L, place, "keys");
    bool complete = lua_istable(L, -1);
    lua_settop(L, place);
    if (complete) return true;
  }
  const char *namespace_name = field_text(L, place, "namespace");
  const char *host = field_text(L, place, "host");
  if (namespace_name == NULL) namespace_name = class_->namespace_name;
  bool complete = push_keys_of_table(L, index, class_);
  if (complete) {
    mi_lua_push_reference(L, class_->name, namespace_name, host, false);
    lua_insert(L, place);
    lua_settop(L, place);
  } else {
    lua_settop(L, base);
  }
  return complete;
}

static bool push_path_of_handle(lua_State *L, const mi_instance *instance) {
  const mi_path *path = NULL;
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_result result = mi_instance_path(&path, instance, &scratch->arena, &scratch->error);
  if (result == MI_OK) {
    mi_lua_push_path(L, path);
    mi_lua_scratch_free(scratch);
    lua_remove(L, -2);
    return true;
  }
  mi_lua_scratch_free(scratch);
  if (result == MI_E_OUT_OF_MEMORY) mi_lua_out_of_memory(L);
  lua_pop(L, 1);
  return false;
}

bool mi_lua_push_path_of(lua_State *L, int index) {
  subject found;
  mi_lua_check_stack(L, 12, "paths");
  index = lua_absindex(L, index);
  if (!find_subject(L, index, &found)) return false;
  return found.instance != NULL ? push_path_of_handle(L, found.instance)
                                : push_path_of_table(L, index, found.class_);
}

static int refuse_path(lua_State *L, const mi_class *class_) {
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_error_set(&scratch->error, MI_E_NOT_FOUND, "an instance of %s has no path: %s", class_->name,
               class_->key_count == 0 ? "its class has no keys" : "not all of its keys are there");
  lua_pushnil(L);
  mi_lua_push_error(L, &scratch->error);
  mi_lua_scratch_free(scratch);
  return 2;
}

static int path(lua_State *L) {
  lua_settop(L, 1);
  if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) return 1;
  subject found = check_subject(L, 1);
  return mi_lua_push_path_of(L, 1) ? 1 : refuse_path(L, found.class_);
}

/* Of an instance that has no path: the keys that are there. */
static void push_known_keys(lua_State *L, const subject *found) {
  lua_createtable(L, 0, (int)found->class_->key_count);
  for (uint32_t i = 0; i < found->class_->property_count; i++) {
    const mi_element *property = &found->class_->properties[i];
    if ((property->flags & MI_ELEMENT_KEY) == 0) continue;
    if (found->instance == NULL) {
      mi_lua_raw_field(L, 1, property->name);
    } else {
      mi_lua_push_value(L, &found->instance->values[i], NULL, NULL);
    }
    if (lua_islightuserdata(L, -1)) {
      lua_pop(L, 1);
    } else {
      lua_setfield(L, -2, property->name);
    }
  }
}

static int keys(lua_State *L) {
  lua_settop(L, 1);
  if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    mi_lua_raw_field(L, 1, "keys");
    return 1;
  }
  subject found = check_subject(L, 1);
  if (mi_lua_push_path_of(L, 1)) {
    mi_lua_raw_field(L, -1, "keys");
  } else {
    push_known_keys(L, &found);
  }
  return 1;
}

/* ---- where and what ---- */

static int classname(lua_State *L) {
  luaL_checkany(L, 1);
  const mi_class *class_ = mi_lua_test_class(L, 1);
  if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    mi_lua_raw_field(L, 1, "class");
  } else {
    lua_pushstring(L, class_ != NULL ? class_->name : check_subject(L, 1).class_->name);
  }
  return 1;
}

/* A text of where an instance is: said by it or its path. NULL: not said. */
static void push_where(lua_State *L, const char *field, const char *own, const char *of_path,
                       const char *otherwise) {
  const char *text = own != NULL ? own : of_path;
  if (text == NULL && lua_istable(L, 1)) {
    mi_lua_push_place(L, 1);
    text = field_text(L, -1, field);
  }
  lua_pushstring(L, text != NULL ? text : otherwise);
}

static int namespace_of(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  const mi_class *class_ = mi_lua_test_class(L, 1);
  if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    mi_lua_raw_field(L, 1, "namespace");
  } else if (class_ != NULL) {
    lua_pushstring(L, class_->namespace_name);
  } else {
    subject s = check_subject(L, 1);
    const mi_path *at = s.instance != NULL ? s.instance->path : NULL;
    push_where(L, "namespace", s.instance != NULL ? s.instance->namespace_name : NULL,
               at != NULL ? at->namespace_name : NULL, s.class_->namespace_name);
  }
  return 1;
}

static int host(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    mi_lua_raw_field(L, 1, "host");
    return 1;
  }
  subject s = check_subject(L, 1);
  const mi_path *at = s.instance != NULL ? s.instance->path : NULL;
  push_where(L, "host", s.instance != NULL ? s.instance->host : NULL, at != NULL ? at->host : NULL,
             NULL);
  return 1;
}

/* ---- types ---- */

static int type_of_value(lua_State *L) {
  subject s;
  const mi_value *number = mi_lua_test_boxed(L, 1);
  mi_datetime datetime;
  mi_result result;
  if (number != NULL) {
    mi_lua_push_type(L, number->type);
  } else if (find_subject(L, 1, &s)) {
    lua_pushliteral(L, "instance");
  } else if (mi_lua_is(L, 1, MI_LUA_REFERENCE)) {
    lua_pushliteral(L, "reference");
  } else if (mi_lua_test_datetime(L, 1, &datetime, &result)) {
    lua_pushliteral(L, "datetime");
  } else if (mi_lua_test_class(L, 1) != NULL) {
    lua_pushliteral(L, "class");
  } else {
    lua_pushnil(L);
  }
  return 1;
}

static int type_of(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_isnoneornil(L, 2)) return type_of_value(L);
  size_t length = 0;
  const char *name = luaL_checklstring(L, 2, &length);
  const mi_class *class_ = mi_lua_test_class(L, 1);
  if (class_ == NULL) class_ = check_subject(L, 1).class_;
  int index = mi_class_find(class_, name, length);
  if (index < 0) {
    lua_pushnil(L);
  } else {
    mi_lua_push_type(L, class_->properties[index].type);
  }
  return 1;
}

static int properties(lua_State *L) {
  luaL_checkany(L, 1);
  const mi_class *class_ = mi_lua_test_class(L, 1);
  if (class_ == NULL) class_ = check_subject(L, 1).class_;
  mi_lua_push_names(L, class_->properties, class_->property_count);
  return 1;
}

/* Of a projection: the class that it shows a part of. */
static int declaration(lua_State *L) {
  const mi_class *class_ = check_subject(L, 1).class_;
  mi_lua_push_class(L, class_->origin != NULL ? class_->origin : class_);
  return 1;
}

/* ---- a table of its own ---- */

static void copy_table(lua_State *L) {
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
  }
  lua_getmetatable(L, 1);
  lua_setmetatable(L, -2);
  mi_lua_push_place(L, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
  } else {
    mi_lua_set_place(L, -2);
  }
}

static int to_table(lua_State *L) {
  lua_settop(L, 1);
  check_subject(L, 1);
  const mi_lua_handle *handle = mi_lua_test_handle(L, 1);
  if (handle == NULL) {
    copy_table(L);
  } else {
    mi_lua_style style = handle->style;
    style.handles = false;
    mi_lua_push_instance(L, handle->instance, &style, handle->schema->schema);
  }
  return 1;
}

static const luaL_Reg functions[] = {
    {"classname", classname},     {"namespace", namespace_of}, {"host", host},
    {"path", path},               {"keys", keys},              {"type", type_of},
    {"properties", properties},   {"table", to_table},         {"declaration", declaration},
    {NULL, NULL}};

void mi_lua_inspect_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
