/* SPDX-License-Identifier: Apache-2.0 */
/* What of OpenSSL cannot be had through libcurl's options. */
#include "web.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>

enum { SECURITY_LEVEL = 2 }; /* 112 bits, as Debian's OpenSSL has it by itself */

void es_web_start_tls(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static void note_good_bye(const SSL *ssl, int where, int alert)
{
    bool *good_bye = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
        (alert & 0xff) == SSL3_AD_CLOSE_NOTIFY) {
        *good_bye = true;
    }
}

/* Where OpenSSL or libcurl were started before us, with a configuration or a key log: no weaker
 * keys and no log all the same. (A configuration cannot add an authority.) */
static void undo_configuration(SSL_CTX *context)
{
    if (SSL_CTX_get_security_level(context) < SECURITY_LEVEL) {
        SSL_CTX_set_security_level(context, SECURITY_LEVEL);
    }
    SSL_CTX_set_keylog_callback(context, NULL);
}

void es_web_harden_tls(void *ssl_ctx, bool *good_bye)
{
    undo_configuration(ssl_ctx);
    /* Plaintext does not stay in OpenSSL's buffers. */
    SSL_CTX_set_options((SSL_CTX *)ssl_ctx, SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_app_data((SSL_CTX *)ssl_ctx, good_bye);
    SSL_CTX_set_info_callback(ssl_ctx, note_good_bye);
}
