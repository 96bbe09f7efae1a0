/* XML as it arrives: a push reader that turns bytes, in pieces of any size, into events.
 *
 * The only place that knows libxml2. Decoders see names with their namespaces (never prefixes),
 * attributes, and the text of an element at its end, in one piece. What an event points to is
 * borrowed until the handler returns; the two pointers of a name, though, are the same for the same
 * name as long as the reader lives, so that decoders may compare pointers.
 *
 * Read are UTF-8, UTF-16 and ISO-8859-1; names and texts are UTF-8 without NUL. Everything read is
 * hostile: no DTD, no entities but the five, nothing is fetched; depth, names, attributes and texts
 * are bounded by mi_limits, whose names errors tell. A failure sticks until reset: no more events,
 * and every call tells it again. The pieces change no event of a document that is well formed; of
 * another, they may change how many come before the failure. */
#ifndef MI_XML_READER_H
#define MI_XML_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"

typedef struct mi_xml_reader mi_xml_reader;

typedef struct mi_xml_name {
  const char *space; /* "" outside of any namespace */
  const char *local;
} mi_xml_name;

typedef struct mi_xml_attribute_value {
  mi_xml_name name;
  const char *value; /* not NUL-terminated */
  size_t length;
} mi_xml_attribute_value;

/* What the decoder makes of it: anything but MI_OK ends the reading with that result. The story is
 * the decoder's to tell; the reader adds where it was. Either may be NULL. */
typedef struct mi_xml_handler {
  mi_result (*start)(void *context, const mi_xml_name *name,
                     const mi_xml_attribute_value *attributes, uint32_t count, mi_error *error);
  /* `text`: all characters directly in the element, CDATA and references resolved, NUL-terminated.
   * In an element with children, what stands between two tags counts only when it is not all white
   * space. */
  mi_result (*end)(void *context, const mi_xml_name *name, const char *text, size_t length,
                   mi_error *error);
} mi_xml_handler;

typedef struct mi_xml_options {
  bool lenient; /* characters that XML forbids become U+FFFD, and are counted */
} mi_xml_options;

/* `handler` is copied, `context` borrowed; `options` may be NULL. */
mi_result mi_xml_reader_new(mi_xml_reader **out, const mi_allocator *allocator,
                            const mi_limits *limits, const mi_xml_options *options,
                            const mi_xml_handler *handler, void *context, mi_error *error);
void mi_xml_reader_free(mi_xml_reader *reader); /* NULL is fine; not from a handler */
/* As new, for the next document; interned names stay. Not from a handler (MI_E_FAILED). */
mi_result mi_xml_reader_reset(mi_xml_reader *reader);
/* Not from a handler (MI_E_FAILED). MI_E_PROTOCOL: not well formed (what, line, byte offset, the
 * path of open elements, a little of the input, escaped). */
mi_result mi_xml_reader_feed(mi_xml_reader *reader, const char *bytes, size_t length,
                             mi_error *error);
/* No more bytes: MI_E_PROTOCOL when the document is not complete. */
mi_result mi_xml_reader_finish(mi_xml_reader *reader, mi_error *error);

/* In a handler: the namespace of a prefix where the reader is, for QNames in values; NULL: none.
 * The empty prefix is the default namespace, "" where there is none. */
const char *mi_xml_reader_space(const mi_xml_reader *reader, const char *prefix, size_t length);
/* The pointer that names have for a text: for tables of known names, made once per reader. NULL: no
 * memory. */
const char *mi_xml_reader_intern(mi_xml_reader *reader, const char *text);
uint64_t mi_xml_reader_offset(const mi_xml_reader *reader);   /* bytes fed */
uint32_t mi_xml_reader_replaced(const mi_xml_reader *reader); /* characters, when lenient */
/* Appends the open elements: /Envelope/Body/Pull. In a handler, its element is the last. */
mi_result mi_xml_reader_where(const mi_xml_reader *reader, mi_buffer *buffer);

#endif
