#include "protocol/local/linux/host.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

mi_result mi_host_new(mi_host **out, const mi_allocator *allocator, const mi_limits *limits,
                      mi_error *error) {
  mi_host *host = mi_alloc_zero(allocator, sizeof *host);
  *out = host;
  if (host == NULL) return mi_error_out_of_memory(error);
  host->allocator = allocator;
  host->limits = limits;
  return MI_OK;
}

void mi_host_free(mi_host *host) {
  if (host != NULL) mi_free(host->allocator, host);
}

/* A key must be valid UTF-8 and must not be empty. */
static void keep_name(char out[MI_HOST_NAME], const char *name, const char *otherwise) {
  size_t length = mi_text_utf8_prefix(name, strnlen(name, MI_HOST_NAME - 1));
  if (length == 0) {
    name = otherwise;
    length = strlen(otherwise);
  }
  memcpy(out, name, length);
  out[length] = '\0';
}

const char *mi_host_name(mi_host *host) {
  struct utsname names;
  if (host->name[0] == '\0') {
    keep_name(host->name, uname(&names) == 0 ? names.nodename : "", "localhost");
  }
  return host->name;
}

static char *unquoted(char *text) {
  size_t length = strlen(text);
  if (length < 2 || (text[0] != '"' && text[0] != '\'') || text[length - 1] != text[0]) return text;
  text[length - 1] = '\0';
  return text + 1;
}

const char *mi_host_system_name(mi_host *host) {
  char text[4096], *cursor = text, *line;
  const char *found = "";
  if (host->system_name[0] != '\0') return host->system_name;
  if (mi_host_read(text, sizeof text, NULL, "/etc/os-release") != MI_OK) cursor = NULL;
  while ((line = mi_host_next_line(&cursor)) != NULL) {
    if (strncmp(line, "NAME=", 5) == 0) found = unquoted(line + 5);
  }
  keep_name(host->system_name, found, "Linux");
  return host->system_name;
}

size_t mi_host_page_size(void) {
  long size = sysconf(_SC_PAGESIZE);
  return size > 0 ? (size_t)size : 4096;
}

long mi_host_ticks_per_second(void) {
  long ticks = sysconf(_SC_CLK_TCK);
  return ticks > 0 ? ticks : 100;
}

int16_t mi_host_utc_offset(int64_t seconds) {
  time_t moment = (time_t)seconds;
  struct tm local;
  mi_datetime shown = {0};
  if (localtime_r(&moment, &local) == NULL) return 0;
  if (local.tm_year < -1900 || local.tm_year > 8099) return 0;
  shown.year = (uint16_t)(local.tm_year + 1900);
  shown.month = (uint8_t)(local.tm_mon + 1);
  shown.day = (uint8_t)local.tm_mday;
  shown.hour = (uint8_t)local.tm_hour;
  shown.minute = (uint8_t)local.tm_min;
  shown.second = (uint8_t)(local.tm_sec > 59 ? 59 : local.tm_sec);
  return (int16_t)((mi_datetime_microseconds(&shown) / 1000000 - seconds) / 60);
}

static mi_result result_of_errno(int number) {
  switch (number) {
    case ENOENT:
    case ESRCH:
    case ENOTDIR:
    case ENODEV: return MI_E_NOT_FOUND;
    case EACCES:
    case EPERM: return MI_E_ACCESS_DENIED;
    default: return MI_E_IO;
  }
}

static int open_file(const char *path) {
  int file;
  do {
    file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  } while (file < 0 && errno == EINTR);
  return file;
}

static ssize_t read_some(int file, char *out, size_t size) {
  ssize_t count;
  do {
    count = read(file, out, size);
  } while (count < 0 && errno == EINTR);
  return count;
}

/* "btime" stands behind a line per processor and one of all interrupts, which may be long: the
 * file goes past in pieces, each of which begins with the end of the one before. */
static int64_t read_boot_time(void) {
  enum { OVERLAP = 64 };
  char text[4096];
  size_t kept = 0;
  ssize_t count;
  int64_t found = 0;
  int file = open_file("/proc/stat");
  if (file < 0) return 0;
  while (found == 0 && (count = read_some(file, text + kept, sizeof text - 1 - kept)) > 0) {
    const char *line;
    size_t length = kept + (size_t)count;
    text[length] = '\0';
    line = strstr(text, "\nbtime ");
    if (line != NULL && strchr(line + 1, '\n') != NULL) {
      uint64_t seconds;
      if (!mi_host_find_number(&seconds, line + 1, "btime") || seconds > INT64_MAX / 2000000) break;
      found = (int64_t)seconds;
    }
    kept = length < OVERLAP ? length : OVERLAP;
    memmove(text, text + length - kept, kept);
  }
  close(file);
  return found;
}

int64_t mi_host_boot_time(mi_host *host) {
  if (host->boot_time == 0) host->boot_time = read_boot_time();
  return host->boot_time;
}

static mi_result read_path(char *out, size_t size, size_t *length, const char *path) {
  size_t filled = 0;
  ssize_t count = 1;
  mi_result result = MI_OK;
  int file = open_file(path);
  out[0] = '\0';
  if (length != NULL) *length = 0;
  if (file < 0) return result_of_errno(errno);
  while (filled < size - 1 && count > 0) {
    count = read_some(file, out + filled, size - 1 - filled);
    if (count > 0) filled += (size_t)count;
  }
  if (count < 0) result = result_of_errno(errno);
  close(file);
  out[filled] = '\0';
  if (length != NULL) *length = filled;
  return result;
}

/* False: the path is too long to be one of ours. */
static bool make_path(char out[MI_HOST_PATH], const char *format, va_list list) {
  int length = vsnprintf(out, MI_HOST_PATH, format, list);
  return length > 0 && length < MI_HOST_PATH;
}

static mi_result read_list(char *out, size_t size, size_t *length, const char *format,
                           va_list list) {
  char path[MI_HOST_PATH];
  if (make_path(path, format, list)) return read_path(out, size, length, path);
  out[0] = '\0';
  if (length != NULL) *length = 0;
  return MI_E_NOT_FOUND;
}

mi_result mi_host_read(char *out, size_t size, size_t *length, const char *format, ...) {
  va_list list;
  va_start(list, format);
  mi_result result = read_list(out, size, length, format, list);
  va_end(list);
  return result;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool keep_line(char *text) {
  size_t length = strcspn(text, "\n"), start = 0;
  while (length > 0 && is_blank(text[length - 1])) length--;
  while (start < length && is_blank(text[start])) start++;
  memmove(text, text + start, length - start);
  text[length - start] = '\0';
  return length > start;
}

bool mi_host_read_line(char *out, size_t size, const char *format, ...) {
  va_list list;
  va_start(list, format);
  mi_result result = read_list(out, size, NULL, format, list);
  va_end(list);
  return result == MI_OK && keep_line(out);
}

bool mi_host_read_number(uint64_t *out, const char *format, ...) {
  char text[64];
  va_list list;
  va_start(list, format);
  mi_result result = read_list(text, sizeof text, NULL, format, list);
  va_end(list);
  return result == MI_OK && keep_line(text) &&
         mi_text_to_uint64(out, text, strlen(text)) == MI_OK;
}

mi_result mi_host_read_whole(mi_buffer *out, const char *path) {
  const size_t piece = 4096;
  mi_result result = MI_OK;
  ssize_t count = 1;
  int file = open_file(path);
  if (file < 0) return result_of_errno(errno);
  while (count > 0 && out->limit - out->length > piece) {
    char *room = mi_buffer_reserve(out, piece);
    if (room == NULL) {
      result = out->failed;
      break;
    }
    count = read_some(file, room, piece);
    if (count < 0) result = result_of_errno(errno);
    if (count > 0) mi_buffer_added(out, (size_t)count);
  }
  close(file);
  return result;
}

bool mi_host_read_link(char *out, size_t size, const char *format, ...) {
  char path[MI_HOST_PATH];
  va_list list;
  ssize_t length;
  bool made;
  va_start(list, format);
  made = make_path(path, format, list);
  va_end(list);
  out[0] = '\0';
  length = made ? readlink(path, out, size - 1) : -1;
  if (length <= 0) return false;
  out[length] = '\0';
  return true;
}

bool mi_host_exists(const char *format, ...) {
  char path[MI_HOST_PATH];
  va_list list;
  bool made;
  va_start(list, format);
  made = make_path(path, format, list);
  va_end(list);
  return made && access(path, F_OK) == 0;
}

bool mi_host_find_number(uint64_t *out, const char *text, const char *name) {
  size_t length = strlen(name);
  while (text != NULL && *text != '\0') {
    if (strncmp(text, name, length) == 0 && strchr(": \t", text[length]) != NULL &&
        text[length] != '\0') {
      const char *number = text + length + strspn(text + length, ": \t");
      return mi_text_to_uint64(out, number, strspn(number, "0123456789")) == MI_OK;
    }
    text = strchr(text, '\n');
    if (text != NULL) text++;
  }
  return false;
}

char *mi_host_next_line(char **cursor) {
  char *line = *cursor, *end;
  if (line == NULL || *line == '\0') return NULL;
  end = strchr(line, '\n');
  if (end != NULL) *end++ = '\0';
  *cursor = end;
  return line;
}

char *mi_host_next_word(char **cursor) {
  char *word = *cursor, *end;
  if (word == NULL) return NULL;
  word += strspn(word, " \t");
  if (*word == '\0') return NULL;
  end = word + strcspn(word, " \t");
  *cursor = *end == '\0' ? end : end + 1;
  *end = '\0';
  return word;
}

bool mi_host_parse_pid(pid_t *out, const char *text) {
  uint64_t number;
  if (text[0] < '1' || text[0] > '9') return false;
  if (mi_text_to_uint64(&number, text, strlen(text)) != MI_OK || number > INT_MAX) return false;
  *out = (pid_t)number;
  return true;
}

bool mi_host_passes(const mi_path *hint, const char *key, const char *value) {
  const mi_value *asked = hint == NULL ? NULL : mi_path_key(hint, key);
  if (asked == NULL || asked->null || asked->type != MI_TYPE_STRING) return true;
  return mi_text_equal(asked->as.text, value);
}
