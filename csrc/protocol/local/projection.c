#include "protocol/local/projection.h"

#include <string.h>

#include "base/text.h"

void mi_projection_init(mi_projection *projection, const mi_allocator *allocator,
                        const mi_limits *limits, mi_schema *parent) {
  memset(projection, 0, sizeof *projection);
  projection->allocator = allocator;
  projection->limits = limits;
  projection->parent = parent;
}

void mi_projection_init_within(mi_projection *projection, mi_projection *home) {
  mi_projection_init(projection, home->allocator, home->limits, home->parent);
  projection->home = home;
}

void mi_projection_free(mi_projection *projection) {
  mi_schema_unref(projection->schema);
  projection->schema = NULL;
  mi_free(projection->allocator, projection->pairs);
  projection->pairs = NULL;
  projection->count = projection->room = 0;
}

mi_result mi_projection_schema(mi_projection *projection, mi_schema **out, mi_error *error) {
  if (projection->home != NULL) return mi_projection_schema(projection->home, out, error);
  if (projection->schema == NULL) {
    mi_result result = mi_schema_new(&projection->schema, projection->allocator,
                                     projection->limits, projection->parent);
    if (result != MI_OK) return mi_error_set(error, result, "%s", mi_result_meaning(result));
  }
  *out = projection->schema;
  return MI_OK;
}

mi_schema *mi_projection_keeper(const mi_projection *projection) {
  return projection->schema != NULL ? projection->schema : projection->parent;
}

static bool lists(const mi_projection_rule *rule, const char *property) {
  if (!rule->listed) return true;
  for (uint32_t i = 0; i < rule->property_count; i++) {
    if (mi_text_same_name(rule->properties[i], property)) return true;
  }
  return false;
}

static bool keeps(const mi_projection *projection, const mi_element *property) {
  const mi_projection_rule *rule = &projection->rule;
  if (rule->base != NULL && mi_class_find(rule->base, property->name, property->name_length) < 0) {
    return false;
  }
  bool key = (property->flags & MI_ELEMENT_KEY) != 0;
  if (rule->keys_only) return key;
  if (rule->linked && (key || property->type == MI_TYPE_REFERENCE)) return true;
  return lists(rule, property->name);
}

static mi_result cut_class(mi_projection *projection, const mi_class *class_, const mi_class **out,
                           mi_error *error) {
  const mi_class *base = projection->rule.base;
  bool *keep = mi_alloc(projection->allocator, class_->property_count + 1);
  if (keep == NULL) return mi_error_out_of_memory(error);
  bool all = base == NULL || mi_text_same_name(base->name, class_->name);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    keep[i] = keeps(projection, &class_->properties[i]);
    all = all && keep[i];
  }
  mi_result result = MI_OK;
  *out = class_;
  if (!all) {
    mi_schema *schema;
    result = mi_projection_schema(projection, &schema, error);
    const char *name = base != NULL ? base->name : NULL;
    if (result == MI_OK) result = mi_schema_project(schema, class_, name, keep, out, error);
  }
  mi_free(projection->allocator, keep);
  return result;
}

static mi_result remember(mi_projection *projection, const mi_class *whole, const mi_class *cut,
                          mi_error *error) {
  if (projection->count == projection->room) {
    size_t room = projection->room == 0 ? 8 : projection->room * 2;
    mi_projection_pair *pairs =
        mi_resize(projection->allocator, projection->pairs, room * sizeof *pairs);
    if (pairs == NULL) return mi_error_out_of_memory(error);
    projection->pairs = pairs;
    projection->room = room;
  }
  projection->last = projection->count;
  projection->pairs[projection->count++] = (mi_projection_pair){whole, cut};
  return MI_OK;
}

static bool known(mi_projection *projection, const mi_class *class_) {
  if (projection->count == 0) return false;
  if (projection->pairs[projection->last].whole == class_) return true;
  for (size_t i = 0; i < projection->count; i++) {
    projection->last = i;
    if (projection->pairs[i].whole == class_) return true;
  }
  return false;
}

mi_result mi_projection_class(mi_projection *projection, const mi_class *class_,
                              const mi_class **out, mi_error *error) {
  if (known(projection, class_)) {
    *out = projection->pairs[projection->last].cut;
    return MI_OK;
  }
  const mi_class *cut;
  mi_result result = cut_class(projection, class_, &cut, error);
  if (result == MI_OK) result = remember(projection, class_, cut, error);
  if (result == MI_OK) *out = cut;
  return result;
}

mi_result mi_projection_apply(mi_projection *projection, const mi_instance *instance,
                              const mi_instance **out, mi_arena *arena, mi_error *error) {
  const mi_class *cut;
  mi_result result = mi_projection_class(projection, instance->class_, &cut, error);
  if (result != MI_OK) return result;
  if (cut == instance->class_) {
    *out = instance;
    return MI_OK;
  }
  result = mi_instance_project(out, instance, cut, arena);
  return result == MI_OK ? MI_OK : mi_error_set(error, result, "%s", mi_result_meaning(result));
}
