/* What a caller asks for: one struct that describes any operation, whatever the protocol.
 *
 * The session layer fills it and hands it to a protocol; the Lua binding and the C API make the
 * same calls. A call is borrowed for the time of `start`: a machine copies what it keeps, with
 * mi_call_copy. NULL and 0 mean "not said" everywhere. Includes base and types. */
#ifndef MI_PROTOCOL_CALL_H
#define MI_PROTOCOL_CALL_H

#include "base/limits.h"
#include "types/instance.h"

/*  name, the word for people and errors, what it yields */
#define MI_CALL_TABLE(X)                             \
  X(GET, "get", INSTANCE)                            \
  X(ENUMERATE, "enumerate", INSTANCE)                \
  X(ASSOCIATORS, "associators", INSTANCE)            \
  X(REFERENCES, "references", INSTANCE)              \
  X(QUERY, "query", INSTANCE)                        \
  X(CREATE, "create", INSTANCE)                      \
  X(MODIFY, "modify", INSTANCE)                      \
  X(DELETE, "delete", INSTANCE)                      \
  X(INVOKE, "invoke", INSTANCE)                      \
  X(GET_CLASS, "class", CLASS)                       \
  X(ENUMERATE_CLASSES, "classes", CLASS)             \
  X(NAMESPACES, "namespaces", INSTANCE)              \
  X(SUBSCRIBE, "subscribe", INSTANCE)                \
  X(IDENTIFY, "identify", INSTANCE)

typedef enum mi_call_kind {
#define X(name, word, yields) MI_CALL_##name,
  MI_CALL_TABLE(X)
#undef X
} mi_call_kind;

typedef enum mi_polymorphism {
  MI_DEEP,    /* instances of subclasses, with all that they have */
  MI_SHALLOW, /* instances of exactly the class */
  MI_BASE     /* instances of subclasses, with the properties of the class only */
} mi_polymorphism;

typedef struct mi_custom_option {
  const char *name;
  mi_value value;
  bool must_comply;
} mi_custom_option;

typedef struct mi_call {
  mi_call_kind kind;
  const char *namespace_name;
  const char *class_name; /* enumerate, class(es), create, static invoke */

  const mi_path *path;         /* of what has an object: get, delete, associators ... */
  const mi_instance *instance; /* create: all of it; modify: the changed properties */

  const char *association_class; /* associators; references: result_class alone */
  const char *result_class;
  const char *role;
  const char *result_role;

  const char *query; /* query, subscribe */
  const char *dialect;

  const char *method;
  const mi_instance *parameters;

  const char *const *properties; /* NULL: all */
  uint32_t property_count;
  bool limit_properties; /* the list counts even when it is empty */
  bool keys_only;
  mi_polymorphism polymorphism;
  bool qualifiers; /* full RTTI: qualifiers and class origin as well */

  const char *resource_uri;
  const char *locale;
  const mi_custom_option *custom;
  uint32_t custom_count;
  uint32_t batch;         /* objects a pull asks for */
  uint32_t timeout;       /* milliseconds for the whole call */
} mi_call;

/* "enumerate" */
const char *mi_call_word(mi_call_kind kind);
/* True when results are class declarations. */
bool mi_call_yields_classes(mi_call_kind kind);
mi_result mi_call_copy(mi_call **out, const mi_call *call, mi_arena *arena);
/* Appends what was tried, for errors: `enumerate CIM_Process in root/cimv2`. */
mi_result mi_call_describe(const mi_call *call, mi_buffer *buffer);

#endif
