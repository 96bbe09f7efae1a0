/* The allocator that every module is given; nothing here calls malloc by itself.
 *
 * One function does it all, with the meaning of realloc: a NULL block allocates,
 * size 0 frees and returns NULL, and a failure returns NULL and leaves the block
 * as it was. The allocator is borrowed: it must outlive what was made with it.
 * Includes nothing of this project. */
#ifndef MI_BASE_ALLOC_H
#define MI_BASE_ALLOC_H

#include <stddef.h>

typedef struct mi_allocator {
  void *(*resize)(void *context, void *block, size_t size);
  void *context;
} mi_allocator;

/* The allocator of the C library. */
const mi_allocator *mi_allocator_default(void);

void *mi_alloc(const mi_allocator *allocator, size_t size);
/* As mi_alloc, zeroed. */
void *mi_alloc_zero(const mi_allocator *allocator, size_t size);
void *mi_resize(const mi_allocator *allocator, void *block, size_t size);
/* NULL is fine. */
void mi_free(const mi_allocator *allocator, void *block);
/* A NUL-terminated copy, the caller's; NULL when there is no memory. */
char *mi_alloc_text(const mi_allocator *allocator, const char *text, size_t length);

#endif
