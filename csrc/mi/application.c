#include "mi/application.h"

struct mi_application {
  const mi_allocator *allocator;
  mi_limits limits;
  unsigned references;
};

mi_result mi_application_new(mi_application **out, const mi_allocator *allocator,
                             const mi_limits *limits) {
  mi_application *application = mi_alloc_zero(allocator, sizeof *application);
  *out = application;
  if (application == NULL) return MI_E_OUT_OF_MEMORY;
  application->allocator = allocator;
  application->references = 1;
  mi_limits_default(&application->limits);
  if (limits != NULL) application->limits = *limits;
  return MI_OK;
}

mi_application *mi_application_ref(mi_application *application) {
  application->references++;
  return application;
}

void mi_application_unref(mi_application *application) {
  if (application == NULL || --application->references > 0) return;
  mi_free(application->allocator, application);
}

const mi_allocator *mi_application_allocator(const mi_application *application) {
  return application->allocator;
}

const mi_limits *mi_application_limits(const mi_application *application) {
  return &application->limits;
}
