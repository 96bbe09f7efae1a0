#include "protocol/local/linux/providers.h"

#include "base/text.h"

static const mi_provider providers[] = {
#define X(name, subject, invoke)                                                   \
  {#name, mi_linux_##subject##_open, mi_linux_##subject##_next, mi_linux_##subject##_close, \
   invoke},
    MI_LINUX_PROVIDERS(X)
#undef X
};

const mi_provider *mi_provider_find(const char *name) {
  for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
    if (mi_text_same_name(providers[i].name, name)) return &providers[i];
  }
  return NULL;
}

mi_result mi_linux_request(mi_host *host, const mi_path *object, const char *method,
                           const mi_instance *parameters, mi_instance *out, mi_arena *arena,
                           mi_error *error) {
  mi_value answer = mi_value_unsigned(MI_TYPE_UINT32, 1);
  (void)host;
  (void)object;
  (void)method;
  (void)parameters;
  return mi_instance_set(out, "ReturnValue", &answer, arena, error);
}
