/* WQL: SELECT * | a, b FROM Class [WHERE condition].
 *
 * Conditions: = <> != < <= > >= with constants and properties on either side, AND OR NOT, LIKE
 * with % _ [a-z] [^a], ISA (`__this ISA "X"`, a property that is a reference or embedded instance),
 * IS NULL, IS NOT NULL, parentheses. `SELECT COUNT(*)`, JOIN, WITHIN and GROUP are refused by name.
 * Comparison: numbers by value, text without case (as WQL does), datetimes in time, references as
 * paths; NULL makes a comparison unknown (three-valued logic), and only true is a match. A parsed
 * query lives in the arena it was made in and is immutable. Knows no repository. */
#ifndef MI_PROTOCOL_LOCAL_WQL_H
#define MI_PROTOCOL_LOCAL_WQL_H

#include "types/instance.h"
#include "base/limits.h"

typedef struct mi_wql_condition mi_wql_condition;

typedef struct mi_wql {
  const char *class_name;
  const char *const *properties; /* NULL: all */
  uint32_t property_count;
  const mi_wql_condition *condition; /* NULL: none */
  const char *const *used;           /* the properties that the condition looks at, each once */
  uint32_t used_count;
} mi_wql;

/* The arena is one that grows. MI_E_INVALID_QUERY says the position (line and column are one:
 * "at 27") and what was expected. */
mi_result mi_wql_parse(mi_wql **out, const char *text, size_t length, const mi_limits *limits,
                       mi_arena *arena, mi_error *error);
/* Checks names and constants against the class: MI_E_INVALID_QUERY names an unknown property, or a
 * constant that the property cannot be compared with. Constants are converted once, here.
 * Properties of subclasses are unknown too. */
mi_result mi_wql_bind(mi_wql *query, const mi_class *class_, mi_arena *arena, mi_error *error);
/* `query` must be bound; an instance of a subclass is fine. */
bool mi_wql_matches(const mi_wql *query, const mi_instance *instance);

#endif
