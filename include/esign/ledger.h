/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of wrong words, so that the third is not sent by accident. One per user, in the
 * state folder: `ledger` (JSON) and `ledger.key` (32 random bytes, 0600, lasts).
 *
 * An entry is a count for one identity number and one receiving host. The number is stored only
 * as HMAC-SHA-256(key, id LF host); its masked form ("100•••••146", for `esign status`) is
 * sealed with a key derived from the same file. Every change is made under a lock, written and
 * synced before the caller goes on. A ledger that cannot be read or written, or whose key is
 * missing or of another one, is ES_LEDGER_UNUSABLE; it never starts from nought by itself.
 */
#ifndef ESIGN_LEDGER_H
#define ESIGN_LEDGER_H

#include "esign/error.h"

enum { ES_LEDGER_LIMIT = 3 }; /* the wrong word that blocks the account */

/* The wrong words counted for this id at this host. Creates an empty ledger on first use. */
es_status es_ledger_count(const char *id, const char *host, int *count,
                          struct es_error *err) ES_MUST_CHECK;

/* Counts a try before it is sent, under the lock: when the count already stands at
 * ES_LEDGER_LIMIT - 1 or more and last_try is false, nothing is written and it is ES_LAST_TRY
 * (err->tries_left filled). *count is the new count. */
es_status es_ledger_begin(const char *id, const char *host, bool last_try, int *count,
                          struct es_error *err) ES_MUST_CHECK;

/* The portal says that only so many tries are left: where that are fewer than we know of, the count
 * is raised. *count is the count then. */
es_status es_ledger_take_left(const char *id, const char *host, int left, int *count,
                              struct es_error *err) ES_MUST_CHECK;

/* Gives a try back (a wrong picture, or nothing was sent). */
es_status es_ledger_give_back(const char *id, const char *host, struct es_error *err) ES_MUST_CHECK;

/* The word was accepted or newly set: sets the count to nought. */
es_status es_ledger_clear(const char *id, const char *host, struct es_error *err) ES_MUST_CHECK;

/* The hex HMAC of an id at a host, for use without the id at hand later: es_ledger_clear_hash. */
es_status es_ledger_hash(const char *id, const char *host, char hash[65],
                         struct es_error *err) ES_MUST_CHECK;
es_status es_ledger_clear_hash(const char *hash, struct es_error *err) ES_MUST_CHECK;

struct es_ledger_entry {
    char masked_id[40];
    char host[256];
    int count;
};

/* All entries with a count over nought; *entries from malloc, the caller's to free. A ledger
 * that does not exist yet is an empty one here. */
es_status es_ledger_list(struct es_ledger_entry **entries, size_t *n,
                         struct es_error *err) ES_MUST_CHECK;

#endif
