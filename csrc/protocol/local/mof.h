/* The MOF compiler (DSP0004 Annex A): text into a repository.
 *
 * Reads class, association and indication declarations, qualifier declarations, instances with
 * aliases,
 * `#pragma namespace("...")` and `#pragma include("...")`. Errors say `file:line:column: ` what was
 * found and what was expected. An included file is found beside the file that includes it, and
 * never outside that folder. Compiling is not undone by an error: what stood before it is in the
 * repository. */
#ifndef MI_PROTOCOL_LOCAL_MOF_H
#define MI_PROTOCOL_LOCAL_MOF_H

#include "protocol/local/repository.h"

/* `name` stands for the text in errors. No includes are possible. */
mi_result mi_mof_compile(mi_repository *repository, const char *namespace_name, const char *name,
                         const char *text, size_t length, mi_error *error);
mi_result mi_mof_compile_file(mi_repository *repository, const char *namespace_name,
                              const char *file, mi_error *error);

#endif
