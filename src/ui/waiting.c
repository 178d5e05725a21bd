/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/waiting.h"

#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/looks.h"
#include "esign/print.h"
#include "esign/text.h"
#include "esign/tty.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char ERASE[] = "\r\033[K";
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_ENDING = sizeof ending / sizeof *ending, COLUMNS_LEAST = 20 };

/* One wait at a time; the signals' handler has no other way to it. */
static struct {
    const char *text;
    bool shown, drawn_over, said;
    struct sigaction before[N_ENDING];
    bool taken[N_ENDING];
} waiting;

/* The line goes, and then the program, by the same signal. */
static void on_signal(int number)
{
    int saved = errno;
    (void)!write(STDERR_FILENO, ERASE, sizeof ERASE - 1);
    signal(number, SIG_DFL);
    raise(number);
    errno = saved;
}

/* A signal that the caller ignores (nohup) stays ignored. */
static void take_signals(void)
{
    struct sigaction own = {.sa_handler = on_signal};
    sigemptyset(&own.sa_mask);
    for (size_t i = 0; i < N_ENDING; i++) {
        waiting.taken[i] = sigaction(ending[i], NULL, &waiting.before[i]) == 0 &&
                           waiting.before[i].sa_handler == SIG_DFL &&
                           sigaction(ending[i], &own, NULL) == 0;
    }
}

/* In the background it would be written into what another program shows. */
static bool is_in_front(void)
{
    return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

void es_waiting_begin(const char *text, bool shown)
{
    waiting.text = text;
    waiting.said = false;
    waiting.shown = shown && es_log_enabled(ES_LOG_NORMAL) && is_in_front();
    waiting.drawn_over = waiting.shown && !es_ui_accessible() && es_tty_clears();
    if (waiting.drawn_over)
        take_signals();
}

static size_t columns(void)
{
    struct winsize size = {0};
    bool told = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > COLUMNS_LEAST;
    return told ? size.ws_col : ES_PRINT_WIDTH;
}

static void draw(const char *line)
{
    if (es_text_columns(line) < columns() && is_in_front())
        fprintf(stderr, "%s%s", ERASE, line);
}

void es_waiting_tick(long seconds_left)
{
    char line[256];
    if (!waiting.shown || (!waiting.drawn_over && waiting.said))
        return;
    /* TRANSLATORS: "Waiting for the e-mail: 4:35 left" */
    snprintf(line, sizeof line, _("%s: %ld:%02ld left"), waiting.text, seconds_left / 60,
             seconds_left % 60);
    if (waiting.drawn_over)
        draw(line);
    else
        es_log(ES_LOG_NORMAL, "%s", line);
    waiting.said = true;
}

void es_waiting_end(void)
{
    if (waiting.drawn_over && waiting.said && is_in_front())
        fputs(ERASE, stderr);
    for (size_t i = 0; waiting.drawn_over && i < N_ENDING; i++)
        if (waiting.taken[i])
            sigaction(ending[i], &waiting.before[i], NULL);
    waiting.shown = waiting.drawn_over = false;
}
