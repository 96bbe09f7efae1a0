#include "protocol/local/linux/fields.h"

#include <string.h>

#include "base/text.h"

void mi_fields_find(mi_fields *fields, const mi_class *class_, const char *const *names,
                    size_t count) {
  fields->class_ = class_;
  for (size_t i = 0; i < MI_FIELDS_MOST; i++) {
    fields->at[i] = i < count ? mi_class_find(class_, names[i], strlen(names[i])) : -1;
  }
}

bool mi_fields_want(const mi_fields *fields, unsigned field) { return fields->at[field] >= 0; }

bool mi_fields_want_any(const mi_fields *fields, unsigned first, unsigned last) {
  for (unsigned field = first; field <= last; field++) {
    if (mi_fields_want(fields, field)) return true;
  }
  return false;
}

void mi_row_begin(mi_row *row, const mi_fields *fields, mi_arena *arena) {
  row->fields = fields;
  row->arena = arena;
  row->instance = mi_instance_new(fields->class_, false, arena);
  row->result = row->instance == NULL ? MI_E_OUT_OF_MEMORY : MI_OK;
}

mi_result mi_row_end(const mi_row *row, const mi_instance **out, mi_error *error) {
  if (row->result == MI_E_OUT_OF_MEMORY) return mi_error_out_of_memory(error);
  if (row->result != MI_OK) {
    return mi_error_set(error, row->result, "an instance of %s could not be made",
                        row->fields->class_->name);
  }
  *out = row->instance;
  return MI_OK;
}

/* Where the value goes; NULL: it is not wanted, or nothing is of use any more. */
static mi_value *place(mi_row *row, unsigned field) {
  int32_t at = row->fields->at[field];
  return at < 0 || row->result != MI_OK ? NULL : &row->instance->values[at];
}

static mi_type declared_type(const mi_row *row, unsigned field) {
  return row->fields->class_->properties[row->fields->at[field]].type;
}

static void *allocate(mi_row *row, size_t size) {
  void *piece = mi_arena_alloc(row->arena, size);
  if (piece == NULL) row->result = MI_E_OUT_OF_MEMORY;
  return piece;
}

static void put(mi_row *row, unsigned field, mi_value value) {
  mi_value *to = place(row, field);
  if (to != NULL && declared_type(row, field) == value.type) *to = value;
}

void mi_row_fixed(mi_row *row, unsigned field, const char *text) {
  if (place(row, field) != NULL) put(row, field, mi_value_text(text, strlen(text)));
}

/* Each byte that is no UTF-8 becomes U+FFFD, three bytes long. */
static char *mend(mi_row *row, const char *text, size_t length, size_t *mended_length) {
  char *mended = length < UINT32_MAX / 4 ? allocate(row, 3 * length + 1) : NULL;
  size_t filled = 0;
  if (mended == NULL) return NULL;
  while (length > 0) {
    size_t valid = mi_text_utf8_prefix(text, length);
    memcpy(mended + filled, text, valid);
    filled += valid;
    text += valid;
    length -= valid;
    if (length > 0) {
      memcpy(mended + filled, "\xEF\xBF\xBD", 3);
      filled += 3;
      text++;
      length--;
    }
  }
  mended[filled] = '\0';
  *mended_length = filled;
  return mended;
}

static bool make_text(mi_row *row, mi_value *out, const char *text, size_t length) {
  size_t kept_length = length;
  char *kept = mi_text_utf8_prefix(text, length) == length
                   ? mi_arena_text(row->arena, text, length)
                   : mend(row, text, length, &kept_length);
  if (kept == NULL) {
    row->result = MI_E_OUT_OF_MEMORY;
    return false;
  }
  *out = mi_value_text(kept, kept_length);
  return true;
}

void mi_row_text_n(mi_row *row, unsigned field, const char *text, size_t length) {
  mi_value value;
  if (place(row, field) == NULL || text == NULL || length == 0) return;
  if (make_text(row, &value, text, length)) put(row, field, value);
}

void mi_row_text(mi_row *row, unsigned field, const char *text) {
  if (text != NULL) mi_row_text_n(row, field, text, strlen(text));
}

void mi_row_number(mi_row *row, unsigned field, uint64_t number) {
  mi_type type;
  if (place(row, field) == NULL) return;
  type = declared_type(row, field);
  if (mi_type_storage(type) == MI_STORAGE_SIGNED) {
    if (number <= INT64_MAX) mi_row_integer(row, field, (int64_t)number);
  } else if (mi_type_storage(type) == MI_STORAGE_UNSIGNED && mi_type_holds_unsigned(type, number)) {
    put(row, field, mi_value_unsigned(type, number));
  }
}

void mi_row_integer(mi_row *row, unsigned field, int64_t number) {
  mi_type type;
  if (place(row, field) == NULL) return;
  type = declared_type(row, field);
  if (mi_type_storage(type) == MI_STORAGE_SIGNED) {
    if (mi_type_holds_signed(type, number)) put(row, field, mi_value_signed(type, number));
  } else if (number >= 0) {
    mi_row_number(row, field, (uint64_t)number);
  }
}

void mi_row_numbers(mi_row *row, unsigned field, const uint16_t *numbers, size_t count) {
  mi_value *elements;
  if (place(row, field) == NULL || (elements = allocate(row, count * sizeof *elements)) == NULL) {
    return;
  }
  for (size_t i = 0; i < count; i++) elements[i] = mi_value_unsigned(MI_TYPE_UINT16, numbers[i]);
  put(row, field, mi_value_array(MI_TYPE_UINT16, elements, count));
}

void mi_row_boolean(mi_row *row, unsigned field, bool boolean) {
  put(row, field, mi_value_boolean(boolean));
}

void mi_row_time(mi_row *row, unsigned field, int64_t microseconds) {
  mi_datetime *datetime;
  int16_t offset;
  if (place(row, field) == NULL || (datetime = allocate(row, sizeof *datetime)) == NULL) return;
  offset = mi_host_utc_offset(microseconds / 1000000);
  if (mi_datetime_from_epoch(datetime, microseconds, offset) == MI_OK) {
    put(row, field, mi_value_datetime(datetime));
  }
}

void mi_row_texts(mi_row *row, unsigned field, const char *texts, size_t length) {
  size_t count = 0, filled = 0;
  mi_value *elements;
  if (place(row, field) == NULL || length == 0) return;
  for (size_t i = 0; i < length; i++) count += texts[i] == '\0' || i + 1 == length;
  if ((elements = allocate(row, count * sizeof *elements)) == NULL) return;
  while (filled < count) {
    size_t piece = strnlen(texts, length);
    if (!make_text(row, &elements[filled++], texts, piece)) return;
    if (piece < length) piece++;
    texts += piece;
    length -= piece;
  }
  put(row, field, mi_value_array(MI_TYPE_STRING, elements, count));
}

void mi_row_path(mi_row *row, unsigned field, const mi_path *path) {
  mi_path *copy;
  if (place(row, field) == NULL) return;
  if (mi_path_copy(&copy, path, row->arena) != MI_OK) {
    row->result = MI_E_OUT_OF_MEMORY;
    return;
  }
  put(row, field, mi_value_reference(copy));
}

void mi_row_keys(mi_row *row, mi_host *host, const char *class_name, const char *name) {
  mi_row_fixed(row, 0, "Linux_ComputerSystem");
  mi_row_text(row, 1, mi_host_name(host));
  mi_row_fixed(row, 2, class_name);
  mi_row_text(row, 3, name);
}

bool mi_row_passes(const mi_row *row, unsigned field, const mi_path *hint, const char *key) {
  const mi_value *value;
  if (!mi_fields_want(row->fields, field) || row->result != MI_OK) return true;
  value = &row->instance->values[row->fields->at[field]];
  return value->null || value->type != MI_TYPE_STRING || mi_host_passes(hint, key, value->as.text);
}
