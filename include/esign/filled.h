/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person has filled in on the current page by hand and not sent yet. Answers are never kept
 * in a file, not even sealed: only the user's kernel keyring holds them, for ten minutes, and for
 * the very page that they were filled in on. Going on from the page or forgetting the session
 * drops them. Where the keyring is refused nothing can be kept (ADR 9).
 */
#ifndef ESIGN_FILLED_H
#define ESIGN_FILLED_H

#include "esign/form.h"
#include "esign/session.h"

enum { ES_FILLED_MAX = 32, ES_FILLED_SECONDS = 600 };

struct es_filled {
    struct es_fill fill[ES_FILLED_MAX]; /* the values are borrowed from `kept` */
    size_t n;
    struct es_buf kept; /* secret */
};

/* What is kept for the session's page; nothing (n 0) where there is nothing. Needs the session's
 * lock, as the others do. */
void es_filled_load(const struct es_session *session, struct es_filled *out);
void es_filled_free(struct es_filled *filled);

/* Keeps these, in place of what was kept before. ES_USAGE where the keyring takes none. */
es_status es_filled_save(const struct es_session *session, const struct es_fill *fills, size_t n,
                         struct es_error *err) ES_MUST_CHECK;

void es_filled_forget(const struct es_session *session);

/* Forgets what is kept for another page than the session's, or for too long. */
void es_filled_tidy(const struct es_session *session);

#endif
