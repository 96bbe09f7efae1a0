#include "mi/session.h"

#include <string.h>

#include "mi/session_private.h"

#define THIS_MACHINE "local:"

struct mi_session {
  mi_application *application; /* a reference */
  const mi_protocol *protocol;
  mi_connection *connection; /* a reference; NULL: closed */
  char *target;
  char *host;
  char *namespace_name;
  uint32_t timeout;
  mi_limits limits;
  unsigned references;
  bool closed;
  mi_session_place operations; /* the head of a ring */
};

static const mi_allocator *allocator_of(const mi_session *session) {
  return mi_application_allocator(session->application);
}

/* The whole target, for it tells repositories apart; "local:" reads better without its colon. */
static char *host_of(const mi_allocator *allocator, const char *target) {
  size_t length = target != NULL ? strlen(target) : 0;
  if (length > 0 && target[length - 1] == ':') length--;
  return target != NULL ? mi_alloc_text(allocator, target, length) : NULL;
}

/* What stands before the '@' of "scheme://user:password@host/..." is nobody's business. */
static char *target_without_credentials(const mi_allocator *allocator, const char *target) {
  if (target == NULL || target[0] == '\0') target = THIS_MACHINE;
  size_t length = strlen(target);
  char *copy = mi_alloc_text(allocator, target, length);
  char *authority = copy != NULL ? strstr(copy, "://") : NULL;
  if (authority == NULL) return copy;
  authority += 3;
  size_t span = strcspn(authority, "/?#");
  char *host = authority;
  for (size_t i = 0; i < span; i++) {
    if (authority[i] == '@') host = authority + i + 1;
  }
  memmove(authority, host, length + 1 - (size_t)(host - copy));
  return copy;
}

static mi_result fill(mi_session *session, const char *target,
                      const mi_session_settings *settings) {
  const char *namespace_name = settings->namespace_name;
  if (namespace_name == NULL) namespace_name = MI_DEFAULT_NAMESPACE;
  const mi_allocator *allocator = allocator_of(session);
  session->target = target_without_credentials(allocator, target);
  session->host = host_of(allocator, session->target);
  session->namespace_name = mi_alloc_text(allocator, namespace_name, strlen(namespace_name));
  session->timeout = settings->timeout != 0 ? settings->timeout : MI_DEFAULT_TIMEOUT;
  session->limits = settings->limits != NULL ? *settings->limits
                                             : *mi_application_limits(session->application);
  bool complete =
      session->target != NULL && session->host != NULL && session->namespace_name != NULL;
  return complete ? MI_OK : MI_E_OUT_OF_MEMORY;
}

mi_result mi_session_new_on(mi_session **out, mi_application *application,
                            const mi_protocol *protocol, const char *rest, const char *target,
                            const mi_session_settings *settings, mi_error *error) {
  static const mi_session_settings standard = {NULL, 0, NULL};
  const mi_allocator *allocator = mi_application_allocator(application);
  *out = NULL;
  mi_session *session = mi_alloc_zero(allocator, sizeof *session);
  if (session == NULL) return mi_error_out_of_memory(error);
  session->references = 1;
  session->application = mi_application_ref(application);
  session->protocol = protocol;
  session->operations.previous = session->operations.next = &session->operations;
  mi_result result = fill(session, target, settings != NULL ? settings : &standard);
  if (result != MI_OK) {
    mi_error_out_of_memory(error);
  } else {
    mi_destination destination = {rest, session->namespace_name};
    result = protocol->connect(&session->connection, allocator, &session->limits, &destination,
                               error);
  }
  if (result != MI_OK) {
    mi_session_unref(session);
    return result;
  }
  *out = session;
  return MI_OK;
}

mi_result mi_session_new(mi_session **out, mi_application *application, const char *target,
                         const mi_session_settings *settings, mi_error *error) {
  const mi_protocol *protocol = NULL;
  const char *rest = NULL;
  *out = NULL;
  mi_result result = mi_protocol_find(&protocol, &rest, target, error);
  if (result != MI_OK) return result;
  return mi_session_new_on(out, application, protocol, rest, target, settings, error);
}

mi_session *mi_session_ref(mi_session *session) {
  session->references++;
  return session;
}

/* The machines of operations that still run keep it: the last of them to go frees it. */
static void give_up_connection(mi_session *session) {
  mi_connection *connection = session->connection;
  session->connection = NULL;
  mi_connection_unref(connection);
}

/* Operations keep a reference, so the list is empty when the last one goes. */
void mi_session_unref(mi_session *session) {
  if (session == NULL || --session->references > 0) return;
  const mi_allocator *allocator = allocator_of(session);
  give_up_connection(session);
  mi_free(allocator, session->target);
  mi_free(allocator, session->host);
  mi_free(allocator, session->namespace_name);
  mi_application_unref(session->application);
  mi_free(allocator, session);
}

void mi_session_close(mi_session *session) {
  session->closed = true;
  mi_session_place *place = session->operations.next;
  for (; place != &session->operations; place = place->next) {
    mi_operation_cancel(place->operation);
  }
  give_up_connection(session);
}

void mi_session_enter(mi_session *session, mi_session_place *place) {
  place->previous = session->operations.previous;
  place->next = &session->operations;
  place->previous->next = place;
  session->operations.previous = place;
}

void mi_session_leave(mi_session_place *place) {
  place->previous->next = place->next;
  place->next->previous = place->previous;
}

bool mi_session_is_closed(const mi_session *session) { return session->closed; }

mi_application *mi_session_application(const mi_session *session) { return session->application; }

mi_connection *mi_session_connection(const mi_session *session) { return session->connection; }

const char *mi_session_target(const mi_session *session) { return session->target; }

const char *mi_session_host(const mi_session *session) { return session->host; }

const char *mi_session_protocol(const mi_session *session) { return session->protocol->name; }

const char *mi_session_namespace(const mi_session *session) { return session->namespace_name; }

uint32_t mi_session_timeout(const mi_session *session) { return session->timeout; }

const mi_limits *mi_session_limits(const mi_session *session) { return &session->limits; }

const mi_class *mi_session_find_class(mi_session *session, const char *namespace_name,
                                      const char *class_name) {
  if (session->connection == NULL || session->protocol->find_class == NULL) return NULL;
  if (namespace_name == NULL) namespace_name = session->namespace_name;
  return session->protocol->find_class(session->connection, namespace_name, class_name);
}

size_t mi_session_memory(const mi_session *session) {
  if (session->connection == NULL || session->protocol->memory == NULL) return 0;
  return session->protocol->memory(session->connection);
}
