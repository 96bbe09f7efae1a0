#include "mi/api.h"

#include <string.h>

/* ---- paths ----------------------------------------------------------------------------------- */

static bool has_marked_key(const MI_Instance *self) {
  for (uint32_t i = 0; i < self->count; i++) {
    if ((self->elements[i].flags & MI_FLAG_KEY) != 0) return true;
  }
  return false;
}

/* An instance made by hand whose elements nobody marked as keys has nothing but keys. */
static mi_result make_path(const mi_path **out, const MI_Instance *self, mi_arena *arena,
                           mi_error *error) {
  bool marked = has_marked_key(self);
  mi_path *path = mi_arena_alloc_zero(arena, sizeof *path);
  mi_key *keys = mi_arena_alloc(arena, self->count * sizeof *keys);
  if (path == NULL || keys == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < self->count; i++) {
    const mi_api_element *element = &self->elements[i];
    if (marked && (element->flags & MI_FLAG_KEY) == 0) continue;
    if (element->value.null && !marked) continue;
    if (element->value.null) {
      return mi_error_set(error, MI_E_INVALID_PARAMETER, "%s: the key %s has no value",
                          self->class_name, element->name);
    }
    keys[path->key_count].name = element->name;
    keys[path->key_count++].value = element->value;
  }
  path->keys = keys;
  path->singleton = path->key_count == 0;
  path->class_name = self->class_name;
  path->namespace_name = self->namespace_name;
  path->host = self->server_name;
  *out = path;
  return MI_OK;
}

mi_result mi_api_instance_path(const mi_path **out, const MI_Instance *self, mi_arena *arena,
                               mi_error *error) {
  *out = NULL;
  if (self->source != NULL) return mi_instance_path(out, self->source, arena, error);
  if (self->path != NULL && (!self->owned || !has_marked_key(self))) {
    *out = self->path;
    return MI_OK;
  }
  return make_path(out, self, arena, error);
}

/* ---- instances ------------------------------------------------------------------------------- */

static bool is_wanted(const mi_api_element *element, bool changed) {
  return !changed || (element->flags & (MI_FLAG_NOT_MODIFIED | MI_FLAG_KEY)) == 0;
}

static void shape_element(mi_element *out, const mi_api_element *element) {
  memset(out, 0, sizeof *out);
  out->name = element->name;
  out->name_length = (uint32_t)strlen(element->name);
  out->type = element->value.type;
  out->value = mi_value_null(element->value.type);
  if ((element->flags & MI_FLAG_KEY) != 0) out->flags |= MI_ELEMENT_KEY;
  if ((element->flags & MI_FLAG_IN) != 0) out->flags |= MI_ELEMENT_IN;
  if ((element->flags & MI_FLAG_OUT) != 0) out->flags |= MI_ELEMENT_OUT;
}

/* A class that has the elements, in a schema of its own (a reference, the caller's). */
static mi_result make_shape(mi_schema **schema, const mi_class **class_, const MI_Instance *self,
                            bool changed, mi_arena *arena, mi_error *error) {
  uint32_t count = 0;
  const char *space = self->namespace_name != NULL ? self->namespace_name : MI_DEFAULT_NAMESPACE;
  mi_element *elements = mi_arena_alloc(arena, self->count * sizeof *elements);
  if (elements == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < self->count; i++) {
    if (!is_wanted(&self->elements[i], changed)) continue;
    shape_element(&elements[count++], &self->elements[i]);
  }
  mi_result result = mi_schema_new(schema, self->allocator, NULL, NULL);
  if (result != MI_OK) return mi_error_out_of_memory(error);
  result = mi_schema_shape(*schema, space, self->class_name, elements, count, class_, error);
  if (result != MI_OK) {
    mi_schema_unref(*schema);
    *schema = NULL;
  }
  return result;
}

static mi_result class_of(const mi_class **class_, MI_Instance *self, mi_arena *arena,
                          mi_error *error) {
  mi_result result = MI_OK;
  *class_ = self->class_;
  if (self->class_ != NULL) return MI_OK;
  if (self->shape == NULL) {
    result = make_shape(&self->shape, &self->shaped, self, false, arena, error);
  }
  *class_ = self->shaped;
  return result;
}

static mi_result fill(const mi_instance **out, const MI_Instance *self, const mi_class *class_,
                      bool changed, mi_arena *arena, mi_error *error) {
  uint32_t count = 0;
  mi_instance *instance = mi_instance_new(class_, false, arena);
  if (instance == NULL) return mi_error_out_of_memory(error);
  instance->namespace_name = self->namespace_name;
  instance->host = self->server_name;
  instance->path = self->path;
  for (uint32_t i = 0; i < self->count; i++) {
    if (is_wanted(&self->elements[i], changed)) instance->values[count++] = self->elements[i].value;
  }
  *out = instance;
  return MI_OK;
}

static mi_result seal_changed(const mi_instance **out, const MI_Instance *self, mi_arena *arena,
                              mi_keep *keep, mi_error *error) {
  mi_schema *schema = NULL;
  const mi_class *class_ = NULL;
  mi_result result = make_shape(&schema, &class_, self, true, arena, error);
  if (result != MI_OK) return result;
  result = mi_keep_schema(keep, self->allocator, schema);
  mi_schema_unref(schema);
  if (result != MI_OK) return mi_error_out_of_memory(error);
  return fill(out, self, class_, true, arena, error);
}

mi_result mi_api_instance_seal(const mi_instance **out, MI_Instance *self, bool changed,
                               mi_arena *arena, mi_keep *keep, mi_error *error) {
  const mi_class *class_;
  mi_result result;
  *out = self->source;
  if (self->source == NULL && !self->owned) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER,
                        "a reference to %s stands where an instance is needed", self->class_name);
  }
  if (self->source != NULL) {
    result = MI_OK; /* as it came, nothing of it was changed */
  } else if (changed) {
    result = seal_changed(out, self, arena, keep, error);
  } else {
    result = class_of(&class_, self, arena, error);
    if (result == MI_OK) result = fill(out, self, class_, false, arena, error);
  }
  if (result != MI_OK) return result;
  result = mi_keep_instance(keep, self->allocator, *out, MI_API_DEEPEST);
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (result == MI_OK) return MI_OK;
  return mi_error_set(error, result, "%s: nested deeper than %d", self->class_name, MI_API_DEEPEST);
}

/* A reference has no class at hand: a clone of it is given the shape of its keys. */
static MI_Result class_of_reference(const MI_Instance *self, MI_Class **out) {
  MI_Instance *copy = NULL;
  mi_result cloned = mi_api_instance_clone(&copy, self);
  if (cloned != MI_OK) return mi_api_result(cloned);
  MI_Result result = MI_Instance_GetClass(copy, out);
  MI_Instance_Delete(copy);
  return result;
}

MI_Result MI_Instance_GetClass(const MI_Instance *self, MI_Class **instanceClass) {
  const mi_class *class_ = NULL;
  mi_arena arena;
  if (instanceClass != NULL) *instanceClass = NULL;
  if (self == NULL || instanceClass == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (self->class_ == NULL && !self->owned) {
    return class_of_reference(self, instanceClass);
  }
  mi_arena_init(&arena, self->allocator, self->arena->limit);
  mi_result result = class_of(&class_, (MI_Instance *)self, &arena, NULL);
  mi_arena_free(&arena);
  if (result != MI_OK) return mi_api_result(result);
  return mi_api_result(
      mi_api_class_new(instanceClass, self->allocator, self->arena->limit, class_));
}
