#include <string.h>

#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/lookup.h"

/* All associations are one walk: over the members of some classes, each of which leads to
 * another object. The link is a text (or several) that the member has, and that is a key of the
 * other; without a link the other is the one instance of its class. Both ends are asked of their
 * own providers, so that an association never leads to what is not there. */

#define CLASSES_MOST 8

typedef struct link {
  const char *class_name;
  const char *member_role;
  const char *members[CLASSES_MOST];
  const char *member_property; /* NULL: no link */
  const char *other_role;
  const char *others[CLASSES_MOST]; /* the first that has such an object */
  const char *other_key;
} link;

static const link links[] = {
    {"Linux_RunningOS", "Dependent", {"Linux_ComputerSystem"}, NULL,
     "Antecedent", {"Linux_OperatingSystem"}, NULL},
    {"Linux_InstalledOS", "PartComponent", {"Linux_OperatingSystem"}, NULL,
     "GroupComponent", {"Linux_ComputerSystem"}, NULL},
    {"Linux_OSProcess", "PartComponent", {"Linux_UnixProcess"}, NULL,
     "GroupComponent", {"Linux_OperatingSystem"}, NULL},
    {"Linux_SystemDevice", "PartComponent",
     {"Linux_Processor", "Linux_Memory", "Linux_DiskDrive", "Linux_StorageExtent",
      "Linux_DiskPartition", "Linux_EthernetPort", "Linux_NetworkPort"}, NULL,
     "GroupComponent", {"Linux_ComputerSystem"}, NULL},
    {"Linux_HostedFileSystem", "PartComponent",
     {"Linux_LocalFileSystem", "Linux_RemoteFileSystem"}, NULL,
     "GroupComponent", {"Linux_ComputerSystem"}, NULL},
    {"Linux_HostedAccessPoint", "Dependent", {"Linux_IPProtocolEndpoint"}, NULL,
     "Antecedent", {"Linux_ComputerSystem"}, NULL},
    {"Linux_PortImplementsEndpoint", "Dependent", {"Linux_IPProtocolEndpoint"}, "InterfaceName",
     "Antecedent", {"Linux_EthernetPort", "Linux_NetworkPort"}, "DeviceID"},
    {"Linux_ElementStatisticalData", "Stats", {"Linux_NetworkPortStatistics"}, "ElementName",
     "ManagedElement", {"Linux_EthernetPort", "Linux_NetworkPort"}, "DeviceID"},
    {"Linux_MediaPresent", "Antecedent", {"Linux_DiskDrive"}, "DeviceID",
     "Dependent", {"Linux_StorageExtent"}, "DeviceID"},
    {"Linux_BasedOn", "Dependent", {"Linux_DiskPartition", "Linux_StorageExtent"},
     "UnderlyingDevices",
     "Antecedent", {"Linux_StorageExtent", "Linux_DiskPartition"}, "DeviceID"},
    {"Linux_ResidesOnExtent", "Dependent", {"Linux_LocalFileSystem"}, "BlockDevice",
     "Antecedent", {"Linux_DiskPartition", "Linux_StorageExtent"}, "DeviceID"},
};

enum { MEMBER, OTHER, ROLES };

/* One end: the classes that it may have, their projections as they are first needed. */
typedef struct end {
  const char *const *classes;
  const char *property; /* what is wanted besides the keys; NULL: nothing */
  const mi_class *projections[CLASSES_MOST];
  const mi_path *only; /* NULL: all */
} end;

struct mi_scan {
  mi_host *host;
  const link *link;
  mi_fields fields; /* MEMBER and OTHER */
  const mi_class *class_;
  mi_schema *schema; /* of the projections */
  end member, other;
  mi_arena hints;     /* the paths in the ends, and the path of a common other */
  mi_arena found;     /* the member at hand, and its others */
  size_t next_class;  /* of the members */
  const mi_provider *provider;
  mi_scan *members;        /* the walk over a class of them; NULL: none is open */
  const mi_path *path;     /* of the member at hand; NULL: none */
  const mi_value *texts;   /* its links that are still to be followed */
  uint32_t text_count;
  const mi_path *common;   /* the other that all members share, when there is no link */
};

static const link *find_link(const char *class_name) {
  for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
    if (mi_text_same_name(links[i].class_name, class_name)) return &links[i];
  }
  return NULL;
}

/* The class with its keys and the one property of use. */
static mi_result project(mi_scan *scan, end *side, size_t number, mi_error *error) {
  const char *name = side->classes[number];
  const mi_class *class_ = mi_schema_find(scan->class_->schema, scan->class_->namespace_name, name);
  mi_result result;
  bool *keep;
  if (class_ == NULL) {
    return mi_error_set(error, MI_E_INVALID_CLASS, "%s needs %s", scan->link->class_name, name);
  }
  keep = mi_alloc_zero(scan->host->allocator, class_->property_count + 1);
  if (keep == NULL) return mi_error_out_of_memory(error);
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    keep[i] = (property->flags & MI_ELEMENT_KEY) != 0 ||
              (side->property != NULL && mi_text_same_name(property->name, side->property));
  }
  result = mi_schema_project(scan->schema, class_, NULL, keep, &side->projections[number], error);
  mi_free(scan->host->allocator, keep);
  return result;
}

/* Opens the provider of one of an end's classes for all, or for what `path` says. */
static mi_result open_end(mi_scan *scan, end *side, size_t number, const mi_path *path,
                          const mi_provider **provider, mi_scan **out, mi_error *error) {
  mi_scan_start start = {scan->host, NULL, path, NULL};
  mi_result result = MI_OK;
  *out = NULL;
  *provider = mi_provider_find(side->classes[number]);
  if (*provider == NULL) {
    return mi_error_set(error, MI_E_INVALID_CLASS, "%s has no provider", side->classes[number]);
  }
  if (side->projections[number] == NULL) result = project(scan, side, number, error);
  start.class_ = side->projections[number];
  return result == MI_OK ? (*provider)->open(out, &start, error) : result;
}

/* Whether the path can be of an object of one of the classes, named so or by a superclass. */
static bool may_be(const mi_scan *scan, const char *const *classes, const mi_path *path) {
  const char *namespace_name = scan->class_->namespace_name;
  for (size_t i = 0; i < CLASSES_MOST && classes[i] != NULL; i++) {
    const mi_class *class_ = mi_schema_find(scan->class_->schema, namespace_name, classes[i]);
    if (class_ != NULL && mi_class_is_a(class_, path->class_name)) return true;
  }
  return false;
}

static mi_result keep_hint(mi_scan *scan, const mi_path **out, const mi_path *path) {
  mi_path *copy;
  mi_result result = mi_path_copy(&copy, path, &scan->hints);
  if (result == MI_OK) *out = copy;
  return result;
}

static mi_result keep_role(mi_scan *scan, const mi_path **out, const mi_path *path,
                           const char *role) {
  const mi_value *value = mi_path_key(path, role);
  if (value == NULL || value->null || value->type != MI_TYPE_REFERENCE) return MI_OK;
  return keep_hint(scan, out, value->as.reference);
}

/* Narrows the walk to what is asked for; not at all when the related object could be at either
 * end. */
static mi_result narrow(mi_scan *scan, const mi_scan_start *start) {
  const link *rule = scan->link;
  bool member, other;
  if (start->path != NULL) {
    mi_result result = keep_role(scan, &scan->member.only, start->path, rule->member_role);
    if (result != MI_OK) return result;
    return keep_role(scan, &scan->other.only, start->path, rule->other_role);
  }
  if (start->related == NULL) return MI_OK;
  member = may_be(scan, rule->members, start->related);
  other = may_be(scan, rule->others, start->related);
  if (member && other) return MI_OK;
  if (member) return keep_hint(scan, &scan->member.only, start->related);
  if (other) return keep_hint(scan, &scan->other.only, start->related);
  scan->next_class = CLASSES_MOST; /* it is related to nothing here */
  return MI_OK;
}

mi_result mi_linux_association_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  const mi_allocator *allocator = start->host->allocator;
  const char *names[ROLES];
  mi_scan *scan = mi_alloc_zero(allocator, sizeof *scan);
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  scan->class_ = start->class_;
  scan->link = find_link(mi_lookup_declared(start->class_)->name);
  mi_arena_init(&scan->hints, allocator, MI_HOST_WHOLE);
  mi_arena_init(&scan->found, allocator, MI_HOST_WHOLE);
  if (scan->link == NULL) {
    mi_linux_association_close(scan);
    return mi_error_set(error, MI_E_INVALID_CLASS, "%s has no live instances",
                        start->class_->name);
  }
  scan->member.classes = scan->link->members;
  scan->member.property = scan->link->member_property;
  scan->other.classes = scan->link->others;
  names[MEMBER] = scan->link->member_role;
  names[OTHER] = scan->link->other_role;
  mi_fields_find(&scan->fields, start->class_, names, ROLES);
  if (mi_schema_new(&scan->schema, allocator, start->host->limits, start->class_->schema) !=
          MI_OK ||
      narrow(scan, start) != MI_OK) {
    mi_linux_association_close(scan);
    return mi_error_out_of_memory(error);
  }
  *out = scan;
  return MI_OK;
}

void mi_linux_association_close(mi_scan *scan) {
  if (scan->members != NULL) scan->provider->close(scan->members);
  mi_arena_free(&scan->hints);
  mi_arena_free(&scan->found);
  mi_schema_unref(scan->schema);
  mi_free(scan->host->allocator, scan);
}

/* The path of the only object of a walk; NULL: it has none. */
static mi_result first_path(const mi_path **out, mi_scan *walk, const mi_provider *provider,
                            mi_arena *arena, mi_error *error) {
  const mi_instance *instance = NULL;
  bool again = true;
  mi_result result = MI_OK;
  *out = NULL;
  while (result == MI_OK && again && instance == NULL) {
    result = provider->next(walk, &instance, &again, arena, error);
  }
  if (result != MI_OK || instance == NULL) return result;
  return mi_instance_path(out, instance, arena, error);
}

/* The object at the other end whose key is `text`; with NULL, the one that there is. *out is NULL
 * when there is none. */
static mi_result find_other(mi_scan *scan, const mi_path **out, const mi_value *text,
                            mi_arena *arena, mi_error *error) {
  mi_key key = {scan->link->other_key, text == NULL ? mi_value_null(MI_TYPE_STRING) : *text};
  mi_path hint = {0};
  mi_result result = MI_OK;
  *out = NULL;
  hint.keys = &key;
  hint.key_count = 1;
  for (size_t i = 0; i < CLASSES_MOST && scan->other.classes[i] != NULL; i++) {
    const mi_provider *provider;
    mi_scan *walk;
    hint.class_name = scan->other.classes[i];
    result = open_end(scan, &scan->other, i, text == NULL ? NULL : &hint, &provider, &walk, error);
    if (result != MI_OK) return result;
    result = first_path(out, walk, provider, arena, error);
    provider->close(walk);
    if (result != MI_OK || *out != NULL) break;
  }
  return result;
}

/* Takes the links that a member has as a run of texts. */
static void take_links(mi_scan *scan, const mi_instance *member) {
  const mi_value *value = mi_instance_get(member, scan->link->member_property);
  scan->texts = NULL;
  scan->text_count = 0;
  if (value == NULL || value->null) return;
  if (value->type == MI_TYPE_STRING) {
    scan->texts = value;
    scan->text_count = 1;
  } else if (value->type == (MI_TYPE_STRING | MI_TYPE_ARRAY)) {
    scan->texts = value->as.elements;
    scan->text_count = value->length;
  }
}

/* Opens the next class of members, or passes to the one after it. */
static mi_result open_members(mi_scan *scan, bool *again, mi_error *error) {
  size_t number = scan->next_class;
  if (number >= CLASSES_MOST || scan->member.classes[number] == NULL) return MI_OK;
  scan->next_class++;
  *again = true;
  if (scan->member.only != NULL) {
    const char *const one[CLASSES_MOST] = {scan->member.classes[number]};
    if (!may_be(scan, one, scan->member.only)) return MI_OK;
  }
  return open_end(scan, &scan->member, number, scan->member.only, &scan->provider, &scan->members,
                  error);
}

static mi_result next_member(mi_scan *scan, bool *again, mi_error *error) {
  const mi_instance *member = NULL;
  mi_result result;
  if (scan->members == NULL) return open_members(scan, again, error);
  mi_arena_reset(&scan->found);
  result = scan->provider->next(scan->members, &member, again, &scan->found, error);
  if (result != MI_OK || *again) return result;
  *again = true;
  if (member == NULL) {
    scan->provider->close(scan->members);
    scan->members = NULL;
    return MI_OK;
  }
  if (scan->link->member_property != NULL) take_links(scan, member);
  return mi_instance_path(&scan->path, member, &scan->found, error);
}

static mi_result make(mi_scan *scan, const mi_path *other, const mi_instance **out,
                      mi_arena *arena, mi_error *error) {
  mi_row row;
  mi_row_begin(&row, &scan->fields, arena);
  mi_row_path(&row, MEMBER, scan->path);
  mi_row_path(&row, OTHER, other);
  return mi_row_end(&row, out, error);
}

/* All members share one other, which is looked for once. */
static mi_result join_common(mi_scan *scan, const mi_instance **out, bool *again, mi_arena *arena,
                             mi_error *error) {
  mi_result result = MI_OK;
  if (scan->common == NULL) result = find_other(scan, &scan->common, NULL, &scan->hints, error);
  if (result == MI_OK && scan->common != NULL) {
    result = make(scan, scan->common, out, arena, error);
    *again = *out == NULL;
  }
  scan->path = NULL;
  return result;
}

/* Follows one link of the member at hand. */
static mi_result join_linked(mi_scan *scan, const mi_instance **out, bool *again, mi_arena *arena,
                             mi_error *error) {
  const mi_value *text = scan->texts;
  const mi_path *other;
  mi_result result;
  *again = true;
  if (scan->text_count == 0) {
    scan->path = NULL;
    return MI_OK;
  }
  scan->texts++;
  scan->text_count--;
  if (text->null || !mi_host_passes(scan->other.only, scan->link->other_key, text->as.text)) {
    return MI_OK;
  }
  result = find_other(scan, &other, text, &scan->found, error);
  if (result != MI_OK || other == NULL) return result;
  *again = false;
  return make(scan, other, out, arena, error);
}

mi_result mi_linux_association_next(mi_scan *scan, const mi_instance **out, bool *again,
                                    mi_arena *arena, mi_error *error) {
  *out = NULL;
  *again = false;
  if (scan->path == NULL) return next_member(scan, again, error);
  if (scan->link->member_property == NULL) return join_common(scan, out, again, arena, error);
  return join_linked(scan, out, again, arena, error);
}
