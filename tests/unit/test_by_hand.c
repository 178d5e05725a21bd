/* SPDX-License-Identifier: Apache-2.0 */
/* Things on a page, found by the words a person calls them; which button sends a word. */
#include "page_testing.h"

#include "esign/by_hand.h"

static const char FORMS[] =
    "<form id=a><label for=tc>T.C. Kimlik Numaranız</label><input id=tc name=tc>"
    "<label for=no>Kimlik No</label><input id=no name=no>"
    "<label for=p>Parola</label><input id=p name=p type=password>"
    "<label for=u>Gizli</label><input id=u name=u disabled>"
    "<label for=r>Salt Okunur</label><input id=r name=r readonly>"
    "<input name=adsiz><label><input type=checkbox name=onay> Okudum</label>"
    "<button name=g>Gönder</button><button type=button>Hesapla</button></form>"
    "<form id=b><input name=ara aria-label=Arama><button name=h>Gönder</button></form>"
    "<a href=/bir>Bireysel İşlemler</a><a href=/bir>Bireysel İşlemler</a>"
    "<a href=/iki>Yardım</a><a href=/uc>Yardım</a><a href='javascript:ac()'>Aç</a>";

static es_status find(const struct es_page *page, enum es_thing thing, const char *label,
                      uint32_t form, uint32_t *index)
{
    struct es_error err = ES_ERROR_INIT;
    *index = ES_NONE;
    return es_by_hand_find(page, thing, label, form, index, &err);
}

static void assert_field(const char *label, const char *name)
{
    uint32_t index;
    es_auto(page) *page = page_of(FORMS);
    assert_int_equal(find(page, ES_THING_FIELD, label, ES_NONE, &index), ES_OK);
    assert_string_equal(es_page_str(page, es_page_controls(page)[index].name), name);
}

static void assert_fails(enum es_thing thing, const char *label, es_status status)
{
    uint32_t index;
    es_auto(page) *page = page_of(FORMS);
    assert_int_equal(find(page, thing, label, ES_NONE, &index), status);
}

static void the_very_words_go_before_their_beginning(void **state)
{
    assert_field("Kimlik No", "no");
}

static void capitals_and_dots_do_not_matter(void **state)
{
    assert_field("TC KIMLIK NUMARANIZ", "tc");
}

static void a_beginning_is_enough_where_one_thing_has_it(void **state)
{
    assert_field("Paro", "p");
}

static void a_field_without_words_goes_by_its_name(void **state)
{
    assert_field("adsiz", "adsiz");
}

static void a_checkbox_is_a_field(void **state)
{
    assert_field("Okudum", "onay");
}

static void what_cannot_be_changed_is_not_offered(void **state)
{
    assert_fails(ES_THING_FIELD, "Gizli", ES_NOT_FOUND);
    assert_fails(ES_THING_FIELD, "Salt Okunur", ES_NOT_FOUND);
}

static void a_button_is_no_link(void **state)
{
    assert_fails(ES_THING_LINK, "Gönder", ES_NOT_FOUND);
}

static void two_buttons_with_the_same_words_are_ambiguous(void **state)
{
    assert_fails(ES_THING_BUTTON, "Gönder", ES_PAGE_AMBIGUOUS);
}

static void the_form_that_is_filled_in_decides_between_buttons(void **state)
{
    uint32_t index;
    es_auto(page) *page = page_of(FORMS);
    assert_int_equal(find(page, ES_THING_BUTTON, "Gönder", 1, &index), ES_OK);
    assert_string_equal(es_page_str(page, es_page_controls(page)[index].name), "h");
}

static void links_to_the_same_place_are_one(void **state)
{
    uint32_t index;
    es_auto(page) *page = page_of(FORMS);
    assert_int_equal(find(page, ES_THING_LINK, "Bireysel", ES_NONE, &index), ES_OK);
    assert_int_equal(index, 0);
}

static void links_to_different_places_are_ambiguous(void **state)
{
    assert_fails(ES_THING_LINK, "Yardım", ES_PAGE_AMBIGUOUS);
}

static void what_only_a_script_can_do_needs_a_browser(void **state)
{
    assert_fails(ES_THING_BUTTON, "Hesapla", ES_NEEDS_BROWSER);
    assert_fails(ES_THING_LINK, "Aç", ES_NEEDS_BROWSER);
}

static const char PICTURES[] =
    "<img src=logo.png alt=Logo><form><img src=/k.png alt='Güvenlik Resmi'>"
    "<img src=/k.png><img src=/ok.png width=16 alt=Yenile><img hidden src=/g.png>"
    "<img src=/ses.png alt=Ses><input name=a></form>";

static es_status find_picture(const char *html, const char *label, uint32_t *index)
{
    es_auto(page) *page = page_of(html);
    return find(page, ES_THING_PICTURE, label, ES_NONE, index);
}

static void a_picture_is_found_by_its_words_or_its_number(void **state)
{
    uint32_t index;
    assert_int_equal(find_picture(PICTURES, "guvenlik", &index), ES_OK);
    assert_int_equal(index, 1);
    assert_int_equal(find_picture(PICTURES, "3", &index), ES_OK);
    assert_int_equal(index, 5);
    assert_int_equal(find_picture(PICTURES, "4", &index), ES_NOT_FOUND);
}

static void the_only_picture_of_the_forms_needs_no_words(void **state)
{
    uint32_t index;
    assert_int_equal(find_picture(PICTURES, "", &index), ES_PAGE_AMBIGUOUS);
    assert_int_equal(
        find_picture("<img src=logo.png><form><img src=k.png><img src=k.png></form>", "", &index),
        ES_OK);
    assert_int_equal(index, 1);
}

static void what_there_is_stands_in_the_hint_and_is_safe(void **state)
{
    uint32_t index = ES_NONE;
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *page = page_of("<a href=/x>Bir\033[31mİki</a>");
    assert_int_equal(es_by_hand_find(page, ES_THING_LINK, "Yok", ES_NONE, &index, &err),
                     ES_NOT_FOUND);
    assert_non_null(strstr(err.hint, "Bir"));
    assert_null(strchr(err.hint, '\033'));
}

/* ---- words that are counted ---- */

/* Presses the button named "b" with these controls filled in ("": none), the second with "x". */
static bool counts_filled(const char *html, const char *filled, const char *value,
                          const char *second, bool logged_in, bool *has_id)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *profile = NULL;
    es_auto(view) *view = NULL;
    es_auto(page) *page = page_of(html);
    assert_int_equal(es_profile_load("kamusm", &profile, &err), ES_OK);
    assert_int_equal(es_view_make(profile, page, &view, &err), ES_OK);
    uint32_t button = (uint32_t)(control_named(page, "b") - es_page_controls(page));
    struct es_fill fill[2] = {{0, value}, {0, "x"}};
    struct es_by_hand step = {
        {ES_TARGET_BUTTON, button}, fill, *filled ? *second ? 2 : 1 : 0, 0, 0};
    if (*filled)
        fill[0].control = (uint32_t)(control_named(page, filled) - es_page_controls(page));
    if (*second)
        fill[1].control = (uint32_t)(control_named(page, second) - es_page_controls(page));
    const char *id = NULL;
    bool yes = es_by_hand_counts(view, &step, logged_in, &id);
    *has_id = id != NULL;
    return yes;
}

static bool counts(const char *html, const char *filled, const char *value, bool logged_in,
                   bool *has_id)
{
    return counts_filled(html, filled, value, "", logged_in, has_id);
}

static bool counts_with(const char *html, const char *filled, const char *value, const char *second,
                        bool *has_id)
{
    return counts_filled(html, filled, value, second, false, has_id);
}

#define LOGIN                                                                                      \
    "<form><input name=k aria-label='Kimlik No'><input name=w type=password "                      \
    "aria-label='Güvenlik Sözcüğü'>"

static void the_login_button_counts(void **state)
{
    bool id;
    assert_true(counts(LOGIN "<button name=b>Giriş</button>", "k", "10000000146", false, &id));
    assert_true(id);
}

static void a_button_whose_words_mean_nothing_counts(void **state)
{
    bool id;
    assert_true(counts(LOGIN "<button name=b>Haydi</button>", "", "", false, &id));
    assert_false(id);
}

static void the_forgot_button_counts_only_with_a_word(void **state)
{
    bool id;
    static const char html[] = LOGIN "<button name=b>Güvenlik Sözcüğümü Unuttum</button>";
    assert_false(counts(html, "", "", false, &id));
    assert_true(counts(html, "w", "x", false, &id));
}

static void a_password_nobody_knows_counts_before_the_login_alone(void **state)
{
    bool id;
    static const char html[] = "<form><input name=n aria-label='Numara'><input type=password "
                               "aria-label='Gizli İfade'><button name=b>Tamam</button>";
    assert_true(counts(html, "n", "10000000146", false, &id));
    assert_true(id);
    assert_false(counts(html, "n", "10000000146", true, &id));
}

static void a_new_word_counts_nothing(void **state)
{
    bool id;
    assert_false(counts("<form><input type=password aria-label='Güvenlik Sözcüğü'>"
                        "<input type=password aria-label='Güvenlik Sözcüğü Tekrarı'>"
                        "<button name=b>Gönder</button>",
                        "", "", false, &id));
}

/* A form with an identity number and one field more, of this type and these words, which is filled
 * in; or without the number. */
static bool counts_field(const char *type, const char *words, const char *more, bool logged_in)
{
    bool id;
    char html[1024];
    snprintf(html, sizeof html,
             "<form>%s<input name=w type=%s aria-label='%s'><button name=b>Giriş</button></form>",
             more, type, words);
    return counts(html, "w", "x", logged_in, &id);
}

#define KIMLIK "<input name=k aria-label='Kimlik No'>"

static void whatever_speaks_of_the_word_counts_when_it_is_filled_in(void **state)
{
    static const char *const words[] = {
        "Güvenlik Sözcüğü",         "Mevcut Güvenlik Sözcüğü", "Eski Güvenlik Sözcüğü",
        "Güvenlik Sözcüğü Tekrarı", "Yeni Güvenlik Sözcüğü",   "Şu Anki Şifreniz",
        "Current Security Word",    "Security Word Once More", "Şifre (Tekrar)",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        print_message("%s\n", words[i]);
        assert_true(counts_field("text", words[i], KIMLIK, false));
        assert_true(counts_field("password", words[i], KIMLIK, false));
        assert_true(counts_field("password", words[i], "", false));
        assert_true(counts_field("password", words[i], KIMLIK, true));
    }
}

static void any_password_counts_before_the_login_when_it_is_filled_in(void **state)
{
    assert_true(counts_field("password", "Resimdeki Yazı", KIMLIK, false));
    assert_true(counts_field("password", "Arama", "", false));
    assert_false(counts_field("text", "Resimdeki Yazı", KIMLIK, false));
}

static void an_identity_number_that_is_typed_hidden_is_no_word(void **state)
{
    assert_false(counts_field("password", "Kimlik No", "", false));
}

static void the_code_alone_is_no_word(void **state)
{
    assert_false(counts_field("password", "SMS Onay Kodu", "", false));
    assert_false(counts_field("password", "SMS Şifresi", KIMLIK, true));
}

static void a_code_beside_an_identity_number_may_be_the_word(void **state)
{
    bool id;
    static const char html[] =
        "<form><input name=n aria-label='Üyelik No'><input name=w "
        "type=password aria-label='SMS Şifresi'><button name=b>Giriş</button>";
    assert_true(counts_with(html, "n", "10000000146", "w", &id));
    assert_true(id);
    assert_true(counts_with(html, "n", "12345", "w", &id));
    assert_false(id);
}

static void a_new_word_beside_the_old_one_or_a_number_is_a_try(void **state)
{
    bool id;
#define NEW                                                                                            \
    "<input name=y type=password aria-label='Yeni Güvenlik Sözcüğü'><input name=t type=password " \
    "aria-label='Güvenlik Sözcüğü Tekrarı'><button name=b>Gönder</button></form>"
    assert_true(counts("<form><input name=e aria-label='Mevcut Güvenlik Sözcüğü'>" NEW, "y", "x",
                       true, &id));
    assert_true(counts("<form>" KIMLIK NEW, "y", "x", false, &id));
    assert_true(counts_with("<form><input name=n aria-label='Üyelik No'>" NEW, "n", "10000000146",
                            "y", &id));
    assert_false(counts("<form>" NEW, "y", "x", false, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_very_words_go_before_their_beginning),
        cmocka_unit_test(capitals_and_dots_do_not_matter),
        cmocka_unit_test(a_beginning_is_enough_where_one_thing_has_it),
        cmocka_unit_test(a_field_without_words_goes_by_its_name),
        cmocka_unit_test(a_checkbox_is_a_field),
        cmocka_unit_test(what_cannot_be_changed_is_not_offered),
        cmocka_unit_test(a_button_is_no_link),
        cmocka_unit_test(two_buttons_with_the_same_words_are_ambiguous),
        cmocka_unit_test(the_form_that_is_filled_in_decides_between_buttons),
        cmocka_unit_test(links_to_the_same_place_are_one),
        cmocka_unit_test(links_to_different_places_are_ambiguous),
        cmocka_unit_test(what_only_a_script_can_do_needs_a_browser),
        cmocka_unit_test(a_picture_is_found_by_its_words_or_its_number),
        cmocka_unit_test(the_only_picture_of_the_forms_needs_no_words),
        cmocka_unit_test(what_there_is_stands_in_the_hint_and_is_safe),
        cmocka_unit_test(the_login_button_counts),
        cmocka_unit_test(a_button_whose_words_mean_nothing_counts),
        cmocka_unit_test(the_forgot_button_counts_only_with_a_word),
        cmocka_unit_test(a_password_nobody_knows_counts_before_the_login_alone),
        cmocka_unit_test(a_new_word_counts_nothing),
        cmocka_unit_test(whatever_speaks_of_the_word_counts_when_it_is_filled_in),
        cmocka_unit_test(any_password_counts_before_the_login_when_it_is_filled_in),
        cmocka_unit_test(an_identity_number_that_is_typed_hidden_is_no_word),
        cmocka_unit_test(the_code_alone_is_no_word),
        cmocka_unit_test(a_code_beside_an_identity_number_may_be_the_word),
        cmocka_unit_test(a_new_word_beside_the_old_one_or_a_number_is_a_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
