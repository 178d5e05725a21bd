/* SPDX-License-Identifier: Apache-2.0 */
/* The child's side of the cage: from its birth to its end. */
#include "cage_internal.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/sanitizer.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    PIPE = 3,
    MAPPED_UNKNOWN = 1 << 30, /* bytes; generous, for the child is born with less */
};

/* None of the parent's handlers runs here, and nothing that it held back is held back. */
static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* refused for two of them, and for the C library's own */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool bind_to_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
           prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* Leaves the answer's pipe alone open; 0 to 2 lead nowhere, so that a library's complaint or an
 * abort's words do not reach the terminal. */
static bool close_others(int pipe_end)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out = fcntl(pipe_end, F_DUPFD, 10);
    if (null < 0 || out < 0)
        return false;
    for (int fd = 0; fd < PIPE; fd++)
        if (dup2(null, fd) < 0)
            return false;
    if (dup2(out, PIPE) < 0)
        return false;
    closefrom(PIPE + 1);
    return true;
}

static rlim_t mapped_bytes(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return MAPPED_UNKNOWN;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 ? strtoul(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE) : MAPPED_UNKNOWN;
}

static bool limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit old;
    if (getrlimit(resource, &old) == 0 && old.rlim_max < most)
        most = old.rlim_max;
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* Where there is no filter, these are the walls: no new descriptor, no byte into a file, no
 * process. */
static bool limit_child(const struct es_cage *cage)
{
    rlim_t seconds = (rlim_t)(cage->milliseconds > 0 ? cage->milliseconds : 0) / 1000 + 1;
    /* The sanitizer's shadow is larger than any such limit. */
    return (ES_ADDRESS_SANITIZER || limit(RLIMIT_AS, mapped_bytes() + cage->memory)) &&
           limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0);
}

/* Ends without running anything of the parent's: no atexit handler, no buffered output. */
void es_cage_child(const struct es_cage *cage, void *arg, pid_t parent, int pipe_end)
{
    reset_signals();
    bool ready = bind_to_parent(parent) && close_others(pipe_end) &&
                 (!cage->prepare || cage->prepare(arg)) && es_heap_leave_secure() &&
                 limit_child(cage);
    enum es_filter filter = ready ? es_filter_load() : ES_FILTER_FAILED;
    if (filter == ES_FILTER_FAILED)
        _exit(CAGE_NOT_BUILT);
    struct es_cage_answer answer = {0};
    cage->work(arg, &answer);
    struct cage_header header = {.magic = CAGE_MAGIC,
                                 .filtered = filter == ES_FILTER_STANDS,
                                 .words = {answer.words[0], answer.words[1]},
                                 .len = answer.len};
    _exit(es_file_put(PIPE, &header, sizeof header) && es_file_put(PIPE, answer.bytes, answer.len)
              ? 0
              : 1);
}
