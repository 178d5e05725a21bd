/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of `esign page`, shared by its files. */
#ifndef ESIGN_CMD_PAGE_H
#define ESIGN_CMD_PAGE_H

#include "esign/by_hand.h"
#include "journey.h"

enum { HAND_FIELDS_MAX = OPT_OPERANDS_MAX / 2 };

struct hand_field { /* to fill in */
    const char *label;
    uint32_t control;
    struct es_buf answer; /* as it was given; secret */
};

struct hand {
    struct es_run *run;
    struct es_client *client;
    struct hand_field field[HAND_FIELDS_MAX];
    struct es_fill fill[HAND_FIELDS_MAX];
    size_t n;
    enum es_thing thing; /* to press or follow */
    const char *label;   /* of that; NULL: only look */
    struct es_target target;
    unsigned kinds; /* of the fields, where they mean something, as bits */
};

/* Asks for all values, checks them, and makes hand->fill of them. The session's lock is given back
 * meanwhile. */
es_status hand_ask(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

/* Does the step, counts a word as login does, keeps the new page and sets run->data. */
es_status hand_act(struct hand *hand, struct es_error *err) ES_MUST_CHECK;

#endif
