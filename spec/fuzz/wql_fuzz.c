/* Any bytes as a WQL query: parsed, bound to a fixed class, asked of a fixed instance, and once
 * more of one whose values are all NULL. */
#include <stdlib.h>
#include <string.h>

#include "protocol/local/wql.h"
#include "types/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
  const char *name;
  mi_type type;
  const char *text;
} properties[] = {
    {"Name", MI_TYPE_STRING, "Alpha Beta"},
    {"Small", MI_TYPE_UINT8, "200"},
    {"Big", MI_TYPE_UINT64, "18446744073709551615"},
    {"Signed", MI_TYPE_SINT64, "-5"},
    {"Single", MI_TYPE_REAL32, "0.1"},
    {"Real", MI_TYPE_REAL64, "-2.5e10"},
    {"Flag", MI_TYPE_BOOLEAN, "TRUE"},
    {"When", MI_TYPE_DATETIME, "20200102030405.000000+060"},
    {"Letter", MI_TYPE_CHAR16, "x"},
    {"Link", MI_TYPE_REFERENCE, "T_Thing.Name=\"a\",Number=5"},
    {"List", MI_TYPE_STRING | MI_TYPE_ARRAY, NULL},
};

#define COUNT (sizeof properties / sizeof properties[0])

static const mi_class *define(mi_schema *schema) {
  mi_element elements[COUNT];
  mi_class definition;
  const mi_class *class_;
  memset(elements, 0, sizeof elements);
  memset(&definition, 0, sizeof definition);
  for (size_t i = 0; i < COUNT; i++) {
    elements[i].name = properties[i].name;
    elements[i].name_length = (uint32_t)strlen(properties[i].name);
    elements[i].type = properties[i].type;
    elements[i].value = mi_value_null(properties[i].type);
  }
  definition.name = "T_Thing";
  definition.namespace_name = "root/test";
  definition.properties = elements;
  definition.property_count = COUNT;
  if (mi_schema_define(schema, &definition, &class_, NULL) != MI_OK) abort();
  return class_;
}

static mi_instance *fill(const mi_class *class_, mi_arena *arena) {
  mi_instance *instance = mi_instance_new(class_, false, arena);
  if (instance == NULL) abort();
  for (size_t i = 0; i < COUNT; i++) {
    const char *text = properties[i].text;
    if (text == NULL) continue;
    int at = mi_class_find(class_, properties[i].name, strlen(properties[i].name));
    mi_type type = properties[i].type;
    if (mi_value_parse(&instance->values[at], type, text, strlen(text), arena, NULL) != MI_OK) {
      abort();
    }
  }
  return instance;
}

static void ask(const char *text, size_t length, const mi_class *class_, const mi_limits *limits,
                mi_arena *arena, mi_error *error) {
  mi_wql *query;
  mi_result result = mi_wql_parse(&query, text, length, limits, arena, error);
  if (result == MI_OK) result = mi_wql_bind(query, class_, arena, error);
  if (result != MI_OK) {
    /* Every refusal has a story that says where. */
    bool told = result == MI_E_INVALID_QUERY || result == MI_E_LIMIT;
    if (!told || strncmp(mi_error_text(error), "at ", 3) != 0) abort();
    return;
  }
  bool matches = mi_wql_matches(query, fill(class_, arena));
  if (matches != mi_wql_matches(query, fill(class_, arena))) abort();
  mi_instance *nothing = mi_instance_new(class_, false, arena);
  if (nothing == NULL) abort();
  mi_wql_matches(query, nothing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const mi_allocator *allocator = mi_allocator_default();
  mi_limits limits;
  mi_error error;
  mi_arena arena;
  mi_schema *schema;
  mi_limits_default(&limits);
  mi_error_init(&error, allocator);
  mi_arena_init(&arena, allocator, limits.max_memory);
  if (mi_schema_new(&schema, allocator, &limits, NULL) != MI_OK) abort();
  /* A block of its own shows a read behind the end. */
  char *text = mi_alloc(allocator, size + (size == 0));
  if (text == NULL) abort();
  if (size > 0) memcpy(text, data, size);
  ask(text, size, define(schema), &limits, &arena, &error);
  mi_free(allocator, text);
  mi_schema_unref(schema);
  mi_arena_free(&arena);
  mi_error_clear(&error);
  return 0;
}
