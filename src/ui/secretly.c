/* SPDX-License-Identifier: Apache-2.0 */
/* The view of PIN and PUK: on the alternate screen, gone on every way out. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Erased in place, the first line by itself: to erase all at once (2J, or J from the upper left
 * corner in tmux) moves the lines to the scrollback, and 3J would take what is not ours. */
#define ERASE "\033[H\033[K\033[2;1H\033[J\033[H"
/* What stood there before may go to the scrollback. */
static const char enter[] = "\033[?1049h\033[H\033[J";
/* Erased first: some terminals let the alternate screen's last picture be scrolled to, others have
 * none. */
static const char leave[] = ERASE "\033[?1049l";

/* All that end a program and can be caught, but for those that tell of a mistake of ours. */
static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,   SIGPIPE, SIGUSR1,
                              SIGUSR2, SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF};
enum { N_SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static volatile sig_atomic_t tty_fd = -1;
static struct termios tty_before; /* set before tty_fd is, and not again while that stands */
static struct sigaction handlers_before[N_SIGNALS]; /* the same */

/* Ctrl-S would hold the erasing back, until somebody comes and presses Ctrl-Q. */
static bool take_terminal(int fd)
{
    if (tcgetattr(fd, &tty_before) != 0)
        return false;
    struct termios now = tty_before;
    now.c_iflag &= ~(tcflag_t)IXON;
    tty_fd = fd;
    return tcsetattr(fd, TCSANOW, &now) == 0;
}

static bool leave_terminal(int fd)
{
    bool erased = TEMP_FAILURE_RETRY(write(fd, leave, sizeof(leave) - 1)) > 0;
    tcsetattr(fd, TCSANOW, &tty_before);
    tty_fd = -1;
    return erased;
}

/* Only what may be called in a handler: write, tcsetattr, sigaction, raise. Whoever had the signal
 * before has it then; else the program dies of it, by SA_RESETHAND. */
static void leave_and_die(int signal)
{
    if (tty_fd >= 0)
        leave_terminal(tty_fd);
    for (int i = 0; i < N_SIGNALS; i++)
        if (signals[i] == signal && handlers_before[i].sa_handler != SIG_IGN)
            sigaction(signal, &handlers_before[i], NULL);
    raise(signal);
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = leave_and_die, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&act.sa_mask);
    sigaddset(&act.sa_mask, SIGTTOU); /* who is in the background by now is not to be stopped */
    for (int i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &act, &handlers_before[i]);
}

/* A stopped program would leave its PINs on the screen: Ctrl-Z does nothing here. */
static void ignore_stop(struct sigaction *before)
{
    struct sigaction act = {.sa_handler = SIG_IGN};
    sigemptyset(&act.sa_mask);
    sigaction(SIGTSTP, &act, before);
}

static void restore_signals(void)
{
    for (int i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &handlers_before[i], NULL);
}

/* es_tty_ask ends its question by itself when a signal comes, and raises it again. */
static void on_time(int signal)
{
    (void)signal;
}

/* A clock that goes on while the machine sleeps: who opens the lid finds a cleared screen. After
 * the time it ticks each second, for a tick may fall between two questions. */
static bool start_clock(int seconds, timer_t *timer, struct sigaction *before)
{
    struct sigaction act = {.sa_handler = on_time};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    sigemptyset(&act.sa_mask);
    if (seconds == 0 || timer_create(CLOCK_BOOTTIME, &event, timer) != 0)
        return false;
    sigaction(SIGALRM, &act, before);
    return true;
}

static void stop_clock(timer_t timer, const struct sigaction *before)
{
    timer_delete(timer);
    sigaction(SIGALRM, before, NULL);
}

static void wind_clock(timer_t timer, int seconds)
{
    struct itimerspec when = {.it_value = {.tv_sec = seconds}, .it_interval = {.tv_sec = 1}};
    timer_settime(timer, 0, &when, NULL);
}

static struct winsize size_of(int fd)
{
    struct winsize size = {0};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = (struct winsize){.ws_col = 80, .ws_row = 24};
    return size;
}

/* The prompt's lines and a blank one. */
static size_t lines_above(const char *prompt, int fd)
{
    return strlen(prompt) / size_of(fd).ws_col + 2; /* bytes are no fewer than columns */
}

/* The end of what fits on one screen below the prompt and above its last line, after a blank line
 * where there is one: what scrolled away could not be read on the alternate screen, and would be
 * kept by a terminal that has none. */
static const char *end_of_page(const char *text, size_t above, int fd)
{
    const struct winsize size = size_of(fd);
    const size_t rows = size.ws_row > above + 1 ? size.ws_row - above - 1 : 1;
    const char *at = text, *block = NULL;
    for (size_t used = 0; *at;) {
        size_t len = strcspn(at, "\n");
        used += len / size.ws_col + 1;
        if (used > rows && at != text)
            return block ? block : at;
        at += len + (at[len] == '\n');
        block = len == 0 ? at : block;
    }
    return at;
}

/* The prompt stands above the values: the line end behind an answer scrolls nothing, and a window
 * that becomes lower loses the lines below the cursor, not those above it to the scrollback. */
static bool add_page(const char *text, size_t len, size_t above, struct es_buf *out)
{
    bool ok = es_buf_add_str(out, ERASE);
    for (; above > 0; above--)
        ok = ok && es_buf_add_char(out, '\n');
    return ok && es_buf_add(out, text, len) && es_buf_add_str(out, "\033[H");
}

struct view {
    int fd;
    const char *prompt;
    int seconds; /* 0: until a key */
    timer_t timer;
};

static void show_pages(const struct view *view, const char *text)
{
    es_status status = ES_OK;
    while (*text && !status) {
        es_auto(buf) page = ES_BUF_SECRET;
        es_auto(buf) line = {0};
        struct es_error ignored = ES_ERROR_INIT;
        size_t above = lines_above(view->prompt, view->fd);
        const char *end = end_of_page(text, above, view->fd);
        if (!add_page(text, (size_t)(end - text), above, &page))
            return;
        if (view->seconds)
            wind_clock(view->timer, view->seconds);
        es_tty_write(page.data);
        status = es_tty_ask(*end ? _("Press Enter to go on.") : view->prompt, false, ES_HINT_MAX,
                            &line, &ignored);
        text = end;
    }
}

bool es_print_secretly(const char *text, const char *prompt, int seconds)
{
    int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    struct view view = {.fd = fd, .prompt = prompt, .seconds = seconds};
    struct sigaction stop, alarm;
    catch_signals();
    ignore_stop(&stop);
    bool clock = start_clock(seconds, &view.timer, &alarm);
    bool shown =
        clock == (seconds > 0) && take_terminal(fd) && write(fd, enter, sizeof(enter) - 1) > 0;
    if (shown)
        show_pages(&view, text);
    if (clock)
        stop_clock(view.timer, &alarm);
    if (tty_fd >= 0)
        shown = leave_terminal(fd) && shown;
    sigaction(SIGTSTP, &stop, NULL);
    restore_signals();
    close(fd);
    return shown;
}
