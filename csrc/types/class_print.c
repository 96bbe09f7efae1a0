#include "types/class.h"

#include "base/text.h"
#include "types/qualifier.h"

static void print_text(mi_buffer *buffer, const char *text) { mi_buffer_append_text(buffer, text); }

/* ---- qualifiers ---- */

/* Only what differs from the standard flavors is said. */
static void print_flavor(const mi_qualifier *qualifier, mi_buffer *buffer) {
  static const struct {
    uint8_t bit;
    const char *set, *clear;
  } words[] = {
      {MI_FLAVOR_DISABLE_OVERRIDE, "DisableOverride", "EnableOverride"},
      {MI_FLAVOR_RESTRICTED, "Restricted", "ToSubclass"},
      {MI_FLAVOR_TRANSLATABLE, "Translatable", NULL},
      {MI_FLAVOR_TO_INSTANCE, "ToInstance", NULL},
  };
  uint8_t differs = qualifier->flavor ^ mi_qualifier_standard_flavor(qualifier->name);
  const char *separator = " : ";
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    const char *word = qualifier->flavor & words[i].bit ? words[i].set : words[i].clear;
    if ((differs & words[i].bit) == 0 || word == NULL) continue;
    print_text(buffer, separator);
    print_text(buffer, word);
    separator = " ";
  }
}

static void print_qualifier(const mi_qualifier *qualifier, mi_buffer *buffer) {
  const mi_value *value = &qualifier->value;
  bool is_array = mi_type_is_array(value->type) && !value->null;
  bool is_true = value->type == MI_TYPE_BOOLEAN && !value->null && value->as.boolean;
  print_text(buffer, qualifier->name);
  if (!is_true) {
    print_text(buffer, is_array ? " " : "(");
    mi_value_print(value, buffer);
    if (!is_array) print_text(buffer, ")");
  }
  print_flavor(qualifier, buffer);
}

/* "[A, B]" of those that are not inherited; `separator` stands between two. An object without the
 * qualifier that says so gets it, or it would be read again as a string. false: there was none. */
static bool print_qualifiers(const mi_qualifiers *qualifiers, const mi_element *object,
                             const char *separator, mi_buffer *buffer) {
  bool any = false;
  for (uint32_t i = 0; i < qualifiers->count && buffer->failed == MI_OK; i++) {
    if (qualifiers->list[i].inherited) continue;
    print_text(buffer, any ? separator : "[");
    print_qualifier(&qualifiers->list[i], buffer);
    any = true;
  }
  if (object != NULL && object->class_name != NULL) {
    mi_buffer_printf(buffer, "%sEmbeddedInstance(\"%s\")", any ? separator : "[",
                     object->class_name);
  } else if (object != NULL) {
    mi_buffer_printf(buffer, "%sEmbeddedObject", any ? separator : "[");
  }
  any = any || object != NULL;
  if (any) print_text(buffer, "]");
  return any;
}

static const mi_element *undeclared_object(const mi_element *element) {
  if (mi_type_element(element->type) != MI_TYPE_INSTANCE) return NULL;
  if (mi_qualifiers_find(&element->qualifiers, "EmbeddedInstance") != NULL) return NULL;
  if (mi_qualifiers_find(&element->qualifiers, "EmbeddedObject") != NULL) return NULL;
  return element;
}

/* ---- elements ---- */

static const char *declared_word(mi_type type) {
  return mi_type_element(type) == MI_TYPE_INSTANCE ? "string" : mi_type_word(type);
}

static void print_element(const mi_element *element, mi_buffer *buffer) {
  if (mi_type_element(element->type) == MI_TYPE_REFERENCE) {
    print_text(buffer, element->class_name != NULL ? element->class_name : "object");
    print_text(buffer, " REF ");
  } else {
    print_text(buffer, declared_word(element->type));
    print_text(buffer, " ");
  }
  print_text(buffer, element->name);
  if (!mi_type_is_array(element->type)) return;
  if (element->array_size > 0) {
    mi_buffer_printf(buffer, "[%u]", (unsigned)element->array_size);
  } else {
    print_text(buffer, "[]");
  }
}

static void print_property(const mi_element *property, mi_buffer *buffer) {
  print_text(buffer, "  ");
  if (print_qualifiers(&property->qualifiers, undeclared_object(property), ",\n   ", buffer)) {
    print_text(buffer, "\n  ");
  }
  print_element(property, buffer);
  if (!property->value.null) {
    print_text(buffer, " = ");
    mi_value_print(&property->value, buffer);
  }
  print_text(buffer, ";\n");
}

static void print_method(const mi_method *method, mi_buffer *buffer) {
  print_text(buffer, "  ");
  if (print_qualifiers(&method->qualifiers, NULL, ",\n   ", buffer)) print_text(buffer, "\n  ");
  print_text(buffer, declared_word(method->type));
  print_text(buffer, " ");
  print_text(buffer, method->name);
  print_text(buffer, "(");
  for (uint32_t i = 0; i < method->parameter_count && buffer->failed == MI_OK; i++) {
    const mi_element *parameter = &method->parameters[i];
    print_text(buffer, i == 0 ? "\n    " : ",\n    ");
    if (print_qualifiers(&parameter->qualifiers, undeclared_object(parameter), ", ", buffer)) {
      print_text(buffer, " ");
    }
    print_element(parameter, buffer);
  }
  print_text(buffer, ");\n");
}

mi_result mi_class_print(const mi_class *class_, mi_buffer *buffer) {
  if (print_qualifiers(&class_->qualifiers, NULL, ",\n ", buffer)) print_text(buffer, "\n");
  mi_buffer_printf(buffer, "class %s", class_->name);
  if (class_->superclass_name != NULL) mi_buffer_printf(buffer, " : %s", class_->superclass_name);
  print_text(buffer, "\n{\n");
  bool apart = false;
  for (uint32_t i = 0; i < class_->property_count && buffer->failed == MI_OK; i++) {
    if (class_->properties[i].inherited) continue;
    if (apart && class_->properties[i].qualifiers.count > 0) print_text(buffer, "\n");
    print_property(&class_->properties[i], buffer);
    apart = true;
  }
  for (uint32_t i = 0; i < class_->method_count && buffer->failed == MI_OK; i++) {
    if (class_->methods[i].inherited) continue;
    if (apart) print_text(buffer, "\n");
    print_method(&class_->methods[i], buffer);
    apart = true;
  }
  return mi_buffer_append_text(buffer, "};\n");
}
