#include "types/instance.h"

#include <string.h>

#include "check.h"
#include "types/schema.h"

static mi_schema *schema;
static mi_arena arena;
static mi_error error;
static const mi_class *part, *holder, *keyless;

static mi_element element(const char *name, mi_type type) {
  mi_element made;
  memset(&made, 0, sizeof made);
  made.name = name;
  made.type = type;
  made.value = mi_value_null(type);
  return made;
}

static mi_result make_classes(const mi_allocator *allocator) {
  mi_element of_part[] = {element("Name", MI_TYPE_STRING), element("Size", MI_TYPE_UINT8)};
  mi_element of_holder[] = {element("Id", MI_TYPE_STRING),
                            element("Parts", MI_TYPE_INSTANCE | MI_TYPE_ARRAY),
                            element("Link", MI_TYPE_REFERENCE),
                            element("Words", MI_TYPE_STRING | MI_TYPE_ARRAY),
                            element("When", MI_TYPE_DATETIME)};
  of_part[0].flags = of_holder[0].flags = MI_ELEMENT_KEY;
  of_part[1].value = mi_value_unsigned(MI_TYPE_UINT8, 5);
  mi_result result = mi_schema_new(&schema, allocator, NULL, NULL);
  if (result != MI_OK) return result;
  result = mi_schema_shape(schema, "root", "Part", of_part, 2, &part, &error);
  if (result == MI_OK) {
    result = mi_schema_shape(schema, "root", "Holder", of_holder, 5, &holder, &error);
  }
  if (result == MI_OK) {
    result = mi_schema_shape(schema, "root", "Keyless", of_part, 0, &keyless, &error);
  }
  return result;
}

static mi_result begin(const mi_allocator *allocator) {
  schema = NULL;
  mi_error_init(&error, allocator);
  mi_arena_init(&arena, allocator, 1 << 20);
  return make_classes(allocator);
}

static void start(void) { CHECK_INT(begin(mi_allocator_default()), MI_OK); }

static void stop(void) {
  mi_arena_free(&arena);
  mi_error_clear(&error);
  mi_schema_unref(schema);
}

static mi_result set(mi_instance *instance, const char *name, mi_value value) {
  return mi_instance_set(instance, name, &value, &arena, &error);
}

static mi_value text(const char *words) { return mi_value_text(words, strlen(words)); }

/* A holder with embedded parts, a NULL among them, a reference, words and a time. */
static mi_result make_holder(mi_instance **out) {
  mi_instance *inner = mi_instance_new(part, true, &arena);
  mi_instance *outer = mi_instance_new(holder, true, &arena);
  if (inner == NULL || outer == NULL) return MI_E_OUT_OF_MEMORY;
  mi_value words[] = {text("a"), mi_value_null(MI_TYPE_STRING), text("")};
  mi_result result = set(inner, "name", text("wheel"));
  mi_value parts[] = {mi_value_instance(inner), mi_value_null(MI_TYPE_INSTANCE)};
  if (result == MI_OK) result = set(outer, "ID", text("h\"1"));
  if (result == MI_OK) result = set(outer, "Parts", mi_value_array(MI_TYPE_INSTANCE, parts, 2));
  if (result == MI_OK) result = set(outer, "Link", mi_value_instance(inner));
  if (result == MI_OK) result = set(outer, "Words", mi_value_array(MI_TYPE_STRING, words, 3));
  if (result == MI_OK) result = set(outer, "When", text("20240229235959.000001+060"));
  outer->host = "host";
  *out = outer;
  return result;
}

static mi_instance *a_holder(void) {
  mi_instance *made = NULL;
  CHECK_INT(make_holder(&made), MI_OK);
  return made;
}

static void a_new_instance_is_null_or_has_the_defaults(void) {
  start();
  mi_instance *empty = mi_instance_new(part, false, &arena);
  mi_instance *full = mi_instance_new(part, true, &arena);
  CHECK(mi_instance_get(empty, "SIZE")->null);
  CHECK_INT(mi_instance_get(empty, "Size")->type, MI_TYPE_UINT8);
  CHECK_INT(mi_instance_get(full, "Size")->as.natural, 5);
  CHECK(mi_instance_get(full, "Other") == NULL);
  CHECK(mi_instance_new(keyless, true, &arena) != NULL);
  stop();
}

static void setting_converts_to_the_declared_type(void) {
  start();
  mi_instance *instance = mi_instance_new(part, false, &arena);
  CHECK_INT(set(instance, "size", mi_value_signed(MI_TYPE_SINT64, 7)), MI_OK);
  CHECK_INT(instance->values[1].type, MI_TYPE_UINT8);
  CHECK_INT(set(instance, "Size", mi_value_signed(MI_TYPE_SINT64, 700)), MI_E_TYPE_MISMATCH);
  CHECK_HAS(mi_error_text(&error), "Part.Size: 700 does not fit uint8");
  CHECK_INT(instance->values[1].as.natural, 7);
  CHECK_INT(set(instance, "Sise", text("1")), MI_E_NO_SUCH_PROPERTY);
  CHECK_HAS(mi_error_text(&error), "Part has no property Sise");
  stop();
}

static void a_copy_is_one_block_of_its_size(void) {
  start();
  mi_instance *instance = a_holder(), *copy = NULL;
  mi_arena fixed;
  CHECK_INT(mi_instance_path(&instance->path, instance, &arena, NULL), MI_OK);
  size_t size = mi_instance_copy_size(instance);
  void *block = mi_alloc(mi_allocator_default(), size);
  mi_arena_init_block(&fixed, block, size);
  CHECK_INT(mi_instance_copy(&copy, instance, &fixed), MI_OK);
  CHECK_INT(fixed.end - fixed.next, 0);
  CHECK(mi_instance_equal(copy, instance));
  mi_arena_init_block(&fixed, block, size - 1);
  CHECK_INT(mi_instance_copy(&copy, instance, &fixed), MI_E_OUT_OF_MEMORY);
  mi_arena_init_block(&fixed, block, size);
  CHECK_INT(mi_instance_copy(&copy, instance, &fixed), MI_OK);
  mi_arena_free(&arena);
  CHECK_TEXT(copy->host, "host");
  CHECK_TEXT(copy->path->keys[0].value.as.text, "h\"1");
  CHECK_TEXT(mi_instance_get(copy, "Parts")->as.elements[0].as.instance->values[0].as.text,
             "wheel");
  mi_free(mi_allocator_default(), block);
  stop();
}

static void instances_are_equal_by_class_and_values(void) {
  start();
  mi_instance *a = a_holder(), *b = a_holder();
  CHECK(mi_instance_equal(a, b));
  b->host = NULL;
  CHECK(mi_instance_equal(a, b));
  set(b, "Words", mi_value_null(MI_TYPE_STRING));
  CHECK(!mi_instance_equal(a, b));
  CHECK(!mi_instance_equal(a, mi_instance_new(part, false, &arena)));
  stop();
}

static void a_path_follows_from_the_keys(void) {
  mi_buffer buffer;
  const mi_path *path = NULL;
  start();
  mi_buffer_init(&buffer, mi_allocator_default(), 1000);
  CHECK_INT(mi_instance_path(&path, a_holder(), &arena, &error), MI_OK);
  mi_path_print(path, false, &buffer);
  CHECK_TEXT(mi_buffer_text(&buffer), "//host/root:Holder.Id=\"h\\\"1\"");
  mi_buffer_free(&buffer);
  mi_instance *nameless = mi_instance_new(part, false, &arena);
  CHECK_INT(mi_instance_path(&path, nameless, &arena, &error), MI_E_NOT_FOUND);
  CHECK_HAS(mi_error_text(&error), "the key Name has no value");
  mi_instance *without = mi_instance_new(keyless, false, &arena);
  CHECK_INT(mi_instance_path(&path, without, &arena, &error), MI_E_NOT_FOUND);
  CHECK_HAS(mi_error_text(&error), "Keyless has no keys");
  stop();
}

static void a_projection_that_loses_a_key_keeps_the_path(void) {
  const mi_class *words = NULL, *renamed = NULL;
  const mi_instance *projected = NULL;
  const bool only_words[] = {false, false, false, true, false};
  const bool only_key[] = {true, false, false, false, false};
  start();
  mi_instance *instance = a_holder();
  mi_schema_project(schema, holder, NULL, only_words, &words, &error);
  mi_schema_project(schema, holder, "Base", only_key, &renamed, &error);
  CHECK_INT(mi_instance_project(&projected, instance, holder, &arena), MI_OK);
  CHECK(projected == instance);
  CHECK_INT(mi_instance_project(&projected, instance, words, &arena), MI_OK);
  CHECK_INT(projected->values[0].length, 3);
  CHECK_TEXT(projected->path->keys[0].value.as.text, "h\"1");
  CHECK_INT(mi_instance_project(&projected, instance, renamed, &arena), MI_OK);
  CHECK_TEXT(projected->class_->name, "Base");
  CHECK_TEXT(projected->path->class_name, "Holder");
  stop();
}

static void a_projection_without_any_key_has_no_path(void) {
  const mi_class *size = NULL;
  const mi_instance *projected = NULL;
  const bool only_size[] = {false, true};
  start();
  mi_schema_project(schema, part, NULL, only_size, &size, &error);
  mi_instance *nameless = mi_instance_new(part, true, &arena);
  CHECK_INT(mi_instance_project(&projected, nameless, size, &arena), MI_OK);
  CHECK(projected->path == NULL);
  CHECK_INT(projected->values[0].as.natural, 5);
  stop();
}

static void prints(const mi_instance *instance, const char *mof) {
  mi_buffer buffer;
  mi_buffer_init(&buffer, mi_allocator_default(), 10000);
  CHECK_INT(mi_instance_print(instance, &buffer), MI_OK);
  CHECK_TEXT(mi_buffer_text(&buffer), mof);
  mi_buffer_free(&buffer);
}

static void an_instance_prints_as_mof(void) {
  start();
  mi_instance *instance = mi_instance_new(part, false, &arena);
  prints(instance, "instance of Part\n{\n  Size = NULL;\n};\n");
  prints(a_holder(),
         "instance of Holder\n{\n  Id = \"h\\\"1\";\n"
         "  Parts = {\"instance of Part\\n{\\n  Name = \\\"wheel\\\";\\n  Size = 5;\\n};\\n\", "
         "NULL};\n"
         "  Link = \"root:Part.Name=\\\"wheel\\\"\";\n  Words = {\"a\", NULL, \"\"};\n"
         "  When = \"20240229235959.000001+060\";\n};\n");
  stop();
}

static void an_instance_within_itself_without_end_is_a_limit(void) {
  start();
  mi_instance *instance = mi_instance_new(holder, false, &arena), *copy = NULL;
  mi_value inner = mi_value_instance(instance);
  mi_buffer buffer;
  instance->values[1] = mi_value_array(MI_TYPE_INSTANCE, &inner, 1);
  mi_buffer_init(&buffer, mi_allocator_default(), 1 << 16);
  CHECK_INT(mi_instance_copy(&copy, instance, &arena), MI_E_LIMIT);
  CHECK_INT(mi_instance_print(instance, &buffer), MI_E_LIMIT);
  CHECK(!mi_instance_equal(instance, instance));
  mi_buffer_free(&buffer);
  stop();
}

static mi_result everything(const mi_allocator *allocator) {
  mi_instance *instance = NULL, *copy = NULL;
  const mi_instance *projected = NULL;
  const mi_class *words = NULL;
  const bool only_words[] = {false, false, false, true, false};
  mi_buffer buffer;
  mi_buffer_init(&buffer, allocator, 10000);
  mi_result result = begin(allocator);
  if (result == MI_OK) result = make_holder(&instance);
  if (result == MI_OK) result = mi_instance_copy(&copy, instance, &arena);
  if (result == MI_OK) {
    result = mi_schema_project(schema, holder, NULL, only_words, &words, &error);
  }
  if (result == MI_OK) result = mi_instance_project(&projected, copy, words, &arena);
  if (result == MI_OK) result = mi_instance_print(copy, &buffer);
  mi_buffer_free(&buffer);
  stop();
  return result;
}

static void every_failing_allocation_is_survived(void) {
  check_each_failing_allocation(everything);
}

int main(void) {
  RUN(a_new_instance_is_null_or_has_the_defaults);
  RUN(setting_converts_to_the_declared_type);
  RUN(a_copy_is_one_block_of_its_size);
  RUN(instances_are_equal_by_class_and_values);
  RUN(a_path_follows_from_the_keys);
  RUN(a_projection_that_loses_a_key_keeps_the_path);
  RUN(a_projection_without_any_key_has_no_path);
  RUN(an_instance_prints_as_mof);
  RUN(an_instance_within_itself_without_end_is_a_limit);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
