#include "types/class.h"

#include <string.h>

#include "check.h"
#include "types/schema.h"

/* Definitions are classes too: finding and printing work on one that no schema has seen. */

static mi_element element(const char *name, mi_type type) {
  mi_element made;
  memset(&made, 0, sizeof made);
  made.name = name;
  made.name_length = (uint32_t)strlen(name);
  made.type = type;
  made.value = mi_value_null(type);
  return made;
}

static mi_class named(const char *name) {
  mi_class class_;
  memset(&class_, 0, sizeof class_);
  class_.name = name;
  class_.namespace_name = "root/test";
  return class_;
}

static void prints(const mi_class *class_, const char *mof) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  CHECK_INT(mi_class_print(class_, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), mof);
  mi_buffer_free(&buffer);
}

static void properties_are_found_without_case_and_by_whole_name(void) {
  mi_element properties[] = {element("Name", MI_TYPE_STRING), element("Names", MI_TYPE_STRING)};
  mi_class class_ = named("X");
  class_.properties = properties;
  class_.property_count = 2;
  CHECK_INT(mi_class_find(&class_, "NAMES", 5), 1);
  CHECK_INT(mi_class_find(&class_, "NAMES", 4), 0);
  CHECK_INT(mi_class_find(&class_, "nam", 3), -1);
}

static void a_superclass_that_is_only_a_name_counts(void) {
  mi_class class_ = named("X");
  class_.superclass_name = "Y";
  CHECK(mi_class_is_a(&class_, "y"));
  CHECK(!mi_class_is_a(&class_, "z"));
}

static void an_empty_class_prints(void) {
  mi_class class_ = named("X");
  prints(&class_, "class X\n{\n};\n");
  class_.superclass_name = "Y";
  prints(&class_, "class X : Y\n{\n};\n");
}

static void qualifiers_print_their_values_and_unusual_flavors(void) {
  mi_value words[] = {mi_value_text("a", 1), mi_value_text("\"", 1)};
  mi_qualifier list[] = {
      {"Key", mi_value_boolean(true), MI_FLAVOR_DISABLE_OVERRIDE, false},
      {"Key2", mi_value_boolean(false), MI_FLAVOR_DISABLE_OVERRIDE | MI_FLAVOR_TO_INSTANCE, false},
      {"Description", mi_value_text("d\n", 2), MI_FLAVOR_TRANSLATABLE, false},
      {"Abstract", mi_value_boolean(true), 0, false},
      {"Values", mi_value_array(MI_TYPE_STRING, words, 2), MI_FLAVOR_TRANSLATABLE, false},
      {"MaxLen", mi_value_unsigned(MI_TYPE_UINT32, 256), 0, false},
      {"Units", mi_value_null(MI_TYPE_STRING), MI_FLAVOR_TRANSLATABLE, false},
      {"Old", mi_value_boolean(true), 0, true}};
  mi_class class_ = named("X");
  class_.qualifiers.list = list;
  class_.qualifiers.count = 8;
  prints(&class_,
         "[Key,\n Key2(FALSE) : DisableOverride ToInstance,\n Description(\"d\\n\"),\n"
         " Abstract : ToSubclass,\n Values {\"a\", \"\\\"\"},\n MaxLen(256),\n Units(NULL)]\n"
         "class X\n{\n};\n");
}

static void elements_print_as_they_were_declared(void) {
  mi_qualifier key[] = {{"Key", mi_value_boolean(true), MI_FLAVOR_DISABLE_OVERRIDE, false}};
  mi_qualifier any[] = {
      {"EmbeddedObject", mi_value_boolean(true), MI_FLAVOR_DISABLE_OVERRIDE, false}};
  mi_value numbers[] = {mi_value_unsigned(MI_TYPE_UINT8, 1), mi_value_unsigned(MI_TYPE_UINT8, 2)};
  mi_element properties[] = {
      element("Name", MI_TYPE_STRING),
      element("List", MI_TYPE_UINT8 | MI_TYPE_ARRAY),
      element("Fixed", MI_TYPE_UINT8 | MI_TYPE_ARRAY),
      element("Other", MI_TYPE_REFERENCE),
      element("Part", MI_TYPE_INSTANCE),
      element("Any", MI_TYPE_INSTANCE),
      element("Letter", MI_TYPE_CHAR16),
      element("Old", MI_TYPE_UINT8),
  };
  mi_class class_ = named("X");
  properties[0].qualifiers.list = key;
  properties[0].qualifiers.count = 1;
  properties[1].value = mi_value_array(MI_TYPE_UINT8, numbers, 2);
  properties[2].array_size = 4;
  properties[3].class_name = "Y";
  properties[4].class_name = "Z";
  properties[5].qualifiers.list = any;
  properties[5].qualifiers.count = 1;
  properties[6].value = mi_value_unsigned(MI_TYPE_CHAR16, '\'');
  properties[7].inherited = true;
  class_.properties = properties;
  class_.property_count = 8;
  prints(&class_,
         "class X\n{\n  [Key]\n  string Name;\n  uint8 List[] = {1, 2};\n  uint8 Fixed[4];\n"
         "  Y REF Other;\n  [EmbeddedInstance(\"Z\")]\n  string Part;\n\n"
         "  [EmbeddedObject]\n  string Any;\n  char16 Letter = '\\'';\n};\n");
}

static void methods_print_with_their_parameters(void) {
  mi_qualifier out[] = {{"Out", mi_value_boolean(true), MI_FLAVOR_DISABLE_OVERRIDE, false}};
  mi_element parameters[] = {element("A", MI_TYPE_UINT16),
                             element("Jobs", MI_TYPE_REFERENCE | MI_TYPE_ARRAY)};
  mi_method methods[2];
  mi_class class_ = named("X");
  memset(methods, 0, sizeof methods);
  parameters[1].class_name = "Job";
  parameters[1].qualifiers.list = out;
  parameters[1].qualifiers.count = 1;
  methods[0].name = "Stop";
  methods[0].type = MI_TYPE_UINT32;
  methods[1].name = "Run";
  methods[1].type = MI_TYPE_BOOLEAN;
  methods[1].parameters = parameters;
  methods[1].parameter_count = 2;
  class_.methods = methods;
  class_.method_count = 2;
  prints(&class_,
         "class X\n{\n  uint32 Stop();\n\n  boolean Run(\n    uint16 A,\n"
         "    [Out] Job REF Jobs[]);\n};\n");
}

static mi_result print_into(const mi_allocator *allocator) {
  mi_class class_ = named("A_class_with_a_name_that_is_longer_than_the_first_piece_of_a_buffer");
  mi_buffer buffer;
  mi_buffer_init(&buffer, allocator, 10000);
  mi_result result = mi_class_print(&class_, &buffer);
  mi_buffer_free(&buffer);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(print_into);
}

int main(void) {
  RUN(properties_are_found_without_case_and_by_whole_name);
  RUN(a_superclass_that_is_only_a_name_counts);
  RUN(an_empty_class_prints);
  RUN(qualifiers_print_their_values_and_unusual_flavors);
  RUN(elements_print_as_they_were_declared);
  RUN(methods_print_with_their_parameters);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
