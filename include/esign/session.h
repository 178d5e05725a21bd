/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept between runs: cookies, the current page (its addresses and hidden tokens), and
 * what the next command needs. Never an answer, and of the PIN page nothing but its links.
 *
 * The file lies in the runtime folder (see file.h) as NAME.session: a header, a nonce and JSON
 * sealed with AES-256-GCM. The key is in the user's kernel keyring with an hour's timeout, else
 * a 0600 file NAME.key beside it. A file that is an hour old, cut, damaged, of another version
 * or sealed with another key is no session: it is set aside and the person told.
 *
 * The lock is a file NAME.lock (flock). It is held while the session is read, used on the
 * network and written, and given back while a person is asked: es_session_unlock before the
 * question, es_session_relock after it, which fails when another command has written meanwhile.
 */
#ifndef ESIGN_SESSION_H
#define ESIGN_SESSION_H

#include "esign/moment.h"
#include "esign/page.h"

enum { ES_SESSION_NAME_MAX = 64, ES_SESSION_IDLE_SECONDS = 3600 };

struct es_session {
    /* kept */
    struct es_buf cookies;     /* libcurl's COOKIELIST lines; secret */
    struct es_page *page;      /* the current page, or NULL */
    char profile[64];          /* name of the profile it was made with */
    char start[512];           /* the --start URL in force, or "" */
    char screen[16];           /* recognised screen's name, or "" */
    char masked_id[40];        /* as es_kind_mask_id gives it, or "" */
    char id_hash[65];          /* keyed hash of the id given at login (ledger.h), or "" */
    char picture_for[16];      /* command whose picture waits for its answer, or "" */
    char picture_path[4096];   /* where that picture was saved, or "" */
    char phone[64];            /* where the SMS goes, as the portal masks it, or "" */
    struct es_moment sms_sent; /* zeroes: no code is on its way */
    int sms_seconds;           /* what the portal's countdown said when it was sent */
    bool logged_in;            /* the word was accepted in this session */
    bool by_hand;              /* `esign page` led here: a command goes on from the page */

    /* not kept */
    struct es_session_file *file;
};

/* Opens and locks the session NAME (letters, digits, '-', '_', '.', not starting with a dot;
 * else ES_USAGE) and reads it if there is one; `*found` tells. Waits for the lock at most
 * wait_ms, then ES_SESSION_BUSY. A damaged file gives found = false and a line in the log.
 * ES_SESSION_UNUSABLE, with path and reason, where folder, file or key cannot be used at all. */
es_status es_session_open(const char *name, int wait_ms, struct es_session **out, bool *found,
                          struct es_error *err) ES_MUST_CHECK;

/* Seals and writes it, and renews the key's hour. Needs the lock. */
es_status es_session_save(struct es_session *session, struct es_error *err) ES_MUST_CHECK;

/* Removes file and key, and empties the value; the lock stays held. *forgotten: there was
 * something, be it a file that could not be used, and it is gone. */
es_status es_session_forget(struct es_session *session, bool *forgotten,
                            struct es_error *err) ES_MUST_CHECK;

/* The same for a session that cannot even be opened. */
es_status es_session_discard(const char *name, int wait_ms, bool *forgotten,
                             struct es_error *err) ES_MUST_CHECK;

/* There was a file when it was opened, and it could not be used. */
bool es_session_was_useless(const struct es_session *session);

/* Empties the value (as if nothing had been read) without touching the file. */
void es_session_clear(struct es_session *session);

void es_session_unlock(struct es_session *session);
es_status es_session_relock(struct es_session *session, int wait_ms,
                            struct es_error *err) ES_MUST_CHECK;

/* Seconds until the session is forgotten if nothing uses it; 0 where nothing is kept. */
int es_session_expires_in(const struct es_session *session);

/* Unlocks, wipes, frees. */
void es_session_free(struct es_session **session);

#endif
