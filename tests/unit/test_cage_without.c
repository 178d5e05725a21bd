/* SPDX-License-Identifier: Apache-2.0 */
/* The cage where the system has no filter of system calls to offer. Each test runs in a child,
 * under an outer filter that has the kernel say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/cage.h"
#include "esign/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 20000 };

static struct es_cage cage_for(void (*work)(void *, struct es_cage_answer *))
{
    return (struct es_cage){
        .memory = 32 << 20, .milliseconds = PATIENCE, .answer_max = 100, .work = work};
}

/* From here on this process is told `error` when it asks for a filter. */
static bool have_no_filter(int error)
{
    scmp_filter_ctx outer = seccomp_init(SCMP_ACT_ALLOW);
    uint32_t answer = SCMP_ACT_ERRNO((uint32_t)error);
    return outer && seccomp_rule_add(outer, answer, SCMP_SYS(seccomp), 0) == 0 &&
           seccomp_rule_add(outer, answer, SCMP_SYS(prctl), 1,
                            SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)) == 0 &&
           seccomp_load(outer) == 0;
}

/* What a case gives back, run under such a filter; 100 where that cannot be. */
static int apart(int error, const char *name)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        if (have_no_filter(error))
            execl("/proc/self/exe", "test_cage_without", name, (char *)NULL);
        _exit(100);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void try_the_walls(void *arg, struct es_cage_answer *answer)
{
    int ends[2];
    (void)arg;
    bool opens = open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0;
    bool talks =
        socket(AF_INET, SOCK_STREAM, 0) >= 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0;
    bool copies = dup(1) >= 0 || pipe(ends) == 0;
    answer->words[0] = 1u << 8 | (opens ? 1u : 0) | (talks ? 2u : 0) | (copies ? 4u : 0);
}

static int run_against_the_walls(void)
{
    struct es_cage cage = cage_for(try_the_walls);
    struct es_cage_answer answer;
    if (es_cage_run(&cage, NULL, &answer) != ES_CAGE_ANSWERED)
        return 50;
    return answer.words[0] == 1u << 8 ? 0 : (int)(answer.words[0] & 7);
}

static void without_a_filter_the_work_is_done_and_the_other_walls_stand(void **state)
{
    (void)state;
    static const int errors[] = {ENOSYS, EINVAL, EPERM, EACCES};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        assert_int_equal(apart(errors[i], "walls"), 0);
}

static int run_to_the_end(void)
{
    struct es_cage cage = cage_for(try_the_walls);
    struct es_cage_answer answer;
    return (int)es_cage_run(&cage, NULL, &answer);
}

static void a_filter_that_fails_otherwise_stops(void **state)
{
    (void)state;
    assert_int_equal(apart(ENOMEM, "end"), ES_CAGE_NO_CHILD);
    assert_int_equal(apart(EIO, "end"), ES_CAGE_NO_CHILD);
}

/* The pipe's end is not the child's: what is left of it is ended, and is no answer. */
static void close_and_go_on(void *arg, struct es_cage_answer *answer)
{
    (void)answer;
    close(3);
    for (volatile int *at = arg;;)
        *at = 1;
}

static int run_one_that_goes_on(void)
{
    struct es_cage cage = cage_for(close_and_go_on);
    struct es_cage_answer answer;
    int there = 0;
    return (int)es_cage_run(&cage, &there, &answer);
}

static void one_that_hangs_up_and_goes_on_is_ended(void **state)
{
    (void)state;
    assert_int_equal(apart(ENOSYS, "goes on"), ES_CAGE_DIED);
}

int main(int n, char **arguments)
{
    const struct {
        const char *name;
        int (*body)(void);
    } cases[] = {{"walls", run_against_the_walls},
                 {"end", run_to_the_end},
                 {"goes on", run_one_that_goes_on}};
    for (size_t i = 0; n > 1 && i < sizeof cases / sizeof *cases; i++)
        if (!strcmp(arguments[1], cases[i].name))
            return cases[i].body();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_filter_the_work_is_done_and_the_other_walls_stand),
        cmocka_unit_test(a_filter_that_fails_otherwise_stops),
        cmocka_unit_test(one_that_hangs_up_and_goes_on_is_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
