#include "protocol/local/wql.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "protocol/local/wql_lexer.h"
#include "protocol/local/wql_like.h"
#include "protocol/local/wql_tree.h"

typedef struct name_list {
  mi_map known; /* those in the list: a query may be long, and most of it names */
  const char **list;
  size_t *positions;
  uint32_t count, room;
} name_list;

typedef struct wql_parser {
  mi_wql_lexer lexer;
  mi_arena *arena;
  mi_error *error;
  const mi_limits *limits;
  size_t depth;
  name_list used;
} wql_parser;

static mi_result invalid(wql_parser *parser, size_t position, const char *problem) {
  return mi_error_set(parser->error, MI_E_INVALID_QUERY, "at %zu: %s", position, problem);
}

static mi_result next(wql_parser *parser) { return mi_wql_lexer_next(&parser->lexer); }
static bool at_word(const wql_parser *parser, const char *word) {
  return mi_wql_lexer_is(&parser->lexer, word);
}
static mi_result expected(wql_parser *parser, const char *what) {
  return mi_wql_lexer_expected(&parser->lexer, what);
}

static mi_result skip_word(wql_parser *parser, const char *word) {
  return at_word(parser, word) ? next(parser) : expected(parser, word);
}

/* The name at the current token, copied; the lexer moves on. */
static mi_result take_name(wql_parser *parser, const char *what, const char **out) {
  const mi_wql_token *token = &parser->lexer.token;
  if (token->kind != MI_WQL_NAME) return expected(parser, what);
  *out = mi_arena_text(parser->arena, token->start, token->written);
  return *out == NULL ? mi_error_out_of_memory(parser->error) : next(parser);
}

static mi_result grow_names(wql_parser *parser, name_list *names) {
  uint32_t room = names->room == 0 ? 8 : names->room * 2;
  const char **list = mi_arena_alloc(parser->arena, room * sizeof *list);
  size_t *positions = mi_arena_alloc(parser->arena, room * sizeof *positions);
  if (list == NULL || positions == NULL) return mi_error_out_of_memory(parser->error);
  if (names->count > 0) {
    memcpy(list, names->list, names->count * sizeof *list);
    memcpy(positions, names->positions, names->count * sizeof *positions);
  }
  names->list = list;
  names->positions = positions;
  names->room = room;
  return MI_OK;
}

/* Adds a name unless it is there. */
static mi_result add_name(wql_parser *parser, name_list *names, const char *name, size_t position) {
  size_t length = strlen(name);
  if (mi_map_get(&names->known, name, length) != NULL) return MI_OK;
  if (names->count >= parser->limits->max_properties) {
    return mi_error_set(parser->error, MI_E_LIMIT, "at %zu: more than max_properties (%zu) names",
                        position, parser->limits->max_properties);
  }
  if (names->count == names->room) {
    mi_result result = grow_names(parser, names);
    if (result != MI_OK) return result;
  }
  /* The value is not looked at, but may not be NULL. */
  if (mi_map_set(&names->known, name, length, names) != MI_OK) {
    return mi_error_out_of_memory(parser->error);
  }
  names->list[names->count] = name;
  names->positions[names->count++] = position;
  return MI_OK;
}

/* A number as the widest type of its kind. */
static mi_result read_number(wql_parser *parser, mi_value *out) {
  static const mi_type types[] = {MI_TYPE_UINT64, MI_TYPE_SINT64, MI_TYPE_REAL64};
  const mi_wql_token *token = &parser->lexer.token;
  for (size_t i = 0; i < sizeof types; i++) {
    mi_result result =
        mi_value_parse(out, types[i], token->start, token->written, parser->arena, NULL);
    if (result == MI_OK) return MI_OK;
    if (result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(parser->error);
  }
  return expected(parser, "a number");
}

static bool read_word(const wql_parser *parser, mi_value *out) {
  bool truth = at_word(parser, "TRUE");
  if (truth || at_word(parser, "FALSE")) {
    *out = mi_value_boolean(truth);
    return true;
  }
  *out = mi_value_null(MI_TYPE_STRING);
  return at_word(parser, "NULL");
}

static mi_result parse_operand(wql_parser *parser, mi_wql_operand *operand) {
  const mi_wql_token *token = &parser->lexer.token;
  mi_result result = MI_OK;
  operand->position = token->position;
  if (token->kind == MI_WQL_TEXT) {
    operand->literal = mi_value_text(token->text, token->length);
  } else if (token->kind == MI_WQL_NUMBER) {
    result = read_number(parser, &operand->literal);
  } else if (!read_word(parser, &operand->literal)) {
    result = take_name(parser, "a property or a constant", &operand->property);
    if (result != MI_OK) return result;
    operand->self = mi_text_same_name(operand->property, "__this");
    if (operand->self) return MI_OK;
    return add_name(parser, &parser->used, operand->property, operand->position);
  }
  return result == MI_OK ? next(parser) : result;
}

static mi_result parse_like(wql_parser *parser, mi_wql_condition *condition) {
  mi_result result = next(parser);
  if (result != MI_OK) return result;
  const mi_wql_token *token = &parser->lexer.token;
  if (token->kind != MI_WQL_TEXT) return expected(parser, "a pattern in quotes");
  if (!mi_wql_like_valid(token->text, token->length)) {
    return invalid(parser, token->position, "a set in the pattern has no closing ]");
  }
  condition->kind = MI_WQL_LIKE;
  condition->text = token->text;
  condition->length = token->length;
  return next(parser);
}

static mi_result parse_isa(wql_parser *parser, mi_wql_condition *condition) {
  mi_result result = next(parser);
  if (result != MI_OK) return result;
  const mi_wql_token *token = &parser->lexer.token;
  condition->kind = MI_WQL_ISA;
  if (token->kind != MI_WQL_TEXT) return take_name(parser, "a class name", &condition->text);
  condition->text = token->text;
  return next(parser);
}

static mi_result new_condition(wql_parser *parser, mi_wql_condition_kind kind,
                               mi_wql_condition **out) {
  *out = mi_arena_alloc_zero(parser->arena, sizeof **out);
  if (*out == NULL) return mi_error_out_of_memory(parser->error);
  (*out)->kind = kind;
  return MI_OK;
}

static mi_result negate(wql_parser *parser, mi_wql_condition **condition) {
  mi_wql_condition *negation;
  mi_result result = new_condition(parser, MI_WQL_NOT, &negation);
  if (result != MI_OK) return result;
  negation->parts = *condition;
  *condition = negation;
  return MI_OK;
}

static mi_result parse_is_null(wql_parser *parser, mi_wql_condition **condition) {
  mi_result result = next(parser);
  if (result != MI_OK) return result;
  bool negated = at_word(parser, "NOT");
  if (negated) result = next(parser);
  if (result == MI_OK) result = skip_word(parser, "NULL");
  (*condition)->kind = MI_WQL_IS_NULL;
  return result == MI_OK && negated ? negate(parser, condition) : result;
}

/* `= NULL` is IS NULL, as WMI has it. */
static mi_result compare_with_null(wql_parser *parser, mi_wql_condition **condition) {
  mi_wql_condition *it = *condition;
  bool first = it->left.property == NULL;
  bool equal = it->orders == MI_WQL_EQUAL;
  if (!equal && it->orders != (MI_WQL_LESS | MI_WQL_GREATER)) {
    return invalid(parser, it->right.position, "NULL is neither less nor greater");
  }
  if (first) it->left = it->right;
  it->kind = MI_WQL_IS_NULL;
  return equal ? MI_OK : negate(parser, condition);
}

static mi_result parse_comparison(wql_parser *parser, mi_wql_condition **condition) {
  mi_wql_condition *it = *condition;
  it->orders = parser->lexer.token.orders;
  mi_result result = next(parser);
  if (result == MI_OK) result = parse_operand(parser, &it->right);
  if (result != MI_OK) return result;
  if (it->left.property == NULL && it->right.property == NULL) {
    return invalid(parser, it->left.position, "one side of a comparison must be a property");
  }
  if (it->right.self) return invalid(parser, it->right.position, "__this goes with ISA alone");
  bool null_left = it->left.property == NULL && it->left.literal.null;
  bool null_right = it->right.property == NULL && it->right.literal.null;
  return null_left || null_right ? compare_with_null(parser, condition) : MI_OK;
}

static mi_result parse_predicate(wql_parser *parser, mi_wql_condition **out) {
  mi_wql_condition *condition;
  mi_result result = new_condition(parser, MI_WQL_COMPARE, &condition);
  if (result == MI_OK) result = parse_operand(parser, &condition->left);
  if (result != MI_OK) return result;
  *out = condition;
  bool property = condition->left.property != NULL;
  if (property && at_word(parser, "ISA")) return parse_isa(parser, condition);
  if (condition->left.self) return expected(parser, "ISA");
  if (property && at_word(parser, "LIKE")) return parse_like(parser, condition);
  if (property && at_word(parser, "IS")) return parse_is_null(parser, out);
  if (parser->lexer.token.kind == MI_WQL_COMPARISON) return parse_comparison(parser, out);
  return expected(parser, property ? "a comparison, LIKE, ISA or IS" : "a comparison");
}

static mi_result parse_any(wql_parser *parser, mi_wql_condition **out);

static mi_result parse_group(wql_parser *parser, mi_wql_condition **out) {
  mi_result result = next(parser);
  if (result == MI_OK) result = parse_any(parser, out);
  if (result != MI_OK) return result;
  if (parser->lexer.token.kind != MI_WQL_CLOSE) return expected(parser, "AND, OR or )");
  return next(parser);
}

static mi_result parse_factor(wql_parser *parser, mi_wql_condition **out) {
  bool group = parser->lexer.token.kind == MI_WQL_OPEN;
  if (!group && !at_word(parser, "NOT")) return parse_predicate(parser, out);
  if (parser->depth >= parser->limits->max_depth) {
    return mi_error_set(parser->error, MI_E_LIMIT, "at %zu: nested deeper than max_depth (%zu)",
                        parser->lexer.token.position, parser->limits->max_depth);
  }
  parser->depth++;
  mi_result result;
  if (group) {
    result = parse_group(parser, out);
  } else {
    result = next(parser);
    if (result == MI_OK) result = parse_factor(parser, out);
    if (result == MI_OK) result = negate(parser, out);
  }
  parser->depth--;
  return result;
}

typedef mi_result (*parse_part)(wql_parser *parser, mi_wql_condition **out);

/* part { word part } */
static mi_result parse_chain(wql_parser *parser, const char *word, mi_wql_condition_kind kind,
                             parse_part parse, mi_wql_condition **out) {
  mi_result result = parse(parser, out);
  if (result != MI_OK || !at_word(parser, word)) return result;
  mi_wql_condition *chain;
  result = new_condition(parser, kind, &chain);
  if (result != MI_OK) return result;
  mi_wql_condition **last = &(*out)->next;
  chain->parts = *out;
  while (result == MI_OK && at_word(parser, word)) {
    result = next(parser);
    if (result == MI_OK) result = parse(parser, last);
    if (result == MI_OK) last = &(*last)->next;
  }
  *out = chain;
  return result;
}

static mi_result parse_all(wql_parser *parser, mi_wql_condition **out) {
  return parse_chain(parser, "AND", MI_WQL_AND, parse_factor, out);
}

static mi_result parse_any(wql_parser *parser, mi_wql_condition **out) {
  return parse_chain(parser, "OR", MI_WQL_OR, parse_all, out);
}

static mi_result parse_selected(wql_parser *parser, name_list *selected) {
  size_t position = parser->lexer.token.position;
  const char *name;
  mi_result result = take_name(parser, "* or a property", &name);
  if (result != MI_OK) return result;
  if (parser->lexer.token.kind == MI_WQL_OPEN) {
    return mi_error_set(parser->error, MI_E_INVALID_QUERY, "at %zu: %s is not supported", position,
                        name);
  }
  /* WMI's system properties (__PATH, __CLASS) are no properties here: every result tells them. */
  if (strncmp(name, "__", 2) == 0) return MI_OK;
  return add_name(parser, selected, name, position);
}

static mi_result parse_selection(wql_parser *parser, mi_wql_query *query) {
  if (parser->lexer.token.kind == MI_WQL_STAR) return next(parser);
  name_list selected = {0};
  mi_map_init(&selected.known, parser->arena->allocator, true);
  mi_result result = grow_names(parser, &selected);
  if (result == MI_OK) result = parse_selected(parser, &selected);
  while (result == MI_OK && parser->lexer.token.kind == MI_WQL_COMMA) {
    result = next(parser);
    if (result == MI_OK) result = parse_selected(parser, &selected);
  }
  query->shown.properties = selected.list;
  query->shown.property_count = selected.count;
  query->positions = selected.positions;
  mi_map_free(&selected.known);
  return result;
}

/* What other dialects have and this one has not, refused by name. */
static mi_result unexpected_end(wql_parser *parser, const char *what) {
  static const char *const refused[] = {"JOIN", "WITHIN", "GROUP", "HAVING", "ORDER", "LIMIT"};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    if (!at_word(parser, refused[i])) continue;
    return mi_error_set(parser->error, MI_E_INVALID_QUERY, "at %zu: %s is not supported",
                        parser->lexer.token.position, refused[i]);
  }
  return expected(parser, what);
}

static mi_result parse_where(wql_parser *parser, mi_wql_query *query) {
  if (parser->lexer.token.kind == MI_WQL_END) return MI_OK;
  if (!at_word(parser, "WHERE")) return unexpected_end(parser, "WHERE or the end");
  mi_result result = next(parser);
  if (result == MI_OK) result = parse_any(parser, &query->condition);
  if (result != MI_OK) return result;
  if (parser->lexer.token.kind == MI_WQL_END) return MI_OK;
  return unexpected_end(parser, "AND, OR or the end");
}

static mi_result parse_query(wql_parser *parser, mi_wql_query *query) {
  mi_result result = next(parser);
  if (result != MI_OK) return result;
  if (at_word(parser, "ASSOCIATORS") || at_word(parser, "REFERENCES")) {
    return invalid(parser, 1, "only SELECT is supported: associations have calls of their own");
  }
  result = skip_word(parser, "SELECT");
  if (result == MI_OK) result = parse_selection(parser, query);
  if (result == MI_OK) result = skip_word(parser, "FROM");
  if (result == MI_OK) result = take_name(parser, "a class name", &query->shown.class_name);
  return result == MI_OK ? parse_where(parser, query) : result;
}

static mi_result check_text(const char *text, size_t length, const mi_limits *limits,
                            mi_error *error) {
  if (length > limits->max_text) {
    return mi_error_set(error, MI_E_LIMIT, "a query of more than max_text (%zu) bytes",
                        limits->max_text);
  }
  size_t valid = mi_text_utf8_prefix(text, length);
  if (valid == length) return MI_OK;
  return mi_error_set(error, MI_E_INVALID_QUERY, "at %zu: not valid UTF-8", valid + 1);
}

mi_result mi_wql_parse(mi_wql **out, const char *text, size_t length, const mi_limits *limits,
                       mi_arena *arena, mi_error *error) {
  mi_result result = check_text(text, length, limits, error);
  if (result != MI_OK) return result;
  mi_wql_query *query = mi_arena_alloc_zero(arena, sizeof *query);
  if (query == NULL) return mi_error_out_of_memory(error);
  wql_parser parser = {0};
  parser.lexer = (mi_wql_lexer){
      .query = text, .length = length, .limits = limits, .arena = arena, .error = error};
  parser.arena = arena;
  parser.error = error;
  parser.limits = limits;
  mi_map_init(&parser.used.known, arena->allocator, true);
  result = parse_query(&parser, query);
  mi_map_free(&parser.used.known);
  if (result != MI_OK) return result;
  query->shown.condition = query->condition;
  query->shown.used = parser.used.list;
  query->shown.used_count = parser.used.count;
  *out = &query->shown;
  return MI_OK;
}
