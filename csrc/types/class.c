#include "types/class.h"

#include <string.h>

#include "base/text.h"
#include "types/class_record.h"

/* Up to here, looking at lengths and first letters is as fast as hashing. */
#define SMALL_CLASS 12

mi_class_record *mi_class_record_new(const mi_allocator *allocator) {
  mi_arena arena;
  mi_arena_init(&arena, allocator, SIZE_MAX / 4);
  mi_class_record *record = mi_arena_alloc_zero(&arena, sizeof *record);
  if (record != NULL) record->arena = arena;
  return record;
}

void mi_class_record_free(mi_class_record *record) {
  mi_arena arena = record->arena; /* the record lies in it */
  mi_arena_free(&arena);
}

static unsigned fold(char c) {
  unsigned char byte = (unsigned char)c;
  return byte >= 'A' && byte <= 'Z' ? byte | 0x20U : byte;
}

/* FNV-1a over the folded name. A class has at most max_properties of them, which bounds what
 * chosen collisions could cost. */
static uint32_t hash_name(const char *name, size_t length) {
  uint32_t hash = 2166136261U;
  for (size_t i = 0; i < length; i++) hash = (hash ^ fold(name[i])) * 16777619U;
  return hash ^ hash >> 15;
}

mi_result mi_class_record_finish(mi_class_record *record) {
  mi_class *class_ = &record->class_;
  uint32_t slot_count = 32;
  class_->key_count = 0;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if (class_->properties[i].flags & MI_ELEMENT_KEY) class_->key_count++;
  }
  if (class_->property_count <= SMALL_CLASS) return MI_OK;
  while (slot_count < class_->property_count * 2) slot_count *= 2;
  uint32_t *slots = mi_arena_alloc_zero(&record->arena, slot_count * sizeof *slots);
  if (slots == NULL) return MI_E_OUT_OF_MEMORY;
  for (uint32_t i = 0; i < class_->property_count; i++) {
    const mi_element *property = &class_->properties[i];
    uint32_t slot = hash_name(property->name, property->name_length) & (slot_count - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (slot_count - 1);
    slots[slot] = i + 1;
  }
  record->slots = slots;
  record->slot_count = slot_count;
  return MI_OK;
}

static bool has_name(const mi_element *element, const char *name, size_t length) {
  return element->name_length == length &&
         (length == 0 || fold(element->name[0]) == fold(name[0])) &&
         mi_text_same_name_n(element->name, length, name, length);
}

static int find_by_hash(const mi_class_record *record, const char *name, size_t length) {
  uint32_t mask = record->slot_count - 1;
  for (uint32_t slot = hash_name(name, length) & mask; record->slots[slot] != 0;
       slot = (slot + 1) & mask) {
    uint32_t index = record->slots[slot] - 1;
    if (has_name(&record->class_.properties[index], name, length)) return (int)index;
  }
  return -1;
}

int mi_class_find(const mi_class *class_, const char *name, size_t length) {
  if (class_->schema != NULL) {
    const mi_class_record *record = (const mi_class_record *)class_;
    if (record->slot_count > 0) return find_by_hash(record, name, length);
  }
  for (uint32_t i = 0; i < class_->property_count; i++) {
    if (has_name(&class_->properties[i], name, length)) return (int)i;
  }
  return -1;
}

const mi_method *mi_class_method(const mi_class *class_, const char *name) {
  for (uint32_t i = 0; i < class_->method_count; i++) {
    if (mi_text_same_name(class_->methods[i].name, name)) return &class_->methods[i];
  }
  return NULL;
}

const mi_qualifier *mi_qualifiers_find(const mi_qualifiers *qualifiers, const char *name) {
  for (uint32_t i = 0; i < qualifiers->count; i++) {
    if (mi_text_same_name(qualifiers->list[i].name, name)) return &qualifiers->list[i];
  }
  return NULL;
}

static bool is_or_descends_from(const mi_class *class_, const char *name) {
  for (; class_ != NULL; class_ = class_->superclass) {
    if (mi_text_same_name(class_->name, name)) return true;
    bool last = class_->superclass == NULL && class_->superclass_name != NULL;
    if (last && mi_text_same_name(class_->superclass_name, name)) return true;
  }
  return false;
}

bool mi_class_is_a(const mi_class *class_, const char *name) {
  return is_or_descends_from(class_, name) ||
         (class_->origin != NULL && is_or_descends_from(class_->origin, name));
}
