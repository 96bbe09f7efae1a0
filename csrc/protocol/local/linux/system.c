#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "base/clock.h"
#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/lookup.h"

/* What there is once: the computer, its operating system, its memory. */
typedef struct thing {
  const char *class_name;
  const char *const *names;
  size_t count;
  const char *key; /* the property that tells it from others */
  const char *(*key_text)(mi_host *host);
  void (*fill)(mi_host *host, mi_row *row);
} thing;

struct mi_scan {
  mi_host *host;
  mi_fields fields;
  const thing *thing;
  bool done;
};

/* The computer. */

#define FIELDS(X)                                                                       \
  X(CreationClassName) X(Name) X(Caption) X(ElementName) X(NameFormat) X(Dedicated)     \
  X(EnabledState) X(OtherIdentifyingInfo) X(IdentifyingDescriptions) X(Manufacturer) X(Model)
enum { FIELDS(MI_FIELD) COMPUTER_FIELDS };
static const char *const computer_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

static void fill_computer(mi_host *host, mi_row *row) {
  static const uint16_t dedicated[] = {0};
  static const char description[] = "Machine ID";
  char line[MI_HOST_LINE];
  mi_row_fixed(row, FIELD_CreationClassName, "Linux_ComputerSystem");
  mi_row_text(row, FIELD_Name, mi_host_name(host));
  mi_row_text(row, FIELD_Caption, mi_host_name(host));
  mi_row_text(row, FIELD_ElementName, mi_host_name(host));
  mi_row_fixed(row, FIELD_NameFormat, "Other");
  mi_row_numbers(row, FIELD_Dedicated, dedicated, 1);
  mi_row_number(row, FIELD_EnabledState, 2);
  if (mi_fields_want_any(row->fields, FIELD_OtherIdentifyingInfo, FIELD_IdentifyingDescriptions) &&
      mi_host_read_line(line, sizeof line, "/etc/machine-id")) {
    mi_row_texts(row, FIELD_OtherIdentifyingInfo, line, strlen(line));
    mi_row_texts(row, FIELD_IdentifyingDescriptions, description, sizeof description);
  }
  if (!mi_fields_want_any(row->fields, FIELD_Manufacturer, FIELD_Model)) return;
  if (mi_host_read_line(line, sizeof line, "/sys/class/dmi/id/sys_vendor")) {
    mi_row_text(row, FIELD_Manufacturer, line);
  }
  if (mi_host_read_line(line, sizeof line, "/sys/class/dmi/id/product_name")) {
    mi_row_text(row, FIELD_Model, line);
  }
}

/* Its operating system. Here and below the enumeration carries its own prefix, since three
 * lists meet in one file. */

#define FIELDS(X)                                                                           \
  X(CSCreationClassName) X(CSName) X(CreationClassName) X(Name) X(OSType) X(EnabledState)   \
  X(Distributed) X(MaxNumberOfProcesses) X(MaxProcessesPerUser) X(NumberOfProcesses)        \
  X(Caption) X(ElementName) X(Version)                                                      \
  X(KernelRelease) X(Architecture)                                                          \
  X(LastBootUpTime) X(LocalDateTime) X(CurrentTimeZone)                                     \
  X(TotalVisibleMemorySize) X(FreePhysicalMemory) X(TotalSwapSpaceSize)                     \
  X(SizeStoredInPagingFiles) X(FreeSpaceInPagingFiles) X(TotalVirtualMemorySize)            \
  X(FreeVirtualMemory)
#define OS_FIELD(name) OS_##name,
enum { FIELDS(OS_FIELD) OS_FIELDS };
static const char *const os_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

/* "VERSION_ID="12"" and the like; false: the file does not say. */
static bool find_release(char out[MI_HOST_LINE], const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, name, length) == 0 && line[length] == '=') {
      const char *value = line + length + 1;
      value += *value == '"' || *value == '\'';
      snprintf(out, MI_HOST_LINE, "%.*s", (int)strcspn(value, "\"'\n"), value);
      return out[0] != '\0';
    }
  }
  return false;
}

static void fill_release(mi_row *row) {
  char text[4096], value[MI_HOST_LINE];
  struct utsname names;
  bool known = uname(&names) == 0;
  mi_host_read(text, sizeof text, NULL, "/etc/os-release");
  if (find_release(value, text, "PRETTY_NAME") || find_release(value, text, "NAME")) {
    mi_row_text(row, OS_Caption, value);
    mi_row_text(row, OS_ElementName, value);
  }
  if (known) {
    mi_row_text(row, OS_KernelRelease, names.release);
    mi_row_text(row, OS_Architecture, names.machine);
    mi_row_text(row, OS_Version, names.release);
  }
  if (find_release(value, text, "VERSION_ID")) mi_row_text(row, OS_Version, value);
}

static void fill_times(mi_host *host, mi_row *row) {
  int64_t now = mi_clock_epoch(), boot = mi_host_boot_time(host);
  if (boot != 0) mi_row_time(row, OS_LastBootUpTime, boot * 1000000);
  mi_row_time(row, OS_LocalDateTime, now);
  mi_row_integer(row, OS_CurrentTimeZone, mi_host_utc_offset(now / 1000000));
}

static void fill_memory_sizes(mi_row *row) {
  char text[8192];
  uint64_t total, available, swap, free_swap;
  mi_host_read(text, sizeof text, NULL, "/proc/meminfo");
  if (!mi_host_find_number(&total, text, "MemTotal") ||
      (!mi_host_find_number(&available, text, "MemAvailable") &&
       !mi_host_find_number(&available, text, "MemFree"))) {
    return;
  }
  mi_row_number(row, OS_TotalVisibleMemorySize, total);
  mi_row_number(row, OS_FreePhysicalMemory, available);
  if (!mi_host_find_number(&swap, text, "SwapTotal") ||
      !mi_host_find_number(&free_swap, text, "SwapFree")) {
    return;
  }
  mi_row_number(row, OS_TotalSwapSpaceSize, swap);
  mi_row_number(row, OS_SizeStoredInPagingFiles, swap);
  mi_row_number(row, OS_FreeSpaceInPagingFiles, free_swap);
  mi_row_number(row, OS_TotalVirtualMemorySize, total + swap);
  mi_row_number(row, OS_FreeVirtualMemory, available + free_swap);
}

static void fill_process_count(mi_row *row) {
  uint64_t count = 0;
  const struct dirent *entry;
  pid_t pid;
  DIR *directory = opendir("/proc");
  if (directory == NULL) return;
  while ((entry = readdir(directory)) != NULL) count += mi_host_parse_pid(&pid, entry->d_name);
  closedir(directory);
  mi_row_number(row, OS_NumberOfProcesses, count);
}

static void fill_process_limits(mi_row *row) {
  uint64_t most;
  if (mi_host_read_number(&most, "/proc/sys/kernel/pid_max")) {
    mi_row_number(row, OS_MaxNumberOfProcesses, most);
  }
#ifdef RLIMIT_NPROC
  struct rlimit limit;
  if (getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    mi_row_number(row, OS_MaxProcessesPerUser, (uint64_t)limit.rlim_cur);
  }
#endif
}

static void fill_os(mi_host *host, mi_row *row) {
  const mi_fields *fields = row->fields;
  mi_row_keys(row, host, "Linux_OperatingSystem", mi_host_system_name(host));
  mi_row_number(row, OS_OSType, 36);
  mi_row_number(row, OS_EnabledState, 2);
  mi_row_boolean(row, OS_Distributed, false);
  if (mi_fields_want_any(fields, OS_Caption, OS_Architecture)) fill_release(row);
  if (mi_fields_want_any(fields, OS_LastBootUpTime, OS_CurrentTimeZone)) fill_times(host, row);
  if (mi_fields_want_any(fields, OS_TotalVisibleMemorySize, OS_FreeVirtualMemory)) {
    fill_memory_sizes(row);
  }
  if (mi_fields_want_any(fields, OS_MaxNumberOfProcesses, OS_MaxProcessesPerUser)) {
    fill_process_limits(row);
  }
  if (mi_fields_want(fields, OS_NumberOfProcesses)) fill_process_count(row);
}

/* Its memory. */

#define FIELDS(X)                                                                             \
  X(SystemCreationClassName) X(SystemName) X(CreationClassName) X(DeviceID) X(Caption)        \
  X(ElementName) X(Name) X(EnabledState) X(Volatile) X(Primordial) X(Access) X(BlockSize)     \
  X(NumberOfBlocks) X(ConsumableBlocks)
#define MEMORY_FIELD(name) MEMORY_##name,
enum { FIELDS(MEMORY_FIELD) MEMORY_FIELDS };
static const char *const memory_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

static const char *memory_key(mi_host *host) {
  (void)host;
  return "memory";
}

static void fill_memory(mi_host *host, mi_row *row) {
  char text[8192];
  uint64_t total, page = mi_host_page_size();
  mi_row_keys(row, host, "Linux_Memory", "memory");
  mi_row_fixed(row, MEMORY_Caption, "Main memory");
  mi_row_fixed(row, MEMORY_ElementName, "Main memory");
  mi_row_fixed(row, MEMORY_Name, "memory");
  mi_row_number(row, MEMORY_EnabledState, 2);
  mi_row_boolean(row, MEMORY_Volatile, true);
  mi_row_boolean(row, MEMORY_Primordial, true);
  mi_row_number(row, MEMORY_Access, 3);
  mi_row_number(row, MEMORY_BlockSize, page);
  if (!mi_fields_want_any(row->fields, MEMORY_NumberOfBlocks, MEMORY_ConsumableBlocks)) return;
  mi_host_read(text, sizeof text, NULL, "/proc/meminfo");
  if (!mi_host_find_number(&total, text, "MemTotal") || total > UINT64_MAX / 1024) return;
  mi_row_number(row, MEMORY_NumberOfBlocks, total * 1024 / page);
  mi_row_number(row, MEMORY_ConsumableBlocks, total * 1024 / page);
}

static const thing things[] = {
    {"Linux_ComputerSystem", computer_names, COMPUTER_FIELDS, "Name", mi_host_name, fill_computer},
    {"Linux_OperatingSystem", os_names, OS_FIELDS, "Name", mi_host_system_name, fill_os},
    {"Linux_Memory", memory_names, MEMORY_FIELDS, "DeviceID", memory_key, fill_memory},
};

static const thing *find_thing(const char *class_name) {
  for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
    if (mi_text_same_name(things[i].class_name, class_name)) return &things[i];
  }
  return NULL;
}

mi_result mi_linux_system_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  const char *class_name = mi_lookup_declared(start->class_)->name;
  const thing *found = find_thing(class_name);
  mi_scan *scan;
  if (found == NULL) {
    return mi_error_set(error, MI_E_INVALID_CLASS, "%s has no live instances", class_name);
  }
  scan = mi_alloc_zero(start->host->allocator, sizeof *scan);
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  scan->thing = found;
  scan->done = !mi_host_passes(start->path, found->key, found->key_text(start->host));
  mi_fields_find(&scan->fields, start->class_, found->names, found->count);
  *out = scan;
  return MI_OK;
}

mi_result mi_linux_system_next(mi_scan *scan, const mi_instance **out, bool *again,
                               mi_arena *arena, mi_error *error) {
  mi_row row;
  *out = NULL;
  *again = false;
  if (scan->done) return MI_OK;
  scan->done = true;
  mi_row_begin(&row, &scan->fields, arena);
  scan->thing->fill(scan->host, &row);
  return mi_row_end(&row, out, error);
}

void mi_linux_system_close(mi_scan *scan) { mi_free(scan->host->allocator, scan); }
