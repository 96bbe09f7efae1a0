#include "protocol/local/mof.h"

#include <string.h>

#include "protocol/local/mof_aliases.h"
#include "protocol/local/mof_classes.h"
#include "protocol/local/mof_file.h"
#include "protocol/local/mof_instances.h"
#include "protocol/local/mof_qualifiers.h"

static mi_result compile_file(mi_mof *mof, const mi_mof_file *file, const char *namespace_name,
                              size_t depth);

/* ---- pragmas ---- */

/* Slashes lean either way, and "." is this machine's name (as in WMI); no other machine is meant.
 * Changes the text, and leaves its outer slashes. NULL: it is no namespace. */
static const char *read_namespace(char *text) {
  for (char *c = text; *c != '\0'; c++) {
    if (*c == '\\') *c = '/';
  }
  if (strncmp(text, "//", 2) == 0) {
    if (strncmp(text, "//./", 4) != 0) return NULL;
    text += 4;
  }
  bool empty = text[strspn(text, "/")] == '\0' || strstr(text, "//") != NULL;
  return empty ? NULL : text;
}

static mi_result enter_namespace(mi_mof_parser *parser, const char *name) {
  mi_mof *mof = parser->mof;
  while (*name == '/') name++;
  size_t length = strlen(name);
  while (length > 0 && name[length - 1] == '/') length--;
  parser->namespace_name = mi_arena_text(&mof->kept, name, length);
  if (parser->namespace_name == NULL) return mi_mof_no_memory(parser);
  mi_result result = mi_schema_add_namespace(mof->schema, parser->namespace_name);
  return result == MI_OK ? MI_OK : mi_mof_no_memory(parser);
}

static mi_result namespace_pragma(mi_mof_parser *parser, const char *text, size_t at) {
  mi_mof *mof = parser->mof;
  size_t length = strlen(text);
  char *own = mi_arena_text(&mof->arena, text, length);
  if (own == NULL) return mi_mof_no_memory(parser);
  if (length > mof->limits->max_name) {
    return mi_mof_over_limit(parser, "max_name", mof->limits->max_name);
  }
  const char *name = read_namespace(own);
  if (name != NULL) return enter_namespace(parser, name);
  return mi_mof_fail(&parser->source, at, mof->error, MI_E_INVALID_NAMESPACE,
                     "\"%s\" is no namespace of this repository", text);
}

static mi_result include_pragma(mi_mof_parser *parser, const char *name, size_t at) {
  mi_mof *mof = parser->mof;
  const mi_mof_file *file = NULL;
  size_t most = mof->limits->max_includes;
  if (parser->file == NULL) {
    return mi_mof_fail(&parser->source, at, mof->error, MI_E_NOT_SUPPORTED,
                       "only a file can include files");
  }
  if (mof->include_count++ >= most) return mi_mof_over_limit(parser, "max_includes", most);
  mi_result result = mi_mof_enter(parser);
  if (result != MI_OK) return result;
  result = mi_mof_file_include(&file, mof, parser->file, name);
  if (result != MI_OK) return mi_mof_place(&parser->source, at, mof->error, result);
  result = compile_file(mof, file, parser->namespace_name, parser->depth);
  parser->depth--;
  return result;
}

/* The other pragmas are for other compilers; most have something in parentheses. */
static mi_result skip_pragma(mi_mof_parser *parser) {
  bool more;
  mi_result result = mi_mof_accept(parser, '(', &more);
  while (result == MI_OK && more && !mi_mof_is_symbol(parser, ')')) {
    if (parser->token.kind == MI_MOF_END) return mi_mof_expected(parser, "')'");
    result = mi_mof_advance(parser);
  }
  return result == MI_OK && more ? mi_mof_advance(parser) : result;
}

static mi_result read_pragma(mi_mof_parser *parser) {
  const char *name = NULL, *text = NULL;
  size_t length = 0;
  mi_result result = mi_mof_advance(parser);
  if (result != MI_OK) return result;
  bool include = mi_mof_is_word(parser, "include");
  bool namespace_ = mi_mof_is_word(parser, "namespace");
  result = mi_mof_take_name(parser, &name, "the name of a pragma");
  if (result != MI_OK) return result;
  if (!include && !namespace_) return skip_pragma(parser);
  result = mi_mof_expect(parser, '(');
  size_t at = parser->token.at;
  if (result == MI_OK) result = mi_mof_take_text(parser, &text, &length);
  if (result != MI_OK) return result;
  if (!mi_mof_is_symbol(parser, ')')) return mi_mof_expected(parser, "')'");
  result = include ? include_pragma(parser, text, at) : namespace_pragma(parser, text, at);
  return result == MI_OK ? mi_mof_advance(parser) : result;
}

/* ---- sources ---- */

static mi_result read_declaration(mi_mof_parser *parser) {
  mi_qualifiers qualifiers;
  size_t at = parser->token.at;
  mi_arena_reset(&parser->mof->arena);
  if (parser->token.kind == MI_MOF_PRAGMA) return read_pragma(parser);
  if (mi_mof_is_word(parser, "Qualifier")) return mi_mof_qualifier_declaration(parser);
  bool qualified = mi_mof_is_symbol(parser, '[');
  mi_result result = mi_mof_qualifier_list(parser, &qualifiers, "the declaration");
  if (result != MI_OK) return result;
  if (mi_mof_is_word(parser, "class")) return mi_mof_class_declaration(parser, &qualifiers);
  if (mi_mof_is_word(parser, "instance")) return mi_mof_instance_declaration(parser, at);
  return mi_mof_expected(parser, qualified ? "'class' or 'instance'"
                                           : "'class', 'instance', 'Qualifier' or #pragma");
}

static mi_result compile_source(mi_mof *mof, const mi_mof_source *source, const mi_mof_file *file,
                                const char *namespace_name, size_t depth) {
  mi_mof_waiting waiting;
  mi_mof_parser parser;
  memset(&waiting, 0, sizeof waiting);
  memset(&parser, 0, sizeof parser);
  parser.mof = mof;
  parser.source = *source;
  parser.file = file;
  parser.waiting = &waiting;
  parser.depth = depth;
  mi_result result = enter_namespace(&parser, namespace_name);
  if (result == MI_OK) result = mi_mof_start(&parser);
  while (result == MI_OK && parser.token.kind != MI_MOF_END) result = read_declaration(&parser);
  if (result == MI_OK) result = mi_mof_finish_instances(&parser);
  if (result != MI_E_OUT_OF_MEMORY || !(mof->arena.full || mof->kept.full)) return result;
  return mi_mof_over_limit(&parser, "max_memory", mof->limits->max_memory);
}

static mi_result compile_file(mi_mof *mof, const mi_mof_file *file, const char *namespace_name,
                              size_t depth) {
  char *text = NULL;
  mi_mof_source source = {file->name, NULL, 0, NULL, 0};
  mi_result result = mi_mof_file_read(&text, &source.length, mof, file);
  if (result != MI_OK) return result;
  source.text = text;
  result = compile_source(mof, &source, file, namespace_name, depth);
  mi_free(mof->allocator, text);
  return result;
}

mi_result mi_mof_compile(mi_repository *repository, const char *namespace_name, const char *name,
                         const char *text, size_t length, mi_error *error) {
  mi_mof mof;
  const mi_mof_source source = {name, text, length, NULL, 0};
  size_t most = mi_repository_limits(repository)->max_source;
  if (length > most) {
    return mi_error_set(error, MI_E_LIMIT, "%s has more than %lu bytes (max_source)", name,
                        (unsigned long)most);
  }
  mi_mof_init(&mof, repository, error);
  mi_result result = compile_source(&mof, &source, NULL, namespace_name, 0);
  mi_mof_free(&mof);
  return result;
}

mi_result mi_mof_compile_file(mi_repository *repository, const char *namespace_name,
                              const char *file, mi_error *error) {
  mi_mof mof;
  const mi_mof_file *found = NULL;
  mi_mof_init(&mof, repository, error);
  mi_result result = mi_mof_file_find(&found, &mof, file);
  if (result == MI_OK) result = compile_file(&mof, found, namespace_name, 0);
  mi_mof_free(&mof);
  return result;
}
