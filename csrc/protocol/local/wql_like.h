/* Patterns of LIKE: % any text, _ one character, [abc] [a-z] [^a-z] one of a set.
 *
 * [a=z] is a range as well: WMI writes it so. A ] that comes first in a set stands for itself, as
 * do a - and a = at its edges; there is no escape but a set: [%] is a percent sign. ASCII case does
 * not count. The time is at most the product of the two lengths, whatever the pattern. */
#ifndef MI_PROTOCOL_LOCAL_WQL_LIKE_H
#define MI_PROTOCOL_LOCAL_WQL_LIKE_H

#include <stdbool.h>
#include <stddef.h>

/* Every set in the pattern is closed. */
bool mi_wql_like_valid(const char *pattern, size_t length);
/* The pattern is valid, and both are valid UTF-8. */
bool mi_wql_like(const char *pattern, size_t pattern_length, const char *text, size_t length);

#endif
