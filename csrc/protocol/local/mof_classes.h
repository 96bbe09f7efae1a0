/* Class declarations in MOF: associations and indications are classes as well. */
#ifndef MI_PROTOCOL_LOCAL_MOF_CLASSES_H
#define MI_PROTOCOL_LOCAL_MOF_CLASSES_H

#include "protocol/local/mof_parser.h"

/* `class X as $Alias : Y { ... };` into the schema. Its qualifiers have been read. */
mi_result mi_mof_class_declaration(mi_mof_parser *parser, const mi_qualifiers *qualifiers);

#endif
