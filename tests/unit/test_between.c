/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that only lead on, and such as would do something else. All are invented. */
#include "view_testing.h"

#include "../../src/portal/view_internal.h"

#define POST(fields, button)                                                                       \
    "<form method=post action=on>" fields "<button>" button "</button></form>"
#define SENDS_ON "<p>Yönlendiriliyorsunuz, lütfen bekleyiniz.</p>"

#define LONG_PATH "/nes/bireysel-islemler/nitelikli-elektronik-sertifika/iptal/onayla.go"

static bool is_gone_on_from(const char *html)
{
    struct es_target target;
    see(html);
    return es_view_between(view, &target);
}

static void check(const char *const *pages, size_t n, bool wanted)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        bool gone_on = is_gone_on_from(pages[i]);
        if (gone_on != wanted)
            print_error("%s: %s\n", gone_on ? "gone on" : "not gone on", pages[i]);
        wrong += gone_on != wanted;
    }
    assert_int_equal(wrong, 0);
}

#define ARE(pages, wanted) check(pages, sizeof(pages) / sizeof(*(pages)), wanted)

static void a_page_that_only_leads_on_is_gone_on_from(void **state)
{
    static const char *const pages[] = {
        SENDS_ON POST("<input type=hidden name=jeton value=a8F3>", "Devam"),
        "<title>Working...</title><p>Note: your browser does not support JavaScript. Press the "
        "Continue button once to proceed; you will be redirected." POST(
            "<input type=hidden name=RelayState value='ss:mem:43'>"
            "<input type=hidden name=SAMLResponse value="
            "'PHNhbWxwOlJlc3BvbnNl/iptal+silme/onay+payIEJwVmVyc2lvbj0iMi4wIiBJRD0iXzg0'>",
            "Continue"),
        "<h1>Giriş başarılı</h1><p>Girişiniz onaylandı. SMS Onay Ekranına yönlendiriliyorsunuz."
        "<form method=post action='/nb/sms-onay.go'><input type=hidden name=adim value=sms>"
        "<button>Devam</button></form>",
        "<ul><li><a href=/x/iptal>Sertifika İptal</a><li><a href=/x/b>Başvuru</a></ul>" SENDS_ON
        "<a href=giris>Devam</a><p>© Kurum. Tüm hakları saklıdır.",
        "<p>Kimliğiniz doğrulandı. Devam etmek için tıklayınız.<a href=sms>Devam</a>",
        "<p>Devam etmek için tıklayınız.<a href='https://www.iptal.example.org/x'>Devam</a>",
        "<p>Devam etmek için tıklayınız.<a href='/x%20y%00%FF%4?%'>Devam</a>",
        "<p>İşleminiz sürüyor.<p>Devam etmek için tıklayınız.<a href=sms>Devam</a>",
        POST("<input type=hidden name=t value=1>", "Devam"),
    };
    ARE(pages, true);
}

static void a_page_that_speaks_of_a_deed_is_left_to_the_person(void **state)
{
    static const char *const pages[] = {
        "<h1>Sertifika İptal</h1><p>Sertifikanız iptal edilecektir. Yönlendiriliyorsunuz." POST(
            "<input type=hidden name=onay value=evet>", "Devam"),
        "<title>Sertifika İptal</title>" SENDS_ON POST("", "Devam"),
        "<h1>Askıya Alma</h1>" SENDS_ON POST("", "Devam"),
        SENDS_ON "<p>Kart ücretiniz tahsil edilecektir." POST("", "Devam"),
        SENDS_ON "<p>Kartınız adresinize gönderilecektir." POST("", "Devam"),
        SENDS_ON "<p>Eski kaydınız yenisiyle değiştiriliyor." POST("", "Devam"),
        SENDS_ON "<p>Your subscription will renew." POST("", "Devam"),
        "<ul><li><a href=x>Sertifikanız iptal edilecektir.</a></ul>" SENDS_ON POST("", "Devam"),
        "<p>You accept the revocation. Click here to continue. <a href=on>Continue</a>",
        "<p>Devam etmek için tıklayınız. Diğer oturumunuz kapatılacaktır.<a href=on>Devam</a>",
    };
    ARE(pages, false);
}

static void a_deed_in_what_is_sent_is_left_to_the_person(void **state)
{
    static const char *const pages[] = {
        SENDS_ON POST("<input type=hidden name=islem value=iptal>", "Devam"),
        SENDS_ON POST("<input type=hidden name=sertifikaIptal value=7>", "Devam"),
        SENDS_ON POST("<input type=hidden name=kabul value=1>", "Devam"),
        SENDS_ON POST("<input type=hidden name=smsOnay value=true>", "Devam"),
        SENDS_ON POST("<input type=hidden name=accept value=on>", "Devam"),
        SENDS_ON POST("<input type=hidden name=x value='{\"op\":\"revokeCertificate\"}'>", "Devam"),
        SENDS_ON "<form method=post action='/nb/sertifikaiptal.go'><button>Devam</button></form>",
        SENDS_ON "<form method=post action=on><button formaction=/iptal>Devam</button></form>",
        SENDS_ON "<form method=post action=on><button name=a value=odeme>Devam</button></form>",
        SENDS_ON POST("", "Devam") POST("", "İptal"),
        "<p>Devam etmek için tıklayınız.<a href='/iptal?onay=evet'>Devam</a>",
        "<a href='/islem?kullanima_ac=1'>Devam</a>",
        POST("<input type=hidden name=onay value=evet>", "Devam"),
        SENDS_ON "<form method=post action='" LONG_PATH "'><button>Devam</button></form>",
        SENDS_ON "<form method=post action='https://www.example.org" LONG_PATH "'>"
                 "<button>Devam</button></form>",
        SENDS_ON POST("<input type=hidden name=hedef value='" LONG_PATH "'>", "Devam"),
        SENDS_ON "<form method=post action='/iptal.go?donus=https://www.example.org/nb.go'>"
                 "<button>Devam</button></form>",
        "<p>Devam etmek için tıklayınız.<a href='https://www.example.org?islem=iptal'>Devam</a>",
        "<p>Devam etmek için tıklayınız.<a href='/x?islem=%C4%B0ptal'>Devam</a>",
        "<p>Devam etmek için tıklayınız.<a href='/x/%C3%B6deme%'>Devam</a>",
    };
    ARE(pages, false);
}

static void a_page_that_is_too_long_to_look_at_is_left_to_the_person(void **state)
{
    enum { MOST = 1000 };
    static const char *const rows[] = {"<p>Metin", "<a href=x>Menü</a> ",
                                       "<input type=hidden name=t value=1>"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t n = MOST - 2; n <= MOST + 2; n += 4) {
            es_auto(buf) html = {0};
            assert_true(es_buf_add_str(&html, SENDS_ON "<form method=post action=on>"));
            for (size_t k = 0; k < n; k++)
                assert_true(es_buf_add_str(&html, rows[i]));
            assert_true(es_buf_add_str(&html, "<button>Devam</button></form>"));
            assert_int_equal(is_gone_on_from(es_buf_str(&html)), n < MOST);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(a_page_that_only_leads_on_is_gone_on_from),
        SEEN(a_page_that_speaks_of_a_deed_is_left_to_the_person),
        SEEN(a_deed_in_what_is_sent_is_left_to_the_person),
        SEEN(a_page_that_is_too_long_to_look_at_is_left_to_the_person),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
