#include "protocol/local/wql_lexer.h"

#include <string.h>

#include "base/text.h"

#define SHOWN 40 /* bytes of a token that an error repeats */

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name(char c) { return is_name_start(c) || is_digit(c); }

static char peek(const mi_wql_lexer *lexer, size_t ahead) {
  return lexer->at + ahead < lexer->length ? lexer->query[lexer->at + ahead] : '\0';
}

static mi_result end_token(mi_wql_lexer *lexer, mi_wql_token_kind kind) {
  lexer->token.kind = kind;
  lexer->token.written = (size_t)(lexer->query + lexer->at - lexer->token.start);
  return MI_OK;
}

static mi_result read_name(mi_wql_lexer *lexer) {
  while (is_name(peek(lexer, 0))) lexer->at++;
  end_token(lexer, MI_WQL_NAME);
  if (lexer->token.written <= lexer->limits->max_name) return MI_OK;
  return mi_error_set(lexer->error, MI_E_LIMIT, "at %zu: a name of more than max_name (%zu) bytes",
                      lexer->token.position, lexer->limits->max_name);
}

/* Takes all that can be part of a number; whether it is one is found out when it is read. */
static mi_result read_number(mi_wql_lexer *lexer) {
  lexer->at++;
  for (;;) {
    char c = peek(lexer, 0);
    char before = lexer->query[lexer->at - 1];
    bool sign_of_exponent = (c == '+' || c == '-') && (before == 'e' || before == 'E');
    if (!is_name(c) && c != '.' && !sign_of_exponent) break;
    lexer->at++;
  }
  return end_token(lexer, MI_WQL_NUMBER);
}

/* One character of a text at the current place: false at the quote that ends it. */
static bool read_character(mi_wql_lexer *lexer, char quote, char *out) {
  char c = peek(lexer, 0);
  char next = peek(lexer, 1);
  bool escaped = c == '\\' && (next == '\\' || next == '\'' || next == '"');
  bool doubled = c == quote && next == quote;
  if (c == quote && !doubled) return false;
  *out = escaped || doubled ? next : c;
  lexer->at += escaped || doubled ? 2 : 1;
  return true;
}

static mi_result read_text(mi_wql_lexer *lexer) {
  char quote = lexer->query[lexer->at++];
  size_t start = lexer->at, length = 0;
  char character;
  while (lexer->at < lexer->length && read_character(lexer, quote, &character)) length++;
  if (lexer->at >= lexer->length) {
    return mi_error_set(lexer->error, MI_E_INVALID_QUERY, "at %zu: the text has no closing %c",
                        lexer->token.position, quote);
  }
  char *text = mi_arena_alloc(lexer->arena, length + 1);
  if (text == NULL) return mi_error_out_of_memory(lexer->error);
  lexer->at = start;
  for (size_t i = 0; i < length; i++) read_character(lexer, quote, &text[i]);
  text[length] = '\0';
  lexer->at++;
  lexer->token.text = text;
  lexer->token.length = length;
  return end_token(lexer, MI_WQL_TEXT);
}

typedef struct symbol {
  const char *text;
  mi_wql_token_kind kind;
  unsigned orders;
} symbol;

static const symbol symbols[] = { /* the longer ones first */
    {"<>", MI_WQL_COMPARISON, MI_WQL_LESS | MI_WQL_GREATER},
    {"!=", MI_WQL_COMPARISON, MI_WQL_LESS | MI_WQL_GREATER},
    {"<=", MI_WQL_COMPARISON, MI_WQL_LESS | MI_WQL_EQUAL},
    {">=", MI_WQL_COMPARISON, MI_WQL_GREATER | MI_WQL_EQUAL},
    {"=", MI_WQL_COMPARISON, MI_WQL_EQUAL},
    {"<", MI_WQL_COMPARISON, MI_WQL_LESS},
    {">", MI_WQL_COMPARISON, MI_WQL_GREATER},
    {"*", MI_WQL_STAR, 0},
    {",", MI_WQL_COMMA, 0},
    {"(", MI_WQL_OPEN, 0},
    {")", MI_WQL_CLOSE, 0},
};

static mi_result read_symbol(mi_wql_lexer *lexer) {
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
    size_t length = strlen(symbols[i].text);
    if (length > lexer->length - lexer->at) continue;
    if (memcmp(lexer->query + lexer->at, symbols[i].text, length) != 0) continue;
    lexer->at += length;
    lexer->token.orders = symbols[i].orders;
    return end_token(lexer, symbols[i].kind);
  }
  return mi_error_set(lexer->error, MI_E_INVALID_QUERY, "at %zu: unexpected character \"%c\"",
                      lexer->token.position, peek(lexer, 0));
}

mi_result mi_wql_lexer_next(mi_wql_lexer *lexer) {
  while (is_space(peek(lexer, 0))) lexer->at++;
  memset(&lexer->token, 0, sizeof lexer->token);
  lexer->token.position = lexer->at + 1;
  lexer->token.start = lexer->query + lexer->at;
  if (lexer->at >= lexer->length) return end_token(lexer, MI_WQL_END);
  char c = peek(lexer, 0), next = peek(lexer, 1);
  bool sign = c == '-' || c == '+' || c == '.';
  if (is_name_start(c)) return read_name(lexer);
  if (is_digit(c) || (sign && (is_digit(next) || next == '.'))) return read_number(lexer);
  if (c == '\'' || c == '"') return read_text(lexer);
  return read_symbol(lexer);
}

bool mi_wql_lexer_is(const mi_wql_lexer *lexer, const char *word) {
  const mi_wql_token *token = &lexer->token;
  return token->kind == MI_WQL_NAME &&
         mi_text_same_name_n(token->start, token->written, word, strlen(word));
}

mi_result mi_wql_lexer_expected(mi_wql_lexer *lexer, const char *expected) {
  const mi_wql_token *token = &lexer->token;
  if (token->kind == MI_WQL_END) {
    return mi_error_set(lexer->error, MI_E_INVALID_QUERY, "at %zu: expected %s, found the end",
                        token->position, expected);
  }
  size_t length = token->written;
  if (length > SHOWN) length = mi_text_utf8_prefix(token->start, SHOWN);
  bool quoted = token->kind == MI_WQL_TEXT;
  return mi_error_set(lexer->error, MI_E_INVALID_QUERY, "at %zu: expected %s, found %s%.*s%s",
                      token->position, expected, quoted ? "" : "\"", (int)length, token->start,
                      quoted ? "" : "\"");
}
