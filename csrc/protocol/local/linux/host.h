/* The machine as its providers share it: facts that stay while it runs, found out when first
 * asked for, and bounded reads of the small files of /proc and /sys.
 *
 * A mi_host belongs to one repository and its thread. Its texts are borrowed from it and live as
 * long as it does. Reads tell apart what is gone (MI_E_NOT_FOUND) and what may not be read
 * (MI_E_ACCESS_DENIED), for the one is passed over and the other is a NULL property. */
#ifndef MI_PROTOCOL_LOCAL_LINUX_HOST_H
#define MI_PROTOCOL_LOCAL_LINUX_HOST_H

#include <sys/types.h>

#include "protocol/local/provider.h"

#define MI_HOST_PATH 512          /* room for the paths that are read here */
#define MI_HOST_LINE 512          /* and for the lines in them */
#define MI_HOST_NAME 256          /* a host name, a file name */
#define MI_HOST_WHOLE (1u << 20)  /* most bytes of a file that is read whole */

struct mi_host {
  const mi_allocator *allocator;
  const mi_limits *limits;
  char name[MI_HOST_NAME];             /* "": not asked for yet */
  char system_name[MI_HOST_NAME];      /* likewise */
  int64_t boot_time;                   /* seconds since 1970; 0: likewise */
};

const char *mi_host_name(mi_host *host);
/* The name of the operating system, which is its key: "Debian GNU/Linux". */
const char *mi_host_system_name(mi_host *host);
/* Seconds since 1970 UTC; 0: not known. */
int64_t mi_host_boot_time(mi_host *host);
size_t mi_host_page_size(void);
long mi_host_ticks_per_second(void);
/* Minutes that local time is east of Greenwich at that moment. */
int16_t mi_host_utc_offset(int64_t seconds);

/* The first size - 1 bytes of a file, NUL-terminated; *length (may be NULL) is how many. */
mi_result mi_host_read(char *out, size_t size, size_t *length, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Its first line without blanks around it; false: not there, not readable, or empty. */
bool mi_host_read_line(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The number that a file consists of. */
bool mi_host_read_number(uint64_t *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A whole file, up to the limit of the buffer and cut there. */
mi_result mi_host_read_whole(mi_buffer *out, const char *path);
/* Where a symbolic link points to. */
bool mi_host_read_link(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool mi_host_exists(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The number in a line such as "MemTotal:   123 kB" of a text; false: no such line. */
bool mi_host_find_number(uint64_t *out, const char *text, const char *name);
/* The next line of a text that is cut at its newlines; NULL at the end. */
char *mi_host_next_line(char **cursor);
/* Skips blanks and cuts the next word off a line; NULL at the end. */
char *mi_host_next_word(char **cursor);
/* The whole word as a number that fits 31 bits and is above zero, as process ids are. */
bool mi_host_parse_pid(pid_t *out, const char *text);

/* Whether a hint asks for an object with another value of that key; no hint asks for all. */
bool mi_host_passes(const mi_path *hint, const char *key, const char *value);

#endif
