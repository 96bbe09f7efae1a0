#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lua/inspect.h"
#include "lua/instance.h"
#include "lua/reference.h"
#include "lua/take_private.h"

/* ---- tables of properties and parameters ---- */

typedef struct field {
  const char *name;
  const mi_element *element; /* NULL: not declared */
  mi_value value;
} field;

/* What the names of a table are looked up in. */
typedef struct home {
  const char *name;       /* of the class or method */
  const char *noun;       /* "property" */
  mi_result unknown;      /* when there is no such element */
  const mi_element *list; /* NULL: any name will do */
  uint32_t count;
  bool open; /* other names will do, too */
  bool skip_keys;
} home;

static const mi_element *find_element(const home *h, const char *name, size_t length) {
  for (uint32_t i = 0; i < h->count; i++) {
    const mi_element *element = &h->list[i];
    if (mi_text_same_name_n(element->name, element->name_length, name, length)) return element;
  }
  return NULL;
}

static mi_result refuse_name(mi_lua_take *take, const home *h, const char *name) {
  mi_nearest nearest = MI_NEAREST(name);
  for (uint32_t i = 0; i < h->count; i++) mi_nearest_show(&nearest, h->list[i].name);
  return mi_error_set(error_of(take), h->unknown, "%s has no %s '%s'%s%s%s", h->name, h->noun, name,
                      nearest.name != NULL ? " (did you mean '" : "",
                      nearest.name != NULL ? nearest.name : "", nearest.name != NULL ? "'?)" : "");
}

/* The name at -2, the value on top. */
static mi_result take_field(mi_lua_take *take, const home *h, field *out) {
  lua_State *L = take->L;
  if (lua_type(L, -2) != LUA_TSTRING) {
    return mi_error_set(error_of(take), MI_E_INVALID_PARAMETER,
                        "%s: the name of a %s must be a string, not a %s", h->name, h->noun,
                        luaL_typename(L, -2));
  }
  size_t length = 0;
  const char *name = lua_tolstring(L, -2, &length);
  out->element = find_element(h, name, length);
  if (out->element == NULL && ((h->list != NULL && !h->open) || !mi_text_is_name(name, length))) {
    return refuse_name(take, h, name);
  }
  mi_result result = out->element != NULL ? mi_lua_take_element(take, -1, out->element, &out->value)
                                          : mi_lua_take_value(take, -1, &out->value);
  if (result != MI_OK) {
    mi_error_prefix(error_of(take), "%s '%s'", h->noun, name);
    return result;
  }
  out->name = out->element != NULL ? out->element->name
                                   : mi_arena_text(&take->scratch->arena, name, length);
  return out->name != NULL ? MI_OK : no_memory(take);
}

static int compare_fields(const void *a, const void *b) {
  return mi_text_compare_names(((const field *)a)->name, ((const field *)b)->name);
}

static mi_result refuse_twice(mi_lua_take *take, const home *h, const field *fields,
                              uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    if (!mi_text_same_name(fields[i - 1].name, fields[i].name)) continue;
    return mi_error_set(error_of(take), MI_E_INVALID_PARAMETER, "%s: %s '%s' is given twice",
                        h->name, h->noun, fields[i].name);
  }
  return MI_OK;
}

/* The fields of a table, sorted by name: what is made of them must not depend on Lua's hash. */
static mi_result take_fields(mi_lua_take *take, int index, const home *h, field **out,
                             uint32_t *count) {
  lua_State *L = take->L;
  size_t room = 0, taken = 0;
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) room++;
  if (room > take->scratch->limits->max_properties) {
    return mi_lua_take_limit(take, "max_properties", take->scratch->limits->max_properties);
  }
  field *fields = mi_lua_take_alloc(take, room, sizeof *fields);
  if (fields == NULL) return no_memory(take);
  *count = 0;
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    if (taken++ == room) { /* a finalizer changed the table */
      lua_pop(L, 2);
      break;
    }
    field *f = &fields[*count];
    mi_result result = take_field(take, h, f);
    if (result != MI_OK) {
      lua_pop(L, 2);
      return result;
    }
    bool key = f->element != NULL && (f->element->flags & MI_ELEMENT_KEY) != 0;
    if (!(h->skip_keys && key)) ++*count;
  }
  qsort(fields, *count, sizeof *fields, compare_fields);
  *out = fields;
  return refuse_twice(take, h, fields, *count);
}

static mi_element shape_element(const field *f) {
  mi_element element;
  memset(&element, 0, sizeof element);
  element.name = f->name;
  element.name_length = (uint32_t)strlen(f->name);
  element.type = f->value.type;
  if (f->element != NULL) {
    element.type = f->element->type;
    element.flags = f->element->flags;
    element.array_size = f->element->array_size;
    element.class_name = f->element->class_name;
  }
  element.value = mi_value_null(element.type);
  return element;
}

/* An instance of a class that has just these fields. */
static mi_result make_instance(mi_lua_take *take, const char *name, const field *fields,
                               uint32_t count, const mi_instance **out) {
  mi_schema *shapes = NULL;
  const mi_class *class_ = NULL;
  const char *namespace_name = take->namespace_name;
  if (namespace_name == NULL && take->session != NULL) {
    namespace_name = mi_session_namespace(take->session);
  }
  if (namespace_name == NULL) namespace_name = MI_DEFAULT_NAMESPACE;
  mi_element *elements = mi_lua_take_alloc(take, count, sizeof *elements);
  if (elements == NULL) return no_memory(take);
  for (uint32_t i = 0; i < count; i++) elements[i] = shape_element(&fields[i]);
  mi_result result = mi_lua_scratch_shapes(&shapes, take->scratch);
  if (result != MI_OK) return result;
  result = mi_schema_shape(shapes, namespace_name, name, elements, count, &class_, error_of(take));
  if (result != MI_OK) return result;
  mi_instance *instance = mi_instance_new(class_, false, &take->scratch->arena);
  if (instance == NULL) return no_memory(take);
  for (uint32_t i = 0; i < count; i++) {
    int place = mi_class_find(class_, fields[i].name, strlen(fields[i].name));
    if (place >= 0) instance->values[place] = fields[i].value;
  }
  *out = instance;
  return MI_OK;
}

static mi_result take_shape(mi_lua_take *take, int index, const home *h, const mi_instance **out) {
  field *fields = NULL;
  uint32_t count = 0;
  index = lua_absindex(take->L, index);
  mi_result result = mi_lua_take_enter(take);
  if (result == MI_OK) result = take_fields(take, index, h, &fields, &count);
  if (result == MI_OK) result = make_instance(take, h->name, fields, count, out);
  take->depth--;
  return result;
}

mi_result mi_lua_take_properties(mi_lua_take *take, int index, const char *class_name,
                                 const mi_class *declared, bool skip_keys,
                                 const mi_instance **out) {
  home h = {class_name, "property", MI_E_NO_SUCH_PROPERTY, NULL, 0, false, skip_keys};
  if (declared != NULL) {
    h.list = declared->properties;
    h.count = declared->property_count;
    /* What is of an abstract class is of one below it, which may have more. */
    h.open = (declared->flags & (MI_CLASS_INFERRED | MI_CLASS_ABSTRACT)) != 0;
  }
  return take_shape(take, index, &h, out);
}

mi_result mi_lua_take_parameters(mi_lua_take *take, int index, const char *method_name,
                                 const mi_method *declared, const mi_instance **out) {
  home h = {method_name, "parameter", MI_E_INVALID_PARAMETER, NULL, 0, false, false};
  if (declared != NULL) {
    static const mi_element none;
    h.list = declared->parameter_count > 0 ? declared->parameters : &none;
    h.count = declared->parameter_count;
  }
  return take_shape(take, index, &h, out);
}

/* ---- instances ---- */

/* What to type the fields by: the full declaration, not a projection or an inferred class. */
static mi_result declaration_of(mi_lua_take *take, const mi_class *class_, const mi_class **out) {
  *out = class_->origin != NULL ? class_->origin : class_;
  if (class_->origin != NULL || (class_->flags & MI_CLASS_INFERRED) == 0) return MI_OK;
  const mi_class *declared = NULL;
  mi_result result = mi_lua_take_class(take, class_->name, &declared);
  if (declared != NULL) *out = declared;
  return result;
}

static mi_result take_handle(mi_lua_take *take, const mi_lua_handle *handle,
                             const mi_instance **out) {
  mi_instance *copy = NULL;
  mi_result result = mi_lua_scratch_keep(take->scratch, handle->schema->schema);
  if (result != MI_OK) return result;
  result = mi_instance_copy(&copy, handle->instance, &take->scratch->arena);
  if (result != MI_OK) {
    return mi_error_set(error_of(take), result, "%s", mi_result_meaning(result));
  }
  *out = copy;
  return MI_OK;
}

mi_result mi_lua_take_instance(mi_lua_take *take, int index, const mi_instance **out) {
  index = lua_absindex(take->L, index);
  const mi_lua_handle *handle = mi_lua_test_handle(take->L, index);
  if (handle != NULL) return take_handle(take, handle, out);
  const mi_class *class_ = mi_lua_test_instance_table(take->L, index);
  if (class_ == NULL) {
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "an instance was expected, not a %s",
                        luaL_typename(take->L, index));
  }
  mi_result result = mi_lua_scratch_keep(take->scratch, class_->schema);
  if (result != MI_OK) return result;
  const mi_class *declared = NULL;
  result = declaration_of(take, class_, &declared);
  if (result != MI_OK) return result;
  return mi_lua_take_properties(take, index, declared->name, declared, false, out);
}

/* ---- object paths ---- */

static mi_result field_of_path(mi_lua_take *take, int index, const char *name, const char **out) {
  *out = NULL;
  mi_lua_raw_field(take->L, index, name);
  mi_value text;
  mi_result result = MI_OK;
  if (lua_type(take->L, -1) == LUA_TSTRING) {
    result = mi_lua_take_text(take, -1, &text);
    if (result == MI_OK) *out = text.as.text;
  } else if (!lua_isnil(take->L, -1)) {
    result = mi_error_set(error_of(take), MI_E_INVALID_PARAMETER,
                          "the ref's field '%s' must be a string, not a %s", name,
                          luaL_typename(take->L, -1));
  }
  lua_pop(take->L, 1);
  return result;
}

static mi_result take_keys(mi_lua_take *take, int index, mi_path *path) {
  field *fields = NULL;
  home h = {path->class_name, "key", MI_E_INVALID_PARAMETER, NULL, 0, true, false};
  const mi_class *declared = NULL;
  mi_result result = mi_lua_take_class(take, path->class_name, &declared);
  if (result != MI_OK) return result;
  if (declared != NULL) {
    h.list = declared->properties;
    h.count = declared->property_count;
  }
  uint32_t count = 0;
  result = take_fields(take, index, &h, &fields, &count);
  if (result != MI_OK) return result;
  mi_key *keys = mi_lua_take_alloc(take, count, sizeof *keys);
  if (keys == NULL) return no_memory(take);
  for (uint32_t i = 0; i < count; i++) {
    if (fields[i].value.null || mi_type_is_array(fields[i].value.type)) {
      return mi_error_set(error_of(take), MI_E_INVALID_PARAMETER, "key '%s' has no single value",
                          fields[i].name);
    }
    keys[i].name = fields[i].name;
    keys[i].value = fields[i].value;
  }
  path->keys = keys;
  path->key_count = count;
  return MI_OK;
}

/* Keys are looked up in the namespace that the path names. */
static mi_result take_reference(mi_lua_take *take, int index, const mi_path **out) {
  mi_path *path = mi_lua_take_alloc(take, 1, sizeof *path);
  if (path == NULL) return no_memory(take);
  mi_result result = mi_lua_take_enter(take);
  if (result == MI_OK) result = field_of_path(take, index, "class", &path->class_name);
  if (result == MI_OK) result = field_of_path(take, index, "namespace", &path->namespace_name);
  if (result == MI_OK) result = field_of_path(take, index, "host", &path->host);
  if (result != MI_OK) return result;
  if (path->class_name == NULL || !mi_text_is_name(path->class_name, strlen(path->class_name))) {
    return mi_error_set(error_of(take), MI_E_INVALID_PARAMETER, "the ref names no class");
  }
  const char *outer = take->namespace_name;
  if (path->namespace_name != NULL) take->namespace_name = path->namespace_name;
  mi_lua_raw_field(take->L, index, "keys");
  if (lua_istable(take->L, -1)) {
    result = take_keys(take, lua_gettop(take->L), path);
  } else if (!lua_isnil(take->L, -1)) {
    result = mi_error_set(error_of(take), MI_E_INVALID_PARAMETER,
                          "the ref's keys must be a table, not a %s", luaL_typename(take->L, -1));
  }
  mi_lua_raw_field(take->L, index, "singleton");
  path->singleton = path->key_count == 0 && lua_toboolean(take->L, -1) != 0;
  lua_pop(take->L, 2);
  take->namespace_name = outer;
  take->depth--;
  *out = path;
  return result;
}

static mi_result parse_path(mi_lua_take *take, int index, const mi_path **out) {
  size_t length = 0;
  mi_path *path = NULL;
  const char *text = lua_tolstring(take->L, index, &length);
  mi_result result = mi_path_parse(&path, text, length, &take->scratch->arena, error_of(take));
  if (result == MI_OK) *out = path;
  return result;
}

mi_result mi_lua_take_path(mi_lua_take *take, int index, const mi_path **out) {
  lua_State *L = take->L;
  mi_lua_check_stack(L, 16, "paths");
  index = lua_absindex(L, index);
  if (lua_type(L, index) == LUA_TSTRING) return parse_path(take, index, out);
  if (mi_lua_is(L, index, MI_LUA_REFERENCE)) return take_reference(take, index, out);
  if (mi_lua_test_handle(L, index) == NULL && mi_lua_test_instance_table(L, index) == NULL) {
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH,
                        "a ref or an instance was expected, not a %s", luaL_typename(L, index));
  }
  if (!mi_lua_push_path_of(L, index)) {
    return mi_error_set(error_of(take), MI_E_INVALID_PARAMETER,
                        "the instance has no path: not all of its keys are there");
  }
  mi_result result = take_reference(take, lua_gettop(L), out);
  lua_pop(L, 1);
  return result;
}
