/* Instances in MOF: those that go into the repository, and those that are values of properties. */
#ifndef MI_PROTOCOL_LOCAL_MOF_INSTANCES_H
#define MI_PROTOCOL_LOCAL_MOF_INSTANCES_H

#include "protocol/local/mof_parser.h"

/* `instance of X as $Alias { ... };` into the repository; `at` is where the declaration with its
 * qualifiers begins. */
mi_result mi_mof_instance_declaration(mi_mof_parser *parser, size_t at);
/* `instance of X { ... }` in mof->arena. Goes one level deeper. */
mi_result mi_mof_embedded_instance(mi_mof_parser *parser, const mi_instance **out);
/* What waited for an alias, at the end of a file. */
mi_result mi_mof_finish_instances(mi_mof_parser *parser);

#endif
