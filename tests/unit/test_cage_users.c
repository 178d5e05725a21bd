/* SPDX-License-Identifier: Apache-2.0 */
/* Pages, messages and pictures whose reader was taken over: the linker puts what stands here in
 * the place of the three functions that read hostile bytes (--wrap). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deeds.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/page.h"
#include "esign/picture.h"
#include "esign/sanitizer.h"
#include "esign/secret.h"
#include "link.h"
#include "picture_decode.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { PATIENCE = 20000 };

static void (*act)(void); /* what the reader does; where it comes back, it lies */

/* ---- the three that were taken over ---- */

es_status __wrap_es_page_parse(const struct es_page_source *source, struct es_page **out,
                               struct es_error *err);
es_status __wrap_es_message_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                                 struct es_buf *link, struct es_error *err);
bool __wrap_es_pixels_parse(const char *bytes, size_t len, struct es_pixels *out);

es_status __wrap_es_page_parse(const struct es_page_source *source, struct es_page **out,
                               struct es_error *err)
{
    (void)source, (void)err;
    act();
    /* Every offset leads out of the value. */
    *out = es_heap_get(sizeof **out);
    if (!*out)
        return ES_INTERNAL;
    memset(*out, 0x7f, sizeof **out);
    (*out)->size = sizeof **out;
    return ES_OK;
}

es_status __wrap_es_message_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                                 struct es_buf *link, struct es_error *err)
{
    (void)bytes, (void)len, (void)allowed, (void)user, (void)err;
    act();
    return es_buf_add_str(link, "https://elsewhere.example.org/?t=1") ? ES_OK : ES_INTERNAL;
}

bool __wrap_es_pixels_parse(const char *bytes, size_t len, struct es_pixels *out)
{
    (void)bytes, (void)len;
    act();
    *out = (struct es_pixels){UINT32_MAX / 2 + 1, 2, NULL}; /* nothing, by 32 bits */
    return true;
}

/* ---- what their users get ---- */

static es_status page(void)
{
    struct es_page_source source = {"<p>a", 4, "text/html", "https://example.org/", false};
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *page = NULL;
    es_status status = es_page_make(&source, PATIENCE, &page, &err);
    assert_null(page);
    return status;
}

static bool is_portal(const char *url, void *user)
{
    (void)user;
    return strncmp(url, "https://portal.example.org/", 27) == 0;
}

static es_status message(void)
{
    static const char text[] = "From: a@example.org\n\nhttps://portal.example.org/?t=1\n";
    struct es_error err = ES_ERROR_INIT;
    es_auto(buf) link = ES_BUF_SECRET;
    es_status status = es_mail_link(text, sizeof text - 1, is_portal, NULL, &link, &err);
    assert_int_equal(link.len, 0);
    return status;
}

static bool picture(void)
{
    es_auto(buf) bytes = {0};
    struct es_pixels pixels;
    assert_true(es_file_read(ESIGN_SOURCE "/tests/picture/digits.png", ES_PICTURE_MAX, &bytes));
    bool shown = es_pixels_decode(bytes.data, bytes.len, &pixels);
    assert_true(shown || !pixels.rgba);
    es_pixels_free(&pixels);
    return shown;
}

static void assert_nothing_comes_of(const char *what)
{
    es_status status = page();
    if (status != ES_PAGE_UNKNOWN)
        fail_msg("a page's reader %s: %s", what, es_error_info(status)->code);
    status = message();
    if (status != ES_LINK_REFUSED)
        fail_msg("a message's reader %s: %s", what, es_error_info(status)->code);
    if (picture())
        fail_msg("a picture's reader %s, and there is a picture", what);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void each_deed_is_an_unknown_page_a_refused_link_and_no_picture(void **state)
{
    (void)state;
    for (size_t i = 0; i < DEEDS; i++) {
        act = deeds[i].act;
        assert_nothing_comes_of(deeds[i].name);
    }
}

static void do_nothing(void)
{
}

static void what_one_lies_is_not_believed(void **state)
{
    (void)state;
    act = do_nothing;
    assert_nothing_comes_of("lies");
}

static void open_a_file(void)
{
    _exit(open("/dev/null", O_RDONLY | O_CLOEXEC) < 0 ? 0 : 1);
}

static void one_that_opens_a_file_is_not_believed(void **state)
{
    (void)state;
    act = open_a_file;
    assert_nothing_comes_of("opens a file");
}

#if !ES_ADDRESS_SANITIZER
static void eat_memory(void)
{
    for (volatile char *block; (block = es_heap_get(1 << 20));)
        memset((char *)block, 1, 1 << 20);
    abort();
}

static void one_that_eats_memory_is_not_believed(void **state)
{
    (void)state;
    act = eat_memory;
    assert_nothing_comes_of("eats memory");
}
#endif

static int start_secrets(void **state)
{
    (void)state;
    (void)!es_secret_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_deed_is_an_unknown_page_a_refused_link_and_no_picture),
        cmocka_unit_test(what_one_lies_is_not_believed),
        cmocka_unit_test(one_that_opens_a_file_is_not_believed),
#if !ES_ADDRESS_SANITIZER
        cmocka_unit_test(one_that_eats_memory_is_not_believed),
#endif
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
