#include "protocol/local/wql_like.h"

#include <stdint.h>

#include "base/text.h"

typedef struct pattern {
  const char *text;
  size_t length;
} pattern;

static uint32_t lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static uint32_t upper(uint32_t c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

/* The code point at *at, which moves on. */
static uint32_t take(pattern from, size_t *at) {
  uint32_t c = 0;
  size_t bytes = mi_text_decode_utf8(from.text + *at, from.length - *at, &c);
  if (bytes == 0) c = (unsigned char)from.text[*at];
  *at += bytes == 0 ? 1 : bytes;
  return c;
}

/* Where the set that opens at `at` closes; the length of the pattern when it does not. */
static size_t set_end(pattern set, size_t at) {
  size_t i = at + 1;
  if (i < set.length && set.text[i] == '^') i++;
  if (i < set.length && set.text[i] == ']') i++;
  while (i < set.length && set.text[i] != ']') i++;
  return i;
}

static bool in_range(uint32_t c, uint32_t low, uint32_t high) {
  return (lower(c) >= low && lower(c) <= high) || (upper(c) >= low && upper(c) <= high);
}

static bool is_dash(char c) { return c == '-' || c == '='; }

static bool in_set(pattern set, size_t open, size_t end, uint32_t c) {
  size_t i = open + 1;
  bool negated = set.text[i] == '^';
  bool found = false;
  if (negated) i++;
  while (i < end && !found) {
    uint32_t low = take(set, &i), high = low;
    if (i + 1 < end && is_dash(set.text[i])) {
      i++;
      high = take(set, &i);
    }
    found = in_range(c, low, high);
  }
  return found != negated;
}

/* Whether the element at *at takes this character; if so, *at is behind the element. */
static bool matches_one(pattern wanted, size_t *at, uint32_t c) {
  size_t next = *at;
  bool matched;
  if (wanted.text[next] == '[') {
    size_t end = set_end(wanted, next);
    matched = in_set(wanted, next, end, c);
    next = end + 1;
  } else {
    uint32_t element = take(wanted, &next);
    matched = element == '_' || lower(element) == lower(c);
  }
  if (matched) *at = next;
  return matched;
}

bool mi_wql_like_valid(const char *text, size_t length) {
  pattern checked = {text, length};
  for (size_t i = 0; i < length; i++) {
    if (text[i] != '[') continue;
    i = set_end(checked, i);
    if (i >= length) return false;
  }
  return true;
}

/* Going back to the last % alone is enough: what an earlier one took may stay taken. */
bool mi_wql_like(const char *pattern_text, size_t pattern_length, const char *text, size_t length) {
  pattern wanted = {pattern_text, pattern_length}, subject = {text, length};
  size_t at = 0, from = 0, any_at = 0, any_from = 0;
  bool any = false;
  while (from < length) {
    size_t next = from;
    uint32_t c = take(subject, &next);
    if (at < wanted.length && wanted.text[at] == '%') {
      any = true;
      any_at = ++at;
      any_from = from;
    } else if (at < wanted.length && matches_one(wanted, &at, c)) {
      from = next;
    } else if (any) {
      take(subject, &any_from);
      from = any_from;
      at = any_at;
    } else {
      return false;
    }
  }
  while (at < wanted.length && wanted.text[at] == '%') at++;
  return at == wanted.length;
}
