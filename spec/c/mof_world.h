/* What the tests of the MOF compiler share: a repository, and words to compile and to show what
 * came of it. */
#ifndef MOF_WORLD_H
#define MOF_WORLD_H

#include "protocol/local/mof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define SPACE "root/test"

typedef struct world {
  mi_repository *repository;
  mi_error error;
  mi_buffer shown;
} world;

static inline void make_limited(world *w, const mi_limits *limits) {
  mi_error_init(&w->error, mi_allocator_default());
  mi_buffer_init(&w->shown, mi_allocator_default(), (size_t)1 << 20);
  CHECK_INT(mi_repository_new(&w->repository, mi_allocator_default(), limits, &w->error), MI_OK);
}

static inline void make(world *w) { make_limited(w, NULL); }

static inline void drop(world *w) {
  mi_repository_free(w->repository);
  mi_buffer_free(&w->shown);
  mi_error_clear(&w->error);
}

/* The text is read from a block of just its size, so that a step beyond is seen. */
static inline mi_result compile(world *w, const char *text) {
  size_t length = strlen(text);
  char *block = malloc(length + (length == 0));
  memcpy(block, text, length);
  mi_result result = mi_mof_compile(w->repository, SPACE, "a.mof", block, length, &w->error);
  free(block);
  return result;
}

static inline void must_compile(world *w, const char *text) {
  if (!CHECK_INT(compile(w, text), MI_OK)) printf("  %s\n", mi_error_text(&w->error));
}

static inline const mi_class *find(const world *w, const char *name) {
  return mi_schema_find(mi_repository_schema(w->repository), SPACE, name);
}

static inline const char *show_class(world *w, const char *name) {
  const mi_class *class_ = find(w, name);
  mi_buffer_reset(&w->shown);
  if (CHECK(class_ != NULL)) CHECK_INT(mi_class_print(class_, &w->shown), MI_OK);
  return mi_buffer_text(&w->shown);
}

static inline const char *show_instances(world *w, const char *name) {
  const mi_class *class_ = find(w, name);
  const mi_instance *instance;
  size_t cursor = 0;
  mi_buffer_reset(&w->shown);
  if (!CHECK(class_ != NULL)) return "";
  while ((instance = mi_repository_next(w->repository, class_, &cursor)) != NULL) {
    CHECK_INT(mi_instance_print(instance, &w->shown), MI_OK);
  }
  return mi_buffer_text(&w->shown);
}

/* What the declaration of the class T, and the instances of it, are read as. */
static inline void reads_as(const char *text, const char *class_, const char *instances) {
  world w;
  make(&w);
  must_compile(&w, text);
  if (class_ != NULL) CHECK_TEXT(show_class(&w, "T"), class_);
  if (instances != NULL) CHECK_TEXT(show_instances(&w, "T"), instances);
  drop(&w);
}

static inline void fails(const char *text, mi_result result, const char *story) {
  world w;
  make(&w);
  CHECK_INT(compile(&w, text), result);
  CHECK_TEXT(mi_error_text(&w.error), story);
  drop(&w);
}

#endif
