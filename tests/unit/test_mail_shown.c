/* SPDX-License-Identifier: Apache-2.0 */
/* What a message's link shows, and where it leads. */
#include "mail_testing.h"

static void a_link_that_shows_the_portal_and_leads_elsewhere_is_refused(void **state)
{
    assert_fixture_refused("shows-another-address", "shows one address and leads to another");
}

static void the_portals_link_that_shows_another_host_is_refused(void **state)
{
    assert_refused(HTML "\n<a href=\"" SHORT "\">bank.example.net</a>", "shows one address");
}

static void a_link_in_other_letters_that_shows_the_portal_is_refused(void **state)
{
    assert_refused(HTML "\n<a href=\"https://p\xd0\xbertal.example.org/?a=1\">" SHORT "</a>",
                   "shows one address");
}

static void a_forged_link_spoils_a_good_one_beside_it(void **state)
{
    assert_refused(HTML "\n<a href=\"" SHORT "\">here</a>"
                        "<a href=\"https://example.net/?a=1\">portal.example.org</a>",
                   "shows one address");
}

static void whatever_shows_the_portals_host_shows_the_portal(void **state)
{
    static const char *const shown[] = {
        "http://portal.example.org/a.go",   "HTTP://PORTAL.EXAMPLE.ORG",
        "https://u@portal.example.org/",    "http://www.portal.example.org/",
        "www.portal.example.org",           "portal.example.org:8080",
        "http://portal.example.org:8080/a", "https://portal.example.org:8443/a.go?x=1",
    };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        char message[1024];
        snprintf(message, sizeof message,
                 HTML "\n<a href=\"" SHORT "\">here</a><a href=\"https://example.net/?q=1\">%s</a>",
                 shown[i]);
        assert_refused(message, "shows one address");
    }
}

static void the_portals_host_over_http_is_the_same_place(void **state)
{
    assert_link(HTML "\n<a href=\"" SHORT "\">here</a><a href=\"http://portal.example.org/?q=1\">"
                     "www.portal.example.org</a><a href=\"https://portal.example.org/\">"
                     "http://portal.example.org/</a>",
                SHORT);
}

static void a_link_that_shows_itself_is_fine(void **state)
{
    assert_link(HTML "\n<a href=\"" SHORT "\">" SHORT "</a>", SHORT);
}

static void a_link_that_shows_only_its_host_is_fine(void **state)
{
    assert_link(HTML "\n<a href=\"" SHORT "\">www.portal.example.org</a>", SHORT);
}

static void other_peoples_contradictions_do_not_matter(void **state)
{
    assert_link(HTML "\n<a href=\"https://count.example.net/?to=1\">www.example.com</a>"
                     "<a href=\"" SHORT "\">here</a>",
                SHORT);
}

static void a_sentence_with_a_dot_is_no_address(void **state)
{
    assert_link(HTML "\n<a href=\"" SHORT "\">T.C. kimlik no.ile giriş</a>", SHORT);
}

static void assert_shows_another(const char *text)
{
    char message[1024];
    snprintf(message, sizeof message, HTML "\n<a href=\"" SHORT "\">%s</a>", text);
    assert_refused(message, "shows one address");
}

static void assert_shows_nothing_false(const char *text)
{
    char message[1024];
    snprintf(message, sizeof message, HTML "\n<a href=\"" SHORT "\">%s</a>", text);
    assert_link(message, SHORT);
}

static void another_host_in_letters_of_any_script_is_refused(void **state)
{
    assert_shows_another("https://portal-g\u00fcncelle.com/");
    assert_shows_another("https://p\u043ertal.example.org/");
    assert_shows_another("www.g\u00fcvenlik.\u00f6rnek");
    assert_shows_another("\uff45vil.\uff43om");
    assert_shows_another("https://[2001:db8::1]/");
    assert_shows_another("https://evil_host.example/");
}

static void another_address_in_any_scheme_is_refused(void **state)
{
    assert_shows_another("ftp://evil.example/");
    assert_shows_another("hxxps://evil");
    assert_shows_another("https:/evil.example");
}

static void a_number_or_another_port_is_another_address(void **state)
{
    assert_shows_another("192.0.2.7");
    assert_shows_another("https://portal.example.org:8443/a.go?x=1");
    assert_shows_another("portal.example.org:8443");
    assert_shows_nothing_false("192.0.2.256");
    assert_shows_nothing_false("portal.example.org:443/a.go?x=1");
}

static void an_address_for_mail_at_the_portal_is_no_other(void **state)
{
    assert_shows_nothing_false("Buraya (bilgi@portal.example.org)");
    assert_shows_nothing_false("bilgi@www.portal.example.org");
    assert_shows_nothing_false("Buraya (bilgi@mail.example.org)");
    assert_shows_another("mail.example.org");
    assert_shows_another("bilgi@evil.example");
    assert_shows_another("portal.example.org@evil.example");
}

static void a_second_address_behind_the_true_one_is_refused(void **state)
{
    assert_shows_another(SHORT " ya da https://evil.example/");
    assert_shows_another("Buradan: " SHORT ", evil.com");
}

static void another_address_on_a_button_in_the_link_is_refused(void **state)
{
    assert_shows_another("<button>https://evil.example/</button>");
    assert_shows_another("<input value=\"https://evil.example/\">");
}

static void the_portals_address_with_another_session_is_refused(void **state)
{
    assert_shows_another(PORTAL "/a.go?x=2");
    assert_shows_another(PORTAL "/b.go");
    assert_shows_another("portal.example.org/a.go?x=12");
}

static void the_beginning_of_the_address_is_no_other(void **state)
{
    assert_shows_nothing_false(PORTAL "/a.go");
    assert_shows_nothing_false(PORTAL "/a.go?\u2026");
    assert_shows_nothing_false("portal.example.org/a...");
}

static void words_without_a_blank_behind_the_full_stop_are_no_address(void **state)
{
    assert_shows_nothing_false("olur.L\u00fctfen t\u0131klay\u0131n\u0131z");
    assert_shows_nothing_false("bitti.Ve 12.10.2026'da t\u0131klay\u0131n\u0131z");
    assert_shows_nothing_false("K\u0131lavuz.pdf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_that_shows_the_portal_and_leads_elsewhere_is_refused),
        cmocka_unit_test(the_portals_link_that_shows_another_host_is_refused),
        cmocka_unit_test(a_link_in_other_letters_that_shows_the_portal_is_refused),
        cmocka_unit_test(a_forged_link_spoils_a_good_one_beside_it),
        cmocka_unit_test(whatever_shows_the_portals_host_shows_the_portal),
        cmocka_unit_test(the_portals_host_over_http_is_the_same_place),
        cmocka_unit_test(a_link_that_shows_itself_is_fine),
        cmocka_unit_test(a_link_that_shows_only_its_host_is_fine),
        cmocka_unit_test(other_peoples_contradictions_do_not_matter),
        cmocka_unit_test(a_sentence_with_a_dot_is_no_address),
        cmocka_unit_test(another_host_in_letters_of_any_script_is_refused),
        cmocka_unit_test(another_address_in_any_scheme_is_refused),
        cmocka_unit_test(a_number_or_another_port_is_another_address),
        cmocka_unit_test(an_address_for_mail_at_the_portal_is_no_other),
        cmocka_unit_test(a_second_address_behind_the_true_one_is_refused),
        cmocka_unit_test(another_address_on_a_button_in_the_link_is_refused),
        cmocka_unit_test(the_portals_address_with_another_session_is_refused),
        cmocka_unit_test(the_beginning_of_the_address_is_no_other),
        cmocka_unit_test(words_without_a_blank_behind_the_full_stop_are_no_address),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
