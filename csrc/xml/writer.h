/* XML as it is sent: an escaping writer onto a buffer.
 *
 * Nobody escapes by hand. Names are given as they are to stand there, with their prefix, and are
 * borrowed until their element ends. Failures stick in the buffer (mi_buffer.failed), so that a
 * message is written in one go and asked about once: MI_E_LIMIT, MI_E_OUT_OF_MEMORY,
 * MI_E_TYPE_MISMATCH for a text that XML cannot hold (control characters, invalid UTF-8) or a name
 * that is none, MI_E_FAILED for calls out of order. */
#ifndef MI_XML_WRITER_H
#define MI_XML_WRITER_H

#include <stdbool.h>

#include "base/buffer.h"

#define MI_XML_DEEPEST 64

typedef struct mi_xml_writer {
  mi_buffer *buffer;
  const char *open[MI_XML_DEEPEST];
  unsigned depth;
  bool in_tag;
} mi_xml_writer;

/* Starts with the declaration: <?xml version="1.0" encoding="utf-8"?> and no line break. */
void mi_xml_writer_init(mi_xml_writer *writer, mi_buffer *buffer, bool declaration);
void mi_xml_begin(mi_xml_writer *writer, const char *name);
/* Only between mi_xml_begin and the element's content. A NULL value: no attribute. */
void mi_xml_attribute(mi_xml_writer *writer, const char *name, const char *value);
void mi_xml_attribute_n(mi_xml_writer *writer, const char *name, const char *value, size_t length);
/* Only within an element. NULL is no text. */
void mi_xml_text(mi_xml_writer *writer, const char *text);
void mi_xml_text_n(mi_xml_writer *writer, const char *text, size_t length);
/* As text; white space at both ends is written as references, for servers that would strip it. */
void mi_xml_text_exact(mi_xml_writer *writer, const char *text, size_t length);
/* An element with only text; NULL: empty. */
void mi_xml_leaf(mi_xml_writer *writer, const char *name, const char *text);
void mi_xml_end(mi_xml_writer *writer);
/* MI_E_FAILED in the buffer when elements are still open. Returns the buffer's state. */
mi_result mi_xml_finish(mi_xml_writer *writer);

#endif
