#include "xml/input.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

/* All that comes out, NUL-terminated, with "!" at a trouble; borrowed until the next call. */
static const char *pass(mi_xml_input *input, const char *bytes, size_t length, size_t piece,
                        char *out) {
  size_t at = 0, used = 0;
  const char *part;
  size_t part_length;
  while (at < length && input->trouble == NULL) {
    size_t given = length - at < piece ? length - at : piece;
    at += mi_xml_input_take(input, bytes + at, given, &part, &part_length);
    memcpy(out + used, part, part_length);
    used += part_length;
  }
  if (input->trouble == NULL) {
    mi_xml_input_finish(input, &part, &part_length);
    memcpy(out + used, part, part_length);
    used += part_length;
  }
  if (input->trouble != NULL) out[used++] = '!';
  out[used] = '\0';
  return out;
}

static void check_passed(const char *bytes, size_t length, bool lenient, const char *expected) {
  for (size_t piece = 1; piece <= length; piece++) {
    mi_xml_input input;
    char out[200];
    mi_xml_input_init(&input, lenient);
    CHECK_TEXT(pass(&input, bytes, length, piece, out), expected);
  }
}

#define CHECK_PASSED(bytes, lenient, expected) \
  check_passed(bytes, sizeof(bytes) - 1, lenient, expected)

static void utf8_passes_as_it_is(void) {
  CHECK_PASSED("<a>\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80 &#1; </a>", false,
               "<a>\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80 &#1; </a>");
  CHECK_PASSED("\xEF\xBB\xBF<a/>", false, "<a/>");
  CHECK_PASSED("<", false, "<");
}

static void other_encodings_become_utf8(void) {
  CHECK_PASSED("\xFF\xFE<\0\xFC\0", false, "<\xC3\xBC");
  CHECK_PASSED("\xFE\xFF\0<\0\xFC", false, "<\xC3\xBC");
  CHECK_PASSED("<?xml encoding='latin1'?>\xFC", false, "<?xml encoding='latin1'?>\xC3\xBC");
}

static void what_is_no_character_is_trouble(void) {
  CHECK_PASSED("<a>\xC3", false, "<a>!");
  CHECK_PASSED("<a>\xC3(", false, "<a>!");
  CHECK_PASSED("<a>\xED\xA0\x80", false, "<a>!");
  CHECK_PASSED("<a>\0b", false, "<a>!");
  CHECK_PASSED("\xFF\xFE<\0\x3D\xD8", false, "<!");
  CHECK_PASSED("<a>\xC3(", true, "<a>!");
}

static void references_count_where_they_are_references(void) {
  CHECK_PASSED("<a>&#1;&#65;&#x;&#", true, "<a>\xEF\xBF\xBD&#65;&#x;&#");
  CHECK_PASSED("<!--&#1;--><?p &#1;?><![CDATA[&#1;]]>&#1;", true,
               "<!--&#1;--><?p &#1;?><![CDATA[&#1;]]>\xEF\xBF\xBD");
}

static void long_inputs_come_in_pieces(void) {
  const size_t length = 100000;
  char *bytes = malloc(length), *out = malloc(length + 2);
  if (bytes == NULL || out == NULL) abort();
  memset(bytes, 'x', length);
  for (int lenient = 0; lenient <= 1; lenient++) {
    mi_xml_input input;
    mi_xml_input_init(&input, lenient);
    CHECK_INT(strlen(pass(&input, bytes, length, length, out)), length);
    CHECK_INT(input.taken, length);
  }
  free(bytes);
  free(out);
}

static void utf8_counts_back_to_the_bytes_of_the_source(void) {
  mi_xml_input input;
  mi_xml_input_init(&input, false);
  const char *text = "a\xC3\xBC\xF0\x9F\x98\x80";
  CHECK_INT(mi_xml_input_source_length(&input, text, 7), 7);
  input.encoding = MI_XML_UTF16_BIG;
  CHECK_INT(mi_xml_input_source_length(&input, text, 7), 8);
  input.encoding = MI_XML_LATIN1;
  CHECK_INT(mi_xml_input_source_length(&input, text, 3), 2);
}

int main(void) {
  RUN(utf8_passes_as_it_is);
  RUN(other_encodings_become_utf8);
  RUN(what_is_no_character_is_trouble);
  RUN(references_count_where_they_are_references);
  RUN(long_inputs_come_in_pieces);
  RUN(utf8_counts_back_to_the_bytes_of_the_source);
  return check_done();
}
