#include "xml/writer.h"

#include <string.h>

#include "base/text.h"
#include "xml/input.h"

static void fail(mi_xml_writer *writer, mi_result result) {
  if (writer->buffer->failed == MI_OK) writer->buffer->failed = result;
}

static void put(mi_xml_writer *writer, const char *text) {
  mi_buffer_append_text(writer->buffer, text);
}

void mi_xml_writer_init(mi_xml_writer *writer, mi_buffer *buffer, bool declaration) {
  memset(writer, 0, sizeof *writer);
  writer->buffer = buffer;
  if (declaration) put(writer, "<?xml version=\"1.0\" encoding=\"utf-8\"?>");
}

/* Stricter than XML on what is not ASCII only in so far as it has to be UTF-8: a property's name
 * comes from outside, and must not become markup. */
static bool is_name(const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)name[i];
    bool starts = c == '_' || c >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    bool goes_on = c == '-' || c == '.' || c == ':' || (c >= '0' && c <= '9');
    if (!starts && (i == 0 || !goes_on)) return false;
  }
  return length > 0 && mi_text_utf8_prefix(name, length) == length;
}

static void close_tag(mi_xml_writer *writer) {
  if (writer->in_tag) mi_buffer_append_char(writer->buffer, '>');
  writer->in_tag = false;
}

void mi_xml_begin(mi_xml_writer *writer, const char *name) {
  if (writer->depth == MI_XML_DEEPEST) fail(writer, MI_E_LIMIT);
  if (!is_name(name)) fail(writer, MI_E_TYPE_MISMATCH);
  if (writer->buffer->failed != MI_OK) return;
  close_tag(writer);
  mi_buffer_append_char(writer->buffer, '<');
  put(writer, name);
  writer->open[writer->depth++] = name;
  writer->in_tag = true;
}

/* --- escaping --- */

static const char *text_escape(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\r': return "&#13;"; /* a parser would read it as a line feed */
    default: return NULL;
  }
}

/* A parser reads white space in an attribute as spaces. */
static const char *attribute_escape(char c) {
  switch (c) {
    case '"': return "&quot;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    default: return text_escape(c);
  }
}

static const char *white_escape(char c) {
  switch (c) {
    case ' ': return "&#32;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    default: return NULL;
  }
}

static bool is_writable(const char *text, size_t length) {
  for (size_t at = 0; at < length;) {
    unsigned char byte = (unsigned char)text[at];
    uint32_t code_point = byte;
    size_t taken = byte >= ' ' && byte < 0x80 ? 1 : mi_text_decode_utf8(text + at, length - at,
                                                                        &code_point);
    if (taken == 0 || !mi_xml_is_character(code_point)) return false;
    at += taken;
  }
  return true;
}

/* What needs no escape goes in runs. */
static void put_escaped(mi_xml_writer *writer, const char *text, size_t length,
                        const char *(*escape_of)(char c)) {
  size_t written = 0;
  for (size_t at = 0; at < length; at++) {
    const char *escape = escape_of(text[at]);
    if (escape == NULL) continue;
    mi_buffer_append(writer->buffer, text + written, at - written);
    put(writer, escape);
    written = at + 1;
  }
  mi_buffer_append(writer->buffer, text + written, length - written);
}

/* --- content --- */

void mi_xml_attribute_n(mi_xml_writer *writer, const char *name, const char *value,
                        size_t length) {
  if (value == NULL) return;
  if (!writer->in_tag) fail(writer, MI_E_FAILED);
  if (!is_name(name) || !is_writable(value, length)) fail(writer, MI_E_TYPE_MISMATCH);
  if (writer->buffer->failed != MI_OK) return;
  mi_buffer_append_char(writer->buffer, ' ');
  put(writer, name);
  put(writer, "=\"");
  put_escaped(writer, value, length, attribute_escape);
  mi_buffer_append_char(writer->buffer, '"');
}

void mi_xml_attribute(mi_xml_writer *writer, const char *name, const char *value) {
  mi_xml_attribute_n(writer, name, value, value != NULL ? strlen(value) : 0);
}

/* False: there is nothing to write, or it cannot be written. */
static bool begin_text(mi_xml_writer *writer, const char *text, size_t length) {
  if (length == 0) return false;
  if (writer->depth == 0) fail(writer, MI_E_FAILED);
  if (!is_writable(text, length)) fail(writer, MI_E_TYPE_MISMATCH);
  if (writer->buffer->failed != MI_OK) return false;
  close_tag(writer);
  return true;
}

void mi_xml_text_n(mi_xml_writer *writer, const char *text, size_t length) {
  if (begin_text(writer, text, length)) put_escaped(writer, text, length, text_escape);
}

void mi_xml_text(mi_xml_writer *writer, const char *text) {
  if (text != NULL) mi_xml_text_n(writer, text, strlen(text));
}

void mi_xml_text_exact(mi_xml_writer *writer, const char *text, size_t length) {
  if (!begin_text(writer, text, length)) return;
  size_t start = 0, end = length;
  while (start < length && white_escape(text[start]) != NULL) start++;
  while (end > start && white_escape(text[end - 1]) != NULL) end--;
  put_escaped(writer, text, start, white_escape);
  put_escaped(writer, text + start, end - start, text_escape);
  put_escaped(writer, text + end, length - end, white_escape);
}

void mi_xml_leaf(mi_xml_writer *writer, const char *name, const char *text) {
  mi_xml_begin(writer, name);
  mi_xml_text(writer, text);
  mi_xml_end(writer);
}

void mi_xml_end(mi_xml_writer *writer) {
  if (writer->buffer->failed != MI_OK) return;
  if (writer->depth == 0) {
    fail(writer, MI_E_FAILED);
    return;
  }
  const char *name = writer->open[--writer->depth];
  if (writer->in_tag) {
    put(writer, "/>");
  } else {
    put(writer, "</");
    put(writer, name);
    mi_buffer_append_char(writer->buffer, '>');
  }
  writer->in_tag = false;
}

mi_result mi_xml_finish(mi_xml_writer *writer) {
  if (writer->depth > 0) fail(writer, MI_E_FAILED);
  return writer->buffer->failed;
}
