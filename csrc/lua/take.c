#include "lua/take.h"

#include "base/text.h"
#include "lua/datetime.h"
#include "lua/instance.h"
#include "lua/number.h"
#include "lua/reference.h"
#include "lua/take_private.h"

#define DEEPEST 100 /* the C stack's own bound, below that of the limits */

mi_lua_take mi_lua_take_begin(lua_State *L, mi_lua_scratch *scratch, mi_session *session,
                              const char *namespace_name) {
  mi_lua_take take = {L, scratch, session, namespace_name, 0};
  return take;
}

void *mi_lua_take_alloc(mi_lua_take *take, size_t count, size_t size) {
  return mi_arena_alloc_zero(&take->scratch->arena, (count + 1) * size);
}

mi_result mi_lua_take_limit(mi_lua_take *take, const char *name, size_t limit) {
  return mi_error_set(error_of(take), MI_E_LIMIT, "%s (%zu) is exceeded", name, limit);
}

mi_result mi_lua_take_enter(mi_lua_take *take) {
  size_t most = take->scratch->limits->max_depth;
  if (most > DEEPEST) most = DEEPEST;
  if (++take->depth > most) return mi_lua_take_limit(take, "max_depth", most);
  mi_lua_check_stack(take->L, 16, "the value is nested too deeply");
  return MI_OK;
}

mi_result mi_lua_take_class(mi_lua_take *take, const char *class_name, const mi_class **out) {
  *out = NULL;
  if (take->session == NULL || class_name == NULL) return MI_OK;
  const char *namespace_name = take->namespace_name;
  if (namespace_name == NULL) namespace_name = mi_session_namespace(take->session);
  *out = mi_session_find_class(take->session, namespace_name, class_name);
  return *out != NULL ? mi_lua_scratch_keep(take->scratch, (*out)->schema) : MI_OK;
}

/* ---- scalars ---- */

mi_result mi_lua_take_text(mi_lua_take *take, int index, mi_value *out) {
  size_t length = 0;
  const char *text = lua_tolstring(take->L, index, &length);
  if (length > take->scratch->limits->max_text) {
    return mi_lua_take_limit(take, "max_text", take->scratch->limits->max_text);
  }
  if (mi_text_utf8_prefix(text, length) != length) {
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "the string is not UTF-8 text");
  }
  char *copy = mi_arena_text(&take->scratch->arena, text, length);
  if (copy == NULL) return no_memory(take);
  *out = mi_value_text(copy, length);
  return MI_OK;
}

static mi_result take_datetime(mi_lua_take *take, const mi_datetime *datetime, mi_value *out) {
  mi_datetime *copy = mi_lua_take_alloc(take, 1, sizeof *copy);
  if (copy == NULL) return no_memory(take);
  *copy = *datetime;
  *out = mi_value_datetime(copy);
  return MI_OK;
}

static mi_result not_a_value(mi_lua_take *take, int index) {
  return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "a %s is no value",
                      luaL_typename(take->L, index));
}

static mi_result take_userdata(mi_lua_take *take, int index, mi_value *out) {
  const mi_value *number = mi_lua_test_boxed(take->L, index);
  if (number != NULL) {
    *out = *number;
    return MI_OK;
  }
  if (mi_lua_test_handle(take->L, index) == NULL) return not_a_value(take, index);
  const mi_instance *instance = NULL;
  mi_result result = mi_lua_take_instance(take, index, &instance);
  if (result == MI_OK) *out = mi_value_instance(instance);
  return result;
}

/* ---- arrays ---- */

static mi_result count_elements(mi_lua_take *take, int index, size_t *count) {
  *count = lua_rawlen(take->L, index);
  if (*count > take->scratch->limits->max_elements) {
    return mi_lua_take_limit(take, "max_elements", take->scratch->limits->max_elements);
  }
  size_t fields = 0;
  for (lua_pushnil(take->L); lua_next(take->L, index) != 0; lua_pop(take->L, 1)) fields++;
  if (fields == *count) return MI_OK;
  return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH,
                      *count == 0 ? "the table is neither a sequence nor of a known class"
                                  : "the table is no sequence: NULL elements are mi.null");
}

/* The one type that holds both kinds of elements; false: there is none. */
static bool widen(mi_type *type, mi_type other) {
  bool integers = mi_type_is_integer(*type) && mi_type_is_integer(other);
  if (*type == other) return true;
  if (integers && (*type == MI_TYPE_UINT64 || other == MI_TYPE_UINT64)) {
    *type = MI_TYPE_UINT64;
    return true;
  }
  if (integers && (*type == MI_TYPE_SINT64 || other == MI_TYPE_SINT64)) {
    *type = MI_TYPE_SINT64;
    return true;
  }
  if ((mi_type_is_integer(*type) && other == MI_TYPE_REAL64) ||
      (*type == MI_TYPE_REAL64 && mi_type_is_integer(other))) {
    *type = MI_TYPE_REAL64;
    return true;
  }
  return false;
}

static mi_result make_homogeneous(mi_lua_take *take, mi_value *elements, size_t count,
                                  mi_type *type) {
  bool known = false;
  for (size_t i = 0; i < count; i++) {
    if (elements[i].null) continue;
    if (!known) *type = elements[i].type;
    known = true;
    if (!widen(type, elements[i].type)) {
      return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH,
                          "element %zu is of type %s, those before of type %s", i + 1,
                          mi_type_word(elements[i].type), mi_type_word(*type));
    }
  }
  for (size_t i = 0; i < count; i++) {
    mi_value element = elements[i];
    if (element.null) {
      elements[i] = mi_value_null(*type);
    } else if (element.type != *type) {
      mi_result result = mi_value_convert(&elements[i], &element, *type, &take->scratch->arena,
                                          error_of(take));
      if (result != MI_OK) return mi_error_prefix(error_of(take), "element %zu", i + 1);
    }
  }
  return MI_OK;
}

/* `element` NULL: the type is what all the elements look like. */
static mi_result take_array(mi_lua_take *take, int index, const mi_element *element,
                            mi_value *out) {
  size_t count = 0;
  mi_type type = element != NULL ? element->type : MI_TYPE_STRING;
  mi_result result = mi_lua_take_enter(take);
  if (result == MI_OK) result = count_elements(take, index, &count);
  if (result != MI_OK) return result;
  mi_value *elements = mi_lua_take_alloc(take, count, sizeof *elements);
  if (elements == NULL) return no_memory(take);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(take->L, index, (int)i + 1);
    result = element != NULL ? mi_lua_take_element(take, -1, element, &elements[i])
                             : mi_lua_take_value(take, -1, &elements[i]);
    lua_pop(take->L, 1);
    if (result == MI_OK && !elements[i].null && mi_type_is_array(elements[i].type)) {
      result = mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "an array holds no arrays");
    }
    if (result != MI_OK) {
      mi_error_prefix(error_of(take), "element %zu", i + 1);
      return result;
    }
  }
  if (element == NULL) result = make_homogeneous(take, elements, count, &type);
  if (result == MI_OK) *out = mi_value_array(type, elements, count);
  take->depth--;
  return result;
}

/* ---- any value ---- */

static mi_result take_table(mi_lua_take *take, int index, mi_value *out) {
  mi_datetime datetime;
  mi_result result = MI_OK;
  if (mi_lua_test_datetime(take->L, index, &datetime, &result)) {
    if (result == MI_OK) return take_datetime(take, &datetime, out);
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "the text of the datetime is none");
  }
  if (mi_lua_is(take->L, index, MI_LUA_REFERENCE)) {
    const mi_path *path = NULL;
    result = mi_lua_take_path(take, index, &path);
    if (result == MI_OK) *out = mi_value_reference(path);
    return result;
  }
  if (mi_lua_test_instance_table(take->L, index) != NULL) {
    const mi_instance *instance = NULL;
    result = mi_lua_take_instance(take, index, &instance);
    if (result == MI_OK) *out = mi_value_instance(instance);
    return result;
  }
  return take_array(take, index, NULL, out);
}

mi_result mi_lua_take_value(mi_lua_take *take, int index, mi_value *out) {
  lua_State *L = take->L;
  index = lua_absindex(L, index);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN: *out = mi_value_boolean(lua_toboolean(L, index) != 0); return MI_OK;
    case LUA_TNUMBER: *out = mi_lua_plain_number(L, index); return MI_OK;
    case LUA_TSTRING: return mi_lua_take_text(take, index, out);
    case LUA_TUSERDATA: return take_userdata(take, index, out);
    case LUA_TTABLE: return take_table(take, index, out);
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, index) != NULL) return not_a_value(take, index);
      *out = mi_value_null(MI_TYPE_STRING);
      return MI_OK;
    default: return not_a_value(take, index);
  }
}

static bool is_null(lua_State *L, int index) {
  return lua_type(L, index) == LUA_TLIGHTUSERDATA && lua_touserdata(L, index) == NULL;
}

static mi_result take_embedded(mi_lua_take *take, int index, const char *class_name,
                               mi_value *out) {
  lua_State *L = take->L;
  const mi_instance *instance = NULL;
  mi_result result = MI_OK;
  if (mi_lua_test_handle(L, index) != NULL || mi_lua_test_instance_table(L, index) != NULL) {
    result = mi_lua_take_instance(take, index, &instance);
  } else if (lua_istable(L, index) && class_name != NULL) {
    const mi_class *declared = NULL;
    result = mi_lua_take_class(take, class_name, &declared);
    if (result != MI_OK) return result;
    result = mi_lua_take_properties(take, index, class_name, declared, false, &instance);
  } else {
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "an instance was expected, not a %s",
                        luaL_typename(L, index));
  }
  if (result == MI_OK) *out = mi_value_instance(instance);
  return result;
}

static mi_result take_scalar(mi_lua_take *take, int index, mi_type type, mi_value *out) {
  mi_value natural;
  mi_result result = mi_lua_take_value(take, index, &natural);
  if (result != MI_OK) return result;
  if (mi_type_is_integer(type) && !mi_type_is_array(natural.type)) {
    natural = mi_lua_whole_number(natural);
  }
  return mi_value_convert(out, &natural, type, &take->scratch->arena, error_of(take));
}

mi_result mi_lua_take_element(mi_lua_take *take, int index, const mi_element *element,
                              mi_value *out) {
  lua_State *L = take->L;
  index = lua_absindex(L, index);
  if (is_null(L, index)) {
    *out = mi_value_null(element->type);
    return MI_OK;
  }
  if (mi_type_is_array(element->type)) {
    mi_element inner = *element;
    inner.type = mi_type_element(element->type);
    if (lua_type(L, index) == LUA_TTABLE) return take_array(take, index, &inner, out);
    return mi_error_set(error_of(take), MI_E_TYPE_MISMATCH, "an array was expected, not a %s",
                        luaL_typename(L, index));
  }
  if (element->type == MI_TYPE_INSTANCE) {
    return take_embedded(take, index, element->class_name, out);
  }
  if (element->type == MI_TYPE_REFERENCE) {
    const mi_path *path = NULL;
    mi_result result = mi_lua_take_path(take, index, &path);
    if (result == MI_OK) *out = mi_value_reference(path);
    return result;
  }
  return take_scalar(take, index, element->type, out);
}
