/* What the tests of the XML reader share: events as one line of text.
 *
 *   +name{space}[attribute{space}=value]...  an element starts
 *   -name(text)                              it ends
 *   !word                                    the reading failed with that result
 */
#ifndef XML_WORLD_H
#define XML_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "xml/reader.h"

typedef struct xml_world {
  mi_xml_reader *reader;
  mi_buffer events;
  mi_error error;
  mi_result result;
} xml_world;

static void xml_world_name(mi_buffer *events, const mi_xml_name *name) {
  mi_buffer_append_text(events, name->local);
  if (name->space[0] != '\0') mi_buffer_printf(events, "{%s}", name->space);
}

static mi_result xml_world_start(void *context, const mi_xml_name *name,
                                 const mi_xml_attribute_value *attributes, uint32_t count,
                                 mi_error *error) {
  xml_world *world = context;
  (void)error;
  mi_buffer_append_char(&world->events, '+');
  xml_world_name(&world->events, name);
  for (uint32_t i = 0; i < count; i++) {
    mi_buffer_append_char(&world->events, '[');
    xml_world_name(&world->events, &attributes[i].name);
    mi_buffer_append_char(&world->events, '=');
    mi_buffer_append(&world->events, attributes[i].value, attributes[i].length);
    mi_buffer_append_char(&world->events, ']');
  }
  return world->events.failed;
}

static mi_result xml_world_end(void *context, const mi_xml_name *name, const char *text,
                               size_t length, mi_error *error) {
  xml_world *world = context;
  (void)error;
  mi_buffer_append_char(&world->events, '-');
  xml_world_name(&world->events, name);
  if (length != strlen(text)) abort();
  mi_buffer_printf(&world->events, "(%s)", text);
  return world->events.failed;
}

static const mi_xml_handler xml_world_handler = {xml_world_start, xml_world_end};

static mi_result xml_world_open(xml_world *world, const mi_allocator *allocator,
                                const mi_limits *limits, bool lenient) {
  const mi_xml_options options = {lenient};
  mi_buffer_init(&world->events, allocator, (size_t)64 << 20);
  mi_error_init(&world->error, allocator);
  world->result = mi_xml_reader_new(&world->reader, allocator, limits, &options,
                                    &xml_world_handler, world, &world->error);
  return world->result;
}

static void xml_world_close(xml_world *world) {
  mi_xml_reader_free(world->reader);
  mi_buffer_free(&world->events);
  mi_error_clear(&world->error);
}

static void xml_world_feed(xml_world *world, const char *bytes, size_t length) {
  if (world->result != MI_OK) return;
  world->result = mi_xml_reader_feed(world->reader, bytes, length, &world->error);
}

/* The events of all that was fed, the failure included. */
static const char *xml_world_finish(xml_world *world) {
  if (world->result == MI_OK) {
    world->result = mi_xml_reader_finish(world->reader, &world->error);
  }
  if (world->result != MI_OK && world->events.failed == MI_OK) {
    mi_buffer_printf(&world->events, "!%s", mi_result_word(world->result));
  }
  return mi_buffer_text(&world->events);
}

static void xml_world_again(xml_world *world) {
  mi_buffer_reset(&world->events);
  mi_error_clear(&world->error);
  world->result = mi_xml_reader_reset(world->reader);
}

#endif
