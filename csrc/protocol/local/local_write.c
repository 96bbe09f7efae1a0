#include "protocol/local/local_machine.h"

#include "protocol/local/adopt.h"

static mi_result refuse_live(const mi_local_machine *machine, const mi_class *class_,
                             mi_error *error) {
  if (mi_store_provider(machine->store, class_) == NULL) return MI_OK;
  return mi_error_set(error, MI_E_NOT_SUPPORTED,
                      "%s is live: its instances come from this machine, %s is not supported",
                      class_->name, mi_call_word(machine->call->kind));
}

static mi_result begin_write(mi_local_machine *machine, mi_error *error) {
  mi_result result = mi_local_find_class(machine, error);
  return result == MI_OK ? refuse_live(machine, machine->class_, error) : result;
}

mi_result mi_local_begin_create(mi_local_machine *machine, mi_error *error) {
  mi_result result = begin_write(machine, error);
  if (result != MI_OK) return result;
  machine->projection.rule.keys_only = true;
  return mi_local_keep(machine, machine->call->instance, error);
}

mi_result mi_local_next_create(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  mi_instance *instance = mi_instance_new(machine->class_, true, &machine->scratch);
  if (instance == NULL) return mi_error_out_of_memory(error);
  mi_result result = MI_OK;
  if (machine->given != NULL) {
    result = mi_adopt_assign(instance, machine->given, &machine->scratch, error);
  }
  const mi_instance *created;
  if (result == MI_OK) {
    result = mi_repository_create(machine->store->repository, instance, &created, error);
  }
  if (result == MI_OK) result = mi_local_show(machine, created, yield, error);
  mi_local_end(machine, yield);
  return result;
}

static mi_result begin_on_object(mi_local_machine *machine, mi_error *error) {
  if (machine->call->path == NULL && machine->call->instance != NULL) {
    mi_result result = mi_instance_path(&machine->call->path, machine->call->instance,
                                        &machine->call_arena, error);
    if (result == MI_E_NOT_FOUND) return mi_local_check_path(machine, error);
    if (result != MI_OK) return result;
  }
  mi_result result = begin_write(machine, error);
  return result == MI_OK ? mi_local_check_path(machine, error) : result;
}

mi_result mi_local_begin_modify(mi_local_machine *machine, mi_error *error) {
  if (machine->call->instance == NULL) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "modify: there are no changes");
  }
  mi_result result = begin_on_object(machine, error);
  return result == MI_OK ? mi_local_keep(machine, machine->call->instance, error) : result;
}

mi_result mi_local_begin_delete(mi_local_machine *machine, mi_error *error) {
  return begin_on_object(machine, error);
}

/* The object's own class may be a live one below that of the path. */
static mi_result locate_stored(mi_local_machine *machine, const mi_class **class_,
                               const mi_path **path, mi_error *error) {
  mi_result result = mi_local_locate(machine, class_, path, error);
  return result == MI_OK ? refuse_live(machine, *class_, error) : result;
}

/* A change that was made is told by a result without an object. */
static void succeed(mi_local_machine *machine, mi_local_yield *yield) {
  yield->step = MI_STEP_RESULT;
  mi_local_end(machine, yield);
}

mi_result mi_local_next_modify(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  const mi_class *class_;
  const mi_path *path;
  mi_result result = locate_stored(machine, &class_, &path, error);
  if (result == MI_OK) {
    result =
        mi_repository_modify(machine->store->repository, class_, path, machine->given, error);
  }
  if (result == MI_OK) succeed(machine, yield);
  return result;
}

mi_result mi_local_next_delete(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  const mi_class *class_;
  const mi_path *path;
  mi_result result = locate_stored(machine, &class_, &path, error);
  if (result == MI_OK) {
    result = mi_repository_delete(machine->store->repository, class_, path, error);
  }
  if (result == MI_OK) succeed(machine, yield);
  return result;
}
