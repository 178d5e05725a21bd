/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A clock for a person who waits: one line on standard error, drawn over as time passes and erased
 * at the end, however that comes. Nothing is shown where standard error is no terminal of a
 * person's (--quiet, --json, a pipe, a background process). Where nothing is to be drawn over
 * (--accessible, a terminal that cannot clear), the text is said once, with the time there is.
 */
#ifndef ESIGN_WAITING_H
#define ESIGN_WAITING_H

#include <stdbool.h>

/* `text` says what is waited for, translated ("Waiting for the e-mail"). One at a time. */
void es_waiting_begin(const char *text, bool shown);

/* How many seconds are left at most. */
void es_waiting_tick(long seconds_left);

void es_waiting_end(void);

#endif
