/* SPDX-License-Identifier: Apache-2.0 */
/* What was filled in by hand: for one page, for a while, and nowhere but in the kernel. */
#include "page_testing.h"

#include "../../src/portal/kernel_key.h"
#include "../../src/portal/numbers.h"
#include "../../src/portal/seal.h"
#include "../../src/portal/session_file.h"
#include "esign/filled.h"
#include "esign/log.h"
#include <keyutils.h>
#include <stdlib.h>

enum { UP = 64 + 8, HEAD = 64 + 16 + ES_MOMENT_BOOT_SIZE }; /* as filled.c lays it out */

static const char HTML[] = "<form><input name=a><input name=b></form>";
static const struct es_fill TWO[] = {{0, "one"}, {1, ""}};

struct place {
    char folder[64];
    struct es_session *session;
};

static void give_page(struct es_session *session, const char *html)
{
    es_page_free(&session->page);
    session->page = page_of(html);
}

static int begin(void **state)
{
    static struct place place;
    bool found;
    snprintf(place.folder, sizeof(place.folder), "/tmp/esign-test-filled-XXXXXX");
    *state = &place;
    es_log_set_level(ES_LOG_QUIET);
    if (!mkdtemp(place.folder) || setenv("XDG_RUNTIME_DIR", place.folder, 1) ||
        es_session_open("default", 0, &place.session, &found, NULL))
        return -1;
    give_page(place.session, HTML);
    return 0;
}

static int end(void **state)
{
    struct place *place = *state;
    es_auto(buf) command = {0};
    es_filled_forget(place->session);
    es_session_free(&place->session);
    return es_buf_printf(&command, "rm -rf '%s'", place->folder) && !system(command.data) ? 0 : -1;
}

static struct es_session *with_two_kept(void **state)
{
    struct es_session *session = ((struct place *)*state)->session;
    if (es_filled_save(session, TWO, 2, NULL))
        skip(); /* the kernel's keyring is refused here */
    return session;
}

static size_t kept_for(const struct es_session *session)
{
    es_auto(filled) filled;
    es_filled_load(session, &filled);
    return filled.n;
}

static const char *name_in_keyring(const struct es_session *session)
{
    static char name[96] = "esign:filled:";
    const struct es_buf *path = &session->file->path;
    assert_true(es_seal_digest(path->data, path->len, name + strlen("esign:filled:")));
    return name;
}

static void values_come_back_as_they_were(void **state)
{
    es_auto(filled) filled;
    es_filled_load(with_two_kept(state), &filled);
    assert_int_equal(filled.n, 2);
    assert_int_equal(filled.fill[0].control, 0);
    assert_string_equal(filled.fill[0].value, "one");
    assert_int_equal(filled.fill[1].control, 1);
    assert_string_equal(filled.fill[1].value, "");
}

static void for_another_page_there_is_nothing(void **state)
{
    struct es_session *session = with_two_kept(state);
    give_page(session, "<form><input name=c><input name=d></form>");
    assert_int_equal(kept_for(session), 0);
}

static void saving_the_session_on_the_same_page_forgets_nothing(void **state)
{
    struct es_session *session = with_two_kept(state);
    assert_int_equal(es_session_save(session, NULL), ES_OK);
    assert_int_equal(kept_for(session), 2);
}

static void saving_it_on_another_page_forgets_them(void **state)
{
    struct es_session *session = with_two_kept(state);
    es_auto(buf) there = ES_BUF_SECRET;
    give_page(session, "<p>Başka");
    assert_int_equal(es_session_save(session, NULL), ES_OK);
    assert_false(es_kernel_key_load(name_in_keyring(session), &there));
}

static void forgetting_the_session_forgets_them(void **state)
{
    bool forgotten;
    struct es_session *session = with_two_kept(state);
    es_auto(buf) there = ES_BUF_SECRET;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_false(es_kernel_key_load(name_in_keyring(session), &there));
}

static void the_kernel_forgets_them_by_itself(void **state)
{
    char described[512];
    struct es_session *session = with_two_kept(state);
    long key = keyctl_search(KEY_SPEC_USER_KEYRING, "user", name_in_keyring(session), 0);
    assert_true(key > 0);
    assert_true(keyctl_describe((key_serial_t)key, described, sizeof(described)) > 0);
    FILE *keys = fopen("/proc/keys", "r");
    assert_non_null(keys);
    char line[1024], serial[16], timeout[16] = "";
    snprintf(serial, sizeof(serial), "%08lx", key);
    while (!*timeout && fgets(line, sizeof(line), keys)) {
        if (!strncmp(line, serial, 8))
            assert_int_equal(sscanf(line, "%*s %*s %*s %15s", timeout), 1);
    }
    fclose(keys);
    assert_true(!strcmp(timeout, "10m") || !strcmp(timeout, "9m"));
}

/* The kernel's own time for them is the wall clock's, which may be set back. */
static void what_is_too_old_is_not_there_though_the_kernel_has_it(void **state)
{
    struct es_session *session = with_two_kept(state);
    es_auto(buf) whole = ES_BUF_SECRET;
    assert_true(es_kernel_key_load(name_in_keyring(session), &whole));
    unsigned char *up = (unsigned char *)whole.data + UP;
    uint64_t then = es_get_number(up, 8);
    es_put_number(up, then - ES_FILLED_SECONDS + 30, 8);
    assert_true(es_kernel_key_save(name_in_keyring(session), whole.data, whole.len, 60));
    assert_int_equal(kept_for(session), 2);
    es_put_number(up, then - ES_FILLED_SECONDS, 8);
    assert_true(es_kernel_key_save(name_in_keyring(session), whole.data, whole.len, 60));
    assert_int_equal(kept_for(session), 0);
}

/* Whatever lies under the name: it is ours alone to write, but nothing is taken on trust. */
static void damaged_ones_are_read_as_far_as_they_are_whole(void **state)
{
    struct es_session *session = with_two_kept(state);
    es_auto(buf) whole = ES_BUF_SECRET;
    assert_true(es_kernel_key_load(name_in_keyring(session), &whole));
    for (size_t len = 1; len < whole.len; len++) {
        assert_true(es_kernel_key_save(name_in_keyring(session), whole.data, len, 60));
        assert_true(kept_for(session) < 2);
    }
    whole.data[HEAD] = 99; /* a field that the page has not */
    assert_true(es_kernel_key_save(name_in_keyring(session), whole.data, whole.len, 60));
    assert_int_equal(kept_for(session), 0);
}

static void too_much_is_not_kept(void **state)
{
    static char large[ES_KERNEL_KEY_MAX + 1];
    struct es_session *session = with_two_kept(state);
    memset(large, 'x', sizeof(large) - 1);
    assert_int_equal(es_filled_save(session, &(struct es_fill){0, large}, 1, NULL), ES_USAGE);
    assert_int_equal(kept_for(session), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_come_back_as_they_were),
        TEST(for_another_page_there_is_nothing),
        TEST(saving_the_session_on_the_same_page_forgets_nothing),
        TEST(saving_it_on_another_page_forgets_them),
        TEST(forgetting_the_session_forgets_them),
        TEST(the_kernel_forgets_them_by_itself),
        TEST(what_is_too_old_is_not_there_though_the_kernel_has_it),
        TEST(damaged_ones_are_read_as_far_as_they_are_whole),
        TEST(too_much_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
