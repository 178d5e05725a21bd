/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/cmd/phone.h"
#include "esign/moment.h"
#include <string.h>

static int64_t between(struct es_moment then, struct es_moment now)
{
    return es_moment_between(&then, &now);
}

#define AT(w, u, b) ((struct es_moment){.wall = (w), .up = (u), .boot = b})

static void within_a_boot_the_wall_clock_says_nothing(void **state)
{
    assert_int_equal(between(AT(5000, 100, "a"), AT(1, 390, "a")), 290);
    assert_int_equal(between(AT(5000, 100, "a"), AT(900000, 390, "a")), 290);
}

static void over_a_boot_the_wall_clock_is_believed(void **state)
{
    assert_int_equal(between(AT(5000, 9000, "a"), AT(5700, 60, "b")), 700);
}

static void over_a_boot_at_least_the_time_since_it_has_passed(void **state)
{
    assert_int_equal(between(AT(5000, 9000, "a"), AT(100, 60, "b")), 60);
    assert_int_equal(between(AT(5000, 10, "a"), AT(100, 60, "b")), 60);
}

static void where_boots_have_no_names_less_since_boot_is_another(void **state)
{
    assert_int_equal(between(AT(5000, 9000, ""), AT(100, 60, "")), 60);
    assert_int_equal(between(AT(5000, 40, ""), AT(100, 60, "")), 20);
    assert_int_equal(between(AT(5000, 40, ""), AT(5100, 60, "")), 100);
}

static void time_never_runs_back(void **state)
{
    assert_int_equal(between(AT(5000, 9000, "a"), AT(100, 0, "b")), 0);
    assert_int_equal(between(AT(5000, 9000, "a"), AT(100, 8000, "a")), 8000);
}

static void what_cannot_be_counted_with_does_not_fit(void **state)
{
    struct es_moment now = es_moment_now(), odd[] = {AT(-1, 0, ""), AT(0, -1, ""),
                                                     AT(INT64_MAX, 0, ""), AT(0, INT64_MAX, "")};
    assert_true(es_moment_fits(&now) && es_moment_is_set(&now));
    assert_int_equal(strlen(now.boot), ES_MOMENT_BOOT_SIZE - 1);
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_false(es_moment_fits(&odd[i]));
    }
}

static int left_after(int64_t seconds, int64_t wall)
{
    struct es_session session = {.sms_seconds = 290};
    session.sms_sent = es_moment_now();
    session.sms_sent.up -= seconds;
    session.sms_sent.wall -= wall;
    return phone_seconds_left(&session);
}

static void a_code_has_so_many_seconds_left(void **state)
{
    assert_in_range(left_after(100, 100), 188, 190);
    assert_int_equal(left_after(290, 290), 0);
    assert_int_equal(left_after(3000, 3000), 0);
}

static void a_clock_that_was_set_does_not_change_them(void **state)
{
    assert_in_range(left_after(100, -3600), 188, 190);
    assert_in_range(left_after(100, 3600), 188, 190);
    assert_int_equal(left_after(292, -3600), 0);
}

static void without_a_code_or_a_countdown_nothing_is_known(void **state)
{
    struct es_session none = {.sms_seconds = 290}, silent = {.sms_sent = es_moment_now()};
    assert_int_equal(phone_seconds_left(&none), PHONE_UNKNOWN);
    assert_int_equal(phone_seconds_left(&silent), PHONE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_a_boot_the_wall_clock_says_nothing),
        cmocka_unit_test(over_a_boot_the_wall_clock_is_believed),
        cmocka_unit_test(over_a_boot_at_least_the_time_since_it_has_passed),
        cmocka_unit_test(where_boots_have_no_names_less_since_boot_is_another),
        cmocka_unit_test(time_never_runs_back),
        cmocka_unit_test(what_cannot_be_counted_with_does_not_fit),
        cmocka_unit_test(a_code_has_so_many_seconds_left),
        cmocka_unit_test(a_clock_that_was_set_does_not_change_them),
        cmocka_unit_test(without_a_code_or_a_countdown_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
