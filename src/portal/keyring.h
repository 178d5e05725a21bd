/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a session's key may lie: the user's kernel keyring, or a private file. Both are tables
 * of the same functions, so that the session takes the first that works and a test can choose.
 */
#ifndef ESIGN_PORTAL_KEYRING_H
#define ESIGN_PORTAL_KEYRING_H

#include "seal.h"

struct es_key_place {
    const char *session_path; /* a hash of it names the key in the keyring */
    const char *key_path;     /* the key's file, where the keyring is refused */
};

struct es_key_store {
    unsigned char mark; /* stands in the session's header */
    /* False where there is no such key, or the store is refused. */
    bool (*load)(const struct es_key_place *place, struct es_seal_key *key);
    /* Saves the key, or begins its hour anew where it is the one already there. False where the
     * store is refused; nothing is left behind then. */
    bool (*save)(const struct es_key_place *place, const struct es_seal_key *key);
    void (*forget)(const struct es_key_place *place);
};

extern const struct es_key_store es_keyring;  /* mark 'K'; forgets the key after an hour */
extern const struct es_key_store es_key_file; /* mark 'F' */

#endif
