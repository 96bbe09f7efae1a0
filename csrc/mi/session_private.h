/* What operation.c and the tests know of a session, and nobody else.
 *
 * A session keeps its operations on an intrusive list, so that closing it can cancel them. An
 * operation keeps a reference to its session; the session keeps none to its operations. */
#ifndef MI_MI_SESSION_PRIVATE_H
#define MI_MI_SESSION_PRIVATE_H

#include "mi/operation.h"

/* A place on the list of a session; the operation's. */
typedef struct mi_session_place {
  struct mi_session_place *previous, *next;
  mi_operation *operation;
} mi_session_place;

/* As mi_session_new, on a protocol that was chosen already; `rest` is what it connects to. */
mi_result mi_session_new_on(mi_session **out, mi_application *application,
                            const mi_protocol *protocol, const char *rest, const char *target,
                            const mi_session_settings *settings, mi_error *error);
mi_connection *mi_session_connection(const mi_session *session); /* borrowed; NULL: closed */
void mi_session_enter(mi_session *session, mi_session_place *place);
void mi_session_leave(mi_session_place *place);

#endif
