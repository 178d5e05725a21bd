/* SPDX-License-Identifier: Apache-2.0 */
/* The cards of a PIN page: what is certainly a card's is read, and nothing else. */
#include "cards_testing.h"

#define FIRST  "Ali,0001-A,135791,24680246"
#define SECOND "Ali (yedek),0002-B,975310,86420864"
#define BOTH   FIRST ";" SECOND
#define HEAD   "<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK"

static void pairs_in_rows_are_not_read_as_a_row_of_labels(void **state)
{
#define PAIRS(d, s, pin, puk)                                                                      \
    "<tr><td>Açıklama<td>" d "<td>Kart Seri Numarası<td>" s "<tr><td>PIN<td>" pin "<td>PUK<"       \
    "td>" puk
    assert_string_equal(cards_on("<table>" PAIRS("Ali", "0001-A", "135791", "24680246") "</table>"),
                        FIRST);
    assert_string_equal(cards_on("<table>" PAIRS("Ali", "0001-A", "135791", "24680246") PAIRS(
                            "Ali (yedek)", "0002-B", "975310", "86420864") "</table>"),
                        BOTH);
    assert_string_equal(
        cards_on(
            "<table>" PAIRS("Ali", "0001-A", "135791", "24680246") "<tr><td colspan=4><hr>" PAIRS(
                "Ali (yedek)", "0002-B", "975310", "86420864") "</table>"),
        BOTH);
    assert_string_equal(
        cards_on("<table><tr><td>Kart Seri Numarası<td>0001-A<tr><td>PIN<td>135791<td>PUK<td>"
                 "24680246<tr><td>Kart Seri Numarası<td>0002-B<tr><td>PIN<td>975310<td>PUK<td>"
                 "86420864</table>"),
        "-,0001-A,135791,24680246;-,0002-B,975310,86420864");
}

static void values_may_stand_below_each_row_of_labels(void **state)
{
#define SQUARE(d, s, pin, puk)                                                                     \
    "<tr><td>Açıklama<td>Kart Seri Numarası<tr><td>" d "<td>" s "<tr><td>PIN<td>PUK<tr><td>" pin   \
    "<td>" puk
    assert_string_equal(
        cards_on("<table>" SQUARE("Ali", "0001-A", "135791", "24680246") "</table>"), FIRST);
    assert_string_equal(cards_on("<table>" SQUARE("Ali", "0001-A", "135791", "24680246") SQUARE(
                            "Ali (yedek)", "0002-B", "975310", "86420864") "</table>"),
                        BOTH);
}

static void values_above_their_labels_in_a_table_are_not_swapped(void **state)
{
    assert_string_equal(cards_on("<table><tr><td>135791<td>24680246<tr><td>PIN<td>PUK"
                                 "<tr><td>975310<td>86420864<tr><td>PIN<td>PUK</table>"),
                        "");
}

static void a_cell_that_reaches_over_two_cards_is_of_both(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td rowspan=2>Ali<td>0001-A<td>135791<td>24680246"
                                      "<tr><td>0002-B<td>975310<td>86420864</table>"),
                        FIRST ";Ali,0002-B,975310,86420864");
}

static void a_label_may_explain_itself_in_brackets(void **state)
{
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama<td>Ali<tr><td>Kart Seri Numarası<td>0001-A<tr><td>PIN "
                 "(e-imza şifresi)<td>135791<tr><td>PUK (kilit açma şifresi)<td>24680246</table>"),
        FIRST);
}

static void tables_of_one_cell_are_that_cell(void **state)
{
#define CELL(text) "<td><table><tr><td>" text "</table>"
    assert_string_equal(
        cards_on("<table><tr>" CELL("Açıklama") CELL("Ali") "<tr>" CELL("Kart Seri Numarası")
                     CELL("0001-A") "<tr>" CELL("PIN") CELL("135791") "<tr><td>PUK<td>24680246"
                                                                      "</table>"),
        FIRST);
}

static void digits_in_a_box_each_are_one_value(void **state)
{
    assert_string_equal(cards_on("<table><tr><td>Açıklama<td>Ali<tr><td>Kart Seri Numarası<td>"
                                 "0001-A<tr><td>PIN<td><table><tr><td>1<td>3<td>5<td>7<td>9<td>1"
                                 "</table><tr><td>PUK<td>24680246</table>"),
                        FIRST);
    assert_string_equal(
        cards_on("<p>Açıklama: Ali</p><p>Kart Seri Numarası: 0001-A</p><div>PIN</div><div><div>1"
                 "</div><div>3</div><div>5</div><div>7</div><div>9</div><div>1</div></div>"
                 "<div>PUK</div><div><div>2</div><div>4</div><div>6</div><div>8</div></div>"),
        "Ali,0001-A,135791,2468");
}

static void digits_in_groups_are_given_without_the_blanks(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>TR 7781 0042<td>135 791<td>2468-0246"
                                      "</table>"),
                        "Ali,TR 7781 0042,135791,24680246");
}

static void a_card_without_a_pin_yet_is_shown_without_one(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>-<td>-</table>"), "Ali,0001-A,-,-");
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>&nbsp;<td>24680246</table>"),
                        "Ali,0001-A,-,24680246");
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>135791<td>-</table>"),
                        "Ali,0001-A,135791,-");
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>Kartta değiştirilmiş<td>24680246"
                                      "</table>"),
                        "Ali,0001-A,-,24680246");
}

static void what_is_hidden_by_marks_is_no_value(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>••••••<button type=button>Göster"
                                      "</button><td>****** <a href=#>Göster</a></table>"),
                        "Ali,0001-A,-,-");
    assert_string_equal(cards_on("<p>Açıklama: Ali<p>Kart Seri Numarası: 0001-A<p>PIN: ******"
                                 "<span style='display:none'>135791</span><p>PUK: ********"),
                        "Ali,0001-A,-,-");
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>13****<td>24******</table>"), "");
}

static void a_table_that_only_leads_to_the_values_is_no_pin_page(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td><a href=1>Göster</a><td><a href=2>"
                                      "Göster</a></table>"),
                        "");
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td><button>Göster</button><td>"
                                      "<button>Göster</button></table>"),
                        "");
}

static void words_around_a_value_are_no_part_of_it(void **state)
{
    static const char *const cells[][4] = {
        {"<span>Açıklama</span>Ali", "<span>Kart Seri Numarası</span>0001-A",
         "<span>PIN</span>135791", "<span>PUK</span>24680246"},
        {"Açıklama: Ali", "Kart Seri Numarası: 0001-A", "PIN: 135791", "PUK : 24680246"},
        {"Ali", "0001-A", "135791 <a href=#>Kopyala</a>", "<a href=#>Kopyala</a> 24680246"},
        {"Ali", "0001-A", "135791 <i class=material-icons>content_copy</i>",
         "24680246<i class=material-icons> content_copy</i>"},
        {"Ali", "0001-A", "135791<br><small>(6 haneli)</small>", "24680246 (8 haneli)"},
        {"Ali", "0001-A", "135791 <span>PIN numarası</span>", "PUK numarası 24680246"},
        {"Ali", "0001-A", "135791 <button>Kopyala</button>", "<code>24680246</code>"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char html[1024];
        snprintf(html, sizeof html, HEAD "<tr><td>%s<td>%s<td>%s<td>%s</table>", cells[i][0],
                 cells[i][1], cells[i][2], cells[i][3]);
        assert_string_equal(cards_on(html), FIRST);
    }
}

static void words_are_never_a_pin(void **state)
{
    assert_string_equal(cards_on("<dl><dt>PIN<dd>6 haneli<dt>PUK<dd>sekiz hane</dl>"), "");
    assert_string_equal(cards_on("<table><tr><td>PIN<td>12.03.2024<tr><td>PUK<td>1234 ve 5678"
                                 "</table>"),
                        "");
    assert_string_equal(cards_on("<p>PIN: e-imza şifresidir<p>PUK: kilidi açar<p>PIN: 135791"
                                 "<p>PUK: 24680246"),
                        "-,-,135791,24680246");
}

static void a_value_above_its_name_is_read_where_they_stand_together(void **state)
{
    assert_string_equal(cards_on("<p>Açıklama: Ali<p>Kart Seri Numarası: 0001-A</p><div><div>135791"
                                 "</div><div>PIN</div></div><div><div>24680246</div><div>PUK</div>"
                                 "</div>"),
                        FIRST);
    assert_string_equal(cards_on("<div><div>135791</div><div>PIN</div><div>24680246</div><div>PUK"
                                 "</div><div>2026</div></div>"),
                        "");
}

static void a_card_shown_twice_is_one(void **state)
{
    assert_string_equal(cards_on(HEAD "<tr><td>Ali<td>0001-A<td>135791<td>24680246</table>"
                                      "<div><p>Açıklama: Ali<p>Kart Seri Numarası: 0001-A"
                                      "<p>PIN: 135 791<p>PUK: 2468 0246</div>"),
                        FIRST);
}

static void a_serial_is_not_given_to_the_card_before_it(void **state)
{
    assert_string_equal(cards_on("<p>PIN: 135791<p>PUK: 24680246<p>Kart Seri Numarası: 0002-B"
                                 "<p>PIN: 975310<p>PUK: 86420864"),
                        "-,-,135791,24680246;-,-,975310,86420864");
    assert_string_equal(cards_on("<div><p>PIN: 135791<p>PUK: 24680246</div><div><p>Kart Seri "
                                 "Numarası: 0002-B<p>PIN: 975310<p>PUK: 86420864</div>"),
                        "-,-,135791,24680246;-,0002-B,975310,86420864");
}

static void a_text_box_may_hold_all_lines(void **state)
{
    assert_string_equal(cards_on("<textarea readonly>Açıklama: Ali\nKart Seri Numarası: 0001-A\n"
                                 "PIN: 135791\nPUK: 24680246</textarea>"),
                        FIRST);
}

static void a_heading_may_say_the_description(void **state)
{
    assert_string_equal(
        cards_on("<h4>Açıklama: Ali</h4><table><tr><th>Kart Seri Numarası<td>0001-A<tr><th>PIN<td>"
                 "135791<tr><th>PUK<td>24680246</table><h4>Açıklama: Ali (yedek)</h4><table><tr>"
                 "<th>Kart Seri Numarası<td>0002-B<tr><th>PIN<td>975310<tr><th>PUK<td>86420864"
                 "</table>"),
        BOTH);
}

static void a_table_made_of_other_elements_is_a_table(void **state)
{
#define ROLE(role, text) "<span role=" role ">" text "</span>"
    assert_string_equal(
        cards_on(
            "<div role=table><div role=rowgroup><div role=row>" ROLE("columnheader", "Açıklama")
                ROLE("columnheader", "Kart Seri Numarası") ROLE("columnheader", "PIN")
                    ROLE("columnheader", "PUK") "</div></div><div role=row>" ROLE("cell", "Ali")
                        ROLE("cell", "0001-A") ROLE("cell", "135791")
                            ROLE("cell", "24680246") "</div></div>"),
        FIRST);
    assert_string_equal(
        cards_on(
            "<mat-table role=table><mat-row role=row><mat-cell role=columnheader>PIN</mat-cell>"
            "<mat-cell role=columnheader>PUK</mat-cell></mat-row><mat-row role=row><mat-cell "
            "role=cell>135791</mat-cell><mat-cell role=cell>24680246</mat-cell></mat-row>"
            "</mat-table>"),
        "-,-,135791,24680246");
}

static void rows_of_boxes_are_read_where_each_box_is_filled(void **state)
{
#define BOXES(d, s, pin, puk)                                                                      \
    "<div><div>" d "</div><div>" s "</div><div>" pin "</div><div>" puk "</div></div>"
    assert_string_equal(cards_on(BOXES("Açıklama", "Kart Seri Numarası", "PIN", "PUK")
                                     BOXES("Ali", "0001-A", "135791", "24680246")
                                         BOXES("Ali (yedek)", "0002-B", "975310", "86420864")),
                        BOTH);
    assert_string_equal(cards_on(BOXES("Açıklama", "Kart Seri Numarası", "PIN", "PUK")
                                     BOXES("Ali", "", "135791", "24680246") "<p>2026</p>"),
                        "");
    assert_string_equal(cards_on(BOXES("Açıklama", "Kart Seri Numarası", "PIN", "PUK")
                                     BOXES("135791", "Ali", "24680246", "0001")),
                        "");
}

static void a_header_may_explain_itself(void **state)
{
    assert_string_equal(
        cards_on("<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN <span role=tooltip>6 "
                 "haneli e-imza parolanız</span><th>PUK <span>8 haneli</span><tr><td>Ali<td>0001-A"
                 "<td>135791<td>24680246</table>"),
        FIRST);
    assert_string_equal(
        cards_on("<table><tr><th colspan=2>PIN ve PUK Bilgileri<tr><th>PIN<th>PUK<tr><td>135791"
                 "<td>24680246</table>"),
        "-,-,135791,24680246");
}

static void a_missing_value_does_not_move_those_of_the_next_card(void **state)
{
#define BOXED(label, value) "<div><div>" label "</div><div>" value "</div></div>"
    assert_string_equal(cards_on("<div>" BOXED("PIN", "")
                                     BOXED("PUK", "24680246") "</div><div>" BOXED("PIN", "975310")
                                         BOXED("PUK", "Kartta değiştirildi") "</div>"),
                        "-,-,-,24680246;-,-,975310,-");
    assert_string_equal(cards_on("<p>PIN: kartın şifresidir</p><p>Kart Seri Numarası: 0001-A"
                                 "<p>PIN: 135791<p>PUK: 24680246<p>Kart Seri Numarası: 0002-B"
                                 "<p>PIN: 975310<p>PUK: 86420864"),
                        "-,0001-A,135791,24680246;-,0002-B,975310,86420864");
}

static void each_value_may_have_a_table_of_its_own(void **state)
{
#define TABLE(label, value) "<table><tr><td><b>" label "</b><td>:<td>" value "</table>"
    assert_string_equal(cards_on(TABLE("ACIKLAMA", "Ali") TABLE("KART SERI NO", "0001-A")
                                     TABLE("PIN", "135791") TABLE("PUK", "24680246") TABLE(
                                         "ACIKLAMA", "Ali (yedek)") TABLE("KART SERI NO", "0002-B")
                                         TABLE("PIN", "975310") TABLE("PUK", "86420864")),
                        BOTH);
}

static void titles_describe_several_cards(void **state)
{
#define TITLED(title, s, pin, puk)                                                                 \
    "<div><h3>" title "</h3><ul><li><span>Kart Seri Numarası</span><span>" s                       \
    "</span></li><li><span>PIN</span><span>" pin "</span></li><li><span>PUK</span><span>" puk      \
    "</span></li></ul></div>"
    assert_string_equal(
        cards_on("<h1>PIN ve PUK Bilgileri</h1>" TITLED("Ali", "0001-A", "135791", "24680246")
                     TITLED("Ali (yedek)", "0002-B", "975310", "86420864")),
        BOTH);
    assert_string_equal(cards_on("<h1>PIN ve PUK Bilgileri</h1>" TITLED("Kart Bilgileri", "0001-A",
                                                                        "135791", "24680246")),
                        "-,0001-A,135791,24680246");
    assert_string_equal(cards_on("<h1>PIN ve PUK Bilgileri</h1><p>Kart Seri Numarası: 0001-A<p>PIN:"
                                 " 135791<p>PUK: 24680246<p><a href=1>Yazdır</a><p>Kart Seri "
                                 "Numarası: 0002-B<p>PIN: 975310<p>PUK: 86420864"),
                        "-,0001-A,135791,24680246;-,0002-B,975310,86420864");
}

static void advice_is_no_description(void **state)
{
    assert_string_equal(cards_on("<p>Açıklama: PIN ve PUK değerlerini kimseyle paylaşmayınız.</p>"
                                 "<p>PIN: 135791<p>PUK: 24680246"),
                        "-,-,135791,24680246");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(pairs_in_rows_are_not_read_as_a_row_of_labels),
        SEEN(values_may_stand_below_each_row_of_labels),
        SEEN(values_above_their_labels_in_a_table_are_not_swapped),
        SEEN(a_cell_that_reaches_over_two_cards_is_of_both),
        SEEN(a_label_may_explain_itself_in_brackets),
        SEEN(tables_of_one_cell_are_that_cell),
        SEEN(digits_in_a_box_each_are_one_value),
        SEEN(digits_in_groups_are_given_without_the_blanks),
        SEEN(a_card_without_a_pin_yet_is_shown_without_one),
        SEEN(what_is_hidden_by_marks_is_no_value),
        SEEN(a_table_that_only_leads_to_the_values_is_no_pin_page),
        SEEN(words_around_a_value_are_no_part_of_it),
        SEEN(words_are_never_a_pin),
        SEEN(a_value_above_its_name_is_read_where_they_stand_together),
        SEEN(a_card_shown_twice_is_one),
        SEEN(a_serial_is_not_given_to_the_card_before_it),
        SEEN(a_text_box_may_hold_all_lines),
        SEEN(a_heading_may_say_the_description),
        SEEN(a_table_made_of_other_elements_is_a_table),
        SEEN(rows_of_boxes_are_read_where_each_box_is_filled),
        SEEN(a_header_may_explain_itself),
        SEEN(a_missing_value_does_not_move_those_of_the_next_card),
        SEEN(each_value_may_have_a_table_of_its_own),
        SEEN(titles_describe_several_cards),
        SEEN(advice_is_no_description),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
