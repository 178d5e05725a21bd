/* SPDX-License-Identifier: Apache-2.0 */
/* Words for stderr. Never a secret, an identity number, a query string or a form value,
 * whatever the level. */
#ifndef ESIGN_LOG_H
#define ESIGN_LOG_H

#include "esign/error.h"

enum es_log_level { ES_LOG_QUIET, ES_LOG_NORMAL, ES_LOG_VERBOSE };

void es_log_set_level(enum es_log_level level);
bool es_log_enabled(enum es_log_level level);

/* Called before each such line is written, so that what is drawn there can go; NULL: nothing. */
void es_log_before(void (*call)(void));

/* How a line is written, instead of as one (already made safe); NULL: as one. */
void es_log_through(void (*print)(const char *text));

/* Writes "esign: …\n" to stderr where the level is at least the given one. The text is made
 * safe for a terminal. */
void es_log(enum es_log_level level, const char *format, ...) ES_PRINTF(2, 3);

/* What is wrong, and what to do about it, where the run goes on all the same. */
void es_log_error(enum es_log_level level, const struct es_error *err);

#endif
