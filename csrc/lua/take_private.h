/* What take.c (values) and take_object.c (tables, instances, paths) share. Neither raises but for
 * the lack of Lua's memory. Only these two include it. */
#ifndef MI_LUA_TAKE_PRIVATE_H
#define MI_LUA_TAKE_PRIVATE_H

#include "lua/take.h"

static inline mi_error *error_of(mi_lua_take *take) { return &take->scratch->error; }

static inline mi_result no_memory(mi_lua_take *take) {
  return mi_error_out_of_memory(error_of(take));
}

/* Zeroed; NULL: no memory, also when `count` is 0. */
void *mi_lua_take_alloc(mi_lua_take *take, size_t count, size_t size);
/* Tells which limit is exceeded: MI_E_LIMIT. */
mi_result mi_lua_take_limit(mi_lua_take *take, const char *name, size_t limit);
/* One level deeper, with room on Lua's stack; who succeeds takes it off `depth` again. */
mi_result mi_lua_take_enter(mi_lua_take *take);
/* A string, as a value. */
mi_result mi_lua_take_text(mi_lua_take *take, int index, mi_value *out);

#endif
