#include "base/result.h"

#include <stddef.h>

typedef struct result_facts {
  mi_result result;
  unsigned shown;
  const char *word;
  const char *meaning;
} result_facts;

static const result_facts facts[] = {
#define X(name, number, shown, word, meaning) {MI_E_##name, shown, word, meaning},
    MI_RESULT_TABLE(X)
#undef X
};

static const result_facts *facts_of(mi_result result) {
  for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
    if (facts[i].result == result) return &facts[i];
  }
  return &facts[MI_E_FAILED];
}

const char *mi_result_word(mi_result result) { return facts_of(result)->word; }

const char *mi_result_meaning(mi_result result) { return facts_of(result)->meaning; }

unsigned mi_result_public(mi_result result) { return facts_of(result)->shown; }
