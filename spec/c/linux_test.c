#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "check.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/mof.h"

static mi_repository *repository;
static mi_limits limits;

static const char *const classes[] = {
#define X(name, subject, invoke) #name,
    MI_LINUX_PROVIDERS(X)
#undef X
};
#define CLASS_COUNT (sizeof classes / sizeof classes[0])

static const mi_class *find_class(const char *name) {
  return mi_schema_find(mi_repository_schema(repository), "root/cimv2", name);
}

/* One walk, with all that it needs. */
typedef struct walk {
  const mi_provider *provider;
  mi_host *host;
  mi_scan *scan;
  mi_arena arena;
  mi_error error;
  mi_result result;
} walk_state;

static mi_result walk_open(walk_state *walk, const mi_allocator *allocator, const mi_class *class_,
                           const mi_path *path, const mi_path *related) {
  mi_scan_start start = {NULL, class_, path, related};
  memset(walk, 0, sizeof *walk);
  mi_arena_init(&walk->arena, allocator, (size_t)16 << 20);
  mi_error_init(&walk->error, allocator);
  walk->provider = mi_provider_find(class_->origin != NULL ? class_->origin->name : class_->name);
  walk->result = mi_host_new(&walk->host, allocator, &limits, &walk->error);
  if (walk->result != MI_OK) return walk->result;
  start.host = walk->host;
  walk->result = walk->provider->open(&walk->scan, &start, &walk->error);
  if (walk->result != MI_OK) walk->scan = NULL;
  return walk->result;
}

/* The next instance, which lives until the next call; NULL at the end, or with an error. */
static const mi_instance *walk_next(walk_state *walk) {
  const mi_instance *instance = NULL;
  bool again = true;
  while (walk->result == MI_OK && again && instance == NULL) {
    mi_arena_reset(&walk->arena);
    walk->result =
        walk->provider->next(walk->scan, &instance, &again, &walk->arena, &walk->error);
  }
  return walk->result == MI_OK ? instance : NULL;
}

static void walk_close(walk_state *walk) {
  if (walk->scan != NULL) walk->provider->close(walk->scan);
  mi_host_free(walk->host);
  mi_arena_free(&walk->arena);
  mi_error_clear(&walk->error);
}

static bool begin(walk_state *walk, const char *class_name, const mi_path *path,
                  const mi_path *related) {
  mi_result result = walk_open(walk, mi_allocator_default(), find_class(class_name), path, related);
  return CHECK_INT(result, MI_OK);
}

static size_t count_all(const char *class_name, const mi_path *path, const mi_path *related) {
  walk_state walk;
  size_t count = 0;
  begin(&walk, class_name, path, related);
  while (walk_next(&walk) != NULL) count++;
  CHECK_INT(walk.result, MI_OK);
  walk_close(&walk);
  return count;
}

static const char *text_of(const mi_instance *instance, const char *name) {
  const mi_value *value = mi_instance_get(instance, name);
  if (value == NULL || value->null || value->type != MI_TYPE_STRING) return "";
  return value->as.text;
}

static uint64_t number_of(const mi_instance *instance, const char *name) {
  const mi_value *value = mi_instance_get(instance, name);
  return value == NULL || value->null ? UINT64_MAX : value->as.natural;
}

static bool has(const mi_instance *instance, const char *name) {
  const mi_value *value = mi_instance_get(instance, name);
  return value != NULL && !value->null;
}

static mi_path *path_copy(const mi_instance *instance, mi_arena *arena) {
  const mi_path *path = NULL;
  mi_path *copy = NULL;
  CHECK_INT(mi_instance_path(&path, instance, arena, NULL), MI_OK);
  if (path != NULL) CHECK_INT(mi_path_copy(&copy, path, arena), MI_OK);
  return copy;
}

static mi_path *process_path(pid_t pid, mi_arena *arena) {
  char text[64];
  mi_path *path = NULL;
  snprintf(text, sizeof text, "Linux_UnixProcess.Handle=\"%d\"", (int)pid);
  CHECK_INT(mi_path_parse(&path, text, strlen(text), arena, NULL), MI_OK);
  return path;
}

/* ---- the declarations ---- */

static void every_provider_has_its_class(void) {
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    const mi_class *class_ = find_class(classes[i]);
    const mi_qualifier *qualifier;
    if (!CHECK(class_ != NULL)) continue;
    qualifier = mi_qualifiers_find(&class_->qualifiers, "Provider");
    CHECK(qualifier != NULL && mi_provider_find(qualifier->value.as.text) != NULL);
    CHECK(class_->key_count > 0);
  }
  CHECK(mi_provider_find("Linux_Toaster") == NULL);
}

static void every_provider_qualifier_has_its_provider(void) {
  mi_schema *schema = mi_repository_schema(repository);
  size_t count = 0;
  for (uint32_t i = 0; i < mi_schema_count(schema); i++) {
    const mi_class *class_ = mi_schema_class(schema, i);
    const mi_qualifier *qualifier = mi_qualifiers_find(&class_->qualifiers, "Provider");
    if (qualifier == NULL) continue;
    count++;
    CHECK(mi_provider_find(qualifier->value.as.text) != NULL);
  }
  CHECK_INT(count, CLASS_COUNT);
}

/* ---- every class ---- */

static void check_values(const mi_instance *instance) {
  const mi_class *class_ = instance->class_;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    const mi_value *value = &instance->values[i];
    CHECK_INT(value->type, property->type);
    if ((property->flags & MI_ELEMENT_KEY) != 0) CHECK(!value->null);
    if (value->type == MI_TYPE_STRING && !value->null) {
      CHECK_INT(mi_text_utf8_prefix(value->as.text, value->length), value->length);
    }
  }
  if (mi_class_find(class_, "CreationClassName", 17) >= 0) {
    CHECK_TEXT(text_of(instance, "CreationClassName"), class_->name);
  }
}

static void instances_have_keys_and_conform_to_their_class(void) {
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    const mi_instance *instance;
    walk_state walk;
    begin(&walk, classes[i], NULL, NULL);
    while ((instance = walk_next(&walk)) != NULL) check_values(instance);
    CHECK_INT(walk.result, MI_OK);
    walk_close(&walk);
  }
}

/* Our own process stands for the processes, of which others come and go. */
static bool is_lasting(const mi_instance *instance) {
  char self[32];
  const mi_value *part = mi_instance_get(instance, "PartComponent");
  const mi_value *handle = mi_instance_get(instance, "Handle");
  snprintf(self, sizeof self, "%d", (int)getpid());
  if (handle == NULL && part != NULL) handle = mi_path_key(part->as.reference, "Handle");
  return handle == NULL || strcmp(handle->as.text, self) == 0;
}

static void instances_can_be_got_again_by_path(void) {
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), (size_t)16 << 20);
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    const mi_instance *instance;
    walk_state walk;
    begin(&walk, classes[i], NULL, NULL);
    while ((instance = walk_next(&walk)) != NULL) {
      if (!is_lasting(instance)) continue;
      CHECK_INT(count_all(classes[i], path_copy(instance, &arena), NULL), 1);
    }
    walk_close(&walk);
  }
  mi_arena_free(&arena);
}

static void a_path_to_nothing_finds_nothing(void) {
  static const char *const paths[] = {
      "Linux_UnixProcess.Handle=\"0\"",        "Linux_UnixProcess.Handle=\"-1\"",
      "Linux_UnixProcess.Handle=\"self\"",     "Linux_UnixProcess.Handle=\"99999999999\"",
      "Linux_LocalFileSystem.Name=\"/nope\"",  "Linux_StorageExtent.DeviceID=\"../sda\"",
      "Linux_StorageExtent.DeviceID=\"\"",     "Linux_DiskDrive.DeviceID=\"..\"",
      "Linux_EthernetPort.DeviceID=\"nope0\"", "Linux_Processor.DeviceID=\"nope\"",
      "Linux_ComputerSystem.Name=\"n o p e\"", "Linux_OperatingSystem.Name=\"Plan 9\"",
  };
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    mi_path *path = NULL;
    CHECK_INT(mi_path_parse(&path, paths[i], strlen(paths[i]), &arena, NULL), MI_OK);
    if (path != NULL) CHECK_INT(count_all(path->class_name, path, NULL), 0);
  }
  mi_arena_free(&arena);
}

/* ---- what single classes say ---- */

static void our_own_process_is_told_as_it_is(void) {
  const mi_instance *self;
  const mi_value *arguments, *datetime;
  char number[32], name[17] = "";
  bool comparable;
  walk_state walk;
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  begin(&walk, "Linux_UnixProcess", process_path(getpid(), &arena), NULL);
  self = walk_next(&walk);
  if (CHECK(self != NULL)) {
    snprintf(number, sizeof number, "%d", (int)getppid());
    CHECK_TEXT(text_of(self, "ParentProcessID"), number);
    CHECK_INT(prctl(PR_GET_NAME, name), 0); /* not ours when valgrind runs us */
    CHECK_TEXT(text_of(self, "Name"), name);
    CHECK_HAS(text_of(self, "ModulePath"), "linux_test");
    CHECK_INT(number_of(self, "RealUserID"), getuid());
    CHECK_INT(number_of(self, "ProcessGroupID"), getpgrp());
    CHECK_INT(number_of(self, "ProcessSessionID"), getsid(0));
    CHECK_INT(number_of(self, "ExecutionState"), 3);
    CHECK(number_of(self, "WorkingSetSize") > 100000);
    arguments = mi_instance_get(self, "Parameters");
    CHECK(arguments->length == 1 && strstr(arguments->as.elements[0].as.text, "linux_test"));
    datetime = mi_instance_get(self, "CreationDate");
    if (CHECK(!datetime->null)) {
      mi_datetime now;
      mi_datetime_from_epoch(&now, mi_clock_epoch() + 2000000, 0);
      CHECK(mi_datetime_compare(datetime->as.datetime, &now, &comparable) <= 0);
      CHECK(mi_clock_epoch() - mi_datetime_microseconds(datetime->as.datetime) < 3600ll * 1000000);
    }
  }
  walk_close(&walk);
  mi_arena_free(&arena);
}

/* A child that has given itself that name, and waits. */
static pid_t start_named(const char *name) {
  int ready[2];
  char byte = 0;
  pid_t child;
  CHECK_INT(pipe(ready), 0);
  child = fork();
  if (child == 0) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
    if (write(ready[1], &byte, 1) == 1) pause();
    _exit(0);
  }
  CHECK_INT(read(ready[0], &byte, 1), 1);
  close(ready[0]);
  close(ready[1]);
  return child;
}

static void a_name_with_parentheses_and_bad_bytes_is_read_and_mended(void) {
  const mi_instance *instance;
  mi_arena arena;
  walk_state walk;
  pid_t child = start_named("a) R 1 (\xff b");
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  begin(&walk, "Linux_UnixProcess", process_path(child, &arena), NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) {
    char number[32];
    snprintf(number, sizeof number, "%d", (int)getpid());
    CHECK_TEXT(text_of(instance, "Name"), "a) R 1 (\xEF\xBF\xBD b");
    CHECK_TEXT(text_of(instance, "ParentProcessID"), number);
  }
  walk_close(&walk);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  mi_arena_free(&arena);
}

static void a_zombie_is_terminated_and_has_no_arguments(void) {
  const mi_instance *instance;
  mi_arena arena;
  siginfo_t info;
  walk_state walk;
  pid_t child = fork();
  if (child == 0) _exit(0);
  waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  begin(&walk, "Linux_UnixProcess", process_path(child, &arena), NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) {
    CHECK_INT(number_of(instance, "ExecutionState"), 7);
    CHECK(!has(instance, "Parameters"));
    CHECK(!has(instance, "ModulePath"));
  }
  walk_close(&walk);
  waitpid(child, NULL, 0);
  mi_arena_free(&arena);
}

static pid_t start_sleeper(void) {
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  return child;
}

static void a_process_that_vanishes_is_passed_over(void) {
  const mi_instance *instance;
  char handle[32];
  size_t count = 0;
  walk_state walk;
  pid_t child = start_sleeper();
  snprintf(handle, sizeof handle, "%d", (int)child);
  begin(&walk, "Linux_UnixProcess", NULL, NULL);
  CHECK(walk_next(&walk) != NULL);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  while ((instance = walk_next(&walk)) != NULL) {
    count++;
    CHECK(strcmp(text_of(instance, "Handle"), handle) != 0);
  }
  CHECK_INT(walk.result, MI_OK);
  CHECK(count > 0);
  walk_close(&walk);
}

static void a_process_that_vanishes_once_asked_for_gives_again_and_no_instance(void) {
  const mi_instance *instance = NULL;
  mi_arena arena;
  bool again = false;
  walk_state walk;
  pid_t child = start_sleeper();
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  begin(&walk, "Linux_UnixProcess", process_path(child, &arena), NULL);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  CHECK_INT(walk.provider->next(walk.scan, &instance, &again, &walk.arena, &walk.error), MI_OK);
  CHECK(again && instance == NULL);
  CHECK(walk_next(&walk) == NULL);
  walk_close(&walk);
  mi_arena_free(&arena);
}

static void a_projection_gets_its_own_properties_and_no_others(void) {
  mi_schema *schema;
  const mi_class *class_ = find_class("Linux_UnixProcess"), *narrow;
  const mi_instance *instance;
  bool keep[256] = {false};
  walk_state walk;
  CHECK_INT(mi_schema_new(&schema, mi_allocator_default(), &limits, class_->schema), MI_OK);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    keep[i] = (class_->properties[i].flags & MI_ELEMENT_KEY) != 0 ||
              strcmp(class_->properties[i].name, "Name") == 0;
  }
  CHECK_INT(mi_schema_project(schema, class_, NULL, keep, &narrow, NULL), MI_OK);
  walk_open(&walk, mi_allocator_default(), narrow, NULL, NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) {
    CHECK(instance->class_ == narrow);
    CHECK(text_of(instance, "Name")[0] != '\0');
    check_values(instance);
  }
  walk_close(&walk);
  mi_schema_unref(schema);
}

static void the_system_is_named_and_measured(void) {
  char name[256] = "";
  const mi_instance *instance;
  walk_state walk;
  gethostname(name, sizeof name - 1);
  begin(&walk, "Linux_ComputerSystem", NULL, NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) CHECK_TEXT(text_of(instance, "Name"), name);
  CHECK(walk_next(&walk) == NULL);
  walk_close(&walk);
  begin(&walk, "Linux_OperatingSystem", NULL, NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) {
    CHECK_INT(number_of(instance, "OSType"), 36);
    CHECK(number_of(instance, "NumberOfProcesses") > 0);
    CHECK(number_of(instance, "TotalVisibleMemorySize") >=
          number_of(instance, "FreePhysicalMemory"));
    CHECK(has(instance, "LastBootUpTime") && has(instance, "Version"));
  }
  walk_close(&walk);
}

/* In a chroot, "/" is mounted outside of what can be seen. */
static bool is_mounted(const char *place) {
  char line[1024], mounted[256];
  FILE *mounts = fopen("/proc/self/mountinfo", "r");
  bool found = false;
  while (mounts != NULL && fgets(line, sizeof line, mounts) != NULL) {
    if (sscanf(line, "%*s %*s %*s %*s %255s", mounted) == 1) {
      found = found || strcmp(mounted, place) == 0;
    }
  }
  if (mounts != NULL) fclose(mounts);
  return found;
}

static void file_systems_are_shown_once_and_pseudo_ones_never(void) {
  const mi_instance *instance;
  bool root = false;
  walk_state walk;
  begin(&walk, "Linux_LocalFileSystem", NULL, NULL);
  while ((instance = walk_next(&walk)) != NULL) {
    const char *type = text_of(instance, "FileSystemType");
    CHECK(strcmp(type, "proc") != 0 && strcmp(type, "sysfs") != 0);
    if (strcmp(text_of(instance, "Name"), "/") != 0) continue;
    CHECK(!root);
    root = true;
    CHECK(number_of(instance, "FileSystemSize") >= number_of(instance, "AvailableSpace"));
    CHECK(number_of(instance, "PercentageSpaceUse") <= 100);
  }
  CHECK_INT(root, is_mounted("/"));
  walk_close(&walk);
}

/* ---- associations ---- */

static const mi_class *class_of(const mi_path *path) { return find_class(path->class_name); }

static void check_ends(const mi_instance *association) {
  const mi_class *class_ = association->class_;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_value *value = &association->values[i];
    const mi_class *declared;
    if (value->type != MI_TYPE_REFERENCE) continue;
    if (!CHECK(!value->null) || !CHECK(class_of(value->as.reference) != NULL)) continue;
    declared = class_of(value->as.reference);
    CHECK(mi_class_is_a(declared, class_->properties[i].class_name));
    CHECK_INT(value->as.reference->key_count, declared->key_count);
    CHECK_INT(count_all(declared->name, value->as.reference, NULL), 1);
  }
}

static void both_ends_of_associations_exist(void) {
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    const mi_instance *instance;
    walk_state walk;
    if ((find_class(classes[i])->flags & MI_CLASS_ASSOCIATION) == 0) continue;
    begin(&walk, classes[i], NULL, NULL);
    while ((instance = walk_next(&walk)) != NULL) {
      if (is_lasting(instance)) check_ends(instance);
    }
    walk_close(&walk);
  }
}

static void an_association_of_one_process_is_one_instance(void) {
  const mi_instance *instance;
  mi_arena arena;
  walk_state walk;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  CHECK_INT(count_all("Linux_OSProcess", NULL, process_path(getpid(), &arena)), 1);
  begin(&walk, "Linux_ComputerSystem", NULL, NULL);
  instance = walk_next(&walk);
  if (CHECK(instance != NULL)) {
    mi_path *system = path_copy(instance, &arena);
    CHECK_INT(count_all("Linux_RunningOS", NULL, system), 1);
    CHECK_INT(count_all("Linux_OSProcess", NULL, system), 0);
    CHECK(count_all("Linux_SystemDevice", NULL, system) >= 2);
  }
  walk_close(&walk);
  mi_arena_free(&arena);
}

static void a_superclass_names_the_related_object_as_well(void) {
  char text[64];
  mi_path *path = NULL;
  mi_arena arena;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  snprintf(text, sizeof text, "CIM_Process.Handle=\"%d\"", (int)getpid());
  CHECK_INT(mi_path_parse(&path, text, strlen(text), &arena, NULL), MI_OK);
  CHECK_INT(count_all("Linux_OSProcess", NULL, path), 1);
  mi_arena_free(&arena);
}

/* ---- methods ---- */

/* Calls a method with at most one parameter; *answer is its ReturnValue. */
static mi_result call(const char *class_name, const mi_path *path, const char *name, int parameter,
                      uint64_t *answer) {
  mi_element in = {.name = "Signal", .type = MI_TYPE_UINT16};
  mi_element out = {.name = "ReturnValue", .type = MI_TYPE_UINT32};
  const mi_provider *provider = mi_provider_find(class_name);
  const mi_class *in_class, *out_class;
  mi_instance *parameters, *results;
  mi_schema *schema;
  mi_arena arena;
  mi_host *host;
  mi_result result;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  mi_host_new(&host, mi_allocator_default(), &limits, NULL);
  mi_schema_new(&schema, mi_allocator_default(), &limits, NULL);
  in.value = mi_value_null(MI_TYPE_UINT16);
  out.value = mi_value_null(MI_TYPE_UINT32);
  mi_schema_shape(schema, "root/cimv2", "in", &in, 1, &in_class, NULL);
  mi_schema_shape(schema, "root/cimv2", "out", &out, 1, &out_class, NULL);
  parameters = mi_instance_new(in_class, false, &arena);
  results = mi_instance_new(out_class, false, &arena);
  if (parameter >= 0) {
    parameters->values[0] = mi_value_unsigned(MI_TYPE_UINT16, (uint64_t)parameter);
  }
  result = provider->invoke(host, path, name, parameters, results, &arena, NULL);
  *answer = results->values[0].null ? UINT64_MAX : results->values[0].as.natural;
  mi_schema_unref(schema);
  mi_host_free(host);
  mi_arena_free(&arena);
  return result;
}

static void a_signal_reaches_its_process(void) {
  mi_arena arena;
  uint64_t answer;
  int status = 0;
  pid_t child = start_sleeper();
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  CHECK_INT(call("Linux_UnixProcess", process_path(child, &arena), "sendsignal", SIGTERM, &answer),
            MI_OK);
  CHECK_INT(answer, 0);
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
  CHECK_INT(call("Linux_UnixProcess", process_path(child, &arena), "SendSignal", 0, &answer),
            MI_E_NOT_FOUND);
  mi_arena_free(&arena);
}

static void a_signal_without_a_number_or_for_another_machine_is_refused(void) {
  char text[128];
  mi_path *path = NULL;
  mi_arena arena;
  uint64_t answer;
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  path = process_path(getpid(), &arena);
  CHECK_INT(call("Linux_UnixProcess", path, "SendSignal", -1, &answer), MI_E_INVALID_PARAMETER);
  CHECK_INT(call("Linux_UnixProcess", path, "SendSignal", 9999, &answer), MI_E_INVALID_PARAMETER);
  snprintf(text, sizeof text, "Linux_UnixProcess.CSName=\"else where\",Handle=\"%d\"",
           (int)getpid());
  CHECK_INT(mi_path_parse(&path, text, strlen(text), &arena, NULL), MI_OK);
  CHECK_INT(call("Linux_UnixProcess", path, "SendSignal", 0, &answer), MI_E_NOT_FOUND);
  mi_arena_free(&arena);
}

static void a_request_to_restart_is_not_supported(void) {
  uint64_t answer;
  CHECK_INT(call("Linux_OperatingSystem", NULL, "Reboot", -1, &answer), MI_OK);
  CHECK_INT(answer, 1);
  CHECK_INT(call("Linux_UnixProcess", NULL, "RequestStateChange", -1, &answer), MI_OK);
  CHECK_INT(answer, 1);
}

/* ---- reads ---- */

static void reads_are_bounded_and_tell_what_is_missing(void) {
  char text[8];
  size_t length;
  uint64_t number;
  mi_buffer buffer;
  CHECK_INT(mi_host_read(text, sizeof text, &length, "/proc/%s/stat", "self"), MI_OK);
  CHECK_INT(length, 7);
  CHECK_INT(mi_host_read(text, sizeof text, &length, "/proc/nope"), MI_E_NOT_FOUND);
  CHECK(!mi_host_read_number(&number, "/proc/version"));
  CHECK(!mi_host_read_line(text, sizeof text, "/proc/%0600d", 1));
  mi_buffer_init(&buffer, mi_allocator_default(), 8192);
  CHECK_INT(mi_host_read_whole(&buffer, "/dev/zero"), MI_OK);
  CHECK(buffer.length <= 8192);
  mi_buffer_free(&buffer);
}

/* ---- failing memory ---- */

static const char *class_at_hand;

static mi_result walk_all(const mi_allocator *allocator) {
  walk_state walk;
  mi_result result;
  walk_open(&walk, allocator, find_class(class_at_hand), NULL, NULL);
  for (int i = 0; i < 5 && walk_next(&walk) != NULL; i++) continue;
  result = walk.result;
  walk_close(&walk);
  return result;
}

static void every_walk_survives_each_failing_allocation(void) {
  for (size_t i = 0; i < CLASS_COUNT; i++) {
    class_at_hand = classes[i];
    check_each_failing_allocation(walk_all);
  }
}

int main(void) {
  mi_error error;
  mi_limits_default(&limits);
  mi_error_init(&error, mi_allocator_default());
  if (mi_repository_new(&repository, mi_allocator_default(), &limits, &error) != MI_OK ||
      mi_mof_compile(repository, "root/cimv2", "linux.mof", mi_host_mof, mi_host_mof_length,
                     &error) != MI_OK) {
    fprintf(stderr, "%s\n", mi_error_text(&error));
    return 1;
  }
  RUN(every_provider_has_its_class);
  RUN(every_provider_qualifier_has_its_provider);
  RUN(instances_have_keys_and_conform_to_their_class);
  RUN(instances_can_be_got_again_by_path);
  RUN(a_path_to_nothing_finds_nothing);
  RUN(our_own_process_is_told_as_it_is);
  RUN(a_name_with_parentheses_and_bad_bytes_is_read_and_mended);
  RUN(a_zombie_is_terminated_and_has_no_arguments);
  RUN(a_process_that_vanishes_is_passed_over);
  RUN(a_process_that_vanishes_once_asked_for_gives_again_and_no_instance);
  RUN(a_projection_gets_its_own_properties_and_no_others);
  RUN(the_system_is_named_and_measured);
  RUN(file_systems_are_shown_once_and_pseudo_ones_never);
  RUN(both_ends_of_associations_exist);
  RUN(an_association_of_one_process_is_one_instance);
  RUN(a_superclass_names_the_related_object_as_well);
  RUN(a_signal_reaches_its_process);
  RUN(a_signal_without_a_number_or_for_another_machine_is_refused);
  RUN(a_request_to_restart_is_not_supported);
  RUN(reads_are_bounded_and_tell_what_is_missing);
  RUN(every_walk_survives_each_failing_allocation);
  mi_repository_free(repository);
  return check_done();
}
