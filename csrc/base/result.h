/* The result codes of the library, and the words that name them in Lua.
 *
 * Codes below 100 are the numbers of MI_Result, which are those of CIM (DSP0200
 * 5.2.6). Codes from 100 up are ours, finer than MI_Result has: the public API
 * shows each as the MI_Result in the third column.
 * One table, MI_RESULT_TABLE, makes the enumeration, the words and the mapping.
 * Includes nothing of this project. */
#ifndef MI_BASE_RESULT_H
#define MI_BASE_RESULT_H

/*  name, number, as MI_Result, word, meaning */
#define MI_RESULT_TABLE(X)                                                                        \
  X(OK, 0, 0, "ok", "success")                                                                    \
  X(FAILED, 1, 1, "failed", "the operation failed")                                               \
  X(ACCESS_DENIED, 2, 2, "access_denied", "access denied")                                        \
  X(INVALID_NAMESPACE, 3, 3, "invalid_namespace", "no such namespace")                            \
  X(INVALID_PARAMETER, 4, 4, "invalid_parameter", "invalid parameter")                            \
  X(INVALID_CLASS, 5, 5, "invalid_class", "no such class")                                        \
  X(NOT_FOUND, 6, 6, "not_found", "no such object")                                               \
  X(NOT_SUPPORTED, 7, 7, "not_supported", "not supported")                                        \
  X(CLASS_HAS_CHILDREN, 8, 8, "class_has_children", "the class has subclasses")                   \
  X(CLASS_HAS_INSTANCES, 9, 9, "class_has_instances", "the class has instances")                  \
  X(INVALID_SUPERCLASS, 10, 10, "invalid_superclass", "no such superclass")                       \
  X(ALREADY_EXISTS, 11, 11, "already_exists", "the object exists already")                        \
  X(NO_SUCH_PROPERTY, 12, 12, "no_such_property", "no such property")                             \
  X(TYPE_MISMATCH, 13, 13, "type_mismatch", "the value is of another type")                       \
  X(QUERY_LANGUAGE_NOT_SUPPORTED, 14, 14, "query_language_not_supported",                         \
    "query language not supported")                                                               \
  X(INVALID_QUERY, 15, 15, "invalid_query", "invalid query")                                      \
  X(METHOD_NOT_AVAILABLE, 16, 16, "method_not_available", "the method is not available")          \
  X(METHOD_NOT_FOUND, 17, 17, "method_not_found", "no such method")                               \
  X(NAMESPACE_NOT_EMPTY, 20, 20, "namespace_not_empty", "the namespace is not empty")             \
  X(INVALID_ENUMERATION_CONTEXT, 21, 21, "invalid_enumeration_context",                           \
    "invalid enumeration context")                                                                \
  X(INVALID_OPERATION_TIMEOUT, 22, 22, "invalid_operation_timeout", "invalid operation timeout")  \
  X(PULL_HAS_BEEN_ABANDONED, 23, 23, "pull_has_been_abandoned", "the pull has been abandoned")    \
  X(PULL_CANNOT_BE_ABANDONED, 24, 24, "pull_cannot_be_abandoned",                                 \
    "the pull cannot be abandoned")                                                               \
  X(FILTERED_ENUMERATION_NOT_SUPPORTED, 25, 25, "filtered_enumeration_not_supported",             \
    "filtered enumeration not supported")                                                         \
  X(CONTINUATION_ON_ERROR_NOT_SUPPORTED, 26, 26, "continuation_on_error_not_supported",           \
    "continuation on error not supported")                                                        \
  X(SERVER_LIMITS_EXCEEDED, 27, 27, "server_limits_exceeded", "the server's limits are exceeded") \
  X(SERVER_IS_SHUTTING_DOWN, 28, 28, "server_is_shutting_down", "the server is shutting down")    \
  X(OUT_OF_MEMORY, 100, 27, "out_of_memory", "out of memory")                                     \
  X(LIMIT, 101, 27, "limit", "a limit of this library is exceeded")                               \
  X(SYNTAX, 102, 4, "syntax", "syntax error")                                                     \
  X(CANCELLED, 103, 1, "cancelled", "cancelled by the caller")                                    \
  X(TIMEOUT, 104, 1, "timeout", "the deadline has passed")                                        \
  X(CONNECT, 105, 1, "connect", "no connection")                                                  \
  X(TLS, 106, 1, "tls", "the TLS connection is not trusted")                                      \
  X(PROTOCOL, 107, 1, "protocol", "the answer does not follow the protocol")                      \
  X(CLOSED, 108, 4, "closed", "the object is closed")                                             \
  X(IO, 109, 1, "io", "input or output failed")

typedef enum mi_result {
#define X(name, number, shown, word, meaning) MI_E_##name = number,
  MI_RESULT_TABLE(X)
#undef X
} mi_result;

#define MI_OK MI_E_OK

/* "not_found" for MI_E_NOT_FOUND; "failed" for a number that has no word. */
const char *mi_result_word(mi_result result);
/* A few words for people. */
const char *mi_result_meaning(mi_result result);
/* The MI_Result number to show for it. */
unsigned mi_result_public(mi_result result);

#endif
