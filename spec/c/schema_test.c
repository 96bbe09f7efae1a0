#include "types/schema.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "types/path.h"

#define SPACE "root/test"
#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))
#define QUALIFIERS(list) \
  { list, COUNT(list) }

static mi_schema *schema;
static mi_error error;

static void start(void) {
  mi_error_init(&error, mi_allocator_default());
  CHECK_INT(mi_schema_new(&schema, mi_allocator_default(), NULL, NULL), MI_OK);
}

static void stop(void) {
  mi_schema_unref(schema);
  mi_error_clear(&error);
}

static mi_qualifier yes(const char *name) {
  mi_qualifier qualifier = {name, mi_value_boolean(true), 0, false};
  return qualifier;
}

static mi_qualifier says(const char *name, const char *text, uint8_t flavor) {
  mi_qualifier qualifier = {name, mi_value_text(text, strlen(text)), flavor, false};
  return qualifier;
}

static mi_element element(const char *name, mi_type type) {
  mi_element made;
  memset(&made, 0, sizeof made);
  made.name = name;
  made.type = type;
  made.value = mi_value_null(type);
  return made;
}

static mi_class named(const char *name, const char *superclass) {
  mi_class definition;
  memset(&definition, 0, sizeof definition);
  definition.name = name;
  definition.namespace_name = SPACE;
  definition.superclass_name = superclass;
  return definition;
}

static const mi_class *define(const mi_class *definition) {
  const mi_class *made = NULL;
  if (!CHECK_INT(mi_schema_define(schema, definition, &made, &error), MI_OK)) {
    CHECK_TEXT(mi_error_text(&error), "no error");
  }
  return made;
}

static void refuses(const mi_class *definition, mi_result result, const char *story) {
  const mi_class *made = NULL;
  uint32_t before = mi_schema_count(schema);
  CHECK_INT(mi_schema_define(schema, definition, &made, &error), result);
  CHECK_HAS(mi_error_text(&error), story);
  CHECK_INT(mi_schema_count(schema), before);
  mi_error_clear(&error);
}

/* Base: [Key] string Name; [Write, Deprecated] uint32 Size = 5; uint32 Stop(uint8 A, [Out] B) */
static const mi_class *define_base(mi_schema *into, const mi_class **out, mi_error *story) {
  mi_qualifier of_class[] = {yes("Abstract"), says("Version", "1.0", MI_FLAVOR_TRANSLATABLE),
                             says("Description", "The base", MI_FLAVOR_TRANSLATABLE)};
  mi_qualifier key[] = {yes("Key")};
  mi_qualifier sized[] = {says("Description", "How much", MI_FLAVOR_TRANSLATABLE),
                          yes("Deprecated"), yes("Write")};
  mi_qualifier output[] = {yes("Out"), {"In", mi_value_boolean(false), 0, false}};
  mi_element properties[] = {element("Name", MI_TYPE_STRING), element("Size", MI_TYPE_UINT32)};
  mi_element parameters[] = {element("A", MI_TYPE_UINT8), element("B", MI_TYPE_STRING)};
  mi_method method;
  mi_class definition = named("Base", NULL);
  mi_qualifiers of_class_list = QUALIFIERS(of_class), key_list = QUALIFIERS(key);
  mi_qualifiers sized_list = QUALIFIERS(sized), output_list = QUALIFIERS(output);
  key[0].flavor = MI_FLAVOR_DISABLE_OVERRIDE;
  properties[0].qualifiers = key_list;
  properties[1].qualifiers = sized_list;
  properties[1].value = mi_value_signed(MI_TYPE_SINT64, 5);
  parameters[1].qualifiers = output_list;
  memset(&method, 0, sizeof method);
  method.name = "Stop";
  method.type = MI_TYPE_UINT32;
  method.parameters = parameters;
  method.parameter_count = 2;
  definition.qualifiers = of_class_list;
  definition.properties = properties;
  definition.property_count = 2;
  definition.methods = &method;
  definition.method_count = 1;
  *out = NULL;
  return mi_schema_define(into, &definition, out, story) == MI_OK ? *out : NULL;
}

static const mi_class *base(void) {
  const mi_class *made = NULL;
  CHECK(define_base(schema, &made, &error) != NULL);
  return made;
}

static void a_class_has_what_it_declares(void) {
  start();
  const mi_class *class_ = base();
  CHECK_TEXT(class_->name, "Base");
  CHECK_TEXT(class_->namespace_name, SPACE);
  CHECK_INT(class_->flags, MI_CLASS_ABSTRACT);
  CHECK_INT(class_->property_count, 2);
  CHECK_INT(class_->key_count, 1);
  CHECK_INT(class_->properties[0].flags, MI_ELEMENT_KEY);
  CHECK_INT(class_->properties[1].flags, MI_ELEMENT_WRITE);
  CHECK_INT(class_->properties[1].value.type, MI_TYPE_UINT32);
  CHECK_INT(class_->properties[1].value.as.natural, 5);
  CHECK_TEXT(class_->properties[1].origin, "Base");
  CHECK_INT(class_->methods[0].parameters[0].flags, MI_ELEMENT_IN);
  CHECK_INT(class_->methods[0].parameters[1].flags, MI_ELEMENT_OUT);
  CHECK(mi_class_method(class_, "stop") == class_->methods);
  CHECK(mi_schema_defined(class_));
  stop();
}

static void a_class_is_found_by_name_and_namespace_without_case(void) {
  start();
  const mi_class *class_ = base();
  CHECK(mi_schema_find(schema, "ROOT/Test", "BASE") == class_);
  CHECK(mi_schema_find(schema, "/root/test/", "Base") == class_);
  CHECK(mi_schema_find(schema, "root", "Base") == NULL);
  CHECK(mi_schema_find(schema, SPACE, "Other") == NULL);
  CHECK(mi_schema_class(schema, 0) == class_);
  CHECK(mi_schema_class(schema, 1) == NULL);
  CHECK(mi_schema_has_namespace(schema, "root/TEST"));
  CHECK_TEXT(mi_schema_namespace(schema, 0), SPACE);
  CHECK(mi_schema_namespace(schema, 1) == NULL);
  CHECK_INT(mi_schema_add_namespace(schema, "/other/"), MI_OK);
  CHECK_INT(mi_schema_add_namespace(schema, "Other"), MI_OK);
  CHECK_TEXT(mi_schema_namespace(schema, 1), "other");
  CHECK(mi_schema_namespace(schema, 2) == NULL);
  stop();
}

static void a_subclass_inherits_in_the_order_of_its_superclass(void) {
  start();
  const mi_class *above = base();
  mi_element properties[] = {element("Extra", MI_TYPE_BOOLEAN), element("NAME", MI_TYPE_STRING)};
  mi_class definition = named("Derived", "base");
  definition.properties = properties;
  definition.property_count = 2;
  const mi_class *class_ = define(&definition);
  CHECK(class_->superclass == above);
  CHECK_TEXT(class_->superclass_name, "Base");
  CHECK_INT(class_->property_count, 3);
  CHECK_TEXT(class_->properties[0].name, "NAME");
  CHECK_TEXT(class_->properties[0].origin, "Base");
  CHECK(!class_->properties[0].inherited);
  CHECK_INT(class_->properties[0].flags, MI_ELEMENT_KEY);
  CHECK_TEXT(class_->properties[1].name, "Size");
  CHECK(class_->properties[1].inherited);
  CHECK_INT(class_->properties[1].value.as.natural, 5);
  CHECK_TEXT(class_->properties[2].name, "Extra");
  CHECK_TEXT(class_->properties[2].origin, "Derived");
  CHECK(class_->methods[0].inherited);
  CHECK(mi_class_is_a(class_, "BASE"));
  CHECK(mi_class_is_a(class_, "derived"));
  CHECK(!mi_class_is_a(above, "Derived"));
  stop();
}

static void qualifiers_are_inherited_by_flavor(void) {
  start();
  base();
  mi_class definition = named("Derived", "Base"), below = named("Below", "Derived");
  const mi_class *class_ = define(&definition);
  const mi_qualifiers *of_size = &class_->properties[1].qualifiers;
  CHECK_INT(class_->flags, 0);
  CHECK(mi_qualifiers_find(&class_->qualifiers, "Abstract") == NULL);
  CHECK(mi_qualifiers_find(&class_->qualifiers, "Version") == NULL);
  CHECK(mi_qualifiers_find(&class_->qualifiers, "Description")->inherited);
  CHECK(mi_qualifiers_find(of_size, "Description")->inherited);
  CHECK(mi_qualifiers_find(of_size, "Deprecated") == NULL);
  const mi_class *lowest = define(&below);
  CHECK(lowest->properties[1].qualifiers.list == of_size->list);
  stop();
}

static void an_override_says_only_what_is_new(void) {
  start();
  base();
  mi_qualifier described[] = {says("Description", "Mine", MI_FLAVOR_TRANSLATABLE)};
  mi_element properties[] = {element("Size", MI_TYPE_UINT32)};
  mi_class definition = named("Derived", "Base");
  mi_qualifiers list = QUALIFIERS(described);
  properties[0].qualifiers = list;
  definition.properties = properties;
  definition.property_count = 1;
  const mi_class *class_ = define(&definition);
  const mi_element *size = &class_->properties[1];
  CHECK_TEXT(mi_qualifiers_find(&size->qualifiers, "Description")->value.as.text, "Mine");
  CHECK_INT(size->flags, MI_ELEMENT_WRITE);
  CHECK_INT(size->value.as.natural, 5);
  stop();
}

static void what_breaks_the_rules_of_inheritance_is_refused(void) {
  start();
  base();
  mi_class definition = named("Base", NULL);
  refuses(&definition, MI_E_ALREADY_EXISTS, "the class Base exists already");
  definition = named("Derived", "Nobody");
  refuses(&definition, MI_E_INVALID_SUPERCLASS, "there is no class Nobody");
  definition = named("Derived", "Base");
  definition.namespace_name = "other";
  refuses(&definition, MI_E_INVALID_SUPERCLASS, "there is no class Base");
  CHECK(!mi_schema_has_namespace(schema, "other"));
  definition = named("Derived", "Base");
  mi_element other_type[] = {element("size", MI_TYPE_UINT32 | MI_TYPE_ARRAY)};
  definition.properties = other_type;
  definition.property_count = 1;
  refuses(&definition, MI_E_TYPE_MISMATCH, "uint32[] overrides uint32");
  mi_qualifier key[] = {yes("Key")};
  mi_qualifiers key_list = QUALIFIERS(key);
  mi_element second_key[] = {element("Id", MI_TYPE_UINT32)};
  second_key[0].qualifiers = key_list;
  definition.properties = second_key;
  refuses(&definition, MI_E_INVALID_PARAMETER, "no key can be added");
  mi_qualifier no_key[] = {{"Key", mi_value_boolean(false), 0, false}};
  mi_qualifiers no_key_list = QUALIFIERS(no_key);
  mi_element unkeyed[] = {element("Name", MI_TYPE_STRING)};
  unkeyed[0].qualifiers = no_key_list;
  definition.properties = unkeyed;
  refuses(&definition, MI_E_INVALID_PARAMETER, "Key of Name may not be overridden");
  stop();
}

static void what_is_malformed_is_refused(void) {
  start();
  mi_element twice[] = {element("A", MI_TYPE_UINT8), element("a", MI_TYPE_UINT8)};
  mi_class definition = named("X", NULL);
  definition.properties = twice;
  definition.property_count = 2;
  refuses(&definition, MI_E_INVALID_PARAMETER, "X declares a twice");
  mi_element out_of_range[] = {element("A", MI_TYPE_UINT8)};
  out_of_range[0].value = mi_value_signed(MI_TYPE_SINT64, 256);
  definition.properties = out_of_range;
  definition.property_count = 1;
  refuses(&definition, MI_E_TYPE_MISMATCH, "X.A: 256 does not fit uint8");
  mi_qualifier same[] = {yes("Key"), yes("KEY")};
  mi_qualifiers same_list = QUALIFIERS(same);
  definition = named("X", NULL);
  definition.qualifiers = same_list;
  refuses(&definition, MI_E_INVALID_PARAMETER, "the qualifier KEY twice");
  definition = named("no name", NULL);
  refuses(&definition, MI_E_INVALID_PARAMETER, "is no name");
  definition = named(NULL, NULL);
  refuses(&definition, MI_E_INVALID_PARAMETER, "is no name");
  mi_element nameless[] = {element(NULL, MI_TYPE_UINT8)};
  definition = named("X", NULL);
  definition.properties = nameless;
  definition.property_count = 1;
  refuses(&definition, MI_E_INVALID_PARAMETER, "is no name");
  stop();
}

static void terminal_classes_and_plain_classes_limit_their_subclasses(void) {
  start();
  mi_qualifier terminal[] = {yes("Terminal")}, association[] = {yes("Association")};
  mi_qualifiers terminal_list = QUALIFIERS(terminal), link_list = QUALIFIERS(association);
  mi_class last = named("Last", NULL), below = named("Below", "Last");
  mi_class link = named("Link", "Plain"), plain = named("Plain", NULL);
  last.qualifiers = terminal_list;
  link.qualifiers = link_list;
  CHECK_INT(define(&last)->flags, MI_CLASS_TERMINAL);
  refuses(&below, MI_E_INVALID_SUPERCLASS, "Last is terminal");
  define(&plain);
  refuses(&link, MI_E_INVALID_SUPERCLASS, "Link is an association");
  link.superclass_name = NULL;
  CHECK_INT(define(&link)->flags, MI_CLASS_ASSOCIATION);
  below.superclass_name = "Link";
  CHECK_INT(define(&below)->flags, MI_CLASS_ASSOCIATION);
  stop();
}

static void a_string_with_an_embedded_qualifier_is_an_object(void) {
  start();
  mi_qualifier any[] = {yes("EmbeddedObject")}, one[] = {says("EmbeddedInstance", "Part", 0)};
  mi_qualifiers any_list = QUALIFIERS(any), one_list = QUALIFIERS(one);
  mi_element properties[] = {element("Any", MI_TYPE_STRING),
                             element("Parts", MI_TYPE_STRING | MI_TYPE_ARRAY)};
  mi_class definition = named("Holder", NULL), below = named("Below", "Holder");
  properties[0].qualifiers = any_list;
  properties[1].qualifiers = one_list;
  definition.properties = properties;
  definition.property_count = 2;
  const mi_class *class_ = define(&definition);
  CHECK_INT(class_->properties[0].type, MI_TYPE_INSTANCE);
  CHECK_INT(class_->properties[0].flags, MI_ELEMENT_EMBEDDED_OBJECT);
  CHECK(class_->properties[0].class_name == NULL);
  CHECK_INT(class_->properties[1].type, MI_TYPE_INSTANCE | MI_TYPE_ARRAY);
  CHECK_TEXT(class_->properties[1].class_name, "Part");
  mi_element again[] = {element("Parts", MI_TYPE_STRING | MI_TYPE_ARRAY)};
  below.properties = again;
  below.property_count = 1;
  CHECK_TEXT(define(&below)->properties[1].class_name, "Part");
  stop();
}

static void an_overridden_method_takes_the_place_of_the_inherited_one(void) {
  start();
  base();
  mi_qualifier fixed[] = {yes("Static")};
  mi_qualifiers fixed_list = QUALIFIERS(fixed);
  mi_element parameters[] = {element("B", MI_TYPE_STRING)};
  mi_method methods[2];
  mi_class definition = named("Derived", "Base");
  memset(methods, 0, sizeof methods);
  methods[0].name = "Start";
  methods[0].type = MI_TYPE_UINT32;
  methods[0].qualifiers = fixed_list;
  methods[1].name = "STOP";
  methods[1].type = MI_TYPE_UINT32;
  methods[1].parameters = parameters;
  methods[1].parameter_count = 1;
  definition.methods = methods;
  definition.method_count = 2;
  const mi_class *class_ = define(&definition);
  CHECK_INT(class_->method_count, 2);
  CHECK_TEXT(class_->methods[0].name, "STOP");
  CHECK_TEXT(class_->methods[0].origin, "Base");
  CHECK(!class_->methods[0].inherited);
  CHECK_INT(class_->methods[0].parameters[0].flags, MI_ELEMENT_OUT);
  CHECK(class_->methods[1].is_static);
  methods[1].type = MI_TYPE_STRING;
  definition.name = "Other";
  refuses(&definition, MI_E_TYPE_MISMATCH, "string overrides uint32");
  methods[1].name = "start";
  refuses(&definition, MI_E_INVALID_PARAMETER, "declares start twice");
  stop();
}

static const mi_class *wide(uint32_t count) {
  mi_element properties[64];
  char names[64][16];
  mi_class definition = named("Wide", NULL);
  for (uint32_t i = 0; i < count; i++) {
    snprintf(names[i], sizeof names[i], "Name%u", (unsigned)i);
    properties[i] = element(names[i], MI_TYPE_UINT8);
  }
  definition.properties = properties;
  definition.property_count = count;
  return define(&definition);
}

static void every_property_of_a_wide_class_is_found(void) {
  start();
  const mi_class *class_ = wide(64);
  for (uint32_t i = 0; i < 64; i++) {
    char name[16];
    int length = snprintf(name, sizeof name, "nAME%u", (unsigned)i);
    CHECK_INT(mi_class_find(class_, name, (size_t)length), i);
  }
  CHECK_INT(mi_class_find(class_, "Name64", 6), -1);
  CHECK_INT(mi_class_find(class_, "", 0), -1);
  stop();
}

static void a_shape_is_not_found_by_name_and_keeps_its_flags(void) {
  mi_element elements[] = {element("A", MI_TYPE_UINT8), element("B", MI_TYPE_STRING)};
  const mi_class *class_ = NULL;
  start();
  elements[0].flags = MI_ELEMENT_KEY;
  CHECK_INT(mi_schema_shape(schema, SPACE, "Answer", elements, 2, &class_, &error), MI_OK);
  CHECK_INT(class_->flags, MI_CLASS_INFERRED);
  CHECK_INT(class_->key_count, 1);
  CHECK_INT(class_->properties[0].name_length, 1);
  CHECK(mi_schema_find(schema, SPACE, "Answer") == NULL);
  CHECK(!mi_schema_defined(class_));
  CHECK(mi_schema_class(schema, class_->number) == class_);
  CHECK_INT(mi_schema_shape(schema, NULL, NULL, NULL, 0, &class_, &error), MI_OK);
  CHECK_TEXT(class_->name, "");
  CHECK_INT(class_->number, 1);
  stop();
}

static void a_projection_keeps_its_class_alive(void) {
  mi_schema *own = NULL;
  const mi_class *projection = NULL, *again = NULL;
  const bool keep[] = {false, true}, none[] = {false};
  start();
  const mi_class *class_ = base();
  CHECK_INT(mi_schema_new(&own, mi_allocator_default(), NULL, schema), MI_OK);
  CHECK_INT(mi_schema_project(own, class_, NULL, keep, &projection, &error), MI_OK);
  CHECK_INT(mi_schema_project(own, projection, "Shown", none, &again, &error), MI_OK);
  CHECK(mi_schema_find(own, SPACE, "Base") == class_);
  mi_schema_unref(schema);
  CHECK_TEXT(projection->name, "Base");
  CHECK_INT(projection->property_count, 1);
  CHECK_INT(projection->key_count, 0);
  CHECK_TEXT(projection->properties[0].name, "Size");
  CHECK(projection->origin == class_);
  CHECK_TEXT(again->name, "Shown");
  CHECK(again->origin == class_);
  CHECK(mi_class_is_a(again, "Base"));
  schema = own;
  stop();
}

static void a_class_of_another_schema_is_not_projected(void) {
  mi_schema *stranger = NULL;
  const mi_class *projection = NULL;
  const bool keep[] = {true, true};
  start();
  const mi_class *class_ = base();
  CHECK_INT(mi_schema_new(&stranger, mi_allocator_default(), NULL, NULL), MI_OK);
  CHECK_INT(mi_schema_project(stranger, class_, NULL, keep, &projection, &error),
            MI_E_INVALID_PARAMETER);
  mi_schema_unref(stranger);
  stop();
}

static void what_classes_take_is_counted(void) {
  start();
  mi_class definition = named("Counted", NULL);
  size_t before = mi_schema_memory(schema);
  const mi_class *made = define(&definition);
  CHECK(mi_schema_memory(schema) >= before + sizeof *made);
  size_t after = mi_schema_memory(schema);
  refuses(&definition, MI_E_ALREADY_EXISTS, "Counted");
  CHECK_INT(mi_schema_memory(schema), after);
  stop();
}

static void limits_are_named(void) {
  mi_limits limits;
  start();
  mi_schema_unref(schema);
  mi_limits_default(&limits);
  limits.max_memory = 100;
  limits.max_properties = 2;
  limits.max_name = 8;
  CHECK_INT(mi_schema_new(&schema, mi_allocator_default(), &limits, NULL), MI_OK);
  mi_class definition = named("X", NULL);
  refuses(&definition, MI_E_LIMIT, "max_memory");
  CHECK(mi_schema_find(schema, SPACE, "X") == NULL);
  definition.name = "MuchTooLong";
  refuses(&definition, MI_E_LIMIT, "max_name");
  mi_element many[] = {element("A", MI_TYPE_UINT8), element("B", MI_TYPE_UINT8),
                       element("C", MI_TYPE_UINT8)};
  const mi_class *made = NULL;
  definition.name = "X";
  definition.properties = many;
  definition.property_count = 3;
  refuses(&definition, MI_E_LIMIT, "max_properties");
  CHECK_INT(mi_schema_shape(schema, SPACE, "X", many, 3, &made, &error), MI_E_LIMIT);
  stop();
}

static mi_result everything(const mi_allocator *allocator) {
  mi_schema *made = NULL;
  mi_error story;
  const mi_class *class_ = NULL, *derived = NULL, *projection = NULL;
  const bool keep[] = {true, false};
  mi_class definition = named("Derived", "Base");
  mi_element properties[] = {element("Name", MI_TYPE_STRING)};
  mi_result result = mi_schema_new(&made, allocator, NULL, NULL);
  if (result != MI_OK) return result;
  mi_error_init(&story, allocator);
  definition.properties = properties;
  definition.property_count = 1;
  if (define_base(made, &class_, &story) == NULL) result = story.result;
  if (result == MI_OK) result = mi_schema_define(made, &definition, &derived, &story);
  if (result == MI_OK) {
    result = mi_schema_project(made, class_, "P", keep, &projection, &story);
  }
  if (result == MI_OK) {
    result = mi_schema_shape(made, "n", "S", class_->properties, 2, &projection, &story);
  }
  CHECK_INT(result, story.result);
  mi_error_clear(&story);
  mi_schema_unref(made);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(everything);
}

int main(void) {
  RUN(a_class_has_what_it_declares);
  RUN(a_class_is_found_by_name_and_namespace_without_case);
  RUN(a_subclass_inherits_in_the_order_of_its_superclass);
  RUN(qualifiers_are_inherited_by_flavor);
  RUN(an_override_says_only_what_is_new);
  RUN(what_breaks_the_rules_of_inheritance_is_refused);
  RUN(what_is_malformed_is_refused);
  RUN(terminal_classes_and_plain_classes_limit_their_subclasses);
  RUN(a_string_with_an_embedded_qualifier_is_an_object);
  RUN(an_overridden_method_takes_the_place_of_the_inherited_one);
  RUN(every_property_of_a_wide_class_is_found);
  RUN(a_shape_is_not_found_by_name_and_keeps_its_flags);
  RUN(a_projection_keeps_its_class_alive);
  RUN(a_class_of_another_schema_is_not_projected);
  RUN(what_classes_take_is_counted);
  RUN(limits_are_named);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
