#include "xml/reader.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "xml/input.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *parser_error;
#else
typedef xmlErrorPtr parser_error;
#endif

/* Markup that is not complete waits in the parser: a tag with attributes as long as values may be,
 * and this much more. */
#define MARKUP_SLACK ((size_t)64 << 10)
/* All distinct names of a reader's life together: they are never given back. */
#define MOST_NAMES ((size_t)16 << 20)
/* What reset keeps of the memory for text. */
#define KEPT_TEXT ((size_t)64 << 10)
#define LONGEST_PATH 1024
#define LONGEST_WORDS 300
/* Bytes of the input, before and behind the place of an error. */
#define NEAR 24

typedef struct element {
  mi_xml_name name;
  size_t text;     /* where its text starts in reader->text */
  size_t run;      /* where the text behind the last tag starts */
  size_t bindings; /* how many there were outside of it */
  bool has_children;
} element;

typedef struct binding {
  const char *prefix; /* "": the default namespace */
  const char *space;
} binding;

struct mi_xml_reader {
  const mi_allocator *allocator;
  mi_limits limits;
  mi_xml_handler handler;
  void *context;
  xmlDictPtr names;
  xmlParserCtxtPtr parser;
  mi_xml_input input;
  mi_error failure;
  mi_result result; /* what every call returns from a failure on */
  uint64_t fed;
  bool busy, finished;

  /* Text of the open elements: that of a child is on top of its parent's, and goes at its end. */
  mi_buffer text;
  element *elements;
  size_t depth, element_room;
  binding *bindings;
  size_t binding_count, binding_room;
  mi_xml_attribute_value *attributes;
  size_t attribute_room;
};

static const char nothing[] = "";

/* --- the story of a failure --- */

static size_t escape(char *out, size_t room, const char *bytes, size_t length) {
  size_t at = 0;
  for (size_t i = 0; i < length && at + 5 < room; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (byte >= ' ' && byte < 0x7F && byte != '\\') {
      out[at++] = (char)byte;
    } else {
      at += (size_t)snprintf(out + at, room - at, "\\x%02X", byte);
    }
  }
  out[at] = '\0';
  return at;
}

mi_result mi_xml_reader_where(const mi_xml_reader *reader, mi_buffer *buffer) {
  if (reader->depth == 0) mi_buffer_append_char(buffer, '/');
  for (size_t i = 0; i < reader->depth; i++) {
    mi_buffer_append_char(buffer, '/');
    mi_buffer_append_text(buffer, reader->elements[i].name.local);
  }
  return buffer->failed;
}

typedef struct place {
  unsigned long line;
  unsigned long long offset;
  char near[2 * NEAR * 4 + 8];
} place;

/* What waits in the parser behind its place. */
static size_t pending(const mi_xml_reader *reader) {
  const xmlParserInput *in = reader->parser->input;
  return in != NULL && in->cur != NULL && in->end > in->cur ? (size_t)(in->end - in->cur) : 0;
}

static void find_place(const mi_xml_reader *reader, place *out) {
  memset(out, 0, sizeof *out);
  out->line = 1;
  const xmlParserInput *in = reader->parser != NULL ? reader->parser->input : NULL;
  if (in == NULL || in->cur == NULL) return;
  const char *cur = (const char *)in->cur;
  size_t ahead = pending(reader);
  size_t behind = in->base != NULL && in->cur > in->base ? (size_t)(in->cur - in->base) : 0;
  uint64_t waiting = mi_xml_input_source_length(&reader->input, cur, ahead);
  out->line = (unsigned long)in->line;
  out->offset = reader->input.taken > waiting ? reader->input.taken - waiting : 0;
  if (behind > NEAR) behind = NEAR;
  if (ahead > NEAR) ahead = NEAR;
  escape(out->near, sizeof out->near, cur - behind, behind + ahead);
}

/* Where the bytes that were to come next do not reach the parser. */
static void find_place_of_input(const mi_xml_reader *reader, const char *bytes, size_t length,
                                place *out) {
  char before[sizeof out->near];
  find_place(reader, out);
  out->offset = reader->input.taken;
  const xmlParserInput *in = reader->parser->input;
  if (in == NULL) return;
  for (size_t i = 0, waiting = pending(reader); i < waiting; i++) out->line += in->cur[i] == '\n';
  size_t behind = in->end > in->base ? (size_t)(in->end - in->base) : 0;
  if (behind > NEAR) behind = NEAR;
  size_t used = behind > 0
                    ? escape(before, sizeof before, (const char *)in->end - behind, behind)
                    : 0;
  memcpy(out->near, before, used);
  escape(out->near + used, sizeof out->near - used, bytes, length < NEAR ? length : NEAR);
}

/* The first failure is the one that counts. The words are made before the old story goes. */
static void fail_at(mi_xml_reader *reader, mi_result result, const char *words,
                    const place *where) {
  if (reader->result != MI_OK) return;
  mi_buffer path;
  mi_buffer_init(&path, reader->allocator, LONGEST_PATH);
  mi_xml_reader_where(reader, &path);
  mi_error_set(&reader->failure, result, "%s (line %lu, byte %llu, in %s%s%s%s)", words,
               where->line, where->offset, mi_buffer_text(&path),
               where->near[0] != '\0' ? ", near \"" : "", where->near,
               where->near[0] != '\0' ? "\"" : "");
  mi_buffer_free(&path);
  reader->result = result;
}

static void fail(mi_xml_reader *reader, mi_result result, const char *words) {
  place where;
  find_place(reader, &where);
  fail_at(reader, result, words, &where);
}

static void fail_limit(mi_xml_reader *reader, const char *what, size_t limit, const char *name) {
  char words[LONGEST_WORDS];
  snprintf(words, sizeof words, "%s %lu (%s)", what, (unsigned long)limit, name);
  fail(reader, MI_E_LIMIT, words);
}

static void fail_memory(mi_xml_reader *reader) {
  if (reader->result != MI_OK) return;
  reader->result = mi_error_out_of_memory(&reader->failure);
}

/* Ends the parsing from within one of the parser's events. */
static void stop(mi_xml_reader *reader) { xmlStopParser(reader->parser); }

/* libxml2's own words end with a line break, and hold bytes of the input. */
static void on_error(void *context, parser_error trouble) {
  mi_xml_reader *reader = context;
  char said[LONGEST_WORDS / 2], words[LONGEST_WORDS];
  /* Names of namespaces that are no URIs, or relative ones, are names all the same. */
  if (trouble == NULL || trouble->level < XML_ERR_ERROR || trouble->code == XML_WAR_NS_URI) return;
  if (reader->result != MI_OK) return;
  if (trouble->code == XML_ERR_NO_MEMORY) {
    fail_memory(reader);
    return;
  }
  const char *message = trouble->message != NULL ? trouble->message : "malformed";
  escape(said, sizeof said, message, strcspn(message, "\n"));
  snprintf(words, sizeof words, "%s: %s",
           reader->finished ? "the document is not complete" : "not well-formed XML", said);
  fail(reader, MI_E_PROTOCOL, words);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id) {
  mi_xml_reader *reader = context;
  (void)name;
  (void)public_id;
  (void)system_id;
  fail(reader, MI_E_PROTOCOL, "a DTD is not allowed");
  stop(reader);
}

/* --- growing --- */

/* `most`: a bound that was checked before; the arrays are kept for the reader's life. */
static bool grow(mi_xml_reader *reader, void **items, size_t *room, size_t needed, size_t size) {
  if (needed <= *room) return true;
  size_t more = *room > 0 ? *room * 2 : 16;
  if (more < needed) more = needed;
  void *grown = more <= SIZE_MAX / size ? mi_resize(reader->allocator, *items, more * size) : NULL;
  if (grown == NULL) {
    fail_memory(reader);
    return false;
  }
  *items = grown;
  *room = more;
  return true;
}

static bool grow_elements(mi_xml_reader *reader, size_t needed) {
  void *items = reader->elements;
  bool grown = grow(reader, &items, &reader->element_room, needed, sizeof *reader->elements);
  reader->elements = items;
  return grown;
}

static bool grow_bindings(mi_xml_reader *reader, size_t needed) {
  void *items = reader->bindings;
  bool grown = grow(reader, &items, &reader->binding_room, needed, sizeof *reader->bindings);
  reader->bindings = items;
  return grown;
}

static bool grow_attributes(mi_xml_reader *reader, size_t needed) {
  void *items = reader->attributes;
  bool grown = grow(reader, &items, &reader->attribute_room, needed, sizeof *reader->attributes);
  reader->attributes = items;
  return grown;
}

/* --- text --- */

static bool is_white(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r') return false;
  }
  return true;
}

static void cut_text(mi_xml_reader *reader, size_t length) {
  if (reader->text.length == length) return;
  reader->text.length = length;
  reader->text.data[length] = '\0';
}

/* At a tag, in an element with children: the text since the last tag goes if it is white space. So
 * the white space of a long list of children takes no memory. */
static void end_run(mi_xml_reader *reader, element *open) {
  size_t length = reader->text.length - open->run;
  if (length > 0 && is_white(reader->text.data + open->run, length)) cut_text(reader, open->run);
  open->run = reader->text.length;
}

static void on_text(void *context, const xmlChar *text, int length) {
  mi_xml_reader *reader = context;
  if (reader->result != MI_OK || reader->depth == 0) return;
  mi_result result = mi_buffer_append(&reader->text, text, (size_t)length);
  if (result == MI_OK) return;
  if (result == MI_E_LIMIT) {
    fail_limit(reader, "a text of more bytes than", reader->limits.max_text, "max_text");
  } else {
    fail_memory(reader);
  }
  stop(reader);
}

/* --- elements --- */

static const char *space_of(const xmlChar *uri) {
  return uri != NULL && uri[0] != '\0' ? (const char *)uri : nothing;
}

static bool check_name(mi_xml_reader *reader, const xmlChar *name) {
  if (name == NULL || strlen((const char *)name) <= reader->limits.max_name) return true;
  fail_limit(reader, "a name of more bytes than", reader->limits.max_name, "max_name");
  return false;
}

static bool check_start(mi_xml_reader *reader, const xmlChar *local, const xmlChar *prefix,
                        size_t attributes) {
  if (reader->depth >= reader->limits.max_depth) {
    fail_limit(reader, "elements nested deeper than", reader->limits.max_depth, "max_depth");
    return false;
  }
  if (attributes > reader->limits.max_attributes) {
    fail_limit(reader, "an element with more attributes than", reader->limits.max_attributes,
               "max_attributes");
    return false;
  }
  return check_name(reader, local) && check_name(reader, prefix);
}

static bool bind_spaces(mi_xml_reader *reader, const xmlChar **spaces, size_t count) {
  if (!grow_bindings(reader, reader->binding_count + count)) return false;
  for (size_t i = 0; i < count; i++) {
    const xmlChar *prefix = spaces[2 * i];
    if (!check_name(reader, prefix)) return false;
    binding *added = &reader->bindings[reader->binding_count++];
    added->prefix = prefix != NULL ? (const char *)prefix : nothing;
    added->space = space_of(spaces[2 * i + 1]);
  }
  return true;
}

/* libxml2 gives five pointers for each: local name, prefix, namespace, value and its end. */
static bool take_attributes(mi_xml_reader *reader, const xmlChar **given, size_t count) {
  if (!grow_attributes(reader, count)) return false;
  for (size_t i = 0; i < count; i++, given += 5) {
    mi_xml_attribute_value *attribute = &reader->attributes[i];
    if (!check_name(reader, given[0]) || !check_name(reader, given[1])) return false;
    attribute->name.local = (const char *)given[0];
    attribute->name.space = space_of(given[2]);
    attribute->value = (const char *)given[3];
    attribute->length = (size_t)(given[4] - given[3]);
    if (attribute->length > reader->limits.max_text) {
      fail_limit(reader, "an attribute of more bytes than", reader->limits.max_text, "max_text");
      return false;
    }
  }
  return true;
}

static bool open_element(mi_xml_reader *reader, const xmlChar *local, const xmlChar *uri) {
  if (!grow_elements(reader, reader->depth + 1)) return false;
  if (reader->depth > 0) {
    element *parent = &reader->elements[reader->depth - 1];
    end_run(reader, parent);
    parent->has_children = true;
  }
  element *opened = &reader->elements[reader->depth++];
  opened->name.local = (const char *)local;
  opened->name.space = space_of(uri);
  opened->text = opened->run = reader->text.length;
  opened->bindings = reader->binding_count;
  opened->has_children = false;
  return true;
}

static void close_element(mi_xml_reader *reader) {
  element *closed = &reader->elements[--reader->depth];
  reader->binding_count = closed->bindings;
  cut_text(reader, closed->text);
  if (reader->depth > 0) reader->elements[reader->depth - 1].run = closed->text;
}

/* A decoder may fail without a story: then the meaning of its result is the story. */
static void after_handler(mi_xml_reader *reader, mi_result result) {
  if (result == MI_OK) return;
  mi_error *story = &reader->failure;
  place where;
  find_place(reader, &where);
  where.near[0] = '\0';
  const char *words = story->result != MI_OK ? mi_error_text(story) : mi_result_meaning(result);
  fail_at(reader, result, words, &where);
  stop(reader);
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int space_count, const xmlChar **spaces,
                     int attribute_count, int defaulted, const xmlChar **attributes) {
  mi_xml_reader *reader = context;
  size_t count = (size_t)attribute_count, bound = (size_t)space_count;
  (void)defaulted; /* there is no DTD to have defaults in */
  if (reader->result != MI_OK || !check_start(reader, local, prefix, count + bound) ||
      !open_element(reader, local, uri) || !bind_spaces(reader, spaces, bound) ||
      !take_attributes(reader, attributes, count)) {
    stop(reader);
    return;
  }
  if (reader->handler.start == NULL) return;
  const mi_xml_name name = reader->elements[reader->depth - 1].name;
  after_handler(reader, reader->handler.start(reader->context, &name, reader->attributes,
                                              (uint32_t)count, &reader->failure));
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri) {
  mi_xml_reader *reader = context;
  (void)local;
  (void)prefix;
  (void)uri;
  if (reader->result != MI_OK || reader->depth == 0) return;
  element *ended = &reader->elements[reader->depth - 1];
  if (ended->has_children) end_run(reader, ended);
  if (reader->handler.end != NULL) {
    const mi_xml_name name = ended->name;
    after_handler(reader, reader->handler.end(reader->context, &name,
                                              mi_buffer_text(&reader->text) + ended->text,
                                              reader->text.length - ended->text,
                                              &reader->failure));
  }
  if (reader->result == MI_OK) close_element(reader);
}

/* --- the parser --- */

/* With this name, so that the lint knows the one kind of static that may change. */
static pthread_once_t libxml2_once = PTHREAD_ONCE_INIT;

static void fill_events(xmlSAXHandler *events) {
  memset(events, 0, sizeof *events);
  events->initialized = XML_SAX2_MAGIC;
  events->startElementNs = on_start;
  events->endElementNs = on_end;
  events->characters = on_text;
  events->ignorableWhitespace = on_text;
  events->cdataBlock = on_text;
  events->internalSubset = on_doctype;
  events->serror = on_error;
}

/* IGNORE_ENC: what the parser gets is UTF-8, whatever the declaration says. HUGE: the bounds are
 * ours. NOENT: without it "&amp;" in an attribute would stay a reference; there being no DTD, no
 * entity can be substituted. */
#define PARSER_OPTIONS \
  (XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC)

/* All parsers of a reader share its names, whose pointers so stay the same. */
static bool make_parser(mi_xml_reader *reader) {
  xmlSAXHandler events;
  fill_events(&events);
  reader->parser = xmlCreatePushParserCtxt(&events, reader, NULL, 0, NULL);
  if (reader->parser == NULL) return false;
  xmlCtxtUseOptions(reader->parser, PARSER_OPTIONS);
  xmlDictFree(reader->parser->dict);
  xmlDictReference(reader->names);
  reader->parser->dict = reader->names;
  return true;
}

static void free_parser(mi_xml_reader *reader) {
  if (reader->parser != NULL) xmlFreeParserCtxt(reader->parser);
  reader->parser = NULL;
}

mi_result mi_xml_reader_new(mi_xml_reader **out, const mi_allocator *allocator,
                            const mi_limits *limits, const mi_xml_options *options,
                            const mi_xml_handler *handler, void *context, mi_error *error) {
  pthread_once(&libxml2_once, xmlInitParser);
  *out = NULL;
  mi_xml_reader *reader = mi_alloc_zero(allocator, sizeof *reader);
  if (reader == NULL) return mi_error_out_of_memory(error);
  reader->allocator = allocator;
  reader->limits = *limits;
  reader->handler = *handler;
  reader->context = context;
  mi_error_init(&reader->failure, allocator);
  mi_buffer_init(&reader->text, allocator, limits->max_text);
  mi_xml_input_init(&reader->input, options != NULL && options->lenient);
  reader->names = xmlDictCreate();
  if (reader->names == NULL || !make_parser(reader)) {
    mi_xml_reader_free(reader);
    return mi_error_out_of_memory(error);
  }
  *out = reader;
  return MI_OK;
}

void mi_xml_reader_free(mi_xml_reader *reader) {
  if (reader == NULL) return;
  free_parser(reader);
  if (reader->names != NULL) xmlDictFree(reader->names);
  mi_buffer_free(&reader->text);
  mi_error_clear(&reader->failure);
  mi_free(reader->allocator, reader->elements);
  mi_free(reader->allocator, reader->bindings);
  mi_free(reader->allocator, reader->attributes);
  mi_free(reader->allocator, reader);
}

mi_result mi_xml_reader_reset(mi_xml_reader *reader) {
  if (reader->busy) return MI_E_FAILED;
  free_parser(reader);
  mi_error_clear(&reader->failure);
  mi_xml_input_init(&reader->input, reader->input.lenient);
  mi_buffer_reset(&reader->text);
  if (reader->text.capacity > KEPT_TEXT) mi_buffer_free(&reader->text);
  reader->result = MI_OK;
  reader->fed = 0;
  reader->finished = false;
  reader->depth = reader->binding_count = 0;
  if (!make_parser(reader)) fail_memory(reader);
  return reader->result;
}

/* --- feeding --- */

static void check_pending(mi_xml_reader *reader) {
  if (reader->result != MI_OK) return;
  if (pending(reader) > MARKUP_SLACK + reader->limits.max_text) {
    fail_limit(reader, "markup of more bytes than", reader->limits.max_text, "max_text");
  } else if (xmlDictGetUsage(reader->names) > MOST_NAMES) {
    fail_limit(reader, "distinct names of more bytes than", MOST_NAMES, "fixed");
  }
}

/* The parser tells through its events and on_error; a failure that it kept to itself is no success,
 * though. */
static void parse(mi_xml_reader *reader, const char *bytes, size_t length, bool last) {
  if (length == 0 && !last) return;
  int code = xmlParseChunk(reader->parser, bytes, (int)length, last);
  if (reader->result == MI_OK && code != XML_ERR_OK && !reader->parser->wellFormed) {
    fail(reader, MI_E_PROTOCOL, "not well-formed XML");
  }
  check_pending(reader);
}

static mi_result tell(const mi_xml_reader *reader, mi_error *error) {
  if (reader->result == MI_OK || error == NULL) return reader->result;
  if (reader->result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  return mi_error_set(error, reader->result, "%s", mi_error_text(&reader->failure));
}

static void feed_pieces(mi_xml_reader *reader, const char *bytes, size_t length) {
  while (length > 0 && reader->result == MI_OK) {
    const char *piece;
    size_t piece_length;
    size_t taken = mi_xml_input_take(&reader->input, bytes, length, &piece, &piece_length);
    parse(reader, piece, piece_length, false);
    bytes += taken;
    length -= taken;
    if (reader->input.trouble != NULL && reader->result == MI_OK) {
      place where;
      find_place_of_input(reader, bytes, length, &where);
      fail_at(reader, MI_E_PROTOCOL, reader->input.trouble, &where);
    }
  }
}

mi_result mi_xml_reader_feed(mi_xml_reader *reader, const char *bytes, size_t length,
                             mi_error *error) {
  if (reader->busy || (reader->finished && reader->result == MI_OK)) {
    return mi_error_set(error, MI_E_FAILED, "the reader takes no bytes here");
  }
  reader->busy = true;
  reader->fed += length;
  feed_pieces(reader, bytes, length);
  reader->busy = false;
  return tell(reader, error);
}

static void finish_document(mi_xml_reader *reader) {
  const char *piece;
  size_t length;
  mi_xml_input_finish(&reader->input, &piece, &length);
  parse(reader, piece, length, false);
  if (reader->result == MI_OK && reader->input.trouble != NULL) {
    place where;
    find_place_of_input(reader, nothing, 0, &where);
    fail_at(reader, MI_E_PROTOCOL, reader->input.trouble, &where);
  }
  if (reader->result == MI_OK) parse(reader, nothing, 0, true);
  if (reader->result == MI_OK && reader->depth > 0) {
    fail(reader, MI_E_PROTOCOL, "the document is not complete");
  }
}

mi_result mi_xml_reader_finish(mi_xml_reader *reader, mi_error *error) {
  if (reader->busy) return mi_error_set(error, MI_E_FAILED, "the reader cannot finish here");
  if (!reader->finished && reader->result == MI_OK) {
    reader->busy = reader->finished = true;
    finish_document(reader);
    reader->busy = false;
  }
  return tell(reader, error);
}

/* --- names --- */

const char *mi_xml_reader_space(const mi_xml_reader *reader, const char *prefix, size_t length) {
  for (size_t i = reader->binding_count; i > 0; i--) {
    const binding *candidate = &reader->bindings[i - 1];
    if (strlen(candidate->prefix) == length && memcmp(candidate->prefix, prefix, length) == 0) {
      return candidate->space;
    }
  }
  if (length == 0) return nothing;
  bool is_xml = length == 3 && memcmp(prefix, "xml", 3) == 0;
  return is_xml ? (const char *)xmlDictLookup(reader->names, XML_XML_NAMESPACE, -1) : NULL;
}

const char *mi_xml_reader_intern(mi_xml_reader *reader, const char *text) {
  if (text[0] == '\0') return nothing;
  return (const char *)xmlDictLookup(reader->names, (const xmlChar *)text, -1);
}

uint64_t mi_xml_reader_offset(const mi_xml_reader *reader) { return reader->fed; }

uint32_t mi_xml_reader_replaced(const mi_xml_reader *reader) { return reader->input.replaced; }
