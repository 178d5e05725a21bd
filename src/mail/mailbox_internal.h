/* SPDX-License-Identifier: Apache-2.0 */
/* What the two kinds of mailbox share. Inside src/mail. */
#ifndef ESIGN_MAIL_MAILBOX_INTERNAL_H
#define ESIGN_MAIL_MAILBOX_INTERNAL_H

#include "esign/mailbox.h"

struct es_mailbox_kind {
    /* The newest ES_MAILBOX_AT_ONCE messages that are not known. */
    es_status (*look)(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                      struct es_buf *link, bool *found, struct es_error *err);
    void (*end)(struct es_mailbox *mailbox);
};

enum {
    ES_MAILBOX_KNOWN_MAX = 4096,
    ES_MAILBOX_ROUNDS_MAX = ES_MAILBOX_KNOWN_MAX / ES_MAILBOX_AT_ONCE, /* none is judged twice */
};

/* The first member of each kind. */
struct es_mailbox {
    const struct es_mailbox_kind *kind;
    uint64_t known[ES_MAILBOX_KNOWN_MAX]; /* messages that were looked at and not taken; a ring */
    size_t n_known;                       /* so many were ever put there */
    size_t refused, unread;
    int64_t deadline; /* of the look that is going on */
    bool more;        /* set by kind->look: there may be messages that it did not come to */
    bool no_junk;
};

bool es_mailbox_knows(const struct es_mailbox *mailbox, uint64_t message);
void es_mailbox_pass_over(struct es_mailbox *mailbox, uint64_t message); /* it is known then */

/* ES_TIMED_OUT: the look lasted too long, whoever was slow. */
es_status es_mailbox_too_late(struct es_error *err);

/* Judges one message. *found: the link is in `link`; else it is known from now on, whatever was the
 * matter with it. An error is none of the message's. */
es_status es_mailbox_judge(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                           uint64_t message, const char *bytes, size_t len, struct es_buf *link,
                           bool *found, struct es_error *err) ES_MUST_CHECK;

#endif
