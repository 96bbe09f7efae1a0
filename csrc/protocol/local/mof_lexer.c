#include "protocol/local/mof_lexer.h"

#include <string.h>

#include "base/text.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/* What a name may hold; which of the characters beyond ASCII it may, mi_text_is_name knows. */
static bool is_name_start(char c) { return is_letter(c) || c == '_' || ((unsigned char)c & 0x80); }

static bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

static char fold(char c) { return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c); }

static char char_at(const mi_mof_source *source, size_t at) {
  return at < source->length ? source->text[at] : '\0';
}

/* ---- places and errors ---- */

static void find_place(const mi_mof_source *source, size_t at, unsigned long *line,
                       unsigned long *column) {
  *line = *column = 1;
  for (size_t i = 0; i < at && i < source->length; i++) {
    if (source->text[i] == '\n') {
      ++*line;
      *column = 1;
    } else if (((unsigned char)source->text[i] & 0xC0) != 0x80) {
      ++*column;
    }
  }
}

mi_result mi_mof_place(const mi_mof_source *source, size_t at, mi_error *error, mi_result result) {
  unsigned long line, column;
  if (result == MI_E_OUT_OF_MEMORY || error == NULL) return result;
  for (; source->outer != NULL; source = source->outer) {
    find_place(source, at, &line, &column);
    mi_error_prefix(error, "in the embedded text at %lu:%lu", line, column);
    at = source->outer_at;
  }
  find_place(source, at, &line, &column);
  mi_error_prefix(error, "%s:%lu:%lu", source->name, line, column);
  return result;
}

mi_result mi_mof_fail(const mi_mof_source *source, size_t at, mi_error *error, mi_result result,
                      const char *format, ...) {
  va_list list;
  va_start(list, format);
  mi_error_set_list(error, result, format, list);
  va_end(list);
  return mi_mof_place(source, at, error, result);
}

const char *mi_mof_show(char out[MI_MOF_SHOWN], const mi_mof_source *source,
                        const mi_mof_token *token) {
  const char *text = source->text + token->at;
  size_t length = token->length, most = MI_MOF_SHOWN - 4;
  if (token->kind == MI_MOF_END) {
    memcpy(out, "the end", 8);
    return out;
  }
  bool cut = length > most;
  if (cut) length = mi_text_utf8_prefix(text, most);
  size_t at = 0;
  if (token->kind == MI_MOF_SYMBOL) out[at++] = '\'';
  for (size_t i = 0; i < length; i++) out[at++] = (unsigned char)text[i] < ' ' ? ' ' : text[i];
  if (token->kind == MI_MOF_SYMBOL) out[at++] = '\'';
  memcpy(out + at, cut ? "..." : "", cut ? 4 : 1);
  return out;
}

mi_result mi_mof_check(mi_mof_source *source, mi_error *error) {
  if (source->length >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0) {
    source->text += 3;
    source->length -= 3;
  }
  size_t valid = mi_text_utf8_prefix(source->text, source->length);
  if (valid == source->length) return MI_OK;
  return mi_mof_fail(source, valid, error, MI_E_SYNTAX, "the byte 0x%02X is not UTF-8 text here",
                     (unsigned)(unsigned char)source->text[valid]);
}

/* ---- space ---- */

static mi_result skip_comment(const mi_mof_source *source, size_t *next, mi_error *error) {
  const char *text = source->text;
  size_t at = *next;
  if (text[at + 1] == '/') {
    while (at < source->length && text[at] != '\n') at++;
    *next = at;
    return MI_OK;
  }
  for (at += 2; at + 1 < source->length; at++) {
    if (text[at] != '*' || text[at + 1] != '/') continue;
    *next = at + 2;
    return MI_OK;
  }
  return mi_mof_fail(source, *next, error, MI_E_SYNTAX, "this comment has no end");
}

static mi_result skip_space(const mi_mof_source *source, size_t *next, mi_error *error) {
  mi_result result = MI_OK;
  while (result == MI_OK && *next < source->length) {
    char c = source->text[*next];
    char behind = char_at(source, *next + 1);
    if (strchr(" \t\r\n\f\v", c) != NULL) {
      ++*next;
    } else if (c == '/' && (behind == '/' || behind == '*')) {
      result = skip_comment(source, next, error);
    } else {
      break;
    }
  }
  return result;
}

/* ---- tokens ---- */

static mi_result lex_name(const mi_mof_source *source, mi_mof_token *token, mi_error *error) {
  char shown[MI_MOF_SHOWN];
  size_t dollar = token->kind == MI_MOF_ALIAS;
  size_t end = token->at + dollar;
  while (is_name_part(char_at(source, end))) end++;
  token->length = end - token->at;
  if (mi_text_is_name(source->text + token->at + dollar, token->length - dollar)) return MI_OK;
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "%s is no name",
                     mi_mof_show(shown, source, token));
}

static mi_result lex_pragma(const mi_mof_source *source, mi_mof_token *token, mi_error *error) {
  token->length = 1;
  while (is_name_part(char_at(source, token->at + token->length))) token->length++;
  if (mi_text_same_name_n(source->text + token->at, token->length, "#pragma", 7)) return MI_OK;
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "expected #pragma");
}

static mi_result lex_quoted(const mi_mof_source *source, mi_mof_token *token, mi_error *error) {
  char quote = source->text[token->at];
  for (size_t at = token->at + 1; at < source->length; at++) {
    if (source->text[at] == '\\') {
      at++;
    } else if (source->text[at] == quote) {
      token->length = at + 1 - token->at;
      return MI_OK;
    }
  }
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "this %s has no end",
                     quote == '"' ? "string" : "character");
}

static size_t sign_length(const char *text) { return *text == '-' || *text == '+'; }

static bool is_hexadecimal(const char *text, size_t length) {
  return length > 2 && text[0] == '0' && fold(text[1]) == 'x';
}

/* The base of an integer's digits, which start at *from and end at *to; 0: they are not those of an
 * integer. */
static unsigned find_base(const char *text, size_t length, size_t *from, size_t *to) {
  static const char digits[] = "0123456789abcdef";
  unsigned base = 10;
  size_t at = sign_length(text);
  *to = length;
  if (is_hexadecimal(text + at, length - at)) {
    base = 16;
    at += 2;
  } else if (length - at > 1 && fold(text[length - 1]) == 'b') {
    base = 2;
    --*to;
  } else if (length - at > 1 && text[at] == '0') {
    base = 8;
  }
  *from = at;
  for (; at < *to; at++) {
    const char *digit = memchr(digits, fold(text[at]), base);
    if (digit == NULL) return 0;
  }
  return *from < *to ? base : 0;
}

/* Any run of what numbers are made of; the sign of an exponent belongs to it. */
static size_t number_length(const mi_mof_source *source, size_t start) {
  size_t at = start + sign_length(source->text + start);
  bool hexadecimal = is_hexadecimal(source->text + at, source->length - at);
  for (;; at++) {
    char c = char_at(source, at);
    bool sign = (c == '-' || c == '+') && !hexadecimal && fold(source->text[at - 1]) == 'e';
    if (!is_name_part(c) && c != '.' && !(sign && at > start)) return at - start;
  }
}

/* Without a point, an exponent or the word for infinity, what is no integer is nothing: 089. */
static bool looks_real(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (strchr(".eEiI", text[i]) != NULL) return true;
  }
  return false;
}

static mi_result lex_number(const mi_mof_source *source, mi_mof_token *token, mi_error *error) {
  char shown[MI_MOF_SHOWN];
  double real;
  size_t from, to;
  const char *text = source->text + token->at;
  token->length = number_length(source, token->at);
  if (find_base(text, token->length, &from, &to) != 0) return MI_OK;
  token->kind = MI_MOF_REAL;
  if (looks_real(text, token->length) &&
      mi_text_to_real(&real, text, token->length) != MI_E_SYNTAX) {
    return MI_OK;
  }
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "%s is no number",
                     mi_mof_show(shown, source, token));
}

static bool starts_number(const mi_mof_source *source, size_t at) {
  at += sign_length(source->text + at);
  if (char_at(source, at) == '.') at++;
  return is_digit(char_at(source, at));
}

static bool starts_infinity(const mi_mof_source *source, size_t at) {
  return sign_length(source->text + at) > 0 && fold(char_at(source, at + 1)) == 'i';
}

static mi_result lex_symbol(const mi_mof_source *source, mi_mof_token *token, mi_error *error) {
  char shown[MI_MOF_SHOWN];
  if (strchr("{}()[],;:=", source->text[token->at]) != NULL) return MI_OK;
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "%s means nothing here",
                     mi_mof_show(shown, source, token));
}

mi_result mi_mof_next(const mi_mof_source *source, size_t *next, mi_mof_token *out,
                      mi_error *error) {
  mi_result result = skip_space(source, next, error);
  if (result != MI_OK) return result;
  out->at = *next;
  out->length = *next < source->length;
  out->kind = MI_MOF_END;
  char c = char_at(source, *next);
  if (out->length == 0) return MI_OK;
  if (is_name_start(c) || c == '$') {
    out->kind = c == '$' ? MI_MOF_ALIAS : MI_MOF_NAME;
    result = lex_name(source, out, error);
  } else if (c == '"' || c == '\'') {
    out->kind = c == '"' ? MI_MOF_STRING : MI_MOF_CHARACTER;
    result = lex_quoted(source, out, error);
  } else if (starts_number(source, *next) || starts_infinity(source, *next)) {
    out->kind = MI_MOF_INTEGER;
    result = lex_number(source, out, error);
  } else if (c == '#') {
    out->kind = MI_MOF_PRAGMA;
    result = lex_pragma(source, out, error);
  } else {
    out->kind = MI_MOF_SYMBOL;
    result = lex_symbol(source, out, error);
  }
  *next += out->length;
  return result;
}

/* ---- what literals mean ---- */

static unsigned hex_digit(char c) {
  c = fold(c);
  if (is_digit(c)) return (unsigned)(c - '0');
  return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* \x and one to four digits (DSP0004 annex A). *at stands behind the x. */
static bool read_hex(const mi_mof_source *source, size_t *at, uint32_t *code) {
  size_t count = 0;
  *code = 0;
  while (count < 4 && hex_digit(char_at(source, *at)) < 16) {
    *code = *code * 16 + hex_digit(source->text[*at]);
    ++*at;
    count++;
  }
  return count > 0;
}

/* Two escapes that are the halves of a UTF-16 pair are one character. */
static void join_pair(const mi_mof_source *source, size_t *at, uint32_t *code) {
  uint32_t low;
  size_t behind = *at + 2;
  if (*code < 0xD800 || *code > 0xDBFF) return;
  if (char_at(source, *at) != '\\' || fold(char_at(source, *at + 1)) != 'x') return;
  if (!read_hex(source, &behind, &low) || low < 0xDC00 || low > 0xDFFF) return;
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  *at = behind;
}

/* *at stands on the backslash. */
static mi_result read_escape(const mi_mof_source *source, size_t *at, uint32_t *code,
                             mi_error *error) {
  static const char letters[] = "btnfr\"'\\", means[] = "\b\t\n\f\r\"'\\";
  mi_mof_token escape = {MI_MOF_NAME, *at, 2};
  char shown[MI_MOF_SHOWN];
  char letter = source->text[*at + 1];
  const char *known = memchr(letters, letter, sizeof letters - 1);
  *at += 2;
  if (known != NULL) {
    *code = (unsigned char)means[known - letters];
    return MI_OK;
  }
  if (fold(letter) == 'x' && read_hex(source, at, code)) return MI_OK;
  if ((unsigned char)letter & 0x80) escape.length = 1;
  return mi_mof_fail(source, escape.at, error, MI_E_SYNTAX, "%s is no escape",
                     mi_mof_show(shown, source, &escape));
}

static mi_result append_escape(const mi_mof_source *source, size_t *at, mi_buffer *buffer,
                               mi_error *error) {
  char character[4];
  uint32_t code = 0;
  size_t start = *at;
  mi_result result = read_escape(source, at, &code, error);
  if (result != MI_OK) return result;
  join_pair(source, at, &code);
  size_t length = code == 0 ? 0 : mi_text_encode_utf8(character, code);
  if (length == 0) {
    return mi_mof_fail(source, start, error, MI_E_SYNTAX, "\\x%04X is no character for a string",
                       (unsigned)code);
  }
  return mi_buffer_append(buffer, character, length);
}

mi_result mi_mof_read_string(const mi_mof_source *source, const mi_mof_token *token,
                             mi_buffer *buffer, mi_error *error) {
  size_t at = token->at + 1, end = token->at + token->length - 1;
  mi_result result = MI_OK;
  while (result == MI_OK && at < end) {
    const char *start = source->text + at;
    const char *escape = memchr(start, '\\', end - at);
    size_t plain = escape != NULL ? (size_t)(escape - start) : end - at;
    result = mi_buffer_append(buffer, start, plain);
    at += plain;
    if (result == MI_OK && at < end) result = append_escape(source, &at, buffer, error);
  }
  if (buffer->failed == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (buffer->failed == MI_OK) return result;
  return mi_mof_fail(source, token->at, error, MI_E_LIMIT,
                     "a text of more than %lu bytes (max_text)", (unsigned long)buffer->limit);
}

mi_result mi_mof_read_character(const mi_mof_source *source, const mi_mof_token *token,
                                uint16_t *out, mi_error *error) {
  char shown[MI_MOF_SHOWN];
  uint32_t code = 0;
  size_t at = token->at + 1, end = token->at + token->length - 1;
  if (char_at(source, at) == '\\') {
    mi_result result = read_escape(source, &at, &code, error);
    if (result != MI_OK) return result;
  } else if (at < end) {
    at += mi_text_decode_utf8(source->text + at, end - at, &code);
  }
  if (at == end && token->length > 2 && code <= UINT16_MAX) {
    *out = (uint16_t)code;
    return MI_OK;
  }
  return mi_mof_fail(source, token->at, error, MI_E_SYNTAX, "%s is not one character of 16 bits",
                     mi_mof_show(shown, source, token));
}

mi_result mi_mof_read_integer(const mi_mof_source *source, const mi_mof_token *token,
                              bool *negative, uint64_t *magnitude) {
  size_t from, to;
  const char *text = source->text + token->at;
  unsigned base = find_base(text, token->length, &from, &to);
  uint64_t number = 0;
  for (; from < to; from++) {
    unsigned digit = hex_digit(text[from]);
    if (number > (UINT64_MAX - digit) / base) return MI_E_TYPE_MISMATCH;
    number = number * base + digit;
  }
  *negative = text[0] == '-';
  *magnitude = number;
  return MI_OK;
}
