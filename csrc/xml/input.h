/* What stands between the bytes of a server and the parser: any encoding that we read becomes
 * UTF-8 in whole characters, so that the parser meets none that is cut, none that is malformed, and
 * no NUL.
 *
 * UTF-8, UTF-16 (by its byte order mark, or by the first "<") and ISO-8859-1 (by the declaration)
 * are read. When lenient, a character that XML forbids becomes U+FFFD: as such, and as a reference
 * where a reference counts, which is not in comments, CDATA sections and processing instructions.
 * The struct is its own memory and owns nothing. Knows nothing of libxml2. */
#ifndef MI_XML_INPUT_H
#define MI_XML_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MI_XML_PIECE 4096

typedef enum mi_xml_encoding {
  MI_XML_UTF8,
  MI_XML_LATIN1,
  MI_XML_UTF16_LITTLE,
  MI_XML_UTF16_BIG
} mi_xml_encoding;

typedef struct mi_xml_input {
  bool lenient;
  uint32_t replaced;
  uint64_t taken;      /* bytes of the source */
  const char *trouble; /* what is wrong with the byte at `taken`; NULL: nothing */
  mi_xml_encoding encoding;
  enum { MI_XML_AT_MARK, MI_XML_AT_DECLARATION, MI_XML_AT_BODY } stage;

  unsigned char held[4]; /* of a mark or a character that is not complete */
  size_t held_count;
  uint32_t surrogate; /* the high one that came last */

  char declaration[256];
  size_t declaration_length;

  /* When lenient. */
  enum { MI_XML_CONTENT, MI_XML_COMMENT, MI_XML_CDATA, MI_XML_INSTRUCTION } construct;
  char opener[10]; /* from "<", as long as it may open a construct */
  size_t opener_length;
  char before[2];     /* the last two characters in a construct */
  char reference[16]; /* from "&#", as long as it may be a character reference */
  size_t reference_length;
  uint32_t number;

  char piece[MI_XML_PIECE];
  size_t piece_length;
} mi_xml_input;

void mi_xml_input_init(mi_xml_input *input, bool lenient);
/* Takes some of the bytes, at least one, and returns how many. What they become is `out`, at most
 * MI_XML_PIECE bytes, borrowed until the next call, or from `bytes`. With input->trouble set, `out`
 * is what was good before it. */
size_t mi_xml_input_take(mi_xml_input *input, const char *bytes, size_t length, const char **out,
                         size_t *out_length);
/* No more bytes: what is still held. */
void mi_xml_input_finish(mi_xml_input *input, const char **out, size_t *out_length);
/* How many bytes of the source became these. */
size_t mi_xml_input_source_length(const mi_xml_input *input, const char *utf8, size_t length);
/* The characters that XML 1.0 allows (2.2, Char). */
bool mi_xml_is_character(uint32_t code_point);

#endif
