/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people and the JSON envelope for scripts. */
#ifndef ESIGN_PRINT_H
#define ESIGN_PRINT_H

#include "esign/buf.h"
#include "esign/error.h"
#include <jansson.h>
#include <stdio.h>

enum { ES_PRINT_WIDTH = 80 };

/* Standard output through a buffer of our own, since one of stdio's would keep the PIN; what
 * es_log says to a terminal is broken at blanks. Before anything is printed. */
void es_print_open(void);

/* What is left goes out, and nothing stays behind. False where not all could be written. */
bool es_print_close(void) ES_MUST_CHECK;

/* 80 columns, or those of the terminal that `out` is where it is narrower. */
size_t es_print_columns(FILE *out);

/* Prints text broken at blanks so that no line passes 80 columns, or a narrower terminal's; the
 * first line goes on at `column`, later ones are indented to it, but for a word that has no room
 * there; ends with a line end. */
void es_print_wrapped(const char *text, size_t column, FILE *out);

/* The same for text that is not ours: a word longer than a line is broken too, so that none of it
 * comes to stand in a terminal's first columns. */
void es_print_foreign(const char *text, size_t column, FILE *out);

/* Appends it, broken for the width of `out`, without a line end. */
bool es_print_wrap_foreign(const char *text, size_t column, FILE *out,
                           struct es_buf *into) ES_MUST_CHECK;

/* Prints "label   value" with the value at `column`; a NULL value prints nothing. The value is
 * made safe for a terminal. */
void es_print_pair(const char *label, const char *value, size_t column, FILE *out);

/* Prints an error for a person: what happened, what the portal said, what to do next. */
void es_print_error(const struct es_error *err, FILE *out);

struct es_envelope {
    const char *command; /* NULL: none was understood */
    es_status status;
    const struct es_error *error; /* looked at where status is not ES_OK */
    const json_t *data;           /* borrowed; NULL: {} */
    const char *next_command;     /* NULL: none */
    const char *next_text;        /* translated */
};

/* Prints the envelope as one line. False where it could not be written whole, and nothing was
 * written where memory ran out. */
bool es_print_envelope(const struct es_envelope *envelope, FILE *out) ES_MUST_CHECK;

/* The same of a failure that names no command and has no data, for which no memory is needed. The
 * message is one of ours: without quotes, backslashes and control characters. */
void es_print_bare_envelope(es_status status, const struct es_error *err, FILE *out);

/* Shows PINs so that no scrollback keeps them: `text` on the terminal's alternate screen until a
 * line end is typed or, where it is not 0, so many seconds have passed; cleared on every way out
 * (signals too). A terminal without an alternate screen shows it on a cleared one and clears it in
 * place: it never scrolls. False where it could not be shown and cleared. */
bool es_print_secretly(const char *text, const char *prompt, int seconds);

#endif
