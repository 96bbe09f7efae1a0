/* From Lua to CIM, in a scratch arena: values (take.c), and tables of properties, instances and
 * object paths (take_object.c).
 *
 * What a script gives may be anything. A value that cannot become what is declared is a mi_result
 * and a story in the scratch's error that names the property; only the lack of Lua's memory raises.
 * Types come from the class's declaration where there is one, from typed values, and else from the
 * look of the value. Nothing runs the script's code: metamethods are not asked. */
#ifndef MI_LUA_TAKE_H
#define MI_LUA_TAKE_H

#include "lua/scratch.h"
#include "mi/session.h"
#include "types/instance.h"

typedef struct mi_lua_take {
  lua_State *L;
  mi_lua_scratch *scratch;
  mi_session *session;        /* NULL: no declarations are at hand */
  const char *namespace_name; /* NULL: that of the session */
  unsigned depth;
} mi_lua_take;

mi_lua_take mi_lua_take_begin(lua_State *L, mi_lua_scratch *scratch, mi_session *session,
                              const char *namespace_name);

/* A value of the type it looks like. */
mi_result mi_lua_take_value(mi_lua_take *take, int index, mi_value *out);
/* A value of a declared type; only type and class_name of `element` are looked at. */
mi_result mi_lua_take_element(mi_lua_take *take, int index, const mi_element *element,
                              mi_value *out);
/* An instance table or a handle, of a class with just the properties that are there. */
mi_result mi_lua_take_instance(mi_lua_take *take, int index, const mi_instance **out);
/* A table of properties of a class; `declared` NULL: types are inferred. `skip_keys` leaves the key
 * properties out. */
mi_result mi_lua_take_properties(mi_lua_take *take, int index, const char *class_name,
                                 const mi_class *declared, bool skip_keys,
                                 const mi_instance **out);
/* A table of parameters of a method; `declared` NULL: types are inferred. */
mi_result mi_lua_take_parameters(mi_lua_take *take, int index, const char *method_name,
                                 const mi_method *declared, const mi_instance **out);
/* A ref, an instance in either form, or the text of a path. */
mi_result mi_lua_take_path(mi_lua_take *take, int index, const mi_path **out);
/* A declaration that is at hand, kept for the time of the scratch; *out NULL: there is none. */
mi_result mi_lua_take_class(mi_lua_take *take, const char *class_name, const mi_class **out);

#endif
