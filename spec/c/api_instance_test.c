#include "api_world.h"

/* ---- instances ------------------------------------------------------------------------------- */

static void values_are_shown_by_type(void) {
  world w;
  MI_Value value;
  MI_Uint32 flags = 0, index = 99;
  open_here(&w);
  const MI_Instance *disk = get(&w, "T_Disk", "a");
  CHECK_TEXT(element(disk, "name", MI_STRING).string, "a");
  CHECK_INT(element(disk, "Size", MI_UINT32).uint32, 1);
  CHECK_INT(element(disk, "Hot", MI_BOOLEAN).boolean, MI_TRUE);
  CHECK_INT(element(disk, "Offset", MI_SINT64).sint64, -7);
  CHECK(element(disk, "Load", MI_REAL64).real64 == 0.5);
  CHECK_INT(element(disk, "Letter", MI_CHAR16).char16, 'q');
  value = element(disk, "States", MI_UINT16A);
  CHECK_INT(value.uint16a.size, 3);
  CHECK_INT(value.uint16a.data[0], 2);
  CHECK_INT(value.uint16a.data[1], 0);
  CHECK_INT(value.uint16a.data[2], 5);
  CHECK(element(disk, "States", MI_UINT16A).uint16a.data == value.uint16a.data);
  value = element(disk, "Labels", MI_STRINGA);
  CHECK_TEXT(value.stringa.data[0], "x");
  CHECK(value.stringa.data[1] == NULL);
  CHECK_TEXT(value.stringa.data[2], "z");
  CHECK_INT(MI_Instance_GetElement(disk, "Name", NULL, NULL, &flags, &index), MI_RESULT_OK);
  CHECK_INT(index, 0);
  CHECK((flags & MI_FLAG_KEY) != 0 && (flags & MI_FLAG_NULL) == 0);
  CHECK_INT(MI_Instance_GetElement(disk, "Note", &value, NULL, &flags, NULL), MI_RESULT_OK);
  CHECK((flags & MI_FLAG_NULL) != 0 && value.instance == NULL);
  CHECK_INT(MI_Instance_GetElement(disk, "None", NULL, NULL, NULL, NULL),
            MI_RESULT_NO_SUCH_PROPERTY);
  CHECK_INT(MI_Instance_GetElementAt(disk, 1000, NULL, NULL, NULL, NULL),
            MI_RESULT_NO_SUCH_PROPERTY);
  close_world(&w);
}

static void times_are_shown_with_what_is_unknown(void) {
  world w;
  open_here(&w);
  const MI_Instance *disk = get(&w, "T_Disk", "a");
  MI_Datetime made = element(disk, "Made", MI_DATETIME).datetime;
  CHECK_INT(made.isTimestamp, 1);
  CHECK_INT(made.u.timestamp.year, 2024);
  CHECK_INT(made.u.timestamp.microseconds, 6);
  CHECK_INT(made.u.timestamp.utc, 60);
  CHECK_INT(made.u.unknown.fields, 0);
  MI_Value times = element(disk, "Times", MI_DATETIMEA);
  CHECK_INT(times.datetimea.data[0].isTimestamp, 0);
  CHECK_INT(times.datetimea.data[0].u.interval.days, 1);
  CHECK_INT(times.datetimea.data[1].u.interval.days, 0);
  disk = get(&w, "T_Disk", "b");
  made = element(disk, "Made", MI_DATETIME).datetime;
  CHECK_INT(made.u.timestamp.year, 2024);
  CHECK_INT(made.u.timestamp.month, 0);
  CHECK((made.u.unknown.fields & MI_DATETIME_UNKNOWN_MONTH) != 0);
  close_world(&w);
}

static void a_time_comes_back_with_what_is_unknown(void) {
  world w;
  open_here(&w);
  MI_Value time = element(get(&w, "T_Disk", "b"), "Made", MI_DATETIME);
  MI_Instance *made = named(&w, "T_Disk", "c");
  CHECK_INT(MI_Instance_AddElement(made, "Made", &time, MI_DATETIME, 0), MI_RESULT_OK);
  MI_Datetime again = element(made, "Made", MI_DATETIME).datetime;
  CHECK_INT(again.u.unknown.fields, time.datetime.u.unknown.fields);
  CHECK((again.u.unknown.fields & MI_DATETIME_UNKNOWN_MONTH) != 0);
  MI_Instance_Delete(made);
  close_world(&w);
}

/* As programs do that know the documented members only. */
static void a_time_may_be_written_into_memory_of_any_content(void) {
  const MI_Timestamp timestamp = {2024, 1, 2, 3, 4, 5, 6, 0};
  const MI_Datetime whole = {MI_TRUE, {{2024, 1, 2, 3, 4, 5, 6, 0}}};
  world w;
  MI_Value value;
  open_here(&w);
  MI_Instance *made = named(&w, "T_Disk", "c");
  memset(&value, 0xA5, sizeof value);
  value.datetime.isTimestamp = MI_TRUE;
  value.datetime.u.timestamp = timestamp;
  CHECK_INT(MI_Instance_AddElement(made, "Made", &value, MI_DATETIME, 0), MI_RESULT_OK);
  CHECK_INT(element(made, "Made", MI_DATETIME).datetime.u.unknown.fields, 0);
  value.datetime = whole;
  CHECK_INT(MI_Instance_SetElement(made, "Made", &value, MI_DATETIME, 0), MI_RESULT_OK);
  CHECK_INT(element(made, "Made", MI_DATETIME).datetime.u.timestamp.microseconds, 6);
  MI_Instance_Delete(made);
  close_world(&w);
}

static void a_reference_is_an_instance_of_keys(void) {
  world w;
  MI_Boolean more;
  MI_Uint32 count;
  MI_Class *class_ = NULL;
  const MI_Char *name;
  open_here(&w);
  const MI_Instance *disk = get(&w, "T_Disk", "a");
  MI_Instance *twin = element(disk, "Twin", MI_REFERENCE).reference;
  MI_Instance_GetClassName(twin, &name);
  CHECK_TEXT(name, "T_Disk");
  MI_Instance_GetElementCount(twin, &count);
  CHECK_INT(count, 1);
  CHECK_TEXT(element(twin, "Name", MI_STRING).string, "b");
  CHECK_INT(MI_Instance_Delete(twin), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_GetClass(twin, &class_), MI_RESULT_OK);
  CHECK_INT(MI_Class_Delete(class_), MI_RESULT_OK);
  MI_Instance *kept = NULL;
  CHECK_INT(MI_Instance_Clone(twin, &kept), MI_RESULT_OK);
  MI_Operation_Close(&w.operation);
  MI_Session_GetInstance(&w.session, 0, NULL, NULL, kept, NULL, &w.operation);
  CHECK_TEXT(element(pull(&w, &more), "Name", MI_STRING).string, "b");
  MI_Instance_Delete(kept);
  close_world(&w);
}

/* A clone without its keys, which only its path tells. */
static void an_instance_moves_to_the_namespace_it_is_given(void) {
  world w;
  MI_Boolean more;
  MI_Instance *kept = NULL;
  MI_Class *class_ = NULL;
  const MI_Char *name;
  open_here(&w);
  MI_Session_QueryInstances(&w.session, 0, NULL, NULL, MI_QUERY_DIALECT_WQL,
                            "SELECT Size FROM T_Disk", NULL, &w.operation);
  CHECK_INT(MI_Instance_Clone(pull(&w, &more), &kept), MI_RESULT_OK);
  CHECK_INT(MI_Instance_SetNameSpace(kept, "root/far"), MI_RESULT_OK);
  CHECK_INT(MI_Instance_SetServerName(kept, "there"), MI_RESULT_OK);
  MI_Operation_Close(&w.operation);
  MI_Session_GetInstance(&w.session, 0, NULL, NULL, kept, NULL, &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_INVALID_NAMESPACE), "root/far");
  MI_Instance_Delete(kept);
  kept = named(&w, "T_Disk", "c");
  MI_Instance_GetClass(kept, &class_);
  MI_Class_Delete(class_);
  CHECK_INT(MI_Instance_SetNameSpace(kept, "root/far"), MI_RESULT_OK);
  CHECK_INT(MI_Instance_GetClass(kept, &class_), MI_RESULT_OK);
  MI_Class_GetNameSpace(class_, &name);
  CHECK_TEXT(name, "root/far");
  MI_Class_Delete(class_);
  MI_Instance_Delete(kept);
  close_world(&w);
}

static void a_result_cannot_be_changed_or_deleted(void) {
  world w;
  MI_Value value;
  value.uint32 = 5;
  open_here(&w);
  MI_Instance *disk = (MI_Instance *)get(&w, "T_Disk", "a");
  CHECK_INT(MI_Instance_Delete(disk), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_SetElement(disk, "Size", &value, MI_UINT32, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_AddElement(disk, "More", &value, MI_UINT32, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_ClearElement(disk, "Size"), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_ClearElementAt(disk, 0), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_SetElementAt(disk, 0, &value, MI_UINT32, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_SetNameSpace(disk, "root"), MI_RESULT_INVALID_PARAMETER);
  close_world(&w);
}

static void a_clone_outlives_everything(void) {
  world w;
  MI_Instance *kept = NULL, *again = NULL;
  MI_Class *class_ = NULL, *parent = NULL;
  MI_Boolean is = MI_FALSE;
  MI_ClassDecl declaration = {0, 0, "t_element"};
  const MI_Char *name;
  open_here(&w);
  CHECK_INT(MI_Instance_Clone(get(&w, "T_Disk", "a"), &kept), MI_RESULT_OK);
  close_world(&w);
  CHECK_TEXT(element(kept, "Name", MI_STRING).string, "a");
  CHECK_TEXT(element(kept, "Labels", MI_STRINGA).stringa.data[2], "z");
  CHECK_TEXT(element(element(kept, "Twin", MI_REFERENCE).reference, "Name", MI_STRING).string,
             "b");
  CHECK_INT(MI_Instance_IsA(kept, &declaration, &is), MI_RESULT_OK);
  CHECK_INT(is, MI_TRUE);
  CHECK_INT(MI_Instance_GetClass(kept, &class_), MI_RESULT_OK);
  CHECK_INT(MI_Instance_AddElement(kept, "More", NULL, MI_UINT8, 0), MI_RESULT_OK);
  CHECK_INT(MI_Instance_Clone(kept, &again), MI_RESULT_OK);
  CHECK_INT(MI_Instance_Delete(kept), MI_RESULT_OK);
  CHECK_INT(MI_Instance_IsA(again, &declaration, &is), MI_RESULT_OK);
  CHECK_INT(is, MI_TRUE);
  CHECK_TEXT(element(again, "Name", MI_STRING).string, "a");
  MI_Instance_Delete(again);
  CHECK_INT(MI_Class_GetParentClass(class_, &parent), MI_RESULT_OK);
  MI_Class_Delete(class_);
  MI_Class_GetClassName(parent, &name);
  CHECK_TEXT(name, "T_Element");
  MI_Class_Delete(parent);
}

static void elements_are_added_set_and_cleared(void) {
  MI_Application application;
  MI_Instance *instance;
  MI_Value value;
  MI_Uint32 flags, count;
  const MI_Char *name;
  MI_Application_Initialize(0, NULL, NULL, &application);
  CHECK_INT(MI_Application_NewInstance(&application, "T_Any", NULL, &instance), MI_RESULT_OK);
  MI_Application_Close(&application);
  value.string = (MI_Char *)"one";
  CHECK_INT(MI_Instance_AddElement(instance, "A", &value, MI_STRING, MI_FLAG_KEY), MI_RESULT_OK);
  CHECK_INT(MI_Instance_AddElement(instance, "a", &value, MI_STRING, 0),
            MI_RESULT_ALREADY_EXISTS);
  CHECK_INT(MI_Instance_AddElement(instance, "B", NULL, MI_UINT8A, 0), MI_RESULT_OK);
  CHECK_INT(MI_Instance_AddElement(instance, "1x", NULL, MI_UINT8A, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_AddElement(instance, "C", NULL, (MI_Type)77, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Instance_AddElement(instance, "C", &value, MI_STRING, MI_FLAG_ADOPT),
            MI_RESULT_NOT_SUPPORTED);
  MI_Uint8 bytes[] = {7, 8};
  value.uint8a.data = bytes;
  value.uint8a.size = 2;
  CHECK_INT(MI_Instance_SetElement(instance, "B", &value, MI_UINT8A, MI_FLAG_BORROW),
            MI_RESULT_OK);
  bytes[0] = 0;
  CHECK_INT(element(instance, "B", MI_UINT8A).uint8a.data[0], 7);
  value = element(instance, "B", MI_UINT8A);
  CHECK_INT(MI_Instance_SetElementAt(instance, 1, &value, MI_UINT8A, 0), MI_RESULT_OK);
  CHECK_INT(element(instance, "B", MI_UINT8A).uint8a.data[1], 8);
  CHECK_INT(MI_Instance_SetElement(instance, "B", &value, MI_UINT16A, 0),
            MI_RESULT_TYPE_MISMATCH);
  CHECK_INT(MI_Instance_SetElement(instance, "D", &value, MI_UINT8A, 0),
            MI_RESULT_NO_SUCH_PROPERTY);
  CHECK_INT(MI_Instance_ClearElement(instance, "B"), MI_RESULT_OK);
  CHECK_INT(MI_Instance_GetElementAt(instance, 1, &name, &value, NULL, &flags), MI_RESULT_OK);
  CHECK_TEXT(name, "B");
  CHECK((flags & MI_FLAG_NULL) != 0 && value.uint8a.data == NULL);
  value.string = (MI_Char *)"\xff";
  CHECK_INT(MI_Instance_SetElement(instance, "A", &value, MI_STRING, 0),
            MI_RESULT_INVALID_PARAMETER);
  CHECK_TEXT(element(instance, "A", MI_STRING).string, "one");
  MI_Instance_GetElementCount(instance, &count);
  CHECK_INT(count, 2);
  CHECK_INT(MI_Instance_SetNameSpace(instance, "root/x"), MI_RESULT_OK);
  CHECK_INT(MI_Instance_SetServerName(instance, "host"), MI_RESULT_OK);
  MI_Instance_GetServerName(instance, &name);
  CHECK_TEXT(name, "host");
  MI_Instance_Delete(instance);
}

static void every_type_goes_in_and_out(void) {
  MI_Application application;
  MI_Instance *instance;
  MI_Value in;
  MI_Application_Initialize(0, NULL, NULL, &application);
  MI_Application_NewInstance(&application, "T_Any", NULL, &instance);
  MI_Application_Close(&application);
#define GO(name, type, member, number)                                                     \
  memset(&in, 0, sizeof in);                                                               \
  in.member = number;                                                                      \
  CHECK_INT(MI_Instance_AddElement(instance, name, &in, type, 0), MI_RESULT_OK);           \
  CHECK(element(instance, name, type).member == in.member)
  GO("A", MI_BOOLEAN, boolean, MI_TRUE);
  GO("B", MI_UINT8, uint8, 255);
  GO("C", MI_SINT8, sint8, -128);
  GO("D", MI_UINT16, uint16, 65535);
  GO("E", MI_SINT16, sint16, -32768);
  GO("F", MI_UINT32, uint32, UINT32_MAX);
  GO("G", MI_SINT32, sint32, INT32_MIN);
  GO("H", MI_UINT64, uint64, UINT64_MAX);
  GO("I", MI_SINT64, sint64, INT64_MIN);
  GO("J", MI_REAL32, real32, 0.25f);
  GO("K", MI_REAL64, real64, -1e300);
  GO("L", MI_CHAR16, char16, 0x20ac);
#undef GO
  memset(&in, 0, sizeof in);
  in.datetime.isTimestamp = 1;
  in.datetime.u.timestamp.year = 2030;
  in.datetime.u.timestamp.month = in.datetime.u.timestamp.day = 1;
  CHECK_INT(MI_Instance_AddElement(instance, "M", &in, MI_DATETIME, 0), MI_RESULT_OK);
  CHECK_INT(element(instance, "M", MI_DATETIME).datetime.u.timestamp.year, 2030);
  in.datetime.u.timestamp.month = 13;
  CHECK_INT(MI_Instance_SetElement(instance, "M", &in, MI_DATETIME, 0),
            MI_RESULT_INVALID_PARAMETER);
  MI_Instance_Delete(instance);
}

static void an_embedded_instance_is_copied_with_its_class(void) {
  MI_Application application;
  MI_Instance *outer, *inner, *copy;
  MI_Value value;
  MI_Application_Initialize(0, NULL, NULL, &application);
  MI_Application_NewInstance(&application, "T_Outer", NULL, &outer);
  MI_Application_NewInstance(&application, "T_Inner", NULL, &inner);
  MI_Application_Close(&application);
  value.uint8 = 9;
  MI_Instance_AddElement(inner, "Number", &value, MI_UINT8, 0);
  MI_Instance *both[] = {inner, NULL};
  value.instancea.data = both;
  value.instancea.size = 2;
  CHECK_INT(MI_Instance_AddElement(outer, "Many", &value, MI_INSTANCEA, 0), MI_RESULT_OK);
  value.instance = inner;
  CHECK_INT(MI_Instance_AddElement(outer, "One", &value, MI_INSTANCE, 0), MI_RESULT_OK);
  MI_Instance_Delete(inner);
  value = element(outer, "Many", MI_INSTANCEA);
  CHECK_INT(element(value.instancea.data[0], "Number", MI_UINT8).uint8, 9);
  CHECK(value.instancea.data[1] == NULL);
  CHECK_INT(MI_Instance_Clone(outer, &copy), MI_RESULT_OK);
  MI_Instance_Delete(outer);
  CHECK_INT(element(element(copy, "One", MI_INSTANCE).instance, "Number", MI_UINT8).uint8, 9);
  CHECK_INT(MI_Instance_Clone(element(copy, "One", MI_INSTANCE).instance, &inner), MI_RESULT_OK);
  MI_Instance_Delete(copy);
  CHECK_INT(element(inner, "Number", MI_UINT8).uint8, 9);
  MI_Instance_Delete(inner);
}

/* ---- changing -------------------------------------------------------------------------------- */

static void instances_are_created_modified_and_deleted(void) {
  world w;
  MI_Instance *made, *note, *kept = NULL;
  MI_Boolean more;
  MI_Value value;
  open_here(&w);
  made = named(&w, "T_Disk", "new");
  MI_Application_NewInstance(&w.application, "T_Note", NULL, &note);
  value.string = (MI_Char *)"hello";
  MI_Instance_AddElement(note, "Text", &value, MI_STRING, 0);
  value.instance = note;
  MI_Instance_AddElement(made, "Note", &value, MI_INSTANCE, 0);
  MI_Session_CreateInstance(&w.session, 0, NULL, NULL, made, NULL, &w.operation);
  MI_Instance_Delete(made);
  MI_Instance_Delete(note);
  CHECK(pull(&w, &more) != NULL);
  CHECK_INT(more, MI_FALSE);

  CHECK_INT(MI_Instance_Clone(get(&w, "T_Disk", "new"), &kept), MI_RESULT_OK);
  CHECK_TEXT(element(element(kept, "Note", MI_INSTANCE).instance, "Text", MI_STRING).string,
             "hello");
  value.uint32 = 77;
  CHECK_INT(MI_Instance_SetElement(kept, "Size", &value, MI_UINT32, 0), MI_RESULT_OK);
  MI_Operation_Close(&w.operation);
  MI_Session_ModifyInstance(&w.session, 0, NULL, NULL, kept, NULL, &w.operation);
  pull(&w, &more);
  CHECK_INT(more, MI_FALSE);
  CHECK_INT(element(get(&w, "T_Disk", "new"), "Size", MI_UINT32).uint32, 77);

  MI_Operation_Close(&w.operation);
  MI_Session_DeleteInstance(&w.session, 0, NULL, NULL, kept, NULL, &w.operation);
  CHECK(pull(&w, &more) == NULL);
  MI_Operation_Close(&w.operation);
  MI_Session_DeleteInstance(&w.session, 0, NULL, NULL, kept, NULL, &w.operation);
  failure(&w, MI_RESULT_NOT_FOUND);
  MI_Instance_Delete(kept);
  close_world(&w);
}

static void an_instance_of_a_class_starts_with_its_defaults(void) {
  world w;
  const MI_Class *class_ = NULL;
  MI_Instance *made = NULL;
  MI_Boolean more;
  MI_Value value;
  open_here(&w);
  MI_Session_GetClass(&w.session, 0, NULL, NULL, "T_Disk", NULL, &w.operation);
  MI_Operation_GetClass(&w.operation, &class_, NULL, NULL, NULL, NULL);
  CHECK_INT(MI_Application_NewInstanceFromClass(&w.application, "t_disk", class_, &made),
            MI_RESULT_OK);
  CHECK_INT(element(made, "Hot", MI_BOOLEAN).boolean, MI_TRUE);
  value.string = (MI_Char *)"fresh";
  CHECK_INT(MI_Instance_SetElement(made, "Name", &value, MI_STRING, 0), MI_RESULT_OK);
  MI_Operation_Close(&w.operation);
  MI_Session_CreateInstance(&w.session, 0, NULL, NULL, made, NULL, &w.operation);
  MI_Instance_Delete(made);
  CHECK(pull(&w, &more) != NULL);
  CHECK_INT(element(get(&w, "T_Disk", "fresh"), "Hot", MI_BOOLEAN).boolean, MI_TRUE);
  close_world(&w);
}

static void associations_are_walked(void) {
  world w;
  MI_Boolean more;
  open_here(&w);
  MI_Instance *key = named(&w, "T_Disk", "a");
  MI_Session_AssociatorInstances(&w.session, 0, NULL, NULL, key, "T_Holds", "T_Part",
                                 "Antecedent", "", MI_FALSE, NULL, &w.operation);
  CHECK_TEXT(element(pull(&w, &more), "Name", MI_STRING).string, "p");
  MI_Operation_Close(&w.operation);
  MI_Session_ReferenceInstances(&w.session, 0, NULL, NULL, key, NULL, NULL, MI_FALSE, NULL,
                                &w.operation);
  const MI_Instance *holds = pull(&w, &more);
  CHECK_INT(element(holds, "Slot", MI_UINT16).uint16, 3);
  CHECK_TEXT(
      element(element(holds, "Dependent", MI_REFERENCE).reference, "Name", MI_STRING).string, "p");
  MI_Instance_Delete(key);
  close_world(&w);
}

static void queries_and_methods_and_connections(void) {
  world w;
  MI_Boolean more;
  MI_Instance *parameters = NULL;
  MI_Value value;
  open_here(&w);
  MI_Session_QueryInstances(&w.session, 0, NULL, NULL, "WQL",
                            "SELECT Name FROM T_Disk WHERE Size = 1", NULL, &w.operation);
  CHECK_TEXT(element(pull(&w, &more), "Name", MI_STRING).string, "a");
  MI_Operation_Close(&w.operation);
  MI_Session_TestConnection(&w.session, 0, NULL, &w.operation);
  pull(&w, &more);
  CHECK_INT(more, MI_FALSE);
  MI_Operation_Close(&w.operation);
  CHECK_INT(MI_Application_NewParameterSet(&w.application, NULL, &parameters), MI_RESULT_OK);
  value.boolean = MI_TRUE;
  MI_Instance_AddElement(parameters, "Force", &value, MI_BOOLEAN, MI_FLAG_IN);
  MI_Instance *key = named(&w, "T_Disk", "a");
  MI_Session_Invoke(&w.session, 0, NULL, NULL, NULL, "Stop", key, parameters, NULL,
                    &w.operation);
  CHECK_HAS(failure(&w, MI_RESULT_METHOD_NOT_AVAILABLE), "Stop");
  MI_Instance_Delete(key);
  MI_Instance_Delete(parameters);
  close_world(&w);
}

/* ---- out of memory --------------------------------------------------------------------------- */

static MI_Result next(world *w, const MI_Instance **instance, MI_Boolean *more) {
  MI_Result result = MI_RESULT_OK;
  MI_Operation_GetInstance(&w->operation, instance, more, &result, NULL, NULL);
  return result;
}

static MI_Result look_at_all(const MI_Instance *instance) {
  MI_Uint32 count = 0;
  MI_Result result = MI_Instance_GetElementCount(instance, &count);
  for (MI_Uint32 i = 0; result == MI_RESULT_OK && i < count; i++) {
    MI_Value value;
    result = MI_Instance_GetElementAt(instance, i, NULL, &value, NULL, NULL);
  }
  return result;
}

/* A failure would be told in words that need memory too, so all of this succeeds. */
static MI_Result change(world *w, MI_Instance *kept) {
  const MI_Instance *instance;
  MI_Class *class_ = NULL;
  MI_Boolean more;
  MI_Value value;
  value.array.data = NULL;
  value.array.size = 0;
  MI_Result result = MI_Instance_SetElement(kept, "Labels", &value, MI_STRINGA, 0);
  if (result != MI_RESULT_OK) return result;
  MI_Operation_Close(&w->operation);
  MI_Session_ModifyInstance(&w->session, 0, NULL, NULL, kept, NULL, &w->operation);
  if (w->operation.reserved3 == NULL) return MI_RESULT_SERVER_LIMITS_EXCEEDED;
  result = next(w, &instance, &more);
  if (result == MI_RESULT_OK) result = MI_Instance_AddElement(kept, "X", &value, MI_STRINGA, 0);
  if (result == MI_RESULT_OK) result = MI_Instance_GetClass(kept, &class_);
  MI_Class_Delete(class_);
  return result;
}

static MI_Result walk(world *w) {
  const MI_Instance *instance = NULL;
  MI_Instance *kept = NULL;
  MI_Boolean more = MI_TRUE;
  start_enumerate(w, "T_Disk", 0, NULL);
  if (w->operation.reserved3 == NULL) return MI_RESULT_SERVER_LIMITS_EXCEEDED;
  MI_Result result = next(w, &instance, &more);
  if (result == MI_RESULT_OK) result = look_at_all(instance);
  if (result == MI_RESULT_OK) result = MI_Instance_Clone(instance, &kept);
  while (result == MI_RESULT_OK && more) result = next(w, &instance, &more);
  if (result == MI_RESULT_OK) result = look_at_all(kept);
  if (result == MI_RESULT_OK) result = change(w, kept);
  if (kept != NULL) MI_Instance_Delete(kept);
  return result;
}

static mi_result scenario(const mi_allocator *allocator) {
  world w;
  MI_Result result = open_world(&w, allocator);
  if (result == MI_RESULT_OK) result = walk(&w);
  close_world(&w);
  return result == MI_RESULT_SERVER_LIMITS_EXCEEDED ? MI_E_OUT_OF_MEMORY : (mi_result)(int)result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(values_are_shown_by_type);
  RUN(times_are_shown_with_what_is_unknown);
  RUN(a_time_comes_back_with_what_is_unknown);
  RUN(a_time_may_be_written_into_memory_of_any_content);
  RUN(a_reference_is_an_instance_of_keys);
  RUN(an_instance_moves_to_the_namespace_it_is_given);
  RUN(a_result_cannot_be_changed_or_deleted);
  RUN(a_clone_outlives_everything);
  RUN(elements_are_added_set_and_cleared);
  RUN(every_type_goes_in_and_out);
  RUN(an_embedded_instance_is_copied_with_its_class);
  RUN(instances_are_created_modified_and_deleted);
  RUN(an_instance_of_a_class_starts_with_its_defaults);
  RUN(associations_are_walked);
  RUN(queries_and_methods_and_connections);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
