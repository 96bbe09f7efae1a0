#include "types/path.h"

#include <string.h>

#include "base/text.h"
#include "types/deep.h"
#include "types/literal.h"

/* Keys come typed (from an instance, from CIM-XML) or as mere text (from a path somebody wrote,
 * from a WS-Man selector). So each scalar has one bare text in which types do not count: 5, "5"
 * and 5.0 share theirs. Comparing is looser still: "True" is the same as the boolean, and a text
 * the same as the reference that it reads as. The canonical text is not: to it two strings are two
 * strings. */

#define ROOM (MI_DATETIME_LENGTH + 1 + MI_TEXT_NUMBER)

/* Whole reals are written as integers are. */
static size_t real_text(char *room, double real, bool single) {
  if (real >= -9223372036854775808.0 && real < 9223372036854775808.0 &&
      (double)(int64_t)real == real) {
    return mi_text_from_sint64(room, (int64_t)real);
  }
  if (real > 0 && real < 18446744073709551616.0 && (double)(uint64_t)real == real) {
    return mi_text_from_uint64(room, (uint64_t)real);
  }
  return mi_text_from_real(room, real, single);
}

static const char *number_text(char *room, const mi_value *value, size_t *length) {
  if (value->type == MI_TYPE_CHAR16) {
    *length = mi_literal_char_text(room, (uint16_t)value->as.natural);
    return room;
  }
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_SIGNED: *length = mi_text_from_sint64(room, value->as.integer); break;
    case MI_STORAGE_REAL:
      *length = real_text(room, value->as.real, value->type == MI_TYPE_REAL32);
      break;
    default: *length = mi_text_from_uint64(room, value->as.natural); break;
  }
  return room;
}

/* Borrowed from the value or written into `room`; NULL: the value is no scalar, or a reference. */
static const char *scalar_text(char room[ROOM], const mi_value *value, size_t *length) {
  if (mi_type_is_array(value->type)) return NULL;
  switch (mi_type_storage(value->type)) {
    case MI_STORAGE_TEXT: *length = value->length; return value->as.text;
    case MI_STORAGE_BOOLEAN:
      *length = value->as.boolean ? 4 : 5;
      return value->as.boolean ? "true" : "false";
    case MI_STORAGE_DATETIME:
      mi_datetime_print(room, value->as.datetime);
      *length = MI_DATETIME_LENGTH;
      return room;
    case MI_STORAGE_REFERENCE:
    case MI_STORAGE_INSTANCE: return NULL;
    default: return number_text(room, value, length);
  }
}

/* Text counts as a path when it names an object by its keys: a mere word is a word. NULL: it does
 * not, or there is no room. */
static const mi_path *read_as_path(const char *text, size_t length, mi_arena *arena) {
  mi_path *path = NULL;
  if (length == 0 || memchr(text, '=', length) == NULL) return NULL;
  if (mi_path_parse(&path, text, length, arena, NULL) != MI_OK) return NULL;
  bool has_keys = path->key_count > 0 && path->keys[0].name[0] != '\0';
  return path->singleton || has_keys ? path : NULL;
}

/* Comparing allocates nothing: the text is read into a block on the stack. One that does not fit
 * (some 3,500 bytes) is not recognised. Each text within the text is shorter, its quotes being
 * escaped once less, so the blocks on the stack are few. */
#define SCRATCH 4096

static bool same_as_text(const mi_path *reference, const mi_value *text, unsigned depth) {
  union {
    char bytes[SCRATCH];
    uint64_t align;
  } scratch;
  mi_arena arena;
  if (text->type != MI_TYPE_STRING) return false;
  mi_arena_init_block(&arena, scratch.bytes, sizeof scratch.bytes);
  const mi_path *path = read_as_path(text->as.text, text->length, &arena);
  return path != NULL && mi_path_same_at(reference, path, depth);
}

static bool same_scalar(const mi_value *a, const mi_value *b) {
  char a_room[ROOM], b_room[ROOM];
  size_t a_length = 0, b_length = 0;
  const char *a_text = scalar_text(a_room, a, &a_length);
  const char *b_text = scalar_text(b_room, b, &b_length);
  if (a_text == NULL || b_text == NULL || a_length != b_length) return false;
  if (a->type == MI_TYPE_BOOLEAN || b->type == MI_TYPE_BOOLEAN) {
    return mi_text_same_name_n(a_text, a_length, b_text, b_length);
  }
  return memcmp(a_text, b_text, a_length) == 0;
}

static bool same_value(const mi_value *a, const mi_value *b, unsigned depth) {
  bool a_refers = a->type == MI_TYPE_REFERENCE, b_refers = b->type == MI_TYPE_REFERENCE;
  if (a->null || b->null) return a->null && b->null;
  if (a_refers && b_refers) return mi_path_same_at(a->as.reference, b->as.reference, depth + 1);
  if (a_refers) return same_as_text(a->as.reference, b, depth + 1);
  if (b_refers) return same_as_text(b->as.reference, a, depth + 1);
  return same_scalar(a, b) || mi_value_equal_at(a, b, depth + 1);
}

static bool same_keys(const mi_path *a, const mi_path *b, unsigned depth) {
  if (a->key_count != b->key_count || a->singleton != b->singleton) return false;
  for (uint32_t i = 0; i < a->key_count; i++) {
    const mi_value *other = mi_path_key(b, a->keys[i].name);
    if (other == NULL || !same_value(&a->keys[i].value, other, depth)) return false;
  }
  return true;
}

static bool same_location(const mi_path *a, const mi_path *b) {
  if (a->host != NULL && b->host != NULL && !mi_text_same_name(a->host, b->host)) return false;
  return a->namespace_name == NULL || b->namespace_name == NULL ||
         mi_text_same_namespace(a->namespace_name, b->namespace_name);
}

bool mi_path_same_at(const mi_path *a, const mi_path *b, unsigned depth) {
  return depth <= MI_DEEPEST && same_location(a, b) &&
         mi_text_same_name(a->class_name, b->class_name) && same_keys(a, b, depth);
}

bool mi_path_same(const mi_path *a, const mi_path *b) { return mi_path_same_at(a, b, 0); }

bool mi_path_same_keys(const mi_path *a, const mi_path *b) {
  return same_location(a, b) && same_keys(a, b, 0);
}

/* ---- the canonical text ---- */

static mi_result append_canonical(const mi_path *path, mi_buffer *buffer, unsigned depth);

static void append_folded_char(mi_buffer *buffer, char c) {
  if (c >= 'A' && c <= 'Z') c = (char)(c | 0x20);
  if (strchr("\\\"=,.:[]", c) != NULL) mi_buffer_append_char(buffer, '\\');
  mi_buffer_append_char(buffer, c);
}

static void append_folded(mi_buffer *buffer, const char *name) {
  for (; *name != '\0'; name++) append_folded_char(buffer, *name);
}

static void append_namespace(mi_buffer *buffer, const char *name) {
  size_t length = 0;
  name = mi_text_trim_namespace(name, &length);
  for (size_t i = 0; i < length; i++) append_folded_char(buffer, name[i] == '\\' ? '/' : name[i]);
  mi_buffer_append_char(buffer, ':');
}

static void append_reference(const mi_path *path, mi_buffer *buffer, unsigned depth) {
  mi_buffer_append_char(buffer, '[');
  if (path->namespace_name != NULL) append_namespace(buffer, path->namespace_name);
  append_canonical(path, buffer, depth + 1);
  mi_buffer_append_char(buffer, ']');
}

static void append_value(const mi_value *value, mi_buffer *buffer, unsigned depth) {
  char room[ROOM];
  size_t length = 0;
  if (value->null) {
    mi_buffer_append_text(buffer, "null");
  } else if (value->type == MI_TYPE_REFERENCE) {
    append_reference(value->as.reference, buffer, depth);
  } else {
    const char *text = scalar_text(room, value, &length);
    if (text != NULL) {
      mi_literal_key(buffer, text, length);
    } else {
      mi_value_print_at(value, buffer, depth);
    }
  }
}

/* The next key in the order of names, behind the key number `last` (-1: the first). Found by
 * looking at all of them, so that nothing is allocated; paths have few keys. */
static int next_key(const mi_path *path, int last) {
  int best = -1;
  for (int i = 0; i < (int)path->key_count; i++) {
    const char *name = path->keys[i].name;
    int behind = last < 0 ? 1 : mi_text_compare_names(name, path->keys[last].name);
    if (behind < 0 || (behind == 0 && i <= last)) continue;
    if (best < 0 || mi_text_compare_names(name, path->keys[best].name) < 0) best = i;
  }
  return best;
}

static mi_result append_canonical(const mi_path *path, mi_buffer *buffer, unsigned depth) {
  if (buffer->failed != MI_OK) return buffer->failed;
  if (depth > MI_DEEPEST) return buffer->failed = MI_E_LIMIT;
  append_folded(buffer, path->class_name);
  if (path->singleton) mi_buffer_append_text(buffer, "=@");
  char separator = '.';
  for (int key = next_key(path, -1); key >= 0; key = next_key(path, key)) {
    mi_buffer_append_char(buffer, separator);
    append_folded(buffer, path->keys[key].name);
    mi_buffer_append_char(buffer, '=');
    append_value(&path->keys[key].value, buffer, depth);
    if (buffer->failed != MI_OK) break;
    separator = ',';
  }
  return buffer->failed;
}

mi_result mi_path_canonical(const mi_path *path, mi_buffer *buffer) {
  return append_canonical(path, buffer, 0);
}
