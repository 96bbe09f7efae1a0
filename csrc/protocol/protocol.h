/* What a protocol is: a table of functions that turn a call into messages and back, without I/O.
 *
 * A `mi_connection` is the protocol's half of a session: where it goes to, what it learned.
 * A `mi_machine` is its half of one operation. Nobody waits in here: step says what is next, and
 * whoever drives it sends, receives and waits.
 *
 *   step ->  RESULT  one borrowed instance or class, good until the next step or close
 *            AGAIN   the bounded work of one step is done, and nothing is ready yet: call again
 *            SEND    an HTTP request is ready; it stays good until the next input
 *            WAIT    bytes are needed: head, feed, finish or fail come next
 *            DONE    all is said; step stays here
 *            FAILED  the mi_error says why (and `details` what the server said); step stays here
 *
 * A machine keeps a reference to its connection, so they may be closed in any order. `close` may
 * come at any moment, frees everything and waits for nothing. A new protocol is one folder and one
 * line in protocols.c. */
#ifndef MI_PROTOCOL_PROTOCOL_H
#define MI_PROTOCOL_PROTOCOL_H

#include "protocol/call.h"
#include "types/schema.h"

typedef struct mi_protocol mi_protocol;
typedef struct mi_connection { /* the first member of each protocol's own */
  const mi_protocol *protocol;
  const mi_allocator *allocator;
  mi_limits limits;
  unsigned references;
} mi_connection;
typedef struct mi_machine { /* likewise */
  const mi_protocol *protocol;
  mi_connection *connection;
} mi_machine;

typedef enum mi_step {
  MI_STEP_RESULT,
  MI_STEP_AGAIN,
  MI_STEP_SEND,
  MI_STEP_WAIT,
  MI_STEP_DONE,
  MI_STEP_FAILED
} mi_step;

typedef struct mi_header {
  const char *name, *value;
} mi_header;

typedef struct mi_request {
  const char *method, *path;
  const mi_header *headers;
  uint32_t header_count;
  const char *body;
  size_t body_length;
} mi_request;

typedef struct mi_output {
  const mi_instance
      *instance; /* RESULT: one of the two, or neither (a success without an object) */
  const mi_class *class_;
  mi_schema *schema; /* RESULT: keeps the classes of the result; borrowed, mi_schema_ref to keep */
  const mi_request *request;  /* SEND */
  const mi_instance *details; /* FAILED: the server's CIM_Error, or NULL */
} mi_output;

typedef struct mi_destination {
  const char *target; /* what follows the scheme that chose the protocol: "file.mof", a host ... */
  const char *namespace_name; /* the default of the session */
} mi_destination;

struct mi_protocol {
  const char *name;
  mi_result (*connect)(mi_connection **out, const mi_allocator *allocator, const mi_limits *limits,
                       const mi_destination *destination, mi_error *error);
  void (*disconnect)(mi_connection *connection); /* frees: nobody refers to it any more */

  mi_result (*start)(mi_machine **out, mi_connection *connection, const mi_call *call,
                     mi_error *error);
  mi_step (*step)(mi_machine *machine, mi_output *out, mi_error *error);
  mi_result (*head)(mi_machine *machine, unsigned status, const mi_header *headers, uint32_t count,
                    mi_error *error);
  mi_result (*feed)(mi_machine *machine, const char *bytes, size_t length, mi_error *error);
  mi_result (*finish)(mi_machine *machine, mi_error *error);
  void (*fail)(mi_machine *machine, const mi_error *error); /* the exchange broke: why */
  void (*close)(mi_machine *machine);

  /* A declaration that is at hand without asking anybody, or NULL. Good as long as the connection.
   */
  const mi_class *(*find_class)(mi_connection *connection, const char *namespace_name,
                                const char *class_name);
  /* Bytes that the connection holds, about: for whoever decides when to collect. */
  size_t (*memory)(const mi_connection *connection);
};

/* The protocol that a target asks for: NULL, "" and "local:..." are local. *rest is what follows
 * the scheme. MI_E_INVALID_PARAMETER: none does. */
mi_result mi_protocol_find(const mi_protocol **out, const char **rest, const char *target,
                           mi_error *error);

mi_connection *mi_connection_ref(mi_connection *connection);
void mi_connection_unref(mi_connection *connection); /* NULL is fine; the last one disconnects */

#endif
