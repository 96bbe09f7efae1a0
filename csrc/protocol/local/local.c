#include "protocol/local/local.h"

#include <string.h>

#include "protocol/local/local_machine.h"
#include "protocol/local/lookup.h"
#include "protocol/local/mof.h"

#define STANDARD_NAMESPACE "root/cimv2"

static mi_result open_this_machine(mi_local_connection *connection, mi_error *error) {
  const mi_allocator *allocator = connection->base.allocator;
  mi_result result =
      mi_host_new(&connection->store.host, allocator, &connection->base.limits, error);
  if (result != MI_OK) return result;
  return mi_mof_compile(connection->store.repository, STANDARD_NAMESPACE, "linux.mof", mi_host_mof,
                        mi_host_mof_length, error);
}

static mi_result open_file(mi_local_connection *connection, const char *file, mi_error *error) {
  mi_schema *schema = mi_repository_schema(connection->store.repository);
  mi_result result = mi_schema_add_namespace(schema, connection->namespace_name);
  if (result != MI_OK) return mi_error_set(error, result, "%s", mi_result_meaning(result));
  return mi_mof_compile_file(connection->store.repository, connection->namespace_name, file,
                             error);
}

static mi_result open_store(mi_local_connection *connection, const mi_destination *destination,
                            mi_error *error) {
  const char *file = destination->target, *name = destination->namespace_name;
  mi_connection *base = &connection->base;
  if (name == NULL) name = STANDARD_NAMESPACE;
  connection->namespace_name = mi_alloc_text(base->allocator, name, strlen(name));
  if (connection->namespace_name == NULL) return mi_error_out_of_memory(error);
  mi_result result =
      mi_repository_new(&connection->store.repository, base->allocator, &base->limits, error);
  if (result != MI_OK) return result;
  if (file == NULL || file[0] == '\0') return open_this_machine(connection, error);
  return open_file(connection, file, error);
}

static void disconnect(mi_connection *base) {
  mi_local_connection *connection = (mi_local_connection *)base;
  mi_host_free(connection->store.host);
  if (connection->store.repository != NULL) mi_repository_free(connection->store.repository);
  mi_free(base->allocator, connection->namespace_name);
  mi_free(base->allocator, connection);
}

static mi_result connect(mi_connection **out, const mi_allocator *allocator,
                         const mi_limits *limits, const mi_destination *destination,
                         mi_error *error) {
  mi_local_connection *connection = mi_alloc_zero(allocator, sizeof *connection);
  if (connection == NULL) return mi_error_out_of_memory(error);
  connection->base.protocol = &mi_protocol_local;
  connection->base.allocator = allocator;
  connection->base.limits = *limits;
  connection->base.references = 1;
  mi_result result = open_store(connection, destination, error);
  if (result == MI_OK) *out = &connection->base;
  else disconnect(&connection->base);
  return result;
}

static mi_result refuse_input(mi_error *error) {
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "the local protocol exchanges no messages");
}

static mi_result head(mi_machine *machine, unsigned status, const mi_header *headers,
                      uint32_t count, mi_error *error) {
  (void)machine, (void)status, (void)headers, (void)count;
  return refuse_input(error);
}

static mi_result feed(mi_machine *machine, const char *bytes, size_t length, mi_error *error) {
  (void)machine, (void)bytes, (void)length;
  return refuse_input(error);
}

static mi_result finish(mi_machine *machine, mi_error *error) {
  (void)machine;
  return refuse_input(error);
}

/* The driver gives up (a deadline, a cancel): what it says is what the next step tells. */
static void fail(mi_machine *base, const mi_error *error) {
  mi_local_machine *machine = (mi_local_machine *)base;
  if (machine->done || machine->failure.result != MI_OK) return;
  mi_error_set(&machine->failure, error->result, "%s", mi_error_text(error));
}

static const mi_class *find_class(mi_connection *base, const char *namespace_name,
                                  const char *class_name) {
  mi_local_connection *connection = (mi_local_connection *)base;
  const mi_schema *schema = mi_repository_schema(connection->store.repository);
  const char *name = namespace_name != NULL ? namespace_name : connection->namespace_name;
  if (mi_lookup_namespace(&name, schema, name, NULL) != MI_OK) return NULL;
  return mi_schema_find(schema, name, class_name);
}

static size_t memory(const mi_connection *base) {
  const mi_local_connection *connection = (const mi_local_connection *)base;
  return sizeof *connection + mi_repository_memory(connection->store.repository);
}

const mi_protocol mi_protocol_local = {
    .name = "local",
    .connect = connect,
    .disconnect = disconnect,
    .start = mi_local_start,
    .step = mi_local_step,
    .head = head,
    .feed = feed,
    .finish = finish,
    .fail = fail,
    .close = mi_local_close,
    .find_class = find_class,
    .memory = memory,
};
