/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record of wrong words, so that the third is not sent by accident; and of when a reset mail
 * was asked for. One per user, in the state folder: `ledger` (JSON), `ledger.key` (32 random
 * bytes, 0600, lasts) and two files of locks.
 *
 * An entry is for one identity number and one receiving host. The number is stored only as
 * HMAC-SHA-256(key, id LF host); its masked form ("100•••••146", for `esign status`) is
 * sealed with a key derived from the same file. Every change is made under a lock, written and
 * synced before the caller goes on. A ledger that cannot be read or written, or whose key is
 * missing or of another one, is ES_LEDGER_UNUSABLE; it never starts from nought by itself. No
 * count ever ends by time.
 */
#ifndef ESIGN_LEDGER_H
#define ESIGN_LEDGER_H

#include "esign/error.h"
#include "esign/moment.h"

enum {
    ES_LEDGER_LIMIT = 3,                      /* the wrong word that blocks the account */
    ES_LEDGER_LAST_TRY = ES_LEDGER_LIMIT - 1, /* so many are spent before the last */
    ES_LEDGER_HASH_SIZE = 65,
};

/* Proves, by writing it anew, that the ledger can be read and written. Makes an empty one on first
 * use. */
es_status es_ledger_check(struct es_error *err) ES_MUST_CHECK;

/* The wrong words counted for this id at this host. Creates an empty ledger on first use. */
es_status es_ledger_count(const char *id, const char *host, int *count,
                          struct es_error *err) ES_MUST_CHECK;

/* A word that is about to be sent. It counts from the beginning on, and is under way until it is
 * freed or the process ends, however that ends; what is learned of it concerns it alone, whatever
 * other tries of the same number do meanwhile. */
struct es_ledger_try {
    char hash[ES_LEDGER_HASH_SIZE];
    int64_t token; /* who it is */
    int lock;      /* -1: not begun */
    int count;     /* that the number stood at when it was last written, this one included */
};

#define ES_LEDGER_TRY_INIT                                                                         \
    (struct es_ledger_try)                                                                         \
    {                                                                                              \
        .lock = -1                                                                                 \
    }

/* Counts a try before it is sent. `agreed` is the count at which the person agreed to send one
 * more: 0 for none, ES_LEDGER_LAST_TRY for --last-try. When the count stands at ES_LEDGER_LAST_TRY
 * or more and above `agreed`, nothing is written and it is ES_LAST_TRY. */
es_status es_ledger_begin(const char *id, const char *host, int agreed, struct es_ledger_try *try,
                          struct es_error *err) ES_MUST_CHECK;

/* ES_LAST_TRY with what `count` means (err->tries_left filled). */
es_status es_ledger_refuse(int count, struct es_error *err);

/* The portal says that only so many tries are left: where that are fewer than we know of, the count
 * is raised. */
es_status es_ledger_take_left(struct es_ledger_try *try, int left,
                              struct es_error *err) ES_MUST_CHECK;

/* Gives this try back (a wrong picture, or nothing was sent); once. */
es_status es_ledger_give_back(struct es_ledger_try *try, struct es_error *err) ES_MUST_CHECK;

/* The word was accepted: sets the count to nought, but for other tries that were under way at some
 * time since this one began, for the portal may have seen them after it. */
es_status es_ledger_accepted(struct es_ledger_try *try, struct es_error *err) ES_MUST_CHECK;

void es_ledger_try_free(struct es_ledger_try *try);

/* The hex HMAC of an id at a host, for use without the id at hand later. */
es_status es_ledger_hash(const char *id, const char *host, char hash[ES_LEDGER_HASH_SIZE],
                         struct es_error *err) ES_MUST_CHECK;

/* The word was newly set: sets the count to nought, but for tries that are under way. */
es_status es_ledger_clear_hash(const char *hash, struct es_error *err) ES_MUST_CHECK;

/* Asking for a reset mail. */
struct es_ledger_request {
    char hash[ES_LEDGER_HASH_SIZE];
    int64_t token;           /* 0: nothing was written */
    struct es_moment before; /* when the one before it was made; zeroes: none */
};

/* ES_TOO_SOON, with err->retry_after filled, where one was asked for at this host for this id less
 * than `every` seconds ago, by whatever run. 0: always ES_OK. */
es_status es_ledger_may_ask(const char *id, const char *host, int every,
                            struct es_error *err) ES_MUST_CHECK;

/* The same, and notes that one is asked for now; before it is sent. */
es_status es_ledger_ask(const char *id, const char *host, int every,
                        struct es_ledger_request *request, struct es_error *err) ES_MUST_CHECK;

/* It was not asked for after all (a wrong picture, or nothing was sent). */
es_status es_ledger_ask_back(struct es_ledger_request *request, struct es_error *err) ES_MUST_CHECK;

/* When one was last asked for, by es_ledger_hash's hash; false where that is not known. Changes and
 * makes nothing. */
bool es_ledger_asked(const char *hash, struct es_moment *asked);

struct es_ledger_entry {
    char masked_id[40];
    char host[256];
    int count;
};

/* All entries with a count over nought; *entries from es_heap, the caller's to free. Makes and
 * changes nothing, so it works on a read-only disk. A ledger that does not exist yet is an empty
 * one here. */
es_status es_ledger_list(struct es_ledger_entry **entries, size_t *n,
                         struct es_error *err) ES_MUST_CHECK;

#endif
