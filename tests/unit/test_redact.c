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
    const struct es_sent answers = {sent, sizeof(sent) / sizeof(sent[0]), 0, 0};
    page = page_of("<h1>Giriş</h1><p>604831 ve 604831</p><p>Sayın U12345678</p>");
    es_redact_answers(page, &answers);
    assert_int_equal(stands("604831"), 0);
    assert_int_equal(stands("U12345678"), 0);
    assert_in_range(stands("Giriş"), 1, 9);
    assert_in_range(stands("****** ve ******"), 1, 9);
}

#define SENT(...)                                                                                  \
    const char *const sent[] = {__VA_ARGS__};                                                      \
    const struct es_sent answers = {sent, sizeof(sent) / sizeof(sent[0]), 0, 0}

static const char *text_of(uint32_t line)
{
    return es_page_str(page, es_page_blocks(page)[line].text);
}

static void an_identity_number_goes_in_groups_too(void **state)
{
    static const char *const groups[] = {"100 000 001 46",
                                         "100-000-001-46",
                                         "100.000.001.46",
                                         "1 0 0 0 0 0 0 0 1 4 6",
                                         "100&nbsp;000&nbsp;001&nbsp;46",
                                         "100&#8239;000&#8211;00146",
                                         "10000 - 000146",
                                         "100&shy;000&#8203;00146"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        char html[200], digits[40];
        size_t n = 0;
        snprintf(html, sizeof html, "<p>Hata: %s bulunamadı, 12 kez", groups[i]);
        forget(NULL);
        page = page_of(html);
        es_redact_numbers(page);
        for (const char *at = text_of(0); *at && n < sizeof digits; at++)
            if ((*at >= '0' && *at <= '9') || *at == '*')
                digits[n++] = *at;
        digits[n] = '\0';
        assert_string_equal(digits, "100*****14612");
    }
    es_page_free(&page);
    page = page_of("<p>Sayın １０００００００146");
    es_redact_numbers(page);
    assert_string_equal(text_of(0), "Sayın １００***************146");
}

static void a_number_over_two_cells_or_lines_goes_too(void **state)
{
    page = page_of("<table><tr><td>No<td>100000<td>00146</table><p>100 000<p>001 46 yok"
                   "<dl><dt>100000<dd>00146</dl>");
    es_redact_numbers(page);
    assert_int_equal(stands("100000"), 0);
    assert_int_equal(stands("00146"), 0);
    assert_int_equal(stands("001 46"), 0);
    SENT("604831");
    es_page_free(&page);
    page = page_of("<table><tr><td>604<td>831</table><p>60<br>4831</p>");
    es_redact_answers(page, &answers);
    assert_int_equal(stands("604"), 0);
    assert_int_equal(stands("831"), 0);
}

static void numbers_that_only_look_grouped_stay(void **state)
{
    page = page_of("<p>110000000146</p><p>0262 648 18 18</p><p>1000 ... 0000146</p>"
                   "<p>100 000 001 47</p><p>Tel 100 ve 000 001 46</p><p>54 ... 25</p>");
    es_redact_numbers(page);
    assert_int_equal(stands("*"), 0);
}

static void a_sent_answer_goes_however_it_is_grouped_or_written(void **state)
{
    SENT("604831", "Deneme123");
    page =
        page_of("<p>604 831 kodu, 60-48-31, ６０４８３１, 604&nbsp;831, 6.0.4.8.3.1</p>"
                "<p>DENEME123, Deneme 123, deneme-123</p><p>Kalan 290, 604 ve 831, 60483 1x1</p>");
    es_redact_answers(page, &answers);
    assert_string_equal(text_of(0), "*** *** kodu, **-**-**, ******************, *** ***, "
                                    "*.*.*.*.*.*");
    assert_string_equal(text_of(1), "*********, ****** ***, ******-***");
    assert_string_equal(text_of(2), "Kalan 290, 604 ve 831, ***** *x1");
}

static void a_page_of_half_an_answer_is_gone_through_once(void **state)
{
    enum { PIECES = 60000 };
    static char html[PIECES * 10 + 8];
    SENT("000000000000001", "11111 11111 1");
    strcpy(html, "<p>");
    for (size_t i = 0; i < PIECES; i++)
        memcpy(html + 3 + i * 9, "000000.11", 10);
    page = page_of(html);
    es_redact_answers(page, &answers);
    es_redact_numbers(page);
    assert_true(es_page_valid(page, page->size));
}

static void of_a_menu_with_a_pin_no_figures_stay_but_what_goes_back(void **state)
{
    (void)state;
    page =
        page_of("<p>PIN 482913, PUK 7051 6284, ek 48<b>29</b>.</p><p>3 kart, 12:30</p>"
                "<form action='/x?n=1234'><button name=k value=56789>PIN 482 913</button></form>");
    es_redact_figures(page);
    assert_int_equal(stands("482913") + stands("6284") + stands("482 913") + stands("4829"), 0);
    assert_in_range(stands("******"), 1, 9);
    assert_in_range(stands("3 kart"), 1, 9);
    assert_in_range(stands("1234"), 1, 9);
    assert_in_range(stands("56789"), 1, 9);
    assert_true(es_page_valid(page, page->size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_identity_number_goes_from_all_that_a_page_says, forget),
        cmocka_unit_test_teardown(what_goes_back_to_the_portal_stays, forget),
        cmocka_unit_test_teardown(other_numbers_stay, forget),
        cmocka_unit_test_teardown(a_sent_answer_goes_but_a_mere_word_stays, forget),
        cmocka_unit_test_teardown(an_identity_number_goes_in_groups_too, forget),
        cmocka_unit_test_teardown(a_number_over_two_cells_or_lines_goes_too, forget),
        cmocka_unit_test_teardown(numbers_that_only_look_grouped_stay, forget),
        cmocka_unit_test_teardown(a_sent_answer_goes_however_it_is_grouped_or_written, forget),
        cmocka_unit_test_teardown(a_page_of_half_an_answer_is_gone_through_once, forget),
        cmocka_unit_test_teardown(of_a_menu_with_a_pin_no_figures_stay_but_what_goes_back, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
