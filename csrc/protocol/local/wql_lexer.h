/* The words of a WQL query: names, texts, numbers and symbols, with their positions.
 *
 * The lexer looks at one token at a time. Its query is borrowed and must be valid UTF-8; the
 * unescaped texts live in the arena. Positions count bytes from 1.
 * Texts are written 'a' or "a"; inside, \\ \' \" and a doubled quote stand for one
 * character, and any other backslash for itself. */
#ifndef MI_PROTOCOL_LOCAL_WQL_LEXER_H
#define MI_PROTOCOL_LOCAL_WQL_LEXER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"

typedef enum mi_wql_token_kind {
  MI_WQL_END,
  MI_WQL_NAME,
  MI_WQL_TEXT,
  MI_WQL_NUMBER,
  MI_WQL_COMPARISON,
  MI_WQL_STAR,
  MI_WQL_COMMA,
  MI_WQL_OPEN,
  MI_WQL_CLOSE
} mi_wql_token_kind;

enum { /* which orders of the two sides make a comparison true: <= is LESS | EQUAL */
  MI_WQL_LESS = 1,
  MI_WQL_EQUAL = 2,
  MI_WQL_GREATER = 4
};

typedef struct mi_wql_token {
  mi_wql_token_kind kind;
  size_t position;
  const char *start; /* as written, in the query */
  size_t written;
  const char *text;  /* of a text: unescaped, NUL-terminated */
  size_t length;
  unsigned orders;   /* of a comparison */
} mi_wql_token;

typedef struct mi_wql_lexer {
  const char *query;
  size_t length, at;
  const mi_limits *limits;
  mi_arena *arena;
  mi_error *error;
  mi_wql_token token; /* the current one */
} mi_wql_lexer;

/* Goes on to the next token. MI_E_INVALID_QUERY, MI_E_LIMIT, MI_E_OUT_OF_MEMORY. */
mi_result mi_wql_lexer_next(mi_wql_lexer *lexer);
/* The current token is this name, without case. */
bool mi_wql_lexer_is(const mi_wql_lexer *lexer, const char *word);
/* Fails: "at 9: expected FROM, found "FORM"". */
mi_result mi_wql_lexer_expected(mi_wql_lexer *lexer, const char *expected);

#endif
