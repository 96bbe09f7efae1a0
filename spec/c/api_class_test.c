#include "api_world.h"

/* A clone of T_Disk, which outlives the world that it came from. */
static MI_Class *keep_disk(void) {
  world w;
  const MI_Class *class_ = NULL;
  MI_Class *kept = NULL;
  MI_Boolean more = MI_TRUE;
  MI_Result result = MI_RESULT_FAILED;
  open_here(&w);
  MI_Session_GetClass(&w.session, MI_OPERATIONFLAGS_FULL_RTTI, NULL, NULL, "T_Disk", NULL,
                      &w.operation);
  CHECK_INT(MI_Operation_GetClass(&w.operation, &class_, &more, &result, NULL, NULL),
            MI_RESULT_OK);
  CHECK_INT(result, MI_RESULT_OK);
  CHECK_INT(more, MI_FALSE);
  CHECK_INT(MI_Class_Delete((MI_Class *)class_), MI_RESULT_INVALID_PARAMETER);
  CHECK_INT(MI_Class_Clone(class_, &kept), MI_RESULT_OK);
  close_world(&w);
  return kept;
}

static void a_class_tells_its_names(void) {
  MI_Class *kept = keep_disk();
  const MI_Char *name;
  CHECK_INT(MI_Class_GetClassName(kept, &name), MI_RESULT_OK);
  CHECK_TEXT(name, "T_Disk");
  CHECK_INT(MI_Class_GetParentClassName(kept, &name), MI_RESULT_OK);
  CHECK_TEXT(name, "T_Element");
  CHECK_INT(MI_Class_GetNameSpace(kept, &name), MI_RESULT_OK);
  CHECK_TEXT(name, "root/cimv2");
  CHECK_INT(MI_Class_GetServerName(kept, &name), MI_RESULT_OK);
  CHECK(name == NULL);
  CHECK_INT(MI_Class_Delete(kept), MI_RESULT_OK);
}

static void a_class_tells_its_properties(void) {
  MI_Class *kept = keep_disk();
  MI_Boolean exists = MI_FALSE;
  MI_Value value;
  MI_Type type;
  MI_Uint32 flags, index, count;
  MI_Char *of = NULL;
  CHECK_INT(MI_Class_GetElementCount(kept, &count), MI_RESULT_OK);
  CHECK_INT(count, 13);
  CHECK_INT(MI_Class_GetElement(kept, "hot", &value, &exists, &type, NULL, NULL, &flags, &index),
            MI_RESULT_OK);
  CHECK_INT(exists, MI_TRUE);
  CHECK_INT(value.boolean, MI_TRUE);
  CHECK_INT(type, MI_BOOLEAN);
  CHECK_INT(MI_Class_GetElement(kept, "Twin", NULL, NULL, &type, &of, NULL, NULL, NULL),
            MI_RESULT_OK);
  CHECK_INT(type, MI_REFERENCE);
  CHECK_TEXT(of, "T_Element");
  CHECK_INT(MI_Class_GetElement(kept, "None", NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            MI_RESULT_NO_SUCH_PROPERTY);
  CHECK_INT(MI_Class_Delete(kept), MI_RESULT_OK);
}

static void a_class_tells_its_qualifiers(void) {
  MI_Class *kept = keep_disk();
  MI_Boolean exists = MI_TRUE;
  MI_Value value;
  MI_Type type;
  MI_Uint32 flags, index, count;
  MI_QualifierSet qualifiers;
  CHECK_INT(MI_Class_GetElement(kept, "States", NULL, &exists, NULL, NULL, &qualifiers, NULL,
                                NULL),
            MI_RESULT_OK);
  CHECK_INT(exists, MI_FALSE);
  CHECK_INT(MI_QualifierSet_GetQualifier(&qualifiers, "values", &type, &flags, &value, &index),
            MI_RESULT_OK);
  CHECK_INT(type, MI_STRINGA);
  CHECK_TEXT(value.stringa.data[1], "bad");
  CHECK_INT(MI_Class_GetClassQualifierSet(kept, &qualifiers), MI_RESULT_OK);
  CHECK_INT(MI_QualifierSet_GetQualifierCount(&qualifiers, &count), MI_RESULT_OK);
  CHECK(count >= 1);
  CHECK_INT(MI_QualifierSet_GetQualifierAt(&qualifiers, count, NULL, NULL, NULL, NULL),
            MI_RESULT_NOT_FOUND);
  CHECK_INT(MI_Class_Delete(kept), MI_RESULT_OK);
}

static void a_class_tells_its_methods(void) {
  MI_Class *kept = keep_disk();
  MI_Type type;
  MI_Uint32 index, count;
  MI_ParameterSet parameters;
  CHECK_INT(MI_Class_GetMethodCount(kept, &count), MI_RESULT_OK);
  CHECK_INT(count, 1);
  CHECK_INT(MI_Class_GetMethod(kept, "stop", NULL, &parameters, NULL), MI_RESULT_OK);
  CHECK_INT(MI_ParameterSet_GetParameterCount(&parameters, &count), MI_RESULT_OK);
  CHECK_INT(count, 2);
  CHECK_INT(MI_ParameterSet_GetMethodReturnType(&parameters, &type, NULL), MI_RESULT_OK);
  CHECK_INT(type, MI_UINT32);
  CHECK_INT(MI_ParameterSet_GetParameter(&parameters, "said", &type, NULL, NULL, &index),
            MI_RESULT_OK);
  CHECK_INT(type, MI_STRING);
  CHECK_INT(index, 1);
  CHECK_INT(MI_Class_GetMethod(kept, "none", NULL, NULL, NULL), MI_RESULT_METHOD_NOT_FOUND);
  CHECK_INT(MI_Class_Delete(kept), MI_RESULT_OK);
}

static void classes_are_enumerated(void) {
  world w;
  MI_Boolean more = MI_TRUE;
  int count = 0;
  open_here(&w);
  MI_Session_EnumerateClasses(&w.session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &w.operation);
  while (more) {
    const MI_Class *class_ = NULL;
    MI_Operation_GetClass(&w.operation, &class_, &more, NULL, NULL, NULL);
    count += class_ != NULL;
  }
  CHECK_INT(count, 5);
  close_world(&w);
}

static mi_result scenario(const mi_allocator *allocator) {
  world w;
  const MI_Class *class_ = NULL;
  MI_Class *kept = NULL;
  MI_Value value;
  MI_QualifierSet qualifiers;
  MI_Result given = MI_RESULT_OK, result = open_world(&w, allocator);
  if (result == MI_RESULT_OK) {
    MI_Session_GetClass(&w.session, 0, NULL, NULL, "T_Disk", NULL, &w.operation);
    if (w.operation.reserved3 == NULL) result = MI_RESULT_SERVER_LIMITS_EXCEEDED;
  }
  if (result == MI_RESULT_OK) {
    result = MI_Operation_GetClass(&w.operation, &class_, NULL, &given, NULL, NULL);
  }
  if (result == MI_RESULT_OK) result = given;
  if (result == MI_RESULT_OK) result = MI_Class_Clone(class_, &kept);
  if (result == MI_RESULT_OK) {
    MI_Class_GetElement(kept, "States", NULL, NULL, NULL, NULL, &qualifiers, NULL, NULL);
    result = MI_QualifierSet_GetQualifier(&qualifiers, "Values", NULL, NULL, &value, NULL);
  }
  MI_Class_Delete(kept);
  close_world(&w);
  return result == MI_RESULT_SERVER_LIMITS_EXCEEDED ? MI_E_OUT_OF_MEMORY : (mi_result)(int)result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(a_class_tells_its_names);
  RUN(a_class_tells_its_properties);
  RUN(a_class_tells_its_qualifiers);
  RUN(a_class_tells_its_methods);
  RUN(classes_are_enumerated);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
