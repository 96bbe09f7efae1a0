/* The live providers, one line each: class, then its functions. The class's [Provider]
 * qualifier in linux.mof has the same name. Whoever adds a provider adds a line here and, where
 * it starts a new subject, a file with mi_linux_<subject>_open, _next and _close. */
#ifndef MI_PROTOCOL_LOCAL_LINUX_PROVIDERS_H
#define MI_PROTOCOL_LOCAL_LINUX_PROVIDERS_H

#include "protocol/local/provider.h"

/*  name, subject, invoke */
#define MI_LINUX_PROVIDERS(X)                                  \
  X(Linux_ComputerSystem, system, mi_linux_request)            \
  X(Linux_OperatingSystem, system, mi_linux_request)           \
  X(Linux_UnixProcess, process, mi_linux_process_invoke)       \
  X(Linux_Processor, processor, mi_linux_request)              \
  X(Linux_Memory, system, mi_linux_request)                    \
  X(Linux_LocalFileSystem, filesystem, mi_linux_request)       \
  X(Linux_RemoteFileSystem, filesystem, mi_linux_request)      \
  X(Linux_EthernetPort, network, mi_linux_request)             \
  X(Linux_NetworkPort, network, mi_linux_request)              \
  X(Linux_NetworkPortStatistics, network, NULL)                \
  X(Linux_IPProtocolEndpoint, endpoint, mi_linux_request)      \
  X(Linux_DiskDrive, block, mi_linux_request)                  \
  X(Linux_StorageExtent, block, mi_linux_request)              \
  X(Linux_DiskPartition, block, mi_linux_request)              \
  X(Linux_RunningOS, association, NULL)                        \
  X(Linux_InstalledOS, association, NULL)                      \
  X(Linux_OSProcess, association, NULL)                        \
  X(Linux_SystemDevice, association, NULL)                     \
  X(Linux_HostedFileSystem, association, NULL)                 \
  X(Linux_HostedAccessPoint, association, NULL)                \
  X(Linux_PortImplementsEndpoint, association, NULL)           \
  X(Linux_ElementStatisticalData, association, NULL)           \
  X(Linux_MediaPresent, association, NULL)                     \
  X(Linux_BasedOn, association, NULL)                          \
  X(Linux_ResidesOnExtent, association, NULL)

#define MI_LINUX_SUBJECTS(X) \
  X(system)                  \
  X(process)                 \
  X(processor)               \
  X(filesystem)              \
  X(network)                 \
  X(endpoint)                \
  X(block)                   \
  X(association)

#define X(subject)                                                                         \
  mi_result mi_linux_##subject##_open(mi_scan **out, const mi_scan_start *start,           \
                                      mi_error *error);                                    \
  mi_result mi_linux_##subject##_next(mi_scan *scan, const mi_instance **out, bool *again, \
                                      mi_arena *arena, mi_error *error);                   \
  void mi_linux_##subject##_close(mi_scan *scan);
MI_LINUX_SUBJECTS(X)
#undef X

/* SendSignal; and what mi_linux_request does. */
mi_result mi_linux_process_invoke(mi_host *host, const mi_path *object, const char *method,
                                  const mi_instance *parameters, mi_instance *out, mi_arena *arena,
                                  mi_error *error);
/* The methods of the DMTF's classes that would change the state of the machine: each is answered
 * with 1, which their value maps call "Not Supported". */
mi_result mi_linux_request(mi_host *host, const mi_path *object, const char *method,
                           const mi_instance *parameters, mi_instance *out, mi_arena *arena,
                           mi_error *error);

#endif
