/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE "https://example.org/a/b/c.go?x=1#f"

static void assert_resolves(const char *reference, const char *base, const char *expected)
{
    es_auto(url) from = {0};
    es_auto(url) url = {0};
    if (base)
        assert_true(es_url_parse(base, NULL, &from));
    if (!es_url_parse(reference, base ? &from : NULL, &url))
        fail_msg("\"%s\" does not parse", reference);
    assert_string_equal(url.text.data, expected);
}

static void assert_refused(const char *reference)
{
    es_auto(url) url = {0};
    if (es_url_parse(reference, NULL, &url))
        fail_msg("\"%s\" parses as %s", reference, url.text.data);
}

static void assert_shown(const char *url, const char *shown)
{
    es_auto(buf) out = {0};
    assert_true(es_url_shown(url, &out));
    assert_string_equal(es_buf_str(&out), shown);
}

static bool same_origin(const char *a, const char *b)
{
    es_auto(url) first = {0};
    es_auto(url) second = {0};
    assert_true(es_url_parse(a, NULL, &first));
    assert_true(es_url_parse(b, NULL, &second));
    return es_url_same_origin(&first, &second);
}

/* ---- parts ---- */

static void an_absolute_url_is_taken_apart(void **state)
{
    es_auto(url) url = {0};
    assert_true(es_url_parse("HTTPS://User:pw@Example.ORG:8443/a/b?q=1#f", NULL, &url));
    assert_string_equal(url.scheme, "https");
    assert_string_equal(url.host, "example.org");
    assert_int_equal(url.port, 8443);
    assert_true(url.user_info);
    assert_true(url.has_query);
    assert_string_equal(url.text.data, "https://User:pw@example.org:8443/a/b?q=1#f");
    assert_string_equal(url.text.data + url.path, "/a/b?q=1#f");
    assert_string_equal(url.text.data + url.query, "?q=1#f");
    assert_string_equal(url.text.data + url.fragment, "#f");
}

static void the_default_port_is_filled_in_and_not_written(void **state)
{
    es_auto(url) secure = {0};
    es_auto(url) plain = {0};
    assert_true(es_url_parse("https://example.org:443", NULL, &secure));
    assert_true(es_url_parse("http://example.org:", NULL, &plain));
    assert_int_equal(secure.port, 443);
    assert_string_equal(secure.text.data, "https://example.org/");
    assert_int_equal(plain.port, 80);
    assert_string_equal(plain.text.data, "http://example.org/");
}

static void a_question_mark_alone_is_no_query(void **state)
{
    es_auto(url) url = {0};
    assert_true(es_url_parse("https://example.org/?#f", NULL, &url));
    assert_false(url.has_query);
    assert_string_equal(url.text.data, "https://example.org/?#f");
}

static void even_an_empty_user_info_is_told(void **state)
{
    const char *with[] = {"https://@example.org/", "https://:@example.org/",
                          "https://u@example.org/"};
    for (size_t i = 0; i < 3; i++) {
        es_auto(url) url = {0};
        assert_true(es_url_parse(with[i], NULL, &url));
        assert_true(url.user_info);
    }
    es_auto(url) without = {0};
    assert_true(es_url_parse("https://example.org/a@b", NULL, &without));
    assert_false(without.user_info);
}

static void the_last_at_sign_ends_the_user_info(void **state)
{
    es_auto(url) url = {0};
    assert_true(es_url_parse("https://example.org@evil.example@other.example/", NULL, &url));
    assert_string_equal(url.host, "other.example");
    assert_string_equal(url.text.data, "https://example.org%40evil.example@other.example/");
}

static void a_relative_reference_inherits_the_user_info(void **state)
{
    es_auto(url) base = {0};
    es_auto(url) url = {0};
    assert_true(es_url_parse("https://u@example.org/a", NULL, &base));
    assert_true(es_url_parse("b", &base, &url));
    assert_true(url.user_info);
    es_url_free(&url);
    assert_true(es_url_parse("//example.org/b", &base, &url));
    assert_false(url.user_info);
}

/* ---- resolving ---- */

static void references_resolve_as_in_a_browser(void **state)
{
    const struct {
        const char *reference, *expected;
    } cases[] = {
        {"", "https://example.org/a/b/c.go?x=1"},
        {"#", "https://example.org/a/b/c.go?x=1#"},
        {"#g h", "https://example.org/a/b/c.go?x=1#g%20h"},
        {"?", "https://example.org/a/b/c.go?"},
        {"?y=2", "https://example.org/a/b/c.go?y=2"},
        {"d.go", "https://example.org/a/b/d.go"},
        {"./d.go", "https://example.org/a/b/d.go"},
        {"../d.go", "https://example.org/a/d.go"},
        {"../../../../d.go", "https://example.org/d.go"},
        {".", "https://example.org/a/b/"},
        {"..", "https://example.org/a/"},
        {"/d.go?z#g", "https://example.org/d.go?z#g"},
        {"/", "https://example.org/"},
        {"//other.example/x", "https://other.example/x"},
        {"\\\\other.example\\x", "https://other.example/x"},
        {"///other.example", "https://other.example/"},
        {"http://other.example", "http://other.example/"},
        {"https:d.go", "https://example.org/a/b/d.go"},
        {"https:/d.go", "https://example.org/d.go"},
        {"https:#g", "https://example.org/a/b/c.go?x=1#g"},
        {"http:other.example", "http://other.example/"},
        {"d:e", "d:"},
        {"./d:e", "https://example.org/a/b/d:e"},
        {"c.go;jsessionid=9?x", "https://example.org/a/b/c.go;jsessionid=9?x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_resolves(cases[i].reference, PAGE, cases[i].expected);
}

static void dot_segments_are_resolved_however_written(void **state)
{
    assert_resolves("https://example.org/a/./b/../c", NULL, "https://example.org/a/c");
    assert_resolves("https://example.org/a/%2e/b/%2E%2e/c", NULL, "https://example.org/a/c");
    assert_resolves("https://example.org/a/b/.%2e", NULL, "https://example.org/a/");
    assert_resolves("https://example.org/a//..", NULL, "https://example.org/a/");
    assert_resolves("https://example.org/...", NULL, "https://example.org/...");
}

static void backslashes_are_slashes_but_not_in_the_query(void **state)
{
    assert_resolves("https:\\\\example.org\\a\\..\\b?c\\d", NULL, "https://example.org/b?c\\d");
}

static void blanks_around_and_line_ends_inside_are_dropped(void **state)
{
    assert_resolves(" \x01 https://exam\tple.org/a\r\nb \n", NULL, "https://example.org/ab");
}

static void each_part_has_its_own_percent_encoding(void **state)
{
    assert_resolves("https://example.org/ş \"<>^`{}|'?ş \"<>'`{}#ş \"<>`{}", NULL,
                    "https://example.org/%C5%9F%20%22%3C%3E%5E%60%7B%7D|'"
                    "?%C5%9F%20%22%3C%3E%27`{}#%C5%9F%20%22%3C%3E%60{}");
    assert_resolves("https://u;=^:p:|@example.org/", NULL,
                    "https://u%3B%3D%5E:p%3A%7C@example.org/");
}

static void percent_signs_stay_as_they_are(void **state)
{
    assert_resolves("https://example.org/%zz%41%?%", NULL, "https://example.org/%zz%41%?%");
}

static void a_relative_reference_needs_a_web_base(void **state)
{
    es_auto(url) base = {0};
    es_auto(url) url = {0};
    assert_refused("a/b");
    assert_refused("");
    assert_refused("//example.org/");
    assert_true(es_url_parse("about:blank", NULL, &base));
    assert_false(es_url_parse("a", &base, &url));
}

/* ---- schemes ---- */

static void another_scheme_is_kept_as_its_name(void **state)
{
    es_auto(url) url = {0};
    assert_true(es_url_parse("JavaScript:alert('x')", NULL, &url));
    assert_string_equal(url.scheme, "javascript");
    assert_string_equal(url.text.data, "javascript:");
    assert_string_equal(url.host, "");
    assert_false(es_url_is_web(&url));
}

static void tabs_do_not_hide_a_scheme(void **state)
{
    assert_resolves("java\nscript:x", PAGE, "javascript:");
}

/* ---- hosts and ports ---- */

static void ports_are_checked(void **state)
{
    assert_resolves("http://example.org:00080/", NULL, "http://example.org/");
    assert_resolves("http://example.org:65535/", NULL, "http://example.org:65535/");
    assert_resolves("http://example.org:0/", NULL, "http://example.org:0/");
    assert_refused("http://example.org:65536/");
    assert_refused("http://example.org:99999999999999999999/");
    assert_refused("http://example.org:8x/");
    assert_refused("http://example.org:-1/");
}

static void every_letter_and_digit_may_stand_in_a_host(void **state)
{
    assert_resolves("http://AZaz-09.example/", NULL, "http://azaz-09.example/");
}

static void a_missing_host_is_refused(void **state)
{
    assert_refused("https://");
    assert_refused("https:///");
    assert_refused("https://:443/");
    assert_refused("https://user@/");
    assert_refused("https://?q");
}

static void an_odd_host_is_refused(void **state)
{
    assert_refused("https://öрg.example/");
    assert_refused("https://a%41.example/");
    assert_refused("https://a b.example/");
    assert_refused("https://a_b.example/");
    assert_refused("https://a,b.example/");
}

static void a_trailing_dot_makes_another_host(void **state)
{
    assert_resolves("https://example.org./", NULL, "https://example.org./");
    assert_false(same_origin("https://example.org./", "https://example.org/"));
}

static void only_plain_decimal_addresses_are_taken(void **state)
{
    assert_resolves("http://127.0.0.1:8080/", NULL, "http://127.0.0.1:8080/");
    assert_resolves("http://1a.2b/", NULL, "http://1a.2b/");
    const char *odd[] = {"http://0x7f.1/",     "http://2130706433/", "http://127.1/",
                         "http://0177.0.0.1/", "http://256.1.1.1/",  "http://1.2.3.4.5/",
                         "http://1.2.3.4./",   "http://a.0x/",       "http://a.1/"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_refused(odd[i]);
}

static void ipv6_is_written_in_its_shortest_form(void **state)
{
    assert_resolves("http://[0:0:1:0:0:0:1:0]:81/", NULL, "http://[0:0:1::1:0]:81/");
    assert_resolves("http://[::]/", NULL, "http://[::]/");
    assert_resolves("http://[1::]/", NULL, "http://[1::]/");
    assert_resolves("http://[2001:DB8::1]/", NULL, "http://[2001:db8::1]/");
    assert_resolves("http://[::ffff:1.2.3.4]/", NULL, "http://[::ffff:102:304]/");
    assert_resolves("http://[1:0:2:0:3:0:4:0]/", NULL, "http://[1:0:2:0:3:0:4:0]/");
}

static void broken_ipv6_is_refused(void **state)
{
    const char *broken[] = {"http://[::1/",   "http://[1::2::3]/",        "http://[]/",
                            "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://[:1]/",
                            "http://::1/"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_refused(broken[i]);
}

static void a_host_of_255_bytes_is_the_longest(void **state)
{
    char url[300] = "http://";
    memset(url + 7, 'a', 255);
    assert_resolves(strcat(url, "/"), NULL, url);
    memset(url + 7, 'a', 256);
    url[263] = '\0';
    assert_refused(url);
}

static void a_url_has_a_longest_length(void **state)
{
    static char url[ES_URL_MAX + 2] = "https://example.org/";
    memset(url + strlen(url), 'a', ES_URL_MAX - strlen(url));
    assert_resolves(url, NULL, url);
    url[ES_URL_MAX] = 'a';
    assert_refused(url);
    url[ES_URL_MAX] = '\0';
    url[ES_URL_MAX - 1] = '<'; /* three bytes when written */
    assert_refused(url);
}

static void a_reference_that_is_not_utf8_is_refused(void **state)
{
    assert_refused("https://example.org/\xFE");
}

/* ---- origins ---- */

static void scheme_host_and_port_make_the_origin(void **state)
{
    assert_true(same_origin("https://example.org/a", "https://EXAMPLE.org:443/b?c"));
    assert_false(same_origin("https://example.org/", "http://example.org/"));
    assert_false(same_origin("https://example.org/", "https://example.org:444/"));
    assert_false(same_origin("https://example.org/", "https://www.example.org/"));
}

static void other_schemes_have_no_origin(void **state)
{
    es_auto(url) url = {0};
    es_auto(buf) out = {0};
    assert_false(same_origin("about:blank", "about:blank"));
    assert_true(es_url_parse("about:blank", NULL, &url));
    assert_false(es_url_origin(&url, &out));
}

static void an_origin_is_written_without_the_default_port(void **state)
{
    es_auto(url) plain = {0};
    es_auto(url) other = {0};
    es_auto(buf) out = {0};
    assert_true(es_url_parse("https://u@example.org:443/a?b", NULL, &plain));
    assert_true(es_url_parse("http://[::1]:81/", NULL, &other));
    assert_true(es_url_origin(&plain, &out));
    assert_true(es_buf_add_str(&out, " "));
    assert_true(es_url_origin(&other, &out));
    assert_string_equal(es_buf_str(&out), "https://example.org http://[::1]:81");
}

/* ---- showing ---- */

static void a_plain_url_is_shown_as_it_is(void **state)
{
    assert_shown("https://example.org:8443/a/b.go", "https://example.org:8443/a/b.go");
}

static void what_may_be_secret_is_not_shown(void **state)
{
    assert_shown("https://example.org/r.go?sessionid=x", "https://example.org/r.go?…");
    assert_shown("https://example.org/r.go#x", "https://example.org/r.go?…");
    assert_shown("https://u:p@example.org/", "https://example.org/?…");
    assert_shown("https://example.org/r.go;jsessionid=x", "https://example.org/r.go?…");
    assert_shown("https://example.org/a;b=c/d%3Be=f/g", "https://example.org/a/d/g?…");
    assert_shown("https://example.org/a%3b", "https://example.org/a?…");
}

static void of_another_scheme_only_its_name_is_shown(void **state)
{
    assert_shown("javascript:f('x')", "javascript:?…");
}

static void a_file_name_is_shown_without_a_query(void **state)
{
    assert_shown("pages/login.html", "pages/login.html");
    assert_shown("login.html?x=y", "login.html?…");
    assert_shown("", "");
}

static void what_does_not_parse_is_not_shown(void **state)
{
    assert_shown("https://u:p@exa mple.org/x", "?…");
    assert_shown("https://exa mple.org/token", "?…");
    assert_shown("//u:p@example.org/", "?…");
}

static void only_addresses_and_one_name_are_this_machine(void **state)
{
    (void)state;
    static const char *const here[] = {"localhost", "[::1]", "127.0.0.1", "127.255.255.254"};
    static const char *const elsewhere[] = {"127.1..",     "127.0.0.1.", "127.example.org",
                                            "128.0.0.1",   "localhost.", "127.0.0.1.example.org",
                                            "localhost.x", "[::2]",      ""};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        assert_true(es_url_is_loopback(here[i]));
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        assert_false(es_url_is_loopback(elsewhere[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_absolute_url_is_taken_apart),
        cmocka_unit_test(the_default_port_is_filled_in_and_not_written),
        cmocka_unit_test(a_question_mark_alone_is_no_query),
        cmocka_unit_test(even_an_empty_user_info_is_told),
        cmocka_unit_test(the_last_at_sign_ends_the_user_info),
        cmocka_unit_test(a_relative_reference_inherits_the_user_info),
        cmocka_unit_test(references_resolve_as_in_a_browser),
        cmocka_unit_test(dot_segments_are_resolved_however_written),
        cmocka_unit_test(backslashes_are_slashes_but_not_in_the_query),
        cmocka_unit_test(blanks_around_and_line_ends_inside_are_dropped),
        cmocka_unit_test(each_part_has_its_own_percent_encoding),
        cmocka_unit_test(percent_signs_stay_as_they_are),
        cmocka_unit_test(a_relative_reference_needs_a_web_base),
        cmocka_unit_test(another_scheme_is_kept_as_its_name),
        cmocka_unit_test(tabs_do_not_hide_a_scheme),
        cmocka_unit_test(ports_are_checked),
        cmocka_unit_test(every_letter_and_digit_may_stand_in_a_host),
        cmocka_unit_test(a_missing_host_is_refused),
        cmocka_unit_test(an_odd_host_is_refused),
        cmocka_unit_test(a_trailing_dot_makes_another_host),
        cmocka_unit_test(only_plain_decimal_addresses_are_taken),
        cmocka_unit_test(ipv6_is_written_in_its_shortest_form),
        cmocka_unit_test(broken_ipv6_is_refused),
        cmocka_unit_test(a_host_of_255_bytes_is_the_longest),
        cmocka_unit_test(a_url_has_a_longest_length),
        cmocka_unit_test(a_reference_that_is_not_utf8_is_refused),
        cmocka_unit_test(scheme_host_and_port_make_the_origin),
        cmocka_unit_test(other_schemes_have_no_origin),
        cmocka_unit_test(an_origin_is_written_without_the_default_port),
        cmocka_unit_test(a_plain_url_is_shown_as_it_is),
        cmocka_unit_test(what_may_be_secret_is_not_shown),
        cmocka_unit_test(of_another_scheme_only_its_name_is_shown),
        cmocka_unit_test(a_file_name_is_shown_without_a_query),
        cmocka_unit_test(what_does_not_parse_is_not_shown),
        cmocka_unit_test(only_addresses_and_one_name_are_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
