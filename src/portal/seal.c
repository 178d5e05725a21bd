/* SPDX-License-Identifier: Apache-2.0 */
#include "seal.h"
#include "esign/secret.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

enum { CHUNK = 4096, DIGEST_SIZE = 32 };

static void free_cipher(EVP_CIPHER_CTX **cipher)
{
    EVP_CIPHER_CTX_free(*cipher);
}

bool es_seal_key_make(struct es_seal_key *key)
{
    return RAND_priv_bytes(key->bytes, sizeof(key->bytes)) == 1;
}

void es_seal_key_free(struct es_seal_key *key)
{
    es_wipe(key, sizeof(*key));
}

static bool mac(const struct es_seal_key *key, const void *bytes, size_t len,
                unsigned char out[DIGEST_SIZE])
{
    unsigned int out_len = 0;
    return HMAC(EVP_sha256(), key->bytes, sizeof(key->bytes), bytes, len, out, &out_len) &&
           out_len == DIGEST_SIZE;
}

bool es_seal_key_derive(const struct es_seal_key *from, const char *purpose,
                        struct es_seal_key *key)
{
    return mac(from, purpose, strlen(purpose), key->bytes);
}

/* Runs the bytes through the cipher into out, a chunk at a time, so that plain bytes lie only in
 * a caller's (secret) buffer and in one chunk that is wiped. */
static bool pass_through(EVP_CIPHER_CTX *cipher, const unsigned char *bytes, size_t len,
                         struct es_buf *out)
{
    unsigned char chunk[CHUNK];
    bool ok = true;
    for (size_t done = 0; ok && done < len;) {
        size_t part = len - done < CHUNK ? len - done : CHUNK;
        int n = 0;
        ok = EVP_CipherUpdate(cipher, chunk, &n, bytes + done, (int)part) == 1 &&
             es_buf_add(out, chunk, (size_t)n);
        done += part;
    }
    es_wipe(chunk, sizeof(chunk));
    return ok;
}

static EVP_CIPHER_CTX *start_cipher(const struct es_seal_key *key, const unsigned char *nonce,
                                    struct es_seal_context context, bool closing)
{
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int n = 0;
    if (cipher &&
        EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), NULL, key->bytes, nonce, closing) == 1 &&
        EVP_CipherUpdate(cipher, NULL, &n, context.bytes, (int)context.len) == 1) {
        return cipher;
    }
    EVP_CIPHER_CTX_free(cipher);
    return NULL;
}

bool es_seal_close(const struct es_seal_key *key, struct es_seal_context context, const void *plain,
                   size_t len, struct es_buf *out)
{
    unsigned char nonce[ES_SEAL_NONCE_SIZE], tag[ES_SEAL_TAG_SIZE], rest[ES_SEAL_TAG_SIZE];
    if (RAND_bytes(nonce, sizeof(nonce)) != 1 || !es_buf_add(out, nonce, sizeof(nonce))) {
        return false;
    }
    __attribute__((cleanup(free_cipher))) EVP_CIPHER_CTX *cipher =
        start_cipher(key, nonce, context, true);
    int n = 0;
    return cipher && pass_through(cipher, plain, len, out) &&
           EVP_CipherFinal_ex(cipher, rest, &n) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, sizeof(tag), tag) == 1 &&
           es_buf_add(out, tag, sizeof(tag));
}

static bool open_parts(const struct es_seal_key *key, struct es_seal_context context,
                       const unsigned char *sealed, size_t len, struct es_buf *out)
{
    size_t inside = len - ES_SEAL_EXTRA;
    unsigned char tag[ES_SEAL_TAG_SIZE], rest[ES_SEAL_TAG_SIZE];
    memcpy(tag, sealed + ES_SEAL_NONCE_SIZE + inside, sizeof(tag));
    __attribute__((cleanup(free_cipher))) EVP_CIPHER_CTX *cipher =
        start_cipher(key, sealed, context, false);
    int n = 0;
    return cipher && pass_through(cipher, sealed + ES_SEAL_NONCE_SIZE, inside, out) &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, sizeof(tag), tag) == 1 &&
           EVP_CipherFinal_ex(cipher, rest, &n) == 1;
}

bool es_seal_open(const struct es_seal_key *key, struct es_seal_context context, const void *sealed,
                  size_t len, struct es_buf *out)
{
    if (len >= ES_SEAL_EXTRA && open_parts(key, context, sealed, len, out)) {
        return true;
    }
    es_buf_clear(out); /* what was decrypted before the tag was checked is not to be believed */
    return false;
}

static void to_hex(const unsigned char *bytes, size_t len, char *hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * len] = '\0';
}

bool es_seal_mac(const struct es_seal_key *key, const void *bytes, size_t len, char hex[65])
{
    unsigned char digest[DIGEST_SIZE];
    if (!mac(key, bytes, len, digest)) {
        return false;
    }
    to_hex(digest, sizeof(digest), hex);
    return true;
}

bool es_seal_digest(const void *bytes, size_t len, char hex[65])
{
    unsigned char digest[DIGEST_SIZE];
    unsigned int n = 0;
    if (EVP_Digest(bytes, len, digest, &n, EVP_sha256(), NULL) != 1) {
        return false;
    }
    to_hex(digest, sizeof(digest), hex);
    return true;
}

bool es_seal_same(const char *a, const char *b)
{
    size_t len = strlen(a);
    return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}

bool es_seal_to_hex(const void *bytes, size_t len, struct es_buf *out)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < len; i++) {
        char pair[3];
        to_hex(at + i, 1, pair);
        if (!es_buf_add(out, pair, 2)) {
            return false;
        }
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool es_seal_from_hex(const char *hex, struct es_buf *out)
{
    for (; *hex; hex += 2) {
        int high = hex_digit(hex[0]), low = high < 0 ? -1 : hex_digit(hex[1]);
        if (low < 0 || !es_buf_add_char(out, (char)(high << 4 | low))) {
            return false;
        }
    }
    return true;
}
