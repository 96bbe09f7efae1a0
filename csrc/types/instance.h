/* An instance: its class, and one value for each of the class's properties.
 *
 * An instance owns nothing: it lives in an arena, its values too, and it borrows its
 * class from a schema. mi_instance_copy takes all but the class into another arena; with
 * mi_instance_copy_size and an arena on a fixed block, that is one block without pointers
 * to anywhere but itself and the schema. */
#ifndef MI_TYPES_INSTANCE_H
#define MI_TYPES_INSTANCE_H

#include "types/class.h"
#include "types/path.h"

struct mi_instance {
  const mi_class *class_;
  const char *namespace_name; /* NULL: that of its class */
  const char *host;           /* NULL: not said */
  const mi_path *path;        /* NULL: follows from the key properties */
  mi_value *values;           /* class_->property_count of them */
};

/* All values NULL (typed), or with `defaults` the class's defaults (borrowed from the schema).
 * NULL: no memory. */
mi_instance *mi_instance_new(const mi_class *class_, bool defaults, mi_arena *arena);
mi_result mi_instance_copy(mi_instance **out, const mi_instance *instance, mi_arena *arena);
size_t mi_instance_copy_size(const mi_instance *instance);
/* The value of a property, without case; NULL: no such property. */
const mi_value *mi_instance_get(const mi_instance *instance, const char *name);
/* Sets a property; the value is copied into the arena and converted to the declared type. */
mi_result mi_instance_set(mi_instance *instance, const char *name, const mi_value *value,
                          mi_arena *arena, mi_error *error);
/* Where the object is: its explicit path, or one made (in the arena) from its keys.
 * MI_E_NOT_FOUND: its class has no keys here, or one of them is NULL. */
mi_result mi_instance_path(const mi_path **out, const mi_instance *instance, mi_arena *arena,
                           mi_error *error);
/* The same object with the properties of `class_`, a projection of its class (or the same): values
 * are shared, and the path is made explicit when a key is lost. */
mi_result mi_instance_project(const mi_instance **out, const mi_instance *instance,
                              const mi_class *class_, mi_arena *arena);
bool mi_instance_equal(const mi_instance *a, const mi_instance *b);
/* "instance of X { ... };" as MOF. */
mi_result mi_instance_print(const mi_instance *instance, mi_buffer *buffer);

#endif
