/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into the tests' pcscd: between two looks at a reader it sleeps 400 ms (its own
 * PCSCLITE_STATUS_POLL_RATE), and a test that seats a card would wait for that each time. This one
 * nap becomes 20 ms; every other sleep, and all else of pcscd, is as it is.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { POLL_NS = 400000000, QUICK_NS = 20000000 };

int nanosleep(const struct timespec *wanted, struct timespec *left) /* pcscd's, not a test's */
{
    static const struct timespec quick = {.tv_nsec = QUICK_NS};
    if (wanted->tv_sec == 0 && wanted->tv_nsec == POLL_NS)
        wanted = &quick;
    return (int)syscall(SYS_nanosleep, wanted, left);
}
