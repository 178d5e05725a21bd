/* SPDX-License-Identifier: Apache-2.0 */
/* Asking one question: on the terminal, or through an askpass program. */
#ifndef ESIGN_TTY_H
#define ESIGN_TTY_H

#include "esign/buf.h"
#include "esign/check.h"
#include <stdint.h>

/* True where /dev/tty can be opened and this process is in its foreground group. */
bool es_tty_usable(void);

/* True where what is shown can be cleared again: by $TERM, which a plain one calls "dumb". */
bool es_tty_clears(void);

/* Whether there is one that a person can be asked and shown things on. */
void es_tty_check(struct es_check *check);

/* Writes the prompt, broken at blanks for a narrow terminal, to /dev/tty and reads one line into
 * answer (emptied first). echo false: no echo, and a line end is written after it. The terminal is
 * put back as it was on every way out: a signal (INT, TERM, HUP, QUIT, TSTP …) restores it and is
 * then raised again; after a stop (TSTP) the prompt is written anew. ES_INPUT_NEEDED at EOF or
 * where there is no terminal; ES_ANSWER_INVALID where the line is longer than max bytes (the rest
 * is thrown away), or 4,095 or more, which the kernel may have cut. */
es_status es_tty_ask(const char *prompt, bool echo, size_t max, struct es_buf *answer,
                     struct es_error *err) ES_MUST_CHECK;

/* A question that holds for a while only. */
struct es_tty_time {
    /* Appends the question as it is with so many seconds left. */
    bool (*prompt)(int seconds, struct es_buf *out);
    int64_t until; /* by es_moment_up */
};

/* Appends the question as it is now. ES_CODE_EXPIRED: its time is over. */
es_status es_tty_time_prompt(const struct es_tty_time *time, struct es_buf *out,
                             struct es_error *err) ES_MUST_CHECK;

/* As es_tty_ask without echo, with the question as it is; the seconds are counted down in front of
 * the person, where the terminal can clear a line and `live` says so. ES_CODE_EXPIRED when they are
 * over: at once, or, where the answer is half typed, once its Enter has come or the keys rest for
 * three seconds. */
es_status es_tty_ask_in_time(const struct es_tty_time *time, bool live, size_t max,
                             struct es_buf *answer, struct es_error *err) ES_MUST_CHECK;

/* Writes text to /dev/tty (a person's view that no pipe should get). */
void es_tty_write(const char *text);

/* Runs the program with the prompt as its only argument and ESIGN_ASKPASS_KIND (and
 * ESIGN_CAPTCHA_FILE where picture is not NULL) in its environment, never through a shell; its
 * first line of output is the answer. ES_INPUT_NEEDED where it fails, is cancelled (non-zero
 * exit) or prints nothing. */
es_status es_askpass(const char *program, const char *prompt, const char *kind, const char *picture,
                     size_t max, struct es_buf *answer, struct es_error *err) ES_MUST_CHECK;

#endif
