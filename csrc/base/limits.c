#include "base/limits.h"

void mi_limits_default(mi_limits *limits) {
#define X(name, standard, meaning) limits->name = (standard);
  MI_LIMITS_TABLE(X)
#undef X
}
