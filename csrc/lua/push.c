#include "lua/push.h"

#include "base/text.h"
#include "lua/datetime.h"
#include "lua/instance.h"
#include "lua/number.h"
#include "lua/reference.h"
#include "lua/schema.h"

#define DEEPEST 200 /* of what is nested in a value; more is refused where values are made */

typedef struct push {
  lua_State *L;
  mi_lua_style style;
  mi_schema *keeper;
  unsigned depth;
} push;

static void push_any(push *p, const mi_value *value);

static void enter(push *p) {
  if (++p->depth > DEEPEST) luaL_error(p->L, "the value is nested too deeply");
  mi_lua_check_stack(p->L, 16, "the value is nested too deeply");
}

static void push_null(lua_State *L) { lua_pushlightuserdata(L, NULL); }

/* A code unit that is no character by itself stays exact. */
static void push_char(lua_State *L, const mi_value *value) {
  char text[4];
  size_t length = mi_text_encode_utf8(text, (uint32_t)value->as.natural);
  if (length == 0) {
    mi_lua_push_boxed(L, value);
  } else {
    lua_pushlstring(L, text, length);
  }
}

static void push_integer(push *p, const mi_value *value) {
  char text[MI_TEXT_NUMBER];
  if (value->type == MI_TYPE_CHAR16) {
    push_char(p->L, value);
  } else if (p->style.int64_text && value->type == MI_TYPE_UINT64) {
    lua_pushlstring(p->L, text, mi_text_from_uint64(text, value->as.natural));
  } else if (p->style.int64_text && value->type == MI_TYPE_SINT64) {
    lua_pushlstring(p->L, text, mi_text_from_sint64(text, value->as.integer));
  } else {
    mi_lua_push_integer(p->L, value);
  }
}

static void push_array(push *p, const mi_value *array) {
  enter(p);
  lua_createtable(p->L, (int)array->length, 0);
  for (uint32_t i = 0; i < array->length; i++) {
    push_any(p, &array->as.elements[i]);
    lua_rawseti(p->L, -2, (int)i + 1);
  }
  p->depth--;
}

static void push_keys(push *p, const mi_path *path) {
  lua_createtable(p->L, 0, (int)path->key_count);
  for (uint32_t i = 0; i < path->key_count; i++) {
    lua_pushstring(p->L, path->keys[i].name);
    push_any(p, &path->keys[i].value);
    lua_rawset(p->L, -3);
  }
}

static void push_path(push *p, const mi_path *path) {
  enter(p);
  push_keys(p, path);
  mi_lua_push_reference(p->L, path->class_name, path->namespace_name, path->host, path->singleton);
  p->depth--;
}

/* What the fields of the table do not tell: a place of its own, or a path with other keys. */
static bool has_own_place(const mi_instance *instance) {
  const mi_class *class_ = instance->class_;
  const mi_path *path = instance->path;
  if (instance->host != NULL) return true;
  if (instance->namespace_name != NULL &&
      !mi_text_same_name(instance->namespace_name, class_->namespace_name)) {
    return true;
  }
  if (path == NULL) return false;
  if (path->host != NULL || path->key_count == 0) return true;
  if (path->key_count != class_->key_count) return true;
  if (!mi_text_same_name(path->class_name, class_->name)) return true;
  if (path->namespace_name != NULL &&
      !mi_text_same_name(path->namespace_name, class_->namespace_name)) {
    return true;
  }
  for (uint32_t i = 0; i < path->key_count; i++) {
    const mi_value *value = mi_instance_get(instance, path->keys[i].name);
    if (value == NULL || value->null) return true;
  }
  return false;
}

static void push_place(push *p, const mi_instance *instance) {
  const mi_path *path = instance->path;
  const char *namespace_name = instance->namespace_name, *host = instance->host;
  if (namespace_name == NULL) namespace_name = instance->class_->namespace_name;
  if (path == NULL) {
    lua_pushnil(p->L); /* the keys are in the fields */
    mi_lua_push_reference(p->L, instance->class_->name, namespace_name, host, false);
    return;
  }
  if (path->namespace_name != NULL) namespace_name = path->namespace_name;
  if (path->host != NULL) host = path->host;
  enter(p);
  push_keys(p, path);
  mi_lua_push_reference(p->L, path->class_name, namespace_name, host, path->singleton);
  p->depth--;
}

static void push_fields(push *p, const mi_instance *instance, int names) {
  const mi_class *class_ = instance->class_;
  uint32_t count = class_->property_count;
  if (!p->style.null) {
    count = 0;
    for (uint32_t i = 0; i < class_->property_count; i++) count += !instance->values[i].null;
  }
  lua_createtable(p->L, 0, (int)count);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_value *value = &instance->values[i];
    if (value->null && !p->style.null) continue;
    lua_rawgeti(p->L, names, (int)i + 1);
    push_any(p, value);
    lua_rawset(p->L, -3);
  }
}

static void push_table(push *p, const mi_instance *instance, int names, int metatable) {
  enter(p);
  push_fields(p, instance, names);
  lua_pushvalue(p->L, metatable);
  lua_setmetatable(p->L, -2);
  if (has_own_place(instance)) {
    push_place(p, instance);
    mi_lua_set_place(p->L, -2);
  }
  p->depth--;
}

static void push_instance(push *p, const mi_instance *instance) {
  mi_lua_check_stack(p->L, 16, "the value is nested too deeply");
  mi_lua_push_record(p->L, instance->class_);
  if (p->style.handles) {
    mi_lua_push_handle(p->L, instance, &p->style, p->keeper);
    return;
  }
  int record = lua_gettop(p->L);
  lua_rawgeti(p->L, record, MI_LUA_RECORD_NAMES);
  lua_rawgeti(p->L, record, MI_LUA_RECORD_METATABLE);
  push_table(p, instance, record + 1, record + 2);
  lua_replace(p->L, record);
  lua_settop(p->L, record);
}

static void push_any(push *p, const mi_value *value) {
  if (value->null) {
    push_null(p->L);
  } else if (mi_type_is_array(value->type)) {
    push_array(p, value);
  } else {
    switch (mi_type_storage(value->type)) {
      case MI_STORAGE_BOOLEAN: lua_pushboolean(p->L, value->as.boolean); break;
      case MI_STORAGE_UNSIGNED:
      case MI_STORAGE_SIGNED: push_integer(p, value); break;
      case MI_STORAGE_REAL: lua_pushnumber(p->L, (lua_Number)value->as.real); break;
      case MI_STORAGE_DATETIME: mi_lua_push_datetime(p->L, value->as.datetime); break;
      case MI_STORAGE_TEXT: lua_pushlstring(p->L, value->as.text, value->length); break;
      case MI_STORAGE_REFERENCE: push_path(p, value->as.reference); break;
      case MI_STORAGE_INSTANCE: push_instance(p, value->as.instance); break;
    }
  }
}

static push begin(lua_State *L, const mi_lua_style *style, mi_schema *keeper) {
  static const mi_lua_style plain = {false, false, false};
  push p = {L, style != NULL ? *style : plain, keeper, 0};
  mi_lua_check_stack(L, 16, "values");
  return p;
}

void mi_lua_push_value(lua_State *L, const mi_value *value, const mi_lua_style *style,
                       mi_schema *keeper) {
  push p = begin(L, style, keeper);
  push_any(&p, value);
}

void mi_lua_push_instance(lua_State *L, const mi_instance *instance, const mi_lua_style *style,
                          mi_schema *keeper) {
  push p = begin(L, style, keeper);
  push_instance(&p, instance);
}

void mi_lua_push_instance_table(lua_State *L, const mi_instance *instance,
                                const mi_lua_style *style, int names, int metatable) {
  push p = begin(L, style, NULL);
  push_table(&p, instance, names, metatable);
}

void mi_lua_push_path(lua_State *L, const mi_path *path) {
  push p = begin(L, NULL, NULL);
  push_path(&p, path);
}
