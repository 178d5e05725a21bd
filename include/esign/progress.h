/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says what takes its time: one line on standard error, after half a second of it, erased when it
 * is over. Nothing where standard error is no terminal, with --quiet, and with --verbose, which has
 * words of its own. Where nothing is to be drawn over (--accessible, a terminal that cannot clear)
 * the line is said once and stays.
 *
 * Between begin and end nobody is asked anything. What is logged meanwhile takes the line's place.
 */
#ifndef ESIGN_PROGRESS_H
#define ESIGN_PROGRESS_H

#include <stdbool.h>

/* With --json nothing is shown; before the first es_progress_begin. */
void es_progress_allow(bool allowed);

/* `text` is translated: "Waiting for the portal". What begins at once after the end of another
 * counts as going on, so that many short things are one long one. One at a time: within another
 * it is that one's, and beside a waiting clock (esign/waiting.h) nothing is shown. */
void es_progress_begin(const char *text);
void es_progress_end(void);

#endif
