/* mi.h: the MI client API, as Microsoft documents it, for every platform that has C99.
 *
 * This header stands alone. Source compatibility with the documented API is the aim, not binary
 * compatibility: handles are opaque here. The rules of life:
 *
 *   - A function returns MI_RESULT_OK or what is wrong. NULL where something is needed, and a
 *     handle that is closed, are MI_RESULT_INVALID_PARAMETER.
 *   - What an operation returns is borrowed until the next call on that operation, or its close.
 *     Clone what must live longer; what you clone or create, you delete.
 *   - Closing is safe at any moment and never blocks: in the middle of results, inside a callback,
 *     after a cancel, after the session and the application were closed, a second time.
 *   - An application, and all that was made from it, belongs to one thread at a time.
 *   - Text is UTF-8 (MI_Char is char).
 *
 * The extensions are MI_Application_Dispatch, and MI_Datetime.u.unknown. See docs/c-api.md. */
#ifndef MI_H
#define MI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef MI_CALL
#define MI_CALL
#endif
#define MI_CHAR_TYPE 1
#define MI_T(text) text
#define MI_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MI_UNREFERENCED_PARAMETER(parameter) ((void)(parameter))

/* ---- scalars --------------------------------------------------------------------------------- */

typedef unsigned char MI_Boolean;
typedef uint8_t MI_Uint8;
typedef int8_t MI_Sint8;
typedef uint16_t MI_Uint16;
typedef int16_t MI_Sint16;
typedef uint32_t MI_Uint32;
typedef int32_t MI_Sint32;
typedef uint64_t MI_Uint64;
typedef int64_t MI_Sint64;
typedef float MI_Real32;
typedef double MI_Real64;
typedef uint16_t MI_Char16;
typedef char MI_Char;

#define MI_TRUE ((MI_Boolean)1)
#define MI_FALSE ((MI_Boolean)0)

typedef enum MI_Result {
  MI_RESULT_OK = 0,
  MI_RESULT_FAILED = 1,
  MI_RESULT_ACCESS_DENIED = 2,
  MI_RESULT_INVALID_NAMESPACE = 3,
  MI_RESULT_INVALID_PARAMETER = 4,
  MI_RESULT_INVALID_CLASS = 5,
  MI_RESULT_NOT_FOUND = 6,
  MI_RESULT_NOT_SUPPORTED = 7,
  MI_RESULT_CLASS_HAS_CHILDREN = 8,
  MI_RESULT_CLASS_HAS_INSTANCES = 9,
  MI_RESULT_INVALID_SUPERCLASS = 10,
  MI_RESULT_ALREADY_EXISTS = 11,
  MI_RESULT_NO_SUCH_PROPERTY = 12,
  MI_RESULT_TYPE_MISMATCH = 13,
  MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED = 14,
  MI_RESULT_INVALID_QUERY = 15,
  MI_RESULT_METHOD_NOT_AVAILABLE = 16,
  MI_RESULT_METHOD_NOT_FOUND = 17,
  MI_RESULT_NAMESPACE_NOT_EMPTY = 20,
  MI_RESULT_INVALID_ENUMERATION_CONTEXT = 21,
  MI_RESULT_INVALID_OPERATION_TIMEOUT = 22,
  MI_RESULT_PULL_HAS_BEEN_ABANDONED = 23,
  MI_RESULT_PULL_CANNOT_BE_ABANDONED = 24,
  MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED = 25,
  MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED = 26,
  MI_RESULT_SERVER_LIMITS_EXCEEDED = 27, /* also: no memory here */
  MI_RESULT_SERVER_IS_SHUTTING_DOWN = 28
} MI_Result;

typedef enum MI_Type {
  MI_BOOLEAN = 0,
  MI_UINT8 = 1,
  MI_SINT8 = 2,
  MI_UINT16 = 3,
  MI_SINT16 = 4,
  MI_UINT32 = 5,
  MI_SINT32 = 6,
  MI_UINT64 = 7,
  MI_SINT64 = 8,
  MI_REAL32 = 9,
  MI_REAL64 = 10,
  MI_CHAR16 = 11,
  MI_DATETIME = 12,
  MI_STRING = 13,
  MI_REFERENCE = 14,
  MI_INSTANCE = 15,
  MI_BOOLEANA = 16,
  MI_UINT8A = 17,
  MI_SINT8A = 18,
  MI_UINT16A = 19,
  MI_SINT16A = 20,
  MI_UINT32A = 21,
  MI_SINT32A = 22,
  MI_UINT64A = 23,
  MI_SINT64A = 24,
  MI_REAL32A = 25,
  MI_REAL64A = 26,
  MI_CHAR16A = 27,
  MI_DATETIMEA = 28,
  MI_STRINGA = 29,
  MI_REFERENCEA = 30,
  MI_INSTANCEA = 31,
  MI_ARRAY = 16 /* the bit that makes an array of a type */
} MI_Type;

/* ---- objects and handles --------------------------------------------------------------------- */

typedef struct MI_Instance MI_Instance;
typedef struct MI_Class MI_Class;

/* Handles are values: make room for one and pass its address. Close and Delete set it to null.
 * A copy of a closed handle is known to be closed as long as the application is open. */
typedef struct MI_Application {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  void *reserved3;
} MI_Application;

typedef struct MI_Session {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  void *reserved3;
} MI_Session;

typedef struct MI_Operation {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  void *reserved3;
} MI_Operation;

typedef struct MI_OperationOptions {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  void *reserved3;
} MI_OperationOptions;

typedef struct MI_DestinationOptions {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  void *reserved3;
} MI_DestinationOptions;

/* Views into a class: good as long as the class, nothing to delete. */
typedef struct MI_QualifierSet {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  const void *reserved3;
} MI_QualifierSet;

typedef struct MI_ParameterSet {
  MI_Uint64 reserved1;
  ptrdiff_t reserved2;
  const void *reserved3;
} MI_ParameterSet;

#define MI_APPLICATION_NULL { 0, 0, NULL }
#define MI_SESSION_NULL { 0, 0, NULL }
#define MI_OPERATION_NULL { 0, 0, NULL }
#define MI_OPERATIONOPTIONS_NULL { 0, 0, NULL }
#define MI_DESTINATIONOPTIONS_NULL { 0, 0, NULL }

/* A class declaration compiled into a program. Only its name is looked at here. */
typedef struct MI_ClassDecl {
  MI_Uint32 flags;
  MI_Uint32 code;
  const MI_Char *name;
} MI_ClassDecl;

/* ---- values ---------------------------------------------------------------------------------- */

typedef struct MI_Timestamp { /* yyyymmddhhmmss.mmmmmmsutc */
  MI_Uint32 year, month, day;
  MI_Uint32 hour, minute, second;
  MI_Uint32 microseconds;
  MI_Sint32 utc; /* minutes east of Greenwich */
} MI_Timestamp;

typedef struct MI_Interval { /* ddddddddhhmmss.mmmmmm:000 */
  MI_Uint32 days, hours, minutes, seconds;
  MI_Uint32 microseconds;
  MI_Uint32 padding1, padding2, padding3;
} MI_Interval;

/* An extension: which fields of a time are not known, and read as 0. It stands behind the timestamp
 * or interval, where a program that does not know of it need not write anything. */
typedef struct MI_DatetimeUnknown {
  MI_Uint32 time[8];
  MI_Uint32 fields; /* MI_DATETIME_UNKNOWN_GIVEN and bits; anything else: all are known */
} MI_DatetimeUnknown;

typedef struct MI_Datetime {
  MI_Uint32 isTimestamp;
  union {
    MI_Timestamp timestamp;
    MI_Interval interval;
    MI_DatetimeUnknown unknown;
  } u;
} MI_Datetime;

/* The upper half of MI_DatetimeUnknown.fields, and the bits of the lower. */
#define MI_DATETIME_UNKNOWN_GIVEN 0x4D490000u
#define MI_DATETIME_UNKNOWN_YEAR 1u
#define MI_DATETIME_UNKNOWN_MONTH 2u
#define MI_DATETIME_UNKNOWN_DAY 4u /* the days of an interval as well */
#define MI_DATETIME_UNKNOWN_HOUR 8u
#define MI_DATETIME_UNKNOWN_MINUTE 16u
#define MI_DATETIME_UNKNOWN_SECOND 32u
#define MI_DATETIME_UNKNOWN_UTC 64u
#define MI_DATETIME_UNKNOWN_MICROSECONDS 128u /* times the number of unknown last digits */

/* Arrays have no form for a NULL among their elements: a number reads as 0, an unknown time as
 * all zero, a string, reference or instance as a NULL pointer. */
typedef struct MI_Array { void *data; MI_Uint32 size; } MI_Array;
typedef struct MI_BooleanA { MI_Boolean *data; MI_Uint32 size; } MI_BooleanA;
typedef struct MI_Uint8A { MI_Uint8 *data; MI_Uint32 size; } MI_Uint8A;
typedef struct MI_Sint8A { MI_Sint8 *data; MI_Uint32 size; } MI_Sint8A;
typedef struct MI_Uint16A { MI_Uint16 *data; MI_Uint32 size; } MI_Uint16A;
typedef struct MI_Sint16A { MI_Sint16 *data; MI_Uint32 size; } MI_Sint16A;
typedef struct MI_Uint32A { MI_Uint32 *data; MI_Uint32 size; } MI_Uint32A;
typedef struct MI_Sint32A { MI_Sint32 *data; MI_Uint32 size; } MI_Sint32A;
typedef struct MI_Uint64A { MI_Uint64 *data; MI_Uint32 size; } MI_Uint64A;
typedef struct MI_Sint64A { MI_Sint64 *data; MI_Uint32 size; } MI_Sint64A;
typedef struct MI_Real32A { MI_Real32 *data; MI_Uint32 size; } MI_Real32A;
typedef struct MI_Real64A { MI_Real64 *data; MI_Uint32 size; } MI_Real64A;
typedef struct MI_Char16A { MI_Char16 *data; MI_Uint32 size; } MI_Char16A;
typedef struct MI_DatetimeA { MI_Datetime *data; MI_Uint32 size; } MI_DatetimeA;
typedef struct MI_StringA { MI_Char **data; MI_Uint32 size; } MI_StringA;
typedef struct MI_ReferenceA { MI_Instance **data; MI_Uint32 size; } MI_ReferenceA;
typedef struct MI_InstanceA { MI_Instance **data; MI_Uint32 size; } MI_InstanceA;

/* The member is named after the type. A reference is an instance that has only its keys. */
typedef union MI_Value {
  MI_Boolean boolean;
  MI_Uint8 uint8;
  MI_Sint8 sint8;
  MI_Uint16 uint16;
  MI_Sint16 sint16;
  MI_Uint32 uint32;
  MI_Sint32 sint32;
  MI_Uint64 uint64;
  MI_Sint64 sint64;
  MI_Real32 real32;
  MI_Real64 real64;
  MI_Char16 char16;
  MI_Datetime datetime;
  MI_Char *string;
  MI_Instance *instance;
  MI_Instance *reference;
  MI_BooleanA booleana;
  MI_Uint8A uint8a;
  MI_Sint8A sint8a;
  MI_Uint16A uint16a;
  MI_Sint16A sint16a;
  MI_Uint32A uint32a;
  MI_Sint32A sint32a;
  MI_Uint64A uint64a;
  MI_Sint64A sint64a;
  MI_Real32A real32a;
  MI_Real64A real64a;
  MI_Char16A char16a;
  MI_DatetimeA datetimea;
  MI_StringA stringa;
  MI_ReferenceA referencea;
  MI_InstanceA instancea;
  MI_Array array;
} MI_Value;

/* ---- flags ----------------------------------------------------------------------------------- */

/* What an element or a qualifier is, and how a value is passed. */
#define MI_FLAG_CLASS (1u << 0)
#define MI_FLAG_METHOD (1u << 1)
#define MI_FLAG_PROPERTY (1u << 2)
#define MI_FLAG_PARAMETER (1u << 3)
#define MI_FLAG_ASSOCIATION (1u << 4)
#define MI_FLAG_INDICATION (1u << 5)
#define MI_FLAG_REFERENCE (1u << 6)
#define MI_FLAG_ANY 0x7Fu
#define MI_FLAG_ENABLEOVERRIDE (1u << 7)
#define MI_FLAG_DISABLEOVERRIDE (1u << 8)
#define MI_FLAG_RESTRICTED (1u << 9)
#define MI_FLAG_TOSUBCLASS (1u << 10)
#define MI_FLAG_TRANSLATABLE (1u << 11)
#define MI_FLAG_KEY (1u << 12)
#define MI_FLAG_IN (1u << 13)
#define MI_FLAG_OUT (1u << 14)
#define MI_FLAG_REQUIRED (1u << 15)
#define MI_FLAG_STATIC (1u << 16)
#define MI_FLAG_ABSTRACT (1u << 17)
#define MI_FLAG_TERMINAL (1u << 18)
#define MI_FLAG_EXPENSIVE (1u << 19)
#define MI_FLAG_STREAM (1u << 20)
#define MI_FLAG_READONLY (1u << 21)
#define MI_FLAG_TOINSTANCE (1u << 22)
#define MI_FLAG_NOT_MODIFIED (1u << 25)
#define MI_FLAG_NULL (1u << 29)
#define MI_FLAG_BORROW (1u << 30) /* allowed; the value is copied all the same */
#define MI_FLAG_ADOPT (1u << 31)  /* not supported: memory of another allocator */

/* How an operation runs: one of each group, combined. */
#define MI_OPERATIONFLAGS_AUTOMATIC_ACK_RESULTS 0x0000u
#define MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS 0x0001u
#define MI_OPERATIONFLAGS_DEFAULT_RTTI 0x0000u
#define MI_OPERATIONFLAGS_BASIC_RTTI 0x0002u
#define MI_OPERATIONFLAGS_FULL_RTTI 0x0004u
#define MI_OPERATIONFLAGS_NO_RTTI 0x0400u
#define MI_OPERATIONFLAGS_STANDARD_RTTI 0x0800u
#define MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS 0x0008u
#define MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES 0x0040u
#define MI_OPERATIONFLAGS_POLYMORPHISM_DEEP 0x0000u
#define MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW 0x0080u
#define MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY 0x0180u
#define MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED 0x0200u

#define MI_QUERY_DIALECT_WQL MI_T("WQL")
#define MI_QUERY_DIALECT_CQL MI_T("CQL")
#define MI_QUERY_DIALECT_SELECTOR MI_T("selectorFilter")

typedef enum MI_CancellationReason {
  MI_REASON_NONE,
  MI_REASON_TIMEOUT,
  MI_REASON_SHUTDOWN,
  MI_REASON_SERVICESTOP
} MI_CancellationReason;

/* ---- credentials ----------------------------------------------------------------------------- */

#define MI_AUTH_TYPE_DEFAULT MI_T("Default")
#define MI_AUTH_TYPE_NONE MI_T("None")
#define MI_AUTH_TYPE_DIGEST MI_T("Digest")
#define MI_AUTH_TYPE_NEGO_WITH_CREDS MI_T("NegoWithCreds")
#define MI_AUTH_TYPE_NEGO_NO_CREDS MI_T("NegoNoCreds")
#define MI_AUTH_TYPE_BASIC MI_T("Basic")
#define MI_AUTH_TYPE_KERBEROS MI_T("Kerberos")
#define MI_AUTH_TYPE_CLIENT_CERTS MI_T("ClientCerts")
#define MI_AUTH_TYPE_NTLM MI_T("Ntlmdomain")
#define MI_AUTH_TYPE_CREDSSP MI_T("CredSSP")
#define MI_AUTH_TYPE_ISSUER_CERT MI_T("IssuerCert")

typedef struct MI_UsernamePasswordCreds {
  const MI_Char *domain;
  const MI_Char *username;
  const MI_Char *password;
} MI_UsernamePasswordCreds;

typedef struct MI_UserCredentials {
  const MI_Char *authenticationType; /* one of MI_AUTH_TYPE_... */
  union {
    MI_UsernamePasswordCreds usernamePassword;
    const MI_Char *certificateThumbprint; /* MI_AUTH_TYPE_CLIENT_CERTS */
  } credentials;
} MI_UserCredentials;

/* ---- callbacks ------------------------------------------------------------------------------- */

typedef enum MI_PromptType { MI_PROMPTTYPE_NORMAL, MI_PROMPTTYPE_CRITICAL } MI_PromptType;

typedef enum MI_OperationCallback_ResponseType {
  MI_OperationCallback_ResponseType_No,
  MI_OperationCallback_ResponseType_Yes,
  MI_OperationCallback_ResponseType_NoToAll,
  MI_OperationCallback_ResponseType_YesToAll
} MI_OperationCallback_ResponseType;

typedef void(MI_CALL *MI_OperationCallback_PromptUser)(
    MI_Operation *operation, void *callbackContext, const MI_Char *message,
    MI_PromptType promptType,
    MI_Result(MI_CALL *promptUserResult)(MI_Operation *operation,
                                         MI_OperationCallback_ResponseType response));
typedef void(MI_CALL *MI_OperationCallback_WriteError)(
    MI_Operation *operation, void *callbackContext, MI_Instance *instance,
    MI_Result(MI_CALL *writeErrorResult)(MI_Operation *operation,
                                         MI_OperationCallback_ResponseType response));
#define MI_WRITEMESSAGE_CHANNEL_WARNING 0
#define MI_WRITEMESSAGE_CHANNEL_VERBOSE 1
#define MI_WRITEMESSAGE_CHANNEL_DEBUG 2

typedef void(MI_CALL *MI_OperationCallback_WriteMessage)(MI_Operation *operation,
                                                         void *callbackContext, MI_Uint32 channel,
                                                         const MI_Char *message);
typedef void(MI_CALL *MI_OperationCallback_WriteProgress)(
    MI_Operation *operation, void *callbackContext, const MI_Char *activity,
    const MI_Char *currentOperation, const MI_Char *statusDescription,
    MI_Uint32 percentageComplete, MI_Uint32 secondsRemaining);

/* The last result has moreResults MI_FALSE. resultAcknowledgement is there when the operation was
 * started with MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS: the parameters then live, and the next result
 * waits, until it is called. */
typedef void(MI_CALL *MI_OperationCallback_Instance)(
    MI_Operation *operation, void *callbackContext, const MI_Instance *instance,
    MI_Boolean moreResults, MI_Result resultCode, const MI_Char *errorString,
    const MI_Instance *errorDetails,
    MI_Result(MI_CALL *resultAcknowledgement)(MI_Operation *operation));
typedef void(MI_CALL *MI_OperationCallback_Indication)(
    MI_Operation *operation, void *callbackContext, const MI_Instance *instance,
    const MI_Char *bookmark, const MI_Char *machineID, MI_Boolean moreResults,
    MI_Result resultCode, const MI_Char *errorString, const MI_Instance *errorDetails,
    MI_Result(MI_CALL *resultAcknowledgement)(MI_Operation *operation));
typedef void(MI_CALL *MI_OperationCallback_Class)(
    MI_Operation *operation, void *callbackContext, const MI_Class *classResult,
    MI_Boolean moreResults, MI_Result resultCode, const MI_Char *errorString,
    const MI_Instance *errorDetails,
    MI_Result(MI_CALL *resultAcknowledgement)(MI_Operation *operation));
typedef void(MI_CALL *MI_OperationCallback_StreamedParameter)(
    MI_Operation *operation, void *callbackContext, const MI_Char *parameterName,
    MI_Type resultType, const MI_Value *result,
    MI_Result(MI_CALL *resultAcknowledgement)(MI_Operation *operation));

/* With instanceResult (or classResult, for classes) the results come to the callback while the
 * caller is inside MI_Application_Dispatch, and the operation cannot be pulled. The struct is
 * copied. */
typedef struct MI_OperationCallbacks {
  void *callbackContext;
  MI_OperationCallback_PromptUser promptUser;
  MI_OperationCallback_WriteError writeError;
  MI_OperationCallback_WriteMessage writeMessage;
  MI_OperationCallback_WriteProgress writeProgress;
  MI_OperationCallback_Instance instanceResult;
  MI_OperationCallback_Indication indicationResult;
  MI_OperationCallback_Class classResult;
  MI_OperationCallback_StreamedParameter streamedParameterResult;
} MI_OperationCallbacks;
#define MI_OPERATIONCALLBACKS_NULL { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/* Called inside MI_Application_NewSession only. */
typedef struct MI_SessionCallbacks {
  void *callbackContext;
  void(MI_CALL *writeMessage)(MI_Application *application, void *callbackContext,
                              MI_Uint32 channel, const MI_Char *message);
  void(MI_CALL *writeError)(MI_Application *application, void *callbackContext,
                            MI_Instance *instance);
} MI_SessionCallbacks;
#define MI_SESSIONCALLBACKS_NULL { NULL, NULL, NULL }

/* ---- application ----------------------------------------------------------------------------- */

/* flags: 0. extendedError (may be NULL) is set to NULL, or to an instance to delete. */
MI_Result MI_Application_Initialize(MI_Uint32 flags, const MI_Char *applicationID,
                                    MI_Instance **extendedError, MI_Application *application);
/* What the documentation also calls it. */
#define MI_Application_InitializeV1 MI_Application_Initialize
/* Closes its sessions, which cancels their operations. No callback is called any more. */
MI_Result MI_Application_Close(MI_Application *application);
/* protocol: NULL or "local". destination: NULL, "localhost", "." or "local:" is this machine,
 * "local:file.mof" a repository read from that file. options and callbacks may be NULL. */
MI_Result MI_Application_NewSession(MI_Application *application, const MI_Char *protocol,
                                    const MI_Char *destination, MI_DestinationOptions *options,
                                    MI_SessionCallbacks *callbacks, MI_Instance **extendedError,
                                    MI_Session *session);
/* An instance without elements, to which MI_Instance_AddElement adds. classRTTI: NULL. */
MI_Result MI_Application_NewInstance(MI_Application *application, const MI_Char *className,
                                     const MI_ClassDecl *classRTTI, MI_Instance **instance);
/* An instance with the elements and the defaults of a class. className: NULL, or the class's. */
MI_Result MI_Application_NewInstanceFromClass(MI_Application *application,
                                              const MI_Char *className,
                                              const MI_Class *classObject, MI_Instance **instance);
/* What carries the parameters of MI_Session_Invoke. classRTTI: NULL. */
MI_Result MI_Application_NewParameterSet(MI_Application *application,
                                         const MI_ClassDecl *classRTTI, MI_Instance **instance);
MI_Result MI_Application_NewOperationOptions(MI_Application *application,
                                             MI_Boolean mustUnderstand,
                                             MI_OperationOptions *options);
MI_Result MI_Application_NewDestinationOptions(MI_Application *application,
                                               MI_DestinationOptions *options);
/* An extension: drives the operations that have a result callback, on the caller's thread. Returns
 * when none of them can go on, or after the timeout; 0 takes one step of each. *pending (may be
 * NULL) is the number of them whose last result has not been delivered. Not from a callback. */
MI_Result MI_Application_Dispatch(MI_Application *application, MI_Uint32 timeoutMilliseconds,
                                  MI_Uint32 *pending);

/* ---- session --------------------------------------------------------------------------------- */

/* Cancels the operations that run. Never blocks: the callback, if any, is called at once. */
MI_Result MI_Session_Close(MI_Session *session, void *completionContext,
                           void(MI_CALL *completionCallback)(void *completionContext));
MI_Result MI_Session_GetApplication(MI_Session *session, MI_Application *application);

/* Each starts an operation. What is wrong with the call is told by the operation's only result.
 * options, namespaceName and callbacks may be NULL, and so may the filters of associations. */
void MI_Session_GetInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                            const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                            MI_OperationCallbacks *callbacks, MI_Operation *operation);
/* Of a clone of a result, only what was set since is sent. */
void MI_Session_ModifyInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation);
void MI_Session_CreateInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation);
void MI_Session_DeleteInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Instance *inboundInstance,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation);
/* inboundInstance, or for a static method className; inboundProperties may be NULL. */
void MI_Session_Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                       const MI_Char *namespaceName, const MI_Char *className,
                       const MI_Char *methodName, const MI_Instance *inboundInstance,
                       const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks,
                       MI_Operation *operation);
void MI_Session_EnumerateInstances(MI_Session *session, MI_Uint32 flags,
                                   MI_OperationOptions *options, const MI_Char *namespaceName,
                                   const MI_Char *className, MI_Boolean keysOnly,
                                   MI_OperationCallbacks *callbacks, MI_Operation *operation);
/* queryDialect: NULL is WQL. */
void MI_Session_QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                               const MI_Char *namespaceName, const MI_Char *queryDialect,
                               const MI_Char *queryExpression, MI_OperationCallbacks *callbacks,
                               MI_Operation *operation);
void MI_Session_AssociatorInstances(MI_Session *session, MI_Uint32 flags,
                                    MI_OperationOptions *options, const MI_Char *namespaceName,
                                    const MI_Instance *instanceKey, const MI_Char *assocClass,
                                    const MI_Char *resultClass, const MI_Char *role,
                                    const MI_Char *resultRole, MI_Boolean keysOnly,
                                    MI_OperationCallbacks *callbacks, MI_Operation *operation);
void MI_Session_ReferenceInstances(MI_Session *session, MI_Uint32 flags,
                                   MI_OperationOptions *options, const MI_Char *namespaceName,
                                   const MI_Instance *instanceKey, const MI_Char *resultClass,
                                   const MI_Char *role, MI_Boolean keysOnly,
                                   MI_OperationCallbacks *callbacks, MI_Operation *operation);
void MI_Session_GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
                         const MI_Char *namespaceName, const MI_Char *className,
                         MI_OperationCallbacks *callbacks, MI_Operation *operation);
/* className: NULL is all of the namespace. */
void MI_Session_EnumerateClasses(MI_Session *session, MI_Uint32 flags,
                                 MI_OperationOptions *options, const MI_Char *namespaceName,
                                 const MI_Char *className, MI_Boolean classNamesOnly,
                                 MI_OperationCallbacks *callbacks, MI_Operation *operation);
void MI_Session_TestConnection(MI_Session *session, MI_Uint32 flags,
                               MI_OperationCallbacks *callbacks, MI_Operation *operation);

/* ---- operation ------------------------------------------------------------------------------- */

/* Waits for the next result. Call it until moreResults is MI_FALSE. The instance may be NULL on
 * success. All but instance may be NULL; the operation's result is in *result, or is returned
 * when result is NULL. After the last result it says the same again. */
MI_Result MI_Operation_GetInstance(MI_Operation *operation, const MI_Instance **instance,
                                   MI_Boolean *moreResults, MI_Result *result,
                                   const MI_Char **errorMessage,
                                   const MI_Instance **completionDetails);
MI_Result MI_Operation_GetClass(MI_Operation *operation, const MI_Class **classResult,
                                MI_Boolean *moreResults, MI_Result *result,
                                const MI_Char **errorMessage,
                                const MI_Instance **completionDetails);
MI_Result MI_Operation_GetSession(MI_Operation *operation, MI_Session *session);
/* The operation's last result, which is still to be fetched, is then a failure. */
MI_Result MI_Operation_Cancel(MI_Operation *operation, MI_CancellationReason reason);
MI_Result MI_Operation_Close(MI_Operation *operation);

/* ---- operation options ----------------------------------------------------------------------- */

void MI_OperationOptions_Delete(MI_OperationOptions *options);
MI_Result MI_OperationOptions_Clone(const MI_OperationOptions *self,
                                    MI_OperationOptions *newOperationOptions);
/* The timeout covers the whole operation. */
MI_Result MI_OperationOptions_SetTimeout(MI_OperationOptions *options, const MI_Interval *timeout);
MI_Result MI_OperationOptions_GetTimeout(const MI_OperationOptions *options, MI_Interval *timeout);
MI_Result MI_OperationOptions_SetResourceUriPrefix(MI_OperationOptions *options,
                                                   const MI_Char *ruriPrefix);
MI_Result MI_OperationOptions_GetResourceUriPrefix(const MI_OperationOptions *options,
                                                   const MI_Char **ruriPrefix);
MI_Result MI_OperationOptions_SetResourceUri(MI_OperationOptions *options, const MI_Char *rUri);
MI_Result MI_OperationOptions_GetResourceUri(const MI_OperationOptions *options,
                                             const MI_Char **rUri);
MI_Result MI_OperationOptions_SetCustomOption(MI_OperationOptions *options,
                                              const MI_Char *optionName, MI_Type optionValueType,
                                              const MI_Value *optionValue, MI_Boolean mustComply);
MI_Result MI_OperationOptions_SetString(MI_OperationOptions *options, const MI_Char *optionName,
                                        const MI_Char *value, MI_Uint32 flags);
MI_Result MI_OperationOptions_GetString(const MI_OperationOptions *options,
                                        const MI_Char *optionName, const MI_Char **value,
                                        MI_Uint32 *index, MI_Uint32 *flags);
MI_Result MI_OperationOptions_SetNumber(MI_OperationOptions *options, const MI_Char *optionName,
                                        MI_Uint32 value, MI_Uint32 flags);
MI_Result MI_OperationOptions_GetNumber(const MI_OperationOptions *options,
                                        const MI_Char *optionName, MI_Uint32 *value,
                                        MI_Uint32 *index, MI_Uint32 *flags);
MI_Result MI_OperationOptions_GetOptionCount(const MI_OperationOptions *options,
                                             MI_Uint32 *count);
/* Values are borrowed until that option is set again. */
MI_Result MI_OperationOptions_GetOptionAt(const MI_OperationOptions *options, MI_Uint32 index,
                                          const MI_Char **optionName, MI_Value *value,
                                          MI_Type *type, MI_Uint32 *flags);
MI_Result MI_OperationOptions_GetOption(const MI_OperationOptions *options,
                                        const MI_Char *optionName, MI_Value *value, MI_Type *type,
                                        MI_Uint32 *index, MI_Uint32 *flags);

/* ---- destination options --------------------------------------------------------------------- */

void MI_DestinationOptions_Delete(MI_DestinationOptions *options);
MI_Result MI_DestinationOptions_Clone(const MI_DestinationOptions *self,
                                      MI_DestinationOptions *newDestinationOptions);
/* What operations of the session get that have no timeout of their own. */
MI_Result MI_DestinationOptions_SetTimeout(MI_DestinationOptions *options,
                                           const MI_Interval *timeout);
MI_Result MI_DestinationOptions_GetTimeout(const MI_DestinationOptions *options,
                                           MI_Interval *timeout);
MI_Result MI_DestinationOptions_SetUILocale(MI_DestinationOptions *options,
                                            const MI_Char *locale);
MI_Result MI_DestinationOptions_GetUILocale(const MI_DestinationOptions *options,
                                            const MI_Char **locale);
/* Kept, and wiped with the options. A session on this machine refuses them. */
MI_Result MI_DestinationOptions_AddDestinationCredentials(MI_DestinationOptions *options,
                                                          const MI_UserCredentials *credentials);
MI_Result MI_DestinationOptions_GetCredentialsCount(const MI_DestinationOptions *options,
                                                    MI_Uint32 *count);

/* ---- instance -------------------------------------------------------------------------------- */

MI_Result MI_Instance_Clone(const MI_Instance *self, MI_Instance **newInstance);
/* Only of what was cloned or created: what an operation returned, or what is inside another
 * instance, goes with its owner, and gives MI_RESULT_INVALID_PARAMETER here. The same holds for
 * the functions that change an instance. */
MI_Result MI_Instance_Delete(MI_Instance *self);
MI_Result MI_Instance_IsA(const MI_Instance *self, const MI_ClassDecl *classDecl,
                          MI_Boolean *flag);
MI_Result MI_Instance_GetClassName(const MI_Instance *self, const MI_Char **className);
MI_Result MI_Instance_SetNameSpace(MI_Instance *self, const MI_Char *nameSpace);
MI_Result MI_Instance_GetNameSpace(const MI_Instance *self, const MI_Char **nameSpace);
MI_Result MI_Instance_SetServerName(MI_Instance *self, const MI_Char *name);
MI_Result MI_Instance_GetServerName(const MI_Instance *self, const MI_Char **name);
/* The class is the caller's to delete. */
MI_Result MI_Instance_GetClass(const MI_Instance *self, MI_Class **instanceClass);
MI_Result MI_Instance_GetElementCount(const MI_Instance *self, MI_Uint32 *count);
/* Names are compared without case. Everything is copied. A NULL value, or MI_FLAG_NULL, is NULL. */
MI_Result MI_Instance_AddElement(MI_Instance *self, const MI_Char *name, const MI_Value *value,
                                 MI_Type type, MI_Uint32 flags);
MI_Result MI_Instance_SetElement(MI_Instance *self, const MI_Char *name, const MI_Value *value,
                                 MI_Type type, MI_Uint32 flags);
MI_Result MI_Instance_SetElementAt(MI_Instance *self, MI_Uint32 index, const MI_Value *value,
                                   MI_Type type, MI_Uint32 flags);
/* The value is borrowed from the instance until that element is changed; of NULL (MI_FLAG_NULL)
 * it is all zero. All outputs may be NULL. */
MI_Result MI_Instance_GetElement(const MI_Instance *self, const MI_Char *name, MI_Value *value,
                                 MI_Type *type, MI_Uint32 *flags, MI_Uint32 *index);
MI_Result MI_Instance_GetElementAt(const MI_Instance *self, MI_Uint32 index, const MI_Char **name,
                                   MI_Value *value, MI_Type *type, MI_Uint32 *flags);
MI_Result MI_Instance_ClearElement(MI_Instance *self, const MI_Char *name);
MI_Result MI_Instance_ClearElementAt(MI_Instance *self, MI_Uint32 index);

/* ---- class ----------------------------------------------------------------------------------- */

MI_Result MI_Class_Clone(const MI_Class *self, MI_Class **newClass);
MI_Result MI_Class_Delete(MI_Class *self);
MI_Result MI_Class_GetClassName(const MI_Class *self, const MI_Char **className);
MI_Result MI_Class_GetNameSpace(const MI_Class *self, const MI_Char **nameSpace);
MI_Result MI_Class_GetServerName(const MI_Class *self, const MI_Char **serverName);
/* *name is NULL when there is no superclass. */
MI_Result MI_Class_GetParentClassName(const MI_Class *self, const MI_Char **name);
/* The caller's to delete; MI_RESULT_NOT_FOUND: there is none, or it is not known here. */
MI_Result MI_Class_GetParentClass(const MI_Class *self, MI_Class **parentClass);
MI_Result MI_Class_GetClassQualifierSet(const MI_Class *self, MI_QualifierSet *qualifierSet);
MI_Result MI_Class_GetElementCount(const MI_Class *self, MI_Uint32 *count);
/* The value is the default, if valueExists. All outputs may be NULL. */
MI_Result MI_Class_GetElement(const MI_Class *self, const MI_Char *name, MI_Value *value,
                              MI_Boolean *valueExists, MI_Type *type, MI_Char **referenceClass,
                              MI_QualifierSet *qualifierSet, MI_Uint32 *flags, MI_Uint32 *index);
MI_Result MI_Class_GetElementAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
                                MI_Value *value, MI_Boolean *valueExists, MI_Type *type,
                                MI_Char **referenceClass, MI_QualifierSet *qualifierSet,
                                MI_Uint32 *flags);
MI_Result MI_Class_GetMethodCount(const MI_Class *self, MI_Uint32 *count);
MI_Result MI_Class_GetMethod(const MI_Class *self, const MI_Char *name,
                             MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet,
                             MI_Uint32 *index);
MI_Result MI_Class_GetMethodAt(const MI_Class *self, MI_Uint32 index, const MI_Char **name,
                               MI_QualifierSet *qualifierSet, MI_ParameterSet *parameterSet);

MI_Result MI_QualifierSet_GetQualifierCount(const MI_QualifierSet *self, MI_Uint32 *count);
MI_Result MI_QualifierSet_GetQualifier(const MI_QualifierSet *self, const MI_Char *name,
                                       MI_Type *qualifierType, MI_Uint32 *qualifierFlags,
                                       MI_Value *qualifierValue, MI_Uint32 *index);
MI_Result MI_QualifierSet_GetQualifierAt(const MI_QualifierSet *self, MI_Uint32 index,
                                         const MI_Char **name, MI_Type *qualifierType,
                                         MI_Uint32 *qualifierFlags, MI_Value *qualifierValue);

MI_Result MI_ParameterSet_GetMethodReturnType(const MI_ParameterSet *self, MI_Type *returnType,
                                              MI_QualifierSet *qualifierSet);
MI_Result MI_ParameterSet_GetParameterCount(const MI_ParameterSet *self, MI_Uint32 *count);
MI_Result MI_ParameterSet_GetParameter(const MI_ParameterSet *self, const MI_Char *name,
                                       MI_Type *parameterType, MI_Char **referenceClass,
                                       MI_QualifierSet *qualifierSet, MI_Uint32 *index);
MI_Result MI_ParameterSet_GetParameterAt(const MI_ParameterSet *self, MI_Uint32 index,
                                         const MI_Char **name, MI_Type *parameterType,
                                         MI_Char **referenceClass,
                                         MI_QualifierSet *qualifierSet);

#ifdef __cplusplus
}
#endif

#endif
