#include "protocol/local/mof_qualifiers.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/mof_values.h"
#include "types/qualifier.h"

/* In mof->qualifiers. */
typedef struct declaration {
  mi_type type;
  uint32_t array_size;
  uint8_t flavor;
} declaration;

/* The standard qualifiers (DSP0004 5.6.3) whose type does not show in their values. */
static const struct {
  const char *name;
  mi_type type;
} standard[] = {
    {"BitMap", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"BitValues", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"ClassConstraint", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"Correlatable", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"Deprecated", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"MappingStrings", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"Max", MI_TYPE_UINT32},
    {"MaxLen", MI_TYPE_UINT32},
    {"MaxValue", MI_TYPE_SINT64},
    {"MethodConstraint", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"Min", MI_TYPE_UINT32},
    {"MinLen", MI_TYPE_UINT32},
    {"MinValue", MI_TYPE_SINT64},
    {"ModelCorrespondence", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"PropertyConstraint", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"UnknownValues", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"UnsupportedValues", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"ValueMap", MI_TYPE_STRING | MI_TYPE_ARRAY},
    {"Values", MI_TYPE_STRING | MI_TYPE_ARRAY},
};

/* false: it is not in the table. */
static bool standard_type(mi_type *out, const char *name) {
  for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
    if (!mi_text_same_name(standard[i].name, name)) continue;
    *out = standard[i].type;
    return true;
  }
  return false;
}

/* ---- flavors ---- */

/* Ahead must be a flavor: sets and clears what it says. */
static mi_result read_flavor(mi_mof_parser *parser, uint8_t *flavor) {
  static const struct {
    const char *word;
    uint8_t set, clear;
  } words[] = {
      {"EnableOverride", 0, MI_FLAVOR_DISABLE_OVERRIDE},
      {"DisableOverride", MI_FLAVOR_DISABLE_OVERRIDE, 0},
      {"Restricted", MI_FLAVOR_RESTRICTED, 0},
      {"ToSubclass", 0, MI_FLAVOR_RESTRICTED},
      {"ToInstance", MI_FLAVOR_TO_INSTANCE, 0},
      {"Translatable", MI_FLAVOR_TRANSLATABLE, 0},
      {"NotToSubclass", MI_FLAVOR_RESTRICTED, 0}, /* the last three are those of WMI */
      {"NotToInstance", 0, MI_FLAVOR_TO_INSTANCE},
      {"Amended", MI_FLAVOR_TRANSLATABLE, 0},
  };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (!mi_mof_is_word(parser, words[i].word)) continue;
    *flavor = (uint8_t)((*flavor | words[i].set) & ~words[i].clear);
    return mi_mof_advance(parser);
  }
  return mi_mof_expected(parser, "a flavor");
}

/* ---- declarations ---- */

/* Ahead must be a scope. What a qualifier may stand before is not enforced: real schemas do not
 * keep to it. */
static mi_result skip_scope(mi_mof_parser *parser) {
  static const char *const words[] = {
      "class",    "association", "indication", "property", "reference",
      "method",   "parameter",   "any",        "schema",   "qualifier",
      "instance",
  };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (mi_mof_is_word(parser, words[i])) return mi_mof_advance(parser);
  }
  return mi_mof_expected(parser, "a scope");
}

/* `Scope(property, reference)` or `Flavor(DisableOverride)` */
static mi_result read_clause(mi_mof_parser *parser, uint8_t *flavor) {
  bool scope = mi_mof_is_word(parser, "Scope"), more = true;
  if (!scope && !mi_mof_is_word(parser, "Flavor")) {
    return mi_mof_expected(parser, "'Scope' or 'Flavor'");
  }
  mi_result result = mi_mof_advance(parser);
  if (result == MI_OK) result = mi_mof_expect(parser, '(');
  while (result == MI_OK && more) {
    result = scope ? skip_scope(parser) : read_flavor(parser, flavor);
    if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  }
  return result == MI_OK ? mi_mof_expect(parser, ')') : result;
}

static mi_result read_type(mi_mof_parser *parser, declaration *declared) {
  const char *word = NULL;
  bool array;
  size_t at = parser->token.at;
  mi_result result = mi_mof_take_name(parser, &word, "a type");
  if (result != MI_OK) return result;
  if (!mi_type_from_word(&declared->type, word, strlen(word)) ||
      declared->type >= MI_TYPE_REFERENCE) {
    return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_SYNTAX,
                       "%s is no type of a qualifier", word);
  }
  result = mi_mof_accept(parser, '[', &array);
  if (result != MI_OK || !array) return result;
  declared->type |= MI_TYPE_ARRAY;
  if (!mi_mof_is_symbol(parser, ']')) result = mi_mof_take_size(parser, &declared->array_size);
  return result == MI_OK ? mi_mof_expect(parser, ']') : result;
}

/* The value that a qualifier has where it is not said concerns nobody here; it is only checked. */
static mi_result check_default(mi_mof_parser *parser, const declaration *declared,
                               const char *name) {
  const mi_mof_target target = {.type = declared->type,
                                .lenient = true,
                                .array_size = declared->array_size,
                                .kind = "default",
                                .name = "value",
                                .owner = name};
  mi_value ignored;
  bool given;
  mi_result result = mi_mof_accept(parser, '=', &given);
  return result == MI_OK && given ? mi_mof_value(parser, &target, &ignored) : result;
}

static mi_result declare(mi_mof_parser *parser, const char *name, const declaration *declared) {
  mi_mof *mof = parser->mof;
  size_t length = strlen(name);
  declaration *known = mi_map_get(&mof->qualifiers, name, length);
  if (known != NULL) {
    *known = *declared;
    return MI_OK;
  }
  declaration *kept = mi_arena_alloc(&mof->kept, sizeof *kept);
  const char *key = mi_arena_text(&mof->kept, name, length);
  if (kept == NULL || key == NULL) return mi_mof_no_memory(parser);
  *kept = *declared;
  mi_result result = mi_map_set(&mof->qualifiers, key, length, kept);
  return result == MI_OK ? MI_OK : mi_mof_no_memory(parser);
}

mi_result mi_mof_qualifier_declaration(mi_mof_parser *parser) {
  declaration declared = {MI_TYPE_BOOLEAN, 0, 0};
  const char *name = NULL;
  bool more = true;
  mi_result result = mi_mof_advance(parser);
  if (result == MI_OK) result = mi_mof_take_name(parser, &name, "the name of a qualifier");
  if (result == MI_OK) result = mi_mof_expect(parser, ':');
  if (result == MI_OK) result = read_type(parser, &declared);
  if (result == MI_OK) result = check_default(parser, &declared, name);
  if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  while (result == MI_OK && more) {
    result = read_clause(parser, &declared.flavor);
    if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  }
  if (result == MI_OK) result = mi_mof_expect(parser, ';');
  return result == MI_OK ? declare(parser, name, &declared) : result;
}

/* ---- lists ---- */

/* `(value)` or `{values}` */
static mi_result read_given(mi_mof_parser *parser, const mi_mof_target *target, mi_value *out) {
  bool parenthesis;
  mi_result result = mi_mof_accept(parser, '(', &parenthesis);
  if (result == MI_OK) result = mi_mof_value(parser, target, out);
  return result == MI_OK && parenthesis ? mi_mof_expect(parser, ')') : result;
}

/* Where only the standard says what the type is, a value of another type stands for itself. The
 * first try tells no story: nobody would read it, and its place costs a walk over the source. */
static mi_result read_undeclared(mi_mof_parser *parser, mi_mof_target *target, bool standard_,
                                 mi_value *out) {
  const mi_mof_parser start = *parser;
  mi_error *error = parser->mof->error;
  mi_result result = MI_E_TYPE_MISMATCH;
  if (standard_) {
    parser->mof->error = NULL;
    result = read_given(parser, target, out);
    parser->mof->error = error;
  }
  if (result == MI_OK) return MI_OK;
  *parser = start;
  target->any = result == MI_E_TYPE_MISMATCH;
  return read_given(parser, target, out);
}

static mi_result read_value(mi_mof_parser *parser, const char *name, const char *owner,
                            const declaration *declared, mi_value *out) {
  mi_mof_target target = {
      .lenient = true, .kind = "qualifier", .name = name, .owner = owner};
  bool known = declared != NULL;
  if (known) {
    target.type = declared->type;
    target.array_size = declared->array_size;
  } else {
    known = standard_type(&target.type, name);
  }
  if (!mi_mof_is_symbol(parser, '(') && !mi_mof_is_symbol(parser, '{')) {
    bool boolean = !known || target.type == MI_TYPE_BOOLEAN;
    *out = boolean ? mi_value_boolean(true) : mi_value_null(target.type);
    return MI_OK;
  }
  return declared != NULL ? read_given(parser, &target, out)
                          : read_undeclared(parser, &target, known, out);
}

static mi_result read_qualifier(mi_mof_parser *parser, mi_qualifier *out, const char *owner) {
  bool flavors;
  memset(out, 0, sizeof *out);
  mi_result result = mi_mof_take_name(parser, &out->name, "a qualifier");
  if (result != MI_OK) return result;
  const declaration *declared =
      mi_map_get(&parser->mof->qualifiers, out->name, strlen(out->name));
  out->flavor = declared != NULL ? declared->flavor : mi_qualifier_standard_flavor(out->name);
  result = read_value(parser, out->name, owner, declared, &out->value);
  if (result == MI_OK) result = mi_mof_accept(parser, ':', &flavors);
  if (result != MI_OK || !flavors) return result;
  do {
    result = read_flavor(parser, &out->flavor);
  } while (result == MI_OK && parser->token.kind == MI_MOF_NAME);
  return result;
}

mi_result mi_mof_qualifier_list(mi_mof_parser *parser, mi_qualifiers *out, const char *owner) {
  mi_mof_list list = {NULL, 0, 0};
  size_t most = parser->mof->limits->max_properties;
  bool more;
  out->list = NULL;
  out->count = 0;
  mi_result result = mi_mof_accept(parser, '[', &more);
  if (result != MI_OK || !more) return result;
  while (result == MI_OK && more) {
    mi_qualifier qualifier;
    if (list.count >= most) return mi_mof_over_limit(parser, "max_properties", most);
    result = read_qualifier(parser, &qualifier, owner);
    if (result == MI_OK) result = mi_mof_list_add(parser, &list, sizeof qualifier, &qualifier);
    if (result == MI_OK) result = mi_mof_accept(parser, ',', &more);
  }
  out->list = list.items;
  out->count = (uint32_t)list.count;
  return result == MI_OK ? mi_mof_expect(parser, ']') : result;
}
