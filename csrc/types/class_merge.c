#include "types/class_record.h"

#include <string.h>

#include "base/text.h"
#include "types/deep.h"
#include "types/qualifier.h"

/* How a class becomes what it is (DSP0004 5.1.2, 5.6.2): what it declares, over what its
 * superclass has. What is merely inherited is shared with the superclass, which lives as long. */

typedef struct merge {
  mi_arena *arena;
  const mi_class *superclass; /* NULL: none */
  const char *class_name;
  const mi_limits *limits;
  mi_error *error;
} merge;

static mi_result no_memory(const merge *m) { return mi_error_out_of_memory(m->error); }

static mi_result over_limit(const merge *m, const char *what) {
  return mi_error_set(m->error, MI_E_LIMIT, "%s: more than %lu %s (max_properties)", m->class_name,
                      (unsigned long)m->limits->max_properties, what);
}

static mi_result copy_name(const merge *m, const char **out, const char *name) {
  size_t length = name == NULL ? 0 : strlen(name);
  if (length > m->limits->max_name) {
    return mi_error_set(m->error, MI_E_LIMIT, "%s: a name of %lu bytes (max_name)", m->class_name,
                        (unsigned long)length);
  }
  if (!mi_text_is_name(name == NULL ? "" : name, length)) {
    return mi_error_set(m->error, MI_E_INVALID_PARAMETER, "%s: \"%s\" is no name", m->class_name,
                        name == NULL ? "" : name);
  }
  return mi_copy_text(out, name, m->arena) == MI_OK ? MI_OK : no_memory(m);
}

static mi_result copy_value(const merge *m, mi_value *out, const mi_value *value) {
  mi_result result = mi_value_copy(out, value, m->arena);
  if (result == MI_E_OUT_OF_MEMORY) return no_memory(m);
  if (result == MI_OK) return MI_OK;
  return mi_error_set(m->error, result, "%s: a value is nested too deep (max_depth)",
                      m->class_name);
}

/* ---- qualifiers ---- */

static mi_result check_override(const merge *m, const mi_qualifier *own,
                                const mi_qualifier *above, const char *where) {
  if ((above->flavor & MI_FLAVOR_DISABLE_OVERRIDE) == 0) return MI_OK;
  if (mi_value_equal(&own->value, &above->value)) return MI_OK;
  return mi_error_set(m->error, MI_E_INVALID_PARAMETER,
                      "%s: the qualifier %s of %s may not be overridden", m->class_name,
                      own->name, where);
}

static mi_result copy_qualifier(const merge *m, mi_qualifier *out, const mi_qualifier *own,
                                const mi_qualifiers *inherited, const char *where) {
  const mi_qualifier *above =
      inherited == NULL ? NULL : mi_qualifiers_find(inherited, own->name);
  mi_result result = copy_name(m, &out->name, own->name);
  if (result == MI_OK) result = copy_value(m, &out->value, &own->value);
  if (result != MI_OK) return result;
  out->inherited = false;
  out->flavor = own->flavor;
  out->flavor |= mi_qualifier_standard_flavor(own->name) & MI_FLAVOR_RESTRICTED;
  if (above == NULL || !mi_qualifier_is_inheritable(above)) return MI_OK;
  out->flavor |= above->flavor & MI_FLAVOR_DISABLE_OVERRIDE;
  return check_override(m, own, above, where);
}

/* `inherited` may be NULL. */
static mi_result merge_qualifiers(const merge *m, mi_qualifiers *out, const mi_qualifiers *own,
                                  const mi_qualifiers *inherited, const char *where) {
  uint32_t above = inherited == NULL ? 0 : inherited->count;
  out->list = NULL;
  out->count = 0;
  if (own->count > m->limits->max_properties) return over_limit(m, "qualifiers");
  if (own->count + above == 0) return MI_OK;
  mi_qualifier *list = mi_arena_alloc_zero(m->arena, (own->count + above) * sizeof *list);
  if (list == NULL) return no_memory(m);
  out->list = list;
  for (uint32_t i = 0; i < own->count; i++) {
    mi_result result = copy_qualifier(m, &list[i], &own->list[i], inherited, where);
    if (result != MI_OK) return result;
    if (mi_qualifiers_find(out, list[i].name) != NULL) {
      return mi_error_set(m->error, MI_E_INVALID_PARAMETER, "%s: %s has the qualifier %s twice",
                          m->class_name, where, list[i].name);
    }
    out->count++;
  }
  for (uint32_t i = 0; i < above; i++) {
    const mi_qualifier *qualifier = &inherited->list[i];
    if (!mi_qualifier_is_inheritable(qualifier)) continue;
    if (mi_qualifiers_find(out, qualifier->name) != NULL) continue;
    list[out->count] = *qualifier;
    list[out->count++].inherited = true;
  }
  return MI_OK;
}

/* The qualifiers of something that is not declared again. What was inherited before is so again,
 * unchanged, and can be shared. */
static mi_result inherit_qualifiers(const merge *m, mi_qualifiers *qualifiers) {
  static const mi_qualifiers none = {NULL, 0};
  const mi_qualifiers above = *qualifiers;
  bool shared = true;
  for (uint32_t i = 0; i < above.count; i++) shared = shared && above.list[i].inherited;
  return shared ? MI_OK : merge_qualifiers(m, qualifiers, &none, &above, "");
}

/* ---- elements ---- */

static uint16_t flags_from_qualifiers(const mi_qualifiers *qualifiers, bool parameter) {
  static const struct {
    const char *name;
    uint16_t flag;
    bool of_parameter, otherwise;
  } table[] = {
      {"Key", MI_ELEMENT_KEY, false, false},
      {"Write", MI_ELEMENT_WRITE, false, false},
      {"In", MI_ELEMENT_IN, true, true},
      {"Out", MI_ELEMENT_OUT, true, false},
  };
  uint16_t flags = 0;
  if (mi_qualifiers_say(qualifiers, "Required", false)) flags |= MI_ELEMENT_REQUIRED;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (table[i].of_parameter != parameter) continue;
    if (mi_qualifiers_say(qualifiers, table[i].name, table[i].otherwise)) flags |= table[i].flag;
  }
  return flags;
}

/* A declared string may turn out to be an object (DSP0004 5.6.3.12, 5.6.3.14). Returns the type;
 * *class_name is set for an embedded instance. */
static mi_type embedded_type(const mi_qualifiers *qualifiers, mi_type type,
                             const char **class_name) {
  const mi_qualifier *instance = mi_qualifiers_find(qualifiers, "EmbeddedInstance");
  if (mi_type_element(type) != MI_TYPE_STRING) return type;
  mi_type object = (mi_type)((type & MI_TYPE_ARRAY) | MI_TYPE_INSTANCE);
  if (instance != NULL && instance->value.type == MI_TYPE_STRING && !instance->value.null) {
    *class_name = instance->value.as.text;
    return object;
  }
  return mi_qualifiers_say(qualifiers, "EmbeddedObject", false) ? object : type;
}

static const char *type_word(mi_type type) {
  return mi_type_element(type) == MI_TYPE_INSTANCE ? "embedded object" : mi_type_word(type);
}

static mi_result type_mismatch(const merge *m, const char *name, mi_type type, mi_type above) {
  return mi_error_set(m->error, MI_E_TYPE_MISMATCH, "%s.%s: %s%s overrides %s%s", m->class_name,
                      name, type_word(type), mi_type_is_array(type) ? "[]" : "", type_word(above),
                      mi_type_is_array(above) ? "[]" : "");
}

static mi_result merge_default(const merge *m, mi_element *out, const mi_value *declared,
                               const mi_element *above) {
  if (declared->null) {
    out->value = above != NULL ? above->value : mi_value_null(out->type);
    return MI_OK;
  }
  mi_result result = mi_value_convert(&out->value, declared, out->type, m->arena, m->error);
  if (result != MI_OK) mi_error_prefix(m->error, "%s.%s", m->class_name, out->name);
  return result;
}

/* A property (or with `parameter` a parameter) over what it overrides, which may be NULL. */
static mi_result merge_element(const merge *m, mi_element *out, const mi_element *declared,
                               const mi_element *above, bool parameter) {
  const char *class_name = declared->class_name;
  mi_result result = copy_name(m, &out->name, declared->name);
  if (result != MI_OK) return result;
  result = merge_qualifiers(m, &out->qualifiers, &declared->qualifiers,
                            above != NULL ? &above->qualifiers : NULL, out->name);
  if (result != MI_OK) return result;
  out->name_length = (uint32_t)strlen(out->name);
  out->type = embedded_type(&out->qualifiers, declared->type, &class_name);
  if (above != NULL && out->type != above->type) {
    return type_mismatch(m, out->name, out->type, above->type);
  }
  if (class_name == NULL && above != NULL) class_name = above->class_name;
  if (mi_copy_text(&out->class_name, class_name, m->arena) != MI_OK) return no_memory(m);
  out->array_size = declared->array_size;
  if (out->array_size == 0 && above != NULL) out->array_size = above->array_size;
  out->flags = flags_from_qualifiers(&out->qualifiers, parameter);
  if (mi_type_element(out->type) == MI_TYPE_INSTANCE) out->flags |= MI_ELEMENT_EMBEDDED_OBJECT;
  out->origin = above != NULL ? above->origin : m->class_name;
  out->inherited = false;
  return merge_default(m, out, &declared->value, above);
}

static mi_result declared_twice(const merge *m, const char *name) {
  return mi_error_set(m->error, MI_E_INVALID_PARAMETER, "%s declares %s twice", m->class_name,
                      name);
}

/* ---- properties ---- */

static mi_result check_key(const merge *m, const mi_element *property, const mi_element *above) {
  bool new_key = (property->flags & MI_ELEMENT_KEY) &&
                 (above == NULL || (above->flags & MI_ELEMENT_KEY) == 0);
  if (!new_key || m->superclass == NULL || m->superclass->key_count == 0) return MI_OK;
  return mi_error_set(m->error, MI_E_INVALID_PARAMETER,
                      "%s.%s: no key can be added, the superclass %s has its keys already",
                      m->class_name, property->name, m->superclass->name);
}

static mi_result inherit_properties(const merge *m, mi_element *list) {
  const mi_class *above = m->superclass;
  for (uint32_t i = 0; above != NULL && i < above->property_count; i++) {
    list[i] = above->properties[i];
    list[i].inherited = true;
    mi_result result = inherit_qualifiers(m, &list[i].qualifiers);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

/* Where the property goes: to the place of the one that it overrides, or behind all others. */
static mi_result place_property(const merge *m, const mi_element *list, uint32_t count,
                                const char *name, uint32_t *place) {
  uint32_t above = m->superclass != NULL ? m->superclass->property_count : 0;
  int overridden = -1;
  if (above > 0) overridden = mi_class_find(m->superclass, name, strlen(name));
  *place = overridden >= 0 ? (uint32_t)overridden : count;
  if (overridden >= 0 && !list[overridden].inherited) return declared_twice(m, name);
  for (uint32_t i = above; i < count; i++) {
    if (mi_text_same_name(list[i].name, name)) return declared_twice(m, name);
  }
  return MI_OK;
}

static mi_result merge_properties(const merge *m, mi_class *class_, const mi_class *definition) {
  uint32_t count = m->superclass != NULL ? m->superclass->property_count : 0;
  size_t room = (size_t)count + definition->property_count;
  if (room == 0) return MI_OK;
  if (definition->property_count > m->limits->max_properties) return over_limit(m, "properties");
  mi_element *list = mi_arena_alloc_zero(m->arena, room * sizeof *list);
  if (list == NULL) return no_memory(m);
  mi_result result = inherit_properties(m, list);
  for (uint32_t i = 0; result == MI_OK && i < definition->property_count; i++) {
    const mi_element *declared = &definition->properties[i];
    const char *name = declared->name == NULL ? "" : declared->name;
    uint32_t place = 0;
    result = place_property(m, list, count, name, &place);
    if (result != MI_OK) break;
    const mi_element *above = place < count ? &m->superclass->properties[place] : NULL;
    result = merge_element(m, &list[place], declared, above, false);
    if (result == MI_OK) result = check_key(m, &list[place], above);
    if (place == count) count++;
  }
  if (result == MI_OK && count > m->limits->max_properties) return over_limit(m, "properties");
  class_->properties = list;
  class_->property_count = count;
  return result;
}

/* ---- methods ---- */

static const mi_element *find_parameter(const mi_method *method, const char *name) {
  for (uint32_t i = 0; method != NULL && i < method->parameter_count; i++) {
    if (mi_text_same_name(method->parameters[i].name, name)) return &method->parameters[i];
  }
  return NULL;
}

static mi_result merge_parameters(const merge *m, mi_method *out, const mi_method *declared,
                                  const mi_method *above) {
  if (declared->parameter_count > m->limits->max_properties) return over_limit(m, "parameters");
  if (declared->parameter_count == 0) return MI_OK;
  mi_element *list = mi_arena_alloc_zero(m->arena, declared->parameter_count * sizeof *list);
  if (list == NULL) return no_memory(m);
  out->parameters = list;
  for (uint32_t i = 0; i < declared->parameter_count; i++) {
    const mi_element *parameter = &declared->parameters[i];
    if (find_parameter(out, parameter->name) != NULL) return declared_twice(m, parameter->name);
    mi_result result =
        merge_element(m, &list[i], parameter, find_parameter(above, parameter->name), true);
    if (result != MI_OK) return result;
    out->parameter_count++;
  }
  return MI_OK;
}

static mi_result merge_method(const merge *m, mi_method *out, const mi_method *declared,
                              const mi_method *above) {
  const char *class_name = NULL;
  memset(out, 0, sizeof *out);
  mi_result result = copy_name(m, &out->name, declared->name);
  if (result != MI_OK) return result;
  result = merge_qualifiers(m, &out->qualifiers, &declared->qualifiers,
                            above != NULL ? &above->qualifiers : NULL, out->name);
  if (result != MI_OK) return result;
  out->type = embedded_type(&out->qualifiers, declared->type, &class_name);
  if (above != NULL && out->type != above->type) {
    return type_mismatch(m, out->name, out->type, above->type);
  }
  out->is_static = declared->is_static || mi_qualifiers_say(&out->qualifiers, "Static", false);
  out->origin = above != NULL ? above->origin : m->class_name;
  return merge_parameters(m, out, declared, above);
}

static mi_result inherit_methods(const merge *m, mi_method *list) {
  for (uint32_t i = 0; m->superclass != NULL && i < m->superclass->method_count; i++) {
    list[i] = m->superclass->methods[i];
    list[i].inherited = true;
    mi_result result = inherit_qualifiers(m, &list[i].qualifiers);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

static mi_result merge_methods(const merge *m, mi_class *class_, const mi_class *definition) {
  uint32_t count = m->superclass != NULL ? m->superclass->method_count : 0;
  size_t room = (size_t)count + definition->method_count;
  if (room == 0) return MI_OK;
  if (definition->method_count > m->limits->max_properties) return over_limit(m, "methods");
  mi_method *list = mi_arena_alloc_zero(m->arena, room * sizeof *list);
  if (list == NULL) return no_memory(m);
  class_->methods = list;
  class_->method_count = count;
  mi_result result = inherit_methods(m, list);
  for (uint32_t i = 0; result == MI_OK && i < definition->method_count; i++) {
    const mi_method *declared = &definition->methods[i];
    const char *name = declared->name == NULL ? "" : declared->name;
    const mi_method *known = mi_class_method(class_, name);
    if (known != NULL && !known->inherited) return declared_twice(m, name);
    uint32_t place = known != NULL ? (uint32_t)(known - list) : class_->method_count++;
    const mi_method *above = known != NULL ? &m->superclass->methods[place] : NULL;
    result = merge_method(m, &list[place], declared, above);
  }
  if (result == MI_OK && class_->method_count > m->limits->max_properties) {
    return over_limit(m, "methods");
  }
  return result;
}

/* ---- the class ---- */

static uint16_t class_flags(const mi_qualifiers *qualifiers) {
  static const struct {
    const char *name;
    uint16_t flag;
  } table[] = {
      {"Association", MI_CLASS_ASSOCIATION},
      {"Indication", MI_CLASS_INDICATION},
      {"Abstract", MI_CLASS_ABSTRACT},
      {"Terminal", MI_CLASS_TERMINAL},
  };
  uint16_t flags = 0;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (mi_qualifiers_say(qualifiers, table[i].name, false)) flags |= table[i].flag;
  }
  return flags;
}

static mi_result check_superclass(const merge *m, const mi_class *class_) {
  const mi_class *above = m->superclass;
  if (above == NULL) return MI_OK;
  if (above->flags & MI_CLASS_TERMINAL) {
    return mi_error_set(m->error, MI_E_INVALID_SUPERCLASS, "%s: the class %s is terminal",
                        class_->name, above->name);
  }
  bool joins = class_->flags & MI_CLASS_ASSOCIATION;
  if (!joins || (above->flags & MI_CLASS_ASSOCIATION)) return MI_OK;
  return mi_error_set(m->error, MI_E_INVALID_SUPERCLASS,
                      "%s is an association, its superclass %s is none", class_->name,
                      above->name);
}

mi_result mi_class_record_merge(mi_class_record *record, const mi_class *definition,
                                const mi_class *superclass, const mi_limits *limits,
                                mi_error *error) {
  mi_class *class_ = &record->class_;
  merge m = {&record->arena, superclass, "class", limits, error};
  mi_result result = copy_name(&m, &class_->name, definition->name);
  if (result != MI_OK) return result;
  m.class_name = class_->name;
  class_->superclass = superclass;
  if (superclass != NULL) class_->superclass_name = superclass->name;
  result = merge_qualifiers(&m, &class_->qualifiers, &definition->qualifiers,
                            superclass != NULL ? &superclass->qualifiers : NULL, "the class");
  if (result != MI_OK) return result;
  class_->flags = class_flags(&class_->qualifiers);
  class_->flags |= definition->flags & MI_CLASS_INFERRED;
  result = check_superclass(&m, class_);
  if (result == MI_OK) result = merge_properties(&m, class_, definition);
  if (result == MI_OK) result = merge_methods(&m, class_, definition);
  return result;
}

/* ---- copies ---- */

static mi_result copy_qualifiers(mi_qualifiers *out, const mi_qualifiers *qualifiers,
                                 mi_arena *arena) {
  out->list = NULL;
  out->count = 0;
  if (qualifiers->count == 0) return MI_OK;
  mi_qualifier *list = mi_arena_alloc(arena, qualifiers->count * sizeof *list);
  if (list == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < qualifiers->count; i++) {
    list[i] = qualifiers->list[i];
    mi_result result = mi_copy_text(&list[i].name, qualifiers->list[i].name, arena);
    if (result == MI_OK) result = mi_value_copy(&list[i].value, &qualifiers->list[i].value, arena);
    if (result != MI_OK) return result;
  }
  out->list = list;
  out->count = qualifiers->count;
  return MI_OK;
}

static mi_result copy_element(mi_element *out, const mi_element *element, mi_arena *arena) {
  *out = *element;
  out->name_length = (uint32_t)strlen(element->name);
  mi_result result = mi_copy_text(&out->name, element->name, arena);
  if (result == MI_OK) result = mi_copy_text(&out->class_name, element->class_name, arena);
  if (result == MI_OK) result = mi_copy_text(&out->origin, element->origin, arena);
  if (result == MI_OK) result = mi_value_copy(&out->value, &element->value, arena);
  if (result == MI_OK) result = copy_qualifiers(&out->qualifiers, &element->qualifiers, arena);
  return result;
}

mi_result mi_class_record_copy_elements(mi_class_record *record, const mi_element *elements,
                                        uint32_t count, mi_error *error) {
  mi_result result = MI_OK;
  if (count == 0) return MI_OK;
  mi_element *list = mi_arena_alloc(&record->arena, count * sizeof *list);
  if (list == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < count && result == MI_OK; i++) {
    result = copy_element(&list[i], &elements[i], &record->arena);
  }
  record->class_.properties = list;
  record->class_.property_count = count;
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (result != MI_OK) mi_error_set(error, result, "a value is nested too deep (max_depth)");
  return result;
}
