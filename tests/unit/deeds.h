/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody who has taken over the work in a cage would do next; each ends the child. */
#ifndef DEEDS_H
#define DEEDS_H

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static inline void deed_makes_a_socket(void)
{
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

static inline void deed_makes_a_local_socket(void)
{
    int ends[2];
    (void)!socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static inline void deed_forks(void)
{
    (void)!fork();
}

static inline void deed_runs_a_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
}

static inline void deed_removes_a_file(void)
{
    unlink("/nowhere/at/all");
}

static inline void deed_makes_a_folder(void)
{
    mkdir("/nowhere/at/all", 0700);
}

static inline void deed_signals_its_parent(void)
{
    kill(getppid(), 0);
}

static inline void deed_signals_all(void)
{
    kill(-1, 0);
}

static inline void deed_traces(void)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static inline void deed_reads_anothers_memory(void)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    (void)!process_vm_readv(1, &here, 1, &there, 1, 0);
}

static inline void deed_maps_code(void)
{
    (void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static inline void deed_makes_memory_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static inline void deed_lifts_a_limit(void)
{
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){64, 64});
}

static inline void deed_sleeps(void)
{
    nanosleep(&(struct timespec){.tv_sec = 1000}, NULL); /* no wait: it must not come to that */
}

static inline void deed_aborts(void)
{
    abort();
}

static inline void deed_raises_a_signal(void)
{
    raise(SIGSEGV);
}

static inline void deed_writes_where_it_may_not(void)
{
    for (volatile char *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);;)
        *at = 1;
}

static inline void deed_ends_without_a_word(void)
{
    _exit(0);
}

static inline void deed_says_half(void)
{
    (void)!write(3, "half", 4);
    _exit(0);
}

static inline void deed_says_something_else(void)
{
    char noise[4096] = {0};
    for (int i = 0; i < 100; i++)
        (void)!write(3, noise, sizeof noise);
    _exit(0);
}

static inline int deed_goes_deeper(int depth)
{
    volatile char frame[4096];
    frame[0] = (char)depth;
    return depth ? deed_goes_deeper(depth + 1) + frame[0] : 0;
}

static inline void deed_recurses(void)
{
    static volatile int start = 1;
    start = deed_goes_deeper(start);
}

struct deed {
    const char *name;
    void (*act)(void);
    int signal; /* that ends it; 0: it ends by itself */
};

static const struct deed deeds[] = {
#define DEED(name, signal)                                                                         \
    {                                                                                              \
#name, deed_##name, signal                                                                 \
    }
    DEED(makes_a_socket, SIGSYS),
    DEED(makes_a_local_socket, SIGSYS),
    DEED(forks, SIGSYS),
    DEED(runs_a_program, SIGSYS),
    DEED(removes_a_file, SIGSYS),
    DEED(makes_a_folder, SIGSYS),
    DEED(signals_its_parent, SIGSYS),
    DEED(signals_all, SIGSYS),
    DEED(traces, SIGSYS),
    DEED(reads_anothers_memory, SIGSYS),
    DEED(maps_code, SIGSYS),
    DEED(makes_memory_code, SIGSYS),
    DEED(lifts_a_limit, SIGSYS),
    DEED(sleeps, SIGSYS),
    DEED(aborts, SIGSYS),
    DEED(raises_a_signal, SIGSYS),
    DEED(writes_where_it_may_not, SIGSEGV),
    DEED(recurses, SIGSEGV),
    DEED(ends_without_a_word, 0),
    DEED(says_half, 0),
    DEED(says_something_else, 0),
#undef DEED
};

enum { DEEDS = sizeof deeds / sizeof *deeds };

#endif
