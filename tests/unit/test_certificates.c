/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of certificates in many markups. All are invented. */
#include "view_testing.h"

#include "esign/certificates.h"

static json_t *list;

static int drop(void **state)
{
    json_decref(list);
    list = NULL;
    return forget(state);
}

static const char *told(const char *html, const char *key)
{
    static char text[4096];
    see(html);
    json_decref(list);
    list = es_certificates_read(view);
    assert_non_null(list);
    size_t len = json_dumpb(json_object_get(list, key), text, sizeof(text) - 1,
                            JSON_COMPACT | JSON_ENCODE_ANY);
    assert_true(len < sizeof(text));
    text[len] = '\0';
    return text;
}

#define TWO                                                                                        \
    "[{\"kind\":\"NES\",\"serial\":\"00A1 5C\",\"card_serial\":null,\"state\":\"Kullanımda\","    \
    "\"begins\":null,\"ends\":\"01.03.2028\"},"                                                    \
    "{\"kind\":\"NES\",\"serial\":\"00B2\",\"card_serial\":null,\"state\":\"Süresi dolmuş\","    \
    "\"begins\":null,\"ends\":\"01.03.2025\"}]"
#define ROWS                                                                                       \
    "<tr><td>NES<td>00A1 5C<td>Kullanımda<td>01.03.2028"                                          \
    "<tr><td>NES<td>00B2<td>Süresi dolmuş<td>01.03.2025"
#define TERMS_OF(a, b, c, d)                                                                       \
    "<dt>Türü<dd>" a "<dt>Seri No<dd>" b "<dt>Durum<dd>" c "<dt>Bitiş Tarihi<dd>" d

static void certificates_are_read_in_many_markups(void **state)
{
    static const char *const pages[] = {
        "<table><thead><tr><th>Türü<th>Seri No<th>Durum<th>Bitiş Tarihi</thead>" ROWS "</table>",
        "<table><tr><td>Türü<td>Seri No<td>Durum<td>Bitiş Tarihi" ROWS "</table>",
        "<table><tr><th colspan=4>Sertifikalarım<tr><td>Türü<td>Seri No<td>Durum<td>Bitiş" ROWS
        "</table>",
        /* in a form, with a choice and a button in each row */
        "<form method=post action=x><table><tr><th><th>Türü<th>Seri No<th>Durum<th>Bitiş<th>"
        "<tr><td><input type=radio name=s value=1><td>NES<td>00A1 5C<td>Kullanımda<td>01.03.2028"
        "<td><button>Detay</button>"
        "<tr><td><input type=radio name=s value=2><td>NES<td>00B2<td>Süresi dolmuş<td>01.03.2025"
        "<td><button>Detay</button></table></form>",
        /* laid out by tables */
        "<table><tr><td>Ana Sayfa<td>Çıkış<tr><td colspan=2><table><tr><td>Türü<td>Seri No"
        "<td>Durum<td>Bitiş" ROWS "</table></table>",
        "<dl>" TERMS_OF("NES", "00A1 5C", "Kullanımda", "01.03.2028") "</dl><dl>" TERMS_OF(
            "NES", "00B2", "Süresi dolmuş", "01.03.2025") "</dl>",
        "<dl>" TERMS_OF("NES", "00A1 5C", "Kullanımda", "01.03.2028")
            TERMS_OF("NES", "00B2", "Süresi dolmuş", "01.03.2025") "</dl>",
        "<div><p>Türü: NES<p>Seri No: 00A1 5C<p>Durum: Kullanımda<p>Bitiş: 01.03.2028</div>"
        "<div><p>Türü: NES<p>Seri No: 00B2<p>Durum: Süresi dolmuş<p>Bitiş: 01.03.2025</div>",
        /* cards: a table for each, labels to the left; certificates beside each other */
        "<table><tr><th>Türü<td>NES<tr><th>Seri No<td>00A1 5C<tr><th>Durum<td>Kullanımda"
        "<tr><th>Bitiş<td>01.03.2028</table><table><tr><th>Türü<td>NES<tr><th>Seri No<td>00B2"
        "<tr><th>Durum<td>Süresi dolmuş<tr><th>Bitiş<td>01.03.2025</table>",
        "<table><tr><th>Türü<td>NES<td>NES<tr><th>Seri No<td>00A1 5C<td>00B2"
        "<tr><th>Durum<td>Kullanımda<td>Süresi dolmuş<tr><th>Bitiş<td>01.03.2028<td>01.03.2025"
        "</table>",
        "<table><tr><td>Türü<td>NES<td>Seri No<td>00A1 5C<tr><td>Durum<td>Kullanımda<td>Bitiş"
        "<td>01.03.2028<tr><td>Türü<td>NES<td>Seri No<td>00B2<tr><td>Durum<td>Süresi dolmuş"
        "<td>Bitiş<td>01.03.2025</table>",
        "<table><tr><th>Type<th>Serial Number<th>Status<th>Valid Until" ROWS "</table>",
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        const char *seen = told(pages[i], "certificates");
        if (strcmp(seen, TWO) != 0)
            fail_msg("%s\nof %s", seen, pages[i]);
    }
}

static void tables_are_told_as_they_are_seen(void **state)
{
    assert_string_equal(told("<table><tr><th>A<th>B<th><tr><td>1<td>2<td><button>Detay</button>"
                             "<tr><td rowspan=2>3<td>4<tr><td>5</table>",
                             "tables"),
                        "[{\"headers\":[\"A\",\"B\"],\"rows\":[[\"1\",\"2\"],[\"3\",\"4\"],"
                        "[\"3\",\"5\"]]}]");
    assert_string_equal(told("<table><tr><td>x<td>y<tr><td>1<td>2</table>", "tables"),
                        "[{\"headers\":null,\"rows\":[[\"x\",\"y\"],[\"1\",\"2\"]]}]");
}

static void what_lays_out_the_page_is_no_table(void **state)
{
    static const char *const pages[] = {
        "<p>Sertifikanız yoktur.",
        "<table><tr><td>Menü<td>Çıkış</table>",
        "<table><tr><td>Menü<tr><td>Çıkış</table>",
        ("<form><table><tr><td>E-posta<td><input name=e><tr><td>Telefon<td><input name=t></table>"
         "</form>"),
        ("<form><table><tr><td>E-posta<td><input name=e><td>Not 1<tr><td>Telefon<td><input name=t>"
         "<td>Not 2</table></form>"),
        "<table><tr><td>Menü<td>Çıkış<tr><td><table><tr><td>a</table><td>b</table>",
        "<p>Telefon: 0262 648 18 18<p>Not: yok",
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (strcmp(told(pages[i], "tables"), "[]") != 0)
            fail_msg("a table: %s", pages[i]);
    }
}

/* "Kayıt bulunamadı", in a row of its own below the heads. */
static void a_text_across_a_row_is_no_certificate(void **state)
{
    static const char html[] = "<table><tr><th>Seri No<th>Durum<th>Bitiş"
                               "<tr><td colspan=3>Kayıt bulunmamaktadır.</table>";
    assert_string_equal(told(html, "certificates"), "[]");
    assert_string_equal(told(html, "tables"),
                        "[{\"headers\":[\"Seri No\",\"Durum\",\"Bitiş\"],"
                        "\"rows\":[[\"Kayıt bulunmamaktadır.\",\"\",\"\"]]}]");
}

static void what_is_not_certain_is_not_told(void **state)
{
    /* two columns that say the same; two values for one label */
    assert_string_equal(
        told("<table><tr><th>Seri No<th>Sertifika No<th>Durum<th>Bitiş"
             "<tr><td>1<td>2<td>Kullanımda<td>01.03.2028</table>",
             "certificates"),
        "[{\"kind\":null,\"serial\":null,\"card_serial\":null,\"state\":\"Kullanımda\","
        "\"begins\":null,\"ends\":\"01.03.2028\"}]");
    /* labels that are known, but one alone */
    assert_string_equal(
        told("<table><tr><th>Durum<th>Not<tr><td>Açık<td>x</table>", "certificates"), "[]");
    /* words that only begin like labels */
    assert_string_equal(
        told("<table><tr><td>Durumu hakkında bilgi<td>x<tr><td>Bitiş tarihi yaklaşanlar"
             "<td>y<tr><td>Seri No nerede yazar<td>z</table>",
             "certificates"),
        "[]");
}

static void further_pages_are_told_of(void **state)
{
#define ONE "<table><tr><th>Seri No<th>Durum<tr><td>1<td>x</table>"
    static const char *const further[] = {"<a href=2>Sonraki</a>", "<a href=2>»</a>",
                                          "<a href=1>1</a> <a href=2>2</a>",
                                          "<form><button>Next Page</button></form>"};
    static const char *const last[] = {"<a href=1>Önceki</a>", "<a href=y>Yardım</a>",
                                       "<form><button disabled>Sonraki</button></form>"};
    char html[512];
    for (size_t i = 0; i < sizeof(further) / sizeof(*further); i++) {
        snprintf(html, sizeof(html), "%s%s", ONE, further[i]);
        if (strcmp(told(html, "more"), "true") != 0)
            fail_msg("nothing further: %s", further[i]);
    }
    for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++) {
        snprintf(html, sizeof(html), "%s%s", ONE, last[i]);
        if (strcmp(told(html, "more"), "false") != 0)
            fail_msg("something further: %s", last[i]);
    }
}

static void a_list_that_is_too_long_is_cut_and_says_so(void **state)
{
    es_auto(buf) html = {0};
    assert_true(es_buf_add_str(&html, "<table><tr><th>Seri No<th>Durum"));
    for (int i = 0; i < ES_LIST_ROWS_MAX + 5; i++)
        assert_true(es_buf_printf(&html, "<tr><td>%d<td>x", i));
    assert_string_equal(told(es_buf_str(&html), "more"), "true");
    assert_int_equal(json_array_size(json_object_get(list, "certificates")), ES_LIST_ROWS_MAX - 1);
}

/* `lead`, `piece` so many times, and `end`. */
static const char *more_of(const char *lead, const char *piece, int times, const char *end)
{
    es_auto(buf) html = {0};
    assert_true(es_buf_add_str(&html, lead));
    for (int i = 0; i < times; i++)
        assert_true(es_buf_add_str(&html, piece));
    assert_true(es_buf_add_str(&html, end));
    return told(es_buf_str(&html), "more");
}

static void each_limit_that_is_passed_is_told_of(void **state)
{
    enum { TABLES = ES_LIST_TABLES_MAX, COLUMNS = ES_LIST_COLUMNS_MAX, TEXT = ES_LIST_TEXT_MAX };
    static const char heads[] = "<table><tr><th>Seri No<th>Durum<tr><td>1<td>";
    assert_string_equal(more_of("", ONE, TABLES, ""), "false");
    assert_string_equal(more_of("", ONE, TABLES + 1, ""), "true");
    assert_int_equal(json_array_size(json_object_get(list, "tables")), TABLES);
    assert_string_equal(more_of("<table><tr>", "<th>A", COLUMNS, "<tr><td>1<td>2"), "false");
    assert_string_equal(more_of("<table><tr>", "<th>A", COLUMNS + 1, "<tr><td>1<td>2"), "true");
    assert_string_equal(more_of(heads, "ş", TEXT, ""), "false");
    assert_string_equal(more_of(heads, "ş", TEXT + 1, ""), "true");
}

#define LISTED(name) cmocka_unit_test_teardown(name, drop)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        LISTED(certificates_are_read_in_many_markups),
        LISTED(tables_are_told_as_they_are_seen),
        LISTED(what_lays_out_the_page_is_no_table),
        LISTED(a_text_across_a_row_is_no_certificate),
        LISTED(what_is_not_certain_is_not_told),
        LISTED(further_pages_are_told_of),
        LISTED(a_list_that_is_too_long_is_cut_and_says_so),
        LISTED(each_limit_that_is_passed_is_told_of),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
