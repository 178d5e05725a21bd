/* SPDX-License-Identifier: Apache-2.0 */
/* A CA and a server certificate of our own, new at every start, never on the disk but for the
 * CA's certificate. */
#ifndef ESIGN_PRACTICE_TLS_H
#define ESIGN_PRACTICE_TLS_H

#include "esign/buf.h"

struct es_tls {
    struct es_buf ca;    /* PEM certificate */
    struct es_buf chain; /* PEM server certificate and the CA's */
    struct es_buf key;   /* PEM private key of the server; secret */
};

/* Makes them for localhost, 127.0.0.1, [::1] and practice.example.org. */
bool es_tls_make(struct es_tls *out) ES_MUST_CHECK;

void es_tls_free(struct es_tls *tls);

#endif
