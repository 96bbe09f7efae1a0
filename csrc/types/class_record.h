/* A finished class as its schema keeps it: the public declaration, the memory that it lives in, and
 * an index of its properties. Every mi_class whose `schema` is set is the first member of one.
 * For the files of csrc/types only. */
#ifndef MI_TYPES_CLASS_RECORD_H
#define MI_TYPES_CLASS_RECORD_H

#include "base/error.h"
#include "base/limits.h"
#include "types/class.h"

typedef struct mi_class_record {
  mi_class class_;
  mi_arena arena; /* holds the record itself */
  bool defined;          /* found by name */
  uint32_t slot_count;   /* a power of two, or 0: the class is searched from front to back */
  const uint32_t *slots; /* property number + 1, or 0 */
} mi_class_record;

/* Empty, in an arena of its own. NULL: no memory. */
mi_class_record *mi_class_record_new(const mi_allocator *allocator);
void mi_class_record_free(mi_class_record *record);
/* To be called once the properties are there: counts the keys and makes the index. */
mi_result mi_class_record_finish(mi_class_record *record);

/* Fills the record from what the class declares and what it inherits (class_merge.c). */
mi_result mi_class_record_merge(mi_class_record *record, const mi_class *definition,
                                const mi_class *superclass, const mi_limits *limits,
                                mi_error *error);
/* Fills the record with copies of the elements as they are. */
mi_result mi_class_record_copy_elements(mi_class_record *record, const mi_element *elements,
                                        uint32_t count, mi_error *error);

#endif
