#include "protocol/local/local_machine.h"

#include <string.h>

#include "base/text.h"

#ifndef MI_VERSION
#define MI_VERSION "0.1.0"
#endif

mi_result mi_local_begin_nothing(mi_local_machine *machine, mi_error *error) {
  (void)machine;
  (void)error;
  return MI_OK;
}

mi_result mi_local_begin_subscribe(mi_local_machine *machine, mi_error *error) {
  (void)machine;
  return mi_error_set(error, MI_E_NOT_SUPPORTED,
                      "subscribe: the local protocol has no indications");
}

mi_result mi_local_begin_class(mi_local_machine *machine, mi_error *error) {
  return mi_local_find_class(machine, error);
}

static void show_class(const mi_class *class_, mi_local_yield *yield) {
  yield->out->class_ = class_;
  yield->step = MI_STEP_RESULT;
}

mi_result mi_local_next_class(mi_local_machine *machine, mi_local_yield *yield, mi_error *error) {
  (void)error;
  show_class(machine->class_, yield);
  mi_local_end(machine, yield);
  return MI_OK;
}

mi_result mi_local_begin_classes(mi_local_machine *machine, mi_error *error) {
  if (machine->call->class_name != NULL) return mi_local_find_class(machine, error);
  return mi_local_find_namespace(machine, error);
}

/* Below machine->class_ (or, without one, any), and directly so unless deep. */
static bool is_asked_for(const mi_local_machine *machine, const mi_class *class_) {
  if (!mi_schema_defined(class_)) return false;
  if (!mi_text_same_name(class_->namespace_name, machine->namespace_name)) return false;
  const mi_class *above = class_->superclass;
  if (machine->call->polymorphism != MI_DEEP) return above == machine->class_;
  while (above != NULL && above != machine->class_) above = above->superclass;
  return above == machine->class_;
}

mi_result mi_local_next_classes(mi_local_machine *machine, mi_local_yield *yield,
                                mi_error *error) {
  (void)error;
  const mi_class *class_ = mi_schema_class(mi_local_schema(machine), machine->number++);
  if (class_ == NULL) {
    mi_local_end(machine, yield);
  } else if (is_asked_for(machine, class_)) {
    show_class(class_, yield);
  }
  return MI_OK;
}

typedef struct fact {
  const char *name, *text;
  uint16_t flags;
} fact;

#define MOST_FACTS 4

/* Yields an instance of a class that exists for this alone, with texts as properties. */
static mi_result show_facts(mi_local_machine *machine, const char *class_name, const fact *facts,
                            uint32_t count, mi_local_yield *yield, mi_error *error) {
  mi_element elements[MOST_FACTS];
  mi_schema *schema;
  const mi_class *class_;
  memset(elements, 0, sizeof elements);
  for (uint32_t i = 0; i < count; i++) {
    elements[i].name = facts[i].name;
    elements[i].name_length = (uint32_t)strlen(facts[i].name);
    elements[i].type = MI_TYPE_STRING;
    elements[i].flags = facts[i].flags;
    elements[i].value = mi_value_null(MI_TYPE_STRING);
  }
  mi_result result = mi_projection_schema(&machine->projection, &schema, error);
  if (result == MI_OK && machine->class_ == NULL) {
    result = mi_schema_shape(schema, "root", class_name, elements, count, &machine->class_, error);
  }
  if (result != MI_OK) return result;
  class_ = machine->class_;
  mi_instance *instance = mi_instance_new(class_, false, &machine->scratch);
  if (instance == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < count; i++) {
    instance->values[i] = mi_value_text(facts[i].text, strlen(facts[i].text));
  }
  return mi_local_show(machine, instance, yield, error);
}

mi_result mi_local_next_namespace(mi_local_machine *machine, mi_local_yield *yield,
                                  mi_error *error) {
  const char *name = mi_schema_namespace(mi_local_schema(machine), machine->number++);
  if (name == NULL) {
    mi_local_end(machine, yield);
    return MI_OK;
  }
  fact facts[] = {{"Name", name, MI_ELEMENT_KEY}};
  return show_facts(machine, "CIM_Namespace", facts, 1, yield, error);
}

mi_result mi_local_next_identify(mi_local_machine *machine, mi_local_yield *yield,
                                 mi_error *error) {
  static const fact facts[MOST_FACTS] = {
      {"ProductVendor", "the mi project", 0},
      {"ProductName", "mi", 0},
      {"ProductVersion", MI_VERSION, 0},
      {"ProtocolVersion", "local 1", 0},
  };
  mi_result result = show_facts(machine, "Identify", facts, MOST_FACTS, yield, error);
  mi_local_end(machine, yield);
  return result;
}
