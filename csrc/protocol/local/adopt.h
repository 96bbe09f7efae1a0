/* What a caller hands in, freed from the caller's classes.
 *
 * Instances that come with a call may be of classes that live no longer than the call's maker
 * wants: inferred from a table, fetched from another server. Embedded ones among their values would
 * take such a class into the repository. Adopting rebuilds them with the repository's classes of
 * the same names. */
#ifndef MI_PROTOCOL_LOCAL_ADOPT_H
#define MI_PROTOCOL_LOCAL_ADOPT_H

#include "types/instance.h"
#include "types/schema.h"

/* A copy of `given` in the arena, of the same class; its embedded instances are of classes of the
 * schema. MI_E_INVALID_CLASS, MI_E_NO_SUCH_PROPERTY, MI_E_TYPE_MISMATCH: an embedded one does not
 * fit; MI_E_LIMIT: max_depth. */
mi_result mi_adopt(mi_instance **out, const mi_instance *given, const mi_schema *schema,
                   const char *namespace_name, const mi_limits *limits, mi_arena *arena,
                   mi_error *error);
/* Sets every property of `to` that `from` has; an unknown one is refused by name. */
mi_result mi_adopt_assign(mi_instance *to, const mi_instance *from, mi_arena *arena,
                          mi_error *error);

#endif
