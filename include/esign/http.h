/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one place where the portal is spoken to: libcurl, with our own redirect loop, limits and
 * cookies. https only. Nothing of the environment (proxies, SSLKEYLOGFILE, SSL_CERT_FILE,
 * .netrc) is listened to.
 */
#ifndef ESIGN_HTTP_H
#define ESIGN_HTTP_H

#include "esign/buf.h"

#include <stdint.h>

struct es_http;

/* Whether a URL may be asked for at all; called before every request and every redirect hop.
 * `url` is absolute, as it would be requested. */
typedef bool (*es_http_allowed)(const char *url, void *user);

/* Called when a request begins and, with false, when it is over. */
typedef void (*es_http_busy)(bool begins);

struct es_http_options {
    const char *ca_file;     /* trust only these; NULL: the system's CAs */
    const char *proxy;       /* NULL: none, whatever the environment says */
    const char *user_agent;  /* NULL: "esign/VERSION" */
    long timeout_seconds;    /* for one request with all its redirects; > 0 */
    size_t body_max;         /* bytes after decompression; over it ES_TOO_LARGE */
    es_http_allowed allowed; /* not NULL */
    es_http_busy busy;       /* may be NULL */
    void *user;
};

es_status es_http_open(const struct es_http_options *options, struct es_http **out,
                       struct es_error *err) ES_MUST_CHECK;
void es_http_free(struct es_http **http);

/* The next request is one step more of the way that the last one went, which takes ten redirects
 * and steps in all; else each request begins a way of its own. */
void es_http_go_on(struct es_http *http);

/* An answer stands in the next request's address, if it is a GET: what leads on from it does not
 * lead to that query again, at whatever address (ES_PAGE_UNKNOWN). */
void es_http_has_answer(struct es_http *http);

/* The next request does not go out at or after this second since boot (es_moment_up), however long
 * it takes to connect: ES_TIMED_OUT, nothing sent. */
void es_http_send_before(struct es_http *http, int64_t second);

/* Cookies as lines (each NUL-free, LF-terminated) of libcurl's COOKIELIST format. */
es_status es_http_set_cookies(struct es_http *http, const char *lines,
                              struct es_error *err) ES_MUST_CHECK;
es_status es_http_get_cookies(struct es_http *http, struct es_buf *lines,
                              struct es_error *err) ES_MUST_CHECK;

struct es_response {
    long http_status;
    bool maybe_cut; /* the connection's end was the body's, without TLS's good-bye: the reader
                       must look whether it is whole */
    char content_type[256]; /* "" where there is none */
    struct es_buf url;      /* the last one, after redirects */
    struct es_buf body;     /* secret */
};
void es_response_free(struct es_response *response);

/* How far a connection came. */
enum es_http_reached { ES_HTTP_NOTHING, ES_HTTP_NAME, ES_HTTP_CONNECTED, ES_HTTP_SECURE };

struct es_http_probe {
    enum es_http_reached reached;
    bool by_clock; /* the certificate's time has not begun or is over, by this computer's clock */
};

/* Makes a secure connection to the URL's host, asks for nothing on it, and closes it. Once; behind
 * a proxy, ES_HTTP_CONNECTED is to the proxy. The codes are those of es_http_get that come before a
 * request. */
es_status es_http_probe(struct es_http *http, const char *url, struct es_http_probe *out,
                        struct es_error *err) ES_MUST_CHECK;

/* How many seconds this computer's clock is ahead of what the last answer's Date said; false where
 * no answer has said anything. */
bool es_http_clock_ahead(const struct es_http *http, int64_t *seconds);

/* GET, following at most ten redirects. On a failure in which nothing was decided (connection
 * refused, reset, cut) it is tried once more.
 * ES_UNREACHABLE, ES_TIMED_OUT, ES_TLS_REFUSED, ES_TOO_LARGE, ES_LEFT_PORTAL (a hop that is not
 * allowed or not https), ES_PAGE_UNKNOWN (the eleventh of its way, or one that would send an answer
 * again), ES_PORTAL_DOWN (5xx, and 408, 421, 425, 429, with which a server says that it has not
 * looked at the request), ES_NO_RESOURCES (told before anything is sent). Any other HTTP status is
 * returned as a page. referer may be NULL. */
es_status es_http_get(struct es_http *http, const char *url, const char *referer,
                      struct es_response *out, struct es_error *err) ES_MUST_CHECK;

/* POST, sent exactly once: on a fresh connection, never repeated by us or by libcurl. A 301,
 * 302 or 303 answer is followed with GETs (those may be retried); 307 and 308 are not followed.
 *
 * *sent tells whether any byte of the request may have reached the portal. While it is false the
 * codes are those of es_http_get, and the answer is not spent. Once it is true and the request
 * has an effect (it carries an answer, or makes the portal send something), the only failure is
 * ES_OUTCOME_UNKNOWN (cut, timed out, too large, redirected out of the portal, 5xx …), the
 * message saying which. A POST that only leads on keeps the codes of es_http_get. */
es_status es_http_post(struct es_http *http, const char *url, const char *referer,
                       const char *content_type, const struct es_buf *body, bool has_effect,
                       struct es_response *out, bool *sent, struct es_error *err) ES_MUST_CHECK;

/* The same promise for a GET that carries an answer or makes the portal send something. */
es_status es_http_get_once(struct es_http *http, const char *url, const char *referer,
                           struct es_response *out, bool *sent, struct es_error *err) ES_MUST_CHECK;

#endif
