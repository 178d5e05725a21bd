/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/means.h"
#include "esign/cage.h"
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

/* Counted with strace: a request to a named host holds at most 7 at a time, an open connection is
 * 2 with libcurl's own, and a second one may be closing. */
enum { TO_ASK = 8, CONNECTION = 4 };

/* Measured: a request with its handshake, and the reading of a page, need less than 64 KiB. */
enum { STACK = 256 << 10 };

static int take(int *fds, int n)
{
    int taken = 0;
    while (taken < n && (fds[taken] = eventfd(0, EFD_CLOEXEC)) >= 0)
        taken++;
    return taken;
}

static void give_back(const int *fds, int n)
{
    while (n-- > 0)
        close(fds[n]);
}

bool es_means_to_ask(void)
{
    int fds[TO_ASK];
    int taken = take(fds, TO_ASK);
    give_back(fds, taken);
    return taken == TO_ASK;
}

static void do_nothing(void *arg, struct es_cage_answer *answer)
{
    (void)arg, (void)answer;
}

bool es_means_to_read(void)
{
    const struct es_cage cage = {.memory = 1 << 20, .milliseconds = 10000, .work = do_nothing};
    struct es_cage_answer answer;
    int fds[CONNECTION];
    int taken = take(fds, CONNECTION);
    bool has = taken == CONNECTION && es_cage_run(&cage, NULL, &answer) == ES_CAGE_ANSWERED;
    give_back(fds, taken);
    return has;
}

/* A thread's stack is as large as the limit was when the program began. */
static bool widen_threads(void)
{
    pthread_attr_t attributes;
    size_t size = 0;
    if (pthread_getattr_default_np(&attributes) != 0)
        return false;
    bool wide = pthread_attr_getstacksize(&attributes, &size) == 0 &&
                (size >= STACK || (pthread_attr_setstacksize(&attributes, STACK) == 0 &&
                                   pthread_setattr_default_np(&attributes) == 0));
    pthread_attr_destroy(&attributes);
    return wide;
}

bool es_means_init(void)
{
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) != 0)
        return true;
    if (stack.rlim_cur >= STACK)
        return widen_threads();
    stack.rlim_cur = stack.rlim_max < STACK ? stack.rlim_max : STACK;
    return setrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur == STACK && widen_threads();
}
