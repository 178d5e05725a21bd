/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/means.h"
#include "esign/cage.h"
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Counted with strace: a request to a named host holds at most 7 at a time, an open connection is
 * 2 with libcurl's own, and a second one may be closing. */
enum { TO_ASK = 8, CONNECTION = 4 };

/* The loader opens one file at a time; what it loads may look at files of its own. */
enum { TO_LOAD = 2 };

/* Measured: libcurl and all that comes with it take 12 MB of addresses, and less than 1 MB that is
 * written to. Some of these libraries end the process where they get none at their beginning. */
enum { LIBRARIES = 24 << 20 };

enum { PAGE = 8 << 20 }; /* bytes; the parser takes some 16 times what a page has */

/* Measured: a request with its handshake, and the reading of a page, need less than 64 KiB. */
enum { STACK = 256 << 10, STEP = 4096 };

/* And at the end as much of it is wiped (secret.c), from some way below main. */
enum { GROWN = STACK + (64 << 10) };

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

static bool can_map(size_t size, int protection)
{
    void *block = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return block != MAP_FAILED && munmap(block, size) == 0;
}

bool es_means_of_memory(void)
{
    return can_map(PAGE, PROT_READ | PROT_WRITE);
}

bool es_means_to_load(void)
{
    int fds[TO_LOAD];
    int taken = take(fds, TO_LOAD);
    give_back(fds, taken);
    return taken == TO_LOAD && es_means_of_memory() && can_map(LIBRARIES, PROT_NONE);
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
    bool has = taken == CONNECTION && es_means_of_memory() &&
               es_cage_run(&cage, NULL, &answer) == ES_CAGE_ANSWERED;
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

/* By calling itself: the stack grows by being used. */
static __attribute__((noinline)) void touch_below(size_t left)
{
    volatile char frame[STEP];
    frame[0] = 0;
    if (left > sizeof(frame))
        touch_below(left - sizeof(frame));
    __asm__ volatile("" : : "r"(frame) : "memory"); /* no tail call */
}

/* While there is memory: to grow later, where a limit (RLIMIT_AS) forbids it, would be the end. */
static bool grow_stack(size_t limit)
{
    size_t size = limit / 4 * 3 < GROWN ? limit / 4 * 3 : GROWN;
    if (!can_map(size, PROT_READ | PROT_WRITE))
        return false;
    touch_below(size);
    return true;
}

bool es_means_init(void)
{
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) != 0)
        return true;
    if (stack.rlim_cur < STACK) {
        stack.rlim_cur = stack.rlim_max < STACK ? stack.rlim_max : STACK;
        if (stack.rlim_cur < STACK || setrlimit(RLIMIT_STACK, &stack) != 0)
            return false;
    }
    if (widen_threads() && grow_stack(stack.rlim_cur))
        return true;
    stack.rlim_cur = STACK; /* so that nobody who looks at it (es_wipe_stack) relies on more */
    (void)setrlimit(RLIMIT_STACK, &stack);
    return false;
}
