#include "protocol/local/repository.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "types/path.h"

/* ---- words ---- */

#define SPACE "root/test"

typedef struct world {
  mi_repository *repository;
  mi_error error;
  mi_arena arena;
  mi_buffer shown;
  const mi_class *thing;  /* [Key] uint32 Id; [Key] string Name; uint8 Size; string Tags[] */
  const mi_class *single; /* [Key] string Name; string Text */
  const mi_class *lonely; /* string Text */
  const mi_class *link;   /* [Key] T_Single REF From, To */
} world;

static const mi_qualifier key_qualifier = {
    .name = "Key", .value = {.type = MI_TYPE_BOOLEAN, .null = false, .as = {.boolean = true}}};

static mi_element element(const char *name, mi_type type, bool key) {
  mi_element made;
  memset(&made, 0, sizeof made);
  made.name = name;
  made.name_length = (uint32_t)strlen(name);
  made.type = type;
  made.value = mi_value_null(type);
  if (key) made.qualifiers = (mi_qualifiers){&key_qualifier, 1};
  return made;
}

static mi_result define(world *w, const mi_class **out, const char *name,
                        const mi_element *properties, uint32_t count,
                        const mi_qualifier *qualifier) {
  mi_class definition;
  memset(&definition, 0, sizeof definition);
  definition.name = name;
  definition.namespace_name = SPACE;
  definition.properties = properties;
  definition.property_count = count;
  if (qualifier != NULL) definition.qualifiers = (mi_qualifiers){qualifier, 1};
  return mi_schema_define(mi_repository_schema(w->repository), &definition, out, &w->error);
}

static mi_result define_all(world *w) {
  const mi_element thing[] = {element("Id", MI_TYPE_UINT32, true),
                              element("Name", MI_TYPE_STRING, true),
                              element("Size", MI_TYPE_UINT8, false),
                              element("Tags", MI_TYPE_STRING | MI_TYPE_ARRAY, false)};
  const mi_element single[] = {element("Name", MI_TYPE_STRING, true),
                               element("Text", MI_TYPE_STRING, false)};
  const mi_element link[] = {element("From", MI_TYPE_REFERENCE, true),
                             element("To", MI_TYPE_REFERENCE, true)};
  mi_result result = define(w, &w->thing, "T_Thing", thing, 4, NULL);
  if (result == MI_OK) result = define(w, &w->single, "T_Single", single, 2, NULL);
  if (result == MI_OK) result = define(w, &w->lonely, "T_Lonely", single + 1, 1, NULL);
  if (result == MI_OK) result = define(w, &w->link, "T_Link", link, 2, NULL);
  return result;
}

static mi_result make_with(world *w, const mi_allocator *allocator) {
  memset(w, 0, sizeof *w);
  mi_error_init(&w->error, allocator);
  mi_arena_init(&w->arena, allocator, (size_t)1 << 24);
  mi_buffer_init(&w->shown, allocator, (size_t)1 << 20);
  mi_result result = mi_repository_new(&w->repository, allocator, NULL, &w->error);
  return result == MI_OK ? define_all(w) : result;
}

static void make(world *w) { CHECK_INT(make_with(w, mi_allocator_default()), MI_OK); }

static void drop(world *w) {
  mi_repository_free(w->repository);
  mi_buffer_free(&w->shown);
  mi_arena_free(&w->arena);
  mi_error_clear(&w->error);
}

/* An instance of the class with values read from `texts`; NULL leaves one out. */
static mi_instance *instance_of(world *w, const mi_class *class_, const char *const *texts) {
  mi_instance *instance = mi_instance_new(class_, true, &w->arena);
  for (uint32_t i = 0; instance != NULL && i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    if (mi_type_is_array(property->type) || texts[i] == NULL) continue;
    if (mi_value_parse(&instance->values[i], property->type, texts[i], strlen(texts[i]), &w->arena,
                       &w->error) != MI_OK) {
      return NULL;
    }
  }
  return instance;
}

static mi_instance *thing(world *w, const char *id, const char *name, const char *size) {
  const char *const texts[] = {id, name, size, NULL};
  return instance_of(w, w->thing, texts);
}

static mi_instance *single(world *w, const char *name, const char *text) {
  const char *const texts[] = {name, text};
  return instance_of(w, w->single, texts);
}

static mi_result create(world *w, const mi_instance *instance) {
  const mi_instance *stored = NULL;
  if (instance == NULL) return MI_E_OUT_OF_MEMORY;
  mi_error_clear(&w->error);
  mi_result result = mi_repository_create(w->repository, instance, &stored, &w->error);
  if (result == MI_OK) CHECK(stored != instance);
  return result;
}

static const mi_path *path_of(world *w, const char *text) {
  mi_path *path = NULL;
  mi_error_clear(&w->error);
  mi_path_parse(&path, text, strlen(text), &w->arena, &w->error);
  return path;
}

static const mi_instance *find(world *w, const mi_class *class_, const char *path) {
  const mi_instance *found = NULL;
  mi_result result =
      mi_repository_find(w->repository, class_, path_of(w, path), &found, &w->error);
  CHECK(result == MI_OK || (result == w->error.result && found == NULL));
  return found;
}

/* The names of what is met from the cursor on, "a b c". */
static const char *walk(world *w, size_t cursor) {
  const mi_instance *instance;
  mi_buffer_reset(&w->shown);
  while ((instance = mi_repository_next(w->repository, w->single, &cursor)) != NULL) {
    if (w->shown.length > 0) mi_buffer_append_char(&w->shown, ' ');
    mi_buffer_append_text(&w->shown, instance->values[0].as.text);
  }
  return mi_buffer_text(&w->shown);
}

/* ---- creating and finding ---- */

static void a_stored_instance_is_a_copy(void) {
  world w;
  make(&w);
  CHECK_INT(create(&w, thing(&w, "5", "five", "9")), MI_OK);
  mi_arena_reset(&w.arena);
  const mi_instance *found = find(&w, w.thing, "T_Thing.Id=5,Name=\"five\"");
  if (CHECK(found != NULL)) CHECK_INT(mi_instance_get(found, "size")->as.natural, 9);
  CHECK_INT(mi_repository_instance_count(w.repository, w.thing), 1);
  drop(&w);
}

static void keys_are_found_in_any_order_case_and_type(void) {
  world w;
  make(&w);
  CHECK_INT(create(&w, thing(&w, "5", "five", NULL)), MI_OK);
  CHECK(find(&w, w.thing, "t_thing.name=\"five\",ID=\"5\"") != NULL);
  CHECK(find(&w, w.thing, "T_Thing.Id=5,Name=\"Five\"") == NULL);
  CHECK(find(&w, w.thing, "T_Thing.Id=6,Name=\"five\"") == NULL);
  CHECK(find(&w, w.thing, "T_Thing.Id=5") == NULL);
  CHECK(find(&w, w.single, "T_Thing.Id=5,Name=\"five\"") == NULL);
  drop(&w);
}

static void define_single_in(world *w, const char *namespace_name) {
  const mi_element name = element("Name", MI_TYPE_STRING, true);
  const mi_class *made;
  mi_class definition;
  memset(&definition, 0, sizeof definition);
  definition.name = "T_Single";
  definition.namespace_name = namespace_name;
  definition.properties = &name;
  definition.property_count = 1;
  CHECK_INT(mi_schema_define(mi_repository_schema(w->repository), &definition, &made, &w->error),
            MI_OK);
}

static void references_are_keys(void) {
  static const char *const ends[] = {"T_Single.Name=\"a\"", "T_Single.Name=\"b\""};
  static const char *const again[] = {"t_single=\"a\"", "T_Single.name=\"b\""};
  static const char *const said[] = {"\\ROOT\\Test:T_Single=\"a\"", "root/test:T_Single=\"b\""};
  static const char *const elsewhere[] = {"T_Single.Name=\"a\"", "root/b:T_Single.Name=\"b\""};
  world w;
  make(&w);
  CHECK_INT(create(&w, instance_of(&w, w.link, ends)), MI_OK);
  CHECK_INT(create(&w, instance_of(&w, w.link, ends)), MI_E_ALREADY_EXISTS);
  CHECK_INT(create(&w, instance_of(&w, w.link, again)), MI_E_ALREADY_EXISTS);
  CHECK_INT(create(&w, instance_of(&w, w.link, said)), MI_E_ALREADY_EXISTS);
  CHECK(find(&w, w.link, "T_Link.To=\"T_Single='b'\",From=\"//h/root/test:T_Single='a'\"") != NULL);
  CHECK(find(&w, w.link, "T_Link.To=\"root/b:T_Single='b'\",From=\"T_Single='a'\"") == NULL);
  CHECK_INT(create(&w, instance_of(&w, w.link, elsewhere)), MI_E_INVALID_CLASS);
  define_single_in(&w, "root/b");
  CHECK_INT(create(&w, instance_of(&w, w.link, elsewhere)), MI_OK);
  CHECK_INT(mi_repository_instance_count(w.repository, w.link), 2);
  CHECK(find(&w, w.link, "T_Link.To=\"Root/B:T_Single.Name='b'\",From=\"T_Single='a'\"") != NULL);
  drop(&w);
}

static void creating_twice_is_refused(void) {
  world w;
  make(&w);
  CHECK_INT(create(&w, thing(&w, "5", "five", NULL)), MI_OK);
  CHECK_INT(create(&w, thing(&w, "5", "five", "1")), MI_E_ALREADY_EXISTS);
  CHECK_TEXT(mi_error_text(&w.error), "T_Thing.Id=5,Name=\"five\" exists already");
  CHECK_INT(mi_repository_instance_count(w.repository, w.thing), 1);
  drop(&w);
}

static void keys_must_be_set(void) {
  world w;
  make(&w);
  CHECK_INT(create(&w, thing(&w, "5", NULL, NULL)), MI_E_INVALID_PARAMETER);
  CHECK_TEXT(mi_error_text(&w.error), "the key Name of T_Thing is not set");
  drop(&w);
}

static void a_class_without_keys_has_one_instance(void) {
  static const char *const texts[] = {"hello"};
  world w;
  make(&w);
  CHECK_INT(create(&w, instance_of(&w, w.lonely, texts)), MI_OK);
  CHECK_INT(create(&w, instance_of(&w, w.lonely, texts)), MI_E_ALREADY_EXISTS);
  const mi_instance *found = find(&w, w.lonely, "T_Lonely=@");
  if (CHECK(found != NULL)) CHECK(found->path != NULL && found->path->singleton);
  CHECK(find(&w, w.lonely, "T_Lonely") == found);
  drop(&w);
}

static void foreign_and_abstract_classes_are_refused(void) {
  static const mi_qualifier abstract_ = {
      .name = "Abstract", .value = {.type = MI_TYPE_BOOLEAN, .as = {.boolean = true}}};
  const mi_element name = element("Name", MI_TYPE_STRING, true);
  const bool keep[] = {true, false};
  const mi_class *abstract = NULL, *projected = NULL;
  world w, other;
  make(&w);
  make(&other);
  CHECK_INT(define(&w, &abstract, "T_Abstract", &name, 1, &abstract_), MI_OK);
  CHECK_INT(mi_schema_project(mi_repository_schema(w.repository), w.single, NULL, keep, &projected,
                              &w.error),
            MI_OK);
  CHECK_INT(create(&w, mi_instance_new(abstract, false, &w.arena)), MI_E_INVALID_CLASS);
  CHECK_TEXT(mi_error_text(&w.error),
             "the class T_Abstract is abstract: it has no instances of its own");
  CHECK_INT(create(&w, mi_instance_new(projected, false, &w.arena)), MI_E_INVALID_CLASS);
  CHECK_INT(create(&w, single(&other, "a", NULL)), MI_E_INVALID_CLASS);
  CHECK_TEXT(mi_error_text(&w.error), "the class T_Single is not of this repository");
  CHECK(find(&w, other.single, "T_Single=\"a\"") == NULL);
  CHECK_INT(mi_repository_instance_count(w.repository, other.single), 0);
  drop(&w);
  drop(&other);
}

static void where_an_instance_came_from_is_forgotten(void) {
  world w;
  make(&w);
  mi_instance *given = single(&w, "a", NULL);
  given->host = "far";
  given->namespace_name = "root/elsewhere";
  given->path = path_of(&w, "//far/x:T_Single.Name=\"other\"");
  CHECK_INT(create(&w, given), MI_OK);
  const mi_instance *found = find(&w, w.single, "T_Single=\"a\"");
  if (CHECK(found != NULL)) {
    CHECK(found->host == NULL && found->namespace_name == NULL && found->path == NULL);
  }
  drop(&w);
}

/* ---- walking ---- */

static void a_walk_meets_instances_in_order_of_creation(void) {
  world w;
  make(&w);
  CHECK_TEXT(walk(&w, 0), "");
  create(&w, single(&w, "b", NULL));
  create(&w, single(&w, "a", NULL));
  create(&w, single(&w, "c", NULL));
  CHECK_TEXT(walk(&w, 0), "b a c");
  drop(&w);
}

static void a_cursor_stays_good_while_instances_come_and_go(void) {
  world w;
  size_t cursor = 0;
  char name[20];
  make(&w);
  create(&w, single(&w, "gone", NULL));
  create(&w, single(&w, "here", NULL));
  CHECK(mi_repository_next(w.repository, w.single, &cursor) != NULL);
  mi_repository_delete(w.repository, w.single, path_of(&w, "T_Single=\"gone\""), &w.error);
  for (int i = 0; i < 1000; i++) { /* enough to close all holes many times */
    snprintf(name, sizeof name, "%d", i);
    CHECK_INT(create(&w, single(&w, name, NULL)), MI_OK);
    mi_path path = {NULL, NULL, "T_Single", &(mi_key){"Name", mi_value_text(name, strlen(name))},
                    1, false};
    CHECK_INT(mi_repository_delete(w.repository, w.single, &path, &w.error), MI_OK);
  }
  create(&w, single(&w, "new", NULL));
  CHECK_TEXT(walk(&w, cursor), "here new");
  CHECK_TEXT(walk(&w, 0), "here new");
  drop(&w);
}

static void a_walk_may_delete_what_it_meets(void) {
  world w;
  size_t cursor = 0, count = 0;
  char name[20];
  const mi_instance *instance;
  make(&w);
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "%d", i);
    create(&w, single(&w, name, NULL));
  }
  while ((instance = mi_repository_next(w.repository, w.single, &cursor)) != NULL) {
    const mi_path *path = NULL;
    count++;
    CHECK_INT(mi_instance_path(&path, instance, &w.arena, &w.error), MI_OK);
    CHECK_INT(mi_repository_delete(w.repository, w.single, path, &w.error), MI_OK);
  }
  CHECK_INT(count, 100);
  CHECK_INT(mi_repository_instance_count(w.repository, w.single), 0);
  drop(&w);
}

/* ---- changing ---- */

static mi_result modify(world *w, const char *path, const mi_instance *changes) {
  const mi_path *parsed = path_of(w, path);
  return mi_repository_modify(w->repository, w->thing, parsed, changes, &w->error);
}

static void modify_sets_the_properties_that_are_given(void) {
  const mi_element size[] = {element("SIZE", MI_TYPE_SINT64, false),
                             element("Id", MI_TYPE_STRING, false)};
  static const char *const texts[] = {"7", "5"};
  const mi_class *shape = NULL;
  world w;
  make(&w);
  create(&w, thing(&w, "5", "five", "9"));
  create(&w, thing(&w, "6", "six", "9"));
  mi_schema_shape(mi_repository_schema(w.repository), SPACE, "T_Thing", size, 2, &shape, &w.error);
  CHECK_INT(modify(&w, "T_Thing.Id=5,Name=\"five\"", instance_of(&w, shape, texts)), MI_OK);
  const mi_instance *found = find(&w, w.thing, "T_Thing.Id=5,Name=\"five\"");
  CHECK_INT(mi_instance_get(found, "Size")->type, MI_TYPE_UINT8);
  CHECK_INT(mi_instance_get(found, "Size")->as.natural, 7);
  CHECK_TEXT(mi_instance_get(found, "Name")->as.text, "five");
  CHECK_INT(mi_repository_instance_count(w.repository, w.thing), 2);
  size_t cursor = 0; /* its place in the order is kept */
  CHECK(mi_repository_next(w.repository, w.thing, &cursor) == found);
  drop(&w);
}

static void modify_sets_NULL_but_leaves_keys(void) {
  world w;
  make(&w);
  create(&w, thing(&w, "5", "five", "9"));
  CHECK_INT(modify(&w, "T_Thing.Id=5,Name=\"five\"", thing(&w, NULL, NULL, NULL)), MI_OK);
  const mi_instance *found = find(&w, w.thing, "T_Thing.Id=5,Name=\"five\"");
  CHECK(mi_instance_get(found, "Size")->null);
  drop(&w);
}

static void modify_refuses_what_does_not_fit(void) {
  const mi_element odd[] = {element("Odd", MI_TYPE_STRING, false)};
  const mi_element size[] = {element("Size", MI_TYPE_STRING, false)};
  static const char *const texts[] = {"many"};
  const mi_class *odd_shape = NULL, *size_shape = NULL;
  const char *path = "T_Thing.Id=5,Name=\"five\"";
  world w;
  make(&w);
  mi_schema *schema = mi_repository_schema(w.repository);
  create(&w, thing(&w, "5", "five", "9"));
  mi_schema_shape(schema, SPACE, "X", odd, 1, &odd_shape, &w.error);
  mi_schema_shape(schema, SPACE, "X", size, 1, &size_shape, &w.error);
  CHECK_INT(modify(&w, path, instance_of(&w, odd_shape, texts)), MI_E_NO_SUCH_PROPERTY);
  CHECK_INT(modify(&w, path, instance_of(&w, size_shape, texts)), MI_E_TYPE_MISMATCH);
  CHECK_INT(modify(&w, path, thing(&w, "6", NULL, NULL)), MI_E_INVALID_PARAMETER);
  CHECK_TEXT(mi_error_text(&w.error), "the key Id of T_Thing cannot be changed");
  CHECK_INT(modify(&w, "T_Thing.Id=7,Name=\"five\"", thing(&w, NULL, NULL, "1")), MI_E_NOT_FOUND);
  CHECK_INT(mi_instance_get(find(&w, w.thing, path), "Size")->as.natural, 9);
  drop(&w);
}

static void what_was_deleted_is_gone_and_can_come_again(void) {
  world w;
  make(&w);
  create(&w, single(&w, "a", "old"));
  CHECK_INT(mi_repository_delete(w.repository, w.single, path_of(&w, "T_Single=\"a\""), &w.error),
            MI_OK);
  CHECK(find(&w, w.single, "T_Single=\"a\"") == NULL);
  CHECK_INT(mi_repository_delete(w.repository, w.single, path_of(&w, "T_Single=\"a\""), &w.error),
            MI_E_NOT_FOUND);
  CHECK_HAS(mi_error_text(&w.error), "T_Single=\"a\"");
  CHECK_INT(create(&w, single(&w, "a", "new")), MI_OK);
  CHECK_TEXT(mi_instance_get(find(&w, w.single, "T_Single=\"a\""), "Text")->as.text, "new");
  drop(&w);
}

/* ---- paths ---- */

static const char *resolved(world *w, const mi_class *class_, const char *text) {
  const mi_path *path = NULL, *given = path_of(w, text);
  mi_result result = mi_repository_resolve_path(&path, class_, given, &w->arena, &w->error);
  if (result != MI_OK) {
    CHECK_INT(result, MI_E_INVALID_PARAMETER);
    return mi_error_text(&w->error);
  }
  mi_buffer_reset(&w->shown);
  mi_path_print(path, false, &w->shown);
  return mi_buffer_text(&w->shown);
}

static void a_path_takes_the_form_of_its_class(void) {
  world w;
  make(&w);
  CHECK_TEXT(resolved(&w, w.thing, "a/b:t_thing.NAME=\"x\",id=\"5\""),
             "a/b:T_Thing.Id=5,Name=\"x\"");
  CHECK_TEXT(resolved(&w, w.single, "T_Base=5"), "T_Single.Name=\"5\"");
  CHECK_TEXT(resolved(&w, w.lonely, "T_Lonely"), "T_Lonely=@");
  CHECK_TEXT(resolved(&w, w.thing, "T_Thing.Id=5"), "the key Name of T_Thing is missing");
  CHECK_TEXT(resolved(&w, w.thing, "T_Thing"), "the key Id of T_Thing is missing");
  CHECK_TEXT(resolved(&w, w.thing, "T_Thing=5"),
             "T_Thing has 2 keys: a value needs the name of its key");
  CHECK_TEXT(resolved(&w, w.thing, "T_Thing.Size=5,Name=\"x\""), "T_Thing has no key Size");
  CHECK_TEXT(resolved(&w, w.lonely, "T_Lonely.Odd=5"), "T_Lonely has no key Odd");
  CHECK_HAS(resolved(&w, w.thing, "T_Thing.Id=-5,Name=\"x\""), "the key Id of T_Thing: ");
  drop(&w);
}

static void a_key_given_twice_is_refused(void) {
  const mi_key keys[] = {{"Name", mi_value_text("a", 1)}, {"name", mi_value_text("b", 1)}};
  const mi_path given = {NULL, NULL, "T_Single", keys, 2, false};
  const mi_path *path = NULL;
  world w;
  make(&w);
  CHECK_INT(mi_repository_resolve_path(&path, w.single, &given, &w.arena, &w.error),
            MI_E_INVALID_PARAMETER);
  CHECK_TEXT(mi_error_text(&w.error), "a key of T_Single is given twice");
  drop(&w);
}

/* ---- memory ---- */

static void what_instances_take_is_counted(void) {
  static const char long_text[] = "a text that is quite a bit longer than the one there was before";
  world w;
  make(&w);
  size_t empty = mi_repository_memory(w.repository);
  CHECK(empty >= mi_schema_memory(mi_repository_schema(w.repository)));
  CHECK_INT(create(&w, single(&w, "a", "text")), MI_OK);
  size_t one = mi_repository_memory(w.repository);
  CHECK(one > empty + strlen("text"));
  CHECK_INT(create(&w, single(&w, "a", "text")), MI_E_ALREADY_EXISTS);
  CHECK_INT(mi_repository_memory(w.repository), one);
  const mi_path *path = path_of(&w, "T_Single.Name=\"a\"");
  CHECK_INT(mi_repository_modify(w.repository, w.single, path, single(&w, NULL, long_text),
                                 &w.error), MI_OK);
  CHECK(mi_repository_memory(w.repository) >= one + strlen(long_text) - strlen("text") - 8);
  CHECK_INT(mi_repository_modify(w.repository, w.single, path, single(&w, NULL, "text"), &w.error),
            MI_OK);
  CHECK_INT(mi_repository_memory(w.repository), one);
  CHECK_INT(mi_repository_delete(w.repository, w.single, path, &w.error), MI_OK);
  CHECK_INT(mi_repository_memory(w.repository), empty);
  drop(&w);
}

static mi_result change_all(world *w) {
  mi_result result = MI_OK;
  char name[20];
  for (int i = 0; result == MI_OK && i < 20; i++) {
    snprintf(name, sizeof name, "%d", i);
    result = create(w, single(w, name, "text"));
  }
  const mi_path *path = path_of(w, "T_Single.Name=\"7\"");
  const mi_instance *changes = single(w, NULL, "a longer text than there was");
  if (path == NULL || changes == NULL) return MI_E_OUT_OF_MEMORY;
  if (result == MI_OK) {
    result = mi_repository_modify(w->repository, w->single, path, changes, &w->error);
  }
  if (result == MI_OK) result = mi_repository_delete(w->repository, w->single, path, &w->error);
  return result;
}

static mi_result scenario(const mi_allocator *allocator) {
  world w;
  mi_result result = make_with(&w, allocator);
  if (result == MI_OK) result = change_all(&w);
  drop(&w);
  return result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(a_stored_instance_is_a_copy);
  RUN(keys_are_found_in_any_order_case_and_type);
  RUN(references_are_keys);
  RUN(creating_twice_is_refused);
  RUN(keys_must_be_set);
  RUN(a_class_without_keys_has_one_instance);
  RUN(foreign_and_abstract_classes_are_refused);
  RUN(where_an_instance_came_from_is_forgotten);
  RUN(a_walk_meets_instances_in_order_of_creation);
  RUN(a_cursor_stays_good_while_instances_come_and_go);
  RUN(a_walk_may_delete_what_it_meets);
  RUN(modify_sets_the_properties_that_are_given);
  RUN(modify_sets_NULL_but_leaves_keys);
  RUN(modify_refuses_what_does_not_fit);
  RUN(what_was_deleted_is_gone_and_can_come_again);
  RUN(a_path_takes_the_form_of_its_class);
  RUN(a_key_given_twice_is_refused);
  RUN(what_instances_take_is_counted);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
