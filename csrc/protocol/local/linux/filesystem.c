#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/map.h"
#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/lookup.h"

#define FIELDS(X)                                                                          \
  X(CSCreationClassName) X(CSName) X(CreationClassName) X(Name)                            \
  X(Caption) X(ElementName) X(Root) X(FileSystemType) X(EnabledState) X(ReadOnly)          \
  X(CaseSensitive) X(CasePreserved) X(PersistenceType) X(Source) X(DeviceNumber)           \
  X(BlockDevice)                                                                           \
  X(BlockSize) X(FileSystemSize) X(AvailableSpace) X(PercentageSpaceUse) X(NumberOfFiles)  \
  X(MaxFileNameLength)
enum { FIELDS(MI_FIELD) FIELD_COUNT };
static const char *const names[] = {FIELDS(MI_FIELD_NAME)};

enum { /* of a type of file system */
  PSEUDO = 1,      /* shows the kernel's state: no file system to a user */
  REMOTE = 2,      /* its files are elsewhere */
  NO_SIZES = 4,    /* asking could wait for somebody */
  TEMPORARY = 8,
  CASELESS = 16,
  CASE_UNKNOWN = 32
};

static const struct {
  const char *name;
  unsigned traits;
} types[] = {
    {"autofs", PSEUDO},      {"binfmt_misc", PSEUDO}, {"bpf", PSEUDO},
    {"cgroup", PSEUDO},      {"cgroup2", PSEUDO},     {"configfs", PSEUDO},
    {"debugfs", PSEUDO},     {"devpts", PSEUDO},      {"devtmpfs", PSEUDO},
    {"efivarfs", PSEUDO},    {"fusectl", PSEUDO},     {"hugetlbfs", PSEUDO},
    {"mqueue", PSEUDO},      {"nfsd", PSEUDO},        {"nsfs", PSEUDO},
    {"proc", PSEUDO},        {"pstore", PSEUDO},      {"ramfs", PSEUDO},
    {"rpc_pipefs", PSEUDO},  {"securityfs", PSEUDO},  {"selinuxfs", PSEUDO},
    {"smackfs", PSEUDO},     {"sysfs", PSEUDO},       {"tracefs", PSEUDO},
    {"fuse.gvfsd-fuse", PSEUDO}, {"fuse.lxcfs", PSEUDO}, {"fuse.portal", PSEUDO},
    {"9p", REMOTE},          {"afs", REMOTE},         {"ceph", REMOTE},
    {"cifs", REMOTE},        {"coda", REMOTE},        {"davfs", REMOTE},
    {"fuse.ceph", REMOTE},   {"fuse.curlftpfs", REMOTE}, {"fuse.glusterfs", REMOTE},
    {"fuse.rclone", REMOTE}, {"fuse.s3fs", REMOTE},   {"fuse.sshfs", REMOTE},
    {"glusterfs", REMOTE},   {"gpfs", REMOTE},        {"lustre", REMOTE},
    {"ncpfs", REMOTE},       {"nfs", REMOTE},         {"nfs4", REMOTE},
    {"smb3", REMOTE},        {"smbfs", REMOTE},       {"virtiofs", REMOTE},
    {"tmpfs", TEMPORARY},    {"exfat", CASELESS},     {"msdos", CASELESS},
    {"vfat", CASELESS},      {"apfs", CASE_UNKNOWN},  {"fuseblk", CASE_UNKNOWN},
    {"hfsplus", CASE_UNKNOWN}, {"ntfs", CASE_UNKNOWN}, {"ntfs3", CASE_UNKNOWN},
    {"zfs", CASE_UNKNOWN},
};

static unsigned traits_of(const char *type) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (strcmp(types[i].name, type) == 0) {
      return types[i].traits | (types[i].traits & REMOTE ? NO_SIZES : 0u);
    }
  }
  return strncmp(type, "fuse.", 5) == 0 ? NO_SIZES : 0;
}

/* One line of /proc/self/mountinfo; its texts point into the scan's copy of it. */
typedef struct mount {
  const char *device; /* "8:1" */
  const char *root;   /* what of the file system is mounted */
  const char *point;
  const char *options;
  const char *type;
  const char *source;
  const char *super_options;
  unsigned traits;
} mount;

struct mi_scan {
  mi_host *host;
  mi_fields fields;
  const char *class_name;
  mi_path *path; /* the hint, in the arena; NULL: none */
  mi_buffer text;
  mi_arena arena;
  mi_map devices; /* the mount that stands for each file system */
  size_t cursor;
};

static bool is_octal(char c) { return c >= '0' && c <= '7'; }

/* Blanks are written as \040 there. */
static char *unescaped(char *text) {
  char *to = text;
  for (const char *from = text; *from != '\0'; from++) {
    if (*from == '\\' && is_octal(from[1]) && is_octal(from[2]) && is_octal(from[3])) {
      *to++ = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
      from += 3;
    } else {
      *to++ = *from;
    }
  }
  *to = '\0';
  return text;
}

/* id parent device root point options [optional ...] - type source super-options (proc(5)) */
static bool read_mount(mount *out, char *line) {
  char *words[6], *word;
  for (size_t i = 0; i < 6; i++) {
    if ((words[i] = mi_host_next_word(&line)) == NULL) return false;
  }
  while ((word = mi_host_next_word(&line)) != NULL && strcmp(word, "-") != 0) continue;
  out->device = words[2];
  out->root = unescaped(words[3]);
  out->point = unescaped(words[4]);
  out->options = words[5];
  if (word == NULL || (word = mi_host_next_word(&line)) == NULL) return false;
  out->type = unescaped(word);
  out->source = (word = mi_host_next_word(&line)) == NULL ? "" : unescaped(word);
  out->super_options = (word = mi_host_next_word(&line)) == NULL ? "" : word;
  out->traits = traits_of(out->type);
  return true;
}

/* A file system that is mounted several times is shown once: where its root is, or else nearest
 * to ours. */
static bool is_better(const mount *a, const mount *b) {
  bool a_whole = strcmp(a->root, "/") == 0, b_whole = strcmp(b->root, "/") == 0;
  return a_whole != b_whole ? a_whole : strlen(a->point) < strlen(b->point);
}

/* Containers mount single files over their own, such as /etc/hosts. */
static bool is_single_file(const mount *one) {
  struct stat facts;
  if ((one->traits & NO_SIZES) != 0 || strcmp(one->root, "/") == 0) return false;
  return stat(one->point, &facts) == 0 && !S_ISDIR(facts.st_mode);
}

static mi_result choose(mi_scan *scan, const mi_map *points) {
  bool remote = strcmp(scan->class_name, "Linux_RemoteFileSystem") == 0;
  const mi_map_entry *entry;
  mi_result result = MI_OK;
  size_t cursor = 0;
  while (result == MI_OK && (entry = mi_map_next(points, &cursor)) != NULL) {
    mount *one = entry->value, *other;
    if ((one->traits & PSEUDO) != 0 || ((one->traits & REMOTE) != 0) != remote) continue;
    if (is_single_file(one)) continue;
    other = mi_map_get(&scan->devices, one->device, strlen(one->device));
    if (other == NULL || is_better(one, other)) {
      result = mi_map_set(&scan->devices, one->device, strlen(one->device), one);
    }
  }
  return result;
}

static mi_result find_mounts(mi_scan *scan) {
  mi_map points; /* a later mount hides an earlier one at the same place */
  char *cursor, *line;
  mi_result result = mi_host_read_whole(&scan->text, "/proc/self/mountinfo");
  if (result == MI_E_OUT_OF_MEMORY) return result;
  result = MI_OK;
  mi_map_init(&points, scan->host->allocator, false);
  cursor = scan->text.data;
  while (result == MI_OK && (line = mi_host_next_line(&cursor)) != NULL) {
    mount *one = mi_arena_alloc(&scan->arena, sizeof *one);
    if (one == NULL) {
      result = MI_E_OUT_OF_MEMORY;
    } else if (read_mount(one, line)) {
      result = mi_map_set(&points, one->point, strlen(one->point), one);
    }
  }
  if (result == MI_OK) result = choose(scan, &points);
  mi_map_free(&points);
  return result;
}

mi_result mi_linux_filesystem_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  const mi_allocator *allocator = start->host->allocator;
  mi_scan *scan = mi_alloc_zero(allocator, sizeof *scan);
  mi_result result = MI_OK;
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  scan->class_name = mi_lookup_declared(start->class_)->name;
  mi_fields_find(&scan->fields, start->class_, names, FIELD_COUNT);
  mi_buffer_init(&scan->text, allocator, 4 * (size_t)MI_HOST_WHOLE);
  mi_arena_init(&scan->arena, allocator, 16 * (size_t)MI_HOST_WHOLE);
  mi_map_init(&scan->devices, allocator, false);
  if (start->path != NULL) result = mi_path_copy(&scan->path, start->path, &scan->arena);
  if (result == MI_OK) result = find_mounts(scan);
  if (result != MI_OK) {
    mi_linux_filesystem_close(scan);
    return mi_error_out_of_memory(error);
  }
  *out = scan;
  return MI_OK;
}

void mi_linux_filesystem_close(mi_scan *scan) {
  mi_map_free(&scan->devices);
  mi_buffer_free(&scan->text);
  mi_arena_free(&scan->arena);
  mi_free(scan->host->allocator, scan);
}

static bool has_option(const char *options, const char *option) {
  size_t length = strlen(option);
  while (options != NULL) {
    if (strncmp(options, option, length) == 0 &&
        (options[length] == '\0' || options[length] == ',')) {
      return true;
    }
    options = strchr(options, ',');
    if (options != NULL) options++;
  }
  return false;
}

static void set_sizes(mi_row *row, const struct statvfs *facts) {
  uint64_t unit = facts->f_frsize != 0 ? facts->f_frsize : facts->f_bsize;
  uint64_t used = facts->f_blocks > facts->f_bfree ? facts->f_blocks - facts->f_bfree : 0;
  uint64_t usable = used + facts->f_bavail; /* without what is reserved for root */
  mi_row_number(row, FIELD_BlockSize, unit);
  mi_row_number(row, FIELD_MaxFileNameLength, facts->f_namemax);
  if (facts->f_files >= facts->f_ffree && facts->f_files > 0) {
    mi_row_number(row, FIELD_NumberOfFiles, facts->f_files - facts->f_ffree);
  }
  if (unit == 0 || facts->f_blocks > UINT64_MAX / unit) return;
  mi_row_number(row, FIELD_FileSystemSize, facts->f_blocks * unit);
  mi_row_number(row, FIELD_AvailableSpace, facts->f_bavail * unit);
  if (usable > 0 && used < UINT64_MAX / 200) {
    mi_row_number(row, FIELD_PercentageSpaceUse, (used * 100 + usable - 1) / usable);
  }
}

static mi_result read_sizes(mi_row *row, const mount *one) {
  struct statvfs facts;
  if ((one->traits & NO_SIZES) != 0 ||
      !mi_fields_want_any(row->fields, FIELD_BlockSize, FIELD_MaxFileNameLength)) {
    return MI_OK;
  }
  if (statvfs(one->point, &facts) == 0) {
    set_sizes(row, &facts);
    return MI_OK;
  }
  return errno == ENOENT || errno == ENOTDIR ? MI_E_NOT_FOUND : MI_OK;
}

/* The name that the kernel has for a block device: "8:1" is "sda1". */
static void set_block_device(mi_row *row, const mount *one) {
  char path[MI_HOST_PATH];
  if (!mi_fields_want(row->fields, FIELD_BlockDevice)) return;
  if (mi_host_read_link(path, sizeof path, "/sys/dev/block/%s", one->device)) {
    const char *name = strrchr(path, '/');
    if (name != NULL) mi_row_text(row, FIELD_BlockDevice, name + 1);
  }
}

static void fill(mi_scan *scan, mi_row *row, const mount *one) {
  bool remote = (one->traits & REMOTE) != 0;
  uint64_t persistence = remote ? 4 : one->traits & TEMPORARY ? 3 : 2;
  mi_row_keys(row, scan->host, remote ? "Linux_RemoteFileSystem" : "Linux_LocalFileSystem",
              one->point);
  mi_row_text(row, FIELD_Caption, one->point);
  mi_row_text(row, FIELD_ElementName, one->point);
  mi_row_text(row, FIELD_Root, one->point);
  mi_row_text(row, FIELD_FileSystemType, one->type);
  mi_row_text(row, FIELD_Source, one->source);
  mi_row_text(row, FIELD_DeviceNumber, one->device);
  mi_row_number(row, FIELD_EnabledState, 2);
  mi_row_number(row, FIELD_PersistenceType, persistence);
  mi_row_boolean(row, FIELD_ReadOnly,
                 has_option(one->options, "ro") || has_option(one->super_options, "ro"));
  if ((one->traits & (REMOTE | CASE_UNKNOWN | NO_SIZES)) == 0) {
    mi_row_boolean(row, FIELD_CaseSensitive, (one->traits & CASELESS) == 0);
    mi_row_boolean(row, FIELD_CasePreserved, true);
  }
  set_block_device(row, one);
}

mi_result mi_linux_filesystem_next(mi_scan *scan, const mi_instance **out, bool *again,
                                   mi_arena *arena, mi_error *error) {
  const mi_map_entry *entry = mi_map_next(&scan->devices, &scan->cursor);
  const mount *one;
  mi_row row;
  *out = NULL;
  *again = false;
  if (entry == NULL) return MI_OK;
  one = entry->value;
  mi_row_begin(&row, &scan->fields, arena);
  fill(scan, &row, one);
  *again = !mi_row_passes(&row, FIELD_Name, scan->path, "Name") ||
           read_sizes(&row, one) == MI_E_NOT_FOUND;
  return *again ? MI_OK : mi_row_end(&row, out, error);
}
