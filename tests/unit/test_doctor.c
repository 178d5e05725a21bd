/* SPDX-License-Identifier: Apache-2.0 */
/* What doctor's checks rest on: the lists of drivers, the Date of an answer, the clock's limits, a
 * keyring that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "driver_list.h"
#include "esign/portal_checks.h"
#include "esign/surroundings.h"
#include "web.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- lists of drivers ---- */

struct seen {
    size_t n;
    struct es_driver_entry entry[8];
};

static void take(void *user, const struct es_driver_entry *entry)
{
    struct seen *seen = user;
    if (seen->n < 8)
        seen->entry[seen->n] = *entry;
    seen->n++;
}

#define ARRAY(key, strings) "<key>" key "</key>\n<array>" strings "</array>\n"
#define STRING(text)        "<string>" text "</string>\n"

static bool read_list(const char *text, struct seen *seen)
{
    char *bytes = strdup(text);
    *seen = (struct seen){0};
    bool whole = es_driver_list_read(bytes, strlen(bytes), take, seen);
    free(bytes);
    return whole;
}

static void a_driver_list_is_three_arrays_side_by_side(void **state)
{
    struct seen seen;
    assert_true(read_list(ARRAY("ifdFriendlyName", STRING("One") STRING("Two"))
                              ARRAY("ifdVendorID", STRING("0x072F") STRING("0x08e6"))
                                  ARRAY("ifdProductID", STRING("0x9000") STRING("0x3437")),
                          &seen));
    assert_int_equal(seen.n, 2);
    assert_int_equal(seen.entry[0].vendor, 0x072F);
    assert_int_equal(seen.entry[1].product, 0x3437);
    assert_string_equal(seen.entry[1].name, "Two");
}

static void a_reader_in_a_comment_is_none(void **state)
{
    struct seen seen;
    assert_true(read_list(ARRAY("ifdVendorID", "<!--" STRING("0x0001") "-->" STRING("0x072F"))
                              ARRAY("ifdProductID", STRING("0x9000"))
                                  ARRAY("ifdFriendlyName", STRING("A &amp; B")),
                          &seen));
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.entry[0].vendor, 0x072F);
    assert_string_equal(seen.entry[0].name, "A & B");
}

static void lists_of_unlike_lengths_are_damaged(void **state)
{
    static const char *const LISTS[] = {
        ARRAY("ifdVendorID", STRING("0x072F") STRING("0x072F"))
            ARRAY("ifdProductID", STRING("0x9000")) ARRAY("ifdFriendlyName", STRING("One")),
        ARRAY("ifdVendorID", STRING("0x072F"))
            ARRAY("ifdProductID", STRING("0x9000") STRING("0x9001"))
                ARRAY("ifdFriendlyName", STRING("One")),
        ARRAY("ifdVendorID", STRING("0x072F")) ARRAY("ifdProductID", STRING("0x9000"))
            ARRAY("ifdFriendlyName", STRING("One") STRING("Two")),
    };
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        struct seen seen;
        assert_false(read_list(LISTS[i], &seen));
        assert_true(seen.n <= 1);
    }
}

static void what_is_no_number_of_usb_damages_the_list(void **state)
{
    static const char *const NUMBERS[] = {"", "0x", "0xZZ", "0x12345", "-1", "0x12 "};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        struct seen seen;
        char text[512];
        snprintf(text, sizeof text,
                 ARRAY("ifdVendorID", STRING("%s")) ARRAY("ifdProductID", STRING("0x9000"))
                     ARRAY("ifdFriendlyName", STRING("One")),
                 NUMBERS[i]);
        assert_false(read_list(text, &seen));
    }
}

/* ---- Date ---- */

static void a_date_is_read_to_the_second(void **state)
{
    int64_t seconds = 0;
    assert_true(es_web_read_date("Mon, 23 Nov 2026 09:10:11 GMT", &seconds));
    assert_int_equal(seconds, 1795425011);
}

static void what_is_no_date_is_none(void **state)
{
    static const char *const DATES[] = {
        "",
        "yesterday",
        "Mon, 23 Nov 2026 09:10:11",
        "Mon, 23 Nov 2026 09:10:11 EST",
        "Mon, 23 ovD 2026 09:10:11 GMT",
        "Mon, 23 Nov 2026 25:10:11 GMT",
        "Mon, 00 Nov 2026 09:10:11 GMT",
        "Mon, 23 Nov 1026 09:10:11 GMT",
        "Mon, 23 Nov 2026 -9:10:11 GMT",
    };
    for (size_t i = 0; i < sizeof DATES / sizeof DATES[0]; i++) {
        int64_t seconds = 0;
        assert_false(es_web_read_date(DATES[i], &seconds));
    }
}

/* ---- clock ---- */

static void five_minutes_beside_the_portal_are_none(void **state)
{
    static const struct {
        int64_t ahead;
        enum es_check_state state;
    } CASES[] = {{0, ES_CHECK_OK},      {300, ES_CHECK_OK},     {-300, ES_CHECK_OK},
                 {301, ES_CHECK_WRONG}, {-301, ES_CHECK_WRONG}, {INT64_MAX, ES_CHECK_WRONG}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct es_check check = {0};
        es_clock_check(true, CASES[i].ahead, &check);
        assert_int_equal(check.state, CASES[i].state);
    }
}

/* ---- keyring ---- */

static bool refused;

bool __real_es_kernel_key_save(const char *name, const void *bytes, size_t len, unsigned seconds);
bool __wrap_es_kernel_key_save(const char *name, const void *bytes, size_t len, unsigned seconds)
{
    return !refused && __real_es_kernel_key_save(name, bytes, len, seconds);
}

static void a_refused_keyring_is_unclear_and_not_in_the_way(void **state)
{
    struct es_check check = {0};
    refused = true;
    es_keyring_check(&check);
    refused = false;
    assert_int_equal(check.state, ES_CHECK_UNKNOWN);
    assert_int_equal(check.code, ES_OK);
    assert_non_null(strstr(check.remedy, "one run"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_driver_list_is_three_arrays_side_by_side),
        cmocka_unit_test(a_reader_in_a_comment_is_none),
        cmocka_unit_test(lists_of_unlike_lengths_are_damaged),
        cmocka_unit_test(what_is_no_number_of_usb_damages_the_list),
        cmocka_unit_test(a_date_is_read_to_the_second),
        cmocka_unit_test(what_is_no_date_is_none),
        cmocka_unit_test(five_minutes_beside_the_portal_are_none),
        cmocka_unit_test(a_refused_keyring_is_unclear_and_not_in_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
