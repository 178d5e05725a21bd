/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

/* Each test has a state folder of its own. */
static int make_folder(void **state)
{
    char *folder = strdup("/tmp/esign-test-ledger-XXXXXX");
    *state = folder;
    return mkdtemp(folder) ? setenv("XDG_STATE_HOME", folder, 1) : -1;
}

static int remove_folder(void **state)
{
    es_auto(buf) command = {0};
    bool ok = es_buf_printf(&command, "rm -rf '%s'", (char *)*state) && !system(command.data);
    free(*state);
    return ok ? 0 : -1;
}

static const char *path_of(void **state, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/esign/%s", (char *)*state, name);
    return path;
}

static bool is_there(void **state, const char *name)
{
    return access(path_of(state, name), F_OK) == 0;
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

static es_status try_word(bool last_try)
{
    int count;
    return es_ledger_begin(id, host, last_try, &count, NULL);
}

static void spend(int tries)
{
    for (int i = 0; i < tries; i++) {
        assert_int_equal(try_word(true), ES_OK);
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
    assert_int_equal(es_ledger_begin(id, host, false, &count, &err), ES_LEDGER_UNUSABLE);
    assert_non_null(strstr(err.message, path_of(state, file)));
    assert_int_equal(es_ledger_begin(id, host, true, &count, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_count(id, host, &count, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_give_back(id, host, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_clear(id, host, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_hash(id, host, hash, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(es_ledger_list(&entries, &n, &err), ES_LEDGER_UNUSABLE);
    assert_int_equal(try_word(false), ES_LEDGER_UNUSABLE);
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
    int count = 0;
    assert_int_equal(es_ledger_begin(id, host, false, &count, NULL), ES_OK);
    assert_int_equal(count, 1);
    assert_int_equal(es_ledger_begin(id, host, false, &count, NULL), ES_OK);
    assert_int_equal(count, 2);
    assert_int_equal(count_of(id, host), 2);
}

static void the_third_try_is_stopped(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    int count = 0;
    spend(2);
    assert_int_equal(es_ledger_begin(id, host, false, &count, &err), ES_LAST_TRY);
    assert_int_equal(err.tries_left, 1);
    assert_int_equal(count, 2);
    assert_int_equal(count_of(id, host), 2);
}

static void the_third_try_goes_with_the_explicit_wish(void **state)
{
    spend(2);
    assert_int_equal(try_word(true), ES_OK);
    assert_int_equal(count_of(id, host), 3);
}

static void after_the_third_no_try_is_left(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    int count;
    spend(4);
    assert_int_equal(es_ledger_begin(id, host, false, &count, &err), ES_LAST_TRY);
    assert_int_equal(err.tries_left, 0);
}

static void a_try_is_given_back(void **state)
{
    spend(2);
    assert_int_equal(es_ledger_give_back(id, host, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 1);
}

static void no_more_is_given_back_than_was_taken(void **state)
{
    spend(1);
    assert_int_equal(es_ledger_give_back(id, host, NULL), ES_OK);
    assert_int_equal(es_ledger_give_back(id, host, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
    spend(1);
    assert_int_equal(count_of(id, host), 1);
}

static void an_accepted_word_sets_the_count_to_nought(void **state)
{
    spend(2);
    assert_int_equal(es_ledger_clear(id, host, NULL), ES_OK);
    assert_int_equal(count_of(id, host), 0);
}

static void an_entry_of_nought_is_not_kept(void **state)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 1;
    spend(1);
    assert_int_equal(es_ledger_clear(id, host, NULL), ES_OK);
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
    int count;
    assert_int_equal(es_ledger_begin("u12345678", "PORTAL.example.org", false, &count, NULL),
                     ES_OK);
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
    int count;
    assert_int_equal(es_ledger_begin("AB1234567890123", host, false, &count, NULL), ES_OK);
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
        assert_int_equal(try_word(false), ES_LEDGER_UNUSABLE);
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
        assert_int_equal(try_word(false), ES_LEDGER_UNUSABLE);
    }
}

static void a_ledger_of_another_version_is_unusable(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    int count;
    spend(1);
    put(state, "ledger", "{\"version\":2,\"tries\":[]}", 24);
    assert_int_equal(es_ledger_begin(id, host, false, &count, &err), ES_LEDGER_UNUSABLE);
    assert_non_null(strstr(err.message, "version"));
    expect_unusable(state, "ledger");
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
        struct es_ledger_file file = ES_LEDGER_FILE_INIT;
        assert_int_equal(es_ledger_file_open(true, &file, NULL), ES_OK);
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
    struct es_ledger_file file = ES_LEDGER_FILE_INIT;
    assert_int_equal(es_ledger_file_open(true, &file, NULL), ES_OK);
    file.records[0].entry.count = ES_LEDGER_COUNT_MAX;
    assert_int_equal(es_ledger_file_write(&file, NULL), ES_OK);
    es_ledger_file_free(&file);
    spend(2);
    assert_int_equal(count_of(id, host), ES_LEDGER_COUNT_MAX);
}

static void a_folder_that_cannot_be_made_is_unusable(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    int count;
    setenv("XDG_STATE_HOME", "/dev/null", 1);
    assert_int_equal(es_ledger_begin(id, host, false, &count, &err), ES_LEDGER_UNUSABLE);
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
        _exit((int)try_word(last_try));
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
            _exit((int)try_word(false));
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
        TEST(a_try_is_given_back),
        TEST(no_more_is_given_back_than_was_taken),
        TEST(an_accepted_word_sets_the_count_to_nought),
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
