#include "lua/session.h"

#include <math.h>
#include <string.h>

#include "lua/error.h"
#include "lua/options.h"
#include "lua/scratch.h"

#define SESSION "mi.session"
#define MOST_TOLD ((size_t)1 << 20) /* kilobytes */

typedef struct session {
  mi_lua_owned owned;
  mi_session *session; /* NULL: half-open, or collected */
} session;

mi_session *mi_lua_check_session(lua_State *L, int index) {
  session *self = luaL_checkudata(L, index, SESSION);
  if (self->session == NULL || mi_session_is_closed(self->session)) {
    luaL_error(L, "the session is closed");
  }
  return self->session;
}

/* ---- opening ---- */

static const struct {
  const char *name;
  size_t offset;
} limit_fields[] = {
#define X(name, standard, meaning) {#name, offsetof(mi_limits, name)},
    MI_LIMITS_TABLE(X)
#undef X
};

static void read_limits(lua_State *L, int settings, mi_limits *limits) {
  for (size_t i = 0; i < sizeof limit_fields / sizeof limit_fields[0]; i++) {
    double number = 0;
    if (!mi_lua_option_number(L, settings, limit_fields[i].name, &number)) continue;
    if (!(number >= 0 && number < 9007199254740992.0) || floor(number) != number) {
      luaL_error(L, "option '%s': a whole number was expected", limit_fields[i].name);
    }
    *(size_t *)(void *)((char *)limits + limit_fields[i].offset) = (size_t)number;
  }
}

static void release(mi_lua_owned *owned) {
  session *self = (session *)owned;
  mi_session *given_up = self->session;
  self->session = NULL;
  mi_session_unref(given_up);
}

static session *push_closed(lua_State *L, int settings) {
  session *self = lua_newuserdata(L, sizeof *self);
  self->session = NULL;
  mi_lua_own(L, &self->owned, SESSION, release);
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, settings);
  lua_rawseti(L, -2, MI_LUA_SESSION_SETTINGS);
  lua_setuservalue(L, -2);
  return self;
}

/* What a session holds the collector does not see, and it would let many pile up that a script has
 * dropped: it is told, as if Lua had allocated that much. Not when it is stopped, for a step would
 * run it all the same (Lua 5.1 does not say, so there it is not told). This may run finalizers. */
static void tell_collector(lua_State *L, const mi_session *opened) {
#ifdef LUA_GCISRUNNING
  size_t kilobytes = mi_session_memory(opened) / 1024;
  if (kilobytes > MOST_TOLD) kilobytes = MOST_TOLD;
  if (kilobytes > 0 && lua_gc(L, LUA_GCISRUNNING, 0) == 1) lua_gc(L, LUA_GCSTEP, (int)kilobytes);
#else
  (void)L, (void)opened;
#endif
}

static int open_session(lua_State *L) {
  lua_settop(L, 2);
  if (lua_isnil(L, 2)) {
    lua_newtable(L);
    lua_replace(L, 2);
  }
  luaL_checktype(L, 2, LUA_TTABLE);
  const char *target = lua_isnil(L, 1) ? NULL : mi_lua_check_text(L, 1, "the target");
  mi_application *application = mi_lua_application(L);
  mi_limits limits = *mi_application_limits(application);
  mi_session_settings settings = {NULL, 0, &limits};
  read_limits(L, 2, &limits);
  settings.timeout = mi_lua_option_timeout(L, 2);
  session *self = push_closed(L, 2);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  settings.namespace_name = mi_lua_option_text(L, 2, "namespace", &scratch->arena);
  mi_result result =
      mi_session_new(&self->session, application, target, &settings, &scratch->error);
  if (result == MI_OK) {
    mi_lua_scratch_free(scratch);
    lua_settop(L, 3);
    tell_collector(L, self->session);
    return 1;
  }
  if (scratch->error.result == MI_OK) scratch->error.result = result;
  lua_pushnil(L);
  mi_lua_push_error(L, &scratch->error);
  lua_pushliteral(L, "session");
  lua_setfield(L, -2, "operation");
  mi_lua_scratch_free(scratch);
  return 2;
}

/* ---- using ---- */

static int settings_of(lua_State *L) {
  luaL_checkudata(L, 1, SESSION);
  lua_getuservalue(L, 1);
  lua_rawgeti(L, -1, MI_LUA_SESSION_SETTINGS);
  return 1;
}

static int is_closed(lua_State *L) {
  session *self = luaL_checkudata(L, 1, SESSION);
  lua_pushboolean(L, self->session == NULL || mi_session_is_closed(self->session));
  return 1;
}

static int close_session(lua_State *L) {
  session *self = luaL_checkudata(L, 1, SESSION);
  if (self->session == NULL) return 0;
  mi_session_close(self->session);
  lua_getuservalue(L, 1);
  lua_pushnil(L);
  lua_rawseti(L, -2, MI_LUA_SESSION_SCHEMA);
  return 0;
}

static int collect(lua_State *L) {
  mi_lua_disown(luaL_checkudata(L, 1, SESSION));
  return 0;
}

static int to_text(lua_State *L) {
  session *self = luaL_checkudata(L, 1, SESSION);
  if (self->session == NULL) {
    lua_pushliteral(L, "mi.session: (closed)");
  } else {
    lua_pushfstring(L, "mi.session: %s (%s)%s", mi_session_target(self->session),
                    mi_session_namespace(self->session),
                    mi_session_is_closed(self->session) ? " closed" : "");
  }
  return 1;
}

static const luaL_Reg metamethods[] = {
    {"__gc", collect}, {"__close", close_session}, {"__tostring", to_text}, {NULL, NULL}};

static const luaL_Reg methods[] = {
    {"close", close_session}, {"is_closed", is_closed}, {NULL, NULL}};

static const luaL_Reg functions[] = {
    {"session", open_session}, {"settings", settings_of}, {NULL, NULL}};

void mi_lua_session_define(lua_State *L) {
  mi_lua_define_userdata(L, SESSION, metamethods, methods);
}

void mi_lua_session_open(lua_State *L) {
  luaL_setfuncs(L, functions, 0);
  luaL_getmetatable(L, SESSION);
  lua_getfield(L, -1, "__index");
  lua_setfield(L, -3, "session_methods");
  lua_pop(L, 1);
}
