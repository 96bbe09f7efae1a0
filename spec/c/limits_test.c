#include "base/limits.h"

#include <string.h>

#include "check.h"

static void defaults_are_those_of_the_table(void) {
  mi_limits limits;
  memset(&limits, 0xFF, sizeof limits);
  mi_limits_default(&limits);
#define X(name, standard, meaning) CHECK(limits.name == (standard));
  MI_LIMITS_TABLE(X)
#undef X
}

static void depth_is_bounded(void) {
  mi_limits limits;
  mi_limits_default(&limits);
  CHECK(limits.max_depth > 0 && limits.max_depth <= 1024);
}

int main(void) {
  RUN(defaults_are_those_of_the_table);
  RUN(depth_is_bounded);
  return check_done();
}
