#include "lua/operation.h"

#include <string.h>

#include "base/clock.h"
#include "lua/call.h"
#include "lua/class.h"
#include "lua/error.h"
#include "lua/instance.h"
#include "lua/push.h"
#include "lua/session.h"
#include "mi/operation.h"

#define OPERATION "mi.operation"

enum { SESSION = 1, RECORD, NAMES, METATABLE }; /* in the table of the user value */
enum { DELIVER = 1, TYPE };                     /* upvalues of the functions that step */

typedef struct operation {
  mi_lua_owned owned;
  mi_operation *operation; /* NULL: closed */
  mi_call_kind kind;
  mi_lua_style style;
  bool busy;                          /* a result is being delivered */
  bool close_pending;                 /* closed meanwhile */
  mi_step step;                       /* what is being delivered */
  const mi_output *output;            /* likewise */
  const mi_class *last_class;         /* whose record is in the user value, and so alive */
  mi_operation_statistics statistics; /* of a closed one */
  int64_t elapsed;                    /* milliseconds; -1: still running */
} operation;

static operation *check_operation(lua_State *L) { return luaL_checkudata(L, 1, OPERATION); }

/* Raises in a finalizer that uses the operation whose result is being delivered. */
static operation *check_idle(lua_State *L) {
  operation *self = check_operation(L);
  if (self->busy) luaL_error(L, "the operation is busy");
  return self;
}

/* For `advance`, which stands between the script and every result: no look into the registry, and
 * who called the Lua half is told what was wrong. */
static operation *check_stepped(lua_State *L) {
  bool is_own = lua_type(L, 1) == LUA_TUSERDATA && lua_getmetatable(L, 1) &&
                lua_rawequal(L, -1, lua_upvalueindex(TYPE));
  operation *self = is_own ? lua_touserdata(L, 1) : NULL;
  if (self != NULL && !self->busy) return self;
  luaL_where(L, 2);
  if (self != NULL) {
    lua_pushliteral(L, "the operation is busy");
  } else {
    lua_pushfstring(L, "an operation was expected, not %s (its methods are called with a colon)",
                    luaL_typename(L, 1));
  }
  lua_concat(L, 2);
  lua_error(L);
  return NULL;
}

static void freeze(operation *self) {
  if (self->elapsed >= 0 || self->operation == NULL) return;
  self->elapsed = mi_clock_now() - mi_operation_stats(self->operation)->started;
}

static void close_now(operation *self) {
  mi_operation *given_up = self->operation;
  if (given_up == NULL) return;
  freeze(self);
  self->statistics = *mi_operation_stats(given_up);
  self->operation = NULL;
  mi_operation_close(given_up);
}

static void release(mi_lua_owned *owned) { close_now((operation *)owned); }

/* ---- starting ---- */

static operation *push_closed(lua_State *L, int session, mi_call_kind kind) {
  operation *self = lua_newuserdata(L, sizeof *self);
  memset(self, 0, sizeof *self);
  self->kind = kind;
  self->elapsed = -1;
  mi_lua_own(L, &self->owned, OPERATION, release);
  lua_createtable(L, METATABLE, 0);
  lua_pushvalue(L, session);
  lua_rawseti(L, -2, SESSION);
  lua_setuservalue(L, -2);
  return self;
}

static void set_story(lua_State *L, const char *what, mi_session *session) {
  lua_pushstring(L, what);
  lua_setfield(L, -2, "operation");
  lua_pushstring(L, mi_session_host(session));
  lua_setfield(L, -2, "host");
}

/* A call that could not be made says what was tried, as one that failed does. */
static int refuse(lua_State *L, mi_session *session, mi_call *call, mi_lua_scratch *scratch,
                  mi_result result) {
  if (scratch->error.result == MI_OK) scratch->error.result = result;
  if (call->namespace_name == NULL) call->namespace_name = mi_session_namespace(session);
  mi_call_describe(call, &scratch->buffer);
  const char *what = mi_buffer_text(&scratch->buffer);
  if (what[0] == '\0') what = mi_call_word(call->kind); /* no memory for more */
  lua_pushnil(L);
  mi_lua_push_error(L, &scratch->error);
  set_story(L, what, session);
  mi_lua_scratch_free(scratch);
  return 2;
}

static int start(lua_State *L) {
  mi_call call;
  lua_settop(L, 3);
  mi_session *session = mi_lua_check_session(L, 1);
  mi_call_kind kind = mi_lua_check_kind(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  operation *self = push_closed(L, 1, kind);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, mi_session_limits(session));
  mi_lua_read_style(L, 3, &self->style);
  mi_result result = mi_lua_read_call(L, 3, session, kind, scratch, &call);
  if (result == MI_OK) {
    result = mi_operation_start(&self->operation, session, &call, &scratch->error);
  }
  if (result != MI_OK) return refuse(L, session, &call, scratch, result);
  mi_lua_scratch_free(scratch);
  lua_settop(L, 4);
  return 1;
}

/* ---- delivering ---- */

/* A declared class outlives the operation: its schema stays with the session, so that the next
 * operation finds the same metatables. A closed session has no next one. */
static void keep_for_session(lua_State *L, int state, int record) {
  lua_rawgeti(L, state, SESSION);
  lua_getuservalue(L, -1);
  lua_rawgeti(L, record, MI_LUA_RECORD_SCHEMA);
  lua_rawseti(L, -2, MI_LUA_SESSION_SCHEMA);
  lua_pop(L, 2);
}

static void use_record(lua_State *L, int state, operation *self, const mi_class *class_) {
  self->last_class = NULL;
  mi_lua_push_record(L, class_);
  int record = lua_gettop(L);
  bool closed = mi_session_is_closed(mi_operation_session(self->operation));
  if (!closed && mi_schema_defined(class_)) keep_for_session(L, state, record);
  lua_rawgeti(L, record, MI_LUA_RECORD_NAMES);
  lua_rawseti(L, state, NAMES);
  lua_rawgeti(L, record, MI_LUA_RECORD_METATABLE);
  lua_rawseti(L, state, METATABLE);
  lua_rawseti(L, state, RECORD);
  self->last_class = class_;
}

static void push_instance(lua_State *L, operation *self, const mi_output *output) {
  const mi_instance *instance = output->instance;
  lua_getuservalue(L, 1);
  int state = lua_gettop(L);
  if (self->last_class != instance->class_) use_record(L, state, self, instance->class_);
  if (self->style.handles) {
    lua_rawgeti(L, state, RECORD);
    mi_lua_push_handle(L, instance, &self->style, output->schema);
    return;
  }
  lua_rawgeti(L, state, NAMES);
  lua_rawgeti(L, state, METATABLE);
  mi_lua_push_instance_table(L, instance, &self->style, state + 1, state + 2);
}

static void push_request(lua_State *L, const mi_request *request) {
  lua_createtable(L, 0, 4);
  lua_pushstring(L, request->method);
  lua_setfield(L, -2, "method");
  lua_pushstring(L, request->path);
  lua_setfield(L, -2, "path");
  lua_pushlstring(L, request->body != NULL ? request->body : "", request->body_length);
  lua_setfield(L, -2, "body");
  lua_createtable(L, (int)request->header_count, 0);
  for (uint32_t i = 0; i < request->header_count; i++) {
    lua_createtable(L, 2, 0);
    lua_pushstring(L, request->headers[i].name);
    lua_rawseti(L, -2, 1);
    lua_pushstring(L, request->headers[i].value);
    lua_rawseti(L, -2, 2);
    lua_rawseti(L, -2, (int)i + 1);
  }
  lua_setfield(L, -2, "headers");
}

static void push_failure(lua_State *L, operation *self) {
  const mi_instance *details = mi_operation_details(self->operation);
  mi_lua_push_error(L, mi_operation_error(self->operation));
  set_story(L, mi_operation_what(self->operation), mi_operation_session(self->operation));
  if (details == NULL) return;
  mi_lua_style style = self->style;
  style.handles = false;
  mi_lua_push_instance(L, details, &style, NULL);
  lua_setfield(L, -2, "details");
}

/* Called under a pcall, with the operation. */
static int deliver(lua_State *L) {
  operation *self = lua_touserdata(L, 1);
  const mi_output *output = self->output;
  mi_lua_check_stack(L, 20, "results");
  if (self->step == MI_STEP_FAILED) {
    push_failure(L, self);
  } else if (self->step == MI_STEP_SEND) {
    push_request(L, output->request);
  } else if (output->class_ != NULL) {
    mi_lua_push_class(L, output->class_);
  } else if (output->instance != NULL) {
    push_instance(L, self, output);
  } else {
    lua_pushboolean(L, 1);
  }
  return 1;
}

/* Pushes what goes with the step. */
static void deliver_safely(lua_State *L, operation *self) {
  lua_pushvalue(L, lua_upvalueindex(DELIVER));
  lua_pushvalue(L, 1);
  self->busy = true;
  int status = lua_pcall(L, 1, 1, 0);
  self->busy = false;
  self->output = NULL; /* borrowed, until the next step */
  if (self->close_pending) close_now(self);
  if (status != LUA_OK) lua_error(L);
}

static mi_step take_step(operation *self) {
  if (self->operation == NULL) return MI_STEP_DONE;
  self->step = mi_operation_step(self->operation, &self->output);
  if (self->step == MI_STEP_DONE || self->step == MI_STEP_FAILED) freeze(self);
  return self->step;
}

static const char *const step_words[] = {
    [MI_STEP_RESULT] = "result", [MI_STEP_AGAIN] = "again", [MI_STEP_SEND] = "send",
    [MI_STEP_WAIT] = "wait",     [MI_STEP_DONE] = "done",   [MI_STEP_FAILED] = "failed"};

/* value | nil | nil, err | false, "again" | "send" | "wait" */
static int advance(lua_State *L) {
  operation *self = check_stepped(L);
  lua_settop(L, 1);
  mi_step step = take_step(self);
  switch (step) {
    case MI_STEP_RESULT: deliver_safely(L, self); return 1;
    case MI_STEP_FAILED:
      lua_pushnil(L);
      deliver_safely(L, self);
      return 2;
    case MI_STEP_DONE: lua_pushnil(L); return 1;
    default:
      lua_pushboolean(L, 0);
      lua_pushstring(L, step_words[step]);
      return 2;
  }
}

/* word, and what goes with it */
static int step_once(lua_State *L) {
  operation *self = check_idle(L);
  lua_settop(L, 1);
  mi_step step = take_step(self);
  lua_pushstring(L, step_words[step]);
  if (step != MI_STEP_RESULT && step != MI_STEP_SEND && step != MI_STEP_FAILED) return 1;
  deliver_safely(L, self);
  return 2;
}

/* ---- input ---- */

static int took(lua_State *L, mi_result result) {
  lua_pushboolean(L, result == MI_OK);
  return 1;
}

/* Headers are an array of {name, value}. */
static mi_header *read_headers(lua_State *L, int index, mi_lua_scratch *scratch, uint32_t *count) {
  size_t length = lua_rawlen(L, index);
  if (length > UINT16_MAX) luaL_error(L, "there are too many headers");
  mi_header *headers = mi_arena_alloc(&scratch->arena, (length + 1) * sizeof *headers);
  if (headers == NULL) mi_lua_out_of_memory(L);
  for (size_t i = 0; i < length; i++) {
    const char *pair[2];
    lua_rawgeti(L, index, (int)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    for (int part = 0; part < 2; part++) {
      size_t size = 0;
      lua_rawgeti(L, -1, part + 1);
      const char *text = luaL_checklstring(L, -1, &size);
      pair[part] = mi_arena_text(&scratch->arena, text, size);
      if (pair[part] == NULL) mi_lua_out_of_memory(L);
      lua_pop(L, 1);
    }
    headers[i].name = pair[0];
    headers[i].value = pair[1];
    lua_pop(L, 1);
  }
  *count = (uint32_t)length;
  return headers;
}

static int head(lua_State *L) {
  check_idle(L);
  lua_Number status = luaL_checknumber(L, 2);
  luaL_argcheck(L, status >= 0 && status <= 999, 2, "no HTTP status");
  luaL_checktype(L, 3, LUA_TTABLE);
  uint32_t count = 0;
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_header *headers = read_headers(L, 3, scratch, &count);
  operation *self = check_idle(L);
  mi_result result = MI_E_CLOSED;
  if (self->operation != NULL) {
    result = mi_operation_head(self->operation, (unsigned)status, headers, count);
  }
  mi_lua_scratch_free(scratch);
  return took(L, result);
}

static int feed(lua_State *L) {
  operation *self = check_idle(L);
  size_t length = 0;
  const char *bytes = luaL_checklstring(L, 2, &length);
  if (self->operation == NULL) return took(L, MI_E_CLOSED);
  return took(L, mi_operation_feed(self->operation, bytes, length));
}

static int finish(lua_State *L) {
  operation *self = check_idle(L);
  if (self->operation == NULL) return took(L, MI_E_CLOSED);
  return took(L, mi_operation_finish(self->operation));
}

/* Leaves code and message on the stack: of an error object, or a text. */
static const char *read_failure(lua_State *L, mi_result *result) {
  *result = MI_E_IO;
  if (!lua_istable(L, 2)) return luaL_checkstring(L, 2);
  mi_lua_raw_field(L, 2, "code");
  if (lua_type(L, -1) == LUA_TSTRING) *result = mi_lua_result_of(lua_tostring(L, -1));
  if (*result == MI_OK) *result = MI_E_FAILED;
  mi_lua_raw_field(L, 2, "message");
  return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : mi_result_meaning(*result);
}

static int fail(lua_State *L) {
  mi_result result;
  check_idle(L);
  const char *message = read_failure(L, &result);
  mi_lua_scratch *scratch = mi_lua_scratch_new(L, NULL);
  mi_error_set(&scratch->error, result, "%s", message);
  operation *self = check_idle(L);
  if (self->operation != NULL) mi_operation_fail(self->operation, &scratch->error);
  mi_lua_scratch_free(scratch);
  return 0;
}

/* ---- ending ---- */

static int cancel(lua_State *L) {
  operation *self = check_operation(L);
  if (self->operation != NULL) mi_operation_cancel(self->operation);
  return 0;
}

static int close_operation(lua_State *L) {
  operation *self = check_operation(L);
  if (self->busy) {
    self->close_pending = true;
  } else {
    close_now(self);
  }
  return 0;
}

static int collect(lua_State *L) {
  operation *self = check_operation(L);
  if (self->busy) { /* called by a script, which is no collector */
    self->close_pending = true;
  } else {
    mi_lua_disown(&self->owned);
  }
  return 0;
}

static int stats(lua_State *L) {
  operation *self = check_operation(L);
  mi_operation_statistics s = self->statistics;
  int64_t elapsed = self->elapsed;
  if (self->operation != NULL) s = *mi_operation_stats(self->operation);
  if (elapsed < 0) elapsed = mi_clock_now() - s.started;
  const struct {
    const char *name;
    double number;
    bool whole;
  } fields[] = {
      {"requests", (double)s.requests, true},
      {"bytes_sent", (double)s.bytes_sent, true},
      {"bytes_received", (double)s.bytes_received, true},
      {"objects", (double)s.objects, true},
      {"waited", (double)s.waited / 1000, false},
      {"elapsed", (double)elapsed / 1000, false},
  };
  lua_createtable(L, 0, 6);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    if (fields[i].whole) {
      lua_pushinteger(L, (lua_Integer)fields[i].number);
    } else {
      lua_pushnumber(L, (lua_Number)fields[i].number);
    }
    lua_setfield(L, -2, fields[i].name);
  }
  return 1;
}

static int to_text(lua_State *L) {
  operation *self = check_operation(L);
  const char *state = self->operation == NULL ? "closed" : self->elapsed >= 0 ? "ended" : "running";
  lua_pushfstring(L, "mi.operation: %s (%s)", mi_call_word(self->kind), state);
  return 1;
}

static const luaL_Reg metamethods[] = {{"__gc", collect},
                                       {"__close", close_operation},
                                       {"__tostring", to_text},
                                       {NULL, NULL}};

static const luaL_Reg methods[] = {
    {"head", head},     {"feed", feed},   {"finish", finish},         {"fail", fail},
    {"cancel", cancel}, {"stats", stats}, {"close", close_operation}, {NULL, NULL}};

void mi_lua_operation_define(lua_State *L) {
  mi_lua_define_userdata(L, OPERATION, metamethods, methods);
}

static void push_delivering(lua_State *L, lua_CFunction function) {
  lua_pushcfunction(L, deliver);
  luaL_getmetatable(L, OPERATION);
  lua_pushcclosure(L, function, 2);
}

void mi_lua_operation_open(lua_State *L) {
  lua_pushcfunction(L, start);
  lua_setfield(L, -2, "start");
  push_delivering(L, advance);
  lua_setfield(L, -2, "advance");
  luaL_getmetatable(L, OPERATION);
  lua_getfield(L, -1, "__index");
  push_delivering(L, step_once);
  lua_setfield(L, -2, "step");
  lua_setfield(L, -3, "operation_methods");
  lua_setfield(L, -2, "operation_metatable");
}
