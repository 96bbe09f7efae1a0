#include "mi/operation.h"

#include <string.h>
#include <time.h>

#include "check.h"
#include "mi/session_private.h"

/* A protocol that does what its target says: one letter is one step.
 *   R result   A again   S send   W wait   D done   F failed   d failed, with details
 *   X start is refused   - the connection is refused */

typedef struct connection {
  mi_connection base;
  char script[32];
  mi_schema *schema;
  const mi_class *class_;
} connection;

typedef struct machine {
  mi_machine base;
  const char *at;
  mi_arena arena;
  mi_instance *instance;
  mi_request request;
  mi_error failure;
} machine;

static int closed_machines, open_connections;

static mi_result script_connect(mi_connection **out, const mi_allocator *allocator,
                                const mi_limits *limits, const mi_destination *destination,
                                mi_error *error);
static void script_disconnect(mi_connection *base) {
  connection *self = (connection *)base;
  open_connections--;
  mi_schema_unref(self->schema);
  mi_free(self->base.allocator, self);
}

static void script_close(mi_machine *base) {
  machine *self = (machine *)base;
  const mi_allocator *allocator = base->connection->allocator;
  closed_machines++;
  mi_arena_free(&self->arena);
  mi_error_clear(&self->failure);
  mi_connection_unref(base->connection);
  mi_free(allocator, self);
}

static mi_result script_start(mi_machine **out, mi_connection *base, const mi_call *call,
                              mi_error *error) {
  connection *from = (connection *)base;
  (void)call;
  if (from->script[0] == 'X') return mi_error_set(error, MI_E_INVALID_CLASS, "no such class");
  machine *self = mi_alloc_zero(base->allocator, sizeof *self);
  if (self == NULL) return mi_error_out_of_memory(error);
  self->base.protocol = base->protocol;
  self->base.connection = mi_connection_ref(base);
  self->at = from->script;
  mi_arena_init(&self->arena, base->allocator, 1 << 20);
  mi_error_init(&self->failure, base->allocator);
  self->instance = mi_instance_new(from->class_, false, &self->arena);
  if (self->instance == NULL) {
    script_close(&self->base);
    return mi_error_out_of_memory(error);
  }
  *out = &self->base;
  return MI_OK;
}

static mi_step script_step(mi_machine *base, mi_output *output, mi_error *error) {
  machine *self = (machine *)base;
  if (self->failure.result != MI_OK) {
    mi_error_set(error, self->failure.result, "%s", mi_error_text(&self->failure));
    return MI_STEP_FAILED;
  }
  switch (*self->at) {
    case 'R':
      self->at++;
      output->instance = self->instance;
      return MI_STEP_RESULT;
    case 'A':
      self->at++;
      return MI_STEP_AGAIN;
    case 'S':
      self->request.method = "POST";
      self->request.body_length = 10;
      output->request = &self->request;
      return MI_STEP_SEND;
    case 'W':
      return MI_STEP_WAIT;
    case 'd':
      output->details = self->instance;
      mi_error_set(error, MI_E_NOT_FOUND, "the server says no");
      return MI_STEP_FAILED;
    case 'F':
      mi_error_set(error, MI_E_ACCESS_DENIED, "not for you");
      return MI_STEP_FAILED;
    default:
      return MI_STEP_DONE;
  }
}

static mi_result script_head(mi_machine *base, unsigned status, const mi_header *headers,
                             uint32_t count, mi_error *error) {
  machine *self = (machine *)base;
  (void)headers;
  (void)count;
  if (status != 200) return mi_error_set(error, MI_E_PROTOCOL, "HTTP status %u", status);
  if (*self->at == 'S') self->at++;
  return MI_OK;
}

static mi_result script_feed(mi_machine *base, const char *bytes, size_t length, mi_error *error) {
  (void)base;
  if (memchr(bytes, '!', length) != NULL) return mi_error_set(error, MI_E_PROTOCOL, "no XML");
  return MI_OK;
}

static mi_result script_finish(mi_machine *base, mi_error *error) {
  machine *self = (machine *)base;
  (void)error;
  if (*self->at == 'W') self->at++;
  return MI_OK;
}

static void script_fail(mi_machine *base, const mi_error *error) {
  machine *self = (machine *)base;
  mi_error_set(&self->failure, error->result, "%s", mi_error_text(error));
}

static const mi_class *script_find_class(mi_connection *base, const char *namespace_name,
                                         const char *class_name) {
  connection *self = (connection *)base;
  if (strcmp(namespace_name, "root/cimv2") != 0) return NULL;
  return strcmp(class_name, "CIM_Thing") == 0 ? self->class_ : NULL;
}

static size_t script_memory(const mi_connection *base) {
  return sizeof(connection) + mi_schema_memory(((const connection *)base)->schema);
}

static const mi_protocol script = {
    "script",     script_connect, script_disconnect, script_start, script_step,       script_head,
    script_feed,  script_finish,  script_fail,       script_close, script_find_class,
    script_memory};

static mi_result script_connect(mi_connection **out, const mi_allocator *allocator,
                                const mi_limits *limits, const mi_destination *destination,
                                mi_error *error) {
  mi_element name = {.name = "Name", .name_length = 4, .type = MI_TYPE_STRING};
  if (destination->target[0] == '-') return mi_error_set(error, MI_E_CONNECT, "nobody is there");
  connection *self = mi_alloc_zero(allocator, sizeof *self);
  if (self == NULL) return mi_error_out_of_memory(error);
  open_connections++;
  self->base.protocol = &script;
  self->base.allocator = allocator;
  self->base.references = 1;
  strncpy(self->script, destination->target, sizeof self->script - 1);
  name.value = mi_value_null(MI_TYPE_STRING);
  mi_result result = mi_schema_new(&self->schema, allocator, limits, NULL);
  if (result == MI_OK) {
    result = mi_schema_shape(self->schema, "root/cimv2", "CIM_Thing", &name, 1, &self->class_,
                             NULL);
  }
  if (result != MI_OK) {
    mi_connection_unref(&self->base);
    return mi_error_out_of_memory(error);
  }
  *out = &self->base;
  return MI_OK;
}

/* ---- a session and an operation on a script -------------------------------------------------- */

typedef struct stage {
  mi_error error;
  mi_application *application;
  mi_session *session;
  mi_operation *operation;
} stage;

static mi_call enumerate(void) {
  mi_call call;
  memset(&call, 0, sizeof call);
  call.kind = MI_CALL_ENUMERATE;
  call.class_name = "CIM_Thing";
  return call;
}

static mi_result set_stage_on(stage *on, const mi_allocator *allocator, const char *steps,
                          const mi_session_settings *settings) {
  mi_call call = enumerate();
  memset(on, 0, sizeof *on);
  mi_error_init(&on->error, allocator);
  closed_machines = 0;
  mi_result result = mi_application_new(&on->application, allocator, NULL);
  if (result != MI_OK) return result;
  result = mi_session_new_on(&on->session, on->application, &script, steps, "script:", settings,
                             &on->error);
  if (result != MI_OK) return result;
  return mi_operation_start(&on->operation, on->session, &call, &on->error);
}

static void set_stage(stage *on, const char *steps) {
  CHECK_INT(set_stage_on(on, mi_allocator_default(), steps, NULL), MI_OK);
}

static void strike(stage *on) {
  mi_operation_close(on->operation);
  mi_session_unref(on->session);
  mi_application_unref(on->application);
  mi_error_clear(&on->error);
}

static mi_step step(stage *on) {
  const mi_output *output;
  return mi_operation_step(on->operation, &output);
}

static const char *story(const stage *on) {
  return mi_error_text(mi_operation_error(on->operation));
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void results_come_until_done(void) {
  stage on;
  const mi_output *output;
  set_stage(&on, "RARD");
  CHECK_INT(mi_operation_step(on.operation, &output), MI_STEP_RESULT);
  CHECK_TEXT(output->instance->class_->name, "CIM_Thing");
  CHECK_INT(step(&on), MI_STEP_AGAIN);
  CHECK_INT(step(&on), MI_STEP_RESULT);
  CHECK_INT(step(&on), MI_STEP_DONE);
  CHECK_INT(step(&on), MI_STEP_DONE);
  CHECK_INT(mi_operation_error(on.operation)->result, MI_OK);
  CHECK_INT(mi_operation_stats(on.operation)->objects, 2);
  CHECK(mi_operation_session(on.operation) == on.session);
  strike(&on);
}

static void the_machine_goes_when_all_is_said(void) {
  stage on;
  set_stage(&on, "D");
  CHECK_INT(step(&on), MI_STEP_DONE);
  CHECK_INT(closed_machines, 1);
  strike(&on);
  CHECK_INT(closed_machines, 1);
}

static void a_failure_says_what_was_tried_and_where(void) {
  stage on;
  set_stage(&on, "F");
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_TEXT(story(&on), "not for you");
  CHECK_TEXT(mi_operation_what(on.operation), "enumerate CIM_Thing in root/cimv2");
  CHECK_TEXT(mi_session_host(on.session), "script");
  CHECK_INT(mi_operation_error(on.operation)->result, MI_E_ACCESS_DENIED);
  CHECK(mi_operation_details(on.operation) == NULL);
  strike(&on);
}

static void details_live_until_close(void) {
  stage on;
  const mi_output *output;
  set_stage(&on, "d");
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(mi_operation_step(on.operation, &output), MI_STEP_FAILED);
  CHECK(output->details != NULL);
  CHECK_TEXT(mi_operation_details(on.operation)->class_->name, "CIM_Thing");
  strike(&on);
}

static void what_a_protocol_refuses_is_the_first_step(void) {
  stage on;
  set_stage(&on, "X");
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_TEXT(story(&on), "no such class");
  CHECK_INT(mi_operation_finish(on.operation), MI_E_INVALID_CLASS);
  strike(&on);
}

static void a_connection_that_fails_is_no_session(void) {
  stage on;
  CHECK_INT(set_stage_on(&on, mi_allocator_default(), "-", NULL), MI_E_CONNECT);
  CHECK_TEXT(mi_error_text(&on.error), "nobody is there");
  CHECK(on.session == NULL);
  strike(&on);
}

static void cancel_makes_the_next_step_fail(void) {
  stage on;
  set_stage(&on, "RRRD");
  CHECK_INT(step(&on), MI_STEP_RESULT);
  mi_operation_cancel(on.operation);
  mi_operation_cancel(on.operation);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(mi_operation_error(on.operation)->result, MI_E_CANCELLED);
  CHECK_HAS(story(&on), "cancelled by the caller");
  CHECK_INT(closed_machines, 1);
  strike(&on);
}

static void cancel_after_the_end_changes_nothing(void) {
  stage on;
  set_stage(&on, "D");
  CHECK_INT(step(&on), MI_STEP_DONE);
  mi_operation_cancel(on.operation);
  CHECK_INT(step(&on), MI_STEP_DONE);
  strike(&on);
}

static void closing_a_session_cancels_and_refuses(void) {
  stage on;
  mi_operation *another = NULL;
  mi_call call = enumerate();
  set_stage(&on, "RRD");
  CHECK_INT(step(&on), MI_STEP_RESULT);
  mi_session_close(on.session);
  mi_session_close(on.session);
  CHECK(mi_session_is_closed(on.session));
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(mi_operation_start(&another, on.session, &call, &on.error), MI_E_CLOSED);
  CHECK_HAS(mi_error_text(&on.error), "closed");
  CHECK(another == NULL);
  strike(&on);
}

static void closing_a_session_gives_up_its_connection(void) {
  stage on;
  set_stage(&on, "D");
  CHECK_INT(step(&on), MI_STEP_DONE);
  CHECK(mi_session_memory(on.session) > sizeof(connection));
  CHECK_INT(open_connections, 1);
  mi_session_close(on.session);
  CHECK_INT(open_connections, 0);
  mi_session_close(on.session);
  CHECK_INT(mi_session_memory(on.session), 0);
  CHECK(mi_session_find_class(on.session, NULL, "CIM_Thing") == NULL);
  CHECK(mi_session_connection(on.session) == NULL);
  CHECK_TEXT(mi_session_protocol(on.session), "script");
  CHECK_TEXT(mi_session_host(on.session), "script");
  CHECK_INT(step(&on), MI_STEP_DONE);
  strike(&on);
  CHECK_INT(open_connections, 0);
}

static void the_last_operation_of_a_closed_session_gives_up_the_connection(void) {
  stage on;
  mi_operation *another;
  const mi_output *output;
  mi_call call = enumerate();
  set_stage(&on, "RRd");
  CHECK_INT(mi_operation_start(&another, on.session, &call, NULL), MI_OK);
  CHECK_INT(mi_operation_step(on.operation, &output), MI_STEP_RESULT);
  mi_session_close(on.session);
  CHECK_TEXT(output->instance->class_->name, "CIM_Thing");
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(open_connections, 1);
  mi_operation_close(another);
  CHECK_INT(open_connections, 0);
  strike(&on);
}

static void details_outlive_the_close_of_the_session(void) {
  stage on;
  set_stage(&on, "d");
  CHECK_INT(step(&on), MI_STEP_FAILED);
  mi_session_close(on.session);
  CHECK_TEXT(mi_operation_details(on.operation)->class_->name, "CIM_Thing");
  strike(&on);
  CHECK_INT(open_connections, 0);
}

static void an_operation_outlives_its_session_and_application(void) {
  stage on;
  set_stage(&on, "RRD");
  mi_session_unref(on.session);
  mi_application_unref(on.application);
  CHECK_INT(step(&on), MI_STEP_RESULT);
  CHECK_INT(step(&on), MI_STEP_RESULT);
  CHECK_INT(step(&on), MI_STEP_DONE);
  mi_operation_close(on.operation);
  mi_error_clear(&on.error);
}

static void closing_is_safe_after_any_step(void) {
  for (int steps = 0; steps < 6; steps++) {
    stage on;
    set_stage(&on, "RASWd");
    for (int i = 0; i < steps; i++) step(&on);
    strike(&on);
    CHECK_INT(closed_machines, 1);
  }
  mi_operation_close(NULL);
  mi_session_unref(NULL);
  mi_application_unref(NULL);
}

static void the_deadline_covers_the_whole_call(void) {
  stage on;
  mi_session_settings settings = {NULL, 20, NULL};
  struct timespec nap = {0, 30 * 1000 * 1000};
  CHECK_INT(set_stage_on(&on, mi_allocator_default(), "RRRD", &settings), MI_OK);
  CHECK_INT(step(&on), MI_STEP_RESULT);
  CHECK(mi_operation_time_left(on.operation) <= 20);
  nanosleep(&nap, NULL);
  CHECK_INT(mi_operation_time_left(on.operation), 0);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(mi_operation_error(on.operation)->result, MI_E_TIMEOUT);
  CHECK_HAS(story(&on), "not done within 0.02 seconds");
  CHECK_INT(closed_machines, 1);
  strike(&on);
}

static void exchanges_are_counted(void) {
  stage on;
  struct timespec nap = {0, 5 * 1000 * 1000};
  set_stage(&on, "SWSWD");
  for (int i = 0; i < 2; i++) {
    CHECK_INT(step(&on), MI_STEP_SEND);
    CHECK_INT(step(&on), MI_STEP_SEND);
    nanosleep(&nap, NULL);
    CHECK_INT(mi_operation_head(on.operation, 200, NULL, 0), MI_OK);
    CHECK_INT(step(&on), MI_STEP_WAIT);
    CHECK_INT(mi_operation_feed(on.operation, "abc", 3), MI_OK);
    CHECK_INT(mi_operation_finish(on.operation), MI_OK);
  }
  CHECK_INT(step(&on), MI_STEP_DONE);
  CHECK_INT(mi_operation_stats(on.operation)->requests, 2);
  CHECK_INT(mi_operation_stats(on.operation)->bytes_sent, 20);
  CHECK_INT(mi_operation_stats(on.operation)->bytes_received, 6);
  CHECK(mi_operation_stats(on.operation)->waited >= 8);
  CHECK_INT(mi_operation_feed(on.operation, "late", 4), MI_OK);
  strike(&on);
}

static void bad_input_ends_the_operation(void) {
  stage on;
  set_stage(&on, "SWD");
  CHECK_INT(step(&on), MI_STEP_SEND);
  CHECK_INT(mi_operation_head(on.operation, 500, NULL, 0), MI_E_PROTOCOL);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_HAS(story(&on), "HTTP status 500");
  strike(&on);
  set_stage(&on, "WD");
  CHECK_INT(step(&on), MI_STEP_WAIT);
  CHECK_INT(mi_operation_feed(on.operation, "<!", 2), MI_E_PROTOCOL);
  CHECK_INT(mi_operation_feed(on.operation, "more", 4), MI_E_PROTOCOL);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  strike(&on);
}

static void a_broken_exchange_is_the_machines_to_tell(void) {
  stage on;
  mi_error broken;
  mi_error_init(&broken, mi_allocator_default());
  mi_error_set(&broken, MI_E_TLS, "the certificate has expired");
  set_stage(&on, "SWD");
  CHECK_INT(step(&on), MI_STEP_SEND);
  mi_operation_fail(on.operation, &broken);
  CHECK_INT(step(&on), MI_STEP_FAILED);
  CHECK_INT(mi_operation_error(on.operation)->result, MI_E_TLS);
  CHECK_HAS(story(&on), "the certificate has expired");
  mi_operation_fail(on.operation, &broken);
  mi_error_clear(&broken);
  strike(&on);
}

static void a_session_tells_its_settings(void) {
  stage on;
  mi_session_settings settings = {"root/other", 1234, NULL};
  CHECK_INT(set_stage_on(&on, mi_allocator_default(), "D", &settings), MI_OK);
  CHECK_TEXT(mi_session_namespace(on.session), "root/other");
  CHECK_INT(mi_session_timeout(on.session), 1234);
  CHECK_TEXT(mi_session_protocol(on.session), "script");
  CHECK(mi_session_limits(on.session)->max_depth == 128);
  CHECK(mi_session_application(on.session) == on.application);
  CHECK(mi_session_find_class(on.session, NULL, "CIM_Thing") == NULL);
  CHECK(mi_session_find_class(on.session, "root/cimv2", "CIM_Thing") != NULL);
  strike(&on);
  set_stage(&on, "D");
  CHECK_TEXT(mi_session_namespace(on.session), "root/cimv2");
  CHECK_INT(mi_session_timeout(on.session), 60000);
  CHECK(mi_session_find_class(on.session, NULL, "CIM_Thing") != NULL);
  strike(&on);
}

static void check_target(const char *target, const char *shown) {
  mi_application *application;
  mi_session *session = NULL;
  CHECK_INT(mi_application_new(&application, mi_allocator_default(), NULL), MI_OK);
  CHECK_INT(mi_session_new_on(&session, application, &script, "D", target, NULL, NULL), MI_OK);
  CHECK_TEXT(mi_session_target(session), shown);
  mi_session_unref(session);
  mi_application_unref(application);
}

static void a_target_is_shown_without_credentials(void) {
  check_target(NULL, "local:");
  check_target("", "local:");
  check_target("local:a@b.mof", "local:a@b.mof");
  check_target("https://host:5986/wsman", "https://host:5986/wsman");
  check_target("https://ops:secret@host/wsman", "https://host/wsman");
  check_target("https://ops:se@cret@host", "https://host");
  check_target("https://host/a@b", "https://host/a@b");
  check_target("https://user@", "https://");
}

static void a_path_brings_its_namespace(void) {
  stage on;
  mi_path path;
  mi_operation *operation;
  const mi_output *output;
  mi_call call = enumerate();
  memset(&path, 0, sizeof path);
  path.class_name = "CIM_Thing";
  path.namespace_name = "root/far";
  call.kind = MI_CALL_GET;
  call.path = &path;
  set_stage(&on, "F");
  CHECK_INT(mi_operation_start(&operation, on.session, &call, NULL), MI_OK);
  CHECK_INT(mi_operation_step(operation, &output), MI_STEP_FAILED);
  CHECK_TEXT(mi_operation_what(operation), "get CIM_Thing in root/far");
  mi_operation_close(operation);
  strike(&on);
}

static mi_result scenario(const mi_allocator *allocator) {
  stage on;
  const mi_output *output;
  mi_result result = set_stage_on(&on, allocator, "RRD", NULL);
  while (result == MI_OK) {
    mi_step said = mi_operation_step(on.operation, &output);
    if (said == MI_STEP_DONE) break;
    if (said == MI_STEP_FAILED) result = mi_operation_error(on.operation)->result;
  }
  strike(&on);
  return result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(results_come_until_done);
  RUN(the_machine_goes_when_all_is_said);
  RUN(a_failure_says_what_was_tried_and_where);
  RUN(details_live_until_close);
  RUN(what_a_protocol_refuses_is_the_first_step);
  RUN(a_connection_that_fails_is_no_session);
  RUN(cancel_makes_the_next_step_fail);
  RUN(cancel_after_the_end_changes_nothing);
  RUN(closing_a_session_cancels_and_refuses);
  RUN(closing_a_session_gives_up_its_connection);
  RUN(the_last_operation_of_a_closed_session_gives_up_the_connection);
  RUN(details_outlive_the_close_of_the_session);
  RUN(an_operation_outlives_its_session_and_application);
  RUN(closing_is_safe_after_any_step);
  RUN(the_deadline_covers_the_whole_call);
  RUN(exchanges_are_counted);
  RUN(bad_input_ends_the_operation);
  RUN(a_broken_exchange_is_the_machines_to_tell);
  RUN(a_session_tells_its_settings);
  RUN(a_target_is_shown_without_credentials);
  RUN(a_path_brings_its_namespace);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
