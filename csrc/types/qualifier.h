/* What DSP0004 5.6.3 says of the qualifiers that it defines: their flavors. A MOF source that
 * declares a qualifier itself may say otherwise. Includes types only. */
#ifndef MI_TYPES_QUALIFIER_H
#define MI_TYPES_QUALIFIER_H

#include "types/class.h"

/* The MI_FLAVOR_ bits of a standard qualifier; 0 for one that is not, or has no special flavor. */
uint8_t mi_qualifier_standard_flavor(const char *name);
/* Whether subclasses get it: not when it is restricted, by its own flavor or by the standard's. */
bool mi_qualifier_is_inheritable(const mi_qualifier *qualifier);
/* Whether a boolean qualifier is there and true; `otherwise` when it is not there or NULL. */
bool mi_qualifiers_say(const mi_qualifiers *qualifiers, const char *name, bool otherwise);

#endif
