/* SPDX-License-Identifier: Apache-2.0 */
#include "drawn.h"
#include "esign/looks.h"
#include "esign/tty.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const char ERASE[] = DRAWN_ERASE;
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_ENDING = sizeof ending / sizeof *ending };

/* The signals' handler has no other way to it. */
static struct {
    struct sigaction before[N_ENDING];
    bool taken[N_ENDING];
    bool active;
} drawn;

bool drawn_in_front(void)
{
    return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

bool drawn_can_erase(void)
{
    return !es_ui_accessible() && es_tty_clears();
}

/* The line goes, and then whoever was there before has the signal: the program ends by it. */
static void on_signal(int number)
{
    int saved = errno;
    if (drawn_in_front())
        (void)!write(STDERR_FILENO, ERASE, sizeof ERASE - 1);
    for (size_t i = 0; i < N_ENDING; i++)
        if (ending[i] == number)
            sigaction(number, &drawn.before[i], NULL);
    raise(number);
    errno = saved;
}

/* A signal that the caller ignores (nohup) stays ignored. */
void drawn_begin(void)
{
    drawn.active = true;
    struct sigaction own = {.sa_handler = on_signal};
    sigemptyset(&own.sa_mask);
    for (size_t i = 0; i < N_ENDING; i++) {
        drawn.taken[i] = sigaction(ending[i], NULL, &drawn.before[i]) == 0 &&
                         drawn.before[i].sa_handler != SIG_IGN &&
                         sigaction(ending[i], &own, NULL) == 0;
    }
}

bool drawn_is_taken(void)
{
    return drawn.active;
}

void drawn_end(void)
{
    drawn.active = false;
    for (size_t i = 0; i < N_ENDING; i++) {
        if (drawn.taken[i])
            sigaction(ending[i], &drawn.before[i], NULL);
        drawn.taken[i] = false;
    }
}
