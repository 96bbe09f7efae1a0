/* A session: a target, a protocol's connection, defaults, and the operations that run on it.
 *
 * Opening one does no network I/O. Closing refuses new operations, cancels those that run,
 * and gives up the connection, which goes when none of them runs any more; giving up the last
 * reference closes. Internal half of MI_Session. */
#ifndef MI_MI_SESSION_H
#define MI_MI_SESSION_H

#include "mi/application.h"
#include "types/class.h"

typedef struct mi_session mi_session;

#define MI_DEFAULT_NAMESPACE "root/cimv2"
#define MI_DEFAULT_TIMEOUT 60000 /* milliseconds */

typedef struct mi_session_settings { /* NULL and 0: the default */
  const char *namespace_name;
  uint32_t timeout; /* milliseconds */
  const mi_limits *limits;
} mi_session_settings;

/* One reference, the caller's. The target is as in DESIGN 4: NULL or "local:" is this machine.
 * Errors: MI_E_INVALID_PARAMETER (no such protocol), or what the protocol's connect says. */
mi_result mi_session_new(mi_session **out, mi_application *application, const char *target,
                         const mi_session_settings *settings, mi_error *error);
mi_session *mi_session_ref(mi_session *session);
void mi_session_unref(mi_session *session); /* NULL is fine */
void mi_session_close(mi_session *session); /* any number of times */
bool mi_session_is_closed(const mi_session *session);
mi_application *mi_session_application(const mi_session *session); /* borrowed */
const char *mi_session_target(const mi_session *session);          /* without credentials */
/* Where errors say that they happened: the target, without the colon of "local:". */
const char *mi_session_host(const mi_session *session);
const char *mi_session_protocol(const mi_session *session);        /* "local" */
const char *mi_session_namespace(const mi_session *session);
uint32_t mi_session_timeout(const mi_session *session);
const mi_limits *mi_session_limits(const mi_session *session);
/* A declaration that is at hand without asking anybody; NULL: none, or the session is closed. Good
 * until that: keep its schema to have it longer. */
const mi_class *mi_session_find_class(mi_session *session, const char *namespace_name,
                                      const char *class_name);
/* Bytes that its connection holds, about; 0 when it is closed. */
size_t mi_session_memory(const mi_session *session);

#endif
