/* SPDX-License-Identifier: Apache-2.0 */
/* PC/SC without its header: readers.c alone includes that. */
#ifndef ESIGN_CARD_PCSC_H
#define ESIGN_CARD_PCSC_H

#include "esign/card.h"
#include <limits.h>

/* What came of asking the service. */
enum es_answer {
    ES_ANSWER_READERS,    /* it told its readers, which may be none */
    ES_ANSWER_NO_LIBRARY, /* libpcsclite is not there, or is none */
    ES_ANSWER_NO_SERVICE, /* es_service_cause tells why */
    ES_ANSWER_DENIED,     /* the service refused this user */
    ES_ANSWER_LOST,       /* readers came and went while they were asked for */
    ES_ANSWER_NO_ROOM,    /* there is no memory, or no process is to be had */
    ES_ANSWER_NONSENSE,   /* what no service says */
    ES_ANSWER_CRASHED,    /* asking ended the child */
    ES_ANSWER_HUNG,       /* nothing came for too long */
};

enum {
    ES_SEEN_NAME_MAX = 128, /* bytes; MAX_READERNAME */
    ES_LIST_AGAIN_MS = 1000,
};

/* What the child that asks tells its parent: no pointers, and small enough for a pipe to take it
 * in one piece. To the parent it is a stranger's. */
struct es_seen {
    uint32_t magic;
    uint32_t answer; /* enum es_answer */
    uint32_t n_all;  /* readers with whatever name */
    uint32_t n;
    struct es_seen_reader {
        char name[ES_SEEN_NAME_MAX + 1]; /* as the service tells it; ends with a NUL */
        uint8_t state;                   /* enum es_reader_state */
        uint8_t shared;                  /* 1: another program is connected to the card as well */
        uint8_t atr_len;
        uint8_t atr[ES_ATR_MAX];
    } reader[ES_READERS_MAX];
};
enum { ES_SEEN_MAGIC = 0x4E454553 };
_Static_assert(sizeof(struct es_seen) <= PIPE_BUF, "a pipe takes it in one piece");

/* Asks the service for the readers whose name holds `match` (NULL: all) and tells what it said:
 * once; or, `for_ever`, at each event and at least every ES_LIST_AGAIN_MS, until told to stop
 * (false). Any of its calls may hang or crash: it is for a child (asker.h), and a test. */
void es_pcsc_report(const char *match, bool for_ever,
                    bool (*tell)(void *arg, const struct es_seen *seen), void *arg);

/* Whether a child can have said this. */
bool es_seen_valid(const struct es_seen *seen);

/* Why no service answers: a cause of src/card/cause.c, by a connect as libpcsclite's would be, and
 * by where a service would be installed. */
const char *es_service_cause(void);

/* The status of what was seen, with its message and hint; fills *readers. */
es_status es_card_judge(const struct es_seen *seen, const char *match, struct es_readers *readers,
                        struct es_error *err);

/* The status of a cause, with its message and hint; fills readers->cause. */
es_status es_card_tell_cause(const char *cause, struct es_readers *readers, struct es_error *err);

#endif
