#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"

#define FREQUENCY "/sys/devices/system/cpu/cpu%llu/cpufreq/"

#define FIELDS(X)                                                                         \
  X(SystemCreationClassName) X(SystemName) X(CreationClassName) X(DeviceID)               \
  X(Caption) X(ElementName) X(Name) X(Role) X(Family) X(OtherFamilyDescription)           \
  X(CPUStatus) X(EnabledState) X(AddressWidth) X(DataWidth) X(Stepping)                   \
  X(NumberOfEnabledCores) X(NumberOfLogicalProcessors) X(Manufacturer)                    \
  X(CurrentClockSpeed) X(MaxClockSpeed)
enum { FIELDS(MI_FIELD) FIELD_COUNT };
static const char *const names[] = {FIELDS(MI_FIELD_NAME)};

/* One package; its texts point into the scan's copy of /proc/cpuinfo. */
typedef struct package {
  uint64_t id;        /* "physical id", 0 where the architecture has none */
  uint64_t first;     /* the number of its first logical processor */
  uint64_t logical;   /* how many of them */
  uint64_t cores;     /* 0: not said */
  double megahertz;   /* 0: not said */
  const char *model, *vendor, *stepping;
} package;

struct mi_scan {
  mi_host *host;
  mi_fields fields;
  mi_buffer text;
  package *packages;
  size_t count, room, next;
};

static char *trimmed(char *text) {
  size_t length;
  text += strspn(text, " \t");
  length = strlen(text);
  while (length > 0 && strchr(" \t", text[length - 1]) != NULL) text[--length] = '\0';
  return text;
}

static void read_number(uint64_t *out, const char *text) {
  uint64_t number;
  if (mi_text_to_uint64(&number, text, strlen(text)) == MI_OK) *out = number;
}

/* Takes what one line of a logical processor's paragraph says. */
static void read_line(package *one, char *line) {
  char *value = strchr(line, ':');
  if (value == NULL) return;
  *value++ = '\0';
  line = trimmed(line);
  value = trimmed(value);
  if (strcmp(line, "processor") == 0) read_number(&one->first, value);
  else if (strcmp(line, "physical id") == 0) read_number(&one->id, value);
  else if (strcmp(line, "cpu cores") == 0) read_number(&one->cores, value);
  else if (strcmp(line, "vendor_id") == 0) one->vendor = value;
  else if (strcmp(line, "model name") == 0) one->model = value;
  else if (strcmp(line, "stepping") == 0) one->stepping = value;
  else if (strcmp(line, "cpu MHz") == 0) mi_text_to_real(&one->megahertz, value, strlen(value));
}

static mi_result add(mi_scan *scan, const package *one) {
  for (size_t i = 0; i < scan->count; i++) {
    package *known = &scan->packages[i];
    if (known->id != one->id) continue;
    known->logical++;
    if (one->megahertz > known->megahertz) known->megahertz = one->megahertz;
    return MI_OK;
  }
  if (scan->count == scan->room) {
    size_t room = scan->room == 0 ? 4 : scan->room * 2;
    package *grown = mi_resize(scan->host->allocator, scan->packages, room * sizeof *grown);
    if (grown == NULL) return MI_E_OUT_OF_MEMORY;
    scan->packages = grown;
    scan->room = room;
  }
  scan->packages[scan->count] = *one;
  scan->packages[scan->count++].logical = 1;
  return MI_OK;
}

/* Paragraphs that begin with "processor" are processors; others tell of the machine. */
static mi_result find_packages(mi_scan *scan) {
  static const package none = {0};
  package one = none;
  char *cursor, *line;
  bool inside = false;
  mi_result result = mi_host_read_whole(&scan->text, "/proc/cpuinfo");
  if (result == MI_E_OUT_OF_MEMORY) return result;
  result = MI_OK;
  cursor = scan->text.data;
  while (result == MI_OK && (line = mi_host_next_line(&cursor)) != NULL) {
    bool starts = strncmp(line, "processor\t", 10) == 0;
    if (inside && (starts || *line == '\0')) {
      result = add(scan, &one);
      inside = false;
    }
    if (starts) one = none;
    inside = inside || starts;
    if (inside) read_line(&one, line);
  }
  return result == MI_OK && inside ? add(scan, &one) : result;
}

/* Leaves the package that a hint asks for. */
static void keep_only(mi_scan *scan, const mi_path *path) {
  size_t kept = 0;
  for (size_t i = 0; i < scan->count; i++) {
    char number[MI_TEXT_NUMBER + 1];
    number[mi_text_from_uint64(number, scan->packages[i].id)] = '\0';
    if (mi_host_passes(path, "DeviceID", number)) scan->packages[kept++] = scan->packages[i];
  }
  scan->count = kept;
}

mi_result mi_linux_processor_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  mi_scan *scan = mi_alloc_zero(start->host->allocator, sizeof *scan);
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  mi_fields_find(&scan->fields, start->class_, names, FIELD_COUNT);
  mi_buffer_init(&scan->text, start->host->allocator, 4 * (size_t)MI_HOST_WHOLE);
  if (find_packages(scan) != MI_OK) {
    mi_linux_processor_close(scan);
    return mi_error_out_of_memory(error);
  }
  keep_only(scan, start->path);
  *out = scan;
  return MI_OK;
}

void mi_linux_processor_close(mi_scan *scan) {
  const mi_allocator *allocator = scan->host->allocator;
  mi_buffer_free(&scan->text);
  mi_free(allocator, scan->packages);
  mi_free(allocator, scan);
}

static void set_speeds(mi_row *row, const package *one) {
  unsigned long long number = one->first;
  uint64_t kilohertz;
  if (mi_host_read_number(&kilohertz, FREQUENCY "cpuinfo_max_freq", number)) {
    mi_row_number(row, FIELD_MaxClockSpeed, kilohertz / 1000);
  }
  if (one->megahertz > 0 && one->megahertz < 1e9) {
    mi_row_number(row, FIELD_CurrentClockSpeed, (uint64_t)(one->megahertz + 0.5));
  } else if (mi_host_read_number(&kilohertz, FREQUENCY "scaling_cur_freq", number)) {
    mi_row_number(row, FIELD_CurrentClockSpeed, kilohertz / 1000);
  }
}

static void set_width(mi_row *row) {
  struct utsname machine;
  uint64_t width;
  if (uname(&machine) != 0) return;
  width = strstr(machine.machine, "64") != NULL || strcmp(machine.machine, "s390x") == 0 ? 64 : 32;
  mi_row_number(row, FIELD_AddressWidth, width);
  mi_row_number(row, FIELD_DataWidth, width);
}

static void fill(mi_scan *scan, mi_row *row, const package *one) {
  char number[MI_TEXT_NUMBER + 1], name[MI_TEXT_NUMBER + 16];
  number[mi_text_from_uint64(number, one->id)] = '\0';
  snprintf(name, sizeof name, "Processor %s", number);
  mi_row_keys(row, scan->host, "Linux_Processor", number);
  mi_row_text(row, FIELD_Name, name);
  mi_row_text(row, FIELD_Caption, one->model != NULL ? one->model : name);
  mi_row_text(row, FIELD_ElementName, one->model != NULL ? one->model : name);
  mi_row_fixed(row, FIELD_Role, "Central Processor");
  mi_row_number(row, FIELD_Family, one->model != NULL ? 1 : 2);
  mi_row_text(row, FIELD_OtherFamilyDescription, one->model);
  mi_row_number(row, FIELD_CPUStatus, 1);
  mi_row_number(row, FIELD_EnabledState, 2);
  mi_row_text(row, FIELD_Stepping, one->stepping);
  mi_row_text(row, FIELD_Manufacturer, one->vendor);
  mi_row_number(row, FIELD_NumberOfEnabledCores, one->cores != 0 ? one->cores : one->logical);
  mi_row_number(row, FIELD_NumberOfLogicalProcessors, one->logical);
  set_width(row);
  if (mi_fields_want_any(row->fields, FIELD_CurrentClockSpeed, FIELD_MaxClockSpeed)) {
    set_speeds(row, one);
  }
}

mi_result mi_linux_processor_next(mi_scan *scan, const mi_instance **out, bool *again,
                                  mi_arena *arena, mi_error *error) {
  mi_row row;
  *out = NULL;
  *again = false;
  if (scan->next == scan->count) return MI_OK;
  mi_row_begin(&row, &scan->fields, arena);
  fill(scan, &row, &scan->packages[scan->next++]);
  return mi_row_end(&row, out, error);
}
