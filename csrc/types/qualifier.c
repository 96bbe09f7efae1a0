#include "types/qualifier.h"

#include "base/text.h"

#define TRANSLATABLE MI_FLAVOR_TRANSLATABLE
#define RESTRICTED MI_FLAVOR_RESTRICTED
#define FIXED MI_FLAVOR_DISABLE_OVERRIDE

static const struct {
  const char *name;
  uint8_t flavor;
} standard[] = {
    {"Abstract", RESTRICTED},
    {"Aggregate", FIXED},
    {"Aggregation", FIXED},
    {"Association", FIXED},
    {"BitValues", TRANSLATABLE},
    {"Composition", FIXED},
    {"Deprecated", RESTRICTED},
    {"Description", TRANSLATABLE},
    {"DisplayName", TRANSLATABLE},
    {"DN", FIXED},
    {"EmbeddedObject", FIXED},
    {"Exception", FIXED},
    {"Experimental", RESTRICTED},
    {"In", FIXED},
    {"Indication", FIXED},
    {"Key", FIXED},
    {"NullValue", FIXED},
    {"OctetString", FIXED},
    {"Out", FIXED},
    {"Override", RESTRICTED},
    {"Propagated", FIXED},
    {"Required", FIXED},
    {"Revision", TRANSLATABLE},
    {"Schema", TRANSLATABLE},
    {"Static", FIXED},
    {"Terminal", RESTRICTED},
    {"Units", TRANSLATABLE},
    {"Values", TRANSLATABLE},
    {"Version", TRANSLATABLE | RESTRICTED},
    {"Weak", FIXED},
};

uint8_t mi_qualifier_standard_flavor(const char *name) {
  for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
    if (mi_text_same_name(standard[i].name, name)) return standard[i].flavor;
  }
  return 0;
}

bool mi_qualifier_is_inheritable(const mi_qualifier *qualifier) {
  uint8_t flavor = (uint8_t)(qualifier->flavor | mi_qualifier_standard_flavor(qualifier->name));
  return (flavor & MI_FLAVOR_RESTRICTED) == 0;
}

bool mi_qualifiers_say(const mi_qualifiers *qualifiers, const char *name, bool otherwise) {
  const mi_qualifier *qualifier = mi_qualifiers_find(qualifiers, name);
  if (qualifier == NULL || qualifier->value.null) return otherwise;
  return qualifier->value.type == MI_TYPE_BOOLEAN && qualifier->value.as.boolean;
}
