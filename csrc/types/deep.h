/* Values hold paths and instances, which hold values: these are the halves of copying, comparing
 * and printing that call each other, each told how deep it stands. Past MI_DEEPEST a copy is
 * MI_E_LIMIT, a print fails the buffer with MI_E_LIMIT, and a comparison says "different".
 * For the files of csrc/types only; everybody else uses the functions without `_at`. */
#ifndef MI_TYPES_DEEP_H
#define MI_TYPES_DEEP_H

#include "types/instance.h"
#include "types/path.h"
#include "types/value.h"

/* The default of limits.max_depth: what the decoders let in can be copied and printed. */
#define MI_DEEPEST 128U

mi_result mi_value_copy_at(mi_value *out, const mi_value *value, mi_arena *arena, unsigned depth);
size_t mi_value_copy_size_at(const mi_value *value, unsigned depth);
bool mi_value_equal_at(const mi_value *a, const mi_value *b, unsigned depth);
mi_result mi_value_print_at(const mi_value *value, mi_buffer *buffer, unsigned depth);
mi_result mi_value_print_bare_at(const mi_value *value, mi_buffer *buffer, unsigned depth);

mi_result mi_path_copy_at(mi_path **out, const mi_path *path, mi_arena *arena, unsigned depth);
size_t mi_path_copy_size_at(const mi_path *path, unsigned depth);
bool mi_path_same_at(const mi_path *a, const mi_path *b, unsigned depth);
mi_result mi_path_print_at(const mi_path *path, bool local, mi_buffer *buffer, unsigned depth);

mi_result mi_instance_copy_at(mi_instance **out, const mi_instance *instance, mi_arena *arena,
                              unsigned depth);
size_t mi_instance_copy_size_at(const mi_instance *instance, unsigned depth);
bool mi_instance_equal_at(const mi_instance *a, const mi_instance *b, unsigned depth);
mi_result mi_instance_print_at(const mi_instance *instance, mi_buffer *buffer, unsigned depth);

/* Appends the bare text of a value between quotes, escaped by one of literal.h's functions. */
typedef mi_result mi_quote_function(mi_buffer *buffer, const char *text, size_t length);
mi_result mi_value_print_quoted_at(const mi_value *value, mi_quote_function *quote,
                                   mi_buffer *buffer, unsigned depth);

/* Copies of text that may be absent: NULL stays NULL and costs nothing. */
mi_result mi_copy_text(const char **out, const char *text, mi_arena *arena);
size_t mi_copy_text_size(const char *text);

#endif
