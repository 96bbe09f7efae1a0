/* Values in MOF, read as the type that they are declared to have. */
#ifndef MI_PROTOCOL_LOCAL_MOF_VALUES_H
#define MI_PROTOCOL_LOCAL_MOF_VALUES_H

#include "protocol/local/mof_parser.h"

/* What a value is for. */
typedef struct mi_mof_target {
  mi_type type;
  bool any;               /* the type follows from the value */
  bool lenient;           /* a single value may stand for an array of one */
  uint32_t array_size;    /* 0: any */
  const char *class_name; /* of a reference or embedded instance; NULL: any */
  const char *kind, *name, *owner; /* "property", "Size", "Foo", for errors */
} mi_mof_target;

/* MI_E_TYPE_MISMATCH: `property Size of Foo: 300 does not fit uint8`. */
mi_result mi_mof_value(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out);

#endif
