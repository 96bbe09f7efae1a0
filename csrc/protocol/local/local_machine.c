#include "protocol/local/local_machine.h"

#include <string.h>

#include "protocol/local/adopt.h"
#include "protocol/local/lookup.h"

#define STEP_WORK 64 /* pieces of work in one step */

typedef struct call_kind {
  mi_local_begin *begin;
  mi_local_next *next;
} call_kind;

static const call_kind kinds[] = {
    [MI_CALL_GET] = {mi_local_begin_get, mi_local_next_get},
    [MI_CALL_ENUMERATE] = {mi_local_begin_enumerate, mi_local_next_found},
    [MI_CALL_ASSOCIATORS] = {mi_local_begin_associators, mi_local_next_related},
    [MI_CALL_REFERENCES] = {mi_local_begin_references, mi_local_next_related},
    [MI_CALL_QUERY] = {mi_local_begin_query, mi_local_next_found},
    [MI_CALL_CREATE] = {mi_local_begin_create, mi_local_next_create},
    [MI_CALL_MODIFY] = {mi_local_begin_modify, mi_local_next_modify},
    [MI_CALL_DELETE] = {mi_local_begin_delete, mi_local_next_delete},
    [MI_CALL_INVOKE] = {mi_local_begin_invoke, mi_local_next_invoke},
    [MI_CALL_GET_CLASS] = {mi_local_begin_class, mi_local_next_class},
    [MI_CALL_ENUMERATE_CLASSES] = {mi_local_begin_classes, mi_local_next_classes},
    [MI_CALL_NAMESPACES] = {mi_local_begin_nothing, mi_local_next_namespace},
    [MI_CALL_SUBSCRIBE] = {mi_local_begin_subscribe, NULL},
    [MI_CALL_IDENTIFY] = {mi_local_begin_nothing, mi_local_next_identify},
};

static const mi_local_connection *connection_of(const mi_local_machine *machine) {
  return (const mi_local_connection *)machine->base.connection;
}

mi_schema *mi_local_schema(const mi_local_machine *machine) {
  return mi_repository_schema(machine->store->repository);
}

static mi_result copy_failed(const mi_local_machine *machine, const mi_instance *instance,
                             mi_result result, mi_error *error) {
  if (!machine->result.full) return mi_error_set(error, result, "%s", mi_result_meaning(result));
  return mi_error_set(error, MI_E_LIMIT, "an instance of %s takes more than max_memory (%zu) bytes",
                      instance->class_->name, machine->result.limit);
}

mi_result mi_local_show(mi_local_machine *machine, const mi_instance *instance,
                        mi_local_yield *yield, mi_error *error) {
  const mi_instance *shown;
  mi_instance *copy;
  mi_result result =
      mi_projection_apply(&machine->projection, instance, &shown, &machine->scratch, error);
  if (result != MI_OK) return result;
  result = mi_instance_copy(&copy, shown, &machine->result);
  if (result != MI_OK) return copy_failed(machine, shown, result, error);
  yield->out->instance = copy;
  yield->step = MI_STEP_RESULT;
  return MI_OK;
}

void mi_local_end(mi_local_machine *machine, mi_local_yield *yield) {
  machine->done = true;
  if (yield->step == MI_STEP_AGAIN) yield->step = MI_STEP_DONE;
}

mi_result mi_local_find_namespace(mi_local_machine *machine, mi_error *error) {
  const mi_call *call = machine->call;
  const char *name = connection_of(machine)->namespace_name;
  if (call->namespace_name != NULL) name = call->namespace_name;
  if (call->path != NULL && call->path->namespace_name != NULL) name = call->path->namespace_name;
  return mi_lookup_namespace(&machine->namespace_name, mi_local_schema(machine), name, error);
}

mi_result mi_local_find_class(mi_local_machine *machine, mi_error *error) {
  const mi_call *call = machine->call;
  const char *name = call->class_name;
  if (name == NULL && call->instance != NULL) name = call->instance->class_->name;
  if (call->path != NULL) name = call->path->class_name;
  mi_result result = mi_local_find_namespace(machine, error);
  if (result != MI_OK) return result;
  if (name == NULL) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s: no class is named",
                        mi_call_word(call->kind));
  }
  return mi_lookup_class(&machine->class_, mi_local_schema(machine), machine->namespace_name, name,
                         error);
}

/* Whether the path may: what changes an object must name it in full. */
static bool leaves_keys_out(const mi_local_machine *machine) {
  mi_call_kind kind = machine->call->kind;
  return kind != MI_CALL_MODIFY && kind != MI_CALL_DELETE;
}

mi_result mi_local_check_path(mi_local_machine *machine, mi_error *error) {
  const mi_path *path = machine->call->path;
  if (path == NULL) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s: no object is named",
                        mi_call_word(machine->call->kind));
  }
  /* Of a class without keys the path may be that of a subclass's object. */
  if (machine->class_->key_count == 0) return MI_OK;
  bool whole;
  return leaves_keys_out(machine)
             ? mi_repository_fit_path(&path, &whole, machine->class_, path, &machine->scratch,
                                      error)
             : mi_repository_resolve_path(&path, machine->class_, path, &machine->scratch, error);
}

mi_result mi_local_locate(mi_local_machine *machine, const mi_class **class_, const mi_path **path,
                          mi_error *error) {
  const mi_instance *instance;
  const mi_path *given = machine->call->path;
  const mi_source_filter filter = {
      .deep = true, .path = given, .partial = leaves_keys_out(machine), .live = &machine->live};
  machine->live.rule.listed = true; /* the keys will do */
  mi_result result = mi_store_find(machine->store, machine->class_, &filter, &instance,
                                   &machine->scratch, error);
  if (result != MI_OK) return result;
  if (instance == NULL) {
    return mi_lookup_not_found(given, machine->base.connection->allocator, error);
  }
  *class_ = mi_lookup_declared(instance->class_);
  return mi_lookup_own_path(path, instance, given, &machine->scratch, error);
}

mi_result mi_local_keep(mi_local_machine *machine, const mi_instance *given, mi_error *error) {
  if (given == NULL) return MI_OK;
  machine->given_schema = mi_schema_ref(given->class_->schema);
  return mi_adopt(&machine->given, given, mi_local_schema(machine), machine->namespace_name,
                  &machine->base.connection->limits, &machine->call_arena, error);
}

/* Where the limit of an arena and not the allocator refused, the story says so. */
static mi_result name_limit(const mi_local_machine *machine, const mi_call *call, mi_result result,
                            mi_error *error) {
  bool full = machine->call_arena.full || machine->scratch.full || machine->result.full ||
              mi_traverse_full(machine->traverse);
  if (result != MI_E_OUT_OF_MEMORY || !full) return result;
  return mi_error_set(error, MI_E_LIMIT, "%s takes more than max_memory (%zu) bytes",
                      mi_call_word(call->kind), machine->call_arena.limit);
}

static mi_result copy_call(mi_local_machine *machine, const mi_call *call, mi_error *error) {
  mi_result result = mi_call_copy(&machine->call, call, &machine->call_arena);
  if (result == MI_OK) return MI_OK;
  mi_error_set(error, result, "%s", mi_result_meaning(result));
  return name_limit(machine, call, result, error);
}

/* What was asked for badly is told by the first step, as every failure of the operation. */
static void begin(mi_local_machine *machine) {
  mi_local_begin *begin_kind = kinds[machine->call->kind].begin;
  mi_result result = begin_kind(machine, &machine->failure);
  result = name_limit(machine, machine->call, result, &machine->failure);
  mi_arena_reset(&machine->scratch);
  if (result != MI_OK) machine->failure.result = result;
}

mi_result mi_local_start(mi_machine **out, mi_connection *connection, const mi_call *call,
                         mi_error *error) {
  const mi_allocator *allocator = connection->allocator;
  mi_local_connection *local = (mi_local_connection *)connection;
  if ((size_t)call->kind >= sizeof kinds / sizeof kinds[0]) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "no such kind of call");
  }
  mi_local_machine *machine = mi_alloc_zero(allocator, sizeof *machine);
  if (machine == NULL) return mi_error_out_of_memory(error);
  machine->base.protocol = connection->protocol;
  machine->base.connection = mi_connection_ref(connection);
  machine->store = &local->store;
  mi_arena_init(&machine->call_arena, allocator, connection->limits.max_memory);
  mi_arena_init(&machine->scratch, allocator, connection->limits.max_memory);
  mi_arena_init(&machine->result, allocator, connection->limits.max_memory);
  mi_error_init(&machine->failure, allocator);
  mi_projection_init(&machine->projection, allocator, &connection->limits,
                     mi_local_schema(machine));
  mi_projection_init_within(&machine->live, &machine->projection);
  machine->live.rule.linked = true;
  mi_result result = copy_call(machine, call, error);
  if (result == MI_OK) {
    begin(machine);
    *out = &machine->base;
  } else {
    mi_local_close(&machine->base);
  }
  return result;
}

/* A provider's scan may hold a directory or a socket: it is given back as soon as all is said. */
static void stop(mi_local_machine *machine) {
  mi_source_close(machine->source);
  machine->source = NULL;
  mi_traverse_close(machine->traverse);
  machine->traverse = NULL;
}

static mi_step tell_failure(mi_local_machine *machine, mi_error *error) {
  stop(machine);
  mi_error_set(error, machine->failure.result, "%s", mi_error_text(&machine->failure));
  return MI_STEP_FAILED;
}

static mi_step work(mi_local_machine *machine, mi_output *out) {
  mi_local_yield yield = {MI_STEP_AGAIN, out};
  for (int i = 0; i < STEP_WORK && yield.step == MI_STEP_AGAIN; i++) {
    mi_arena_reset(&machine->scratch);
    mi_result result = kinds[machine->call->kind].next(machine, &yield, &machine->failure);
    if (result == MI_OK) continue;
    machine->failure.result = name_limit(machine, machine->call, result, &machine->failure);
    return MI_STEP_FAILED;
  }
  return yield.step;
}

mi_step mi_local_step(mi_machine *base, mi_output *out, mi_error *error) {
  mi_local_machine *machine = (mi_local_machine *)base;
  memset(out, 0, sizeof *out);
  if (machine->failure.result != MI_OK) return tell_failure(machine, error);
  if (machine->done) return MI_STEP_DONE;
  mi_arena_reset(&machine->result);
  mi_step step = work(machine, out);
  out->schema = mi_projection_keeper(&machine->projection);
  if (step == MI_STEP_FAILED) return tell_failure(machine, error);
  if (machine->done) stop(machine);
  return step;
}

void mi_local_close(mi_machine *base) {
  mi_local_machine *machine = (mi_local_machine *)base;
  mi_connection *connection = machine->base.connection;
  stop(machine);
  mi_projection_free(&machine->live);
  mi_projection_free(&machine->projection);
  mi_schema_unref(machine->given_schema);
  mi_error_clear(&machine->failure);
  mi_arena_free(&machine->result);
  mi_arena_free(&machine->scratch);
  mi_arena_free(&machine->call_arena);
  mi_free(connection->allocator, machine);
  mi_connection_unref(connection);
}
