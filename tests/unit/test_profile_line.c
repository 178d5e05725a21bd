/* SPDX-License-Identifier: Apache-2.0 */
#include "../../src/portal/profile_internal.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int line_of(const char *text, struct profile_place place)
{
    return es_profile_line(text, strlen(text), &place);
}

static const char text[] = "\n{\n"                             /* 2 */
                           "  \"a\": 1,\n"                     /* 3 */
                           "  \"b\": {\"c\": [1, 2],\n"        /* 4 */
                           "    \"d\":\n"                      /* 5 */
                           "      [\"x\", {}, []\n"            /* 6 */
                           "       , true,\n"                  /* 7 */
                           "       {\"e\": null}]},\n"         /* 8 */
                           "  \"q\\\"]},\": \"\\\\\", \"f\"\n" /* 9 */
                           "  : \"{\\\"[,\", \"g\": -1.5e3\n"  /* 10 */
                           "}\n";

static void the_whole_begins_where_its_bracket_stands(void **state)
{
    assert_int_equal(line_of(text, (struct profile_place){.depth = 0}), 2);
}

static void a_member_begins_at_its_key(void **state)
{
    assert_int_equal(line_of(text, (struct profile_place){.depth = 1, .child = {0}}), 3);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 2, .child = {1, 1}}), 5);
}

static void an_item_begins_at_its_value(void **state)
{
    assert_int_equal(line_of(text, (struct profile_place){.depth = 3, .child = {1, 1, 2}}), 6);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 3, .child = {1, 1, 3}}), 7);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 4, .child = {1, 1, 4, 0}}), 8);
}

static void brackets_and_quotes_in_texts_are_text(void **state)
{
    assert_int_equal(line_of(text, (struct profile_place){.depth = 1, .child = {3}}), 9);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 1, .child = {4}}), 10);
}

static void what_is_not_there_is_told_at_what_is_above_it(void **state)
{
    assert_int_equal(line_of(text, (struct profile_place){.depth = 1, .child = {9}}), 2);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 3, .child = {1, 1, 9}}), 5);
    assert_int_equal(line_of(text, (struct profile_place){.depth = 2, .child = {0, 0}}), 3);
}

static void a_text_that_breaks_off_anywhere_is_read_to_its_end_at_most(void **state)
{
    struct profile_place place = {.depth = 4, .child = {1, 1, 4, 0}};
    for (size_t len = 0; len < sizeof(text); len++) {
        char *exact = test_malloc(len + 1);
        memcpy(exact, text, len);
        assert_in_range(es_profile_line(exact, len, &place), 1, 11);
        test_free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_begins_where_its_bracket_stands),
        cmocka_unit_test(a_member_begins_at_its_key),
        cmocka_unit_test(an_item_begins_at_its_value),
        cmocka_unit_test(brackets_and_quotes_in_texts_are_text),
        cmocka_unit_test(what_is_not_there_is_told_at_what_is_above_it),
        cmocka_unit_test(a_text_that_breaks_off_anywhere_is_read_to_its_end_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
