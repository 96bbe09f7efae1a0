#include "xml/reader.h"

#include <dirent.h>
#include <stdio.h>

#include "check.h"
#include "xml_world.h"

#define NS "http://example.org/a"
#define FFFD "\xEF\xBF\xBD"

static bool open_plain(xml_world *world, bool lenient) {
  mi_limits limits;
  mi_limits_default(&limits);
  return CHECK_INT(xml_world_open(world, mi_allocator_default(), &limits, lenient), MI_OK);
}

/* The piece is a block of its own: a read behind its end shows. */
static void feed_block(xml_world *world, const char *bytes, size_t length) {
  char *block = malloc(length + (length == 0));
  if (block == NULL) abort();
  memcpy(block, bytes, length);
  xml_world_feed(world, block, length);
  free(block);
}

/* Whole, in two pieces at every place, and byte by byte. */
static void check_events(const char *bytes, size_t length, bool lenient, const char *expected) {
  xml_world world;
  if (!open_plain(&world, lenient)) return;
  for (size_t split = 0; split <= length; split++) {
    feed_block(&world, bytes, split);
    feed_block(&world, bytes + split, length - split);
    if (!CHECK_TEXT(xml_world_finish(&world), expected)) {
      printf("  split at %lu: %s\n", (unsigned long)split, mi_error_text(&world.error));
      split = length;
    }
    xml_world_again(&world);
  }
  for (size_t i = 0; i < length; i++) feed_block(&world, bytes + i, 1);
  CHECK_TEXT(xml_world_finish(&world), expected);
  xml_world_close(&world);
}

typedef struct xml_case {
  const char *bytes, *events;
} xml_case;

static void check_cases(const xml_case *cases, size_t count, bool lenient) {
  for (size_t i = 0; i < count; i++) {
    check_events(cases[i].bytes, strlen(cases[i].bytes), lenient, cases[i].events);
  }
}

#define CHECK_CASES(cases, lenient) check_cases(cases, sizeof cases / sizeof cases[0], lenient)
#define CHECK_BYTES(bytes, events) check_events(bytes, sizeof(bytes) - 1, false, events)

static void elements_come_with_their_text_at_the_end(void) {
  static const xml_case cases[] = {
      {"<a/>", "+a-a()"},
      {"<a></a>", "+a-a()"},
      {"<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<a>b</a>\n", "+a-a(b)"},
      {"<a><b>x</b><c>y</c></a>", "+a+b-b(x)+c-c(y)-a()"},
      {"<a>x<b>y</b>z</a>", "+a+b-b(y)-a(xz)"},
      {"<a>1&lt;2&amp;&gt;&quot;&apos;&#65;&#x42;</a>", "+a-a(1<2&>\"'AB)"},
      {"<a>x<![CDATA[<y>&amp;]]]>]]&gt;<![CDATA[]]></a>", "+a-a(x<y>&amp;]]]>)"},
      {"<a>x<!-- <b> & --- -->y<?p <b> ?>z</a>", "+a!protocol"},
      {"<a>x<!-- <b> & -->y<?p <b> ?>z</a>", "+a-a(xyz)"},
      {"<a>one\r\ntwo\rthree</a>", "+a-a(one\ntwo\nthree)"},
      {"<a>gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80</a>",
       "+a-a(gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80)"},
  };
  CHECK_CASES(cases, false);
}

static void white_space_between_children_is_none(void) {
  static const xml_case cases[] = {
      {"<a> \n </a>", "+a-a( \n )"},
      {"<a> <b> </b>\t<c/>\n</a>", "+a+b-b( )+c-c()-a()"},
      {"<a> <b/>x<c/> </a>", "+a+b-b()+c-c()-a(x)"},
      {"<a> x <b/> y </a>", "+a+b-b()-a( x  y )"},
      {"<a>&#32;<b/></a>", "+a+b-b()-a()"},
  };
  CHECK_CASES(cases, false);
}

static void attributes_have_their_values(void) {
  static const xml_case cases[] = {
      {"<a b='1' c=\"2\"/>", "+a[b=1][c=2]-a()"},
      {"<a b='&lt;&amp;&#38;&gt; &quot;x&#x22;'/>", "+a[b=<&&> \"x\"]-a()"},
      {"<a b='x>y' c='/>'>z</a>", "+a[b=x>y][c=/>]-a(z)"},
      {"<a b=' 1\n2\t3 '/>", "+a[b= 1 2 3 ]-a()"},
      {"<a b='&#10;'/>", "+a[b=\n]-a()"},
      {"<a b=''/>", "+a[b=]-a()"},
  };
  CHECK_CASES(cases, false);
}

static void names_have_their_namespaces(void) {
  static const xml_case cases[] = {
      {"<a xmlns='" NS "'><b/></a>", "+a{" NS "}+b{" NS "}-b{" NS "}()-a{" NS "}()"},
      {"<p:a xmlns:p='" NS "' p:b='1' c='2'/>", "+a{" NS "}[b{" NS "}=1][c=2]-a{" NS "}()"},
      {"<p:a xmlns:p='x:1'><p:b xmlns:p='x:2'/><p:c/></p:a>",
       "+a{x:1}+b{x:2}-b{x:2}()+c{x:1}-c{x:1}()-a{x:1}()"},
      {"<a xmlns='x:1'><b xmlns=''/></a>", "+a{x:1}+b-b()-a{x:1}()"},
      {"<a xmlns='not a uri'/>", "+a{not a uri}-a{not a uri}()"},
      {"<a xml:lang='en'/>", "+a[lang{http://www.w3.org/XML/1998/namespace}=en]-a()"},
  };
  CHECK_CASES(cases, false);
}

static void what_servers_send_is_read(void) {
  static const xml_case cases[] = {
      {"<s:Envelope xmlns:s='x:s' xmlns:n='x:n' xmlns:w='x:w'>\n <s:Header/>\n <s:Body>\n"
       "  <n:PullResponse><n:EnumerationContext/><n:Items><w:Item>\n"
       "   <p:T xmlns:p='x:p' xmlns:i='x:i' i:type='p:T_Type'><p:Name>disk</p:Name>"
       "<p:None i:nil='true'/></p:T></w:Item></n:Items><n:EndOfSequence/></n:PullResponse>\n"
       " </s:Body>\n</s:Envelope>\n",
       "+Envelope{x:s}+Header{x:s}-Header{x:s}()+Body{x:s}+PullResponse{x:n}"
       "+EnumerationContext{x:n}-EnumerationContext{x:n}()+Items{x:n}+Item{x:w}"
       "+T{x:p}[type{x:i}=p:T_Type]+Name{x:p}-Name{x:p}(disk)+None{x:p}[nil{x:i}=true]"
       "-None{x:p}()-T{x:p}()-Item{x:w}()-Items{x:n}()+EndOfSequence{x:n}"
       "-EndOfSequence{x:n}()-PullResponse{x:n}()-Body{x:s}()-Envelope{x:s}()"},
      {"<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<CIM CIMVERSION=\"2.0\" DTDVERSION=\"2.0\">\n"
       "<MESSAGE ID=\"7\">\n<PROPERTY NAME=\"Name\" TYPE=\"string\">\n<VALUE> x </VALUE>\n"
       "</PROPERTY>\n</MESSAGE>\n</CIM>",
       "+CIM[CIMVERSION=2.0][DTDVERSION=2.0]+MESSAGE[ID=7]+PROPERTY[NAME=Name][TYPE=string]"
       "+VALUE-VALUE( x )-PROPERTY()-MESSAGE()-CIM()"},
  };
  CHECK_CASES(cases, false);
}

static void malformed_documents_fail(void) {
  static const xml_case cases[] = {
      {"", "!protocol"},
      {" ", "!protocol"},
      {"<", "!protocol"},
      {"x", "!protocol"},
      {"<aa>", "+aa!protocol"},
      {"<a><b></b>", "+a+b-b()!protocol"},
      {"<a", "!protocol"},
      {"<a></b>", "+a!protocol"},
      {"<a/><b/>", "+a-a()!protocol"},
      {"<a/>x", "+a-a()!protocol"},
      {"<a>&b;</a>", "+a!protocol"},
      {"<a>&#0;</a>", "+a!protocol"},
      {"<a>&#1;</a>", "+a!protocol"},
      {"<a>\x01</a>", "+a!protocol"},
      {"<a>\xEF\xBF\xBE</a>", "+a!protocol"},
      {"<a b=1/>", "!protocol"},
      {"<a b='1' b='2'/>", "!protocol"},
      {"<a b='<'/>", "!protocol"},
      {"<a>]]></a>", "+a!protocol"},
  };
  CHECK_CASES(cases, false);
}

static void a_prefix_has_to_be_declared(void) {
  static const xml_case cases[] = {
      {"<p:a/>", "!protocol"},
      {"<a p:b='1'/>", "!protocol"},
      {"<a><p:b xmlns:p='x:1'/><p:c/></a>", "+a+b{x:1}-b{x:1}()!protocol"},
      {"<a xmlns:p='x:1' xmlns:q='x:1' p:b='1' q:b='2'/>", "!protocol"},
      {"<a xmlns:p=''/>", "!protocol"},
  };
  CHECK_CASES(cases, false);
}

static void check_story(const char *bytes, mi_result expected, const char *needle) {
  xml_world world;
  if (!open_plain(&world, false)) return;
  xml_world_feed(&world, bytes, strlen(bytes));
  xml_world_finish(&world);
  CHECK_INT(world.result, expected);
  CHECK_INT(world.error.result, expected);
  CHECK_HAS(mi_error_text(&world.error), needle);
  xml_world_close(&world);
}

static void a_dtd_is_refused(void) {
  const char *bomb = "<!DOCTYPE a [<!ENTITY x 'xxxx'><!ENTITY y '&x;&x;'>]><a>&y;</a>";
  check_story(bomb, MI_E_PROTOCOL, "a DTD is not allowed");
  check_story("<!DOCTYPE a SYSTEM 'file:///x'><a/>", MI_E_PROTOCOL, "a DTD is not allowed");
  check_events(bomb, strlen(bomb), false, "!protocol");
}

static void an_error_tells_where_it_is(void) {
  check_story("<a>\n<b>x</c></a>", MI_E_PROTOCOL, "line 2");
  check_story("<a>\n<b>x</c></a>", MI_E_PROTOCOL, "in /a/b");
  check_story("<a>\n<b>x</c></a>", MI_E_PROTOCOL, "mismatch");
  check_story("<a>\n<b>x</c></a>", MI_E_PROTOCOL, "\\x0A<b>x</c>");
  check_story("<a><b>", MI_E_PROTOCOL, "the document is not complete");
  check_story("<a>\n\xC3\xBC\xFFz</a>", MI_E_PROTOCOL, "the bytes are not UTF-8 (line 2, byte 6,");
  check_story("<a>\n\xC3\xBC\xFFz</a>", MI_E_PROTOCOL, "\\xC3\\xBC\\xFFz</a>");
  check_story("<a>&#1;</a>", MI_E_PROTOCOL, "byte ");
}

static void invalid_utf8_is_an_error(void) {
  static const char *const bad[] = {"\x80",     "\xC0\x80",         "\xC3(",
                                    "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                    "\xF4\x90\x80\x80", "\xF8", "\xFE"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    char bytes[32];
    snprintf(bytes, sizeof bytes, "<aa>%s</aa>", bad[i]);
    check_events(bytes, strlen(bytes), false, "+aa!protocol");
  }
  CHECK_BYTES("<aa>\0</aa>", "+aa!protocol");
  CHECK_BYTES("<a/>\xC3", "+a-a()!protocol");
}

static void utf16_is_read_by_its_mark(void) {
  CHECK_BYTES("\xFF\xFE<\0a\0>\0\xAC\x20\x3D\xD8\x00\xDE<\0/\0a\0>\0",
              "+a-a(\xE2\x82\xAC\xF0\x9F\x98\x80)");
  CHECK_BYTES("\xFE\xFF\0<\0a\0>\x20\xAC\xD8\x3D\xDE\x00\0<\0/\0a\0>",
              "+a-a(\xE2\x82\xAC\xF0\x9F\x98\x80)");
  CHECK_BYTES("<\0a\0/\0>\0", "+a-a()");
  CHECK_BYTES("\0<\0a\0/\0>", "+a-a()");
  CHECK_BYTES("\xFF\xFE<\0a\0 \0>\0\x3D\xD8<\0/\0a\0>\0", "+a!protocol");
  CHECK_BYTES("\xFF\xFE<\0a\0/\0>\0\n", "+a-a()!protocol");
}

static void the_declaration_names_the_encoding(void) {
  static const xml_case cases[] = {
      {"\xEF\xBB\xBF<a>\xC3\xBC</a>", "+a-a(\xC3\xBC)"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>", "+a-a(\xC3\xBC)"},
      {"<?xml version='1.0' encoding = \"US-ASCII\"?><a>x</a>", "+a-a(x)"},
      {"<?xml version='1.0' encoding='utf-16'?><a>\xC3\xBC</a>", "+a-a(\xC3\xBC)"},
      {"<?xml version='1.0'?><a>\xC3\xBC</a>", "+a-a(\xC3\xBC)"},
      {"<?xml version='1.0' encoding='EBCDIC-9'?><a/>", "!protocol"},
      {"<?xml-stylesheet encoding='x'?><a/>", "+a-a()"},
  };
  CHECK_CASES(cases, false);
  check_story("<?xml version='1.0' encoding='koi8-r'?><a/>", MI_E_PROTOCOL, "encoding");
}

static void lenient_replaces_what_xml_forbids(void) {
  static const xml_case cases[] = {
      {"<a>x\x01y\x1F</a>", "+a-a(x" FFFD "y" FFFD ")"},
      {"<a>&#1;&#x1F;&#xFFFE;&#xD800;&#0;&#x110000;&#99999999999999999999;</a>",
       "+a-a(" FFFD FFFD FFFD FFFD FFFD FFFD FFFD ")"},
      {"<a>&#65;&#x000000000000000042;&#000000000000000000000001;&#9;</a>",
       "+a-a(AB" FFFD "\t)"},
      {"<a b='&#1;\x02'/>", "+a[b=" FFFD FFFD "]-a()"},
      {"<a>\xED\xA0\x80\xEF\xBF\xBF</a>", "+a-a(" FFFD FFFD ")"},
      {"<a><![CDATA[&#1;\x01<!--]]>&#1;</a>", "+a-a(&#1;" FFFD "<!--" FFFD ")"},
      {"<a><!-- &#1; > --><?p &#1;> ?>&#2;<!-->--></a>", "+a-a(" FFFD ")"},
      {"<a>&lt;&#1;<b>]]&gt;</b></a>", "+a+b-b(]]>)-a(<" FFFD ")"},
      {"<a>&#;</a>", "+a!protocol"},
      {"<a>&#x;</a>", "+a!protocol"},
      {"<a>&#&#1;</a>", "+a!protocol"},
      {"<a>&#1</a>", "+a!protocol"},
      {"<aa>\xFF</aa>", "+aa!protocol"},
      {"<a/>&#", "+a-a()!protocol"},
  };
  CHECK_CASES(cases, true);
  check_events("<a>\0</a>", 8, true, "+a-a(" FFFD ")");
  check_events("\xFF\xFE<\0a\0>\0\x3D\xD8<\0/\0a\0>\0", 18, true, "+a-a(" FFFD ")");
}

static void lenient_counts_what_it_replaced(void) {
  xml_world world;
  const char *bytes = "<a>\x01&#2;ok&#65;</a>";
  if (!open_plain(&world, true)) return;
  xml_world_feed(&world, bytes, strlen(bytes));
  CHECK_INT(mi_xml_reader_replaced(world.reader), 2);
  CHECK_INT(mi_xml_reader_offset(world.reader), strlen(bytes));
  xml_world_again(&world);
  CHECK_INT(mi_xml_reader_replaced(world.reader), 0);
  CHECK_INT(mi_xml_reader_offset(world.reader), 0);
  xml_world_close(&world);
}

/* --- limits --- */

static void check_limit(const mi_limits *limits, const char *good, const char *bad,
                        const char *name) {
  xml_world world;
  if (!CHECK_INT(xml_world_open(&world, mi_allocator_default(), limits, false), MI_OK)) return;
  xml_world_feed(&world, good, strlen(good));
  xml_world_finish(&world);
  CHECK_INT(world.result, MI_OK);
  xml_world_again(&world);
  xml_world_feed(&world, bad, strlen(bad));
  xml_world_finish(&world);
  CHECK_INT(world.result, MI_E_LIMIT);
  CHECK_HAS(mi_error_text(&world.error), name);
  xml_world_close(&world);
}

static void each_limit_is_told_by_its_name(void) {
  mi_limits limits;
  mi_limits_default(&limits);
  limits.max_depth = 3;
  check_limit(&limits, "<a><b><c/><c/></b></a>", "<a><b><c><d/></c></b></a>", "max_depth");
  mi_limits_default(&limits);
  limits.max_name = 4;
  check_limit(&limits, "<abcd/>", "<abcde/>", "max_name");
  check_limit(&limits, "<a abcd='1'/>", "<a abcde='1'/>", "max_name");
  check_limit(&limits, "<a xmlns:abcd='x:1'/>", "<a xmlns:abcde='x:1'/>", "max_name");
  mi_limits_default(&limits);
  limits.max_attributes = 2;
  check_limit(&limits, "<a b='' c=''/>", "<a b='' c='' d=''/>", "max_attributes");
  check_limit(&limits, "<a b='' xmlns:c='x'/>", "<a b='' xmlns:c='x' xmlns:d='y'/>",
              "max_attributes");
  mi_limits_default(&limits);
  limits.max_text = 5;
  check_limit(&limits, "<a>12345</a>", "<a>123456</a>", "max_text");
  check_limit(&limits, "<a>123&#52;5</a>", "<a><![CDATA[123]]>&#52;56</a>", "max_text");
  check_limit(&limits, "<a b='12345'/>", "<a b='123456'/>", "max_text");
}

/* More of one kind of markup than the parser may be made to hold. */
static void markup_that_never_ends_is_bounded(void) {
  static const char *const starts[] = {"<", "<a b='", "<a><!--", "<a><?p ", "<!DOCTYPE ", "<a></"};
  char filler[4096];
  mi_limits limits;
  mi_limits_default(&limits);
  limits.max_text = 1000;
  memset(filler, 'x', sizeof filler);
  for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
    xml_world world;
    xml_world_open(&world, mi_allocator_default(), &limits, false);
    xml_world_feed(&world, starts[i], strlen(starts[i]));
    for (int piece = 0; piece < 40; piece++) xml_world_feed(&world, filler, sizeof filler);
    if (!CHECK(world.result == MI_E_LIMIT || world.result == MI_E_PROTOCOL)) {
      printf("  after %s\n", starts[i]);
    }
    xml_world_close(&world);
  }
}

static void white_space_of_a_long_list_takes_no_memory(void) {
  xml_world world;
  mi_limits limits;
  mi_limits_default(&limits);
  limits.max_text = 20;
  xml_world_open(&world, mi_allocator_default(), &limits, false);
  xml_world_feed(&world, "<a>", 3);
  for (int i = 0; i < 1000; i++) xml_world_feed(&world, "\n    <b>12345</b>\n", 18);
  xml_world_feed(&world, "</a>", 4);
  xml_world_finish(&world);
  CHECK_INT(world.result, MI_OK);
  xml_world_close(&world);
}

static void long_texts_come_in_one_piece(void) {
  const size_t length = 300000;
  char *bytes = malloc(length + 64);
  if (bytes == NULL) abort();
  size_t at = (size_t)sprintf(bytes, "<a><b x='");
  for (size_t i = 0; i < length / 3; i++) bytes[at++] = (char)('a' + i % 26);
  at += (size_t)sprintf(bytes + at, "'>");
  for (size_t i = 0; i < length / 3; i++) bytes[at++] = (char)('a' + i % 26);
  at += (size_t)sprintf(bytes + at, "<![CDATA[");
  for (size_t i = 0; i < length / 3; i++) bytes[at++] = (char)('A' + i % 26);
  at += (size_t)sprintf(bytes + at, "]]></b></a>");
  xml_world whole, pieces;
  if (!open_plain(&whole, false) || !open_plain(&pieces, true)) abort();
  xml_world_feed(&whole, bytes, at);
  for (size_t i = 0; i < at; i += 997) {
    xml_world_feed(&pieces, bytes + i, at - i < 997 ? at - i : 997);
  }
  CHECK_TEXT(xml_world_finish(&pieces), xml_world_finish(&whole));
  CHECK_INT(whole.result, MI_OK);
  CHECK_INT(strlen(xml_world_finish(&whole)), length + strlen("+a+b[x=]-b()-a()"));
  xml_world_close(&whole);
  xml_world_close(&pieces);
  free(bytes);
}

/* --- what handlers can do --- */

typedef struct probe {
  mi_xml_reader *reader;
  const char *item;
  int starts, ends;
  mi_result result; /* that the handler returns at <stop> */
  bool silent;
} probe;

static mi_result probe_start(void *context, const mi_xml_name *name,
                             const mi_xml_attribute_value *attributes, uint32_t count,
                             mi_error *error) {
  probe *p = context;
  (void)attributes;
  (void)count;
  p->starts++;
  if (strcmp(name->local, "item") == 0) CHECK(name->local == p->item);
  if (strcmp(name->local, "inner") == 0) {
    CHECK_TEXT(mi_xml_reader_space(p->reader, "p", 1), "x:2");
    CHECK_TEXT(mi_xml_reader_space(p->reader, "", 0), "x:d");
    CHECK_TEXT(mi_xml_reader_space(p->reader, "xml", 3), "http://www.w3.org/XML/1998/namespace");
    CHECK(mi_xml_reader_space(p->reader, "none", 4) == NULL);
    CHECK(mi_xml_reader_feed(p->reader, "x", 1, NULL) == MI_E_FAILED);
    CHECK(mi_xml_reader_finish(p->reader, NULL) == MI_E_FAILED);
    CHECK(mi_xml_reader_reset(p->reader) == MI_E_FAILED);
  }
  if (strcmp(name->local, "outer") == 0) {
    CHECK_TEXT(mi_xml_reader_space(p->reader, "p", 1), "x:1");
    CHECK_TEXT(mi_xml_reader_space(p->reader, "", 0), "");
    CHECK(name->space == mi_xml_reader_intern(p->reader, ""));
  }
  if (strcmp(name->local, "stop") != 0) return MI_OK;
  return p->silent ? p->result : mi_error_set(error, p->result, "no such thing");
}

static mi_result probe_end(void *context, const mi_xml_name *name, const char *text,
                           size_t length, mi_error *error) {
  probe *p = context;
  (void)text;
  (void)length;
  (void)error;
  p->ends++;
  if (strcmp(name->local, "inner") == 0) {
    CHECK_TEXT(mi_xml_reader_space(p->reader, "p", 1), "x:2");
    mi_buffer path;
    mi_buffer_init(&path, mi_allocator_default(), 100);
    CHECK_INT(mi_xml_reader_where(p->reader, &path), MI_OK);
    CHECK_TEXT(mi_buffer_text(&path), "/outer/inner");
    mi_buffer_free(&path);
  }
  return MI_OK;
}

static void open_probe(probe *p) {
  static const mi_xml_handler handler = {probe_start, probe_end};
  mi_limits limits;
  mi_limits_default(&limits);
  memset(p, 0, sizeof *p);
  mi_xml_reader_new(&p->reader, mi_allocator_default(), &limits, NULL, &handler, p, NULL);
  p->item = mi_xml_reader_intern(p->reader, "item");
}

static void prefixes_resolve_where_the_reader_is(void) {
  const char *bytes =
      "<outer xmlns:p='x:1'><inner xmlns='x:d' xmlns:p='x:2'/></outer>";
  probe p;
  open_probe(&p);
  CHECK_INT(mi_xml_reader_feed(p.reader, bytes, strlen(bytes), NULL), MI_OK);
  CHECK_INT(mi_xml_reader_finish(p.reader, NULL), MI_OK);
  CHECK_INT(p.starts, 2);
  mi_xml_reader_free(p.reader);
}

static void names_keep_their_pointers_across_resets(void) {
  const char *bytes = "<list><item/><item/></list>";
  probe p;
  open_probe(&p);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(mi_xml_reader_feed(p.reader, bytes, strlen(bytes), NULL), MI_OK);
    CHECK_INT(mi_xml_reader_finish(p.reader, NULL), MI_OK);
    CHECK_INT(mi_xml_reader_reset(p.reader), MI_OK);
  }
  CHECK_INT(p.starts, 9);
  CHECK(p.item == mi_xml_reader_intern(p.reader, "item"));
  mi_xml_reader_free(p.reader);
}

static void no_event_follows_a_failed_handler(void) {
  const char *bytes = "<a>\n<b/><stop/><b/><b/></a>";
  probe p;
  mi_error error;
  open_probe(&p);
  mi_error_init(&error, mi_allocator_default());
  for (int i = 0; i < 2; i++) {
    p.result = MI_E_INVALID_CLASS;
    p.silent = i == 1;
    p.starts = p.ends = 0;
    CHECK_INT(mi_xml_reader_feed(p.reader, bytes, strlen(bytes), &error), MI_E_INVALID_CLASS);
    CHECK_HAS(mi_error_text(&error), p.silent ? "no such class (" : "no such thing (line 2, byte ");
    CHECK_HAS(mi_error_text(&error), "in /a/stop)");
    CHECK_INT(p.starts, 3);
    CHECK_INT(p.ends, 1);
    mi_error_clear(&error);
    CHECK_INT(mi_xml_reader_feed(p.reader, bytes, 3, &error), MI_E_INVALID_CLASS);
    CHECK_HAS(mi_error_text(&error), "no such");
    CHECK_INT(mi_xml_reader_finish(p.reader, &error), MI_E_INVALID_CLASS);
    CHECK_INT(p.starts, 3);
    CHECK_INT(mi_xml_reader_reset(p.reader), MI_OK);
  }
  mi_error_clear(&error);
  mi_xml_reader_free(p.reader);
}

static void a_finished_reader_takes_no_more(void) {
  xml_world world;
  if (!open_plain(&world, false)) return;
  xml_world_feed(&world, "<a/>", 4);
  CHECK_TEXT(xml_world_finish(&world), "+a-a()");
  CHECK_INT(mi_xml_reader_finish(world.reader, NULL), MI_OK);
  CHECK_INT(mi_xml_reader_feed(world.reader, " ", 1, NULL), MI_E_FAILED);
  xml_world_close(&world);
}

static void handlers_may_be_missing(void) {
  static const mi_xml_handler none = {NULL, NULL};
  mi_limits limits;
  mi_xml_reader *reader;
  mi_limits_default(&limits);
  mi_xml_reader_new(&reader, mi_allocator_default(), &limits, NULL, &none, NULL, NULL);
  CHECK_INT(mi_xml_reader_feed(reader, "<a>x</a>", 8, NULL), MI_OK);
  CHECK_INT(mi_xml_reader_finish(reader, NULL), MI_OK);
  mi_xml_reader_free(reader);
  mi_xml_reader_free(NULL);
}

/* --- memory --- */

static mi_result read_a_deep_document(const mi_allocator *allocator) {
  xml_world world;
  mi_limits limits;
  mi_limits_default(&limits);
  xml_world_open(&world, allocator, &limits, true);
  for (int i = 0; i < 40; i++) xml_world_feed(&world, "<a xmlns:p='x:1' b='1' c='2'>text", 33);
  for (int i = 0; i < 40; i++) xml_world_feed(&world, "</a>", 4);
  xml_world_finish(&world);
  mi_result result = world.result;
  xml_world_close(&world);
  return result;
}

static void every_failing_allocation_is_told(void) {
  check_each_failing_allocation(read_a_deep_document);
}

static void elements_allocate_nothing_once_the_reader_is_warm(void) {
  static const mi_xml_handler none = {NULL, NULL};
  check_memory memory;
  mi_limits limits;
  mi_xml_reader *reader;
  check_memory_init(&memory, 0);
  mi_limits_default(&limits);
  mi_xml_reader_new(&reader, &memory.allocator, &limits, NULL, &none, NULL, NULL);
  const char *item = "<item id='1' xmlns:p='x:1'><p:name>some text</p:name></item>\n";
  mi_xml_reader_feed(reader, "<list>", 6, NULL);
  mi_xml_reader_feed(reader, item, strlen(item), NULL);
  size_t before = memory.allocations;
  for (int i = 0; i < 1000; i++) mi_xml_reader_feed(reader, item, strlen(item), NULL);
  CHECK_INT(memory.allocations, before);
  mi_xml_reader_free(reader);
  CHECK_INT(memory.blocks, 0);
}

/* --- recorded answers, where they are --- */

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  char *bytes = malloc((size_t)4 << 20);
  if (bytes == NULL) abort();
  *length = fread(bytes, 1, ((size_t)4 << 20) - 1, file);
  bytes[*length] = '\0';
  fclose(file);
  return bytes;
}

/* In place; what is no chunk ends it. */
static size_t join_chunks(char *body, size_t length) {
  char *out = body, *at = body, *end = body + length;
  while (at < end) {
    char *line;
    unsigned long size = strtoul(at, &line, 16);
    line = strstr(line, "\r\n");
    if (size == 0 || line == NULL || size > (size_t)(end - line - 2)) break;
    memmove(out, line + 2, size);
    out += size;
    at = line + 2 + size + 2;
  }
  return (size_t)(out - body);
}

static void check_recorded(const char *path, int *read) {
  size_t length = 0;
  char *bytes = read_file(path, &length);
  char *body = bytes != NULL ? strstr(bytes, "\r\n\r\n") : NULL;
  if (body != NULL && length > (size_t)(body + 4 - bytes)) {
    body += 4;
    length -= (size_t)(body - bytes);
    bool chunked = *body != '<';
    if (chunked) length = join_chunks(body, length);
    xml_world whole, pieces;
    if (!open_plain(&whole, false) || !open_plain(&pieces, false)) abort();
    xml_world_feed(&whole, body, length);
    xml_world_finish(&whole);
    for (int round = 0; round < 3; round++) {
      unsigned random = (unsigned)length;
      for (size_t at = 0; at < length;) {
        random = random * 1103515245u + 12345u;
        size_t piece = round == 0 ? 1 : 1 + (random >> 16) % (round == 1 ? 50 : 5000);
        if (piece > length - at) piece = length - at;
        xml_world_feed(&pieces, body + at, piece);
        at += piece;
      }
      if (!CHECK(strcmp(xml_world_finish(&pieces), xml_world_finish(&whole)) == 0)) {
        printf("  %s\n", path);
      }
      xml_world_again(&pieces);
    }
    *read += whole.result == MI_OK;
    xml_world_close(&whole);
    xml_world_close(&pieces);
  }
  free(bytes);
}

/* MI_WIRE: a folder of folders of recorded answers, NAME.resp, where there is one. */
static void recorded_answers_read_the_same_in_any_pieces(void) {
  static const char *const servers[] = {"omi", "sfcb", "openwsman", "pegasus"};
  const char *wire = getenv("MI_WIRE");
  int read = 0;
  for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", wire, servers[i]);
    DIR *folder = opendir(path);
    if (folder == NULL) continue;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
      if (strstr(entry->d_name, ".resp") == NULL) continue;
      snprintf(path, sizeof path, "%s/%s/%s", wire, servers[i], entry->d_name);
      check_recorded(path, &read);
    }
    closedir(folder);
  }
  printf("%d recorded answers\n", read);
  CHECK(read > 0);
}

int main(void) {
  RUN(elements_come_with_their_text_at_the_end);
  RUN(white_space_between_children_is_none);
  RUN(attributes_have_their_values);
  RUN(names_have_their_namespaces);
  RUN(what_servers_send_is_read);
  RUN(malformed_documents_fail);
  RUN(a_prefix_has_to_be_declared);
  RUN(a_dtd_is_refused);
  RUN(an_error_tells_where_it_is);
  RUN(invalid_utf8_is_an_error);
  RUN(utf16_is_read_by_its_mark);
  RUN(the_declaration_names_the_encoding);
  RUN(lenient_replaces_what_xml_forbids);
  RUN(lenient_counts_what_it_replaced);
  RUN(each_limit_is_told_by_its_name);
  RUN(markup_that_never_ends_is_bounded);
  RUN(white_space_of_a_long_list_takes_no_memory);
  RUN(long_texts_come_in_one_piece);
  RUN(prefixes_resolve_where_the_reader_is);
  RUN(names_keep_their_pointers_across_resets);
  RUN(no_event_follows_a_failed_handler);
  RUN(a_finished_reader_takes_no_more);
  RUN(handlers_may_be_missing);
  RUN(every_failing_allocation_is_told);
  RUN(elements_allocate_nothing_once_the_reader_is_warm);
  if (getenv("MI_WIRE") != NULL) RUN(recorded_answers_read_the_same_in_any_pieces);
  return check_done();
}
