/* The in-process protocol: a repository from MOF, or this machine, alive.
 *
 * Targets: "" is this machine (root/cimv2 with live classes); "file.mof" is a repository read
 * from that file. Both are written to by create, modify and delete, in memory. Nothing is sent: a
 * machine's step yields RESULT, AGAIN, DONE or FAILED. */
#ifndef MI_PROTOCOL_LOCAL_LOCAL_H
#define MI_PROTOCOL_LOCAL_LOCAL_H

#include "protocol/protocol.h"

extern const mi_protocol mi_protocol_local;

#endif
