/* Text as CIM and the wire have it: ASCII case, UTF-8, numbers. Never the locale's:
 * a comma as decimal point in the host's locale changes nothing here.
 * Includes nothing of this project but result.h. */
#ifndef MI_BASE_TEXT_H
#define MI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

bool mi_text_equal(const char *a, const char *b);     /* exact; NULL equals only NULL */
bool mi_text_same_name(const char *a, const char *b); /* without ASCII case */
bool mi_text_same_name_n(const char *a, size_t a_length, const char *b, size_t b_length);
int mi_text_compare_names(const char *a, const char *b); /* order without ASCII case */
bool mi_text_is_name(const char *text, size_t length);   /* a CIM identifier */

/* A namespace without the slashes around it, which mean nothing; NULL is the empty one. WMI's
 * backslashes are slashes. */
const char *mi_text_trim_namespace(const char *name, size_t *length);
bool mi_text_same_namespace(const char *a, const char *b);

/* The length of the longest valid UTF-8 prefix (no surrogates, no overlong forms, no NUL). */
size_t mi_text_utf8_prefix(const char *text, size_t length);
/* Decodes one code point; returns its bytes, 0 when it is not valid. */
size_t mi_text_decode_utf8(const char *text, size_t length, uint32_t *code_point);
/* Writes one code point (at most 4 bytes); returns its bytes, 0 when it is none. */
size_t mi_text_encode_utf8(char *out, uint32_t code_point);

/* Whole-text numbers: the text is the number, nothing before or behind it.
 * MI_E_SYNTAX: no number; MI_E_TYPE_MISMATCH: out of range. */
mi_result mi_text_to_uint64(uint64_t *out, const char *text, size_t length);
mi_result mi_text_to_sint64(int64_t *out, const char *text, size_t length);
/* Also INF, -INF, NaN in any case. */
mi_result mi_text_to_real(double *out, const char *text, size_t length);

#define MI_TEXT_NUMBER 32 /* room enough for any number below */
size_t mi_text_from_uint64(char *out, uint64_t number);
size_t mi_text_from_sint64(char *out, int64_t number);
/* The shortest text that reads back as the same number; `single`: as the same float. INF, -INF,
 * NaN. */
size_t mi_text_from_real(char *out, double number, bool single);

/* Edit distance without case, for "did you mean"; gives up above `most`. */
size_t mi_text_distance(const char *a, const char *b, size_t most);

/* "Did you mean": of the names that it is shown, `name` is the one most like `wanted`, at most two
 * letters off; NULL: none is. Starts as MI_NEAREST(wanted). */
typedef struct mi_nearest {
  const char *wanted;
  const char *name; /* borrowed from who showed it */
  size_t steps;     /* one more than a better name may be off */
} mi_nearest;
#define MI_NEAREST(wanted) {(wanted), NULL, 3}
void mi_nearest_show(mi_nearest *nearest, const char *name);

#endif
