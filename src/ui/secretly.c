/* SPDX-License-Identifier: Apache-2.0 */
/* The view of PIN and PUK: on the alternate screen, gone on every way out. */
#include "esign/print.h"
#include "esign/tty.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char enter[] = "\033[?1049h\033[2J\033[H";
/* Cleared first: some terminals let the alternate screen's last picture be scrolled to. */
static const char leave[] = "\033[2J\033[3J\033[H\033[?1049l";

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

static void restore_signals(const struct sigaction before[N_SIGNALS])
{
    for (int i = 0; i < N_SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
}

bool es_print_secretly(const char *text, const char *prompt)
{
    int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    struct sigaction before[N_SIGNALS];
    tty_fd = fd;
    catch_signals(before);
    bool shown = write(fd, enter, sizeof(enter) - 1) > 0;
    if (shown) {
        es_tty_write(text);
        es_auto(buf) line = {0};
        struct es_error ignored = ES_ERROR_INIT;
        (void)!es_tty_ask(prompt, false, ES_HINT_MAX, &line, &ignored);
    }
    shown = write(fd, leave, sizeof(leave) - 1) > 0 && shown;
    restore_signals(before);
    tty_fd = -1;
    close(fd);
    return shown;
}
