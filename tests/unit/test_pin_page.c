/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that show a PIN or PUK in whatever words, and what of them may be kept. */
#include "view_testing.h"

#include "esign/pin_page.h"

static void digits_side_by_side_or_in_even_groups_may_be_a_pin(void **state)
{
    static const char *const yes[] = {
        "482913",          "PIN: 4829",      "482 913",       "7051 6284", "48-29-13",
        "4 8 2 9 1 3",     "PIN'iniz482913", "482.913",       "70516284.", "(482913)",
        "４８２９１３",    "482\u00AD913",   "482\u200B913",  "1905 2023", "482913 70516284",
        "482913-70516284", "482913 111222",  "4829 70516284", "482913 1",
    };
    static const char *const no[] = {
        "",
        "PIN",
        "6 haneli",
        "482",
        "12.10.2026",
        "2026",
        "14:32",
        "444 5 576",
        "0262 648 18 18",
        "23.01.2004 25355 sayılı Resmî Gazete",
        "10.000 TL",
        "5070 sayılı Kanun",
        "12345678901234567",
    };
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        print_message("%s\n", yes[i]);
        assert_true(es_pin_page_has_figures(yes[i]));
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        print_message("%s\n", no[i]);
        assert_false(es_pin_page_has_figures(no[i]));
    }
}

static bool is_secret(const char *html)
{
    see(html);
    return es_pin_page_is(view, NULL);
}

static void words_of_pin_and_puk_beside_figures_make_a_page_of_secrets(void **state)
{
    static const char *const rows[] = {
        "<p>Kartınızın PIN kodu 482913 olarak belirlenmiştir.</p>",
        "<p>P.I.N.: 482 913</p>",
        "<p>PIN ve PUK: 482913 70516284</p>",
        "<h1>PIN ve PUK Bilgileri</h1><p>Değerler: 482913 ve 70516284</p>",
        "<title>PIN | Portal</title><p>482913</p>",
        "<p>PUK'unuz</p><p>70516284</p>",
        "<label>PIN <input readonly value=482913></label>",
        "<a href=/x>PIN 482913 kopyala</a>",
        "<form><button>PIN 482913 yazdır</button></form>",
        "<ul><li>Pininiz 4829</ul>",
        "<table><tr><th>Kart<th>PIN kodunuz<tr><td>A<td>482913</table>",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i]);
        assert_true(is_secret(rows[i]));
    }
}

static void other_figures_and_other_words_make_none(void **state)
{
    static const char *const rows[] = {
        "<h1>İşlemler</h1><a href=p>PIN / PUK Bilgisi</a><p>Çağrı merkezi 444 5 576</p>",
        ("<h1>PIN ve PUK</h1><form><button>PIN / PUK Bilgisi</button></form><p>5070 sayılı Kanun, "
         "© 2026, 0262 648 18 18</p>"),
        "<h1>Haberler</h1><p>482913 kişi pingpong oynuyor, Pınar da.</p>",
        "<p>PIN kodunuz 6 hanelidir.</p><p>Son giriş 12.10.2026 14:32</p>",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i]);
        assert_false(is_secret(rows[i]));
    }
}

#define FOOT "<footer>Sicil 123456</footer>"

static void figures_that_were_there_before_are_no_pin(void **state)
{
    es_auto(page) *menu = page_of("<a href=p>PIN / PUK Bilgisi</a>" FOOT);
    see("<h1>Kart seçiniz</h1><form><button>Göster</button></form>" FOOT);
    assert_false(es_pin_page_is(view, menu));
    see("<h1>Kart Parolaları</h1><p>Yeni imza şifreniz: 482913</p>" FOOT);
    assert_true(es_pin_page_is(view, menu));
    assert_false(es_pin_page_is(view, NULL));
}

static void a_login_in_place_of_the_pin_is_none(void **state)
{
    es_auto(page) *menu = page_of("<a href=p>PIN / PUK Bilgisi</a>");
    see("<h1>Şifreli Giriş</h1><p>Oturum 482913</p><form><label>Kimlik No <input name=k></label>"
        "<img src=r><label>Resimdeki Yazı <input name=r></label><label>Güvenlik Sözcüğü "
        "<input name=s type=password></label><button>Giriş</button></form>");
    assert_false(es_pin_page_is(view, menu));
}

static void links_with_the_figures_of_the_page_lose_words_and_address(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *whole =
        page_of("<p>PIN 482 913</p><a href=/x>482913 kopyala</a>"
                "<a href='/y?pin=482913'>Kopyala</a><a href='/z?t=777123'>Menü</a>");
    es_auto(page) *links = NULL;
    assert_int_equal(es_page_only_links(whole, &links, &err), ES_OK);
    es_pin_page_hide_figures(whole, links);
    for (uint32_t i = 0; i < 3; i++) {
        const struct es_link *link = &es_page_links(links)[i];
        assert_string_equal(es_page_str(links, link->text), i < 2 ? "" : "Menü");
        assert_string_equal(es_page_str(links, link->href), i < 2 ? "" : "/z?t=777123");
    }
}

/* Digits that a control within the link shows are no part of its text. */
static void nothing_of_a_link_with_figures_is_kept(void **state)
{
    static const char *const rows[] = {
        "<p>PIN 482 913</p><a href=/x>482913 kopyala</a>",
        "<a href=/x>Kopyala <input readonly value=482913></a>",
        "<input readonly value=482913><a href='/y?pin=482913'>Kopyala</a>",
        "<title>PIN 482913</title><a href='/y?pin=482913'>Kopyala</a>",
        "<form><button>PIN 482913 yazdır</button></form><a href='/y?pin=482913'>Kopyala</a>",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct es_error err = ES_ERROR_INIT;
        es_auto(page) *whole = page_of(rows[i]), *links = NULL;
        print_message("%s\n", rows[i]);
        assert_int_equal(es_page_only_links(whole, &links, &err), ES_OK);
        es_pin_page_hide_figures(whole, links);
        assert_int_equal(links->links.n, 1);
        assert_null(memmem(links, links->size, "482913", 6));
        assert_true(es_page_valid(links, links->size));
    }
}

static void figures_far_behind_in_a_sentence_are_seen(void **state)
{
    es_auto(buf) html = {0};
    assert_true(es_buf_add_str(&html, "<p>Kartınızın PIN kodu "));
    for (size_t i = 0; i < 500; i++)
        assert_true(es_buf_add_str(&html, "olarak "));
    assert_true(es_buf_add_str(&html, "482913</p>"));
    assert_true(is_secret(es_buf_str(&html)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_side_by_side_or_in_even_groups_may_be_a_pin),
        SEEN(words_of_pin_and_puk_beside_figures_make_a_page_of_secrets),
        SEEN(other_figures_and_other_words_make_none),
        SEEN(figures_that_were_there_before_are_no_pin),
        SEEN(a_login_in_place_of_the_pin_is_none),
        SEEN(links_with_the_figures_of_the_page_lose_words_and_address),
        SEEN(nothing_of_a_link_with_figures_is_kept),
        SEEN(figures_far_behind_in_a_sentence_are_seen),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
