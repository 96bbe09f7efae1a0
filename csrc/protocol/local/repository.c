#include "protocol/local/repository.h"

#include <string.h>

#include "base/map.h"
#include "protocol/local/integrity.h"
#include "protocol/local/lookup.h"

#define PATH_SHOWN ((size_t)1024) /* most bytes of a path in an error */

/* One block for each instance: this, and behind it a fixed arena with the instance and its key. */
typedef struct stored {
  mi_instance *instance;
  const char *key; /* the canonical path */
  size_t key_length;
  size_t size; /* of the block */
} stored;

struct mi_repository {
  const mi_allocator *allocator;
  mi_limits limits;
  mi_schema *schema;
  /* By number of the class, NULL where there are no instances: canonical path -> stored. The
   * cursors of a map stay good while entries come and go, and so do ours. */
  mi_map **collections;
  uint32_t collection_count;
  size_t memory;    /* of the blocks */
  mi_arena scratch; /* of one call */
  mi_buffer key;    /* likewise */
};

mi_result mi_repository_new(mi_repository **out, const mi_allocator *allocator,
                            const mi_limits *limits, mi_error *error) {
  mi_repository *repository = mi_alloc_zero(allocator, sizeof *repository);
  if (repository == NULL) return mi_error_out_of_memory(error);
  repository->allocator = allocator;
  if (limits != NULL) {
    repository->limits = *limits;
  } else {
    mi_limits_default(&repository->limits);
  }
  mi_arena_init(&repository->scratch, allocator, repository->limits.max_memory);
  mi_buffer_init(&repository->key, allocator, repository->limits.max_memory);
  if (mi_schema_new(&repository->schema, allocator, &repository->limits, NULL) != MI_OK) {
    mi_repository_free(repository);
    return mi_error_out_of_memory(error);
  }
  *out = repository;
  return MI_OK;
}

static void free_collection(const mi_repository *repository, mi_map *collection) {
  const mi_map_entry *entry;
  size_t cursor = 0;
  while ((entry = mi_map_next(collection, &cursor)) != NULL) {
    mi_free(repository->allocator, entry->value);
  }
  mi_map_free(collection);
  mi_free(repository->allocator, collection);
}

void mi_repository_free(mi_repository *repository) {
  if (repository == NULL) return;
  for (uint32_t i = 0; i < repository->collection_count; i++) {
    if (repository->collections[i] != NULL) free_collection(repository, repository->collections[i]);
  }
  mi_free(repository->allocator, repository->collections);
  mi_schema_unref(repository->schema);
  mi_buffer_free(&repository->key);
  mi_arena_free(&repository->scratch);
  mi_free(repository->allocator, repository);
}

mi_schema *mi_repository_schema(mi_repository *repository) { return repository->schema; }

const mi_allocator *mi_repository_allocator(const mi_repository *repository) {
  return repository->allocator;
}

const mi_limits *mi_repository_limits(const mi_repository *repository) {
  return &repository->limits;
}

size_t mi_repository_memory(const mi_repository *repository) {
  return mi_schema_memory(repository->schema) + repository->memory;
}

/* ---- collections ---- */

/* NULL: no instance of the class was ever created. */
static mi_map *find_collection(const mi_repository *repository, const mi_class *class_) {
  if (class_->schema != repository->schema) return NULL;
  return class_->number < repository->collection_count ? repository->collections[class_->number]
                                                       : NULL;
}

static mi_result make_room(mi_repository *repository, uint32_t number) {
  uint32_t old = repository->collection_count;
  if (number < old) return MI_OK;
  uint32_t count = mi_schema_count(repository->schema);
  if (count < old + old / 2) count = old + old / 2;
  mi_map **collections = mi_resize(repository->allocator, repository->collections,
                                   count * sizeof(mi_map *));
  if (collections == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = old; i < count; i++) collections[i] = NULL;
  repository->collections = collections;
  repository->collection_count = count;
  return MI_OK;
}

/* NULL: no memory. */
static mi_map *make_collection(mi_repository *repository, const mi_class *class_) {
  mi_map *collection = find_collection(repository, class_);
  if (collection != NULL) return collection;
  if (make_room(repository, class_->number) != MI_OK) return NULL;
  collection = mi_alloc_zero(repository->allocator, sizeof *collection);
  if (collection == NULL) return NULL;
  mi_map_init(collection, repository->allocator, false);
  repository->collections[class_->number] = collection;
  return collection;
}

/* The last step of what works in the scratch arena: its limit is told by name. */
static mi_result finish(const mi_repository *repository, mi_result result, mi_error *error) {
  if (result != MI_E_OUT_OF_MEMORY || !repository->scratch.full) return result;
  return mi_error_set(error, MI_E_LIMIT, "an instance takes more than max_memory (%zu) bytes",
                      repository->scratch.limit);
}

/* ---- keys and blocks ---- */

/* Leaves the canonical text of the path in repository->key. */
static mi_result make_key(mi_repository *repository, const mi_path *path, mi_error *error) {
  mi_buffer_reset(&repository->key);
  mi_result result = mi_path_canonical(path, &repository->key);
  if (result == MI_OK) return MI_OK;
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  return mi_error_set(error, result, "the keys of %s are too large or too deep", path->class_name);
}

static stored *find_stored(const mi_repository *repository, const mi_map *collection) {
  if (collection == NULL) return NULL;
  return mi_map_get(collection, mi_buffer_text(&repository->key), repository->key.length);
}

static mi_result block_failed(mi_result result, const mi_instance *instance, mi_error *error) {
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  return mi_error_set(error, result, "an instance of %s is nested too deep (max_depth)",
                      instance->class_->name);
}

/* A block of the instance and of repository->key. */
static mi_result make_block(stored **out, const mi_repository *repository,
                            const mi_instance *instance, mi_error *error) {
  size_t head = mi_arena_cost(sizeof(stored));
  size_t key = mi_arena_cost(repository->key.length + 1);
  size_t size = mi_instance_copy_size(instance) + key;
  stored *block = mi_alloc(repository->allocator, head + size);
  if (block == NULL) return mi_error_out_of_memory(error);
  mi_arena arena;
  mi_arena_init_block(&arena, (char *)block + head, size);
  block->size = head + size;
  block->key_length = repository->key.length;
  block->key = mi_arena_text(&arena, mi_buffer_text(&repository->key), block->key_length);
  mi_result result = MI_E_OUT_OF_MEMORY;
  if (block->key != NULL) result = mi_instance_copy(&block->instance, instance, &arena);
  if (result == MI_OK) {
    *out = block;
    return MI_OK;
  }
  mi_free(repository->allocator, block);
  return block_failed(result, instance, error);
}

/* It is in no collection any more. */
static void drop_block(mi_repository *repository, stored *block) {
  repository->memory -= block->size;
  mi_free(repository->allocator, block);
}

/* ---- creating ---- */

static mi_result check_class(const mi_repository *repository, const mi_class *class_,
                             mi_error *error) {
  if (class_->schema != repository->schema || !mi_schema_defined(class_)) {
    return mi_error_set(error, MI_E_INVALID_CLASS, "the class %s is not of this repository",
                        class_->name);
  }
  if (class_->flags & MI_CLASS_ABSTRACT) {
    return mi_error_set(error, MI_E_INVALID_CLASS,
                        "the class %s is abstract: it has no instances of its own", class_->name);
  }
  return MI_OK;
}

static mi_result check_keys(const mi_instance *instance, mi_error *error) {
  const mi_class *class_ = instance->class_;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    if ((property->flags & MI_ELEMENT_KEY) == 0 || !instance->values[i].null) continue;
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "the key %s of %s is not set",
                        property->name, class_->name);
  }
  return MI_OK;
}

static mi_result already_exists(mi_repository *repository, const mi_path *path, mi_error *error) {
  mi_buffer text;
  mi_buffer_init(&text, repository->allocator, PATH_SHOWN);
  mi_result result = mi_path_print(path, true, &text);
  if (result == MI_E_OUT_OF_MEMORY) {
    mi_error_out_of_memory(error);
  } else {
    result = mi_error_set(error, MI_E_ALREADY_EXISTS, "%s exists already",
                          result == MI_OK ? mi_buffer_text(&text) : path->class_name);
  }
  mi_buffer_free(&text);
  return result;
}

static mi_result add_block(mi_repository *repository, const mi_instance *instance,
                           const mi_instance **out, mi_error *error) {
  stored *block = NULL;
  mi_map *collection = make_collection(repository, instance->class_);
  if (collection == NULL) return mi_error_out_of_memory(error);
  mi_result result = make_block(&block, repository, instance, error);
  if (result != MI_OK) return result;
  if (mi_map_set(collection, block->key, block->key_length, block) != MI_OK) {
    mi_free(repository->allocator, block);
    return mi_error_out_of_memory(error);
  }
  repository->memory += block->size;
  if (out != NULL) *out = block->instance;
  return MI_OK;
}

static bool has_reference_key(const mi_class *class_) {
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    if ((property->flags & MI_ELEMENT_KEY) && property->type == MI_TYPE_REFERENCE) return true;
  }
  return false;
}

mi_result mi_repository_create(mi_repository *repository, const mi_instance *instance,
                               const mi_instance **out, mi_error *error) {
  const mi_class *class_ = instance->class_;
  mi_result result = check_class(repository, class_, error);
  if (result == MI_OK) result = check_keys(instance, error);
  if (result != MI_OK) return result;
  /* Where it came from is forgotten: it is here now. */
  mi_instance bare = {class_, NULL, NULL, NULL, instance->values};
  mi_path singleton = {NULL, class_->namespace_name, class_->name, NULL, 0, true};
  if (class_->key_count == 0) bare.path = &singleton;
  const mi_path *path = NULL;
  mi_arena_reset(&repository->scratch);
  result = mi_integrity_check_all(&bare, &repository->scratch, error);
  if (result == MI_OK) result = mi_instance_path(&path, &bare, &repository->scratch, error);
  const mi_path *settled = path;
  if (result == MI_OK && has_reference_key(class_)) {
    result = mi_repository_resolve_path(&settled, class_, path, &repository->scratch, error);
  }
  if (result == MI_OK) result = make_key(repository, settled, error);
  if (result != MI_OK) return finish(repository, result, error);
  if (find_stored(repository, find_collection(repository, class_)) != NULL) {
    return already_exists(repository, path, error);
  }
  return add_block(repository, &bare, out, error);
}

/* ---- finding ---- */

static mi_result find_by_path(mi_repository *repository, const mi_class *class_,
                              const mi_path *path, stored **out, mi_error *error) {
  const mi_path *resolved = NULL;
  const mi_map *collection = find_collection(repository, class_);
  *out = NULL;
  if (collection == NULL) return MI_OK;
  mi_arena_reset(&repository->scratch);
  mi_result result =
      mi_repository_resolve_path(&resolved, class_, path, &repository->scratch, error);
  if (result == MI_OK) result = make_key(repository, resolved, error);
  if (result == MI_OK) *out = find_stored(repository, collection);
  return finish(repository, result, error);
}

/* As find_by_path, but not to be there is an error. */
static mi_result get_by_path(mi_repository *repository, const mi_class *class_,
                             const mi_path *path, stored **out, mi_error *error) {
  mi_result result = find_by_path(repository, class_, path, out, error);
  if (result != MI_OK || *out != NULL) return result;
  return mi_lookup_not_found(path, repository->allocator, error);
}

mi_result mi_repository_find(mi_repository *repository, const mi_class *class_,
                             const mi_path *path, const mi_instance **out, mi_error *error) {
  stored *block = NULL;
  mi_result result = find_by_path(repository, class_, path, &block, error);
  *out = block != NULL ? block->instance : NULL;
  return result;
}

size_t mi_repository_instance_count(const mi_repository *repository, const mi_class *class_) {
  const mi_map *collection = find_collection(repository, class_);
  return collection != NULL ? collection->count : 0;
}

const mi_instance *mi_repository_next(mi_repository *repository, const mi_class *class_,
                                      size_t *cursor) {
  const mi_map *collection = find_collection(repository, class_);
  const mi_map_entry *entry = collection != NULL ? mi_map_next(collection, cursor) : NULL;
  return entry != NULL ? ((const stored *)entry->value)->instance : NULL;
}

/* ---- changing ---- */

static bool same_key(const mi_element *property, const mi_value *a, const mi_value *b) {
  const mi_key a_key = {property->name, *a}, b_key = {property->name, *b};
  const mi_path a_path = {NULL, NULL, "", &a_key, 1, false};
  const mi_path b_path = {NULL, NULL, "", &b_key, 1, false};
  return mi_path_same_keys(&a_path, &b_path);
}

/* `instance` has values of its own, which may point into the stored ones. A key that is NULL among
 * the changes was not given. */
static mi_result change_property(mi_instance *instance, const char *name, const mi_value *value,
                                 mi_arena *arena, mi_error *error) {
  const mi_class *class_ = instance->class_;
  int index = mi_class_find(class_, name, strlen(name));
  const mi_element *property = index >= 0 ? &class_->properties[index] : NULL;
  if (property == NULL || (property->flags & MI_ELEMENT_KEY) == 0) {
    mi_result result = mi_instance_set(instance, name, value, arena, error);
    return result == MI_OK ? mi_integrity_check(instance, (uint32_t)index, arena, error) : result;
  }
  if (value->null || same_key(property, value, &instance->values[index])) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "the key %s of %s cannot be changed",
                      property->name, class_->name);
}

static mi_result change_all(mi_instance *instance, const mi_instance *changes, mi_arena *arena,
                            mi_error *error) {
  mi_result result = MI_OK;
  for (uint32_t i = 0; result == MI_OK && i < changes->class_->property_count; i++) {
    result = change_property(instance, changes->class_->properties[i].name, &changes->values[i],
                             arena, error);
  }
  return result;
}

mi_result mi_repository_modify(mi_repository *repository, const mi_class *class_,
                               const mi_path *path, const mi_instance *changes, mi_error *error) {
  stored *block = NULL;
  mi_result result = get_by_path(repository, class_, path, &block, error);
  if (result != MI_OK) return result;
  mi_instance *changed = mi_instance_new(class_, false, &repository->scratch);
  if (changed == NULL) return finish(repository, mi_error_out_of_memory(error), error);
  changed->path = block->instance->path;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    changed->values[i] = block->instance->values[i];
  }
  result = change_all(changed, changes, &repository->scratch, error);
  if (result != MI_OK) return finish(repository, result, error);
  stored *replacement = NULL;
  result = make_block(&replacement, repository, changed, error);
  if (result != MI_OK) return result;
  /* Replacing an entry allocates nothing, and makes the new block's key that of the entry. */
  mi_map_set(find_collection(repository, class_), replacement->key, replacement->key_length,
             replacement);
  repository->memory += replacement->size;
  drop_block(repository, block);
  return MI_OK;
}

mi_result mi_repository_delete(mi_repository *repository, const mi_class *class_,
                               const mi_path *path, mi_error *error) {
  stored *block = NULL;
  mi_result result = get_by_path(repository, class_, path, &block, error);
  if (result != MI_OK) return result;
  mi_map_remove(find_collection(repository, class_), block->key, block->key_length);
  drop_block(repository, block);
  return MI_OK;
}

/* ---- paths ---- */

static mi_result check_key_names(const mi_class *class_, const mi_path *path, mi_error *error) {
  if (path->key_count == 1 && class_->key_count == 1 && path->keys[0].name[0] == '\0') return MI_OK;
  for (uint32_t i = 0; i < path->key_count; i++) {
    const char *name = path->keys[i].name;
    int index = mi_class_find(class_, name, strlen(name));
    if (index >= 0 && (class_->properties[index].flags & MI_ELEMENT_KEY)) continue;
    if (name[0] == '\0') {
      return mi_error_set(error, MI_E_INVALID_PARAMETER,
                          "%s has %lu keys: a value needs the name of its key", class_->name,
                          (unsigned long)class_->key_count);
    }
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s has no key %s", class_->name, name);
  }
  if (path->key_count > class_->key_count) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "a key of %s is given twice", class_->name);
  }
  return MI_OK;
}

/* Says the namespace of a reference, and gives its keys the types that its class declares when that
 * is known here: what refers to the same object reads the same. `home` is the class that refers. */
static mi_result settle_reference(mi_value *value, const mi_class *home, mi_arena *arena) {
  const mi_path *path = value->as.reference;
  const char *space = path->namespace_name != NULL ? path->namespace_name : home->namespace_name;
  const mi_class *class_ = mi_schema_find(home->schema, space, path->class_name);
  if (class_ != NULL && (path->key_count > 0 || path->singleton)) {
    mi_result result = mi_repository_resolve_path(&path, class_, path, arena, NULL);
    if (result == MI_E_OUT_OF_MEMORY) return result;
  }
  mi_path *settled = mi_arena_alloc(arena, sizeof *settled);
  if (settled == NULL) return MI_E_OUT_OF_MEMORY;
  *settled = *path;
  settled->namespace_name = class_ != NULL ? class_->namespace_name : space;
  *value = mi_value_reference(settled);
  return MI_OK;
}

/* NULL: the path leaves it out. */
static const mi_value *given_key(const mi_class *class_, const mi_element *property,
                                 const mi_path *path) {
  const mi_value *value = mi_path_key(path, property->name);
  return value == NULL && class_->key_count == 1 ? mi_path_key(path, "") : value;
}

static mi_result resolve_key(mi_key *key, const mi_class *class_, const mi_element *property,
                             const mi_path *path, mi_arena *arena, mi_error *error) {
  const mi_value *value = given_key(class_, property, path);
  if (value == NULL || value->null) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "the key %s of %s is missing",
                        property->name, class_->name);
  }
  key->name = property->name;
  mi_result result = mi_value_convert(&key->value, value, property->type, arena, error);
  if (result == MI_OK && property->type == MI_TYPE_REFERENCE) {
    result = settle_reference(&key->value, class_, arena);
    return result == MI_OK ? MI_OK : mi_error_out_of_memory(error);
  }
  if (result == MI_OK || result == MI_E_OUT_OF_MEMORY) return result;
  mi_error_prefix(error, "the key %s of %s", property->name, class_->name);
  if (error != NULL) error->result = MI_E_INVALID_PARAMETER;
  return MI_E_INVALID_PARAMETER;
}

static mi_result fit_path(const mi_path **out, const mi_class *class_, const mi_path *path,
                          bool partial, mi_arena *arena, mi_error *error) {
  mi_result result = check_key_names(class_, path, error);
  if (result != MI_OK) return result;
  mi_path *resolved = mi_arena_alloc_zero(arena, sizeof *resolved);
  mi_key *keys = mi_arena_alloc_zero(arena, class_->key_count * sizeof *keys);
  if (resolved == NULL || keys == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; result == MI_OK && i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    if ((property->flags & MI_ELEMENT_KEY) == 0) continue;
    if (partial && given_key(class_, property, path) == NULL) continue;
    result = resolve_key(&keys[resolved->key_count++], class_, property, path, arena, error);
  }
  if (result != MI_OK) return result;
  resolved->host = path->host;
  resolved->namespace_name = path->namespace_name;
  resolved->class_name = class_->name;
  resolved->keys = class_->key_count > 0 ? keys : NULL;
  resolved->singleton = class_->key_count == 0;
  *out = resolved;
  return MI_OK;
}

mi_result mi_repository_resolve_path(const mi_path **out, const mi_class *class_,
                                     const mi_path *path, mi_arena *arena, mi_error *error) {
  return fit_path(out, class_, path, false, arena, error);
}

mi_result mi_repository_fit_path(const mi_path **out, bool *whole, const mi_class *class_,
                                 const mi_path *path, mi_arena *arena, mi_error *error) {
  mi_result result = fit_path(out, class_, path, path->key_count > 0, arena, error);
  if (result != MI_OK) return result;
  *whole = (*out)->key_count == class_->key_count;
  if (*whole || (*out)->key_count == path->key_count) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "a key of %s is given twice", class_->name);
}
