/* Time: a monotonic clock for deadlines, and the wall clock for people. */
#ifndef MI_BASE_CLOCK_H
#define MI_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some fixed point; never goes back. */
int64_t mi_clock_now(void);
/* Microseconds since 1970-01-01 UTC. */
int64_t mi_clock_epoch(void);

#endif
