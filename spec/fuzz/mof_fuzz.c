/* Any bytes as MOF source. What it defines is printed, and what was printed is read again: a class
 * must come out as it went in. What it creates is printed, found by its path, and deleted. */
#include <stdlib.h>
#include <string.h>

#include "protocol/local/mof.h"

#define SPACE "root/fuzz"
#define MOST ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static mi_repository *make(mi_limits *limits) {
  mi_repository *repository;
  mi_limits_default(limits);
  limits->max_depth = 32;
  if (mi_repository_new(&repository, mi_allocator_default(), limits, NULL) != MI_OK) abort();
  return repository;
}

/* Every refusal has a story with its place. */
static void check_story(mi_result result, const mi_error *error) {
  if (result == MI_OK) return;
  if (error->result != result) abort();
  if (result != MI_E_OUT_OF_MEMORY && strncmp(mi_error_text(error), "fuzz.mof:", 9) != 0) abort();
}

static const char *print(const mi_class *class_, mi_buffer *buffer) {
  mi_buffer_reset(buffer);
  return mi_class_print(class_, buffer) == MI_OK ? mi_buffer_text(buffer) : NULL;
}

/* The same classes, one by one, in a repository of their own. What only a qualifier's declaration
 * can say is lost on the way, so the first reading may differ; the second may not. */
static void print_and_read(mi_schema *schema) {
  mi_limits limits;
  mi_repository *second = make(&limits), *third = make(&limits);
  mi_buffer one, two;
  const mi_class *class_;
  mi_buffer_init(&one, mi_allocator_default(), MOST);
  mi_buffer_init(&two, mi_allocator_default(), MOST);
  for (uint32_t i = 0; (class_ = mi_schema_class(schema, i)) != NULL; i++) {
    const char *space = class_->namespace_name, *name = class_->name;
    if (print(class_, &one) == NULL) continue;
    if (mi_mof_compile(second, space, "1", one.data, one.length, NULL) != MI_OK) continue;
    class_ = mi_schema_find(mi_repository_schema(second), space, name);
    if (class_ == NULL) abort();
    if (print(class_, &one) == NULL) continue;
    if (mi_mof_compile(third, space, "2", one.data, one.length, NULL) != MI_OK) continue;
    class_ = mi_schema_find(mi_repository_schema(third), space, name);
    if (class_ == NULL || print(class_, &two) == NULL) abort();
    if (strcmp(mi_buffer_text(&one), mi_buffer_text(&two)) != 0) abort();
  }
  mi_buffer_free(&one);
  mi_buffer_free(&two);
  mi_repository_free(second);
  mi_repository_free(third);
}

static const mi_instance *find(mi_repository *repository, const mi_class *class_,
                               const mi_path *path) {
  const mi_instance *found = NULL;
  if (mi_repository_find(repository, class_, path, &found, NULL) != MI_OK) abort();
  return found;
}

static void walk(mi_repository *repository, const mi_class *class_, mi_arena *arena) {
  size_t cursor = 0, count = mi_repository_instance_count(repository, class_);
  const mi_instance *instance;
  mi_buffer text;
  mi_buffer_init(&text, mi_allocator_default(), MOST);
  for (; (instance = mi_repository_next(repository, class_, &cursor)) != NULL; count--) {
    const mi_path *shown = NULL;
    mi_path *path = NULL; /* of its own: what is shown is good until a change */
    mi_buffer_reset(&text);
    mi_instance_print(instance, &text);
    if (mi_instance_path(&shown, instance, arena, NULL) != MI_OK) abort();
    if (mi_path_copy(&path, shown, arena) != MI_OK) abort();
    if (find(repository, class_, path) != instance) abort();
    if (mi_repository_modify(repository, class_, path, instance, NULL) != MI_OK) abort();
    instance = find(repository, class_, path);
    if (instance == NULL) abort();
    if (mi_repository_delete(repository, class_, path, NULL) != MI_OK) abort();
    mi_arena_reset(arena);
  }
  if (count != 0) abort();
  mi_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const mi_class *class_;
  mi_limits limits;
  mi_error error;
  mi_arena arena;
  mi_repository *repository = make(&limits);
  mi_error_init(&error, mi_allocator_default());
  mi_arena_init(&arena, mi_allocator_default(), MOST);
  /* A block of its own shows a read behind the end. */
  char *text = malloc(size + (size == 0));
  if (text == NULL) abort();
  if (size > 0) memcpy(text, data, size);
  mi_result result = mi_mof_compile(repository, SPACE, "fuzz.mof", text, size, &error);
  free(text);
  check_story(result, &error);
  mi_schema *schema = mi_repository_schema(repository);
  print_and_read(schema);
  for (uint32_t i = 0; (class_ = mi_schema_class(schema, i)) != NULL; i++) {
    walk(repository, class_, &arena);
  }
  mi_repository_free(repository);
  mi_arena_free(&arena);
  mi_error_clear(&error);
  return 0;
}
