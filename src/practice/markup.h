/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The markups: each is a folder of src/practice/pages and a row here, and shows the same
 * journey. No one of them is the truth: how the real portal is marked up is not known.
 */
#ifndef ESIGN_PRACTICE_MARKUP_H
#define ESIGN_PRACTICE_MARKUP_H

#include "esign/buf.h"

enum es_way_on { /* how an accepted answer leads to the next screen */
                 ES_WAY_SEE_OTHER,
                 ES_WAY_FOUND,
                 ES_WAY_REFRESH, /* a page with a meta refresh after the login, 302 elsewhere */
                 ES_WAY_DIRECT,  /* the next screen is the answer itself */
};

struct es_markup {
    const char *name;
    const char *content_type;
    enum es_way_on way_on;
    bool turkish_bytes;  /* windows-1254 instead of UTF-8 */
    bool session_in_url; /* ;jsessionid=… */
    bool mail_base64;    /* else quoted-printable */
};

/* NULL where there is no such markup. */
const struct es_markup *es_markup_find(const char *name);

/* Appends UTF-8 as windows-1254 bytes; what does not exist there becomes &#N;. */
bool es_markup_encode(const char *utf8, struct es_buf *out) ES_MUST_CHECK;

/* Appends windows-1254 bytes as UTF-8. */
bool es_markup_decode(const char *bytes, size_t len, struct es_buf *out) ES_MUST_CHECK;

/* The field's own name, whatever the markup calls it: "form1:txtKimlik" is "kimlik". Returns
 * name itself where it means nothing. */
const char *es_markup_field(const char *name);

#endif
