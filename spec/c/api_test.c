#include "api_world.h"

/* ---- application and session ----------------------------------------------------------------- */

static void an_application_opens_and_closes(void) {
  MI_Application application = MI_APPLICATION_NULL;
  MI_Instance *error = NULL;
  CHECK_INT(MI_Application_Initialize(0, "spec", &error, &application), MI_RESULT_OK);
  CHECK(error == NULL);
  CHECK_INT(MI_Application_Close(&application), MI_RESULT_OK);
  CHECK_INT(MI_Application_Close(&application), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Application_Close(NULL), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Application_InitializeV1(0, NULL, NULL, &application), MI_RESULT_OK);
  CHECK_INT(MI_Application_Close(&application), MI_RESULT_OK);
  CHECK_INT(MI_Application_Initialize(1, NULL, NULL, &application), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Application_Initialize(0, NULL, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
}

static void destinations_choose_this_machine(void) {
  static const char *const here[] = {NULL, "", ".", "localhost", "LocalHost", "local:"};
  MI_Application application;
  MI_Session session;
  MI_Application_Initialize(0, NULL, NULL, &application);
  for (size_t i = 0; i < sizeof here / sizeof here[0]; i++) {
    CHECK_INT(MI_Application_NewSession(&application, i % 2 ? "LOCAL" : NULL, here[i], NULL, NULL,
                                        NULL, &session),
              MI_RESULT_OK);
    CHECK_INT(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
    CHECK_INT(MI_Session_Close(&session, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
  }
  MI_Application_Close(&application);
}

static int errors_written;
static void MI_CALL count_error(MI_Application *application, void *context,
                                MI_Instance *instance) {
  CHECK(application != NULL && context == NULL);
  CHECK_HAS(element(instance, "Message", MI_STRING).string, "no protocol WINRM");
  errors_written++;
}

static void a_session_that_cannot_be_tells_why(void) {
  MI_Application application;
  MI_Session session;
  MI_Instance *error = NULL;
  MI_SessionCallbacks callbacks = MI_SESSIONCALLBACKS_NULL;
  callbacks.writeError = count_error;
  MI_Application_Initialize(0, NULL, NULL, &application);
  CHECK_INT(MI_Application_NewSession(&application, "WINRM", "host", NULL, &callbacks, &error,
                                      &session),
            MI_RESULT_NOT_SUPPORTED);
  CHECK_INT(errors_written, 1);
  CHECK_INT(element(error, "CIMStatusCode", MI_UINT32).uint32, MI_RESULT_NOT_SUPPORTED);
  CHECK_INT(MI_Instance_Delete(error), MI_RESULT_OK);
  CHECK(MI_Application_NewSession(&application, NULL, "nothing://x", NULL, NULL, &error,
                                  &session) != MI_RESULT_OK);
  CHECK_INT(MI_Instance_Delete(error), MI_RESULT_OK);
  CHECK(MI_Application_NewSession(&application, NULL, "local:/\xff.mof", NULL, NULL, &error,
                                  &session) != MI_RESULT_OK);
  CHECK_HAS(element(error, "Message", MI_STRING).string, "/?.mof");
  CHECK_INT(MI_Instance_Delete(error), MI_RESULT_OK);
  CHECK(MI_Application_NewSession(&application, NULL, "local:/no/such.mof", NULL, NULL, NULL,
                                  &session) != MI_RESULT_OK);
  CHECK_INT(MI_Application_NewSession(NULL, NULL, NULL, NULL, NULL, NULL, &session),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, NULL),
            MI_RESULT_INVALID_PARAMETER);
  MI_Application_Close(&application);
}

static void credentials_are_kept_and_refused_here(void) {
  MI_Application application;
  MI_Session session;
  MI_DestinationOptions options, copy;
  MI_UserCredentials credentials;
  MI_Uint32 count = 0;
  MI_Application_Initialize(0, NULL, NULL, &application);
  CHECK_INT(MI_Application_NewDestinationOptions(&application, &options), MI_RESULT_OK);
  credentials.authenticationType = MI_AUTH_TYPE_BASIC;
  credentials.credentials.usernamePassword.domain = NULL;
  credentials.credentials.usernamePassword.username = "ops";
  credentials.credentials.usernamePassword.password = "secret";
  CHECK_INT(MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
            MI_RESULT_OK);
  CHECK_INT(MI_DestinationOptions_Clone(&options, &copy), MI_RESULT_OK);
  MI_DestinationOptions_Delete(&options);
  MI_DestinationOptions_Delete(&options);
  CHECK_INT(MI_DestinationOptions_GetCredentialsCount(&copy, &count), MI_RESULT_OK);
  CHECK_INT(count, 1);
  CHECK_INT(MI_Application_NewSession(&application, NULL, NULL, &copy, NULL, NULL, &session),
            MI_RESULT_NOT_SUPPORTED);
  MI_DestinationOptions_Delete(&copy);
  CHECK_INT(MI_DestinationOptions_AddDestinationCredentials(&copy, &credentials),
            MI_RESULT_INVALID_PARAMETER);
  MI_Application_Close(&application);
}

static void handles_lead_back_to_their_owners(void) {
  world w;
  MI_Session session;
  MI_Application application;
  open_here(&w);
  start_enumerate(&w, "T_Disk", 0, NULL);
  CHECK_INT(MI_Operation_GetSession(&w.operation, &session), MI_RESULT_OK);
  CHECK_INT(MI_Session_GetApplication(&session, &application), MI_RESULT_OK);
  CHECK(application.reserved3 == w.application.reserved3);
  CHECK_INT(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
  CHECK_INT(MI_Session_Close(&w.session, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Operation_GetSession(&w.operation, &session), MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

static void MI_CALL count_close(void *context) { ++*(int *)context; }

static void closing_a_session_calls_back_at_once(void) {
  world w;
  int closed = 0;
  open_here(&w);
  CHECK_INT(MI_Session_Close(&w.session, &closed, count_close), MI_RESULT_OK);
  CHECK_INT(closed, 1);
  close_world(&w);
}

/* ---- pulling --------------------------------------------------------------------------------- */

static void results_are_pulled_until_there_are_no_more(void) {
  world w;
  MI_Boolean more = MI_TRUE;
  int count = 0;
  open_here(&w);
  start_enumerate(&w, "T_Element", 0, NULL);
  while (more) count += pull(&w, &more) != NULL;
  CHECK_INT(count, 3);
  CHECK(pull(&w, &more) == NULL);
  CHECK_INT(more, MI_FALSE);
  close_world(&w);
}

static void get_has_one_result(void) {
  world w;
  MI_Boolean more = MI_TRUE;
  const MI_Char *name;
  open_here(&w);
  const MI_Instance *disk = get(&w, "T_Disk", "a");
  MI_Instance_GetClassName(disk, &name);
  CHECK_TEXT(name, "T_Disk");
  MI_Instance_GetNameSpace(disk, &name);
  CHECK_TEXT(name, "root/cimv2");
  CHECK_INT(MI_Instance_GetServerName(disk, &name), MI_RESULT_OK);
  CHECK(pull(&w, &more) == NULL);
  CHECK_INT(more, MI_FALSE);
  close_world(&w);
}

static void polymorphism_comes_by_flags(void) {
  world w;
  MI_Boolean more;
  MI_Uint32 count;
  open_here(&w);
  start_enumerate(&w, "T_Element", MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, NULL);
  CHECK(pull(&w, &more) == NULL);
  MI_Operation_Close(&w.operation);
  start_enumerate(&w, "T_Element", MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY, NULL);
  CHECK_INT(MI_Instance_GetElementCount(pull(&w, &more), &count), MI_RESULT_OK);
  CHECK_INT(count, 2);
  MI_Operation_Close(&w.operation);
  start_enumerate(&w, "T_Disk", 0x80000000u, NULL);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "flags");
  close_world(&w);
}

static void the_start_is_reported_when_asked_for(void) {
  world w;
  MI_Boolean more = MI_FALSE;
  open_here(&w);
  start_enumerate(&w, "T_Part", MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED, NULL);
  CHECK(pull(&w, &more) == NULL);
  CHECK_INT(more, MI_TRUE);
  CHECK(pull(&w, &more) != NULL);
  close_world(&w);
}

static void a_failure_comes_as_the_last_result(void) {
  world w;
  const MI_Instance *instance;
  open_here(&w);
  start_enumerate(&w, "T_None", 0, NULL);
  const char *message = failure(&w, MI_RESULT_INVALID_CLASS);
  CHECK_HAS(message, "enumerate T_None in root/cimv2 on local:");
  failure(&w, MI_RESULT_INVALID_CLASS);
  CHECK_INT(MI_Operation_GetInstance(&w.operation, &instance, NULL, NULL, NULL, NULL),
            MI_RESULT_INVALID_CLASS);
  close_world(&w);
}

static void what_is_missing_is_told_by_the_operation(void) {
  world w;
  open_here(&w);
  start_enumerate(&w, "", 0, NULL);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "name of a class");
  MI_Operation_Close(&w.operation);
  MI_Session_GetInstance(&w.session, 0, NULL, NULL, NULL, NULL, &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "instance is needed");
  MI_Operation_Close(&w.operation);
  MI_Session_CreateInstance(&w.session, 0, NULL, NULL, NULL, NULL, &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "instance is needed");
  MI_Operation_Close(&w.operation);
  MI_Session_QueryInstances(&w.session, 0, NULL, NULL, NULL, NULL, NULL, &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "query");
  MI_Operation_Close(&w.operation);
  MI_Session_Invoke(&w.session, 0, NULL, NULL, "T_Disk", NULL, NULL, NULL, NULL, &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_PARAMETER), "method");
  close_world(&w);
}

static void the_wrong_kind_of_pull_is_refused(void) {
  world w;
  const MI_Class *class_ = NULL;
  const MI_Instance *instance = NULL;
  MI_Boolean more = MI_TRUE;
  MI_Result result = MI_RESULT_OK;
  const MI_Char *message = NULL;
  open_here(&w);
  start_enumerate(&w, "T_Disk", 0, NULL);
  CHECK_INT(MI_Operation_GetClass(&w.operation, &class_, &more, &result, &message, NULL),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(more, MI_FALSE);
  CHECK_INT(result, MI_RESULT_INVALID_PARAMETER);
  CHECK_HAS(message, "instances");
  CHECK_INT(MI_Operation_GetInstance(&w.operation, NULL, &more, &result, NULL, NULL),
            MI_RESULT_INVALID_PARAMETER);
  MI_Operation_Close(&w.operation);
  MI_Session_GetClass(&w.session, 0, NULL, NULL, "T_Disk", NULL, &w.operation);
  CHECK_INT(MI_Operation_GetInstance(&w.operation, &instance, &more, &result, NULL, NULL),
            MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

static void a_closed_session_gives_a_null_operation(void) {
  world w;
  open_here(&w);
  MI_Session_Close(&w.session, NULL, NULL);
  start_enumerate(&w, "T_Disk", 0, NULL);
  CHECK(w.operation.reserved3 == NULL);
  CHECK_INT(MI_Operation_Close(&w.operation), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Operation_Cancel(&w.operation, MI_REASON_NONE), MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

/* As the samples of the documentation do. */
static void a_loop_that_looks_at_the_result_as_well_ends(void) {
  static const char *const names[] = {"T_Disk", "T_Note", "T_None"};
  static const int expected[] = {2, 0, 0};
  for (size_t i = 0; i < MI_COUNT(names); i++) {
    world w;
    const MI_Instance *instance;
    MI_Boolean more = MI_FALSE;
    MI_Result result = MI_RESULT_OK;
    int count = 0;
    open_here(&w);
    start_enumerate(&w, names[i], 0, NULL);
    do {
      const MI_Char *message;
      const MI_Instance *details;
      CHECK_INT(MI_Operation_GetInstance(&w.operation, &instance, &more, &result, &message,
                                         &details),
                MI_RESULT_OK);
      count += instance != NULL;
    } while (result == MI_RESULT_OK && more == MI_TRUE);
    CHECK_INT(more, MI_FALSE);
    CHECK_INT(count, expected[i]);
    close_world(&w);
  }
}

/* ---- closing --------------------------------------------------------------------------------- */

static void cancel_ends_with_a_failure(void) {
  world w;
  MI_Boolean more;
  open_here(&w);
  start_enumerate(&w, "T_Disk", 0, NULL);
  const MI_Instance *instance = pull(&w, &more);
  CHECK_INT(MI_Operation_Cancel(&w.operation, MI_REASON_NONE), MI_RESULT_OK);
  CHECK_INT(MI_Operation_Cancel(&w.operation, MI_REASON_TIMEOUT), MI_RESULT_OK);
  CHECK_TEXT(element(instance, "Name", MI_STRING).string, "a");
  CHECK_HAS(failure(&w, MI_RESULT_FAILED), "cancelled");
  close_world(&w);
}

static void everything_may_be_closed_in_any_order(void) {
  for (int order = 0; order < 12; order++) {
    world w;
    MI_Boolean more;
    open_here(&w);
    start_enumerate(&w, "T_Disk", 0, NULL);
    if (order % 2 == 0) pull(&w, &more);
    switch (order / 2) {
      case 0:
        MI_Operation_Close(&w.operation);
        break;
      case 1:
        MI_Session_Close(&w.session, NULL, NULL);
        MI_Operation_Close(&w.operation);
        break;
      case 2:
        MI_Application_Close(&w.application);
        MI_Operation_Close(&w.operation);
        break;
      case 3:
        MI_Application_Close(&w.application);
        failure(&w, MI_RESULT_FAILED);
        MI_Session_Close(&w.session, NULL, NULL);
        break;
      case 4:
        MI_Operation_Cancel(&w.operation, MI_REASON_NONE);
        MI_Operation_Close(&w.operation);
        break;
      default:
        MI_Session_Close(&w.session, NULL, NULL);
        MI_Application_Close(&w.application);
        break;
    }
    close_world(&w);
  }
}

static void a_copy_of_a_closed_handle_is_closed(void) {
  world w;
  open_here(&w);
  start_enumerate(&w, "T_Disk", 0, NULL);
  MI_Operation copy = w.operation;
  CHECK_INT(MI_Operation_Close(&w.operation), MI_RESULT_OK);
  CHECK_INT(MI_Operation_Close(&w.operation), MI_RESULT_INVALID_PARAMETER);
  start_enumerate(&w, "T_Disk", 0, NULL);
  CHECK_INT(MI_Operation_Close(&copy), MI_RESULT_INVALID_PARAMETER);
  MI_Session second = w.session;
  MI_Session_Close(&w.session, NULL, NULL);
  CHECK_INT(MI_Session_Close(&second, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

int main(void) {
  RUN(an_application_opens_and_closes);
  RUN(destinations_choose_this_machine);
  RUN(a_session_that_cannot_be_tells_why);
  RUN(credentials_are_kept_and_refused_here);
  RUN(handles_lead_back_to_their_owners);
  RUN(closing_a_session_calls_back_at_once);
  RUN(results_are_pulled_until_there_are_no_more);
  RUN(get_has_one_result);
  RUN(polymorphism_comes_by_flags);
  RUN(the_start_is_reported_when_asked_for);
  RUN(a_failure_comes_as_the_last_result);
  RUN(what_is_missing_is_told_by_the_operation);
  RUN(the_wrong_kind_of_pull_is_refused);
  RUN(a_closed_session_gives_a_null_operation);
  RUN(a_loop_that_looks_at_the_result_as_well_ends);
  RUN(cancel_ends_with_a_failure);
  RUN(everything_may_be_closed_in_any_order);
  RUN(a_copy_of_a_closed_handle_is_closed);
  return check_done();
}
