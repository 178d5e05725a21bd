/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message is read in a forked child with limits on memory and time: GMime recurses on some
 * headers ("To: a:a:a:…") until the stack ends, and whatever a message does to it must end as
 * ES_LINK_REFUSED. The child hands back the error and the link over a pipe.
 */
#include "link.h"

#include "esign/i18n.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CHILD_MS = 15000, /* the page's own child has 5 s of it */
    CHILD_CPU_SECONDS = 10,
    CHILD_DATA_MAX = 256 << 20,
};

struct answer { /* all of the child's answer; a link is at most ES_URL_MAX bytes */
    struct es_error err;
    es_status status;
    size_t len;
    char link[ES_URL_MAX + 1];
};

static void set_limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

static void __attribute__((noreturn))
be_child(const char *bytes, size_t len, es_mail_allowed allowed, void *user, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_CPU, CHILD_CPU_SECONDS);
#ifndef __SANITIZE_ADDRESS__ /* its shadow alone is larger */
    set_limit(RLIMIT_DATA, CHILD_DATA_MAX);
#endif
    /* A library's complaint would land in the middle of ours. */
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0 || (out != 3 && dup2(out, 3) < 0))
        _exit(1);
    close_range(4, ~0U, 0);
    struct answer answer = {.err = ES_ERROR_INIT};
    es_auto(buf) link = ES_BUF_SECRET;
    answer.status = es_message_link(bytes, len, allowed, user, &link, &answer.err);
    if (link.len < sizeof answer.link) {
        memcpy(answer.link, es_buf_str(&link), link.len);
        answer.len = link.len;
    }
    /* In one piece, larger than a pipe keeps atomic: the parent reads until it is whole. */
    const char *at = (const char *)&answer;
    for (size_t left = sizeof answer; left > 0;) {
        ssize_t n = write(3, at, left);
        if (n <= 0)
            _exit(1);
        at += n;
        left -= (size_t)n;
    }
    es_wipe(&answer, sizeof answer);
    _exit(0);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool read_answer(int fd, struct answer *answer)
{
    int64_t deadline = now_ms() + CHILD_MS;
    char *at = (char *)answer;
    for (size_t left = sizeof *answer; left > 0;) {
        int64_t ms = deadline - now_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = ms > 0 ? poll(&wait, 1, (int)ms) : 0;
        ssize_t n = ready > 0 ? read(fd, at, left) : 0;
        if ((ready < 0 || n < 0) && errno == EINTR)
            continue;
        if (ready <= 0 || n <= 0)
            return false;
        at += n;
        left -= (size_t)n;
    }
    return true;
}

static void end_child(pid_t child)
{
    kill(child, SIGKILL); /* it has nothing more to do, or it hangs */
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
}

/* The child may be in a stranger's hands: its answer is taken apart with care, and the link is
 * judged once more. */
static es_status take_answer(struct answer *answer, es_mail_allowed allowed, void *user,
                             struct es_buf *link, struct es_error *err)
{
    answer->err.message[ES_MESSAGE_MAX - 1] = '\0';
    answer->err.hint[ES_HINT_MAX - 1] = '\0';
    answer->link[ES_URL_MAX] = '\0';
    if (answer->status == ES_INTERNAL)
        return es_fail(err, ES_INTERNAL);
    if (answer->status != ES_OK)
        return es_fail_with(err, ES_LINK_REFUSED, "%s", answer->err.message);
    return es_mail_check_link(answer->link, allowed, user, link, err);
}

es_status es_mail_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                       struct es_buf *link, struct es_error *err)
{
    es_buf_clear(link);
    int pipes[2];
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return es_fail(err, ES_INTERNAL);
    pid_t child = fork();
    if (child == 0)
        be_child(bytes, len, allowed, user, pipes[1]);
    close(pipes[1]);
    struct answer answer;
    bool answered = child > 0 && read_answer(pipes[0], &answer);
    close(pipes[0]);
    if (child < 0)
        return es_fail(err, ES_INTERNAL);
    end_child(child);
    es_status status = answered
                           ? take_answer(&answer, allowed, user, link, err)
                           : es_fail_with(err, ES_LINK_REFUSED, _("the message cannot be read"));
    es_wipe(&answer, sizeof answer);
    return status;
}
