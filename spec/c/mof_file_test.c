#include "protocol/local/mof_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "mof_world.h"

typedef struct folder {
  char path[64], outside[64];
} folder;

static void write_file(const char *path, const char *name, const char *text) {
  char full[200];
  snprintf(full, sizeof full, "%s/%s", path, name);
  FILE *file = fopen(full, "w");
  if (!CHECK(file != NULL)) return;
  fputs(text, file);
  fclose(file);
}

static void make_folder(folder *f) {
  char sub[80];
  strcpy(f->path, "/tmp/mi_mof_XXXXXX");
  strcpy(f->outside, "/tmp/mi_mof_XXXXXX");
  CHECK(mkdtemp(f->path) != NULL && mkdtemp(f->outside) != NULL);
  snprintf(sub, sizeof sub, "%s/sub", f->path);
  CHECK_INT(mkdir(sub, 0700), 0);
}

static void drop_folder(const folder *f) {
  static const char *const names[] = {"main.mof", "sub/a.mof", "sub/b.mof", "sub/link.mof",
                                      "sub/pipe", "sub", "x.mof", ""};
  const char *folders[] = {f->path, f->outside};
  for (size_t i = 0; i < 2; i++) {
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
      char full[200];
      snprintf(full, sizeof full, "%s/%s", folders[i], names[j]);
      remove(full);
    }
  }
}

static mi_result compile_main(world *w, const folder *f, const char *text) {
  char path[100];
  write_file(f->path, "main.mof", text);
  snprintf(path, sizeof path, "%s/main.mof", f->path);
  mi_error_clear(&w->error);
  return mi_mof_compile_file(w->repository, SPACE, path, &w->error);
}

static void includes_are_found_beside_the_file(void) {
  world w;
  folder f;
  make(&w);
  make_folder(&f);
  write_file(f.path, "sub/a.mof", "#pragma include(\"b.mof\")\n#pragma namespace(\"x/y\")\n");
  write_file(f.path, "sub/b.mof", "class B {};");
  CHECK_INT(compile_main(&w, &f, "#pragma include(\"sub\\\\a.mof\")\nclass T : B {};"), MI_OK);
  CHECK_TEXT(mi_error_text(&w.error), "success");
  CHECK(find(&w, "B") != NULL);
  CHECK(find(&w, "T") != NULL); /* the namespace pragma ended with its file */
  CHECK_INT(compile_main(&w, &f, "\n #pragma include(\"sub/b.mof\")"), MI_E_ALREADY_EXISTS);
  CHECK_HAS(mi_error_text(&w.error), "/sub/b.mof:1:7: the class B exists already");
  drop_folder(&f);
  drop(&w);
}

static void includes_stay_in_their_folder(void) {
  static const struct {
    const char *name;
    mi_result result;
    const char *story;
  } cases[] = {
      {"/etc/passwd", MI_E_ACCESS_DENIED, "main.mof:1:18: \"/etc/passwd\" is not the name"},
      {"sub/../main.mof", MI_E_ACCESS_DENIED, "is not the name of a file in this folder"},
      {"..", MI_E_ACCESS_DENIED, "is not the name of a file in this folder"},
      {"sub\\\\..\\\\x", MI_E_ACCESS_DENIED, "is not the name of a file in this folder"},
      {"", MI_E_ACCESS_DENIED, "is not the name of a file in this folder"},
      {"sub/link.mof", MI_E_ACCESS_DENIED, "sub/link.mof is outside of the folder"},
      {"sub/gone.mof", MI_E_IO, "sub/gone.mof: No such file"},
      {"sub/pipe", MI_E_IO, "sub/pipe is not a regular file"},
      {"sub", MI_E_IO, "is not a regular file"},
      {"main.mof", MI_E_INVALID_PARAMETER, "main.mof includes itself"},
      {"sub/a.mof", MI_E_ACCESS_DENIED, "sub/a.mof:2:17: \"../main.mof\" is not the name"},
  };
  world w;
  folder f;
  char link[200], target[200], pipe_[200];
  make(&w);
  make_folder(&f);
  write_file(f.path, "sub/a.mof", "\n#pragma include(\"../main.mof\")");
  write_file(f.outside, "x.mof", "class X {};");
  snprintf(target, sizeof target, "%s/x.mof", f.outside);
  snprintf(link, sizeof link, "%s/sub/link.mof", f.path);
  snprintf(pipe_, sizeof pipe_, "%s/sub/pipe", f.path);
  CHECK_INT(symlink(target, link), 0);
  CHECK_INT(mkfifo(pipe_, 0600), 0);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[100];
    snprintf(text, sizeof text, "#pragma include (\"%s\")", cases[i].name);
    CHECK_INT(compile_main(&w, &f, text), cases[i].result);
    CHECK_HAS(mi_error_text(&w.error), cases[i].story);
  }
  drop_folder(&f);
  drop(&w);
}

static void limits_of_files_are_named(void) {
  mi_limits limits;
  world w;
  folder f;
  mi_limits_default(&limits);
  limits.max_source = 200;
  limits.max_includes = 2;
  make_limited(&w, &limits);
  make_folder(&f);
  write_file(f.path, "sub/a.mof", "");
  CHECK_INT(compile_main(&w, &f, "#pragma include(\"sub/a.mof\")\n#pragma include(\"sub/a.mof\")\n"
                                 "#pragma include(\"sub/a.mof\")"),
            MI_E_LIMIT);
  CHECK_HAS(mi_error_text(&w.error), "main.mof:3:28: this is more than 2 (max_includes)");
  char big[300];
  memset(big, ' ', sizeof big - 1);
  big[sizeof big - 1] = '\0';
  CHECK_INT(compile_main(&w, &f, big), MI_E_LIMIT);
  CHECK_HAS(mi_error_text(&w.error), "main.mof has more than 200 bytes (max_source)");
  drop_folder(&f);
  drop(&w);
}

/* ---- memory ---- */

static folder memory_folder;

static mi_result compile_files(const mi_allocator *allocator) {
  char path[100];
  mi_repository *repository = NULL;
  mi_error error;
  mi_error_init(&error, allocator);
  snprintf(path, sizeof path, "%s/main.mof", memory_folder.path);
  mi_result result = mi_repository_new(&repository, allocator, NULL, &error);
  if (result == MI_OK) result = mi_mof_compile_file(repository, SPACE, path, &error);
  mi_repository_free(repository);
  mi_error_clear(&error);
  return result;
}

static void every_failing_allocation_is_survived(void) {
  make_folder(&memory_folder);
  write_file(memory_folder.path, "main.mof", "#pragma include(\"sub/a.mof\")\nclass T : S {};");
  write_file(memory_folder.path, "sub/a.mof", "class S {};");
  check_each_failing_allocation(compile_files);
  drop_folder(&memory_folder);
}

int main(void) {
  RUN(includes_are_found_beside_the_file);
  RUN(includes_stay_in_their_folder);
  RUN(limits_of_files_are_named);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
