/* The root of everything a caller makes: allocator, limits, and the sessions that it opened.
 *
 * Reference-counted, like session and operation: a child keeps its parent, so that they may be
 * given up in any order (lua_close does). Counts are not atomic: an application and all that
 * hangs on it belong to one thread at a time. Internal half of MI_Application. */
#ifndef MI_MI_APPLICATION_H
#define MI_MI_APPLICATION_H

#include "base/error.h"
#include "base/limits.h"

typedef struct mi_application mi_application;

/* One reference, the caller's. `allocator` must outlive it; `limits` NULL: the defaults. */
mi_result mi_application_new(mi_application **out, const mi_allocator *allocator,
                             const mi_limits *limits);
mi_application *mi_application_ref(mi_application *application);
void mi_application_unref(mi_application *application); /* NULL is fine */
const mi_allocator *mi_application_allocator(const mi_application *application);
const mi_limits *mi_application_limits(const mi_application *application);

#endif
