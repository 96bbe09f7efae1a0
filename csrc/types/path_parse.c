#include "types/path.h"

#include <string.h>

#include "base/text.h"

/* More than any class has; a path with more is an attack or an accident. */
#define MOST_KEYS 64
#define LONGEST_NAME ((size_t)1024)

typedef struct parser {
  const char *start, *at, *end;
  mi_arena *arena;
  mi_error *error;
} parser;

static mi_result expected(const parser *p, const char *what) {
  return mi_error_set(p->error, MI_E_SYNTAX, "object path: expected %s at character %lu", what,
                      (unsigned long)(p->at - p->start) + 1);
}

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_slash(char c) { return c == '/' || c == '\\'; }

static mi_result take_text(const parser *p, const char **out, const char *text, size_t length) {
  *out = mi_arena_text(p->arena, text, length);
  return *out != NULL ? MI_OK : mi_error_out_of_memory(p->error);
}

/* ---- the URI form ---- */

/* The length of "scheme:" before a "//", or 0. */
static size_t scheme_length(const char *text, size_t length) {
  size_t at = 0;
  if (length == 0 || !is_letter(text[0])) return 0;
  while (at < length && (is_letter(text[at]) || is_digit(text[at]) ||
                         (text[at] != '\0' && strchr("+-.", text[at]) != NULL))) {
    at++;
  }
  return length - at >= 3 && memcmp(text + at, "://", 3) == 0 ? at + 1 : 0;
}

/* The usual form has a '%' only within quotes; the URI form encodes its quotes. */
static bool is_percent_encoded(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '%') return true;
    if (text[i] == '"' || text[i] == '\'') return false;
  }
  return false;
}

static int hexadecimal(char c) {
  char letter = (char)(c | 0x20);
  if (is_digit(c)) return c - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static mi_result decode_percent(parser *p) {
  char *out = mi_arena_alloc(p->arena, (size_t)(p->end - p->at) + 1);
  if (out == NULL) return mi_error_out_of_memory(p->error);
  char *next = out;
  while (p->at < p->end) {
    char c = *p->at;
    if (c == '%') {
      int high = p->end - p->at > 2 ? hexadecimal(p->at[1]) : -1;
      int low = high >= 0 ? hexadecimal(p->at[2]) : -1;
      if (low < 0) return expected(p, "two hexadecimal digits behind '%'");
      c = (char)(high << 4 | low);
      p->at += 2;
    }
    p->at++;
    *next++ = c;
  }
  p->start = p->at = out;
  p->end = next;
  return MI_OK;
}

/* ---- host and namespace ---- */

static bool is_location_character(char c) {
  return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
         (c != '\0' && strchr("_-.", c) != NULL);
}

static bool is_host(const char *host, size_t length) {
  for (size_t i = 0; i < length; i++) {
    bool fits = is_location_character(host[i]) || host[i] == ':' || host[i] == '[' ||
                host[i] == ']';
    if (!fits) return false;
  }
  return true;
}

/* Stands behind the two slashes. A user (and a password) before '@' is not kept; "." is WMI's
 * word for this machine, which says nothing. */
static mi_result read_host(parser *p, mi_path *path) {
  const char *host = p->at;
  while (p->at < p->end && !is_slash(*p->at)) {
    if (*p->at++ == '@') host = p->at;
  }
  size_t length = (size_t)(p->at - host);
  if (p->at == p->end) return expected(p, "'/' behind the host");
  if (!is_host(host, length)) {
    p->at = host;
    return expected(p, "a host");
  }
  p->at++;
  if (length == 0 || (length == 1 && host[0] == '.')) return MI_OK;
  return take_text(p, &path->host, host, length);
}

static const char *namespace_end(const parser *p) {
  for (const char *at = p->at; at < p->end; at++) {
    if (*at == ':') return at;
    if (*at == '=' || *at == '"' || *at == '\'') return NULL;
  }
  return NULL;
}

/* The segments, joined by single slashes. `cimom` is not a part of the namespace but the path of
 * the server in old URIs. */
static mi_result read_namespace(parser *p, const char *end, bool drop_cimom, mi_path *path) {
  char *name = mi_arena_alloc(p->arena, (size_t)(end - p->at) + 1);
  if (name == NULL) return mi_error_out_of_memory(p->error);
  size_t length = 0;
  while (p->at < end) {
    const char *segment = p->at;
    while (p->at < end && is_location_character(*p->at)) p->at++;
    size_t segment_length = (size_t)(p->at - segment);
    if (p->at < end && !is_slash(*p->at)) return expected(p, "a namespace");
    if (p->at < end) p->at++;
    bool dropped = drop_cimom && mi_text_same_name_n(segment, segment_length, "cimom", 5);
    drop_cimom = drop_cimom && segment_length == 0;
    if (segment_length == 0 || dropped) continue;
    if (length > 0) name[length++] = '/';
    memcpy(name + length, segment, segment_length);
    length += segment_length;
  }
  name[length] = '\0';
  path->namespace_name = length > 0 ? name : NULL;
  p->at = end + 1;
  return MI_OK;
}

static mi_result read_location(parser *p, bool scheme, mi_path *path) {
  bool host = p->end - p->at >= 2 && is_slash(p->at[0]) && p->at[1] == p->at[0];
  if (host) {
    p->at += 2;
    mi_result result = read_host(p, path);
    if (result != MI_OK) return result;
  }
  const char *end = namespace_end(p);
  if (end != NULL) return read_namespace(p, end, scheme, path);
  return host ? expected(p, "a namespace and ':'") : MI_OK;
}

/* ---- class and keys ---- */

static bool is_name(const char *name, size_t length) {
  return length <= LONGEST_NAME && mi_text_is_name(name, length);
}

static mi_result read_class(parser *p, mi_path *path) {
  const char *name = p->at;
  while (p->at < p->end && *p->at != '.' && *p->at != '=') p->at++;
  size_t length = (size_t)(p->at - name);
  if (is_name(name, length)) return take_text(p, &path->class_name, name, length);
  p->at = name;
  return expected(p, "a class name");
}

static void skip_blanks(parser *p) {
  while (p->at < p->end && (*p->at == ' ' || *p->at == '\t')) p->at++;
}

/* Stands at the opening quote. A backslash that escapes neither a quote nor a backslash is itself:
 * people write C:\x. */
static mi_result read_string(parser *p, mi_value *out) {
  const char quote = *p->at;
  const char *close = p->at + 1;
  while (close < p->end && *close != quote) close += *close == '\\' && p->end - close > 1 ? 2 : 1;
  if (close >= p->end) return expected(p, "a string that is closed");
  char *text = mi_arena_alloc(p->arena, (size_t)(close - p->at));
  if (text == NULL) return mi_error_out_of_memory(p->error);
  size_t length = 0;
  for (p->at++; p->at < close; p->at++) {
    bool escape = *p->at == '\\' && (p->at[1] == '\\' || p->at[1] == '"' || p->at[1] == '\'');
    if (escape) p->at++;
    text[length++] = *p->at;
  }
  text[length] = '\0';
  p->at = close + 1;
  *out = mi_value_text(text, length);
  return MI_OK;
}

static bool looks_like_integer(const char *text, size_t length) {
  size_t at = length > 0 && (text[0] == '-' || text[0] == '+');
  if (length - at > 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x') return true;
  if (at == length) return false;
  while (at < length && is_digit(text[at])) at++;
  return at == length;
}

static mi_result read_bare(parser *p, mi_value *out) {
  static const mi_type integers[] = {MI_TYPE_SINT64, MI_TYPE_UINT64};
  static const mi_type others[] = {MI_TYPE_BOOLEAN, MI_TYPE_REAL64};
  const char *text = p->at;
  while (p->at < p->end && *p->at != ',') p->at++;
  size_t length = (size_t)(p->at - text);
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
  const mi_type *types = looks_like_integer(text, length) ? integers : others;
  for (size_t i = 0; length > 0 && i < 2; i++) {
    if (mi_value_parse(out, types[i], text, length, p->arena, NULL) == MI_OK) return MI_OK;
  }
  p->at = text;
  return expected(p, types == integers ? "a number of at most 64 bits"
                                       : "a number, TRUE, FALSE or a quoted string");
}

static mi_result read_value(parser *p, mi_value *out) {
  skip_blanks(p);
  mi_result result =
      p->at < p->end && (*p->at == '"' || *p->at == '\'') ? read_string(p, out) : read_bare(p, out);
  if (result == MI_OK) skip_blanks(p);
  return result;
}

static mi_result read_key(parser *p, mi_key *keys, uint32_t count) {
  skip_blanks(p);
  const char *name = p->at;
  while (p->at < p->end && *p->at != '=' && *p->at != ' ' && *p->at != '\t') p->at++;
  size_t length = (size_t)(p->at - name);
  bool again = false;
  for (uint32_t i = 0; i < count; i++) {
    again = again || mi_text_same_name_n(keys[i].name, strlen(keys[i].name), name, length);
  }
  if (again || !is_name(name, length)) {
    p->at = name;
    return expected(p, again ? "a key that was not given before" : "the name of a key");
  }
  mi_result result = take_text(p, &keys[count].name, name, length);
  skip_blanks(p);
  if (result == MI_OK && (p->at == p->end || *p->at != '=')) return expected(p, "'='");
  if (result != MI_OK) return result;
  p->at++;
  return read_value(p, &keys[count].value);
}

static mi_result read_named_keys(parser *p, mi_key *keys, uint32_t *count) {
  for (;;) {
    if (*count == MOST_KEYS) {
      return mi_error_set(p->error, MI_E_LIMIT, "object path: more than %d keys", MOST_KEYS);
    }
    mi_result result = read_key(p, keys, *count);
    if (result != MI_OK) return result;
    ++*count;
    if (p->at == p->end) return MI_OK;
    if (*p->at != ',') return expected(p, "','");
    p->at++;
  }
}

/* Stands behind the '=' that follows the class: the singleton's @, or WMI's key without a name. */
static mi_result read_unnamed_key(parser *p, mi_path *path, mi_key *key, uint32_t *count) {
  if (p->at < p->end && *p->at == '@') {
    p->at++;
    path->singleton = true;
  } else {
    mi_result result = take_text(p, &key->name, "", 0);
    if (result == MI_OK) result = read_value(p, &key->value);
    if (result != MI_OK) return result;
    *count = 1;
  }
  return p->at == p->end ? MI_OK : expected(p, "the end");
}

static mi_result read_keys(parser *p, mi_path *path) {
  mi_key keys[MOST_KEYS];
  uint32_t count = 0;
  if (p->at == p->end) return MI_OK;
  bool named = *p->at++ == '.';
  mi_result result = named ? read_named_keys(p, keys, &count)
                           : read_unnamed_key(p, path, keys, &count);
  if (result != MI_OK || count == 0) return result;
  mi_key *kept = mi_arena_alloc(p->arena, count * sizeof *kept);
  if (kept == NULL) return mi_error_out_of_memory(p->error);
  memcpy(kept, keys, count * sizeof *kept);
  path->keys = kept;
  path->key_count = count;
  return MI_OK;
}

mi_result mi_path_parse(mi_path **out, const char *text, size_t length, mi_arena *arena,
                        mi_error *error) {
  size_t scheme = scheme_length(text, length);
  parser p = {text + scheme, text + scheme, text + length, arena, error};
  mi_result result = MI_OK;
  if (scheme > 0 || is_percent_encoded(text, length)) result = decode_percent(&p);
  if (result != MI_OK) return result;
  size_t valid = mi_text_utf8_prefix(p.at, (size_t)(p.end - p.at));
  if (p.at + valid != p.end) {
    p.at += valid;
    return expected(&p, "UTF-8");
  }
  mi_path *path = mi_arena_alloc_zero(arena, sizeof *path);
  if (path == NULL) return mi_error_out_of_memory(error);
  result = read_location(&p, scheme > 0, path);
  if (result == MI_OK) result = read_class(&p, path);
  if (result == MI_OK) result = read_keys(&p, path);
  if (result == MI_OK) *out = path;
  return result;
}
