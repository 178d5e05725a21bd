/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http and https URLs, parsed and resolved as browsers do (WHATWG URL Standard, "basic URL
 * parser", for the special schemes http and https alone). Any other scheme is kept only as its
 * name, so that a caller can say what it was. Pure functions; at most ES_URL_MAX bytes.
 *
 * Stricter than a browser on purpose: a host with a non-ASCII letter, a percent sign or any
 * character outside letters, digits, '-', '.' (or an IPv6 literal in brackets) does not parse,
 * nor does a host that ends in a number and is not four plain decimal ones ("0x7f.1"), nor a
 * reference that is not UTF-8. A host's trailing dot stays: it is another host.
 *
 * A query is encoded as UTF-8 here; form.h encodes those of a page's addresses in its charset.
 */
#ifndef ESIGN_URL_H
#define ESIGN_URL_H

#include "esign/buf.h"

enum { ES_URL_MAX = 8192 };

struct es_url {
    char scheme[16]; /* lower case, without the colon */
    char host[256];  /* lower case; IPv6 in brackets; "" for other schemes */
    int port;        /* never -1 for http and https: the default is filled in */
    bool user_info;  /* a user name or password stood in it, even an empty one before '@' */
    bool has_query;  /* a '?' stood in it and something follows it */
    /* offsets into text */
    size_t path, query, fragment; /* query: at '?' or the end of the path; fragment: at '#' */
    struct es_buf text;           /* the URL serialised, fragment included; of other schemes just
                                     "scheme:" (its first 15 letters) */
};

/* Parses reference against base (NULL: it must be absolute). Leading and trailing C0 controls
 * and blanks are dropped, tabs and newlines inside removed, backslashes read as slashes, dot
 * segments (also %2e) resolved, as the standard says. False where it does not parse. Whatever
 * out held is forgotten, so it must be new or freed, and may not be base. Free it after use. */
bool es_url_parse(const char *reference, const struct es_url *base,
                  struct es_url *out) ES_MUST_CHECK;

void es_url_free(struct es_url *url);

/* http or https with a host. */
bool es_url_is_web(const struct es_url *url);

/* Scheme, host and port are the same. */
bool es_url_same_origin(const struct es_url *a, const struct es_url *b);

/* Appends scheme://host[:port] (the default port left out). False also where it is no web URL. */
bool es_url_origin(const struct es_url *url, struct es_buf *out) ES_MUST_CHECK;

/* Appends the URL as it may be shown or logged: no user-info, query or fragment, no
 * ";jsessionid=…" or other path parameter; where something was left out "?…" stands at the end.
 * A file's name comes out as it is, of another scheme only its name. */
bool es_url_shown(const char *url, struct es_buf *out) ES_MUST_CHECK;

/* This machine, by name or address; `host` as in es_url. */
bool es_url_is_loopback(const char *host);

#endif
