/* What the parts of the MOF compiler share: the compile as a whole, the text that is being read,
 * and the few words in which a grammar is written.
 *
 * Each part reads from `token`, the one token ahead, and stops behind what is its own. What it
 * makes lives in mof->arena until the end of the declaration; what is needed longer goes to
 * mof->kept. Everything returns MI_OK or a code whose story, with its place, is in mof->error. */
#ifndef MI_PROTOCOL_LOCAL_MOF_PARSER_H
#define MI_PROTOCOL_LOCAL_MOF_PARSER_H

#include "base/map.h"
#include "protocol/local/mof_lexer.h"
#include "protocol/local/repository.h"

typedef struct mi_mof {
  mi_repository *repository;
  mi_schema *schema;
  const mi_allocator *allocator;
  const mi_limits *limits;
  mi_error *error;
  mi_arena arena;    /* of one declaration */
  mi_arena kept;     /* of the compile */
  mi_buffer text;    /* of the literal that is being read */
  mi_map aliases;    /* mof_aliases.h */
  mi_map qualifiers; /* mof_qualifiers.h */
  size_t include_count;
} mi_mof;

typedef struct mi_mof_file mi_mof_file;       /* mof_file.h */
typedef struct mi_mof_waiting mi_mof_waiting; /* mof_aliases.h */

typedef struct mi_mof_parser {
  mi_mof *mof;
  mi_mof_source source;
  mi_mof_token token;
  size_t next; /* where the token behind that one is looked for */
  const char *namespace_name; /* without outer slashes; in mof->kept */
  const mi_mof_file *file;    /* NULL: the text is of no file */
  mi_mof_waiting *waiting;
  size_t depth; /* of values and texts around this */
} mi_mof_parser;

void mi_mof_init(mi_mof *mof, mi_repository *repository, mi_error *error);
void mi_mof_free(mi_mof *mof);
/* Checks the text of parser->source and reads its first token. */
mi_result mi_mof_start(mi_mof_parser *parser);

mi_result mi_mof_advance(mi_mof_parser *parser);
bool mi_mof_is_symbol(const mi_mof_parser *parser, char symbol);
bool mi_mof_is_word(const mi_mof_parser *parser, const char *word);
/* Goes past the symbol, or fails. */
mi_result mi_mof_expect(mi_mof_parser *parser, char symbol);
/* Goes past the symbol if it is there, and says whether it was. */
mi_result mi_mof_accept(mi_mof_parser *parser, char symbol, bool *accepted);
/* A name, copied into mof->arena; `what` is what it should name. */
mi_result mi_mof_take_name(mi_mof_parser *parser, const char **out, const char *what);
/* The same of an alias, without its dollar. */
mi_result mi_mof_take_alias(mi_mof_parser *parser, const char **out);
/* Adjacent string literals as one text, copied into mof->arena. */
mi_result mi_mof_take_text(mi_mof_parser *parser, const char **out, size_t *length);
/* An unsigned integer that fits 32 bits. */
mi_result mi_mof_take_size(mi_mof_parser *parser, uint32_t *out);
/* Goes one level deeper into values, or fails with max_depth; `parser->depth--` goes back. */
mi_result mi_mof_enter(mi_mof_parser *parser);

/* Fails: something else was found ahead than was expected. */
mi_result mi_mof_expected(const mi_mof_parser *parser, const char *what);
mi_result mi_mof_no_memory(const mi_mof_parser *parser);
/* Fails with the name of a limit. */
mi_result mi_mof_over_limit(const mi_mof_parser *parser, const char *limit, size_t most);

/* A list in mof->arena that grows by doubling. */
typedef struct mi_mof_list {
  void *items;
  size_t count, room;
} mi_mof_list;
mi_result mi_mof_list_add(mi_mof_parser *parser, mi_mof_list *list, size_t size, const void *item);

#endif
