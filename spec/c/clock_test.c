#include "base/clock.h"

#include "check.h"

static void time_does_not_go_back(void) {
  int64_t last = mi_clock_now();
  for (int i = 0; i < 10000; i++) {
    int64_t now = mi_clock_now();
    if (now < last) CHECK(now >= last);
    last = now;
  }
  CHECK(last > 0);
}

static void the_wall_clock_counts_microseconds_since_1970(void) {
  int64_t year_2020 = INT64_C(1577836800000000), year_2200 = INT64_C(7258118400000000);
  CHECK(mi_clock_epoch() > year_2020);
  CHECK(mi_clock_epoch() < year_2200);
}

int main(void) {
  RUN(time_does_not_go_back);
  RUN(the_wall_clock_counts_microseconds_since_1970);
  return check_done();
}
