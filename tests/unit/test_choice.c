/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several fields and buttons is the screen's, on pages whose words leave it open. */
#include "page_testing.h"

#include "esign/view.h"

static struct es_profile *profile;
static struct es_page *page;
static struct es_view *view;

static int load(void **state)
{
    return es_profile_load("kamusm", &profile, NULL) ? -1 : 0;
}

static int unload(void **state)
{
    es_profile_free(&profile);
    return 0;
}

static int forget(void **state)
{
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}

static const struct es_match *match_of(const char *html, enum es_screen screen)
{
    forget(NULL);
    page = page_of(html);
    assert_int_equal(es_view_make(profile, page, &view, NULL), ES_OK);
    return &view->match[screen];
}

static const char *name_of(uint32_t control)
{
    assert_int_not_equal(control, ES_NONE);
    return es_page_str(page, es_page_controls(page)[control].name);
}

#define NEW_WORD                                                                                   \
    "<p><label>Güvenlik Sözcüğü <input type=password name=a></label>"                         \
    "<p><label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
#define NEWSLETTER "<p>E-bülten <input name=posta>"

static void of_two_buttons_of_a_form_the_one_behind_its_fields_counts(void **state)
{
    const struct es_match *match =
        match_of("<form>" NEW_WORD "<input type=submit name=ours value=Gönder>" NEWSLETTER
                 "<input type=submit name=theirs value=Gönder></form>",
                 ES_SCREEN_RESET);
    assert_true(match->fits);
    assert_string_equal(name_of(match->button.index), "ours");
}

static void wherever_the_other_one_stands(void **state)
{
    const struct es_match *match =
        match_of("<form>" NEWSLETTER "<input type=submit name=theirs value=Gönder>" NEW_WORD
                 "<input type=submit name=ours value=Gönder></form>",
                 ES_SCREEN_RESET);
    assert_true(match->fits);
    assert_string_equal(name_of(match->button.index), "ours");
}

static void two_buttons_behind_the_fields_are_still_two(void **state)
{
    const struct es_match *match =
        match_of("<form>" NEW_WORD "<input type=submit name=one value=Gönder>"
                 "<input type=submit name=two value=Gönder></form>",
                 ES_SCREEN_RESET);
    assert_false(match->fits);
    assert_int_equal(match->status, ES_PAGE_AMBIGUOUS);
}

static void a_field_s_words_may_stand_in_it_for_a_script_to_take_away(void **state)
{
    const struct es_match *match =
        match_of("<form><input name=id value='T.C. Kimlik No'><input name=text "
                 "value='Resimdeki Yazı'><input type=submit value=Gönder></form>",
                 ES_SCREEN_FORGOT);
    assert_true(match->fits);
    assert_string_equal(name_of(match->field[ES_KIND_ID]), "id");
    assert_string_equal(name_of(match->field[ES_KIND_CAPTCHA]), "text");
}

static void words_in_a_field_are_no_words_where_it_has_others(void **state)
{
    const struct es_match *match =
        match_of("<form><label>Adınız <input name=x value='T.C. Kimlik No'></label>"
                 "<label>Resimdeki Yazı <input name=text></label><input type=submit value=Gönder>",
                 ES_SCREEN_FORGOT);
    assert_false(match->fits);
}

static void somebody_s_value_in_a_field_means_nothing(void **state)
{
    match_of("<form><input name=x value='Kimlik No 10000000146'><input type=submit value=Gönder>",
             ES_SCREEN_FORGOT);
    assert_null(view->controls[0].kind);
    assert_string_equal(es_page_str(page, view->controls[0].words), "x");
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(of_two_buttons_of_a_form_the_one_behind_its_fields_counts),
        TEST(wherever_the_other_one_stands),
        TEST(two_buttons_behind_the_fields_are_still_two),
        TEST(a_field_s_words_may_stand_in_it_for_a_script_to_take_away),
        TEST(words_in_a_field_are_no_words_where_it_has_others),
        TEST(somebody_s_value_in_a_field_means_nothing),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
