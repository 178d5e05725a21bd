/* SPDX-License-Identifier: Apache-2.0 */
/* Readers as no real service can be made to show them: this program has its own SCard functions,
 * which it finds in the library's place (it exports them, and dlopen is wrapped). They are called
 * in a child, so their world is in shared memory. What a real service does is tested in tests/card.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/card.h"
#include "esign/text.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <winscard.h>

enum { FAKE_READERS_MAX = 24, FAKE_ATR_LEN = 4 };

/* The world as the fake service has it. */
static struct world {
    size_t n;
    char name[FAKE_READERS_MAX][MAX_READERNAME];
    DWORD state[FAKE_READERS_MAX];
    LONG establish, list; /* what these calls say */
    LONG status[4];       /* what the next calls for states say; then success */
    size_t n_status;
    DWORD atr_len;         /* as it is told */
    void (*on_wait)(void); /* what happens while somebody waits */
    bool no_library, crash, hang;
    bool silent[FAKE_READERS_MAX]; /* its card tells no answer */
    DWORD most_entries;            /* that a call for states had */
    DWORD longest;                 /* that one had to wait, in milliseconds */
    int contexts_made, contexts_released;
} * shared;
#define fake (*shared)

void *__wrap_dlopen(const char *name, int flags);
void *__real_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags)
{
    return fake.no_library ? NULL : __real_dlopen(NULL, flags);
}

static void add_reader(const char *name, DWORD state)
{
    snprintf(fake.name[fake.n], MAX_READERNAME, "%s", name);
    fake.state[fake.n++] = state;
}

LONG SCardEstablishContext(DWORD scope, LPCVOID one, LPCVOID two, LPSCARDCONTEXT context)
{
    if (fake.crash)
        raise(SIGKILL);
    while (fake.hang)
        pause();
    *context = 7;
    fake.contexts_made += fake.establish == SCARD_S_SUCCESS;
    return fake.establish;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    fake.contexts_released++;
    return SCARD_S_SUCCESS;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR groups, LPSTR names, LPDWORD len)
{
    DWORD used = 0;
    if (fake.list != SCARD_S_SUCCESS)
        return fake.list;
    if (fake.n == 0)
        return SCARD_E_NO_READERS_AVAILABLE;
    for (size_t i = 0; i < fake.n && used + strlen(fake.name[i]) + 2 <= *len; i++) {
        strcpy(names + used, fake.name[i]);
        used += strlen(fake.name[i]) + 1;
    }
    names[used++] = '\0';
    *len = used;
    return SCARD_S_SUCCESS;
}

static LONG tell_state(SCARD_READERSTATE *state)
{
    static const unsigned char ATR[FAKE_ATR_LEN] = {0x3B, 0x02, 0x14, 0x50};
    for (size_t i = 0; i < fake.n; i++) {
        if (strcmp(fake.name[i], state->szReader) != 0)
            continue;
        state->dwEventState = fake.state[i] | SCARD_STATE_CHANGED;
        bool told = fake.state[i] & SCARD_STATE_PRESENT && !fake.silent[i];
        state->cbAtr = told ? fake.atr_len : 0;
        memcpy(state->rgbAtr, ATR, FAKE_ATR_LEN);
        return SCARD_S_SUCCESS;
    }
    return SCARD_E_UNKNOWN_READER;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD timeout, SCARD_READERSTATE *states, DWORD n)
{
    fake.most_entries = n > fake.most_entries ? n : fake.most_entries;
    if (fake.n_status > 0)
        return fake.status[--fake.n_status];
    fake.longest = timeout > fake.longest ? timeout : fake.longest;
    if (timeout > 0) {
        if (fake.on_wait)
            fake.on_wait();
        usleep(1000); /* the call would wait, and longer */
        return SCARD_E_TIMEOUT;
    }
    for (DWORD i = 0; i < n; i++) {
        LONG result = tell_state(&states[i]);
        if (result != SCARD_S_SUCCESS)
            return result;
    }
    return SCARD_S_SUCCESS;
}

static int a_fresh_world(void **state)
{
    memset(shared, 0, sizeof *shared);
    fake.atr_len = FAKE_ATR_LEN;
    return 0;
}

static struct es_readers readers; /* large; one test runs at a time */
static struct es_error err;

static es_status look(void)
{
    err = ES_ERROR_INIT;
    return es_card_look(NULL, &readers, &err);
}

static void assert_cause(const char *cause)
{
    assert_non_null(readers.cause);
    assert_string_equal(readers.cause, cause);
    assert_true(err.status == ES_OK || (*err.message && *err.hint));
}

static void no_child_is_left(void **state)
{
    add_reader("One", SCARD_STATE_EMPTY);
    assert_int_equal(look(), ES_NO_CARD);
    assert_int_equal(fake.contexts_made, 1);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void a_library_that_is_not_there_is_told_as_that(void **state)
{
    fake.no_library = true;
    assert_int_equal(look(), ES_PCSC_ABSENT);
    assert_cause("library_missing");
}

static void a_crash_while_asking_is_told_as_that(void **state)
{
    fake.crash = true;
    assert_int_equal(look(), ES_PCSC_ABSENT);
    assert_cause("library_crashed");
}

static void a_card_that_told_nothing_is_without_power(void **state)
{
    add_reader("One", SCARD_STATE_PRESENT);
    fake.atr_len = 0;
    assert_int_equal(look(), ES_CARD_MUTE);
    assert_cause("unpowered");
    assert_string_equal(es_reader_state_name(readers.reader[0].state), "mute");
}

static void an_answer_longer_than_a_card_can_give_is_nonsense(void **state)
{
    add_reader("One", SCARD_STATE_PRESENT);
    fake.atr_len = MAX_ATR_SIZE + 1;
    assert_int_equal(look(), ES_PCSC_ABSENT);
    assert_cause("service_nonsense");
    assert_int_equal(readers.n, 0);
}

static void a_service_that_refuses_the_user_is_denied(void **state)
{
    fake.establish = SCARD_W_SECURITY_VIOLATION;
    assert_int_equal(look(), ES_PCSC_DENIED);
    assert_cause("service_refused");
}

static void a_reader_that_goes_while_it_is_asked_for_is_asked_for_again(void **state)
{
    add_reader("One", SCARD_STATE_PRESENT);
    fake.status[fake.n_status++] = SCARD_E_UNKNOWN_READER;
    assert_int_equal(look(), ES_OK);
}

static void a_reader_that_is_listed_but_never_there_is_lost(void **state)
{
    add_reader("One", SCARD_STATE_PRESENT);
    for (fake.n_status = 0; fake.n_status < 4; fake.n_status++)
        fake.status[fake.n_status] = SCARD_E_UNKNOWN_READER;
    assert_int_equal(look(), ES_READER_LOST);
    assert_cause("reader_lost");
    assert_int_equal(readers.n, 0);
}

static void an_unavailable_reader_is_unknown(void **state)
{
    add_reader("One", SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE);
    assert_int_equal(look(), ES_READER_LOST);
    assert_string_equal(es_reader_state_name(readers.reader[0].state), "unknown");
}

static void a_name_is_made_safe_to_show(void **state)
{
    add_reader("Evil\033[31m\n\xE2\x80\xAEredaer \xFF", SCARD_STATE_EMPTY);
    assert_int_equal(look(), ES_NO_CARD);
    const char *name = readers.reader[0].name;
    assert_null(strpbrk(name, "\033\n"));
    assert_null(strstr(name, "\xE2\x80\xAE"));
    assert_true(es_text_is_utf8(name, strlen(name)));
}

/* Each of its bytes becomes three. */
static void a_long_broken_name_is_cut_between_characters(void **state)
{
    char name[MAX_READERNAME];
    memset(name, 0xFF, sizeof name - 1);
    name[sizeof name - 1] = '\0';
    add_reader(name, SCARD_STATE_PRESENT);
    assert_int_equal(look(), ES_OK);
    const char *shown = readers.reader[0].name;
    assert_in_range(strlen(shown), 100, ES_READER_NAME_MAX - 1);
    assert_true(es_text_is_utf8(shown, strlen(shown)));
}

static void more_than_sixteen_readers_are_cut_to_sixteen(void **state)
{
    char name[] = "Reader A";
    for (size_t i = 0; i < FAKE_READERS_MAX; i++, name[7]++)
        add_reader(name, SCARD_STATE_EMPTY);
    assert_int_equal(look(), ES_NO_CARD);
    assert_int_equal(readers.n, ES_READERS_MAX);
}

static void a_strange_answer_is_nonsense(void **state)
{
    fake.list = SCARD_E_INSUFFICIENT_BUFFER;
    assert_int_equal(look(), ES_PCSC_ABSENT);
    assert_cause("service_nonsense");
}

/* ---------------------------------------------------------------- waiting */

static es_status next(struct es_card_watch *watch, double seconds, bool *changed)
{
    err = ES_ERROR_INIT;
    return es_card_watch_next(watch, seconds, &readers, changed, &err);
}

static struct es_card_watch *watch_from(es_status first)
{
    struct es_card_watch *watch = NULL;
    bool changed = false;
    assert_int_equal(es_card_watch_open(NULL, &watch, &err), ES_OK);
    assert_int_equal(next(watch, -1, &changed), first);
    assert_true(changed);
    return watch;
}

static void unplug(void)
{
    fake.n = 0;
}

static void plug_with_card(void)
{
    if (fake.n == 0)
        add_reader("New", SCARD_STATE_PRESENT);
}

static void a_reader_plugged_in_while_waiting_is_seen(void **state)
{
    struct es_card_watch *watch = watch_from(ES_NO_READER);
    bool changed = false;
    fake.on_wait = plug_with_card;
    assert_int_equal(next(watch, -1, &changed), ES_OK);
    assert_true(changed);
    assert_in_range(fake.longest, 1, 1000); /* then the list is looked at again */
    es_card_watch_free(&watch);
}

static void a_reader_unplugged_while_waiting_is_lost_until_one_is_there_again(void **state)
{
    bool changed = false;
    add_reader("One", SCARD_STATE_EMPTY);
    struct es_card_watch *watch = watch_from(ES_NO_CARD);
    fake.on_wait = unplug;
    assert_int_equal(next(watch, -1, &changed), ES_READER_LOST);
    assert_cause("reader_lost");
    assert_int_equal(next(watch, 0.01, &changed), ES_READER_LOST);
    assert_false(changed);
    fake.on_wait = plug_with_card;
    assert_int_equal(next(watch, -1, &changed), ES_OK);
    es_card_watch_free(&watch);
}

/* It would refuse the seventeenth, which is the notification of others. */
static void no_call_has_more_entries_than_the_library_takes(void **state)
{
    bool changed = true;
    char name[] = "Reader A";
    for (size_t i = 0; i < ES_READERS_MAX; i++, name[7]++)
        add_reader(name, SCARD_STATE_EMPTY);
    struct es_card_watch *watch = watch_from(ES_NO_CARD);
    assert_int_equal(next(watch, 0.1, &changed), ES_NO_CARD);
    assert_int_equal(fake.most_entries, ES_READERS_MAX);
    es_card_watch_free(&watch);
}

static void share(void)
{
    fake.state[0] |= SCARD_STATE_INUSE;
}

static void a_card_that_becomes_shared_is_no_change(void **state)
{
    bool changed = true;
    add_reader("One", SCARD_STATE_PRESENT);
    struct es_card_watch *watch = watch_from(ES_OK);
    fake.on_wait = share;
    assert_int_equal(next(watch, 0.01, &changed), ES_OK);
    assert_false(changed);
    es_card_watch_free(&watch);
}

static void lose_the_power_of_the_second(void)
{
    fake.state[1] = SCARD_STATE_PRESENT;
    fake.silent[1] = true;
}

static void what_is_called_the_same_is_no_change(void **state)
{
    bool changed = true;
    add_reader("One", SCARD_STATE_PRESENT);
    add_reader("Two", SCARD_STATE_PRESENT | SCARD_STATE_MUTE);
    struct es_card_watch *watch = watch_from(ES_OK);
    fake.on_wait = lose_the_power_of_the_second;
    assert_int_equal(next(watch, 0.1, &changed), ES_OK);
    assert_false(changed);
    es_card_watch_free(&watch);
}

/* The old context says it is valid; only a new one helps. */
static void a_service_that_ended_gets_a_new_context(void **state)
{
    bool changed = false;
    add_reader("One", SCARD_STATE_EMPTY);
    struct es_card_watch *watch = watch_from(ES_NO_CARD);
    fake.status[0] = SCARD_F_COMM_ERROR;
    fake.n_status = 1; /* the child is asking meanwhile */
    for (int i = 0; i < 300 && fake.contexts_made < 2; i++) {
        assert_int_equal(next(watch, 0.1, &changed), ES_NO_CARD);
        assert_false(changed);
    }
    assert_int_equal(fake.contexts_made, 2);
    es_card_watch_free(&watch);
    assert_int_equal(fake.contexts_made, fake.contexts_released + 1); /* the last ends with it */
}

static void a_child_that_hangs_is_ended_and_told(void **state)
{
    fake.hang = true;
    assert_int_equal(look(), ES_PCSC_HUNG);
    assert_cause("service_hung");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void a_service_that_hangs_has_no_more_time_than_the_person(void **state)
{
    fake.hang = true;
    struct es_card_watch *watch = NULL;
    bool changed = false;
    time_t begin = time(NULL);
    assert_int_equal(es_card_watch_open(NULL, &watch, &err), ES_OK);
    assert_int_equal(next(watch, 0.1, &changed), ES_PCSC_HUNG);
    assert_true(changed);
    assert_in_range(time(NULL) - begin, 0, 3);
    es_card_watch_free(&watch);
}

static void take_out(void)
{
    fake.state[0] = SCARD_STATE_EMPTY;
}

static void a_card_taken_out_is_told_as_that_until_there_is_one(void **state)
{
    bool changed = false;
    add_reader("One", SCARD_STATE_PRESENT);
    struct es_card_watch *watch = watch_from(ES_OK);
    fake.on_wait = take_out;
    assert_int_equal(next(watch, -1, &changed), ES_NO_CARD);
    assert_cause("card_pulled");
    assert_int_equal(next(watch, 0.01, &changed), ES_NO_CARD);
    assert_false(changed);
    es_card_watch_free(&watch);
}

static void unplug_second(void)
{
    fake.n = 1;
}

static void a_card_that_went_with_its_reader_was_not_taken_out(void **state)
{
    bool changed = false;
    add_reader("One", SCARD_STATE_EMPTY);
    add_reader("Two", SCARD_STATE_PRESENT);
    struct es_card_watch *watch = watch_from(ES_OK);
    fake.on_wait = unplug_second;
    assert_int_equal(next(watch, -1, &changed), ES_NO_CARD);
    assert_cause("empty");
    es_card_watch_free(&watch);
}

static void take_out_of_second(void)
{
    fake.state[1] = SCARD_STATE_EMPTY;
}

static void a_reader_that_goes_after_its_card_takes_what_was_told_with_it(void **state)
{
    bool changed = false;
    add_reader("One", SCARD_STATE_EMPTY);
    add_reader("Two", SCARD_STATE_PRESENT);
    struct es_card_watch *watch = watch_from(ES_OK);
    fake.on_wait = take_out_of_second;
    assert_int_equal(next(watch, -1, &changed), ES_NO_CARD);
    assert_cause("card_pulled");
    fake.on_wait = unplug_second;
    assert_int_equal(next(watch, -1, &changed), ES_NO_CARD);
    assert_cause("empty");
    es_card_watch_free(&watch);
}

/* ---------------------------------------------------------------- memory */

static size_t spare = SIZE_MAX; /* allocations that succeed from now on */

void *__real_es_heap_zeroed(size_t n, size_t size);
void *__wrap_es_heap_zeroed(size_t n, size_t size);
void *__wrap_es_heap_zeroed(size_t n, size_t size)
{
    if (spare == 0)
        return NULL;
    spare--;
    return __real_es_heap_zeroed(n, size);
}

static void memory_that_ran_out_is_no_bug_of_ours(void **state)
{
    struct es_card_watch *watch = NULL;
    spare = 0;
    es_status looked = look();
    es_status opened[2];
    for (size_t i = 0; i < 2; i++) {
        spare = i;
        opened[i] = es_card_watch_open(NULL, &watch, &err);
    }
    spare = SIZE_MAX;
    assert_null(watch);
    assert_int_equal(looked, ES_NO_RESOURCES);
    assert_int_equal(opened[0], ES_NO_RESOURCES);
    assert_int_equal(opened[1], ES_NO_RESOURCES);
}

int main(void)
{
    setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm", 1);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(no_child_is_left, a_fresh_world),
        cmocka_unit_test_setup(a_library_that_is_not_there_is_told_as_that, a_fresh_world),
        cmocka_unit_test_setup(a_crash_while_asking_is_told_as_that, a_fresh_world),
        cmocka_unit_test_setup(a_card_that_told_nothing_is_without_power, a_fresh_world),
        cmocka_unit_test_setup(an_answer_longer_than_a_card_can_give_is_nonsense, a_fresh_world),
        cmocka_unit_test_setup(a_service_that_refuses_the_user_is_denied, a_fresh_world),
        cmocka_unit_test_setup(a_reader_that_goes_while_it_is_asked_for_is_asked_for_again,
                               a_fresh_world),
        cmocka_unit_test_setup(a_reader_that_is_listed_but_never_there_is_lost, a_fresh_world),
        cmocka_unit_test_setup(an_unavailable_reader_is_unknown, a_fresh_world),
        cmocka_unit_test_setup(a_name_is_made_safe_to_show, a_fresh_world),
        cmocka_unit_test_setup(a_long_broken_name_is_cut_between_characters, a_fresh_world),
        cmocka_unit_test_setup(more_than_sixteen_readers_are_cut_to_sixteen, a_fresh_world),
        cmocka_unit_test_setup(a_strange_answer_is_nonsense, a_fresh_world),
        cmocka_unit_test_setup(a_reader_plugged_in_while_waiting_is_seen, a_fresh_world),
        cmocka_unit_test_setup(a_reader_unplugged_while_waiting_is_lost_until_one_is_there_again,
                               a_fresh_world),
        cmocka_unit_test_setup(no_call_has_more_entries_than_the_library_takes, a_fresh_world),
        cmocka_unit_test_setup(a_card_that_becomes_shared_is_no_change, a_fresh_world),
        cmocka_unit_test_setup(what_is_called_the_same_is_no_change, a_fresh_world),
        cmocka_unit_test_setup(a_service_that_ended_gets_a_new_context, a_fresh_world),
        cmocka_unit_test_setup(a_child_that_hangs_is_ended_and_told, a_fresh_world),
        cmocka_unit_test_setup(a_service_that_hangs_has_no_more_time_than_the_person,
                               a_fresh_world),
        cmocka_unit_test_setup(a_card_taken_out_is_told_as_that_until_there_is_one, a_fresh_world),
        cmocka_unit_test_setup(a_card_that_went_with_its_reader_was_not_taken_out, a_fresh_world),
        cmocka_unit_test_setup(a_reader_that_goes_after_its_card_takes_what_was_told_with_it,
                               a_fresh_world),
        cmocka_unit_test_setup(memory_that_ran_out_is_no_bug_of_ours, a_fresh_world),
    };
    return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
