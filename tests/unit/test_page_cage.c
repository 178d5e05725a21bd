/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page in a child: whatever happens to the child is a page we do not know. */
#include "esign/secret.h"
#include "page_testing.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 20000 }; /* milliseconds */

static es_status make(const char *html, size_t len, int milliseconds, struct es_page **out)
{
    struct es_page_source source = {html, len, "text/html; charset=utf-8", "https://example.org/",
                                    false};
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_page_make(&source, milliseconds, out, &err);
    assert_int_equal(err.status, status);
    return status;
}

static char *repeat(const char *piece, size_t times)
{
    size_t len = strlen(piece);
    char *text = malloc(len * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * len, piece, len);
    text[len * times] = '\0';
    return text;
}

static void the_value_is_the_same_as_in_this_process(void **state)
{
    static const char html[] = "<title>t</title><form><p>Ad <input name=x></form><a href=y>z</a>";
    struct es_page_source source = {html, sizeof html - 1, NULL, "https://example.org/", false};
    es_auto(page) *here = NULL;
    es_auto(page) *there = NULL;
    assert_int_equal(es_page_parse(&source, &here, NULL), ES_OK);
    assert_int_equal(es_page_make(&source, PATIENCE, &there, NULL), ES_OK);
    assert_int_equal(here->size, there->size);
    assert_memory_equal(here, there, here->size);
}

static void a_large_page_comes_through_the_pipe(void **state)
{
    char *html = repeat("<p>Merhaba <a href=x>link</a></p>\n", 20000);
    es_auto(page) *page = NULL;
    assert_int_equal(make(html, strlen(html), PATIENCE, &page), ES_OK);
    assert_int_equal(page->links.n, 20000);
    free(html);
}

/* gumbo 0.10 ends the process at this input; newer ones read it. */
static void input_that_aborts_the_parser_is_an_unknown_page(void **state)
{
    static const char html[] = "<table><svg><select><foreignObject><select><tr>";
    es_auto(page) *page = NULL;
    es_status status = make(html, sizeof html - 1, PATIENCE, &page);
    if (status == ES_OK)
        skip();
    assert_int_equal(status, ES_PAGE_UNKNOWN);
    assert_null(page);
}

static void too_deep_and_too_long_pages_are_too_large(void **state)
{
    char *deep = repeat("<div>", 100000), *text = repeat("<p>abc</p>", 300000);
    es_auto(page) *page = NULL;
    assert_int_equal(make(deep, strlen(deep), PATIENCE, &page), ES_TOO_LARGE);
    assert_int_equal(make(text, strlen(text), PATIENCE, &page), ES_TOO_LARGE);
    free(deep);
    free(text);
}

static void a_page_that_takes_too_long_is_an_unknown_page(void **state)
{
    char *html = repeat("<p><b><i><a href=x>y", 80000);
    es_auto(page) *page = NULL;
    assert_int_equal(make(html, strlen(html), 1, &page), ES_PAGE_UNKNOWN);
    free(html);
}

#if !defined(__SANITIZE_ADDRESS__)
/* Under AddressSanitizer the child's memory cannot be limited. */
static void a_page_that_eats_memory_is_an_unknown_page(void **state)
{
    char *html = repeat("<p id=a>", 250000);
    es_auto(page) *page = NULL;
    assert_int_equal(make(html, strlen(html), PATIENCE, &page), ES_PAGE_UNKNOWN);
    free(html);
}
#endif

static int open_files(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void no_child_and_no_descriptor_is_left_behind(void **state)
{
    static const char *const pages[] = {"<p>a", "<table><svg><select><foreignObject><select><tr>"};
    int before = open_files();
    for (size_t i = 0; i < 10; i++) {
        es_auto(page) *page = NULL;
        (void)!make(pages[i % 2], strlen(pages[i % 2]), i == 4 ? 0 : PATIENCE, &page);
    }
    assert_int_equal(open_files(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* What the child would print at its end would stand in the output twice. */
static void the_child_runs_nothing_of_the_parents_at_its_end(void **state)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        es_auto(page) *page = NULL;
        dup2(ends[1], 1);
        printf("once\n"); /* stays in the buffer while the page is made */
        struct es_page_source source = {"<p>a", 4, NULL, "", false};
        exit(es_page_make(&source, PATIENCE, &page, NULL) == ES_OK ? 0 : 1);
    }
    close(ends[1]);
    char text[64];
    size_t len = 0;
    for (ssize_t n; (n = read(ends[0], text + len, sizeof text - len)) > 0;)
        len += (size_t)n;
    close(ends[0]);
    int result = -1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_memory_equal(text + len - 5, "once\n", 5);
    assert_null(memmem(text, len - 5, "once", 4));
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

static void signals_do_not_disturb(void **state)
{
    struct sigaction old, action = {.sa_handler = on_alarm}; /* no SA_RESTART */
    struct itimerval none = {0}, often = {{0, 500}, {0, 500}};
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &often, NULL);
    char *html = repeat("<p>Merhaba <a href=x>link</a></p>\n", 5000);
    es_auto(page) *page = NULL;
    es_status status = make(html, strlen(html), PATIENCE, &page);
    setitimer(ITIMER_REAL, &none, NULL);
    sigaction(SIGALRM, &old, NULL);
    free(html);
    assert_int_equal(status, ES_OK);
}

/* As the program begins: the cage is another with a secure heap to leave behind. */
static int start_secrets(void **state)
{
    (void)!es_secret_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_is_the_same_as_in_this_process),
        cmocka_unit_test(a_large_page_comes_through_the_pipe),
        cmocka_unit_test(input_that_aborts_the_parser_is_an_unknown_page),
        cmocka_unit_test(too_deep_and_too_long_pages_are_too_large),
        cmocka_unit_test(a_page_that_takes_too_long_is_an_unknown_page),
#if !defined(__SANITIZE_ADDRESS__)
        cmocka_unit_test(a_page_that_eats_memory_is_an_unknown_page),
#endif
        cmocka_unit_test(no_child_and_no_descriptor_is_left_behind),
        cmocka_unit_test(the_child_runs_nothing_of_the_parents_at_its_end),
        cmocka_unit_test(signals_do_not_disturb),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
