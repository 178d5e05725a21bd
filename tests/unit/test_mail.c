/* SPDX-License-Identifier: Apache-2.0 */
/* A saved message to its one link. All messages are invented. */
#include "mail_testing.h"

#include "esign/heap.h"
#include "link.h"

/* The linker leads every malloc of the house here (CMakeLists.txt). */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

static size_t mallocs, refused; /* how many there were; which of them fails, counted from 1 */

void *__wrap_malloc(size_t size)
{
    return ++mallocs == refused ? NULL : __real_malloc(size);
}

/* What is found. */

static void quoted_printable_html_in_latin5_gives_its_link(void **state)
{
    assert_fixture_link("quoted-printable-html");
}

static void base64_html_gives_its_link(void **state)
{
    assert_fixture_link("base64-html");
}

static void a_text_without_html_gives_its_link_without_the_full_stop(void **state)
{
    assert_fixture_link("text-only");
}

static void the_html_part_is_preferred_to_the_text(void **state)
{
    assert_fixture_link("both-parts");
}

static void an_html_part_deep_in_related_and_mixed_is_found(void **state)
{
    assert_fixture_link("related");
}

static void line_ends_may_be_cr_lf(void **state)
{
    es_auto(buf) message = {0};
    es_auto(buf) crlf = {0};
    read_fixture("both-parts", &message);
    for (size_t i = 0; i < message.len; i++) {
        if (message.data[i] == '\n')
            assert_true(es_buf_add_char(&crlf, '\r'));
        assert_true(es_buf_add_char(&crlf, message.data[i]));
    }
    assert_link(es_buf_str(&crlf), LINK);
}

static void a_mailbox_line_before_the_header_is_passed_over(void **state)
{
    assert_link("From a@example.org Mon Nov  2 10:15:00 2026\n" TEXT "\n" SHORT "\n", SHORT);
}

static void the_same_link_twice_is_one(void **state)
{
    assert_link(TEXT "\n" SHORT "\n" SHORT "\n", SHORT);
}

static void the_same_link_with_another_fragment_is_one(void **state)
{
    assert_link(TEXT "\n" SHORT "#a\n" SHORT "\n", SHORT);
}

static void a_link_in_angle_brackets_ends_at_the_bracket(void **state)
{
    assert_link(TEXT "\n<" SHORT ">\n", SHORT);
}

static void a_link_broken_in_angle_brackets_is_joined(void **state)
{
    assert_link(TEXT "\n<" SHORT "\n  &y=2>\n", SHORT "&y=2");
}

static void a_bracket_that_never_closes_does_not_swallow_the_text(void **state)
{
    assert_link(TEXT "\n<" SHORT " and more\n", SHORT);
}

static void marks_after_a_link_are_not_the_links(void **state)
{
    assert_link(TEXT "\n(see " SHORT "),\n", SHORT);
}

static void a_flowed_link_without_the_blank_is_joined(void **state)
{
    assert_link(HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\n" PORTAL
                     "/a.go? \nx=1\n",
                SHORT);
}

static void a_flowed_blank_ends_a_link(void **state)
{
    assert_link(HEAD "Content-Type: text/plain; format=flowed\n\n" SHORT " \nmore\n", SHORT);
}

static void a_charset_that_only_the_mail_library_knows_is_read(void **state)
{
    /* UTF-16, big-endian, in base64: "https://portal.example.org/a.go?x=1". */
    assert_link(HEAD
                "Content-Type: text/plain; charset=utf-16be\n"
                "Content-Transfer-Encoding: base64\n\n"
                "AGgAdAB0AHAAcwA6AC8ALwBwAG8AcgB0AGEAbAAuAGUAeABhAG0AcABsAGUALgBvAHIAZwAvAGEA\n"
                "LgBnAG8APwB4AD0AMQ==\n",
                SHORT);
}

static void an_unknown_charset_does_not_hide_the_link(void **state)
{
    assert_link(HEAD "Content-Type: text/plain; charset=x-nobody-knows\n\n" SHORT "\n", SHORT);
}

static void a_message_without_a_content_type_is_text(void **state)
{
    assert_link("Subject: x\n\n" SHORT "\n", SHORT);
}

static void a_missing_last_boundary_is_borne(void **state)
{
    assert_link(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                     "Content-Type: text/plain\n\n" SHORT "\n",
                SHORT);
}

/* What is passed over. */

static void links_that_do_not_fit_are_passed_over(void **state)
{
    assert_link(HTML "\n<a href=\"https://www.example.org/\">home</a>"
                     "<a href=\"" PORTAL "/\">portal</a>"
                     "<a href=\"" PORTAL "/logo.PNG?v=1\">logo</a>"
                     "<a href=\"mailto:a@example.org?subject=x\">mail</a>"
                     "<a href=\"http://portal.example.org/a.go?x=2\">http</a>"
                     "<a href=\"https://portal.example.org:8443/a.go?x=3\">port</a>"
                     "<a href=\"https://u:p@portal.example.org/a.go?x=4\">user</a>"
                     "<a href=\"/a.go?x=5\">relative</a>"
                     "<a href=\"" SHORT "\">the one</a>",
                SHORT);
}

static void a_hidden_link_is_no_link(void **state)
{
    assert_link(HTML "\n<a hidden href=\"" PORTAL "/b.go?x=2\">b</a><a href=\"" SHORT "\">a</a>",
                SHORT);
}

static void a_message_without_a_link_is_refused(void **state)
{
    assert_refused(TEXT "\nno link here\n", "there is no link");
}

static void two_links_are_refused_and_counted(void **state)
{
    assert_fixture_refused("two-links", "2 different links");
}

static void a_link_to_another_host_is_refused(void **state)
{
    assert_fixture_refused("other-host", "none of the 3 links");
}

static void a_link_to_a_look_alike_host_is_refused(void **state)
{
    assert_fixture_refused("look-alike-host", "none of the 3 links");
}

static void a_look_alike_in_other_letters_is_refused(void **state)
{
    /* the first "о" is Cyrillic */
    assert_refused(HTML "\n<a href=\"https://p\xd0\xberta\x6c.example.org/a.go?x=1\">a</a>",
                   "none of the 1 links");
}

static void a_link_with_user_info_is_refused(void **state)
{
    assert_refused(TEXT "\nhttps://a@portal.example.org/a.go?x=1\n", "none of the 1 links");
}

static void an_http_link_is_refused(void **state)
{
    assert_refused(HTML "\n<a href=\"http://portal.example.org/a.go?x=1\">a</a>",
                   "none of the 1 links");
}

static void a_link_to_another_port_is_refused(void **state)
{
    assert_refused(TEXT "\nhttps://portal.example.org:8443/a.go?x=1\n", "none of the 1 links");
}

static void an_address_in_the_text_of_html_is_found_where_it_has_no_such_link(void **state)
{
    assert_link(HTML "\n<p>Open " SHORT ".<p><a href=\"https://example.net/\">footer</a>", SHORT);
}

/* On a portal's page a blank would be read where "…Execution" ends and "Key" begins. */
static void an_address_in_pieces_is_read_as_its_letters_stand(void **state)
{
    assert_link(HTML "\n<p>" PORTAL "/sozcuk.go?_flow<wbr>Execution<b>Key=e1s1</b></p>",
                PORTAL "/sozcuk.go?_flowExecutionKey=e1s1");
}

static void what_a_script_would_do_is_not_what_a_link_shows(void **state)
{
    assert_link(HTML "\n<a href=\"" LINK "\" onclick=\"go('https://evil.example.com/')\">y</a>",
                LINK);
}

static void two_addresses_in_the_text_of_html_are_refused(void **state)
{
    assert_refused(HTML "\n<p>" SHORT "<p>" SHORT "2", "2 different links");
}

static void an_address_inside_another_is_not_taken_for_itself(void **state)
{
    assert_refused(TEXT "\nhttp://example.net/?to=" SHORT "\n", "none of the 1 links");
    assert_refused(TEXT "\nexample.net/?to=" SHORT "\n", "none of the 1 links");
}

static void an_address_right_behind_a_word_is_found(void **state)
{
    assert_link(TEXT "\nAdres:" SHORT "\n", SHORT);
}

static void an_ending_behind_an_apostrophe_is_not_of_the_address(void **state)
{
    assert_link(TEXT "\n" SHORT "'e gidiniz\n", SHORT);
    assert_link(TEXT "\n" SHORT "'sinden gidiniz\n", SHORT);
    assert_link(TEXT "\n" SHORT "'lerinde gidiniz\n", SHORT "%27lerinde");
}

static void a_link_in_utf_7_is_not_seen(void **state)
{
    assert_refused(HEAD "Content-Type: text/html; charset=utf-7\n\n+ADw-a href+AD0AIgBoAHQAdABw-"
                        "s://portal.example.org/a.go?x=1"
                        "+ACIAPg-x+ADw-/a+AD4-\n",
                   "");
}

static void a_link_in_the_text_does_not_help_an_html_part_without_one(void **state)
{
    assert_refused(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
                        "Content-Type: text/plain\n\n" SHORT "\n--b\n"
                        "Content-Type: text/html\n\n<p>nothing</p>\n--b--\n",
                   "not where its reader sees it");
}

static void a_nested_message_is_not_looked_into(void **state)
{
    assert_fixture_refused("nested-message", "there is no link");
}

static void an_attached_html_page_is_not_looked_into(void **state)
{
    assert_fixture_refused("attached-html", "there is no link");
}

/* What its reader sees. */

static void assert_hidden(const char *html)
{
    char message[1024];
    snprintf(message, sizeof message, HTML "\n<p>x</p>%s", html);
    assert_refused(message, "");
}

static void a_link_without_a_letter_or_picture_is_not_seen(void **state)
{
    assert_hidden("<a href=\"" SHORT "\"></a>");
    assert_hidden("<a href=\"" SHORT "\">&nbsp;<img src=x width=1 height=1></a>");
    assert_link(HTML "\n<a href=\"" SHORT "\"><img src=x></a>", SHORT);
}

static void a_link_that_a_style_hides_is_not_seen(void **state)
{
    assert_hidden("<a href=\"" SHORT "\" style=\"font-size:0\">x</a>");
    assert_hidden("<div style=\"max-height:0;overflow:hidden\"><a href=\"" SHORT "\">x</a></div>");
    assert_hidden("<div style=\"mso-hide:all\"><a href=\"" SHORT "\">x</a></div>");
}

static void a_link_that_a_sheet_may_hide_is_not_seen(void **state)
{
    assert_hidden("<style>.h{display:none}</style><p class=h><a href=\"" SHORT "\">x</a>");
    assert_hidden("<style>@media screen{div > .h{font-size:0}}</style><div><a class=h href=\"" SHORT
                  "\">x</a></div>");
    assert_link(HTML "\n<style>.g{display:none}p:after{visibility:hidden}</style>"
                     "<p class=h><a href=\"" SHORT "\">x</a>",
                SHORT);
}

/* The only one. */

static void another_link_as_a_text_beside_a_link_is_refused(void **state)
{
    assert_refused(HTML "\n<a href=\"" SHORT "\">x</a><p>" SHORT "2", "2 different links");
}

static void alternatives_that_do_not_agree_are_refused(void **state)
{
    assert_refused(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
                        "Content-Type: text/plain\n\n" SHORT "2\n--b\n"
                        "Content-Type: text/html\n\n<a href=\"" SHORT "\">x</a>\n--b--\n",
                   "2 different links");
}

static void a_text_part_with_another_link_is_refused(void **state)
{
    assert_refused(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                        "Content-Type: text/html\n\n<a href=\"" SHORT "\">x</a>\n--b\n"
                        "Content-Type: text/plain\n\n" SHORT "2\n--b--\n",
                   "2 different links");
}

static void an_alternative_whose_address_is_broken_agrees_by_its_beginning(void **state)
{
    assert_link(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
                     "Content-Type: text/plain\n\n" PORTAL "/a.go?x=1&y=\n2&z=3\n--b\n"
                     "Content-Type: text/html\n\n<a href=\"" SHORT "&y=2&z=3\">x</a>\n--b--\n",
                SHORT "&y=2&z=3");
}

/* Broken addresses. */

#define IN_ONE_LINE "copy all of it into one line"
#define LONG_LINK   PORTAL "/sozcuk.go?_flowExecutionKey=e1s1&sessionid="

static void an_address_broken_at_its_lines_end_is_refused(void **state)
{
    assert_refused(TEXT "\n" LONG_LINK "0123456789AB\nCDEF0123\n", IN_ONE_LINE);
    assert_refused(TEXT "\n" LONG_LINK "0123456789AB\nCDEF adresini\n", IN_ONE_LINE);
    assert_refused(TEXT "\n" LONG_LINK "0123456789AB\nXYZ\n", IN_ONE_LINE);
    assert_refused(TEXT "\nAdres: " PORTAL "/a.go?x=1&ses\nsionid=2\n", IN_ONE_LINE);
    assert_refused(TEXT "\n> " LONG_LINK "0123456789AB\n> CDEF0123\n", IN_ONE_LINE);
    assert_refused(HTML "\n<pre>" LONG_LINK "0123456789AB\nCDEF0123</pre>", IN_ONE_LINE);
}

static void an_address_whose_end_was_left_out_is_refused(void **state)
{
    assert_refused(TEXT "\n" PORTAL "/a.go?x=1\u2026\n", IN_ONE_LINE);
    assert_refused(TEXT "\n" PORTAL "/a.go?x=1...\n", IN_ONE_LINE);
    assert_refused(TEXT "\n" PORTAL "/a.go?x=1\u0430\n", IN_ONE_LINE);
}

static void a_sentence_right_under_a_whole_address_does_not_break_it(void **state)
{
    assert_link(TEXT "\n" LINK "\n24 saat icinde aciniz.\n", LINK);
    assert_link(TEXT "\n" LINK "\nKamu SM\n", LINK);
    assert_link(TEXT "\n" LINK "\nTesekkurler\n", LINK);
}

/* What is no message, or a hostile one. */

static void an_empty_file_is_refused(void **state)
{
    assert_refused("", "is empty");
}

static void a_message_of_50_mb_is_refused(void **state)
{
    size_t len = 50 << 20;
    char *message = malloc(len);
    assert_non_null(message);
    memset(message, 'x', len);
    memcpy(message, TEXT "\n", sizeof TEXT);
    assert_refused_bytes(message, len, "larger than 4 MiB");
    free(message);
}

static void a_message_without_a_header_is_refused(void **state)
{
    assert_fixture_refused("no-header", "does not start with a header");
}

static void a_web_page_is_no_message(void **state)
{
    assert_refused("<!DOCTYPE html>\n<a href=\"" SHORT "\">a</a>\n",
                   "does not start with a header");
}

static void a_message_with_a_nul_is_refused(void **state)
{
    static const char message[] = TEXT "\n\0" SHORT "\n";
    assert_refused_bytes(message, sizeof message - 1, "binary");
}

static void cut_base64_is_refused(void **state)
{
    assert_fixture_refused("cut-base64", "cut short");
}

static void assert_repeated_refused(const char *start, const char *again, size_t times,
                                    const char *why)
{
    es_auto(buf) message = {0};
    assert_true(es_buf_add_str(&message, start));
    for (size_t i = 0; i < times; i++)
        assert_true(es_buf_add_str(&message, again));
    assert_true(es_buf_add_str(&message, "\n\nx\n"));
    assert_refused(es_buf_str(&message), why);
}

static void a_huge_header_is_refused(void **state)
{
    assert_repeated_refused("Subject: x\n", "Received: from a.example.org by b.example.org\n", 7000,
                            "header is too long");
}

static void a_message_of_many_parts_is_refused(void **state)
{
    assert_repeated_refused(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n",
                            10000, "too many parts");
}

static void a_message_of_very_many_boundaries_is_refused(void **state)
{
    assert_repeated_refused(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 500000,
                            "too many parts");
}

static void nest(struct es_buf *message, int depth)
{
    assert_true(es_buf_add_str(message, HEAD));
    for (int i = 0; i < depth; i++)
        assert_true(
            es_buf_printf(message, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i));
    assert_true(es_buf_add_str(message, "Content-Type: text/plain\n\n" SHORT "\n"));
}

static void a_deep_nest_of_parts_is_refused(void **state)
{
    es_auto(buf) message = {0};
    nest(&message, 400);
    assert_refused(es_buf_str(&message), "too many parts");
}

static void a_bottomless_nest_of_parts_is_refused(void **state)
{
    es_auto(buf) message = {0};
    nest(&message, 40000);
    assert_refused(es_buf_str(&message), "too many parts");
}

static void a_modest_nest_of_parts_is_read(void **state)
{
    es_auto(buf) message = {0};
    nest(&message, 20);
    assert_link(es_buf_str(&message), SHORT);
}

static void an_html_part_over_the_pages_limit_is_refused(void **state)
{
    assert_repeated_refused(HTML "\n", "<p>0123456789012345678901234567890123456789</p>\n", 60000,
                            "HTML part is too large");
}

static void a_line_of_megabytes_is_read(void **state)
{
    es_auto(buf) message = {0};
    assert_true(es_buf_add_str(&message, TEXT "\n"));
    for (int i = 0; i < 300000; i++)
        assert_true(es_buf_add_str(&message, "0123456789"));
    assert_true(es_buf_add_str(&message, " " SHORT "\n"));
    assert_link(es_buf_str(&message), SHORT);
}

static void ten_thousand_links_are_refused_in_time(void **state)
{
    es_auto(buf) message = {0};
    assert_true(es_buf_add_str(&message, TEXT "\n"));
    for (int i = 0; i < 10000; i++)
        assert_true(es_buf_printf(&message, "%s%d\n", SHORT, i));
    assert_refused(es_buf_str(&message), "100 different links");
}

static void many_pieces_of_the_one_link_are_not_counted(void **state)
{
    static const char rest[] = "0123456789012345678901234567890123456789012345678901234567890123456"
                               "78901234567890123456789012345678901234567890123456789";
    es_auto(buf) message = {0};
    assert_true(es_buf_printf(&message, HTML "\n<a href=\"" SHORT "%s\">x</a>", rest));
    for (int i = 1; i < 110; i++)
        assert_true(es_buf_printf(&message, "<p>" SHORT "%.*s...", i, rest));
    assert_refused(es_buf_str(&message), "too many different links");
}

/* In plain text: the parser of HTML does not live through it, but in a cage. */
static void a_link_that_memory_fails_for_is_not_passed_over(void **state)
{
    static const char message[] = TEXT "\n" SHORT "\n" SHORT "2\n";
    assert_true(es_heap_leave_secure()); /* as in the cage; the last test, therefore */
    refused = 0;
    do {
        es_auto(buf) link = ES_BUF_SECRET;
        refused++;
        mallocs = 0;
        assert_int_not_equal(
            es_message_link(message, strlen(message), is_portal, NULL, &link, NULL), ES_OK);
        assert_int_equal(link.len, 0);
    } while (mallocs >= refused);
    assert_true(refused > 10);
    refused = 0;
}

static void an_address_of_megabytes_is_stepped_over(void **state)
{
    es_auto(buf) message = {0};
    assert_true(es_buf_add_str(&message, TEXT "\n" SHORT "\n"));
    for (int i = 0; i < 400000; i++)
        assert_true(es_buf_add_str(&message, "https://"));
    assert_link(es_buf_str(&message), SHORT);
}

static void a_header_that_fells_the_mail_library_is_refused(void **state)
{
    assert_repeated_refused("Subject: x\nTo: ", "a:", 100000, "");
}

/* A message cut anywhere is read without harm. */
static void every_cut_of_a_message_ends_in_a_link_or_a_refusal(void **state)
{
    es_auto(buf) message = {0};
    read_fixture("both-parts", &message);
    for (size_t len = 0; len < message.len; len += 17) {
        es_auto(buf) link = ES_BUF_SECRET;
        struct es_error err;
        es_status status = look_bytes(message.data, len, &link, &err);
        assert_true(status == ES_OK || status == ES_LINK_REFUSED);
    }
}

/* A link by itself. */

static void assert_checked(const char *text, const char *wanted)
{
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_mail_check_link(text, is_portal, NULL, &link, &err), ES_OK);
    assert_string_equal(es_buf_str(&link), wanted);
}

static void assert_check_fails(const char *text, const char *why)
{
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_mail_check_link(text, is_portal, NULL, &link, &err), ES_LINK_REFUSED);
    assert_int_equal(link.len, 0);
    assert_non_null(strstr(err.message, why));
}

static void a_pasted_link_is_taken_without_the_blanks_around_it(void **state)
{
    assert_checked("  " SHORT " \n", SHORT);
}

static void a_pasted_link_with_a_line_break_is_refused(void **state)
{
    assert_check_fails(PORTAL "/a.go?x\n=1", "line break");
}

static void a_pasted_link_with_a_blank_is_refused(void **state)
{
    assert_check_fails(PORTAL "/a.go?x =1", "blank");
}

static void pasted_words_are_no_address(void **state)
{
    assert_check_fails("portal.example.org", "not a web address");
}

static void nothing_pasted_is_no_address(void **state)
{
    assert_check_fails("", "not a web address");
}

static void a_pasted_http_link_is_refused(void **state)
{
    assert_check_fails("http://portal.example.org/a.go?x=1", "not an https link");
}

static void a_pasted_link_with_user_info_is_refused(void **state)
{
    assert_check_fails("https://a:b@portal.example.org/a.go?x=1", "user name");
}

static void a_pasted_link_to_another_host_is_refused(void **state)
{
    assert_check_fails("https://portal.example.net/a.go?x=1", "does not lead to the portal");
}

static void a_pasted_link_without_a_query_is_refused(void **state)
{
    assert_check_fails(PORTAL "/a.go?", "not complete");
}

static void a_pasted_link_over_the_limit_is_refused(void **state)
{
    char text[ES_URL_MAX + 100];
    memset(text, 'x', sizeof text - 1);
    memcpy(text, SHORT, strlen(SHORT));
    text[sizeof text - 1] = '\0';
    assert_check_fails(text, "not a web address");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_printable_html_in_latin5_gives_its_link),
        cmocka_unit_test(base64_html_gives_its_link),
        cmocka_unit_test(a_text_without_html_gives_its_link_without_the_full_stop),
        cmocka_unit_test(the_html_part_is_preferred_to_the_text),
        cmocka_unit_test(an_html_part_deep_in_related_and_mixed_is_found),
        cmocka_unit_test(line_ends_may_be_cr_lf),
        cmocka_unit_test(a_mailbox_line_before_the_header_is_passed_over),
        cmocka_unit_test(the_same_link_twice_is_one),
        cmocka_unit_test(the_same_link_with_another_fragment_is_one),
        cmocka_unit_test(a_link_in_angle_brackets_ends_at_the_bracket),
        cmocka_unit_test(a_link_broken_in_angle_brackets_is_joined),
        cmocka_unit_test(a_bracket_that_never_closes_does_not_swallow_the_text),
        cmocka_unit_test(marks_after_a_link_are_not_the_links),
        cmocka_unit_test(a_flowed_link_without_the_blank_is_joined),
        cmocka_unit_test(a_flowed_blank_ends_a_link),
        cmocka_unit_test(a_charset_that_only_the_mail_library_knows_is_read),
        cmocka_unit_test(an_unknown_charset_does_not_hide_the_link),
        cmocka_unit_test(a_message_without_a_content_type_is_text),
        cmocka_unit_test(a_missing_last_boundary_is_borne),
        cmocka_unit_test(links_that_do_not_fit_are_passed_over),
        cmocka_unit_test(a_hidden_link_is_no_link),
        cmocka_unit_test(a_message_without_a_link_is_refused),
        cmocka_unit_test(two_links_are_refused_and_counted),
        cmocka_unit_test(a_link_to_another_host_is_refused),
        cmocka_unit_test(a_link_to_a_look_alike_host_is_refused),
        cmocka_unit_test(a_look_alike_in_other_letters_is_refused),
        cmocka_unit_test(a_link_with_user_info_is_refused),
        cmocka_unit_test(an_http_link_is_refused),
        cmocka_unit_test(a_link_to_another_port_is_refused),
        cmocka_unit_test(an_address_in_the_text_of_html_is_found_where_it_has_no_such_link),
        cmocka_unit_test(an_address_in_pieces_is_read_as_its_letters_stand),
        cmocka_unit_test(what_a_script_would_do_is_not_what_a_link_shows),
        cmocka_unit_test(two_addresses_in_the_text_of_html_are_refused),
        cmocka_unit_test(an_address_inside_another_is_not_taken_for_itself),
        cmocka_unit_test(an_address_right_behind_a_word_is_found),
        cmocka_unit_test(an_ending_behind_an_apostrophe_is_not_of_the_address),
        cmocka_unit_test(a_link_in_utf_7_is_not_seen),
        cmocka_unit_test(a_link_in_the_text_does_not_help_an_html_part_without_one),
        cmocka_unit_test(a_nested_message_is_not_looked_into),
        cmocka_unit_test(an_attached_html_page_is_not_looked_into),
        cmocka_unit_test(a_link_without_a_letter_or_picture_is_not_seen),
        cmocka_unit_test(a_link_that_a_style_hides_is_not_seen),
        cmocka_unit_test(a_link_that_a_sheet_may_hide_is_not_seen),
        cmocka_unit_test(another_link_as_a_text_beside_a_link_is_refused),
        cmocka_unit_test(alternatives_that_do_not_agree_are_refused),
        cmocka_unit_test(a_text_part_with_another_link_is_refused),
        cmocka_unit_test(an_alternative_whose_address_is_broken_agrees_by_its_beginning),
        cmocka_unit_test(an_address_broken_at_its_lines_end_is_refused),
        cmocka_unit_test(an_address_whose_end_was_left_out_is_refused),
        cmocka_unit_test(a_sentence_right_under_a_whole_address_does_not_break_it),
        cmocka_unit_test(an_empty_file_is_refused),
        cmocka_unit_test(a_message_of_50_mb_is_refused),
        cmocka_unit_test(a_message_without_a_header_is_refused),
        cmocka_unit_test(a_web_page_is_no_message),
        cmocka_unit_test(a_message_with_a_nul_is_refused),
        cmocka_unit_test(cut_base64_is_refused),
        cmocka_unit_test(a_huge_header_is_refused),
        cmocka_unit_test(a_message_of_many_parts_is_refused),
        cmocka_unit_test(a_message_of_very_many_boundaries_is_refused),
        cmocka_unit_test(a_deep_nest_of_parts_is_refused),
        cmocka_unit_test(a_bottomless_nest_of_parts_is_refused),
        cmocka_unit_test(a_modest_nest_of_parts_is_read),
        cmocka_unit_test(an_html_part_over_the_pages_limit_is_refused),
        cmocka_unit_test(a_line_of_megabytes_is_read),
        cmocka_unit_test(ten_thousand_links_are_refused_in_time),
        cmocka_unit_test(many_pieces_of_the_one_link_are_not_counted),
        cmocka_unit_test(an_address_of_megabytes_is_stepped_over),
        cmocka_unit_test(a_header_that_fells_the_mail_library_is_refused),
        cmocka_unit_test(every_cut_of_a_message_ends_in_a_link_or_a_refusal),
        cmocka_unit_test(a_pasted_link_is_taken_without_the_blanks_around_it),
        cmocka_unit_test(a_pasted_link_with_a_line_break_is_refused),
        cmocka_unit_test(a_pasted_link_with_a_blank_is_refused),
        cmocka_unit_test(pasted_words_are_no_address),
        cmocka_unit_test(nothing_pasted_is_no_address),
        cmocka_unit_test(a_pasted_http_link_is_refused),
        cmocka_unit_test(a_pasted_link_with_user_info_is_refused),
        cmocka_unit_test(a_pasted_link_to_another_host_is_refused),
        cmocka_unit_test(a_pasted_link_without_a_query_is_refused),
        cmocka_unit_test(a_pasted_link_over_the_limit_is_refused),
        cmocka_unit_test(a_link_that_memory_fails_for_is_not_passed_over),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
