/* Object paths: whatever parses must print, in every form, to something that parses to the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "types/path.h"

#define MOST ((size_t)1 << 24)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition) {
  if (!condition) abort();
}

static void same_canonical(const mi_path *a, const mi_path *b) {
  mi_buffer a_text, b_text;
  mi_buffer_init(&a_text, mi_allocator_default(), MOST);
  mi_buffer_init(&b_text, mi_allocator_default(), MOST);
  mi_result result = mi_path_canonical(a, &a_text);
  must(mi_path_canonical(b, &b_text) == result);
  if (result == MI_OK) must(strcmp(mi_buffer_text(&a_text), mi_buffer_text(&b_text)) == 0);
  mi_buffer_free(&a_text);
  mi_buffer_free(&b_text);
}

static void read_back(const mi_path *path, const mi_buffer *text, mi_arena *arena) {
  mi_path *again = NULL;
  must(mi_path_parse(&again, mi_buffer_text(text), text->length, arena, NULL) == MI_OK);
  must(mi_path_same(path, again));
  must(mi_path_same(again, path));
  same_canonical(path, again);
}

static void print_and_read_back(const mi_path *path, mi_arena *arena) {
  mi_buffer text;
  mi_buffer_init(&text, mi_allocator_default(), MOST);
  must(mi_path_print(path, false, &text) == MI_OK);
  read_back(path, &text, arena);
  mi_buffer_reset(&text);
  must(mi_path_print(path, true, &text) == MI_OK);
  read_back(path, &text, arena);
  mi_buffer_reset(&text);
  must(mi_path_print_uri(path, &text) == MI_OK);
  read_back(path, &text, arena);
  mi_buffer_free(&text);
}

static void copy_into_a_block(const mi_path *path) {
  size_t size = mi_path_copy_size(path);
  void *block = mi_alloc(mi_allocator_default(), size);
  mi_path *copy = NULL;
  mi_arena arena;
  mi_arena_init_block(&arena, block, size);
  must(mi_path_copy(&copy, path, &arena) == MI_OK);
  must(arena.next == arena.end);
  must(mi_path_same(path, copy));
  mi_free(mi_allocator_default(), block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  mi_path *path = NULL;
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), MOST);
  if (mi_path_parse(&path, (const char *)data, size, &arena, NULL) == MI_OK) {
    print_and_read_back(path, &arena);
    copy_into_a_block(path);
  }
  mi_arena_free(&arena);
  return 0;
}
