/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing and keyed hashes, over OpenSSL: AES-256-GCM (NIST SP 800-38D) with a random 96-bit
 * nonce for each sealing, and HMAC-SHA-256 (RFC 2104).
 */
#ifndef ESIGN_PORTAL_SEAL_H
#define ESIGN_PORTAL_SEAL_H

#include "esign/buf.h"

enum {
    ES_SEAL_KEY_SIZE = 32,
    ES_SEAL_NONCE_SIZE = 12,
    ES_SEAL_TAG_SIZE = 16,
    ES_SEAL_EXTRA = ES_SEAL_NONCE_SIZE + ES_SEAL_TAG_SIZE, /* sealed minus plain size */
};

struct es_seal_key {
    unsigned char bytes[ES_SEAL_KEY_SIZE];
};

/* Bytes that are sealed along without being hidden: opening needs the very same. */
struct es_seal_context {
    const void *bytes;
    size_t len;
};

/* A new random key. */
bool es_seal_key_make(struct es_seal_key *key) ES_MUST_CHECK;

/* A key for one purpose, made from another. */
bool es_seal_key_derive(const struct es_seal_key *from, const char *purpose,
                        struct es_seal_key *key) ES_MUST_CHECK;

/* Wipes. */
void es_seal_key_free(struct es_seal_key *key);

/* Appends nonce, ciphertext and tag to out. */
bool es_seal_close(const struct es_seal_key *key, struct es_seal_context context, const void *plain,
                   size_t len, struct es_buf *out) ES_MUST_CHECK;

/* Puts the plain bytes into out, which must be empty. False, and out empty, where the key, the
 * context or a single bit is not the one of the sealing. */
bool es_seal_open(const struct es_seal_key *key, struct es_seal_context context, const void *sealed,
                  size_t len, struct es_buf *out) ES_MUST_CHECK;

/* HMAC-SHA-256 of the bytes as 64 lower-case hex digits. */
bool es_seal_mac(const struct es_seal_key *key, const void *bytes, size_t len,
                 char hex[65]) ES_MUST_CHECK;

/* SHA-256 of the bytes as 64 lower-case hex digits. */
bool es_seal_digest(const void *bytes, size_t len, char hex[65]) ES_MUST_CHECK;

/* Equal in a time that does not tell where they differ. */
bool es_seal_same(const char *a, const char *b);

/* Appends the bytes as lower-case hex; and back (false where it is no hex). */
bool es_seal_to_hex(const void *bytes, size_t len, struct es_buf *out) ES_MUST_CHECK;
bool es_seal_from_hex(const char *hex, struct es_buf *out) ES_MUST_CHECK;

#endif
