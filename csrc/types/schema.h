/* The classes that instances refer to: an append-only, reference-counted home.
 *
 * An instance borrows its class from a schema; whoever keeps the instance keeps the
 * schema (mi_schema_ref). A local repository has one schema; an operation makes one of its own
 * for projections and for classes inferred from an answer. A schema keeps its parent.
 * Counts are not atomic: a schema belongs to the thread of its application. */
#ifndef MI_TYPES_SCHEMA_H
#define MI_TYPES_SCHEMA_H

#include "base/error.h"
#include "base/limits.h"
#include "types/class.h"

/* One reference, the caller's. `parent` may be NULL; it is referenced. */
mi_result mi_schema_new(mi_schema **out, const mi_allocator *allocator, const mi_limits *limits,
                        mi_schema *parent);
mi_schema *mi_schema_ref(mi_schema *schema);
void mi_schema_unref(mi_schema *schema); /* NULL is fine */

/* Adds a class. `definition` (borrowed, copied) holds what the class itself declares: its own
 * qualifiers, properties and methods, superclass_name, namespace_name. The superclass must be in
 * the same namespace. What it inherits is merged in and checked: MI_E_INVALID_SUPERCLASS,
 * MI_E_ALREADY_EXISTS, MI_E_TYPE_MISMATCH (an override of another type), MI_E_INVALID_PARAMETER
 * (a key added below a class with keys, a qualifier that may not be overridden, names declared
 * twice ...). */
mi_result mi_schema_define(mi_schema *schema, const mi_class *definition, const mi_class **out,
                           mi_error *error);
/* A class of just these elements, copied, that is not found by name: shapes of answers, parameters
 * of methods. */
mi_result mi_schema_shape(mi_schema *schema, const char *namespace_name, const char *name,
                          const mi_element *elements, uint32_t count, const mi_class **out,
                          mi_error *error);
/* The class with only the properties for which keep[i] is true; `name` (NULL: its own) is the name
 * it shows. Not found by name. It must be of this schema or one above it. */
mi_result mi_schema_project(mi_schema *schema, const mi_class *class_, const char *name,
                            const bool *keep, const mi_class **out, mi_error *error);

/* Without case, in this schema and then its parents; NULL: not there. */
const mi_class *mi_schema_find(const mi_schema *schema, const char *namespace_name,
                               const char *name);
/* The classes defined in this schema (not its parents), by number; NULL past the end. Shapes and
 * projections are numbered too. */
const mi_class *mi_schema_class(const mi_schema *schema, uint32_t number);
uint32_t mi_schema_count(const mi_schema *schema);
/* Whether the class was added by mi_schema_define. */
bool mi_schema_defined(const mi_class *class_);
/* Namespaces that are known here; adding one again is fine. A class's namespace is added with
 * it. */
mi_result mi_schema_add_namespace(mi_schema *schema, const char *name);
const char *mi_schema_namespace(const mi_schema *schema, uint32_t number); /* NULL past the end */
bool mi_schema_has_namespace(const mi_schema *schema, const char *name);
size_t mi_schema_memory(const mi_schema *schema);

#endif
