/* Every limit of the library, in one struct with sane defaults (DESIGN 7).
 * Whoever meets a limit says its name in the error. Includes nothing of this project. */
#ifndef MI_BASE_LIMITS_H
#define MI_BASE_LIMITS_H

#include <stddef.h>

/*  name, default, what it bounds */
#define MI_LIMITS_TABLE(X)                                                        \
  X(max_message, (size_t)0, "bytes of one reply (0: no bound, it is streamed)")   \
  X(max_envelope, (size_t)512000, "bytes of one envelope that a server may send") \
  X(max_depth, (size_t)128, "nesting of elements, expressions and values")        \
  X(max_name, (size_t)1024, "bytes of a name")                                    \
  X(max_text, (size_t)64 << 20, "bytes of one value")                             \
  X(max_attributes, (size_t)64, "attributes of an element")                       \
  X(max_properties, (size_t)4096, "properties of an instance")                    \
  X(max_elements, (size_t)1 << 20, "elements of an array")                        \
  X(max_batch, (size_t)100000, "instances in one batch")                          \
  X(max_memory, (size_t)256 << 20, "bytes that one operation holds")              \
  X(max_source, (size_t)256 << 20, "bytes of a MOF source")                       \
  X(max_includes, (size_t)256, "files that a MOF source includes")

typedef struct mi_limits {
#define X(name, standard, meaning) size_t name;
  MI_LIMITS_TABLE(X)
#undef X
} mi_limits;

void mi_limits_default(mi_limits *limits);

#endif
