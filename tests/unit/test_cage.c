/* SPDX-License-Identifier: Apache-2.0 */
/* The cage itself: what comes out of it, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deeds.h"
#include "esign/buf.h"
#include "esign/cage.h"
#include "esign/heap.h"
#include "esign/sanitizer.h"
#include "esign/secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 20000, MEMORY = 32 << 20, ANSWER_MAX = 100000 };

typedef void work_in_cage(void *arg, struct es_cage_answer *answer);

static enum es_cage_end run_for(int milliseconds, work_in_cage *work, void *arg,
                                struct es_cage_answer *answer)
{
    const struct es_cage cage = {
        .memory = MEMORY, .milliseconds = milliseconds, .answer_max = ANSWER_MAX, .work = work};
    enum es_cage_end end = es_cage_run(&cage, arg, answer);
    if (end != ES_CAGE_ANSWERED) {
        assert_null(answer->bytes);
        assert_int_equal(answer->len, 0);
    }
    return end;
}

static enum es_cage_end run(work_in_cage *work, void *arg, struct es_cage_answer *answer)
{
    return run_for(PATIENCE, work, arg, answer);
}

/* ---- what comes out ---- */

static void say(void *arg, struct es_cage_answer *answer)
{
    answer->words[0] = 7;
    answer->words[1] = UINT32_MAX;
    answer->bytes = arg;
    answer->len = strlen(arg);
}

static void an_answer_comes_back_as_it_is(void **state)
{
    char text[] = "merhaba";
    struct es_cage_answer answer;
    assert_int_equal(run(say, text, &answer), ES_CAGE_ANSWERED);
    assert_int_equal(answer.words[0], 7);
    assert_int_equal(answer.words[1], UINT32_MAX);
    assert_int_equal(answer.len, strlen(text));
    assert_memory_equal(answer.bytes, text, answer.len);
    assert_int_equal(answer.signal, 0);
    es_heap_free(answer.bytes);
}

static void be_silent(void *arg, struct es_cage_answer *answer)
{
    (void)arg, (void)answer;
}

static void an_answer_may_be_empty(void **state)
{
    struct es_cage_answer answer;
    assert_int_equal(run(be_silent, NULL, &answer), ES_CAGE_ANSWERED);
    assert_int_equal(answer.len, 0);
    assert_null(answer.bytes);
}

static void say_much(void *arg, struct es_cage_answer *answer)
{
    answer->len = *(size_t *)arg;
    answer->bytes = es_heap_zeroed(1, answer->len);
}

static void an_answer_of_the_limit_comes_back_and_one_byte_more_does_not(void **state)
{
    struct es_cage_answer answer;
    size_t len = ANSWER_MAX;
    assert_int_equal(run(say_much, &len, &answer), ES_CAGE_ANSWERED);
    assert_int_equal(answer.len, ANSWER_MAX);
    es_heap_free(answer.bytes);
    len++;
    assert_int_equal(run(say_much, &len, &answer), ES_CAGE_TOO_MUCH);
}

static const struct header { /* as src/base/cage_internal.h has it */
    uint32_t magic, filtered, words[2];
    uint64_t len;
} whole_header = {.magic = 0x45474143, .filtered = 1};

/* The pipe ends after what the header promised. The answer is empty: its header alone is sent
 * by the mechanism, after these bytes. */
static void say_a_whole_answer_and_more(void *arg, struct es_cage_answer *answer)
{
    (void)!write(3, arg, sizeof(struct header));
    (void)!write(3, "more", 4);
    (void)answer;
}

static void what_follows_an_answer_spoils_it(void **state)
{
    struct header header = whole_header;
    struct es_cage_answer answer;
    assert_int_equal(run(say_a_whole_answer_and_more, &header, &answer), ES_CAGE_TOO_MUCH);
}

static void say_a_whole_answer_and_fail(void *arg, struct es_cage_answer *answer)
{
    (void)!write(3, arg, sizeof(struct header));
    (void)answer;
    _exit(1);
}

static void an_answer_of_one_that_then_fails_is_none(void **state)
{
    struct header header = whole_header;
    struct es_cage_answer answer;
    assert_int_equal(run(say_a_whole_answer_and_fail, &header, &answer), ES_CAGE_DIED);
}

/* ---- what does not ---- */

static void act(void *arg, struct es_cage_answer *answer)
{
    (void)answer;
    ((const struct deed *)arg)->act();
}

static void each_deed_ends_the_child_and_nothing_else(void **state)
{
    for (size_t i = 0; i < DEEDS; i++) {
        struct es_cage_answer answer;
        struct deed deed = deeds[i];
        if (run(act, &deed, &answer) != ES_CAGE_DIED || answer.signal != deed.signal)
            fail_msg("%s: ended by %d", deed.name, answer.signal);
    }
}

static void open_a_file(void *arg, struct es_cage_answer *answer)
{
    int fd = open(arg, O_RDONLY | O_CLOEXEC);
    answer->words[0] = fd >= 0;
    answer->words[1] = (uint32_t)errno;
}

static void no_file_is_opened(void **state)
{
    char path[] = "/dev/null";
    struct es_cage_answer answer;
    assert_int_equal(run(open_a_file, path, &answer), ES_CAGE_ANSWERED);
    assert_false(answer.words[0]);
    assert_int_equal(answer.words[1], EACCES);
}

static void write_elsewhere(void *arg, struct es_cage_answer *answer)
{
    const int *fd = arg;
    answer->words[0] = write(1, "x", 1) == 1;
    answer->words[1] = write(*fd, "x", 1) < 0 && errno == EBADF;
}

static void what_it_prints_goes_nowhere_and_open_files_are_not_its(void **state)
{
    int ends[2];
    struct es_cage_answer answer;
    assert_int_equal(pipe(ends), 0);
    int before = dup(1);
    dup2(ends[1], 1);
    enum es_cage_end end = run(write_elsewhere, &ends[1], &answer);
    dup2(before, 1);
    close(before);
    close(ends[1]);
    char byte;
    assert_int_equal(end, ES_CAGE_ANSWERED);
    assert_true(answer.words[0]);
    assert_true(answer.words[1]);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

#if !ES_ADDRESS_SANITIZER
/* Under AddressSanitizer the child's memory cannot be limited. */
static void eat_memory(void *arg, struct es_cage_answer *answer)
{
    (void)arg;
    for (void *block = &block; block; answer->words[0]++) {
        block = es_heap_get(1 << 20);
        if (block)
            memset(block, 1, 1 << 20);
    }
}

static void memory_ends_where_it_was_said(void **state)
{
    struct es_cage_answer answer;
    assert_int_equal(run(eat_memory, NULL, &answer), ES_CAGE_ANSWERED);
    assert_in_range(answer.words[0], 16, MEMORY >> 20);
}
#endif

static void spin(void *arg, struct es_cage_answer *answer)
{
    (void)answer;
    for (volatile int *at = arg;;)
        *at = 1;
}

static void one_that_spins_is_ended_in_time(void **state)
{
    int there = 0;
    struct es_cage_answer answer;
    assert_int_equal(run_for(50, spin, &there, &answer), ES_CAGE_LATE);
    assert_int_equal(run_for(0, spin, &there, &answer), ES_CAGE_LATE);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void read_a_byte(void *arg, struct es_cage_answer *answer)
{
    answer->words[0] = *(volatile const unsigned char *)arg;
}

static void the_secure_heap_is_not_in_it(void **state)
{
    es_auto(buf) secret = ES_BUF_SECRET;
    char plain = 'p';
    struct es_cage_answer answer;
    assert_true(es_buf_add_str(&secret, "1357"));
    assert_int_equal(run(read_a_byte, &plain, &answer), ES_CAGE_ANSWERED);
    assert_int_equal(run(read_a_byte, secret.data, &answer), ES_CAGE_DIED);
    assert_int_equal(answer.signal, SIGSEGV);
    assert_string_equal(es_buf_str(&secret), "1357");
}

static void keep_a_secret(void *arg, struct es_cage_answer *answer)
{
    es_auto(buf) secret = ES_BUF_SECRET;
    answer->words[0] = es_buf_add_str(&secret, arg) && strcmp(secret.data, arg) == 0;
}

static void a_secret_of_its_own_has_room(void **state)
{
    char text[] = "2468";
    struct es_cage_answer answer;
    assert_int_equal(run(keep_a_secret, text, &answer), ES_CAGE_ANSWERED);
    assert_true(answer.words[0]);
}

static void come_and_go(void *arg, struct es_cage_answer *answer)
{
    (void)arg;
    void *blocks[40];
    for (size_t i = 0; i < 40; i++)
        blocks[i] = es_heap_get(200000 + i);
    for (size_t i = 0; i < 40; i++)
        es_heap_free(blocks[i]);
    answer->words[0] = 1;
}

/* The C library maps them wherever there is room, but where the secure heap was. */
static void large_blocks_come_and_go(void **state)
{
    struct es_cage_answer answer;
    assert_int_equal(run(come_and_go, NULL, &answer), ES_CAGE_ANSWERED);
}

/* ---- how it is born ---- */

struct birth {
    int dies_by, dumpable, privileges, handler, blocked;
};

static bool look(void *arg)
{
    struct birth *birth = arg;
    struct sigaction action;
    sigset_t mask;
    prctl(PR_GET_PDEATHSIG, &birth->dies_by);
    birth->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    birth->privileges = !prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    for (int number = 1; number < SIGRTMIN; number++)
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
            birth->handler = number;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    birth->blocked = !sigisemptyset(&mask);
    return true;
}

static void tell(void *arg, struct es_cage_answer *answer)
{
    answer->bytes = arg;
    answer->len = sizeof(struct birth);
}

static void on_signal(int number)
{
    (void)number;
}

static void it_dies_with_its_parent_without_its_handlers_and_privileges(void **state)
{
    const struct es_cage cage = {.milliseconds = PATIENCE,
                                 .memory = MEMORY,
                                 .answer_max = 100,
                                 .prepare = look,
                                 .work = tell};
    struct birth birth = {0};
    struct es_cage_answer answer;
    sigset_t mask, before;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    sigprocmask(SIG_BLOCK, &mask, &before);
    signal(SIGUSR1, on_signal);
    signal(SIGPIPE, SIG_IGN);
    enum es_cage_end end = es_cage_run(&cage, &birth, &answer);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGUSR1, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(end, ES_CAGE_ANSWERED);
    const struct birth *seen = answer.bytes;
    assert_int_equal(seen->dies_by, SIGKILL);
    assert_int_equal(seen->dumpable, 0);
    assert_int_equal(seen->privileges, 0);
    assert_int_equal(seen->handler, 0);
    assert_false(seen->blocked);
    es_heap_free(answer.bytes);
}

static bool fail_to_prepare(void *arg)
{
    (void)arg;
    return false;
}

static void work_is_not_begun_where_a_wall_cannot_be_built(void **state)
{
    const struct es_cage cage = {
        .milliseconds = PATIENCE, .memory = MEMORY, .prepare = fail_to_prepare, .work = be_silent};
    struct es_cage_answer answer;
    assert_int_equal(es_cage_run(&cage, NULL, &answer), ES_CAGE_NO_CHILD);
}

static bool die(void *arg)
{
    (void)arg;
    raise(SIGKILL);
    return true;
}

static bool go_round(void *arg)
{
    (void)arg;
    for (volatile bool on = true; on;)
        ;
    return true;
}

static bool miss_a_library(void *arg)
{
    es_cage_leave(*(const enum es_cage_end *)arg);
    return false;
}

static void run_out_of_memory(void *arg, struct es_cage_answer *answer)
{
    (void)answer;
    es_cage_leave(*(const enum es_cage_end *)arg);
}

static void seem_unborn(void *arg, struct es_cage_answer *answer)
{
    (void)arg, (void)answer;
    _exit(71); /* as the child does where a wall could not be built */
}

static enum es_cage_end end_of(bool (*prepare)(void *), work_in_cage *work, enum es_cage_end why,
                               bool *begun)
{
    const struct es_cage cage = {.milliseconds = prepare == go_round ? 50 : PATIENCE,
                                 .memory = MEMORY,
                                 .prepare = prepare,
                                 .work = work};
    struct es_cage_answer answer;
    enum es_cage_end end = es_cage_run(&cage, &why, &answer);
    *begun = answer.begun;
    return end;
}

static void what_ends_it_before_the_work_is_not_the_works(void **state)
{
    bool begun;
    assert_int_equal(end_of(die, be_silent, 0, &begun), ES_CAGE_NO_CHILD);
    assert_false(begun);
    assert_int_equal(end_of(go_round, be_silent, 0, &begun), ES_CAGE_LATE);
    assert_false(begun);
    assert_int_equal(end_of(miss_a_library, be_silent, ES_CAGE_NO_LIBRARY, &begun),
                     ES_CAGE_NO_LIBRARY);
    assert_int_equal(end_of(miss_a_library, be_silent, ES_CAGE_NO_MEMORY, &begun),
                     ES_CAGE_NO_CHILD);
    assert_false(begun);
}

static void the_work_may_say_that_memory_is_out_and_nothing_else(void **state)
{
    bool begun;
    assert_int_equal(end_of(NULL, run_out_of_memory, ES_CAGE_NO_MEMORY, &begun), ES_CAGE_NO_MEMORY);
    assert_true(begun);
    assert_int_equal(end_of(NULL, run_out_of_memory, ES_CAGE_NO_LIBRARY, &begun), ES_CAGE_DIED);
    assert_int_equal(end_of(NULL, seem_unborn, 0, &begun), ES_CAGE_DIED);
    assert_true(begun);
}

/* The linker puts these in the place of the two (--wrap). */
static bool no_process, no_memory;
pid_t __real_fork(void);
pid_t __wrap_fork(void);
void *__real_es_heap_secret(size_t size);
void *__wrap_es_heap_secret(size_t size);

pid_t __wrap_fork(void)
{
    if (!no_process)
        return __real_fork();
    errno = EAGAIN;
    return -1;
}

void *__wrap_es_heap_secret(size_t size)
{
    return no_memory ? NULL : __real_es_heap_secret(size);
}

static void without_a_process_there_is_no_child(void **state)
{
    char text[] = "x";
    struct es_cage_answer answer;
    no_process = true;
    enum es_cage_end end = run(say, text, &answer);
    no_process = false;
    assert_int_equal(end, ES_CAGE_NO_CHILD);
}

static void without_memory_there_is_no_answer_and_the_child_is_buried(void **state)
{
    char text[] = "x";
    struct es_cage_answer answer;
    no_memory = true;
    enum es_cage_end end = run(say, text, &answer);
    no_memory = false;
    assert_int_equal(end, ES_CAGE_NO_CHILD);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void without_descriptors_there_is_no_child(void **state)
{
    struct rlimit before, none = {3, 0};
    struct es_cage_answer answer;
    getrlimit(RLIMIT_NOFILE, &before);
    none.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_NOFILE, &none);
    enum es_cage_end end = run(be_silent, NULL, &answer);
    setrlimit(RLIMIT_NOFILE, &before);
    assert_int_equal(end, ES_CAGE_NO_CHILD);
}

/* As a program is started by one that does not want to hear of its children. */
static void ended_children_that_are_forgotten_at_once_do_not_disturb(void **state)
{
    char text[] = "x";
    struct es_cage_answer answer, none;
    signal(SIGCHLD, SIG_IGN);
    enum es_cage_end end = run(say, text, &answer);
    struct deed deed = deeds[0];
    enum es_cage_end other = run(act, &deed, &none);
    void (*kept)(int) = signal(SIGCHLD, SIG_DFL);
    assert_int_equal(end, ES_CAGE_ANSWERED);
    assert_int_equal(other, ES_CAGE_DIED);
    assert_int_equal(none.signal, SIGSYS);
    assert_ptr_equal(kept, SIG_IGN);
    es_heap_free(answer.bytes);
}

static void signals_do_not_disturb(void **state)
{
    struct sigaction old, action = {.sa_handler = on_signal}; /* no SA_RESTART */
    struct itimerval none = {0}, often = {{0, 300}, {0, 300}};
    size_t len = ANSWER_MAX;
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &often, NULL);
    int answered = 0;
    for (int i = 0; i < 20; i++) {
        struct es_cage_answer answer;
        answered += run(say_much, &len, &answer) == ES_CAGE_ANSWERED;
        es_heap_free(answer.bytes);
    }
    setitimer(ITIMER_REAL, &none, NULL);
    sigaction(SIGALRM, &old, NULL);
    assert_int_equal(answered, 20);
}

static int start_secrets(void **state)
{
    (void)!es_secret_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_back_as_it_is),
        cmocka_unit_test(an_answer_may_be_empty),
        cmocka_unit_test(an_answer_of_the_limit_comes_back_and_one_byte_more_does_not),
        cmocka_unit_test(what_follows_an_answer_spoils_it),
        cmocka_unit_test(an_answer_of_one_that_then_fails_is_none),
        cmocka_unit_test(each_deed_ends_the_child_and_nothing_else),
        cmocka_unit_test(no_file_is_opened),
        cmocka_unit_test(what_it_prints_goes_nowhere_and_open_files_are_not_its),
#if !ES_ADDRESS_SANITIZER
        cmocka_unit_test(memory_ends_where_it_was_said),
#endif
        cmocka_unit_test(one_that_spins_is_ended_in_time),
        cmocka_unit_test(the_secure_heap_is_not_in_it),
        cmocka_unit_test(a_secret_of_its_own_has_room),
        cmocka_unit_test(large_blocks_come_and_go),
        cmocka_unit_test(it_dies_with_its_parent_without_its_handlers_and_privileges),
        cmocka_unit_test(work_is_not_begun_where_a_wall_cannot_be_built),
        cmocka_unit_test(what_ends_it_before_the_work_is_not_the_works),
        cmocka_unit_test(the_work_may_say_that_memory_is_out_and_nothing_else),
        cmocka_unit_test(without_a_process_there_is_no_child),
        cmocka_unit_test(without_memory_there_is_no_answer_and_the_child_is_buried),
        cmocka_unit_test(without_descriptors_there_is_no_child),
        cmocka_unit_test(ended_children_that_are_forgotten_at_once_do_not_disturb),
        cmocka_unit_test(signals_do_not_disturb),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
