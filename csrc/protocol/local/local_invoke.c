#include "protocol/local/local_machine.h"

#include <string.h>

#include "protocol/local/adopt.h"
#include "protocol/local/lookup.h"

/* What a call goes to. */
typedef struct invocation {
  const mi_class *class_;
  const mi_path *path;
  const mi_method *method;
} invocation;

mi_result mi_local_begin_invoke(mi_local_machine *machine, mi_error *error) {
  if (machine->call->method == NULL) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "invoke: no method is named");
  }
  mi_result result = mi_local_find_class(machine, error);
  return result == MI_OK ? mi_local_keep(machine, machine->call->parameters, error) : result;
}

static bool names_object(const mi_local_machine *machine) {
  const mi_path *path = machine->call->path;
  return path != NULL &&
         (path->key_count > 0 || path->singleton || machine->class_->key_count == 0);
}

/* A method that its class does not declare may still be one of the object's own class. */
static mi_result find_target(mi_local_machine *machine, invocation *target, mi_error *error) {
  const char *name = machine->call->method;
  target->class_ = machine->class_;
  target->path = machine->call->path;
  target->method = mi_class_method(machine->class_, name);
  if (target->method != NULL && target->method->is_static) return MI_OK;
  if (names_object(machine)) {
    mi_result result = mi_local_check_path(machine, error);
    if (result == MI_OK) {
      result = mi_local_locate(machine, &target->class_, &target->path, error);
    }
    if (result != MI_OK) return result;
    target->method = mi_class_method(target->class_, name);
  }
  if (target->method == NULL) {
    return mi_error_set(error, MI_E_METHOD_NOT_FOUND, "%s has no method %s", target->class_->name,
                        name);
  }
  if (target->method->is_static || names_object(machine)) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s.%s is not static: it needs an object",
                      target->class_->name, target->method->name);
}

static mi_result find_provider(mi_local_machine *machine, const invocation *target,
                               const mi_provider **out, mi_error *error) {
  *out = mi_store_provider(machine->store, target->class_);
  if (*out != NULL && (*out)->invoke != NULL) return MI_OK;
  return mi_error_set(error, MI_E_METHOD_NOT_AVAILABLE, "nothing here carries out %s.%s",
                      target->class_->name, target->method->name);
}

static bool goes_in(const mi_element *parameter) {
  return (parameter->flags & (MI_ELEMENT_IN | MI_ELEMENT_OUT)) != MI_ELEMENT_OUT;
}

static bool comes_out(const mi_element *parameter) {
  return (parameter->flags & MI_ELEMENT_OUT) != 0;
}

/* An instance of a class made of those parameters, behind a return value when `out`. */
static mi_result shape(mi_local_machine *machine, const mi_method *method, bool out,
                       mi_instance **instance, mi_error *error) {
  mi_schema *schema;
  mi_result result = mi_projection_schema(&machine->projection, &schema, error);
  if (result != MI_OK) return result;
  size_t room = (method->parameter_count + (size_t)1) * sizeof(mi_element);
  mi_element *elements = mi_arena_alloc_zero(&machine->scratch, room);
  if (elements == NULL) return mi_error_out_of_memory(error);
  uint32_t count = 0;
  if (out) {
    elements[count++] = (mi_element){.name = "ReturnValue",
                                     .name_length = (uint32_t)strlen("ReturnValue"),
                                     .type = method->type,
                                     .flags = MI_ELEMENT_OUT,
                                     .value = mi_value_null(method->type)};
  }
  for (uint32_t i = 0; i < method->parameter_count; i++) {
    const mi_element *parameter = &method->parameters[i];
    if (out ? comes_out(parameter) : goes_in(parameter)) elements[count++] = *parameter;
  }
  const mi_class *class_;
  result = mi_schema_shape(schema, machine->namespace_name, method->name, elements, count, &class_,
                           error);
  if (result != MI_OK) return result;
  *instance = mi_instance_new(class_, false, &machine->scratch);
  return *instance == NULL ? mi_error_out_of_memory(error) : MI_OK;
}

static mi_result check_names(mi_local_machine *machine, const invocation *target,
                             const mi_class *parameters, mi_error *error) {
  const mi_class *given = machine->given->class_;
  for (uint32_t i = 0; i < given->property_count; i++) {
    const mi_element *element = &given->properties[i];
    if (mi_class_find(parameters, element->name, element->name_length) >= 0) continue;
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s.%s has no in-parameter %s",
                        target->class_->name, target->method->name, element->name);
  }
  return MI_OK;
}

static mi_result make_parameters(mi_local_machine *machine, const invocation *target,
                                 mi_instance **out, mi_error *error) {
  mi_result result = shape(machine, target->method, false, out, error);
  if (result != MI_OK || machine->given == NULL) return result;
  result = check_names(machine, target, (*out)->class_, error);
  if (result != MI_OK) return result;
  return mi_adopt_assign(*out, machine->given, &machine->scratch, error);
}

mi_result mi_local_next_invoke(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  invocation target;
  const mi_provider *provider;
  mi_instance *parameters, *results;
  mi_result result = find_target(machine, &target, error);
  if (result == MI_OK) result = find_provider(machine, &target, &provider, error);
  if (result == MI_OK) result = make_parameters(machine, &target, &parameters, error);
  if (result == MI_OK) result = shape(machine, target.method, true, &results, error);
  if (result == MI_OK) {
    result = provider->invoke(machine->store->host, target.path, target.method->name, parameters,
                              results, &machine->scratch, error);
  }
  if (result == MI_OK) result = mi_local_show(machine, results, yield, error);
  mi_local_end(machine, yield);
  return result;
}
