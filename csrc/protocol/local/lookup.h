/* What names mean in a repository: namespaces, classes, and whether a reference means an object.
 *
 * Errors are those that a caller of the local protocol sees. Everything returned is borrowed from
 * the schema. */
#ifndef MI_PROTOCOL_LOCAL_LOOKUP_H
#define MI_PROTOCOL_LOCAL_LOOKUP_H

#include "types/instance.h"
#include "types/schema.h"

/* The schema's own spelling of a namespace; slashes may lean either way, and those at the ends do
 * not count. MI_E_INVALID_NAMESPACE. */
mi_result mi_lookup_namespace(const char **out, const mi_schema *schema, const char *name,
                              mi_error *error);
/* MI_E_INVALID_CLASS says what was perhaps meant. */
mi_result mi_lookup_class(const mi_class **out, const mi_schema *schema, const char *namespace_name,
                          const char *name, mi_error *error);
/* The class, or one below it, has that property: MI_E_NO_SUCH_PROPERTY says what was perhaps
 * meant. */
mi_result mi_lookup_property(const mi_class *class_, const char *name, mi_error *error);
/* The class that was declared, of which this is perhaps a projection. */
const mi_class *mi_lookup_declared(const mi_class *class_);
/* One of the two is, or is below, the other. */
bool mi_lookup_related(const mi_class *a, const mi_class *b);
/* Whether a declared class is the other, or below it. */
bool mi_lookup_below(const mi_class *class_, const mi_class *above);
/* Fails with MI_E_NOT_FOUND and the path. */
mi_result mi_lookup_not_found(const mi_path *path, const mi_allocator *allocator, mi_error *error);
/* Fails with MI_E_INVALID_PARAMETER: the path leaves out keys of that class. */
mi_result mi_lookup_several(const mi_path *path, const mi_class *class_,
                            const mi_allocator *allocator, mi_error *error);
/* The path of an object that was found at `given`, in the form of its own class. The host is
 * `given`'s, the rest in the arena. */
mi_result mi_lookup_own_path(const mi_path **out, const mi_instance *instance,
                             const mi_path *given, mi_arena *arena, mi_error *error);

/* An object as an association sees it: its class, and its path in the form of that class. */
typedef struct mi_lookup_object {
  const mi_class *class_;
  const mi_path *path;
} mi_lookup_object;

/* *refers: whether that property of the association is a reference to the object. The arena is for
 * passing use. MI_E_OUT_OF_MEMORY. */
mi_result mi_lookup_refers(bool *refers, const mi_instance *association, uint32_t property,
                           const mi_lookup_object *object, mi_arena *arena);

#endif
