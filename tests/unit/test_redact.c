/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page_testing.h"

#include "redact.h"
#include <stdlib.h>
#include <string.h>

#define ID "10000000146"

static struct es_page *page;

static int forget(void **state)
{
    es_page_free(&page);
    return 0;
}

/* How often the text stands in the whole value, whatever it is there for. */
static size_t stands(const char *text)
{
    size_t n = 0, len = strlen(text);
    const char *at = (const char *)page, *end = at + page->size;
    while ((at = memmem(at, (size_t)(end - at), text, len))) {
        n++;
        at += len;
    }
    return n;
}

static void an_identity_number_goes_from_all_that_a_page_says(void **state)
{
    page = page_of("<title>" ID "</title><h1>Sayın " ID ",</h1><p>TC:" ID "</p>"
                   "<table><tr><td>No<td>" ID "</table><img alt='" ID "'>"
                   "<form><label>" ID "<input name=a></label></form><a href='/x'>" ID "</a>");
    assert_in_range(stands(ID), 7, 100);
    es_redact_numbers(page);
    assert_int_equal(stands(ID), 0);
    assert_in_range(stands("100*****146"), 7, 100);
    assert_true(es_page_valid(page, page->size));
}

static void what_goes_back_to_the_portal_stays(void **state)
{
    page = page_of("<form action='/x?n=" ID "'><input type=hidden name=t value='" ID "'>"
                   "<select name=s><option value='" ID "'>x</select>"
                   "<input type=submit name=b value='" ID "'></form><a href='/y?n=" ID "'>y</a>");
    size_t before = stands(ID);
    es_redact_numbers(page);
    assert_in_range(before, 5, 100);
    const struct es_control *controls = es_page_controls(page);
    assert_string_equal(es_page_str(page, controls[0].value), ID);
    assert_string_equal(es_page_str(page, controls[2].value), ID);
    assert_string_equal(es_page_str(page, es_control_options(page, &controls[1])->value), ID);
    assert_non_null(strstr(es_page_str(page, es_page_links(page)[0].href), ID));
    assert_non_null(strstr(es_page_str(page, es_page_forms(page)[0].action), ID));
}

static void other_numbers_stay(void **state)
{
    page = page_of("<p>10000000147</p><p>110000000146</p><p>0262 648 18 18</p>");
    es_redact_numbers(page);
    assert_int_equal(stands("*"), 0);
}

static void a_sent_answer_goes_but_a_mere_word_stays(void **state)
{
    const char *const sent[] = {"604831", NULL, "Giriş", "U12345678"};
    const struct es_sent answers = {sent, sizeof(sent) / sizeof(sent[0]), 0};
    page = page_of("<h1>Giriş</h1><p>604831 ve 604831</p><p>Sayın U12345678</p>");
    es_redact_answers(page, &answers);
    assert_int_equal(stands("604831"), 0);
    assert_int_equal(stands("U12345678"), 0);
    assert_in_range(stands("Giriş"), 1, 9);
    assert_in_range(stands("****** ve ******"), 1, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_identity_number_goes_from_all_that_a_page_says, forget),
        cmocka_unit_test_teardown(what_goes_back_to_the_portal_stays, forget),
        cmocka_unit_test_teardown(other_numbers_stay, forget),
        cmocka_unit_test_teardown(a_sent_answer_goes_but_a_mere_word_stays, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
