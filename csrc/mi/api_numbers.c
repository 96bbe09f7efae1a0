/* mi.h stands alone, so it repeats numbers that base, types and protocol have as well. Here the
 * compiler checks that they are the same: an array of -1 elements does not compile. */
#include "base/result.h"
#include "mi/mi.h"
#include "types/datetime.h"
#include "types/type.h"

#define SAME(what, ours, theirs) typedef char same_##what[(int)(ours) == (int)(theirs) ? 1 : -1]

/* Every result below 100 is a number of MI_Result. */
#define RESULTS(X)                                                                           \
  X(OK) X(FAILED) X(ACCESS_DENIED) X(INVALID_NAMESPACE) X(INVALID_PARAMETER)                 \
  X(INVALID_CLASS) X(NOT_FOUND) X(NOT_SUPPORTED) X(CLASS_HAS_CHILDREN)                       \
  X(CLASS_HAS_INSTANCES) X(INVALID_SUPERCLASS) X(ALREADY_EXISTS) X(NO_SUCH_PROPERTY)         \
  X(TYPE_MISMATCH) X(QUERY_LANGUAGE_NOT_SUPPORTED) X(INVALID_QUERY) X(METHOD_NOT_AVAILABLE)  \
  X(METHOD_NOT_FOUND) X(NAMESPACE_NOT_EMPTY) X(INVALID_ENUMERATION_CONTEXT)                  \
  X(INVALID_OPERATION_TIMEOUT) X(PULL_HAS_BEEN_ABANDONED) X(PULL_CANNOT_BE_ABANDONED)        \
  X(FILTERED_ENUMERATION_NOT_SUPPORTED) X(CONTINUATION_ON_ERROR_NOT_SUPPORTED)               \
  X(SERVER_LIMITS_EXCEEDED) X(SERVER_IS_SHUTTING_DOWN)
#define X(name) SAME(result_##name, MI_E_##name, MI_RESULT_##name);
RESULTS(X)
#undef X

#define X(name, number, word, storage, lowest, highest)                 \
  SAME(type_##name, MI_TYPE_##name, MI_##name);                         \
  SAME(array_of_##name, MI_TYPE_##name + MI_TYPE_ARRAY, MI_##name##A);
MI_TYPE_TABLE(X)
#undef X
SAME(array, MI_TYPE_ARRAY, MI_ARRAY);

#define UNKNOWNS(X) X(YEAR) X(MONTH) X(DAY) X(HOUR) X(MINUTE) X(SECOND) X(UTC) X(MICROSECONDS)
#define X(name) SAME(unknown_##name, MI_UNKNOWN_##name, MI_DATETIME_UNKNOWN_##name);
UNKNOWNS(X)
#undef X
