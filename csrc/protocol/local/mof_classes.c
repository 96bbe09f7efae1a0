#include "protocol/local/mof_classes.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/mof_aliases.h"
#include "protocol/local/mof_qualifiers.h"
#include "protocol/local/mof_values.h"

typedef struct declaration {
  const char *name;
  const mi_class *superclass; /* NULL: none, or not known */
  mi_mof_list properties, methods;
} declaration;

/* ---- elements ---- */

/* `uint8` or `CIM_X REF` */
static mi_result read_type(mi_mof_parser *parser, mi_element *element) {
  const char *word = NULL;
  size_t at = parser->token.at;
  mi_result result = mi_mof_take_name(parser, &word, "a type");
  if (result != MI_OK) return result;
  bool known = mi_type_from_word(&element->type, word, strlen(word));
  if (mi_mof_is_word(parser, "REF")) {
    element->type = MI_TYPE_REFERENCE;
    element->class_name = mi_text_same_name(word, "object") ? NULL : word;
    return mi_mof_advance(parser);
  }
  if (known && element->type < MI_TYPE_REFERENCE) return MI_OK;
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_SYNTAX,
                     "%s is no type (a reference is written %s REF)", word, word);
}

/* `[]` or `[4]`, if it is there. */
static mi_result read_array(mi_mof_parser *parser, mi_element *element) {
  bool array;
  mi_result result = mi_mof_accept(parser, '[', &array);
  if (result != MI_OK || !array) return result;
  element->type |= MI_TYPE_ARRAY;
  if (!mi_mof_is_symbol(parser, ']')) result = mi_mof_take_size(parser, &element->array_size);
  return result == MI_OK ? mi_mof_expect(parser, ']') : result;
}

/* Qualifiers, type and name: as far as properties, methods and parameters are alike. */
static mi_result read_start(mi_mof_parser *parser, mi_element *element, const char *owner,
                            const char *what) {
  memset(element, 0, sizeof *element);
  mi_result result = mi_mof_qualifier_list(parser, &element->qualifiers, owner);
  if (result == MI_OK) result = read_type(parser, element);
  if (result == MI_OK) result = mi_mof_take_name(parser, &element->name, what);
  if (result == MI_OK) element->name_length = (uint32_t)strlen(element->name);
  return result;
}

/* Where a string is declared to hold an object, its default is one (DSP0004 5.6.3.14). The
 * superclass may have said so. */
static void find_embedded(const mi_element *element, const mi_class *superclass,
                          mi_mof_target *target) {
  const mi_qualifier *instance = mi_qualifiers_find(&element->qualifiers, "EmbeddedInstance");
  const mi_qualifier *object = mi_qualifiers_find(&element->qualifiers, "EmbeddedObject");
  int above = superclass == NULL
                  ? -1
                  : mi_class_find(superclass, element->name, element->name_length);
  if (mi_type_element(element->type) != MI_TYPE_STRING) return;
  mi_type type = (mi_type)((element->type & MI_TYPE_ARRAY) | MI_TYPE_INSTANCE);
  if (above >= 0 && superclass->properties[above].type == type) {
    target->type = type;
    target->class_name = superclass->properties[above].class_name;
  }
  if (instance != NULL && instance->value.type == MI_TYPE_STRING && !instance->value.null) {
    target->type = type;
    target->class_name = instance->value.as.text;
  } else if (object != NULL && object->value.type == MI_TYPE_BOOLEAN && !object->value.null &&
             object->value.as.boolean) {
    target->type = type;
  }
}

static mi_result read_default(mi_mof_parser *parser, mi_element *element, const char *kind,
                              const char *owner, const mi_class *superclass) {
  bool given;
  mi_mof_target target = {.type = element->type,
                          .array_size = element->array_size,
                          .class_name = element->class_name,
                          .kind = kind,
                          .name = element->name,
                          .owner = owner};
  element->value = mi_value_null(element->type);
  mi_result result = mi_mof_accept(parser, '=', &given);
  if (result != MI_OK || !given) return result;
  find_embedded(element, superclass, &target);
  return mi_mof_value(parser, &target, &element->value);
}

/* ---- methods ---- */

static mi_result read_parameter(mi_mof_parser *parser, mi_element *parameter,
                                const char *method) {
  mi_result result = read_start(parser, parameter, method, "the name of a parameter");
  if (result == MI_OK) result = read_array(parser, parameter);
  if (result == MI_OK) result = read_default(parser, parameter, "parameter", method, NULL);
  return result;
}

/* What stands behind a method's name: `(parameters)` */
static mi_result read_parameters(mi_mof_parser *parser, mi_method *method) {
  mi_mof_list list = {NULL, 0, 0};
  size_t most = parser->mof->limits->max_properties;
  mi_result result = mi_mof_expect(parser, '(');
  bool more = !mi_mof_is_symbol(parser, ')');
  while (result == MI_OK && more) {
    mi_element parameter;
    if (list.count >= most) return mi_mof_over_limit(parser, "max_properties", most);
    result = read_parameter(parser, &parameter, method->name);
    if (result == MI_OK) result = mi_mof_list_add(parser, &list, sizeof parameter, &parameter);
    if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  }
  method->parameters = list.items;
  method->parameter_count = (uint32_t)list.count;
  return result == MI_OK ? mi_mof_expect(parser, ')') : result;
}

static mi_result read_method(mi_mof_parser *parser, const mi_element *start,
                             declaration *declared) {
  mi_method method;
  memset(&method, 0, sizeof method);
  method.name = start->name;
  method.type = start->type;
  method.qualifiers = start->qualifiers;
  mi_result result = read_parameters(parser, &method);
  if (result != MI_OK) return result;
  return mi_mof_list_add(parser, &declared->methods, sizeof method, &method);
}

/* ---- classes ---- */

static mi_result read_property(mi_mof_parser *parser, mi_element *property,
                               declaration *declared) {
  mi_result result = read_array(parser, property);
  if (result == MI_OK) {
    result = read_default(parser, property, "property", declared->name, declared->superclass);
  }
  if (result != MI_OK) return result;
  return mi_mof_list_add(parser, &declared->properties, sizeof *property, property);
}

static mi_result read_feature(mi_mof_parser *parser, declaration *declared) {
  mi_element start;
  size_t most = parser->mof->limits->max_properties;
  if (declared->properties.count + declared->methods.count >= most) {
    return mi_mof_over_limit(parser, "max_properties", most);
  }
  mi_result result = read_start(parser, &start, declared->name, "the name of a property or method");
  if (result != MI_OK) return result;
  result = mi_mof_is_symbol(parser, '(') ? read_method(parser, &start, declared)
                                         : read_property(parser, &start, declared);
  return result == MI_OK ? mi_mof_expect(parser, ';') : result;
}

static mi_result read_features(mi_mof_parser *parser, declaration *declared) {
  mi_result result = mi_mof_expect(parser, '{');
  while (result == MI_OK && !mi_mof_is_symbol(parser, '}')) {
    result = read_feature(parser, declared);
  }
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

static mi_result read_superclass(mi_mof_parser *parser, const char **name,
                                 const mi_class **superclass) {
  bool given;
  *name = NULL;
  *superclass = NULL;
  mi_result result = mi_mof_accept(parser, ':', &given);
  if (result != MI_OK || !given) return result;
  result = mi_mof_take_name(parser, name, "the superclass");
  if (result != MI_OK) return result;
  *superclass = mi_schema_find(parser->mof->schema, parser->namespace_name, *name);
  return MI_OK;
}

static mi_result read_alias(mi_mof_parser *parser, const char *class_name) {
  const char *name = NULL;
  const mi_path path = {NULL, parser->namespace_name, class_name, NULL, 0, false};
  if (!mi_mof_is_word(parser, "as")) return MI_OK;
  mi_result result = mi_mof_advance(parser);
  size_t at = parser->token.at;
  if (result == MI_OK) result = mi_mof_take_alias(parser, &name);
  return result == MI_OK ? mi_mof_declare_alias(parser, name, at, &path) : result;
}

static mi_result define(mi_mof_parser *parser, const declaration *declared,
                        const char *superclass_name, const mi_qualifiers *qualifiers, size_t at) {
  mi_mof *mof = parser->mof;
  const mi_class *defined = NULL;
  mi_class class_;
  memset(&class_, 0, sizeof class_);
  class_.name = declared->name;
  class_.namespace_name = parser->namespace_name;
  class_.superclass_name = superclass_name;
  class_.qualifiers = *qualifiers;
  class_.properties = declared->properties.items;
  class_.property_count = (uint32_t)declared->properties.count;
  class_.methods = declared->methods.items;
  class_.method_count = (uint32_t)declared->methods.count;
  mi_result result = mi_schema_define(mof->schema, &class_, &defined, mof->error);
  return result == MI_OK ? MI_OK : mi_mof_place(&parser->source, at, mof->error, result);
}

mi_result mi_mof_class_declaration(mi_mof_parser *parser, const mi_qualifiers *qualifiers) {
  declaration declared;
  const char *superclass_name = NULL;
  memset(&declared, 0, sizeof declared);
  mi_result result = mi_mof_advance(parser);
  size_t at = parser->token.at;
  if (result == MI_OK) result = mi_mof_take_name(parser, &declared.name, "the name of a class");
  if (result == MI_OK) result = read_alias(parser, declared.name);
  if (result == MI_OK) result = read_superclass(parser, &superclass_name, &declared.superclass);
  if (result == MI_OK) result = read_features(parser, &declared);
  if (result != MI_OK) return result;
  if (!mi_mof_is_symbol(parser, ';')) return mi_mof_expected(parser, "';'");
  if (parser->waiting->current != NULL) {
    return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_NOT_FOUND,
                       "%s: a default value needs an alias that is not declared yet",
                       declared.name);
  }
  result = define(parser, &declared, superclass_name, qualifiers, at);
  return result == MI_OK ? mi_mof_advance(parser) : result;
}
