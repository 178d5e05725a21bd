/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session's files: the sealed file itself, its lock, its key, and where a damaged one is put.
 *
 * The file: a header (magic, version, the key store's mark, the moment of saving by all of its
 * clocks), then the nonce, the ciphertext and the tag. Header and session's name are sealed along.
 */
#ifndef ESIGN_PORTAL_SESSION_FILE_H
#define ESIGN_PORTAL_SESSION_FILE_H

#include "esign/session.h"
#include "keyring.h"
#include "numbers.h"

enum {
    ES_SESSION_HEADER_SIZE = 12 + ES_MOMENT_BYTES,
    /* the nonce is new each time, so header and nonce tell one writing from another */
    ES_SESSION_STAMP_SIZE = ES_SESSION_HEADER_SIZE + ES_SEAL_NONCE_SIZE,
    ES_SESSION_PLAIN_MAX = ES_PAGE_MAX + (2 << 20),
};

struct es_session_file {
    char name[ES_SESSION_NAME_MAX + 1];
    struct es_buf path, bad_path, key_path, lock_path;
    const struct es_key_store *const *stores;   /* the first that works is used; ends with NULL */
    int lock;                                   /* -1: not held */
    bool kept;                                  /* the file is there, as far as we know */
    bool set_aside;                             /* what was there could not be used */
    bool dropped;                               /* we removed one */
    unsigned char stamp[ES_SESSION_STAMP_SIZE]; /* of the file as we read or wrote it */
    struct es_moment saved;
};

/* Checks the name and finds the paths; nothing is locked or read. stores NULL: the shipped
 * order, the keyring and then the file. */
es_status es_session_file_new(const char *name, const struct es_key_store *const *stores,
                              struct es_session_file **out, struct es_error *err) ES_MUST_CHECK;
void es_session_file_free(struct es_session_file **file);

es_status es_session_file_lock(struct es_session_file *file, int wait_ms,
                               struct es_error *err) ES_MUST_CHECK;
void es_session_file_unlock(struct es_session_file *file);

/* Each of the following needs the lock. */

/* The plain bytes; *found false (and plain empty) where there is no session: none is kept, it is
 * over (then it is removed), or it cannot be opened (then it is set aside). */
es_status es_session_file_read(struct es_session_file *file, struct es_buf *plain, bool *found,
                               struct es_error *err) ES_MUST_CHECK;
es_status es_session_file_write(struct es_session_file *file, const struct es_buf *plain,
                                const struct es_moment *now, struct es_error *err) ES_MUST_CHECK;

/* Puts a file that cannot be used out of the way and tells the person. */
void es_session_file_set_aside(struct es_session_file *file);

/* Removes file, key and what was set aside. *removed: by now no file is left, and there was one
 * when this value was made, whatever it was worth. */
es_status es_session_file_remove(struct es_session_file *file, bool *removed,
                                 struct es_error *err) ES_MUST_CHECK;

/* Whether another process has written or removed the file since we read or wrote it. */
bool es_session_file_changed(const struct es_session_file *file);

#endif
