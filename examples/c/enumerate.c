/* Walks this machine with the MI client API: enumerates a class, gets one object again by its
 * keys, and follows the associations and references that lead from it.
 *
 *   enumerate [class]          CIM_OperatingSystem unless said otherwise
 *
 * Nothing here is particular to this library: it is written to Microsoft's documentation of the
 * functions that it calls. */
#include <mi.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAMESPACE MI_T("root/cimv2")
#define MOST_SHOWN 8 /* objects of one kind */

/* ---- showing --------------------------------------------------------------------------------- */

static void print_datetime(const MI_Datetime *datetime) {
  if (datetime->isTimestamp) {
    const MI_Timestamp *t = &datetime->u.timestamp;
    printf("%04" PRIu32 "-%02" PRIu32 "-%02" PRIu32 " %02" PRIu32 ":%02" PRIu32 ":%02" PRIu32,
           t->year, t->month, t->day, t->hour, t->minute, t->second);
  } else {
    const MI_Interval *i = &datetime->u.interval;
    printf("%" PRIu32 " days %02" PRIu32 ":%02" PRIu32 ":%02" PRIu32, i->days, i->hours,
           i->minutes, i->seconds);
  }
}

/* The class and the keys, without those that only say again which class it is. */
static void print_name(const MI_Instance *instance) {
  const MI_Char *name = NULL;
  MI_Value value;
  MI_Type type;
  MI_Uint32 count = 0, flags;
  MI_Instance_GetClassName(instance, &name);
  printf("%s", name);
  MI_Instance_GetElementCount(instance, &count);
  for (MI_Uint32 i = 0; i < count; i++) {
    if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK) {
      continue;
    }
    if ((flags & MI_FLAG_KEY) == 0 || (flags & MI_FLAG_NULL) != 0) continue;
    if (type == MI_STRING && strstr(name, "CreationClassName") == NULL) {
      printf(" %s=%s", name, value.string);
    } else if (type == MI_REFERENCE) {
      printf("\n    %s: ", name);
      print_name(value.reference);
    }
  }
}

static void print_value(MI_Type type, const MI_Value *value) {
  switch (type) {
    case MI_BOOLEAN: printf("%s", value->boolean ? "true" : "false"); break;
    case MI_UINT8: printf("%u", value->uint8); break;
    case MI_SINT8: printf("%d", value->sint8); break;
    case MI_UINT16: printf("%u", value->uint16); break;
    case MI_SINT16: printf("%d", value->sint16); break;
    case MI_UINT32: printf("%" PRIu32, value->uint32); break;
    case MI_SINT32: printf("%" PRId32, value->sint32); break;
    case MI_UINT64: printf("%" PRIu64, value->uint64); break;
    case MI_SINT64: printf("%" PRId64, value->sint64); break;
    case MI_REAL32: printf("%g", (double)value->real32); break;
    case MI_REAL64: printf("%g", value->real64); break;
    case MI_CHAR16: printf("U+%04X", value->char16); break;
    case MI_STRING: printf("%s", value->string); break;
    case MI_DATETIME: print_datetime(&value->datetime); break;
    case MI_REFERENCE: print_name(value->reference); break;
    case MI_INSTANCE: print_name(value->instance); break;
    default: printf("(%u elements)", value->array.size); break;
  }
}

static void print_instance(const MI_Instance *instance) {
  MI_Uint32 count = 0;
  MI_Instance_GetElementCount(instance, &count);
  for (MI_Uint32 i = 0; i < count; i++) {
    const MI_Char *name;
    MI_Value value;
    MI_Type type;
    MI_Uint32 flags;
    if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK) {
      continue;
    }
    if ((flags & MI_FLAG_NULL) != 0) continue;
    printf("    %-28s ", name);
    print_value(type, &value);
    printf("\n");
  }
}

/* ---- pulling --------------------------------------------------------------------------------- */

/* Takes all the results of an operation and closes it. `whole`: with their properties. The first
 * result is cloned for the caller when `first` is given. */
static MI_Result show_results(MI_Operation *operation, int whole, MI_Instance **first) {
  MI_Boolean moreResults = MI_TRUE;
  MI_Result result = MI_RESULT_OK;
  unsigned count = 0;
  while (moreResults) {
    const MI_Instance *instance = NULL;
    const MI_Instance *details = NULL;
    const MI_Char *message = NULL;
    MI_Result called = MI_Operation_GetInstance(operation, &instance, &moreResults, &result,
                                                &message, &details);
    if (called != MI_RESULT_OK) result = called;
    if (result != MI_RESULT_OK) {
      printf("  failed with %u: %s\n", (unsigned)result, message != NULL ? message : "no message");
      break;
    }
    if (instance == NULL) continue;
    count++;
    if (first != NULL && *first == NULL) MI_Instance_Clone(instance, first);
    if (count > MOST_SHOWN) continue;
    printf("  ");
    print_name(instance);
    printf("\n");
    if (whole) print_instance(instance);
  }
  if (count > MOST_SHOWN) printf("  ... and %u more\n", count - MOST_SHOWN);
  if (count == 0 && result == MI_RESULT_OK) printf("  (none)\n");
  MI_Operation_Close(operation);
  return result;
}

/* An instance that has the keys of another, and nothing else. */
static MI_Result new_key(MI_Application *application, const MI_Instance *instance,
                         MI_Instance **key) {
  const MI_Char *name = NULL;
  MI_Uint32 count = 0;
  MI_Instance_GetClassName(instance, &name);
  MI_Result result = MI_Application_NewInstance(application, name, NULL, key);
  if (result != MI_RESULT_OK) return result;
  MI_Instance_GetElementCount(instance, &count);
  for (MI_Uint32 i = 0; result == MI_RESULT_OK && i < count; i++) {
    MI_Value value;
    MI_Type type;
    MI_Uint32 flags;
    result = MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags);
    if (result != MI_RESULT_OK || (flags & MI_FLAG_KEY) == 0) continue;
    result = MI_Instance_AddElement(*key, name, &value, type, MI_FLAG_KEY);
  }
  return result;
}

/* ---- walking --------------------------------------------------------------------------------- */

static MI_Result walk_from(MI_Session *session, const MI_Instance *key) {
  MI_Operation operation = MI_OPERATION_NULL;
  MI_Result result;

  printf("\nMI_Session_GetInstance\n");
  MI_Session_GetInstance(session, MI_OPERATIONFLAGS_DEFAULT_RTTI, NULL, NAMESPACE, key, NULL,
                         &operation);
  result = show_results(&operation, 1, NULL);
  if (result != MI_RESULT_OK) return result;

  printf("\nMI_Session_AssociatorInstances\n");
  MI_Session_AssociatorInstances(session, MI_OPERATIONFLAGS_DEFAULT_RTTI, NULL, NAMESPACE, key,
                                 NULL, NULL, NULL, NULL, MI_FALSE, NULL, &operation);
  result = show_results(&operation, 0, NULL);
  if (result != MI_RESULT_OK) return result;

  printf("\nMI_Session_ReferenceInstances\n");
  MI_Session_ReferenceInstances(session, MI_OPERATIONFLAGS_DEFAULT_RTTI, NULL, NAMESPACE, key,
                                NULL, NULL, MI_FALSE, NULL, &operation);
  return show_results(&operation, 0, NULL);
}

static MI_Result walk(MI_Application *application, MI_Session *session,
                      const MI_Char *class_name) {
  MI_Operation operation = MI_OPERATION_NULL;
  MI_Instance *first = NULL;
  MI_Instance *key = NULL;

  printf("MI_Session_EnumerateInstances %s\n", class_name);
  MI_Session_EnumerateInstances(session, MI_OPERATIONFLAGS_DEFAULT_RTTI, NULL, NAMESPACE,
                                class_name, MI_FALSE, NULL, &operation);
  MI_Result result = show_results(&operation, 0, &first);
  if (result == MI_RESULT_OK && first != NULL) {
    result = new_key(application, first, &key);
    if (result == MI_RESULT_OK) result = walk_from(session, key);
  }
  if (key != NULL) MI_Instance_Delete(key);
  if (first != NULL) MI_Instance_Delete(first);
  return result;
}

int main(int argc, char **argv) {
  const MI_Char *class_name = argc > 1 ? argv[1] : MI_T("CIM_OperatingSystem");
  MI_Application application = MI_APPLICATION_NULL;
  MI_Session session = MI_SESSION_NULL;
  MI_Result result = MI_Application_Initialize(0, NULL, NULL, &application);
  if (result != MI_RESULT_OK) {
    fprintf(stderr, "MI_Application_Initialize failed with %u\n", (unsigned)result);
    return 1;
  }
  result = MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session);
  if (result == MI_RESULT_OK) {
    result = walk(&application, &session, class_name);
    MI_Session_Close(&session, NULL, NULL);
  } else {
    fprintf(stderr, "MI_Application_NewSession failed with %u\n", (unsigned)result);
  }
  MI_Application_Close(&application);
  return result == MI_RESULT_OK ? 0 : 1;
}
