#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"

/* In the order of the files that tell them, so that a file is read only for what is wanted. */
#define FIELDS(X)                                                                               \
  X(CSCreationClassName) X(CSName) X(OSCreationClassName) X(OSName) X(CreationClassName)        \
  X(Handle)                                                                                     \
  /* stat */                                                                                    \
  X(Caption) X(ElementName) X(Name) X(ExecutionState) X(OtherExecutionDescription) X(Priority)  \
  X(KernelModeTime) X(UserModeTime) X(CreationDate) X(WorkingSetSize) X(VirtualSize)            \
  X(ThreadCount) X(ParentProcessID) X(ProcessGroupID) X(ProcessSessionID) X(ProcessTTY)         \
  X(ProcessNiceValue)                                                                           \
  /* status */                                                                                  \
  X(RealUserID) X(UserName)                                                                     \
  /* cmdline, exe */                                                                            \
  X(Parameters) X(ModulePath)

enum { FIELDS(MI_FIELD) FIELD_COUNT };
static const char *const names[] = {FIELDS(MI_FIELD_NAME)};

#define COMMAND_LINE_MOST ((size_t)128 << 10)
#define ENTRIES_PER_STEP 64

struct mi_scan {
  mi_host *host;
  mi_fields fields;
  DIR *directory; /* NULL: one process is asked for, or none */
  pid_t only;     /* 0: not, or not any more */
  mi_buffer command_line;
  mi_buffer accounts; /* /etc/passwd, cut into pieces */
  mi_map users;       /* user names by the text of their number */
};

/* Cuts one line of /etc/passwd: its name, and in *number the user's number. */
static char *read_account(char *line, char **number) {
  char *password = strchr(line, ':'), *end;
  *number = password == NULL ? NULL : strchr(password + 1, ':');
  if (*number == NULL || password == line) return NULL;
  *password = '\0';
  *(*number)++ = '\0';
  end = strchr(*number, ':');
  if (end != NULL) *end = '\0';
  return line;
}

/* The name service could wait for a network; the file does not. */
static mi_result read_users(mi_scan *scan) {
  char *cursor, *line, *number;
  mi_result result = mi_host_read_whole(&scan->accounts, "/etc/passwd");
  if (result == MI_E_OUT_OF_MEMORY) return result;
  cursor = scan->accounts.data;
  while ((line = mi_host_next_line(&cursor)) != NULL) {
    char *name = read_account(line, &number);
    if (name == NULL || mi_map_get(&scan->users, number, strlen(number)) != NULL) continue;
    result = mi_map_set(&scan->users, number, strlen(number), name);
    if (result != MI_OK) return result;
  }
  return MI_OK;
}

/* Threads answer below /proc as well, though no listing has them. */
static bool is_process(pid_t pid) {
  char text[2048];
  uint64_t group;
  return mi_host_read(text, sizeof text, NULL, "/proc/%d/status", (int)pid) == MI_OK &&
         mi_host_find_number(&group, text, "Tgid") && group == (uint64_t)pid;
}

static mi_result find_processes(mi_scan *scan, const mi_path *path, mi_error *error) {
  const mi_value *handle = path == NULL ? NULL : mi_path_key(path, "Handle");
  if (handle != NULL && !handle->null && handle->type == MI_TYPE_STRING) {
    pid_t pid;
    if (mi_host_parse_pid(&pid, handle->as.text) && is_process(pid)) scan->only = pid;
    return MI_OK;
  }
  scan->directory = opendir("/proc");
  if (scan->directory != NULL) return MI_OK;
  return mi_error_set(error, MI_E_IO, "/proc cannot be read: %s",
                      errno == ENOENT ? "it is not there" : "no access");
}

mi_result mi_linux_process_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  const mi_allocator *allocator = start->host->allocator;
  mi_scan *scan = mi_alloc_zero(allocator, sizeof *scan);
  mi_result result = MI_OK;
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  mi_fields_find(&scan->fields, start->class_, names, FIELD_COUNT);
  mi_buffer_init(&scan->command_line, allocator, COMMAND_LINE_MOST);
  mi_buffer_init(&scan->accounts, allocator, MI_HOST_WHOLE);
  mi_map_init(&scan->users, allocator, false);
  if (mi_fields_want(&scan->fields, FIELD_UserName) && read_users(scan) != MI_OK) {
    result = mi_error_out_of_memory(error);
  }
  if (result == MI_OK) result = find_processes(scan, start->path, error);
  if (result == MI_OK) {
    *out = scan;
  } else {
    mi_linux_process_close(scan);
  }
  return result;
}

void mi_linux_process_close(mi_scan *scan) {
  if (scan->directory != NULL) closedir(scan->directory);
  mi_buffer_free(&scan->command_line);
  mi_buffer_free(&scan->accounts);
  mi_map_free(&scan->users);
  mi_free(scan->host->allocator, scan);
}

/* The words of /proc/<pid>/stat behind the name (proc(5)), by their place there. */
enum {
  STAT_STATE,
  STAT_PARENT,
  STAT_GROUP,
  STAT_SESSION,
  STAT_TERMINAL,
  STAT_USER_TICKS = 11,
  STAT_KERNEL_TICKS,
  STAT_PRIORITY = 15,
  STAT_NICE,
  STAT_THREADS,
  STAT_START = 19,
  STAT_SIZE,
  STAT_PAGES,
  STAT_COUNT
};

/* The values of ExecutionState for the kernel's letters. */
static const struct {
  char letter;
  uint16_t state;
  const char *other; /* OtherExecutionDescription */
} states[] = {
    {'R', 3, NULL}, {'S', 4, NULL},     {'D', 4, NULL}, {'I', 4, NULL},
    {'T', 8, NULL}, {'t', 8, NULL},     {'Z', 7, NULL}, {'X', 7, NULL},
    {'x', 7, NULL}, {'P', 1, "Parked"}, {'K', 1, "Wakekill"}, {'W', 1, "Waking"},
};

static void set_state(mi_row *row, char letter) {
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
    if (states[i].letter != letter) continue;
    mi_row_number(row, FIELD_ExecutionState, states[i].state);
    if (states[i].other == NULL) return;
    mi_row_fixed(row, FIELD_OtherExecutionDescription, states[i].other);
    return;
  }
  mi_row_number(row, FIELD_ExecutionState, 0);
}

/* The device numbers of terminals are fixed (devices.txt of the kernel). */
static void set_terminal(mi_row *row, int64_t device) {
  unsigned number = (unsigned)device;
  unsigned major = (number >> 8) & 0xfffu, minor = (number & 0xffu) | ((number >> 12) & 0xfff00u);
  char text[MI_HOST_LINE];
  if (major >= 136 && major <= 143) {
    snprintf(text, sizeof text, "/dev/pts/%u", minor + ((major - 136) << 8));
  } else if (major == 4 && minor < 64) {
    snprintf(text, sizeof text, "/dev/tty%u", minor);
  } else if (major == 4) {
    snprintf(text, sizeof text, "/dev/ttyS%u", minor - 64);
  } else {
    return;
  }
  mi_row_text(row, FIELD_ProcessTTY, text);
}

static int64_t integer_of(const char *word) {
  int64_t number;
  return mi_text_to_sint64(&number, word, strlen(word)) == MI_OK ? number : 0;
}

static void set_times(const mi_scan *scan, mi_row *row, char *const words[STAT_COUNT]) {
  int64_t ticks = mi_host_ticks_per_second(), boot = mi_host_boot_time(scan->host);
  int64_t start = integer_of(words[STAT_START]);
  mi_row_integer(row, FIELD_KernelModeTime, integer_of(words[STAT_KERNEL_TICKS]) * 1000 / ticks);
  mi_row_integer(row, FIELD_UserModeTime, integer_of(words[STAT_USER_TICKS]) * 1000 / ticks);
  if (boot == 0 || start < 0 || start / ticks > INT32_MAX) return;
  mi_row_time(row, FIELD_CreationDate, boot * 1000000 + start * 1000000 / ticks);
}

static void set_stat(const mi_scan *scan, mi_row *row, char *const words[STAT_COUNT]) {
  set_state(row, words[STAT_STATE][0]);
  mi_row_text(row, FIELD_ParentProcessID, words[STAT_PARENT]);
  mi_row_integer(row, FIELD_ProcessGroupID, integer_of(words[STAT_GROUP]));
  mi_row_integer(row, FIELD_ProcessSessionID, integer_of(words[STAT_SESSION]));
  set_terminal(row, integer_of(words[STAT_TERMINAL]));
  /* from the scale of top (-100 to 39) to the kernel's own, which starts at 0 */
  mi_row_integer(row, FIELD_Priority, integer_of(words[STAT_PRIORITY]) + 100);
  mi_row_integer(row, FIELD_ProcessNiceValue, integer_of(words[STAT_NICE]));
  mi_row_integer(row, FIELD_ThreadCount, integer_of(words[STAT_THREADS]));
  mi_row_integer(row, FIELD_VirtualSize, integer_of(words[STAT_SIZE]));
  mi_row_integer(row, FIELD_WorkingSetSize,
                 integer_of(words[STAT_PAGES]) * (int64_t)mi_host_page_size());
  if (mi_fields_want_any(row->fields, FIELD_KernelModeTime, FIELD_CreationDate)) {
    set_times(scan, row, words);
  }
}

static mi_result read_stat(const mi_scan *scan, mi_row *row, pid_t pid) {
  char text[2048], *cursor, *words[STAT_COUNT];
  const char *name;
  size_t count = 0;
  mi_result result = mi_host_read(text, sizeof text, NULL, "/proc/%d/stat", (int)pid);
  if (result != MI_OK) return result;
  /* the name is the process's to choose: blanks and parentheses may be in it */
  name = strchr(text, '(');
  cursor = strrchr(text, ')');
  if (name == NULL || cursor == NULL || cursor < name) return MI_E_IO;
  *cursor++ = '\0';
  while (count < STAT_COUNT && (words[count] = mi_host_next_word(&cursor)) != NULL) count++;
  if (count < STAT_COUNT) return MI_E_IO;
  mi_row_text(row, FIELD_Caption, name + 1);
  mi_row_text(row, FIELD_ElementName, name + 1);
  mi_row_text(row, FIELD_Name, name + 1);
  set_stat(scan, row, words);
  return MI_OK;
}

static mi_result read_status(const mi_scan *scan, mi_row *row, pid_t pid) {
  char text[2048], number[MI_TEXT_NUMBER];
  uint64_t user;
  mi_result result = mi_host_read(text, sizeof text, NULL, "/proc/%d/status", (int)pid);
  if (result != MI_OK) return result;
  if (!mi_host_find_number(&user, text, "Uid")) return MI_E_IO;
  mi_row_number(row, FIELD_RealUserID, user);
  mi_row_text(row, FIELD_UserName,
              mi_map_get(&scan->users, number, mi_text_from_uint64(number, user)));
  return MI_OK;
}

static mi_result read_command_line(mi_scan *scan, mi_row *row, pid_t pid) {
  char path[MI_HOST_PATH];
  mi_result result;
  mi_buffer_reset(&scan->command_line);
  snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
  result = mi_host_read_whole(&scan->command_line, path);
  if (result == MI_OK) {
    mi_row_texts(row, FIELD_Parameters, mi_buffer_text(&scan->command_line),
                 scan->command_line.length);
  }
  return result;
}

static mi_result read_module(mi_row *row, pid_t pid) {
  char path[PATH_MAX];
  if (mi_host_read_link(path, sizeof path, "/proc/%d/exe", (int)pid)) {
    mi_row_text(row, FIELD_ModulePath, path);
  }
  return MI_OK;
}

static void set_keys(const mi_scan *scan, mi_row *row, pid_t pid) {
  char number[MI_TEXT_NUMBER];
  mi_row_fixed(row, FIELD_CSCreationClassName, "Linux_ComputerSystem");
  mi_row_text(row, FIELD_CSName, mi_host_name(scan->host));
  mi_row_fixed(row, FIELD_OSCreationClassName, "Linux_OperatingSystem");
  mi_row_text(row, FIELD_OSName, mi_host_system_name(scan->host));
  mi_row_fixed(row, FIELD_CreationClassName, "Linux_UnixProcess");
  mi_row_text_n(row, FIELD_Handle, number, mi_text_from_uint64(number, (uint64_t)pid));
}

/* What may not be read stays NULL; MI_E_NOT_FOUND: the process is gone. */
static mi_result read_process(mi_scan *scan, mi_row *row, pid_t pid) {
  const mi_fields *fields = &scan->fields;
  mi_result result = MI_OK;
  if (mi_fields_want_any(fields, FIELD_Caption, FIELD_ProcessNiceValue)) {
    result = read_stat(scan, row, pid);
  }
  if (result != MI_E_NOT_FOUND && mi_fields_want_any(fields, FIELD_RealUserID, FIELD_UserName)) {
    result = read_status(scan, row, pid);
  }
  if (result != MI_E_NOT_FOUND && mi_fields_want(fields, FIELD_Parameters)) {
    result = read_command_line(scan, row, pid);
  }
  if (result != MI_E_NOT_FOUND && result != MI_E_OUT_OF_MEMORY &&
      mi_fields_want(fields, FIELD_ModulePath)) {
    result = read_module(row, pid);
  }
  return result == MI_E_NOT_FOUND || result == MI_E_OUT_OF_MEMORY ? result : MI_OK;
}

/* 0: there is none, and *again tells whether to look further. */
static pid_t next_pid(mi_scan *scan, bool *again) {
  pid_t pid = scan->only;
  scan->only = 0;
  if (scan->directory == NULL) return pid;
  for (int i = 0; i < ENTRIES_PER_STEP; i++) {
    const struct dirent *entry = readdir(scan->directory);
    if (entry == NULL) return 0;
    if (mi_host_parse_pid(&pid, entry->d_name)) return pid;
  }
  *again = true;
  return 0;
}

mi_result mi_linux_process_next(mi_scan *scan, const mi_instance **out, bool *again,
                                mi_arena *arena, mi_error *error) {
  mi_row row;
  mi_result result;
  pid_t pid;
  *out = NULL;
  *again = false;
  pid = next_pid(scan, again);
  if (pid == 0) return MI_OK;
  mi_row_begin(&row, &scan->fields, arena);
  set_keys(scan, &row, pid);
  result = read_process(scan, &row, pid);
  if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  *again = result == MI_E_NOT_FOUND;
  return *again ? MI_OK : mi_row_end(&row, out, error);
}

static mi_result send_signal(pid_t pid, const mi_value *number, mi_error *error) {
  if (number == NULL || number->null || number->type != MI_TYPE_UINT16) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER, "SendSignal needs a Signal");
  }
  if (kill(pid, (int)number->as.natural) == 0) return MI_OK;
  switch (errno) {
    case EINVAL:
      return mi_error_set(error, MI_E_INVALID_PARAMETER, "there is no signal %u",
                          (unsigned)number->as.natural);
    case ESRCH: return mi_error_set(error, MI_E_NOT_FOUND, "there is no process %d", (int)pid);
    default:
      return mi_error_set(error, MI_E_ACCESS_DENIED, "process %d may not be sent a signal",
                          (int)pid);
  }
}

mi_result mi_linux_process_invoke(mi_host *host, const mi_path *object, const char *method,
                                  const mi_instance *parameters, mi_instance *out, mi_arena *arena,
                                  mi_error *error) {
  const mi_value *handle = object == NULL ? NULL : mi_path_key(object, "Handle");
  const mi_value *number = NULL;
  mi_value answer = mi_value_unsigned(MI_TYPE_UINT32, 0);
  mi_result result;
  pid_t pid;
  if (!mi_text_same_name(method, "SendSignal")) {
    return mi_linux_request(host, object, method, parameters, out, arena, error);
  }
  /* a reference to a process of another machine must not hit one of this */
  if (handle == NULL || handle->null || handle->type != MI_TYPE_STRING ||
      !mi_host_passes(object, "CSName", mi_host_name(host)) ||
      !mi_host_parse_pid(&pid, handle->as.text) || !is_process(pid)) {
    return mi_error_set(error, MI_E_NOT_FOUND, "there is no such process here");
  }
  if (parameters != NULL) number = mi_instance_get(parameters, "Signal");
  result = send_signal(pid, number, error);
  return result == MI_OK ? mi_instance_set(out, "ReturnValue", &answer, arena, error) : result;
}
