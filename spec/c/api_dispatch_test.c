#include "api_world.h"

typedef struct listener {
  world *w;
  int results, ends;
  MI_Result last;
  bool close, close_all;
  MI_OperationCallbacks *next; /* starts an operation with these */
  MI_Operation *started;
  char name[20];
  MI_Result(MI_CALL *acknowledge)(MI_Operation *operation);
} listener;

static void MI_CALL hear(MI_Operation *operation, void *context, const MI_Instance *instance,
                         MI_Boolean more, MI_Result result, const MI_Char *message,
                         const MI_Instance *details,
                         MI_Result(MI_CALL *acknowledge)(MI_Operation *operation)) {
  listener *self = context;
  (void)message;
  (void)details;
  self->acknowledge = acknowledge;
  self->last = result;
  self->ends += !more;
  self->results += instance != NULL;
  if (self->close) MI_Operation_Close(operation);
  if (self->next != NULL) {
    MI_Session_EnumerateInstances(&self->w->session, 0, NULL, NULL, "T_Part", MI_FALSE,
                                  self->next, self->started);
  }
  if (self->close_all) {
    MI_Session_Close(&self->w->session, NULL, NULL);
    MI_Application_Close(&self->w->application);
  }
  if (instance == NULL) return;
  snprintf(self->name, sizeof self->name, "%s", element(instance, "Name", MI_STRING).string);
}

static void MI_CALL hear_class(MI_Operation *operation, void *context, const MI_Class *class_,
                               MI_Boolean more, MI_Result result, const MI_Char *message,
                               const MI_Instance *details,
                               MI_Result(MI_CALL *acknowledge)(MI_Operation *operation)) {
  listener *self = context;
  (void)operation;
  (void)message;
  (void)details;
  (void)acknowledge;
  self->last = result;
  self->ends += !more;
  self->results += class_ != NULL;
}

static MI_OperationCallbacks callbacks_to(listener *to, world *w) {
  MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
  memset(to, 0, sizeof *to);
  to->w = w;
  callbacks.callbackContext = to;
  callbacks.instanceResult = hear;
  callbacks.classResult = hear_class;
  return callbacks;
}

static void callbacks_are_called_while_dispatching(void) {
  world w;
  listener heard;
  MI_Uint32 pending = 99;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  CHECK_INT(heard.results, 0);
  CHECK_INT(MI_Application_Dispatch(&w.application, 0, &pending), MI_RESULT_OK);
  CHECK_INT(pending, 1);
  CHECK(heard.results <= 1);
  CHECK_INT(MI_Application_Dispatch(&w.application, 10000, &pending), MI_RESULT_OK);
  CHECK_INT(pending, 0);
  CHECK_INT(heard.results, 2);
  CHECK_INT(heard.ends, 1);
  CHECK_INT(heard.last, MI_RESULT_OK);
  CHECK(heard.acknowledge == NULL);
  CHECK_TEXT(heard.name, "b");
  close_world(&w);
}

static void classes_come_to_their_callback(void) {
  world w;
  listener heard;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  MI_Session_EnumerateClasses(&w.session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks,
                              &w.operation);
  MI_Application_Dispatch(&w.application, 10000, NULL);
  CHECK_INT(heard.results, 5);
  CHECK_INT(heard.ends, 1);
  close_world(&w);
}

static void what_goes_to_a_callback_cannot_be_pulled(void) {
  world w;
  listener heard;
  const MI_Instance *instance;
  MI_Boolean more = MI_TRUE;
  const MI_Char *message = NULL;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  CHECK_INT(MI_Operation_GetInstance(&w.operation, &instance, &more, NULL, &message, NULL),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_HAS(message, "callback");
  CHECK_INT(more, MI_FALSE);
  close_world(&w);
}

static void each_result_waits_to_be_acknowledged(void) {
  world w;
  listener heard;
  MI_Uint32 pending;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  start_enumerate(&w, "T_Disk", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &callbacks);
  MI_Application_Dispatch(&w.application, 10000, &pending);
  CHECK_INT(heard.results, 1);
  CHECK_INT(pending, 1);
  CHECK_INT(heard.acknowledge(&w.operation), MI_RESULT_OK);
  CHECK_INT(heard.acknowledge(&w.operation), MI_RESULT_INVALID_PARAMETER);
  MI_Application_Dispatch(&w.application, 10000, &pending);
  CHECK_INT(heard.results, 2);
  CHECK_INT(heard.acknowledge(&w.operation), MI_RESULT_OK);
  MI_Application_Dispatch(&w.application, 10000, &pending);
  CHECK_INT(heard.ends, 1);
  CHECK_INT(pending, 0);
  close_world(&w);
}

static void an_operation_may_be_closed_in_its_callback(void) {
  for (int all = 0; all < 2; all++) {
    world w;
    listener heard;
    open_here(&w);
    MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
    heard.close = true;
    heard.close_all = all == 1;
    start_enumerate(&w, "T_Disk", 0, &callbacks);
    MI_Application_Dispatch(&w.application, 10000, NULL);
    CHECK_INT(heard.results, 1);
    CHECK_TEXT(heard.name, "a");
    /* With all closed, nobody is left to know what became of this copy of the handle. */
    if (all) memset(&w.operation, 0, sizeof w.operation);
    close_world(&w);
  }
}

static void closing_the_application_in_a_callback_is_safe(void) {
  world w;
  listener heard;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  heard.close_all = true;
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  CHECK_INT(MI_Application_Dispatch(&w.application, 10000, NULL), MI_RESULT_OK);
  CHECK_INT(heard.results, 1);
  close_world(&w);
}

static void a_cancelled_operation_tells_its_callback(void) {
  world w;
  listener heard;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  MI_Session_Close(&w.session, NULL, NULL);
  MI_Application_Dispatch(&w.application, 10000, NULL);
  CHECK_INT(heard.ends, 1);
  CHECK_INT(heard.last, MI_RESULT_FAILED);
  close_world(&w);
}

static void a_callback_hears_of_a_closed_session_at_once(void) {
  world w;
  listener heard;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  MI_Session_Close(&w.session, NULL, NULL);
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  CHECK_INT(heard.ends, 1);
  CHECK_INT(heard.last, MI_RESULT_INVALID_PARAMETER);
  MI_Session_GetClass(&w.session, 0, NULL, NULL, "T_Disk", &callbacks, &w.operation);
  CHECK_INT(heard.ends, 2);
  close_world(&w);
}

/* Nobody can dispatch any more, so it would never hear. */
static void a_callback_hears_of_a_closed_application_at_once(void) {
  world w;
  listener heard;
  open_here(&w);
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  MI_Application_Close(&w.application);
  start_enumerate(&w, "T_Disk", 0, &callbacks);
  CHECK_INT(heard.ends, 1);
  CHECK_INT(heard.last, MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Operation_Close(&w.operation), MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

/* What it starts takes its place in the round, and what it closes leaves it. */
static void a_callback_may_start_and_close_operations(void) {
  world w;
  listener first, second;
  open_here(&w);
  MI_Operation other = MI_OPERATION_NULL;
  MI_OperationCallbacks callbacks = callbacks_to(&second, &w);
  callbacks_to(&first, &w);
  first.close = true;
  first.next = &callbacks;
  first.started = &other;
  MI_OperationCallbacks own = callbacks;
  own.callbackContext = &first;
  start_enumerate(&w, "T_Disk", 0, &own);
  CHECK_INT(MI_Application_Dispatch(&w.application, 10000, NULL), MI_RESULT_OK);
  CHECK_INT(first.results, 1);
  CHECK_INT(second.results, 1);
  CHECK_INT(second.ends, 1);
  CHECK_INT(MI_Operation_Close(&w.operation), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Operation_Close(&other), MI_RESULT_OK);
  close_world(&w);
}

static mi_result scenario(const mi_allocator *allocator) {
  world w;
  listener heard;
  MI_OperationCallbacks callbacks = callbacks_to(&heard, &w);
  MI_Result result = open_world(&w, allocator);
  if (result == MI_RESULT_OK) {
    MI_Session_EnumerateClasses(&w.session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks,
                                &w.operation);
    result = MI_Application_Dispatch(&w.application, 10000, NULL);
    CHECK_INT(heard.ends, 1);
  }
  if (result == MI_RESULT_OK) result = heard.last;
  close_world(&w);
  return result == MI_RESULT_SERVER_LIMITS_EXCEEDED ? MI_E_OUT_OF_MEMORY : (mi_result)(int)result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(callbacks_are_called_while_dispatching);
  RUN(classes_come_to_their_callback);
  RUN(what_goes_to_a_callback_cannot_be_pulled);
  RUN(each_result_waits_to_be_acknowledged);
  RUN(an_operation_may_be_closed_in_its_callback);
  RUN(closing_the_application_in_a_callback_is_safe);
  RUN(a_cancelled_operation_tells_its_callback);
  RUN(a_callback_hears_of_a_closed_session_at_once);
  RUN(a_callback_hears_of_a_closed_application_at_once);
  RUN(a_callback_may_start_and_close_operations);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
