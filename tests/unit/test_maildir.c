/* SPDX-License-Identifier: Apache-2.0 */
/* A Maildir in which things happen between two calls of ours. */
#include "mail_testing.h"

#include "esign/mailbox.h"
#include "esign/moment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct es_mail_signs SIGNS = {"posta@example.org", "x"};

#define MESSAGE                                                                                    \
    "From: posta@example.org\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n" SHORT "\r\n"

/* What happens to a message before it is opened, once. */
static void (*before_open)(int folder, const char *name);

int __real_openat(int folder, const char *name, int flags, ...);
int __wrap_openat(int folder, const char *name, int flags, ...);
int __wrap_openat(int folder, const char *name, int flags, ...)
{
    void (*deed)(int, const char *) = *name == '1' ? before_open : NULL;
    if (deed) {
        before_open = NULL;
        deed(folder, name);
    }
    return __real_openat(folder, name, flags);
}

static void is_seen(int folder, const char *name)
{
    char to[64];
    snprintf(to, sizeof to, "%s:2,S", name);
    assert_int_equal(renameat(folder, name, folder, to), 0);
}

static void is_gone(int folder, const char *name)
{
    assert_int_equal(unlinkat(folder, name, 0), 0);
}

static void is_a_link(int folder, const char *name)
{
    assert_int_equal(unlinkat(folder, name, 0), 0);
    assert_int_equal(symlinkat("../message", folder, name), 0);
}

static void is_a_fifo(int folder, const char *name)
{
    assert_int_equal(unlinkat(folder, name, 0), 0);
    assert_int_equal(mkfifoat(folder, name, 0600), 0);
}

static char maildir[64];

static void put_text(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", maildir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void put(const char *name)
{
    put_text(name, MESSAGE);
}

static int make(void **state)
{
    char path[128];
    snprintf(maildir, sizeof maildir, "/tmp/esign-maildir-XXXXXX");
    assert_non_null(mkdtemp(maildir));
    snprintf(path, sizeof path, "%s/new", maildir);
    assert_int_equal(mkdir(path, 0700), 0);
    put("message");
    put("new/1.example");
    return 0;
}

static int drop(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", maildir);
    return system(command) ? -1 : 0;
}

static es_status look_until(struct es_mailbox *mailbox, int64_t deadline, bool *has)
{
    const struct es_mailbox_wanted wanted = {
        .signs = SIGNS, .since = time(NULL) - 60, .allowed = is_portal};
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_mailbox_found found;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_mailbox_look(mailbox, &wanted, deadline, &link, &found, &err);
    if (found.found)
        assert_string_equal(es_buf_str(&link), SHORT);
    *has = found.found;
    return status;
}

static bool look(struct es_mailbox *mailbox)
{
    bool has = false;
    assert_int_equal(look_until(mailbox, INT64_MAX, &has), ES_OK);
    return has;
}

static bool found_when(void (*deed)(int, const char *))
{
    es_auto(mailbox) *mailbox = NULL;
    assert_int_equal(es_mailbox_open_maildir(maildir, &mailbox, NULL), ES_OK);
    before_open = deed;
    bool found = look(mailbox);
    assert_null(before_open);
    return found;
}

static void a_message_that_is_renamed_before_it_is_opened_is_found_by_its_new_name(void **state)
{
    assert_true(found_when(is_seen));
}

static void one_that_is_gone_before_it_is_opened_is_none(void **state)
{
    assert_false(found_when(is_gone));
}

static void one_that_became_a_link_is_not_followed(void **state)
{
    assert_false(found_when(is_a_link));
}

static void one_that_became_a_pipe_is_not_waited_for(void **state)
{
    assert_false(found_when(is_a_fifo));
}

/* The folder's time may stay as it was, where both happen within a tick of its clock. */
static void what_came_just_after_a_look_is_found_though_the_folders_time_is_the_same(void **state)
{
    es_auto(mailbox) *mailbox = NULL;
    struct stat about;
    char path[128];
    snprintf(path, sizeof path, "%s/new", maildir);
    assert_int_equal(es_mailbox_open_maildir(maildir, &mailbox, NULL), ES_OK);
    assert_int_equal(stat(path, &about), 0);
    before_open = is_gone;
    assert_false(look(mailbox));
    put("new/1.second");
    const struct timespec times[] = {about.st_atim, about.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_true(look(mailbox));
}

static void put_at(const char *name, const char *text, time_t moment)
{
    char path[128];
    const struct timespec times[] = {{.tv_sec = moment}, {.tv_sec = moment}};
    snprintf(path, sizeof path, "%s/%s", maildir, name);
    put_text(name, text);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Programs that fetch mail set times in whole seconds, and a file system may give the number of a
 * file that is gone to the next. Here it is the same file, written anew. */
static void one_that_has_the_number_of_a_file_that_is_gone_is_another(void **state)
{
    es_auto(mailbox) *mailbox = NULL;
    assert_int_equal(es_mailbox_open_maildir(maildir, &mailbox, NULL), ES_OK);
    put_at("new/1.example", "From: liste@example.org\r\nSubject: y\r\n\r\n", time(NULL) - 9);
    assert_false(look(mailbox));
    put_at("new/1.example", MESSAGE, time(NULL) - 4);
    assert_true(look(mailbox));
}

static void a_look_ends_at_its_deadline(void **state)
{
    es_auto(mailbox) *mailbox = NULL;
    bool found = true;
    assert_int_equal(es_mailbox_open_maildir(maildir, &mailbox, NULL), ES_OK);
    assert_int_equal(look_until(mailbox, es_moment_ms(), &found), ES_TIMED_OUT);
    assert_false(found);
    assert_true(look(mailbox));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_message_that_is_renamed_before_it_is_opened_is_found_by_its_new_name, make, drop),
        cmocka_unit_test_setup_teardown(one_that_is_gone_before_it_is_opened_is_none, make, drop),
        cmocka_unit_test_setup_teardown(one_that_became_a_link_is_not_followed, make, drop),
        cmocka_unit_test_setup_teardown(one_that_became_a_pipe_is_not_waited_for, make, drop),
        cmocka_unit_test_setup_teardown(
            what_came_just_after_a_look_is_found_though_the_folders_time_is_the_same, make, drop),
        cmocka_unit_test_setup_teardown(a_look_ends_at_its_deadline, make, drop),
        cmocka_unit_test_setup_teardown(one_that_has_the_number_of_a_file_that_is_gone_is_another,
                                        make, drop),
    };
    (void)!es_secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
