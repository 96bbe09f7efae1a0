/* How a provider fills an instance: by field, not by name.
 *
 * A provider lists the properties that it knows; once per scan each is looked up in the class
 * that is wanted, which may be a projection. A row is one instance on its way: setting a field
 * that is not wanted does nothing, a failure sticks, and mi_row_end tells of it.
 * Texts are copied to the row's arena and made valid UTF-8; mi_row_fixed borrows.
 *
 *   #define FIELDS(X) X(Caption) X(Handle)
 *   enum { FIELDS(MI_FIELD) FIELD_COUNT };
 *   static const char *const names[] = {FIELDS(MI_FIELD_NAME)}; */
#ifndef MI_PROTOCOL_LOCAL_LINUX_FIELDS_H
#define MI_PROTOCOL_LOCAL_LINUX_FIELDS_H

#include "protocol/local/linux/host.h"

#define MI_FIELD(name) FIELD_##name,
#define MI_FIELD_NAME(name) #name,
#define MI_FIELDS_MOST 48

typedef struct mi_fields {
  const mi_class *class_;
  int32_t at[MI_FIELDS_MOST]; /* the index of the property; -1: not wanted */
} mi_fields;

/* At most MI_FIELDS_MOST names. */
void mi_fields_find(mi_fields *fields, const mi_class *class_, const char *const *names,
                    size_t count);
bool mi_fields_want(const mi_fields *fields, unsigned field);
/* Any of the fields from `first` to `last`. */
bool mi_fields_want_any(const mi_fields *fields, unsigned first, unsigned last);

typedef struct mi_row {
  const mi_fields *fields;
  mi_arena *arena;
  mi_instance *instance;
  mi_result result;
} mi_row;

void mi_row_begin(mi_row *row, const mi_fields *fields, mi_arena *arena);
mi_result mi_row_end(const mi_row *row, const mi_instance **out, mi_error *error);

void mi_row_fixed(mi_row *row, unsigned field, const char *text); /* static text */
void mi_row_text(mi_row *row, unsigned field, const char *text);  /* NULL, "": stays NULL */
void mi_row_text_n(mi_row *row, unsigned field, const char *text, size_t length);
/* Numbers that do not fit the property leave it NULL. */
void mi_row_number(mi_row *row, unsigned field, uint64_t number);
void mi_row_integer(mi_row *row, unsigned field, int64_t number);
void mi_row_numbers(mi_row *row, unsigned field, const uint16_t *numbers, size_t count);
void mi_row_boolean(mi_row *row, unsigned field, bool boolean);
/* Microseconds since 1970, shown in local time. */
void mi_row_time(mi_row *row, unsigned field, int64_t microseconds);
/* Texts one behind the other, each ended by a NUL, `length` bytes in all. */
void mi_row_texts(mi_row *row, unsigned field, const char *texts, size_t length);
/* The path is copied. */
void mi_row_path(mi_row *row, unsigned field, const mi_path *path);
/* The four keys that things of a system have: the first four fields, in this order:
 * the class and name of the system, the class and name of the thing. */
void mi_row_keys(mi_row *row, mi_host *host, const char *class_name, const char *name);

/* mi_host_passes for the text that a key has now, which is what the path of the object says. */
bool mi_row_passes(const mi_row *row, unsigned field, const mi_path *hint, const char *key);

#endif
