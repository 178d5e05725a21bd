/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One question on the controlling terminal.
 *
 * Signals are caught during the question, so that the terminal can be put back before they do
 * their work. The handler writes to a pipe that is polled beside the terminal: a signal that
 * comes just before the read is not lost, whichever thread it was delivered to.
 */
#include "esign/tty.h"
#include "esign/i18n.h"
#include "esign/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int watched[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGALRM,
                              SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU};
enum { N_WATCHED = sizeof watched / sizeof *watched };

/* The kernel keeps at most this many bytes of a line that is being edited and drops the rest
 * without a word (n_tty: 4,096 with the line end), so a line this long may have been cut. */
enum { KERNEL_LINE_MAX = 4095 };

/* A handler has no argument of ours: these two are the only way to it. */
static volatile sig_atomic_t caught[N_WATCHED];
static volatile sig_atomic_t wake_fd = -1;

struct question {
    int fd;
    int wake[2];  /* read end, write end */
    bool changed; /* `before` has to be put back */
    struct termios before;
    bool taken[N_WATCHED];
    struct sigaction old[N_WATCHED];
};

enum outcome { LINE, END, TOO_LONG, CUT, SIGNALLED, NO_TERMINAL, NO_MEMORY };

static void on_signal(int number)
{
    int saved = errno;
    for (size_t i = 0; i < N_WATCHED; i++)
        if (watched[i] == number)
            caught[i] = 1;
    if (wake_fd >= 0 && write(wake_fd, "", 1) < 0) {
        /* The pipe is full: it wakes the reader all the same. */
    }
    errno = saved;
}

static bool any_caught(void)
{
    for (size_t i = 0; i < N_WATCHED; i++)
        if (caught[i])
            return true;
    return false;
}

/* A signal that the caller ignores (nohup) stays ignored. */
static void take_signals(struct question *q)
{
    struct sigaction own = {.sa_handler = on_signal};
    sigemptyset(&own.sa_mask);
    wake_fd = q->wake[1];
    for (size_t i = 0; i < N_WATCHED; i++) {
        caught[i] = 0;
        if (sigaction(watched[i], NULL, &q->old[i]) == 0 && q->old[i].sa_handler != SIG_IGN)
            q->taken[i] = sigaction(watched[i], &own, NULL) == 0;
    }
}

static void give_signals_back(const struct question *q)
{
    for (size_t i = 0; i < N_WATCHED; i++)
        if (q->taken[i])
            sigaction(watched[i], &q->old[i], NULL);
    wake_fd = -1;
}

static int open_terminal(void)
{
    return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

static bool write_all(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t n = write(fd, text, left);
        if (n < 0 && errno == EINTR && !any_caught())
            continue;
        if (n < 0)
            return false;
        text += n;
        left -= (size_t)n;
    }
    return true;
}

/* Sets the terminal for a line; false where it cannot be had (a background process gets TTOU).
 * What was typed before the question is thrown away: it was not meant as its answer. */
static bool set_terminal(struct question *q, bool echo)
{
    struct termios now;
    if (tcgetattr(q->fd, &now) != 0)
        return false;
    q->before = now;
    now.c_lflag |= ICANON | ISIG;
    now.c_iflag |= ICRNL | IUTF8;   /* IUTF8: backspace takes a whole letter */
    now.c_iflag &= ~(tcflag_t)IXON; /* Ctrl-S would hold back what is to be seen, and us */
    if (!echo)
        now.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    while (tcsetattr(q->fd, TCSAFLUSH, &now) != 0)
        if (errno != EINTR || any_caught())
            return false;
    q->changed = true;
    return true;
}

/* In the background the terminal is no longer ours to set: TTOU ends the attempts. */
static void restore_terminal(struct question *q)
{
    if (!q->changed)
        return;
    const size_t ttou = N_WATCHED - 1;
    caught[ttou] = 0;
    while (tcsetattr(q->fd, TCSAFLUSH, &q->before) != 0)
        if (errno != EINTR || caught[ttou])
            break;
    q->changed = false;
}

/* Waits for a byte. False: a signal came, or the terminal is gone. */
static bool wait_for_byte(const struct question *q)
{
    struct pollfd fds[] = {{.fd = q->fd, .events = POLLIN}, {.fd = q->wake[0], .events = POLLIN}};
    while (!any_caught()) {
        int n = poll(fds, 2, -1);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0 && fds[1].revents == 0)
            return true;
    }
    return false;
}

/* Byte by byte, so that nothing of the next line is taken and no second buffer holds a secret. */
static enum outcome read_line(const struct question *q, size_t max, struct es_buf *answer)
{
    size_t length = 0;
    bool memory = true;
    while (wait_for_byte(q)) {
        char c = 0;
        ssize_t n = read(q->fd, &c, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return any_caught() ? SIGNALLED : END;
        if (c == '\n') {
            if (length >= KERNEL_LINE_MAX)
                return CUT;
            return length > max ? TOO_LONG : memory ? LINE : NO_MEMORY;
        }
        if (++length <= max)
            memory = es_buf_add_char(answer, c) && memory;
        es_wipe(&c, sizeof c);
    }
    return any_caught() ? SIGNALLED : END;
}

static enum outcome converse(struct question *q, const char *prompt, bool echo, size_t max,
                             struct es_buf *answer)
{
    enum outcome outcome = NO_TERMINAL;
    /* The prompt comes after the terminal is set: who sees it may type. */
    if (set_terminal(q, echo) && write_all(q->fd, prompt)) {
        outcome = read_line(q, max, answer);
        /* With echo the person's own Enter has ended the line. */
        bool line_ended = echo && outcome != END && outcome != SIGNALLED;
        if (!line_ended && !write_all(q->fd, "\n")) {
            /* Only the look suffers. */
        }
    }
    restore_terminal(q);
    return outcome;
}

static enum outcome ask_once(const char *prompt, bool echo, size_t max, struct es_buf *answer)
{
    struct question q = {.fd = open_terminal()};
    if (q.fd < 0)
        return NO_TERMINAL;
    if (pipe2(q.wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        close(q.fd);
        return NO_TERMINAL;
    }
    take_signals(&q);
    enum outcome outcome = converse(&q, prompt, echo, max, answer);
    give_signals_back(&q);
    close(q.wake[0]);
    close(q.wake[1]);
    close(q.fd);
    if (outcome != LINE)
        es_buf_clear(answer);
    return outcome;
}

/* Lets the caught signals do their work. True where all of them only stopped the process, and
 * it goes on now. */
static bool raise_caught(void)
{
    bool go_on = true;
    for (size_t i = 0; i < N_WATCHED; i++) {
        if (!caught[i])
            continue;
        caught[i] = 0;
        raise(watched[i]);
        go_on = go_on && (watched[i] == SIGTSTP || watched[i] == SIGTTIN || watched[i] == SIGTTOU);
    }
    return go_on;
}

es_status es_tty_ask(const char *prompt, bool echo, size_t max, struct es_buf *answer,
                     struct es_error *err)
{
    es_buf_clear(answer);
    es_wipe_stack();
    if (answer->data == NULL && !echo)
        answer->secret = true;
    enum outcome outcome;
    bool again;
    do {
        outcome = ask_once(prompt, echo, max, answer);
        /* A signal that came with or after the line end counts as well. */
        again = any_caught();
        if (again) {
            es_buf_clear(answer);
            outcome = END;
            again = raise_caught();
        }
    } while (again);

    switch (outcome) {
    case LINE:
        return ES_OK;
    case TOO_LONG:
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer is longer than %zu bytes"), max);
    case CUT:
        return es_fail_with(err, ES_ANSWER_INVALID,
                            _("the line is longer than a terminal can pass on; give it from a "
                              "file"));
    case NO_MEMORY:
        return es_fail(err, ES_INTERNAL);
    case END:
    case SIGNALLED:
        es_fail_with(err, ES_INPUT_NEEDED, _("no answer was given"));
        es_hint(err, _("Run the command again when you are ready."));
        return ES_INPUT_NEEDED;
    case NO_TERMINAL:
        break;
    }
    return es_fail(err, ES_INPUT_NEEDED);
}

bool es_tty_usable(void)
{
    int fd = open_terminal();
    if (fd < 0)
        return false;
    struct termios now;
    bool usable = tcgetattr(fd, &now) == 0 && tcgetpgrp(fd) == getpgrp();
    close(fd);
    return usable;
}

bool es_tty_clears(void)
{
    const char *name = getenv("TERM");
    return name && *name && strcmp(name, "dumb") != 0 && strcmp(name, "unknown") != 0;
}

void es_tty_write(const char *text)
{
    int fd = open_terminal();
    if (fd < 0)
        return;
    if (!write_all(fd, text)) {
        /* The terminal is gone: there is nobody to tell. */
    }
    close(fd);
}
