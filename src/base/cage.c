/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's side of the cage: it gives birth, listens until the deadline, and buries. */
#include "esign/cage.h"
#include "cage_internal.h"
#include "esign/child.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/moment.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct ear {
    int fd;
    int64_t deadline; /* milliseconds */
    enum es_cage_end end;
    bool heard_end; /* of the pipe: nobody holds its other end any more */
};

/* One read, or 0 at the pipe's end, or -1 where ear->end says why. */
static ssize_t listen_once(struct ear *ear, void *bytes, size_t len)
{
    for (;;) {
        int64_t left = ear->deadline - es_moment_ms();
        struct pollfd wait = {.fd = ear->fd, .events = POLLIN};
        int ready = left <= 0 ? 0 : poll(&wait, 1, left > INT32_MAX ? INT32_MAX : (int)left);
        ssize_t n = ready > 0 ? read(ear->fd, bytes, len) : ready;
        if (ready > 0 && n >= 0) {
            ear->heard_end = n == 0;
            return n;
        }
        if (left <= 0)
            ear->end = ES_CAGE_LATE;
        else if (n < 0 && errno != EINTR && errno != EAGAIN)
            ear->end = ES_CAGE_DIED;
        else
            continue;
        return -1;
    }
}

static bool listen_to(struct ear *ear, void *bytes, size_t len)
{
    char *at = bytes;
    while (len) {
        ssize_t n = listen_once(ear, at, len);
        if (n <= 0) {
            ear->end = n < 0 ? ear->end : ES_CAGE_DIED;
            return false;
        }
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* After the answer comes the pipe's end, and nothing else. */
static bool hear_the_end(struct ear *ear)
{
    char more;
    ssize_t n = listen_once(ear, &more, 1);
    if (n > 0)
        ear->end = ES_CAGE_TOO_MUCH;
    return n == 0;
}

static void tell_of_no_filter(void)
{
    es_log(ES_LOG_VERBOSE, _("this system offers no filter of system calls (seccomp); what was "
                             "received is read with the other limits alone"));
}

/* Whatever ends the child before that word is not what it was to look at: it has not yet. */
static bool hear_that_it_begins(struct ear *ear, struct es_cage_answer *answer)
{
    uint32_t word = 0;
    answer->begun = listen_to(ear, &word, sizeof word) && word == CAGE_BEGUN;
    if (!answer->begun && ear->end != ES_CAGE_LATE)
        ear->end = ES_CAGE_NO_CHILD;
    return answer->begun;
}

static bool hear_answer(struct ear *ear, size_t most, struct es_cage_answer *answer)
{
    struct cage_header header;
    if (!hear_that_it_begins(ear, answer))
        return false;
    ear->end = ES_CAGE_DIED;
    if (!listen_to(ear, &header, sizeof header) || header.magic != CAGE_MAGIC)
        return false;
    if (!header.filtered)
        tell_of_no_filter();
    if (header.len > most) {
        ear->end = ES_CAGE_TOO_MUCH;
        return false;
    }
    if (header.len && !(answer->bytes = es_heap_secret(header.len))) {
        ear->end = ES_CAGE_NO_CHILD;
        return false;
    }
    answer->len = header.len;
    memcpy(answer->words, header.words, sizeof answer->words);
    return listen_to(ear, answer->bytes, answer->len) && hear_the_end(ear);
}

/* Whether it ended by itself and well. The pipe's end does not mean the child's: one that closed
 * it and goes on is ended here. */
static bool bury(pid_t child, struct ear *ear, struct es_cage_answer *answer)
{
    int status = es_child_end(child);
    if (status == -1)
        return false;
    if (WIFSIGNALED(status) && ear->heard_end) /* else it was ours */
        answer->signal = WTERMSIG(status);
    const enum es_cage_end why = answer->begun ? ES_CAGE_NO_MEMORY : ES_CAGE_NO_LIBRARY;
    if (WIFEXITED(status) && WEXITSTATUS(status) == CAGE_LEFT + (int)why)
        ear->end = why;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static pid_t give_birth(const struct es_cage *cage, void *arg, const int ends[2])
{
    pid_t parent = getpid();
    pid_t child = es_child_fork();
    if (child == 0)
        es_cage_child(cage, arg, parent, ends[1]);
    return child;
}

static enum es_cage_end run(const struct es_cage *cage, void *arg, struct es_cage_answer *answer)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return ES_CAGE_NO_CHILD;
    struct ear ear = {ends[0], es_moment_ms() + cage->milliseconds, ES_CAGE_NO_CHILD, false};
    pid_t child = give_birth(cage, arg, ends);
    close(ends[1]);
    bool whole = child > 0 && hear_answer(&ear, cage->answer_max, answer);
    close(ends[0]);
    if (child > 0)
        whole = bury(child, &ear, answer) && whole;
    return whole ? ES_CAGE_ANSWERED : ear.end;
}

enum es_cage_end es_cage_run(const struct es_cage *cage, void *arg, struct es_cage_answer *answer)
{
    *answer = (struct es_cage_answer){0};
    /* Whoever started us may have had ended children forgotten at once: then how this one ended
     * could not be told, and its number might be another's by the time it is to be ended. */
    struct sigaction before, usual = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &usual, &before);
    enum es_cage_end end = run(cage, arg, answer);
    sigaction(SIGCHLD, &before, NULL);
    if (end != ES_CAGE_ANSWERED) {
        es_heap_free(answer->bytes);
        *answer = (struct es_cage_answer){.signal = answer->signal, .begun = answer->begun};
    }
    return end;
}
