#include "types/literal.h"

#include <string.h>

static const struct {
  char character, letter;
} escapes[] = {
    {'\b', 'b'}, {'\t', 't'}, {'\n', 'n'}, {'\f', 'f'}, {'\r', 'r'}, {'\\', '\\'},
};

static char escape_letter(unsigned char character) {
  for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
    if ((unsigned char)escapes[i].character == character) return escapes[i].letter;
  }
  return '\0';
}

static void append_escaped(mi_buffer *buffer, unsigned char character) {
  char letter = escape_letter(character);
  if (letter == '\0') {
    mi_buffer_printf(buffer, "\\x%04X", character);
    return;
  }
  mi_buffer_append_char(buffer, '\\');
  mi_buffer_append_char(buffer, letter);
}

static bool is_plain(unsigned char character, char quote) {
  return character >= 0x20 && character != 0x7F && character != '\\' && character != quote;
}

mi_result mi_literal_string(mi_buffer *buffer, const char *text, size_t length) {
  size_t from = 0;
  mi_buffer_append_char(buffer, '"');
  for (size_t i = 0; i < length && buffer->failed == MI_OK; i++) {
    if (is_plain((unsigned char)text[i], '"')) continue;
    mi_buffer_append(buffer, text + from, i - from);
    from = i + 1;
    if (text[i] == '"') {
      mi_buffer_append_text(buffer, "\\\"");
    } else {
      append_escaped(buffer, (unsigned char)text[i]);
    }
  }
  if (buffer->failed == MI_OK) mi_buffer_append(buffer, text + from, length - from);
  return mi_buffer_append_char(buffer, '"');
}

mi_result mi_literal_key(mi_buffer *buffer, const char *text, size_t length) {
  size_t from = 0;
  mi_buffer_append_char(buffer, '"');
  for (size_t i = 0; i < length && buffer->failed == MI_OK; i++) {
    if (text[i] != '"' && text[i] != '\\') continue;
    mi_buffer_append(buffer, text + from, i - from);
    mi_buffer_append_char(buffer, '\\');
    from = i;
  }
  if (buffer->failed == MI_OK) mi_buffer_append(buffer, text + from, length - from);
  return mi_buffer_append_char(buffer, '"');
}

mi_result mi_literal_char(mi_buffer *buffer, uint16_t code) {
  char text[4];
  size_t length = mi_text_encode_utf8(text, code);
  mi_buffer_append_char(buffer, '\'');
  if (code == '\'') {
    mi_buffer_append_text(buffer, "\\'");
  } else if (code < 0x80 && escape_letter((unsigned char)code) != '\0') {
    append_escaped(buffer, (unsigned char)code);
  } else if (length == 0 || code < 0x20 || code == 0x7F) {
    mi_buffer_printf(buffer, "\\x%04X", code);
  } else {
    mi_buffer_append(buffer, text, length);
  }
  return mi_buffer_append_char(buffer, '\'');
}

size_t mi_literal_char_text(char out[MI_TEXT_NUMBER], uint16_t code) {
  size_t length = mi_text_encode_utf8(out, code);
  if (length > 0) return length;
  if (code != 0) return mi_text_from_uint64(out, code);
  memcpy(out, "00", 2);
  return 2;
}

mi_result mi_literal_bare_char(mi_buffer *buffer, uint16_t code) {
  char text[MI_TEXT_NUMBER];
  return mi_buffer_append(buffer, text, mi_literal_char_text(text, code));
}

size_t mi_literal_real(char out[MI_LITERAL_REAL], double real, bool single) {
  size_t length = mi_text_from_real(out, real, single);
  size_t digits = strspn(out, "+-0123456789");
  if (digits == 0 || (digits < length && out[digits] != 'e' && out[digits] != 'E')) return length;
  if (digits == 1 && (out[0] < '0' || out[0] > '9')) return length; /* -INF */
  memmove(out + digits + 2, out + digits, length - digits + 1);
  memcpy(out + digits, ".0", 2);
  return length + 2;
}
