/* One CIM value: sixteen bytes, a tag and a union.
 *
 * A value owns nothing. What it points to (text, array elements, datetimes, paths,
 * instances) lives in the arena it was made in; mi_value_copy takes all of it into
 * another arena. NULL is a value with its type. An array is a run of values of the
 * element type, any of which may be NULL. Text is valid UTF-8 and NUL-terminated.
 * Includes base and types. */
#ifndef MI_TYPES_VALUE_H
#define MI_TYPES_VALUE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "types/datetime.h"
#include "types/type.h"

typedef struct mi_path mi_path;
typedef struct mi_instance mi_instance;

typedef struct mi_value mi_value;
struct mi_value {
  mi_type type;
  bool null;
  uint32_t length; /* bytes of the text, elements of the array */
  union {
    bool boolean;
    uint64_t natural; /* unsigned types and char16 */
    int64_t integer;  /* signed types */
    double real;
    const char *text;
    const mi_datetime *datetime;
    const mi_path *reference;
    const mi_instance *instance;
    const mi_value *elements;
  } as;
};

mi_value mi_value_null(mi_type type);
mi_value mi_value_boolean(bool boolean);
mi_value mi_value_unsigned(mi_type type, uint64_t natural);
mi_value mi_value_signed(mi_type type, int64_t integer);
mi_value mi_value_real(mi_type type, double real);
/* These borrow; the text is NUL-terminated. */
mi_value mi_value_text(const char *text, size_t length);
mi_value mi_value_datetime(const mi_datetime *datetime);
mi_value mi_value_reference(const mi_path *reference);
mi_value mi_value_instance(const mi_instance *instance);
mi_value mi_value_array(mi_type element_type, const mi_value *elements, size_t count);

/* Deep copies. The classes of embedded instances are borrowed from their schema as before. */
mi_result mi_value_copy(mi_value *out, const mi_value *value, mi_arena *arena);
/* What mi_value_copy will take of an arena, exactly. */
size_t mi_value_copy_size(const mi_value *value);
/* Same type and same content; NaN equals NaN here; paths and instances deeply. */
bool mi_value_equal(const mi_value *a, const mi_value *b);

/* Reads a (non-array) value of `type` from text as MOF, WS-Man and CIM-XML write it: TRUE/true,
 * decimal and 0x numbers, one code point or a decimal code for char16, datetimes in every form,
 * paths. The pieces go to the arena. MI_E_TYPE_MISMATCH tells what the text is not. */
mi_result mi_value_parse(mi_value *out, mi_type type, const char *text, size_t length,
                         mi_arena *arena, mi_error *error);
/* Reads a value as another type where nothing is lost: 5 as uint8 to uint64, "5" as a number, 5 as
 * "5", an instance's or path's text ... MI_E_TYPE_MISMATCH names both. An array converts element by
 * element. */
mi_result mi_value_convert(mi_value *out, const mi_value *value, mi_type type, mi_arena *arena,
                           mi_error *error);
/* Appends the value as MOF writes it: "a\"b", TRUE, {1, 2}, NULL, "Class.Key=\"v\"", an instance as
 * a string of its MOF. */
mi_result mi_value_print(const mi_value *value, mi_buffer *buffer);
/* Appends the bare text of a scalar: a string unquoted, a number, a datetime, a path. */
mi_result mi_value_print_bare(const mi_value *value, mi_buffer *buffer);

#endif
