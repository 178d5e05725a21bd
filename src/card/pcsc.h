/* SPDX-License-Identifier: Apache-2.0 */
/* PC/SC without its header: readers.c alone includes that. */
#ifndef ESIGN_CARD_PCSC_H
#define ESIGN_CARD_PCSC_H

#include "esign/card.h"

struct es_pcsc; /* one context with the service, made when it is first needed */

/* What came of asking the service. */
enum es_answer {
    ES_ANSWER_READERS,  /* it told its readers, which may be none */
    ES_ANSWER_NONE,     /* no service: es_service_probe tells why */
    ES_ANSWER_DENIED,   /* the service refused this user */
    ES_ANSWER_HUNG,     /* a call was given up */
    ES_ANSWER_LOST,     /* readers came and went while they were asked for */
    ES_ANSWER_NO_ROOM,  /* memory is out, or no thread is to be had */
    ES_ANSWER_INTERNAL, /* something that should not happen */
};

struct es_pcsc *es_pcsc_new(void); /* NULL when memory is out */
void es_pcsc_free(struct es_pcsc **pcsc);

/* Asks once, in some milliseconds, for the readers whose name holds `match` (NULL: all).
 * n_seen: how many readers there are with whatever name. */
enum es_answer es_pcsc_ask(struct es_pcsc *pcsc, const char *match, struct es_readers *readers,
                           size_t *n_seen) ES_MUST_CHECK;

/* Comes back when something may have changed since the last es_pcsc_ask, or after so many
 * seconds at the latest. Where there is no service, it comes back a little later. */
void es_pcsc_wait(struct es_pcsc *pcsc, double seconds);

/* Connects to the service's socket as libpcsclite would. 0 where it can be, else errno. */
int es_service_probe(void);

/* The status of what was seen, with its message; fills readers->cause. */
es_status es_card_judge(enum es_answer answer, const char *match, size_t n_seen,
                        struct es_readers *readers, struct es_error *err);

/* The same for a reader that was there a moment ago and is not any more. */
es_status es_card_judge_lost(struct es_readers *readers, struct es_error *err);

#endif
