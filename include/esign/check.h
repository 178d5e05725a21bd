/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thing that can be in the way, and what was seen of it: what `esign doctor` goes through.
 * Each layer looks after its own; nothing of a check names the user, the machine or a card, so that
 * it may be shown to anybody.
 */
#ifndef ESIGN_CHECK_H
#define ESIGN_CHECK_H

#include "esign/error.h"

enum es_check_state {
    ES_CHECK_OK,
    ES_CHECK_WRONG,   /* it is in the way */
    ES_CHECK_UNKNOWN, /* it cannot be told, or is in the way of some things alone */
    ES_CHECK_SKIPPED, /* it was not looked at */
};

struct es_check {
    enum es_check_state state;
    es_status code;            /* what a command would fail with; ES_OK: with nothing */
    char what[ES_MESSAGE_MAX]; /* in the chosen language: begins small, no full stop */
    char remedy[ES_HINT_MAX];  /* a sentence: the one next thing to do; "" where there is none */
};

/* "ok", "wrong", "unknown", "skipped". */
const char *es_check_state_name(enum es_check_state state);

/* Each fills the check in; texts are translated already. */
void es_check_ok(struct es_check *check, const char *format, ...) ES_PRINTF(2, 3);
void es_check_skipped(struct es_check *check, const char *format, ...) ES_PRINTF(2, 3);
void es_check_unknown(struct es_check *check, es_status code, const char *format, ...)
    ES_PRINTF(3, 4);
void es_check_wrong(struct es_check *check, es_status code, const char *format, ...)
    ES_PRINTF(3, 4);
void es_check_remedy(struct es_check *check, const char *format, ...) ES_PRINTF(2, 3);

/* Wrong, in the words of an error. */
void es_check_failed(struct es_check *check, const struct es_error *err);

#endif
