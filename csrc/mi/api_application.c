#include "mi/api.h"

#include <string.h>

#include "base/text.h"

#define LOCAL "local"

/* ---- shells ---------------------------------------------------------------------------------- */

size_t mi_api_memory_limit(const mi_api_application *application) {
  return mi_application_limits(application->application)->max_memory;
}

void mi_api_application_ref(mi_api_application *application) { application->references++; }

static void free_shells(mi_api_application *application) {
  const mi_allocator *allocator = application->allocator;
  while (application->operations != NULL) {
    mi_api_operation *operation = application->operations;
    application->operations = operation->next;
    mi_free(allocator, operation);
  }
  while (application->sessions != NULL) {
    mi_api_session *session = application->sessions;
    application->sessions = session->next;
    mi_free(allocator, session);
  }
}

void mi_api_application_unref(mi_api_application *application) {
  if (--application->references > 0) return;
  free_shells(application);
  mi_application_unref(application->application);
  mi_free(application->allocator, application);
}

mi_api_application *mi_api_application_of(const MI_Application *handle) {
  mi_api_application *application = handle != NULL ? handle->reserved3 : NULL;
  return application != NULL && application->open ? application : NULL;
}

/* ---- the application ------------------------------------------------------------------------- */

MI_Result mi_api_application_initialize(const mi_allocator *allocator, const mi_limits *limits,
                                        MI_Instance **extendedError, MI_Application *application) {
  if (extendedError != NULL) *extendedError = NULL;
  if (application == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(application, 0, sizeof *application);
  mi_api_application *made = mi_alloc_zero(allocator, sizeof *made);
  if (made == NULL) return mi_api_result(MI_E_OUT_OF_MEMORY);
  made->allocator = allocator;
  mi_result result = mi_application_new(&made->application, allocator, limits);
  if (result != MI_OK) {
    mi_free(allocator, made);
    return mi_api_result(result);
  }
  made->references = 1;
  made->open = true;
  application->reserved3 = made;
  return MI_RESULT_OK;
}

MI_Result MI_Application_Initialize(MI_Uint32 flags, const MI_Char *applicationID,
                                    MI_Instance **extendedError, MI_Application *application) {
  (void)applicationID; /* nothing is configured by application */
  if (extendedError != NULL) *extendedError = NULL;
  if (application != NULL) memset(application, 0, sizeof *application);
  if (flags != 0) return MI_RESULT_INVALID_PARAMETER;
  return mi_api_application_initialize(mi_allocator_default(), NULL, extendedError, application);
}

MI_Result MI_Application_Close(MI_Application *application) {
  mi_api_application *self = mi_api_application_of(application);
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(application, 0, sizeof *application);
  self->open = false;
  for (mi_api_session *session = self->sessions; session != NULL; session = session->next) {
    if (session->open) mi_session_close(session->session);
  }
  mi_api_application_unref(self);
  return MI_RESULT_OK;
}

/* ---- sessions -------------------------------------------------------------------------------- */

static bool is_this_machine(const char *destination) {
  return destination == NULL || destination[0] == '\0' || strcmp(destination, ".") == 0 ||
         mi_text_same_name(destination, "localhost");
}

static mi_result check_session(const char *protocol, const mi_api_options *options,
                               mi_error *error) {
  if (protocol != NULL && !mi_text_same_name(protocol, LOCAL)) {
    return mi_error_set(error, MI_E_NOT_SUPPORTED, "no protocol %.64s, only " LOCAL, protocol);
  }
  if (options != NULL && options->credential_count > 0) {
    return mi_error_set(error, MI_E_NOT_SUPPORTED, "a session on " LOCAL " takes no credentials");
  }
  return MI_OK;
}

static mi_result open_session(mi_api_application *self, const char *protocol,
                              const char *destination, const mi_api_options *options,
                              MI_Session *handle, mi_error *error) {
  mi_session *session = NULL;
  mi_session_settings settings = {NULL, 0, NULL};
  mi_result result = check_session(protocol, options, error);
  if (result != MI_OK) return result;
  settings.timeout = mi_api_options_timeout(options, MI_API_DESTINATION_TIMEOUT);
  if (is_this_machine(destination)) destination = NULL;
  result = mi_session_new(&session, self->application, destination, &settings, error);
  if (result != MI_OK) return result;
  const char *locale = mi_api_options_text(options, MI_API_DESTINATION_LOCALE);
  if (mi_api_session_open(self, session, locale, handle) != NULL) return MI_OK;
  mi_session_unref(session);
  return mi_error_out_of_memory(error);
}

/* Who asked for the story of the failure gets it. */
static void report(mi_api_application *self, MI_Application *application, const mi_error *error,
                   const MI_SessionCallbacks *callbacks, MI_Instance **extendedError) {
  bool called = callbacks != NULL && callbacks->writeError != NULL;
  if (!called && extendedError == NULL) return;
  MI_Instance *story = mi_api_error_instance(self->allocator, error);
  if (called && story != NULL) {
    callbacks->writeError(application, callbacks->callbackContext, story);
  }
  if (extendedError != NULL) {
    *extendedError = story;
  } else {
    MI_Instance_Delete(story);
  }
}

MI_Result MI_Application_NewSession(MI_Application *application, const MI_Char *protocol,
                                    const MI_Char *destination, MI_DestinationOptions *options,
                                    MI_SessionCallbacks *callbacks, MI_Instance **extendedError,
                                    MI_Session *session) {
  mi_error error;
  mi_api_application *self = mi_api_application_of(application);
  if (extendedError != NULL) *extendedError = NULL;
  if (session != NULL) memset(session, 0, sizeof *session);
  if (self == NULL || session == NULL) return MI_RESULT_INVALID_PARAMETER;
  mi_error_init(&error, self->allocator);
  mi_api_application_ref(self); /* the callback may close it */
  const mi_api_options *said = options != NULL ? options->reserved3 : NULL;
  mi_result result = open_session(self, protocol, destination, said, session, &error);
  if (result != MI_OK) report(self, application, &error, callbacks, extendedError);
  mi_error_clear(&error);
  mi_api_application_unref(self);
  return mi_api_result(result);
}

/* ---- instances ------------------------------------------------------------------------------- */

MI_Result MI_Application_NewInstance(MI_Application *application, const MI_Char *className,
                                     const MI_ClassDecl *classRTTI, MI_Instance **instance) {
  mi_api_application *self = mi_api_application_of(application);
  if (instance != NULL) *instance = NULL;
  if (self == NULL || className == NULL || className[0] == '\0' || instance == NULL) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  if (classRTTI != NULL) return MI_RESULT_NOT_SUPPORTED;
  return mi_api_result(
      mi_api_instance_new(instance, self->allocator, mi_api_memory_limit(self), className));
}

MI_Result MI_Application_NewInstanceFromClass(MI_Application *application,
                                              const MI_Char *className,
                                              const MI_Class *classObject,
                                              MI_Instance **instance) {
  mi_api_application *self = mi_api_application_of(application);
  if (instance != NULL) *instance = NULL;
  if (self == NULL || classObject == NULL || instance == NULL) return MI_RESULT_INVALID_PARAMETER;
  const mi_class *class_ = classObject->class_;
  if (className != NULL && !mi_text_same_name(className, class_->name)) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  return mi_api_result(mi_api_instance_from_class(instance, self->allocator,
                                                  mi_api_memory_limit(self), class_));
}

MI_Result MI_Application_NewParameterSet(MI_Application *application,
                                         const MI_ClassDecl *classRTTI, MI_Instance **instance) {
  return MI_Application_NewInstance(application, MI_T("__Parameters"), classRTTI, instance);
}
