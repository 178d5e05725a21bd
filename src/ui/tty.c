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
#include "esign/moment.h"
#include "esign/secret.h"
#include "esign/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
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
    const char *prompt;
    bool echo;
    const struct es_tty_time *time; /* NULL: it has all the time */
    bool live;                      /* the seconds are shown as they pass */
    int fd;
    int wake[2];  /* read end, write end */
    bool changed; /* `before` has to be put back */
    struct termios before;
    bool taken[N_WATCHED];
    struct sigaction old[N_WATCHED];
};

enum outcome { LINE, END, TOO_LONG, CUT, SIGNALLED, TIME_OVER, NO_TERMINAL, NO_MEMORY };

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

static size_t columns(int fd)
{
    struct winsize size = {0};
    bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

/* A line that goes on in the next row cannot be written anew in its place. */
static bool fits(int fd, const char *line)
{
    return es_text_columns(line) < columns(fd);
}

/* A second has passed. False where no time is left for an answer. */
static bool tick(const struct question *q)
{
    es_auto(buf) prompt = {0};
    es_status status = es_tty_time_prompt(q->time, &prompt, NULL);
    if (!status && q->live && fits(q->fd, es_buf_str(&prompt)) &&
        !(write_all(q->fd, "\r\033[K") && write_all(q->fd, es_buf_str(&prompt)))) {
        /* Only the look suffers. */
    }
    return status != ES_CODE_EXPIRED;
}

enum { TICK_MS = 1000 };

/* Waits for a byte. LINE: there is one; else a signal came, the terminal is gone, or the time is
 * over. */
static enum outcome wait_for_byte(const struct question *q)
{
    struct pollfd fds[] = {{.fd = q->fd, .events = POLLIN}, {.fd = q->wake[0], .events = POLLIN}};
    while (!any_caught()) {
        int n = poll(fds, 2, q->time ? TICK_MS : -1);
        if (n < 0 && errno != EINTR)
            return END;
        if (n > 0 && fds[1].revents == 0)
            return LINE;
        if (n == 0 && !tick(q))
            return TIME_OVER;
    }
    return SIGNALLED;
}

/* Byte by byte, so that nothing of the next line is taken and no second buffer holds a secret. */
static enum outcome read_line(const struct question *q, size_t max, struct es_buf *answer)
{
    size_t length = 0;
    bool memory = true;
    enum outcome waited;
    while ((waited = wait_for_byte(q)) == LINE) {
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
    return any_caught() ? SIGNALLED : waited;
}

/* Columns of the line that goes on behind blanks and line ends. */
static size_t used_behind(const char *gap, size_t len, size_t used)
{
    for (size_t i = 0; i < len; i++)
        used = gap[i] == '\n' ? 0 : used + 1;
    return used;
}

/* At its blanks, where the terminal's lines are shorter than the question's; the blank at its end
 * stays. */
static bool break_lines(const char *prompt, size_t width, struct es_buf *out)
{
    size_t used = 0;
    bool ok = true;
    while (ok && *prompt) {
        es_auto(buf) word = {0};
        size_t len = strcspn(prompt, " \n"), gap = strspn(prompt + len, " \n");
        if (!es_buf_add(&word, prompt, len))
            return false;
        size_t wide = es_text_columns(es_buf_str(&word));
        if (len && used && used + wide > width && out->data[out->len - 1] == ' ') {
            out->data[out->len - 1] = '\n';
            used = 0;
        }
        ok = es_buf_add(out, prompt, len + gap);
        used = used_behind(prompt + len, gap, used + wide);
        prompt += len + gap;
    }
    return ok;
}

static bool write_prompt(const struct question *q)
{
    es_auto(buf) lines = {0};
    bool broken = break_lines(q->prompt, columns(q->fd), &lines);
    return write_all(q->fd, broken ? es_buf_str(&lines) : q->prompt);
}

/* Waits so long for the next key, and so long in all. */
enum { REST_MS = 3000, TYPING_MAX_MS = 20000 };

/* Who was typing when the time ended goes on, without looking: what comes until Enter, or until the
 * keys rest, was typed for this question and is no answer to the next. Half a line can be read only
 * where the terminal hands over single keys. */
static void let_typing_end(const struct question *q)
{
    struct pollfd fds[] = {{.fd = q->fd, .events = POLLIN}, {.fd = q->wake[0], .events = POLLIN}};
    struct termios keys;
    const int64_t until = es_moment_ms() + TYPING_MAX_MS;
    char c = 0;
    if (tcgetattr(q->fd, &keys) != 0)
        return;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    if (tcsetattr(q->fd, TCSANOW, &keys) != 0)
        return;
    for (int patience = 0; poll(fds, 2, patience) > 0 && !any_caught(); patience = REST_MS)
        if (es_moment_ms() >= until || read(q->fd, &c, 1) != 1 || c == '\n')
            break;
    es_wipe(&c, sizeof c);
}

static enum outcome converse(struct question *q, size_t max, struct es_buf *answer)
{
    enum outcome outcome = NO_TERMINAL;
    /* The prompt comes after the terminal is set: who sees it may type. */
    if (set_terminal(q, q->echo) && write_prompt(q)) {
        outcome = read_line(q, max, answer);
        /* With echo the person's own Enter has ended the line. */
        bool line_ended = q->echo && outcome != END && outcome != SIGNALLED;
        if (!line_ended && !write_all(q->fd, "\n")) {
            /* Only the look suffers. */
        }
        if (outcome == TIME_OVER)
            let_typing_end(q);
    }
    restore_terminal(q);
    return outcome;
}

static enum outcome ask_once(struct question *q, size_t max, struct es_buf *answer)
{
    es_auto(buf) prompt = {0}; /* as it is now: after a stop, too */
    es_status status = q->time ? es_tty_time_prompt(q->time, &prompt, NULL) : ES_OK;
    if (status)
        return status == ES_CODE_EXPIRED ? TIME_OVER : NO_MEMORY;
    if (q->time)
        q->prompt = es_buf_str(&prompt);
    q->fd = open_terminal();
    if (q->fd < 0)
        return NO_TERMINAL;
    if (pipe2(q->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        close(q->fd);
        return NO_TERMINAL;
    }
    take_signals(q);
    enum outcome outcome = converse(q, max, answer);
    give_signals_back(q);
    close(q->wake[0]);
    close(q->wake[1]);
    close(q->fd);
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

static es_status tell(enum outcome outcome, size_t max, struct es_error *err)
{
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
        return es_fail_memory(err);
    case TIME_OVER:
        return es_fail(err, ES_CODE_EXPIRED);
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

static es_status ask(struct question *q, size_t max, struct es_buf *answer, struct es_error *err)
{
    es_buf_clear(answer);
    es_wipe_stack();
    if (answer->data == NULL && !q->echo)
        answer->secret = true;
    enum outcome outcome;
    bool again;
    do {
        outcome = ask_once(q, max, answer);
        /* A signal that came with or after the line end counts as well. */
        again = any_caught();
        if (again) {
            es_buf_clear(answer);
            outcome = END;
            again = raise_caught();
        }
    } while (again);
    return tell(outcome, max, err);
}

es_status es_tty_ask(const char *prompt, bool echo, size_t max, struct es_buf *answer,
                     struct es_error *err)
{
    struct question q = {.prompt = prompt, .echo = echo};
    return ask(&q, max, answer, err);
}

es_status es_tty_time_prompt(const struct es_tty_time *time, struct es_buf *out,
                             struct es_error *err)
{
    int64_t left = time->until - es_moment_up();
    if (left <= 0)
        return es_fail(err, ES_CODE_EXPIRED);
    return time->prompt((int)left, out) ? ES_OK : es_fail_memory(err);
}

es_status es_tty_ask_in_time(const struct es_tty_time *time, bool live, size_t max,
                             struct es_buf *answer, struct es_error *err)
{
    struct question q = {.time = time, .live = live && es_tty_clears()};
    return ask(&q, max, answer, err);
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
