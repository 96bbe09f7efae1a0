/* Aliases of instances, which may be used before they are declared.
 *
 * An instance that refers to an alias that nobody declared yet waits: its place is noted, and it is
 * read again once all the aliases it needs are known, at the latest at the end of its file. */
#ifndef MI_PROTOCOL_LOCAL_MOF_ALIASES_H
#define MI_PROTOCOL_LOCAL_MOF_ALIASES_H

#include "protocol/local/mof_parser.h"

typedef struct mi_mof_late mi_mof_late; /* a declaration that waits */

struct mi_mof_waiting {   /* of one file */
  mi_mof_late *first, *last;   /* all, in order of appearance */
  mi_mof_late *ready;          /* those that have all they need */
  mi_mof_late *last_ready;     /* counts only while there is one */
  mi_mof_late *current;        /* the declaration that is being read, once it lacks something */
  bool ending;                 /* the whole file was read: all its classes are known */
  bool final;                  /* nothing more will be declared: what is missing now is an error */
};

/* *out is NULL when the declaration that is being read has to wait; parser->waiting then knows. */
mi_result mi_mof_find_alias(mi_mof_parser *parser, const char *name, size_t at,
                            const mi_path **out);
/* Copies the path, which says its namespace. */
mi_result mi_mof_declare_alias(mi_mof_parser *parser, const char *name, size_t at,
                               const mi_path *path);
/* Keeps the current declaration, which began at `at`, for later. */
void mi_mof_put_off(mi_mof_parser *parser, size_t at);
/* The same of one that lacks something else, which the rest of the file may declare. */
mi_result mi_mof_put_off_to_end(mi_mof_parser *parser, size_t at);
/* Moves the parser to a declaration that has all it needs; false: there is none. */
mi_result mi_mof_next_ready(mi_mof_parser *parser, bool *found);
/* Moves it to the first that still waits, to find out why; false: there is none. */
mi_result mi_mof_first_waiting(mi_mof_parser *parser, bool *found);

#endif
