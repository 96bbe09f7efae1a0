/* The properties that a caller asked for: each class cut down to them, once, and instances with it.
 *
 * The cut classes live in a schema of the operation's own, made when it is first needed, above
 * the repository's. The names of the rule are borrowed. */
#ifndef MI_PROTOCOL_LOCAL_PROJECTION_H
#define MI_PROTOCOL_LOCAL_PROJECTION_H

#include "types/instance.h"
#include "types/schema.h"

typedef struct mi_projection_rule {
  bool listed; /* only these properties */
  bool linked; /* the keys and the references as well, whatever is listed */
  const char *const *properties;
  uint32_t property_count;
  bool keys_only;       /* only the keys, whatever is listed */
  const mi_class *base; /* NULL: none. Else only what this class has, under its name */
} mi_projection_rule;

typedef struct mi_projection_pair {
  const mi_class *whole, *cut;
} mi_projection_pair;

typedef struct mi_projection mi_projection;
struct mi_projection {
  const mi_allocator *allocator;
  const mi_limits *limits;
  mi_schema *parent;
  mi_schema *schema; /* NULL: not needed yet */
  mi_projection *home; /* NULL: none. Else whose schema this one uses, and which must live longer */
  mi_projection_rule rule;
  mi_projection_pair *pairs;
  size_t count, room;
  size_t last; /* the pair used last: instances of a class come together */
};

void mi_projection_init(mi_projection *projection, const mi_allocator *allocator,
                        const mi_limits *limits, mi_schema *parent);
/* One more rule for the same operation: what it cuts may be cut again by `home`. */
void mi_projection_init_within(mi_projection *projection, mi_projection *home);
void mi_projection_free(mi_projection *projection);
/* The operation's own schema, borrowed. */
mi_result mi_projection_schema(mi_projection *projection, mi_schema **out, mi_error *error);
/* The schema that keeps every class of the results. */
mi_schema *mi_projection_keeper(const mi_projection *projection);
mi_result mi_projection_class(mi_projection *projection, const mi_class *class_,
                              const mi_class **out, mi_error *error);
/* The instance itself, or one in the arena that shares its values. */
mi_result mi_projection_apply(mi_projection *projection, const mi_instance *instance,
                              const mi_instance **out, mi_arena *arena, mi_error *error);

#endif
