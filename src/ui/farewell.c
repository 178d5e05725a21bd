/* SPDX-License-Identifier: Apache-2.0 */
/* The words are put together beforehand: the handler writes them, and does nothing else but let the
 * signal do its work. */
#include "esign/farewell.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 400 };

static const int ending[] = {SIGINT, SIGTERM, SIGQUIT};
enum { N_ENDING = sizeof ending / sizeof *ending };

static struct {
    char text[TEXT_MAX + 3]; /* set before the handlers are, and not again while they stand */
    size_t len;
    struct sigaction before[N_ENDING];
    bool taken[N_ENDING];
} farewell;

static void on_signal(int number)
{
    int saved = errno;
    if (tcgetpgrp(STDERR_FILENO) == getpgrp())
        (void)!write(STDERR_FILENO, farewell.text, farewell.len);
    signal(number, SIG_DFL);
    raise(number);
    errno = saved;
}

static void take_leave_back(void)
{
    for (size_t i = 0; i < N_ENDING; i++) {
        if (farewell.taken[i])
            sigaction(ending[i], &farewell.before[i], NULL);
        farewell.taken[i] = false;
    }
}

/* The first line end is for "^C", or what else stands in the line. */
void es_farewell(const char *text)
{
    struct sigaction own = {.sa_handler = on_signal};
    sigemptyset(&own.sa_mask);
    take_leave_back();
    if (!text)
        return;
    int len = snprintf(farewell.text, sizeof farewell.text, "\n%.*s\n", TEXT_MAX, text);
    farewell.len = len > 0 ? (size_t)len : 0;
    for (size_t i = 0; i < N_ENDING; i++)
        farewell.taken[i] = sigaction(ending[i], NULL, &farewell.before[i]) == 0 &&
                            farewell.before[i].sa_handler == SIG_DFL &&
                            sigaction(ending[i], &own, NULL) == 0;
}
