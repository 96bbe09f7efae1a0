/* Object paths (DSP0004 8.2, DSP0207): host, namespace, class, and keys.
 *
 * A mi_path owns nothing; its pieces live in the arena it was made in. Keys are
 * values: string, boolean, integers, reals, datetime, reference. A path without keys names a
 * class, or the one instance of a class without keys (`singleton`: Class=@).
 * Read from untyped text, numbers are sint64, or uint64 when they need it.
 *
 *   //host/root/cimv2:CIM_Process.CSName="a",Handle="1"      the usual form
 *   https://host/cimom/root/cimv2:CIM_Process.Handle="1"     WBEM-URI: scheme and user are dropped
 *   root/cimv2:CIM_Process       CIM_Process.Handle=1         CIM_X=@ */
#ifndef MI_TYPES_PATH_H
#define MI_TYPES_PATH_H

#include "types/value.h"

typedef struct mi_key {
  const char *name;
  mi_value value;
} mi_key;

struct mi_path {
  const char *host;           /* NULL: not said */
  const char *namespace_name; /* NULL: not said */
  const char *class_name;
  const mi_key *keys;
  uint32_t key_count;
  bool singleton;
};

mi_result mi_path_parse(mi_path **out, const char *text, size_t length, mi_arena *arena,
                        mi_error *error);
/* The usual form, keys in their order; `local` leaves host and namespace out. */
mi_result mi_path_print(const mi_path *path, bool local, mi_buffer *buffer);
/* The WBEM-URI form: //host/namespace:Class.Key=... percent-encoded where DSP0207 wants it. */
mi_result mi_path_print_uri(const mi_path *path, mi_buffer *buffer);
/* For use as a hash key among paths of one class whose keys have their declared types: such paths
 * share the text, whatever order, case and number type they were written in, when their keys are
 * the same, and not otherwise. A string stands as it is, be it "TRUE" or the text of a path: give
 * it the declared type first. Hosts are left out, and so is the namespace; that of a reference
 * among the keys counts, and not to say it is another thing than to say it. */
mi_result mi_path_canonical(const mi_path *path, mi_buffer *buffer);
mi_result mi_path_copy(mi_path **out, const mi_path *path, mi_arena *arena);
size_t mi_path_copy_size(const mi_path *path);
/* The same object, typed or as mere text: names without case, keys in any order, 5 the same as "5",
 * a boolean as "True", a reference as its text. Host and namespace count only where both say them.
 * The classes must have the same name. */
bool mi_path_same(const mi_path *a, const mi_path *b);
/* As mi_path_same, but the class is not looked at: for comparing with a subclass or superclass. */
bool mi_path_same_keys(const mi_path *a, const mi_path *b);
/* NULL: no such key. */
const mi_value *mi_path_key(const mi_path *path, const char *name);

#endif
