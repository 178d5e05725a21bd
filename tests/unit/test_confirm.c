/* SPDX-License-Identifier: Apache-2.0 */
/* What a person may be asked to confirm on a page behind the menu. All pages are invented. */
#include "view_testing.h"

#include "esign/by_hand.h"
#include "esign/confirm.h"

#define FORM(inside)                                                                               \
    "<form method=post action=on><input type=hidden name=t value=1>" inside "</form>"
#define BUTTON(words) "<button name=b value='" words "'>" words "</button>"
#define TERMS         "<h1>Kullanıma Aç</h1><p>Sertifikanız kullanıma açılacaktır.</p>"
#define BAR           "<nav><a href=m>Menü</a> <a href=c>Çıkış</a></nav>"
#define SEARCH        "<form action=ara><input name=q aria-label=Ara><button>Ara</button></form>"
#define SIDE                                                                                       \
    "<ul><li><a href=1>Kullanıma Aç</a><li><a href=2>Sertifikamı İptal Et / Askıya Al</a>"    \
    "<li><a href=3>PIN / PUK Bilgisi</a></ul>"

static const char *confirmed(const char *html)
{
    struct es_target target;
    see(html);
    if (!es_view_confirmation(view, NULL, &target))
        return NULL;
    enum es_thing thing = target.kind == ES_TARGET_LINK ? ES_THING_LINK : ES_THING_BUTTON;
    return es_by_hand_label(view->page, thing, target.index);
}

static void one_obvious_button_may_be_confirmed(void **state)
{
    static const char *const pages[] = {
        TERMS FORM(BUTTON("Onayla")),
        BAR SEARCH TERMS FORM(BUTTON("Onayla") BUTTON("Vazgeç")),
        TERMS FORM(BUTTON("İptal") BUTTON("Onayla")),
        TERMS FORM(
            "<label>Ad <input name=a value='Deniz Örnek' readonly></label>" BUTTON("Onayla")),
        TERMS FORM("<label>Ad <input name=a value='Deniz Örnek'></label>" BUTTON("Onayla")),
        TERMS FORM("<label><input type=checkbox name=a checked>Okudum</label>" BUTTON("Onayla")),
        SIDE TERMS FORM(BUTTON("Onayla")),
        "<h1>Activation</h1><p>Your certificate will be brought into use.</p>" FORM(
            BUTTON("Onayla")) "<a href=back>Cancel</a>",
        TERMS "<p><a href=onay>Onayla</a> <a href=geri>Vazgeç</a>",
        TERMS "<p><a href=onay>Onayla</a> <a href=geri>İptal</a>",
        TERMS FORM(BUTTON("Onayla")) FORM(BUTTON("Onayla")),
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        const char *words = confirmed(pages[i]);
        if (!words)
            fail_msg("not confirmed: %s", pages[i]);
        assert_string_equal(words, "Onayla");
    }
}

static void whatever_is_not_certain_is_left_to_the_person(void **state)
{
    static const char *const pages[] = {
        TERMS,
        TERMS FORM(BUTTON("Onayla") BUTTON("Ertele")),
        TERMS FORM(BUTTON("Onayla") BUTTON("Vazgeç") BUTTON("Geri")),
        TERMS FORM(BUTTON("Onayla")) FORM(BUTTON("Ertele")),
        TERMS FORM("<label>Neden <input name=a></label>" BUTTON("Onayla")),
        TERMS FORM("<label><input type=checkbox name=a>Okudum</label>" BUTTON("Onayla")),
        TERMS FORM("<label><input type=radio name=a checked>Bir</label>"
                   "<label><input type=radio name=a>İki</label>" BUTTON("Onayla")),
        TERMS FORM("<select name=s><option selected>Bir<option>İki</select>" BUTTON("Onayla")),
        TERMS FORM("<label>Parola <input type=password name=a value=x></label>" BUTTON("Onayla")),
        TERMS FORM("<input type=file name=f>" BUTTON("Onayla")),
        TERMS FORM(
            "<img src=r width=200 height=60><label>Resim <input name=r value=1></label>" BUTTON(
                "Onayla")),
        TERMS FORM(BUTTON("Onayla")) FORM("<label>Neden <input name=a></label>"),
        TERMS FORM("<button type=button>Onayla</button>"),
        TERMS "<button>Onayla</button>",
        TERMS FORM("<button></button>"),
        TERMS FORM(BUTTON("Onayla")) "<a href=devam>Devam</a>",
        TERMS FORM(BUTTON("PIN / PUK Bilgisi")),
        TERMS FORM(BUTTON("Sertifika Listeleme")),
        TERMS "<a href=yardim>Yardım</a>",
        SIDE,
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (confirmed(pages[i]))
            fail_msg("confirmed: %s", pages[i]);
    }
}

static void what_cannot_be_taken_back_is_never_confirmed(void **state)
{
    static const char *const pages[] = {
        "<title>Sertifika İptali</title>" FORM(BUTTON("Onayla")),
        "<h1>Sertifikamı İptal Et / Askıya Al</h1>" FORM(BUTTON("Onayla")),
        "<p>Sertifikanız askıya alınacaktır.</p>" FORM(BUTTON("Onayla")),
        "<p>Kaydınız silinecektir.</p>" FORM(BUTTON("Onayla")),
        "<p>Bu işlem geri alınamaz.</p>" FORM(BUTTON("Onayla")),
        "<p>Sözleşmeniz feshedilecektir.</p>" FORM(BUTTON("Onayla")),
        "<p>Your certificate will be revoked.</p>" FORM(BUTTON("Yes")),
        "<p>Your certificate will be suspended.</p>" FORM(BUTTON("Yes")),
        "<p>This cannot be undone.</p>" FORM(BUTTON("Yes")),
        "<p>Hesap</p>" FORM(BUTTON("Sil")),
        "<p>Hesap</p>" FORM(BUTTON("İptal Et")),
        "<p>Hesap</p>" FORM(BUTTON("Delete")),
        "<p>Sertifika <a href=x>iptal edilecektir</a>.</p>" FORM(BUTTON("Onayla")),
        SIDE "<p>Sertifikamı İptal Et / Askıya Al: onaylayınız; iptal kesindir.</p>" FORM(
            BUTTON("Onayla")),
        FORM("<button>Sertifikamı İptal Et / Askıya Al</button>"),
        SIDE "<h1>Sertifikamı İptal Et / Askıya Al</h1>" FORM(BUTTON("Onayla")),
        "<h1>Sertifikamı İptal Et / Askıya Al</h1>" SIDE FORM(BUTTON("Onayla")),
        SIDE "<p>Sertifikamı İptal Et / Askıya Al</p>" FORM(BUTTON("Onayla")),
        SIDE "<div>Sertifikamı İptal Et / Askıya Al <a href=2>Sertifikamı İptal Et / Askıya Al"
             "</a></div>" FORM(BUTTON("Onayla")),
        "<h1>İptal</h1>" FORM(BUTTON("Onayla")) "<a href=b>İptal</a>",
        "<title>İptal</title><a href=b>İptal</a>" FORM(BUTTON("Onayla")),
        SIDE FORM(BUTTON("Sertifikamı İptal Et / Askıya Al")),
        FORM(BUTTON("Kullanıma Aç")) FORM(BUTTON("Sertifikamı İptal Et / Askıya Al")),
        "<aside>Sertifikanız iptal edilecektir.</aside>" FORM(BUTTON("Onayla")),
        "<footer><a href=x>Onayla</a> ile kaydınız silinir.</footer>" FORM(BUTTON("Onayla")),
        FORM("<label>İşlem <input name=a value='Sertifika iptali' readonly></label>" BUTTON(
            "Onayla")),
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (confirmed(pages[i]))
            fail_msg("confirmed: %s", pages[i]);
        if (!es_view_is_final(view))
            fail_msg("not final: %s", pages[i]);
    }
}

static void what_goes_along_unseen_is_looked_at_as_well(void **state)
{
    static const char *const pages[] = {
        TERMS "<form method=post action=/nes/iptal.go>" BUTTON("Onayla") "</form>",
        TERMS "<form method=post action='https://x.example.org/a?islem=%C4%B0ptal'>" BUTTON(
            "Onayla") "</form>",
        TERMS FORM("<input type=hidden name=islem value=sertifikaIptal>" BUTTON("Onayla")),
        TERMS FORM("<button name=revokeCertificate value=1>Onayla</button>"),
        TERMS FORM("<button formaction=/aski/askiyaAl name=b>Onayla</button>"),
        TERMS "<a href='/islem?sertifika-iptal=1'>Onayla</a>",
        TERMS FORM("<input name=islem value=iptal style='display:none'>" BUTTON("Onayla")),
        TERMS FORM(
            "<input type=checkbox name=islem value=iptal checked style='display:none'>" BUTTON(
                "Onayla")),
        TERMS FORM(
            "<select name=s style='display:none'><option value=iptal>1</select>" BUTTON("Onayla")),
        TERMS FORM("<label><input type=checkbox name=k value=iptal checked>Okudum</label>" BUTTON(
            "Onayla")),
        TERMS FORM("<label>İşlem <select name=s><option value=iptal>Bir</select></label>" BUTTON(
            "Onayla")),
        TERMS "<form method=post action="
              "/nesbireysel/sertifikaIslemleri/SertifikaIptalAskiIslemi2/onaylama.go>" BUTTON(
                  "Onayla") "</form>",
        TERMS "<form method=post action='/islem?ad=%DDptal'>" BUTTON("Onayla") "</form>",
        TERMS "<base href=/nes/sertifikaIptal.go><a href='?ok=1'>Onayla</a>",
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (confirmed(pages[i]))
            fail_msg("confirmed: %s", pages[i]);
        if (!es_view_leads_to_final(view))
            fail_msg("leads nowhere final: %s", pages[i]);
    }
    assert_non_null(confirmed(
        "<form method=post action='https://iptal.example.org/on'>" BUTTON("Onayla") "</form>"));
    assert_non_null(
        confirmed(TERMS "<form method=post action='/on?ad=%DEule'>" BUTTON("Onayla") "</form>"));
}

static bool confirmed_at(const char *url, const char *html)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_target target;
    struct es_page_source source = {html, strlen(html), "text/html; charset=utf-8", url, false};
    forget(NULL);
    assert_int_equal(es_page_parse(&source, &page, &err), ES_OK);
    assert_int_equal(es_view_make(profile, page, &view, &err), ES_OK);
    return es_view_confirmation(view, NULL, &target);
}

static void a_form_without_an_action_goes_to_the_pages_own_address(void **state)
{
    static const char form[] = TERMS "<form method=post>" BUTTON("Onayla") "</form>";
    assert_true(confirmed_at("https://example.org/nes/islem.go", form));
    assert_false(confirmed_at("https://example.org/nes/sertifikaIptal.go", form));
    assert_false(confirmed_at("https://example.org/nes/sertifikaIptal.go",
                              TERMS "<a href='?ok=1'>Onayla</a>"));
}

static void a_link_that_submits_a_form_takes_its_fields_along(void **state)
{
#define POSTBACK(field, target)                                                                    \
    TERMS "<form method=post action=on><input type=hidden name=__EVENTTARGET>"                     \
          "<input type=hidden name=__EVENTARGUMENT>" field "</form>"                               \
          "<a href=\"javascript:__doPostBack('" target "','')\">Onayla</a>"
    assert_non_null(confirmed(POSTBACK("", "ctl$ok")));
    assert_null(confirmed(POSTBACK("<input type=hidden name=islem value=iptal>", "ctl$ok")));
    assert_null(confirmed(POSTBACK("", "ctl$sertifikaIptal")));
}

static void nothing_is_confirmed_where_the_profile_does_not_say_what_is_final(void **state)
{
    struct es_target target;
    see(TERMS FORM(BUTTON("Onayla")));
    assert_true(es_view_confirmation(view, NULL, &target));
    json_t *acts = json_object_get((json_t *)es_profile_get(profile, "acts"), "final");
    json_incref(acts);
    json_object_del((json_t *)es_profile_get(profile, "acts"), "final");
    bool confirmed = es_view_confirmation(view, NULL, &target);
    json_object_set_new((json_t *)es_profile_get(profile, "acts"), "final", acts);
    assert_false(confirmed);
}

static void a_page_that_shows_a_pin_is_not_confirmed(void **state)
{
    assert_non_null(confirmed(TERMS "<p>Numara: 482913</p>" FORM(BUTTON("Onayla"))));
    assert_null(confirmed(TERMS "<p>PIN: 482913</p>" FORM(BUTTON("Onayla"))));
}

static void a_menu_beside_a_page_does_not_make_it_final(void **state)
{
    see(SIDE BAR TERMS FORM(BUTTON("Onayla")));
    assert_false(es_view_is_final(view));
    assert_false(es_view_leads_to_final(view));
    see(FORM("<button name=a>Kullanıma Aç</button><button name=b>Sertifikamı İptal Et / Askıya Al"
             "</button><button name=c>Kilit Çözme</button>"));
    assert_false(es_view_is_final(view));
    assert_false(es_view_goes_on(view, NULL));
    see("<footer><a href=1>Üyelik İptali</a></footer>" TERMS FORM(BUTTON("Onayla")));
    assert_false(es_view_is_final(view));
}

static bool is_details(const char *html)
{
    struct es_target button;
    see(html);
    return es_view_details(view, NULL, &button);
}

#define MAIL  "<label>E-posta <input name=e value='o@example.org'></label>"
#define PHONE "<label>Cep Telefonu <input name=c></label>"

static void one_form_with_plain_fields_may_be_filled_in(void **state)
{
    assert_true(is_details(BAR SEARCH FORM(MAIL PHONE BUTTON("Kaydet") BUTTON("Vazgeç"))));
    assert_true(
        is_details(FORM(MAIL "<select name=s aria-label=Dil><option>TR<option>EN</select>" BUTTON(
            "Bilgileri Güncelle"))));
    assert_false(is_details(FORM(MAIL BUTTON("Kaydet")) FORM(PHONE BUTTON("Kaydet"))));
    assert_false(is_details(FORM(MAIL BUTTON("Kaydet") BUTTON("Gönder"))));
    assert_false(is_details(FORM(
        MAIL "<label>Güvenlik Sözcüğü <input type=password name=w></label>" BUTTON("Kaydet"))));
    assert_false(
        is_details(FORM(MAIL "<label>SMS Onay Kodu <input name=k></label>" BUTTON("Kaydet"))));
    assert_false(is_details("<p>Üyeliğiniz silinir.</p>" FORM(MAIL BUTTON("Kaydet"))));
    assert_false(is_details(FORM(BUTTON("Kaydet"))));
}

static void a_form_that_stood_on_the_menu_is_no_part_of_the_page(void **state)
{
#define LETTER(to)                                                                                 \
    "<form method=post action=" to                                                                 \
    "><input name=m placeholder=Adresiniz>" BUTTON("Gönder") "</form>"
    struct es_target target;
    struct es_page *menu = page_of(SIDE LETTER("b"));
    see(TERMS FORM(BUTTON("Onayla")) LETTER("b"));
    assert_false(es_view_confirmation(view, NULL, &target));
    assert_true(es_view_confirmation(view, menu, &target));
    see(TERMS FORM(BUTTON("Onayla")) LETTER("c"));
    assert_false(es_view_confirmation(view, menu, &target));
    es_page_free(&menu);
    menu = page_of(FORM(BUTTON("Onayla")));
    see(TERMS FORM(BUTTON("Onayla")));
    assert_true(es_view_confirmation(view, menu, &target)); /* it has no fields */
    es_page_free(&menu);
}

static es_status item_of(const char *action, const char *html)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_target target;
    see(html);
    return es_view_menu_item(view, action, &target, &err);
}

static es_status item(const char *html)
{
    return item_of("update_info", html);
}

static void a_button_that_would_send_a_form_is_no_item_of_the_menu(void **state)
{
    assert_int_equal(item(FORM("<button>Bilgileri Güncelle</button>")), ES_OK);
    assert_int_equal(item("<a href=b>Bilgileri Güncelle</a>"), ES_OK);
    assert_int_equal(item(FORM(MAIL "<button>Bilgileri Güncelle</button>")), ES_PAGE_UNKNOWN);
    assert_int_equal(item("<a href=a>Bilgileri Güncelle</a><a href=b>Bilgileri Güncelle</a>"),
                     ES_PAGE_AMBIGUOUS);
}

static void an_item_that_would_do_what_cannot_be_taken_back_is_none(void **state)
{
    assert_int_equal(item("<a href=b>Bilgileri Güncelleme</a>"), ES_OK);
    assert_int_equal(item("<a href=b>Bilgi Güncelleme ve Hesap Silme</a>"), ES_PAGE_UNKNOWN);
    assert_int_equal(item(FORM("<button>Bilgileri Güncelle, Üyeliği İptal Et</button>")),
                     ES_PAGE_UNKNOWN);
    assert_int_equal(item("<a href=/hesapSilme.go?hesap=silinecek>Bilgileri Güncelle</a>"),
                     ES_PAGE_UNKNOWN);
    assert_int_equal(item("<form method=post action=m><input type=hidden name=islem value=iptal>"
                          "<button>Bilgileri Güncelle</button></form>"),
                     ES_PAGE_UNKNOWN);
    assert_int_equal(item_of("certificates", "<a href=b>Sertifikalarım</a>"), ES_OK);
    assert_int_equal(item_of("certificates", "<a href=b>Sertifikalarımı İptal Et</a>"),
                     ES_PAGE_UNKNOWN);
    assert_int_equal(item_of("activate", "<a href=b>Kullanıma Aç / İptal Et</a>"), ES_PAGE_UNKNOWN);
}

/* ---- what the portal says afterwards ---- */

struct answer {
    unsigned deed;
    es_status status;
    const char *says;
};

static es_status class_of(const struct answer *answer)
{
    struct es_error err = ES_ERROR_INIT;
    char html[512], text[ES_PORTAL_MESSAGE_MAX];
    snprintf(html, sizeof(html), "<h1>Sonuç</h1><p>%s</p>", answer->says);
    struct es_page *before = page_of(TERMS);
    see(html);
    es_status status = es_classify(profile, before, view->page, answer->deed, text);
    es_page_free(&before);
    (void)err;
    return status;
}

static void the_portals_words_are_heard(void **state)
{
    enum { ON = ES_DEED_ACTIVATE, INFO = ES_DEED_UPDATE_INFO };
    static const struct answer answers[] = {
        {ON, ES_OK, "Sertifikanız başarıyla kullanıma açılmıştır."},
        {ON, ES_OK, "Sertifikanız kullanıma açıldı."},
        {ON, ES_OK, "Sertifikanız zaten kullanıma açıktır."},
        {ON, ES_OK, "İşleminiz başarıyla tamamlanmıştır."},
        {ON, ES_OK, "Your certificate has been activated."},
        {ON, ES_OK, "Your certificate is already active."},
        {ON, ES_PORTAL_REFUSED, "Sertifikanız kullanıma açılamadı."},
        {ON, ES_PORTAL_REFUSED, "Sertifikanızın süresi dolmuştur."},
        {ON, ES_PORTAL_REFUSED, "Your certificate could not be activated."},
        {ON, ES_SESSION_EXPIRED, "Oturumunuz sonlanmıştır. Lütfen yeniden giriş yapınız."},
        {ON, ES_PAGE_UNKNOWN, "Sertifikanız kullanıma açılacaktır."},
        {ON, ES_PAGE_UNKNOWN, "Sertifikanız henüz kullanıma açık değildir."},
        {ON, ES_PAGE_UNKNOWN, "Sertifikanız kullanıma açıldıktan sonra imza atabilirsiniz."},
        {ON, ES_PAGE_UNKNOWN, "Onay kodu cep telefonunuza gönderilmiştir."},
        {ON, ES_PAGE_UNKNOWN, "Bilgileriniz güncellenmiştir."},
        {INFO, ES_OK, "Bilgileriniz başarıyla güncellenmiştir."},
        {INFO, ES_OK, "E-posta adresiniz kaydedildi."},
        {INFO, ES_OK, "Your details have been updated."},
        {INFO, ES_PORTAL_REFUSED, "E-posta adresi geçersizdir."},
        {INFO, ES_PORTAL_REFUSED, "Bilgileriniz güncellenemedi."},
        {INFO, ES_PORTAL_REFUSED, "Cep telefonu 5 ile başlayan 10 hane olmalıdır."},
        {INFO, ES_PAGE_UNKNOWN, "Onay kodu yeni e-posta adresinize gönderilmiştir."},
        {INFO, ES_PAGE_UNKNOWN, "Bilgilerinizi güncelleyebilirsiniz."},
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        es_status status = class_of(&answers[i]);
        if (status != answers[i].status)
            fail_msg("%s, not %s: %s", es_error_info(status)->code,
                     es_error_info(answers[i].status)->code, answers[i].says);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SEEN(one_obvious_button_may_be_confirmed),
        SEEN(whatever_is_not_certain_is_left_to_the_person),
        SEEN(what_cannot_be_taken_back_is_never_confirmed),
        SEEN(what_goes_along_unseen_is_looked_at_as_well),
        SEEN(a_form_without_an_action_goes_to_the_pages_own_address),
        SEEN(a_link_that_submits_a_form_takes_its_fields_along),
        SEEN(nothing_is_confirmed_where_the_profile_does_not_say_what_is_final),
        SEEN(a_page_that_shows_a_pin_is_not_confirmed),
        SEEN(a_menu_beside_a_page_does_not_make_it_final),
        SEEN(one_form_with_plain_fields_may_be_filled_in),
        SEEN(a_form_that_stood_on_the_menu_is_no_part_of_the_page),
        SEEN(a_button_that_would_send_a_form_is_no_item_of_the_menu),
        SEEN(an_item_that_would_do_what_cannot_be_taken_back_is_none),
        SEEN(the_portals_words_are_heard),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
