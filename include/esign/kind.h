/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of answers a command may need; their names are part of the contract. */
#ifndef ESIGN_KIND_H
#define ESIGN_KIND_H

#include "esign/buf.h"

enum es_kind {
    ES_KIND_ID,
    ES_KIND_CAPTCHA,
    ES_KIND_WORD,
    ES_KIND_WORD_AGAIN,
    ES_KIND_LINK,
    ES_KIND_CODE,
    ES_KIND_PHONE_OK,
    ES_KIND_SERIAL,
    ES_KIND_FIELD, /* of a page that the person fills in by hand */
    ES_KIND_PIN,   /* the card's */
    ES_KIND_NEW_PIN,
    ES_KIND_NEW_PIN_AGAIN,
    ES_KIND_MAIL_PASSWORD, /* of the account that the reset message comes to */
    ES_KIND_COUNT
};

enum { ES_ANSWER_MAX = 4096 }; /* bytes of one answer */

/* "id", "captcha", … as in --KIND-file, --answers and error.needs. */
const char *es_kind_name(enum es_kind kind);

/* What it is to a person, translated: "SMS code". */
const char *es_kind_words(enum es_kind kind);
bool es_kind_find(const char *name, enum es_kind *kind);

/* Secrets are read without echo. */
bool es_kind_is_secret(enum es_kind kind);

/* Takes out what belongs to how an answer was copied, and to no answer: all blanks of an identity
 * number and of an SMS code, which are read and written in groups; those around a picture's text. A
 * word and a PIN stay as they are. */
void es_kind_tidy(enum es_kind kind, struct es_buf *answer);

/* ES_ANSWER_INVALID where the answer cannot be right whatever the portal thinks: empty,
 * over-long, not UTF-8, a control character, or an identity number whose checksum fails and
 * which is no passport number (5–15 ASCII letters and digits with at least one letter), an SMS code
 * without a digit, or a PIN that is not digits alone. */
es_status es_kind_check(enum es_kind kind, const struct es_buf *answer,
                        struct es_error *err) ES_MUST_CHECK;

/* Whether eleven digits are a T.C. identity number, by its check digits. */
bool es_kind_is_identity_number(const char *digits);

/* Appends the identity number with all but its first and last three characters as •. */
bool es_kind_mask_id(const char *id, struct es_buf *out) ES_MUST_CHECK;

#endif
