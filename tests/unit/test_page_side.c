/* SPDX-License-Identifier: Apache-2.0 */
/* Which of two fields a text between them belongs to. */
#include "page_testing.h"

static void assert_words(const char *html, const char *of_a, const char *of_b)
{
    es_auto(page) *page = page_of(html);
    assert_string_equal(first_words(page, "a"), of_a);
    assert_string_equal(first_words(page, "b"), of_b);
}

static void labels_behind_their_fields_are_theirs(void **state)
{
    const char *const around[][2] = {{"", "<br>"},
                                     {"<div>", "</div>"},
                                     {"<p>", "</p>"},
                                     {"<li>", "</li>"},
                                     {"<div class=g>", "<br></div>"}};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        char html[512];
        snprintf(html, sizeof html,
                 "<form>%s<input name=a><label>Kimlik No</label>%s%s<input name=b> "
                 "<span>Resimdeki Yazı</span>%s%s<input name=c> E-posta%s</form>",
                 around[i][0], around[i][1], around[i][0], around[i][1], around[i][0],
                 around[i][1]);
        assert_words(html, "neighbour: Kimlik No", "neighbour: Resimdeki Yazı");
    }
}

static void a_hint_behind_a_field_is_not_the_next_one_s_label(void **state)
{
    assert_words("<p>Ad <input name=a> Kimlik No ile aynı</p><p><input name=b></p>",
                 "neighbour: Ad", "name: b");
}

static void a_label_on_a_line_of_its_own_is_the_next_field_s(void **state)
{
    assert_words("<form><p>Ad</p><p><input name=a></p><p>Soyad</p><p><input name=b></p></form>",
                 "neighbour: Ad", "neighbour: Soyad");
}

static void but_not_where_the_form_begins_with_a_field(void **state)
{
    assert_words("<form><h2>Giriş</h2><p><input name=a></p><p>Ad</p><p><input name=b></p>"
                 "<p>Soyad</p></form>",
                 "group: Giriş", "name: b");
}

static void fields_and_labels_on_one_line_go_by_what_stands_first(void **state)
{
    assert_words("<form>Ad <input name=a> Soyad <input name=b></form>", "neighbour: Ad",
                 "neighbour: Soyad");
    assert_words("<form><input name=a> Ad <input name=b> Soyad</form>", "name: a",
                 "neighbour: Soyad");
}

static void in_a_row_too(void **state)
{
    assert_words("<table><tr><td>Ad<td><input name=a><td>Soyad<td><input name=b></table>",
                 "neighbour: Ad", "neighbour: Soyad");
    assert_words("<table><tr><td><input name=a><td>Ad<td><input name=b><td>Soyad</table>",
                 "name: a", "name: b");
}

static void in_a_column_too(void **state)
{
    assert_words("<table><tr><td>Ad<tr><td><input name=a><tr><td>Soyad<tr><td><input name=b>"
                 "</table>",
                 "neighbour: Ad", "neighbour: Soyad");
    assert_words("<table><tr><td><input name=a><tr><td>Ad<tr><td><input name=b><tr><td>Soyad"
                 "</table>",
                 "name: a", "name: b");
}

static void a_label_to_the_right_is_a_field_s_that_has_none_to_the_left(void **state)
{
    assert_words("<table><tr><td><input name=a><td>Ad<tr><td><input name=b><td>Soyad</table>",
                 "neighbour: Ad", "neighbour: Soyad");
    assert_words("<table><tr><td>Ad<td><input name=a><td>Örn: Ali<tr><td>Soyad<td><input name=b>"
                 "<td>Örn: Veli</table>",
                 "neighbour: Ad", "neighbour: Soyad");
}

static void words_behind_a_field_that_name_another_are_not_its_own(void **state)
{
    assert_words("<p><input name=a> <label for=i>Soyad</label></p><p><input name=b id=i></p>",
                 "name: a", "label: Soyad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_behind_their_fields_are_theirs),
        cmocka_unit_test(a_hint_behind_a_field_is_not_the_next_one_s_label),
        cmocka_unit_test(a_label_on_a_line_of_its_own_is_the_next_field_s),
        cmocka_unit_test(but_not_where_the_form_begins_with_a_field),
        cmocka_unit_test(fields_and_labels_on_one_line_go_by_what_stands_first),
        cmocka_unit_test(in_a_row_too),
        cmocka_unit_test(in_a_column_too),
        cmocka_unit_test(a_label_to_the_right_is_a_field_s_that_has_none_to_the_left),
        cmocka_unit_test(words_behind_a_field_that_name_another_are_not_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
