#include "mi/api.h"

#include <string.h>

#include "base/text.h"

/* Options are kept as the elements of an instance: names with typed values. One that must be
 * complied with is marked as a required element. */

/* ---- making and freeing ---------------------------------------------------------------------- */

mi_result mi_api_options_new(mi_api_options **out, const mi_allocator *allocator, size_t limit) {
  *out = NULL;
  mi_api_options *options = mi_alloc_zero(allocator, sizeof *options);
  if (options == NULL) return MI_E_OUT_OF_MEMORY;
  options->allocator = allocator;
  mi_result result = mi_api_instance_new(&options->values, allocator, limit, "Options");
  if (result != MI_OK) {
    mi_free(allocator, options);
    return result;
  }
  *out = options;
  return MI_OK;
}

/* Through a volatile pointer, so that the compiler does not leave it out. */
static void wipe(char *text) {
  if (text == NULL) return;
  volatile char *byte = text;
  while (*byte != '\0') *byte++ = '\0';
}

static void free_credentials(const mi_allocator *allocator, mi_api_credentials *credentials) {
  wipe(credentials->user);
  wipe(credentials->secret);
  mi_free(allocator, credentials->type);
  mi_free(allocator, credentials->domain);
  mi_free(allocator, credentials->user);
  mi_free(allocator, credentials->secret);
}

void mi_api_options_free(mi_api_options *options) {
  for (uint32_t i = 0; i < options->credential_count; i++) {
    free_credentials(options->allocator, &options->credentials[i]);
  }
  mi_free(options->allocator, options->credentials);
  MI_Instance_Delete(options->values);
  mi_free(options->allocator, options);
}

static mi_result copy_text(char **out, const mi_allocator *allocator, const char *text) {
  if (text == NULL) return MI_OK;
  *out = mi_alloc_text(allocator, text, strlen(text));
  return *out != NULL ? MI_OK : MI_E_OUT_OF_MEMORY;
}

static mi_result add_credentials(mi_api_options *options, const mi_api_credentials *from) {
  const mi_allocator *allocator = options->allocator;
  mi_api_credentials *list = mi_resize(allocator, options->credentials,
                                       (options->credential_count + 1) * sizeof *list);
  if (list == NULL) return MI_E_OUT_OF_MEMORY;
  options->credentials = list;
  mi_api_credentials *added = &list[options->credential_count];
  memset(added, 0, sizeof *added);
  mi_result result = copy_text(&added->type, allocator, from->type);
  if (result == MI_OK) result = copy_text(&added->domain, allocator, from->domain);
  if (result == MI_OK) result = copy_text(&added->user, allocator, from->user);
  if (result == MI_OK) result = copy_text(&added->secret, allocator, from->secret);
  if (result != MI_OK) {
    free_credentials(allocator, added);
    return result;
  }
  options->credential_count++;
  return MI_OK;
}

static MI_Result make(mi_api_options **out, const MI_Application *application) {
  const mi_api_application *self = mi_api_application_of(application);
  *out = NULL;
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  return mi_api_result(mi_api_options_new(out, self->allocator, mi_api_memory_limit(self)));
}

static MI_Result clone(mi_api_options **out, const mi_api_options *options) {
  *out = NULL;
  if (options == NULL) return MI_RESULT_INVALID_PARAMETER;
  mi_api_options *copy = mi_alloc_zero(options->allocator, sizeof *copy);
  if (copy == NULL) return mi_api_result(MI_E_OUT_OF_MEMORY);
  copy->allocator = options->allocator;
  copy->must_understand = options->must_understand;
  mi_result result = mi_api_instance_clone(&copy->values, options->values);
  for (uint32_t i = 0; result == MI_OK && i < options->credential_count; i++) {
    result = add_credentials(copy, &options->credentials[i]);
  }
  if (result != MI_OK) {
    mi_api_options_free(copy);
    return mi_api_result(result);
  }
  *out = copy;
  return MI_RESULT_OK;
}

/* ---- what a call makes of them --------------------------------------------------------------- */

const char *mi_api_options_text(const mi_api_options *options, const char *name) {
  if (options == NULL) return NULL;
  const mi_api_element *element = mi_api_instance_find(options->values, name);
  if (element == NULL || element->value.null || element->value.type != MI_TYPE_STRING) return NULL;
  return element->value.as.text;
}

uint32_t mi_api_options_timeout(const mi_api_options *options, const char *name) {
  if (options == NULL) return 0;
  const mi_api_element *element = mi_api_instance_find(options->values, name);
  if (element == NULL || element->value.null || element->value.type != MI_TYPE_DATETIME) return 0;
  int64_t length = mi_datetime_microseconds(element->value.as.datetime);
  int64_t milliseconds = length / 1000 + (length % 1000 > 0);
  return milliseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)milliseconds;
}

static bool is_known(const char *name) {
  static const char *const known[] = {MI_API_OPTION_TIMEOUT, MI_API_OPTION_URI_PREFIX,
                                      MI_API_OPTION_URI};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (mi_text_same_name(name, known[i])) return true;
  }
  return false;
}

/* The prefix stands before the name of the class. */
static mi_result apply_prefix(const char *prefix, mi_call *call, mi_arena *arena) {
  size_t length = strlen(prefix);
  const char *class_name = call->class_name;
  if (class_name == NULL && call->path != NULL) class_name = call->path->class_name;
  if (class_name == NULL) return MI_OK;
  size_t class_length = strlen(class_name);
  char *uri = mi_arena_alloc(arena, length + class_length + 2);
  if (uri == NULL) return MI_E_OUT_OF_MEMORY;
  memcpy(uri, prefix, length);
  if (length > 0 && uri[length - 1] != '/') uri[length++] = '/';
  memcpy(uri + length, class_name, class_length + 1);
  call->resource_uri = uri;
  return MI_OK;
}

mi_result mi_api_options_apply(const mi_api_options *options, mi_call *call, mi_arena *arena) {
  if (options == NULL) return MI_OK;
  const MI_Instance *values = options->values;
  call->timeout = mi_api_options_timeout(options, MI_API_OPTION_TIMEOUT);
  call->resource_uri = mi_api_options_text(options, MI_API_OPTION_URI);
  const char *prefix = mi_api_options_text(options, MI_API_OPTION_URI_PREFIX);
  if (prefix != NULL && call->resource_uri == NULL) {
    mi_result result = apply_prefix(prefix, call, arena);
    if (result != MI_OK) return result;
  }
  if (values->count == 0) return MI_OK;
  mi_custom_option *custom = mi_arena_alloc(arena, values->count * sizeof *custom);
  if (custom == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < values->count; i++) {
    const mi_api_element *element = &values->elements[i];
    if (is_known(element->name)) continue;
    mi_custom_option *option = &custom[call->custom_count++];
    option->name = element->name;
    option->value = element->value;
    option->must_comply = options->must_understand || (element->flags & MI_FLAG_REQUIRED) != 0;
  }
  call->custom = custom;
  return MI_OK;
}

/* ---- one option ------------------------------------------------------------------------------ */

static MI_Result put(mi_api_options *options, const char *name, const MI_Value *value,
                     MI_Type type, bool must_comply) {
  if (options == NULL || name == NULL || name[0] == '\0' || !mi_api_type_is_valid(type)) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  MI_Uint32 flags = must_comply ? MI_FLAG_REQUIRED : 0;
  return mi_api_result(mi_api_instance_put(options->values, name, value, type, flags));
}

static MI_Result put_text(mi_api_options *options, const char *name, const char *text) {
  MI_Value value;
  if (text == NULL) return MI_RESULT_INVALID_PARAMETER;
  value.string = (MI_Char *)text;
  return put(options, name, &value, MI_STRING, false);
}

static MI_Result put_interval(mi_api_options *options, const char *name,
                              const MI_Interval *interval) {
  MI_Value value;
  if (interval == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(&value, 0, sizeof value);
  value.datetime.u.interval = *interval;
  return put(options, name, &value, MI_DATETIME, false);
}

static MI_Result get(const mi_api_options *options, const char *name, MI_Value *value,
                     MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags) {
  MI_Uint32 found;
  if (options == NULL || name == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = MI_Instance_GetElement(options->values, name, value, type, &found, index);
  if (result == MI_RESULT_NO_SUCH_PROPERTY) return MI_RESULT_NOT_FOUND;
  if (flags != NULL) *flags = found & MI_FLAG_REQUIRED;
  return result;
}

static MI_Result get_typed(const mi_api_options *options, const char *name, MI_Type type,
                           MI_Value *value, MI_Uint32 *index, MI_Uint32 *flags) {
  MI_Type found;
  MI_Result result = get(options, name, value, &found, index, flags);
  if (result == MI_RESULT_OK && found != type) return MI_RESULT_TYPE_MISMATCH;
  return result;
}

static MI_Result get_text(const mi_api_options *options, const char *name, const char **text) {
  MI_Value value;
  if (text == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = get_typed(options, name, MI_STRING, &value, NULL, NULL);
  if (result == MI_RESULT_OK) *text = value.string;
  return result;
}

static MI_Result get_interval(const mi_api_options *options, const char *name,
                              MI_Interval *interval) {
  MI_Value value;
  if (interval == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = get_typed(options, name, MI_DATETIME, &value, NULL, NULL);
  if (result == MI_RESULT_OK) *interval = value.datetime.u.interval;
  return result;
}

/* ---- operation options ----------------------------------------------------------------------- */

static mi_api_options *of_operation(const MI_OperationOptions *handle) {
  return handle != NULL ? handle->reserved3 : NULL;
}

MI_Result MI_Application_NewOperationOptions(MI_Application *application,
                                             MI_Boolean mustUnderstand,
                                             MI_OperationOptions *options) {
  mi_api_options *made;
  if (options == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(options, 0, sizeof *options);
  MI_Result result = make(&made, application);
  if (result == MI_RESULT_OK) made->must_understand = mustUnderstand != MI_FALSE;
  options->reserved3 = made;
  return result;
}

void MI_OperationOptions_Delete(MI_OperationOptions *options) {
  mi_api_options *self = of_operation(options);
  if (self == NULL) return;
  mi_api_options_free(self);
  memset(options, 0, sizeof *options);
}

MI_Result MI_OperationOptions_Clone(const MI_OperationOptions *self,
                                    MI_OperationOptions *newOperationOptions) {
  mi_api_options *copy;
  if (newOperationOptions == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = clone(&copy, of_operation(self));
  memset(newOperationOptions, 0, sizeof *newOperationOptions);
  newOperationOptions->reserved3 = copy;
  return result;
}

MI_Result MI_OperationOptions_SetTimeout(MI_OperationOptions *options,
                                         const MI_Interval *timeout) {
  return put_interval(of_operation(options), MI_API_OPTION_TIMEOUT, timeout);
}

MI_Result MI_OperationOptions_GetTimeout(const MI_OperationOptions *options,
                                         MI_Interval *timeout) {
  return get_interval(of_operation(options), MI_API_OPTION_TIMEOUT, timeout);
}

MI_Result MI_OperationOptions_SetResourceUriPrefix(MI_OperationOptions *options,
                                                   const MI_Char *ruriPrefix) {
  return put_text(of_operation(options), MI_API_OPTION_URI_PREFIX, ruriPrefix);
}

MI_Result MI_OperationOptions_GetResourceUriPrefix(const MI_OperationOptions *options,
                                                   const MI_Char **ruriPrefix) {
  return get_text(of_operation(options), MI_API_OPTION_URI_PREFIX, ruriPrefix);
}

MI_Result MI_OperationOptions_SetResourceUri(MI_OperationOptions *options, const MI_Char *rUri) {
  return put_text(of_operation(options), MI_API_OPTION_URI, rUri);
}

MI_Result MI_OperationOptions_GetResourceUri(const MI_OperationOptions *options,
                                             const MI_Char **rUri) {
  return get_text(of_operation(options), MI_API_OPTION_URI, rUri);
}

MI_Result MI_OperationOptions_SetCustomOption(MI_OperationOptions *options,
                                              const MI_Char *optionName, MI_Type optionValueType,
                                              const MI_Value *optionValue,
                                              MI_Boolean mustComply) {
  if (optionValue == NULL) return MI_RESULT_INVALID_PARAMETER;
  return put(of_operation(options), optionName, optionValue, optionValueType,
             mustComply != MI_FALSE);
}

MI_Result MI_OperationOptions_SetString(MI_OperationOptions *options, const MI_Char *optionName,
                                        const MI_Char *value, MI_Uint32 flags) {
  (void)flags; /* reserved */
  return put_text(of_operation(options), optionName, value);
}

MI_Result MI_OperationOptions_GetString(const MI_OperationOptions *options,
                                        const MI_Char *optionName, const MI_Char **value,
                                        MI_Uint32 *index, MI_Uint32 *flags) {
  MI_Value found;
  if (value == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result =
      get_typed(of_operation(options), optionName, MI_STRING, &found, index, flags);
  if (result == MI_RESULT_OK) *value = found.string;
  return result;
}

MI_Result MI_OperationOptions_SetNumber(MI_OperationOptions *options, const MI_Char *optionName,
                                        MI_Uint32 value, MI_Uint32 flags) {
  MI_Value number;
  (void)flags; /* reserved */
  number.uint32 = value;
  return put(of_operation(options), optionName, &number, MI_UINT32, false);
}

MI_Result MI_OperationOptions_GetNumber(const MI_OperationOptions *options,
                                        const MI_Char *optionName, MI_Uint32 *value,
                                        MI_Uint32 *index, MI_Uint32 *flags) {
  MI_Value found;
  if (value == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result =
      get_typed(of_operation(options), optionName, MI_UINT32, &found, index, flags);
  if (result == MI_RESULT_OK) *value = found.uint32;
  return result;
}

MI_Result MI_OperationOptions_GetOptionCount(const MI_OperationOptions *options,
                                             MI_Uint32 *count) {
  if (of_operation(options) == NULL) return MI_RESULT_INVALID_PARAMETER;
  return MI_Instance_GetElementCount(of_operation(options)->values, count);
}

MI_Result MI_OperationOptions_GetOptionAt(const MI_OperationOptions *options, MI_Uint32 index,
                                          const MI_Char **optionName, MI_Value *value,
                                          MI_Type *type, MI_Uint32 *flags) {
  const MI_Char *name = NULL;
  const mi_api_options *self = of_operation(options);
  if (self == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = MI_Instance_GetElementAt(self->values, index, &name, NULL, NULL, NULL);
  if (result == MI_RESULT_NO_SUCH_PROPERTY) return MI_RESULT_NOT_FOUND;
  if (result != MI_RESULT_OK) return result;
  if (optionName != NULL) *optionName = name;
  return get(self, name, value, type, NULL, flags);
}

MI_Result MI_OperationOptions_GetOption(const MI_OperationOptions *options,
                                        const MI_Char *optionName, MI_Value *value, MI_Type *type,
                                        MI_Uint32 *index, MI_Uint32 *flags) {
  return get(of_operation(options), optionName, value, type, index, flags);
}

/* ---- destination options --------------------------------------------------------------------- */

static mi_api_options *of_destination(const MI_DestinationOptions *handle) {
  return handle != NULL ? handle->reserved3 : NULL;
}

MI_Result MI_Application_NewDestinationOptions(MI_Application *application,
                                               MI_DestinationOptions *options) {
  mi_api_options *made;
  if (options == NULL) return MI_RESULT_INVALID_PARAMETER;
  memset(options, 0, sizeof *options);
  MI_Result result = make(&made, application);
  options->reserved3 = made;
  return result;
}

void MI_DestinationOptions_Delete(MI_DestinationOptions *options) {
  mi_api_options *self = of_destination(options);
  if (self == NULL) return;
  mi_api_options_free(self);
  memset(options, 0, sizeof *options);
}

MI_Result MI_DestinationOptions_Clone(const MI_DestinationOptions *self,
                                      MI_DestinationOptions *newDestinationOptions) {
  mi_api_options *copy;
  if (newDestinationOptions == NULL) return MI_RESULT_INVALID_PARAMETER;
  MI_Result result = clone(&copy, of_destination(self));
  memset(newDestinationOptions, 0, sizeof *newDestinationOptions);
  newDestinationOptions->reserved3 = copy;
  return result;
}

MI_Result MI_DestinationOptions_SetTimeout(MI_DestinationOptions *options,
                                           const MI_Interval *timeout) {
  return put_interval(of_destination(options), MI_API_DESTINATION_TIMEOUT, timeout);
}

MI_Result MI_DestinationOptions_GetTimeout(const MI_DestinationOptions *options,
                                           MI_Interval *timeout) {
  return get_interval(of_destination(options), MI_API_DESTINATION_TIMEOUT, timeout);
}

MI_Result MI_DestinationOptions_SetUILocale(MI_DestinationOptions *options,
                                            const MI_Char *locale) {
  return put_text(of_destination(options), MI_API_DESTINATION_LOCALE, locale);
}

MI_Result MI_DestinationOptions_GetUILocale(const MI_DestinationOptions *options,
                                            const MI_Char **locale) {
  return get_text(of_destination(options), MI_API_DESTINATION_LOCALE, locale);
}

MI_Result MI_DestinationOptions_AddDestinationCredentials(MI_DestinationOptions *options,
                                                          const MI_UserCredentials *credentials) {
  mi_api_credentials given = {NULL, NULL, NULL, NULL};
  mi_api_options *self = of_destination(options);
  if (self == NULL || credentials == NULL || credentials->authenticationType == NULL) {
    return MI_RESULT_INVALID_PARAMETER;
  }
  given.type = (char *)credentials->authenticationType;
  if (mi_text_same_name(given.type, MI_AUTH_TYPE_CLIENT_CERTS)) {
    given.secret = (char *)credentials->credentials.certificateThumbprint;
  } else {
    given.domain = (char *)credentials->credentials.usernamePassword.domain;
    given.user = (char *)credentials->credentials.usernamePassword.username;
    given.secret = (char *)credentials->credentials.usernamePassword.password;
  }
  return mi_api_result(add_credentials(self, &given));
}

MI_Result MI_DestinationOptions_GetCredentialsCount(const MI_DestinationOptions *options,
                                                    MI_Uint32 *count) {
  if (of_destination(options) == NULL || count == NULL) return MI_RESULT_INVALID_PARAMETER;
  *count = of_destination(options)->credential_count;
  return MI_RESULT_OK;
}
