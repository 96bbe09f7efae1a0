/* Any bytes as an XML document: the same events whole, byte by byte and in random pieces,
 * strict (first byte even) or lenient. Any bytes as a text: what the writer takes reads back the
 * same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../c/xml_world.h"
#include "xml/writer.h"

#define MUST(fact) \
  do {             \
    if (!(fact)) abort(); \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void set_limits(mi_limits *limits) {
  mi_limits_default(limits);
  limits->max_depth = 16;
  limits->max_name = 64;
  limits->max_attributes = 8;
  limits->max_text = 2000;
}

/* A block of its own shows a read behind the end. */
static void feed_block(xml_world *world, const uint8_t *bytes, size_t length) {
  char *block = malloc(length + (length == 0));
  MUST(block != NULL);
  memcpy(block, bytes, length);
  xml_world_feed(world, block, length);
  free(block);
}

static void feed_pieces(xml_world *world, const uint8_t *bytes, size_t length, unsigned most) {
  unsigned random = (unsigned)length;
  for (size_t at = 0; at < length;) {
    random = random * 1103515245u + 12345u;
    size_t piece = 1 + (random >> 16) % most;
    if (piece > length - at) piece = length - at;
    feed_block(world, bytes + at, piece);
    at += piece;
  }
}

/* What comes before a failure may end earlier in the one than in the other. */
static bool are_the_same(const xml_world *a, const xml_world *b) {
  if (a->result == MI_OK && b->result == MI_OK) {
    return strcmp(mi_buffer_text(&a->events), mi_buffer_text(&b->events)) == 0 &&
           mi_xml_reader_replaced(a->reader) == mi_xml_reader_replaced(b->reader);
  }
  size_t a_length = strcspn(mi_buffer_text(&a->events), "!");
  size_t b_length = strcspn(mi_buffer_text(&b->events), "!");
  size_t common = a_length < b_length ? a_length : b_length;
  return a->result != MI_OK && b->result != MI_OK &&
         memcmp(mi_buffer_text(&a->events), mi_buffer_text(&b->events), common) == 0;
}

static void reads_the_same_in_any_pieces(const uint8_t *bytes, size_t length, bool lenient) {
  static const unsigned sizes[] = {1, 7, 500};
  mi_limits limits;
  xml_world whole, pieces;
  set_limits(&limits);
  MUST(xml_world_open(&whole, mi_allocator_default(), &limits, lenient) == MI_OK);
  MUST(xml_world_open(&pieces, mi_allocator_default(), &limits, lenient) == MI_OK);
  feed_block(&whole, bytes, length);
  xml_world_finish(&whole);
  const char *expected = mi_buffer_text(&whole.events);
  MUST(mi_text_utf8_prefix(expected, whole.events.length) == whole.events.length);
  MUST((whole.result == MI_OK) == (whole.error.result == MI_OK));
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    feed_pieces(&pieces, bytes, length, sizes[i]);
    xml_world_finish(&pieces);
    MUST(are_the_same(&pieces, &whole));
    xml_world_again(&pieces);
  }
  xml_world_close(&whole);
  xml_world_close(&pieces);
}

typedef struct text_back {
  const uint8_t *bytes;
  size_t length;
  int seen;
} text_back;

static bool is_back(const text_back *back, const char *text, size_t length) {
  return length == back->length && memcmp(text, back->bytes, length) == 0;
}

static mi_result start(void *context, const mi_xml_name *name,
                       const mi_xml_attribute_value *attributes, uint32_t count,
                       mi_error *error) {
  text_back *back = context;
  (void)name;
  (void)error;
  MUST(count == 1 && is_back(back, attributes[0].value, attributes[0].length));
  back->seen++;
  return MI_OK;
}

static mi_result end(void *context, const mi_xml_name *name, const char *text, size_t length,
                     mi_error *error) {
  text_back *back = context;
  (void)name;
  (void)error;
  MUST(is_back(back, text, length));
  back->seen++;
  return MI_OK;
}

static void reads_back(const mi_buffer *written, const uint8_t *bytes, size_t length,
                       bool lenient) {
  static const mi_xml_handler handler = {start, end};
  const mi_xml_options options = {lenient};
  text_back back = {bytes, length, 0};
  mi_limits limits;
  mi_xml_reader *reader;
  mi_limits_default(&limits);
  MUST(mi_xml_reader_new(&reader, mi_allocator_default(), &limits, &options, &handler, &back,
                         NULL) == MI_OK);
  MUST(mi_xml_reader_feed(reader, mi_buffer_text(written), written->length, NULL) == MI_OK);
  MUST(mi_xml_reader_finish(reader, NULL) == MI_OK);
  MUST(back.seen == 2 && mi_xml_reader_replaced(reader) == 0);
  mi_xml_reader_free(reader);
}

static void writes_what_it_takes(const uint8_t *bytes, size_t length, bool exact) {
  const char *text = (const char *)bytes;
  mi_buffer buffer;
  mi_xml_writer writer;
  mi_buffer_init(&buffer, mi_allocator_default(), (size_t)1 << 20);
  mi_xml_writer_init(&writer, &buffer, exact);
  mi_xml_begin(&writer, "a");
  mi_xml_attribute_n(&writer, "b", text, length);
  if (exact) {
    mi_xml_text_exact(&writer, text, length);
  } else {
    mi_xml_text_n(&writer, text, length);
  }
  mi_xml_end(&writer);
  mi_result result = mi_xml_finish(&writer);
  MUST(result == MI_OK || result == MI_E_TYPE_MISMATCH);
  if (result == MI_OK) reads_back(&buffer, bytes, length, exact);
  mi_buffer_free(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  bool odd = data[0] & 1;
  reads_the_same_in_any_pieces(data + 1, size - 1, odd);
  writes_what_it_takes(data + 1, size - 1, odd);
  return 0;
}
