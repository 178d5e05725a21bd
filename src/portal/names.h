/* SPDX-License-Identifier: Apache-2.0 */
/* What the names, values and addresses say that a page sends along, which no person reads. */
#ifndef ESIGN_PORTAL_NAMES_H
#define ESIGN_PORTAL_NAMES_H

#include "esign/text.h"
#include <jansson.h>

/* The words of a name: "islemOnay" is "islem onay". */
bool es_name_key(const char *name, struct es_text_key *out) ES_MUST_CHECK;

/* True where one of the longer stems stands anywhere in the folded text. */
bool es_stems_within(const json_t *stems, const char *text);

/* Appends an address without its scheme and host, as it is meant. */
bool es_address_plain(const char *address, struct es_buf *out) ES_MUST_CHECK;

/* A value that a server made. */
bool es_value_is_token(const char *value);

#endif
