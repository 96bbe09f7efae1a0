#define _XOPEN_SOURCE 700 /* realpath is an XSI function */

#include "protocol/local/mof_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

static mi_result failed(const mi_mof *mof, const char *name, int number) {
  return mi_error_set(mof->error, MI_E_IO, "%s: %s", name, strerror(number));
}

/* ---- names ---- */

static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL) return 0;
  return slash == path ? 1 : (size_t)(slash - path);
}

/* "folder/name"; an empty folder is left out. NULL: no memory. */
static char *join(mi_mof *mof, const char *folder, size_t length, const char *name) {
  size_t name_length = strlen(name);
  char *path = mi_arena_alloc(&mof->kept, length + name_length + 2);
  if (path == NULL) return NULL;
  memcpy(path, folder, length);
  if (length > 0 && folder[length - 1] != '/') path[length++] = '/';
  memcpy(path + length, name, name_length + 1);
  return path;
}

/* The absolute path without links, in mof->kept. `shown` is its name in errors. */
static mi_result resolve(mi_mof *mof, const char *path, const char *shown, const char **out) {
  char *room = mi_alloc(mof->allocator, PATH_MAX);
  if (room == NULL) return mi_error_out_of_memory(mof->error);
  mi_result result = MI_OK;
  if (realpath(path, room) == NULL) {
    result = failed(mof, shown, errno);
  } else {
    *out = mi_arena_text(&mof->kept, room, strlen(room));
    if (*out == NULL) result = mi_error_out_of_memory(mof->error);
  }
  mi_free(mof->allocator, room);
  return result;
}

static mi_result add_file(const mi_mof_file **out, mi_mof *mof, const mi_mof_file *file) {
  mi_mof_file *kept = mi_arena_alloc(&mof->kept, sizeof *kept);
  if (kept == NULL) return mi_error_out_of_memory(mof->error);
  *kept = *file;
  *out = kept;
  return MI_OK;
}

mi_result mi_mof_file_find(const mi_mof_file **out, mi_mof *mof, const char *name) {
  mi_mof_file file = {NULL, NULL, NULL, NULL};
  size_t length = folder_length(name);
  file.name = mi_arena_text(&mof->kept, name, strlen(name));
  const char *folder = mi_arena_text(&mof->kept, length > 0 ? name : ".", length > 0 ? length : 1);
  if (file.name == NULL || folder == NULL) return mi_error_out_of_memory(mof->error);
  mi_result result = resolve(mof, name, name, &file.real);
  if (result == MI_OK) result = resolve(mof, folder, name, &file.folder);
  return result == MI_OK ? add_file(out, mof, &file) : result;
}

/* ---- includes ---- */

static bool climbs(const char *name) {
  while (name != NULL) {
    if (strncmp(name, "..", 2) == 0 && (name[2] == '/' || name[2] == '\0')) return true;
    name = strchr(name, '/');
    if (name != NULL) name++;
  }
  return false;
}

static bool is_below(const char *path, const char *folder) {
  size_t length = strlen(folder);
  if (strncmp(path, folder, length) != 0) return false;
  return path[length] == '/' || (length > 0 && folder[length - 1] == '/');
}

static mi_result check_include(const mi_mof *mof, const mi_mof_file *file) {
  if (!is_below(file->real, file->includer->folder)) {
    return mi_error_set(mof->error, MI_E_ACCESS_DENIED,
                        "%s is outside of the folder of the file that includes it", file->name);
  }
  for (const mi_mof_file *outer = file->includer; outer != NULL; outer = outer->includer) {
    if (strcmp(outer->real, file->real) != 0) continue;
    return mi_error_set(mof->error, MI_E_INVALID_PARAMETER, "%s includes itself", file->name);
  }
  return MI_OK;
}

mi_result mi_mof_file_include(const mi_mof_file **out, mi_mof *mof, const mi_mof_file *includer,
                              const char *name) {
  mi_mof_file file = {NULL, NULL, NULL, includer};
  char *path = join(mof, includer->folder, strlen(includer->folder), name);
  char *shown = join(mof, includer->name, folder_length(includer->name), name);
  if (path == NULL || shown == NULL) return mi_error_out_of_memory(mof->error);
  char *written = path + strlen(path) - strlen(name);
  for (char *c = written; *c != '\0'; c++) {
    if (*c == '\\') *c = '/'; /* schemas made for Windows */
  }
  if (written[0] == '/' || written[0] == '\0' || climbs(written)) {
    return mi_error_set(mof->error, MI_E_ACCESS_DENIED,
                        "\"%s\" is not the name of a file in this folder", name);
  }
  file.name = shown;
  mi_result result = resolve(mof, path, shown, &file.real);
  if (result == MI_OK) result = check_include(mof, &file);
  if (result != MI_OK) return result;
  file.folder = mi_arena_text(&mof->kept, file.real, folder_length(file.real));
  if (file.folder == NULL) return mi_error_out_of_memory(mof->error);
  return add_file(out, mof, &file);
}

/* ---- reading ---- */

static mi_result read_all(const mi_mof *mof, const mi_mof_file *file, int descriptor, char *text,
                          size_t *length) {
  size_t have = 0;
  while (have < *length) {
    ssize_t got = read(descriptor, text + have, *length - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(mof, file->name, errno);
    if (got == 0) break;
    have += (size_t)got;
  }
  text[have] = '\0';
  *length = have;
  return MI_OK;
}

static mi_result check_file(const mi_mof *mof, const mi_mof_file *file, int descriptor,
                            size_t *length) {
  struct stat facts;
  size_t most = mof->limits->max_source;
  if (fstat(descriptor, &facts) != 0) return failed(mof, file->name, errno);
  if (!S_ISREG(facts.st_mode)) {
    return mi_error_set(mof->error, MI_E_IO, "%s is not a regular file", file->name);
  }
  if ((uintmax_t)facts.st_size > most) {
    return mi_error_set(mof->error, MI_E_LIMIT, "%s has more than %lu bytes (max_source)",
                        file->name, (unsigned long)most);
  }
  *length = (size_t)facts.st_size;
  return MI_OK;
}

static mi_result read_open(char **text, size_t *length, const mi_mof *mof,
                           const mi_mof_file *file, int descriptor) {
  mi_result result = check_file(mof, file, descriptor, length);
  if (result != MI_OK) return result;
  *text = mi_alloc(mof->allocator, *length + 1);
  if (*text == NULL) return mi_error_out_of_memory(mof->error);
  result = read_all(mof, file, descriptor, *text, length);
  if (result == MI_OK) return MI_OK;
  mi_free(mof->allocator, *text);
  *text = NULL;
  return result;
}

/* Not through a link that was put there meanwhile, and not waiting for the writer of a pipe. */
mi_result mi_mof_file_read(char **text, size_t *length, const mi_mof *mof,
                           const mi_mof_file *file) {
  *text = NULL;
  int descriptor = open(file->real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return failed(mof, file->name, errno);
  mi_result result = read_open(text, length, mof, file, descriptor);
  close(descriptor);
  return result;
}
