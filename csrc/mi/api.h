/* The insides of mi.h: what its handles and objects are made of.
 *
 * A handle holds the address of a shell and the shell's generation. Shells are the application's
 * and live as long as it does; closing one empties it and raises its generation, so that a copy of
 * a closed handle is recognised. The application lives until its own handle and the last one of
 * its sessions and operations are closed, in whatever order.
 * Only the api_*.c files and their tests include this. */
#ifndef MI_MI_API_H
#define MI_MI_API_H

#include "mi/keep.h"
#include "mi/mi.h"
#include "mi/operation.h"

typedef struct mi_api_application mi_api_application;
typedef struct mi_api_session mi_api_session;
typedef struct mi_api_operation mi_api_operation;

/* The MI_Result to show for a result of ours. */
MI_Result mi_api_result(mi_result result);

/* ---- values (api_value.c) -------------------------------------------------------------------- */

/* Shows a value as the API has it. Arrays, references and instances are made in the arena, and
 * borrow from the value. MI_E_OUT_OF_MEMORY only. */
mi_result mi_api_show_value(MI_Value *out, const mi_value *value, mi_arena *arena);
/* Reads a value of the API; all of it is copied into the arena, and the classes of instances in it
 * are kept. NULL pointers in arrays become NULL elements. */
mi_result mi_api_read_value(mi_value *out, MI_Type type, const MI_Value *value, mi_arena *arena,
                            mi_keep *keep);
bool mi_api_type_is_valid(MI_Type type);

/* ---- instances (api_instance.c) -------------------------------------------------------------- */

#define MI_API_DEEPEST 128 /* instances in instances */

typedef struct mi_api_change { /* the memory of a value that was set */
  mi_arena arena;
  mi_keep keep;
} mi_api_change;

typedef struct mi_api_element {
  const char *name;
  mi_value value;
  uint32_t flags;        /* MI_FLAG_..., without MI_FLAG_NULL */
  MI_Value *shown;       /* NULL: not asked for yet */
  mi_api_change *change; /* NULL: the value is where the instance's are */
} mi_api_element;

struct MI_Instance {
  const mi_allocator *allocator;
  bool owned;                /* cloned or created: changes, and is deleted by the caller */
  const mi_instance *source; /* of a result or a part: borrowed */
  const mi_path *path;       /* of a reference; of an owned one: where it came from, or NULL */
  const mi_class *declared;  /* what it is an instance of; NULL: only the name is known */
  const mi_class *class_;    /* the same; NULL: none but its elements say it */
  const char *class_name, *namespace_name, *server_name;
  mi_api_element *elements;
  uint32_t count, room;
  bool loaded;        /* the elements have been made from the source or path */
  mi_arena *arena;    /* what is made on demand: the owner's, or `memory` */
  mi_arena memory;    /* of an owned one */
  mi_keep keep;       /* likewise */
  mi_schema *shape;   /* likewise: holds the class made of its elements, until they change */
  const mi_class *shaped;
};

/* A view of something borrowed, with its on-demand memory in `arena`; nothing to free. */
void mi_api_instance_show(MI_Instance *out, const mi_instance *source, mi_arena *arena);
void mi_api_instance_show_path(MI_Instance *out, const mi_path *path, mi_arena *arena);
/* An owned one without elements. */
mi_result mi_api_instance_new(MI_Instance **out, const mi_allocator *allocator, size_t limit,
                              const char *class_name);
/* Sets, or adds when it is not there; then the type may change. */
mi_result mi_api_instance_put(MI_Instance *self, const char *name, const MI_Value *value,
                              MI_Type type, MI_Uint32 flags);
/* What an instance of a class starts with, and one that is independent of its source. */
mi_result mi_api_instance_clone(MI_Instance **out, const MI_Instance *self);
mi_result mi_api_instance_from_class(MI_Instance **out, const mi_allocator *allocator,
                                     size_t limit, const mi_class *class_);
/* NULL: not there, or no memory. */
const mi_api_element *mi_api_instance_find(const MI_Instance *self, const char *name);

/* For calls (api_seal.c): the object that it names, and the instance as the core has it. Made in
 * the arena, borrowing from self. `changed`: only the elements that were set. */
mi_result mi_api_instance_path(const mi_path **out, const MI_Instance *self, mi_arena *arena,
                               mi_error *error);
mi_result mi_api_instance_seal(const mi_instance **out, MI_Instance *self, bool changed,
                               mi_arena *arena, mi_keep *keep, mi_error *error);

uint32_t mi_api_element_flags(const mi_element *element, bool inferred);
/* A new instance that tells the error; NULL: no memory. */
MI_Instance *mi_api_error_instance(const mi_allocator *allocator, const mi_error *error);

/* ---- classes (api_class.c) ------------------------------------------------------------------- */

typedef struct mi_api_shown { /* a value that was asked for */
  struct mi_api_shown *next;
  const mi_value *value;
  MI_Value shown;
} mi_api_shown;

struct MI_Class {
  const mi_allocator *allocator;
  bool owned;
  const mi_class *class_;
  mi_arena *arena; /* the owner's, or `memory` */
  mi_arena memory;
  mi_keep keep;
  mi_api_shown *shown;
};

void mi_api_class_show(MI_Class *out, const mi_class *class_, mi_arena *arena);
mi_result mi_api_class_new(MI_Class **out, const mi_allocator *allocator, size_t limit,
                           const mi_class *class_);

/* ---- options (api_options.c) ----------------------------------------------------------------- */

#define MI_API_OPTION_TIMEOUT "__MI_OPERATIONOPTIONS_TIMEOUT"
#define MI_API_OPTION_URI_PREFIX "__MI_OPERATIONOPTIONS_RESOURCE_URI_PREFIX"
#define MI_API_OPTION_URI "__MI_OPERATIONOPTIONS_RESOURCE_URI"
#define MI_API_DESTINATION_TIMEOUT "__MI_DESTINATIONOPTIONS_TIMEOUT"
#define MI_API_DESTINATION_LOCALE "__MI_DESTINATIONOPTIONS_UI_LOCALE"

typedef struct mi_api_credentials {
  char *type, *domain, *user, *secret; /* NULL: not said */
} mi_api_credentials;

typedef struct mi_api_options {
  const mi_allocator *allocator;
  MI_Instance *values;
  bool must_understand;
  mi_api_credentials *credentials;
  uint32_t credential_count;
} mi_api_options;

mi_result mi_api_options_new(mi_api_options **out, const mi_allocator *allocator, size_t limit);
void mi_api_options_free(mi_api_options *options);
/* Fills in what the options say; the pieces are in the arena or borrowed. NULL is fine. */
mi_result mi_api_options_apply(const mi_api_options *options, mi_call *call, mi_arena *arena);
/* Milliseconds; 0: not said. */
uint32_t mi_api_options_timeout(const mi_api_options *options, const char *name);
const char *mi_api_options_text(const mi_api_options *options, const char *name); /* or NULL */

/* ---- handles --------------------------------------------------------------------------------- */

struct mi_api_application {
  const mi_allocator *allocator;
  mi_application *application;
  unsigned references; /* its open handle, those of sessions and operations, a dispatch */
  bool open;
  bool dispatching;
  mi_api_session *sessions, *spare_sessions; /* all; those that are closed */
  mi_api_operation *operations, *spare_operations;
};

struct mi_api_session {
  mi_api_application *application; /* a reference while open */
  mi_api_session *next, *next_spare;
  MI_Uint64 generation;
  bool open;
  mi_session *session;
  char *locale;
};

struct mi_api_operation {
  mi_api_application *application; /* a reference while open */
  mi_api_operation *next, *next_spare;
  MI_Uint64 generation;
  bool open;
  MI_Operation handle; /* for callbacks */
  MI_Session session;
  mi_operation *operation; /* NULL: it could not be started, see `failure` */
  mi_error failure;
  mi_call_kind kind;
  MI_OperationCallbacks callbacks;
  bool delivered;      /* results go to a callback */
  bool manual;         /* each result waits to be acknowledged */
  bool unacknowledged;
  bool delivering;     /* inside the callback */
  bool report_started;
  bool ended;          /* the last result has been given */
  bool single;         /* has at most one result */
  mi_arena views;      /* made on demand of the result at hand */
  MI_Instance instance, details;
  MI_Class class_;
};

/* What a step of an operation gave. */
typedef struct mi_api_answer {
  const MI_Instance *instance;
  const MI_Class *class_;
  MI_Boolean more;
  MI_Result result;
  const char *message;
  const MI_Instance *details;
} mi_api_answer;

/* As MI_Application_Initialize, with an allocator (which must outlive all that is made) and limits
 * (NULL: the defaults). */
MI_Result mi_api_application_initialize(const mi_allocator *allocator, const mi_limits *limits,
                                        MI_Instance **extendedError, MI_Application *application);
/* NULL: not an open handle. */
mi_api_application *mi_api_application_of(const MI_Application *handle);
mi_api_session *mi_api_session_of(const MI_Session *handle);
mi_api_operation *mi_api_operation_of(const MI_Operation *handle);
size_t mi_api_memory_limit(const mi_api_application *application);
void mi_api_application_ref(mi_api_application *application);
void mi_api_application_unref(mi_api_application *application);
/* An open shell on a session, which it takes over. NULL: no memory. */
mi_api_session *mi_api_session_open(mi_api_application *application, mi_session *session,
                                    const char *locale, MI_Session *handle);
void mi_api_session_shut(mi_api_session *session);
/* An open shell without an operation in it. NULL: no memory. */
mi_api_operation *mi_api_operation_open(mi_api_application *application, MI_Operation *handle);
/* Takes one result, waiting for it; with `once`, does one step of work, and returns false when it
 * brought nothing. */
bool mi_api_operation_next(mi_api_operation *operation, mi_api_answer *answer, bool once);

#endif
