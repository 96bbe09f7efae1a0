#include "types/qualifier.h"

#include "check.h"

static void standard_qualifiers_have_their_flavors(void) {
  CHECK_INT(mi_qualifier_standard_flavor("key"), MI_FLAVOR_DISABLE_OVERRIDE);
  CHECK_INT(mi_qualifier_standard_flavor("Description"), MI_FLAVOR_TRANSLATABLE);
  CHECK_INT(mi_qualifier_standard_flavor("Version"), MI_FLAVOR_TRANSLATABLE | MI_FLAVOR_RESTRICTED);
  CHECK_INT(mi_qualifier_standard_flavor("Mine"), 0);
}

static void abstract_and_its_like_stay_with_their_class(void) {
  mi_qualifier abstract_ = {"Abstract", mi_value_boolean(true), 0, false};
  mi_qualifier key = {"Key", mi_value_boolean(true), 0, false};
  mi_qualifier mine = {"Mine", mi_value_boolean(true), MI_FLAVOR_RESTRICTED, false};
  CHECK(!mi_qualifier_is_inheritable(&abstract_));
  CHECK(mi_qualifier_is_inheritable(&key));
  CHECK(!mi_qualifier_is_inheritable(&mine));
}

static void a_qualifier_says_yes_no_or_nothing(void) {
  mi_qualifier list[] = {{"Yes", mi_value_boolean(true), 0, false},
                         {"No", mi_value_boolean(false), 0, false},
                         {"Null", mi_value_null(MI_TYPE_BOOLEAN), 0, false},
                         {"Text", mi_value_text("true", 4), 0, false}};
  mi_qualifiers qualifiers = {list, 4};
  CHECK(mi_qualifiers_say(&qualifiers, "yes", false));
  CHECK(!mi_qualifiers_say(&qualifiers, "No", true));
  CHECK(mi_qualifiers_say(&qualifiers, "Null", true));
  CHECK(!mi_qualifiers_say(&qualifiers, "Text", true));
  CHECK(mi_qualifiers_say(&qualifiers, "Absent", true));
  CHECK(!mi_qualifiers_say(&qualifiers, "Absent", false));
}

int main(void) {
  RUN(standard_qualifiers_have_their_flavors);
  RUN(abstract_and_its_like_stay_with_their_class);
  RUN(a_qualifier_says_yes_no_or_nothing);
  return check_done();
}
