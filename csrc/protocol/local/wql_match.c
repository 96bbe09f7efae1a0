#include "protocol/local/wql_tree.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/wql_lexer.h"
#include "protocol/local/wql_like.h"
#include "types/schema.h"

/* Three-valued, in this order: AND is the least of its parts, OR the greatest. */
typedef enum truth { NO, UNKNOWN, YES } truth;

static truth truth_of(bool known) { return known ? YES : NO; }

typedef struct wql_number {
  bool is_real, negative;
  uint64_t magnitude;
  double real;
} wql_number;

static wql_number number_of(const mi_value *value) {
  wql_number number = {0};
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_REAL:
      number.is_real = true;
      number.real = value->as.real;
      break;
    case MI_STORAGE_SIGNED:
      number.negative = value->as.integer < 0;
      number.magnitude = number.negative ? 0 - (uint64_t)value->as.integer
                                         : (uint64_t)value->as.integer;
      break;
    default: number.magnitude = value->as.natural; break;
  }
  return number;
}

static int order_of(bool less, bool greater) { return less ? -1 : greater ? 1 : 0; }

static int compare_integers(wql_number a, wql_number b) {
  if (a.magnitude == 0 && b.magnitude == 0) return 0;
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  int order = order_of(a.magnitude < b.magnitude, a.magnitude > b.magnitude);
  return a.negative ? -order : order;
}

/* Exact: an integer above 2^53 is not rounded to meet a real. */
static int compare_integer_with_real(wql_number integer, double real) {
  const double beyond = 18446744073709551616.0; /* 2^64 */
  if (real >= beyond) return -1;
  if (real <= -beyond) return 1;
  wql_number whole = {.negative = real < 0};
  double size = whole.negative ? -real : real;
  whole.magnitude = (uint64_t)size;
  int order = compare_integers(integer, whole);
  if (order != 0 || size <= (double)whole.magnitude) return order;
  return whole.negative ? 1 : -1;
}

static int compare_numbers(const mi_value *left, const mi_value *right, bool *comparable) {
  wql_number a = number_of(left), b = number_of(right);
  *comparable = !(a.is_real && a.real != a.real) && !(b.is_real && b.real != b.real);
  if (!*comparable) return 0;
  if (a.is_real && b.is_real) return order_of(a.real < b.real, a.real > b.real);
  if (a.is_real) return -compare_integer_with_real(b, a.real);
  return b.is_real ? compare_integer_with_real(a, b.real) : compare_integers(a, b);
}

static int compare_values(const mi_value *a, const mi_value *b, bool *comparable) {
  *comparable = true;
  switch (mi_type_storage(a->type)) {
    case MI_STORAGE_BOOLEAN: return a->as.boolean - b->as.boolean;
    case MI_STORAGE_TEXT: return mi_text_compare_names(a->as.text, b->as.text);
    case MI_STORAGE_REFERENCE: return !mi_path_same(a->as.reference, b->as.reference);
    case MI_STORAGE_DATETIME:
      return mi_datetime_compare(a->as.datetime, b->as.datetime, comparable);
    default: return compare_numbers(a, b, comparable);
  }
}

/* Properties of subclasses keep their place, those of projections do not. NULL: not there. */
static const mi_value *property_value(const mi_wql_operand *operand, const mi_instance *instance) {
  const mi_class *class_ = instance->class_;
  const mi_value *value;
  if (operand->index < class_->property_count &&
      mi_text_same_name(class_->properties[operand->index].name, operand->property)) {
    value = &instance->values[operand->index];
  } else {
    value = mi_instance_get(instance, operand->property);
  }
  return value == NULL || value->null ? NULL : value;
}

static const mi_value *operand_value(const mi_wql_operand *operand, const mi_instance *instance) {
  return operand->property == NULL ? &operand->value : property_value(operand, instance);
}

static truth match_comparison(const mi_wql_condition *condition, const mi_instance *instance) {
  const mi_value *left = operand_value(&condition->left, instance);
  const mi_value *right = operand_value(&condition->right, instance);
  if (left == NULL || right == NULL) return UNKNOWN;
  bool comparable;
  int order = compare_values(left, right, &comparable);
  if (!comparable) return UNKNOWN;
  unsigned met = order < 0 ? MI_WQL_LESS : order > 0 ? MI_WQL_GREATER : MI_WQL_EQUAL;
  return truth_of((condition->orders & met) != 0);
}

static truth match_like(const mi_wql_condition *condition, const mi_instance *instance) {
  const mi_value *value = property_value(&condition->left, instance);
  if (value == NULL) return UNKNOWN;
  return truth_of(mi_wql_like(condition->text, condition->length, value->as.text, value->length));
}

static bool is_a(const mi_class *class_, const char *name) {
  return mi_class_is_a(class_->origin != NULL ? class_->origin : class_, name);
}

static truth match_isa(const mi_wql_condition *condition, const mi_instance *instance) {
  const char *name = condition->text;
  if (condition->left.self) return truth_of(is_a(instance->class_, name));
  const mi_value *value = property_value(&condition->left, instance);
  if (value == NULL) return UNKNOWN;
  if (value->type == MI_TYPE_INSTANCE) return truth_of(is_a(value->as.instance->class_, name));
  const mi_path *path = value->as.reference;
  const char *home =
      path->namespace_name != NULL ? path->namespace_name : instance->class_->namespace_name;
  const mi_class *class_ = mi_schema_find(instance->class_->schema, home, path->class_name);
  if (class_ == NULL) return truth_of(mi_text_same_name(path->class_name, name));
  return truth_of(is_a(class_, name));
}

static truth match(const mi_wql_condition *condition, const mi_instance *instance);

/* The least (AND) or greatest (OR) of the parts, which ends the walk when it is reached. */
static truth match_parts(const mi_wql_condition *condition, const mi_instance *instance) {
  bool all = condition->kind == MI_WQL_AND;
  truth found = all ? YES : NO;
  for (const mi_wql_condition *part = condition->parts; part != NULL; part = part->next) {
    truth one = match(part, instance);
    if (all ? one < found : one > found) found = one;
    if (found == (all ? NO : YES)) break;
  }
  return found;
}

static truth match(const mi_wql_condition *condition, const mi_instance *instance) {
  switch (condition->kind) {
    case MI_WQL_AND:
    case MI_WQL_OR: return match_parts(condition, instance);
    case MI_WQL_NOT: return (truth)(YES - match(condition->parts, instance));
    case MI_WQL_COMPARE: return match_comparison(condition, instance);
    case MI_WQL_LIKE: return match_like(condition, instance);
    case MI_WQL_ISA: return match_isa(condition, instance);
    case MI_WQL_IS_NULL: return truth_of(property_value(&condition->left, instance) == NULL);
  }
  return UNKNOWN;
}

bool mi_wql_matches(const mi_wql *query, const mi_instance *instance) {
  return query->condition == NULL || match(query->condition, instance) == YES;
}
