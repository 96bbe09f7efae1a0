/* Whether what an instance refers to and holds is what its class declares.
 *
 * A reference must be a path with keys, to a class that is there (in the namespace that it says, or
 * that of the class that refers), is the declared one or below it, and has just these keys. The
 * object itself need not be there. What is on another host is not looked at. An embedded instance
 * must be of the declared class or below it, and have integrity itself. Errors name the property:
 * MI_E_TYPE_MISMATCH, MI_E_INVALID_CLASS, MI_E_INVALID_PARAMETER (the keys). */
#ifndef MI_PROTOCOL_LOCAL_INTEGRITY_H
#define MI_PROTOCOL_LOCAL_INTEGRITY_H

#include "types/instance.h"

/* One property, by its index. The arena is for passing use. */
mi_result mi_integrity_check(const mi_instance *instance, uint32_t property, mi_arena *arena,
                             mi_error *error);
mi_result mi_integrity_check_all(const mi_instance *instance, mi_arena *arena, mi_error *error);

#endif
