/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "folder_testing.h"

#include "../../src/portal/session_open.h"
#include "../../src/portal/session_pack.h"
#include "esign/file.h"
#include "esign/log.h"
#include <keyutils.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct es_key_store *const in_files[] = {&es_key_file, NULL};
static const struct es_key_store *const in_keyring[] = {&es_keyring, NULL};

static bool refuses_load(const struct es_key_place *place, struct es_seal_key *key)
{
    return false;
}
static bool refuses_save(const struct es_key_place *place, const struct es_seal_key *key)
{
    return false;
}
static void does_nothing(const struct es_key_place *place)
{
}
static const struct es_key_store refused = {'R', refuses_load, refuses_save, does_nothing};
static const struct es_key_store *const keyring_refused[] = {&refused, &es_key_file, NULL};

static int make_folder(void **state)
{
    return make_folder_for(state, "XDG_RUNTIME_DIR");
}

static struct es_session *open_named(const struct es_key_store *const *stores, const char *name,
                                     bool want_found)
{
    struct es_session *session = NULL;
    struct es_error err = ES_ERROR_INIT;
    bool found = !want_found;
    es_status status = es_session_open_in(stores, name, 0, &session, &found, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, ES_OK);
    assert_int_equal(found, want_found);
    return session;
}

static struct es_session *open_one(bool want_found)
{
    return open_named(in_files, "default", want_found);
}

static void save(struct es_session *session)
{
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_session_save(session, &err), ES_OK);
}

/* In a boot that is not told, for the machine may not have been up for so long. */
static struct es_moment seconds_ago(int seconds)
{
    struct es_moment then = es_moment_now();
    then.wall -= seconds;
    then.boot[0] = '\0';
    return then;
}

/* Saves a session with one cookie, as if it had been `ago` seconds ago. */
static void keep_one_from(const struct es_key_store *const *stores, const char *name, int ago)
{
    es_auto(session) *session = open_named(stores, name, false);
    es_auto(buf) plain = ES_BUF_SECRET;
    assert_true(es_buf_add_str(&session->cookies, "a-cookie-line"));
    assert_true(es_session_pack(session, &plain));
    const struct es_moment then = seconds_ago(ago);
    assert_int_equal(es_session_file_write(session->file, &plain, &then, NULL), ES_OK);
}

static void keep_one(void)
{
    keep_one_from(in_files, "default", 0);
}

static struct es_page *a_page(void)
{
    static const char html[] = "<title>T</title><form><label>Kimlik No <input name=k></label>"
                               "<input type=hidden name=token value=t0ken></form>";
    struct es_page *page = NULL;
    struct es_page_source source = {html, sizeof(html) - 1, "text/html", "https://example.org/",
                                    false};
    assert_int_equal(es_page_parse(&source, &page, NULL), ES_OK);
    return page;
}

static void read_whole(void **state, const char *name, struct es_buf *out)
{
    assert_true(es_file_read(path_of(state, name), 1 << 20, out));
}

static void put_whole(void **state, const char *name, const void *bytes, size_t len)
{
    FILE *file = fopen(path_of(state, name), "w"); /* es_file_write waits for the disk */
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void nothing_is_found_where_nothing_was_kept(void **state)
{
    es_auto(session) *session = open_one(false);
    assert_int_equal(es_session_expires_in(session), 0);
    assert_null(session->page);
    assert_int_equal(session->cookies.len, 0);
}

static void the_small_fields_come_back(void **state)
{
    es_auto(session) *first = open_one(false);
    strcpy(first->profile, "kamusm");
    strcpy(first->start, "https://localhost:8443/");
    strcpy(first->screen, "code");
    strcpy(first->masked_id, "100•••••146");
    strcpy(first->id_hash, "0123");
    strcpy(first->picture_for, "login");
    strcpy(first->phone, "54 ... 25");
    first->sms_sent = (struct es_moment){.wall = 1700000000, .up = 4000, .boot = "a-boot"};
    first->sms_seconds = 290;
    first->logged_in = first->by_hand = true;
    save(first);
    es_session_free(&first);

    es_auto(session) *session = open_one(true);
    assert_string_equal(session->profile, "kamusm");
    assert_string_equal(session->start, "https://localhost:8443/");
    assert_string_equal(session->screen, "code");
    assert_string_equal(session->masked_id, "100•••••146");
    assert_string_equal(session->id_hash, "0123");
    assert_string_equal(session->picture_for, "login");
    assert_string_equal(session->phone, "54 ... 25");
    assert_int_equal(session->sms_sent.wall, 1700000000);
    assert_int_equal(session->sms_sent.up, 4000);
    assert_string_equal(session->sms_sent.boot, "a-boot");
    assert_int_equal(session->sms_seconds, 290);
    assert_true(session->logged_in);
    assert_true(session->by_hand);
}

static void cookies_and_paths_that_are_not_utf_8_come_back(void **state)
{
    static const char cookie[] = "example.org\tFALSE\t/\tTRUE\t0\tn\t\xfe\x00\xff";
    es_auto(session) *first = open_one(false);
    assert_true(es_buf_add(&first->cookies, cookie, sizeof(cookie)));
    strcpy(first->picture_path, "/tmp/\xfe.png");
    save(first);
    es_session_free(&first);

    es_auto(session) *session = open_one(true);
    assert_int_equal(session->cookies.len, sizeof(cookie));
    assert_memory_equal(session->cookies.data, cookie, sizeof(cookie));
    assert_true(session->cookies.secret);
    assert_string_equal(session->picture_path, "/tmp/\xfe.png");
}

static void the_page_comes_back(void **state)
{
    es_auto(page) *page = a_page();
    es_auto(session) *first = open_one(false);
    first->page = a_page();
    save(first);
    es_session_free(&first);

    es_auto(session) *session = open_one(true);
    assert_non_null(session->page);
    assert_int_equal(session->page->size, page->size);
    assert_memory_equal(session->page, page, (size_t)page->size);
}

static void nothing_kept_can_be_read_in_the_file(void **state)
{
    es_auto(session) *session = open_one(false);
    assert_true(es_buf_add_str(&session->cookies, "a-cookie-line"));
    strcpy(session->masked_id, "100•••••146");
    session->page = a_page();
    save(session);
    es_auto(buf) sealed = {0};
    read_whole(state, "default.session", &sealed);
    assert_null(memmem(sealed.data, sealed.len, "a-cookie-line", 13));
    assert_null(memmem(sealed.data, sealed.len, "146", 3));
    assert_null(memmem(sealed.data, sealed.len, "t0ken", 5));
}

static void every_file_is_its_owners_alone(void **state)
{
    static const char *const names[] = {"default.session", "default.key", "default.lock", ""};
    keep_one();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct stat st;
        assert_int_equal(stat(path_of(state, names[i]), &st), 0);
        assert_int_equal(st.st_mode & 077, 0);
    }
}

static void each_saving_is_sealed_anew(void **state)
{
    es_auto(buf) one = {0}, two = {0};
    es_auto(session) *session = open_one(false);
    save(session);
    read_whole(state, "default.session", &one);
    save(session);
    read_whole(state, "default.session", &two);
    const size_t nonce = ES_SESSION_HEADER_SIZE;
    assert_memory_not_equal(one.data + nonce, two.data + nonce, ES_SEAL_NONCE_SIZE);
}

static void a_session_with_any_bit_changed_is_none(void **state)
{
    es_auto(buf) sealed = {0}, key = {0};
    keep_one();
    read_whole(state, "default.session", &sealed);
    read_whole(state, "default.key", &key);
    for (size_t i = 0; i < sealed.len; i++) {
        sealed.data[i] = (char)(sealed.data[i] ^ (1 << i % 8));
        put_whole(state, "default.session", sealed.data, sealed.len);
        put_whole(state, "default.key", key.data, key.len);
        es_auto(session) *session = open_one(false);
        assert_int_equal(session->cookies.len, 0);
        assert_false(is_there(state, "default.session"));
        sealed.data[i] = (char)(sealed.data[i] ^ (1 << i % 8));
    }
}

static void a_session_cut_anywhere_is_none(void **state)
{
    es_auto(buf) sealed = {0};
    keep_one();
    read_whole(state, "default.session", &sealed);
    for (size_t len = 0; len < sealed.len; len += 3) {
        put_whole(state, "default.session", sealed.data, len);
        es_auto(session) *session = open_one(false);
        assert_int_equal(session->cookies.len, 0);
    }
}

static void a_damaged_session_is_put_aside(void **state)
{
    keep_one();
    put_whole(state, "default.session.bad", "older", 5);
    put_whole(state, "default.session", "not a session", 13);
    es_auto(session) *session = open_one(false);
    es_auto(buf) aside = {0};
    read_whole(state, "default.session.bad", &aside);
    assert_string_equal(aside.data, "not a session");
    save(session); /* and a new one takes its place */
    assert_true(is_there(state, "default.session"));
}

static void a_session_of_an_older_version_is_put_aside(void **state)
{
    es_auto(buf) sealed = {0};
    keep_one();
    read_whole(state, "default.session", &sealed);
    sealed.data[8]--;
    put_whole(state, "default.session", sealed.data, sealed.len);
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_session_that_is_far_too_large_is_put_aside(void **state)
{
    keep_one();
    assert_int_equal(truncate(path_of(state, "default.session"), 64 << 20), 0);
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_session_under_another_name_is_not_opened(void **state)
{
    es_auto(buf) sealed = {0}, key = {0};
    keep_one();
    read_whole(state, "default.session", &sealed);
    read_whole(state, "default.key", &key);
    put_whole(state, "other.session", sealed.data, sealed.len);
    put_whole(state, "other.key", key.data, key.len);
    es_auto(session) *session = open_named(in_files, "other", false);
    assert_true(is_there(state, "other.session.bad"));
}

static void a_session_sealed_with_another_key_is_put_aside(void **state)
{
    keep_one();
    put_whole(state, "default.key", "0123456789abcdef0123456789abcdef", 32);
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_session_whose_key_is_gone_is_put_aside(void **state)
{
    keep_one();
    assert_int_equal(unlink(path_of(state, "default.key")), 0);
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_session_that_does_not_hold_what_we_write_is_put_aside(void **state)
{
    es_auto(session) *first = open_one(false);
    es_auto(buf) plain = ES_BUF_SECRET;
    assert_true(es_buf_add(&plain, "\x02\0\0\0{}\0\0\0\0\0\0\0\0\0\0\0\0", 18));
    const struct es_moment now = es_moment_now();
    assert_int_equal(es_session_file_write(first->file, &plain, &now, NULL), ES_OK);
    es_session_free(&first);
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_page_that_is_not_whole_makes_no_session(void **state)
{
    es_auto(session) *first = open_one(false);
    first->page = a_page();
    first->page->title = first->page->size + 1000; /* points outside */
    save(first);
    es_session_free(&first);
    es_auto(session) *session = open_one(false);
    assert_null(session->page);
}

static void a_session_idle_for_an_hour_is_removed_with_its_key(void **state)
{
    keep_one_from(in_files, "default", ES_SESSION_IDLE_SECONDS);
    es_auto(session) *session = open_one(false);
    assert_false(is_there(state, "default.session"));
    assert_false(is_there(state, "default.session.bad"));
    assert_false(is_there(state, "default.key"));
}

static void a_session_idle_for_less_is_found(void **state)
{
    keep_one_from(in_files, "default", ES_SESSION_IDLE_SECONDS - 100);
    es_auto(session) *session = open_one(true);
    assert_in_range(es_session_expires_in(session), 90, 100);
}

static void saving_begins_the_hour_anew(void **state)
{
    keep_one_from(in_files, "default", ES_SESSION_IDLE_SECONDS - 100);
    es_auto(session) *session = open_one(true);
    save(session);
    assert_in_range(es_session_expires_in(session), ES_SESSION_IDLE_SECONDS - 10,
                    ES_SESSION_IDLE_SECONDS);
}

/* Saved now, then read with the clocks' stamp changed by so much. */
static void keep_one_at(struct es_moment then)
{
    es_auto(session) *session = open_one(false);
    es_auto(buf) plain = ES_BUF_SECRET;
    assert_true(es_session_pack(session, &plain));
    assert_int_equal(es_session_file_write(session->file, &plain, &then, NULL), ES_OK);
}

static void a_wall_clock_that_is_set_makes_no_session_older(void **state)
{
    struct es_moment then = es_moment_now();
    if (!then.boot[0])
        skip();
    then.wall -= 10 * ES_SESSION_IDLE_SECONDS;
    keep_one_at(then);
    es_auto(session) *session = open_one(true);
    assert_in_range(es_session_expires_in(session), ES_SESSION_IDLE_SECONDS - 10,
                    ES_SESSION_IDLE_SECONDS);
}

static void a_clock_set_back_gives_no_more_than_the_hour(void **state)
{
    struct es_moment then = es_moment_now();
    then.wall += 10 * ES_SESSION_IDLE_SECONDS;
    keep_one_at(then);
    es_auto(session) *session = open_one(true);
    assert_in_range(es_session_expires_in(session), 1, ES_SESSION_IDLE_SECONDS);
}

static void a_session_of_another_boot_is_as_old_as_the_wall_clock_says(void **state)
{
    struct es_moment then = es_moment_now();
    memset(then.boot, 'a', sizeof(then.boot) - 1);
    then.wall -= ES_SESSION_IDLE_SECONDS;
    keep_one_at(then);
    es_auto(session) *session = open_one(false);
    assert_false(is_there(state, "default.session.bad"));
}

static void a_moment_before_all_time_is_put_aside(void **state)
{
    keep_one_at((struct es_moment){.wall = INT64_MIN, .up = INT64_MIN});
    es_auto(session) *session = open_one(false);
    assert_true(is_there(state, "default.session.bad"));
}

static void a_second_command_finds_the_session_busy(void **state)
{
    es_auto(session) *first = open_one(false);
    struct es_session *second = NULL;
    struct es_error err = ES_ERROR_INIT;
    bool found;
    assert_int_equal(es_session_open_in(in_files, "default", 60, &second, &found, &err),
                     ES_SESSION_BUSY);
    assert_null(second);
}

static void two_sessions_do_not_hinder_each_other(void **state)
{
    es_auto(session) *first = open_named(in_files, "one", false);
    es_auto(session) *second = open_named(in_files, "two", false);
    save(first);
    save(second);
}

/* Opens with a long wait in a child, which writes one byte when it has the lock. */
static pid_t open_in_child(int *told)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct es_session *session = NULL;
        bool found;
        es_status status = es_session_open_in(in_files, "default", 20000, &session, &found, NULL);
        _exit(status == ES_OK && write(ends[1], "x", 1) == 1 ? 0 : 1);
    }
    close(ends[1]);
    *told = ends[0];
    return child;
}

static void a_waiting_command_goes_on_when_the_lock_is_given_back(void **state)
{
    es_auto(session) *session = open_one(false);
    int told, ended;
    pid_t child = open_in_child(&told);
    struct pollfd event = {.fd = told, .events = POLLIN};
    assert_int_equal(poll(&event, 1, 120), 0);
    es_session_unlock(session);
    assert_int_equal(poll(&event, 1, 20000), 1);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    close(told);
}

static void a_lock_is_free_although_a_forked_child_lives_on(void **state)
{
    es_auto(session) *first = open_one(false);
    struct es_session *second = NULL;
    bool found;
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    es_session_free(&first);
    es_status status = es_session_open_in(in_files, "default", 0, &second, &found, NULL);
    es_session_free(&second);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(status, ES_OK);
}

static void a_session_untouched_meanwhile_is_locked_again(void **state)
{
    es_auto(session) *session = open_one(false);
    es_session_unlock(session);
    assert_int_equal(es_session_relock(session, 0, NULL), ES_OK);
    save(session);
    es_session_unlock(session);
    assert_int_equal(es_session_relock(session, 0, NULL), ES_OK);
}

static void reading_it_meanwhile_changes_nothing(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    es_session_unlock(session);
    es_auto(session) *reader = open_one(true);
    es_session_free(&reader);
    assert_int_equal(es_session_relock(session, 0, NULL), ES_OK);
}

static void a_session_written_meanwhile_is_busy(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    es_session_unlock(session);
    es_auto(session) *other = open_one(true);
    save(other);
    es_session_free(&other);
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_session_relock(session, 0, &err), ES_SESSION_BUSY);
    es_auto(session) *next = open_one(true); /* the lock was given back */
}

static void a_session_begun_meanwhile_is_busy(void **state)
{
    es_auto(session) *session = open_one(false);
    es_session_unlock(session);
    keep_one();
    assert_int_equal(es_session_relock(session, 0, NULL), ES_SESSION_BUSY);
}

static void a_session_forgotten_meanwhile_is_busy(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    es_session_unlock(session);
    es_auto(session) *other = open_one(true);
    bool forgotten;
    assert_int_equal(es_session_forget(other, &forgotten, NULL), ES_OK);
    es_session_free(&other);
    assert_int_equal(es_session_relock(session, 0, NULL), ES_SESSION_BUSY);
}

static void a_session_that_ended_while_a_person_was_asked_is_forgotten(void **state)
{
    es_auto(session) *session = open_one(false);
    es_auto(buf) plain = ES_BUF_SECRET;
    const struct es_moment then = seconds_ago(ES_SESSION_IDLE_SECONDS);
    assert_true(es_session_pack(session, &plain));
    assert_int_equal(es_session_file_write(session->file, &plain, &then, NULL), ES_OK);
    es_session_unlock(session);
    assert_int_equal(es_session_relock(session, 0, NULL), ES_SESSION_EXPIRED);
    assert_false(is_there(state, "default.session"));
}

static void nothing_is_saved_without_the_lock(void **state)
{
    es_auto(session) *session = open_one(false);
    es_session_unlock(session);
    assert_int_equal(es_session_save(session, NULL), ES_INTERNAL);
    assert_false(is_there(state, "default.session"));
}

static void forgetting_leaves_neither_session_nor_key(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    bool forgotten = false;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_true(forgotten);
    assert_int_equal(session->cookies.len, 0);
    assert_false(is_there(state, "default.session"));
    assert_false(is_there(state, "default.key"));
}

static void forgetting_nothing_is_no_failure(void **state)
{
    es_auto(session) *session = open_one(false);
    bool forgotten = true;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_false(forgotten);
}

static void clearing_leaves_the_file(void **state)
{
    keep_one();
    es_auto(session) *session = open_one(true);
    es_session_clear(session);
    assert_int_equal(session->cookies.len, 0);
    es_session_free(&session);
    es_auto(session) *again = open_one(true);
    assert_string_equal(again->cookies.data, "a-cookie-line");
}

static void names_that_leave_the_folder_or_hide_are_refused(void **state)
{
    static const char too_long[] = "a2345678901234567890123456789012345678901234567890"
                                   "123456789012345";
    static const char *const names[] = {"",    ".",   "..", "../x", "a/b", ".hidden",
                                        "a b", "a\n", "ğ",  "a*",   "a;b", too_long};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct es_session *session = NULL;
        bool found;
        assert_int_equal(es_session_open_in(in_files, names[i], 0, &session, &found, NULL),
                         ES_USAGE);
    }
}

static void ordinary_names_are_taken(void **state)
{
    static const char *const names[] = {
        "a", "my-card_2.old", "-",
        "a234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        es_auto(session) *session = open_named(in_files, names[i], false);
        save(session);
    }
}

static void a_folder_that_cannot_be_used_is_told(void **state)
{
    struct es_session *session = NULL;
    struct es_error err = ES_ERROR_INIT;
    bool found;
    assert_int_equal(mkdir(path_of(state, ""), 0700), 0);
    assert_int_equal(chmod(path_of(state, ""), 0777), 0);
    assert_int_equal(es_session_open_in(in_files, "default", 0, &session, &found, &err),
                     ES_SESSION_UNUSABLE);
    assert_non_null(strstr(err.message, "/esign, cannot be used: it is not yours alone"));
}

static void a_lock_that_is_a_link_is_not_followed(void **state)
{
    keep_one();
    assert_int_equal(unlink(path_of(state, "default.lock")), 0);
    assert_int_equal(symlink("elsewhere", path_of(state, "default.lock")), 0);
    struct es_session *session = NULL;
    struct es_error err = ES_ERROR_INIT;
    bool found;
    assert_int_equal(es_session_open_in(in_files, "default", 0, &session, &found, &err),
                     ES_SESSION_UNUSABLE);
    assert_non_null(strstr(err.message, "default.lock"));
    assert_false(is_there(state, "elsewhere"));
}

static void a_full_disk_leaves_the_session_as_it_was(void **state)
{
    keep_one();
    pid_t child = fork();
    int ended;
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        struct es_session *session = NULL;
        bool found;
        if (es_session_open_in(in_files, "default", 0, &session, &found, NULL) != ES_OK) {
            _exit(1);
        }
        strcpy(session->screen, "code");
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
        _exit(es_session_save(session, NULL) == ES_SESSION_UNUSABLE ? 0 : 2);
    }
    waitpid(child, &ended, 0);
    assert_int_equal(ended, 0);
    es_auto(session) *session = open_one(true);
    assert_string_equal(session->screen, "");
    assert_string_equal(session->cookies.data, "a-cookie-line");
}

static void a_refused_keyring_is_replaced_by_a_file(void **state)
{
    keep_one_from(keyring_refused, "default", 0);
    struct stat st;
    assert_int_equal(stat(path_of(state, "default.key"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    es_auto(session) *session = open_named(keyring_refused, "default", true);
    assert_string_equal(session->cookies.data, "a-cookie-line");
}

static void skip_without_keyring(void **state)
{
    struct es_key_place place = {path_of(state, "probe"), "unused"};
    struct es_seal_key key = {{1}};
    bool works = es_keyring.save(&place, &key);
    es_keyring.forget(&place);
    if (!works) {
        skip(); /* refused here, e.g. in a container; the file takes its place */
    }
}

static void forget_key(void **state, const char *name)
{
    es_keyring.forget(&(struct es_key_place){path_of(state, name), "unused"});
}

static void a_key_in_the_keyring_opens_the_session(void **state)
{
    skip_without_keyring(state);
    keep_one_from(in_keyring, "default", 0);
    assert_false(is_there(state, "default.key"));
    es_auto(session) *session = open_named(in_keyring, "default", true);
    assert_string_equal(session->cookies.data, "a-cookie-line");
    forget_key(state, "default.session");
}

static key_serial_t find_key(void **state)
{
    char description[96] = "esign:session:";
    const char *path = path_of(state, "default.session");
    assert_true(es_seal_digest(path, strlen(path), description + 14));
    return (key_serial_t)keyctl_search(KEY_SPEC_USER_KEYRING, "user", description, 0);
}

static void forgetting_takes_the_key_out_of_the_keyring(void **state)
{
    skip_without_keyring(state);
    keep_one_from(in_keyring, "default", 0);
    es_auto(session) *session = open_named(in_keyring, "default", true);
    bool forgotten;
    assert_int_equal(es_session_forget(session, &forgotten, NULL), ES_OK);
    assert_int_equal(find_key(state), -1);
}

/* The kernel's list gives what is left as "60m", "59m" … */
static void the_key_in_the_keyring_lives_an_hour(void **state)
{
    skip_without_keyring(state);
    keep_one_from(in_keyring, "default", 0);
    char line[512], left[16] = "";
    key_serial_t wanted = find_key(state);
    FILE *keys = fopen("/proc/keys", "r");
    if (!keys) {
        forget_key(state, "default.session");
        skip();
    }
    while (fgets(line, sizeof(line), keys)) {
        unsigned serial;
        if (sscanf(line, "%x %*s %*s %15s", &serial, left) == 2 && (int)serial == wanted) {
            break;
        }
        left[0] = '\0';
    }
    fclose(keys);
    forget_key(state, "default.session");
    assert_true(!strcmp(left, "59m") || !strcmp(left, "60m") || !strcmp(left, "1h"));
}

static void the_key_is_the_users_and_nobody_elses(void **state)
{
    skip_without_keyring(state);
    keep_one_from(in_keyring, "default", 0);
    char *text = NULL;
    unsigned permissions = 0;
    assert_true(keyctl_describe_alloc(find_key(state), &text) > 0);
    assert_int_equal(sscanf(text, "user;%*d;%*d;%x;", &permissions), 1);
    free(text);
    forget_key(state, "default.session");
    assert_int_equal(permissions, KEY_POS_ALL | KEY_USR_ALL);
}

/* As under cron or in another log-in: a session keyring without a link to the user's. */
static void another_login_of_the_same_user_opens_and_renews_it(void **state)
{
    skip_without_keyring(state);
    keep_one_from(in_keyring, "default", 0);
    pid_t child = fork();
    int ended;
    if (child == 0) {
        struct es_session *session = NULL;
        bool found = false;
        _exit(keyctl_join_session_keyring(NULL) < 0                                           ? 2
              : es_session_open_in(in_keyring, "default", 0, &session, &found, NULL) != ES_OK ? 3
              : !found                                                                        ? 4
              : es_session_save(session, NULL) != ES_OK                                       ? 5
                                                                                              : 0);
    }
    waitpid(child, &ended, 0);
    assert_int_equal(ended, 0);
    es_auto(session) *session = open_named(in_keyring, "default", true);
    es_session_free(&session);
    forget_key(state, "default.session");
}

static void a_session_begun_in_such_a_login_has_its_key_in_the_keyring(void **state)
{
    skip_without_keyring(state);
    pid_t child = fork();
    int ended;
    if (child == 0) {
        struct es_key_place place = {path_of(state, "default.session"), "unused"};
        struct es_seal_key key = {{1}};
        _exit(keyctl_join_session_keyring(NULL) < 0 ? 2 : es_keyring.save(&place, &key) ? 0 : 3);
    }
    waitpid(child, &ended, 0);
    forget_key(state, "default.session");
    assert_int_equal(ended, 0);
}

static void two_homes_of_one_user_have_two_keys(void **state)
{
    skip_without_keyring(state);
    struct es_key_place one = {path_of(state, "x/default.session"), "unused"}, two;
    char path[4096];
    strcpy(path, one.session_path);
    one.session_path = path;
    two = (struct es_key_place){path_of(state, "y/default.session"), "unused"};
    struct es_seal_key first = {{1}}, second = {{2}}, read = {{0}};
    bool ok = es_keyring.save(&one, &first) && es_keyring.save(&two, &second) &&
              es_keyring.load(&one, &read);
    es_keyring.forget(&one);
    es_keyring.forget(&two);
    assert_true(ok);
    assert_int_equal(read.bytes[0], 1);
}

static void a_key_file_goes_when_the_keyring_works_again(void **state)
{
    skip_without_keyring(state);
    keep_one();
    es_auto(session) *session = open_named(NULL, "default", true);
    save(session);
    assert_false(is_there(state, "default.key"));
    es_session_free(&session);
    es_auto(session) *again = open_named(NULL, "default", true);
    bool forgotten;
    assert_int_equal(es_session_forget(again, &forgotten, NULL), ES_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_found_where_nothing_was_kept),
        TEST(the_small_fields_come_back),
        TEST(cookies_and_paths_that_are_not_utf_8_come_back),
        TEST(the_page_comes_back),
        TEST(nothing_kept_can_be_read_in_the_file),
        TEST(every_file_is_its_owners_alone),
        TEST(each_saving_is_sealed_anew),
        TEST(a_session_with_any_bit_changed_is_none),
        TEST(a_session_cut_anywhere_is_none),
        TEST(a_damaged_session_is_put_aside),
        TEST(a_session_of_an_older_version_is_put_aside),
        TEST(a_session_that_is_far_too_large_is_put_aside),
        TEST(a_session_under_another_name_is_not_opened),
        TEST(a_session_sealed_with_another_key_is_put_aside),
        TEST(a_session_whose_key_is_gone_is_put_aside),
        TEST(a_session_that_does_not_hold_what_we_write_is_put_aside),
        TEST(a_page_that_is_not_whole_makes_no_session),
        TEST(a_session_idle_for_an_hour_is_removed_with_its_key),
        TEST(a_session_idle_for_less_is_found),
        TEST(saving_begins_the_hour_anew),
        TEST(a_wall_clock_that_is_set_makes_no_session_older),
        TEST(a_clock_set_back_gives_no_more_than_the_hour),
        TEST(a_session_of_another_boot_is_as_old_as_the_wall_clock_says),
        TEST(a_moment_before_all_time_is_put_aside),
        TEST(a_second_command_finds_the_session_busy),
        TEST(two_sessions_do_not_hinder_each_other),
        TEST(a_waiting_command_goes_on_when_the_lock_is_given_back),
        TEST(a_lock_is_free_although_a_forked_child_lives_on),
        TEST(a_session_untouched_meanwhile_is_locked_again),
        TEST(reading_it_meanwhile_changes_nothing),
        TEST(a_session_written_meanwhile_is_busy),
        TEST(a_session_begun_meanwhile_is_busy),
        TEST(a_session_forgotten_meanwhile_is_busy),
        TEST(a_session_that_ended_while_a_person_was_asked_is_forgotten),
        TEST(nothing_is_saved_without_the_lock),
        TEST(forgetting_leaves_neither_session_nor_key),
        TEST(forgetting_nothing_is_no_failure),
        TEST(clearing_leaves_the_file),
        TEST(names_that_leave_the_folder_or_hide_are_refused),
        TEST(ordinary_names_are_taken),
        TEST(a_folder_that_cannot_be_used_is_told),
        TEST(a_lock_that_is_a_link_is_not_followed),
        TEST(a_full_disk_leaves_the_session_as_it_was),
        TEST(a_refused_keyring_is_replaced_by_a_file),
        TEST(a_key_in_the_keyring_opens_the_session),
        TEST(forgetting_takes_the_key_out_of_the_keyring),
        TEST(the_key_in_the_keyring_lives_an_hour),
        TEST(the_key_is_the_users_and_nobody_elses),
        TEST(another_login_of_the_same_user_opens_and_renews_it),
        TEST(a_session_begun_in_such_a_login_has_its_key_in_the_keyring),
        TEST(two_homes_of_one_user_have_two_keys),
        TEST(a_key_file_goes_when_the_keyring_works_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
