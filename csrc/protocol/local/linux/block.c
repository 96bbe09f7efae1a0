#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/lookup.h"

/* One walk over /sys/class/block for three classes: the drives, the extents that they or the
 * kernel's mappers offer, and the partitions of those. */

#define FIELDS(X)                                                                             \
  X(SystemCreationClassName) X(SystemName) X(CreationClassName) X(DeviceID)                   \
  X(Caption) X(ElementName) X(Name) X(EnabledState)                                           \
  /* drives */                                                                                \
  X(Capabilities) X(DefaultBlockSize) X(MaxMediaSize) X(Manufacturer) X(Model)                \
  X(SerialNumber) X(Rotational)                                                               \
  /* extents and partitions */                                                                \
  X(Access) X(Primordial) X(UnderlyingDevices) X(BlockSize) X(NumberOfBlocks)                 \
  X(ConsumableBlocks) X(PartitionNumber) X(StartingOffset)
enum { FIELDS(MI_FIELD) FIELD_COUNT };
static const char *const names[] = {FIELDS(MI_FIELD_NAME)};

#define BLOCK "/sys/class/block/%s/"
#define SECTOR 512 /* the unit of sizes in /sys, whatever the device's own */
#define ENTRIES_PER_STEP 16
#define SLAVES_MOST 4096 /* bytes of their names */

enum { OPTICAL = 5 }; /* the SCSI type of drives for CDs */

typedef enum kind { DRIVE, EXTENT, PARTITION } kind;
static const char *const class_names[] = {"Linux_DiskDrive", "Linux_StorageExtent",
                                          "Linux_DiskPartition"};

struct mi_scan {
  mi_host *host;
  mi_fields fields;
  kind kind;
  DIR *directory; /* NULL: one device is asked for, or none */
  char only[MI_HOST_NAME];
};

static kind kind_of(const mi_class *class_) {
  const char *name = mi_lookup_declared(class_)->name;
  if (mi_text_same_name(name, class_names[DRIVE])) return DRIVE;
  return mi_text_same_name(name, class_names[PARTITION]) ? PARTITION : EXTENT;
}

mi_result mi_linux_block_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  const mi_value *id = start->path == NULL ? NULL : mi_path_key(start->path, "DeviceID");
  mi_scan *scan = mi_alloc_zero(start->host->allocator, sizeof *scan);
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  scan->kind = kind_of(start->class_);
  mi_fields_find(&scan->fields, start->class_, names, FIELD_COUNT);
  if (id != NULL && !id->null && id->type == MI_TYPE_STRING) {
    if (id->length < sizeof scan->only && strchr(id->as.text, '/') == NULL) {
      memcpy(scan->only, id->as.text, id->length + 1);
    }
  } else {
    scan->directory = opendir("/sys/class/block"); /* a machine without has no such devices */
  }
  *out = scan;
  return MI_OK;
}

void mi_linux_block_close(mi_scan *scan) {
  if (scan->directory != NULL) closedir(scan->directory);
  mi_free(scan->host->allocator, scan);
}

static bool is_of_kind(kind wanted, const char *name) {
  uint64_t number;
  bool partition;
  if (name[0] == '.' || !mi_host_read_number(&number, BLOCK "size", name)) return false;
  partition = mi_host_exists(BLOCK "partition", name);
  if (wanted == PARTITION) return partition;
  if (partition) return false;
  if (wanted == EXTENT) return number > 0; /* a drive without a medium, a loop without a file */
  if (!mi_host_exists(BLOCK "device", name)) return false;
  if (mi_host_read_number(&number, BLOCK "hidden", name) && number == 1) return false;
  return !mi_host_read_number(&number, BLOCK "device/type", name) || number != OPTICAL;
}

static uint64_t logical_block(const char *name, bool partition) {
  uint64_t size;
  bool known = partition ? mi_host_read_number(&size, BLOCK "../queue/logical_block_size", name)
                         : mi_host_read_number(&size, BLOCK "queue/logical_block_size", name);
  return known && size > 0 ? size : SECTOR;
}

static void set_line(mi_row *row, unsigned field, const char *name, const char *what) {
  char line[MI_HOST_LINE];
  if (mi_fields_want(row->fields, field) &&
      mi_host_read_line(line, sizeof line, BLOCK "%s", name, what)) {
    mi_row_text(row, field, line);
  }
}

/* Virtual devices give the number of a vendor, which is no name. */
static void set_manufacturer(mi_row *row, const char *name) {
  char vendor[MI_HOST_LINE];
  if (mi_fields_want(row->fields, FIELD_Manufacturer) &&
      mi_host_read_line(vendor, sizeof vendor, BLOCK "device/vendor", name) &&
      strncmp(vendor, "0x", 2) != 0) {
    mi_row_text(row, FIELD_Manufacturer, vendor);
  }
}

static void set_capabilities(mi_row *row, const char *name) {
  uint16_t capabilities[3] = {3}; /* random access */
  size_t count = 1;
  uint64_t flag;
  if (!mi_fields_want(row->fields, FIELD_Capabilities)) return;
  if (mi_host_read_number(&flag, BLOCK "ro", name) && flag == 0) capabilities[count++] = 4;
  if (mi_host_read_number(&flag, BLOCK "removable", name) && flag == 1) capabilities[count++] = 7;
  mi_row_numbers(row, FIELD_Capabilities, capabilities, count);
}

static void fill_drive(mi_row *row, const char *name) {
  uint64_t number;
  set_manufacturer(row, name);
  set_line(row, FIELD_Model, name, "device/model");
  set_line(row, FIELD_SerialNumber, name, "device/serial");
  set_capabilities(row, name);
  if (!mi_fields_want_any(row->fields, FIELD_DefaultBlockSize, FIELD_Rotational)) return;
  mi_row_number(row, FIELD_DefaultBlockSize, logical_block(name, false));
  if (mi_host_read_number(&number, BLOCK "size", name)) {
    mi_row_number(row, FIELD_MaxMediaSize, number / 2);
  }
  if (mi_host_read_number(&number, BLOCK "queue/rotational", name)) {
    mi_row_boolean(row, FIELD_Rotational, number == 1);
  }
}

/* What an extent stands on: the whole device of a partition, the parts of a mapped device. */
static size_t find_underlying(char out[SLAVES_MOST], const char *name, bool partition) {
  char path[MI_HOST_PATH];
  const struct dirent *entry;
  size_t filled = 0;
  DIR *directory;
  if (partition && mi_host_read_link(path, sizeof path, "/sys/class/block/%s", name)) {
    char *end = strrchr(path, '/'), *parent;
    if (end == NULL) return 0;
    *end = '\0';
    parent = strrchr(path, '/');
    return parent == NULL ? 0 : (size_t)snprintf(out, SLAVES_MOST, "%s", parent + 1) + 1;
  }
  snprintf(path, sizeof path, BLOCK "slaves", name);
  if (partition || (directory = opendir(path)) == NULL) return 0;
  while ((entry = readdir(directory)) != NULL) {
    size_t length = strlen(entry->d_name) + 1;
    if (entry->d_name[0] == '.' || length > SLAVES_MOST - filled) continue;
    memcpy(out + filled, entry->d_name, length);
    filled += length;
  }
  closedir(directory);
  return filled;
}

static void set_blocks(mi_row *row, const char *name, bool partition) {
  uint64_t sectors, start, size;
  if (!mi_fields_want_any(row->fields, FIELD_BlockSize, FIELD_StartingOffset)) return;
  size = logical_block(name, partition);
  mi_row_number(row, FIELD_BlockSize, size);
  if (mi_host_read_number(&sectors, BLOCK "size", name) && sectors < UINT64_MAX / SECTOR) {
    mi_row_number(row, FIELD_NumberOfBlocks, sectors * SECTOR / size);
    mi_row_number(row, FIELD_ConsumableBlocks, sectors * SECTOR / size);
  }
  if (!partition) return;
  if (mi_host_read_number(&start, BLOCK "start", name) && start < UINT64_MAX / SECTOR) {
    mi_row_number(row, FIELD_StartingOffset, start * SECTOR);
  }
  if (mi_host_read_number(&start, BLOCK "partition", name)) {
    mi_row_number(row, FIELD_PartitionNumber, start);
  }
}

static void fill_extent(mi_row *row, const char *name, bool partition) {
  char underlying[SLAVES_MOST];
  uint64_t flag;
  if (mi_fields_want_any(row->fields, FIELD_Primordial, FIELD_UnderlyingDevices)) {
    size_t length = find_underlying(underlying, name, partition);
    mi_row_texts(row, FIELD_UnderlyingDevices, underlying, length);
    mi_row_boolean(row, FIELD_Primordial, length == 0);
  }
  if (mi_fields_want(row->fields, FIELD_Access) && mi_host_read_number(&flag, BLOCK "ro", name)) {
    mi_row_number(row, FIELD_Access, flag == 1 ? 1 : 3);
  }
  set_blocks(row, name, partition);
}

static void fill(mi_scan *scan, mi_row *row, const char *name) {
  char text[MI_HOST_LINE];
  mi_row_keys(row, scan->host, class_names[scan->kind], name);
  snprintf(text, sizeof text, "/dev/%s", name);
  mi_row_text(row, FIELD_Name, text);
  mi_row_text(row, FIELD_Caption, name);
  mi_row_text(row, FIELD_ElementName, name);
  mi_row_number(row, FIELD_EnabledState, 2);
  /* mapped devices have a name that somebody gave them */
  set_line(row, FIELD_ElementName, name, "dm/name");
  if (scan->kind == DRIVE) {
    fill_drive(row, name);
  } else {
    fill_extent(row, name, scan->kind == PARTITION);
  }
}

/* The next name to look at; "": none, and *again tells whether there will be. */
static void next_name(mi_scan *scan, char out[MI_HOST_NAME], bool *again) {
  memcpy(out, scan->only, sizeof scan->only);
  if (scan->directory == NULL && !is_of_kind(scan->kind, out)) out[0] = '\0';
  scan->only[0] = '\0';
  for (int i = 0; scan->directory != NULL && i < ENTRIES_PER_STEP; i++) {
    const struct dirent *entry = readdir(scan->directory);
    if (entry == NULL) return;
    if (is_of_kind(scan->kind, entry->d_name)) {
      snprintf(out, MI_HOST_NAME, "%s", entry->d_name);
      return;
    }
  }
  *again = scan->directory != NULL;
}

mi_result mi_linux_block_next(mi_scan *scan, const mi_instance **out, bool *again,
                              mi_arena *arena, mi_error *error) {
  char name[MI_HOST_NAME];
  mi_row row;
  *out = NULL;
  *again = false;
  next_name(scan, name, again);
  if (name[0] == '\0') return MI_OK;
  mi_row_begin(&row, &scan->fields, arena);
  fill(scan, &row, name);
  return mi_row_end(&row, out, error);
}
