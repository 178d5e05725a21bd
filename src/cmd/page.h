/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of `esign page`, shared by its files. */
#ifndef ESIGN_CMD_PAGE_H
#define ESIGN_CMD_PAGE_H

#include "esign/by_hand.h"
#include "esign/filled.h"
#include "journey.h"

enum { HAND_FIELDS_MAX = OPT_OPERANDS_MAX / 2 };

enum hand_deed { HAND_LOOK, HAND_FILL, HAND_PRESS, HAND_FOLLOW, HAND_PICTURE, HAND_CLEAR };

struct hand_field { /* to fill in */
    const char *label;
    uint32_t control;
    struct es_buf answer; /* as it was given; secret */
    const char *value;    /* as it will be sent; borrowed from the answer or the page */
};

struct hand {
    struct es_run *run;
    struct es_client *client;
    struct hand_field field[HAND_FIELDS_MAX]; /* this run's */
    size_t n_fields;
    struct es_filled filled;                              /* by earlier runs on the same page */
    struct es_fill fill[HAND_FIELDS_MAX + ES_FILLED_MAX]; /* both */
    size_t n_fills;
    enum hand_deed deed;
    const char *label; /* of what is pressed, followed or shown; "" for none */
    struct es_target target;
    unsigned kinds;         /* of what is filled in, where it means something, as bits */
    struct es_page *before; /* a copy of the page, where PIN and PUK lie behind the target */
};

/* What is to be done, by the words of the command line. */
es_status hand_take_steps(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

/* Finds everything that the steps name on the current page, before anything is asked or sent. */
es_status hand_find(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

/* Asks for all values, checks them, and makes hand->fill of them and of what earlier runs filled
 * in. The session's lock is given back meanwhile. */
es_status hand_ask(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

/* field->value of field->answer, as its control takes it. ES_ANSWER_INVALID. */
es_status hand_take_answer(const struct es_view *view, struct hand_field *field,
                           struct es_error *err) ES_MUST_CHECK;

/* The answer is "no", in either language. */
bool hand_says_no(const struct hand_field *field);

/* Sets what a person has to know before they press anything on a page that speaks of revoking,
 * suspending or deleting. */
void hand_caution(const struct hand *hand, const struct es_view *view);

/* Presses or follows, counts a word as login does, keeps the new page and sets run->data. */
es_status hand_act(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

#endif
