#include "protocol/protocol.h"

#include <string.h>

#include "base/text.h"
#include "protocol/local/local.h"

typedef struct scheme {
  const char *prefix;
  const mi_protocol *protocol;
} scheme;

static const scheme schemes[] = {
    {"local:", &mi_protocol_local},
};

/* A target may hold a password: no more of it than the scheme goes into the story. */
static mi_result refuse(const char *target, mi_error *error) {
  const char *end = strstr(target, "://");
  if (end == NULL || end - target > 32) {
    return mi_error_set(error, MI_E_INVALID_PARAMETER,
                        "the target has no scheme: expected \"local:\" or a URL");
  }
  return mi_error_set(error, MI_E_INVALID_PARAMETER, "no protocol for targets of scheme \"%.*s\"",
                      (int)(end - target), target);
}

mi_result mi_protocol_find(const mi_protocol **out, const char **rest, const char *target,
                           mi_error *error) {
  if (target == NULL || target[0] == '\0') {
    *out = &mi_protocol_local;
    *rest = "";
    return MI_OK;
  }
  for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
    size_t length = strlen(schemes[i].prefix);
    size_t given = strlen(target);
    if (given < length || !mi_text_same_name_n(target, length, schemes[i].prefix, length)) continue;
    *out = schemes[i].protocol;
    *rest = target + length;
    return MI_OK;
  }
  return refuse(target, error);
}

mi_connection *mi_connection_ref(mi_connection *connection) {
  connection->references++;
  return connection;
}

void mi_connection_unref(mi_connection *connection) {
  if (connection == NULL || --connection->references > 0) return;
  connection->protocol->disconnect(connection);
}
