/* The words of MOF (DSP0004 annex A): names, aliases, literals, symbols.
 *
 * A source borrows its text, which must be valid UTF-8 without NUL (mi_mof_check); a token is a
 * place in it. Lines and columns are counted when an error needs them. Includes base only. */
#ifndef MI_PROTOCOL_LOCAL_MOF_LEXER_H
#define MI_PROTOCOL_LOCAL_MOF_LEXER_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct mi_mof_source mi_mof_source;
struct mi_mof_source {
  const char *name; /* in errors */
  const char *text;
  size_t length;
  const mi_mof_source *outer; /* of a text in a string literal: where that stands; else NULL */
  size_t outer_at;
};

typedef enum mi_mof_kind {
  MI_MOF_END,
  MI_MOF_NAME,
  MI_MOF_ALIAS,     /* $name */
  MI_MOF_STRING,    /* one literal, with its quotes */
  MI_MOF_CHARACTER, /* likewise */
  MI_MOF_INTEGER,
  MI_MOF_REAL,
  MI_MOF_PRAGMA, /* #pragma */
  MI_MOF_SYMBOL  /* one of {}()[],;:= */
} mi_mof_kind;

typedef struct mi_mof_token {
  mi_mof_kind kind;
  size_t at, length;
} mi_mof_token;

/* Drops a byte order mark; MI_E_SYNTAX with the place of the first byte that is not UTF-8. */
mi_result mi_mof_check(mi_mof_source *source, mi_error *error);
/* The token at or behind *next, which is moved behind it. */
mi_result mi_mof_next(const mi_mof_source *source, size_t *next, mi_mof_token *out,
                      mi_error *error);

/* "file:line:column: message"; returns `result`. */
mi_result mi_mof_fail(const mi_mof_source *source, size_t at, mi_error *error, mi_result result,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Puts the place before an error that is there; returns `result`. */
mi_result mi_mof_place(const mi_mof_source *source, size_t at, mi_error *error, mi_result result);
/* What a token is, for errors; cut where it is long. */
#define MI_MOF_SHOWN 48
const char *mi_mof_show(char out[MI_MOF_SHOWN], const mi_mof_source *source,
                        const mi_mof_token *token);

/* Appends what a string literal means. */
mi_result mi_mof_read_string(const mi_mof_source *source, const mi_mof_token *token,
                             mi_buffer *buffer, mi_error *error);
/* The UTF-16 code of a character literal. */
mi_result mi_mof_read_character(const mi_mof_source *source, const mi_mof_token *token,
                                uint16_t *out, mi_error *error);
/* Decimal, 0x hexadecimal, octal with a leading 0, binary with a final b. MI_E_TYPE_MISMATCH,
 * without a story: more than 64 bits. */
mi_result mi_mof_read_integer(const mi_mof_source *source, const mi_mof_token *token,
                              bool *negative, uint64_t *magnitude);

#endif
