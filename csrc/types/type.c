#include "types/type.h"

#include <string.h>

#include "base/text.h"

typedef struct type_facts {
  const char *word;
  mi_storage storage;
  int64_t lowest;
  uint64_t highest;
} type_facts;

static const type_facts facts[] = {
#define X(name, number, word, storage, lowest, highest) \
  {word, MI_STORAGE_##storage, lowest, (uint64_t)highest},
    MI_TYPE_TABLE(X)
#undef X
};

#define TYPE_COUNT (sizeof facts / sizeof facts[0])

static const type_facts *facts_of(mi_type type) { return &facts[type % TYPE_COUNT]; }

const char *mi_type_word(mi_type type) { return facts_of(type)->word; }

mi_storage mi_type_storage(mi_type type) { return facts_of(type)->storage; }

bool mi_type_from_word(mi_type *out, const char *word, size_t length) {
  for (size_t i = 0; i < TYPE_COUNT; i++) {
    if (mi_text_same_name_n(word, length, facts[i].word, strlen(facts[i].word))) {
      *out = (mi_type)i;
      return true;
    }
  }
  if (!mi_text_same_name_n(word, length, "object", 6)) return false;
  *out = MI_TYPE_INSTANCE;
  return true;
}

bool mi_type_is_integer(mi_type type) { return type >= MI_TYPE_UINT8 && type <= MI_TYPE_SINT64; }

bool mi_type_holds_unsigned(mi_type type, uint64_t number) {
  const type_facts *known = facts_of(type);
  bool whole = known->storage == MI_STORAGE_UNSIGNED || known->storage == MI_STORAGE_SIGNED;
  return whole && number <= known->highest;
}

bool mi_type_holds_signed(mi_type type, int64_t number) {
  if (number >= 0) return mi_type_holds_unsigned(type, (uint64_t)number);
  return number >= facts_of(type)->lowest && facts_of(type)->storage == MI_STORAGE_SIGNED;
}
