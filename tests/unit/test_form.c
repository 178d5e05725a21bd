/* SPDX-License-Identifier: Apache-2.0 */
/* Pages are put together by hand here, so that a form is tested without the HTML parser. */
#include "esign/form.h"
#include "esign/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CONTROLS_MAX = 16 };

/* A page with one form (index 0) and a second, empty one. */
struct sheet {
    struct es_page page; /* first, for offsets count from here */
    struct es_form forms[2];
    struct es_control controls[CONTROLS_MAX];
    struct es_option options[8];
    char strings[8192];
    size_t used;
};

static es_str put(struct sheet *sheet, const char *text)
{
    size_t len = strlen(text) + 1;
    es_str at = (es_str)(offsetof(struct sheet, strings) + sheet->used);
    if (len == 1)
        return 0;
    assert_true(sheet->used + len <= sizeof sheet->strings);
    memcpy(sheet->strings + sheet->used, text, len);
    sheet->used += len;
    return at;
}

static struct sheet *sheet_new(void)
{
    struct sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    sheet->page.size = sizeof *sheet;
    sheet->page.charset = ES_UTF_8;
    sheet->page.url = put(sheet, "https://example.org/nb/page.go?flow=1#top");
    sheet->page.base = put(sheet, "https://example.org/base/");
    sheet->page.forms = (struct es_span){offsetof(struct sheet, forms), 2};
    sheet->page.controls = (struct es_span){offsetof(struct sheet, controls), 0};
    sheet->forms[0].post = 1;
    return sheet;
}

static struct es_control *add(struct sheet *sheet, enum es_control_type type, const char *name,
                              const char *value)
{
    assert_true(sheet->page.controls.n < CONTROLS_MAX);
    struct es_control *control = &sheet->controls[sheet->page.controls.n++];
    *control = (struct es_control){
        .type = type,
        .name = put(sheet, name),
        .value = put(sheet, value),
        .max_length = -1,
        .min_length = -1,
        .form_post = -1,
        .form_multipart = -1,
    };
    return control;
}

static void add_option(struct sheet *sheet, struct es_control *select, const char *value,
                       bool selected, bool disabled)
{
    if (select->options.n == 0) {
        select->options.at = offsetof(struct sheet, options);
        while (sheet
                   ->options[(select->options.at - offsetof(struct sheet, options)) /
                             sizeof(struct es_option)]
                   .text)
            select->options.at += (uint32_t)sizeof(struct es_option);
    }
    struct es_option *option =
        (struct es_option *)((char *)sheet + select->options.at) + select->options.n++;
    *option = (struct es_option){put(sheet, value), put(sheet, "x"), selected, disabled};
}

static es_status request(const struct sheet *sheet, uint32_t submitter, const struct es_fill *fills,
                         size_t n, struct es_request *out)
{
    struct es_error err = ES_ERROR_INIT;
    return es_form_request(&sheet->page, 0, submitter, fills, n, out, &err);
}

static void assert_body(const struct sheet *sheet, uint32_t submitter, const char *body)
{
    struct es_request out;
    assert_int_equal(request(sheet, submitter, NULL, 0, &out), ES_OK);
    assert_string_equal(es_buf_str(&out.body), body);
    es_request_free(&out);
}

static void assert_url(const struct sheet *sheet, uint32_t submitter, const char *url)
{
    struct es_request out;
    assert_int_equal(request(sheet, submitter, NULL, 0, &out), ES_OK);
    assert_string_equal(es_buf_str(&out.url), url);
    es_request_free(&out);
}

static int begin(void **state)
{
    *state = sheet_new();
    return 0;
}

static int end(void **state)
{
    free(*state);
    return 0;
}

/* ---- the entry list ---- */

static void entries_come_in_tree_order_with_the_submitter_in_its_place(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_HIDDEN, "token", "t");
    add(sheet, ES_CONTROL_SUBMIT, "go", "Giriş");
    add(sheet, ES_CONTROL_TEXT, "id", "1");
    assert_body(sheet, 1, "token=t&go=Giri%C5%9F&id=1");
}

static void other_buttons_are_left_out(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_SUBMIT, "a", "1");
    add(sheet, ES_CONTROL_IMAGE, "b", "2");
    add(sheet, ES_CONTROL_RESET, "c", "3");
    add(sheet, ES_CONTROL_BUTTON, "d", "4");
    add(sheet, ES_CONTROL_SUBMIT, "e", "5");
    assert_body(sheet, 4, "e=5");
    assert_body(sheet, ES_NONE, "");
}

static void what_was_typed_takes_the_place_of_the_value(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "id", "old");
    add(sheet, ES_CONTROL_PASSWORD, "word", "");
    add(sheet, ES_CONTROL_TEXT, "kept", "k");
    const struct es_fill fills[] = {{1, "ş &="}, {0, ""}};
    struct es_request out;
    assert_int_equal(request(sheet, ES_NONE, fills, 2, &out), ES_OK);
    assert_string_equal(es_buf_str(&out.body), "id=&word=%C5%9F+%26%3D&kept=k");
    es_request_free(&out);
}

static void disabled_controls_are_left_out(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "a", "1")->flags = ES_CONTROL_DISABLED;
    add(sheet, ES_CONTROL_TEXT, "b", "2")->flags = ES_CONTROL_IN_DATALIST;
    assert_body(sheet, ES_NONE, "");
}

static void readonly_and_unseen_controls_are_sent(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "a", "1")->flags = ES_CONTROL_READONLY;
    add(sheet, ES_CONTROL_TEXT, "b", "2")->flags = ES_CONTROL_UNSEEN;
    assert_body(sheet, ES_NONE, "a=1&b=2");
}

static void nameless_controls_are_left_out(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "", "1");
    add(sheet, ES_CONTROL_SUBMIT, "", "2");
    assert_body(sheet, 1, "");
}

static void controls_of_another_form_are_left_out(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "a", "1")->form = 1;
    add(sheet, ES_CONTROL_TEXT, "b", "2")->form = ES_NONE;
    add(sheet, ES_CONTROL_TEXT, "c", "3");
    assert_body(sheet, ES_NONE, "c=3");
}

static void only_checked_boxes_are_sent(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_CHECKBOX, "a", "1");
    add(sheet, ES_CONTROL_CHECKBOX, "b", "2")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_CHECKBOX, "c", "")->flags = ES_CONTROL_CHECKED | ES_CONTROL_NO_VALUE;
    add(sheet, ES_CONTROL_CHECKBOX, "d", "")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_RADIO, "e", "5");
    add(sheet, ES_CONTROL_RADIO, "e", "6")->flags = ES_CONTROL_CHECKED;
    assert_body(sheet, ES_NONE, "b=2&c=on&d=&e=6");
}

static void assert_filled(const struct sheet *sheet, struct es_fill fill, const char *body)
{
    es_auto(request) out = {0};
    assert_int_equal(request(sheet, ES_NONE, &fill, 1, &out), ES_OK);
    assert_string_equal(es_buf_str(&out.body), body);
}

static void a_box_that_was_ticked_by_hand_is_sent(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_CHECKBOX, "a", "1");
    add(sheet, ES_CONTROL_CHECKBOX, "b", "2");
    assert_filled(sheet, (struct es_fill){1, "on"}, "b=2");
}

static void a_box_that_was_unticked_by_hand_is_not_sent(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_CHECKBOX, "a", "1")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_CHECKBOX, "b", "2")->flags = ES_CONTROL_CHECKED;
    assert_filled(sheet, (struct es_fill){0, ""}, "b=2");
}

static void a_radio_button_that_was_chosen_unchecks_its_group(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_RADIO, "a", "1");
    add(sheet, ES_CONTROL_RADIO, "a", "2")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_RADIO, "b", "3")->flags = ES_CONTROL_CHECKED;
    assert_filled(sheet, (struct es_fill){0, "on"}, "a=1&b=3");
}

static void a_select_sends_the_option_that_was_chosen(void **state)
{
    struct sheet *sheet = *state;
    struct es_control *select = add(sheet, ES_CONTROL_SELECT, "s", "");
    add_option(sheet, select, "1", true, false);
    add_option(sheet, select, "2", false, false);
    sheet->options[1].text = put(sheet, "Ankara");
    assert_filled(sheet, (struct es_fill){0, "Ankara"}, "s=2");
}

static void a_select_cannot_be_given_another_text(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    const struct es_fill fill = {0, "İzmir"};
    struct es_control *select = add(sheet, ES_CONTROL_SELECT, "s", "");
    add_option(sheet, select, "1", true, false);
    assert_int_equal(request(sheet, ES_NONE, &fill, 1, &out), ES_INTERNAL);
}

static void the_last_checked_radio_button_of_a_group_counts(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_RADIO, "a", "1")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_RADIO, "a", "2")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_RADIO, "a", "3");
    add(sheet, ES_CONTROL_CHECKBOX, "a", "4")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_RADIO, "b", "5")->flags = ES_CONTROL_CHECKED;
    struct es_control *elsewhere = add(sheet, ES_CONTROL_RADIO, "b", "6");
    elsewhere->flags = ES_CONTROL_CHECKED;
    elsewhere->form = 1;
    assert_body(sheet, ES_NONE, "a=2&a=4&b=5");
}

static void an_image_button_sends_where_it_was_pressed(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_IMAGE, "go", "value");
    add(sheet, ES_CONTROL_IMAGE, "", "value");
    assert_body(sheet, 0, "go.x=0&go.y=0");
    assert_body(sheet, 1, "x=0&y=0");
}

static void a_select_sends_its_selected_option(void **state)
{
    struct sheet *sheet = *state;
    struct es_control *select = add(sheet, ES_CONTROL_SELECT, "s", "");
    add_option(sheet, select, "1", false, false);
    add_option(sheet, select, "2", true, false);
    add_option(sheet, select, "3", true, false);
    assert_body(sheet, ES_NONE, "s=3");
}

static void a_list_without_a_selected_option_sends_nothing(void **state)
{
    struct sheet *sheet = *state;
    struct es_control *select = add(sheet, ES_CONTROL_SELECT, "s", "");
    add_option(sheet, select, "1", false, true);
    add_option(sheet, select, "2", false, false);
    assert_body(sheet, ES_NONE, "");
}

static void a_select_sends_no_disabled_option(void **state)
{
    struct sheet *sheet = *state;
    struct es_control *select = add(sheet, ES_CONTROL_SELECT, "s", "");
    add_option(sheet, select, "1", false, false);
    add_option(sheet, select, "2", true, true);
    assert_body(sheet, ES_NONE, "");
}

static void a_select_without_options_sends_nothing(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_SELECT, "s", "");
    assert_body(sheet, ES_NONE, "");
}

static void a_multiple_select_sends_each_selected_option_or_none(void **state)
{
    struct sheet *sheet = *state;
    struct es_control *many = add(sheet, ES_CONTROL_SELECT, "m", "");
    many->flags = ES_CONTROL_MULTIPLE;
    add_option(sheet, many, "1", true, false);
    add_option(sheet, many, "2", false, false);
    add_option(sheet, many, "3", true, false);
    add_option(sheet, many, "4", true, true);
    struct es_control *none = add(sheet, ES_CONTROL_SELECT, "n", "");
    none->flags = ES_CONTROL_MULTIPLE;
    add_option(sheet, none, "1", false, false);
    assert_body(sheet, ES_NONE, "m=1&m=3");
}

static void line_ends_are_sent_as_cr_lf(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXTAREA, "a\nb", "1\n2\r3\r\n4\n\r");
    add(sheet, ES_CONTROL_HIDDEN, "h", "\n");
    assert_body(sheet, ES_NONE, "a%0D%0Ab=1%0D%0A2%0D%0A3%0D%0A4%0D%0A%0D%0A&h=%0D%0A");
}

static void a_field_of_one_line_loses_its_line_ends(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "t", " a\nb\r ");
    add(sheet, ES_CONTROL_PASSWORD, "p", "\n");
    add(sheet, ES_CONTROL_TEXT, "e", " a@example.org\n")->type_name = put(sheet, "email");
    add(sheet, ES_CONTROL_TEXT, "f", " \n ")->type_name = put(sheet, "email");
    assert_body(sheet, ES_NONE, "t=+ab+&p=&e=a%40example.org&f=");
}

static void dirname_follows_its_field(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "t", "a")->dirname = put(sheet, "t.dir");
    add(sheet, ES_CONTROL_TEXT, "u", "b");
    assert_body(sheet, ES_NONE, "t=a&t.dir=ltr&u=b");
}

static void the_charset_field_names_the_charset(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_WINDOWS_1254;
    add(sheet, ES_CONTROL_HIDDEN, "_charset_", "x");
    add(sheet, ES_CONTROL_HIDDEN, "_CharSet_", "x");
    add(sheet, ES_CONTROL_TEXT, "_charset_", "x");
    add(sheet, ES_CONTROL_HIDDEN, "_charset_2", "x");
    assert_body(sheet, ES_NONE,
                "_charset_=windows-1254&_CharSet_=windows-1254&_charset_=x&_charset_2=x");
}

static void a_file_field_sends_an_empty_name(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_FILE, "f", "ignored");
    assert_body(sheet, ES_NONE, "f=");
}

/* ---- encodings ---- */

static void urlencoding_keeps_letters_digits_and_four_marks(void **state)
{
    struct sheet *sheet = *state;
    add(sheet, ES_CONTROL_TEXT, "a", "azAZ09 *-._~!'()+%");
    assert_body(sheet, ES_NONE, "a=azAZ09+*-._%7E%21%27%28%29%2B%25");
}

static void a_form_is_sent_in_the_pages_charset(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_WINDOWS_1254;
    add(sheet, ES_CONTROL_TEXT, "ş", "İ漢");
    assert_body(sheet, ES_NONE, "%FE=%DD%26%2328450%3B");
}

static void accept_charset_is_stronger_than_the_pages(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_UTF_8;
    sheet->forms[0].accept_charset = put(sheet, " unknown ISO-8859-9 utf-8");
    add(sheet, ES_CONTROL_TEXT, "a", "ş");
    assert_body(sheet, ES_NONE, "a=%FE");
}

static void an_accept_charset_of_nothing_known_is_the_pages(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_WINDOWS_1254;
    sheet->forms[0].accept_charset = put(sheet, "nothing-known");
    add(sheet, ES_CONTROL_TEXT, "a", "ş");
    assert_body(sheet, ES_NONE, "a=%FE");
}

static void accept_charset_may_be_parted_by_commas(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_WINDOWS_1254;
    sheet->forms[0].accept_charset = put(sheet, "UTF-8,latin5");
    add(sheet, ES_CONTROL_TEXT, "a", "ş");
    assert_body(sheet, ES_NONE, "a=%C5%9F");
}

static void an_addresss_query_is_in_the_pages_charset(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    struct es_error err = ES_ERROR_INIT;
    sheet->page.charset = ES_WINDOWS_1254;
    sheet->forms[0].action = put(sheet, "ş?ş=%41&Ж#ş");
    sheet->forms[0].post = 1;
    assert_url(sheet, ES_NONE, "https://example.org/base/%C5%9F?%FE=%41&%26%231046%3B");
    assert_int_equal(es_link_request(&sheet->page, "x?ı", &out, &err), ES_OK);
    assert_string_equal(es_buf_str(&out.url), "https://example.org/base/x?%FD");
    es_request_free(&out);
}

static void a_utf16_page_sends_utf8_and_says_so(void **state)
{
    struct sheet *sheet = *state;
    sheet->page.charset = ES_UTF_16LE;
    add(sheet, ES_CONTROL_HIDDEN, "_charset_", "");
    add(sheet, ES_CONTROL_TEXT, "a", "ş");
    assert_body(sheet, ES_NONE, "_charset_=UTF-8&a=%C5%9F");
}

static void multipart_has_a_part_for_each_entry(void **state)
{
    struct sheet *sheet = *state;
    sheet->forms[0].multipart = 1;
    add(sheet, ES_CONTROL_TEXT, "a\"b\n", "1");
    add(sheet, ES_CONTROL_TEXTAREA, "ş", "x\ny");
    add(sheet, ES_CONTROL_FILE, "f", "");
    struct es_request out;
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_OK);
    const char *type = "multipart/form-data; boundary=";
    assert_memory_equal(out.content_type, type, strlen(type));
    const char *boundary = out.content_type + strlen(type);
    assert_true(strlen(boundary) >= 32);
    es_auto(buf) expected = {0};
    assert_true(
        es_buf_printf(&expected,
                      "--%s\r\nContent-Disposition: form-data; name=\"a%%22b%%0D%%0A\"\r\n\r\n1\r\n"
                      "--%s\r\nContent-Disposition: form-data; name=\"ş\"\r\n\r\nx\r\ny\r\n"
                      "--%s\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n"
                      "Content-Type: application/octet-stream\r\n\r\n\r\n--%s--\r\n",
                      boundary, boundary, boundary, boundary));
    assert_string_equal(es_buf_str(&out.body), expected.data);
    es_request_free(&out);
}

static void only_a_file_field_is_sent_as_a_file(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->forms[0].multipart = 1;
    add_option(sheet, add(sheet, ES_CONTROL_SELECT, "s", ""), "1", true, false);
    add(sheet, ES_CONTROL_CHECKBOX, "c", "2")->flags = ES_CONTROL_CHECKED;
    add(sheet, ES_CONTROL_TEXT, "t", "3")->dirname = put(sheet, "d");
    add(sheet, ES_CONTROL_IMAGE, "i", "4");
    assert_int_equal(request(sheet, 3, NULL, 0, &out), ES_OK);
    assert_non_null(strstr(es_buf_str(&out.body), "name=\"i.y\"\r\n\r\n0\r\n"));
    assert_null(strstr(es_buf_str(&out.body), "filename"));
    es_request_free(&out);
}

static void each_multipart_body_has_its_own_boundary(void **state)
{
    struct sheet *sheet = *state;
    struct es_request first, second;
    sheet->forms[0].multipart = 1;
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &first), ES_OK);
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &second), ES_OK);
    assert_string_not_equal(first.content_type, second.content_type);
    es_request_free(&first);
    es_request_free(&second);
}

static void plain_text_has_a_line_for_each_entry(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->forms[0].multipart = 2;
    add(sheet, ES_CONTROL_TEXT, "a", "1 &");
    add(sheet, ES_CONTROL_TEXTAREA, "b", "x\ny");
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_OK);
    assert_string_equal(out.content_type, "text/plain");
    assert_string_equal(es_buf_str(&out.body), "a=1 &\r\nb=x\r\ny\r\n");
    es_request_free(&out);
}

/* ---- where to and how ---- */

static void a_post_has_a_body_and_its_type(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->forms[0].action = put(sheet, "next.go?a=b#c");
    add(sheet, ES_CONTROL_TEXT, "x", "1");
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_OK);
    assert_true(out.post);
    assert_string_equal(out.content_type, "application/x-www-form-urlencoded");
    assert_string_equal(es_buf_str(&out.url), "https://example.org/base/next.go?a=b");
    assert_string_equal(es_buf_str(&out.body), "x=1");
    es_request_free(&out);
}

static void a_get_replaces_the_query(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->forms[0].post = 0;
    sheet->forms[0].multipart = 1; /* means nothing to a GET */
    sheet->forms[0].action = put(sheet, "/next.go?a=b#c");
    add(sheet, ES_CONTROL_TEXT, "x", "ş");
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_OK);
    assert_false(out.post);
    assert_string_equal(out.content_type, "");
    assert_string_equal(es_buf_str(&out.url), "https://example.org/next.go?x=%C5%9F");
    assert_string_equal(es_buf_str(&out.body), "");
    es_request_free(&out);
}

static void a_get_without_entries_still_has_a_query(void **state)
{
    struct sheet *sheet = *state;
    sheet->forms[0].post = 0;
    sheet->forms[0].action = put(sheet, "/next.go?a=b");
    assert_url(sheet, ES_NONE, "https://example.org/next.go?");
}

static void an_empty_action_is_the_document_and_not_its_base(void **state)
{
    assert_url(*state, ES_NONE, "https://example.org/nb/page.go?flow=1");
}

static void the_submitter_overrides_its_form(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->forms[0].post = 0;
    sheet->forms[0].action = put(sheet, "/a.go");
    struct es_control *submit = add(sheet, ES_CONTROL_SUBMIT, "s", "1");
    submit->form_action = put(sheet, "/b.go");
    submit->form_post = 1;
    submit->form_multipart = 2;
    assert_int_equal(request(sheet, 0, NULL, 0, &out), ES_OK);
    assert_true(out.post);
    assert_string_equal(out.content_type, "text/plain");
    assert_string_equal(es_buf_str(&out.url), "https://example.org/b.go");
    es_request_free(&out);
}

static void a_submitter_can_undo_its_forms_encoding(void **state)
{
    struct sheet *sheet = *state;
    sheet->forms[0].multipart = 1;
    add(sheet, ES_CONTROL_SUBMIT, "s", "1")->form_multipart = 0;
    assert_body(sheet, 0, "s=1");
}

static void a_submitter_can_make_a_post_form_a_get(void **state)
{
    struct sheet *sheet = *state;
    sheet->forms[0].action = put(sheet, "/a.go");
    add(sheet, ES_CONTROL_SUBMIT, "s", "1")->form_post = 0;
    assert_url(sheet, 0, "https://example.org/a.go?s=1");
}

static void requests_are_kept_as_secrets(void **state)
{
    struct es_request out;
    assert_int_equal(request(*state, ES_NONE, NULL, 0, &out), ES_OK);
    assert_true(out.url.secret);
    assert_true(out.body.secret);
    es_request_free(&out);
}

/* ---- refusals ---- */

static void an_action_that_is_no_web_address_is_refused(void **state)
{
    const char *actions[] = {"javascript:send()", "mailto:a@example.org", "https://", "ftp://x/"};
    struct sheet *sheet = *state;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct es_request out;
        sheet->forms[0].action = put(sheet, actions[i]);
        assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_PAGE_UNKNOWN);
        es_request_free(&out);
    }
}

static void a_page_from_a_file_has_nowhere_to_submit_to(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->page.url = sheet->page.base = put(sheet, "login.html");
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_PAGE_UNKNOWN);
    es_request_free(&out);
}

static void what_only_closes_a_dialog_sends_nothing(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    add(sheet, ES_CONTROL_SUBMIT, "s", "1")->form_post = 2;
    assert_int_equal(request(sheet, 0, NULL, 0, &out), ES_NEEDS_BROWSER);
    es_request_free(&out);
    sheet->forms[0].dialog = 1;
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_NEEDS_BROWSER);
    es_request_free(&out);
}

static void a_disabled_submitter_is_refused(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    add(sheet, ES_CONTROL_SUBMIT, "s", "1")->flags = ES_CONTROL_DISABLED;
    assert_int_equal(request(sheet, 0, NULL, 0, &out), ES_NEEDS_BROWSER);
    es_request_free(&out);
}

static void indexes_out_of_range_are_refused(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    struct es_error err = ES_ERROR_INIT;
    add(sheet, ES_CONTROL_TEXT, "a", "");
    add(sheet, ES_CONTROL_SUBMIT, "b", "")->form = 1;
    add(sheet, ES_CONTROL_FILE, "c", "");
    const struct es_fill beyond = {3, "x"}, file = {2, "x"}, nothing = {0, NULL};
    assert_int_equal(es_form_request(&sheet->page, 2, ES_NONE, NULL, 0, &out, &err), ES_INTERNAL);
    assert_int_equal(request(sheet, 3, NULL, 0, &out), ES_INTERNAL);
    assert_int_equal(request(sheet, 0, NULL, 0, &out), ES_INTERNAL); /* no submitter */
    assert_int_equal(request(sheet, 1, NULL, 0, &out), ES_INTERNAL); /* of another form */
    assert_int_equal(request(sheet, ES_NONE, &beyond, 1, &out), ES_INTERNAL);
    assert_int_equal(request(sheet, ES_NONE, &file, 1, &out), ES_INTERNAL);
    assert_int_equal(request(sheet, ES_NONE, &nothing, 1, &out), ES_INTERNAL);
}

static void a_page_of_too_many_controls_is_refused(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    sheet->page.controls.n = 10001; /* refused before they are looked at */
    assert_int_equal(request(sheet, ES_NONE, NULL, 0, &out), ES_TOO_LARGE);
}

static void an_entry_list_of_more_than_4_mib_is_refused(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    size_t len = ES_BUF_DEFAULT_MAX;
    char *value = malloc(len + 1);
    assert_non_null(value);
    memset(value, 'a', len);
    value[len] = '\0';
    add(sheet, ES_CONTROL_TEXT, "a", "");
    const struct es_fill fill = {0, value};
    assert_int_equal(request(sheet, ES_NONE, &fill, 1, &out), ES_TOO_LARGE);
    assert_null(out.body.data);
    value[len - 2] = '\0'; /* "a=" and this are 4 MiB */
    assert_int_equal(request(sheet, ES_NONE, &fill, 1, &out), ES_OK);
    es_request_free(&out);
    free(value);
}

static void a_get_form_whose_address_would_be_too_long_is_refused(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    char value[ES_URL_MAX + 1];
    size_t fits = ES_URL_MAX - strlen("https://example.org/nb/page.go?a=");
    sheet->forms[0].post = 0;
    memset(value, 'a', sizeof value);
    value[fits] = '\0';
    add(sheet, ES_CONTROL_TEXT, "a", "");
    const struct es_fill fill = {0, value};
    assert_int_equal(request(sheet, ES_NONE, &fill, 1, &out), ES_OK);
    assert_int_equal(out.url.len, ES_URL_MAX);
    es_request_free(&out);
    value[fits] = 'a';
    value[fits + 1] = '\0';
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_form_request(&sheet->page, 0, ES_NONE, &fill, 1, &out, &err), ES_TOO_LARGE);
    assert_string_equal(err.message, "what the form would send is too large");
    assert_null(out.url.data);
}

/* ---- links ---- */

static void a_link_is_a_get_against_the_base_without_its_fragment(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_link_request(&sheet->page, "x.go?y#z", &out, &err), ES_OK);
    assert_false(out.post);
    assert_string_equal(es_buf_str(&out.url), "https://example.org/base/x.go?y");
    es_request_free(&out);
}

static void a_link_that_runs_a_script_is_refused_without_its_text(void **state)
{
    struct sheet *sheet = *state;
    struct es_request out;
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_link_request(&sheet->page, "javascript:go('token')", &out, &err),
                     ES_PAGE_UNKNOWN);
    assert_non_null(strstr(err.message, "javascript:"));
    assert_null(strstr(err.message, "token"));
    es_request_free(&out);
}

#define test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(entries_come_in_tree_order_with_the_submitter_in_its_place),
        test(other_buttons_are_left_out),
        test(what_was_typed_takes_the_place_of_the_value),
        test(disabled_controls_are_left_out),
        test(readonly_and_unseen_controls_are_sent),
        test(nameless_controls_are_left_out),
        test(controls_of_another_form_are_left_out),
        test(only_checked_boxes_are_sent),
        test(a_box_that_was_ticked_by_hand_is_sent),
        test(a_box_that_was_unticked_by_hand_is_not_sent),
        test(a_radio_button_that_was_chosen_unchecks_its_group),
        test(a_select_sends_the_option_that_was_chosen),
        test(a_select_cannot_be_given_another_text),
        test(the_last_checked_radio_button_of_a_group_counts),
        test(an_image_button_sends_where_it_was_pressed),
        test(a_select_sends_its_selected_option),
        test(a_list_without_a_selected_option_sends_nothing),
        test(a_select_sends_no_disabled_option),
        test(a_select_without_options_sends_nothing),
        test(a_multiple_select_sends_each_selected_option_or_none),
        test(line_ends_are_sent_as_cr_lf),
        test(a_field_of_one_line_loses_its_line_ends),
        test(dirname_follows_its_field),
        test(the_charset_field_names_the_charset),
        test(a_file_field_sends_an_empty_name),
        test(urlencoding_keeps_letters_digits_and_four_marks),
        test(a_form_is_sent_in_the_pages_charset),
        test(accept_charset_is_stronger_than_the_pages),
        test(an_accept_charset_of_nothing_known_is_the_pages),
        test(accept_charset_may_be_parted_by_commas),
        test(an_addresss_query_is_in_the_pages_charset),
        test(a_utf16_page_sends_utf8_and_says_so),
        test(multipart_has_a_part_for_each_entry),
        test(only_a_file_field_is_sent_as_a_file),
        test(each_multipart_body_has_its_own_boundary),
        test(plain_text_has_a_line_for_each_entry),
        test(a_post_has_a_body_and_its_type),
        test(a_get_replaces_the_query),
        test(a_get_without_entries_still_has_a_query),
        test(an_empty_action_is_the_document_and_not_its_base),
        test(the_submitter_overrides_its_form),
        test(a_submitter_can_undo_its_forms_encoding),
        test(a_submitter_can_make_a_post_form_a_get),
        test(requests_are_kept_as_secrets),
        test(an_action_that_is_no_web_address_is_refused),
        test(a_page_from_a_file_has_nowhere_to_submit_to),
        test(what_only_closes_a_dialog_sends_nothing),
        test(a_disabled_submitter_is_refused),
        test(indexes_out_of_range_are_refused),
        test(a_page_of_too_many_controls_is_refused),
        test(an_entry_list_of_more_than_4_mib_is_refused),
        test(a_get_form_whose_address_would_be_too_long_is_refused),
        test(a_link_is_a_get_against_the_base_without_its_fragment),
        test(a_link_that_runs_a_script_is_refused_without_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
