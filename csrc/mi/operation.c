#include "mi/operation.h"

#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "mi/keep.h"
#include "mi/session_private.h"

#define LONGEST_DESCRIPTION 2048

struct mi_operation {
  mi_session_place place;
  mi_session *session;  /* a reference */
  mi_machine *machine;  /* NULL: none was made, or it has ended */
  mi_keep keep;         /* the classes of what the call sends */
  mi_buffer what;       /* what is tried, in words */
  uint32_t timeout;
  int64_t deadline;
  bool cancelled;
  bool ended;           /* `last` is DONE or FAILED for good */
  bool requested;       /* the request at hand has been counted */
  int64_t waiting_since; /* -1: not waiting */
  mi_step last;
  mi_output output;
  mi_error error;
  const mi_instance *details;
  mi_operation_statistics statistics;
};

static const mi_allocator *allocator_of(const mi_operation *operation) {
  return mi_application_allocator(mi_session_application(operation->session));
}

static void close_machine(mi_operation *operation) {
  mi_machine *machine = operation->machine;
  operation->machine = NULL;
  if (machine != NULL) machine->protocol->close(machine);
}

/* ---- starting -------------------------------------------------------------------------------- */

/* An object that says where it is knows better than the session. */
static const char *namespace_of(const mi_call *call, const mi_session *session) {
  if (call->namespace_name != NULL) return call->namespace_name;
  if (call->kind == MI_CALL_IDENTIFY || call->kind == MI_CALL_NAMESPACES) return NULL;
  if (call->path != NULL && call->path->namespace_name != NULL) return call->path->namespace_name;
  return mi_session_namespace(session);
}

/* A description that is too long is cut: it is for people. */
static mi_result describe(mi_operation *operation, const mi_call *call) {
  mi_buffer *what = &operation->what;
  mi_buffer_init(what, allocator_of(operation), LONGEST_DESCRIPTION);
  mi_call_describe(call, what);
  return what->failed == MI_E_OUT_OF_MEMORY ? MI_E_OUT_OF_MEMORY : MI_OK;
}

static mi_step end_failed(mi_operation *operation) {
  if (operation->error.result == MI_OK) {
    mi_error_set(&operation->error, MI_E_FAILED, "failed without a reason");
  }
  operation->ended = true;
  operation->last = MI_STEP_FAILED;
  return MI_STEP_FAILED;
}

/* What the call asks may be refused: that is for the first step to tell. No memory is not. */
static mi_result start_machine(mi_operation *operation, const mi_call *call) {
  const mi_allocator *allocator = allocator_of(operation);
  size_t depth = mi_session_limits(operation->session)->max_depth;
  mi_result result = mi_keep_instance(&operation->keep, allocator, call->instance, depth);
  if (result == MI_OK) {
    result = mi_keep_instance(&operation->keep, allocator, call->parameters, depth);
  }
  if (result == MI_E_LIMIT) {
    mi_error_set(&operation->error, result, "instances are nested deeper than max_depth (%zu)",
                 depth);
  }
  if (result == MI_OK) {
    mi_connection *connection = mi_session_connection(operation->session);
    result = connection->protocol->start(&operation->machine, connection, call, &operation->error);
  }
  if (result == MI_OK || result == MI_E_OUT_OF_MEMORY) return result;
  if (operation->error.result == MI_OK) operation->error.result = result;
  end_failed(operation);
  return MI_OK;
}

mi_result mi_operation_start(mi_operation **out, mi_session *session, const mi_call *call,
                             mi_error *error) {
  *out = NULL;
  if (mi_session_is_closed(session)) {
    return mi_error_set(error, MI_E_CLOSED, "%s: the session on %s is closed",
                        mi_call_word(call->kind), mi_session_target(session));
  }
  const mi_allocator *allocator = mi_application_allocator(mi_session_application(session));
  mi_operation *operation = mi_alloc_zero(allocator, sizeof *operation);
  if (operation == NULL) return mi_error_out_of_memory(error);
  operation->session = mi_session_ref(session);
  mi_session_enter(session, &operation->place);
  operation->place.operation = operation;
  mi_error_init(&operation->error, allocator);

  mi_call filled = *call;
  filled.namespace_name = namespace_of(call, session);
  if (filled.timeout == 0) filled.timeout = mi_session_timeout(session);
  operation->timeout = filled.timeout;
  operation->waiting_since = -1;
  operation->statistics.started = mi_clock_now();
  operation->deadline = operation->statistics.started + filled.timeout;
  mi_result result = describe(operation, &filled);
  if (result == MI_OK) result = start_machine(operation, &filled);
  if (result != MI_OK) {
    mi_operation_close(operation);
    return mi_error_out_of_memory(error);
  }
  *out = operation;
  return MI_OK;
}

/* ---- stepping -------------------------------------------------------------------------------- */

/* Ended from this side: nothing of the machine is needed any more. */
static mi_step give_up(mi_operation *operation) {
  close_machine(operation);
  return end_failed(operation);
}

static void take_request(mi_operation *operation) {
  const mi_request *request = operation->output.request;
  if (!operation->requested && request != NULL) {
    operation->statistics.requests++;
    operation->statistics.bytes_sent += request->body_length;
  }
  operation->requested = true;
}

static mi_step step_machine(mi_operation *operation) {
  mi_step step = operation->machine->protocol->step(operation->machine, &operation->output,
                                                    &operation->error);
  switch (step) {
    case MI_STEP_RESULT:
      operation->statistics.objects++;
      break;
    case MI_STEP_SEND:
      take_request(operation);
      break;
    case MI_STEP_DONE:
      close_machine(operation);
      operation->ended = true;
      break;
    case MI_STEP_FAILED:
      operation->details = operation->output.details;
      return end_failed(operation);
    default:
      break;
  }
  if ((step == MI_STEP_SEND || step == MI_STEP_WAIT) && operation->waiting_since < 0) {
    operation->waiting_since = mi_clock_now();
  }
  operation->last = step;
  return step;
}

mi_step mi_operation_step(mi_operation *operation, const mi_output **out) {
  *out = &operation->output;
  memset(&operation->output, 0, sizeof operation->output);
  if (operation->ended) {
    operation->output.details = operation->details;
    return operation->last;
  }
  if (operation->cancelled) {
    mi_error_set(&operation->error, MI_E_CANCELLED, "cancelled by the caller");
    return give_up(operation);
  }
  if (mi_clock_now() >= operation->deadline) {
    mi_error_set(&operation->error, MI_E_TIMEOUT, "not done within %g seconds",
                 operation->timeout / 1000.0);
    return give_up(operation);
  }
  return step_machine(operation);
}

/* ---- input ----------------------------------------------------------------------------------- */

/* Whether there is a machine to take input; a late answer to an ended operation is dropped. */
static bool takes_input(mi_operation *operation) {
  operation->requested = false;
  if (operation->waiting_since >= 0) {
    operation->statistics.waited += mi_clock_now() - operation->waiting_since;
    operation->waiting_since = -1;
  }
  return operation->machine != NULL && !operation->ended;
}

static mi_result took(mi_operation *operation, mi_result result) {
  if (result != MI_OK) {
    if (operation->error.result == MI_OK) operation->error.result = result;
    give_up(operation);
  }
  return result;
}

mi_result mi_operation_head(mi_operation *operation, unsigned status, const mi_header *headers,
                            uint32_t count) {
  if (!takes_input(operation)) return operation->error.result;
  mi_machine *machine = operation->machine;
  return took(operation,
              machine->protocol->head(machine, status, headers, count, &operation->error));
}

mi_result mi_operation_feed(mi_operation *operation, const char *bytes, size_t length) {
  if (!takes_input(operation)) return operation->error.result;
  mi_machine *machine = operation->machine;
  operation->statistics.bytes_received += length;
  return took(operation, machine->protocol->feed(machine, bytes, length, &operation->error));
}

mi_result mi_operation_finish(mi_operation *operation) {
  if (!takes_input(operation)) return operation->error.result;
  mi_machine *machine = operation->machine;
  return took(operation, machine->protocol->finish(machine, &operation->error));
}

void mi_operation_fail(mi_operation *operation, const mi_error *error) {
  if (!takes_input(operation)) return;
  operation->machine->protocol->fail(operation->machine, error);
}

void mi_operation_cancel(mi_operation *operation) { operation->cancelled = true; }

void mi_operation_close(mi_operation *operation) {
  if (operation == NULL) return;
  const mi_allocator *allocator = allocator_of(operation);
  close_machine(operation);
  mi_session_leave(&operation->place);
  mi_keep_free(&operation->keep, allocator);
  mi_buffer_free(&operation->what);
  mi_error_clear(&operation->error);
  mi_session *session = operation->session;
  mi_free(allocator, operation);
  mi_session_unref(session);
}

/* ---- questions ------------------------------------------------------------------------------- */

const mi_error *mi_operation_error(const mi_operation *operation) { return &operation->error; }

const char *mi_operation_what(const mi_operation *operation) {
  return mi_buffer_text(&operation->what);
}

const mi_instance *mi_operation_details(const mi_operation *operation) {
  return operation->details;
}

mi_session *mi_operation_session(const mi_operation *operation) { return operation->session; }

const mi_operation_statistics *mi_operation_stats(const mi_operation *operation) {
  return &operation->statistics;
}

int64_t mi_operation_time_left(const mi_operation *operation) {
  int64_t left = operation->deadline - mi_clock_now();
  return left > 0 ? left : 0;
}
