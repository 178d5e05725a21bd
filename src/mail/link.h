/* SPDX-License-Identifier: Apache-2.0 */
/* The rule for one link, and the candidates that a message's links leave. Inside src/mail. */
#ifndef ESIGN_MAIL_LINK_H
#define ESIGN_MAIL_LINK_H

#include "esign/mail.h"

enum es_verdict {
    ES_LINK_FITS,
    ES_LINK_NO_ADDRESS,
    ES_LINK_NOT_HTTPS,
    ES_LINK_USER_INFO,
    ES_LINK_ELSEWHERE,
    ES_LINK_NO_QUERY,
    ES_LINK_PICTURE,
};

/* Whether the link fits; where it does, it is appended to out, serialised without a fragment
 * (which no browser sends). ES_LINK_NO_ADDRESS also where out is full. */
enum es_verdict es_link_judge(const char *href, es_mail_allowed allowed, void *user,
                              struct es_buf *out);

/* How a message shows an address. One that is not plainly seen is not taken, but another than the
 * one that is taken is one too many. */
enum es_sight {
    ES_SIGHT_PLAIN = '+',
    ES_SIGHT_DOUBTFUL = '?', /* perhaps not to its reader */
    ES_SIGHT_CUT = '<',      /* its end is missing */
};

struct es_candidates {
    es_mail_allowed allowed;
    void *user;
    struct es_buf urls; /* the distinct ones, each its sight and its URL, ended by a NUL; secret */
    size_t n;
    size_t others;    /* links that were passed over */
    bool contradicts; /* a link shows one address and leads to another */
    bool cut;         /* an address of the portal is cut */
};

/* One link of the message; text (may be "") is what a person sees of it. False: memory is out. */
bool es_candidates_add(struct es_candidates *candidates, const char *href, const char *text,
                       enum es_sight sight) ES_MUST_CHECK;

/* Every https:// address in UTF-8 text. An address that ends where its line ends, while the next
 * line looks like its rest, or where dots or a letter follow, is cut. False: memory is out. */
bool es_candidates_add_text(struct es_candidates *candidates, const char *text,
                            enum es_sight sight) ES_MUST_CHECK;

/* Whether the link's text shows an address that is not the one it leads to. A dotted name is one
 * where its last part is a top-level name. Only what is the portal's, or shows the portal's, is
 * looked at. False: memory is out. shown.c */
bool es_link_contradicts(const struct es_candidates *candidates, const char *href, const char *text,
                         bool *contradicts) ES_MUST_CHECK;

/* A mark that ends the sentence around an address rather than the address. */
bool es_is_closing_mark(char c);

/* The one candidate into link, or why there is none. */
es_status es_candidates_decide(const struct es_candidates *candidates, struct es_buf *link,
                               struct es_error *err) ES_MUST_CHECK;

void es_candidates_free(struct es_candidates *candidates);

/* The libraries underneath (gmime_late.c, psl_late.c), by the child that is to use them, before it
 * locks itself in; as es_late_open. */
es_status es_message_load(struct es_error *err) ES_MUST_CHECK;
es_status es_gmime_load(struct es_error *err) ES_MUST_CHECK;
es_status es_psl_load(struct es_error *err) ES_MUST_CHECK;

/* Starts GMime, once, without looking at any message. GLib calls out_of_memory, and ends the
 * process where that returns, or is NULL. */
void es_message_start(void (*out_of_memory)(void));

/* es_mail_link in this process: message.c, for the cage and for fuzzers. */
es_status es_message_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                          struct es_buf *link, struct es_error *err) ES_MUST_CHECK;

/* Whether the message has these signs; false where it cannot be told. message.c, for the cage. */
bool es_message_has_signs(const char *bytes, size_t len, const struct es_mail_signs *signs);

/* Undoes RFC 3676 (format=flowed): joins flowed lines, with the blank or (del_space) without. */
bool es_text_unflow(const char *text, bool del_space, struct es_buf *out) ES_MUST_CHECK;

#endif
