#include "api_world.h"

#include <time.h>

static void options_are_kept_and_told(void) {
  MI_Application application;
  MI_OperationOptions options, copy;
  MI_Interval interval = {0, 0, 0, 30, 0, 0, 0, 0}, told;
  MI_Value value;
  MI_Type type;
  MI_Uint32 count = 0, number = 0, flags = 0;
  const MI_Char *text = NULL;
  MI_Application_Initialize(0, NULL, NULL, &application);
  CHECK_INT(MI_Application_NewOperationOptions(&application, MI_FALSE, &copy), MI_RESULT_OK);
  MI_Application_Close(&application);
  CHECK_INT(MI_OperationOptions_GetTimeout(&copy, &told), MI_RESULT_NOT_FOUND);
  CHECK_INT(MI_OperationOptions_SetTimeout(&copy, &interval), MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetResourceUriPrefix(&copy, "http://x/"), MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetResourceUri(&copy, "http://x/y"), MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetString(&copy, "vendor:word", "one", 0), MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetString(&copy, "vendor:word", "two", 0), MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetNumber(&copy, "number", 7, 0), MI_RESULT_OK);
  value.uint8 = 3;
  CHECK_INT(MI_OperationOptions_SetCustomOption(&copy, "must", MI_UINT8, &value, MI_TRUE),
            MI_RESULT_OK);
  CHECK_INT(MI_OperationOptions_SetCustomOption(&copy, "must", (MI_Type)99, &value, MI_TRUE),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_OperationOptions_Clone(&copy, &options), MI_RESULT_OK);
  MI_OperationOptions_Delete(&copy);
  CHECK_INT(MI_OperationOptions_GetOptionCount(&copy, &count), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_OperationOptions_GetOptionCount(&options, &count), MI_RESULT_OK);
  CHECK_INT(count, 6);
  CHECK_INT(MI_OperationOptions_GetTimeout(&options, &told), MI_RESULT_OK);
  CHECK_INT(told.seconds, 30);
  CHECK_INT(MI_OperationOptions_GetResourceUri(&options, &text), MI_RESULT_OK);
  CHECK_TEXT(text, "http://x/y");
  CHECK_INT(MI_OperationOptions_GetResourceUriPrefix(&options, &text), MI_RESULT_OK);
  CHECK_TEXT(text, "http://x/");
  CHECK_INT(MI_OperationOptions_GetString(&options, "vendor:word", &text, NULL, NULL),
            MI_RESULT_OK);
  CHECK_TEXT(text, "two");
  CHECK_INT(MI_OperationOptions_GetNumber(&options, "number", &number, NULL, NULL), MI_RESULT_OK);
  CHECK_INT(number, 7);
  CHECK_INT(MI_OperationOptions_GetNumber(&options, "vendor:word", &number, NULL, NULL),
            MI_RESULT_TYPE_MISMATCH);
  CHECK_INT(MI_OperationOptions_GetOption(&options, "must", &value, &type, NULL, &flags),
            MI_RESULT_OK);
  CHECK_INT(value.uint8, 3);
  CHECK(flags != 0);
  CHECK_INT(MI_OperationOptions_GetOptionAt(&options, 5, &text, &value, &type, NULL),
            MI_RESULT_OK);
  CHECK_TEXT(text, "must");
  CHECK_INT(MI_OperationOptions_GetOptionAt(&options, 6, &text, &value, &type, NULL),
            MI_RESULT_NOT_FOUND);
  MI_OperationOptions_Delete(&options);
  MI_OperationOptions_Delete(&options);
}

static void options_make_a_call(void) {
  mi_api_options *options;
  mi_arena arena;
  mi_call call;
  MI_OperationOptions handle = MI_OPERATIONOPTIONS_NULL;
  MI_Interval interval = {0, 0, 1, 0, 1, 0, 0, 0};
  memset(&call, 0, sizeof call);
  call.class_name = "CIM_X";
  mi_arena_init(&arena, mi_allocator_default(), 1 << 20);
  CHECK_INT(mi_api_options_new(&options, mi_allocator_default(), 1 << 20), MI_OK);
  handle.reserved3 = options;
  MI_OperationOptions_SetTimeout(&handle, &interval);
  MI_OperationOptions_SetResourceUriPrefix(&handle, "http://x");
  MI_OperationOptions_SetString(&handle, "word", "one", 0);
  CHECK_INT(mi_api_options_apply(options, &call, &arena), MI_OK);
  CHECK_INT(call.timeout, 60001);
  CHECK_TEXT(call.resource_uri, "http://x/CIM_X");
  CHECK_INT(call.custom_count, 1);
  CHECK_TEXT(call.custom[0].name, "word");
  CHECK_TEXT(call.custom[0].value.as.text, "one");
  MI_OperationOptions_Delete(&handle);
  mi_arena_free(&arena);
}

static void a_timeout_ends_an_operation(void) {
  world w;
  MI_OperationOptions options;
  MI_Interval interval = {0, 0, 0, 0, 1000, 0, 0, 0};
  struct timespec nap = {0, 5 * 1000 * 1000};
  open_here(&w);
  MI_Application_NewOperationOptions(&w.application, MI_FALSE, &options);
  MI_OperationOptions_SetTimeout(&options, &interval);
  MI_Session_EnumerateInstances(&w.session, 0, &options, NULL, "T_Disk", MI_FALSE, NULL,
                                &w.operation);
  MI_OperationOptions_Delete(&options);
  nanosleep(&nap, NULL);
  CHECK_HAS(failure(&w, MI_RESULT_FAILED), "not done within 0.001 seconds");
  close_world(&w);
}

static MI_Result set_some(mi_api_options *options) {
  MI_OperationOptions handle = MI_OPERATIONOPTIONS_NULL;
  MI_OperationOptions copy = MI_OPERATIONOPTIONS_NULL;
  MI_Interval interval = {0, 0, 1, 0, 0, 0, 0, 0};
  handle.reserved3 = options;
  MI_Result result = MI_OperationOptions_SetTimeout(&handle, &interval);
  if (result == MI_RESULT_OK) {
    result = MI_OperationOptions_SetString(&handle, "word", "one", 0);
  }
  if (result == MI_RESULT_OK) result = MI_OperationOptions_Clone(&handle, &copy);
  MI_OperationOptions_Delete(&copy);
  return result;
}

static MI_Result add_secret(mi_api_options *options) {
  MI_DestinationOptions handle = MI_DESTINATIONOPTIONS_NULL;
  MI_UserCredentials credentials;
  handle.reserved3 = options;
  credentials.authenticationType = MI_AUTH_TYPE_CLIENT_CERTS;
  credentials.credentials.certificateThumbprint = "0123";
  return MI_DestinationOptions_AddDestinationCredentials(&handle, &credentials);
}

static mi_result scenario(const mi_allocator *allocator) {
  mi_api_options *options;
  mi_result made = mi_api_options_new(&options, allocator, 1 << 20);
  if (made != MI_OK) return made;
  MI_Result result = add_secret(options);
  if (result == MI_RESULT_OK) result = set_some(options);
  mi_api_options_free(options);
  return result == MI_RESULT_SERVER_LIMITS_EXCEEDED ? MI_E_OUT_OF_MEMORY : (mi_result)(int)result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(options_are_kept_and_told);
  RUN(options_make_a_call);
  RUN(a_timeout_ends_an_operation);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
