/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_DATA_URL_H
#define ESIGN_PORTAL_DATA_URL_H

#include "esign/buf.h"

/* A picture that stands in the page itself, as "data:image/…;base64,…" (RFC 2397). */
bool es_data_url_is(const char *address);

/* Appends its bytes. False where it is not in base64, or out's maximum is passed. */
bool es_data_url_read(const char *address, struct es_buf *out) ES_MUST_CHECK;

#endif
