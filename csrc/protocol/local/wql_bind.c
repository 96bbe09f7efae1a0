#include "protocol/local/wql_tree.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/wql_lexer.h"

typedef struct wql_binder {
  const mi_class *class_;
  mi_arena *arena;
  mi_error *error;
} wql_binder;

typedef enum value_family { NUMBER, TEXT, TRUTH, CHARACTER, TIME, LINK, OBJECT } value_family;

/* What compares with what: values of one family do. */
static value_family family_of(mi_type type) {
  static const value_family families[] = {
      [MI_STORAGE_BOOLEAN] = TRUTH,   [MI_STORAGE_UNSIGNED] = NUMBER,  [MI_STORAGE_SIGNED] = NUMBER,
      [MI_STORAGE_REAL] = NUMBER,     [MI_STORAGE_DATETIME] = TIME,    [MI_STORAGE_TEXT] = TEXT,
      [MI_STORAGE_REFERENCE] = LINK,  [MI_STORAGE_INSTANCE] = OBJECT,
  };
  return type == MI_TYPE_CHAR16 ? CHARACTER : families[mi_type_storage(type)];
}

static bool needs_order(const mi_wql_condition *condition) {
  return condition->orders != MI_WQL_EQUAL &&
         condition->orders != (MI_WQL_LESS | MI_WQL_GREATER);
}

static mi_result unknown_property(const wql_binder *binder, const char *name, size_t position) {
  mi_nearest nearest = MI_NEAREST(name);
  for (uint32_t i = 0; i < binder->class_->property_count; i++) {
    mi_nearest_show(&nearest, binder->class_->properties[i].name);
  }
  return mi_error_set(binder->error, MI_E_INVALID_QUERY, "at %zu: %s has no property %s%s%s%s",
                      position, binder->class_->name, name, nearest.name ? " (did you mean " : "",
                      nearest.name ? nearest.name : "", nearest.name ? "?)" : "");
}

static mi_result find_property(const wql_binder *binder, const char *name, size_t position,
                               uint32_t *index) {
  int found = mi_class_find(binder->class_, name, strlen(name));
  if (found < 0) return unknown_property(binder, name, position);
  *index = (uint32_t)found;
  return MI_OK;
}

static mi_result bind_property(const wql_binder *binder, mi_wql_operand *operand) {
  mi_result result = find_property(binder, operand->property, operand->position, &operand->index);
  if (result == MI_OK) operand->type = binder->class_->properties[operand->index].type;
  return result;
}

/* A property that is to be compared: a scalar that is no embedded object. */
static mi_result bind_scalar(const wql_binder *binder, mi_wql_operand *operand) {
  mi_result result = bind_property(binder, operand);
  if (result != MI_OK) return result;
  if (mi_type_is_array(operand->type)) {
    return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                        "at %zu: %s is an array, which can only be asked for IS NULL",
                        operand->position, operand->property);
  }
  if (family_of(operand->type) != OBJECT) return MI_OK;
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: %s is an object, which can only be asked for ISA and IS NULL",
                      operand->position, operand->property);
}

/* Reads a text as one of the types, in turn. */
static mi_result parse_as(const wql_binder *binder, mi_wql_operand *constant, const mi_type *types,
                          size_t count) {
  const mi_value *literal = &constant->literal;
  mi_result result = MI_E_TYPE_MISMATCH;
  for (size_t i = 0; i < count && result != MI_OK && result != MI_E_OUT_OF_MEMORY; i++) {
    result = mi_value_parse(&constant->value, types[i], literal->as.text, literal->length,
                            binder->arena, NULL);
  }
  return result;
}

static mi_result convert_number(const wql_binder *binder, mi_wql_operand *constant,
                                const mi_wql_operand *property) {
  static const mi_type types[] = {MI_TYPE_UINT64, MI_TYPE_SINT64, MI_TYPE_REAL64};
  if (constant->literal.type == MI_TYPE_BOOLEAN) return MI_E_TYPE_MISMATCH;
  constant->value = constant->literal;
  if (constant->literal.type == MI_TYPE_STRING) {
    mi_result result = parse_as(binder, constant, types, 3);
    if (result != MI_OK) return result;
  }
  /* 0.1 as a real32 is not 0.1 as a real64. */
  if (property->type == MI_TYPE_REAL32 && constant->value.type == MI_TYPE_REAL64) {
    constant->value.as.real = (double)(float)constant->value.as.real;
  }
  return MI_OK;
}

/* The order of texts is not that of numbers: only (un)equal is clear. */
static mi_result convert_text(const wql_binder *binder, const mi_wql_condition *condition,
                              mi_wql_operand *constant) {
  constant->value = constant->literal;
  if (constant->literal.type == MI_TYPE_STRING) return MI_OK;
  if (constant->literal.type == MI_TYPE_BOOLEAN || needs_order(condition)) {
    return MI_E_TYPE_MISMATCH;
  }
  return mi_value_convert(&constant->value, &constant->literal, MI_TYPE_STRING, binder->arena,
                          NULL);
}

static mi_result convert_truth(const wql_binder *binder, mi_wql_operand *constant) {
  static const mi_type type = MI_TYPE_BOOLEAN;
  const mi_value *literal = &constant->literal;
  if (literal->type == MI_TYPE_STRING) return parse_as(binder, constant, &type, 1);
  constant->value = *literal;
  if (literal->type == MI_TYPE_BOOLEAN) return MI_OK;
  if (literal->type != MI_TYPE_UINT64 || literal->as.natural > 1) return MI_E_TYPE_MISMATCH;
  constant->value = mi_value_boolean(literal->as.natural == 1);
  return MI_OK;
}

/* Datetimes, references and characters are written as texts. */
static mi_result convert_written(const wql_binder *binder, mi_wql_operand *constant, mi_type type) {
  if (constant->literal.type == MI_TYPE_STRING) return parse_as(binder, constant, &type, 1);
  bool code = type == MI_TYPE_CHAR16 && constant->literal.type == MI_TYPE_UINT64 &&
              mi_type_holds_unsigned(type, constant->literal.as.natural);
  if (!code) return MI_E_TYPE_MISMATCH;
  constant->value = mi_value_unsigned(type, constant->literal.as.natural);
  return MI_OK;
}

static mi_result refuse_constant(const wql_binder *binder, const mi_wql_operand *constant,
                                 const mi_wql_operand *property) {
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: this constant cannot be compared with %s, a %s", constant->position,
                      property->property, mi_type_word(property->type));
}

static mi_result bind_constant(const wql_binder *binder, const mi_wql_condition *condition,
                               mi_wql_operand *constant, const mi_wql_operand *property) {
  mi_result result;
  switch (family_of(property->type)) {
    case NUMBER: result = convert_number(binder, constant, property); break;
    case TEXT: result = convert_text(binder, condition, constant); break;
    case TRUTH: result = convert_truth(binder, constant); break;
    default: result = convert_written(binder, constant, property->type); break;
  }
  if (result == MI_OK) return MI_OK;
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(binder->error);
  return refuse_constant(binder, constant, property);
}

static mi_result bind_two_properties(const wql_binder *binder, const mi_wql_condition *condition) {
  const mi_wql_operand *left = &condition->left, *right = &condition->right;
  if (family_of(left->type) == family_of(right->type)) return MI_OK;
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: %s, a %s, cannot be compared with %s, a %s", left->position,
                      left->property, mi_type_word(left->type), right->property,
                      mi_type_word(right->type));
}

static mi_result check_order(const wql_binder *binder, const mi_wql_condition *condition,
                             const mi_wql_operand *property) {
  value_family family = family_of(property->type);
  if (!needs_order(condition) || (family != TRUTH && family != LINK)) return MI_OK;
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: %s is a %s, which only = and <> compare", property->position,
                      property->property, mi_type_word(property->type));
}

static mi_result bind_comparison(const wql_binder *binder, mi_wql_condition *condition) {
  mi_wql_operand *left = &condition->left, *right = &condition->right;
  mi_result result = left->property != NULL ? bind_scalar(binder, left) : MI_OK;
  if (result == MI_OK && right->property != NULL) result = bind_scalar(binder, right);
  if (result != MI_OK) return result;
  mi_wql_operand *property = left->property != NULL ? left : right;
  result = check_order(binder, condition, property);
  if (result != MI_OK) return result;
  if (left->property == NULL) return bind_constant(binder, condition, left, right);
  if (right->property == NULL) return bind_constant(binder, condition, right, left);
  return bind_two_properties(binder, condition);
}

static mi_result bind_like(const wql_binder *binder, mi_wql_condition *condition) {
  mi_result result = bind_property(binder, &condition->left);
  if (result != MI_OK || condition->left.type == MI_TYPE_STRING) return result;
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: LIKE needs a string, and %s is %s%s", condition->left.position,
                      condition->left.property,
                      mi_type_is_array(condition->left.type) ? "an array of " : "a ",
                      mi_type_word(condition->left.type));
}

static mi_result bind_isa(const wql_binder *binder, mi_wql_condition *condition) {
  if (condition->left.self) return MI_OK;
  mi_result result = bind_property(binder, &condition->left);
  if (result != MI_OK) return result;
  mi_type type = condition->left.type;
  if (type == MI_TYPE_REFERENCE || type == MI_TYPE_INSTANCE) return MI_OK;
  return mi_error_set(binder->error, MI_E_INVALID_QUERY,
                      "at %zu: ISA needs an object or a reference, and %s is %s%s",
                      condition->left.position, condition->left.property,
                      mi_type_is_array(type) ? "an array of " : "a ", mi_type_word(type));
}

static mi_result bind_condition(const wql_binder *binder, mi_wql_condition *condition) {
  switch (condition->kind) {
    case MI_WQL_COMPARE: return bind_comparison(binder, condition);
    case MI_WQL_LIKE: return bind_like(binder, condition);
    case MI_WQL_ISA: return bind_isa(binder, condition);
    case MI_WQL_IS_NULL: return bind_property(binder, &condition->left);
    case MI_WQL_AND:
    case MI_WQL_OR:
    case MI_WQL_NOT: break;
  }
  mi_result result = MI_OK;
  mi_wql_condition *part = condition->parts;
  for (; part != NULL && result == MI_OK; part = part->next) result = bind_condition(binder, part);
  return result;
}

mi_result mi_wql_bind(mi_wql *wql, const mi_class *class_, mi_arena *arena, mi_error *error) {
  mi_wql_query *query = (mi_wql_query *)wql;
  wql_binder binder = {class_, arena, error};
  for (uint32_t i = 0; i < wql->property_count; i++) {
    uint32_t index;
    mi_result result = find_property(&binder, wql->properties[i], query->positions[i], &index);
    if (result != MI_OK) return result;
  }
  return query->condition != NULL ? bind_condition(&binder, query->condition) : MI_OK;
}
