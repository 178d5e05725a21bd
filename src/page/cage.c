/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page in a child process. A hostile page can make any parser crash, hang or eat
 * memory; here that ends a child, and the page is one we do not know.
 *
 * The child writes a header and the value into a pipe, and ends without running anything of the
 * parent's (atexit handlers, buffered output).
 */
#include "esign/heap.h"
#include "esign/page.h"
#include "esign/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CAGE_MEMORY = 48 << 20, /* bytes above what is mapped already */
    CAGE_MAGIC = 0x45474143,
};

struct cage_header {
    uint32_t magic, status, size;
};

#if defined(__SANITIZE_ADDRESS__)
#define CAGE_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAGE_HAS_ASAN 1
#endif
#endif

/* --- in the child --- */

static void limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit old;
    if (getrlimit(resource, &old) == 0 && old.rlim_max < most)
        most = old.rlim_max;
    setrlimit(resource, &(struct rlimit){most, most});
}

#ifndef CAGE_HAS_ASAN
static rlim_t mapped_bytes(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 ? strtoul(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE) : 0;
}
#endif

static void limit_child(int milliseconds)
{
#ifndef CAGE_HAS_ASAN /* its shadow is larger than any such limit */
    limit(RLIMIT_AS, mapped_bytes() + CAGE_MEMORY);
#endif
    limit(RLIMIT_CPU, (rlim_t)milliseconds / 1000 + 1);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NPROC, 0);
}

/* A crash in the child is silent: no handler of the parent's runs, and ends it at once. */
static void reset_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS,  SIGFPE, SIGILL, SIGXCPU,
                                SIGTERM, SIGINT,  SIGQUIT, SIGHUP, SIGALRM};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
}

/* Leaves the pipe's end alone open, as descriptor 3; 0 to 2 lead nowhere, so that an abort's
 * words do not reach the terminal. */
static bool close_others(int pipe_end)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out = fcntl(pipe_end, F_DUPFD, 10);
    if (null < 0 || out < 0)
        return false;
    for (int fd = 0; fd < 3; fd++)
        if (dup2(null, fd) < 0)
            return false;
    if (dup2(out, 3) < 0)
        return false;
    return close_range(4, ~0u, 0) == 0;
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

_Noreturn static void run_child(const struct es_page_source *source, int milliseconds, int end)
{
    reset_signals();
    if (!close_others(end))
        _exit(1);
    limit_child(milliseconds);
    struct es_page *page = NULL;
    struct cage_header header = {.magic = CAGE_MAGIC};
    header.status = es_page_parse(source, &page, NULL);
    header.size = page ? page->size : 0;
    bool ok = write_all(3, &header, sizeof header) && (!page || write_all(3, page, header.size));
    _exit(ok ? 0 : 1);
}

/* --- in the parent --- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* False at the deadline, at an error, or where the pipe ends too early. */
static bool read_all(int fd, void *bytes, size_t len, int64_t deadline)
{
    char *at = bytes;
    while (len) {
        int64_t left = deadline - now_ms();
        if (left <= 0)
            return false;
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = poll(&wait, 1, left > INT32_MAX ? INT32_MAX : (int)left);
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready <= 0)
            continue;
        ssize_t n = read(fd, at, len);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static es_status receive(int fd, int64_t deadline, struct es_page **out)
{
    struct cage_header header;
    if (!read_all(fd, &header, sizeof header, deadline) || header.magic != CAGE_MAGIC)
        return ES_PAGE_UNKNOWN;
    if (header.status == ES_TOO_LARGE)
        return ES_TOO_LARGE;
    if (header.status != ES_OK || header.size < sizeof(struct es_page) ||
        header.size > ES_PAGE_MAX + 64)
        return ES_PAGE_UNKNOWN;
    char *value = es_heap_get(header.size);
    if (!value)
        return ES_INTERNAL;
    if (!read_all(fd, value, header.size, deadline) || !es_page_valid(value, header.size)) {
        es_heap_free(value);
        return ES_PAGE_UNKNOWN;
    }
    *out = (struct es_page *)(void *)value;
    return ES_OK;
}

static void reap(pid_t child)
{
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Signals wait while the child is born: until it has given up the parent's handlers, one that
 * comes to it would run them. */
static pid_t start_child(const struct es_page_source *source, int milliseconds, const int ends[2])
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) {
        reset_signals();
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        run_child(source, milliseconds, ends[1]);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return child;
}

es_status es_page_make(const struct es_page_source *source, int milliseconds, struct es_page **out,
                       struct es_error *err)
{
    *out = NULL;
    if (source->len > ES_PAGE_SOURCE_MAX)
        return es_fail(err, ES_TOO_LARGE);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return es_fail(err, ES_INTERNAL);
    int64_t deadline = now_ms() + milliseconds;
    pid_t child = start_child(source, milliseconds, ends);
    close(ends[1]);
    es_status status = child < 0 ? ES_INTERNAL : receive(ends[0], deadline, out);
    close(ends[0]);
    if (child > 0)
        reap(child);
    return status == ES_OK ? ES_OK : es_fail(err, status);
}
