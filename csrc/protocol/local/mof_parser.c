#include "protocol/local/mof_parser.h"

#include <string.h>

#include "base/text.h"

void mi_mof_init(mi_mof *mof, mi_repository *repository, mi_error *error) {
  memset(mof, 0, sizeof *mof);
  mof->repository = repository;
  mof->schema = mi_repository_schema(repository);
  mof->allocator = mi_repository_allocator(repository);
  mof->limits = mi_repository_limits(repository);
  mof->error = error;
  mi_arena_init(&mof->arena, mof->allocator, mof->limits->max_memory);
  mi_arena_init(&mof->kept, mof->allocator, mof->limits->max_memory);
  mi_buffer_init(&mof->text, mof->allocator, mof->limits->max_text);
  mi_map_init(&mof->aliases, mof->allocator, true);
  mi_map_init(&mof->qualifiers, mof->allocator, true);
}

void mi_mof_free(mi_mof *mof) {
  mi_map_free(&mof->qualifiers);
  mi_map_free(&mof->aliases);
  mi_buffer_free(&mof->text);
  mi_arena_free(&mof->kept);
  mi_arena_free(&mof->arena);
}

mi_result mi_mof_start(mi_mof_parser *parser) {
  mi_result result = mi_mof_check(&parser->source, parser->mof->error);
  parser->next = 0;
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

/* ---- errors ---- */

mi_result mi_mof_expected(const mi_mof_parser *parser, const char *what) {
  char shown[MI_MOF_SHOWN];
  return mi_mof_fail(&parser->source, parser->token.at, parser->mof->error, MI_E_SYNTAX,
                     "expected %s, found %s", what,
                     mi_mof_show(shown, &parser->source, &parser->token));
}

mi_result mi_mof_no_memory(const mi_mof_parser *parser) {
  return mi_error_out_of_memory(parser->mof->error);
}

mi_result mi_mof_over_limit(const mi_mof_parser *parser, const char *limit, size_t most) {
  return mi_mof_fail(&parser->source, parser->token.at, parser->mof->error, MI_E_LIMIT,
                     "this is more than %lu (%s)", (unsigned long)most, limit);
}

/* ---- tokens ---- */

mi_result mi_mof_advance(mi_mof_parser *parser) {
  return mi_mof_next(&parser->source, &parser->next, &parser->token, parser->mof->error);
}

static const char *token_text(const mi_mof_parser *parser) {
  return parser->source.text + parser->token.at;
}

bool mi_mof_is_symbol(const mi_mof_parser *parser, char symbol) {
  return parser->token.kind == MI_MOF_SYMBOL && *token_text(parser) == symbol;
}

bool mi_mof_is_word(const mi_mof_parser *parser, const char *word) {
  return parser->token.kind == MI_MOF_NAME &&
         mi_text_same_name_n(token_text(parser), parser->token.length, word, strlen(word));
}

mi_result mi_mof_expect(mi_mof_parser *parser, char symbol) {
  const char what[] = {'\'', symbol, '\'', '\0'};
  return mi_mof_is_symbol(parser, symbol) ? mi_mof_advance(parser) : mi_mof_expected(parser, what);
}

mi_result mi_mof_accept(mi_mof_parser *parser, char symbol, bool *accepted) {
  *accepted = mi_mof_is_symbol(parser, symbol);
  return *accepted ? mi_mof_advance(parser) : MI_OK;
}

static mi_result take(mi_mof_parser *parser, size_t sigil, const char **out) {
  size_t length = parser->token.length - sigil;
  size_t most = parser->mof->limits->max_name;
  if (length > most) return mi_mof_over_limit(parser, "max_name", most);
  *out = mi_arena_text(&parser->mof->arena, token_text(parser) + sigil, length);
  return *out != NULL ? mi_mof_advance(parser) : mi_mof_no_memory(parser);
}

mi_result mi_mof_take_name(mi_mof_parser *parser, const char **out, const char *what) {
  if (parser->token.kind != MI_MOF_NAME) return mi_mof_expected(parser, what);
  return take(parser, 0, out);
}

mi_result mi_mof_take_alias(mi_mof_parser *parser, const char **out) {
  if (parser->token.kind != MI_MOF_ALIAS) return mi_mof_expected(parser, "an alias ($name)");
  return take(parser, 1, out);
}

mi_result mi_mof_take_text(mi_mof_parser *parser, const char **out, size_t *length) {
  mi_mof *mof = parser->mof;
  if (parser->token.kind != MI_MOF_STRING) return mi_mof_expected(parser, "a string");
  mi_buffer_reset(&mof->text);
  mi_result result = MI_OK;
  while (result == MI_OK && parser->token.kind == MI_MOF_STRING) {
    result = mi_mof_read_string(&parser->source, &parser->token, &mof->text, mof->error);
    if (result == MI_OK) result = mi_mof_advance(parser);
  }
  if (result != MI_OK) return result;
  *length = mof->text.length;
  *out = mi_arena_text(&mof->arena, mi_buffer_text(&mof->text), *length);
  return *out != NULL ? MI_OK : mi_mof_no_memory(parser);
}

mi_result mi_mof_take_size(mi_mof_parser *parser, uint32_t *out) {
  bool negative = false;
  uint64_t size = UINT64_MAX;
  if (parser->token.kind == MI_MOF_INTEGER) {
    mi_result result =
        mi_mof_read_integer(&parser->source, &parser->token, &negative, &size);
    if (result != MI_OK) size = UINT64_MAX;
  }
  if (size == 0 || size > UINT32_MAX || negative) {
    return mi_mof_expected(parser, "the size of an array");
  }
  *out = (uint32_t)size;
  return mi_mof_advance(parser);
}

mi_result mi_mof_enter(mi_mof_parser *parser) {
  size_t most = parser->mof->limits->max_depth;
  if (parser->depth >= most) return mi_mof_over_limit(parser, "max_depth", most);
  parser->depth++;
  return MI_OK;
}

/* ---- lists ---- */

mi_result mi_mof_list_add(mi_mof_parser *parser, mi_mof_list *list, size_t size,
                          const void *item) {
  if (list->count == list->room) {
    size_t room = list->room == 0 ? 8 : list->room * 2;
    void *items = mi_arena_alloc(&parser->mof->arena, room * size);
    if (items == NULL) return mi_mof_no_memory(parser);
    if (list->count > 0) memcpy(items, list->items, list->count * size);
    list->items = items;
    list->room = room;
  }
  memcpy((char *)list->items + list->count++ * size, item, size);
  return MI_OK;
}
