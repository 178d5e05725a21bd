/* SPDX-License-Identifier: Apache-2.0 */
#include "asker.h"
#include "esign/child.h"
#include "esign/heap.h"
#include "esign/moment.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SILENCE_MS = 5000, /* the time that PC/SC's calls get, whatever --timeout says */
    SLICE_MS = 1000,   /* silence is counted in these, for we may have been stopped in between */
    REST_MS = 1000,    /* between two children, so that one that crashes is no busy loop */
    NOT_BUILT = 71,    /* the child's exit status where it could not be settled */
};

struct es_asker {
    const char *match;
    bool for_ever;
    pid_t child; /* 0: none */
    int pipe;
    int64_t born; /* when the last child was; milliseconds */
    bool heard;   /* something of this child */
    int64_t silent;
};

/* In the child. A message is smaller than what a pipe takes in one piece. */
static bool write_down(void *arg, const struct es_seen *seen)
{
    const int *fd = arg;
    return write(*fd, seen, sizeof *seen) == (ssize_t)sizeof *seen;
}

static _Noreturn void live(const struct es_asker *asker, pid_t parent, int pipe_end)
{
    int fd = ES_CHILD_PIPE;
    if (!es_child_settle(parent, pipe_end) || !es_heap_leave_secure())
        _exit(NOT_BUILT);
    es_pcsc_report(asker->match, asker->for_ever, write_down, &fd);
    _exit(0);
}

static bool give_birth(struct es_asker *asker)
{
    int ends[2];
    asker->born = es_moment_ms();
    asker->silent = 0;
    asker->heard = false;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    pid_t parent = getpid();
    pid_t child = es_child_fork();
    if (child == 0)
        live(asker, parent, ends[1]);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return false;
    }
    asker->child = child;
    asker->pipe = ends[0];
    return true;
}

/* How it ended, as waitpid tells. */
static int bury(struct es_asker *asker)
{
    close(asker->pipe);
    int status = es_child_end(asker->child);
    asker->child = 0;
    return status;
}

static bool came_to(struct es_seen *seen, enum es_answer answer)
{
    memset(seen, 0, sizeof *seen);
    seen->magic = ES_SEEN_MAGIC;
    seen->answer = answer;
    return true;
}

/* The pipe holds something, or its other end is gone. */
static bool hear(struct es_asker *asker, struct es_seen *seen)
{
    ssize_t n = read(asker->pipe, seen, sizeof *seen);
    if (n == (ssize_t)sizeof *seen && es_seen_valid(seen)) {
        asker->heard = true;
        asker->silent = 0;
        return true;
    }
    int status = bury(asker);
    if (n > 0)
        return came_to(seen, ES_ANSWER_NONSENSE);
    bool built = !WIFEXITED(status) || WEXITSTATUS(status) != NOT_BUILT;
    return came_to(seen, built ? ES_ANSWER_CRASHED : ES_ANSWER_NO_ROOM);
}

static int64_t at_most(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Waits a slice, or less. True where seen was filled. */
static bool listen_once(struct es_asker *asker, int64_t left, struct es_seen *seen)
{
    int64_t most = SILENCE_MS + (asker->heard ? ES_LIST_AGAIN_MS : 0);
    int64_t slice = at_most(at_most(left, SLICE_MS), most - asker->silent);
    int64_t begin = es_moment_ms();
    struct pollfd wait = {.fd = asker->pipe, .events = POLLIN};
    int ready = poll(&wait, 1, (int)(slice > 0 ? slice : 0));
    if (ready > 0)
        return hear(asker, seen);
    asker->silent += at_most(es_moment_ms() - begin, SLICE_MS);
    if (asker->silent < most)
        return false;
    bury(asker);
    return came_to(seen, ES_ANSWER_HUNG);
}

static void rest(int64_t milliseconds)
{
    (void)poll(NULL, 0, (int)at_most(milliseconds, REST_MS));
}

bool es_asker_next(struct es_asker *asker, int64_t milliseconds, struct es_seen *seen)
{
    int64_t end = es_moment_ms() + milliseconds;
    for (;;) {
        int64_t left = milliseconds < 0 ? INT64_MAX : end - es_moment_ms();
        int64_t tired = asker->born ? asker->born + REST_MS - es_moment_ms() : 0;
        if (!asker->child && tired > 0)
            rest(at_most(tired, left > 0 ? left : 0));
        else if (!asker->child && !give_birth(asker))
            return came_to(seen, ES_ANSWER_NO_ROOM);
        else if (listen_once(asker, left, seen))
            return true;
        if (left <= 0)
            return false;
    }
}

struct es_asker *es_asker_new(const char *match, bool for_ever)
{
    struct es_asker *asker = es_heap_zeroed(1, sizeof *asker);
    if (!asker)
        return NULL;
    asker->match = match;
    asker->for_ever = for_ever;
    return asker;
}

void es_asker_free(struct es_asker **asker)
{
    if (!*asker)
        return;
    if ((*asker)->child)
        bury(*asker);
    es_heap_free(*asker);
    *asker = NULL;
}
