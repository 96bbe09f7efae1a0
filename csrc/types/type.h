/* The CIM types. One table drives names, parsing, printing and conversion:
 * whoever needs a fact per type adds a column or expands the table, not a switch.
 *
 * Numbers are those of MI_Type; an array type is its element type plus MI_TYPE_ARRAY.
 * Includes base only. */
#ifndef MI_TYPES_TYPE_H
#define MI_TYPES_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*  name, number, CIM word, storage (member of mi_value.as), lowest, highest (integers) */
#define MI_TYPE_TABLE(X)                                            \
  X(BOOLEAN, 0, "boolean", BOOLEAN, 0, 0)                           \
  X(UINT8, 1, "uint8", UNSIGNED, 0, UINT8_MAX)                      \
  X(SINT8, 2, "sint8", SIGNED, INT8_MIN, INT8_MAX)                  \
  X(UINT16, 3, "uint16", UNSIGNED, 0, UINT16_MAX)                   \
  X(SINT16, 4, "sint16", SIGNED, INT16_MIN, INT16_MAX)              \
  X(UINT32, 5, "uint32", UNSIGNED, 0, UINT32_MAX)                   \
  X(SINT32, 6, "sint32", SIGNED, INT32_MIN, INT32_MAX)              \
  X(UINT64, 7, "uint64", UNSIGNED, 0, UINT64_MAX)                   \
  X(SINT64, 8, "sint64", SIGNED, INT64_MIN, INT64_MAX)              \
  X(REAL32, 9, "real32", REAL, 0, 0)                                \
  X(REAL64, 10, "real64", REAL, 0, 0)                               \
  X(CHAR16, 11, "char16", UNSIGNED, 0, UINT16_MAX)                  \
  X(DATETIME, 12, "datetime", DATETIME, 0, 0)                       \
  X(STRING, 13, "string", TEXT, 0, 0)                               \
  X(REFERENCE, 14, "reference", REFERENCE, 0, 0)                    \
  X(INSTANCE, 15, "instance", INSTANCE, 0, 0)

typedef uint8_t mi_type;

enum {
#define X(name, number, word, storage, lowest, highest) MI_TYPE_##name = number,
  MI_TYPE_TABLE(X)
#undef X
      MI_TYPE_ARRAY = 16, /* the bit that makes an array of it */
};

typedef enum mi_storage {
  MI_STORAGE_BOOLEAN,
  MI_STORAGE_UNSIGNED,
  MI_STORAGE_SIGNED,
  MI_STORAGE_REAL,
  MI_STORAGE_DATETIME,
  MI_STORAGE_TEXT,
  MI_STORAGE_REFERENCE,
  MI_STORAGE_INSTANCE
} mi_storage;

static inline bool mi_type_is_array(mi_type type) { return (type & MI_TYPE_ARRAY) != 0; }
static inline mi_type mi_type_element(mi_type type) { return (mi_type)(type & ~MI_TYPE_ARRAY); }

/* "uint8"; the element's word for an array. */
const char *mi_type_word(mi_type type);
mi_storage mi_type_storage(mi_type type);
/* Whole-word look-up without case; false: no such type. "object" and "instance" are INSTANCE. */
bool mi_type_from_word(mi_type *out, const char *word, size_t length);
bool mi_type_is_integer(mi_type type);
/* Whether an integer fits the (element) type. */
bool mi_type_holds_unsigned(mi_type type, uint64_t number);
bool mi_type_holds_signed(mi_type type, int64_t number);

#endif
