#include "mi/api.h"

#include <string.h>

#define KNOWN_FLAGS                                                                       \
  (MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS | MI_OPERATIONFLAGS_BASIC_RTTI |                  \
   MI_OPERATIONFLAGS_FULL_RTTI | MI_OPERATIONFLAGS_NO_RTTI |                              \
   MI_OPERATIONFLAGS_STANDARD_RTTI | MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS |             \
   MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES |                                               \
   MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY |                                  \
   MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED)

/* ---- shells ---------------------------------------------------------------------------------- */

static mi_api_session *take_shell(mi_api_application *application) {
  mi_api_session *shell = application->spare_sessions;
  if (shell != NULL) {
    application->spare_sessions = shell->next_spare;
    return shell;
  }
  shell = mi_alloc_zero(application->allocator, sizeof *shell);
  if (shell == NULL) return NULL;
  shell->generation = 1;
  shell->next = application->sessions;
  application->sessions = shell;
  return shell;
}

mi_api_session *mi_api_session_open(mi_api_application *application, mi_session *session,
                                    const char *locale, MI_Session *handle) {
  char *copy = NULL;
  if (locale != NULL) {
    copy = mi_alloc_text(application->allocator, locale, strlen(locale));
    if (copy == NULL) return NULL;
  }
  mi_api_session *shell = take_shell(application);
  if (shell == NULL) {
    mi_free(application->allocator, copy);
    return NULL;
  }
  mi_api_application_ref(application);
  shell->application = application;
  shell->session = session;
  shell->locale = copy;
  shell->open = true;
  handle->reserved1 = shell->generation;
  handle->reserved3 = shell;
  return shell;
}

void mi_api_session_shut(mi_api_session *session) {
  mi_api_application *application = session->application;
  mi_session_close(session->session);
  mi_session_unref(session->session);
  mi_free(application->allocator, session->locale);
  session->session = NULL;
  session->locale = NULL;
  session->open = false;
  session->generation++;
  session->next_spare = application->spare_sessions;
  application->spare_sessions = session;
  mi_api_application_unref(application);
}

mi_api_session *mi_api_session_of(const MI_Session *handle) {
  mi_api_session *session = handle != NULL ? handle->reserved3 : NULL;
  if (session == NULL || !session->open || session->generation != handle->reserved1) return NULL;
  return session;
}

MI_Result MI_Session_Close(MI_Session *session, void *completionContext,
                           void(MI_CALL *completionCallback)(void *completionContext)) {
  mi_api_session *self = mi_api_session_of(session);
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(session, 0, sizeof *session);
  mi_api_session_shut(self);
  if (completionCallback != NULL) completionCallback(completionContext);
  return MI_RESULT_OK;
}

MI_Result MI_Session_GetApplication(MI_Session *session, MI_Application *application) {
  mi_api_session *self = mi_api_session_of(session);
  if (application != NULL) memset(application, 0, sizeof *application);
  if (self == NULL || application == NULL || !self->application->open) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  application->reserved3 = self->application;
  return MI_RESULT_OK;
}

/* ---- a call in the making -------------------------------------------------------------------- */

typedef struct request {
  mi_api_session *session;
  MI_Operation *operation;
  const MI_OperationCallbacks *callbacks;
  MI_Uint32 flags;
  const mi_api_options *options;
  mi_arena memory;
  mi_keep keep;
  mi_call call;
  mi_error error; /* the first thing that is wrong; the operation will tell it */
} request;

/* No operation can tell it: there is no session, nobody to call back from, or no memory. */
static void refuse(mi_call_kind kind, const MI_OperationCallbacks *callbacks, MI_Result result) {
  if (callbacks == NULL) return;
  if (mi_call_yields_classes(kind)) {
    if (callbacks->classResult == NULL) return;
    callbacks->classResult(NULL, callbacks->callbackContext, NULL, MI_FALSE, result, NULL, NULL,
                           NULL);
  } else if (callbacks->instanceResult != NULL) {
    callbacks->instanceResult(NULL, callbacks->callbackContext, NULL, MI_FALSE, result, NULL,
                              NULL, NULL);
  }
}

static const char *text_or_null(const char *text) {
  return text != NULL && text[0] != '\0' ? text : NULL;
}

/* What was wrong first is what is told. */
static void wrong(request *self, const char *what) {
  if (self->error.result != MI_OK) return;
  mi_error_set(&self->error, MI_E_INVALID_PARAMETER, "%s: %s", mi_call_word(self->call.kind),
               what);
}

static void apply_flags(request *self, MI_Uint32 flags) {
  const MI_Uint32 base = MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY &
                         ~MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW;
  self->flags = flags;
  if ((flags & ~KNOWN_FLAGS) != 0) wrong(self, "unknown flags");
  self->call.qualifiers = (flags & MI_OPERATIONFLAGS_FULL_RTTI) != 0;
  if ((flags & base) != 0) {
    self->call.polymorphism = MI_BASE;
  } else if ((flags & MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW) != 0) {
    self->call.polymorphism = MI_SHALLOW;
  }
}

static bool begin(request *self, mi_call_kind kind, MI_Session *session, MI_Uint32 flags,
                  MI_OperationOptions *options, const MI_Char *namespace_name,
                  MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  memset(self, 0, sizeof *self);
  if (operation != NULL) memset(operation, 0, sizeof *operation);
  self->session = mi_api_session_of(session);
  if (self->session == NULL || !self->session->application->open || operation == NULL) {
    refuse(kind, callbacks, MI_RESULT_INVALID_PARAMETER);
    return false;
  }
  mi_api_application *application = self->session->application;
  self->operation = operation;
  self->callbacks = callbacks;
  self->options = options != NULL ? options->reserved3 : NULL;
  self->call.kind = kind;
  self->call.namespace_name = text_or_null(namespace_name);
  self->call.locale = self->session->locale;
  mi_error_init(&self->error, application->allocator);
  mi_arena_init(&self->memory, application->allocator, mi_api_memory_limit(application));
  apply_flags(self, flags);
  return true;
}

static const char *needed(request *self, const char *text, const char *what) {
  if (text_or_null(text) == NULL) wrong(self, what);
  return text_or_null(text);
}

static void set_object(request *self, const MI_Instance *object) {
  if (object == NULL) {
    wrong(self, "an instance is needed");
  } else if (self->error.result == MI_OK) {
    mi_api_instance_path(&self->call.path, object, &self->memory, &self->error);
  }
}

static void seal(request *self, const mi_instance **out, const MI_Instance *instance,
                 bool changed) {
  if (instance == NULL || self->error.result != MI_OK) return;
  mi_api_instance_seal(out, (MI_Instance *)instance, changed, &self->memory, &self->keep,
                       &self->error);
}

/* ---- starting it ----------------------------------------------------------------------------- */

static void receive_callbacks(mi_api_operation *operation, const request *self) {
  mi_call_kind kind = self->call.kind;
  operation->kind = kind;
  operation->single = kind != MI_CALL_ENUMERATE && kind != MI_CALL_ASSOCIATORS &&
                      kind != MI_CALL_REFERENCES && kind != MI_CALL_QUERY &&
                      kind != MI_CALL_ENUMERATE_CLASSES;
  operation->manual = (self->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS) != 0;
  operation->report_started = (self->flags & MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED) != 0;
  if (self->callbacks == NULL) return;
  operation->callbacks = *self->callbacks;
  operation->delivered = mi_call_yields_classes(kind) ? operation->callbacks.classResult != NULL
                                                      : operation->callbacks.instanceResult != NULL;
}

static void end(request *self) {
  mi_keep_free(&self->keep, self->session->application->allocator);
  mi_arena_free(&self->memory);
  mi_error_clear(&self->error);
}

/* From here on the caller has an operation, whatever is wrong, and that tells the story. */
static void launch(request *self) {
  mi_api_session *session = self->session;
  mi_api_operation *operation = mi_api_operation_open(session->application, self->operation);
  if (operation == NULL) {
    mi_call_kind kind = self->call.kind;
    end(self);
    refuse(kind, self->callbacks, mi_api_result(MI_E_OUT_OF_MEMORY));
    return;
  }
  receive_callbacks(operation, self);
  operation->session.reserved1 = session->generation;
  operation->session.reserved3 = session;
  if (self->error.result == MI_OK &&
      mi_api_options_apply(self->options, &self->call, &self->memory) != MI_OK) {
    mi_error_out_of_memory(&self->error);
  }
  if (self->error.result == MI_OK) {
    mi_operation_start(&operation->operation, session->session, &self->call, &self->error);
  }
  mi_error_move(&operation->failure, &self->error);
  end(self);
}

void MI_Session_GetInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                            const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                            MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_GET, session, flags, options, namespaceName, callbacks, operation)) {
    return;
  }
  set_object(&self, inboundInstance);
  launch(&self);
}

void MI_Session_ModifyInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_MODIFY, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  set_object(&self, inboundInstance);
  seal(&self, &self.call.instance, inboundInstance, true);
  launch(&self);
}

void MI_Session_CreateInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_CREATE, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  if (inboundInstance == NULL) wrong(&self, "an instance is needed");
  seal(&self, &self.call.instance, inboundInstance, false);
  if (inboundInstance != NULL) self.call.class_name = inboundInstance->class_name;
  if (inboundInstance != NULL && self.call.namespace_name == NULL) {
    self.call.namespace_name = inboundInstance->namespace_name;
  }
  launch(&self);
}

void MI_Session_DeleteInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_DELETE, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  set_object(&self, inboundInstance);
  launch(&self);
}

void MI_Session_Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                       const MI_Char *namespaceName, const MI_Char *className,
                       const MI_Char *methodName, const MI_Instance *inboundInstance,
                       const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks,
                       MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_INVOKE, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  self.call.method = needed(&self, methodName, "the name of a method is needed");
  self.call.class_name = text_or_null(className);
  if (inboundInstance != NULL || self.call.class_name == NULL) {
    set_object(&self, inboundInstance);
  }
  seal(&self, &self.call.parameters, inboundProperties, false);
  launch(&self);
}

void MI_Session_EnumerateInstances(MI_Session *session, MI_Uint32 flags,
                                   MI_OperationOptions *options, const MI_Char *namespaceName,
                                   const MI_Char *className, MI_Boolean keysOnly,
                                   MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_ENUMERATE, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  self.call.class_name = needed(&self, className, "the name of a class is needed");
  self.call.keys_only = keysOnly != MI_FALSE;
  launch(&self);
}

void MI_Session_QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Char *queryDialect,
                               const MI_Char *queryExpression, MI_OperationCallbacks *callbacks,
                               MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_QUERY, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  self.call.query = needed(&self, queryExpression, "a query is needed");
  self.call.dialect = text_or_null(queryDialect);
  launch(&self);
}

void MI_Session_AssociatorInstances(MI_Session *session, MI_Uint32 flags,
                                    MI_OperationOptions *options, const MI_Char *namespaceName,
                                    const MI_Instance *instanceKey, const MI_Char *assocClass,
                                    const MI_Char *resultClass, const MI_Char *role,
                                    const MI_Char *resultRole, MI_Boolean keysOnly,
                                    MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_ASSOCIATORS, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  set_object(&self, instanceKey);
  self.call.association_class = text_or_null(assocClass);
  self.call.result_class = text_or_null(resultClass);
  self.call.role = text_or_null(role);
  self.call.result_role = text_or_null(resultRole);
  self.call.keys_only = keysOnly != MI_FALSE;
  launch(&self);
}

void MI_Session_ReferenceInstances(MI_Session *session, MI_Uint32 flags,
                                   MI_OperationOptions *options, const MI_Char *namespaceName,
                                   const MI_Instance *instanceKey, const MI_Char *resultClass,
                                   const MI_Char *role, MI_Boolean keysOnly,
                                   MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_REFERENCES, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  set_object(&self, instanceKey);
  self.call.result_class = text_or_null(resultClass);
  self.call.role = text_or_null(role);
  self.call.keys_only = keysOnly != MI_FALSE;
  launch(&self);
}

void MI_Session_GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                         const MI_Char *namespaceName, const MI_Char *className,
                         MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_GET_CLASS, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  self.call.class_name = needed(&self, className, "the name of a class is needed");
  launch(&self);
}

void MI_Session_EnumerateClasses(MI_Session *session, MI_Uint32 flags,
                                 MI_OperationOptions *options, const MI_Char *namespaceName,
                                 const MI_Char *className, MI_Boolean classNamesOnly,
                                 MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_ENUMERATE_CLASSES, session, flags, options, namespaceName, callbacks,
             operation)) {
    return;
  }
  self.call.class_name = text_or_null(className);
  self.call.keys_only = classNamesOnly != MI_FALSE;
  launch(&self);
}

void MI_Session_TestConnection(MI_Session *session, MI_Uint32 flags,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation) {
  request self;
  if (!begin(&self, MI_CALL_IDENTIFY, session, flags, NULL, NULL, callbacks, operation)) return;
  launch(&self);
}
