/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "folder_testing.h"

#include "../../src/portal/ledger_json.h"
#include "esign/file.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char id[] = "10000000146";
static const char other_id[] = "U12345678";
static const char host[] = "portal.example.org";

static int make_folder(void **state)
{
    return make_folder_for(state, "XDG_STATE_HOME");
}

static int count_of(const char *whose, const char *where)
{
    int count = -1;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_ledger_count(whose, where, &count, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, ES_OK);
    return count;
}

static es_status begin_as(const char *whose, const char *where, int agreed, struct es_error *err)
{
    struct es_ledger_try try = ES_LEDGER_TRY_INIT;
    es_status status = es_ledger_begin(whose, where, agreed, &try, err);
    es_ledger_try_free(&try); /* as at the end of its process: it counts */
    return status;
}

static es_status try_word(int agreed)
{
    return begin_as(id, host, agreed, NULL);
}

/* A try that stays under way. */
static struct es_ledger_try open_try(int agreed)
{
    struct es_ledger_try try = ES_LEDGER_TRY_INIT;
    assert_int_equal(es_ledger_begin(id, host, agreed, &try, NULL), ES_OK);
    return try;
}

static void spend(int tries)
{
    for (int i = 0; i < tries; i++) {
        assert_int_equal(try_word(ES_LEDGER_COUNT_MAX), ES_OK);
    }
}

/* The ledger is unusable, says which file it is, and no function starts from nought. */
static void expect_unusable(void **state, const char *file)
{
    struct es_ledger_entry *entries = NULL;
    struct es_error err = ES_ERROR_INIT;
    size_t n;
    int count;
    char hash[65];
    assert_int_equal(begin_as(id, host, 0, &err), ES_LEDGER_UNUSABLE);
    assert_non_null(strstr(err.message, path_of(state, file)));
    assert_int_equal(begin_as(id, host, ES_LEDGER_LAST_TRY, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_count(id, host, &count, &err), ES_LEDGER_UNUSABLE);
    struct es_ledger_try try = {.lock = -1, .token = 1};
    struct es_ledger_request request = {.token = 1};
    assert_int_equal(es_ledger_check(&err), ES_LEDGER_UNUSABLE);
    assert_true(err.hint[0] != '\0');
    assert_int_equal(es_ledger_give_back(&try, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_take_left(&try, 1, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_accepted(&try, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_clear_hash("", &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_may_ask(id, host, 600, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_ask_back(&request, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_ask(id, host, 600, &request, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_hash(id, host, hash, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_list(&entries, &n, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(try_word(0), ES_LEDGER_UNUSABLE);
}

static void put(void **state, const char *name, const char *bytes, size_t len)
{
    FILE *file = fopen(path_of(state, name), "w"); /* es_file_write waits for the disk */
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void read_whole(void **state, const char *name, struct es_buf *out)
{
    assert_true(es_file_read(path_of(state, name), 1 << 20, out));
}

static void the_first_use_makes_an_empty_ledger_and_its_key(void **state)
{
    assert_int_equal(count_of(id, host), 0);
    struct stat key;
    assert_int_equal(stat(path_of(state, "ledger.key"), &key), 0);
    assert_int_equal(key.st_size, 32);
    assert_int_equal(key.st_mode & 0777, 0600);
    assert_true(is_there(state, "ledger"));
}

static void each_try_counts(void **state)
{
    struct es_ledger_try one = open_try(0), two = open_try(0);
    assert_int_equal(one.count, 1);
    assert_int_equal(two.count, 2);
    assert_int_equal(count_of(id, host), 2);
    es_ledger_try_free(&one);
    es_ledger_try_free(&two);
    assert_int_equal(count_of(id, host), 2);
}

static void the_third_try_is_stopped(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    spend(2);
    assert_int_equal(begin_as(id, host, 0, &err), ES_LAST_TRY);
    assert_int_equal(err.tries_left, 1);
    assert_int_equal(count_of(id, host), 2);
}

static void the_third_try_goes_with_the_explicit_wish(void **state)
{
    spend(2);
    assert_int_equal(try_word(ES_LEDGER_LAST_TRY), ES_OK);
    assert_int_equal(count_of(id, host), 3);
}

static void after_the_third_no_try_is_left(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    spend(4);
    assert_int_equal(begin_as(id, host, 0, &err), ES_LAST_TRY);
    assert_int_equal(err.tries_left, 0);
}

/* Else fifty runs of --last-try would send fifty words. */
static void the_last_try_is_agreed_to_once(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    spend(3);
    assert_int_equal(begin_as(id, host, ES_LEDGER_LAST_TRY, &err), ES_LAST_TRY);
    assert_int_equal(err.tries_left, 0);
    assert_int_equal(try_word(3), ES_OK);
    assert_int_equal(count_of(id, host), 4);
}

static void a_try_is_given_back(void **state)
{
    spend(1);
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_give_back(&try, NULL), ES_OK);
    assert_int_equal(try.count, 1);
    assert_int_equal(count_of(id, host), 1);
}

static void no_more_is_given_back_than_was_taken(void **state)
{
    struct es_ledger_try one = open_try(0), two = open_try(0);
    assert_int_equal(es_ledger_give_back(&one, NULL), ES_OK);
    assert_int_equal(es_ledger_give_back(&one, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 1);
    assert_int_equal(es_ledger_give_back(&two, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

/* A wrong picture of the first, an accepted word of the second, a wrong word of the third: the
 * first may not give back what the third has spent. */
static void a_try_gives_back_itself_and_no_other(void **state)
{
    struct es_ledger_try first = open_try(0), second = open_try(0);
    assert_int_equal(es_ledger_accepted(&second, NULL), ES_OK);
    spend(1);
    assert_int_equal(es_ledger_give_back(&first, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 1);
}

static void an_accepted_word_sets_the_count_to_nought(void **state)
{
    spend(1);
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_accepted(&try, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

static void an_accepted_word_leaves_the_tries_that_went_on_beside_it(void **state)
{
    spend(1);
    struct es_ledger_try accepted = open_try(0);
    struct es_ledger_try wrong = open_try(ES_LEDGER_LAST_TRY);
    es_ledger_try_free(&wrong); /* it may have reached the portal after the accepted one */
    struct es_ledger_try other = open_try(3);
    assert_int_equal(es_ledger_accepted(&accepted, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 2);
    assert_int_equal(es_ledger_accepted(&other, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 1); /* `wrong` may also have been the last of the three */
}

static void a_new_word_leaves_the_tries_that_are_under_way(void **state)
{
    char hash[65];
    spend(1);
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_hash(id, host, hash, NULL), ES_OK);
    assert_int_equal(es_ledger_clear_hash(hash, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 1);
    assert_int_equal(es_ledger_give_back(&try, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

static void a_killed_try_counts_until_a_word_is_accepted(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        open_try(0);
        raise(SIGKILL);
    }
    waitpid(child, NULL, 0);
    assert_int_equal(count_of(id, host), 1);
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_accepted(&try, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

/* The child that reads a page has every descriptor of its parent. */
static void a_try_ends_though_a_child_lives_on(void **state)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    struct es_ledger_try over = open_try(0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        (void)!read(ends[0], &byte, 1);
        _exit(0);
    }
    es_ledger_try_free(&over);
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_accepted(&try, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
    close(ends[0]);
    close(ends[1]);
    waitpid(child, NULL, 0);
}

static void what_the_portal_says_is_left_holds(void **state)
{
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_take_left(&try, 1, NULL), ES_OK);
    assert_int_equal(try.count, 2);
    assert_int_equal(try_word(0), ES_LAST_TRY);
}

static void all_names_of_this_machine_are_one_host(void **state)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]", "127.9.9.9",
                                        "LOCALHOST."};
    assert_int_equal(begin_as(id, "localhost", 0, NULL), ES_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(count_of(id, names[i]), 1);
    }
    assert_int_equal(count_of(id, "127.example.org"), 0);
}

/* ---- requests for a mail ---- */

static void ask(int every, struct es_ledger_request *request)
{
    assert_int_equal(es_ledger_ask(id, host, every, request, NULL), ES_OK);
}

static void a_second_request_waits(void **state)
{
    struct es_ledger_request request;
    struct es_error err = ES_ERROR_INIT;
    ask(600, &request);
    assert_int_equal(es_ledger_may_ask(id, host, 600, &err), ES_TOO_SOON);
    assert_in_range(err.retry_after, 590, 600);
    assert_int_equal(es_ledger_ask(id, host, 600, &request, &err), ES_TOO_SOON);
    assert_int_equal(es_ledger_may_ask(other_id, host, 600, &err), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, "other.example.org", 600, &err), ES_OK);
}

static void without_a_distance_nothing_is_noted(void **state)
{
    struct es_ledger_request request;
    ask(0, &request);
    assert_int_equal(es_ledger_ask_back(&request, NULL), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_OK);
}

static void a_request_is_taken_back_to_the_one_before_it(void **state)
{
    struct es_ledger_request first, second;
    ask(600, &first);
    ask(0, &second);
    assert_int_equal(es_ledger_ask_back(&first, NULL), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_OK);
}

static struct es_ledger_file open_file(void)
{
    struct es_ledger_file file = ES_LEDGER_FILE_INIT;
    assert_int_equal(es_ledger_file_open(&file, NULL), ES_OK);
    return file;
}

static void set_asked(struct es_moment asked)
{
    es_auto(ledger_file) file = open_file();
    file.records[0].asked = asked;
    assert_int_equal(es_ledger_file_write(&file, NULL), ES_OK);
}

static void a_request_taken_back_leaves_a_newer_one(void **state)
{
    struct es_ledger_request first, second;
    ask(600, &first);
    struct es_moment long_ago = es_moment_now();
    long_ago.up -= 700;
    long_ago.wall -= 700;
    set_asked(long_ago);
    ask(600, &second);
    assert_int_equal(es_ledger_ask_back(&first, NULL), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_TOO_SOON);
    assert_int_equal(es_ledger_ask_back(&second, NULL), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_OK);
}

/* Whatever was done to the wall clock; after a boot a wait ends no later than it would have begun.
 */
static void a_wait_ends_whatever_the_clocks_say(void **state)
{
    struct es_ledger_request request;
    ask(600, &request);
    struct es_moment now = es_moment_now(), then = now;
    then.wall += 10 * 365 * 86400; /* set back since */
    set_asked(then);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_TOO_SOON);
    then.wall = 0; /* set forward since */
    set_asked(then);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_TOO_SOON);
    then = now;
    then.up -= 601;
    set_asked(then);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_OK);
    then = (struct es_moment){.wall = INT64_MAX / 4, .up = INT64_MAX / 4, .boot = "another"};
    set_asked(then);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), now.up > 600 ? ES_OK : ES_TOO_SOON);
}

static void a_request_alone_is_no_wrong_word(void **state)
{
    struct es_ledger_entry *entries = NULL;
    struct es_ledger_request request;
    size_t n = 1;
    ask(600, &request);
    assert_int_equal(es_ledger_list(&entries, &n, NULL), ES_OK);
    assert_int_equal(n, 0);
    free(entries);
    spend(2);
    struct es_ledger_try try = open_try(ES_LEDGER_LAST_TRY);
    assert_int_equal(es_ledger_accepted(&try, NULL), ES_OK);
    assert_int_equal(es_ledger_may_ask(id, host, 600, NULL), ES_TOO_SOON);
}

static void an_entry_of_nought_is_not_kept(void **state)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 1;
    struct es_ledger_try try = open_try(0);
    assert_int_equal(es_ledger_give_back(&try, NULL), ES_OK);
    assert_int_equal(es_ledger_list(&entries, &n, NULL), ES_OK);
    assert_int_equal(n, 0);
    free(entries);
}

static void the_count_can_be_cleared_by_its_hash(void **state)
{
    char hash[65];
    assert_int_equal(es_ledger_hash(id, host, hash, NULL), ES_OK);
    assert_int_equal(strlen(hash), 64);
    spend(2);
    assert_int_equal(es_ledger_clear_hash(hash, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

static void an_unknown_hash_clears_nothing(void **state)
{
    spend(2);
    assert_int_equal(es_ledger_clear_hash("", NULL), ES_OK);
    assert_int_equal(count_of(id, host), 2);
}

static void each_identity_has_its_own_count(void **state)
{
    spend(2);
    assert_int_equal(count_of(other_id, host), 0);
}

static void each_host_has_its_own_count(void **state)
{
    spend(2);
    assert_int_equal(count_of(id, "other.example.org"), 0);
}

static void another_spelling_does_not_escape_the_count(void **state)
{
    assert_int_equal(begin_as("u12345678", "PORTAL.example.org.", 0, NULL), ES_OK);
    assert_int_equal(count_of(other_id, host), 1);
}

static void the_list_shows_masked_identities(void **state)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 0;
    spend(2);
    assert_int_equal(es_ledger_list(&entries, &n, NULL), ES_OK);
    assert_int_equal(n, 1);
    assert_string_equal(entries[0].masked_id, "100•••••146");
    assert_string_equal(entries[0].host, host);
    assert_int_equal(entries[0].count, 2);
    free(entries);
}

static void the_longest_passport_number_fits(void **state)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 0;
    assert_int_equal(begin_as("AB1234567890123", host, 0, NULL), ES_OK);
    assert_int_equal(es_ledger_list(&entries, &n, NULL), ES_OK);
    assert_string_equal(entries[0].masked_id, "AB1•••••••••123");
    free(entries);
}

static void listing_makes_no_ledger(void **state)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 1;
    assert_int_equal(es_ledger_list(&entries, &n, NULL), ES_OK);
    assert_int_equal(n, 0);
    assert_false(is_there(state, "ledger"));
}

static void no_identity_can_be_read_in_the_files(void **state)
{
    es_auto(buf) text = {0};
    spend(1);
    read_whole(state, "ledger", &text);
    assert_null(strstr(text.data, id));
    assert_null(strstr(text.data, "100•"));
}

static void two_folders_hash_one_identity_differently(void **state)
{
    char here[65], there[65];
    assert_int_equal(es_ledger_hash(id, host, here, NULL), ES_OK);
    assert_int_equal(unlink(path_of(state, "ledger")), 0);
    assert_int_equal(unlink(path_of(state, "ledger.key")), 0);
    assert_int_equal(es_ledger_hash(id, host, there, NULL), ES_OK);
    assert_string_not_equal(here, there);
}

static void a_missing_ledger_with_a_key_is_unusable(void **state)
{
    spend(2);
    assert_int_equal(unlink(path_of(state, "ledger")), 0);
    expect_unusable(state, "ledger");
}

static void a_missing_key_with_tries_on_record_is_unusable(void **state)
{
    spend(2);
    assert_int_equal(unlink(path_of(state, "ledger.key")), 0);
    expect_unusable(state, "ledger");
}

/* What a crash between the two files of the first use leaves. */
static void an_empty_ledger_without_a_key_gets_one(void **state)
{
    assert_int_equal(count_of(id, host), 0);
    assert_int_equal(unlink(path_of(state, "ledger.key")), 0);
    spend(1);
    assert_int_equal(count_of(id, host), 1);
}

static void a_key_of_another_ledger_is_unusable(void **state)
{
    spend(1);
    put(state, "ledger.key", "0123456789abcdef0123456789abcdef", 32);
    expect_unusable(state, "ledger");
}

static void an_empty_ledger_with_another_key_is_unusable(void **state)
{
    assert_int_equal(count_of(id, host), 0);
    put(state, "ledger.key", "0123456789abcdef0123456789abcdef", 32);
    expect_unusable(state, "ledger");
}

static void a_key_of_another_size_is_unusable(void **state)
{
    spend(1);
    put(state, "ledger.key", "0123456789abcdef0123456789abcde", 31);
    expect_unusable(state, "ledger");
    put(state, "ledger.key", "0123456789abcdef0123456789abcdef0", 33);
    expect_unusable(state, "ledger");
    put(state, "ledger.key", "", 0);
    expect_unusable(state, "ledger");
}

static void a_key_that_others_may_read_is_unusable(void **state)
{
    spend(1);
    assert_int_equal(chmod(path_of(state, "ledger.key"), 0644), 0);
    expect_unusable(state, "ledger.key");
}

static void a_ledger_with_any_byte_changed_is_unusable(void **state)
{
    es_auto(buf) text = {0};
    spend(2);
    read_whole(state, "ledger", &text);
    for (size_t i = 0; i < text.len; i++) {
        char kept = text.data[i];
        /* blanks outside of texts say nothing, and the mac does not count them */
        text.data[i] = kept == ' ' || kept == '\n' ? 'x' : (char)(kept ^ 1);
        put(state, "ledger", text.data, text.len);
        assert_int_equal(try_word(0), ES_LEDGER_UNUSABLE);
        text.data[i] = kept;
    }
    put(state, "ledger", text.data, text.len);
    assert_int_equal(count_of(id, host), 2);
}

static void a_ledger_cut_anywhere_is_unusable(void **state)
{
    es_auto(buf) text = {0};
    spend(2);
    read_whole(state, "ledger", &text);
    for (size_t len = 0; len + 1 < text.len; len += 3) { /* the last byte is a line end */
        put(state, "ledger", text.data, len);
        assert_int_equal(try_word(0), ES_LEDGER_UNUSABLE);
    }
}

static void a_ledger_of_another_version_is_unusable(void **state)
{
    static const char *const texts[] = {"{\"version\":1,\"tries\":[]}",
                                        "{\"version\":3,\"tries\":[]}"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct es_error err = ES_ERROR_INIT;
        if (!is_there(state, "ledger")) {
            spend(1);
        }
        put(state, "ledger", texts[i], strlen(texts[i]));
        assert_int_equal(begin_as(id, host, 0, &err), ES_LEDGER_UNUSABLE);
        assert_non_null(strstr(err.message, "version"));
        expect_unusable(state, "ledger");
    }
}

static void a_foreign_or_empty_file_is_unusable(void **state)
{
    static const char *const texts[] = {"", "{}", "[]", "hello\n", "null"};
    spend(1);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        put(state, "ledger", texts[i], strlen(texts[i]));
        expect_unusable(state, "ledger");
    }
}

static void a_ledger_far_too_large_is_unusable(void **state)
{
    spend(1);
    assert_int_equal(truncate(path_of(state, "ledger"), 64 << 20), 0);
    expect_unusable(state, "ledger");
}

/* Rightly keyed, but not what esign writes. */
static void an_impossible_count_is_unusable(void **state)
{
    static const int counts[] = {-1, ES_LEDGER_COUNT_MAX + 1};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        spend(1);
        struct es_ledger_file file = open_file();
        file.records[0].entry.count = counts[i];
        assert_int_equal(es_ledger_file_write(&file, NULL), ES_OK);
        es_ledger_file_free(&file);
        expect_unusable(state, "ledger");
        assert_int_equal(unlink(path_of(state, "ledger")), 0);
        assert_int_equal(unlink(path_of(state, "ledger.key")), 0);
    }
}

static void a_count_does_not_overflow(void **state)
{
    spend(1);
    struct es_ledger_file file = open_file();
    file.records[0].entry.count = ES_LEDGER_COUNT_MAX;
    assert_int_equal(es_ledger_file_write(&file, NULL), ES_OK);
    es_ledger_file_free(&file);
    spend(2);
    assert_int_equal(count_of(id, host), ES_LEDGER_COUNT_MAX);
}

static void a_folder_that_cannot_be_made_is_unusable(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    setenv("XDG_STATE_HOME", "/dev/null", 1);
    assert_int_equal(begin_as(id, host, 0, &err), ES_LEDGER_UNUSABLE);
    assert_non_null(strstr(err.hint, "XDG_STATE_HOME"));
}

static void a_folder_in_the_place_of_a_file_is_unusable(void **state)
{
    static const char *const names[] = {"ledger", "ledger.key", "ledger.lock"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(count_of(id, host), 0);
        assert_int_equal(unlink(path_of(state, names[i])), 0);
        assert_int_equal(mkdir(path_of(state, names[i]), 0700), 0);
        expect_unusable(state, names[i]);
        assert_int_equal(rmdir(path_of(state, names[i])), 0);
        (void)unlink(path_of(state, "ledger"));
        (void)unlink(path_of(state, "ledger.key"));
    }
}

/* In a child whose files may not grow: as on a full disk. */
static es_status begin_on_full_disk(bool last_try)
{
    pid_t child = fork();
    int ended;
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
        _exit((int)try_word(last_try ? ES_LEDGER_LAST_TRY : 0));
    }
    waitpid(child, &ended, 0);
    assert_true(WIFEXITED(ended));
    return (es_status)WEXITSTATUS(ended);
}

static void a_full_disk_stops_the_try_and_keeps_the_count(void **state)
{
    spend(1);
    assert_int_equal(begin_on_full_disk(false), ES_LEDGER_UNUSABLE);
    assert_int_equal(count_of(id, host), 1);
}

static void a_full_disk_at_the_first_use_can_be_mended(void **state)
{
    assert_int_equal(begin_on_full_disk(false), ES_LEDGER_UNUSABLE);
    spend(1);
    assert_int_equal(count_of(id, host), 1);
}

static void of_fifty_at_once_two_may_try(void **state)
{
    enum { N = 50 };
    int start[2], allowed = 0, stopped = 0;
    char go;
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < N; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(start[1]);
            (void)!read(start[0], &go, 1); /* the end of the pipe is the starting shot */
            _exit((int)try_word(0));
        }
    }
    close(start[0]);
    close(start[1]);
    for (int i = 0; i < N; i++) {
        int ended;
        assert_true(wait(&ended) > 0);
        assert_true(WIFEXITED(ended));
        allowed += WEXITSTATUS(ended) == ES_OK;
        stopped += WEXITSTATUS(ended) == ES_LAST_TRY;
    }
    assert_int_equal(allowed, 2);
    assert_int_equal(stopped, N - 2);
    assert_int_equal(count_of(id, host), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_use_makes_an_empty_ledger_and_its_key),
        TEST(each_try_counts),
        TEST(the_third_try_is_stopped),
        TEST(the_third_try_goes_with_the_explicit_wish),
        TEST(after_the_third_no_try_is_left),
        TEST(the_last_try_is_agreed_to_once),
        TEST(a_try_is_given_back),
        TEST(no_more_is_given_back_than_was_taken),
        TEST(a_try_gives_back_itself_and_no_other),
        TEST(an_accepted_word_sets_the_count_to_nought),
        TEST(an_accepted_word_leaves_the_tries_that_went_on_beside_it),
        TEST(a_new_word_leaves_the_tries_that_are_under_way),
        TEST(a_killed_try_counts_until_a_word_is_accepted),
        TEST(a_try_ends_though_a_child_lives_on),
        TEST(what_the_portal_says_is_left_holds),
        TEST(all_names_of_this_machine_are_one_host),
        TEST(a_second_request_waits),
        TEST(without_a_distance_nothing_is_noted),
        TEST(a_request_is_taken_back_to_the_one_before_it),
        TEST(a_request_taken_back_leaves_a_newer_one),
        TEST(a_wait_ends_whatever_the_clocks_say),
        TEST(a_request_alone_is_no_wrong_word),
        TEST(an_entry_of_nought_is_not_kept),
        TEST(the_count_can_be_cleared_by_its_hash),
        TEST(an_unknown_hash_clears_nothing),
        TEST(each_identity_has_its_own_count),
        TEST(each_host_has_its_own_count),
        TEST(another_spelling_does_not_escape_the_count),
        TEST(the_list_shows_masked_identities),
        TEST(the_longest_passport_number_fits),
        TEST(listing_makes_no_ledger),
        TEST(no_identity_can_be_read_in_the_files),
        TEST(two_folders_hash_one_identity_differently),
        TEST(a_missing_ledger_with_a_key_is_unusable),
        TEST(a_missing_key_with_tries_on_record_is_unusable),
        TEST(an_empty_ledger_without_a_key_gets_one),
        TEST(a_key_of_another_ledger_is_unusable),
        TEST(an_empty_ledger_with_another_key_is_unusable),
        TEST(a_key_of_another_size_is_unusable),
        TEST(a_key_that_others_may_read_is_unusable),
        TEST(a_ledger_with_any_byte_changed_is_unusable),
        TEST(a_ledger_cut_anywhere_is_unusable),
        TEST(a_ledger_of_another_version_is_unusable),
        TEST(a_foreign_or_empty_file_is_unusable),
        TEST(a_ledger_far_too_large_is_unusable),
        TEST(an_impossible_count_is_unusable),
        TEST(a_count_does_not_overflow),
        TEST(a_folder_that_cannot_be_made_is_unusable),
        TEST(a_folder_in_the_place_of_a_file_is_unusable),
        TEST(a_full_disk_stops_the_try_and_keeps_the_count),
        TEST(a_full_disk_at_the_first_use_can_be_mended),
        TEST(of_fifty_at_once_two_may_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
