/* SPDX-License-Identifier: Apache-2.0 */
/* A page in the words of inspect and of reports. All pages are invented. */
#include "view_testing.h"

#include "esign/client.h"

#include <jansson.h>

static json_t *described;

static int forget_description(void **state)
{
    json_decref(described);
    described = NULL;
    return forget(state);
}

/* What stands in a list of the page's, "" where it is empty. */
static const char *first_of(const char *html, const char *list)
{
    forget_description(NULL);
    see(html);
    described = es_describe(view);
    assert_non_null(described);
    const char *text = json_string_value(json_array_get(json_object_get(described, list), 0));
    return text ? text : "";
}

static void check_heading(const char *text, const char *wanted)
{
    char html[2048];
    assert_true(snprintf(html, sizeof html, "<h1>%s</h1>", text) < (int)sizeof html);
    assert_string_equal(first_of(html, "headings"), wanted);
}

static void a_long_number_is_not_shown_nor_one_in_groups(void **state)
{
    check_heading("PIN 482913", "PIN ••••••");
    check_heading("PIN 482 913", "PIN ••• •••");
    check_heading("100 000 001 46", "••• ••• ••• ••");
    check_heading("48-29-13 ve 4.8.2.9", "••-••-•• ve •.•.•.•");
    check_heading("４８２ ９１３", "••• •••");
    check_heading("482&#8201;913", "••• •••");
    check_heading("482&#8203;913", "••••••");
}

static void a_short_number_is_shown(void **state)
{
    check_heading("1. adım, 2. adım, 3. adım ve 4. adım", "1. adım, 2. adım, 3. adım ve 4. adım");
    check_heading("PIN 6 haneli, PUK 8 haneli", "PIN 6 haneli, PUK 8 haneli");
    check_heading("444 kişi, 576 kart", "444 kişi, 576 kart");
}

/* Cut at its 200th character it would be a short one. */
static void a_number_that_is_cut_off_is_not_shown(void **state)
{
    char text[256];
    memset(text, 'a', 198);
    strcpy(text + 198, "482913");
    char wanted[256];
    memset(wanted, 'a', 198);
    strcpy(wanted + 198, "••…");
    check_heading(text, wanted);
}

static void words_that_contradict_each_other_are_both_shown(void **state)
{
    assert_string_equal(first_of("<p>Güvenlik Sözcüğü başarıyla güncellenmiştir.</p>"
                                 "<p>Bilinmeyen bir hata oluştu.</p><p>Sayın Ali Veli</p>",
                                 "messages"),
                        "Güvenlik Sözcüğü başarıyla güncellenmiştir. Bilinmeyen bir hata oluştu.");
    assert_string_equal(first_of("<p>Güvenlik Sözcüğü başarıyla güncellenmiştir. Bilinmeyen bir "
                                 "hata oluştu.</p>",
                                 "messages"),
                        "Güvenlik Sözcüğü başarıyla güncellenmiştir. Bilinmeyen bir hata oluştu.");
}

/* What was sent is not known: no row is barred by it. */
static void a_row_that_does_not_hold_after_an_answer_is_shown(void **state)
{
    assert_string_equal(first_of("<p>E-posta adresinize bir bağlantı gönderildi.</p>", "messages"),
                        "E-posta adresinize bir bağlantı gönderildi.");
}

#define DESCRIBED(name) cmocka_unit_test_teardown(name, forget_description)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESCRIBED(a_long_number_is_not_shown_nor_one_in_groups),
        DESCRIBED(a_short_number_is_shown),
        DESCRIBED(a_number_that_is_cut_off_is_not_shown),
        DESCRIBED(words_that_contradict_each_other_are_both_shown),
        DESCRIBED(a_row_that_does_not_hold_after_an_answer_is_shown),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
