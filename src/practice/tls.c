/* SPDX-License-Identifier: Apache-2.0 */
#include "tls.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum { DAYS = 30 };

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return ok;
}

static bool set_serial(X509 *certificate)
{
    BIGNUM *serial = BN_new();
    bool ok = serial && BN_rand(serial, 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
              BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate));
    BN_free(serial);
    return ok;
}

static bool fill_in(X509 *certificate, EVP_PKEY *key, X509 *issuer, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), DAYS * 86400L) &&
           X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8,
                                      (const unsigned char *)"ALIŞTIRMA (esign-practice)", -1, -1,
                                      0) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
                                      -1, 0) &&
           X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) &&
           X509_set_pubkey(certificate, key);
}

static bool make_ca(X509 *ca, EVP_PKEY *key)
{
    return fill_in(ca, key, ca, "esign practice CA") &&
           add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
           add_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
           add_extension(ca, ca, NID_subject_key_identifier, "hash") &&
           /* Whoever trusts this CA by mistake trusts it for nothing but this computer. */
           add_extension(ca, ca, NID_name_constraints,
                         "critical,permitted;DNS:localhost,permitted;DNS:practice.example.org,"
                         "permitted;IP:127.0.0.0/255.0.0.0,"
                         "permitted;IP:0:0:0:0:0:0:0:1/"
                         "FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF") &&
           X509_sign(ca, key, EVP_sha256());
}

static bool make_server(X509 *server, EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key)
{
    return fill_in(server, key, ca, "localhost") &&
           add_extension(server, ca, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(server, ca, NID_key_usage, "critical,digitalSignature") &&
           add_extension(server, ca, NID_ext_key_usage, "serverAuth") &&
           add_extension(server, ca, NID_subject_key_identifier, "hash") &&
           add_extension(server, ca, NID_authority_key_identifier, "keyid") &&
           add_extension(server, ca, NID_subject_alt_name,
                         "DNS:localhost,DNS:practice.example.org,IP:127.0.0.1,IP:::1") &&
           X509_sign(server, ca_key, EVP_sha256());
}

static bool take_bio(BIO *bio, struct es_buf *out)
{
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);
    return len > 0 && es_buf_add(out, text, (size_t)len);
}

static bool add_certificate(X509 *certificate, struct es_buf *out)
{
    BIO *bio = BIO_new(BIO_s_mem());
    bool ok = bio && PEM_write_bio_X509(bio, certificate) && take_bio(bio, out);
    BIO_free(bio);
    return ok;
}

static bool add_key(EVP_PKEY *key, struct es_buf *out)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    bool ok =
        bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) && take_bio(bio, out);
    BIO_free(bio);
    return ok;
}

bool es_tls_make(struct es_tls *out)
{
    *out = (struct es_tls){.key = ES_BUF_SECRET};
    EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    X509 *ca = X509_new(), *server = X509_new();
    bool ok = ca_key && key && ca && server && make_ca(ca, ca_key) &&
              make_server(server, key, ca, ca_key) && add_certificate(ca, &out->ca) &&
              add_certificate(server, &out->chain) && add_certificate(ca, &out->chain) &&
              add_key(key, &out->key);
    X509_free(server);
    X509_free(ca);
    EVP_PKEY_free(key);
    EVP_PKEY_free(ca_key);
    return ok;
}

void es_tls_free(struct es_tls *tls)
{
    es_buf_free(&tls->ca);
    es_buf_free(&tls->chain);
    es_buf_free(&tls->key);
}
