#include "protocol/local/wql.h"

#include <string.h>

#include "check.h"
#include "protocol/local/wql_like.h"
#include "types/schema.h"

#define SPACE "root/test"

/* One class with a property of each kind, and instances of it. */
typedef struct world {
  mi_limits limits;
  mi_error error;
  mi_schema *schema;
  const mi_class *thing, *special;
  mi_arena arena;
  mi_instance *instance;
} world;

static mi_element element(const char *name, mi_type type, const char *class_name) {
  mi_element made = {0};
  made.name = name;
  made.name_length = (uint32_t)strlen(name);
  made.type = type;
  made.class_name = class_name;
  made.value = mi_value_null(type);
  return made;
}

static mi_result define(world *w, const char *name, const char *superclass,
                        const mi_element *properties, uint32_t count, const mi_class **out) {
  mi_class definition;
  memset(&definition, 0, sizeof definition);
  definition.name = name;
  definition.namespace_name = SPACE;
  definition.superclass_name = superclass;
  definition.properties = properties;
  definition.property_count = count;
  return mi_schema_define(w->schema, &definition, out, &w->error);
}

static mi_result define_classes(world *w) {
  const mi_class *base;
  const mi_element first[] = {element("Name", MI_TYPE_STRING, NULL)};
  const mi_element own[] = {
      element("Small", MI_TYPE_UINT8, NULL),    element("Big", MI_TYPE_UINT64, NULL),
      element("Signed", MI_TYPE_SINT64, NULL),  element("Single", MI_TYPE_REAL32, NULL),
      element("Real", MI_TYPE_REAL64, NULL),    element("Flag", MI_TYPE_BOOLEAN, NULL),
      element("When", MI_TYPE_DATETIME, NULL),  element("Letter", MI_TYPE_CHAR16, NULL),
      element("Empty", MI_TYPE_STRING, NULL),   element("Link", MI_TYPE_REFERENCE, "T_Base"),
      element("Other", MI_TYPE_STRING, NULL),
      element("List", MI_TYPE_STRING | MI_TYPE_ARRAY, NULL)};
  const mi_element last[] = {element("Extra", MI_TYPE_STRING, NULL)};
  mi_result result = define(w, "T_Base", NULL, first, 1, &base);
  if (result == MI_OK) {
    result = define(w, "T_Thing", "T_Base", own, sizeof own / sizeof *own, &w->thing);
  }
  if (result == MI_OK) result = define(w, "T_Special", "T_Thing", last, 1, &w->special);
  return result;
}

static mi_result fill(world *w) {
  static const char *const values[][2] = {
      {"Name", "Alpha Beta"}, {"Small", "200"}, {"Big", "18446744073709551615"},
      {"Signed", "-5"},       {"Single", "0.1"}, {"Real", "2.5"},
      {"Flag", "TRUE"},       {"When", "20200102030405.000000+060"},
      {"Letter", "x"},        {"Link", "T_Special.Name=\"a\",Number=5"},
      {"Other", "alpha beta"},
  };
  w->instance = mi_instance_new(w->special, false, &w->arena);
  if (w->instance == NULL) return MI_E_OUT_OF_MEMORY;
  mi_result result = MI_OK;
  for (size_t i = 0; i < sizeof values / sizeof *values && result == MI_OK; i++) {
    int at = mi_class_find(w->special, values[i][0], strlen(values[i][0]));
    result = mi_value_parse(&w->instance->values[at], w->special->properties[at].type,
                            values[i][1], strlen(values[i][1]), &w->arena, &w->error);
  }
  return result;
}

static mi_result open_world(world *w, const mi_allocator *allocator) {
  memset(w, 0, sizeof *w);
  mi_limits_default(&w->limits);
  mi_error_init(&w->error, allocator);
  mi_arena_init(&w->arena, allocator, w->limits.max_memory);
  mi_result result = mi_schema_new(&w->schema, allocator, &w->limits, NULL);
  if (result == MI_OK) result = define_classes(w);
  return result == MI_OK ? fill(w) : result;
}

static void close_world(world *w) {
  mi_arena_free(&w->arena);
  mi_schema_unref(w->schema);
  mi_error_clear(&w->error);
}

static mi_result prepare(world *w, const char *text, mi_wql **query) {
  mi_result result =
      mi_wql_parse(query, text, strlen(text), &w->limits, &w->arena, &w->error);
  return result == MI_OK ? mi_wql_bind(*query, w->thing, &w->arena, &w->error) : result;
}

typedef struct expectation {
  const char *condition;
  bool matches;
} expectation;

static const expectation conditions[] = {
    {"Small = 200", true},
    {"Small <> 200", false},
    {"small != 200", false},
    {"Small = 0xC8", true},
    {"Small < 201 AND Small > 199", true},
    {"Small <= 200 and Small >= 200", true},
    {"Small = 300", false},
    {"Small < 300", true},
    {"Small > -1", true},
    {"Small < 200.5", true},
    {"Small = '200'", true},
    {"200 = Small", true},
    {"199 < Small", true},
    {"199 > Small", false},
    {"Big = 18446744073709551615", true},
    {"Big = 18446744073709551614", false},
    {"Big < 18446744073709551616.0", true},
    {"Big >= 1e19", true},
    {"Signed = -5", true},
    {"Signed < -4.5", true},
    {"Signed > -5.5", true},
    {"Signed < Big", true},
    {"Single = 0.1", true},
    {"Single < Real", true},
    {"Real = 2.5", true},
    {"Real > 2", true},
    {"Real < 3", true},
    {"Flag = TRUE", true},
    {"Flag = 1", true},
    {"Flag = 'false'", false},
    {"Flag <> FALSE", true},
    {"Name = 'alpha BETA'", true},
    {"Name = Other", true},
    {"Name < 'B'", true},
    {"Name > 'alpha'", true},
    {"When = '20200102020405.000000+000'", true},
    {"When < '20210101000000.000000+000'", true},
    {"When > '20210101000000.000000+000'", false},
    {"When > '00000001000000.000000:000'", false},
    {"NOT When > '00000001000000.000000:000'", false},
    {"Letter = 'x'", true},
    {"Letter = 120", true},
    {"Link = 'T_Special.Number=\"5\",Name=\"a\"'", true},
    {"Link <> 'T_Special.Number=\"6\",Name=\"a\"'", true},
    {"Empty = 'x'", false},
    {"Empty <> 'x'", false},
    {"NOT Empty = 'x'", false},
    {"Empty = 'x' OR Small = 200", true},
    {"NOT (Empty = 'x' AND Small = 1)", true},
    {"Empty = Empty", false},
    {"Empty IS NULL", true},
    {"Empty IS NOT NULL", false},
    {"Empty = NULL", true},
    {"NULL <> Name", true},
    {"List IS NULL", true},
    {"NOT Small = 1 AND Small = 200 OR Small = 5", true},
    {"Small = 5 OR Small = 6 AND Small = 200", false},
    {"(Small = 5 OR Small = 200) AND Flag = TRUE", true},
    {"NOT NOT Small = 200", true},
    {"Name LIKE 'alpha%'", true},
    {"Name LIKE '%BETA'", true},
    {"NOT Name LIKE '%gamma%'", true},
    {"Empty LIKE '%'", false},
    {"__this ISA 'T_Thing'", true},
    {"__THIS ISA T_Base", true},
    {"__this ISA 'T_Other'", false},
    {"Link ISA 'T_Base'", true},
    {"Link ISA T_Nothing", false},
};

static void conditions_are_true_false_or_unknown(void) {
  world w;
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
    char text[200] = "SELECT * FROM T_Thing WHERE ";
    strcat(text, conditions[i].condition);
    mi_wql *query;
    mi_error_clear(&w.error);
    if (!CHECK_INT(prepare(&w, text, &query), MI_OK) ||
        !CHECK_INT(mi_wql_matches(query, w.instance), conditions[i].matches)) {
      CHECK_TEXT(mi_error_text(&w.error), conditions[i].condition);
    }
  }
  close_world(&w);
}

/* A projection has its properties at other places. */
static void an_instance_of_a_projection_matches_as_the_whole_one(void) {
  world w;
  mi_wql *query;
  const mi_class *cut;
  const mi_instance *part;
  bool keep[32] = {false};
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  keep[mi_class_find(w.special, "Real", 4)] = true;
  CHECK_INT(mi_schema_project(w.schema, w.special, NULL, keep, &cut, &w.error), MI_OK);
  CHECK_INT(mi_instance_project(&part, w.instance, cut, &w.arena), MI_OK);
  CHECK_INT(prepare(&w, "SELECT * FROM T_Thing WHERE Real = 2.5 AND __this ISA T_Base", &query),
            MI_OK);
  CHECK(mi_wql_matches(query, part));
  CHECK_INT(prepare(&w, "SELECT * FROM T_Thing WHERE Small = 200", &query), MI_OK);
  CHECK(!mi_wql_matches(query, part));
  close_world(&w);
}

typedef struct refusal {
  const char *query, *error;
} refusal;

#define WHERE "SELECT * FROM T_Thing WHERE " /* 28 bytes */

static const refusal refusals[] = {
    {"", "at 1: expected SELECT, found the end"},
    {"SELEKT * FROM x", "at 1: expected SELECT, found \"SELEKT\""},
    {"SELECT FROM x", "at 13: expected FROM, found \"x\""},
    {"SELECT , FROM x", "at 8: expected * or a property, found \",\""},
    {"SELECT * FORM x", "at 10: expected FROM, found \"FORM\""},
    {"SELECT * FROM 'x'", "at 15: expected a class name, found 'x'"},
    {"SELECT * FROM x WERE", "at 17: expected WHERE or the end, found \"WERE\""},
    {"SELECT * FROM x WHERE", "at 22: expected a property or a constant, found the end"},
    {"SELECT COUNT(*) FROM x", "at 8: COUNT is not supported"},
    {"SELECT * FROM x WITHIN 5", "at 17: WITHIN is not supported"},
    {"SELECT * FROM x JOIN y", "at 17: JOIN is not supported"},
    {"SELECT * FROM x WHERE a = 1 GROUP BY a", "at 29: GROUP is not supported"},
    {"ASSOCIATORS OF {x}", "at 1: only SELECT is supported: associations have calls of their own"},
    {WHERE "Small", "at 34: expected a comparison, LIKE, ISA or IS, found the end"},
    {WHERE "Small =", "at 36: expected a property or a constant, found the end"},
    {WHERE "Small = 'x", "at 37: the text has no closing '"},
    {WHERE "Small = 12x", "at 37: expected a number, found \"12x\""},
    {WHERE "(Small = 1", "at 39: expected AND, OR or ), found the end"},
    {WHERE "Small = 1)", "at 38: expected AND, OR or the end, found \")\""},
    {WHERE "Small = 1 2", "at 39: expected AND, OR or the end, found \"2\""},
    {WHERE "Small # 1", "at 35: unexpected character \"#\""},
    {WHERE "1 = 1", "at 29: one side of a comparison must be a property"},
    {WHERE "Small < NULL", "at 37: NULL is neither less nor greater"},
    {WHERE "Name LIKE Other", "at 39: expected a pattern in quotes, found \"Other\""},
    {WHERE "Name LIKE 'a[b'", "at 39: a set in the pattern has no closing ]"},
    {WHERE "__this = 'x'", "at 36: expected ISA, found \"=\""},
    {WHERE "Name IS 5", "at 37: expected NULL, found \"5\""},
    {WHERE "Name = '\xff'", "at 37: not valid UTF-8"},
    {WHERE "Smal = 1", "at 29: T_Thing has no property Smal (did you mean Small?)"},
    {WHERE "Nowhere = 1", "at 29: T_Thing has no property Nowhere"},
    {WHERE "Extra = 'x'", "at 29: T_Thing has no property Extra"},
    {"SELECT Name, Nam FROM T_Thing", "at 14: T_Thing has no property Nam (did you mean Name?)"},
    {WHERE "Small = 'abc'", "at 37: this constant cannot be compared with Small, a uint8"},
    {WHERE "Small = TRUE", "at 37: this constant cannot be compared with Small, a uint8"},
    {WHERE "Name < 5", "at 36: this constant cannot be compared with Name, a string"},
    {WHERE "Flag = 2", "at 36: this constant cannot be compared with Flag, a boolean"},
    {WHERE "When = 'soon'", "at 36: this constant cannot be compared with When, a datetime"},
    {WHERE "When = 5", "at 36: this constant cannot be compared with When, a datetime"},
    {WHERE "Flag < TRUE", "at 29: Flag is a boolean, which only = and <> compare"},
    {WHERE "List = 'x'", "at 29: List is an array, which can only be asked for IS NULL"},
    {WHERE "Small = Name", "at 29: Small, a uint8, cannot be compared with Name, a string"},
    {WHERE "Small LIKE 'x'", "at 29: LIKE needs a string, and Small is a uint8"},
    {WHERE "Name ISA 'x'", "at 29: ISA needs an object or a reference, and Name is a string"},
};

static void what_is_wrong_is_told_with_its_position(void) {
  world w;
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    mi_wql *query;
    mi_error_clear(&w.error);
    CHECK_INT(prepare(&w, refusals[i].query, &query), MI_E_INVALID_QUERY);
    CHECK_TEXT(mi_error_text(&w.error), refusals[i].error);
  }
  close_world(&w);
}

static void a_query_lists_what_it_selects_and_what_it_looks_at(void) {
  world w;
  mi_wql *query;
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  CHECK_INT(prepare(&w, "select Name,__PATH, Big,name from T_Thing where Small=1 or SMALL=2 "
                        "or Real=Big", &query), MI_OK);
  CHECK_TEXT(query->class_name, "T_Thing");
  CHECK_INT(query->property_count, 2);
  CHECK_TEXT(query->properties[0], "Name");
  CHECK_TEXT(query->properties[1], "Big");
  CHECK_INT(query->used_count, 3);
  CHECK_TEXT(query->used[2], "Big");
  CHECK_INT(prepare(&w, "SELECT * FROM T_Thing", &query), MI_OK);
  CHECK(query->properties == NULL && query->condition == NULL);
  CHECK_INT(prepare(&w, "SELECT __PATH FROM T_Thing", &query), MI_OK);
  CHECK(query->properties != NULL && query->property_count == 0);
  close_world(&w);
}

static void quotes_and_backslashes_in_texts_can_be_escaped(void) {
  static const char *const texts[][2] = {
      {"'it''s'", "it's"},      {"\"say \"\"x\"\"\"", "say \"x\""}, {"'a\\'b'", "a'b"},
      {"'C:\\\\dir'", "C:\\dir"}, {"'a\\b'", "a\\b"},                 {"''", ""},
  };
  world w;
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  int name = mi_class_find(w.special, "Name", 4);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char text[100] = WHERE "Name = ";
    mi_wql *query;
    strcat(text, texts[i][0]);
    w.instance->values[name] = mi_value_text(texts[i][1], strlen(texts[i][1]));
    CHECK_INT(prepare(&w, text, &query), MI_OK);
    CHECK(mi_wql_matches(query, w.instance));
  }
  close_world(&w);
}

typedef struct like_case {
  const char *pattern, *text;
  bool matches;
} like_case;

static const like_case likes[] = {
    {"", "", true},           {"", "a", false},         {"%", "", true},
    {"%%", "abc", true},      {"a%", "Abc", true},      {"%c", "abc", true},
    {"%b%", "abc", true},     {"%x%", "abc", false},    {"a_c", "abc", true},
    {"a_c", "ac", false},     {"_", "\xc3\xa4", true},  {"__", "\xc3\xa4", false},
    {"[a-c]", "B", true},     {"[A-C]", "b", true},     {"[a=c]", "b", true},
    {"[^a-c]", "b", false},   {"[^a-c]", "x", true},    {"[abc]x", "cx", true},
    {"[%]", "%", true},       {"[%]", "a", false},      {"[[]a]", "[a]", true},
    {"[]]", "]", true},       {"[-a]", "-", true},      {"[a-]", "-", true},
    {"[^]]", "]", false},     {"%[0-9]%", "ab7c", true}, {"%a%b%c", "xaybzc", true},
    {"%aab", "aaaaab", true}, {"a%b", "ab\n", false},   {"\\%", "\\x", true},
    {"%\xc3\xa4", "\xc3\xa4\xc3\xa4", true},            {"a]", "a]", true},
};

static void like_knows_wildcards_and_sets(void) {
  for (size_t i = 0; i < sizeof likes / sizeof *likes; i++) {
    const like_case *one = &likes[i];
    size_t length = strlen(one->pattern);
    CHECK(mi_wql_like_valid(one->pattern, length));
    if (!CHECK_INT(mi_wql_like(one->pattern, length, one->text, strlen(one->text)),
                   one->matches)) {
      CHECK_TEXT(one->pattern, one->text);
    }
  }
  CHECK(!mi_wql_like_valid("[", 1));
  CHECK(!mi_wql_like_valid("a[]", 3));
  CHECK(!mi_wql_like_valid("[^]", 3));
}

static void many_wildcards_do_not_take_exponential_time(void) {
  char pattern[201], text[2001];
  for (size_t i = 0; i < 200; i++) pattern[i] = i % 2 == 0 ? '%' : 'a';
  pattern[199] = 'b';
  memset(text, 'a', 2000);
  CHECK(!mi_wql_like(pattern, 200, text, 2000));
}

static void deep_nesting_is_refused_and_long_chains_are_not(void) {
  world w;
  mi_wql *query;
  char text[20000] = WHERE;
  CHECK_INT(open_world(&w, mi_allocator_default()), MI_OK);
  memset(text + 28, '(', 200);
  strcpy(text + 228, "Small = 1");
  CHECK_INT(prepare(&w, text, &query), MI_E_LIMIT);
  CHECK_TEXT(mi_error_text(&w.error), "at 157: nested deeper than max_depth (128)");
  strcpy(text, WHERE "Small = 1");
  for (size_t i = 0; i < 1000; i++) strcat(text, " OR Small = 1");
  strcat(text, " OR Small = 200");
  CHECK_INT(prepare(&w, text, &query), MI_OK);
  CHECK(mi_wql_matches(query, w.instance));
  close_world(&w);
}

static mi_result scenario(const mi_allocator *allocator) {
  world w;
  mi_wql *query;
  mi_result result = open_world(&w, allocator);
  if (result == MI_OK) {
    result = prepare(&w, "SELECT Name, Big FROM T_Thing WHERE (Name LIKE 'a%' AND NOT Small = "
                         "'5') OR When < '2020-01-01T00:00:00Z' OR Name = 5 OR Link ISA 'X' OR "
                         "Empty IS NOT NULL", &query);
  }
  if (result == MI_OK) CHECK(mi_wql_matches(query, w.instance));
  close_world(&w);
  return result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

int main(void) {
  RUN(conditions_are_true_false_or_unknown);
  RUN(an_instance_of_a_projection_matches_as_the_whole_one);
  RUN(what_is_wrong_is_told_with_its_position);
  RUN(a_query_lists_what_it_selects_and_what_it_looks_at);
  RUN(quotes_and_backslashes_in_texts_can_be_escaped);
  RUN(like_knows_wildcards_and_sets);
  RUN(many_wildcards_do_not_take_exponential_time);
  RUN(deep_nesting_is_refused_and_long_chains_are_not);
  RUN(every_failing_allocation_is_survived);
  return check_done();
}
