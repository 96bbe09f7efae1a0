#include "protocol/local/mof_aliases.h"

#include <string.h>

struct mi_mof_late {
  mi_mof_late *next, *next_ready;
  mi_mof_waiting *home; /* the file it is in */
  size_t at;
  const char *namespace_name;
  size_t missing; /* uses of aliases that are not declared */
  bool done;
};

typedef struct need {
  struct need *next;
  mi_mof_late *late;
} need;

typedef struct alias {
  const mi_path *path; /* NULL: not declared yet */
  need *needs;
} alias;

/* NULL: no memory. */
static alias *alias_of(mi_mof *mof, const char *name) {
  size_t length = strlen(name);
  alias *known = mi_map_get(&mof->aliases, name, length);
  if (known != NULL) return known;
  known = mi_arena_alloc_zero(&mof->kept, sizeof *known);
  const char *key = mi_arena_text(&mof->kept, name, length);
  if (known == NULL || key == NULL) return NULL;
  return mi_map_set(&mof->aliases, key, length, known) == MI_OK ? known : NULL;
}

static mi_result wait_for(mi_mof_parser *parser, alias *missing) {
  mi_arena *kept = &parser->mof->kept;
  mi_mof_waiting *waiting = parser->waiting;
  if (waiting->current == NULL) {
    waiting->current = mi_arena_alloc_zero(kept, sizeof *waiting->current);
  }
  need *needed = mi_arena_alloc(kept, sizeof *needed);
  if (waiting->current == NULL || needed == NULL) return mi_mof_no_memory(parser);
  needed->late = waiting->current;
  needed->next = missing->needs;
  missing->needs = needed;
  waiting->current->missing++;
  return MI_OK;
}

mi_result mi_mof_find_alias(mi_mof_parser *parser, const char *name, size_t at,
                            const mi_path **out) {
  alias *found = alias_of(parser->mof, name);
  if (found == NULL) return mi_mof_no_memory(parser);
  *out = found->path;
  if (found->path != NULL) return MI_OK;
  if (parser->waiting != NULL && !parser->waiting->final) return wait_for(parser, found);
  return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_NOT_FOUND,
                     "the alias $%s is not declared", name);
}

static void wake(alias *declared) {
  for (need *needed = declared->needs; needed != NULL; needed = needed->next) {
    mi_mof_late *late = needed->late;
    if (--late->missing > 0) continue;
    if (late->home->ready == NULL) late->home->last_ready = late;
    late->next_ready = late->home->ready;
    late->home->ready = late;
  }
  declared->needs = NULL;
}

mi_result mi_mof_declare_alias(mi_mof_parser *parser, const char *name, size_t at,
                               const mi_path *path) {
  mi_path *copy = NULL;
  alias *declared = alias_of(parser->mof, name);
  if (declared == NULL) return mi_mof_no_memory(parser);
  if (declared->path != NULL) {
    return mi_mof_fail(&parser->source, at, parser->mof->error, MI_E_ALREADY_EXISTS,
                       "the alias $%s is declared already", name);
  }
  mi_result result = mi_path_copy(&copy, path, &parser->mof->kept);
  if (result == MI_E_OUT_OF_MEMORY) return mi_mof_no_memory(parser);
  if (result != MI_OK) {
    return mi_mof_fail(&parser->source, at, parser->mof->error, result,
                       "the keys of $%s are nested too deep (max_depth)", name);
  }
  declared->path = copy;
  wake(declared);
  return MI_OK;
}

void mi_mof_put_off(mi_mof_parser *parser, size_t at) {
  mi_mof_waiting *waiting = parser->waiting;
  mi_mof_late *late = waiting->current;
  late->home = waiting;
  late->at = at;
  late->namespace_name = parser->namespace_name;
  if (waiting->last != NULL) {
    waiting->last->next = late;
  } else {
    waiting->first = late;
  }
  waiting->last = late;
  waiting->current = NULL;
}

mi_result mi_mof_put_off_to_end(mi_mof_parser *parser, size_t at) {
  mi_mof_waiting *waiting = parser->waiting;
  mi_mof_late *late = mi_arena_alloc_zero(&parser->mof->kept, sizeof *late);
  if (late == NULL) return mi_mof_no_memory(parser);
  if (waiting->ready != NULL) {
    waiting->last_ready->next_ready = late;
  } else {
    waiting->ready = late;
  }
  waiting->current = waiting->last_ready = late;
  mi_mof_put_off(parser, at);
  return MI_OK;
}

static mi_result move_to(mi_mof_parser *parser, mi_mof_late *late) {
  late->done = true;
  parser->namespace_name = late->namespace_name;
  parser->next = late->at;
  return mi_mof_advance(parser);
}

mi_result mi_mof_next_ready(mi_mof_parser *parser, bool *found) {
  mi_mof_late *late = parser->waiting->ready;
  *found = late != NULL;
  if (late == NULL) return MI_OK;
  parser->waiting->ready = late->next_ready;
  return move_to(parser, late);
}

mi_result mi_mof_first_waiting(mi_mof_parser *parser, bool *found) {
  mi_mof_late *late = parser->waiting->first;
  while (late != NULL && late->done) late = late->next;
  *found = late != NULL;
  parser->waiting->final = true;
  return late != NULL ? move_to(parser, late) : MI_OK;
}
