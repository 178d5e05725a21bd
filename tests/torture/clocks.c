/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clocks of one process, moved while it runs: LD_PRELOAD it, and write two numbers of seconds
 * into the file that $TORTURE_CLOCKS names: what the wall clock is off by, and where the clock
 * since boot stands still. libfaketime moves both together, and a time namespace moves neither
 * while a process runs.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct clocks {
    long wall, boot;
    bool moved;
};

static struct clocks read_clocks(void)
{
    char text[64] = "";
    struct clocks clocks = {.moved = false};
    const char *path = getenv("TORTURE_CLOCKS");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0 && read(fd, text, sizeof(text) - 1) > 0) {
        char *rest = text;
        clocks.wall = strtol(rest, &rest, 10);
        clocks.boot = strtol(rest, &rest, 10);
        clocks.moved = true;
    }
    if (fd >= 0)
        close(fd);
    return clocks;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (failed || (clock != CLOCK_REALTIME && clock != CLOCK_BOOTTIME))
        return failed;
    struct clocks clocks = read_clocks();
    if (clocks.moved && clock == CLOCK_REALTIME)
        now->tv_sec += clocks.wall;
    else if (clocks.moved)
        *now = (struct timespec){.tv_sec = clocks.boot};
    return failed;
}

time_t time(time_t *out)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now = {0};
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
