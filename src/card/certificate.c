/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/certificate.h"
#include "esign/text.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAME_CHARACTERS = 120 };

/* ETSI EN 319 412-5, sections 4.2.1 and 4.2.2. */
static const char COMPLIANCE[] = "0.4.0.1862.1.1";
static const char DEVICE[] = "0.4.0.1862.1.4";
/* The statements of Turkish qualified certificates (law no. 5070), an older and a newer one. */
static const char *const LAW_5070[] = {"2.16.792.1.61.0.1.5070.1.1", "2.16.792.1.61.0.1.5070.2.1"};

/* A NUL within a name would hide what follows it. */
static bool take_text(const unsigned char *text, size_t len, char out[ES_CERTIFICATE_TEXT_MAX])
{
    es_auto(buf) whole = {.max = ES_CERTIFICATE_DER_MAX};
    es_auto(buf) safe = {.max = ES_CERTIFICATE_TEXT_MAX - 1};
    for (size_t i = 0; i < len; i++)
        if (!es_buf_add_char(&whole, text[i] ? (char)text[i] : '\x01'))
            return false;
    if (!es_text_safe(es_buf_str(&whole), NAME_CHARACTERS, &safe))
        return false;
    memcpy(out, es_buf_str(&safe), safe.len + 1);
    return true;
}

/* Of several values the last is the most specific (RFC 4514 names it first). */
static bool take_name(const X509_NAME *name, int kind, char out[ES_CERTIFICATE_TEXT_MAX])
{
    int at = -1;
    for (int next; (next = X509_NAME_get_index_by_NID(name, kind, at)) >= 0;)
        at = next;
    if (at < 0)
        return true;
    unsigned char *text = NULL;
    int len = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    bool ok = len < 0 || take_text(text, (size_t)len, out); /* no text at all: left out */
    OPENSSL_free(text);
    return ok;
}

static bool take_serial(const X509 *x509, char *out)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
    const unsigned char *bytes = ASN1_STRING_get0_data(serial);
    int len = ASN1_STRING_length(serial);
    if (len > ES_CERTIFICATE_SERIAL_MAX)
        return false;
    if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
        *out++ = '-';
    for (int i = 0; i < len; i++) {
        *out++ = DIGITS[bytes[i] >> 4];
        *out++ = DIGITS[bytes[i] & 0x0F];
    }
    *out = '\0';
    return true;
}

static bool take_time(const ASN1_TIME *time, int64_t *out, char text[ES_CERTIFICATE_TIME_MAX])
{
    struct tm parts = {0};
    if (!ASN1_TIME_to_tm(time, &parts))
        return false;
    *out = timegm(&parts);
    return snprintf(text, ES_CERTIFICATE_TIME_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                    parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                    parts.tm_min, parts.tm_sec) < ES_CERTIFICATE_TIME_MAX;
}

/* What is unknown counts for nothing; one that cannot be told as text is not kept. */
static void take_statement(const ASN1_OBJECT *oid, struct es_certificate *out)
{
    char text[ES_CERTIFICATE_OID_MAX];
    int len = OBJ_obj2txt(text, sizeof text, oid, 1);
    if (len <= 0 || (size_t)len >= sizeof text)
        return;
    bool compliance = strcmp(text, COMPLIANCE) == 0;
    for (size_t i = 0; i < sizeof LAW_5070 / sizeof *LAW_5070; i++)
        out->law_5070 = out->law_5070 || strcmp(text, LAW_5070[i]) == 0;
    out->qualified = out->qualified || compliance || out->law_5070;
    out->on_device = out->on_device || strcmp(text, DEVICE) == 0;
    if (out->n_statements < ES_CERTIFICATE_STATEMENTS_MAX)
        memcpy(out->statement[out->n_statements++], text, (size_t)len + 1);
}

/* QCStatement ::= SEQUENCE { statementId OBJECT IDENTIFIER, statementInfo ANY OPTIONAL } */
static void read_statement(const ASN1_TYPE *statement, struct es_certificate *out)
{
    if (statement->type != V_ASN1_SEQUENCE)
        return;
    const unsigned char *at = ASN1_STRING_get0_data(statement->value.sequence);
    ASN1_SEQUENCE_ANY *parts =
        d2i_ASN1_SEQUENCE_ANY(NULL, &at, ASN1_STRING_length(statement->value.sequence));
    const ASN1_TYPE *id = sk_ASN1_TYPE_num(parts) > 0 ? sk_ASN1_TYPE_value(parts, 0) : NULL;
    if (id && id->type == V_ASN1_OBJECT)
        take_statement(id->value.object, out);
    sk_ASN1_TYPE_pop_free(parts, ASN1_TYPE_free);
}

/* An extension that stands there twice says nothing (RFC 5280, section 4.2). */
static void read_statements(const X509 *x509, struct es_certificate *out)
{
    int at = X509_get_ext_by_NID(x509, NID_qcStatements, -1);
    if (at < 0 || X509_get_ext_by_NID(x509, NID_qcStatements, at) >= 0)
        return;
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_get_ext(x509, at));
    const unsigned char *bytes = ASN1_STRING_get0_data(value);
    const unsigned char *end = bytes + ASN1_STRING_length(value);
    ASN1_SEQUENCE_ANY *all = d2i_ASN1_SEQUENCE_ANY(NULL, &bytes, end - bytes);
    for (int i = 0; bytes == end && i < sk_ASN1_TYPE_num(all); i++)
        read_statement(sk_ASN1_TYPE_value(all, i), out);
    sk_ASN1_TYPE_pop_free(all, ASN1_TYPE_free);
}

static void read_use(X509 *x509, struct es_certificate *out)
{
    /* Without the extension OpenSSL tells of every use; it says nothing then. */
    bool has_usage = X509_get_ext_by_NID(x509, NID_key_usage, -1) >= 0;
    out->for_signing = has_usage && (X509_get_key_usage(x509) & KU_NON_REPUDIATION);
    out->authority = X509_check_ca(x509) == 1;
}

static bool read_all(X509 *x509, struct es_certificate *out)
{
    const X509_NAME *subject = X509_get_subject_name(x509), *issuer = X509_get_issuer_name(x509);
    read_statements(x509, out);
    read_use(x509, out);
    return take_name(subject, NID_commonName, out->owner) &&
           take_name(subject, NID_serialNumber, out->owner_id) &&
           take_name(issuer, NID_commonName, out->issuer) &&
           take_name(issuer, NID_organizationName, out->issuer_organisation) &&
           take_serial(x509, out->serial) &&
           take_time(X509_get0_notBefore(x509), &out->from, out->from_text) &&
           take_time(X509_get0_notAfter(x509), &out->to, out->to_text);
}

bool es_certificate_read(const uint8_t *der, size_t len, struct es_certificate *out)
{
    memset(out, 0, sizeof *out);
    if (len == 0 || len > ES_CERTIFICATE_DER_MAX)
        return false;
    const unsigned char *at = der;
    X509 *x509 = d2i_X509(NULL, &at, (long)len);
    bool ok = x509 && at == der + len && read_all(x509, out);
    X509_free(x509);
    ERR_clear_error();
    if (!ok)
        memset(out, 0, sizeof *out);
    return ok;
}

bool es_certificate_pem(const uint8_t *der, size_t len, struct es_buf *out)
{
    enum { LINE = 48 }; /* bytes, for 64 characters */
    bool ok = es_buf_add_str(out, "-----BEGIN CERTIFICATE-----\n");
    for (size_t at = 0; ok && at < len; at += LINE) {
        unsigned char line[65];
        size_t n = len - at < LINE ? len - at : LINE;
        int written = EVP_EncodeBlock(line, der + at, (int)n);
        ok = es_buf_add(out, line, (size_t)written) && es_buf_add_char(out, '\n');
    }
    return ok && es_buf_add_str(out, "-----END CERTIFICATE-----\n");
}

const char *es_certificate_time_name(enum es_certificate_time time)
{
    static const char *const NAMES[] = {
        [ES_CERTIFICATE_NOT_BEGUN] = "not_begun",
        [ES_CERTIFICATE_VALID] = "valid",
        [ES_CERTIFICATE_ENDING] = "ending",
        [ES_CERTIFICATE_OVER] = "over",
    };
    return NAMES[time];
}

enum es_certificate_time es_certificate_time_at(const struct es_certificate *certificate,
                                                int64_t now)
{
    if (now > certificate->to)
        return ES_CERTIFICATE_OVER;
    if (now < certificate->from)
        return ES_CERTIFICATE_NOT_BEGUN;
    return certificate->to - now <= ES_CERTIFICATE_SOON ? ES_CERTIFICATE_ENDING
                                                        : ES_CERTIFICATE_VALID;
}

static int rank_of(const struct es_certificate *certificate, int64_t now)
{
    static const int BY_TIME[] = {
        [ES_CERTIFICATE_NOT_BEGUN] = 1,
        [ES_CERTIFICATE_VALID] = 2,
        [ES_CERTIFICATE_ENDING] = 2,
        [ES_CERTIFICATE_OVER] = 0,
    };
    return !certificate->authority * 32 + certificate->for_signing * 16 +
           certificate->qualified * 8 + BY_TIME[es_certificate_time_at(certificate, now)];
}

bool es_certificate_is_better(const struct es_certificate *a, const struct es_certificate *b,
                              int64_t now)
{
    int of_a = rank_of(a, now), of_b = rank_of(b, now);
    return of_a != of_b ? of_a > of_b : a->from > b->from;
}
