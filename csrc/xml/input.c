#include "xml/input.h"

#include <string.h>

#include "base/text.h"

#define REPLACEMENT 0xFFFDu
#define HIGHEST 0x10FFFFu
/* One byte of the source puts no more than this into the piece: a reference that turns out to be
 * none, and a character. */
#define MOST_OF_ONE_BYTE 32

void mi_xml_input_init(mi_xml_input *input, bool lenient) {
  memset(input, 0, sizeof *input);
  input->lenient = lenient;
  input->encoding = MI_XML_UTF8;
  input->stage = MI_XML_AT_MARK;
  input->construct = MI_XML_CONTENT;
}

static bool is_surrogate(uint32_t code_point) {
  return code_point >= 0xD800 && code_point <= 0xDFFF;
}

bool mi_xml_is_character(uint32_t code_point) {
  if (code_point < 0x20) return code_point == '\t' || code_point == '\n' || code_point == '\r';
  return code_point <= HIGHEST && !is_surrogate(code_point) && code_point != 0xFFFE &&
         code_point != 0xFFFF;
}

static void emit(mi_xml_input *input, uint32_t code_point) {
  input->piece_length += mi_text_encode_utf8(input->piece + input->piece_length, code_point);
}

static void emit_bytes(mi_xml_input *input, const char *bytes, size_t length) {
  memcpy(input->piece + input->piece_length, bytes, length);
  input->piece_length += length;
}

/* --- lenient: constructs and references --- */

static const struct {
  const char *opener;
  int construct;
} constructs[] = {
    {"<!--", MI_XML_COMMENT},
    {"<![CDATA[", MI_XML_CDATA},
    {"<?", MI_XML_INSTRUCTION},
};

/* In an element's tag or content: looks for what opens a construct. "<" within an attribute's value
 * is an error that the parser tells, so quotes need no notice. */
static void watch_opener(mi_xml_input *input, char c) {
  if (c == '<') input->opener_length = 0;
  if (c != '<' && input->opener_length == 0) return;
  input->opener[input->opener_length++] = c;
  for (size_t i = 0; i < sizeof constructs / sizeof constructs[0]; i++) {
    const char *opener = constructs[i].opener;
    if (strncmp(opener, input->opener, input->opener_length) != 0) continue;
    if (opener[input->opener_length] == '\0') {
      input->construct = constructs[i].construct;
      input->opener_length = 0;
      memset(input->before, 0, sizeof input->before);
    }
    return;
  }
  input->opener_length = 0;
}

static void watch_closer(mi_xml_input *input, char c) {
  const char *before = input->before;
  bool closes = false;
  if (c == '>') {
    switch (input->construct) {
      case MI_XML_COMMENT: closes = before[0] == '-' && before[1] == '-'; break;
      case MI_XML_CDATA: closes = before[0] == ']' && before[1] == ']'; break;
      case MI_XML_INSTRUCTION: closes = before[1] == '?'; break;
      case MI_XML_CONTENT: break;
    }
  }
  if (closes) input->construct = MI_XML_CONTENT;
  input->before[0] = input->before[1];
  input->before[1] = c;
}

static int digit_of(uint32_t c, bool hexadecimal) {
  if (c >= '0' && c <= '9') return (int)(c - '0');
  if (hexadecimal && c >= 'a' && c <= 'f') return (int)(c - 'a') + 10;
  if (hexadecimal && c >= 'A' && c <= 'F') return (int)(c - 'A') + 10;
  return -1;
}

/* Leading zeros, and digits beyond the highest character, are not kept: nothing depends on them. */
static void add_digit(mi_xml_input *input, char c, int digit, bool hexadecimal) {
  size_t start = hexadecimal ? 3 : 2;
  bool another_zero =
      input->number == 0 && input->reference_length > start && c == '0';
  if (input->number > HIGHEST || another_zero) return;
  input->reference[input->reference_length++] = c;
  input->number = input->number * (hexadecimal ? 16 : 10) + (uint32_t)digit;
}

static void end_reference(mi_xml_input *input) {
  if (mi_xml_is_character(input->number)) {
    emit_bytes(input, input->reference, input->reference_length);
    emit(input, ';');
  } else {
    emit(input, REPLACEMENT);
    input->replaced++;
  }
  input->reference_length = 0;
}

/* True: the character is part of a reference that is held back. */
static bool hold_reference(mi_xml_input *input, uint32_t c) {
  size_t length = input->reference_length;
  bool hexadecimal = length > 2 && input->reference[2] == 'x';
  int digit = length >= 2 ? digit_of(c, hexadecimal) : -1;
  if (digit >= 0) {
    add_digit(input, (char)c, digit, hexadecimal);
  } else if ((length == 0 && c == '&') || (length == 1 && c == '#') || (length == 2 && c == 'x')) {
    input->reference[input->reference_length++] = (char)c;
    input->number = 0;
  } else if (c == ';' && length > (hexadecimal ? 3u : 2u)) {
    end_reference(input);
  } else {
    return false;
  }
  return true;
}

static void flush_reference(mi_xml_input *input) {
  emit_bytes(input, input->reference, input->reference_length);
  input->reference_length = 0;
}

static void put_lenient(mi_xml_input *input, uint32_t code_point) {
  if (!mi_xml_is_character(code_point)) {
    code_point = REPLACEMENT;
    input->replaced++;
  }
  char c = code_point < 0x80 ? (char)code_point : '\x7F';
  if (input->construct == MI_XML_CONTENT) {
    if (hold_reference(input, code_point)) return;
    flush_reference(input);
    if (hold_reference(input, code_point)) return;
    watch_opener(input, c);
  } else {
    watch_closer(input, c);
  }
  emit(input, code_point);
}

/* --- the declaration --- */

static const struct {
  const char *name;
  mi_xml_encoding encoding;
} encodings[] = {
    {"utf-8", MI_XML_UTF8},         {"utf8", MI_XML_UTF8},
    {"us-ascii", MI_XML_UTF8},      {"ascii", MI_XML_UTF8},
    {"iso-8859-1", MI_XML_LATIN1},  {"latin1", MI_XML_LATIN1},
    {"utf-16", MI_XML_UTF16_BIG},   {"utf-16le", MI_XML_UTF16_BIG},
    {"utf-16be", MI_XML_UTF16_BIG},
};

/* The value of encoding="..." in the declaration; NULL: it says none. */
static const char *declared_encoding(const char *declaration, size_t *length) {
  const char *at = strstr(declaration, "encoding");
  if (at == NULL) return NULL;
  at += strlen("encoding");
  at += strspn(at, " \t\r\n");
  if (*at++ != '=') return NULL;
  at += strspn(at, " \t\r\n");
  if (*at != '"' && *at != '\'') return NULL;
  const char quote[] = {*at++, '\0'};
  *length = strcspn(at, quote);
  return at;
}

static bool is_utf16(mi_xml_encoding encoding) {
  return encoding == MI_XML_UTF16_LITTLE || encoding == MI_XML_UTF16_BIG;
}

/* Whether it is UTF-16 the bytes have said already, and they know better: servers and proxies
 * convert a document and leave its declaration. The name chooses among the rest. */
static void choose_encoding(mi_xml_input *input) {
  size_t length;
  const char *name = declared_encoding(input->declaration, &length);
  if (name == NULL) return;
  for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
    const char *known = encodings[i].name;
    if (!mi_text_same_name_n(name, length, known, strlen(known))) continue;
    bool bytes_know = is_utf16(input->encoding) || is_utf16(encodings[i].encoding);
    if (!bytes_know) input->encoding = encodings[i].encoding;
    return;
  }
  input->trouble = "the document is in an encoding that is not known here";
}

static void watch_declaration(mi_xml_input *input, uint32_t code_point) {
  static const char start[] = "<?xml";
  size_t at = input->declaration_length;
  bool fits = code_point < 0x80;
  if (at < sizeof start - 1) fits = fits && (char)code_point == start[at];
  if (at == sizeof start - 1) fits = fits && code_point <= ' ';
  if (!fits) {
    input->stage = MI_XML_AT_BODY;
    return;
  }
  input->declaration[at++] = (char)code_point;
  input->declaration[at] = '\0';
  input->declaration_length = at;
  if (code_point == '>') {
    input->stage = MI_XML_AT_BODY;
    choose_encoding(input);
  } else if (at == sizeof input->declaration - 1) {
    input->trouble = "the XML declaration is too long";
  }
}

/* --- characters --- */

static void put(mi_xml_input *input, uint32_t code_point) {
  if (input->lenient) {
    put_lenient(input, code_point);
  } else if (code_point == 0) {
    input->trouble = "a NUL is no character of XML";
  } else if (is_surrogate(code_point)) {
    input->trouble = "half of a surrogate pair is no character";
  } else {
    emit(input, code_point);
  }
  if (input->stage == MI_XML_AT_DECLARATION) watch_declaration(input, code_point);
}

/* UTF-8's own surrogates are let through as such: they are for `put` to judge. */
static bool is_surrogate_sequence(const unsigned char *bytes, size_t length) {
  return bytes[0] == 0xED && length >= 2 && bytes[1] >= 0xA0 && bytes[1] <= 0xBF;
}

/* The bytes that the sequence will have; 0: no sequence starts like this. */
static size_t sequence_length(const unsigned char *bytes, size_t length) {
  unsigned char first = bytes[0];
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (length < 2) return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  unsigned char second = bytes[1];
  bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  bool too_high = first == 0xF4 && second > 0x8F;
  if (overlong || too_high) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  }
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static void put_utf8_byte(mi_xml_input *input, unsigned char byte) {
  input->held[input->held_count++] = byte;
  size_t needed = sequence_length(input->held, input->held_count);
  if (needed == 0) {
    input->trouble = "the bytes are not UTF-8";
  } else if (needed == input->held_count) {
    uint32_t code_point = 0;
    if (byte == '\0' || is_surrogate_sequence(input->held, needed)) {
      code_point = byte == '\0' ? 0 : 0xD800u;
    } else {
      mi_text_decode_utf8((const char *)input->held, needed, &code_point);
    }
    input->held_count = 0;
    put(input, code_point);
  }
}

static void put_unit(mi_xml_input *input, uint32_t unit) {
  uint32_t high = input->surrogate;
  bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
  input->surrogate = 0;
  if (high != 0 && is_low) {
    put(input, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    return;
  }
  if (high != 0) put(input, high);
  if (is_surrogate(unit) && !is_low) {
    input->surrogate = unit;
  } else if (input->trouble == NULL) {
    put(input, unit);
  }
}

static void put_utf16_byte(mi_xml_input *input, unsigned char byte) {
  input->held[input->held_count++] = byte;
  if (input->held_count < 2) return;
  bool little = input->encoding == MI_XML_UTF16_LITTLE;
  input->held_count = 0;
  put_unit(input, (uint32_t)(input->held[little] << 8 | input->held[!little]));
}

static void put_byte(mi_xml_input *input, unsigned char byte) {
  switch (input->encoding) {
    case MI_XML_UTF8: put_utf8_byte(input, byte); break;
    case MI_XML_LATIN1: put(input, byte); break;
    case MI_XML_UTF16_LITTLE:
    case MI_XML_UTF16_BIG: put_utf16_byte(input, byte); break;
  }
}

/* --- the byte order mark --- */

static const struct {
  unsigned char bytes[3];
  size_t length;
  mi_xml_encoding encoding;
  bool is_mark; /* and no part of the document */
} marks[] = {
    {{0xEF, 0xBB, 0xBF}, 3, MI_XML_UTF8, true},
    {{0xFE, 0xFF, 0}, 2, MI_XML_UTF16_BIG, true},
    {{0xFF, 0xFE, 0}, 2, MI_XML_UTF16_LITTLE, true},
    {{0, '<', 0}, 2, MI_XML_UTF16_BIG, false},
    {{'<', 0, 0}, 2, MI_XML_UTF16_LITTLE, false},
};

static void begin_document(mi_xml_input *input, mi_xml_encoding encoding, size_t skipped) {
  unsigned char bytes[sizeof input->held];
  size_t count = input->held_count;
  memcpy(bytes, input->held, count);
  input->held_count = 0;
  input->encoding = encoding;
  input->stage = MI_XML_AT_DECLARATION;
  for (size_t i = skipped; i < count && input->trouble == NULL; i++) put_byte(input, bytes[i]);
}

static void watch_mark(mi_xml_input *input, unsigned char byte) {
  input->held[input->held_count++] = byte;
  size_t count = input->held_count;
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    if (memcmp(marks[i].bytes, input->held, count) != 0) continue;
    if (count == marks[i].length) {
      begin_document(input, marks[i].encoding, marks[i].is_mark ? count : 0);
    }
    return;
  }
  begin_document(input, MI_XML_UTF8, 0);
}

/* --- in pieces --- */

static size_t take_bytes(mi_xml_input *input, const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && input->piece_length + MOST_OF_ONE_BYTE <= sizeof input->piece) {
    unsigned char byte = (unsigned char)bytes[at];
    if (input->stage == MI_XML_AT_MARK) {
      watch_mark(input, byte);
    } else {
      put_byte(input, byte);
    }
    if (input->trouble != NULL) break;
    at++;
    if (!input->lenient && input->stage == MI_XML_AT_BODY && input->encoding == MI_XML_UTF8) {
      /* From here on whole runs can pass as they are. */
      if (input->held_count == 0) break;
    }
  }
  return at;
}

/* Bytes that mean nothing to `put_lenient` where it is: copied as they are. */
static size_t take_plain(mi_xml_input *input, const char *bytes, size_t length) {
  size_t room = sizeof input->piece - MOST_OF_ONE_BYTE - input->piece_length;
  size_t at = 0;
  if (length > room) length = room;
  while (at < length) {
    unsigned char byte = (unsigned char)bytes[at];
    bool plain = byte >= ' ' && byte < 0x7F && byte != '&' && byte != '<';
    if (!plain && byte != '\n' && byte != '\t') break;
    at++;
  }
  emit_bytes(input, bytes, at);
  return at;
}

static bool is_in_plain_text(const mi_xml_input *input) {
  return input->stage == MI_XML_AT_BODY && input->encoding == MI_XML_UTF8 &&
         input->held_count == 0 && input->construct == MI_XML_CONTENT &&
         input->opener_length == 0 && input->reference_length == 0;
}

static size_t take_lenient(mi_xml_input *input, const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && input->piece_length + MOST_OF_ONE_BYTE < sizeof input->piece) {
    if (is_in_plain_text(input)) at += take_plain(input, bytes + at, length - at);
    if (at == length || input->piece_length + MOST_OF_ONE_BYTE >= sizeof input->piece) break;
    size_t taken = take_bytes(input, bytes + at, 1);
    if (taken == 0) break;
    at += taken;
  }
  return at;
}

size_t mi_xml_input_take(mi_xml_input *input, const char *bytes, size_t length, const char **out,
                         size_t *out_length) {
  input->piece_length = 0;
  bool as_it_is = !input->lenient && input->stage == MI_XML_AT_BODY &&
                  input->encoding == MI_XML_UTF8 && input->held_count == 0;
  size_t taken = 0;
  if (as_it_is) {
    taken = mi_text_utf8_prefix(bytes, length < MI_XML_PIECE ? length : MI_XML_PIECE);
    *out = bytes;
    *out_length = taken;
  }
  if (taken == 0) {
    taken = input->lenient ? take_lenient(input, bytes, length) : take_bytes(input, bytes, length);
    *out = input->piece;
    *out_length = input->piece_length;
  }
  input->taken += taken;
  return taken;
}

void mi_xml_input_finish(mi_xml_input *input, const char **out, size_t *out_length) {
  input->piece_length = 0;
  if (input->stage == MI_XML_AT_MARK) begin_document(input, MI_XML_UTF8, 0);
  if (input->lenient && input->surrogate != 0) put(input, input->surrogate);
  flush_reference(input);
  bool cut = input->held_count > 0 || (!input->lenient && input->surrogate != 0);
  if (cut && input->trouble == NULL) {
    input->trouble = "the document ends within a character";
  }
  *out = input->piece;
  *out_length = input->piece_length;
}

size_t mi_xml_input_source_length(const mi_xml_input *input, const char *utf8, size_t length) {
  if (input->encoding == MI_XML_UTF8) return length;
  size_t units = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)utf8[i];
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return input->encoding == MI_XML_LATIN1 ? units : 2 * units;
}
