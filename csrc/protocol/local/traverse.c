#include "protocol/local/traverse.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "protocol/local/lookup.h"

struct mi_traverse {
  const mi_allocator *allocator;
  mi_traverse_start start;
  mi_lookup_object object; /* path NULL: not found out yet */
  mi_arena own;            /* for the object's path and the roots */
  const mi_class **roots;  /* the topmost association classes to walk */
  size_t root_count, at;
  mi_source *source;
  mi_projection bare; /* of live objects that are not results: what they are and lead to */
  mi_arena target_arena;
  const mi_path **targets; /* the ends of the last association that are still to be met */
  uint32_t target_count, target_at;
  mi_map seen; /* the canonical paths of the objects that were met */
  mi_arena seen_arena;
  mi_buffer key;
};

static const mi_schema *schema_of(const mi_traverse *traverse) {
  return mi_repository_schema(traverse->start.store->repository);
}

static bool is_association(const mi_class *class_) {
  return class_ != NULL && (class_->flags & MI_CLASS_ASSOCIATION) != 0;
}

static bool is_root(const mi_traverse *traverse, const mi_class *class_) {
  return mi_schema_defined(class_) && is_association(class_) &&
         !is_association(class_->superclass) &&
         mi_text_same_name(class_->namespace_name, traverse->start.class_->namespace_name);
}

static mi_result list_roots(mi_traverse *traverse) {
  const mi_class *wanted = traverse->start.association_class;
  uint32_t total = wanted != NULL ? 0 : mi_schema_count(schema_of(traverse));
  size_t count = 1;
  for (uint32_t i = 0; i < total; i++) {
    count += is_root(traverse, mi_schema_class(schema_of(traverse), i));
  }
  traverse->roots = mi_arena_alloc(&traverse->own, count * sizeof *traverse->roots);
  if (traverse->roots == NULL) return MI_E_OUT_OF_MEMORY;
  if (wanted != NULL) traverse->roots[traverse->root_count++] = wanted;
  for (uint32_t i = 0; i < total; i++) {
    const mi_class *class_ = mi_schema_class(schema_of(traverse), i);
    if (is_root(traverse, class_)) traverse->roots[traverse->root_count++] = class_;
  }
  return MI_OK;
}

static mi_result open_source(mi_traverse *traverse, const mi_class *class_,
                             const mi_source_filter *filter, mi_error *error) {
  return mi_source_open(&traverse->source, traverse->start.store, class_, filter, error);
}

static void close_source(mi_traverse *traverse) {
  mi_source_close(traverse->source);
  traverse->source = NULL;
}

mi_result mi_traverse_open(mi_traverse **out, const mi_traverse_start *start, mi_error *error) {
  const mi_allocator *allocator = mi_repository_allocator(start->store->repository);
  size_t limit = mi_repository_limits(start->store->repository)->max_memory;
  mi_traverse *traverse = mi_alloc_zero(allocator, sizeof *traverse);
  if (traverse == NULL) return mi_error_out_of_memory(error);
  traverse->allocator = allocator;
  traverse->start = *start;
  mi_arena_init(&traverse->own, allocator, limit);
  mi_arena_init(&traverse->target_arena, allocator, limit);
  mi_arena_init(&traverse->seen_arena, allocator, limit);
  mi_map_init(&traverse->seen, allocator, false);
  mi_buffer_init(&traverse->key, allocator, limit);
  mi_projection_init_within(&traverse->bare, start->projection);
  traverse->bare.rule.listed = traverse->bare.rule.linked = true;
  mi_source_filter object = {
      .deep = true, .path = traverse->start.path, .partial = true, .live = &traverse->bare};
  mi_result result = list_roots(traverse);
  if (result != MI_OK) mi_error_out_of_memory(error);
  if (result == MI_OK) result = open_source(traverse, start->class_, &object, error);
  if (result == MI_OK) *out = traverse;
  else mi_traverse_close(traverse);
  return result;
}

bool mi_traverse_full(const mi_traverse *traverse) {
  return traverse != NULL &&
         (traverse->own.full || traverse->target_arena.full || traverse->seen_arena.full);
}

void mi_traverse_close(mi_traverse *traverse) {
  if (traverse == NULL) return;
  close_source(traverse);
  mi_projection_free(&traverse->bare);
  mi_map_free(&traverse->seen);
  mi_buffer_free(&traverse->key);
  mi_arena_free(&traverse->seen_arena);
  mi_arena_free(&traverse->target_arena);
  mi_arena_free(&traverse->own);
  mi_free(traverse->allocator, traverse);
}

/* The object's path as its own class has it, with its namespace. */
static mi_result keep_object(mi_traverse *traverse, const mi_instance *instance, mi_error *error) {
  const mi_class *class_ = mi_lookup_declared(instance->class_);
  const mi_path *path;
  mi_result result =
      mi_lookup_own_path(&path, instance, traverse->start.path, &traverse->own, error);
  if (result != MI_OK) return result;
  mi_path *own = mi_arena_alloc(&traverse->own, sizeof *own);
  if (own == NULL) return mi_error_out_of_memory(error);
  *own = *path;
  own->class_name = class_->name;
  own->namespace_name = class_->namespace_name;
  traverse->object = (mi_lookup_object){class_, own};
  return MI_OK;
}

static mi_result locate(mi_traverse *traverse, mi_arena *arena, mi_error *error) {
  const mi_instance *instance;
  bool again;
  mi_result result = mi_source_next(traverse->source, &instance, &again, arena, error);
  if (result != MI_OK || again) return result;
  result = instance != NULL
               ? keep_object(traverse, instance, error)
               : mi_lookup_not_found(traverse->start.path, traverse->allocator, error);
  close_source(traverse); /* the instance may be its own */
  return result;
}

static mi_result open_root(mi_traverse *traverse, mi_error *error) {
  const mi_traverse_start *start = &traverse->start;
  mi_source_filter filter = {.deep = true,
                             .related = traverse->object.path,
                             .role = start->role,
                             .live = start->references ? start->live : &traverse->bare};
  return open_source(traverse, traverse->roots[traverse->at++], &filter, error);
}

/* Which end of the association is the object itself: its only one, or -1 when there are several. */
static mi_result find_near_end(mi_traverse *traverse, const mi_instance *association, int *end,
                               mi_arena *arena) {
  const mi_class *class_ = association->class_;
  uint32_t count = 0;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const char *role = traverse->start.role;
    if (role != NULL && !mi_text_same_name(class_->properties[i].name, role)) continue;
    bool refers;
    mi_result result = mi_lookup_refers(&refers, association, i, &traverse->object, arena);
    if (result != MI_OK) return result;
    if (!refers) continue;
    *end = (int)i;
    count++;
  }
  if (count != 1) *end = -1;
  return MI_OK;
}

static bool is_far_end(const mi_traverse *traverse, const mi_instance *association, uint32_t i,
                       int near_end) {
  const char *role = traverse->start.result_role;
  const mi_value *value = &association->values[i];
  if (value->type != MI_TYPE_REFERENCE || value->null || (int)i == near_end) return false;
  return role == NULL || mi_text_same_name(association->class_->properties[i].name, role);
}

static mi_result keep_target(mi_traverse *traverse, const mi_instance *association,
                             const mi_path *path) {
  mi_path *copy;
  mi_result result = mi_path_copy(&copy, path, &traverse->target_arena);
  if (result != MI_OK) return result;
  if (copy->namespace_name == NULL) copy->namespace_name = association->class_->namespace_name;
  traverse->targets[traverse->target_count++] = copy;
  return MI_OK;
}

/* The repository may change before all ends were met: they are copied. */
static mi_result collect_targets(mi_traverse *traverse, const mi_instance *association,
                                 mi_arena *arena) {
  int near_end;
  uint32_t count = association->class_->property_count;
  mi_result result = find_near_end(traverse, association, &near_end, arena);
  if (result != MI_OK) return result;
  mi_arena_reset(&traverse->target_arena);
  traverse->target_count = traverse->target_at = 0;
  traverse->targets =
      mi_arena_alloc(&traverse->target_arena, (count + (size_t)1) * sizeof *traverse->targets);
  if (traverse->targets == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < count && result == MI_OK; i++) {
    if (!is_far_end(traverse, association, i, near_end)) continue;
    result = keep_target(traverse, association, association->values[i].as.reference);
  }
  return result;
}

/* The object as its path alone tells it; NULL when the path does not fit the class. */
static mi_result make_from_path(mi_traverse *traverse, const mi_class *class_, const mi_path *path,
                                const mi_instance **out, mi_arena *arena, mi_error *error) {
  const mi_path *resolved;
  const mi_class *keys;
  mi_result result = mi_repository_resolve_path(&resolved, class_, path, arena, NULL);
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (result != MI_OK) return MI_OK;
  result = mi_projection_class(traverse->start.projection, class_, &keys, error);
  if (result != MI_OK) return result;
  mi_instance *instance = mi_instance_new(keys, false, arena);
  if (instance == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < resolved->key_count && result == MI_OK; i++) {
    const mi_key *key = &resolved->keys[i];
    result = mi_instance_set(instance, key->name, &key->value, arena, error);
  }
  *out = instance;
  return result;
}

static mi_result key_of(mi_traverse *traverse, const mi_instance *instance, mi_arena *arena) {
  const mi_path *path;
  const mi_class *class_ = mi_lookup_declared(instance->class_);
  mi_buffer_reset(&traverse->key);
  mi_buffer_printf(&traverse->key, "%s:%s:", class_->namespace_name, class_->name);
  mi_result result = mi_instance_path(&path, instance, arena, NULL);
  if (result == MI_OK) mi_path_canonical(path, &traverse->key);
  return result == MI_E_OUT_OF_MEMORY ? result : traverse->key.failed;
}

/* *is_new: the object was not met before; it is remembered. */
static mi_result meet(mi_traverse *traverse, const mi_instance *instance, bool *is_new,
                      mi_arena *arena) {
  mi_result result = key_of(traverse, instance, arena);
  if (result != MI_OK) return result;
  const char *key = mi_buffer_text(&traverse->key);
  size_t length = traverse->key.length;
  *is_new = mi_map_get(&traverse->seen, key, length) == NULL;
  if (!*is_new) return MI_OK;
  char *kept = mi_arena_text(&traverse->seen_arena, key, length);
  if (kept == NULL) return MI_E_OUT_OF_MEMORY;
  return mi_map_set(&traverse->seen, kept, length, kept);
}

/* The object at an end; NULL when there is none, or none of the wanted class. */
static mi_result fetch(mi_traverse *traverse, const mi_path *path, const mi_instance **out,
                       mi_arena *arena, mi_error *error) {
  const mi_traverse_start *start = &traverse->start;
  const mi_class *wanted = start->result_class;
  const mi_class *class_ =
      mi_schema_find(schema_of(traverse), path->namespace_name, path->class_name);
  *out = NULL;
  if (class_ == NULL || (wanted != NULL && !mi_lookup_related(class_, wanted))) return MI_OK;
  bool fits = wanted == NULL || mi_class_is_a(class_, wanted->name);
  if (fits && start->projection->rule.keys_only) {
    return make_from_path(traverse, class_, path, out, arena, error);
  }
  const mi_source_filter at_path = {.deep = true, .path = path, .live = start->live};
  mi_result result = mi_store_find(start->store, class_, &at_path, out, arena, error);
  if (result != MI_OK || *out == NULL) return result;
  if (!fits && !mi_class_is_a(mi_lookup_declared((*out)->class_), wanted->name)) *out = NULL;
  return MI_OK;
}

static mi_result keys_failed(const mi_class *class_, mi_result result, mi_error *error) {
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  return mi_error_set(error, result, "keys of %s are too large (max_memory) or deep (max_depth)",
                      class_->name);
}

static mi_result next_target(mi_traverse *traverse, const mi_instance **out, mi_arena *arena,
                             mi_error *error) {
  const mi_path *path = traverse->targets[traverse->target_at++];
  const mi_instance *instance;
  bool is_new;
  mi_result result = fetch(traverse, path, &instance, arena, error);
  if (result != MI_OK || instance == NULL) return result;
  result = meet(traverse, instance, &is_new, arena);
  if (result != MI_OK) return keys_failed(instance->class_, result, error);
  if (is_new) *out = instance;
  return MI_OK;
}

static mi_result next_association(mi_traverse *traverse, const mi_instance **out, mi_arena *arena,
                                  mi_error *error) {
  const mi_instance *association;
  bool again;
  mi_result result = mi_source_next(traverse->source, &association, &again, arena, error);
  if (result != MI_OK || again) return result;
  if (association == NULL) {
    close_source(traverse);
  } else if (traverse->start.references) {
    *out = association;
  } else {
    result = collect_targets(traverse, association, arena);
  }
  return result == MI_OK ? MI_OK : keys_failed(association->class_, result, error);
}

mi_result mi_traverse_next(mi_traverse *traverse, const mi_instance **out, bool *again,
                           mi_arena *arena, mi_error *error) {
  mi_result result = MI_OK;
  *out = NULL;
  *again = true;
  if (traverse->object.path == NULL) {
    result = locate(traverse, arena, error);
  } else if (traverse->target_at < traverse->target_count) {
    result = next_target(traverse, out, arena, error);
  } else if (traverse->source != NULL) {
    result = next_association(traverse, out, arena, error);
  } else if (traverse->at < traverse->root_count) {
    result = open_root(traverse, error);
  } else {
    *again = false;
  }
  if (*out != NULL) *again = false;
  return result;
}
