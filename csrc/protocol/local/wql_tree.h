/* What a parsed query looks like inside: for wql.c, wql_bind.c and wql_match.c alone. */
#ifndef MI_PROTOCOL_LOCAL_WQL_TREE_H
#define MI_PROTOCOL_LOCAL_WQL_TREE_H

#include "protocol/local/wql.h"

typedef enum mi_wql_condition_kind {
  MI_WQL_AND, /* of all parts */
  MI_WQL_OR,
  MI_WQL_NOT, /* of the one part */
  MI_WQL_COMPARE,
  MI_WQL_LIKE,
  MI_WQL_ISA,
  MI_WQL_IS_NULL
} mi_wql_condition_kind;

typedef struct mi_wql_operand {
  size_t position;
  const char *property; /* NULL: a constant */
  bool self;            /* __this */
  uint32_t index;       /* of the property in the class that the query is bound to */
  mi_type type;         /* of the property, likewise */
  mi_value literal;     /* the constant as written */
  mi_value value;       /* the constant as the property's type wants it */
} mi_wql_operand;

struct mi_wql_condition {
  mi_wql_condition_kind kind;
  mi_wql_condition *parts; /* of AND, OR, NOT: a list, so that a long chain is no deep tree */
  mi_wql_condition *next;  /* in the list that this is part of */
  mi_wql_operand left, right;
  unsigned orders;         /* of a comparison: see wql_lexer.h */
  const char *text;        /* the pattern of LIKE, the class of ISA */
  size_t length;
};

typedef struct mi_wql_query {
  mi_wql shown;
  mi_wql_condition *condition;
  const size_t *positions; /* of the selected properties */
} mi_wql_query;

#endif
