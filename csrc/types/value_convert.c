#include "types/value.h"

#include <float.h>
#include <string.h>

#include "base/text.h"
#include "types/deep.h"

/* An integer of any type between reading or converting it and knowing that it fits. */
typedef struct integer {
  bool negative;
  uint64_t bits; /* as two's complement when negative */
} integer;

static bool integer_to_value(mi_value *out, mi_type type, integer number) {
  bool fits = number.negative ? mi_type_holds_signed(type, (int64_t)number.bits)
                              : mi_type_holds_unsigned(type, number.bits);
  if (!fits) return false;
  *out = mi_type_storage(type) == MI_STORAGE_SIGNED
             ? mi_value_signed(type, (int64_t)number.bits)
             : mi_value_unsigned(type, number.bits);
  return true;
}

/* ---- from text ---- */

static bool read_hexadecimal(uint64_t *out, const char *digits, size_t length) {
  if (length == 0) return false;
  *out = 0;
  for (size_t i = 0; i < length; i++) {
    char c = digits[i];
    int letter = c | 0x20;
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (letter >= 'a' && letter <= 'f') digit = letter - 'a' + 10;
    if (digit < 0 || *out >> 60 != 0) return false;
    *out = *out << 4 | (uint64_t)digit;
  }
  return true;
}

static bool read_magnitude(uint64_t *out, const char *text, size_t length) {
  if (length == 0 || text[0] < '0' || text[0] > '9') return false;
  if (length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
    return read_hexadecimal(out, text + 2, length - 2);
  }
  return mi_text_to_uint64(out, text, length) == MI_OK;
}

static bool read_integer(integer *out, const char *text, size_t length) {
  bool sign = length > 0 && (text[0] == '-' || text[0] == '+');
  uint64_t magnitude = 0;
  if (!read_magnitude(&magnitude, text + sign, length - sign)) return false;
  out->negative = sign && text[0] == '-' && magnitude != 0;
  if (out->negative && magnitude > (uint64_t)INT64_MAX + 1) return false;
  out->bits = out->negative ? 0 - magnitude : magnitude;
  return true;
}

static mi_result parse_boolean(mi_value *out, mi_type type, const char *text, size_t length,
                               mi_arena *arena) {
  (void)type, (void)arena;
  bool yes = mi_text_same_name_n(text, length, "true", 4) || (length == 1 && text[0] == '1');
  bool no = mi_text_same_name_n(text, length, "false", 5) || (length == 1 && text[0] == '0');
  *out = mi_value_boolean(yes);
  return yes || no ? MI_OK : MI_E_TYPE_MISMATCH;
}

static mi_result parse_integer(mi_value *out, mi_type type, const char *text, size_t length,
                               mi_arena *arena) {
  (void)arena;
  integer number;
  bool fits = read_integer(&number, text, length) && integer_to_value(out, type, number);
  return fits ? MI_OK : MI_E_TYPE_MISMATCH;
}

/* One character is itself; a code has two digits or more. */
static mi_result parse_char(mi_value *out, const char *text, size_t length) {
  uint32_t code_point = 0;
  integer number = {false, 0};
  if (length > 0 && mi_text_decode_utf8(text, length, &code_point) == length) {
    number.bits = code_point;
  } else if (!read_integer(&number, text, length)) {
    return MI_E_TYPE_MISMATCH;
  }
  return integer_to_value(out, MI_TYPE_CHAR16, number) ? MI_OK : MI_E_TYPE_MISMATCH;
}

static bool real_to_value(mi_value *out, mi_type type, double real) {
  if (type == MI_TYPE_REAL32) {
    bool finite = real - real == 0;
    if (finite && (real > (double)FLT_MAX || real < -(double)FLT_MAX)) return false;
    real = (double)(float)real;
  }
  *out = mi_value_real(type, real);
  return true;
}

static mi_result parse_real(mi_value *out, mi_type type, const char *text, size_t length,
                            mi_arena *arena) {
  (void)arena;
  double real = 0;
  bool fits = mi_text_to_real(&real, text, length) == MI_OK && real_to_value(out, type, real);
  return fits ? MI_OK : MI_E_TYPE_MISMATCH;
}

static mi_result parse_datetime(mi_value *out, mi_type type, const char *text, size_t length,
                                mi_arena *arena) {
  (void)type;
  mi_datetime datetime;
  if (mi_datetime_parse(&datetime, text, length) != MI_OK) return MI_E_TYPE_MISMATCH;
  mi_value borrowed = mi_value_datetime(&datetime);
  return mi_value_copy(out, &borrowed, arena);
}

static mi_result parse_text(mi_value *out, mi_type type, const char *text, size_t length,
                            mi_arena *arena) {
  (void)type;
  if (mi_text_utf8_prefix(text, length) != length) return MI_E_TYPE_MISMATCH;
  *out = mi_value_text(mi_arena_text(arena, text, length), length);
  return out->null ? MI_E_OUT_OF_MEMORY : MI_OK;
}

static mi_result parse_reference(mi_value *out, mi_type type, const char *text, size_t length,
                                 mi_arena *arena) {
  (void)type;
  mi_path *path = NULL;
  mi_result result = mi_path_parse(&path, text, length, arena, NULL);
  if (result == MI_OK) *out = mi_value_reference(path);
  return result == MI_E_SYNTAX ? MI_E_TYPE_MISMATCH : result;
}

typedef mi_result parse_function(mi_value *out, mi_type type, const char *text, size_t length,
                                 mi_arena *arena);

static const struct {
  parse_function *parse; /* NULL: has no text form to read */
  bool trim;             /* white space around it means nothing, as in XML */
} readers[] = {
    [MI_STORAGE_BOOLEAN] = {parse_boolean, true},
    [MI_STORAGE_UNSIGNED] = {parse_integer, true},
    [MI_STORAGE_SIGNED] = {parse_integer, true},
    [MI_STORAGE_REAL] = {parse_real, true},
    [MI_STORAGE_DATETIME] = {parse_datetime, true},
    [MI_STORAGE_TEXT] = {parse_text, false},
    [MI_STORAGE_REFERENCE] = {parse_reference, true},
    [MI_STORAGE_INSTANCE] = {NULL, false},
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void trim_blanks(const char **text, size_t *length) {
  while (*length > 0 && is_blank((*text)[0])) (*text)++, (*length)--;
  while (*length > 0 && is_blank((*text)[*length - 1])) (*length)--;
}

/* Long text is cut in the story, at a whole character. */
#define STORY_TEXT ((size_t)60)

static mi_result not_text_of(mi_type type, const char *text, size_t length, mi_result result,
                             mi_error *error) {
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  bool cut = length > STORY_TEXT;
  size_t shown = mi_text_utf8_prefix(text, cut ? STORY_TEXT : length);
  return mi_error_set(error, result, "\"%.*s%s\" is no %s", (int)shown, text,
                      cut ? "..." : "", mi_type_word(type));
}

mi_result mi_value_parse(mi_value *out, mi_type type, const char *text, size_t length,
                         mi_arena *arena, mi_error *error) {
  mi_storage storage = mi_type_storage(type);
  mi_result result = MI_E_TYPE_MISMATCH;
  *out = mi_value_null(type);
  if (length >= UINT32_MAX) return mi_error_set(error, MI_E_LIMIT, "the text is too long");
  if (type == MI_TYPE_CHAR16) {
    result = parse_char(out, text, length);
  } else if (!mi_type_is_array(type) && readers[storage].parse != NULL) {
    if (readers[storage].trim) trim_blanks(&text, &length);
    result = readers[storage].parse(out, type, text, length, arena);
  }
  if (result == MI_OK) return MI_OK;
  *out = mi_value_null(type);
  return not_text_of(type, text, length, result, error);
}

/* ---- from another type ---- */

/* An allocator on an arena, so that a buffer can grow in it. A piece is preceded by its size. */
typedef struct piece {
  uint64_t size;
} piece;

static void *resize_in_arena(void *context, void *block, size_t size) {
  if (size == 0) return NULL;
  if (size > SIZE_MAX - sizeof(piece)) return NULL;
  piece *grown = mi_arena_alloc(context, sizeof *grown + size);
  if (grown == NULL) return NULL;
  grown->size = size;
  if (block != NULL) {
    uint64_t old = ((piece *)block - 1)->size;
    memcpy(grown + 1, block, old < size ? (size_t)old : size);
  }
  return grown + 1;
}

static mi_result to_text(mi_value *out, const mi_value *value, mi_arena *arena) {
  mi_allocator allocator = {resize_in_arena, arena};
  mi_buffer buffer;
  mi_buffer_init(&buffer, &allocator, UINT32_MAX - 1);
  mi_result result = mi_value_print_bare(value, &buffer);
  if (result == MI_OK) *out = mi_value_text(mi_buffer_text(&buffer), buffer.length);
  return result;
}

/* A real that is a whole number; the bounds are exact powers of two. */
static bool real_to_integer(integer *out, double real) {
  if (real >= 0 && real < 18446744073709551616.0) {
    *out = (integer){false, (uint64_t)real};
    return (double)out->bits == real;
  }
  if (real < 0 && real >= -9223372036854775808.0) {
    int64_t whole = (int64_t)real;
    *out = (integer){true, (uint64_t)whole};
    return (double)whole == real && whole < 0;
  }
  return false;
}

static bool value_to_integer(integer *out, const mi_value *value) {
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_UNSIGNED: *out = (integer){false, value->as.natural}; return true;
    case MI_STORAGE_SIGNED:
      *out = (integer){value->as.integer < 0, (uint64_t)value->as.integer};
      return true;
    case MI_STORAGE_REAL: return real_to_integer(out, value->as.real);
    default: return false;
  }
}

/* A real may be rounded to its single form, an integer never. */
static bool to_real(mi_value *out, const mi_value *value, mi_type type) {
  integer whole, back;
  if (mi_type_storage(value->type) == MI_STORAGE_REAL) {
    return real_to_value(out, type, value->as.real);
  }
  if (!value_to_integer(&whole, value)) return false;
  double real = whole.negative ? (double)(int64_t)whole.bits : (double)whole.bits;
  return real_to_value(out, type, real) && real_to_integer(&back, out->as.real) &&
         back.bits == whole.bits && back.negative == whole.negative;
}

static bool to_integer(mi_value *out, const mi_value *value, mi_type type) {
  integer whole;
  return value_to_integer(&whole, value) && integer_to_value(out, type, whole);
}

static mi_result to_reference(mi_value *out, const mi_value *value, mi_arena *arena) {
  const mi_path *path = NULL;
  mi_path *copy = NULL;
  if (value->type != MI_TYPE_INSTANCE) return MI_E_TYPE_MISMATCH;
  mi_result result = mi_instance_path(&path, value->as.instance, arena, NULL);
  if (result == MI_OK) result = mi_path_copy(&copy, path, arena);
  if (result == MI_OK) *out = mi_value_reference(copy);
  return result == MI_E_NOT_FOUND ? MI_E_TYPE_MISMATCH : result;
}

static mi_result convert_scalar(mi_value *out, const mi_value *value, mi_type type,
                                mi_arena *arena) {
  switch (mi_type_storage(type)) {
    case MI_STORAGE_UNSIGNED:
    case MI_STORAGE_SIGNED: return to_integer(out, value, type) ? MI_OK : MI_E_TYPE_MISMATCH;
    case MI_STORAGE_REAL: return to_real(out, value, type) ? MI_OK : MI_E_TYPE_MISMATCH;
    case MI_STORAGE_TEXT: return to_text(out, value, arena);
    case MI_STORAGE_REFERENCE: return to_reference(out, value, arena);
    default: return MI_E_TYPE_MISMATCH;
  }
}

/* "5", "TRUE", "an instance of X": a value as a story tells it, in the arena. */
static mi_result describe(mi_value *out, const mi_value *value, mi_arena *arena) {
  if (value->type != MI_TYPE_INSTANCE) return to_text(out, value, arena);
  *out = mi_value_text(value->as.instance->class_->name,
                       strlen(value->as.instance->class_->name));
  return MI_OK;
}

static bool is_number(mi_type type) {
  return mi_type_is_integer(type) || type == MI_TYPE_REAL32 || type == MI_TYPE_REAL64;
}

/* Whether it is a number like those of the type, only too large or too exact. */
static bool out_of_range(const mi_value *value, mi_type type) {
  integer whole;
  if (type == MI_TYPE_CHAR16 || !is_number(type) || !is_number(value->type)) return false;
  return !mi_type_is_integer(type) || value_to_integer(&whole, value);
}

static mi_result not_converted(const mi_value *value, mi_type type, mi_result result,
                               mi_arena *arena, mi_error *error) {
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (result == MI_E_LIMIT) return mi_error_set(error, result, "nested too deep (max_depth)");
  if (error == NULL) return result;
  if (mi_type_is_array(value->type)) {
    return mi_error_set(error, result, "an array of %s is no %s", mi_type_word(value->type),
                        mi_type_word(type));
  }
  mi_value text;
  if (describe(&text, value, arena) != MI_OK) return mi_error_out_of_memory(error);
  bool cut = text.length > STORY_TEXT;
  size_t shown = mi_text_utf8_prefix(text.as.text, cut ? STORY_TEXT : text.length);
  return mi_error_set(error, result, "%s%.*s%s %s %s",
                      value->type == MI_TYPE_INSTANCE ? "an instance of " : "", (int)shown,
                      text.as.text, cut ? "..." : "",
                      out_of_range(value, type) ? "does not fit" : "is no", mi_type_word(type));
}

static mi_result convert_array(mi_value *out, const mi_value *value, mi_type type, mi_arena *arena,
                               mi_error *error) {
  bool many = mi_type_is_array(value->type);
  const mi_value *from = many ? value->as.elements : value;
  uint32_t count = many ? value->length : 1;
  mi_value *elements = NULL;
  if (count > 0) {
    elements = mi_arena_alloc(arena, count * sizeof *elements);
    if (elements == NULL) return mi_error_out_of_memory(error);
  }
  for (uint32_t i = 0; i < count; i++) {
    mi_result result =
        mi_value_convert(&elements[i], &from[i], mi_type_element(type), arena, error);
    if (result != MI_OK && many) mi_error_prefix(error, "element %u", (unsigned)i + 1);
    if (result != MI_OK) return result;
  }
  *out = mi_value_array(mi_type_element(type), elements, count);
  return MI_OK;
}

mi_result mi_value_convert(mi_value *out, const mi_value *value, mi_type type, mi_arena *arena,
                           mi_error *error) {
  const mi_value source = *value; /* `out` may be the same value */
  mi_result result = MI_E_TYPE_MISMATCH;
  *out = mi_value_null(type);
  if (source.null) return MI_OK;
  if (source.type == type) {
    result = mi_value_copy(out, &source, arena);
  } else if (mi_type_is_array(type)) {
    return convert_array(out, &source, type, arena, error);
  } else if (source.type == MI_TYPE_STRING) {
    return mi_value_parse(out, type, source.as.text, source.length, arena, error);
  } else if (!mi_type_is_array(source.type)) {
    result = convert_scalar(out, &source, type, arena);
  }
  if (result == MI_OK) return MI_OK;
  *out = mi_value_null(type);
  return not_converted(&source, type, result, arena, error);
}
