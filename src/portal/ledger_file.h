/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's files: `ledger` (JSON), `ledger.key` and `ledger.lock` in the state folder.
 *
 * {"version":1,"key_id":"…","entries":[{"hash","host","count","masked"}],"mac":"…"}
 * key_id tells which key the file belongs to, mac is keyed over all the rest, masked is the
 * masked identity number sealed to its hash, in hex.
 */
#ifndef ESIGN_PORTAL_LEDGER_FILE_H
#define ESIGN_PORTAL_LEDGER_FILE_H

#include "esign/ledger.h"
#include "seal.h"

enum {
    ES_LEDGER_FILE_MAX = 1 << 20,
    ES_LEDGER_ENTRIES_MAX = 1000,
    ES_LEDGER_COUNT_MAX = 9999, /* counts stay here rather than overflow */
};

struct es_ledger_record {
    char hash[65];
    struct es_ledger_entry entry;
};

struct es_ledger_file {
    struct es_buf path, key_path;
    int lock;               /* -1: not held; set before es_ledger_file_free may be called */
    struct es_seal_key key; /* as in ledger.key; other keys are derived from it */
    size_t n;
    struct es_ledger_record *records;
};

#define ES_LEDGER_FILE_INIT                                                                        \
    {                                                                                              \
        .lock = -1                                                                                 \
    }

/* Locks and reads the ledger. Where there is none yet: with create, makes an empty one; else
 * gives no records and no key (the caller only lists). Anything else that is not a whole ledger
 * with its own key is ES_LEDGER_UNUSABLE. */
es_status es_ledger_file_open(bool create, struct es_ledger_file *file,
                              struct es_error *err) ES_MUST_CHECK;

/* Writes the records and waits until they are on the disk. */
es_status es_ledger_file_write(const struct es_ledger_file *file,
                               struct es_error *err) ES_MUST_CHECK;

/* Room for one more record at the end, emptied; NULL where there is none. */
struct es_ledger_record *es_ledger_file_grow(struct es_ledger_file *file);

/* Unlocks, wipes, frees. */
void es_ledger_file_free(struct es_ledger_file *file);

#endif
