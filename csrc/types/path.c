#include "types/path.h"

#include <string.h>

#include "base/text.h"
#include "types/deep.h"
#include "types/literal.h"

static mi_result copy_keys(mi_path *copy, const mi_path *path, mi_arena *arena, unsigned depth) {
  if (path->key_count == 0) return MI_OK;
  mi_key *keys = mi_arena_alloc_zero(arena, path->key_count * sizeof *keys);
  if (keys == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < path->key_count; i++) {
    mi_result result = mi_copy_text(&keys[i].name, path->keys[i].name, arena);
    if (result == MI_OK) {
      result = mi_value_copy_at(&keys[i].value, &path->keys[i].value, arena, depth);
    }
    if (result != MI_OK) return result;
  }
  copy->keys = keys;
  copy->key_count = path->key_count;
  return MI_OK;
}

mi_result mi_path_copy_at(mi_path **out, const mi_path *path, mi_arena *arena, unsigned depth) {
  if (depth > MI_DEEPEST) return MI_E_LIMIT;
  mi_path *copy = mi_arena_alloc_zero(arena, sizeof *copy);
  if (copy == NULL) return MI_E_OUT_OF_MEMORY;
  mi_result result = mi_copy_text(&copy->host, path->host, arena);
  if (result == MI_OK) result = mi_copy_text(&copy->namespace_name, path->namespace_name, arena);
  if (result == MI_OK) result = mi_copy_text(&copy->class_name, path->class_name, arena);
  if (result == MI_OK) result = copy_keys(copy, path, arena, depth);
  copy->singleton = path->singleton;
  if (result == MI_OK) *out = copy;
  return result;
}

mi_result mi_path_copy(mi_path **out, const mi_path *path, mi_arena *arena) {
  return mi_path_copy_at(out, path, arena, 0);
}

size_t mi_path_copy_size_at(const mi_path *path, unsigned depth) {
  if (depth > MI_DEEPEST) return 0;
  size_t size = mi_arena_cost(sizeof *path) + mi_copy_text_size(path->host) +
                mi_copy_text_size(path->namespace_name) + mi_copy_text_size(path->class_name);
  if (path->key_count > 0) size += mi_arena_cost(path->key_count * sizeof *path->keys);
  for (uint32_t i = 0; i < path->key_count; i++) {
    size += mi_copy_text_size(path->keys[i].name) +
            mi_value_copy_size_at(&path->keys[i].value, depth);
  }
  return size;
}

size_t mi_path_copy_size(const mi_path *path) { return mi_path_copy_size_at(path, 0); }

const mi_value *mi_path_key(const mi_path *path, const char *name) {
  for (uint32_t i = 0; i < path->key_count; i++) {
    if (mi_text_same_name(path->keys[i].name, name)) return &path->keys[i].value;
  }
  return NULL;
}

static void print_location(const mi_path *path, mi_buffer *buffer) {
  if (path->host != NULL) {
    mi_buffer_append_text(buffer, "//");
    mi_buffer_append_text(buffer, path->host);
    mi_buffer_append_char(buffer, '/');
  }
  if (path->namespace_name != NULL) mi_buffer_append_text(buffer, path->namespace_name);
  if (path->host != NULL || path->namespace_name != NULL) mi_buffer_append_char(buffer, ':');
}

/* Booleans and numbers stand bare, everything else is quoted text (DSP0004 8.2.5). */
static void print_key_value(const mi_value *value, mi_buffer *buffer, unsigned depth) {
  bool bare = value->null;
  if (!mi_type_is_array(value->type) && value->type != MI_TYPE_CHAR16) {
    bare = bare || mi_type_storage(value->type) <= MI_STORAGE_REAL;
  }
  if (bare) {
    mi_value_print_at(value, buffer, depth);
  } else {
    mi_value_print_quoted_at(value, mi_literal_key, buffer, depth);
  }
}

/* A single key without a name is WMI's short form: Class="value". */
static bool has_unnamed_key(const mi_path *path) {
  return path->key_count == 1 && path->keys[0].name[0] == '\0';
}

static void print_keys(const mi_path *path, mi_buffer *buffer, unsigned depth) {
  bool unnamed = has_unnamed_key(path);
  for (uint32_t i = 0; i < path->key_count && buffer->failed == MI_OK; i++) {
    if (!unnamed) mi_buffer_append_char(buffer, i == 0 ? '.' : ',');
    mi_buffer_append_text(buffer, path->keys[i].name);
    mi_buffer_append_char(buffer, '=');
    print_key_value(&path->keys[i].value, buffer, depth);
  }
}

mi_result mi_path_print_at(const mi_path *path, bool local, mi_buffer *buffer, unsigned depth) {
  if (buffer->failed != MI_OK) return buffer->failed;
  if (depth > MI_DEEPEST) return buffer->failed = MI_E_LIMIT;
  if (!local) print_location(path, buffer);
  mi_buffer_append_text(buffer, path->class_name);
  if (path->singleton) {
    mi_buffer_append_text(buffer, "=@");
  } else {
    print_keys(path, buffer, depth);
  }
  return buffer->failed;
}

mi_result mi_path_print(const mi_path *path, bool local, mi_buffer *buffer) {
  return mi_path_print_at(path, local, buffer, 0);
}

/* What a WBEM-URI leaves as it is: the unreserved characters of RFC 3986, and the delimiters that
 * have a meaning in the path itself. */
static bool is_uri_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c != '\0' && strchr("-._~/:=,@[]", c) != NULL);
}

mi_result mi_path_print_uri(const mi_path *path, mi_buffer *buffer) {
  if (buffer->failed != MI_OK) return buffer->failed;
  mi_buffer plain;
  mi_buffer_init(&plain, buffer->allocator, buffer->limit);
  if (mi_path_print(path, false, &plain) != MI_OK) buffer->failed = plain.failed;
  for (size_t i = 0; i < plain.length && buffer->failed == MI_OK; i++) {
    char c = plain.data[i];
    if (is_uri_character(c)) {
      mi_buffer_append_char(buffer, c);
    } else {
      mi_buffer_printf(buffer, "%%%02X", (unsigned)(unsigned char)c);
    }
  }
  mi_buffer_free(&plain);
  return buffer->failed;
}
