#include "protocol/local/local_machine.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/lookup.h"

/* Sets what results show, by the call's lists. */
static void set_rule(mi_local_machine *machine) {
  const mi_call *call = machine->call;
  mi_projection_rule *rule = &machine->projection.rule;
  rule->listed = call->property_count > 0 || call->limit_properties;
  rule->properties = call->properties;
  rule->property_count = call->property_count;
  rule->keys_only = call->keys_only;
}

/* A name in the call's list that no instance of the class can have is a typing error. */
static mi_result check_list(const mi_local_machine *machine, const mi_class *class_,
                            mi_error *error) {
  mi_result result = MI_OK;
  for (uint32_t i = 0; result == MI_OK && i < machine->call->property_count; i++) {
    result = mi_lookup_property(class_, machine->call->properties[i], error);
  }
  return result;
}

/* The properties that the rule lets through, appended to names. */
static uint32_t add_shown(const mi_projection_rule *rule, const char **names) {
  uint32_t count = 0;
  if (rule->keys_only) return 0;
  if (!rule->listed) {
    for (; count < rule->base->property_count; count++) {
      names[count] = rule->base->properties[count].name;
    }
    return count;
  }
  for (; count < rule->property_count; count++) names[count] = rule->properties[count];
  return count;
}

/* What live instances need to hold: what results show, and what the condition looks at. */
static mi_result set_live_rule(mi_local_machine *machine, mi_error *error) {
  const mi_projection_rule *rule = &machine->projection.rule;
  if (!rule->listed && !rule->keys_only && rule->base == NULL) return MI_OK;
  uint32_t used = machine->query != NULL ? machine->query->used_count : 0;
  size_t room = (size_t)1 + used + rule->property_count;
  if (rule->base != NULL) room += rule->base->property_count;
  const char **names = mi_arena_alloc(&machine->call_arena, room * sizeof *names);
  if (names == NULL) return mi_error_out_of_memory(error);
  uint32_t count = add_shown(rule, names);
  for (uint32_t i = 0; i < used; i++) names[count++] = machine->query->used[i];
  machine->live.rule.listed = true;
  machine->live.rule.properties = names;
  machine->live.rule.property_count = count;
  return MI_OK;
}

static mi_result open_source(mi_local_machine *machine, mi_source_filter filter, mi_error *error) {
  mi_result result = set_live_rule(machine, error);
  if (result != MI_OK) return result;
  filter.live = &machine->live;
  return mi_source_open(&machine->source, machine->store, machine->class_, &filter, error);
}

mi_result mi_local_begin_get(mi_local_machine *machine, mi_error *error) {
  mi_source_filter filter = {.deep = true, .path = machine->call->path, .partial = true};
  mi_result result = mi_local_find_class(machine, error);
  if (result == MI_OK) result = mi_local_check_path(machine, error);
  if (result == MI_OK) result = check_list(machine, machine->class_, error);
  set_rule(machine);
  return result == MI_OK ? open_source(machine, filter, error) : result;
}

mi_result mi_local_next_get(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  mi_result result = mi_local_next_found(machine, yield, error);
  if (result == MI_OK && yield->step == MI_STEP_DONE) {
    return mi_lookup_not_found(machine->call->path, machine->base.connection->allocator, error);
  }
  if (yield->step == MI_STEP_RESULT) mi_local_end(machine, yield);
  return result;
}

mi_result mi_local_begin_enumerate(mi_local_machine *machine, mi_error *error) {
  mi_polymorphism polymorphism = machine->call->polymorphism;
  mi_source_filter filter = {.deep = polymorphism != MI_SHALLOW};
  mi_result result = mi_local_find_class(machine, error);
  if (result == MI_OK) result = check_list(machine, machine->class_, error);
  if (result != MI_OK) return result;
  set_rule(machine);
  if (polymorphism == MI_BASE) machine->projection.rule.base = machine->class_;
  return open_source(machine, filter, error);
}

static bool is_wql(const char *dialect) {
  return dialect == NULL || mi_text_same_name(dialect, "WQL") ||
         mi_text_same_name(dialect, "http://schemas.microsoft.com/wbem/wsman/1/WQL");
}

static mi_result parse_query(mi_local_machine *machine, mi_error *error) {
  const mi_call *call = machine->call;
  if (!is_wql(call->dialect)) {
    return mi_error_set(error, MI_E_QUERY_LANGUAGE_NOT_SUPPORTED,
                        "no query language %s here: WQL is understood", call->dialect);
  }
  if (call->query == NULL) return mi_error_set(error, MI_E_INVALID_QUERY, "there is no query");
  return mi_wql_parse(&machine->query, call->query, strlen(call->query),
                      &machine->base.connection->limits, &machine->call_arena, error);
}

mi_result mi_local_begin_query(mi_local_machine *machine, mi_error *error) {
  mi_source_filter filter = {.deep = true};
  mi_result result = parse_query(machine, error);
  if (result == MI_OK) result = mi_local_find_namespace(machine, error);
  if (result != MI_OK) return result;
  mi_wql *query = machine->query;
  result = mi_lookup_class(&machine->class_, mi_local_schema(machine), machine->namespace_name,
                           query->class_name, error);
  if (result == MI_OK) result = mi_wql_bind(query, machine->class_, &machine->call_arena, error);
  if (result != MI_OK) return result;
  set_rule(machine);
  if (query->properties != NULL) {
    machine->projection.rule.listed = true;
    machine->projection.rule.properties = query->properties;
    machine->projection.rule.property_count = query->property_count;
  }
  return open_source(machine, filter, error);
}

mi_result mi_local_next_found(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  const mi_instance *instance;
  bool again;
  mi_result result =
      mi_source_next(machine->source, &instance, &again, &machine->scratch, error);
  if (result != MI_OK || again) return result;
  if (instance == NULL) {
    mi_local_end(machine, yield);
    return MI_OK;
  }
  if (machine->query != NULL && !mi_wql_matches(machine->query, instance)) return MI_OK;
  return mi_local_show(machine, instance, yield, error);
}

static mi_result find_filter(mi_local_machine *machine, const char *filter, const char *name,
                             const mi_class **out, mi_error *error) {
  *out = NULL;
  if (name == NULL) return MI_OK;
  *out = mi_schema_find(mi_local_schema(machine), machine->namespace_name, name);
  if (*out != NULL) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s: no class %s in %s", filter, name,
                      machine->namespace_name);
}

static mi_result find_association(mi_local_machine *machine, const char *filter, const char *name,
                                  const mi_class **out, mi_error *error) {
  mi_result result = find_filter(machine, filter, name, out, error);
  if (result != MI_OK || *out == NULL) return result;
  if (((*out)->flags & MI_CLASS_ASSOCIATION) != 0) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s: %s is no association", filter, name);
}

static mi_result begin_traverse(mi_local_machine *machine, mi_traverse_start *start,
                                mi_error *error) {
  set_rule(machine);
  mi_result result = set_live_rule(machine, error);
  if (result != MI_OK) return result;
  start->store = machine->store;
  start->projection = &machine->projection;
  start->live = &machine->live;
  start->class_ = machine->class_;
  start->path = machine->call->path;
  start->role = machine->call->role;
  return mi_traverse_open(&machine->traverse, start, error);
}

mi_result mi_local_begin_associators(mi_local_machine *machine, mi_error *error) {
  const mi_call *call = machine->call;
  mi_traverse_start start = {.result_role = call->result_role};
  mi_result result = mi_local_find_class(machine, error);
  if (result == MI_OK) result = mi_local_check_path(machine, error);
  if (result == MI_OK) {
    result = find_association(machine, "association class", call->association_class,
                              &start.association_class, error);
  }
  if (result == MI_OK) {
    result = find_filter(machine, "result class", call->result_class, &start.result_class, error);
  }
  if (result == MI_OK && start.result_class != NULL) {
    result = check_list(machine, start.result_class, error);
  }
  return result == MI_OK ? begin_traverse(machine, &start, error) : result;
}

mi_result mi_local_begin_references(mi_local_machine *machine, mi_error *error) {
  mi_traverse_start start = {.references = true};
  mi_result result = mi_local_find_class(machine, error);
  if (result == MI_OK) result = mi_local_check_path(machine, error);
  if (result == MI_OK) {
    result = find_association(machine, "result class", machine->call->result_class,
                              &start.association_class, error);
  }
  if (result == MI_OK && start.association_class != NULL) {
    result = check_list(machine, start.association_class, error);
  }
  return result == MI_OK ? begin_traverse(machine, &start, error) : result;
}

mi_result mi_local_next_related(mi_local_machine *machine, mi_local_yield *yield,
                                mi_error *error) {
  const mi_instance *instance;
  bool again;
  mi_result result =
      mi_traverse_next(machine->traverse, &instance, &again, &machine->scratch, error);
  if (result != MI_OK || again) return result;
  if (instance != NULL) return mi_local_show(machine, instance, yield, error);
  mi_local_end(machine, yield);
  return MI_OK;
}
