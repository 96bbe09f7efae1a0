/* What one function of the binding needs for its own time: an arena, a buffer, an error, and
 * references to the schemas whose classes it met. A userdata, so that a Lua error on the way frees
 * it; on every other way mi_lua_scratch_free does, at once. */
#ifndef MI_LUA_SCRATCH_H
#define MI_LUA_SCRATCH_H

#include "lua/core.h"
#include "mi/keep.h"

typedef struct mi_lua_scratch {
  mi_lua_owned owned;
  const mi_limits *limits; /* borrowed */
  mi_arena arena;
  mi_buffer buffer;
  mi_error error;
  mi_keep keep;
  mi_schema *shapes; /* for classes made up here: see mi_lua_scratch_shapes; kept */
} mi_lua_scratch;

void mi_lua_scratch_define(lua_State *L);
/* Pushes it. `limits` NULL: those of the application. */
mi_lua_scratch *mi_lua_scratch_new(lua_State *L, const mi_limits *limits);
/* Any number of times. */
void mi_lua_scratch_free(mi_lua_scratch *scratch);
/* Pushes the text of the buffer and frees the scratch; raises when the buffer had failed. */
int mi_lua_scratch_text(lua_State *L, mi_lua_scratch *scratch);
/* Frees the scratch and raises what its error says. */
int mi_lua_scratch_raise(lua_State *L, mi_lua_scratch *scratch);
mi_result mi_lua_scratch_keep(mi_lua_scratch *scratch, mi_schema *schema);
/* A schema of its own, made at the first call. */
mi_result mi_lua_scratch_shapes(mi_schema **out, mi_lua_scratch *scratch);

#endif
