/* SPDX-License-Identifier: Apache-2.0 */
/* What may lie where a session's files belong: left by a killed run, or put there by somebody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "folder_testing.h"

#include "../../src/portal/session_open.h"
#include "esign/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct es_key_store *const in_files[] = {&es_key_file, NULL};

static int make_folder(void **state)
{
    return make_folder_for(state, "XDG_RUNTIME_DIR");
}

static struct es_session *open_one(bool want_found)
{
    struct es_session *session = NULL;
    struct es_error err = ES_ERROR_INIT;
    bool found = !want_found;
    assert_int_equal(es_session_open_in(in_files, "default", 0, &session, &found, &err), ES_OK);
    assert_int_equal(found, want_found);
    return session;
}

static void save(struct es_session *session)
{
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_session_save(session, &err), ES_OK);
}

static void keep_one(void)
{
    es_auto(session) *session = open_one(false);
    save(session);
}

static void what_a_killed_run_left_goes_with_the_next_writing(void **state)
{
    keep_one();
    assert_int_equal(mknod(path_of(state, ".default.session.esign-new"), S_IFREG | 0600, 0), 0);
    es_auto(session) *session = open_one(true);
    save(session);
    assert_false(is_there(state, ".default.session.esign-new"));
}

static void what_a_killed_run_left_goes_with_the_session(void **state)
{
    keep_one();
    assert_int_equal(mknod(path_of(state, ".default.session.esign-new"), S_IFREG | 0600, 0), 0);
    assert_int_equal(mknod(path_of(state, ".default.key.esign-new"), S_IFREG | 0600, 0), 0);
    es_auto(session) *session = open_one(true);
    bool forgotten;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_true(forgotten);
    assert_false(is_there(state, ".default.session.esign-new"));
    assert_false(is_there(state, ".default.key.esign-new"));
}

/* Something else than a file of ours in the session's place. */
static void is_set_aside(void **state, const char *target, mode_t mode)
{
    const char *path = path_of(state, "default.session");
    es_auto(session) *first = open_one(false); /* makes the folder */
    assert_int_equal(target ? symlink(target, path) : mknod(path, mode, 0), 0);
    es_session_free(&first);
    es_auto(session) *session = open_one(false);
    assert_false(is_there(state, "default.session"));
    save(session);
    assert_true(is_there(state, "default.session"));
}

static void a_fifo_in_the_session_s_place_is_set_aside(void **state)
{
    is_set_aside(state, NULL, S_IFIFO | 0600);
}

static void a_socket_in_the_session_s_place_is_set_aside(void **state)
{
    is_set_aside(state, NULL, S_IFSOCK | 0600);
}

static void a_link_in_the_session_s_place_is_set_aside(void **state)
{
    is_set_aside(state, "/etc/passwd", 0);
}

static void a_file_that_others_may_write_is_set_aside(void **state)
{
    mode_t before = umask(0);
    is_set_aside(state, NULL, S_IFREG | 0666);
    umask(before);
}

static void a_fifo_in_the_key_s_place_holds_nobody_up(void **state)
{
    keep_one();
    assert_int_equal(unlink(path_of(state, "default.key")), 0);
    assert_int_equal(mkfifo(path_of(state, "default.key"), 0600), 0);
    es_auto(session) *session = open_one(false);
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_session_save(session, &err), ES_SESSION_UNUSABLE);
    assert_non_null(strstr(err.message, "default.key cannot be used: it is no ordinary file"));
}

/* Root reads everything. Whoever runs this as root does it as somebody else from here on. */
static void give_up_root(void **state)
{
    enum { NOBODY = 54321 };
    es_auto(buf) command = {0};
    if (geteuid() != 0)
        return;
    assert_true(es_buf_printf(&command, "chown -R %d '%s'", NOBODY, (char *)*state));
    assert_int_equal(system(command.data), 0);
    assert_int_equal(seteuid(NOBODY), 0);
}

static int remove_as_before(void **state)
{
    return getuid() == geteuid() || seteuid(getuid()) == 0 ? remove_folder(state) : -1;
}

static void a_file_that_even_we_may_not_read_is_set_aside(void **state)
{
    keep_one();
    give_up_root(state);
    assert_int_equal(chmod(path_of(state, "default.session"), 0), 0);
    es_auto(session) *session = open_one(false);
    assert_true(es_session_was_useless(session));
    assert_true(is_there(state, "default.session.bad"));
    save(session);
}

static void a_session_is_told_to_be_forgotten_where_it_had_been_set_aside(void **state)
{
    keep_one();
    give_up_root(state);
    assert_int_equal(chmod(path_of(state, "default.session"), 0), 0);
    es_auto(session) *session = open_one(false);
    bool forgotten = false;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_true(forgotten);
    assert_false(is_there(state, "default.session.bad"));
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
}

static void a_session_that_stays_is_not_told_to_be_forgotten(void **state)
{
    keep_one();
    give_up_root(state);
    es_auto(session) *session = open_one(true);
    assert_int_equal(chmod(path_of(state, ""), 0500), 0);
    bool forgotten = true;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_SESSION_UNUSABLE);
    assert_int_equal(chmod(path_of(state, ""), 0700), 0);
    assert_true(is_there(state, "default.session"));
    assert_false(forgotten);
}

static void a_session_whose_lock_is_of_no_use_is_forgotten_all_the_same(void **state)
{
    keep_one();
    give_up_root(state);
    assert_int_equal(chmod(path_of(state, "default.lock"), 0), 0);
    struct es_error err = ES_ERROR_INIT;
    struct es_session *session = NULL;
    bool found, forgotten = false;
    assert_int_equal(es_session_open("default", 0, &session, &found, &err), ES_SESSION_UNUSABLE);
    assert_int_equal(es_session_discard("default", 0, &forgotten, &err), ES_OK);
    assert_true(forgotten);
    assert_false(is_there(state, "default.session"));
    assert_false(is_there(state, "default.key"));
}

static void a_session_in_use_is_not_discarded(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    struct es_error err = ES_ERROR_INIT;
    bool forgotten = true;
    assert_int_equal(es_session_discard("default", 0, &forgotten, &err), ES_SESSION_BUSY);
    assert_true(is_there(state, "default.session"));
    assert_false(forgotten);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_as_before)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_killed_run_left_goes_with_the_next_writing),
        TEST(what_a_killed_run_left_goes_with_the_session),
        TEST(a_fifo_in_the_session_s_place_is_set_aside),
        TEST(a_socket_in_the_session_s_place_is_set_aside),
        TEST(a_link_in_the_session_s_place_is_set_aside),
        TEST(a_file_that_others_may_write_is_set_aside),
        TEST(a_fifo_in_the_key_s_place_holds_nobody_up),
        TEST(a_file_that_even_we_may_not_read_is_set_aside),
        TEST(a_session_is_told_to_be_forgotten_where_it_had_been_set_aside),
        TEST(a_session_that_stays_is_not_told_to_be_forgotten),
        TEST(a_session_whose_lock_is_of_no_use_is_forgotten_all_the_same),
        TEST(a_session_in_use_is_not_discarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
