#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "protocol/local/linux/fields.h"
#include "protocol/local/linux/providers.h"
#include "protocol/local/lookup.h"

/* The three walks over the interfaces: ports of two classes, their statistics; and the walk
 * over their addresses. getifaddrs tells what is there, /sys and /proc/net/dev the rest. */
struct mi_scan {
  mi_host *host;
  mi_fields fields;
  const char *class_name;
  struct ifaddrs *all;
  const struct ifaddrs *next;
  mi_buffer counters; /* /proc/net/dev */
  mi_arena arena;
  mi_path *path; /* the hint, in the arena; NULL: none */
};

static mi_result open_scan(mi_scan **out, const mi_scan_start *start, const char *const *names,
                           size_t count, mi_error *error) {
  const mi_allocator *allocator = start->host->allocator;
  mi_scan *scan = mi_alloc_zero(allocator, sizeof *scan);
  if (scan == NULL) return mi_error_out_of_memory(error);
  scan->host = start->host;
  scan->class_name = mi_lookup_declared(start->class_)->name;
  mi_fields_find(&scan->fields, start->class_, names, count);
  mi_buffer_init(&scan->counters, allocator, MI_HOST_WHOLE);
  mi_arena_init(&scan->arena, allocator, MI_HOST_WHOLE);
  if (start->path != NULL && mi_path_copy(&scan->path, start->path, &scan->arena) != MI_OK) {
    mi_linux_network_close(scan);
    return mi_error_out_of_memory(error);
  }
  /* where they may not be listed, there are none to see */
  if (getifaddrs(&scan->all) != 0) scan->all = NULL;
  scan->next = scan->all;
  *out = scan;
  return MI_OK;
}

void mi_linux_network_close(mi_scan *scan) {
  if (scan->all != NULL) freeifaddrs(scan->all);
  mi_buffer_free(&scan->counters);
  mi_arena_free(&scan->arena);
  mi_free(scan->host->allocator, scan);
}

/* The next entry of one of two address families; NULL: there is none. */
static const struct ifaddrs *next_entry(mi_scan *scan, int family, int other_family) {
  while (scan->next != NULL) {
    const struct ifaddrs *entry = scan->next;
    scan->next = entry->ifa_next;
    if (entry->ifa_addr != NULL && (entry->ifa_addr->sa_family == family ||
                                    entry->ifa_addr->sa_family == other_family)) {
      return entry;
    }
  }
  return NULL;
}

/* Ports. */

#define FIELDS(X)                                                                           \
  X(SystemCreationClassName) X(SystemName) X(CreationClassName) X(DeviceID)                 \
  X(Caption) X(ElementName) X(Name) X(EnabledState) X(OperationalStatus) X(LinkTechnology)  \
  X(OtherLinkTechnology) X(Speed) X(FullDuplex) X(ActiveMaximumTransmissionUnit)            \
  X(PermanentAddress) X(NetworkAddresses)
enum { FIELDS(MI_FIELD) FIELD_COUNT };
static const char *const port_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

enum { OTHER = 1, ETHERNET = 2, INFINIBAND = 3, WIRELESS = 11 }; /* values of LinkTechnology */

static unsigned technology_of(const struct sockaddr_ll *address, const char *name) {
  if (address->sll_hatype == ARPHRD_INFINIBAND) return INFINIBAND;
  if (address->sll_hatype != ARPHRD_ETHER) return OTHER;
  return mi_host_exists("/sys/class/net/%s/wireless", name) ? WIRELESS : ETHERNET;
}

/* DMTF's form of hardware addresses: hexadecimal digits and nothing between them. */
static void set_addresses(mi_row *row, const struct sockaddr_ll *address, const char *name) {
  char text[2 * sizeof address->sll_addr + 1] = "";
  uint64_t assigned;
  bool known = false;
  size_t length = address->sll_halen < sizeof address->sll_addr ? address->sll_halen
                                                                : sizeof address->sll_addr;
  for (size_t i = 0; i < length; i++) {
    known = known || address->sll_addr[i] != 0;
    snprintf(text + 2 * i, 3, "%02X", (unsigned)address->sll_addr[i]);
  }
  if (!known) return;
  mi_row_texts(row, FIELD_NetworkAddresses, text, 2 * length);
  if (mi_fields_want(row->fields, FIELD_PermanentAddress) &&
      mi_host_read_number(&assigned, "/sys/class/net/%s/addr_assign_type", name) && assigned == 0) {
    mi_row_text(row, FIELD_PermanentAddress, text);
  }
}

static void set_link(mi_row *row, const char *name) {
  char line[MI_HOST_LINE];
  uint64_t number;
  if (!mi_fields_want_any(row->fields, FIELD_Speed, FIELD_ActiveMaximumTransmissionUnit)) return;
  /* in Mbit/s; -1 and an error both mean that it is not known */
  if (mi_host_read_number(&number, "/sys/class/net/%s/speed", name) && number < UINT32_MAX) {
    mi_row_number(row, FIELD_Speed, number * 1000000);
  }
  if (mi_host_read_line(line, sizeof line, "/sys/class/net/%s/duplex", name) &&
      (strcmp(line, "full") == 0 || strcmp(line, "half") == 0)) {
    mi_row_boolean(row, FIELD_FullDuplex, strcmp(line, "full") == 0);
  }
  if (mi_host_read_number(&number, "/sys/class/net/%s/mtu", name)) {
    mi_row_number(row, FIELD_ActiveMaximumTransmissionUnit, number);
  }
}

/* OK and Stopped are certain; an enabled port without a link may be as it should be. */
static void set_status(mi_row *row, const struct ifaddrs *entry) {
  bool enabled = (entry->ifa_flags & IFF_UP) != 0;
  uint16_t status = enabled ? 2 : 10;
  mi_row_number(row, FIELD_EnabledState, enabled ? 2 : 3);
  if (!enabled || (entry->ifa_flags & IFF_RUNNING) != 0) {
    mi_row_numbers(row, FIELD_OperationalStatus, &status, 1);
  }
}

static void fill_port(mi_scan *scan, mi_row *row, const struct ifaddrs *entry,
                      unsigned technology) {
  const struct sockaddr_ll *address = (const struct sockaddr_ll *)(const void *)entry->ifa_addr;
  const char *name = entry->ifa_name;
  mi_row_keys(row, scan->host,
              technology == ETHERNET ? "Linux_EthernetPort" : "Linux_NetworkPort", name);
  mi_row_text(row, FIELD_Caption, name);
  mi_row_text(row, FIELD_ElementName, name);
  mi_row_text(row, FIELD_Name, name);
  mi_row_number(row, FIELD_LinkTechnology, technology);
  if (address->sll_hatype == ARPHRD_LOOPBACK) {
    mi_row_fixed(row, FIELD_OtherLinkTechnology, "Loopback");
  } else if (technology == OTHER) {
    mi_row_fixed(row, FIELD_OtherLinkTechnology, "Tunnel or point-to-point");
  }
  set_status(row, entry);
  set_addresses(row, address, name);
  set_link(row, name);
}

/* Statistics. */

#define FIELDS(X)                                                                        \
  X(InstanceID) X(ElementName) X(Caption)                                                \
  X(BytesReceived) X(PacketsReceived) X(ReceiveErrors) X(ReceiveDrops) X(BytesTransmitted) \
  X(PacketsTransmitted) X(TransmitErrors) X(TransmitDrops) X(BytesTotal)
#define COUNT_FIELD(name) COUNT_##name,
enum { FIELDS(COUNT_FIELD) COUNT_COUNT };
static const char *const statistics_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

/* Where the columns of /proc/net/dev go. */
static const struct {
  unsigned column, field;
} columns[] = {
    {0, COUNT_BytesReceived},    {1, COUNT_PacketsReceived},    {2, COUNT_ReceiveErrors},
    {3, COUNT_ReceiveDrops},     {8, COUNT_BytesTransmitted},   {9, COUNT_PacketsTransmitted},
    {10, COUNT_TransmitErrors},  {11, COUNT_TransmitDrops},
};

/* What stands behind "name:" in a line of /proc/net/dev; NULL: no such interface. */
static const char *find_counters(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    line += strspn(line, "\n ");
    if (strncmp(line, name, length) == 0 && line[length] == ':') return line + length + 1;
  }
  return NULL;
}

static void set_counters(mi_row *row, const char *counters) {
  uint64_t numbers[16] = {0};
  for (size_t i = 0; i < 16; i++) {
    size_t length;
    counters += strspn(counters, " ");
    length = strspn(counters, "0123456789");
    if (mi_text_to_uint64(&numbers[i], counters, length) != MI_OK) return;
    counters += length;
  }
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    mi_row_number(row, columns[i].field, numbers[columns[i].column]);
  }
  mi_row_number(row, COUNT_BytesTotal, numbers[0] + numbers[8]);
}

static void fill_statistics(mi_scan *scan, mi_row *row, const char *name) {
  char id[MI_HOST_NAME];
  const char *counters = find_counters(mi_buffer_text(&scan->counters), name);
  snprintf(id, sizeof id, "Linux:%s", name);
  mi_row_text(row, COUNT_InstanceID, id);
  mi_row_text(row, COUNT_ElementName, name);
  mi_row_text(row, COUNT_Caption, name);
  if (counters == NULL) return;
  set_counters(row, counters);
}

static bool is_statistics(const char *class_name) {
  return mi_text_same_name(class_name, "Linux_NetworkPortStatistics");
}

mi_result mi_linux_network_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  bool statistics = is_statistics(mi_lookup_declared(start->class_)->name);
  mi_result result =
      open_scan(out, start, statistics ? statistics_names : port_names,
                statistics ? (size_t)COUNT_COUNT : (size_t)FIELD_COUNT, error);
  if (result != MI_OK || !statistics ||
      !mi_fields_want_any(&(*out)->fields, COUNT_BytesReceived, COUNT_BytesTotal)) {
    return result;
  }
  if (mi_host_read_whole(&(*out)->counters, "/proc/net/dev") == MI_E_OUT_OF_MEMORY) {
    mi_linux_network_close(*out);
    return mi_error_out_of_memory(error);
  }
  return MI_OK;
}

mi_result mi_linux_network_next(mi_scan *scan, const mi_instance **out, bool *again,
                                mi_arena *arena, mi_error *error) {
  const struct ifaddrs *entry = next_entry(scan, AF_PACKET, AF_PACKET);
  bool statistics = is_statistics(scan->class_name);
  unsigned technology;
  mi_row row;
  *out = NULL;
  *again = false;
  if (entry == NULL) return MI_OK;
  technology = technology_of((const struct sockaddr_ll *)(const void *)entry->ifa_addr,
                             entry->ifa_name);
  if (!statistics && (technology == ETHERNET) !=
                         mi_text_same_name(scan->class_name, "Linux_EthernetPort")) {
    *again = true;
    return MI_OK;
  }
  mi_row_begin(&row, &scan->fields, arena);
  if (statistics) {
    fill_statistics(scan, &row, entry->ifa_name);
    *again = !mi_row_passes(&row, COUNT_InstanceID, scan->path, "InstanceID");
  } else if (mi_host_passes(scan->path, "DeviceID", entry->ifa_name)) {
    fill_port(scan, &row, entry, technology);
  } else {
    *again = true;
  }
  return *again ? MI_OK : mi_row_end(&row, out, error);
}

/* Addresses. */

#define FIELDS(X)                                                                            \
  X(SystemCreationClassName) X(SystemName) X(CreationClassName) X(Name)                      \
  X(Caption) X(ElementName) X(NameFormat) X(EnabledState) X(ProtocolIFType)                  \
  X(IPVersionSupport) X(IPv4Address) X(SubnetMask) X(IPv6Address) X(PrefixLength)            \
  X(InterfaceName)
#define POINT_FIELD(name) POINT_##name,
enum { FIELDS(POINT_FIELD) POINT_COUNT };
static const char *const endpoint_names[] = {FIELDS(MI_FIELD_NAME)};
#undef FIELDS

static unsigned count_bits(const unsigned char *mask, size_t length) {
  unsigned bits = 0;
  for (size_t i = 0; i < length; i++) {
    for (unsigned bit = 0x80; bit != 0 && (mask[i] & bit) != 0; bit >>= 1) bits++;
  }
  return bits;
}

static const void *address_bytes(const struct sockaddr *address) {
  if (address == NULL) return NULL;
  if (address->sa_family == AF_INET) {
    return &((const struct sockaddr_in *)(const void *)address)->sin_addr;
  }
  return &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
}

static void fill_endpoint(mi_scan *scan, mi_row *row, const struct ifaddrs *entry) {
  int family = entry->ifa_addr->sa_family;
  const void *mask = address_bytes(entry->ifa_netmask);
  unsigned prefix = mask == NULL ? 0 : count_bits(mask, family == AF_INET ? 4 : 16);
  char address[INET6_ADDRSTRLEN] = "", text[INET6_ADDRSTRLEN] = "", name[MI_HOST_NAME];
  inet_ntop(family, address_bytes(entry->ifa_addr), address, sizeof address);
  snprintf(name, sizeof name, "%s/%s/%u", entry->ifa_name, address, prefix);
  mi_row_keys(row, scan->host, "Linux_IPProtocolEndpoint", name);
  mi_row_text(row, POINT_Caption, address);
  mi_row_text(row, POINT_ElementName, address);
  mi_row_fixed(row, POINT_NameFormat, "interface/address/prefix length");
  mi_row_number(row, POINT_EnabledState, (entry->ifa_flags & IFF_UP) != 0 ? 2 : 3);
  /* an address may have a label of its own, "eth0:1" */
  mi_row_text_n(row, POINT_InterfaceName, entry->ifa_name, strcspn(entry->ifa_name, ":"));
  mi_row_number(row, POINT_ProtocolIFType, family == AF_INET ? 4096 : 4097);
  mi_row_number(row, POINT_IPVersionSupport, family == AF_INET ? 1 : 2);
  mi_row_text(row, family == AF_INET ? POINT_IPv4Address : POINT_IPv6Address, address);
  if (mask == NULL) return;
  mi_row_number(row, POINT_PrefixLength, prefix);
  if (family == AF_INET && inet_ntop(AF_INET, mask, text, sizeof text) != NULL) {
    mi_row_text(row, POINT_SubnetMask, text);
  }
}

mi_result mi_linux_endpoint_open(mi_scan **out, const mi_scan_start *start, mi_error *error) {
  return open_scan(out, start, endpoint_names, POINT_COUNT, error);
}

mi_result mi_linux_endpoint_next(mi_scan *scan, const mi_instance **out, bool *again,
                                 mi_arena *arena, mi_error *error) {
  const struct ifaddrs *entry = next_entry(scan, AF_INET, AF_INET6);
  mi_row row;
  *out = NULL;
  *again = false;
  if (entry == NULL) return MI_OK;
  mi_row_begin(&row, &scan->fields, arena);
  fill_endpoint(scan, &row, entry);
  *again = !mi_row_passes(&row, POINT_Name, scan->path, "Name");
  return *again ? MI_OK : mi_row_end(&row, out, error);
}

void mi_linux_endpoint_close(mi_scan *scan) { mi_linux_network_close(scan); }
