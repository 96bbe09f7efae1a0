/* An operation: a call under way, with its deadline, result and statistics; a machine without I/O.
 *
 * mi_operation_start never fails for what the call asks: such an error is the operation's first
 * step. Results are borrowed until the next step or close. Closing is safe at any moment, waits for
 * nothing, and frees what the operation holds; the session may be long gone. Cancelling makes the
 * next step FAILED with MI_E_CANCELLED. Internal half of MI_Operation. */
#ifndef MI_MI_OPERATION_H
#define MI_MI_OPERATION_H

#include "mi/session.h"
#include "protocol/protocol.h"

typedef struct mi_operation mi_operation;

typedef struct mi_operation_statistics {
  uint64_t requests, bytes_sent, bytes_received, objects;
  int64_t waited;  /* milliseconds between SEND or WAIT and the input that came */
  int64_t started; /* mi_clock_now() at the start */
} mi_operation_statistics;

/* MI_E_OUT_OF_MEMORY and MI_E_CLOSED (the session is closed) only. The defaults of the session fill
 * what the call leaves out; the classes of what it sends are kept. */
mi_result mi_operation_start(mi_operation **out, mi_session *session, const mi_call *call,
                             mi_error *error);
/* *out is borrowed until the next call on the operation. After FAILED: mi_operation_error. */
mi_step mi_operation_step(mi_operation *operation, const mi_output **out);
mi_result mi_operation_head(mi_operation *operation, unsigned status, const mi_header *headers,
                            uint32_t count);
mi_result mi_operation_feed(mi_operation *operation, const char *bytes, size_t length);
mi_result mi_operation_finish(mi_operation *operation);
void mi_operation_fail(mi_operation *operation, const mi_error *error);
void mi_operation_cancel(mi_operation *operation); /* any number of times */
/* Frees; NULL is fine. */
void mi_operation_close(mi_operation *operation);

/* The failure; result MI_OK: none. Borrowed until close. */
const mi_error *mi_operation_error(const mi_operation *operation);
/* What is tried, for errors: `enumerate CIM_X in root/cimv2`. Where: mi_session_host. */
const char *mi_operation_what(const mi_operation *operation);
/* NULL: none; borrowed until close. */
const mi_instance *mi_operation_details(const mi_operation *operation);
mi_session *mi_operation_session(const mi_operation *operation); /* borrowed */
const mi_operation_statistics *mi_operation_stats(const mi_operation *operation);
/* Milliseconds left of the deadline, never below 0. */
int64_t mi_operation_time_left(const mi_operation *operation);

#endif
