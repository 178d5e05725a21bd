/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate as a person wants to know it: X.509 (RFC 5280) with the statements of a qualified
 * one (RFC 3739, section 3.2.6; ETSI EN 319 412-5). Its text is foreign and made safe to show. No
 * signature is checked: that a certificate lies on the card says who it is for, not that it is
 * genuine. Pure: bytes in, value out.
 */
#ifndef ESIGN_CERTIFICATE_H
#define ESIGN_CERTIFICATE_H

#include "esign/buf.h"
#include <stdint.h>

enum {
    ES_CERTIFICATE_DER_MAX = 64 << 10, /* bytes */
    ES_CERTIFICATE_TEXT_MAX = 512,     /* bytes of a name, the closing NUL included */
    ES_CERTIFICATE_SERIAL_MAX = 64,    /* bytes; RFC 5280 allows 20 */
    ES_CERTIFICATE_STATEMENTS_MAX = 16,
    ES_CERTIFICATE_OID_MAX = 64,
    ES_CERTIFICATE_TIME_MAX = 32,
    ES_CERTIFICATE_SOON = 60 * 24 * 60 * 60, /* seconds before the end that count as near it */
};

struct es_certificate {                     /* "" where the certificate does not tell */
    char owner[ES_CERTIFICATE_TEXT_MAX];    /* the subject's common name */
    char owner_id[ES_CERTIFICATE_TEXT_MAX]; /* its serialNumber: the identity number, in Turkey */
    char issuer[ES_CERTIFICATE_TEXT_MAX];   /* common name */
    char issuer_organisation[ES_CERTIFICATE_TEXT_MAX];
    char serial[2 * ES_CERTIFICATE_SERIAL_MAX + 2]; /* upper-case hex; "-" before a negative one */
    int64_t from, to;                               /* seconds since 1970, both included */
    char from_text[ES_CERTIFICATE_TIME_MAX];        /* RFC 3339, UTC */
    char to_text[ES_CERTIFICATE_TIME_MAX];
    bool for_signing; /* key usage has nonRepudiation: to sign documents, not to log in */
    bool authority;   /* it may sign other certificates: nobody's own */
    bool qualified;   /* it says so of itself: QcCompliance, or the statement of law no. 5070 */
    bool on_device;   /* QcSSCD: its key lies in a secure device */
    bool law_5070;    /* the statement that Turkey's authority (BTK) asks for */
    size_t n_statements;
    char statement[ES_CERTIFICATE_STATEMENTS_MAX][ES_CERTIFICATE_OID_MAX];
};

/* False where the bytes are no certificate, have something behind them, or are too many; where its
 * serial is longer than ES_CERTIFICATE_SERIAL_MAX or a time of it is none; and where memory is out.
 * *out is zeroed then. */
bool es_certificate_read(const uint8_t *der, size_t len, struct es_certificate *out) ES_MUST_CHECK;

/* Appends the bytes as PEM (RFC 7468). */
bool es_certificate_pem(const uint8_t *der, size_t len, struct es_buf *out) ES_MUST_CHECK;

enum es_certificate_time {
    ES_CERTIFICATE_NOT_BEGUN,
    ES_CERTIFICATE_VALID,
    ES_CERTIFICATE_ENDING, /* valid, but for no more than ES_CERTIFICATE_SOON */
    ES_CERTIFICATE_OVER,
};
const char *es_certificate_time_name(enum es_certificate_time time); /* "not_begun", "valid", … */

/* At a moment, in seconds since 1970. */
enum es_certificate_time es_certificate_time_at(const struct es_certificate *certificate,
                                                int64_t now);

/* Whether a person who signs would rather mean a than b: one for signing, qualified, whose time it
 * is, that begins later. False where they are alike. */
bool es_certificate_is_better(const struct es_certificate *a, const struct es_certificate *b,
                              int64_t now);

#endif
