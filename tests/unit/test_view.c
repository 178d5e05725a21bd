/* SPDX-License-Identifier: Apache-2.0 */
/* What words, pages and values mean to the built-in profile. */
#include "page_testing.h"

#include "../../src/cmd/phone.h"
#include "esign/cards.h"
#include "esign/client.h"

static struct es_profile *profile;
static struct es_page *page;
static struct es_view *view;

static int load(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    return es_profile_load("kamusm", &profile, &err) ? -1 : 0;
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

static void see(const char *html)
{
    struct es_error err = ES_ERROR_INIT;
    forget(NULL);
    page = page_of(html);
    assert_int_equal(es_view_make(profile, page, &view, &err), ES_OK);
}

static const char *screen_of(const char *html)
{
    see(html);
    return es_screen_name(view->screen);
}

/* ---- words ---- */

struct spelling {
    const char *words, *kind; /* "": they mean nothing */
};

static void check_spellings(enum es_words_group group, const struct spelling *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct es_meaning meaning = es_profile_meaning(profile, group, rows[i].words);
        const char *kind = meaning.kind && !meaning.tie ? meaning.kind : "";
        if (strcmp(kind, rows[i].kind) != 0)
            print_error("'%s' means '%s', not '%s'\n", rows[i].words, kind, rows[i].kind);
    }
    for (size_t i = 0; i < n; i++) {
        struct es_meaning meaning = es_profile_meaning(profile, group, rows[i].words);
        assert_string_equal(meaning.kind && !meaning.tie ? meaning.kind : "", rows[i].kind);
    }
}

#define CHECK_SPELLINGS(group, rows) check_spellings(group, rows, sizeof(rows) / sizeof((rows)[0]))

static void words_of_fields_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Kimlik No", "id"},
        {"T.C. Kimlik No :", "id"},
        {"TC KIMLIK NO", "id"},
        {"T.C Kimlik Numaranız", "id"},
        {"T.C. Kimlik Numaranızı Giriniz", "id"},
        {"TCKN", "id"},
        {"TCKN / Pasaport No", "id"},
        {"Kimlik / Pasaport No", "id"},
        {"T.C. Kimlik / Pasaport Numarası", "id"},
        {"Kimlik Numarası (11 hane)", "id"},
        {"Vatandaşlık No", "id"},
        {"Resimdeki Yazı", "captcha"},
        {"RESIMDEKI YAZI", "captcha"},
        {"Resimdeki Metni Giriniz", "captcha"},
        {"Resimde gördüğünüz yazıyı giriniz", "captcha"},
        {"Yandaki resimdeki karakterleri giriniz", "captcha"},
        {"Resim Doğrulama", "captcha"},
        {"Güvenlik Kodu", "captcha"},
        {"Güvenlik kodunu giriniz", "captcha"},
        {"Doğrulama Kodu", "captcha"},
        {"Captcha", "captcha"},
        {"Güvenlik Sözcüğü", "word"},
        {"GUVENLIK SOZCUGU", "word"},
        {"Güvenlik Sözcüğünüzü Giriniz", "word"},
        {"Güvenli Sözcük", "word"},
        {"Güvenli Sözcüğünüz", "word"},
        {"Yeni Güvenlik Sözcüğünüz", "word"},
        {"Şifreniz", "word"},
        {"Güvenlik Sözcüğü Tekrarı", "word_again"},
        {"Güvenlik Sözcüğü (Tekrar)", "word_again"},
        {"Güvenlik Sözcüğünüzü tekrar giriniz", "word_again"},
        {"Yeni Güvenlik Sözcüğü (Tekrar)", "word_again"},
        {"Güvenlik Sözcüğünü Yeniden Giriniz", "word_again"},
        {"Güvenlik Sözcüğünü Doğrulayınız", "word_again"},
        {"Tekrar", "word_again"},
        {"SMS Onay Kodu", "code"},
        {"SMS Onay Kodunuz", "code"},
        {"Onay Kodu", "code"},
        {"SMS Doğrulama Kodu", "code"},
        {"Cep telefonunuza gelen SMS Onay Kodunu Giriniz", "code"},
        {"Cep telefonunuza gönderilen kod", "code"},
        {"Telefonunuza gelen onay kodunu giriniz", "code"},
        {"E-posta", ""},
        {"Ad Soyad", ""},
        {"Doğum Tarihi", ""},
        {"Telefon", ""},
        {"Kart Seri No", ""},
        {"Eski Güvenlik Sözcüğü", "old_word"},
        {"Mevcut Şifreniz", "old_word"},
    };
    CHECK_SPELLINGS(ES_WORDS_FIELDS, rows);
}

static void words_of_actions_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Bireysel İşlemler", "individual"},
        {"BİREYSEL İŞLEMLER", "individual"},
        {"Bireysel İşlemler »", "individual"},
        {"NES İŞLEMLERİ", "certificate_services"},
        {"ONLINE İŞLEMLER", "online_services"},
        {"Şifreli Giriş", "password_login"},
        {"SIFRELI GIRIS", "password_login"},
        {"Şifreli Giriş Yap", "password_login"},
        {"E-İmzalı Giriş", "signature_login"},
        {"E-IMZALI GIRIS", "signature_login"},
        {"e-Devlet ile Giriş", "edevlet_login"},
        {"E-Devlet Kapısı ile Giriş", "edevlet_login"},
        {"e-İmza ile Giriş Yap", "signature_login"},
        {"Mobil İmza ile Giriş", "mobile_login"},
        {"Giriş", "login"},
        {"GİRİŞ YAP", "login"},
        {"Giriş »", "login"},
        {"Giriş Sayfasına Dön", "back"},
        {"Güvenlik Sözcüğümü Unuttum", "forgot"},
        {"GÜVENLİK SÖZCÜĞÜMÜ UNUTTUM", "forgot"},
        {"Güvenlik Sözcüğünüzü mü unuttunuz?", "forgot"},
        {"Şifremi unuttum?", "forgot"},
        {"Unuttum", "forgot"},
        {"Gönder", "send"},
        {"GONDER", "send"},
        {"Onay", "confirm"},
        {"Onayla ve SMS Gönder", "confirm"},
        {"SMS Onay Kodu Gönder", "confirm"},
        {"SMS Onay Kodunu Tekrar Gönder", "resend"},
        {"Kodu Yeniden Gönder", "resend"},
        {"Tekrar SMS Gönder", "resend"},
        {"Çıkış", "exit"},
        {"Güvenli Çıkış", "exit"},
        {"Oturumu Sonlandır", "exit"},
        {"Menü", "menu"},
        {"Ana Menüye Dön", "menu"},
        {"PIN / PUK Bilgisi", "pin_puk"},
        {"PIN/PUK BİLGİSİ", "pin_puk"},
        {"PIN-PUK Bilgileri", "pin_puk"},
        {"PIN ve PUK Bilgileri", "pin_puk"},
        {"Pin / Puk Bilgisi Görüntüleme", "pin_puk"},
        {"PIN Oluşturma/Kilit Çözme", "unlock"},
        {"Kilit Çözme", "unlock"},
        {"PIN Değiştirme", ""},
        {"Temizle", ""},
        {"İptal", ""},
        {"Vazgeç", ""},
        {"Geri", "back"},
        {"Yardım", ""},
        {"Yenile", "new_picture"},
        {"Resmi Yenile", "new_picture"},
        {"Resmi Değiştir", "new_picture"},
        {"Resim okunmuyorsa yenilemek için tıklayınız", "new_picture"},
    };
    CHECK_SPELLINGS(ES_WORDS_ACTIONS, rows);
}

static void words_of_values_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Telefon Numaranız :", "phone"},
        {"CEP TELEFONU NUMARANIZ", "phone"},
        {"Kayıtlı Telefon Numaranız", "phone"},
        {"GSM Numaranız", "phone"},
        {"Cep Tel", "phone"},
        {"Kalan Süre", "remaining"},
        {"KALAN SURE", "remaining"},
        {"Kalan Süreniz", "remaining"},
        {"Açıklama", "description"},
        {"Kart Seri Numarası", "serial"},
        {"KART SERI NO", "serial"},
        {"Kart Numarası", "serial"},
        {"PIN", "pin"},
        {"PIN Kodu", "pin"},
        {"PIN (e-imza şifresi)", "pin"},
        {"PUK", "puk"},
        {"PUK Numarası", "puk"},
    };
    CHECK_SPELLINGS(ES_WORDS_LABELS, rows);
}

/* ---- screens ---- */

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

static void values_of_cards_that_are_mixed_up_are_not_put_together(void **state)
{
    see("<table><tr><td>Seri No<td>A-1<td>Seri No<td>A-2<tr><td>Seri No<td>B-1<td>Seri No<td>B-2"
        "<tr><td>PIN<td>1111<td>PIN<td>2222<tr><td>PUK<td>33333333<td>PUK<td>44444444</table>");
    json_t *cards = es_cards_read(view);
    size_t i;
    json_t *card;
    json_array_foreach(cards, i, card)
    {
        assert_true(json_is_null(json_object_get(card, "serial")));
    }
    assert_int_equal(i, 4);
    json_decref(cards);
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

/* ---- the phone and the countdown ---- */

static const char *phone_on(const char *html)
{
    static char text[64];
    es_auto(buf) phone = {0};
    see(html);
    snprintf(text, sizeof text, "%s", phone_find(view, &phone) ? es_buf_str(&phone) : "");
    return text;
}

static void a_masked_phone_is_found_wherever_it_stands(void **state)
{
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25"), "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız 54 ... 25"), "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : <b>54</b> ... <b>25</b>"), "54 ... 25");
    assert_string_equal(phone_on("<h3>Telefon Numaranız : 54 ... 25</h3>"), "54 ... 25");
    assert_string_equal(phone_on("<table><tr><td>Telefon Numaranız<td>:<td>54******25</table>"),
                        "54******25");
    assert_string_equal(phone_on("<dl><dt>Cep Telefonunuz<dd>0 (54*) *** ** 25</dl>"),
                        "0 (54*) *** ** 25");
    assert_string_equal(
        phone_on("<label>Telefon <input readonly value='+90 54X XXX XX 25'></label>"),
        "+90 54X XXX XX 25");
    assert_string_equal(phone_on("<div>Telefon Numaranız</div><div>54…25</div>"), "54…25");
    assert_string_equal(
        phone_on("<p>SMS Onay Kodu 54 ... 25 numaralı telefonunuza gönderilecektir."), "54 ... 25");
    assert_string_equal(phone_on("<p>Kayıtlı cep telefonu numaranız: 5** *** **25</p>"),
                        "5** *** **25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25 (Türk Telekom)"), "54 ... 25");
}

static void the_help_line_is_not_the_persons_phone(void **state)
{
    assert_string_equal(phone_on("<p>Telefon: 0262 648 18 18<p>Telefon Numaranız: 54 ... 25"),
                        "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25</p><p>Numara sizin değilse 0262 "
                                 "648 18 18 numaralı telefonu arayınız."),
                        "54 ... 25");
    assert_string_equal(phone_on("<p>Numara sizin değilse arayınız. Telefon: 0262 648 18 18"), "");
}

static int seconds_on(const char *html)
{
    see(html);
    return phone_seconds(view, -1);
}

static void the_countdown_is_read_in_every_form(void **state)
{
    assert_int_equal(seconds_on("<p>SMS Onay Kodunuzun Geçerliliği İçin Kalan Süre 290 Saniye"),
                     290);
    assert_int_equal(seconds_on("<p>SMS Onay Kodunuzun Geçerliliği İçin Kalan Süre : <span id=s>290"
                                "</span> Saniye"),
                     290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 04:50"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 4 dakika 50 saniye"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 4 dk 50 sn"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 5 dakika"), 300);
    assert_int_equal(seconds_on("<p>Kalan Süre: 00:04:50"), 290);
    assert_int_equal(seconds_on("<div>Kalan Süre</div><div>290</div>"), 290);
    assert_int_equal(seconds_on("<table><tr><td>Kalan Süre<td>290 sn</table>"), 290);
    assert_int_equal(seconds_on("<label>Kalan Süre <input readonly value=290></label>"), 290);
    assert_int_equal(seconds_on("<p>Time left: 290 seconds"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: <span id=s></span>"), -1);
}

/* ---- cards ---- */

static const char *cards_on(const char *html)
{
    static char text[512];
    see(html);
    json_t *cards = es_cards_read(view), *card;
    size_t i;
    text[0] = '\0';
    json_array_foreach(cards, i, card)
    {
        static const char *const keys[] = {"description", "serial", "pin", "puk"};
        for (size_t k = 0; k < 4; k++) {
            const char *value = json_string_value(json_object_get(card, keys[k]));
            size_t len = strlen(text);
            snprintf(text + len, sizeof text - len, "%s%s",
                     k   ? ","
                     : i ? ";"
                         : "",
                     value ? value : "-");
        }
    }
    json_decref(cards);
    return text;
}

#define ONE  "Kart,S-1,1234,87654321"
#define BOTH ONE ";Eski,S-2,0042,11112222"

static void cards_are_read_from_a_table_of_rows(void **state)
{
    assert_string_equal(cards_on("<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK"
                                 "<tr><td>Kart<td>S-1<td>1234<td>87654321"
                                 "<tr><td>Eski<td>S-2<td>0042<td>11112222</table>"),
                        BOTH);
    assert_string_equal(
        cards_on("<table><tr><td>#<td>Açıklama<td>Kart Seri Numarası<td>PIN<td>PUK<td>"
                 "İşlem<tr><td>1<td>Kart<td>S-1<td>1234<td>87654321<td><a href=1>Yazdır"
                 "</a></table>"),
        ONE);
    assert_string_equal(
        cards_on("<table><tr><th colspan=4>Kart Bilgileri<tr><th>Açıklama<th>Seri No"
                 "<th>PIN<th>PUK<tr><td>Kart<td>S-1<td>1234<td>87654321</table>"),
        ONE);
}

static void cards_are_read_from_labels_in_columns(void **state)
{
    assert_string_equal(cards_on("<table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1"
                                 "<tr><td>PIN<td>1234<tr><td>PUK<td>87654321</table>"),
                        ONE);
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama :<td>Kart<td>Eski<tr><td>Kart Seri Numarası :"
                 "<td>S-1<td>S-2<tr><td>PIN :<td>1234<td>0042<tr><td>PUK :<td>87654321"
                 "<td>11112222</table>"),
        BOTH);
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama<td>:<td>Kart<tr><td>Kart Seri Numarası<td>:"
                 "<td>S-1<tr><td>PIN<td>:<td>1234<tr><td>PUK<td>:<td>87654321</table>"),
        ONE);
}

static void two_cards_side_by_side_are_two(void **state)
{
    assert_string_equal(
        cards_on(
            "<table><tr><td>Açıklama<td>Kart<td>Açıklama<td>Eski<tr><td>Kart Seri Numarası<td>S-1"
            "<td>Kart Seri Numarası<td>S-2<tr><td>PIN<td>1234<td>PIN<td>0042<tr><td>PUK<td>87654321"
            "<td>PUK<td>11112222</table>"),
        BOTH);
    assert_string_equal(
        cards_on(
            "<table><tr><td><table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1<tr>"
            "<td>PIN<td>1234<tr><td>PUK<td>87654321</table><td><table><tr><td>Açıklama<td>Eski<tr>"
            "<td>Kart Seri "
            "Numarası<td>S-2<tr><td>PIN<td>0042<tr><td>PUK<td>11112222</table></table>"),
        BOTH);
}

static void one_table_with_both_cards_one_below_the_other_are_two(void **state)
{
    assert_string_equal(
        cards_on(
            "<table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1<tr><td>PIN<td>1234"
            "<tr><td>PUK<td>87654321<tr><td>Açıklama<td>Eski<tr><td>Kart Seri Numarası<td>S-2"
            "<tr><td>PIN<td>0042<tr><td>PUK<td>11112222</table>"),
        BOTH);
}

static void a_row_of_labels_and_values_in_turn_is_a_card(void **state)
{
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama<td>Kart<td>Kart Seri Numarası<td>S-1<tr><td>"
                 "PIN<td>1234<td>PUK<td>87654321</table>"),
        ONE);
}

static void cards_are_read_from_lists_and_lines(void **state)
{
    assert_string_equal(
        cards_on("<dl><dt>Açıklama<dd>Kart<dt>Kart Seri Numarası<dd>S-1<dt>PIN<dd>1234"
                 "<dt>PUK<dd>87654321</dl><dl><dt>Açıklama<dd>Eski<dt>Kart Seri Numarası"
                 "<dd>S-2<dt>PIN<dd>0042<dt>PUK<dd>11112222</dl>"),
        BOTH);
    assert_string_equal(cards_on("<ul><li>Açıklama: Kart<li>Kart Seri Numarası: S-1<li>PIN: 1234"
                                 "<li>PUK: 87654321</ul>"),
                        ONE);
    assert_string_equal(cards_on("<p>Açıklama : Kart<br>Kart Seri Numarası : S-1<br>PIN : 1234<br>"
                                 "PUK : 87654321"),
                        ONE);
    assert_string_equal(cards_on("<p>Açıklama: <b>Kart</b></p><p>Kart Seri Numarası: <b>S-1</b></p>"
                                 "<p>PIN: <b>1234</b> PUK: <b>87654321</b></p>"),
                        ONE);
    assert_string_equal(
        cards_on("<div><span>Açıklama</span><span>Kart</span></div><div><span>Kart Seri "
                 "Numarası</span><span>S-1</span></div><div><span>PIN</span><span>1234"
                 "</span></div><div><span>PUK</span><span>87654321</span></div>"),
        ONE);
    assert_string_equal(
        cards_on("<ul><li>Açıklama <strong>Kart</strong><li>Kart Seri Numarası <strong>"
                 "S-1</strong><li>PIN <strong>1234</strong><li>PUK <strong>87654321"
                 "</strong></ul>"),
        ONE);
}

static void cards_are_read_from_fields_that_cannot_be_changed(void **state)
{
    assert_string_equal(
        cards_on("<label>Açıklama <input readonly value=Kart></label><label>Kart Seri "
                 "Numarası <input readonly value=S-1></label><label>PIN <input readonly "
                 "value=1234></label><label>PUK <input disabled value=87654321></label>"),
        ONE);
    assert_string_equal(
        cards_on("<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK<tr><td>Kart"
                 "<td>S-1<td><input type=password readonly value=1234><td><input readonly "
                 "value=87654321></table>"),
        ONE);
}

static void one_value_alone_is_a_card_too(void **state)
{
    assert_string_equal(cards_on("<p>PIN: 1234<p>PUK: 87654321"), "-,-,1234,87654321");
    assert_string_equal(cards_on("<p>PIN ve PUK Bilgileri<p>PIN / PUK Bilgisi"), "");
}

static void a_pin_that_a_sentence_mentions_is_no_pin(void **state)
{
    assert_string_equal(
        cards_on("<p>PIN kodunuzu 3 kez yanlış girerseniz kart kilitlenir.<p>PIN: 1234"
                 "<p>PUK: 87654321"),
        "-,-,1234,87654321");
}

/* ---- what the portal says ---- */

struct sentence {
    unsigned sent;
    const char *text;
    es_status status;
};

enum {
    LOGIN = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA | 1u << ES_KIND_WORD,
    FORGOT = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA,
    RESET = 1u << ES_KIND_WORD | 1u << ES_KIND_WORD_AGAIN,
    CODE = 1u << ES_KIND_CODE,
    LINK = 1u << ES_KIND_LINK
};

static es_status class_of(unsigned sent, const char *text)
{
    char html[1024], shown[ES_PORTAL_MESSAGE_MAX];
    struct es_page *before = page_of("<h1>Ekran</h1>");
    snprintf(html, sizeof html, "<h1>Ekran</h1><p>%s</p>", text);
    struct es_page *after = page_of(html);
    es_status status = es_classify(profile, before, after, sent, shown);
    es_page_free(&before);
    es_page_free(&after);
    return status;
}

static void answers_in_many_wordings_are_told_apart(void **state)
{
    static const struct sentence rows[] = {
        {LOGIN, "Girmiş olduğunuz güvenlik sözcüğü hatalıdır.", ES_WRONG_WORD},
        {LOGIN, "GUVENLIK SOZCUGU HATALI", ES_WRONG_WORD},
        {LOGIN, "Güvenli sözcüğünüz yanlış!", ES_WRONG_WORD},
        {LOGIN, "Güvenlik sözcüğünüzü hatalı girdiniz, 2 deneme hakkınız kaldı.", ES_WRONG_WORD},
        {LOGIN, "Hatalı güvenlik sözcüğü. Kalan deneme hakkınız: 1", ES_WRONG_WORD},
        {LOGIN, "Kimlik numarası veya güvenlik sözcüğü hatalı.", ES_WRONG_WORD},
        {LOGIN, "Şifre yanlış.", ES_WRONG_WORD},
        {LOGIN, "Resimdeki yazıyı yanlış girdiniz!", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki metin ile girdiğiniz metin uyuşmuyor.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki metin ile girdiğiniz metin aynı değil.", ES_WRONG_CAPTCHA},
        {LOGIN, "Güvenlik kodu hatalı", ES_WRONG_CAPTCHA},
        {LOGIN, "Doğrulama kodu geçersiz", ES_WRONG_CAPTCHA},
        {LOGIN, "Güvenlik kodunu doğru girmediniz.", ES_WRONG_CAPTCHA},
        {FORGOT, "Resim doğrulaması başarısız.", ES_WRONG_CAPTCHA},
        {LOGIN, "Hesabınız bloke edilmiştir", ES_ACCOUNT_BLOCKED},
        {LOGIN, "Hesabınız kilitlenmiştir.", ES_ACCOUNT_BLOCKED},
        {LOGIN, "Üç kez hatalı güvenlik sözcüğü girildiği için hesabınız bloke olmuştur.",
         ES_ACCOUNT_BLOCKED},
        {LOGIN, "Hesabınız blokelidir, çağrı merkezini arayınız.", ES_ACCOUNT_BLOCKED},
        {LOGIN, "3 hatalı denemede hesabınız bloke olur", ES_PAGE_UNKNOWN},
        {LOGIN, "Üç kez hatalı girerseniz hesabınız bloke edilecektir.", ES_PAGE_UNKNOWN},
        {LOGIN, "3 defa yanlış girilirse hesap kilitlenir.", ES_PAGE_UNKNOWN},
        {LOGIN, "Güvenlik sözcüğü hatalı. 3 hatalı denemede hesabınız bloke olur.", ES_WRONG_WORD},
        {LOGIN, "Güvenlik sözcüğü ya da resimdeki yazı hatalı.", ES_PORTAL_REFUSED},
        {LOGIN, "Girdiğiniz bilgiler hatalı.", ES_PORTAL_REFUSED},
        {LOGIN, "Kullanıcı bulunamadı.", ES_PORTAL_REFUSED},
        {LOGIN, "Oturum süreniz dolmuştur", ES_SESSION_EXPIRED},
        {LOGIN, "Oturumunuz zaman aşımına uğradı.", ES_SESSION_EXPIRED},
        {LOGIN, "Oturumunuz sonlandırılmıştır.", ES_SESSION_EXPIRED},
        {CODE, "Onay kodu uyuşmuyor", ES_WRONG_CODE},
        {CODE, "Doğrulama kodu geçersiz", ES_WRONG_CODE},
        {CODE, "Girdiğiniz SMS onay kodu hatalıdır.", ES_WRONG_CODE},
        {CODE, "Hatalı kod girdiniz", ES_WRONG_CODE},
        {CODE, "SMS onay kodunun süresi dolmuştur.", ES_CODE_EXPIRED},
        {CODE, "Onay kodunuzun geçerlilik süresi sona ermiştir.", ES_CODE_EXPIRED},
        {CODE, "Oturum süreniz dolmuştur.", ES_SESSION_EXPIRED},
        {RESET, "Güvenlik sözcükleri uyuşmuyor.", ES_WRONG_WORD},
        {LINK, "Bağlantının süresi dolmuş", ES_LINK_EXPIRED},
        {LINK, "Bu bağlantı daha önce kullanılmış.", ES_LINK_EXPIRED},
        {LINK, "Geçersiz bağlantı.", ES_LINK_EXPIRED},
        {FORGOT, "Kimlik numarası hatalı.", ES_PORTAL_REFUSED},
        {FORGOT, "Güvenlik sözcüğü hatırlatma e-postası gönderilmiştir.", ES_OK},
        {FORGOT, "E-posta adresinize bir bağlantı gönderildi.", ES_OK},
        {FORGOT, "İşleminiz başarıyla tamamlandı.", ES_OK},
        {FORGOT, "E-posta adresinize gönderilecektir.", ES_PAGE_UNKNOWN},
        {FORGOT, "Güvenlik sözcüğü hatırlatma e-postası iletilmiştir.", ES_OK},
        {FORGOT, "E-posta gönderilemedi.", ES_PORTAL_REFUSED},
        {FORGOT, "İşlem başarısız.", ES_PORTAL_REFUSED},
        {RESET, "Güvenlik Sözcüğü başarıyla güncellenmiştir", ES_OK},
        {RESET, "Güvenlik sözcüğünüz değiştirilmiştir.", ES_OK},
        {RESET, "Güvenlik sözcüğünüz oluşturulmuştur.", ES_OK},
        {LOGIN, "The text in the picture is wrong.", ES_WRONG_CAPTCHA},
        {LOGIN, "The security word is incorrect.", ES_WRONG_WORD},
        {LOGIN, "After three wrong attempts your account will be blocked.", ES_PAGE_UNKNOWN},
        {LOGIN, "Hoş geldiniz.", ES_PAGE_UNKNOWN},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        es_status status = class_of(rows[i].sent, rows[i].text);
        if (status != rows[i].status)
            print_error("'%s' is %s, not %s\n", rows[i].text, es_error_info(status)->code,
                        es_error_info(rows[i].status)->code);
        wrong += status != rows[i].status;
    }
    assert_int_equal(wrong, 0);
}

static void what_stood_there_before_is_no_answer(void **state)
{
    char shown[ES_PORTAL_MESSAGE_MAX];
    struct es_page *before = page_of("<p>Güvenlik sözcüğü hatalı.</p>");
    struct es_page *after = page_of("<p>Güvenlik sözcüğü hatalı.</p><p>Merhaba</p>");
    assert_int_equal(es_classify(profile, before, after, LOGIN, shown), ES_PAGE_UNKNOWN);
    es_page_free(&before);
    es_page_free(&after);
}

int main(void)
{
#define SEEN(name) cmocka_unit_test_teardown(name, forget)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_fields_are_known_in_every_spelling),
        cmocka_unit_test(words_of_actions_are_known_in_every_spelling),
        cmocka_unit_test(words_of_values_are_known_in_every_spelling),
        SEEN(each_screen_is_recognised_by_its_words),
        SEEN(a_strange_page_is_no_screen),
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
        SEEN(values_of_cards_that_are_mixed_up_are_not_put_together),
        SEEN(two_forms_that_send_the_very_same_are_one),
        SEEN(two_pictures_that_might_be_it_are_ambiguous),
        SEEN(a_page_without_a_picture_has_none),
        SEEN(a_masked_phone_is_found_wherever_it_stands),
        SEEN(the_help_line_is_not_the_persons_phone),
        SEEN(the_countdown_is_read_in_every_form),
        SEEN(cards_are_read_from_a_table_of_rows),
        SEEN(cards_are_read_from_labels_in_columns),
        SEEN(two_cards_side_by_side_are_two),
        SEEN(one_table_with_both_cards_one_below_the_other_are_two),
        SEEN(a_row_of_labels_and_values_in_turn_is_a_card),
        SEEN(cards_are_read_from_lists_and_lines),
        SEEN(cards_are_read_from_fields_that_cannot_be_changed),
        SEEN(one_value_alone_is_a_card_too),
        SEEN(a_pin_that_a_sentence_mentions_is_no_pin),
        cmocka_unit_test(answers_in_many_wordings_are_told_apart),
        cmocka_unit_test(what_stood_there_before_is_no_answer),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
