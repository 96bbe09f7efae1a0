#include "protocol/local/mof.h"

#include "mof_world.h"

/* ---- classes ---- */

static void classes_have_properties_of_every_type(void) {
  static const char text[] =
      "class T\n{\n"
      "  boolean A = TRUE;\n  uint8 B = 255;\n  sint8 C = -128;\n  uint16 D = 65535;\n"
      "  sint16 E = -32768;\n  uint32 F = 4294967295;\n  sint32 G = -2147483648;\n"
      "  uint64 H = 18446744073709551615;\n  sint64 I = -9223372036854775808;\n"
      "  real32 J = 0.5;\n  real64 K = -2.5;\n  char16 L = 'x';\n"
      "  datetime M = \"20200102030405.000000+060\";\n  string N = \"text\";\n"
      "  string O[] = {\"a\", NULL};\n  uint8 P[4] = {1, 2};\n"
      "  T REF Q = \"T.A=TRUE\";\n"
      "};\n";
  reads_as(text, text, NULL);
}

static void methods_and_parameters_are_read(void) {
  static const char text[] =
      "class T\n{\n"
      "  [Key]\n  string Name;\n\n"
      "  uint32 Start();\n\n"
      "  [Static]\n  boolean Move(\n    [In] uint8 To[],\n    [In(FALSE), Out] T REF Others[]);\n"
      "};\n";
  reads_as(text, text, NULL);
}

static void qualifiers_have_values_and_flavors(void) {
  reads_as("[Description ( \"a\" /* b */ \"c\" ) : Translatable ToSubclass, Version(\"1.0\"),\n"
           " Mine(5), Long(5000000000), Reals{1.5, 2.5}, Mixed{1, 5000000000}, None(NULL)]\n"
           "class T { [Key, MaxLen(64), Values{\"x\",\"y\"}, Deprecated(\"z\")] string A; };",
           "[Description(\"ac\"),\n Version(\"1.0\"),\n Mine(5),\n Long(5000000000),\n"
           " Reals {1.5, 2.5},\n Mixed {1, 5000000000},\n None(NULL)]\n"
           "class T\n{\n  [Key,\n   MaxLen(64),\n   Values {\"x\", \"y\"},\n"
           "   Deprecated {\"z\"}]\n  string A;\n};\n",
           NULL);
}

static void a_declared_qualifier_has_its_declared_type_and_flavor(void) {
  world w;
  make(&w);
  must_compile(&w,
               "Qualifier Weight : uint16 = 5, Scope(class, property), Flavor(DisableOverride);\n"
               "Qualifier Tags : string[], Scope(any), Flavor(Restricted, Translatable);\n"
               "[Weight(7), Tags(\"one\")] class T {};");
  const mi_qualifier *weight = mi_qualifiers_find(&find(&w, "T")->qualifiers, "weight");
  const mi_qualifier *tags = mi_qualifiers_find(&find(&w, "T")->qualifiers, "TAGS");
  CHECK_INT(weight->value.type, MI_TYPE_UINT16);
  CHECK_INT(weight->flavor, MI_FLAVOR_DISABLE_OVERRIDE);
  CHECK_INT(tags->value.type, MI_TYPE_STRING | MI_TYPE_ARRAY);
  CHECK_INT(tags->flavor, MI_FLAVOR_RESTRICTED | MI_FLAVOR_TRANSLATABLE);
  drop(&w);
}

static void undeclared_standard_qualifiers_have_their_standard_type(void) {
  world w;
  make(&w);
  must_compile(&w,
               "class T { [Key, MaxLen(5), MinValue(1)] string A; [MaxLen(\"x\")] string B; };");
  const mi_class *class_ = find(&w, "T");
  const mi_qualifiers *of_a = &class_->properties[0].qualifiers;
  CHECK_INT(mi_qualifiers_find(of_a, "Key")->flavor, MI_FLAVOR_DISABLE_OVERRIDE);
  CHECK_INT(mi_qualifiers_find(of_a, "MaxLen")->value.type, MI_TYPE_UINT32);
  CHECK_INT(mi_qualifiers_find(of_a, "MinValue")->value.type, MI_TYPE_SINT64);
  CHECK_INT(class_->properties[1].qualifiers.list[0].value.type, MI_TYPE_STRING);
  drop(&w);
}

static void what_a_class_prints_compiles_to_an_equal_class(void) {
  static const char super[] = "class S { [Key, Description(\"k\")] string Id; uint8 Size = 3; };";
  static const char text[] =
      "[Description(\"two\\nlines \\\"quoted\\\"\"), Version(\"2.0\"),\n"
      " Odd : DisableOverride, Own(5) : ToInstance, Abstract(FALSE) : ToSubclass]\n"
      "class T : S { [Override(\"Size\"), MaxValue(9)] uint8 Size = 4;\n"
      "  S REF Left; S REF Right; [EmbeddedInstance(\"S\")] string Inner;\n"
      "  [EmbeddedObject] string Any[]; char16 Letters[] = {'a', '\\x0000', '\\n'};\n"
      "  real64 Reals[] = {1.0, 1.5e300, -INF};\n"
      "  [Description(\"d\")] sint64 Do([In, Out, Description(\"p\")] datetime When,\n"
      "  string X[3]); };";
  world first, second;
  make(&first);
  make(&second);
  must_compile(&first, super);
  must_compile(&second, super);
  must_compile(&first, text);
  const char *printed = show_class(&first, "T");
  must_compile(&second, printed);
  CHECK_TEXT(show_class(&second, "T"), printed);
  drop(&first);
  drop(&second);
}

static void object_REF_refers_to_any_class(void) {
  world w;
  make(&w);
  must_compile(&w, "class T { object REF X; CIM_Unknown REF Y; };");
  CHECK(find(&w, "T")->properties[0].class_name == NULL);
  CHECK_TEXT(find(&w, "T")->properties[1].class_name, "CIM_Unknown");
  drop(&w);
}

/* ---- literals ---- */

static void integers_have_four_bases(void) {
  reads_as("class T { [Key] uint64 A[]; };"
           "instance of T { A = { 0, 10, +7, 0x1F, 0XfF, 017, 101b, 1B, 0xFFFFFFFFFFFFFFFF }; };",
           NULL,
           "instance of T\n{\n  A = {0, 10, 7, 31, 255, 15, 5, 1, 18446744073709551615};\n};\n");
  reads_as("class T { sint64 A[]; };"
           "instance of T { A = { -5, -0x10, -017, -11b, -9223372036854775808 }; };",
           NULL, "instance of T\n{\n  A = {-5, -16, -15, -3, -9223372036854775808};\n};\n");
}

static void reals_are_read_whatever_form_they_have(void) {
  reads_as("class T { real64 A[]; };"
           "instance of T { A = { 1, 0x10, .5, 1.25E+2, -1e-3, +2.0, INF, -INF, nan, 1b }; };",
           NULL,
           "instance of T\n{\n  A = {1.0, 16.0, 0.5, 125.0, -0.001, 2.0, INF, -INF, NaN, 1.0};\n"
           "};\n");
}

static void strings_have_escapes_and_join(void) {
  reads_as("class T { string A; };"
           "instance of T { A = \"\\b\\t\\n\\f\\r\\\"\\'\\\\\" \"\\x41\\x00e9\" // comment\n"
           "/* another */ \"\\xD83D\\xDE00 caf\xC3\xA9\"; };",
           NULL,
           "instance of T\n{\n  A = \"\\b\\t\\n\\f\\r\\\"'\\\\A\xC3\xA9\xF0\x9F\x98\x80 "
           "caf\xC3\xA9\";\n};\n");
}

static void characters_are_one_code_of_16_bits(void) {
  reads_as("class T { char16 A[]; };"
           "instance of T { A = { 'a', '\\'', '\xC3\xA9', '\\x41', '\\xD800', 66 }; };",
           NULL, "instance of T\n{\n  A = {'a', '\\'', '\xC3\xA9', 'A', '\\xD800', 'B'};\n};\n");
}

static void words_are_read_without_case(void) {
  reads_as("CLASS T { BOOLEAN A = true; STRING B = null; t ref C; };"
           "INSTANCE OF t { a = FaLsE; };",
           "class T\n{\n  boolean A = TRUE;\n  string B;\n  t REF C;\n};\n",
           "instance of T\n{\n  A = FALSE;\n};\n");
}

static void a_byte_order_mark_is_passed_over(void) {
  reads_as("\xEF\xBB\xBF" "class T {};", "class T\n{\n};\n", NULL);
  fails("\xEF\xBB\xBF" "klass", MI_E_SYNTAX,
        "a.mof:1:1: expected 'class', 'instance', 'Qualifier' or #pragma, found klass");
}

/* ---- instances ---- */

static void instances_start_with_the_defaults_of_their_class(void) {
  reads_as("class S { [Key] string Id; uint8 Size = 3; }; class T : S { string X = \"x\"; };"
           "instance of T { Id = \"one\"; }; instance of T { Id = \"two\"; X = NULL; Size = 4; };",
           NULL,
           "instance of T\n{\n  Id = \"one\";\n  Size = 3;\n  X = \"x\";\n};\n"
           "instance of T\n{\n  Id = \"two\";\n  Size = 4;\n  X = NULL;\n};\n");
}

static void aliases_refer_backward_and_forward(void) {
  reads_as("class S { [Key] string Id; };\n"
           "class T { [Key] S REF Left; [Key] S REF Right; S REF More[]; };\n"
           "instance of T { Left = $A; Right = $B; More = {$b, $A, NULL}; };\n"
           "instance of S as $A { Id = \"a\"; };\n"
           "instance of S as $B { Id = \"b\"; };\n"
           "instance of T { Left = $B; Right = $A; };\n",
           NULL,
           "instance of T\n{\n  Left = \"S.Id=\\\"b\\\"\";\n  Right = \"S.Id=\\\"a\\\"\";\n};\n"
           "instance of T\n{\n  Left = \"S.Id=\\\"a\\\"\";\n  Right = \"S.Id=\\\"b\\\"\";\n"
           "  More = {\"S.Id=\\\"b\\\"\", \"S.Id=\\\"a\\\"\", NULL};\n};\n");
}

static void aliases_may_wait_for_aliases(void) {
  reads_as("class T { [Key] string Id; T REF Next; };\n"
           "[Description(\"c\")] instance of T as $C { Id = \"c\"; Next = $B; };\n"
           "instance of T as $B { Id = \"b\"; Next = $A; };\n"
           "instance of T as $A { Id = \"a\"; };\n",
           NULL,
           "instance of T\n{\n  Id = \"a\";\n};\n"
           "instance of T\n{\n  Id = \"b\";\n  Next = \"T.Id=\\\"a\\\"\";\n};\n"
           "instance of T\n{\n  Id = \"c\";\n  Next = \"T.Id=\\\"b\\\"\";\n};\n");
}

static void a_reference_may_be_to_a_class_declared_later(void) {
  reads_as("class T { [Key] string Id; object REF Next; };\n"
           "instance of T { Id = \"a\"; Next = \"S.Id=\\\"s\\\"\"; };\n"
           "instance of T { Id = \"b\"; Next = \"S.Id=\\\"s\\\"\"; };\n"
           "class S { [Key] string Id; };\n",
           NULL,
           "instance of T\n{\n  Id = \"a\";\n  Next = \"S.Id=\\\"s\\\"\";\n};\n"
           "instance of T\n{\n  Id = \"b\";\n  Next = \"S.Id=\\\"s\\\"\";\n};\n");
}

static void an_alias_of_another_namespace_says_it(void) {
  reads_as("class T { object REF X; };\n"
           "#pragma namespace(\"root/other\")\n"
           "class S { [Key] string Id; }; instance of S as $A { Id = \"a\"; };\n"
           "#pragma namespace(\"\\\\\\\\.\\\\root\\\\test\")\n"
           "instance of T { X = $A; };",
           NULL, "instance of T\n{\n  X = \"root/other:S.Id=\\\"a\\\"\";\n};\n");
}

static void embedded_instances_are_text_or_inline_or_an_alias(void) {
  static const char shown[] =
      "instance of T\n{\n  Id = 1;\n"
      "  In = \"instance of S\\n{\\n  A = \\\"x\\\";\\n};\\n\";\n};\n";
  static const char classes[] =
      "class S { string A; }; class T { [Key] uint8 Id; [EmbeddedInstance(\"S\")] string In; };";
  static const char *const ways[] = {
      "instance of T { Id = 1; In = \"instance of S { A = \\\"x\\\"; };\"; };",
      "instance of T { Id = 1; In = \"instance \" \"of S { A = \\\"x\\\"; }\"; };",
      "instance of T { Id = 1; In = instance of S { A = \"x\"; }; };",
      "instance of S as $S { A = \"x\"; }; instance of T { Id = 1; In = $S; };",
      "instance of T { Id = 1; In = $S; }; instance of S as $S { A = \"x\"; };",
  };
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    char text[400];
    snprintf(text, sizeof text, "%s\n%s", classes, ways[i]);
    reads_as(text, NULL, shown);
  }
}

static void embedded_defaults_follow_the_superclass(void) {
  world w;
  make(&w);
  must_compile(&w,
               "class S { string A; };\n"
               "class U { [EmbeddedInstance(\"S\")] string In; };\n"
               "class T : U { string In = \"instance of S { A = \\\"d\\\"; };\"; };\n"
               "instance of T {};");
  const mi_value *inside = mi_instance_get(
      mi_repository_next(w.repository, find(&w, "T"), &(size_t){0}), "In");
  CHECK_INT(inside->type, MI_TYPE_INSTANCE);
  CHECK_TEXT(mi_instance_get(inside->as.instance, "A")->as.text, "d");
  drop(&w);
}

static void two_hundred_thousand_instances_load(void) {
  enum { COUNT = 200000, EACH = 80 };
  world w;
  make(&w);
  char *text = malloc((size_t)COUNT * EACH), *at = text;
  for (int i = 0; i < COUNT; i++) {
    at += snprintf(at, EACH, "instance of T { Id = %d; Name = \"the name %d\"; };\n", i, i);
  }
  must_compile(&w, "class T { [Key] uint32 Id; string Name; };");
  CHECK_INT(mi_mof_compile(w.repository, SPACE, "b.mof", text, (size_t)(at - text), &w.error),
            MI_OK);
  CHECK_INT(mi_repository_instance_count(w.repository, find(&w, "T")), COUNT);
  free(text);
  drop(&w);
}

/* ---- pragmas ---- */

static void namespaces_come_from_pragmas(void) {
  world w;
  make(&w);
  must_compile(&w, "#pragma namespace (\"/root\\\\other/\")\nclass T {};");
  CHECK(find(&w, "T") == NULL);
  CHECK(mi_schema_find(mi_repository_schema(w.repository), "root/other", "T") != NULL);
  CHECK(mi_schema_has_namespace(mi_repository_schema(w.repository), SPACE));
  drop(&w);
}

static void other_pragmas_are_passed_over(void) {
  reads_as("#pragma locale(\"en_US\")\n#PRAGMA AUTORECOVER\n#pragma deleteclass(\"X\", nofail)\n"
           "#pragma classflags(\"forceupdate\")\nclass T {};",
           "class T\n{\n};\n", NULL);
}

/* ---- memory ---- */

static const char all_of_it[] =
    "Qualifier Tags : string[] = {\"a\"}, Scope(any), Flavor(Restricted);\n"
    "#pragma namespace(\"root/other\")\n"
    "[Tags(\"x\"), Description(\"d\" \"e\"), MaxLen(\"odd\")] class S {\n"
    "  [Key] string Id; uint8 A[] = {1,2}; };\n"
    "class T as $C { [Key] S REF X; [EmbeddedInstance(\"S\")] string In; uint8 Do(string y[]);\n"
    "  datetime When; };\n"
    "instance of T { X = $S; In = \"instance of S { Id = \\\"i\\\"; };\"; };\n"
    "instance of S as $S { Id = \"\\x41\"; };\n"
    "instance of T { X = \"S.Id=\\\"q\\\"\"; In = $S; When = \"20200102030405.000000+060\"; };\n";

static mi_result compile_all(const mi_allocator *allocator) {
  mi_repository *repository = NULL;
  mi_error error;
  mi_error_init(&error, allocator);
  mi_result result = mi_repository_new(&repository, allocator, NULL, &error);
  if (result == MI_OK) {
    result = mi_mof_compile(repository, SPACE, "a.mof", all_of_it, strlen(all_of_it), &error);
  }
  mi_repository_free(repository);
  mi_error_clear(&error);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(compile_all);
}

int main(void) {
  RUN(classes_have_properties_of_every_type);
  RUN(methods_and_parameters_are_read);
  RUN(qualifiers_have_values_and_flavors);
  RUN(a_declared_qualifier_has_its_declared_type_and_flavor);
  RUN(undeclared_standard_qualifiers_have_their_standard_type);
  RUN(what_a_class_prints_compiles_to_an_equal_class);
  RUN(object_REF_refers_to_any_class);
  RUN(integers_have_four_bases);
  RUN(reals_are_read_whatever_form_they_have);
  RUN(strings_have_escapes_and_join);
  RUN(characters_are_one_code_of_16_bits);
  RUN(words_are_read_without_case);
  RUN(a_byte_order_mark_is_passed_over);
  RUN(instances_start_with_the_defaults_of_their_class);
  RUN(aliases_refer_backward_and_forward);
  RUN(aliases_may_wait_for_aliases);
  RUN(a_reference_may_be_to_a_class_declared_later);
  RUN(an_alias_of_another_namespace_says_it);
  RUN(embedded_instances_are_text_or_inline_or_an_alias);
  RUN(embedded_defaults_follow_the_superclass);
  RUN(two_hundred_thousand_instances_load);
  RUN(namespaces_come_from_pragmas);
  RUN(other_pragmas_are_passed_over);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
