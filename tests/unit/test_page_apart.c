/* SPDX-License-Identifier: Apache-2.0 */
/* Words of several elements that no blank parts, and what a script would ask. */
#include "page_testing.h"

static void the_line_is(const char *html, const char *wanted)
{
    es_auto(page) *page = page_of(html);
    if (page->blocks.n != 1 || strcmp(es_page_str(page, es_page_blocks(page)->text), wanted) != 0)
        fail_msg("%s: %s", html, es_page_str(page, es_page_blocks(page)->text));
}

static void words_that_only_a_style_sheet_parts_are_read_apart(void **state)
{
    the_line_is("<p><span>Ad</span><span>Soyad</span>", "Ad Soyad");
    the_line_is("<p><span>SMS</span><span>Kodu</span>", "SMS Kodu");
    the_line_is("<p><b>Seri No</b><span>0001</span>", "Seri No 0001");
    the_line_is("<p><b>Seri No</b>0001", "Seri No 0001");
    the_line_is("<p><b>TÜRÜ</b><span>NES</span>", "TÜRÜ NES");
    the_line_is("<p><i class=a>türü</i><i class=b>nes</i>", "türü nes");
    the_line_is("<p>İşlem:<b>Askıya</b><b>Alma</b>", "İşlem: Askıya Alma");
    the_line_is("<p><span>Bitti.</span><span>Şimdi</span>", "Bitti. Şimdi");
    the_line_is("<p><a href=a>Onayla</a><a href=b>Vazgeç</a>", "Onayla Vazgeç");
    the_line_is("<p><span><b>Adı</b></span><span><b>Ülkesi</b></span>", "Adı Ülkesi");
}

static void what_may_be_one_word_or_one_number_stays_one(void **state)
{
    the_line_is("<p><span>ip</span><span>tal</span>", "iptal");
    the_line_is("<p><span>İP</span><span>TAL</span>", "İPTAL");
    the_line_is("<p><b>K</b>ullanıma", "Kullanıma");
    the_line_is("<p>Güven<b>lik</b>", "Güvenlik");
    the_line_is("<p><b>i</b>Phone", "iPhone");
    the_line_is("<p><span>4</span><span>8</span><span>2</span>", "482");
    the_line_is("<p><span>482</span><span>913</span>", "482913");
    the_line_is("<p><i>TR</i><i>06</i><i>A1</i>", "TR06A1");
    the_line_is("<p>CO<sub>2</sub>", "CO2");
    the_line_is("<p><b>12:</b><b>30</b>", "12:30");
    the_line_is("<p>www.<b>example</b>.org", "www.example.org");
    the_line_is("<p><span>deniz</span><span>@</span><span>example.org</span>", "deniz@example.org");
}

static void a_button_and_a_link_are_called_by_words_as_well(void **state)
{
    es_auto(page) *page = page_of("<form><button name=b><i>done</i><b>İptal</b><b>Et</b></button>"
                                  "</form><a href=x><b>Seri No</b><i>1</i></a>");
    assert_true(has_words(page, "b", "label: done İptal Et"));
    assert_string_equal(es_page_str(page, es_page_links(page)->text), "Seri No 1");
}

static void what_a_script_would_ask_is_known_and_names_nothing(void **state)
{
    static const char *const pages[] = {
        "<form><button name=b onclick=\"return confirm('Emin misiniz?')\">Sil</button></form>",
        "<form onsubmit='return confirm(\"Emin misiniz?\")'><button name=b>Sil</button></form>",
        "<form><button name=b onclick='sor(`Emin\\nmisiniz?`)'>Sil</button></form>",
        "<form><button name=b onclick='sor(\"Em\\u0069n m\\x69siniz?\")'>Sil</button></form>",
        "<form><button name=b data-confirm='Emin misiniz?'>Sil</button></form>",
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        es_auto(page) *page = page_of(pages[i]);
        if (!has_words(page, "b", "name: Emin misiniz?"))
            fail_msg("%s", pages[i]);
        assert_string_equal(first_words(page, "b"), "label: Sil");
        assert_int_equal(page->blocks.n, 0);
    }
}

static void behind_a_scripts_sentences_stand_its_codes(void **state)
{
    es_auto(page) *page = page_of(
        "<form><button name=b onclick=\"ask({type:'dialog',message:'Emin misiniz?'})\">x</button>"
        "<button name=c onclick=\"doit('islem','IPTAL')\">y</button></form>");
    assert_true(has_words(page, "b", "name: Emin misiniz? |dialog"));
    assert_true(has_words(page, "c", "name: islem|IPTAL"));
}

static void a_script_may_be_broken_off_anywhere(void **state)
{
    static const char script[] = "return confirm('\\u0130\\x27\\'\\\"a\\\\')+\"b\"";
    char html[200];
    for (size_t len = 0; len < sizeof(script); len++) {
        snprintf(html, sizeof(html), "<form><button onclick=\"%.*s\">x", (int)len, script);
        es_auto(page) *page = page_of(html);
        assert_int_equal(page->controls.n, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_only_a_style_sheet_parts_are_read_apart),
        cmocka_unit_test(what_may_be_one_word_or_one_number_stays_one),
        cmocka_unit_test(a_button_and_a_link_are_called_by_words_as_well),
        cmocka_unit_test(what_a_script_would_ask_is_known_and_names_nothing),
        cmocka_unit_test(behind_a_scripts_sentences_stand_its_codes),
        cmocka_unit_test(a_script_may_be_broken_off_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
