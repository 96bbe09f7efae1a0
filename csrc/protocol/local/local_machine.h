/* One operation on a local connection: what all kinds of calls share.
 *
 * A kind has two functions. `begin` runs in start, while everything of the call is still there: it
 * looks names up and opens what is to be walked; its failure is told by the first step. `next` does
 * one small piece of work: it yields, or ends, or neither. Each family of calls has its file:
 * local_read.c, local_write.c, local_invoke.c, local_class.c. */
#ifndef MI_PROTOCOL_LOCAL_LOCAL_MACHINE_H
#define MI_PROTOCOL_LOCAL_LOCAL_MACHINE_H

#include "protocol/local/projection.h"
#include "protocol/local/scan.h"
#include "protocol/local/traverse.h"
#include "protocol/local/wql.h"
#include "protocol/protocol.h"

typedef struct mi_local_connection {
  mi_connection base;
  mi_store store;
  char *namespace_name; /* where a call that says nothing goes */
} mi_local_connection;

typedef struct mi_local_machine {
  mi_machine base;
  const mi_store *store;
  mi_arena call_arena; /* lives as long as the machine */
  mi_arena scratch;    /* lives for one piece of work */
  mi_arena result;     /* holds the object that was yielded */
  mi_call *call;
  mi_schema *given_schema; /* keeps the class of `given`; NULL: none */
  mi_instance *given;      /* the call's instance or parameters, adopted; NULL: none */
  const char *namespace_name;
  const mi_class *class_;
  mi_projection projection; /* what results show */
  mi_projection live;       /* what live instances need to hold for that */
  mi_source *source;
  mi_traverse *traverse;
  mi_wql *query;
  uint32_t number; /* of the next class or namespace */
  bool done;
  mi_error failure;
} mi_local_machine;

/* What one piece of work gave: at first nothing, and there is more to do. */
typedef struct mi_local_yield {
  mi_step step;
  mi_output *out;
} mi_local_yield;

typedef mi_result mi_local_begin(mi_local_machine *machine, mi_error *error);
typedef mi_result mi_local_next(mi_local_machine *machine, mi_local_yield *yield, mi_error *error);

mi_local_begin mi_local_begin_get, mi_local_begin_enumerate, mi_local_begin_query;
mi_local_begin mi_local_begin_associators, mi_local_begin_references;
mi_local_begin mi_local_begin_create, mi_local_begin_modify, mi_local_begin_delete;
mi_local_begin mi_local_begin_invoke, mi_local_begin_class, mi_local_begin_classes;
mi_local_begin mi_local_begin_nothing, mi_local_begin_subscribe;

mi_local_next mi_local_next_get, mi_local_next_found, mi_local_next_related;
mi_local_next mi_local_next_create, mi_local_next_modify, mi_local_next_delete;
mi_local_next mi_local_next_invoke, mi_local_next_class, mi_local_next_classes;
mi_local_next mi_local_next_namespace, mi_local_next_identify;

/* Yields the instance, projected and copied into the result. */
mi_result mi_local_show(mi_local_machine *machine, const mi_instance *instance,
                        mi_local_yield *yield, mi_error *error);
void mi_local_end(mi_local_machine *machine, mi_local_yield *yield);
/* Sets machine->namespace_name: the path's, the call's, or the connection's. */
mi_result mi_local_find_namespace(mi_local_machine *machine, mi_error *error);
/* Sets machine->class_: the path's class, the call's, or the given instance's. */
mi_result mi_local_find_class(mi_local_machine *machine, mi_error *error);
/* MI_E_INVALID_PARAMETER when the path does not fit machine->class_; one that is to be changed must
 * be named with all its keys. */
mi_result mi_local_check_path(mi_local_machine *machine, mi_error *error);
/* The object at the call's path, in the scratch arena: its own class, and its path in the form of
 * that. */
mi_result mi_local_locate(mi_local_machine *machine, const mi_class **class_, const mi_path **path,
                          mi_error *error);
/* Keeps a copy of an instance that came with the call. */
mi_result mi_local_keep(mi_local_machine *machine, const mi_instance *given, mi_error *error);
mi_schema *mi_local_schema(const mi_local_machine *machine); /* the repository's */

mi_result mi_local_start(mi_machine **out, mi_connection *connection, const mi_call *call,
                         mi_error *error);
mi_step mi_local_step(mi_machine *machine, mi_output *out, mi_error *error);
void mi_local_close(mi_machine *machine);

#endif
