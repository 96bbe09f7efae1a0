#include "mi/api.h"

#include <string.h>

#include "base/text.h"

#define KEPT_FLAGS                                                                       \
  (MI_FLAG_KEY | MI_FLAG_IN | MI_FLAG_OUT | MI_FLAG_REQUIRED | MI_FLAG_STREAM)

/* ---- making and freeing ---------------------------------------------------------------------- */

void mi_api_instance_show(MI_Instance *out, const mi_instance *source, mi_arena *arena) {
  memset(out, 0, sizeof *out);
  out->allocator = arena->allocator;
  out->arena = arena;
  out->source = source;
  out->path = source->path;
  out->declared = out->class_ = source->class_;
  out->class_name = source->class_->name;
  out->server_name = source->host;
  out->namespace_name = source->namespace_name;
  if (out->namespace_name == NULL) out->namespace_name = source->class_->namespace_name;
}

void mi_api_instance_show_path(MI_Instance *out, const mi_path *path, mi_arena *arena) {
  memset(out, 0, sizeof *out);
  out->allocator = arena->allocator;
  out->arena = arena;
  out->path = path;
  out->class_name = path->class_name;
  out->server_name = path->host;
  out->namespace_name = path->namespace_name;
}

static void free_change(const mi_allocator *allocator, mi_api_change *change) {
  if (change == NULL) return;
  mi_arena_free(&change->arena);
  mi_keep_free(&change->keep, allocator);
  mi_free(allocator, change);
}

static void forget_shape(MI_Instance *self) {
  mi_schema_unref(self->shape);
  self->shape = NULL;
  self->shaped = NULL;
}

static void free_instance(MI_Instance *self) {
  const mi_allocator *allocator = self->allocator;
  for (uint32_t i = 0; i < self->count; i++) free_change(allocator, self->elements[i].change);
  mi_free(allocator, self->elements);
  forget_shape(self);
  mi_keep_free(&self->keep, allocator);
  mi_arena_free(&self->memory);
  mi_free(allocator, self);
}

/* *out stays as it was when there is no memory. */
static mi_result copy_text(const char **out, MI_Instance *self, const char *text) {
  const char *copy = text != NULL ? mi_arena_text(&self->memory, text, strlen(text)) : NULL;
  if (copy == NULL && text != NULL) return MI_E_OUT_OF_MEMORY;
  *out = copy;
  return MI_OK;
}

mi_result mi_api_instance_new(MI_Instance **out, const mi_allocator *allocator, size_t limit,
                              const char *class_name) {
  *out = NULL;
  MI_Instance *self = mi_alloc_zero(allocator, sizeof *self);
  if (self == NULL) return MI_E_OUT_OF_MEMORY;
  self->allocator = allocator;
  self->owned = self->loaded = true;
  self->arena = &self->memory;
  mi_arena_init(&self->memory, allocator, limit);
  mi_result result = copy_text(&self->class_name, self, class_name);
  if (result != MI_OK) {
    free_instance(self);
    return result;
  }
  *out = self;
  return MI_OK;
}

/* ---- elements -------------------------------------------------------------------------------- */

uint32_t mi_api_element_flags(const mi_element *element, bool inferred) {
  uint32_t flags = element->type == MI_TYPE_REFERENCE ? MI_FLAG_REFERENCE : MI_FLAG_PROPERTY;
  if ((element->flags & MI_ELEMENT_KEY) != 0) flags |= MI_FLAG_KEY;
  if ((element->flags & MI_ELEMENT_IN) != 0) flags |= MI_FLAG_IN;
  if ((element->flags & MI_ELEMENT_OUT) != 0) flags |= MI_FLAG_OUT;
  if ((element->flags & MI_ELEMENT_REQUIRED) != 0) flags |= MI_FLAG_REQUIRED;
  if (!inferred && (element->flags & MI_ELEMENT_WRITE) == 0) flags |= MI_FLAG_READONLY;
  return flags;
}

static void load_property(mi_api_element *out, const mi_class *class_, uint32_t index,
                          const mi_value *value) {
  const mi_element *property = &class_->properties[index];
  out->name = property->name;
  out->value = *value;
  out->flags = mi_api_element_flags(property, (class_->flags & MI_CLASS_INFERRED) != 0);
  out->flags |= MI_FLAG_NOT_MODIFIED;
}

static void load_key(mi_api_element *out, const mi_key *key) {
  out->name = key->name;
  out->value = key->value;
  out->flags = MI_FLAG_PROPERTY | MI_FLAG_KEY | MI_FLAG_NOT_MODIFIED;
}

/* Most results are looked at for a few elements, and many for none: they are listed when asked. */
static mi_result load(MI_Instance *self) {
  if (self->loaded) return MI_OK;
  uint32_t count = self->source != NULL ? self->class_->property_count : self->path->key_count;
  self->elements = mi_arena_alloc_zero(self->arena, count * sizeof *self->elements);
  if (self->elements == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < count; i++) {
    if (self->source != NULL) {
      load_property(&self->elements[i], self->class_, i, &self->source->values[i]);
    } else {
      load_key(&self->elements[i], &self->path->keys[i]);
    }
  }
  self->count = self->room = count;
  self->loaded = true;
  return MI_OK;
}

static uint32_t index_of(const MI_Instance *self, const char *name) {
  uint32_t i = 0;
  while (i < self->count && !mi_text_same_name(self->elements[i].name, name)) i++;
  return i;
}

const mi_api_element *mi_api_instance_find(const MI_Instance *self, const char *name) {
  if (load((MI_Instance *)self) != MI_OK) return NULL;
  uint32_t index = index_of(self, name);
  return index < self->count ? &self->elements[index] : NULL;
}

static bool needs_memory(mi_type type) {
  return mi_type_is_array(type) || type == MI_TYPE_REFERENCE || type == MI_TYPE_INSTANCE;
}

/* What takes memory to show is made once, where the value itself is. */
static mi_result show(MI_Value *out, MI_Instance *self, mi_api_element *element) {
  mi_arena *arena = element->change != NULL ? &element->change->arena : self->arena;
  if (!needs_memory(element->value.type) || element->value.null) {
    return mi_api_show_value(out, &element->value, arena);
  }
  if (element->shown == NULL) {
    MI_Value *shown = mi_arena_alloc(arena, sizeof *shown);
    if (shown == NULL) return MI_E_OUT_OF_MEMORY;
    mi_result result = mi_api_show_value(shown, &element->value, arena);
    if (result != MI_OK) return result;
    element->shown = shown;
  }
  *out = *element->shown;
  return MI_OK;
}

static mi_result get_at(MI_Instance *self, uint32_t index, MI_Value *value, MI_Type *type,
                        MI_Uint32 *flags) {
  mi_api_element *element = &self->elements[index];
  mi_result result = value != NULL ? show(value, self, element) : MI_OK;
  if (type != NULL) *type = (MI_Type)element->value.type;
  if (flags != NULL) *flags = element->flags | (element->value.null ? MI_FLAG_NULL : 0);
  return result;
}

static mi_result set_value(MI_Instance *self, mi_api_element *element, const MI_Value *value,
                           MI_Type type) {
  mi_value read;
  mi_api_change *change = mi_alloc_zero(self->allocator, sizeof *change);
  if (change == NULL) return MI_E_OUT_OF_MEMORY;
  mi_arena_init(&change->arena, self->allocator, self->memory.limit);
  mi_result result = mi_api_read_value(&read, type, value, &change->arena, &change->keep);
  if (result != MI_OK || change->arena.held == 0) {
    free_change(self->allocator, change);
    change = NULL;
  }
  if (result != MI_OK) return result;
  free_change(self->allocator, element->change); /* now: the value may have come from there */
  element->change = change;
  element->value = read;
  element->shown = NULL;
  element->flags &= ~MI_FLAG_NOT_MODIFIED;
  return MI_OK;
}

static mi_result make_room(MI_Instance *self) {
  if (self->count < self->room) return MI_OK;
  uint32_t room = self->room == 0 ? 8 : self->room * 2;
  mi_api_element *grown = mi_resize(self->allocator, self->elements, room * sizeof *grown);
  if (grown == NULL) return MI_E_OUT_OF_MEMORY;
  self->elements = grown;
  self->room = room;
  return MI_OK;
}

static mi_result add(MI_Instance *self, const char *name, const MI_Value *value, MI_Type type,
                     MI_Uint32 flags) {
  mi_result result = make_room(self);
  if (result != MI_OK) return result;
  mi_api_element *element = &self->elements[self->count];
  memset(element, 0, sizeof *element);
  element->flags = (flags & KEPT_FLAGS) |
                   (type == MI_REFERENCE ? MI_FLAG_REFERENCE : MI_FLAG_PROPERTY);
  result = set_value(self, element, value, type);
  if (result == MI_OK) result = copy_text(&element->name, self, name);
  if (result != MI_OK) {
    free_change(self->allocator, element->change);
    return result;
  }
  self->count++;
  self->class_ = NULL; /* its elements say what it is now */
  forget_shape(self);
  return MI_OK;
}

mi_result mi_api_instance_put(MI_Instance *self, const char *name, const MI_Value *value,
                              MI_Type type, MI_Uint32 flags) {
  uint32_t index = index_of(self, name);
  if (index == self->count) return add(self, name, value, type, flags);
  self->elements[index].flags = (self->elements[index].flags & ~KEPT_FLAGS) | (flags & KEPT_FLAGS);
  return set_value(self, &self->elements[index], value, type);
}

/* ---- cloning --------------------------------------------------------------------------------- */

static mi_result clone_element(MI_Instance *copy, const mi_api_element *element) {
  mi_api_element *out = &copy->elements[copy->count];
  memset(out, 0, sizeof *out);
  out->flags = element->flags;
  out->name = element->name;
  mi_result result = MI_OK;
  if (copy->class_ == NULL) result = copy_text(&out->name, copy, element->name);
  if (result == MI_OK) result = mi_value_copy(&out->value, &element->value, &copy->memory);
  if (result == MI_OK) {
    result = mi_keep_value(&copy->keep, copy->allocator, &out->value, MI_API_DEEPEST);
  }
  copy->count++;
  return result;
}

static mi_result clone_into(MI_Instance *copy, MI_Instance *self) {
  mi_path *path = NULL;
  mi_result result = copy_text(&copy->namespace_name, copy, self->namespace_name);
  if (result == MI_OK) result = copy_text(&copy->server_name, copy, self->server_name);
  if (result == MI_OK && self->path != NULL) {
    result = mi_path_copy(&path, self->path, &copy->memory);
  }
  copy->path = path;
  copy->class_ = self->class_;
  copy->declared = self->declared;
  if (result == MI_OK && self->declared != NULL) {
    result = mi_keep_schema(&copy->keep, copy->allocator, self->declared->schema);
  }
  if (result != MI_OK || self->count == 0) return result;
  copy->elements = mi_alloc(copy->allocator, self->count * sizeof *copy->elements);
  if (copy->elements == NULL) return MI_E_OUT_OF_MEMORY;
  copy->room = self->count;
  for (uint32_t i = 0; result == MI_OK && i < self->count; i++) {
    result = clone_element(copy, &self->elements[i]);
  }
  return result;
}

mi_result mi_api_instance_clone(MI_Instance **out, const MI_Instance *self) {
  *out = NULL;
  mi_result result = load((MI_Instance *)self);
  if (result != MI_OK) return result;
  MI_Instance *copy;
  result = mi_api_instance_new(&copy, self->allocator, self->arena->limit, self->class_name);
  if (result != MI_OK) return result;
  result = clone_into(copy, (MI_Instance *)self);
  if (result != MI_OK) {
    free_instance(copy);
    return result;
  }
  *out = copy;
  return MI_OK;
}

mi_result mi_api_instance_from_class(MI_Instance **out, const mi_allocator *allocator,
                                     size_t limit, const mi_class *class_) {
  mi_arena arena;
  MI_Instance shown;
  *out = NULL;
  mi_arena_init(&arena, allocator, limit);
  mi_result result = MI_E_OUT_OF_MEMORY;
  mi_instance *fresh = mi_instance_new(class_, true, &arena);
  if (fresh != NULL) {
    mi_api_instance_show(&shown, fresh, &arena);
    result = mi_api_instance_clone(out, &shown);
  }
  mi_arena_free(&arena);
  return result;
}

/* The caller's words stand in a message as they came, and need not be UTF-8. */
static mi_result put_message(MI_Instance *self, const mi_error *error) {
  MI_Value message;
  const char *text = mi_error_text(error);
  size_t length = strlen(text), good = 0;
  char *copy = mi_alloc_text(self->allocator, text, length);
  if (copy == NULL) return MI_E_OUT_OF_MEMORY;
  while ((good += mi_text_utf8_prefix(copy + good, length - good)) < length) copy[good++] = '?';
  message.string = copy;
  mi_result result = mi_api_instance_put(self, "Message", &message, MI_STRING, 0);
  mi_free(self->allocator, copy);
  return result;
}

MI_Instance *mi_api_error_instance(const mi_allocator *allocator, const mi_error *error) {
  MI_Instance *self;
  MI_Value code, word;
  if (mi_api_instance_new(&self, allocator, SIZE_MAX / 2, "CIM_Error") != MI_OK) return NULL;
  code.uint32 = mi_result_public(error->result);
  word.string = (MI_Char *)mi_result_word(error->result);
  if (put_message(self, error) == MI_OK &&
      mi_api_instance_put(self, "CIMStatusCode", &code, MI_UINT32, 0) == MI_OK &&
      mi_api_instance_put(self, "MessageID", &word, MI_STRING, 0) == MI_OK) {
    return self;
  }
  free_instance(self);
  return NULL;
}

/* ---- the functions of mi.h ------------------------------------------------------------------- */

MI_Result MI_Instance_Clone(const MI_Instance *self, MI_Instance **newInstance) {
  if (newInstance != NULL) *newInstance = NULL;
  if (self == NULL || newInstance == NULL) return MI_RESULT_INVALID_PARAMETER;
  return mi_api_result(mi_api_instance_clone(newInstance, self));
}

MI_Result MI_Instance_Delete(MI_Instance *self) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  free_instance(self);
  return MI_RESULT_OK;
}

MI_Result MI_Instance_IsA(const MI_Instance *self, const MI_ClassDecl *classDecl,
                          MI_Boolean *flag) {
  if (self == NULL || classDecl == NULL || classDecl->name == NULL || flag == NULL) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  *flag = self->declared != NULL ? mi_class_is_a(self->declared, classDecl->name)
                                 : mi_text_same_name(self->class_name, classDecl->name);
  return MI_RESULT_OK;
}

MI_Result MI_Instance_GetClassName(const MI_Instance *self, const MI_Char **className) {
  if (self == NULL || className == NULL) return MI_RESULT_INVALID_PARAMETER;
  *className = self->class_name;
  return MI_RESULT_OK;
}

/* Its path is where it came from, which is no longer where it is. */
static mi_result move(MI_Instance *self, const char *namespace_name, const char *host) {
  if (self->path == NULL) return MI_OK;
  mi_path *path = mi_arena_alloc(&self->memory, sizeof *path);
  if (path == NULL) return MI_E_OUT_OF_MEMORY;
  *path = *self->path;
  path->namespace_name = namespace_name;
  path->host = host;
  self->path = path;
  return MI_OK;
}

MI_Result MI_Instance_SetNameSpace(MI_Instance *self, const MI_Char *nameSpace) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  mi_result result = copy_text(&self->namespace_name, self, nameSpace);
  if (result != MI_OK) return mi_api_result(result);
  forget_shape(self); /* it is a class of the namespace */
  const char *host = self->path != NULL ? self->path->host : NULL;
  return mi_api_result(move(self, self->namespace_name, host));
}

MI_Result MI_Instance_GetNameSpace(const MI_Instance *self, const MI_Char **nameSpace) {
  if (self == NULL || nameSpace == NULL) return MI_RESULT_INVALID_PARAMETER;
  *nameSpace = self->namespace_name;
  return MI_RESULT_OK;
}

MI_Result MI_Instance_SetServerName(MI_Instance *self, const MI_Char *name) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  mi_result result = copy_text(&self->server_name, self, name);
  if (result != MI_OK) return mi_api_result(result);
  const char *space = self->path != NULL ? self->path->namespace_name : NULL;
  return mi_api_result(move(self, space, self->server_name));
}

MI_Result MI_Instance_GetServerName(const MI_Instance *self, const MI_Char **name) {
  if (self == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  *name = self->server_name;
  return MI_RESULT_OK;
}

MI_Result MI_Instance_GetElementCount(const MI_Instance *self, MI_Uint32 *count) {
  if (self == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  mi_result result = load((MI_Instance *)self);
  *count = self->count;
  return mi_api_result(result);
}

MI_Result MI_Instance_AddElement(MI_Instance *self, const MI_Char *name, const MI_Value *value,
                                 MI_Type type, MI_Uint32 flags) {
  if (self == NULL || !self->owned || name == NULL || !mi_api_type_is_valid(type) ||
      !mi_text_is_name(name, strlen(name))) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  if ((flags & MI_FLAG_ADOPT) != 0) return MI_RESULT_NOT_SUPPORTED;
  if (index_of(self, name) < self->count) return MI_RESULT_ALREADY_EXISTS;
  if ((flags & MI_FLAG_NULL) != 0) value = NULL;
  return mi_api_result(add(self, name, value, type, flags));
}

static MI_Result set_at(MI_Instance *self, uint32_t index, const MI_Value *value, MI_Type type,
                        MI_Uint32 flags) {
  if ((flags & MI_FLAG_ADOPT) != 0) return MI_RESULT_NOT_SUPPORTED;
  if ((MI_Type)self->elements[index].value.type != type) return MI_RESULT_TYPE_MISMATCH;
  if ((flags & MI_FLAG_NULL) != 0) value = NULL;
  return mi_api_result(set_value(self, &self->elements[index], value, type));
}

MI_Result MI_Instance_SetElement(MI_Instance *self, const MI_Char *name, const MI_Value *value,
                                 MI_Type type, MI_Uint32 flags) {
  if (self == NULL || !self->owned || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  uint32_t index = index_of(self, name);
  if (index == self->count) return MI_RESULT_NO_SUCH_PROPERTY;
  return set_at(self, index, value, type, flags);
}

MI_Result MI_Instance_SetElementAt(MI_Instance *self, MI_Uint32 index, const MI_Value *value,
                                   MI_Type type, MI_Uint32 flags) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  if (index >= self->count) return MI_RESULT_NO_SUCH_PROPERTY;
  return set_at(self, index, value, type, flags);
}

MI_Result MI_Instance_GetElement(const MI_Instance *self, const MI_Char *name, MI_Value *value,
                                 MI_Type *type, MI_Uint32 *flags, MI_Uint32 *index) {
  if (self == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  mi_result result = load((MI_Instance *)self);
  if (result != MI_OK) return mi_api_result(result);
  uint32_t found = index_of(self, name);
  if (found == self->count) return MI_RESULT_NO_SUCH_PROPERTY;
  if (index != NULL) *index = found;
  return mi_api_result(get_at((MI_Instance *)self, found, value, type, flags));
}

MI_Result MI_Instance_GetElementAt(const MI_Instance *self, MI_Uint32 index, const MI_Char **name,
                                   MI_Value *value, MI_Type *type, MI_Uint32 *flags) {
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  mi_result result = load((MI_Instance *)self);
  if (result != MI_OK) return mi_api_result(result);
  if (index >= self->count) return MI_RESULT_NO_SUCH_PROPERTY;
  if (name != NULL) *name = self->elements[index].name;
  return mi_api_result(get_at((MI_Instance *)self, index, value, type, flags));
}

MI_Result MI_Instance_ClearElement(MI_Instance *self, const MI_Char *name) {
  if (self == NULL || !self->owned || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  return MI_Instance_ClearElementAt(self, index_of(self, name));
}

MI_Result MI_Instance_ClearElementAt(MI_Instance *self, MI_Uint32 index) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  if (index >= self->count) return MI_RESULT_NO_SUCH_PROPERTY;
  mi_api_element *element = &self->elements[index];
  return mi_api_result(set_value(self, element, NULL, (MI_Type)element->value.type));
}
