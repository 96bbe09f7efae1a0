#include "types/schema.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "types/class_record.h"
#include "types/deep.h"

typedef struct namespace_ {
  char *name;
  mi_map classes; /* name -> mi_class_record */
} namespace_;

struct mi_schema {
  const mi_allocator *allocator;
  mi_limits limits;
  mi_schema *parent;
  size_t references;
  mi_map namespaces; /* name -> namespace_ */
  mi_class_record **records;
  uint32_t count, room;
  size_t memory; /* of the records */
};

mi_result mi_schema_new(mi_schema **out, const mi_allocator *allocator, const mi_limits *limits,
                        mi_schema *parent) {
  mi_schema *schema = mi_alloc_zero(allocator, sizeof *schema);
  if (schema == NULL) return MI_E_OUT_OF_MEMORY;
  schema->allocator = allocator;
  schema->references = 1;
  if (limits != NULL) {
    schema->limits = *limits;
  } else {
    mi_limits_default(&schema->limits);
  }
  if (parent != NULL) schema->parent = mi_schema_ref(parent);
  mi_map_init(&schema->namespaces, allocator, true);
  *out = schema;
  return MI_OK;
}

mi_schema *mi_schema_ref(mi_schema *schema) {
  schema->references++;
  return schema;
}

static void free_namespace(const mi_schema *schema, namespace_ *space) {
  mi_map_free(&space->classes);
  mi_free(schema->allocator, space->name);
  mi_free(schema->allocator, space);
}

static void free_schema(mi_schema *schema) {
  const mi_map_entry *entry;
  size_t cursor = 0;
  for (uint32_t i = 0; i < schema->count; i++) mi_class_record_free(schema->records[i]);
  mi_free(schema->allocator, schema->records);
  while ((entry = mi_map_next(&schema->namespaces, &cursor)) != NULL) {
    free_namespace(schema, entry->value);
  }
  mi_map_free(&schema->namespaces);
  mi_free(schema->allocator, schema);
}

void mi_schema_unref(mi_schema *schema) {
  while (schema != NULL && --schema->references == 0) {
    mi_schema *parent = schema->parent;
    free_schema(schema);
    schema = parent;
  }
}

/* ---- namespaces ---- */

static namespace_ *find_namespace(const mi_schema *schema, const char *name) {
  size_t length = 0;
  name = mi_text_trim_namespace(name, &length);
  return mi_map_get(&schema->namespaces, name, length);
}

static mi_result add_namespace(mi_schema *schema, const char *name, namespace_ **out) {
  size_t length = 0;
  *out = find_namespace(schema, name);
  if (*out != NULL) return MI_OK;
  name = mi_text_trim_namespace(name, &length);
  namespace_ *space = mi_alloc_zero(schema->allocator, sizeof *space);
  if (space == NULL) return MI_E_OUT_OF_MEMORY;
  mi_map_init(&space->classes, schema->allocator, true);
  space->name = mi_alloc_text(schema->allocator, name, length);
  mi_result result = MI_E_OUT_OF_MEMORY;
  if (space->name != NULL) result = mi_map_set(&schema->namespaces, space->name, length, space);
  if (result == MI_OK) {
    *out = space;
  } else {
    free_namespace(schema, space);
  }
  return result;
}

mi_result mi_schema_add_namespace(mi_schema *schema, const char *name) {
  namespace_ *space = NULL;
  return add_namespace(schema, name, &space);
}

/* Nothing is ever removed, so the entries have no holes. */
const char *mi_schema_namespace(const mi_schema *schema, uint32_t number) {
  if (number >= schema->namespaces.used) return NULL;
  return ((const namespace_ *)schema->namespaces.entries[number].value)->name;
}

bool mi_schema_has_namespace(const mi_schema *schema, const char *name) {
  for (; schema != NULL; schema = schema->parent) {
    if (find_namespace(schema, name) != NULL) return true;
  }
  return false;
}

/* ---- finding ---- */

static const mi_class *find_here(const mi_schema *schema, const char *namespace_name,
                                 const char *name) {
  const namespace_ *space = find_namespace(schema, namespace_name);
  if (space == NULL || name == NULL) return NULL;
  const mi_class_record *record = mi_map_get(&space->classes, name, strlen(name));
  return record != NULL ? &record->class_ : NULL;
}

const mi_class *mi_schema_find(const mi_schema *schema, const char *namespace_name,
                               const char *name) {
  const mi_class *class_ = NULL;
  for (; schema != NULL && class_ == NULL; schema = schema->parent) {
    class_ = find_here(schema, namespace_name, name);
  }
  return class_;
}

const mi_class *mi_schema_class(const mi_schema *schema, uint32_t number) {
  return number < schema->count ? &schema->records[number]->class_ : NULL;
}

uint32_t mi_schema_count(const mi_schema *schema) { return schema->count; }

bool mi_schema_defined(const mi_class *class_) {
  return class_->schema != NULL && ((const mi_class_record *)class_)->defined;
}

size_t mi_schema_memory(const mi_schema *schema) {
  return schema->memory + sizeof *schema + schema->room * sizeof *schema->records;
}

/* ---- adding ---- */

static mi_result make_room(mi_schema *schema) {
  if (schema->count < schema->room) return MI_OK;
  uint32_t room = schema->room == 0 ? 16 : schema->room * 2;
  mi_class_record **records =
      mi_resize(schema->allocator, schema->records, room * sizeof(mi_class_record *));
  if (records == NULL) return MI_E_OUT_OF_MEMORY;
  schema->records = records;
  schema->room = room;
  return MI_OK;
}

/* The memory is counted when the class is complete: what it may take beyond the limit is bounded
 * by what its definition, which is already there, takes. */
static mi_result check_memory(const mi_schema *schema, const mi_class_record *record,
                              mi_error *error) {
  size_t most = schema->limits.max_memory;
  if (schema->memory <= most && record->arena.held <= most - schema->memory) return MI_OK;
  return mi_error_set(error, MI_E_LIMIT, "the classes take more than %lu bytes (max_memory)",
                      (unsigned long)most);
}

/* The last step of each way to make a class: the record becomes the schema's, or is freed. */
static mi_result add_record(mi_schema *schema, mi_class_record *record, mi_result result,
                            const mi_class **out, mi_error *error) {
  namespace_ *space = NULL;
  bool complete = result == MI_OK;
  if (complete) result = mi_class_record_finish(record);
  if (result == MI_OK) result = make_room(schema);
  if (result == MI_OK) {
    result = check_memory(schema, record, error);
    complete = result == MI_OK;
  }
  if (result == MI_OK && record->defined) {
    result = add_namespace(schema, record->class_.namespace_name, &space);
  }
  if (result == MI_OK && record->defined) {
    const char *name = record->class_.name;
    record->class_.namespace_name = space->name;
    result = mi_map_set(&space->classes, name, strlen(name), record);
  }
  if (result != MI_OK) {
    if (complete) mi_error_out_of_memory(error);
    mi_class_record_free(record);
    return result;
  }
  record->class_.schema = schema;
  record->class_.number = schema->count;
  schema->records[schema->count++] = record;
  schema->memory += record->arena.held;
  *out = &record->class_;
  return MI_OK;
}

mi_result mi_schema_define(mi_schema *schema, const mi_class *definition, const mi_class **out,
                           mi_error *error) {
  const char *space = definition->namespace_name;
  const mi_class *superclass = NULL;
  if (find_here(schema, space, definition->name) != NULL) {
    return mi_error_set(error, MI_E_ALREADY_EXISTS, "the class %s exists already",
                        definition->name);
  }
  if (definition->superclass_name != NULL) {
    superclass = mi_schema_find(schema, space, definition->superclass_name);
    if (superclass == NULL) {
      return mi_error_set(error, MI_E_INVALID_SUPERCLASS, "%s: there is no class %s",
                          definition->name != NULL ? definition->name : "",
                          definition->superclass_name);
    }
  }
  mi_class_record *record = mi_class_record_new(schema->allocator);
  if (record == NULL) return mi_error_out_of_memory(error);
  record->defined = true;
  record->class_.namespace_name = space;
  mi_result result =
      mi_class_record_merge(record, definition, superclass, &schema->limits, error);
  return add_record(schema, record, result, out, error);
}

static mi_result copy_names(mi_class_record *record, const char *namespace_name, const char *name,
                            mi_error *error) {
  mi_class *class_ = &record->class_;
  mi_result result = mi_copy_text(&class_->name, name == NULL ? "" : name, &record->arena);
  if (result == MI_OK) {
    result = mi_copy_text(&class_->namespace_name, namespace_name == NULL ? "" : namespace_name,
                          &record->arena);
  }
  return result == MI_OK ? MI_OK : mi_error_out_of_memory(error);
}

mi_result mi_schema_shape(mi_schema *schema, const char *namespace_name, const char *name,
                          const mi_element *elements, uint32_t count, const mi_class **out,
                          mi_error *error) {
  if (count > schema->limits.max_properties) {
    return mi_error_set(error, MI_E_LIMIT, "%s: more than %lu properties (max_properties)",
                        name == NULL ? "" : name, (unsigned long)schema->limits.max_properties);
  }
  mi_class_record *record = mi_class_record_new(schema->allocator);
  if (record == NULL) return mi_error_out_of_memory(error);
  record->class_.flags = MI_CLASS_INFERRED;
  mi_result result = copy_names(record, namespace_name, name, error);
  if (result == MI_OK) result = mi_class_record_copy_elements(record, elements, count, error);
  return add_record(schema, record, result, out, error);
}

static mi_result keep_properties(mi_class_record *record, const mi_class *class_,
                                 const bool *keep, mi_error *error) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < class_->property_count; i++) count += keep[i];
  if (count == 0) return MI_OK;
  mi_element *list = mi_arena_alloc(&record->arena, count * sizeof *list);
  if (list == NULL) return mi_error_out_of_memory(error);
  record->class_.properties = list;
  record->class_.property_count = count;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if (keep[i]) *list++ = class_->properties[i];
  }
  return MI_OK;
}

/* What the projection does not copy it shares with its class, so that must live as long. */
static bool is_kept_by(const mi_class *class_, const mi_schema *schema) {
  while (schema != NULL && schema != class_->schema) schema = schema->parent;
  return schema != NULL;
}

mi_result mi_schema_project(mi_schema *schema, const mi_class *class_, const char *name,
                            const bool *keep, const mi_class **out, mi_error *error) {
  if (!is_kept_by(class_, schema)) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "the class %s is of another schema",
                        class_->name);
  }
  mi_class_record *record = mi_class_record_new(schema->allocator);
  if (record == NULL) return mi_error_out_of_memory(error);
  record->class_ = *class_;
  record->class_.properties = NULL;
  record->class_.property_count = 0;
  record->class_.origin = class_->origin != NULL ? class_->origin : class_;
  mi_result result =
      copy_names(record, class_->namespace_name, name != NULL ? name : class_->name, error);
  if (result == MI_OK) result = keep_properties(record, class_, keep, error);
  return add_record(schema, record, result, out, error);
}
