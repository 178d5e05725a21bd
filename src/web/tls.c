/* SPDX-License-Identifier: Apache-2.0 */
/* What of OpenSSL cannot be had through libcurl's options. */
#include "web.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { SECURITY_LEVEL = 2 }; /* 112 bits, as Debian's OpenSSL has it by itself */

void es_web_start_tls(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static void note_good_bye(const SSL *ssl, int where, int alert)
{
    struct es_web_notes *notes = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
        (alert & 0xff) == SSL3_AD_CLOSE_NOTIFY) {
        notes->good_bye = true;
    }
}

/* An authority that could not be looked up is to OpenSSL one that is not there. Why its file could
 * not be opened stands at the head of its errors, for the handshake began with none. */
static int note_shortage(int trusted, X509_STORE_CTX *store)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct es_web_notes *notes = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    unsigned long first = ERR_peek_error();
    if (!trusted && ERR_SYSTEM_ERROR(first) && es_web_is_shortage(ERR_GET_REASON(first))) {
        notes->shortage = ERR_GET_REASON(first);
    }
    return trusted;
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

/* The name is looked at within the handshake, and not, as libcurl does, after it: whoever is not
 * the portal does not even learn that it would have been trusted. Names stand among the alternative
 * ones, where browsers look (RFC 9525, 6.3); a star takes the place of a whole label. */
static bool expect_host(SSL_CTX *context, const char *host)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    char address[64];
    size_t len = strlen(host);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
                                               X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (host[0] == '[' && len > 2 && len - 2 < sizeof(address)) {
        memcpy(address, host + 1, len - 2);
        address[len - 2] = '\0';
        return X509_VERIFY_PARAM_set1_ip_asc(param, address) == 1;
    }
    return X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1 ||
           X509_VERIFY_PARAM_set1_host(param, host, len) == 1;
}

bool es_web_harden_tls(void *ssl_ctx, const char *host, struct es_web_notes *notes)
{
    undo_configuration(ssl_ctx);
    /* Plaintext does not stay in OpenSSL's buffers. */
    SSL_CTX_set_options((SSL_CTX *)ssl_ctx, SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_app_data((SSL_CTX *)ssl_ctx, notes);
    SSL_CTX_set_info_callback(ssl_ctx, note_good_bye);
    SSL_CTX_set_verify(ssl_ctx, SSL_CTX_get_verify_mode(ssl_ctx), note_shortage);
    return !host || expect_host(ssl_ctx, host);
}
