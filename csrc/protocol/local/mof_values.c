#include "protocol/local/mof_values.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "protocol/local/mof_aliases.h"
#include "protocol/local/mof_instances.h"

/* ---- errors ---- */

static const char *type_word(const mi_mof_target *target) {
  mi_type type = mi_type_element(target->type);
  return type == MI_TYPE_INSTANCE ? "an embedded instance" : mi_type_word(type);
}

static mi_result mismatch(const mi_mof_parser *parser, size_t at, const mi_mof_target *target,
                          const char *found) {
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_TYPE_MISMATCH,
                     "%s %s of %s: %s does not fit %s%s", target->kind, target->name,
                     target->owner, found, type_word(target),
                     mi_type_is_array(target->type) ? "[]" : "");
}

static mi_result token_mismatch(const mi_mof_parser *parser, const mi_mof_token *token,
                                const mi_mof_target *target) {
  char shown[MI_MOF_SHOWN];
  return mismatch(parser, token->at, target, mi_mof_show(shown, &parser->source, token));
}

/* An error that a function of another module has told already. */
static mi_result told(const mi_mof_parser *parser, size_t at, const mi_mof_target *target,
                      mi_result result) {
  if (result == MI_E_OUT_OF_MEMORY) return mi_mof_no_memory(parser);
  mi_error_prefix(parser->mof->error, "%s %s of %s", target->kind, target->name, target->owner);
  return mi_mof_place(&parser->source, at, parser->mof->error, result);
}

/* ---- numbers ---- */

/* An integer as the narrowest type that an undeclared qualifier can have. */
static mi_value narrowest(bool negative, uint64_t magnitude) {
  if (!negative && magnitude > INT64_MAX) return mi_value_unsigned(MI_TYPE_UINT64, magnitude);
  int64_t number = negative && magnitude > 0 ? -1 - (int64_t)(magnitude - 1) : (int64_t)magnitude;
  bool small = number >= INT32_MIN && number <= INT32_MAX;
  return mi_value_signed(small ? MI_TYPE_SINT32 : MI_TYPE_SINT64, number);
}

static bool fits_real(mi_type type, double real) {
  return type != MI_TYPE_REAL32 || isinf(real) || fabs(real) <= (double)FLT_MAX || isnan(real);
}

/* Integers that are declared as reals count as reals, as many digits as they may have. */
static bool to_real(const mi_mof_parser *parser, const mi_mof_token *token, mi_type type,
                    mi_value *out) {
  bool negative = false;
  uint64_t magnitude = 0;
  double real = 0;
  const char *text = parser->source.text + token->at;
  size_t sign = text[0] == '+' || text[0] == '-' ? 1 : 0;
  bool octal_or_hexadecimal = sign < token->length && text[sign] == '0';
  if (token->kind == MI_MOF_INTEGER &&
      (octal_or_hexadecimal || mi_text_to_real(&real, text, token->length) != MI_OK)) {
    if (mi_mof_read_integer(&parser->source, token, &negative, &magnitude) != MI_OK) return false;
    real = negative ? -(double)magnitude : (double)magnitude;
  } else if (mi_text_to_real(&real, text, token->length) != MI_OK) {
    return false;
  }
  if (!fits_real(type, real)) return false;
  *out = mi_value_real(type, type == MI_TYPE_REAL32 ? (double)(float)real : real);
  return true;
}

static bool to_integer(const mi_mof_parser *parser, const mi_mof_token *token, mi_type type,
                       bool any, mi_value *out) {
  bool negative;
  uint64_t magnitude;
  if (mi_mof_read_integer(&parser->source, token, &negative, &magnitude) != MI_OK) return false;
  if (negative && magnitude > (uint64_t)INT64_MAX + 1) return false;
  mi_value number = narrowest(negative, magnitude);
  bool fits = number.type == MI_TYPE_UINT64
                  ? mi_type_holds_unsigned(type, number.as.natural)
                  : mi_type_holds_signed(type, number.as.integer);
  if (any) {
    *out = number;
    return true;
  }
  if (!fits) return false;
  *out = mi_type_storage(type) == MI_STORAGE_SIGNED
             ? mi_value_signed(type, number.as.integer)
             : mi_value_unsigned(type, negative ? 0 : magnitude);
  return true;
}

static mi_result read_number(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  const mi_mof_token token = parser->token;
  bool whole = token.kind == MI_MOF_INTEGER;
  mi_type type = mi_type_element(target->type);
  if (target->any) type = MI_TYPE_REAL64;
  bool real = type == MI_TYPE_REAL32 || type == MI_TYPE_REAL64;
  bool fits;
  if (whole && (target->any || !real)) {
    fits = to_integer(parser, &token, type, target->any, out);
  } else {
    fits = real && to_real(parser, &token, type, out);
  }
  return fits ? mi_mof_advance(parser) : token_mismatch(parser, &token, target);
}

static mi_result read_character(mi_mof_parser *parser, const mi_mof_target *target,
                                mi_value *out) {
  uint16_t code = 0;
  if (!target->any && mi_type_element(target->type) != MI_TYPE_CHAR16) {
    return token_mismatch(parser, &parser->token, target);
  }
  mi_result result =
      mi_mof_read_character(&parser->source, &parser->token, &code, parser->mof->error);
  if (result != MI_OK) return result;
  *out = mi_value_unsigned(MI_TYPE_CHAR16, code);
  return mi_mof_advance(parser);
}

/* ---- references and embedded instances ---- */

/* Either class may be declared later, or elsewhere: then there is nothing to compare. */
static mi_result check_reference(const mi_mof_parser *parser, size_t at,
                                 const mi_mof_target *target, const mi_path *path) {
  const mi_mof *mof = parser->mof;
  if (target->class_name == NULL) return MI_OK;
  const char *place = path->namespace_name != NULL ? path->namespace_name : parser->namespace_name;
  const mi_class *found = mi_schema_find(mof->schema, place, path->class_name);
  const mi_class *wanted = mi_schema_find(mof->schema, parser->namespace_name, target->class_name);
  if (found == NULL || wanted == NULL || mi_class_is_a(found, wanted->name)) return MI_OK;
  return mi_mof_fail(&parser->source, at, mof->error, MI_E_TYPE_MISMATCH,
                     "%s %s of %s: %s is no %s", target->kind, target->name, target->owner,
                     found->name, wanted->name);
}

static mi_result set_reference(const mi_mof_parser *parser, size_t at,
                               const mi_mof_target *target, const mi_path *path, mi_value *out) {
  *out = mi_value_reference(path);
  return check_reference(parser, at, target, path);
}

static mi_result set_embedded(const mi_mof_parser *parser, size_t at, const mi_mof_target *target,
                              const mi_instance *instance, mi_value *out) {
  *out = mi_value_instance(instance);
  if (target->class_name == NULL || mi_class_is_a(instance->class_, target->class_name)) {
    return MI_OK;
  }
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_TYPE_MISMATCH,
                     "%s %s of %s: %s is no %s", target->kind, target->name, target->owner,
                     instance->class_->name, target->class_name);
}

/* Where an object of this namespace is need not be said. */
static mi_result shorten(mi_mof_parser *parser, const mi_path **path) {
  if (!mi_text_same_name((*path)->namespace_name, parser->namespace_name)) return MI_OK;
  mi_path *shorter = mi_arena_alloc(&parser->mof->arena, sizeof *shorter);
  if (shorter == NULL) return mi_mof_no_memory(parser);
  *shorter = **path;
  shorter->namespace_name = NULL;
  *path = shorter;
  return MI_OK;
}

/* A copy: what the repository shows is good only until the next instance. */
static mi_result embed_alias(mi_mof_parser *parser, size_t at, const mi_mof_target *target,
                             const mi_path *path, mi_value *out) {
  mi_mof *mof = parser->mof;
  mi_instance *copy = NULL;
  const mi_class *class_ = mi_schema_find(mof->schema, path->namespace_name, path->class_name);
  const mi_instance *instance = NULL;
  mi_result result = MI_OK;
  if (class_ != NULL) result = mi_repository_find(mof->repository, class_, path, &instance, NULL);
  if (result == MI_E_OUT_OF_MEMORY) return mi_mof_no_memory(parser);
  if (instance == NULL) return mismatch(parser, at, target, "an alias of no instance");
  result = mi_instance_copy(&copy, instance, &mof->arena);
  if (result == MI_E_OUT_OF_MEMORY) return mi_mof_no_memory(parser);
  if (result != MI_OK) return mismatch(parser, at, target, "nested too deep (max_depth)");
  copy->path = NULL;
  return set_embedded(parser, at, target, copy, out);
}

static mi_result read_alias(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  const mi_mof_token token = parser->token;
  const char *name = NULL;
  const mi_path *path = NULL;
  mi_type type = mi_type_element(target->type);
  if (target->any || (type != MI_TYPE_REFERENCE && type != MI_TYPE_INSTANCE)) {
    return token_mismatch(parser, &token, target);
  }
  mi_result result = mi_mof_take_alias(parser, &name);
  if (result == MI_OK) result = mi_mof_find_alias(parser, name, token.at, &path);
  if (result != MI_OK) return result;
  *out = mi_value_null(type);
  if (path == NULL) return MI_OK;
  if (type == MI_TYPE_INSTANCE) return embed_alias(parser, token.at, target, path, out);
  result = shorten(parser, &path);
  return result == MI_OK ? set_reference(parser, token.at, target, path, out) : result;
}

static mi_result read_embedded(mi_mof_parser *parser, const mi_mof_target *target,
                               mi_value *out) {
  const mi_mof_token token = parser->token;
  const mi_instance *instance = NULL;
  if (target->any || mi_type_element(target->type) != MI_TYPE_INSTANCE) {
    return token_mismatch(parser, &token, target);
  }
  mi_result result = mi_mof_embedded_instance(parser, &instance);
  return result == MI_OK ? set_embedded(parser, token.at, target, instance, out) : result;
}

/* The MOF text of an instance, in a string literal that began at `at`. */
static mi_result read_embedded_text(mi_mof_parser *parser, size_t at,
                                    const mi_mof_target *target, const char *text, size_t length,
                                    mi_value *out) {
  const mi_instance *instance = NULL;
  mi_mof_parser inner = *parser;
  bool more;
  inner.source.text = text;
  inner.source.length = length;
  inner.source.outer = &parser->source;
  inner.source.outer_at = at;
  mi_result result = mi_mof_start(&inner);
  if (result == MI_OK) result = mi_mof_embedded_instance(&inner, &instance);
  if (result == MI_OK) result = mi_mof_accept(&inner, ';', &more);
  if (result != MI_OK) return result;
  if (inner.token.kind != MI_MOF_END) return mi_mof_expected(&inner, "the end of the text");
  return set_embedded(parser, at, target, instance, out);
}

/* ---- text and words ---- */

static mi_result text_to_value(mi_mof_parser *parser, const mi_mof_token *token,
                               const mi_mof_target *target, const char *text, size_t length,
                               mi_value *out) {
  mi_mof *mof = parser->mof;
  mi_path *path = NULL;
  mi_result result;
  switch (target->any ? MI_TYPE_STRING : mi_type_element(target->type)) {
    case MI_TYPE_STRING: *out = mi_value_text(text, length); return MI_OK;
    case MI_TYPE_DATETIME:
      result = mi_value_parse(out, MI_TYPE_DATETIME, text, length, &mof->arena, mof->error);
      if (result == MI_E_OUT_OF_MEMORY) return mi_mof_no_memory(parser);
      return result == MI_OK ? MI_OK : token_mismatch(parser, token, target);
    case MI_TYPE_REFERENCE:
      result = mi_path_parse(&path, text, length, &mof->arena, mof->error);
      if (result != MI_OK) return told(parser, token->at, target, result);
      return set_reference(parser, token->at, target, path, out);
    case MI_TYPE_INSTANCE:
      return read_embedded_text(parser, token->at, target, text, length, out);
    default: return token_mismatch(parser, token, target);
  }
}

static mi_result read_text(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  const mi_mof_token token = parser->token;
  const char *text = NULL;
  size_t length = 0;
  mi_result result = mi_mof_take_text(parser, &text, &length);
  return result == MI_OK ? text_to_value(parser, &token, target, text, length, out) : result;
}

static mi_result read_word(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  const mi_mof_token token = parser->token;
  if (mi_mof_is_word(parser, "instance")) return read_embedded(parser, target, out);
  if (mi_mof_is_word(parser, "INF") || mi_mof_is_word(parser, "NaN")) {
    return read_number(parser, target, out);
  }
  bool true_ = mi_mof_is_word(parser, "TRUE");
  if (!true_ && !mi_mof_is_word(parser, "FALSE")) return mi_mof_expected(parser, "a value");
  if (!target->any && mi_type_element(target->type) != MI_TYPE_BOOLEAN) {
    return token_mismatch(parser, &token, target);
  }
  *out = mi_value_boolean(true_);
  return mi_mof_advance(parser);
}

static mi_result read_scalar(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  if (mi_mof_is_word(parser, "NULL")) {
    *out = mi_value_null(target->any ? MI_TYPE_STRING : mi_type_element(target->type));
    return mi_mof_advance(parser);
  }
  switch (parser->token.kind) {
    case MI_MOF_INTEGER:
    case MI_MOF_REAL: return read_number(parser, target, out);
    case MI_MOF_CHARACTER: return read_character(parser, target, out);
    case MI_MOF_STRING: return read_text(parser, target, out);
    case MI_MOF_ALIAS: return read_alias(parser, target, out);
    case MI_MOF_NAME: return read_word(parser, target, out);
    case MI_MOF_END:
    case MI_MOF_PRAGMA:
    case MI_MOF_SYMBOL: break;
  }
  return mi_mof_expected(parser, "a value");
}

/* ---- arrays ---- */

static unsigned width(mi_type type) {
  return type == MI_TYPE_SINT32 ? 1 : type == MI_TYPE_SINT64 ? 2 : type == MI_TYPE_UINT64 ? 3 : 0;
}

/* The type of an array whose elements said theirs by themselves: the first one's, or the widest
 * of the integers. */
static mi_type common_type(const mi_value *elements, size_t count) {
  mi_type common = MI_TYPE_STRING;
  bool known = false;
  for (size_t i = 0; i < count; i++) {
    mi_type type = elements[i].type;
    if (elements[i].null) continue;
    if (!known || (width(common) > 0 && width(type) > width(common))) common = type;
    known = true;
  }
  return common;
}

static mi_result make_common(mi_mof_parser *parser, size_t at, const mi_mof_target *target,
                             mi_type type, mi_value *elements, size_t count) {
  mi_mof *mof = parser->mof;
  for (size_t i = 0; i < count; i++) {
    const mi_value given = elements[i];
    bool same = given.type == type || (width(given.type) > 0 && width(type) > 0);
    if (given.null) {
      elements[i] = mi_value_null(type);
    } else if (!same) {
      return mi_mof_fail(&parser->source, at, mof->error, MI_E_TYPE_MISMATCH,
                         "%s %s of %s: the array mixes %s and %s", target->kind, target->name,
                         target->owner, mi_type_word(type), mi_type_word(given.type));
    } else {
      mi_result result = mi_value_convert(&elements[i], &given, type, &mof->arena, mof->error);
      if (result != MI_OK) return told(parser, at, target, result);
    }
  }
  return MI_OK;
}

static mi_result check_count(const mi_mof_parser *parser, size_t count,
                             const mi_mof_target *target) {
  size_t most = parser->mof->limits->max_elements;
  if (count >= most) return mi_mof_over_limit(parser, "max_elements", most);
  if (target->array_size == 0 || count < target->array_size) return MI_OK;
  return mi_mof_fail(&parser->source, parser->token.at, parser->mof->error, MI_E_TYPE_MISMATCH,
                     "%s %s of %s: more than %lu elements", target->kind, target->name,
                     target->owner, (unsigned long)target->array_size);
}

static mi_result read_elements(mi_mof_parser *parser, const mi_mof_target *target,
                               mi_mof_list *list) {
  bool more = !mi_mof_is_symbol(parser, '}');
  mi_result result = MI_OK;
  while (result == MI_OK && more) {
    mi_value element;
    result = check_count(parser, list->count, target);
    if (result == MI_OK) result = read_scalar(parser, target, &element);
    if (result == MI_OK) result = mi_mof_list_add(parser, list, sizeof element, &element);
    if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  }
  if (result == MI_OK && !mi_mof_is_symbol(parser, '}')) {
    return mi_mof_expected(parser, "',' or '}'");
  }
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

static mi_result read_array(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  mi_mof_list list = {NULL, 0, 0};
  size_t at = parser->token.at;
  mi_type type = mi_type_element(target->type);
  mi_result result = mi_mof_expect(parser, '{');
  if (result == MI_OK) result = read_elements(parser, target, &list);
  if (result == MI_OK && target->any) {
    type = common_type(list.items, list.count);
    result = make_common(parser, at, target, type, list.items, list.count);
  }
  *out = mi_value_array(type, list.items, list.count);
  return result;
}

/* A single value where an array is declared. */
static mi_result read_array_of_one(mi_mof_parser *parser, const mi_mof_target *target,
                                   mi_value *out) {
  mi_mof_list list = {NULL, 0, 0};
  mi_value element;
  mi_result result = read_scalar(parser, target, &element);
  if (result == MI_OK) result = mi_mof_list_add(parser, &list, sizeof element, &element);
  *out = mi_value_array(mi_type_element(target->type), list.items, list.count);
  return result;
}

mi_result mi_mof_value(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  bool braces = mi_mof_is_symbol(parser, '{');
  if (!target->any && mi_mof_is_word(parser, "NULL")) {
    *out = mi_value_null(target->type);
    return mi_mof_advance(parser);
  }
  if (!target->any && mi_type_is_array(target->type)) {
    if (!braces && target->lenient) return read_array_of_one(parser, target, out);
    return braces ? read_array(parser, target, out) : mi_mof_expected(parser, "'{'");
  }
  if (target->any && braces) return read_array(parser, target, out);
  return braces ? mismatch(parser, parser->token.at, target, "an array")
                : read_scalar(parser, target, out);
}
