/* A repository: namespaces, class declarations and instances in memory.
 *
 * Its classes are in a mi_schema; its instances are blocks of their own, found by class and
 * canonical path. Cursors walk the instances of one class in order of creation, and may stay
 * open while instances come and go: what was deleted is not met any more, what is created meanwhile
 * is met. Everything returned is borrowed until the next change of the repository. Knows no
 * providers and no queries: see scan.h and local_machine.h. */
#ifndef MI_PROTOCOL_LOCAL_REPOSITORY_H
#define MI_PROTOCOL_LOCAL_REPOSITORY_H

#include "types/instance.h"
#include "types/schema.h"

typedef struct mi_repository mi_repository;

mi_result mi_repository_new(mi_repository **out, const mi_allocator *allocator,
                            const mi_limits *limits, mi_error *error);
void mi_repository_free(mi_repository *repository);
mi_schema *mi_repository_schema(mi_repository *repository);
const mi_allocator *mi_repository_allocator(const mi_repository *repository);
const mi_limits *mi_repository_limits(const mi_repository *repository);

/* Stores a copy. Its class must be one of the repository's schema, not abstract, and its keys must
 * be set: MI_E_ALREADY_EXISTS, MI_E_INVALID_PARAMETER (which key is missing), MI_E_LIMIT; what it
 * refers to and holds must be what the class declares (integrity.h). */
mi_result mi_repository_create(mi_repository *repository, const mi_instance *instance,
                               const mi_instance **out, mi_error *error);
/* Sets the properties that `changes` has, non-key, by name; MI_E_NOT_FOUND, MI_E_NO_SUCH_PROPERTY,
 * MI_E_TYPE_MISMATCH, MI_E_INVALID_PARAMETER (a key would change), and those of integrity.h. */
mi_result mi_repository_modify(mi_repository *repository, const mi_class *class_,
                               const mi_path *path, const mi_instance *changes, mi_error *error);
mi_result mi_repository_delete(mi_repository *repository, const mi_class *class_,
                               const mi_path *path, mi_error *error);
/* The instance of exactly that class; *out is NULL when there is none. MI_E_INVALID_PARAMETER: the
 * path does not fit the class, of which there are instances. */
mi_result mi_repository_find(mi_repository *repository, const mi_class *class_, const mi_path *path,
                             const mi_instance **out, mi_error *error);
/* Bytes of the classes and the instances, without what finds them by name. */
size_t mi_repository_memory(const mi_repository *repository);
size_t mi_repository_instance_count(const mi_repository *repository, const mi_class *class_);

/* The next instance of exactly that class after *cursor (start with 0); NULL at the end. */
const mi_instance *mi_repository_next(mi_repository *repository, const mi_class *class_,
                                      size_t *cursor);

/* Brings a path to the form of a class: the key names as declared, the values of the declared
 * types, the unnamed key of WMI (Class="v") given its name, all keys there and no other. References
 * among them say their namespace (unsaid, it is that of the class), and are in the form of their
 * own class. In the arena, names borrowed from the schema. MI_E_INVALID_PARAMETER names the key
 * that is missing, unknown or of a wrong type. */
mi_result mi_repository_resolve_path(const mi_path **out, const mi_class *class_,
                                     const mi_path *path, mi_arena *arena, mi_error *error);
/* The same of a path that may leave some keys out, but not all of them: *whole when it has all. */
mi_result mi_repository_fit_path(const mi_path **out, bool *whole, const mi_class *class_,
                                 const mi_path *path, mi_arena *arena, mi_error *error);

#endif
