#include "types/path.h"

#include <string.h>

#include "check.h"

static mi_arena arena;

static void start(void) { mi_arena_init(&arena, mi_allocator_default(), 1 << 20); }

static mi_path *parse(const char *text) {
  mi_path *path = NULL;
  if (!CHECK_INT(mi_path_parse(&path, text, strlen(text), &arena, NULL), MI_OK)) {
    CHECK_TEXT(text, "a path");
  }
  return path;
}

static void reads_as(const char *text, const char *full, const char *local) {
  mi_buffer buffer;
  start();
  mi_path *path = parse(text);
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  if (path != NULL) {
    CHECK_INT(mi_path_print(path, false, &buffer), MI_OK);
    CHECK_TEXT(mi_buffer_text(&buffer), full);
    mi_buffer_reset(&buffer);
    CHECK_INT(mi_path_print(path, true, &buffer), MI_OK);
    CHECK_TEXT(mi_buffer_text(&buffer), local);
  }
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
}

static void refuses(const char *text, const char *story) {
  mi_path *path = NULL;
  mi_error error;
  start();
  mi_error_init(&error, mi_allocator_default());
  CHECK(mi_path_parse(&path, text, strlen(text), &arena, &error) != MI_OK);
  CHECK_HAS(mi_error_text(&error), story);
  mi_error_clear(&error);
  mi_arena_free(&arena);
}

static void the_usual_forms_are_read(void) {
  reads_as("CIM_Process", "CIM_Process", "CIM_Process");
  reads_as("CIM_X=@", "CIM_X=@", "CIM_X=@");
  reads_as("root/cimv2:CIM_X", "root/cimv2:CIM_X", "CIM_X");
  reads_as("/root/cimv2/:CIM_X.A=1", "root/cimv2:CIM_X.A=1", "CIM_X.A=1");
  reads_as("//host/root/cimv2:P.CSName=\"a\",Handle=\"1\"",
           "//host/root/cimv2:P.CSName=\"a\",Handle=\"1\"", "P.CSName=\"a\",Handle=\"1\"");
  reads_as("//[::1]:5989/root:X.K=TRUE", "//[::1]:5989/root:X.K=TRUE", "X.K=TRUE");
  reads_as("//host/:X", "//host/:X", "X");
}

static void keys_have_the_type_they_look_like(void) {
  start();
  mi_path *path = parse("X.I=-5,U=18446744073709551615,H=0x10,R=1.50,B=false,S='it\\'s',N=INF");
  if (path != NULL && CHECK_INT(path->key_count, 7)) {
    CHECK_INT(mi_path_key(path, "i")->type, MI_TYPE_SINT64);
    CHECK_INT(mi_path_key(path, "I")->as.integer, -5);
    CHECK_INT(mi_path_key(path, "U")->type, MI_TYPE_UINT64);
    CHECK_INT(mi_path_key(path, "H")->as.integer, 16);
    CHECK_INT(mi_path_key(path, "R")->type, MI_TYPE_REAL64);
    CHECK_INT(mi_path_key(path, "B")->type, MI_TYPE_BOOLEAN);
    CHECK_TEXT(mi_path_key(path, "S")->as.text, "it's");
    CHECK_INT(mi_path_key(path, "N")->type, MI_TYPE_REAL64);
    CHECK(mi_path_key(path, "other") == NULL);
  }
  mi_arena_free(&arena);
}

static void wmi_forms_are_read(void) {
  reads_as("\\\\SERVER\\root\\cimv2:Win32_Service='x'", "//SERVER/root/cimv2:Win32_Service=\"x\"",
           "Win32_Service=\"x\"");
  reads_as("\\\\.\\root\\cimv2:Win32_X.Path=\"C:\\\\dir\"", "root/cimv2:Win32_X.Path=\"C:\\\\dir\"",
           "Win32_X.Path=\"C:\\\\dir\"");
  reads_as("Win32_X.Path=\"C:\\dir\"", "Win32_X.Path=\"C:\\\\dir\"", "Win32_X.Path=\"C:\\\\dir\"");
  reads_as("Win32_X=5", "Win32_X=5", "Win32_X=5");
  start();
  mi_path *path = parse("Win32_Service=\"x\"");
  if (path != NULL && CHECK_INT(path->key_count, 1)) CHECK_TEXT(path->keys[0].name, "");
  mi_arena_free(&arena);
}

static void a_uri_loses_its_scheme_and_user(void) {
  reads_as("https://me:secret@acme.com:5989/cimom/root/cimv2:X.K=\"acme.1\"",
           "//acme.com:5989/root/cimv2:X.K=\"acme.1\"", "X.K=\"acme.1\"");
  reads_as("http://h/root:X.K=%22a%20%5C%22b%25%22", "//h/root:X.K=\"a \\\"b%\"",
           "X.K=\"a \\\"b%\"");
  reads_as("//h/root:X.K=%22a%22", "//h/root:X.K=\"a\"", "X.K=\"a\"");
}

static void percent_means_itself_outside_of_a_uri(void) {
  reads_as("//h/root:X.K=\"50%20\"", "//h/root:X.K=\"50%20\"", "X.K=\"50%20\"");
}

static void what_is_no_path_is_refused_with_the_place(void) {
  refuses("", "a class name at character 1");
  refuses("a b", "a class name at character 1");
  refuses("X.", "the name of a key at character 3");
  refuses("X.A", "'=' at character 4");
  refuses("X.A=", "at character 5");
  refuses("X.A=\"b", "a string that is closed at character 5");
  refuses("X.A=\"b\\\"", "a string that is closed at character 5");
  refuses("X.A=1 2", "at character 5");
  refuses("X.A=\"b\"c", "',' at character 8");
  refuses("X.A=1,", "the name of a key at character 7");
  refuses("X.A=1,a=2", "was not given before at character 7");
  refuses("X.A=99999999999999999999", "at most 64 bits");
  refuses("X=@y", "the end at character 4");
  refuses("X=\"a\",B=1", "the end");
  refuses("//host", "'/' behind the host");
  refuses("//host/root", "a namespace and ':'");
  refuses("//ho st/root:X", "a host");
  refuses("ro ot:X", "a namespace at character 3");
  refuses("http://h/root:X.K=%2", "two hexadecimal digits");
  refuses("http://h/root:X.K=%22%00%22", "UTF-8");
  refuses("X.A=\"\xFF\"", "UTF-8 at character 6");
}

static void a_path_with_countless_keys_is_a_limit(void) {
  char text[2000] = "X.";
  size_t length = 2;
  for (int i = 0; i < 100; i++) {
    text[length++] = 'K';
    text[length++] = (char)('a' + i / 10);
    text[length++] = (char)('a' + i % 10);
    memcpy(text + length, "=1,", 3);
    length += 3;
  }
  text[length - 1] = '\0';
  refuses(text, "more than 64 keys");
}

static bool one_canonical_text(const mi_path *a, const mi_path *b) {
  mi_buffer a_text, b_text;
  mi_buffer_init(&a_text, mi_allocator_default(), 10000);
  mi_buffer_init(&b_text, mi_allocator_default(), 10000);
  CHECK_INT(mi_path_canonical(a, &a_text), MI_OK);
  CHECK_INT(mi_path_canonical(b, &b_text), MI_OK);
  bool one = strcmp(mi_buffer_text(&a_text), mi_buffer_text(&b_text)) == 0;
  mi_buffer_free(&a_text);
  mi_buffer_free(&b_text);
  return one;
}

static bool same(const char *a, const char *b) {
  start();
  mi_path *a_path = parse(a), *b_path = parse(b);
  bool is_same = mi_path_same(a_path, b_path);
  CHECK(is_same == mi_path_same(b_path, a_path));
  mi_arena_free(&arena);
  return is_same;
}

static bool one_key(const char *a, const char *b) {
  start();
  bool one = one_canonical_text(parse(a), parse(b));
  mi_arena_free(&arena);
  return one;
}

static void equal_paths_are_the_same_however_written(void) {
  CHECK(same("X.A=1,B=\"b\"", "x.b='b',a=1"));
  CHECK(same("X.A=5", "X.A=\"5\""));
  CHECK(same("X.A=5", "X.A=5.0"));
  CHECK(same("X.A=0x10", "X.A=\"16\""));
  CHECK(same("X.A=TRUE", "X.A=\"True\""));
  CHECK(same("root/cimv2:X.A=1", "X.A=1"));
  CHECK(same("Root/CIMv2:X.A=1", "//host/root/cimv2:X.A=1"));
  CHECK(same("X=@", "x=@"));
  CHECK(same("\\\\h\\root\\cimv2:X.A=1", "root/CIMV2:X.A=1"));
}

static void one_canonical_text_whatever_order_case_and_number_type(void) {
  CHECK(one_key("X.A=1,B=\"b\"", "root:x.b='b',a=1"));
  CHECK(one_key("X.A=5", "X.A=5.0"));
  CHECK(one_key("X.A=0x10", "X.A=\"16\""));
  CHECK(one_key("X=@", "//h/root:x=@"));
}

static void two_strings_never_share_a_canonical_text(void) {
  CHECK(!one_key("X.A=\"TRUE\"", "X.A=\"true\""));
  CHECK(!one_key("X.A=\"Y.K=1\"", "X.A=\"y.k=1\""));
  CHECK(!one_key("X.A=\"Y.K=1,L=2\"", "X.A=\"Y.L=2,K=1\""));
  CHECK(!one_key("X.A=\"root:Y.K=1\"", "X.A=\"Y.K=1\""));
  CHECK(!one_key("X.A=\"[y.k=1]\"", "X.A=\"Y.K=1\""));
}

static void different_paths_are_not_the_same(void) {
  CHECK(!same("X.A=1", "Y.A=1"));
  CHECK(!same("X.A=1", "X.A=2"));
  CHECK(!same("X.A=1", "X.B=1"));
  CHECK(!same("X.A=1", "X.A=1,B=2"));
  CHECK(!same("X.A=\"a\"", "X.A=\"A\""));
  CHECK(!same("X.A=5", "X.A=\"05\""));
  CHECK(!same("X.A=9007199254740993", "X.A=9007199254740992.0"));
  CHECK(!same("X", "X=@"));
  CHECK(!same("root/a:X.A=1", "root/b:X.A=1"));
  CHECK(!same("//g/root:X.A=1", "//h/root:X.A=1"));
}

static void a_subclass_has_the_same_keys(void) {
  start();
  CHECK(mi_path_same_keys(parse("X.A=1"), parse("Y.a=1")));
  CHECK(!mi_path_same_keys(parse("X.A=1"), parse("X.A=2")));
  mi_arena_free(&arena);
}

static mi_path *with_reference(const char *inner) {
  mi_path *outer = mi_arena_alloc_zero(&arena, sizeof *outer);
  mi_key *key = mi_arena_alloc_zero(&arena, sizeof *key);
  key->name = "Ref";
  key->value = mi_value_reference(parse(inner));
  outer->class_name = "Link";
  outer->keys = key;
  outer->key_count = 1;
  return outer;
}

static void canonical_is(const mi_path *path, const char *text) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  CHECK_INT(mi_path_canonical(path, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), text);
  mi_buffer_free(&buffer);
}

static void a_reference_is_the_same_as_its_text(void) {
  start();
  const mi_path *typed = with_reference("root/cimv2:Part.B=\"x\",A=1");
  const mi_path *text = parse("LINK.ref=\"part.A=\\\"1\\\",B=\\\"x\\\"\"");
  CHECK(mi_path_same(typed, text));
  CHECK(mi_path_same(text, typed));
  CHECK(!mi_path_same(typed, parse("Link.Ref=\"Part.A=2,B=\\\"x\\\"\"")));
  CHECK(!mi_path_same(typed, parse("Link.Ref=5")));
  canonical_is(typed, "link.ref=[root/cimv2:part.a=\"1\",b=\"x\"]");
  canonical_is(text, "link.ref=\"part.A=\\\"1\\\",B=\\\"x\\\"\"");
  mi_arena_free(&arena);
}

/* The user of a URI may hold a '=' without there being any key. */
static void a_text_with_an_equals_sign_need_not_be_a_path_with_keys(void) {
  start();
  CHECK(!mi_path_same(with_reference("Y.A=1"), parse("Link.Ref=\"//u=@h/root:Y\"")));
  mi_arena_free(&arena);
}

static void the_canonical_text_keeps_keys_apart(void) {
  start();
  canonical_is(parse("X.B=TRUE,A=-5"), "x.a=\"-5\",b=\"true\"");
  canonical_is(parse("X.A=\"b\\\",c=\\\"\""), "x.a=\"b\\\",c=\\\"\"");
  canonical_is(parse("X=@"), "x=@");
  canonical_is(parse("X"), "x");
  canonical_is(parse("X='v'"), "x.=\"v\"");
  mi_arena_free(&arena);
}

static void typed_keys_are_the_same_as_untyped_ones(void) {
  mi_datetime datetime;
  mi_key keys[3] = {{"N", mi_value_unsigned(MI_TYPE_UINT8, 5)},
                    {"C", mi_value_unsigned(MI_TYPE_CHAR16, 'x')},
                    {"T", mi_value_null(MI_TYPE_DATETIME)}};
  mi_path typed = {NULL, NULL, "X", keys, 3, false};
  mi_datetime_parse(&datetime, "20240229235959.000001+060", 25);
  keys[2].value = mi_value_datetime(&datetime);
  start();
  CHECK(mi_path_same(&typed, parse("X.N=5,C='x',T=\"20240229235959.000001+060\"")));
  CHECK(mi_path_same(&typed, parse("X.N=\"5\",C='x',T=\"20240229235959.000001+060\"")));
  CHECK(!mi_path_same(&typed, parse("X.N=5,C='x',T=\"20240229235959.000002+060\"")));
  mi_arena_free(&arena);
}

/* 0 as a character is no '0'. */
static void every_character_has_a_text_of_its_own(void) {
  static const uint16_t codes[] = {0, '0', 1, '1', 10, 0xD800, 0xDC00, 0xE9};
  enum { COUNT = sizeof codes / sizeof codes[0] };
  for (size_t i = 0; i < COUNT; i++) {
    for (size_t j = 0; j < COUNT; j++) {
      mi_key a = {"C", mi_value_unsigned(MI_TYPE_CHAR16, codes[i])};
      mi_key b = {"C", mi_value_unsigned(MI_TYPE_CHAR16, codes[j])};
      mi_path a_path = {NULL, NULL, "X", &a, 1, false}, b_path = {NULL, NULL, "X", &b, 1, false};
      CHECK(mi_path_same(&a_path, &b_path) == (i == j));
      CHECK(one_canonical_text(&a_path, &b_path) == (i == j));
    }
  }
}

static void the_uri_form_reads_back(void) {
  mi_buffer buffer;
  start();
  mi_path *path = parse("//h:1/root/cimv2:X.A=\"a b/\\\"\xC3\xA9\\\"\",B=5");
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  CHECK_INT(mi_path_print_uri(path, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer),
             "//h:1/root/cimv2:X.A=%22a%20b/%5C%22%C3%A9%5C%22%22,B=5");
  CHECK(mi_path_same(path, parse(mi_buffer_text(&buffer))));
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
}

static void a_copy_fits_a_block_of_its_size(void) {
  start();
  mi_path *path = with_reference("//host/root/cimv2:Part.B=\"x\",A=1"), *copy = NULL;
  mi_arena fixed;
  size_t size = mi_path_copy_size(path);
  void *block = mi_alloc(mi_allocator_default(), size);
  mi_arena_init_block(&fixed, block, size);
  CHECK_INT(mi_path_copy(&copy, path, &fixed), MI_OK);
  CHECK_INT(fixed.end - fixed.next, 0);
  mi_arena_free(&arena);
  CHECK_TEXT(copy->keys[0].value.as.reference->host, "host");
  canonical_is(copy, "link.ref=[root/cimv2:part.a=\"1\",b=\"x\"]");
  mi_free(mi_allocator_default(), block);
}

static mi_result everything(const mi_allocator *allocator) {
  static const char text[] = "https://h/root:X.Ref=%22Part.A=%5C%221%5C%22%22,B=5";
  mi_path *path = NULL, *copy = NULL;
  mi_buffer buffer;
  mi_error error;
  mi_error_init(&error, allocator);
  mi_arena_init(&arena, allocator, 1 << 20);
  mi_buffer_init(&buffer, allocator, 1 << 20);
  mi_result result = mi_path_parse(&path, text, sizeof text - 1, &arena, &error);
  if (result == MI_OK) result = mi_path_copy(&copy, path, &arena);
  if (result == MI_OK) result = mi_path_print(copy, false, &buffer);
  if (result == MI_OK) result = mi_path_print_uri(copy, &buffer);
  if (result == MI_OK) result = mi_path_canonical(copy, &buffer);
  if (result == MI_OK) {
    CHECK_HAS(mi_buffer_text(&buffer), "x.b=\"5\",ref=\"Part.A=\\\"1\\\"\"");
  }
  mi_buffer_free(&buffer);
  mi_arena_free(&arena);
  mi_error_clear(&error);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(everything);
}

int main(void) {
  RUN(the_usual_forms_are_read);
  RUN(keys_have_the_type_they_look_like);
  RUN(wmi_forms_are_read);
  RUN(a_uri_loses_its_scheme_and_user);
  RUN(percent_means_itself_outside_of_a_uri);
  RUN(what_is_no_path_is_refused_with_the_place);
  RUN(a_path_with_countless_keys_is_a_limit);
  RUN(equal_paths_are_the_same_however_written);
  RUN(different_paths_are_not_the_same);
  RUN(one_canonical_text_whatever_order_case_and_number_type);
  RUN(two_strings_never_share_a_canonical_text);
  RUN(a_subclass_has_the_same_keys);
  RUN(a_reference_is_the_same_as_its_text);
  RUN(a_text_with_an_equals_sign_need_not_be_a_path_with_keys);
  RUN(the_canonical_text_keeps_keys_apart);
  RUN(typed_keys_are_the_same_as_untyped_ones);
  RUN(every_character_has_a_text_of_its_own);
  RUN(the_uri_form_reads_back);
  RUN(a_copy_fits_a_block_of_its_size);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
