/* SPDX-License-Identifier: Apache-2.0 */
/* Which screens a page is, and what on it is filled in, pressed and shown. */
#include "view_testing.h"

static const char *screen_of(const char *html)
{
    see(html);
    return es_screen_name(view->screen);
}

static void each_screen_is_recognised_by_its_words(void **state)
{
    assert_string_equal(screen_of("<a href=/b.go>Bireysel İşlemler</a>"), "home");
    assert_string_equal(
        screen_of("<h1>Kullanıcı Doğrulama Ekranı</h1><a href=s.go>Şifreli Giriş</a>"
                  "<a href=e.go>E-İmzalı Giriş</a>"),
        "verify");
    assert_string_equal(screen_of("<form>Kimlik No <input name=a><br><img src=p> Resimdeki Yazı "
                                  "<input name=b><br>Güvenlik Sözcüğü <input type=password "
                                  "name=c><input type=submit value=Giriş></form>"),
                        "login");
    assert_string_equal(screen_of("<form>Kimlik No <input name=a><br><img src=p> Resimdeki Yazı "
                                  "<input name=b><button>Gönder</button></form>"),
                        "forgot");
    assert_string_equal(screen_of("<form>Güvenlik Sözcüğü <input type=password name=a><br>"
                                  "Güvenlik Sözcüğü Tekrarı <input type=password name=b>"
                                  "<button>Gönder</button></form>"),
                        "reset");
    assert_string_equal(screen_of("<h2>Sonuç</h2><p>Güvenlik Sözcüğü başarıyla güncellenmiştir."),
                        "result");
    assert_string_equal(screen_of("<p>Telefon Numaranız : 54 ... 25</p><form method=post>"
                                  "<button>Onay</button></form>"),
                        "phone");
    assert_string_equal(
        screen_of("<form>SMS Onay Kodu <input name=a><button>Gönder</button></form>"), "code");
    assert_string_equal(screen_of("<a href=1>Kullanıma Aç</a><a href=2>PIN / PUK Bilgisi</a>"),
                        "menu");
    assert_string_equal(screen_of("<p>PIN: 1234</p><p>PUK: 12345678</p>"), "pin");
}

static void a_strange_page_is_no_screen(void **state)
{
    assert_string_equal(screen_of("<h1>Bakım</h1><p>Yakında buradayız."), "");
    assert_string_equal(screen_of("<form>Ad <input name=a><button>Gönder</button></form>"), "");
}

static void a_verification_code_is_the_smss_where_nothing_else_could_be_meant(void **state)
{
#define ALONE(beside, words)                                                                       \
    "<p>Cep telefonunuza gönderilen kodu giriniz.</p><form>" beside "<p><label>" words             \
    " <input name=k></label></p><button>Gönder</button></form>"
    see(ALONE("", "Doğrulama Kodu"));
    assert_true(view->match[ES_SCREEN_CODE].fits);
    see(ALONE("<img src=p>", "Doğrulama Kodu"));
    assert_false(view->match[ES_SCREEN_CODE].fits);
    see(ALONE("", "Resimdeki Kod"));
    assert_false(view->match[ES_SCREEN_CODE].fits);
}

static void two_fields_that_fit_are_ambiguous(void **state)
{
    see("<form><p>Kimlik No <input name=a><p>TC Kimlik No <input name=b><p><img src=p>Resimdeki "
        "Yazı "
        "<input name=c><button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_FORGOT].fits);
    assert_int_equal(view->match[ES_SCREEN_FORGOT].status, ES_PAGE_AMBIGUOUS);
}

static void two_forms_that_fit_are_ambiguous(void **state)
{
#define FORM "<form><p>SMS Onay Kodu <input name=c><button>Gönder</button></form>"
    see(FORM FORM);
    assert_false(view->match[ES_SCREEN_CODE].fits);
    assert_int_equal(view->match[ES_SCREEN_CODE].status, ES_PAGE_AMBIGUOUS);
}

static void two_buttons_that_fit_are_ambiguous(void **state)
{
    see("<form>SMS Onay Kodu <input name=c><button name=a value=1>Gönder</button>"
        "<button name=a value=2>Gönder</button></form>");
    assert_int_equal(view->match[ES_SCREEN_CODE].status, ES_PAGE_AMBIGUOUS);
}

static void a_button_that_only_a_script_serves_needs_a_browser(void **state)
{
    see("<form>SMS Onay Kodu <input name=c><button type=button onclick=g()>Gönder</button></form>");
    assert_int_equal(view->match[ES_SCREEN_CODE].status, ES_NEEDS_BROWSER);
}

static void a_field_that_must_be_filled_and_is_not_ours_stops(void **state)
{
    see("<form><p>SMS Onay Kodu <input name=c><p>Anne kızlık soyadı <input name=d required>"
        "<button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_CODE].fits);
}

static void hidden_decoys_are_not_there(void **state)
{
    see("<form><p>SMS Onay Kodu <input name=c><p style='display:none'>Onay Kodu <input name=d></p>"
        "<input type=hidden name=e aria-label='SMS Kodu'><button>Gönder</button></form>");
    assert_true(view->match[ES_SCREEN_CODE].fits);
    uint32_t field = view->match[ES_SCREEN_CODE].field[ES_KIND_CODE];
    assert_string_equal(es_page_str(page, es_page_controls(page)[field].name), "c");
}

static void a_search_box_in_the_same_form_is_no_part_of_a_screen(void **state)
{
    see("<form method=post>Ara <input name=q><input type=submit value=Ara><p>Telefon Numaranız: "
        "54 ... 25</p><input type=submit name=o value=Onay></form>");
    assert_true(view->match[ES_SCREEN_PHONE].fits);
    see("<form method=post><input name=q><input type=submit value=Ara><p>Telefon Numaranız: "
        "54 ... 25</p><input type=submit name=o value=Onay></form>");
    assert_true(view->match[ES_SCREEN_PHONE].fits);
}

static void a_confirmation_with_something_to_type_is_not_pressed(void **state)
{
    see("<form method=post><p>Telefon Numaranız: 54 ... 25</p>Son dört hane <input name=s>"
        "<input type=submit name=o value=Onay></form>");
    assert_false(view->match[ES_SCREEN_PHONE].fits);
}

static void a_security_word_beside_a_picture_may_be_its_text(void **state)
{
    see("<form>Kimlik No <input name=a><br><img src=p> Güvenlik Sözcüğü <input name=b>"
        "<button>Gönder</button></form>");
    assert_true(view->match[ES_SCREEN_FORGOT].fits);
    see("<form>Kimlik No <input name=a><br><img src=p> Güvenlik Sözcüğü <input type=password "
        "name=b><button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_FORGOT].fits);
}

static es_status follow(const char *html, const char *action, const char **href)
{
    struct es_target target;
    struct es_error err = ES_ERROR_INIT;
    see(html);
    es_status status = es_view_action(view, action, &target, &err);
    *href = status || target.kind != ES_TARGET_LINK
                ? ""
                : es_page_str(page, es_page_links(page)[target.index].href);
    return status;
}

static void words_that_are_exact_go_before_words_that_begin_alike(void **state)
{
    const char *href;
    assert_int_equal(follow("<a href=1>Şifreli Giriş Hakkında</a><a href=2>Şifreli Giriş</a>",
                            "password_login", &href),
                     ES_OK);
    assert_string_equal(href, "2");
    assert_int_equal(
        follow("<a href=1>Şifreli Giriş</a><a href=2>Şifreli Giriş</a>", "password_login", &href),
        ES_PAGE_AMBIGUOUS);
}

static void two_forms_that_send_the_very_same_are_one(void **state)
{
    const char *href;
#define EXIT(token)                                                                                \
    "<form method=post action=/c><input type=hidden name=t value=" token                           \
    "><button>Çıkış</button></form>"
    assert_int_equal(follow(EXIT("1") EXIT("1"), "exit", &href), ES_OK);
    assert_int_equal(follow(EXIT("1") EXIT("2"), "exit", &href), ES_PAGE_AMBIGUOUS);
}

static void words_about_a_thing_are_not_the_thing(void **state)
{
    const char *href;
    assert_int_equal(follow("<a href=1>PIN / PUK Bilgisi Nedir?</a>", "pin_puk", &href),
                     ES_PAGE_UNKNOWN);
}

static void a_menu_beside_another_screen_is_not_the_menu(void **state)
{
    see("<ul><li><a href=1>PIN / PUK Bilgisi</a><li><a href=2>Çıkış</a></ul><p>Telefon Numaranız: "
        "54 ... 25</p><form method=post><button>Onay</button></form>");
    assert_true(view->match[ES_SCREEN_PHONE].fits);
    assert_false(view->match[ES_SCREEN_MENU].fits);
}

/* ---- words that only stand near ---- */

static void words_nearby_do_not_overrule_a_label(void **state)
{
    see("<form><fieldset><legend>Güvenlik Sözcüğü</legend><label>E-posta <input type=password "
        "name=a></label></fieldset><p>Güvenlik Sözcüğü Tekrarı <input type=password name=b>"
        "<button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_RESET].fits);
    see("<form><p>SMS Onay Kodu<label><input name=a> "
        "E-posta</label><button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_CODE].fits);
}

static void a_heading_is_not_the_label_of_one_of_several_fields(void **state)
{
    see("<form><h2>Güvenlik Sözcüğü Güncelleme Ekranı</h2><p><input type=password name=a></p><p>"
        "Tekrar <input type=password name=b></p><button>Gönder</button></form>");
    assert_false(view->match[ES_SCREEN_RESET].fits);
}

static void a_heading_may_be_the_label_of_the_only_field(void **state)
{
    see("<form><fieldset><legend>SMS Onay Kodu Giriş Ekranı</legend><input name=a></fieldset>"
        "<button>Gönder</button></form>");
    assert_true(view->match[ES_SCREEN_CODE].fits);
}

static void a_form_that_stands_twice_with_the_same_ids_is_ambiguous(void **state)
{
#define LABELLED(action)                                                                           \
    "<form method=post action=" action "><p><label for=k>SMS Onay Kodu</label><input id=k name=k>" \
    "<button>Gönder</button></form>"
    see(LABELLED("/a") LABELLED("/b"));
    assert_int_equal(view->match[ES_SCREEN_CODE].status, ES_PAGE_AMBIGUOUS);
}

static void the_english_way_in_with_a_signature_is_not_the_login(void **state)
{
    see("<form>Identity Number <input name=a><br><img src=p>Text in the Picture <input name=b><br>"
        "Security Word <input type=password name=c><button>Login with E-Signature</button></form>");
    assert_false(view->match[ES_SCREEN_LOGIN].fits);
}

/* ---- the picture ---- */

static const char *picture_of(const char *html)
{
    see(html);
    const struct es_match *match = &view->match[ES_SCREEN_FORGOT];
    assert_true(match->fits);
    if (match->picture_ambiguous)
        return "two";
    return match->picture == ES_NONE ? "none"
                                     : es_page_str(page, es_page_images(page)[match->picture].src);
}

#define FORGOT(before, beside, after)                                                              \
    before "<form><p>Kimlik No <input name=a></p>" beside                                          \
           "<p>Resimdeki Yazı <input name=b></p>" after "<button>Gönder</button></form>"

static void the_picture_is_the_one_of_the_form(void **state)
{
    assert_string_equal(picture_of(FORGOT("<img src=logo>", "<img src=kod>", "")), "kod");
    assert_string_equal(picture_of(FORGOT("<img src=logo>", "", "<img src=kod>")), "kod");
    assert_string_equal(picture_of(FORGOT("<img src=kod>", "", "")), "kod");
}

static void icons_are_no_pictures_to_read(void **state)
{
    assert_string_equal(picture_of(FORGOT("", "<img src=kod><img src=y width=16>", "")), "kod");
    assert_string_equal(picture_of(FORGOT("", "<img src=kod><img src=y alt=Yenile>", "")), "kod");
    assert_string_equal(
        picture_of(FORGOT("", "<img src=kod><a href='javascript:y()'><img src=y></a>", "")), "kod");
    assert_string_equal(picture_of(FORGOT("", "<img src=kod><img src=y title='Resmi Yenile'>", "")),
                        "kod");
}

static void a_picture_that_says_so_goes_before_others(void **state)
{
    assert_string_equal(picture_of(FORGOT("", "<img src=kod alt='Güvenlik resmi'><img src=y>", "")),
                        "kod");
    assert_string_equal(
        picture_of(FORGOT("", "<img src=kod><a href=ses.wav><img src=ses></a>", "")), "kod");
    assert_string_equal(picture_of(FORGOT("", "<a href='javascript:y()'><img src=kod></a>", "")),
                        "kod");
}

static void two_pictures_that_might_be_it_are_ambiguous(void **state)
{
    assert_string_equal(picture_of(FORGOT("", "<img src=bir><img src=iki>", "")), "two");
}

static void a_page_without_a_picture_has_none(void **state)
{
    assert_string_equal(picture_of(FORGOT("", "", "")), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(each_screen_is_recognised_by_its_words),
        SEEN(a_strange_page_is_no_screen),
        SEEN(a_verification_code_is_the_smss_where_nothing_else_could_be_meant),
        SEEN(two_fields_that_fit_are_ambiguous),
        SEEN(two_forms_that_fit_are_ambiguous),
        SEEN(two_buttons_that_fit_are_ambiguous),
        SEEN(a_button_that_only_a_script_serves_needs_a_browser),
        SEEN(a_field_that_must_be_filled_and_is_not_ours_stops),
        SEEN(hidden_decoys_are_not_there),
        SEEN(a_search_box_in_the_same_form_is_no_part_of_a_screen),
        SEEN(a_confirmation_with_something_to_type_is_not_pressed),
        SEEN(a_security_word_beside_a_picture_may_be_its_text),
        SEEN(the_picture_is_the_one_of_the_form),
        SEEN(icons_are_no_pictures_to_read),
        SEEN(a_picture_that_says_so_goes_before_others),
        SEEN(words_that_are_exact_go_before_words_that_begin_alike),
        SEEN(words_about_a_thing_are_not_the_thing),
        SEEN(a_menu_beside_another_screen_is_not_the_menu),
        SEEN(words_nearby_do_not_overrule_a_label),
        SEEN(a_heading_is_not_the_label_of_one_of_several_fields),
        SEEN(a_heading_may_be_the_label_of_the_only_field),
        SEEN(a_form_that_stands_twice_with_the_same_ids_is_ambiguous),
        SEEN(the_english_way_in_with_a_signature_is_not_the_login),
        SEEN(two_forms_that_send_the_very_same_are_one),
        SEEN(two_pictures_that_might_be_it_are_ambiguous),
        SEEN(a_page_without_a_picture_has_none),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
