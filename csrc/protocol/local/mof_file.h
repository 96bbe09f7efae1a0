/* The files that a MOF source is in: the one that is compiled, and those it includes, which must be
 * in its own folder or below, whatever links say. Files live in mof->kept. Errors have no place
 * yet. */
#ifndef MI_PROTOCOL_LOCAL_MOF_FILE_H
#define MI_PROTOCOL_LOCAL_MOF_FILE_H

#include "protocol/local/mof_parser.h"

struct mi_mof_file {
  const char *name;   /* as people wrote it */
  const char *real;   /* absolute, without links */
  const char *folder; /* where its includes are: likewise */
  const mi_mof_file *includer; /* NULL: none */
};

mi_result mi_mof_file_find(const mi_mof_file **out, mi_mof *mof, const char *name);
/* MI_E_ACCESS_DENIED: outside of the includer's folder; MI_E_INVALID_PARAMETER: it is being read
 * already. */
mi_result mi_mof_file_include(const mi_mof_file **out, mi_mof *mof, const mi_mof_file *includer,
                              const char *name);
/* The text is the caller's (mi_free). */
mi_result mi_mof_file_read(char **text, size_t *length, const mi_mof *mof,
                           const mi_mof_file *file);

#endif
