/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line is put together beforehand and written by the handler of a timer's signal: no thread,
 * and no call of a library has to come back for it. The handler does nothing but write.
 */
#include "esign/progress.h"
#include "drawn.h"
#include "esign/log.h"
#include "esign/moment.h"
#include "esign/print.h"
#include "esign/text.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 500, GAP_MS = 200, LINE_BYTES = 160 };

enum { IDLE, WAITS, SAID }; /* states */

static volatile sig_atomic_t state = IDLE;
static char line[LINE_BYTES];
static size_t line_len; /* set before the timer is */

static struct {
    bool allowed, erasable, active;
    unsigned depth;
    const char *text, *said; /* what goes on; what was said last, where lines stay */
    int64_t spent_ms, ended_ms, began_ms;
    timer_t timer;
    struct sigaction before;
} progress;

static void on_time(int number)
{
    int saved = errno;
    (void)number;
    if (drawn_in_front() && __sync_bool_compare_and_swap(&state, WAITS, SAID))
        (void)!write(STDERR_FILENO, line, line_len);
    errno = saved;
}

/* Before anything else is written to standard error: the line goes, and comes no more. */
static void make_room(void)
{
    bool said = __sync_lock_test_and_set(&state, IDLE) == SAID; /* the timer may still be set */
    if (said && progress.erasable && drawn_in_front())
        (void)!write(STDERR_FILENO, DRAWN_ERASE, sizeof DRAWN_ERASE - 1);
}

/* False where there is no room for it in one line. */
static bool write_line(const char *text)
{
    if (progress.erasable && es_text_columns(text) + 4 > es_print_columns(stderr))
        return false;
    int len = snprintf(line, sizeof line, progress.erasable ? "\r%s …" : "%s …\n", text);
    line_len = len > 0 && (size_t)len < sizeof line ? (size_t)len : 0;
    return line_len > 0;
}

static bool is_wanted(const char *text)
{
    progress.erasable = drawn_can_erase();
    return progress.allowed && es_log_enabled(ES_LOG_NORMAL) && !es_log_enabled(ES_LOG_VERBOSE) &&
           drawn_in_front() && !drawn_is_taken() && (progress.erasable || progress.said != text) &&
           write_line(text);
}

static bool start_timer(int64_t milliseconds)
{
    struct sigaction act = {.sa_handler = on_time, .sa_flags = SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec when = {.it_value = {.tv_nsec = milliseconds * 1000000L}};
    sigemptyset(&act.sa_mask);
    if (timer_create(CLOCK_MONOTONIC, &event, &progress.timer) != 0)
        return false;
    sigaction(SIGALRM, &act, &progress.before);
    state = WAITS;
    timer_settime(progress.timer, 0, &when, NULL);
    return true;
}

void es_progress_allow(bool allowed)
{
    progress.allowed = allowed;
}

void es_progress_begin(const char *text)
{
    if (progress.depth++ > 0)
        return;
    int64_t now = es_moment_ms();
    if (now - progress.ended_ms > GAP_MS)
        progress.spent_ms = 0;
    progress.began_ms = now;
    progress.text = text;
    int64_t left = PATIENCE_MS - progress.spent_ms;
    progress.active = is_wanted(text) && start_timer(left > 0 ? left : 1);
    if (!progress.active)
        return;
    if (progress.erasable)
        drawn_begin();
    es_log_before(make_room);
}

void es_progress_end(void)
{
    if (progress.depth == 0 || --progress.depth > 0)
        return;
    int64_t now = es_moment_ms();
    progress.spent_ms += now - progress.began_ms;
    progress.ended_ms = now;
    if (!progress.active)
        return;
    timer_delete(progress.timer);
    if (state == SAID && !progress.erasable)
        progress.said = progress.text;
    make_room();
    sigaction(SIGALRM, &progress.before, NULL);
    if (progress.erasable)
        drawn_end();
    es_log_before(NULL);
    progress.active = false;
}
