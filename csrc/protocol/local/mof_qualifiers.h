/* Qualifiers in MOF: their declarations, and the lists of them before what they qualify.
 *
 * A qualifier need not be declared, because people compile parts of a schema without the file that
 * declares them. Then a standard one has its standard type and flavors, and any other has those of
 * its value. */
#ifndef MI_PROTOCOL_LOCAL_MOF_QUALIFIERS_H
#define MI_PROTOCOL_LOCAL_MOF_QUALIFIERS_H

#include "protocol/local/mof_parser.h"

/* `Qualifier Key : boolean = false, Scope(property, reference), Flavor(DisableOverride);` */
mi_result mi_mof_qualifier_declaration(mi_mof_parser *parser);
/* `[A, B("x") : ToSubclass]` in mof->arena, or nothing. `owner`: what they qualify, for errors. */
mi_result mi_mof_qualifier_list(mi_mof_parser *parser, mi_qualifiers *out, const char *owner);

#endif
