/* SPDX-License-Identifier: Apache-2.0 */
/* What an IMAP server says, taken apart; addresses of mail servers; signs of a message. */
#include "mail_testing.h"

#include "esign/mailbox.h"
#include "imap_read.h"
#include "link.h"

/* ---- where a response ends ---- */

static size_t whole(const char *bytes)
{
    size_t taken = 0;
    return es_imap_whole(bytes, strlen(bytes), 1000, &taken) == ES_IMAP_WHOLE ? taken : 0;
}

static void a_response_is_a_line(void **state)
{
    assert_int_equal(whole("* OK hello\r\n* BYE\r\n"), 12);
    assert_int_equal(whole("* OK hello\n"), 11);
    assert_int_equal(whole("* OK hello\r"), 0);
    assert_int_equal(whole(""), 0);
}

static void a_literal_is_part_of_its_response_whatever_it_holds(void **state)
{
    const char *text = "* 1 FETCH (BODY[] {9}\r\ne1 OK x\r\n)\r\ne1 OK\r\n";
    assert_int_equal(whole(text), strlen(text) - 7);
    assert_int_equal(whole("* 1 FETCH (BODY[] {9}\r\ne1 OK"), 0);
    assert_int_equal(whole("* A {0}\r\n {2}\r\nxy\r\n"), 19);
    assert_int_equal(whole("* OK a{}\r\n"), 10);
    assert_int_equal(whole("* OK {a}\r\n"), 10);
    assert_int_equal(whole("* OK 1}\r\n"), 9);
}

static void one_that_is_or_announces_to_be_too_long_is_too_large(void **state)
{
    static const char *const texts[] = {"* {992}\r\n", "* {18446744073709551615}\r\n",
                                        "* {99999999999999999999999999}\r\n"};
    size_t taken;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(es_imap_whole(texts[i], strlen(texts[i]), 1000, &taken),
                         ES_IMAP_TOO_LARGE);
    assert_int_equal(es_imap_whole("* {990}\r\n", 9, 1000, &taken), ES_IMAP_MORE);
    assert_int_equal(es_imap_whole("0123456789", 10, 10, &taken), ES_IMAP_TOO_LARGE);
    assert_int_equal(es_imap_whole("012345678", 9, 10, &taken), ES_IMAP_MORE);
}

/* ---- what it says ---- */

static enum es_imap_said said(const char *text)
{
    return es_imap_said(text, strlen(text), "e1");
}

static void an_answer_is_one_of_the_commands_own_tag(void **state)
{
    assert_int_equal(said("e1 OK done\r\n"), ES_IMAP_OK);
    assert_int_equal(said("E1 no [UNAVAILABLE] x\r\n"), ES_IMAP_NO);
    assert_int_equal(said("e1 BAD\r\n"), ES_IMAP_BAD);
    assert_int_equal(said("+ go on\r\n"), ES_IMAP_GOES_ON);
    assert_int_equal(said("+\r\n"), ES_IMAP_GOES_ON);
    assert_int_equal(said("* BYE\r\n"), ES_IMAP_BYE);
    assert_int_equal(said("* OK [UIDNEXT 3]\r\n"), ES_IMAP_DATA);
    assert_int_equal(said("e2 OK\r\n"), ES_IMAP_DATA);
    assert_int_equal(said("e1\r\n"), ES_IMAP_DATA);
    assert_int_equal(said("\r\n"), ES_IMAP_DATA);
    assert_int_equal(es_imap_said("e1\0OK\r\n", 7, "e1"), ES_IMAP_DATA);
    assert_int_equal(es_imap_said("\0e1 OK\r\n", 8, "e1"), ES_IMAP_DATA);
}

static void a_code_is_the_whole_of_it(void **state)
{
    const char *text = "e1 NO [UNAVAILABLE] later\r\n";
    assert_true(es_imap_has_code(text, strlen(text), "UNAVAILABLE"));
    assert_false(es_imap_has_code(text, strlen(text), "UNAVAIL"));
    assert_false(es_imap_has_code("e1 NO UNAVAILABLE\r\n", 19, "UNAVAILABLE"));
}

static void a_capability_is_a_word_of_its_own(void **state)
{
    const char *text = "* CAPABILITY IMAP4rev1 auth=plain SPECIAL-USE\r\n";
    assert_true(es_imap_can(text, strlen(text), "AUTH=PLAIN"));
    assert_true(es_imap_can(text, strlen(text), "SPECIAL-USE"));
    assert_false(es_imap_can(text, strlen(text), "SPECIAL"));
    assert_false(es_imap_can("* OK AUTH=PLAIN\r\n", 17, "AUTH=PLAIN"));
}

static void of_many_numbers_the_highest_are_kept_each_once(void **state)
{
    struct es_imap_numbers numbers = {.n = 0};
    es_auto(buf) text = {0};
    es_imap_search("* SEARCH 0 4294967296 7 7 -1 x 8\r\n", 34, &numbers);
    assert_int_equal(numbers.n, 2);
    assert_int_equal(numbers.number[1], 8);
    assert_true(es_buf_add_str(&text, "* SEARCH"));
    for (int i = 1; i <= 300; i++)
        assert_true(es_buf_printf(&text, " %d", 10000 + (i * 7) % 300));
    es_imap_search(text.data, text.len, &numbers);
    assert_int_equal(numbers.n, ES_IMAP_NUMBERS_MAX);
    for (size_t i = 0; i < numbers.n; i++)
        assert_in_range(numbers.number[i], 10100, 10299);
}

static void a_fetch_tells_a_messages_number_size_date_and_bytes(void **state)
{
    const char *text = "* 3 FETCH (FLAGS (\\Seen (a)) UID 12 RFC822.SIZE 345 INTERNALDATE "
                       "\"23-Nov-2026 12:00:00 +0300\" X \"a)\\\"b\" BODY[] {5}\r\na)\r\nb)\r\n";
    struct es_imap_item item;
    assert_true(es_imap_fetch(text, strlen(text), &item));
    assert_int_equal(item.uid, 12);
    assert_true(item.has_size);
    assert_int_equal(item.size, 345);
    assert_true(item.has_date);
    assert_int_equal(item.date, 1795424400);
    assert_int_equal(item.body_len, 5);
    assert_memory_equal(item.body, "a)\r\nb", 5);
}

static void a_broken_fetch_is_none(void **state)
{
    static const char *const texts[] = {
        "* 3 FETCH UID 12\r\n",          "* 3 FETCH (UID 12\r\n",       "* x FETCH (UID 12)\r\n",
        "* 3 FETCH (UID (12)\r\n",       "* 3 FETCH (\"UID\" 12)\r\n",  "* 3 FETCH (UID)\r\n",
        "* 3 FETCH (X \"a)\r\n",         "* 3 FETCH (BODY[] {9}\r\nab", "* 3 EXISTS\r\n",
        "* 3 FETCH (UID 12 \x01 13)\r\n"};
    struct es_imap_item item;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(es_imap_fetch(texts[i], strlen(texts[i]), &item));
}

static void numbers_that_cannot_be_are_not_told(void **state)
{
    const char *text = "* 3 FETCH (UID 4294967296 RFC822.SIZE 99999999999999999999 INTERNALDATE "
                       "\"yesterday\" BODY[] NIL)\r\n";
    struct es_imap_item item;
    assert_true(es_imap_fetch(text, strlen(text), &item));
    assert_int_equal(item.uid, 0);
    assert_false(item.has_size);
    assert_false(item.has_date);
    assert_null(item.body);
}

static void assert_junk(const char *text, const char *wanted)
{
    es_auto(buf) name = {0};
    bool found = es_imap_junk(text, strlen(text), &name);
    assert_int_equal(found, wanted != NULL);
    if (wanted)
        assert_string_equal(es_buf_str(&name), wanted);
}

static void the_folder_for_junk_is_the_one_that_the_server_calls_so(void **state)
{
    assert_junk("* LIST (\\HasNoChildren \\Junk) \"/\" Spam\r\n", "Spam");
    assert_junk("* LIST (\\junk) NIL \"A \\\"b\\\\\"\r\n", "A \"b\\");
    assert_junk("* LIST (\\Junk) \"/\" {4}\r\nSp m\r\n", "Sp m");
    assert_junk("* LIST (\\Trash) \"/\" Junk\r\n", NULL);
    assert_junk("* LIST (\\Junk) \"/\" \"\"\r\n", NULL);
    assert_junk("* LIST \\Junk \"/\" Spam\r\n", NULL);
    assert_junk("* LIST (\\Junk) \"/\"\r\n", NULL);
    assert_junk("* LSUB (\\Junk) \"/\" Spam\r\n", NULL);
}

static int64_t date(const char *text)
{
    int64_t seconds = -1;
    return es_imap_date(text, strlen(text), &seconds) ? seconds : -1;
}

static void a_date_is_read_with_its_zone_and_by_no_locale(void **state)
{
    assert_int_equal(date("23-Nov-2026 12:00:00 +0000"), 1795435200);
    assert_int_equal(date("23-nov-2026 15:00:00 +0300"), 1795435200);
    assert_int_equal(date("23-Nov-2026 04:30:00 -0730"), 1795435200);
    assert_int_equal(date(" 1-Jan-1970 00:00:00 +0000"), 0);
    assert_int_equal(date("23-Kas-2026 12:00:00 +0000"), -1);
    assert_int_equal(date("32-Nov-2026 12:00:00 +0000"), -1);
    assert_int_equal(date("23-Nov-2026 25:00:00 +0000"), -1);
    assert_int_equal(date("23-Nov-2026 12:00:00 +9900"), -1);
    assert_int_equal(date("23-Nov-2026 12:00:00"), -1);
}

static void a_day_is_written_in_utc_and_by_no_locale(void **state)
{
    es_auto(buf) text = {0};
    assert_true(es_imap_day(1795435200, &text) && es_buf_add_char(&text, ' ') &&
                es_imap_day(-1, &text) && es_buf_add_char(&text, ' ') && es_imap_day(0, &text));
    assert_string_equal(text.data, "23-Nov-2026 31-Dec-1969 1-Jan-1970");
}

static void what_no_quoted_string_may_hold_is_not_quoted(void **state)
{
    es_auto(buf) text = {0};
    assert_true(es_imap_quote("a\"b\\c", 5, &text));
    assert_string_equal(text.data, "\"a\\\"b\\\\c\"");
    assert_false(es_imap_quote("a\r\nb", 4, &text));
    assert_false(es_imap_quote("a\0b", 3, &text));
}

/* ---- addresses ---- */

static void assert_address(const char *text, const char *user, const char *at)
{
    struct es_imap_address address;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_imap_address_parse(text, &address, &err);
    assert_int_equal(status, at ? ES_OK : ES_USAGE);
    if (at) {
        assert_string_equal(address.user, user);
        assert_string_equal(es_buf_str(&address.at), at);
    }
    es_imap_address_free(&address);
}

static void an_address_names_user_host_and_port(void **state)
{
    assert_address("imaps://deniz%40example.org@imap.example.org/", "deniz@example.org",
                   "https://imap.example.org:993/");
    assert_address("IMAPS://deniz@Imap.Example.org", "deniz", "https://imap.example.org:993/");
    assert_address("imaps://deniz@example.org@imap.example.org:1993", "deniz@example.org",
                   "https://imap.example.org:1993/");
    assert_address("imaps://d%C3%B6n@[::1]/", "d\xc3\xb6n", "https://[::1]:993/");
    assert_address("imaps://d@[::1]:7/", "d", "https://[::1]:7/");
}

static void an_address_with_anything_else_in_it_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "imaps:",
        "imaps://",
        "imaps://@imap.example.org/",
        "imaps://a@",
        "imaps://a@/",
        "imap://a@imap.example.org/",
        "imaps://a:b@imap.example.org/",
        "imaps://a:@imap.example.org/",
        "imaps://a@imap.example.org//",
        "imaps://a@imap.example.org//Spam",
        "imaps://a@imap.example.org/Spam;UIDVALIDITY=1",
        "imaps://a@imap.example.org/Sp%0Aam",
        "imaps://a@imap.example.org/%ff",
        "imaps://a@imap.example.org/?x",
        "imaps://a@imap.example.org#x",
        "imaps://a@imap.example.org:/",
        "imaps://a@imap.example.org:70000/",
        "imaps://a@imap.exam ple.org/",
        "imaps://a@imap%2eexample.org/",
        "imaps://a%0Ab@imap.example.org/",
        "imaps://a%00b@imap.example.org/",
        "imaps://a%4@imap.example.org/",
        "imaps://a%zz@imap.example.org/",
        "imaps://a%ff@imap.example.org/",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_address(texts[i], "", NULL);
}

static void assert_folder(const char *text, const char *named, const char *sent)
{
    struct es_imap_address address;
    es_auto(buf) name = {0};
    assert_int_equal(es_imap_address_parse(text, &address, NULL), ES_OK);
    assert_string_equal(address.folder, named);
    assert_true(es_imap_folder_name(address.folder, &name));
    assert_string_equal(es_buf_str(&name), sent);
    es_imap_address_free(&address);
}

/* The names but the first are of RFC 3501, 5.1.3, and of what servers have. */
static void an_address_may_name_a_folder(void **state)
{
    assert_folder("imaps://a@b.example.org/", "", "");
    assert_folder("imaps://a@b.example.org/Spam", "Spam", "Spam");
    assert_folder("imaps://a%40b@b.example.org/A%20b/c@d/", "A b/c@d", "A b/c@d");
    assert_folder("imaps://a@b.example.org/%C3%96nemsiz", "Önemsiz", "&ANY-nemsiz");
    assert_folder("imaps://a@b.example.org/Önemsiz", "Önemsiz", "&ANY-nemsiz");
    assert_folder("imaps://a@b.example.org/~peter/mail/台北/日本語", "~peter/mail/台北/日本語",
                  "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    assert_folder("imaps://a@b.example.org/A&B", "A&B", "A&-B");
    assert_folder("imaps://a@b.example.org/İş&Ş", "İş&Ş", "&ATABXw-&-&AV4-");
    assert_folder("imaps://a@b.example.org/😀", "😀", "&2D3eAA-");
}

/* ---- signs ---- */

static const struct es_mail_signs SIGNS = {"posta@example.org", "Güvenlik Sözcüğü Hatırlatma"};

static bool has_signs(const char *header)
{
    es_auto(buf) text = {0};
    assert_true(es_buf_printf(&text, "%s\r\n\r\nFrom: posta@example.org\r\n", header));
    return es_message_has_signs(text.data, text.len, &SIGNS);
}

#define SUBJECT "\r\nSubject: Güvenlik Sözcüğü Hatırlatma"
#define FROM    "From: posta@example.org"

static void a_message_with_the_sender_and_the_subject_has_the_signs(void **state)
{
    assert_true(has_signs(FROM SUBJECT));
    assert_true(has_signs("FROM: \"Bir ad\" <Posta@Example.ORG>" SUBJECT));
    assert_true(
        has_signs("Received: x\r\nFrom: Ad (not) <posta@example.org>" SUBJECT "\r\nTo: a@b.c"));
    assert_true(has_signs(FROM "\r\nSubject: =?utf-8?B?R8O8dmVubGlrIFPDtnpjw7zEn8O8?=\r\n"
                               " =?iso-8859-9?Q?_HATIRLATMA?="));
}

static void a_message_without_exactly_these_has_them_not(void **state)
{
    assert_false(has_signs("From: a@example.org" SUBJECT));
    assert_false(has_signs("From: posta@example.org <a@example.org>" SUBJECT));
    assert_false(has_signs("From: posta@example.org.tr" SUBJECT));
    assert_false(has_signs("From: xposta@example.org" SUBJECT));
    assert_false(has_signs(FROM ", a@example.org" SUBJECT));
    assert_false(has_signs("From: g: posta@example.org;" SUBJECT));
    assert_false(has_signs(FROM "\r\nFrom: a@example.org" SUBJECT));
    assert_false(has_signs("Sender: posta@example.org" SUBJECT));
    assert_false(has_signs(FROM "\r\nSubject: Hatırlatma"));
    assert_false(has_signs(FROM SUBJECT "\r\nSubject: Hatırlatma"));
    assert_false(has_signs(FROM SUBJECT " 2"));
    assert_false(has_signs(FROM "\r\nX-Subject: Güvenlik Sözcüğü Hatırlatma"));
    assert_false(has_signs("X: y"));
}

static void a_genuine_message_gives_its_link_and_another_is_not_found(void **state)
{
    static const char MESSAGE[] = FROM SUBJECT "\r\nContent-Type: text/plain\r\n\r\n" LINK "\r\n";
    const struct es_mail_signs other = {"a@example.org", SIGNS.subject};
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    bool unread;
    assert_int_equal(
        es_mail_genuine(MESSAGE, sizeof MESSAGE - 1, &SIGNS, is_portal, NULL, &link, &unread, &err),
        ES_OK);
    assert_string_equal(es_buf_str(&link), LINK);
    assert_int_equal(
        es_mail_genuine(MESSAGE, sizeof MESSAGE - 1, &other, is_portal, NULL, &link, &unread, &err),
        ES_MAIL_NOT_FOUND);
    assert_false(unread);
    assert_int_equal(link.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_is_a_line),
        cmocka_unit_test(a_literal_is_part_of_its_response_whatever_it_holds),
        cmocka_unit_test(one_that_is_or_announces_to_be_too_long_is_too_large),
        cmocka_unit_test(an_answer_is_one_of_the_commands_own_tag),
        cmocka_unit_test(a_code_is_the_whole_of_it),
        cmocka_unit_test(a_capability_is_a_word_of_its_own),
        cmocka_unit_test(of_many_numbers_the_highest_are_kept_each_once),
        cmocka_unit_test(a_fetch_tells_a_messages_number_size_date_and_bytes),
        cmocka_unit_test(a_broken_fetch_is_none),
        cmocka_unit_test(numbers_that_cannot_be_are_not_told),
        cmocka_unit_test(the_folder_for_junk_is_the_one_that_the_server_calls_so),
        cmocka_unit_test(a_date_is_read_with_its_zone_and_by_no_locale),
        cmocka_unit_test(a_day_is_written_in_utc_and_by_no_locale),
        cmocka_unit_test(what_no_quoted_string_may_hold_is_not_quoted),
        cmocka_unit_test(an_address_may_name_a_folder),
        cmocka_unit_test(an_address_names_user_host_and_port),
        cmocka_unit_test(an_address_with_anything_else_in_it_is_refused),
        cmocka_unit_test(a_message_with_the_sender_and_the_subject_has_the_signs),
        cmocka_unit_test(a_message_without_exactly_these_has_them_not),
        cmocka_unit_test(a_genuine_message_gives_its_link_and_another_is_not_found),
    };
    (void)!es_secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
