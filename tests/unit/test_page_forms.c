/* SPDX-License-Identifier: Apache-2.0 */
/* Forms, who owns what, and what the controls' attributes say. */
#include "page_testing.h"

static void a_page_without_a_form_has_no_form(void **state)
{
    es_auto(page) *page = page_of("<p>Merhaba <input name=x>");
    assert_int_equal(page->forms.n, 0);
    assert_string_equal(owner_of(page, "x"), "none");
}

static void a_form_opened_in_a_table_owns_until_its_end_tag(void **state)
{
    es_auto(page) *page = page_of("<table><form id=f><tr><td><input name=x></td></tr></form>"
                                  "<tr><td><input name=y></td></tr></table><input name=z>");
    assert_string_equal(owner_of(page, "x"), "f");
    assert_string_equal(owner_of(page, "y"), "none");
    assert_string_equal(owner_of(page, "z"), "none");
}

static void a_form_opened_in_a_table_and_closed_after_it_owns_what_is_between(void **state)
{
    es_auto(page) *page = page_of("<table><form id=f><tr><td><input name=x></td></tr></table>"
                                  "<input name=y></form><input name=z>");
    assert_string_equal(owner_of(page, "x"), "f");
    assert_string_equal(owner_of(page, "y"), "f");
    assert_string_equal(owner_of(page, "z"), "none");
}

static void crossed_forms_go_by_the_source(void **state)
{
    es_auto(page) *page = page_of("<div><form id=a></div><input name=x></form>"
                                  "<form id=b><input name=y><form id=c><input name=z></form>");
    assert_string_equal(owner_of(page, "x"), "a");
    assert_string_equal(owner_of(page, "y"), "b");
    assert_string_equal(owner_of(page, "z"), "b");
    assert_int_equal(page->forms.n, 2);
}

static void an_end_tag_in_a_script_or_value_ends_no_form(void **state)
{
    es_auto(page) *page =
        page_of("<form id=f><script>'</form>'</script><!-- </form> --><input title='</form>'>"
                "<textarea></form></textarea><input name=x></form>");
    assert_string_equal(owner_of(page, "x"), "f");
}

static void the_form_attribute_decides(void **state)
{
    es_auto(page) *page =
        page_of("<form id=a><input name=x form=b><input name=y form=''><input name=z form=p>"
                "</form><form id=b></form><p id=p>");
    assert_string_equal(owner_of(page, "x"), "b");
    assert_string_equal(owner_of(page, "y"), "none");
    assert_string_equal(owner_of(page, "z"), "none");
}

static void the_first_element_with_the_id_counts(void **state)
{
    es_auto(page) *page = page_of("<p id=f></p><form id=f></form><input name=x form=f>");
    assert_string_equal(owner_of(page, "x"), "none");
}

static void what_is_in_a_template_does_not_exist(void **state)
{
    es_auto(page) *page = page_of("<template><form id=t><input name=a></form></template>"
                                  "<form id=f><input name=x>");
    assert_int_equal(page->forms.n, 1);
    assert_int_equal(page->controls.n, 1);
    assert_string_equal(owner_of(page, "x"), "f");
}

static void an_image_belongs_to_the_form_it_stands_in(void **state)
{
    es_auto(page) *page = page_of("<img src=a><table><form><tr><td><img src=b width=120 "
                                  "height=40px alt=' kod '></form></table>");
    assert_int_equal(es_page_images(page)[0].form, ES_NONE);
    const struct es_image *image = &es_page_images(page)[1];
    assert_int_equal(image->form, 0);
    assert_int_equal(image->width, 120);
    assert_int_equal(image->height, 40);
    assert_string_equal(es_page_str(page, image->alt), "kod");
}

static void a_forms_attributes_are_kept(void **state)
{
    es_auto(page) *page = page_of("<form action=' nb.go?x=1 ' method=PosT enctype=text/plain "
                                  "accept-charset=utf-8 name=n><b>Kimlik No</b></form><form>");
    const struct es_form *form = es_page_forms(page);
    assert_int_equal(form->post, 1);
    assert_int_equal(form->multipart, 2);
    assert_string_equal(es_page_str(page, form->action), "nb.go?x=1");
    assert_string_equal(es_page_str(page, form->accept_charset), "utf-8");
    assert_string_equal(es_page_str(page, form->name), "n");
    assert_string_equal(es_page_str(page, form->legend_text), "Kimlik No");
    assert_int_equal(form[1].post, 0);
    assert_string_equal(es_page_str(page, form[1].action), "");
}

static void types_are_told_apart(void **state)
{
    static const struct {
        const char *html, *type_name;
        uint32_t type;
    } cases[] = {
        {"<input name=x>", "text", ES_CONTROL_TEXT},
        {"<input name=x type=yok>", "text", ES_CONTROL_TEXT},
        {"<input name=x type=TEL>", "tel", ES_CONTROL_TEXT},
        {"<input name=x type=password>", "password", ES_CONTROL_PASSWORD},
        {"<input name=x type=hidden>", "hidden", ES_CONTROL_HIDDEN},
        {"<input name=x type=image>", "image", ES_CONTROL_IMAGE},
        {"<input name=x type=file>", "file", ES_CONTROL_FILE},
        {"<button name=x>", "submit", ES_CONTROL_SUBMIT},
        {"<button name=x type=reset>", "reset", ES_CONTROL_RESET},
        {"<button name=x type=button>", "button", ES_CONTROL_BUTTON},
        {"<select name=x>", "select", ES_CONTROL_SELECT},
        {"<textarea name=x>", "textarea", ES_CONTROL_TEXTAREA},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        es_auto(page) *page = page_of(cases[i].html);
        assert_int_equal(control_named(page, "x")->type, cases[i].type);
        assert_string_equal(es_page_str(page, control_named(page, "x")->type_name),
                            cases[i].type_name);
    }
}

static void a_disabled_fieldset_disables_all_but_its_first_legend(void **state)
{
    es_auto(page) *page = page_of("<fieldset disabled><legend><input name=a></legend>"
                                  "<legend><input name=b></legend><input name=c></fieldset>"
                                  "<input name=d disabled><input name=e>");
    assert_false(control_named(page, "a")->flags & ES_CONTROL_DISABLED);
    assert_true(control_named(page, "b")->flags & ES_CONTROL_DISABLED);
    assert_true(control_named(page, "c")->flags & ES_CONTROL_DISABLED);
    assert_true(control_named(page, "d")->flags & ES_CONTROL_DISABLED);
    assert_false(control_named(page, "e")->flags & ES_CONTROL_DISABLED);
}

static void flags_say_what_the_attributes_say(void **state)
{
    es_auto(page) *page = page_of("<input name=a readonly required maxlength=11 minlength=2 "
                                  "pattern='[0-9]+' value=v><input name=b type=checkbox checked "
                                  "onclick=f()><input name=c checked>");
    const struct es_control *a = control_named(page, "a");
    assert_int_equal(a->flags, ES_CONTROL_READONLY | ES_CONTROL_REQUIRED);
    assert_int_equal(a->max_length, 11);
    assert_int_equal(a->min_length, 2);
    assert_string_equal(es_page_str(page, a->pattern), "[0-9]+");
    assert_int_equal(control_named(page, "b")->flags,
                     ES_CONTROL_CHECKED | ES_CONTROL_SCRIPTED | ES_CONTROL_NO_VALUE);
    assert_int_equal(control_named(page, "c")->flags, ES_CONTROL_NO_VALUE);
}

static void hidden_fields_are_unseen_but_there(void **state)
{
    static const char *const hidden[] = {
        "<input name=x type=hidden>",
        "<input name=x hidden>",
        "<input name=x style='DISPLAY : None !important'>",
        "<div style='visibility:hidden'><input name=x></div>",
        "<div aria-hidden=true><input name=x></div>",
        "<div style='position:absolute;left:-9999px'><input name=x></div>",
        "<p style='opacity:0'><input name=x></p>",
        "<dialog><input name=x></dialog>",
        "<datalist><input name=x></datalist>",
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        es_auto(page) *page = page_of(hidden[i]);
        assert_true(control_named(page, "x")->flags & ES_CONTROL_UNSEEN);
    }
}

static void what_is_shown_is_not_unseen(void **state)
{
    static const char *const shown[] = {
        "<div style='visibility:hidden'><input name=x style='visibility:visible'></div>",
        "<div aria-hidden=false><input name=x></div>",
        "<details><summary>a</summary><input name=x></details>", /* it opens without a script */
        "<dialog open><input name=x></dialog>",
        "<p style='opacity:0.5;left:-1px;display:inline'><input name=x></p>",
        "<noscript><input name=x></noscript>",
    };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        es_auto(page) *page = page_of(shown[i]);
        assert_false(control_named(page, "x")->flags & ES_CONTROL_UNSEEN);
    }
}

static void a_drop_down_has_one_option_selected(void **state)
{
    es_auto(page) *page = page_of("<select name=x><option disabled>a<option value=2>b<option>c"
                                  "</select><select name=y><option selected>a<option selected>b"
                                  "</select><select name=z multiple><option>a</select>");
    const struct es_option *x = es_control_options(page, control_named(page, "x"));
    assert_int_equal(control_named(page, "x")->options.n, 3);
    assert_true(x[0].disabled && !x[0].selected && x[1].selected && !x[2].selected);
    assert_string_equal(es_page_str(page, x[1].value), "2");
    assert_string_equal(es_page_str(page, x[2].value), "c");
    const struct es_option *y = es_control_options(page, control_named(page, "y"));
    assert_true(!y[0].selected && y[1].selected);
    assert_false(es_control_options(page, control_named(page, "z"))[0].selected);
}

static void a_textareas_first_line_end_is_dropped(void **state)
{
    es_auto(page) *page = page_of("<textarea name=x>\r\n a\r\nb &lt;</textarea>");
    assert_string_equal(es_page_str(page, control_named(page, "x")->value), " a\nb <");
}

static void line_ends_are_no_part_of_a_line(void **state)
{
    es_auto(page) *page = page_of("<input name=x value='a\nb'><input name=y type=hidden "
                                  "value='a\nb'><input name=z type=email value=' a@b '>");
    assert_string_equal(es_page_str(page, control_named(page, "x")->value), "ab");
    assert_string_equal(es_page_str(page, control_named(page, "y")->value), "a\nb");
    assert_string_equal(es_page_str(page, control_named(page, "z")->value), "a@b");
}

static void typed_inputs_drop_what_is_not_of_their_type(void **state)
{
    static const struct {
        const char *type, *value, *wanted;
    } cases[] = {
        {"number", "-1.5e3", "-1.5e3"},
        {"number", "1.", ""},
        {"number", "12a", ""},
        {"number", ".5", ".5"},
        {"number", "1e999", ""},
        {"range", "x", "50"},
        {"color", "#ABcd01", "#abcd01"},
        {"color", "red", "#000000"},
        {"date", "2026-01-31", "2026-01-31"},
        {"date", "31.01.2026", ""},
        {"time", "12:30", "12:30"},
        {"date", "2024-02-29", "2024-02-29"},
        {"date", "2026-02-29", ""},
        {"date", "0000-01-01", ""},
        {"date", "12024-01-01", "12024-01-01"},
        {"time", "24:00", ""},
        {"time", "12:30:15.250", "12:30:15.250"},
        {"month", "2026-1", ""},
        {"month", "2026-13", ""},
        {"week", "2026-W05", "2026-W05"},
        {"week", "2026-W53", "2026-W53"},
        {"week", "2025-W53", ""},
        {"datetime-local", "2026-01-31", ""},
        {"datetime-local", "2026-01-31 07:08", "2026-01-31T07:08"},
        {"datetime-local", "2026-01-31T07:08:00", "2026-01-31T07:08"},
        {"datetime-local", "2026-01-31T07:08:09.100", "2026-01-31T07:08:09.1"},
        {"tel", "12 a", "12 a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[128];
        snprintf(html, sizeof html, "<input name=x type=%s value='%s'>", cases[i].type,
                 cases[i].value);
        es_auto(page) *page = page_of(html);
        assert_string_equal(es_page_str(page, control_named(page, "x")->value), cases[i].wanted);
    }
}

static void an_options_text_is_sent_with_its_no_break_spaces(void **state)
{
    es_auto(page) *page = page_of("<select name=x><option selected> a&nbsp;<script>x"
                                  "</script><b>b</b>\n c <option "
                                  "value=' v '>w</select>");
    const struct es_option *options = es_control_options(page, control_named(page, "x"));
    assert_string_equal(es_page_str(page, options[0].value), "a\u00a0b c");
    assert_string_equal(es_page_str(page, options[1].value), " v ");
}

static void several_addresses_lose_the_blanks_around_each(void **state)
{
    es_auto(page) *page = page_of("<input name=x type=email multiple value=' a@b , c@d,'>"
                                  "<input name=y type=email value=' a@b , c@d '>");
    assert_string_equal(es_page_str(page, control_named(page, "x")->value), "a@b,c@d,");
    assert_string_equal(es_page_str(page, control_named(page, "y")->value), "a@b , c@d");
}

static void a_range_keeps_to_its_limits_and_steps(void **state)
{
    static const struct {
        const char *attributes, *wanted;
    } cases[] = {
        {"value=200", "100"},
        {"value=-3", "0"},
        {"value=7 max=5", "5"},
        {"min=10 max=20", "15"},
        {"value=200 min=10 max=5", "10"},
        {"value=12 step=5 min=0", "10"},
        {"value=33.3", "33.3"}, /* the steps begin at the value itself */
        {"value=33.3 min=0", "33"},
        {"value=33.3 min=0 step=any", "33.3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[128];
        snprintf(html, sizeof html, "<input name=x type=range %s>", cases[i].attributes);
        es_auto(page) *page = page_of(html);
        assert_string_equal(es_page_str(page, control_named(page, "x")->value), cases[i].wanted);
    }
}

static void an_end_tag_in_a_template_ends_no_form_outside(void **state)
{
    es_auto(page) *page =
        page_of("<table><tr><form id=f><td><template><form></form></template><input name=x>"
                "</td></tr></form></table><input name=y>");
    assert_string_equal(owner_of(page, "x"), "f");
    assert_string_equal(owner_of(page, "y"), "none");
}

static void only_texts_say_their_direction(void **state)
{
    es_auto(page) *page = page_of("<input name=a dirname=d><textarea name=b dirname=d></textarea>"
                                  "<input name=c type=range dirname=d><button name=e dirname=d>");
    assert_string_equal(es_page_str(page, control_named(page, "a")->dirname), "d");
    assert_string_equal(es_page_str(page, control_named(page, "b")->dirname), "d");
    assert_string_equal(es_page_str(page, control_named(page, "c")->dirname), "");
    assert_string_equal(es_page_str(page, control_named(page, "e")->dirname), "");
}

static void a_dialogs_method_is_neither_get_nor_post(void **state)
{
    es_auto(page) *page = page_of("<form method=dialog></form><form method=post>"
                                  "<button name=b formmethod=dialog></button></form>");
    assert_int_equal(es_page_forms(page)[0].dialog, 1);
    assert_int_equal(es_page_forms(page)[0].post, 0);
    assert_int_equal(es_page_forms(page)[1].dialog, 0);
    assert_int_equal(control_named(page, "b")->form_post, 2);
}

static void a_button_with_a_command_sends_no_form(void **state)
{
    es_auto(page) *page = page_of("<form><button name=a commandfor=x>A</button>"
                                  "<button name=b type=sacma command=y>B</button>"
                                  "<button name=c type=submit commandfor=x>C</button>"
                                  "<button name=d popovertarget=x>D</button></form>");
    assert_int_equal(control_named(page, "a")->type, ES_CONTROL_BUTTON);
    assert_int_equal(control_named(page, "b")->type, ES_CONTROL_BUTTON);
    assert_int_equal(control_named(page, "c")->type, ES_CONTROL_SUBMIT);
    assert_int_equal(control_named(page, "d")->type, ES_CONTROL_SUBMIT);
}

static void a_submitter_has_its_own_say(void **state)
{
    es_auto(page) *page =
        page_of("<form action=f><button name=a formaction=g formmethod=post "
                "formenctype=multipart/form-data formtarget=_blank></button>"
                "<button name=b></button><button name=c formaction=''></button></form>");
    const struct es_control *a = control_named(page, "a");
    assert_string_equal(es_page_str(page, a->form_action), "g");
    assert_string_equal(es_page_str(page, a->form_target), "_blank");
    assert_int_equal(a->form_post, 1);
    assert_int_equal(a->form_multipart, 1);
    const struct es_control *b = control_named(page, "b");
    assert_string_equal(es_page_str(page, b->form_action), "");
    assert_int_equal(b->form_post, -1);
    assert_int_equal(b->form_multipart, -1);
    assert_string_equal(es_page_str(page, control_named(page, "c")->form_action),
                        "https://example.org/a/b.go?c=d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_without_a_form_has_no_form),
        cmocka_unit_test(a_form_opened_in_a_table_owns_until_its_end_tag),
        cmocka_unit_test(a_form_opened_in_a_table_and_closed_after_it_owns_what_is_between),
        cmocka_unit_test(crossed_forms_go_by_the_source),
        cmocka_unit_test(an_end_tag_in_a_script_or_value_ends_no_form),
        cmocka_unit_test(the_form_attribute_decides),
        cmocka_unit_test(the_first_element_with_the_id_counts),
        cmocka_unit_test(what_is_in_a_template_does_not_exist),
        cmocka_unit_test(an_image_belongs_to_the_form_it_stands_in),
        cmocka_unit_test(a_forms_attributes_are_kept),
        cmocka_unit_test(types_are_told_apart),
        cmocka_unit_test(a_disabled_fieldset_disables_all_but_its_first_legend),
        cmocka_unit_test(flags_say_what_the_attributes_say),
        cmocka_unit_test(hidden_fields_are_unseen_but_there),
        cmocka_unit_test(what_is_shown_is_not_unseen),
        cmocka_unit_test(a_drop_down_has_one_option_selected),
        cmocka_unit_test(a_textareas_first_line_end_is_dropped),
        cmocka_unit_test(line_ends_are_no_part_of_a_line),
        cmocka_unit_test(typed_inputs_drop_what_is_not_of_their_type),
        cmocka_unit_test(an_options_text_is_sent_with_its_no_break_spaces),
        cmocka_unit_test(several_addresses_lose_the_blanks_around_each),
        cmocka_unit_test(a_range_keeps_to_its_limits_and_steps),
        cmocka_unit_test(an_end_tag_in_a_template_ends_no_form_outside),
        cmocka_unit_test(only_texts_say_their_direction),
        cmocka_unit_test(a_dialogs_method_is_neither_get_nor_post),
        cmocka_unit_test(a_button_with_a_command_sends_no_form),
        cmocka_unit_test(a_submitter_has_its_own_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
