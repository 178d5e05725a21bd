/* SPDX-License-Identifier: Apache-2.0 */
/* The view of PIN and PUK: on the alternate screen, gone on every way out. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Erased in place, from the upper left corner: "erase all" (2J) moves the lines to the scrollback
 * in some terminals, and "erase the scrollback" (3J) would take what is not ours. */
#define ERASE "\033[H\033[J"
static const char enter[] = "\033[?1049h" ERASE;
/* Erased first: some terminals let the alternate screen's last picture be scrolled to. */
static const char leave[] = ERASE "\033[?1049l";

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static volatile sig_atomic_t tty_fd = -1;

/* Only what may be called in a handler: write, sigaction by SA_RESETHAND, raise. */
static void leave_and_die(int signal)
{
    if (tty_fd >= 0 && write(tty_fd, leave, sizeof(leave) - 1) < 0)
        _exit(128 + signal);
    raise(signal);
}

static void catch_signals(struct sigaction before[N_SIGNALS])
{
    struct sigaction act = {.sa_handler = leave_and_die, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&act.sa_mask);
    for (int i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &act, &before[i]);
}

/* A stopped program would leave its PINs on the screen: Ctrl-Z does nothing here. */
static void ignore_stop(struct sigaction *before)
{
    struct sigaction act = {.sa_handler = SIG_IGN};
    sigemptyset(&act.sa_mask);
    sigaction(SIGTSTP, &act, before);
}

static void restore_signals(const struct sigaction before[N_SIGNALS])
{
    for (int i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
}

/* The end of what fits on one screen above the prompt, after a blank line where there is one:
 * what scrolled away could not be read on the alternate screen. */
static const char *end_of_page(const char *text, int fd)
{
    struct winsize size = {0};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = (struct winsize){.ws_col = 80, .ws_row = 24};
    const size_t rows = size.ws_row > 4 ? size.ws_row - 2U : 2;
    const char *at = text, *block = NULL;
    for (size_t used = 0; *at;) {
        size_t len = strcspn(at, "\n");
        used += len / size.ws_col + 1; /* bytes are no fewer than columns */
        if (used > rows && at != text)
            return block ? block : at;
        at += len + (at[len] == '\n');
        block = len == 0 ? at : block;
    }
    return at;
}

static void show_pages(const char *text, const char *prompt, int fd)
{
    es_status status = ES_OK;
    while (*text && !status) {
        es_auto(buf) page = ES_BUF_SECRET;
        es_auto(buf) line = {0};
        struct es_error ignored = ES_ERROR_INIT;
        const char *end = end_of_page(text, fd);
        if (!es_buf_add_str(&page, ERASE) || !es_buf_add(&page, text, (size_t)(end - text)) ||
            !es_buf_add_char(&page, '\n'))
            return;
        es_tty_write(page.data);
        status = es_tty_ask(*end ? _("Press Enter to go on.") : prompt, false, ES_HINT_MAX, &line,
                            &ignored);
        text = end;
    }
}

bool es_print_secretly(const char *text, const char *prompt)
{
    int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    struct sigaction before[N_SIGNALS], stop;
    tty_fd = fd;
    catch_signals(before);
    ignore_stop(&stop);
    bool shown = write(fd, enter, sizeof(enter) - 1) > 0;
    if (shown)
        show_pages(text, prompt, fd);
    shown = write(fd, leave, sizeof(leave) - 1) > 0 && shown;
    sigaction(SIGTSTP, &stop, NULL);
    restore_signals(before);
    tty_fd = -1;
    close(fd);
    return shown;
}
