/* Walking associations from one object: to the associations themselves (references), or
 * through them to the objects at their other ends (associators), each once.
 *
 * Every filter takes subclasses in. A reference to an object that is not there is passed over.
 * What start points to is borrowed until close, but start itself is copied. */
#ifndef MI_PROTOCOL_LOCAL_TRAVERSE_H
#define MI_PROTOCOL_LOCAL_TRAVERSE_H

#include "protocol/local/projection.h"
#include "protocol/local/scan.h"

typedef struct mi_traverse_start {
  const mi_store *store;
  mi_projection *projection; /* of the results */
  mi_projection *live;       /* what live ones need to hold, as in mi_source_filter */
  const mi_class *class_; /* of the object, or above it */
  const mi_path *path;
  bool references;
  const mi_class *association_class; /* NULL: any; the result class of references as well */
  const mi_class *result_class;      /* of associators; NULL: any */
  const char *role, *result_role;    /* NULL: any */
} mi_traverse_start;

typedef struct mi_traverse mi_traverse;

mi_result mi_traverse_open(mi_traverse **out, const mi_traverse_start *start, mi_error *error);
/* As mi_source_next; with a rule of keys_only the objects are made from the references to them.
 * MI_E_NOT_FOUND: the object itself is not there. */
mi_result mi_traverse_next(mi_traverse *traverse, const mi_instance **out, bool *again,
                           mi_arena *arena, mi_error *error);
/* Whether it has come to max_memory; NULL is fine. */
bool mi_traverse_full(const mi_traverse *traverse);
void mi_traverse_close(mi_traverse *traverse); /* NULL is fine */

#endif
