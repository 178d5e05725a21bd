/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a control, by the rule that found them. */
#include "page_testing.h"

static void aria_labelledby_joins_the_texts_it_names(void **state)
{
    es_auto(page) *page = page_of("<b id=a>Kimlik</b><i id=b>No:</i>"
                                  "<input name=x aria-labelledby='a  b yok' aria-label=y>");
    assert_string_equal(words_at(page, "x", 0), "aria: Kimlik No");
    assert_string_equal(words_at(page, "x", 1), "aria: y");
}

static void aria_labelledby_may_name_something_hidden(void **state)
{
    es_auto(page) *page = page_of("<p hidden id=a>Kimlik No</p><input name=x aria-labelledby=a>");
    assert_string_equal(first_words(page, "x"), "aria: Kimlik No");
}

static void aria_labelledby_never_takes_what_stands_in_a_field(void **state)
{
    es_auto(page) *page = page_of("<textarea id=a>Gizli</textarea><select id=b><option>Ali</select>"
                                  "<meter id=c>yarım</meter>"
                                  "<input name=x aria-labelledby='a b c' title=Ad>");
    assert_string_equal(words_at(page, "x", 0), "title: Ad");
}

static void what_aria_labelledby_names_may_have_an_aria_label(void **state)
{
    es_auto(page) *page =
        page_of("<button name=x id=a aria-labelledby='a b' aria-label=Sil>S</button>"
                "<i id=b>Kart</i><input type=hidden id=c aria-label=Ad>"
                "<input name=y aria-labelledby=c title=Ad>");
    assert_string_equal(words_at(page, "x", 0), "aria: Sil Kart");
    assert_string_equal(first_words(page, "y"), "title: Ad");
}

static void a_text_before_an_end_tag_that_ends_nothing_stays_in_its_form(void **state)
{
    es_auto(page) *page = page_of("<form id=f><input name=x aria-labelledby=f>Ad</b></form>");
    assert_string_equal(first_words(page, "x"), "aria: Ad");
}

static void a_hidden_field_does_not_part_a_word(void **state)
{
    es_auto(page) *page =
        page_of("<label>Kim<input type=hidden id=h>lik <input name=x></label>"
                "<label for=y>Kim<input type=hidden>lik</label><input id=y name=y>");
    assert_string_equal(words_at(page, "x", 0), "label: Kimlik");
    assert_string_equal(words_at(page, "y", 0), "label: Kimlik");
}

static void what_stands_in_a_gauge_is_not_seen(void **state)
{
    es_auto(page) *page = page_of("<label>Süre <meter value=1>yarım</meter>"
                                  "<progress>biraz</progress><input name=x></label>");
    /* the label's control is the gauge */
    assert_false(has_words(page, "x", "label: Süre yarım"));
    assert_string_equal(es_page_str(page, es_page_blocks(page)[0].text), "Süre");
}

static void every_label_that_names_the_control_counts(void **state)
{
    es_auto(page) *page = page_of("<label for=i>Kimlik No *</label><input id=i name=x>"
                                  "<label for=i>Pasaport No:</label>");
    assert_string_equal(words_at(page, "x", 0), "label: Kimlik No");
    assert_string_equal(words_at(page, "x", 1), "label: Pasaport No");
}

static void a_wrapping_label_gives_its_text_without_the_controls(void **state)
{
    es_auto(page) *page = page_of("<label>Gün <select name=x><option>1</select> seçin</label>");
    assert_string_equal(first_words(page, "x"), "label: Gün seçin");
}

static void a_wrapping_label_whose_for_points_elsewhere_is_none_of_its(void **state)
{
    es_auto(page) *page = page_of("<label for=b>Öbür<input name=x></label><input id=b name=y>");
    assert_false(has_words(page, "x", "label: Öbür"));
    assert_true(has_words(page, "y", "label: Öbür"));
}

static void a_hidden_label_is_not_there(void **state)
{
    es_auto(page) *page =
        page_of("<label for=i style='display:none'>Tuzak</label><input id=i name=x title=Ad>");
    assert_string_equal(first_words(page, "x"), "title: Ad");
}

static void only_what_shows_a_placeholder_has_one(void **state)
{
    es_auto(page) *page = page_of("<input name=a type=radio placeholder=Ad>"
                                  "<input name=b type=week placeholder=Ad>"
                                  "<textarea name=c placeholder=Ad></textarea>");
    assert_string_equal(words_at(page, "a", 0), "name: a");
    assert_string_equal(words_at(page, "b", 0), "name: b");
    assert_string_equal(words_at(page, "c", 0), "placeholder: Ad");
}

static void a_picture_buttons_value_counts_only_without_an_alt(void **state)
{
    es_auto(page) *page = page_of("<input type=image name=a alt=Gönder value=v>"
                                  "<input type=image name=b value=Ara>");
    assert_string_equal(words_at(page, "a", 0), "label: Gönder");
    assert_string_equal(words_at(page, "a", 1), "name: a");
    assert_string_equal(words_at(page, "b", 0), "label: Ara");
}

static void title_comes_before_placeholder(void **state)
{
    es_auto(page) *page = page_of("<input name=x placeholder='Resimdeki Metni Giriniz' "
                                  "title='Resim'>");
    assert_string_equal(words_at(page, "x", 0), "title: Resim");
    assert_string_equal(words_at(page, "x", 1), "placeholder: Resimdeki Metni Giriniz");
}

static void the_cell_to_the_left_is_a_neighbour(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>T.C. No :<td><input name=x></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: T.C. No");
}

static void cells_of_a_colon_a_picture_or_nothing_are_stepped_over(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Resimdeki Yazı<td>:<td>&nbsp;<td><img src=c.go "
                                  "alt=resim><td><input name=x></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Resimdeki Yazı");
}

static void a_cell_with_another_field_ends_the_look_to_the_left(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Kimlik No<td><input name=x><td><input name=y>"
                                  "</table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
    assert_string_equal(first_words(page, "y"), "name: y");
}

static void the_header_above_is_a_neighbour(void **state)
{
    es_auto(page) *page = page_of("<table><tr><th>Kimlik No<th>Resim<tr><td><input name=x>"
                                  "<td><input name=y><tr><td><input name=z></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
    assert_string_equal(first_words(page, "y"), "neighbour: Resim");
    assert_string_equal(first_words(page, "z"), "neighbour: Kimlik No");
}

static void the_text_cell_above_is_a_neighbour(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Kimlik No:<tr><td><input name=x>"
                                  "<tr><td>Resim:<tr><td><input name=y></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
    assert_string_equal(first_words(page, "y"), "neighbour: Resim");
}

static void a_hint_in_the_row_of_another_field_is_not_taken(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td><input name=x><td>Resimdeki Yazı<tr><td>"
                                  "<td><input name=y></table>");
    assert_string_equal(first_words(page, "y"), "name: y");
}

static void the_row_above_does_not_name_a_field_with_a_text_to_its_left(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Ad<td>Güvenlik Sözcüğü<tr><td>Kimlik No<td>"
                                  "<input name=x></table>");
    assert_string_equal(words_at(page, "x", 0), "neighbour: Kimlik No");
    assert_string_equal(words_at(page, "x", 1), "name: x");
}

static void a_title_over_the_whole_table_does_not_name_a_labelled_field(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td colspan=2>Güvenlik Sözcüğü İstek Ekranı"
                                  "<tr><td>Kimlik No<td><input name=x></table>");
    assert_string_equal(words_at(page, "x", 0), "neighbour: Kimlik No");
    assert_string_equal(words_at(page, "x", 1), "name: x");
}

static void a_field_in_a_table_of_its_own_takes_the_outer_cells_text(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Kimlik No<td><table><tr><td><input name=x>"
                                  "</table></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
}

static void two_fields_in_an_inner_table_do_not_share_the_outer_text(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Bilgiler<td><table><tr><td><input name=x>"
                                  "<tr><td><input name=y></table></table>");
    assert_string_equal(first_words(page, "x"), "name: x");
    assert_string_equal(first_words(page, "y"), "name: y");
}

static void the_term_names_its_details_field(void **state)
{
    es_auto(page) *page = page_of("<dl><dt>Kimlik No:<dd><input name=x><dt>Resim<dd><input name=y>"
                                  "</dl>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
    assert_string_equal(first_words(page, "y"), "neighbour: Resim");
}

static void the_text_just_before_is_a_neighbour(void **state)
{
    es_auto(page) *page = page_of("<p>T.C. <b>Kimlik</b> No <span>*</span> : <input name=x> Resim:"
                                  "<br><input name=y></p>");
    assert_string_equal(first_words(page, "x"), "neighbour: T.C. Kimlik No");
    assert_string_equal(first_words(page, "y"), "neighbour: Resim");
}

static void the_block_before_names_a_field_that_begins_its_own(void **state)
{
    es_auto(page) *page = page_of("<div><div>Kimlik No</div><div><input name=x></div></div>"
                                  "<div><div>Resim</div><div><input name=y></div></div>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
    assert_string_equal(first_words(page, "y"), "neighbour: Resim");
}

static void a_text_is_not_taken_over_another_control(void **state)
{
    es_auto(page) *page = page_of("<p>Kimlik No <input name=x> <input name=y></p>");
    assert_string_equal(first_words(page, "y"), "name: y");
}

static void a_hidden_input_does_not_stand_between(void **state)
{
    es_auto(page) *page = page_of("<p>Kimlik No <input type=hidden name=h><input name=x></p>");
    assert_string_equal(first_words(page, "x"), "neighbour: Kimlik No");
}

static void a_text_is_not_taken_from_outside_the_form(void **state)
{
    es_auto(page) *page = page_of("Güvenlik Sözcüğü <form><input name=x></form>");
    assert_string_equal(first_words(page, "x"), "name: x");
}

static void a_text_is_not_taken_from_another_form(void **state)
{
    es_auto(page) *page = page_of("<form>Kimlik No</form><div><input name=x></div>");
    assert_string_equal(first_words(page, "x"), "name: x");
}

static void a_link_before_a_field_does_not_name_it(void **state)
{
    es_auto(page) *page = page_of("<p>Resimdeki Yazı <img src=c> <a href=#>yenile</a> "
                                  "<input name=x></p>");
    assert_string_equal(first_words(page, "x"), "neighbour: Resimdeki Yazı");
}

static void another_controls_label_before_a_field_does_not_name_it(void **state)
{
    es_auto(page) *page = page_of("<p><label for=j>Resim</label> <input name=x><input id=j></p>");
    assert_string_equal(first_words(page, "x"), "name: x");
}

static void hidden_text_before_a_field_does_not_name_it(void **state)
{
    es_auto(page) *page = page_of("<p>Ad <span hidden>Soyad</span><input name=x></p>");
    assert_string_equal(first_words(page, "x"), "neighbour: Ad");
}

static void a_radio_button_has_its_words_behind_it(void **state)
{
    es_auto(page) *page = page_of("<p>Belge: <input type=radio name=x> Pasaport "
                                  "<input type=radio name=y> Kimlik</p>");
    assert_string_equal(first_words(page, "x"), "neighbour: Pasaport");
    assert_string_equal(first_words(page, "y"), "neighbour: Kimlik");
}

static void the_legend_is_a_guess_after_the_neighbours(void **state)
{
    es_auto(page) *page = page_of("<fieldset><legend>Giriş</legend>Ad <input name=x></fieldset>");
    assert_string_equal(words_at(page, "x", 0), "neighbour: Ad");
    assert_string_equal(words_at(page, "x", 1), "group: Giriş");
}

static void a_groups_aria_label_is_a_guess(void **state)
{
    es_auto(page) *page = page_of("<div role=group aria-label='Doğum günü'><input name=x></div>");
    assert_string_equal(first_words(page, "x"), "group: Doğum günü");
}

static void a_heading_just_before_is_the_last_guess(void **state)
{
    es_auto(page) *page = page_of("<h2>Güvenlik Sözcüğü İstek Ekranı</h2><input name=x>");
    assert_string_equal(first_words(page, "x"), "group: Güvenlik Sözcüğü İstek Ekranı");
}

static void the_name_is_reported_last(void **state)
{
    es_auto(page) *page = page_of("<input name=form1:alan>");
    assert_string_equal(first_words(page, "form1:alan"), "name: form1:alan");
}

static void a_button_is_known_by_its_text_value_or_alt(void **state)
{
    es_auto(page) *page =
        page_of("<button name=a>Güvenlik <img alt=Sözcüğümü> <b>Unuttum</b></button>"
                "<input type=submit name=b value=' Giriş '><input type=image name=c alt=Gönder>"
                "<input type=submit name=d><button name=e title=Kapat>*</button>"
                "<button name=f aria-label=Onayla>+</button>");
    assert_string_equal(first_words(page, "a"), "label: Güvenlik Sözcüğümü Unuttum");
    assert_string_equal(first_words(page, "b"), "label: Giriş");
    assert_string_equal(first_words(page, "c"), "label: Gönder");
    assert_string_equal(first_words(page, "d"), "name: d");
    assert_string_equal(first_words(page, "e"), "title: Kapat");
    assert_string_equal(words_at(page, "f", 0), "aria: Onayla");
}

static void a_windows_1254_table_without_labels_is_read(void **state)
{
    static const char html[] =
        "<table border=0><form action=giris.go method=post><tr><td><font>T.C Kimlik "
        "Numaran\xFDz :</font></td><td><input name=tc></td></tr><tr><td>G\xFCvenlik "
        "S\xF6zc\xFC\xF0\xFCn\xFCz:*</td><td><input type=password name=gs></td></tr>"
        "<tr><td colspan=2><input type=submit value='Giri\xFE' name=b></td></tr></form></table>";
    es_auto(page) *page = page_from(html, sizeof html - 1, "text/html");
    assert_int_equal(page->charset, ES_WINDOWS_1254);
    assert_string_equal(first_words(page, "tc"), "neighbour: T.C Kimlik Numaranız");
    assert_string_equal(first_words(page, "gs"), "neighbour: Güvenlik Sözcüğünüz");
    assert_string_equal(first_words(page, "b"), "label: Giriş");
}

static void a_label_in_the_picture_s_row_still_holds_in_the_next(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Güvenlik Kodu:</td><td><img src=k.png></td></tr>"
                                  "<tr><td></td><td><input name=x></td></tr>"
                                  "<tr><td></td><td><input name=y></td></tr></table>");
    assert_string_equal(first_words(page, "x"), "neighbour: Güvenlik Kodu");
    assert_string_equal(first_words(page, "y"), "name: y");
}

static void a_label_whose_row_has_a_field_ends_with_its_row(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>Ad</td><td><input name=a></td></tr>"
                                  "<tr><td></td><td><input name=x></td></tr></table>");
    assert_string_equal(first_words(page, "x"), "name: x");
}

static void a_label_may_be_a_picture_with_words(void **state)
{
    es_auto(page) *page = page_of("<p><img src=t.png alt='Güvenlik Sözcüğü'> <input name=x></p>"
                                  "<p>Ad <img src=i.png alt=Bilgi> <input name=y></p>"
                                  "<p><a href=/><img src=i.png alt=Yenile></a><input name=z></p>");
    assert_string_equal(first_words(page, "x"), "neighbour: Güvenlik Sözcüğü");
    assert_string_equal(first_words(page, "y"), "neighbour: Ad");
    assert_string_equal(first_words(page, "z"), "name: z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aria_labelledby_joins_the_texts_it_names),
        cmocka_unit_test(aria_labelledby_may_name_something_hidden),
        cmocka_unit_test(aria_labelledby_never_takes_what_stands_in_a_field),
        cmocka_unit_test(what_aria_labelledby_names_may_have_an_aria_label),
        cmocka_unit_test(a_text_before_an_end_tag_that_ends_nothing_stays_in_its_form),
        cmocka_unit_test(a_hidden_field_does_not_part_a_word),
        cmocka_unit_test(what_stands_in_a_gauge_is_not_seen),
        cmocka_unit_test(every_label_that_names_the_control_counts),
        cmocka_unit_test(a_wrapping_label_gives_its_text_without_the_controls),
        cmocka_unit_test(a_wrapping_label_whose_for_points_elsewhere_is_none_of_its),
        cmocka_unit_test(a_hidden_label_is_not_there),
        cmocka_unit_test(title_comes_before_placeholder),
        cmocka_unit_test(only_what_shows_a_placeholder_has_one),
        cmocka_unit_test(a_picture_buttons_value_counts_only_without_an_alt),
        cmocka_unit_test(the_cell_to_the_left_is_a_neighbour),
        cmocka_unit_test(cells_of_a_colon_a_picture_or_nothing_are_stepped_over),
        cmocka_unit_test(a_cell_with_another_field_ends_the_look_to_the_left),
        cmocka_unit_test(the_header_above_is_a_neighbour),
        cmocka_unit_test(the_text_cell_above_is_a_neighbour),
        cmocka_unit_test(a_hint_in_the_row_of_another_field_is_not_taken),
        cmocka_unit_test(the_row_above_does_not_name_a_field_with_a_text_to_its_left),
        cmocka_unit_test(a_title_over_the_whole_table_does_not_name_a_labelled_field),
        cmocka_unit_test(a_field_in_a_table_of_its_own_takes_the_outer_cells_text),
        cmocka_unit_test(two_fields_in_an_inner_table_do_not_share_the_outer_text),
        cmocka_unit_test(the_term_names_its_details_field),
        cmocka_unit_test(the_text_just_before_is_a_neighbour),
        cmocka_unit_test(the_block_before_names_a_field_that_begins_its_own),
        cmocka_unit_test(a_text_is_not_taken_over_another_control),
        cmocka_unit_test(a_hidden_input_does_not_stand_between),
        cmocka_unit_test(a_text_is_not_taken_from_outside_the_form),
        cmocka_unit_test(a_text_is_not_taken_from_another_form),
        cmocka_unit_test(a_link_before_a_field_does_not_name_it),
        cmocka_unit_test(another_controls_label_before_a_field_does_not_name_it),
        cmocka_unit_test(hidden_text_before_a_field_does_not_name_it),
        cmocka_unit_test(a_radio_button_has_its_words_behind_it),
        cmocka_unit_test(the_legend_is_a_guess_after_the_neighbours),
        cmocka_unit_test(a_groups_aria_label_is_a_guess),
        cmocka_unit_test(a_heading_just_before_is_the_last_guess),
        cmocka_unit_test(the_name_is_reported_last),
        cmocka_unit_test(a_button_is_known_by_its_text_value_or_alt),
        cmocka_unit_test(a_windows_1254_table_without_labels_is_read),
        cmocka_unit_test(a_label_in_the_picture_s_row_still_holds_in_the_next),
        cmocka_unit_test(a_label_whose_row_has_a_field_ends_with_its_row),
        cmocka_unit_test(a_label_may_be_a_picture_with_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
