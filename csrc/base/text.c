#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names */

static unsigned char fold(char c) {
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool mi_text_equal(const char *a, const char *b) {
  if (a == NULL || b == NULL) return a == b;
  return strcmp(a, b) == 0;
}

bool mi_text_same_name(const char *a, const char *b) {
  if (a == NULL || b == NULL) return a == b;
  return mi_text_compare_names(a, b) == 0;
}

bool mi_text_same_name_n(const char *a, size_t a_length, const char *b, size_t b_length) {
  if (a_length != b_length) return false;
  for (size_t i = 0; i < a_length; i++) {
    if (a[i] != b[i] && fold(a[i]) != fold(b[i])) return false;
  }
  return true;
}

int mi_text_compare_names(const char *a, const char *b) {
  while (*a != '\0' && fold(*a) == fold(*b)) {
    a++;
    b++;
  }
  return (int)fold(*a) - (int)fold(*b);
}

/* DSP0004 annex A: letters, digits, underscore, and all from U+0080 up; no digit first. */
bool mi_text_is_name(const char *text, size_t length) {
  if (length == 0 || is_digit(text[0])) return false;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = fold(text[i]);
    if (c < 0x80 && c != '_' && !is_digit((char)c) && (c < 'a' || c > 'z')) return false;
  }
  return mi_text_utf8_prefix(text, length) == length;
}

/* Namespaces */

static bool is_slash(char c) { return c == '/' || c == '\\'; }

const char *mi_text_trim_namespace(const char *name, size_t *length) {
  if (name == NULL) name = "";
  while (is_slash(*name)) name++;
  *length = strlen(name);
  while (*length > 0 && is_slash(name[*length - 1])) --*length;
  return name;
}

bool mi_text_same_namespace(const char *a, const char *b) {
  size_t a_length = 0, b_length = 0;
  a = mi_text_trim_namespace(a, &a_length);
  b = mi_text_trim_namespace(b, &b_length);
  if (a_length != b_length) return false;
  for (size_t i = 0; i < a_length; i++) {
    if (fold(a[i]) != fold(b[i]) && !(is_slash(a[i]) && is_slash(b[i]))) return false;
  }
  return true;
}

/* UTF-8 */

/* Eight bytes of ASCII, none of them NUL. */
static bool is_plain_word(const char *text) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t word;
  memcpy(&word, text, sizeof word);
  return ((word | (word - ones)) & highs) == 0;
}

size_t mi_text_utf8_prefix(const char *text, size_t length) {
  size_t at = 0;
  while (at < length) {
    if (length - at >= 8 && is_plain_word(text + at)) {
      at += 8;
      continue;
    }
    uint32_t code_point;
    size_t taken = mi_text_decode_utf8(text + at, length - at, &code_point);
    if (taken == 0) break;
    at += taken;
  }
  return at;
}

/* What a sequence's first byte says: how many bytes, and the least code point that needs them. */
static size_t sequence_length(unsigned char first, uint32_t *least) {
  if (first >= 0xC2 && first <= 0xDF) return *least = 0x80, 2;
  if (first >= 0xE0 && first <= 0xEF) return *least = 0x800, 3;
  if (first >= 0xF0 && first <= 0xF4) return *least = 0x10000, 4;
  return 0;
}

static bool is_code_point(uint32_t number) {
  return number != 0 && number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
}

size_t mi_text_decode_utf8(const char *text, size_t length, uint32_t *code_point) {
  if (length == 0 || text[0] == '\0') return 0;
  unsigned char first = (unsigned char)text[0];
  if (first < 0x80) {
    *code_point = first;
    return 1;
  }
  uint32_t least = 0;
  size_t taken = sequence_length(first, &least);
  if (taken == 0 || taken > length) return 0;
  uint32_t number = first & (0x7Fu >> taken);
  for (size_t i = 1; i < taken; i++) {
    unsigned char next = (unsigned char)text[i];
    if ((next & 0xC0) != 0x80) return 0;
    number = number << 6 | (next & 0x3Fu);
  }
  if (number < least || !is_code_point(number)) return 0;
  *code_point = number;
  return taken;
}

size_t mi_text_encode_utf8(char *out, uint32_t code_point) {
  static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (!is_code_point(code_point)) return 0;
  if (code_point < 0x80) {
    out[0] = (char)code_point;
    return 1;
  }
  size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (size_t i = length - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (code_point & 0x3F));
    code_point >>= 6;
  }
  out[0] = (char)(marks[length] | code_point);
  return length;
}

/* Integers */

static mi_result read_integer(bool *negative, uint64_t *magnitude, const char *text,
                              size_t length) {
  size_t at = 0;
  *negative = length > 0 && text[0] == '-';
  if (length > 0 && (text[0] == '-' || text[0] == '+')) at = 1;
  if (at == length) return MI_E_SYNTAX;
  uint64_t number = 0;
  bool too_large = false;
  for (; at < length; at++) {
    if (!is_digit(text[at])) return MI_E_SYNTAX;
    unsigned digit = (unsigned)(text[at] - '0');
    if (number > (UINT64_MAX - digit) / 10) too_large = true;
    number = number * 10 + digit;
  }
  *magnitude = number;
  return too_large ? MI_E_TYPE_MISMATCH : MI_OK;
}

mi_result mi_text_to_uint64(uint64_t *out, const char *text, size_t length) {
  bool negative;
  uint64_t magnitude;
  mi_result result = read_integer(&negative, &magnitude, text, length);
  if (result != MI_OK) return result;
  if (negative && magnitude != 0) return MI_E_TYPE_MISMATCH;
  *out = magnitude;
  return MI_OK;
}

mi_result mi_text_to_sint64(int64_t *out, const char *text, size_t length) {
  bool negative;
  uint64_t magnitude;
  mi_result result = read_integer(&negative, &magnitude, text, length);
  if (result != MI_OK) return result;
  if (magnitude > (uint64_t)INT64_MAX + negative) return MI_E_TYPE_MISMATCH;
  if (negative && magnitude != 0) {
    *out = -1 - (int64_t)(magnitude - 1);
  } else {
    *out = (int64_t)magnitude;
  }
  return MI_OK;
}

size_t mi_text_from_uint64(char *out, uint64_t number) {
  char digits[MI_TEXT_NUMBER];
  size_t length = 0;
  do {
    digits[length++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  for (size_t i = 0; i < length; i++) out[i] = digits[length - 1 - i];
  out[length] = '\0';
  return length;
}

size_t mi_text_from_sint64(char *out, int64_t number) {
  if (number >= 0) return mi_text_from_uint64(out, (uint64_t)number);
  out[0] = '-';
  return 1 + mi_text_from_uint64(out + 1, 0 - (uint64_t)number);
}

/* Reals */

/* Enough significant digits to tell any double from the midpoint to its neighbour. What comes
 * behind them matters only in so far as it is not zero, and is then replaced by one digit 1. */
#define DIGITS 800
#define FARTHEST_EXPONENT 99999

/* digits * 10^exponent */
typedef struct decimal {
  char text[DIGITS + MI_TEXT_NUMBER];
  size_t count;
  int64_t exponent;
  bool more; /* digits that are not zero were left out */
} decimal;

static void add_digit(decimal *number, char digit, bool fraction) {
  if (number->count == 0 && digit == '0') {
    if (fraction) number->exponent--;
  } else if (number->count < DIGITS) {
    number->text[number->count++] = digit;
    if (fraction) number->exponent--;
  } else {
    if (digit != '0') number->more = true;
    if (!fraction) number->exponent++;
  }
}

/* Returns how many digits there are. */
static size_t read_digits(decimal *number, const char *text, size_t length, bool fraction) {
  size_t count = 0;
  while (count < length && is_digit(text[count])) add_digit(number, text[count++], fraction);
  return count;
}

/* "e-12", the whole rest of the text. */
static bool read_exponent(decimal *number, const char *text, size_t length) {
  const int64_t most = INT64_C(1) << 60;
  size_t at = 1;
  bool negative = length > 1 && text[1] == '-';
  if (length > 1 && (text[1] == '-' || text[1] == '+')) at = 2;
  if (fold(text[0]) != 'e' || at == length) return false;
  int64_t exponent = 0;
  for (; at < length; at++) {
    if (!is_digit(text[at])) return false;
    if (exponent < most / 10) exponent = exponent * 10 + (text[at] - '0');
  }
  number->exponent += negative ? -exponent : exponent;
  return true;
}

static bool read_decimal(decimal *number, const char *text, size_t length) {
  size_t digits = read_digits(number, text, length, false), at = digits;
  if (at < length && text[at] == '.') {
    at++;
    size_t fraction = read_digits(number, text + at, length - at, true);
    digits += fraction;
    at += fraction;
  }
  if (digits == 0) return false;
  return at == length || read_exponent(number, text + at, length - at);
}

/* strtod is given digits and an exponent, never a point: what the locale's is does not matter. */
static double decimal_to_real(decimal *number) {
  if (number->count == 0) return 0;
  if (number->more) {
    number->text[number->count++] = '1';
    number->exponent--;
  }
  int64_t exponent = number->exponent;
  if (exponent > FARTHEST_EXPONENT) exponent = FARTHEST_EXPONENT;
  if (exponent < -FARTHEST_EXPONENT) exponent = -FARTHEST_EXPONENT;
  number->text[number->count] = 'e';
  mi_text_from_sint64(number->text + number->count + 1, exponent);
  return strtod(number->text, NULL);
}

mi_result mi_text_to_real(double *out, const char *text, size_t length) {
  bool negative = length > 0 && text[0] == '-';
  if (mi_text_same_name_n(text, length, "NaN", 3)) {
    *out = (double)NAN;
    return MI_OK;
  }
  if (length > 0 && (text[0] == '-' || text[0] == '+')) {
    text++;
    length--;
  }
  double magnitude = (double)INFINITY;
  if (!mi_text_same_name_n(text, length, "INF", 3)) {
    decimal number;
    number.count = 0;
    number.exponent = 0;
    number.more = false;
    if (!read_decimal(&number, text, length)) return MI_E_SYNTAX;
    magnitude = decimal_to_real(&number);
    if (isinf(magnitude)) return MI_E_TYPE_MISMATCH;
  }
  *out = negative ? -magnitude : magnitude;
  return MI_OK;
}

/* snprintf writes the locale's point, which may be several bytes: whatever cannot be of a number
 * in the C locale is that. */
static size_t print_real(char *out, double number, int precision) {
  char text[2 * MI_TEXT_NUMBER];
  snprintf(text, sizeof text, "%.*g", precision, number);
  size_t length = 0;
  for (const char *c = text; *c != '\0'; c++) {
    if (is_digit(*c) || *c == '-' || *c == '+' || *c == 'e') {
      out[length++] = *c;
    } else if (length == 0 || out[length - 1] != '.') {
      out[length++] = '.';
    }
  }
  out[length] = '\0';
  return length;
}

static size_t write_word(char *out, const char *word) {
  size_t length = strlen(word);
  memcpy(out, word, length + 1);
  return length;
}

size_t mi_text_from_real(char *out, double number, bool single) {
  double most = single ? (double)FLT_MAX : DBL_MAX;
  double normal = single ? (double)FLT_MIN : DBL_MIN;
  if (isnan(number)) return write_word(out, "NaN");
  if (number > most) return write_word(out, "INF");
  if (number < -most) return write_word(out, "-INF");
  if (single) number = (double)(float)number;
  /* Below the normal numbers even a single digit may be enough. */
  bool denormal = number > -normal && number < normal;
  int precision = denormal ? 1 : single ? FLT_DIG : DBL_DIG;
  for (int last = single ? 9 : 17;; precision++) {
    size_t length = print_real(out, number, precision);
    double again = 0;
    if (precision == last) return length;
    /* The largest numbers may be out of range when they are rounded up. */
    if (mi_text_to_real(&again, out, length) != MI_OK) continue;
    if (single ? (float)again == (float)number : again == number) return length;
  }
}

/* Hints */

#define LONGEST_HINT 128

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* One row of the table of distances at a time; a row whose least is above `most` ends it. */
size_t mi_text_distance(const char *a, const char *b, size_t most) {
  size_t row[LONGEST_HINT + 1];
  size_t a_length = strlen(a), b_length = strlen(b);
  size_t difference = a_length > b_length ? a_length - b_length : b_length - a_length;
  if (difference > most || b_length > LONGEST_HINT || a_length > LONGEST_HINT) return SIZE_MAX;
  for (size_t j = 0; j <= b_length; j++) row[j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    size_t diagonal = row[0], best = row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      size_t replaced = diagonal + (fold(a[i - 1]) != fold(b[j - 1]));
      diagonal = row[j];
      row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
      best = least(best, row[j]);
    }
    if (best > most) return SIZE_MAX;
  }
  return row[b_length] > most ? SIZE_MAX : row[b_length];
}

void mi_nearest_show(mi_nearest *nearest, const char *name) {
  if (nearest->steps == 0) return;
  size_t steps = mi_text_distance(nearest->wanted, name, nearest->steps - 1);
  if (steps >= nearest->steps) return;
  nearest->steps = steps;
  nearest->name = name;
}
