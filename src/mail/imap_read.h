/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an IMAP server says (RFC 3501, section 9), taken apart. Pure: bytes in, values out; nothing
 * of it is believed beyond its form. Inside src/mail.
 */
#ifndef ESIGN_MAIL_IMAP_READ_H
#define ESIGN_MAIL_IMAP_READ_H

#include "esign/buf.h"

#include <stdint.h>

enum es_imap_whole { ES_IMAP_MORE, ES_IMAP_WHOLE, ES_IMAP_TOO_LARGE };

/* Whether the bytes begin with a whole response: a line, with the literals that it announces.
 * *taken is its length then. One that is, or announces to be, longer than `max` is too large. */
enum es_imap_whole es_imap_whole(const char *bytes, size_t len, size_t max, size_t *taken);

enum es_imap_said {
    ES_IMAP_DATA, /* "* …" that is none of the following; what cannot be understood too */
    ES_IMAP_BYE,
    ES_IMAP_GOES_ON, /* "+ …" */
    ES_IMAP_OK,      /* of the tag */
    ES_IMAP_NO,
    ES_IMAP_BAD,
};

/* Of a whole response. `tag` "*" is for the greeting. */
enum es_imap_said es_imap_said(const char *response, size_t len, const char *tag);

/* The code in brackets behind OK or NO ("[UNAVAILABLE]") is this. */
bool es_imap_has_code(const char *response, size_t len, const char *code);

/* "* CAPABILITY …" has this one. */
bool es_imap_can(const char *response, size_t len, const char *capability);

enum { ES_IMAP_NUMBERS_MAX = 200 };

struct es_imap_numbers { /* the highest of all that were told, each once */
    uint32_t number[ES_IMAP_NUMBERS_MAX];
    size_t n;
};

/* Adds those of "* SEARCH …". */
void es_imap_search(const char *response, size_t len, struct es_imap_numbers *numbers);

struct es_imap_item { /* what "* n FETCH (…)" tells of a message */
    uint32_t uid;     /* 0: not told */
    bool has_size, has_date;
    uint64_t size;
    int64_t date;     /* seconds since 1970 */
    const char *body; /* BODY[], within the response; NULL: not told */
    size_t body_len;
};

/* False where it is none, or its form is broken. */
bool es_imap_fetch(const char *response, size_t len, struct es_imap_item *item);

/* The name in "* LIST (… \Junk …) …", without its quotes; false where it is none. */
bool es_imap_junk(const char *response, size_t len, struct es_buf *name);

/* " 2-Nov-2026 10:15:00 +0300" (date-time). */
bool es_imap_date(const char *text, size_t len, int64_t *seconds);

/* Appends the day (date): "2-Nov-2026", in UTC. */
bool es_imap_day(int64_t seconds, struct es_buf *out) ES_MUST_CHECK;

/* Appends a string as it may be sent within a line: quoted. False for what no quoted string may
 * hold (NUL, CR, LF). */
bool es_imap_quote(const char *text, size_t len, struct es_buf *out) ES_MUST_CHECK;

#endif
