#include "lua/scratch.h"

#include <string.h>

#define SCRATCH "mi.scratch"

static void release(mi_lua_owned *owned) { mi_lua_scratch_free((mi_lua_scratch *)owned); }

mi_lua_scratch *mi_lua_scratch_new(lua_State *L, const mi_limits *limits) {
  mi_application *application = mi_lua_application(L);
  const mi_allocator *allocator = mi_application_allocator(application);
  if (limits == NULL) limits = mi_application_limits(application);
  mi_lua_scratch *scratch = lua_newuserdata(L, sizeof *scratch);
  memset(scratch, 0, sizeof *scratch);
  scratch->limits = limits;
  mi_arena_init(&scratch->arena, allocator, limits->max_memory);
  mi_buffer_init(&scratch->buffer, allocator, limits->max_memory);
  mi_error_init(&scratch->error, allocator);
  mi_lua_own(L, &scratch->owned, SCRATCH, release);
  return scratch;
}

void mi_lua_scratch_free(mi_lua_scratch *scratch) {
  mi_arena_free(&scratch->arena);
  mi_buffer_free(&scratch->buffer);
  mi_error_clear(&scratch->error);
  mi_keep_free(&scratch->keep, scratch->arena.allocator);
  scratch->shapes = NULL;
}

static int collect(lua_State *L) {
  mi_lua_disown(luaL_checkudata(L, 1, SCRATCH));
  return 0;
}

int mi_lua_scratch_text(lua_State *L, mi_lua_scratch *scratch) {
  mi_result failed = scratch->buffer.failed;
  const char *text = mi_buffer_text(&scratch->buffer);
  size_t length = scratch->buffer.length;
  if (length > 0 && text[length - 1] == '\n') length--; /* print adds one */
  if (failed == MI_OK) lua_pushlstring(L, text, length);
  mi_lua_scratch_free(scratch);
  mi_lua_need(L, failed);
  return 1;
}

int mi_lua_scratch_raise(lua_State *L, mi_lua_scratch *scratch) {
  luaL_where(L, 1);
  if (scratch->error.result == MI_E_OUT_OF_MEMORY) {
    mi_lua_scratch_free(scratch);
    return mi_lua_out_of_memory(L);
  }
  lua_pushstring(L, mi_error_text(&scratch->error));
  mi_lua_scratch_free(scratch);
  lua_concat(L, 2);
  return lua_error(L);
}

mi_result mi_lua_scratch_keep(mi_lua_scratch *scratch, mi_schema *schema) {
  mi_result result = mi_keep_schema(&scratch->keep, scratch->arena.allocator, schema);
  return result == MI_OK ? MI_OK : mi_error_out_of_memory(&scratch->error);
}

mi_result mi_lua_scratch_shapes(mi_schema **out, mi_lua_scratch *scratch) {
  if (scratch->shapes == NULL) {
    mi_schema *schema = NULL;
    mi_result result = mi_schema_new(&schema, scratch->arena.allocator, scratch->limits, NULL);
    if (result != MI_OK) return mi_error_out_of_memory(&scratch->error);
    result = mi_lua_scratch_keep(scratch, schema);
    mi_schema_unref(schema);
    if (result != MI_OK) return result;
    scratch->shapes = schema;
  }
  *out = scratch->shapes;
  return MI_OK;
}

static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};

void mi_lua_scratch_define(lua_State *L) { mi_lua_define_userdata(L, SCRATCH, metamethods, NULL); }
