#include "mi/api.h"

#include <string.h>

#include "base/clock.h"

/* ---- shells ---------------------------------------------------------------------------------- */

static mi_api_operation *take_shell(mi_api_application *application) {
  mi_api_operation *shell = application->spare_operations;
  if (shell != NULL) {
    application->spare_operations = shell->next_spare;
    return shell;
  }
  shell = mi_alloc_zero(application->allocator, sizeof *shell);
  if (shell == NULL) return NULL;
  shell->generation = 1;
  shell->next = application->operations;
  application->operations = shell;
  return shell;
}

mi_api_operation *mi_api_operation_open(mi_api_application *application, MI_Operation *handle) {
  mi_api_operation *shell = take_shell(application);
  if (shell == NULL) return NULL;
  mi_api_operation *next = shell->next;
  MI_Uint64 generation = shell->generation;
  memset(shell, 0, sizeof *shell);
  shell->next = next;
  shell->generation = generation;
  mi_api_application_ref(application);
  shell->application = application;
  shell->open = true;
  mi_error_init(&shell->failure, application->allocator);
  mi_arena_init(&shell->views, application->allocator, mi_api_memory_limit(application));
  shell->handle.reserved1 = generation;
  shell->handle.reserved3 = shell;
  *handle = shell->handle;
  return shell;
}

mi_api_operation *mi_api_operation_of(const MI_Operation *handle) {
  mi_api_operation *operation = handle != NULL ? handle->reserved3 : NULL;
  if (operation == NULL || !operation->open) return NULL;
  return operation->generation == handle->reserved1 ? operation : NULL;
}

/* The shell of an operation that was closed is empty, and can be taken again. */
static void empty(mi_api_operation *self) {
  mi_api_application *application = self->application;
  mi_operation_close(self->operation);
  mi_error_clear(&self->failure);
  mi_arena_free(&self->views);
  self->operation = NULL;
  self->next_spare = application->spare_operations;
  application->spare_operations = self;
  mi_api_application_unref(application);
}

MI_Result MI_Operation_Close(MI_Operation *operation) {
  mi_api_operation *self = mi_api_operation_of(operation);
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(operation, 0, sizeof *operation);
  self->open = false;
  self->generation++;
  /* Inside a callback its parameters are still to be read: they go when it returns. */
  if (!self->delivering) empty(self);
  return MI_RESULT_OK;
}

/* ---- results --------------------------------------------------------------------------------- */

static void answer_failure(mi_api_operation *self, mi_api_answer *answer, const mi_error *error,
                           const mi_instance *details) {
  answer->result = mi_api_result(error->result);
  answer->message = mi_error_text(error);
  if (details == NULL) return;
  mi_api_instance_show(&self->details, details, &self->views);
  answer->details = &self->details;
}

/* The story in one line, with what was tried and where; made once. */
static void tell_failure(mi_api_operation *self) {
  const mi_error *error = mi_operation_error(self->operation);
  if (error->result == MI_OK || self->failure.result != MI_OK) return;
  mi_error_set(&self->failure, error->result, "%s on %s: %s", mi_operation_what(self->operation),
               mi_session_host(mi_operation_session(self->operation)), mi_error_text(error));
}

/* What the last result said, however often it is asked for. */
static void answer_end(mi_api_operation *self, mi_api_answer *answer) {
  const mi_instance *details = NULL;
  self->ended = true;
  answer->more = MI_FALSE;
  if (self->operation != NULL) {
    tell_failure(self);
    details = mi_operation_details(self->operation);
  }
  if (self->failure.result != MI_OK) answer_failure(self, answer, &self->failure, details);
}

static void answer_result(mi_api_operation *self, mi_api_answer *answer, const mi_output *output) {
  answer->more = !self->single;
  self->ended = self->single;
  if (output->instance != NULL) {
    mi_api_instance_show(&self->instance, output->instance, &self->views);
    answer->instance = &self->instance;
  }
  if (output->class_ != NULL) {
    mi_api_class_show(&self->class_, output->class_, &self->views);
    answer->class_ = &self->class_;
  }
}

static void refuse_to_wait(mi_api_operation *self) {
  mi_error error;
  mi_error_init(&error, self->application->allocator);
  mi_error_set(&error, MI_E_NOT_SUPPORTED, "no transport is at hand to reach the server");
  mi_operation_fail(self->operation, &error);
  mi_error_clear(&error);
}

/* One step of work; false: it brought nothing yet. */
static bool step(mi_api_operation *self, mi_api_answer *answer) {
  const mi_output *output;
  switch (mi_operation_step(self->operation, &output)) {
    case MI_STEP_RESULT:
      answer_result(self, answer, output);
      return true;
    case MI_STEP_DONE:
    case MI_STEP_FAILED:
      answer_end(self, answer);
      return true;
    case MI_STEP_SEND:
    case MI_STEP_WAIT:
      refuse_to_wait(self);
      return false;
    default:
      return false;
  }
}

bool mi_api_operation_next(mi_api_operation *self, mi_api_answer *answer, bool once) {
  memset(answer, 0, sizeof *answer);
  mi_arena_reset(&self->views);
  if (self->ended || self->operation == NULL) {
    answer_end(self, answer);
    return true;
  }
  if (self->report_started) {
    self->report_started = false;
    answer->more = MI_TRUE;
    return true;
  }
  bool brought = step(self, answer);
  while (!brought && !once) brought = step(self, answer);
  return brought;
}

/* ---- pulling --------------------------------------------------------------------------------- */

/* A loop that looks only at moreResults must end here too. */
static MI_Result refuse(MI_Boolean *more, MI_Result *result, const MI_Char **message,
                        const MI_Instance **details, const char *words) {
  if (more != NULL) *more = MI_FALSE;
  if (result != NULL) *result = MI_RESULT_INVALID_PARAMETER;
  if (message != NULL) *message = words;
  if (details != NULL) *details = NULL;
  return MI_RESULT_INVALID_PARAMETER;
}

static MI_Result pull(mi_api_operation *self, bool classes, mi_api_answer *answer,
                      MI_Boolean *more, MI_Result *result, const MI_Char **message,
                      const MI_Instance **details) {
  memset(answer, 0, sizeof *answer);
  if (self == NULL) return refuse(more, result, message, details, "no open operation");
  if (self->delivered) {
    return refuse(more, result, message, details, "the results of this operation go to a callback");
  }
  if (mi_call_yields_classes(self->kind) != classes) {
    return refuse(more, result, message, details,
                  classes ? "this operation has instances as results"
                          : "this operation has classes as results");
  }
  mi_api_operation_next(self, answer, false);
  if (more != NULL) *more = answer->more;
  if (result != NULL) *result = answer->result;
  if (message != NULL) *message = answer->message;
  if (details != NULL) *details = answer->details;
  return result != NULL ? MI_RESULT_OK : answer->result;
}

MI_Result MI_Operation_GetInstance(MI_Operation *operation, const MI_Instance **instance,
                                   MI_Boolean *moreResults, MI_Result *result,
                                   const MI_Char **errorMessage,
                                   const MI_Instance **completionDetails) {
  mi_api_answer answer;
  if (instance == NULL) {
    return refuse(moreResults, result, errorMessage, completionDetails,
                  "there is no place for the instance");
  }
  MI_Result returned = pull(mi_api_operation_of(operation), false, &answer, moreResults, result,
                            errorMessage, completionDetails);
  *instance = answer.instance;
  return returned;
}

MI_Result MI_Operation_GetClass(MI_Operation *operation, const MI_Class **classResult,
                                MI_Boolean *moreResults, MI_Result *result,
                                const MI_Char **errorMessage,
                                const MI_Instance **completionDetails) {
  mi_api_answer answer;
  if (classResult == NULL) {
    return refuse(moreResults, result, errorMessage, completionDetails,
                  "there is no place for the class");
  }
  MI_Result returned = pull(mi_api_operation_of(operation), true, &answer, moreResults, result,
                            errorMessage, completionDetails);
  *classResult = answer.class_;
  return returned;
}

MI_Result MI_Operation_GetSession(MI_Operation *operation, MI_Session *session) {
  mi_api_operation *self = mi_api_operation_of(operation);
  if (session != NULL) memset(session, 0, sizeof *session);
  if (self == NULL || session == NULL || mi_api_session_of(&self->session) == NULL) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  *session = self->session;
  return MI_RESULT_OK;
}

MI_Result MI_Operation_Cancel(MI_Operation *operation, MI_CancellationReason reason) {
  mi_api_operation *self = mi_api_operation_of(operation);
  (void)reason; /* no protocol can pass it on */
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (self->operation != NULL) mi_operation_cancel(self->operation);
  return MI_RESULT_OK;
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static MI_Result MI_CALL acknowledge(MI_Operation *operation) {
  mi_api_operation *self = mi_api_operation_of(operation);
  if (self == NULL || !self->unacknowledged) return MI_RESULT_INVALID_PARAMETER;
  self->unacknowledged = false;
  return MI_RESULT_OK;
}

static void deliver(mi_api_operation *self, const mi_api_answer *answer) {
  const MI_OperationCallbacks *to = &self->callbacks;
  MI_Result(MI_CALL * confirm)(MI_Operation *) = self->manual ? acknowledge : NULL;
  self->delivering = true;
  self->unacknowledged = self->manual;
  if (mi_call_yields_classes(self->kind)) {
    to->classResult(&self->handle, to->callbackContext, answer->class_, answer->more,
                    answer->result, answer->message, answer->details, confirm);
  } else {
    to->instanceResult(&self->handle, to->callbackContext, answer->instance, answer->more,
                       answer->result, answer->message, answer->details, confirm);
  }
  self->delivering = false;
  if (!self->open) empty(self);
}

static bool can_go_on(const mi_api_operation *self) {
  return self->open && self->delivered && !self->ended && !self->unacknowledged;
}

/* One step of each that can go on; shells are never freed while the application is there, so that
 * callbacks may close and start what they like. Returns how many can still go on. */
static MI_Uint32 dispatch_round(mi_api_application *application) {
  MI_Uint32 going = 0;
  mi_api_operation *self = application->operations;
  for (; self != NULL && application->open; self = self->next) {
    mi_api_answer answer;
    if (!can_go_on(self)) continue;
    if (mi_api_operation_next(self, &answer, true)) deliver(self, &answer);
  }
  for (self = application->operations; self != NULL; self = self->next) going += can_go_on(self);
  return going;
}

static MI_Uint32 count_pending(const mi_api_application *application) {
  MI_Uint32 pending = 0;
  const mi_api_operation *self = application->operations;
  for (; self != NULL; self = self->next) {
    pending += self->open && self->delivered && !self->ended;
  }
  return pending;
}

MI_Result MI_Application_Dispatch(MI_Application *application, MI_Uint32 timeoutMilliseconds,
                                  MI_Uint32 *pending) {
  mi_api_application *self = mi_api_application_of(application);
  if (pending != NULL) *pending = 0;
  if (self == NULL || self->dispatching) return MI_RESULT_INVALID_PARAMETER;
  int64_t deadline = mi_clock_now() + timeoutMilliseconds;
  mi_api_application_ref(self);
  self->dispatching = true;
  while (dispatch_round(self) > 0 && self->open && mi_clock_now() < deadline) {
  }
  self->dispatching = false;
  if (pending != NULL) *pending = count_pending(self);
  mi_api_application_unref(self);
  return MI_RESULT_OK;
}
