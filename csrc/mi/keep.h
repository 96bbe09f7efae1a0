/* Keeps the classes of instances: the schemas that they, and the instances embedded in them,
 * borrow from. Whoever holds an instance beyond its step holds a mi_keep as well. */
#ifndef MI_MI_KEEP_H
#define MI_MI_KEEP_H

#include "types/instance.h"
#include "types/schema.h"

typedef struct mi_keep { /* zeroed: empty */
  mi_schema **schemas;   /* a reference each */
  uint32_t count, room;
} mi_keep;

/* Each adds what is not kept yet. NULL is fine. MI_E_OUT_OF_MEMORY; MI_E_LIMIT: nested deeper than
 * `depth`. What was added before a failure stays kept. */
mi_result mi_keep_schema(mi_keep *keep, const mi_allocator *allocator, mi_schema *schema);
mi_result mi_keep_instance(mi_keep *keep, const mi_allocator *allocator,
                           const mi_instance *instance, size_t depth);
mi_result mi_keep_value(mi_keep *keep, const mi_allocator *allocator, const mi_value *value,
                        size_t depth);
/* Gives all up; the keep is empty again. */
void mi_keep_free(mi_keep *keep, const mi_allocator *allocator);

#endif
