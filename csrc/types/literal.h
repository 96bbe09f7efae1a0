/* Literals as MOF (DSP0004 annex A) and object paths write them. Includes base only.
 * All append to the buffer and return its state. */
#ifndef MI_TYPES_LITERAL_H
#define MI_TYPES_LITERAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* A MOF string: "a\"b\n", other control characters as \x000B. */
mi_result mi_literal_string(mi_buffer *buffer, const char *text, size_t length);
/* A string in an object path: only the quote and the backslash are escaped (DSP0004 8.2.5). */
mi_result mi_literal_key(mi_buffer *buffer, const char *text, size_t length);
/* A MOF character: 'c', '\x000B'. */
mi_result mi_literal_char(mi_buffer *buffer, uint16_t code);
/* The bare character as UTF-8; what no UTF-8 text can hold (NUL, half a surrogate pair) as its
 * decimal code, in two digits at least so that it does not read as a character. */
mi_result mi_literal_bare_char(mi_buffer *buffer, uint16_t code);
/* The same without a buffer; returns its length. */
size_t mi_literal_char_text(char out[MI_TEXT_NUMBER], uint16_t code);
/* A real that does not read as an integer: 5.0, 1.0e+22; returns its length. */
#define MI_LITERAL_REAL (MI_TEXT_NUMBER + 2)
size_t mi_literal_real(char out[MI_LITERAL_REAL], double real, bool single);

#endif
