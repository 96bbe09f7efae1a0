#include "protocol/local/mof_instances.h"

#include <string.h>

#include "protocol/local/lookup.h"
#include "protocol/local/mof_aliases.h"
#include "protocol/local/mof_qualifiers.h"
#include "protocol/local/mof_values.h"

/* ---- properties ---- */

static mi_result find_property(mi_mof_parser *parser, const mi_class *class_, const char *name,
                               size_t at, int *index) {
  *index = mi_class_find(class_, name, strlen(name));
  if (*index >= 0) return MI_OK;
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_NO_SUCH_PROPERTY,
                     "%s has no property %s", class_->name, name);
}

static mi_result check_once(mi_mof_parser *parser, const mi_element *property, size_t at,
                            bool *given) {
  if (!*given) {
    *given = true;
    return MI_OK;
  }
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_INVALID_PARAMETER,
                     "the property %s is given twice", property->name);
}

static mi_result read_value(mi_mof_parser *parser, const mi_class *class_,
                            const mi_element *property, mi_value *out) {
  const mi_mof_target target = {.type = property->type,
                                .array_size = property->array_size,
                                .class_name = property->class_name,
                                .kind = "property",
                                .name = property->name,
                                .owner = class_->name};
  return mi_mof_value(parser, &target, out);
}

/* `[qualifiers] Name = value;` Qualifiers of the values of instances have no meaning any more. */
static mi_result read_property(mi_mof_parser *parser, mi_instance *instance, bool *given) {
  const mi_class *class_ = instance->class_;
  mi_qualifiers ignored;
  const char *name = NULL;
  int index = -1;
  mi_result result = mi_mof_qualifier_list(parser, &ignored, class_->name);
  size_t at = parser->token.at;
  if (result == MI_OK) result = mi_mof_take_name(parser, &name, "a property or '}'");
  if (result == MI_OK) result = find_property(parser, class_, name, at, &index);
  if (result == MI_OK) result = check_once(parser, &class_->properties[index], at, &given[index]);
  if (result == MI_OK) result = mi_mof_expect(parser, '=');
  if (result == MI_OK) {
    result = read_value(parser, class_, &class_->properties[index], &instance->values[index]);
  }
  return result == MI_OK ? mi_mof_expect(parser, ';') : result;
}

/* ---- instances ---- */

/* A reference may be to a class that is declared later in the file. */
static bool lacks_class(const mi_mof_parser *parser, const mi_class *class_, mi_result result) {
  return result == MI_E_INVALID_CLASS && (class_->flags & MI_CLASS_ABSTRACT) == 0 &&
         !parser->waiting->ending;
}

/* `instance of X` and the class that it means; *at is where the name stands. */
static mi_result read_head(mi_mof_parser *parser, const mi_class **class_, size_t *at) {
  const mi_mof *mof = parser->mof;
  const char *name = NULL;
  if (!mi_mof_is_word(parser, "instance")) return mi_mof_expected(parser, "'instance'");
  mi_result result = mi_mof_advance(parser);
  if (result != MI_OK) return result;
  if (!mi_mof_is_word(parser, "of")) return mi_mof_expected(parser, "'of'");
  result = mi_mof_advance(parser);
  *at = parser->token.at;
  if (result == MI_OK) result = mi_mof_take_name(parser, &name, "a class");
  if (result != MI_OK) return result;
  result = mi_lookup_class(class_, mof->schema, parser->namespace_name, name, mof->error);
  return result == MI_OK ? MI_OK : mi_mof_place(&parser->source, *at, mof->error, result);
}

static mi_result read_body(mi_mof_parser *parser, const mi_class *class_, mi_instance **out) {
  mi_arena *arena = &parser->mof->arena;
  mi_instance *instance = mi_instance_new(class_, true, arena);
  bool *given = mi_arena_alloc_zero(arena, class_->property_count * sizeof *given);
  if (instance == NULL || given == NULL) return mi_mof_no_memory(parser);
  mi_result result = mi_mof_expect(parser, '{');
  while (result == MI_OK && !mi_mof_is_symbol(parser, '}')) {
    result = read_property(parser, instance, given);
  }
  *out = instance;
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

mi_result mi_mof_embedded_instance(mi_mof_parser *parser, const mi_instance **out) {
  const mi_class *class_ = NULL;
  mi_instance *instance = NULL;
  size_t at;
  mi_result result = mi_mof_enter(parser);
  if (result != MI_OK) return result;
  result = read_head(parser, &class_, &at);
  if (result == MI_OK) result = read_body(parser, class_, &instance);
  parser->depth--;
  *out = instance;
  return result;
}

static mi_result read_alias(mi_mof_parser *parser, const char **out, size_t *at) {
  *out = NULL;
  if (!mi_mof_is_word(parser, "as")) return MI_OK;
  mi_result result = mi_mof_advance(parser);
  *at = parser->token.at;
  return result == MI_OK ? mi_mof_take_alias(parser, out) : result;
}

static mi_result declare_alias(mi_mof_parser *parser, const char *name, size_t at,
                               const mi_instance *instance) {
  mi_mof *mof = parser->mof;
  const mi_path *path = NULL;
  mi_result result = mi_instance_path(&path, instance, &mof->arena, mof->error);
  if (result != MI_OK) return mi_mof_place(&parser->source, at, mof->error, result);
  return mi_mof_declare_alias(parser, name, at, path);
}

mi_result mi_mof_instance_declaration(mi_mof_parser *parser, size_t at) {
  mi_mof *mof = parser->mof;
  const mi_class *class_ = NULL;
  const mi_instance *created = NULL;
  mi_instance *instance = NULL;
  const char *alias = NULL;
  size_t class_at = at, alias_at = at;
  mi_result result = read_head(parser, &class_, &class_at);
  if (result == MI_OK) result = read_alias(parser, &alias, &alias_at);
  if (result == MI_OK) result = read_body(parser, class_, &instance);
  if (result != MI_OK) return result;
  if (!mi_mof_is_symbol(parser, ';')) return mi_mof_expected(parser, "';'");
  if (parser->waiting->current != NULL) {
    mi_mof_put_off(parser, at);
    return mi_mof_advance(parser);
  }
  result = mi_repository_create(mof->repository, instance, &created, mof->error);
  if (lacks_class(parser, class_, result)) {
    mi_error_clear(mof->error);
    result = mi_mof_put_off_to_end(parser, at);
    return result == MI_OK ? mi_mof_advance(parser) : result;
  }
  if (result != MI_OK) return mi_mof_place(&parser->source, class_at, mof->error, result);
  if (alias != NULL) result = declare_alias(parser, alias, alias_at, created);
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

/* ---- what waited ---- */

static mi_result read_again(mi_mof_parser *parser) {
  mi_qualifiers ignored;
  size_t at = parser->token.at;
  mi_arena_reset(&parser->mof->arena);
  mi_result result = mi_mof_qualifier_list(parser, &ignored, "the instance");
  return result == MI_OK ? mi_mof_instance_declaration(parser, at) : result;
}

mi_result mi_mof_finish_instances(mi_mof_parser *parser) {
  bool found;
  parser->waiting->ending = true;
  mi_result result = mi_mof_next_ready(parser, &found);
  while (result == MI_OK && found) {
    result = read_again(parser);
    if (result == MI_OK) result = mi_mof_next_ready(parser, &found);
  }
  if (result != MI_OK) return result;
  result = mi_mof_first_waiting(parser, &found);
  return result == MI_OK && found ? read_again(parser) : result;
}
