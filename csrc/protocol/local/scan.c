#include "protocol/local/scan.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/lookup.h"

typedef enum phase { ENTER, STORED, LIVE } phase;

struct mi_source {
  const mi_allocator *allocator;
  mi_store store;
  mi_source_filter filter;
  const mi_class **classes; /* to walk, the requested one first */
  size_t class_count, at;
  phase phase;
  size_t cursor;           /* of the stored instances */
  const mi_provider *provider;
  mi_scan *scan;           /* NULL: not opened */
  mi_arena paths;          /* for the resolved path */
  const mi_path *path;     /* the filter's, in the form of the current class */
  bool whole;              /* that one has all keys */
  mi_arena kept;           /* for the candidate */
  const mi_instance *candidate; /* what fits a path that is not whole; NULL: nothing yet */
  bool several;                 /* more than the candidate does */
  mi_lookup_object related; /* path NULL: all */
};

const mi_provider *mi_store_provider(const mi_store *store, const mi_class *class_) {
  if (store->host == NULL) return NULL;
  const mi_qualifier *named =
      mi_qualifiers_find(&mi_lookup_declared(class_)->qualifiers, "Provider");
  /* A subclass inherits the qualifier, but not the instances. */
  if (named == NULL || named->inherited || named->value.null) return NULL;
  return named->value.type == MI_TYPE_STRING ? mi_provider_find(named->value.as.text) : NULL;
}

static mi_result list_classes(mi_source *source, const mi_class *class_) {
  const mi_schema *schema = mi_repository_schema(source->store.repository);
  uint32_t total = source->filter.deep ? mi_schema_count(schema) : 0;
  size_t count = 1;
  for (uint32_t i = 0; i < total; i++) {
    count += mi_lookup_below(mi_schema_class(schema, i), class_);
  }
  source->classes = mi_alloc(source->allocator, count * sizeof *source->classes);
  if (source->classes == NULL) return MI_E_OUT_OF_MEMORY;
  source->classes[source->class_count++] = class_;
  for (uint32_t i = 0; i < total; i++) {
    const mi_class *below = mi_schema_class(schema, i);
    if (below == class_ || !mi_lookup_below(below, class_) || !mi_schema_defined(below)) continue;
    source->classes[source->class_count++] = below;
  }
  return MI_OK;
}

static void find_related(mi_source *source, const mi_class *class_) {
  const mi_path *path = source->filter.related;
  if (path == NULL) return;
  const char *space = path->namespace_name != NULL ? path->namespace_name : class_->namespace_name;
  const mi_schema *schema = mi_repository_schema(source->store.repository);
  source->related.class_ = mi_schema_find(schema, space, path->class_name);
  source->related.path = path;
  /* Nothing can refer to an object of no class. */
  if (source->related.class_ == NULL) source->at = source->class_count;
}

mi_result mi_source_open(mi_source **out, const mi_store *store, const mi_class *class_,
                         const mi_source_filter *filter, mi_error *error) {
  const mi_allocator *allocator = mi_repository_allocator(store->repository);
  mi_source *source = mi_alloc_zero(allocator, sizeof *source);
  if (source == NULL) return mi_error_out_of_memory(error);
  source->allocator = allocator;
  source->store = *store;
  source->filter = *filter;
  size_t limit = mi_repository_limits(store->repository)->max_memory;
  mi_arena_init(&source->paths, allocator, limit);
  mi_arena_init(&source->kept, allocator, limit);
  if (list_classes(source, mi_lookup_declared(class_)) != MI_OK) {
    mi_source_close(source);
    return mi_error_out_of_memory(error);
  }
  find_related(source, class_);
  *out = source;
  return MI_OK;
}

static void leave_class(mi_source *source) {
  if (source->scan != NULL) source->provider->close(source->scan);
  source->scan = NULL;
  source->phase = ENTER;
  source->at++;
}

void mi_source_close(mi_source *source) {
  if (source == NULL) return;
  leave_class(source);
  mi_arena_free(&source->kept);
  mi_arena_free(&source->paths);
  mi_free(source->allocator, source->classes);
  mi_free(source->allocator, source);
}

/* An arena of the source's own refused a piece. */
static mi_result no_memory(const mi_source *source, const mi_arena *arena, mi_error *error) {
  if (!arena->full) return mi_error_out_of_memory(error);
  return mi_error_set(error, MI_E_LIMIT, "an object of %s takes more than max_memory (%zu) bytes",
                      source->classes[0]->name, arena->limit);
}

static mi_result settle_path(mi_source *source) {
  const mi_class *class_ = source->classes[source->at];
  const mi_path *path = source->filter.path;
  source->whole = true;
  mi_arena_reset(&source->paths);
  return source->filter.partial
             ? mi_repository_fit_path(&source->path, &source->whole, class_, path, &source->paths,
                                      NULL)
             : mi_repository_resolve_path(&source->path, class_, path, &source->paths, NULL);
}

/* A path that does not fit the class finds nothing there; a subclass may have other keys. */
static mi_result enter_class(mi_source *source, mi_error *error) {
  source->cursor = 0;
  source->phase = STORED;
  if (source->filter.path == NULL) return MI_OK;
  mi_result result = settle_path(source);
  if (result == MI_OK) return MI_OK;
  if (result == MI_E_OUT_OF_MEMORY) return no_memory(source, &source->paths, error);
  leave_class(source);
  return MI_OK;
}

static mi_result fits_related(const mi_source *source, const mi_instance *instance, bool *fits,
                              mi_arena *arena) {
  const mi_class *class_ = instance->class_;
  *fits = source->related.path == NULL;
  for (uint32_t i = 0; i < class_->property_count && !*fits; i++) {
    if (source->filter.role != NULL &&
        !mi_text_same_name(class_->properties[i].name, source->filter.role)) {
      continue;
    }
    mi_result result = mi_lookup_refers(fits, instance, i, &source->related, arena);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

/* Whether a path has all the keys of the other. */
static bool has_keys(const mi_path *path, const mi_path *some) {
  for (uint32_t i = 0; i < some->key_count; i++) {
    const mi_value *value = mi_path_key(path, some->keys[i].name);
    if (value == NULL) return false;
    const mi_key key = {some->keys[i].name, *value};
    const mi_path a = {.class_name = "", .keys = &key, .key_count = 1};
    const mi_path b = {.class_name = "", .keys = &some->keys[i], .key_count = 1};
    if (!mi_path_same_keys(&a, &b)) return false;
  }
  return true;
}

static mi_result fits_path(const mi_source *source, const mi_instance *instance, bool *fits,
                           mi_arena *arena) {
  const mi_path *path;
  const mi_class *class_ = source->classes[source->at];
  *fits = true;
  if (source->path == NULL || class_->key_count == 0) return MI_OK;
  mi_result result = mi_instance_path(&path, instance, arena, NULL);
  if (result == MI_OK && !source->whole) {
    result = mi_repository_resolve_path(&path, class_, path, arena, NULL);
  }
  *fits = result == MI_OK &&
          (source->whole ? mi_path_same_keys(path, source->path) : has_keys(path, source->path));
  return result == MI_E_OUT_OF_MEMORY ? result : MI_OK;
}

/* Whether the instance is one that is looked for; `found`: it was found by the path. */
static mi_result fits(const mi_source *source, const mi_instance *instance, bool found, bool *out,
                      mi_arena *arena, mi_error *error) {
  mi_result result = MI_OK;
  *out = true;
  if (!found) result = fits_path(source, instance, out, arena);
  if (result == MI_OK && *out) result = fits_related(source, instance, out, arena);
  return result == MI_OK ? MI_OK : mi_error_out_of_memory(error);
}

static mi_result next_stored(mi_source *source, const mi_instance **out, bool *again,
                             mi_arena *arena, mi_error *error) {
  mi_repository *repository = source->store.repository;
  const mi_class *class_ = source->classes[source->at];
  const mi_instance *instance = NULL;
  bool wanted = false, at_once = source->path != NULL && source->whole;
  if (at_once) {
    mi_result result = mi_repository_find(repository, class_, source->path, &instance, error);
    if (result != MI_OK) return result;
  } else {
    instance = mi_repository_next(repository, class_, &source->cursor);
  }
  if (at_once || instance == NULL) source->phase = LIVE;
  mi_result result = MI_OK;
  if (instance != NULL) result = fits(source, instance, at_once, &wanted, arena, error);
  *again = !wanted;
  if (wanted) *out = instance;
  return result;
}

/* Whether a live class can hold what is looked for: if not, its provider need not work. */
static bool may_relate(const mi_source *source, const mi_class *class_) {
  if (source->related.path == NULL) return true;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    if (property->type != MI_TYPE_REFERENCE) continue;
    if (source->filter.role != NULL && !mi_text_same_name(property->name, source->filter.role)) {
      continue;
    }
    if (property->class_name == NULL) return true;
    const mi_class *end =
        mi_schema_find(class_->schema, class_->namespace_name, property->class_name);
    if (end == NULL || mi_lookup_related(end, source->related.class_)) return true;
  }
  return false;
}

static mi_result open_scan(mi_source *source, mi_error *error) {
  const mi_class *class_ = source->classes[source->at];
  source->provider = mi_store_provider(&source->store, class_);
  if (source->provider == NULL || !may_relate(source, class_)) {
    leave_class(source);
    return MI_OK;
  }
  mi_scan_start start = {source->store.host, class_, source->path, source->filter.related};
  mi_projection *live = source->filter.live;
  mi_result result = MI_OK;
  if (live != NULL) result = mi_projection_class(live, class_, &start.class_, error);
  return result == MI_OK ? source->provider->open(&source->scan, &start, error) : result;
}

static mi_result next_live(mi_source *source, const mi_instance **out, bool *again,
                           mi_arena *arena, mi_error *error) {
  const mi_instance *instance = NULL;
  bool more = false, wanted;
  *again = true;
  if (source->scan == NULL) return open_scan(source, error);
  mi_result result = source->provider->next(source->scan, &instance, &more, arena, error);
  if (result != MI_OK) return result;
  if (instance == NULL) {
    if (!more) leave_class(source);
    return MI_OK;
  }
  result = fits(source, instance, false, &wanted, arena, error);
  if (result != MI_OK) return result;
  *again = !wanted;
  if (wanted) *out = instance;
  return MI_OK;
}

/* The first that fits a path with keys left out waits, lest there is a second. */
static mi_result keep_candidate(mi_source *source, const mi_instance *instance, mi_error *error) {
  mi_instance *copy;
  if (source->candidate == NULL) {
    mi_result result = mi_instance_copy(&copy, instance, &source->kept);
    if (result == MI_E_OUT_OF_MEMORY) return no_memory(source, &source->kept, error);
    if (result != MI_OK) return mi_error_set(error, result, "%s", mi_result_meaning(result));
    source->candidate = copy;
    return MI_OK;
  }
  source->several = true;
  /* Below a class without keys, the path may still have all keys of another class. */
  if (source->classes[0]->key_count == 0) return MI_OK;
  leave_class(source);
  source->at = source->class_count;
  return MI_OK;
}

static mi_result finish(mi_source *source, const mi_instance **out, mi_error *error) {
  const mi_class *class_ = source->classes[0];
  if (source->several) {
    if (class_->key_count == 0) class_ = mi_lookup_declared(source->candidate->class_);
    return mi_lookup_several(source->filter.path, class_, source->allocator, error);
  }
  *out = source->candidate;
  source->candidate = NULL;
  return MI_OK;
}

mi_result mi_source_next(mi_source *source, const mi_instance **out, bool *again, mi_arena *arena,
                         mi_error *error) {
  *out = NULL;
  *again = false;
  if (source->at >= source->class_count) return finish(source, out, error);
  *again = true;
  if (source->phase == ENTER) return enter_class(source, error);
  mi_result result = source->phase == LIVE ? next_live(source, out, again, arena, error)
                                           : next_stored(source, out, again, arena, error);
  if (result != MI_OK || *out == NULL || source->path == NULL || source->whole) return result;
  const mi_instance *instance = *out;
  *out = NULL;
  *again = true;
  return keep_candidate(source, instance, error);
}

static mi_result drain_for_one(mi_source *source, const mi_instance **out, mi_arena *passing,
                               mi_error *error) {
  bool again = true;
  mi_result result = MI_OK;
  *out = NULL;
  while (result == MI_OK && *out == NULL && again) {
    mi_arena_reset(passing);
    result = mi_source_next(source, out, &again, passing, error);
  }
  return result;
}

mi_result mi_store_find(const mi_store *store, const mi_class *class_,
                        const mi_source_filter *filter, const mi_instance **out, mi_arena *arena,
                        mi_error *error) {
  const mi_instance *found = NULL;
  mi_instance *copy = NULL;
  mi_source *source;
  mi_arena passing;
  mi_result result = mi_source_open(&source, store, class_, filter, error);
  if (result != MI_OK) return result;
  mi_arena_init(&passing, source->allocator, mi_repository_limits(store->repository)->max_memory);
  result = drain_for_one(source, &found, &passing, error);
  if (result == MI_E_OUT_OF_MEMORY) result = no_memory(source, &passing, error);
  if (found != NULL) {
    result = mi_instance_copy(&copy, found, arena);
    if (result != MI_OK) mi_error_set(error, result, "%s", mi_result_meaning(result));
  }
  *out = copy;
  mi_arena_free(&passing);
  mi_source_close(source);
  return result;
}
