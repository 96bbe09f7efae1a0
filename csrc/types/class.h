/* Class declarations: what a class is called, has and inherits.
 *
 * A finished class is immutable and belongs to the mi_schema that made it; every
 * pointer in it is borrowed from that schema. Properties include the inherited ones,
 * superclass first, so that an instance of a class starts with the values of its superclass.
 * A class may be `inferred`: made by a decoder from what an answer held, with names and types
 * but no qualifiers. A class may be a projection of another (only some of its properties;
 * `origin` tells of which): its name is the class's own unless it was given another. */
#ifndef MI_TYPES_CLASS_H
#define MI_TYPES_CLASS_H

#include "types/value.h"

typedef struct mi_class mi_class;
typedef struct mi_schema mi_schema;

enum { /* flavors of a qualifier */
  MI_FLAVOR_TO_INSTANCE = 1,
  MI_FLAVOR_TRANSLATABLE = 2,
  MI_FLAVOR_RESTRICTED = 4,        /* not inherited */
  MI_FLAVOR_DISABLE_OVERRIDE = 8
};

typedef struct mi_qualifier {
  const char *name;
  mi_value value;
  uint8_t flavor;
  bool inherited;
} mi_qualifier;

typedef struct mi_qualifiers {
  const mi_qualifier *list;
  uint32_t count;
} mi_qualifiers;

enum { /* flags of an element */
  MI_ELEMENT_KEY = 1,
  MI_ELEMENT_IN = 2, /* of a parameter */
  MI_ELEMENT_OUT = 4,
  MI_ELEMENT_WRITE = 8,
  MI_ELEMENT_REQUIRED = 16,
  MI_ELEMENT_EMBEDDED_OBJECT = 32 /* a string property that holds an object: its type is INSTANCE */
};

/* A property or a parameter. */
typedef struct mi_element {
  const char *name;
  uint32_t name_length;
  mi_type type;
  uint16_t flags;
  uint32_t array_size;     /* of a fixed-size array; 0: any */
  const char *class_name;  /* of a reference or embedded instance; NULL: any */
  mi_value value;          /* the default; NULL where there is none */
  mi_qualifiers qualifiers;
  const char *origin;      /* the class that declared it first */
  bool inherited;          /* not declared again by this class */
} mi_element;

typedef struct mi_method {
  const char *name;
  mi_type type; /* of the return value */
  bool is_static;
  mi_qualifiers qualifiers;
  const mi_element *parameters;
  uint32_t parameter_count;
  const char *origin;
  bool inherited;
} mi_method;

enum { /* flags of a class */
  MI_CLASS_ASSOCIATION = 1,
  MI_CLASS_INDICATION = 2,
  MI_CLASS_ABSTRACT = 4,
  MI_CLASS_TERMINAL = 8,
  MI_CLASS_INFERRED = 16
};

struct mi_class {
  const char *name;
  const char *namespace_name;
  const char *superclass_name; /* NULL: none */
  const mi_class *superclass;  /* NULL: none, or not known here */
  const mi_class *origin;      /* of a projection; else NULL */
  uint16_t flags;
  uint32_t number; /* within its schema, from 0: a place for whoever keeps a fact per class */
  mi_schema *schema;
  mi_qualifiers qualifiers;
  const mi_element *properties;
  uint32_t property_count;
  uint32_t key_count; /* of the properties */
  const mi_method *methods;
  uint32_t method_count;
};

/* The index of a property, without case; -1: not there. */
int mi_class_find(const mi_class *class_, const char *name, size_t length);
const mi_method *mi_class_method(const mi_class *class_, const char *name);
const mi_qualifier *mi_qualifiers_find(const mi_qualifiers *qualifiers, const char *name);
/* The class itself or one above it has that name. */
bool mi_class_is_a(const mi_class *class_, const char *name);
/* The declaration as MOF, which the MOF compiler reads again into an equal class: its own features,
 * and what it says anew of inherited ones. */
mi_result mi_class_print(const mi_class *class_, mi_buffer *buffer);

#endif
