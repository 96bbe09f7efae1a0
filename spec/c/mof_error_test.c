#include "protocol/local/mof.h"

#include "mof_world.h"

/* How the compiler refuses: every error says where, what was found, and what was expected. */

static void limits_are_named(void) {
  mi_limits limits;
  world w;
  mi_limits_default(&limits);
  limits.max_depth = 3;
  limits.max_elements = 3;
  limits.max_properties = 3;
  limits.max_name = 20;
  limits.max_text = 60;
  static const struct {
    const char *text, *story;
  } cases[] = {
      {"class abcdefghijklmnopqrstuvwxyz {};", "(max_name)"},
      {"class T { string A = \"123456789012345678901234567890123456789012345678901234567890.\"; };",
       "(max_text)"},
      {"class T { uint8 A[] = {1, 2, 3, 4}; };", "(max_elements)"},
      {"class T { uint8 A; uint8 B; uint8 C(); uint8 D; };", "(max_properties)"},
      {"[A, B, C, D] class T {};", "(max_properties)"},
      {"class T { uint8 A(uint8 a, uint8 b, uint8 c, uint8 d); };", "(max_properties)"},
      {"class T { [EmbeddedObject] string A; }; instance of T { A = instance of T { A = instance "
       "of T { A = instance of T { A = instance of T {}; }; }; }; };",
       "(max_depth)"},
      {"#pragma namespace(\"aaaaaaaaaaaaaaaaaaaaaaaaaa\")", "(max_name)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    make_limited(&w, &limits);
    CHECK_INT(compile(&w, cases[i].text), MI_E_LIMIT);
    CHECK_HAS(mi_error_text(&w.error), cases[i].story);
    drop(&w);
  }
}

static void a_text_has_a_most_length(void) {
  mi_limits limits;
  world w;
  mi_limits_default(&limits);
  limits.max_source = 20;
  make_limited(&w, &limits);
  CHECK_INT(compile(&w, "                     "), MI_E_LIMIT);
  CHECK_TEXT(mi_error_text(&w.error), "a.mof has more than 20 bytes (max_source)");
  drop(&w);
}

static void a_text_that_is_no_file_includes_nothing(void) {
  fails("#pragma include(\"x.mof\")", MI_E_NOT_SUPPORTED,
        "a.mof:1:17: only a file can include files");
}

static void syntax_errors_say_where_and_what_was_expected(void) {
  static const struct {
    const char *text, *story;
  } cases[] = {
      {"class", "a.mof:1:6: expected the name of a class, found the end"},
      {"class T", "a.mof:1:8: expected '{', found the end"},
      {"class T {}", "a.mof:1:11: expected ';', found the end"},
      {"class T { uint9 A; };", "a.mof:1:11: uint9 is no type (a reference is written uint9 REF)"},
      {"class T { uint8 A[0]; };", "a.mof:1:19: expected the size of an array, found 0"},
      {"class T { uint8 A = ; };", "a.mof:1:21: expected a value, found ';'"},
      {"class T { uint8 A[] = {1 2}; };", "a.mof:1:26: expected ',' or '}', found 2"},
      {"class T { uint8 A[] = 1; };", "a.mof:1:23: expected '{', found 1"},
      {"class T { uint8 A(uint8); };", "a.mof:1:24: expected the name of a parameter, found ')'"},
      {"[A class T {};", "a.mof:1:4: expected ']', found class"},
      {"[A] string x;", "a.mof:1:5: expected 'class' or 'instance', found string"},
      {"[A : Odd] class T {};", "a.mof:1:6: expected a flavor, found Odd"},
      {"Qualifier A : boolean, Skope(any);",
       "a.mof:1:24: expected 'Scope' or 'Flavor', found Skope"},
      {"Qualifier A : boolean, Scope(all);", "a.mof:1:30: expected a scope, found all"},
      {"Qualifier A : T;", "a.mof:1:15: T is no type of a qualifier"},
      {"instance T {};", "a.mof:1:10: expected 'of', found T"},
      {"\n  /* comment", "a.mof:2:3: this comment has no end"},
      {"class T { string A = \"abc", "a.mof:1:22: this string has no end"},
      {"class T { string A = \"abc\\", "a.mof:1:22: this string has no end"},
      {"class T { char16 A = 'ab'; };", "a.mof:1:22: 'ab' is not one character of 16 bits"},
      {"class T { char16 A = ''; };", "a.mof:1:22: '' is not one character of 16 bits"},
      {"class T { string A = \"a\\qb\"; };", "a.mof:1:24: \\q is no escape"},
      {"class T { string A = \"\\x\"; };", "a.mof:1:23: \\x is no escape"},
      {"class T { string A = \"\\x0\"; };", "a.mof:1:23: \\x0000 is no character for a string"},
      {"class T { string A = \"\\xD800\\x41\"; };",
       "a.mof:1:23: \\xD800 is no character for a string"},
      {"class T { uint8 A = 089; };", "a.mof:1:21: 089 is no number"},
      {"class T { uint8 A = 12x; };", "a.mof:1:21: 12x is no number"},
      {"class T { uint8 A = 0x; };", "a.mof:1:21: 0x is no number"},
      {"class T { uint8 A = 1.2.3; };", "a.mof:1:21: 1.2.3 is no number"},
      {"class T { uint8 A = -; };", "a.mof:1:21: '-' means nothing here"},
      {"@", "a.mof:1:1: '@' means nothing here"},
      {"#include", "a.mof:1:1: expected #pragma"},
      {"#pragma 5", "a.mof:1:9: expected the name of a pragma, found 5"},
      {"#pragma locale(", "a.mof:1:16: expected ')', found the end"},
      {"$ a", "a.mof:1:1: $ is no name"},
      {"class \xC3\xA9t\xC3\xA9 {}; x", "a.mof:1:15: expected 'class', 'instance', 'Qualifier' or "
                                        "#pragma, found x"},
      {"\n\xC3\xA9\xFF", "a.mof:2:2: the byte 0xFF is not UTF-8 text here"},
      {"class T { string A = 123456789012345678901234567890123456789012345678x; };",
       "a.mof:1:22: 12345678901234567890123456789012345678901234... is no number"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    fails(cases[i].text, MI_E_SYNTAX, cases[i].story);
  }
}

static void values_must_fit_their_declared_type(void) {
  static const struct {
    const char *text, *story;
  } cases[] = {
      {"class Foo { uint8 Size; };\ninstance of Foo {\n  Size = 300;\n};",
       "a.mof:3:10: property Size of Foo: 300 does not fit uint8"},
      {"class T { uint8 A = -1; };", "a.mof:1:21: property A of T: -1 does not fit uint8"},
      {"class T { sint8 A = 0x80; };", "a.mof:1:21: property A of T: 0x80 does not fit sint8"},
      {"class T { uint64 A = 18446744073709551616; };",
       "a.mof:1:22: property A of T: 18446744073709551616 does not fit uint64"},
      {"class T { sint64 A = -9223372036854775809; };",
       "a.mof:1:22: property A of T: -9223372036854775809 does not fit sint64"},
      {"class T { uint8 A = 1.5; };", "a.mof:1:21: property A of T: 1.5 does not fit uint8"},
      {"class T { uint8 A = \"5\"; };", "a.mof:1:21: property A of T: \"5\" does not fit uint8"},
      {"class T { uint8 A = TRUE; };", "a.mof:1:21: property A of T: TRUE does not fit uint8"},
      {"class T { string A = 5; };", "a.mof:1:22: property A of T: 5 does not fit string"},
      {"class T { string A = 'a'; };", "a.mof:1:22: property A of T: 'a' does not fit string"},
      {"class T { string A = {}; };", "a.mof:1:22: property A of T: an array does not fit string"},
      {"class T { string A = $X; };", "a.mof:1:22: property A of T: $X does not fit string"},
      {"class T { string A = instance of T {}; };",
       "a.mof:1:22: property A of T: instance does not fit string"},
      {"class T { uint8 A[] = {1, 256}; };",
       "a.mof:1:27: property A of T: 256 does not fit uint8[]"},
      {"class T { uint8 A[2] = {1, 2, 3}; };",
       "a.mof:1:31: property A of T: more than 2 elements"},
      {"class T { real32 A = 1e39; };", "a.mof:1:22: property A of T: 1e39 does not fit real32"},
      {"class T { real64 A = 1e999; };", "a.mof:1:22: property A of T: 1e999 does not fit real64"},
      {"class T { datetime A = \"today\"; };",
       "a.mof:1:24: property A of T: \"today\" does not fit datetime"},
      {"class T { char16 A = 65536; };", "a.mof:1:22: property A of T: 65536 does not fit char16"},
      {"class T { uint8 A(uint8 b = 256); };",
       "a.mof:1:29: parameter b of A: 256 does not fit uint8"},
      {"Qualifier Q : uint8; [Q(256)] class T {};",
       "a.mof:1:25: qualifier Q of the declaration: 256 does not fit uint8"},
      {"Qualifier Q : uint8 = 256;", "a.mof:1:23: default value of Q: 256 does not fit uint8"},
      {"[Q{1, \"a\"}] class T {};",
       "a.mof:1:3: qualifier Q of the declaration: the array mixes sint32 and string"},
      {"class S {}; class T { S REF A; [EmbeddedInstance(\"S\")] string B; };\n"
       "instance of T { A = \"T=@\"; };",
       "a.mof:2:21: property A of T: T is no S"},
      {"class S {}; class T { S REF A; [EmbeddedInstance(\"S\")] string B; };\n"
       "instance of T { B = instance of T {}; };",
       "a.mof:2:21: property B of T: T is no S"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    fails(cases[i].text, MI_E_TYPE_MISMATCH, cases[i].story);
  }
}

static void names_must_mean_something(void) {
  fails("class Thing {};\ninstance of Thin {};", MI_E_INVALID_CLASS,
        "a.mof:2:13: no class Thin in root/test (did you mean Thing?)");
  fails("class T {};\ninstance of T { A = 1; };", MI_E_NO_SUCH_PROPERTY,
        "a.mof:2:17: T has no property A");
  fails("class T { uint8 A; };\ninstance of T { A = 1; a = 1; };", MI_E_INVALID_PARAMETER,
        "a.mof:2:24: the property A is given twice");
  fails("class T { [Key] string A; };\ninstance of T {};", MI_E_INVALID_PARAMETER,
        "a.mof:2:13: the key A of T is not set");
  fails("class T { [Key] string A; };\ninstance of T {A=\"x\";};instance of T {A=\"x\";};",
        MI_E_ALREADY_EXISTS, "a.mof:2:36: T.A=\"x\" exists already");
  fails("[Abstract] class T {};\ninstance of T {};", MI_E_INVALID_CLASS,
        "a.mof:2:13: the class T is abstract: it has no instances of its own");
  fails("class T { T REF A; };\ninstance of T { A = \"Nobody.B=1\"; };", MI_E_INVALID_CLASS,
        "a.mof:2:13: T.A: no class Nobody in root/test");
  fails("class T { [Key] uint8 A; T REF B; };\ninstance of T { A = 1; B = \"T.C=1\"; };",
        MI_E_INVALID_PARAMETER, "a.mof:2:13: T.B: T has no key C");
  fails("class T : S {};", MI_E_INVALID_SUPERCLASS, "a.mof:1:7: T: there is no class S");
  fails("class T { T REF A; };\ninstance of T { A = $B; };", MI_E_NOT_FOUND,
        "a.mof:2:21: the alias $B is not declared");
  fails("class T { T REF A; };\ninstance of T as $B { A = $B; };", MI_E_NOT_FOUND,
        "a.mof:2:27: the alias $B is not declared");
  fails("class T { [Key] uint8 A; };\ninstance of T as $B {A=1;};\ninstance of T as $b {A=2;};",
        MI_E_ALREADY_EXISTS, "a.mof:3:18: the alias $b is declared already");
  fails("class T { T REF A = $B; };", MI_E_NOT_FOUND,
        "a.mof:1:7: T: a default value needs an alias that is not declared yet");
  fails("class T { T REF A = \"T.=\"; };", MI_E_SYNTAX,
        "a.mof:1:21: property A of T: object path: expected the name of a key at character 3");
  fails("#pragma namespace(\"//far/root\")", MI_E_INVALID_NAMESPACE,
        "a.mof:1:19: \"//far/root\" is no namespace of this repository");
  fails("#pragma namespace(\"a//b\")", MI_E_INVALID_NAMESPACE,
        "a.mof:1:19: \"a//b\" is no namespace of this repository");
}

static void errors_in_embedded_text_say_both_places(void) {
  fails("class T { [EmbeddedObject] string A; };\n"
        "instance of T { A = \"instance of T {\\n B = 1; }\"; };",
        MI_E_NO_SUCH_PROPERTY,
        "a.mof:2:21: in the embedded text at 2:2: T has no property B");
  fails("class T { [EmbeddedObject] string A; };\ninstance of T { A = \"\"; };", MI_E_SYNTAX,
        "a.mof:2:21: in the embedded text at 1:1: expected 'instance', found the end");
  fails("class T { [EmbeddedObject] string A; };\ninstance of T { A = \"instance of T {}; x\"; };",
        MI_E_SYNTAX,
        "a.mof:2:21: in the embedded text at 1:19: expected the end of the text, found x");
}

static void what_stood_before_an_error_stays(void) {
  world w;
  make(&w);
  CHECK_INT(compile(&w, "class T {}; class"), MI_E_SYNTAX);
  CHECK(find(&w, "T") != NULL);
  drop(&w);
}

static void a_declaration_has_a_most_size(void) {
  world w;
  mi_limits limits;
  char text[5000] = "class T { string A = \"";
  mi_limits_default(&limits);
  limits.max_memory = 4000;
  make_limited(&w, &limits);
  memset(text + strlen(text), 'x', sizeof text - 10 - strlen(text));
  strcpy(text + sizeof text - 10, "\"; };");
  CHECK_INT(compile(&w, text), MI_E_LIMIT);
  CHECK_TEXT(mi_error_text(&w.error), "a.mof:1:4992: this is more than 4000 (max_memory)");
  drop(&w);
}

static void no_story_is_wanted(void) {
  world w;
  make(&w);
  CHECK_INT(mi_mof_compile(w.repository, SPACE, "a", "class T : S {};", 15, NULL),
            MI_E_INVALID_SUPERCLASS);
  CHECK_INT(mi_mof_compile(w.repository, SPACE, "a", "[Max(\"x\")] klass", 16, NULL), MI_E_SYNTAX);
  drop(&w);
}

int main(void) {
  RUN(limits_are_named);
  RUN(a_text_has_a_most_length);
  RUN(a_text_that_is_no_file_includes_nothing);
  RUN(syntax_errors_say_where_and_what_was_expected);
  RUN(values_must_fit_their_declared_type);
  RUN(names_must_mean_something);
  RUN(errors_in_embedded_text_say_both_places);
  RUN(what_stood_before_an_error_stays);
  RUN(a_declaration_has_a_most_size);
  RUN(no_story_is_wanted);
  return check_done();
}
