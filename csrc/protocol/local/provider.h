/* Live instances: what a provider of this machine offers.
 *
 * A provider serves exactly one class, which the built-in MOF (linux/linux.mof) declares with
 * [Provider("name")]; its `next` makes one instance at a time, as the loop advances. The class
 * given to `open` may be a projection: a value whose property is not in it need not be found
 * out. Things that vanish while they are read are passed over; what may not be read
 * is NULL. A provider has no state but its scan. */
#ifndef MI_PROTOCOL_LOCAL_PROVIDER_H
#define MI_PROTOCOL_LOCAL_PROVIDER_H

#include "protocol/local/repository.h"

typedef struct mi_host mi_host; /* the machine as the providers share it: see linux/host.h */
typedef struct mi_scan mi_scan; /* one walk; each provider has its own */

typedef struct mi_scan_start {
  mi_host *host;
  const mi_class *class_; /* of the instances to make */
  const mi_path *path;    /* NULL: all. Else only this one object is wanted (its keys, of declared
                             types): a hint, which may be ignored */
  const mi_path *related; /* NULL: all. Else, of an association: only those with a reference to it:
                             a hint likewise */
} mi_scan_start;

typedef struct mi_provider {
  const char *name;
  mi_result (*open)(mi_scan **out, const mi_scan_start *start, mi_error *error);
  /* Makes the next instance in the arena: MI_OK and *out, which is NULL at the end. Does a bounded
   * piece of work: an entry that vanished may give MI_OK with *again true, and no instance. */
  mi_result (*next)(mi_scan *scan, const mi_instance **out, bool *again, mi_arena *arena,
                    mi_error *error);
  void (*close)(mi_scan *scan);
  /* NULL: the class has no methods. `out` is an instance of `results`, made already: set its
   * ReturnValue and out-parameters. */
  mi_result (*invoke)(mi_host *host, const mi_path *object, const char *method,
                      const mi_instance *parameters, mi_instance *out, mi_arena *arena,
                      mi_error *error);
} mi_provider;

/* NULL: no such provider. */
const mi_provider *mi_provider_find(const char *name);

/* One host for a repository of live classes; its providers share it. */
mi_result mi_host_new(mi_host **out, const mi_allocator *allocator, const mi_limits *limits,
                      mi_error *error);
void mi_host_free(mi_host *host); /* NULL is fine */
/* The text of linux.mof. */
extern const char mi_host_mof[];
extern const size_t mi_host_mof_length;

#endif
