#include "mi/api.h"

#include <string.h>

#include "base/text.h"

/* ---- making and freeing ---------------------------------------------------------------------- */

void mi_api_class_show(MI_Class *out, const mi_class *class_, mi_arena *arena) {
  memset(out, 0, sizeof *out);
  out->allocator = arena->allocator;
  out->arena = arena;
  out->class_ = class_;
}

static void free_class(MI_Class *self) {
  mi_arena_free(&self->memory);
  mi_keep_free(&self->keep, self->allocator);
  mi_free(self->allocator, self);
}

mi_result mi_api_class_new(MI_Class **out, const mi_allocator *allocator, size_t limit,
                           const mi_class *class_) {
  *out = NULL;
  MI_Class *self = mi_alloc_zero(allocator, sizeof *self);
  if (self == NULL) return MI_E_OUT_OF_MEMORY;
  self->allocator = allocator;
  self->owned = true;
  self->class_ = class_;
  self->arena = &self->memory;
  mi_arena_init(&self->memory, allocator, limit);
  mi_result result = mi_keep_schema(&self->keep, allocator, class_->schema);
  if (result != MI_OK) {
    free_class(self);
    return result;
  }
  *out = self;
  return MI_OK;
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool needs_memory(const mi_value *value) {
  return !value->null && (mi_type_is_array(value->type) || value->type == MI_TYPE_REFERENCE ||
                          value->type == MI_TYPE_INSTANCE);
}

/* Made once: a program may ask for the same qualifier a million times. */
static mi_result show(MI_Value *out, MI_Class *self, const mi_value *value) {
  if (!needs_memory(value)) return mi_api_show_value(out, value, self->arena);
  mi_api_shown *shown = self->shown;
  while (shown != NULL && shown->value != value) shown = shown->next;
  if (shown == NULL) {
    shown = mi_arena_alloc(self->arena, sizeof *shown);
    if (shown == NULL) return MI_E_OUT_OF_MEMORY;
    mi_result result = mi_api_show_value(&shown->shown, value, self->arena);
    if (result != MI_OK) return result;
    shown->value = value;
    shown->next = self->shown;
    self->shown = shown;
  }
  *out = shown->shown;
  return MI_OK;
}

/* A set knows its class by the second member, and what it is a set of by the third. */
static void show_qualifiers(MI_QualifierSet *out, const MI_Class *self,
                            const mi_qualifiers *qualifiers) {
  if (out == NULL) return;
  out->reserved1 = 0;
  out->reserved2 = (ptrdiff_t)self;
  out->reserved3 = qualifiers;
}

static MI_Class *class_of(ptrdiff_t reserved) { return (MI_Class *)reserved; }

/* ---- the class ------------------------------------------------------------------------------- */

MI_Result MI_Class_Clone(const MI_Class *self, MI_Class **newClass) {
  if (newClass != NULL) *newClass = NULL;
  if (self == NULL || newClass == NULL) return MI_RESULT_INVALID_PARAMETER;
  return mi_api_result(
      mi_api_class_new(newClass, self->allocator, self->arena->limit, self->class_));
}

MI_Result MI_Class_Delete(MI_Class *self) {
  if (self == NULL || !self->owned) return MI_RESULT_INVALID_PARAMETER;
  free_class(self);
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetClassName(const MI_Class *self, const MI_Char **className) {
  if (self == NULL || className == NULL) return MI_RESULT_INVALID_PARAMETER;
  *className = self->class_->name;
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetNameSpace(const MI_Class *self, const MI_Char **nameSpace) {
  if (self == NULL || nameSpace == NULL) return MI_RESULT_INVALID_PARAMETER;
  *nameSpace = self->class_->namespace_name;
  return MI_RESULT_OK;
}

/* Declarations do not say which server they came from. */
MI_Result MI_Class_GetServerName(const MI_Class *self, const MI_Char **serverName) {
  if (self == NULL || serverName == NULL) return MI_RESULT_INVALID_PARAMETER;
  *serverName = NULL;
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetParentClassName(const MI_Class *self, const MI_Char **name) {
  if (self == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  *name = self->class_->superclass_name;
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetParentClass(const MI_Class *self, MI_Class **parentClass) {
  if (parentClass != NULL) *parentClass = NULL;
  if (self == NULL || parentClass == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (self->class_->superclass == NULL) return MI_RESULT_NOT_FOUND;
  return mi_api_result(mi_api_class_new(parentClass, self->allocator, self->arena->limit,
                                        self->class_->superclass));
}

MI_Result MI_Class_GetClassQualifierSet(const MI_Class *self, MI_QualifierSet *qualifierSet) {
  if (self == NULL || qualifierSet == NULL) return MI_RESULT_INVALID_PARAMETER;
  show_qualifiers(qualifierSet, self, &self->class_->qualifiers);
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetElementCount(const MI_Class *self, MI_Uint32 *count) {
  if (self == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  *count = self->class_->property_count;
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetElement(const MI_Class *self, const MI_Char *name, MI_Value *value,
                              MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
                              MI_QualifierSet *qualifierSet, MI_Uint32 *flags, MI_Uint32 *index) {
  if (self == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  int found = mi_class_find(self->class_, name, strlen(name));
  if (found < 0) return MI_RESULT_NO_SUCH_PROPERTY;
  if (index != NULL) *index = (MI_Uint32)found;
  return MI_Class_GetElementAt(self, (MI_Uint32)found, NULL, value, valueExists, type,
                               referenceClass, qualifierSet, flags);
}

MI_Result MI_Class_GetElementAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
                                MI_Value *value, MI_Boolean *valueExists, MI_Type *type,
                                MI_Char **referenceClass, MI_QualifierSet *qualifierSet,
                                MI_Uint32 *flags) {
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (index >= self->class_->property_count) return MI_RESULT_NO_SUCH_PROPERTY;
  const mi_element *element = &self->class_->properties[index];
  bool inferred = (self->class_->flags & MI_CLASS_INFERRED) != 0;
  if (name != NULL) *name = element->name;
  if (valueExists != NULL) *valueExists = !element->value.null;
  if (type != NULL) *type = (MI_Type)element->type;
  if (referenceClass != NULL) *referenceClass = (MI_Char *)element->class_name;
  if (flags != NULL) *flags = mi_api_element_flags(element, inferred);
  show_qualifiers(qualifierSet, self, &element->qualifiers);
  if (value == NULL) return MI_RESULT_OK;
  return mi_api_result(show(value, (MI_Class *)self, &element->value));
}

/* ---- methods --------------------------------------------------------------------------------- */

MI_Result MI_Class_GetMethodCount(const MI_Class *self, MI_Uint32 *count) {
  if (self == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  *count = self->class_->method_count;
  return MI_RESULT_OK;
}

MI_Result MI_Class_GetMethod(const MI_Class *self, const MI_Char *name,
                             MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet,
                             MI_Uint32 *index) {
  if (self == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  const mi_method *method = mi_class_method(self->class_, name);
  if (method == NULL) return MI_RESULT_METHOD_NOT_FOUND;
  MI_Uint32 found = (MI_Uint32)(method - self->class_->methods);
  if (index != NULL) *index = found;
  return MI_Class_GetMethodAt(self, found, NULL, qualifierSet, parameterSet);
}

MI_Result MI_Class_GetMethodAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
                               MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet) {
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (index >= self->class_->method_count) return MI_RESULT_METHOD_NOT_FOUND;
  const mi_method *method = &self->class_->methods[index];
  if (name != NULL) *name = method->name;
  show_qualifiers(qualifierSet, self, &method->qualifiers);
  if (parameterSet != NULL) {
    parameterSet->reserved1 = 0;
    parameterSet->reserved2 = (ptrdiff_t)self;
    parameterSet->reserved3 = method;
  }
  return MI_RESULT_OK;
}

static const mi_method *method_of(const MI_ParameterSet *self) {
  return self != NULL ? self->reserved3 : NULL;
}

MI_Result MI_ParameterSet_GetMethodReturnType(const MI_ParameterSet *self, MI_Type *returnType,
                                              MI_QualifierSet *qualifierSet) {
  const mi_method *method = method_of(self);
  if (method == NULL || returnType == NULL) return MI_RESULT_INVALID_PARAMETER;
  *returnType = (MI_Type)method->type;
  show_qualifiers(qualifierSet, class_of(self->reserved2), &method->qualifiers);
  return MI_RESULT_OK;
}

MI_Result MI_ParameterSet_GetParameterCount(const MI_ParameterSet *self, MI_Uint32 *count) {
  const mi_method *method = method_of(self);
  if (method == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  *count = method->parameter_count;
  return MI_RESULT_OK;
}

MI_Result MI_ParameterSet_GetParameter(const MI_ParameterSet *self, const MI_Char *name,
                                       MI_Type *parameterType, MI_Char **referenceClass,
                                       MI_QualifierSet *qualifierSet, MI_Uint32 *index) {
  const mi_method *method = method_of(self);
  if (method == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  for (MI_Uint32 i = 0; i < method->parameter_count; i++) {
    if (!mi_text_same_name(method->parameters[i].name, name)) continue;
    if (index != NULL) *index = i;
    return MI_ParameterSet_GetParameterAt(self, i, NULL, parameterType, referenceClass,
                                          qualifierSet);
  }
  return MI_RESULT_NOT_FOUND;
}

MI_Result MI_ParameterSet_GetParameterAt(const MI_ParameterSet *self, MI_Uint32 index,
                                         const MI_Char **name, MI_Type *parameterType,
                                         MI_Char **referenceClass,
                                         MI_QualifierSet *qualifierSet) {
  const mi_method *method = method_of(self);
  if (method == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (index >= method->parameter_count) return MI_RESULT_NOT_FOUND;
  const mi_element *parameter = &method->parameters[index];
  if (name != NULL) *name = parameter->name;
  if (parameterType != NULL) *parameterType = (MI_Type)parameter->type;
  if (referenceClass != NULL) *referenceClass = (MI_Char *)parameter->class_name;
  show_qualifiers(qualifierSet, class_of(self->reserved2), &parameter->qualifiers);
  return MI_RESULT_OK;
}

/* ---- qualifiers ------------------------------------------------------------------------------ */

static uint32_t qualifier_flags(const mi_qualifier *qualifier) {
  uint32_t flags = 0;
  bool fixed = (qualifier->flavor & MI_FLAVOR_DISABLE_OVERRIDE) != 0;
  bool restricted = (qualifier->flavor & MI_FLAVOR_RESTRICTED) != 0;
  flags |= fixed ? MI_FLAG_DISABLEOVERRIDE : MI_FLAG_ENABLEOVERRIDE;
  flags |= restricted ? MI_FLAG_RESTRICTED : MI_FLAG_TOSUBCLASS;
  if ((qualifier->flavor & MI_FLAVOR_TRANSLATABLE) != 0) flags |= MI_FLAG_TRANSLATABLE;
  if ((qualifier->flavor & MI_FLAVOR_TO_INSTANCE) != 0) flags |= MI_FLAG_TOINSTANCE;
  if (qualifier->value.null) flags |= MI_FLAG_NULL;
  return flags;
}

static const mi_qualifiers *qualifiers_of(const MI_QualifierSet *self) {
  return self != NULL ? self->reserved3 : NULL;
}

MI_Result MI_QualifierSet_GetQualifierCount(const MI_QualifierSet *self, MI_Uint32 *count) {
  const mi_qualifiers *qualifiers = qualifiers_of(self);
  if (qualifiers == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  *count = qualifiers->count;
  return MI_RESULT_OK;
}

MI_Result MI_QualifierSet_GetQualifier(const MI_QualifierSet *self, const MI_Char *name,
                                       MI_Type *qualifierType, MI_Uint32 *qualifierFlags,
                                       MI_Value *qualifierValue, MI_Uint32 *index) {
  const mi_qualifiers *qualifiers = qualifiers_of(self);
  if (qualifiers == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  const mi_qualifier *qualifier = mi_qualifiers_find(qualifiers, name);
  if (qualifier == NULL) return MI_RESULT_NOT_FOUND;
  MI_Uint32 found = (MI_Uint32)(qualifier - qualifiers->list);
  if (index != NULL) *index = found;
  return MI_QualifierSet_GetQualifierAt(self, found, NULL, qualifierType, qualifierFlags,
                                        qualifierValue);
}

MI_Result MI_QualifierSet_GetQualifierAt(const MI_QualifierSet *self, MI_Uint32 index,
                                         const MI_Char **name, MI_Type *qualifierType,
                                         MI_Uint32 *qualifierFlags, MI_Value *qualifierValue) {
  const mi_qualifiers *qualifiers = qualifiers_of(self);
  if (qualifiers == NULL) return MI_RESULT_INVALID_PARAMETER;
  if (index >= qualifiers->count) return MI_RESULT_NOT_FOUND;
  const mi_qualifier *qualifier = &qualifiers->list[index];
  if (name != NULL) *name = qualifier->name;
  if (qualifierType != NULL) *qualifierType = (MI_Type)qualifier->value.type;
  if (qualifierFlags != NULL) *qualifierFlags = qualifier_flags(qualifier);
  if (qualifierValue == NULL) return MI_RESULT_OK;
  return mi_api_result(show(qualifierValue, class_of(self->reserved2), &qualifier->value));
}
