/* The instances of a class, whoever has them: the repository's own, then those of its live
 * provider; of the class alone or of all its subclasses. The one place where stored and live
 * instances meet; queries and associations walk through it.
 *
 * A source is opened, stepped and closed; each step does a bounded piece of work. */
#ifndef MI_PROTOCOL_LOCAL_SCAN_H
#define MI_PROTOCOL_LOCAL_SCAN_H

#include "protocol/local/projection.h"
#include "protocol/local/provider.h"

typedef struct mi_store { /* borrowed parts of a local connection */
  mi_repository *repository;
  mi_host *host; /* NULL: no live classes */
} mi_store;

/* Who serves the live instances of exactly this class; NULL: it is not live. */
const mi_provider *mi_store_provider(const mi_store *store, const mi_class *class_);

typedef struct mi_source mi_source;

typedef struct mi_source_filter {
  bool deep; /* subclasses as well */
  /* Hints, as in mi_scan_start; the source itself passes on only what fits. */
  const mi_path *path;
  bool partial; /* the path may leave keys out, when one object is all that fits */
  const mi_path *related;
  const char *role; /* with related: only through this reference property */
  mi_projection *live; /* what live instances need to hold (its rule is `linked`); NULL: all */
} mi_source_filter;

/* `filter` is copied into the source; what it points to is borrowed until close. */
mi_result mi_source_open(mi_source **out, const mi_store *store, const mi_class *class_,
                         const mi_source_filter *filter, mi_error *error);
/* MI_OK with *out: an instance (borrowed: in the arena, the source's, or the repository's until it
 * changes). *again: nothing yet, step again. Neither: the end. MI_E_INVALID_PARAMETER: several
 * objects fit a partial path. */
mi_result mi_source_next(mi_source *source, const mi_instance **out, bool *again, mi_arena *arena,
                         mi_error *error);
void mi_source_close(mi_source *source); /* NULL is fine */

/* The one instance at the filter's path, in the arena; NULL: there is none. The filter is deep: a
 * path that names a superclass finds the instance of the subclass. */
mi_result mi_store_find(const mi_store *store, const mi_class *class_,
                        const mi_source_filter *filter, const mi_instance **out, mi_arena *arena,
                        mi_error *error);

#endif
