/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's files: `ledger` (JSON), `ledger.key`, `ledger.lock` and `ledger.tries` (a locked
 * byte for each try that is under way) in the state folder.
 *
 * {"version":2,"key_id":"…","entries":[{"hash","host","count","masked","open","asked"}],"mac":"…"}
 * key_id tells which key the file belongs to, mac is keyed over all the rest, masked is the
 * masked identity number sealed to its hash, in hex. open is a list of [token, beside]; asked is
 * null or {"by","wall","up","boot"}, the token and moment of the newest request for a mail.
 */
#ifndef ESIGN_PORTAL_LEDGER_FILE_H
#define ESIGN_PORTAL_LEDGER_FILE_H

#include "esign/ledger.h"
#include "seal.h"

enum {
    ES_LEDGER_FILE_MAX = 1 << 20,
    ES_LEDGER_ENTRIES_MAX = 1000,
    ES_LEDGER_COUNT_MAX = 9999, /* counts stay here rather than overflow */
    ES_LEDGER_OPEN_MAX = 16,
    ES_LEDGER_ASKED_KEPT = 86400, /* seconds; no profile asks for a longer wait */
};

struct es_ledger_open { /* a try whose result may still be told */
    int64_t token;
    int beside; /* counted tries that were under way at some time since it began */
};

struct es_ledger_record {
    char hash[ES_LEDGER_HASH_SIZE];
    struct es_ledger_entry entry;
    size_t n_open;
    struct es_ledger_open open[ES_LEDGER_OPEN_MAX]; /* each is in entry.count too */
    struct es_moment asked;                         /* zeroes: not, or long ago */
    int64_t asked_by;
};

struct es_ledger_file {
    struct es_buf path, key_path, tries_path;
    int lock;               /* -1: not held; set before es_ledger_file_free may be called */
    struct es_seal_key key; /* as in ledger.key; other keys are derived from it */
    size_t n;
    struct es_ledger_record *records;
};

#define ES_LEDGER_FILE_INIT                                                                        \
    {                                                                                              \
        .lock = -1                                                                                 \
    }

/* Locks and reads the ledger, making an empty one where there is none yet. What is not a whole
 * ledger with its own key is ES_LEDGER_UNUSABLE. */
es_status es_ledger_file_open(struct es_ledger_file *file, struct es_error *err) ES_MUST_CHECK;

/* Reads it, without the lock where the disk is read-only (then nobody writes); makes nothing, and
 * gives no records and no key where there is none yet. */
es_status es_ledger_file_look(struct es_ledger_file *file, struct es_error *err) ES_MUST_CHECK;

/* Writes the records and waits until they are on the disk. */
es_status es_ledger_file_write(const struct es_ledger_file *file,
                               struct es_error *err) ES_MUST_CHECK;

/* The record of this hash; NULL where there is none. */
struct es_ledger_record *es_ledger_file_find(struct es_ledger_file *file, const char *hash);

/* Room for one more record at the end, emptied; NULL where there is none. */
struct es_ledger_record *es_ledger_file_grow(struct es_ledger_file *file);

/* The same, for this id at this host; ES_LEDGER_UNUSABLE where there is no room. */
es_status es_ledger_file_add(struct es_ledger_file *file, const char *hash, const char *id,
                             const char *host, struct es_ledger_record **record,
                             struct es_error *err) ES_MUST_CHECK;

/* Opens the ledger and finds the record of the id at the host; *record NULL where there is none. */
es_status es_ledger_file_open_at(struct es_ledger_file *file, const char *id, const char *host,
                                 char hash[ES_LEDGER_HASH_SIZE], struct es_ledger_record **record,
                                 struct es_error *err) ES_MUST_CHECK;

/* A number that nothing else has; over nought. */
bool es_ledger_file_token(int64_t *token) ES_MUST_CHECK;

/* Unlocks, wipes, frees. */
void es_ledger_file_free(struct es_ledger_file *file);

#endif
