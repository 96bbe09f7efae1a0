#include "lua/class.h"

#include <string.h>

#include "lua/push.h"
#include "lua/scratch.h"

#define CLASS "mi.class"

void mi_lua_push_class_handle(lua_State *L, const mi_class *class_, const mi_lua_schema *schema,
                              int record) {
  record = lua_absindex(L, record);
  mi_lua_class *self = lua_newuserdata(L, sizeof *self);
  self->class_ = class_;
  self->schema = schema;
  lua_pushvalue(L, record);
  lua_setuservalue(L, -2);
  luaL_setmetatable(L, CLASS);
}

void mi_lua_push_class(lua_State *L, const mi_class *class_) {
  mi_lua_push_record(L, class_);
  lua_rawgeti(L, -1, MI_LUA_RECORD_CLASS);
  lua_remove(L, -2);
}

const mi_class *mi_lua_test_class(lua_State *L, int index) {
  const mi_lua_class *self = luaL_testudata(L, index, CLASS);
  return self != NULL && self->schema->schema != NULL ? self->class_ : NULL;
}

static const mi_class *check_class(lua_State *L, int index) {
  const mi_lua_class *self = luaL_checkudata(L, index, CLASS);
  if (self->schema->schema == NULL) luaL_error(L, "the class is closed");
  return self->class_;
}

/* ---- pieces of a declaration ---- */

static void set_flag(lua_State *L, const char *name, bool flag) {
  lua_pushboolean(L, flag);
  lua_setfield(L, -2, name);
}

void mi_lua_push_type(lua_State *L, mi_type type) {
  lua_pushfstring(L, "%s%s", mi_type_word(type), mi_type_is_array(type) ? "[]" : "");
}

void mi_lua_push_names(lua_State *L, const mi_element *elements, uint32_t count) {
  lua_createtable(L, (int)count, 0);
  for (uint32_t i = 0; i < count; i++) {
    lua_pushstring(L, elements[i].name);
    lua_rawseti(L, -2, (int)i + 1);
  }
}

/* Two tables: by name, and the fold table that finds the name in any case. */
static void begin_named(lua_State *L, uint32_t count) {
  mi_lua_check_stack(L, 16, "classes");
  lua_createtable(L, 0, (int)count);
  lua_createtable(L, 0, 2 * (int)count);
}

/* The value is on top. */
static void add_named(lua_State *L, const char *name) {
  lua_setfield(L, -3, name);
  mi_lua_fold_add(L, -1, name);
}

static void end_named(lua_State *L) {
  mi_lua_push_fold_index(L);
  lua_createtable(L, 0, 1);
  lua_insert(L, -2);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}

static void push_qualifiers(lua_State *L, const mi_qualifiers *qualifiers) {
  begin_named(L, qualifiers->count);
  for (uint32_t i = 0; i < qualifiers->count; i++) {
    mi_lua_push_value(L, &qualifiers->list[i].value, NULL, NULL);
    add_named(L, qualifiers->list[i].name);
  }
  end_named(L);
}

static void push_element(lua_State *L, const mi_element *element) {
  lua_createtable(L, 0, 10);
  mi_lua_set_text(L, "name", element->name);
  mi_lua_push_type(L, element->type);
  lua_setfield(L, -2, "type");
  mi_lua_set_text(L, "class", element->class_name);
  mi_lua_set_text(L, "origin", element->origin);
  set_flag(L, "array", mi_type_is_array(element->type));
  if (element->array_size > 0) {
    lua_pushinteger(L, (lua_Integer)element->array_size);
    lua_setfield(L, -2, "array_size");
  }
  if (!element->value.null) {
    mi_lua_push_value(L, &element->value, NULL, NULL);
    lua_setfield(L, -2, "default");
  }
  set_flag(L, "required", (element->flags & MI_ELEMENT_REQUIRED) != 0);
  push_qualifiers(L, &element->qualifiers);
  lua_setfield(L, -2, "qualifiers");
}

static void push_property(lua_State *L, const mi_element *property) {
  push_element(L, property);
  set_flag(L, "key", (property->flags & MI_ELEMENT_KEY) != 0);
  set_flag(L, "write", (property->flags & MI_ELEMENT_WRITE) != 0);
  set_flag(L, "inherited", property->inherited);
}

static void push_parameter(lua_State *L, const mi_element *parameter) {
  push_element(L, parameter);
  set_flag(L, "in", (parameter->flags & MI_ELEMENT_IN) != 0);
  set_flag(L, "out", (parameter->flags & MI_ELEMENT_OUT) != 0);
}

static void push_elements(lua_State *L, const mi_element *elements, uint32_t count,
                          void (*push)(lua_State *L, const mi_element *element)) {
  begin_named(L, count);
  for (uint32_t i = 0; i < count; i++) {
    push(L, &elements[i]);
    add_named(L, elements[i].name);
  }
  end_named(L);
}

static void push_method(lua_State *L, const mi_method *method) {
  lua_createtable(L, 0, 8);
  mi_lua_set_text(L, "name", method->name);
  mi_lua_push_type(L, method->type);
  lua_setfield(L, -2, "type");
  mi_lua_set_text(L, "origin", method->origin);
  set_flag(L, "static", method->is_static);
  set_flag(L, "inherited", method->inherited);
  push_qualifiers(L, &method->qualifiers);
  lua_setfield(L, -2, "qualifiers");
  push_elements(L, method->parameters, method->parameter_count, push_parameter);
  lua_setfield(L, -2, "parameters");
  mi_lua_push_names(L, method->parameters, method->parameter_count);
  lua_setfield(L, -2, "parameter_names");
}

/* ---- fields of a class handle ---- */

static void push_properties(lua_State *L, const mi_class *class_) {
  push_elements(L, class_->properties, class_->property_count, push_property);
}

static void push_property_names(lua_State *L, const mi_class *class_) {
  mi_lua_push_names(L, class_->properties, class_->property_count);
}

static void push_methods(lua_State *L, const mi_class *class_) {
  begin_named(L, class_->method_count);
  for (uint32_t i = 0; i < class_->method_count; i++) {
    push_method(L, &class_->methods[i]);
    add_named(L, class_->methods[i].name);
  }
  end_named(L);
}

static void push_own_qualifiers(lua_State *L, const mi_class *class_) {
  push_qualifiers(L, &class_->qualifiers);
}

static void push_name(lua_State *L, const mi_class *class_) { lua_pushstring(L, class_->name); }

static void push_namespace(lua_State *L, const mi_class *class_) {
  lua_pushstring(L, class_->namespace_name);
}

static void push_superclass(lua_State *L, const mi_class *class_) {
  lua_pushstring(L, class_->superclass_name);
}

static void push_parent(lua_State *L, const mi_class *class_) {
  if (class_->superclass == NULL) {
    lua_pushnil(L);
  } else {
    mi_lua_push_class(L, class_->superclass);
  }
}

static int is_a(lua_State *L) {
  const mi_class *class_ = check_class(L, 1);
  lua_pushboolean(L, mi_class_is_a(class_, luaL_checkstring(L, 2)));
  return 1;
}

static void push_is_a(lua_State *L, const mi_class *class_) {
  (void)class_;
  lua_pushcfunction(L, is_a);
}

static const struct {
  const char *name;
  void (*push)(lua_State *L, const mi_class *class_);
  bool kept; /* made once, and then in the record */
} fields[] = {
    {"name", push_name, false},
    {"namespace", push_namespace, false},
    {"superclass", push_superclass, false},
    {"parent", push_parent, false},
    {"is_a", push_is_a, false},
    {"properties", push_properties, true},
    {"property_names", push_property_names, true},
    {"methods", push_methods, true},
    {"qualifiers", push_own_qualifiers, true},
};

static const struct {
  const char *name;
  uint16_t flag;
} flags[] = {
    {"association", MI_CLASS_ASSOCIATION}, {"indication", MI_CLASS_INDICATION},
    {"abstract", MI_CLASS_ABSTRACT},       {"terminal", MI_CLASS_TERMINAL},
    {"inferred", MI_CLASS_INFERRED},
};

static void push_kept(lua_State *L, const mi_class *class_, size_t number) {
  lua_getuservalue(L, 1);
  mi_lua_raw_field(L, -1, fields[number].name);
  if (!lua_isnil(L, -1)) return;
  lua_pop(L, 1);
  fields[number].push(L, class_);
  lua_pushstring(L, fields[number].name);
  lua_pushvalue(L, -2);
  lua_rawset(L, -4);
}

static int index_class(lua_State *L) {
  const mi_class *class_ = check_class(L, 1);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (strcmp(fields[i].name, name) != 0) continue;
    if (fields[i].kept) {
      push_kept(L, class_, i);
    } else {
      fields[i].push(L, class_);
    }
    return 1;
  }
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    if (strcmp(flags[i].name, name) != 0) continue;
    lua_pushboolean(L, (class_->flags & flags[i].flag) != 0);
    return 1;
  }
  lua_pushnil(L);
  return 1;
}

static int is_equal(lua_State *L) {
  const mi_class *a = mi_lua_test_class(L, 1), *b = mi_lua_test_class(L, 2);
  lua_pushboolean(L, a != NULL && a == b);
  return 1;
}

static int to_text(lua_State *L) {
  const mi_class *class_ = mi_lua_test_class(L, 1);
  if (class_ == NULL) {
    luaL_checkudata(L, 1, CLASS);
    lua_pushliteral(L, "mi.class: (closed)");
    return 1;
  }
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_class_print(class_, &scratch->buffer);
  return mi_lua_scratch_text(L, scratch);
}

static const luaL_Reg metamethods[] = {
    {"__index", index_class}, {"__eq", is_equal}, {"__tostring", to_text}, {NULL, NULL}};

void mi_lua_class_define(lua_State *L) { mi_lua_define_userdata(L, CLASS, metamethods, NULL); }
