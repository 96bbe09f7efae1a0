#include "xml/writer.h"

#include <string.h>

#include "check.h"

static const mi_allocator *plain(void) { return mi_allocator_default(); }

static mi_xml_writer begin(mi_buffer *buffer, bool declaration) {
  mi_xml_writer writer;
  mi_buffer_init(buffer, plain(), 10000);
  mi_xml_writer_init(&writer, buffer, declaration);
  return writer;
}

static void check_written(mi_xml_writer *writer, const char *expected) {
  CHECK_INT(mi_xml_finish(writer), MI_OK);
  CHECK_TEXT(mi_buffer_text(writer->buffer), expected);
  mi_buffer_free(writer->buffer);
}

static void check_failed(mi_xml_writer *writer, mi_result expected) {
  CHECK_INT(mi_xml_finish(writer), expected);
  mi_buffer_free(writer->buffer);
}

static void elements_nest(void) {
  mi_buffer buffer;
  mi_xml_writer writer = begin(&buffer, true);
  mi_xml_begin(&writer, "s:Envelope");
  mi_xml_attribute(&writer, "xmlns:s", "http://example.org/s");
  mi_xml_begin(&writer, "s:Header");
  mi_xml_end(&writer);
  mi_xml_leaf(&writer, "a", "text");
  mi_xml_leaf(&writer, "b", NULL);
  mi_xml_leaf(&writer, "c", "");
  mi_xml_end(&writer);
  check_written(&writer, "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                         "<s:Envelope xmlns:s=\"http://example.org/s\"><s:Header/><a>text</a>"
                         "<b/><c/></s:Envelope>");
}

static void texts_are_escaped(void) {
  mi_buffer buffer;
  mi_xml_writer writer = begin(&buffer, false);
  mi_xml_begin(&writer, "a");
  mi_xml_text(&writer, "1<2 & ]]> \"'\r\n\t\xC3\xBC\x7F");
  mi_xml_text_n(&writer, "xyz", 2);
  mi_xml_text(&writer, NULL);
  mi_xml_end(&writer);
  check_written(&writer, "<a>1&lt;2 &amp; ]]&gt; \"'&#13;\n\t\xC3\xBC\x7Fxy</a>");
}

static void attributes_are_escaped(void) {
  mi_buffer buffer;
  mi_xml_writer writer = begin(&buffer, false);
  mi_xml_begin(&writer, "a");
  mi_xml_attribute(&writer, "b", "<\"'&>\t\r\n");
  mi_xml_attribute_n(&writer, "c", "xyz", 2);
  mi_xml_attribute(&writer, "d", NULL);
  mi_xml_attribute(&writer, "e", "");
  mi_xml_end(&writer);
  check_written(&writer,
                "<a b=\"&lt;&quot;'&amp;&gt;&#9;&#13;&#10;\" c=\"xy\" e=\"\"/>");
}

static void exact_texts_keep_the_white_space_at_their_ends(void) {
  static const struct {
    const char *text, *written;
  } cases[] = {
      {"", "<a/>"},
      {"x", "<a>x</a>"},
      {" ", "<a>&#32;</a>"},
      {" \t\r\n", "<a>&#32;&#9;&#13;&#10;</a>"},
      {" x y\n", "<a>&#32;x y&#10;</a>"},
      {"\tx\n\ry<", "<a>&#9;x\n&#13;y&lt;</a>"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    mi_buffer buffer;
    mi_xml_writer writer = begin(&buffer, false);
    mi_xml_begin(&writer, "a");
    mi_xml_text_exact(&writer, cases[i].text, strlen(cases[i].text));
    mi_xml_end(&writer);
    check_written(&writer, cases[i].written);
  }
}

static void what_xml_cannot_hold_is_refused(void) {
  static const char *const bad[] = {"\x01", "a\x1F", "\xFF", "\xC3", "\xED\xA0\x80",
                                    "\xEF\xBF\xBE", "\xEF\xBF\xBF"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    for (int way = 0; way < 3; way++) {
      mi_buffer buffer;
      mi_xml_writer writer = begin(&buffer, false);
      mi_xml_begin(&writer, "a");
      if (way == 0) mi_xml_text(&writer, bad[i]);
      if (way == 1) mi_xml_attribute(&writer, "b", bad[i]);
      if (way == 2) mi_xml_text_exact(&writer, bad[i], strlen(bad[i]));
      mi_xml_end(&writer);
      check_failed(&writer, MI_E_TYPE_MISMATCH);
    }
  }
  mi_buffer buffer;
  mi_xml_writer writer = begin(&buffer, false);
  mi_xml_begin(&writer, "a");
  mi_xml_text_n(&writer, "x\0y", 3);
  check_failed(&writer, MI_E_TYPE_MISMATCH);
}

static void a_name_cannot_become_markup(void) {
  static const char *const bad[] = {"", "a b", "a>", "1a", "-a", "a/", "\xFF", "a\n", "<"};
  static const char *const good[] = {"a", "p:Name_1", "_x", "VALUE.ARRAY", "gr\xC3\xBC\xC3\x9F"};
  mi_buffer buffer;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    mi_xml_writer writer = begin(&buffer, false);
    mi_xml_leaf(&writer, bad[i], "x");
    check_failed(&writer, MI_E_TYPE_MISMATCH);
    writer = begin(&buffer, false);
    mi_xml_begin(&writer, "a");
    mi_xml_attribute(&writer, bad[i], "x");
    mi_xml_end(&writer);
    check_failed(&writer, MI_E_TYPE_MISMATCH);
  }
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    mi_xml_writer writer = begin(&buffer, false);
    mi_xml_leaf(&writer, good[i], "x");
    check_failed(&writer, MI_OK);
  }
}

static void calls_out_of_order_fail(void) {
  mi_buffer buffer;
  mi_xml_writer writer = begin(&buffer, false);
  mi_xml_begin(&writer, "a");
  check_failed(&writer, MI_E_FAILED);
  writer = begin(&buffer, false);
  mi_xml_end(&writer);
  check_failed(&writer, MI_E_FAILED);
  writer = begin(&buffer, false);
  mi_xml_text(&writer, "x");
  check_failed(&writer, MI_E_FAILED);
  writer = begin(&buffer, false);
  mi_xml_begin(&writer, "a");
  mi_xml_text(&writer, "x");
  mi_xml_attribute(&writer, "b", "c");
  mi_xml_end(&writer);
  check_failed(&writer, MI_E_FAILED);
}

static void nesting_is_bounded(void) {
  for (int depth = MI_XML_DEEPEST; depth <= MI_XML_DEEPEST + 1; depth++) {
    mi_buffer buffer;
    mi_xml_writer writer = begin(&buffer, false);
    for (int i = 0; i < depth; i++) mi_xml_begin(&writer, "a");
    for (int i = 0; i < depth; i++) mi_xml_end(&writer);
    check_failed(&writer, depth == MI_XML_DEEPEST ? MI_OK : MI_E_LIMIT);
  }
}

static void the_first_failure_stays(void) {
  mi_buffer buffer;
  mi_xml_writer writer;
  mi_buffer_init(&buffer, plain(), 10);
  mi_xml_writer_init(&writer, &buffer, false);
  mi_xml_begin(&writer, "a");
  mi_xml_text(&writer, "0123456789");
  mi_xml_text(&writer, "\x01");
  mi_xml_end(&writer);
  check_failed(&writer, MI_E_LIMIT);
}

static mi_result write_a_message(const mi_allocator *allocator) {
  mi_buffer buffer;
  mi_xml_writer writer;
  mi_buffer_init(&buffer, allocator, 10000);
  mi_xml_writer_init(&writer, &buffer, true);
  mi_xml_begin(&writer, "list");
  for (int i = 0; i < 100; i++) mi_xml_leaf(&writer, "item", "a & b");
  mi_xml_end(&writer);
  mi_result result = mi_xml_finish(&writer);
  mi_buffer_free(&buffer);
  return result;
}

static void every_failing_allocation_is_told(void) {
  check_each_failing_allocation(write_a_message);
}

int main(void) {
  RUN(elements_nest);
  RUN(texts_are_escaped);
  RUN(attributes_are_escaped);
  RUN(exact_texts_keep_the_white_space_at_their_ends);
  RUN(what_xml_cannot_hold_is_refused);
  RUN(a_name_cannot_become_markup);
  RUN(calls_out_of_order_fail);
  RUN(nesting_is_bounded);
  RUN(the_first_failure_stays);
  RUN(every_failing_allocation_is_told);
  return check_done();
}
