/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/web. An exchange is one request and its answer, without redirects and without
 * a second try: http.c makes it with libcurl, walk.c makes journeys of it.
 */
#ifndef ESIGN_WEB_H
#define ESIGN_WEB_H

#include "esign/http.h"
#include "esign/url.h"

#define ES_WEB_CA_FOLDER "/etc/ssl/certs"

/* What happens on the way and neither libcurl nor its code tells. */
struct es_web_notes {
    bool good_bye; /* TLS's close_notify came after the last request */
    int shortage;  /* errno, where the system refused a descriptor or memory; else 0 */
    enum es_http_reached reached;
    bool dated;    /* an answer's Date was read */
    int64_t ahead; /* seconds, of our clock before that */
};

struct es_http {
    void *easy; /* libcurl's handle; its type stays in http.c */
    long timeout_ms;
    size_t body_max;
    bool has_proxy;
    const char *host; /* of the exchange that is going on */
    struct es_buf ca; /* the authorities of --cacert, as they stand in its file */
    bool has_ca;
    struct es_web_notes notes;
    int steps;           /* redirects and steps on the way so far */
    bool goes_on;        /* the next request is one of them */
    bool has_answer;     /* the next request's address holds one */
    struct es_buf spent; /* the query that one went out in on this way; secret */
    int64_t send_before; /* of the next request, in seconds since boot; 0: any time will do */
    es_http_allowed allowed;
    es_http_busy busy;
    void *user;
};

struct es_web_request {
    const struct es_url *url;  /* its text is asked for as it stands */
    const char *referer;       /* NULL: none */
    const char *content_type;  /* of the body */
    const struct es_buf *body; /* NULL: a GET */
    bool own_connection;       /* never one that was used before */
    bool connects_only;        /* nothing is asked for */
    bool is_line;              /* for another protocol: the handshake does not speak of HTTP */
    long milliseconds;         /* for all of it */
};

struct es_web_answer {
    bool sent; /* a byte of the request may have reached the portal */
    struct es_http_probe probe;
    bool cut_off;   /* the failure was a connection refused, reset or cut */
    bool maybe_cut; /* the body's own end is nowhere told */
    long http_status;
    char content_type[256];
    struct es_buf location; /* as the header has it; empty where there is none */
    struct es_buf body;
};

/* What the callbacks of one exchange share. */
struct es_web_transfer {
    struct es_http *http;
    struct es_web_answer *answer;
    size_t header_bytes;
    bool headers_end; /* the empty line after them has come */
    bool too_large;
    bool no_memory;
    bool too_late;
};

/* What libcurl hands over; called with whole lines of the headers, those of a "100 Continue" before
 * the answer's own included. */
size_t es_web_take_header(char *bytes, size_t size, size_t n, void *transfer);
size_t es_web_take_body(char *bytes, size_t size, size_t n, void *transfer);

void es_web_answer_free(struct es_web_answer *answer);

/* ES_UNREACHABLE, ES_TIMED_OUT, ES_TLS_REFUSED, ES_TOO_LARGE, ES_INTERNAL; any HTTP status is
 * ES_OK. `answer` comes zeroed; sent and cut_off are told on failure too. */
es_status es_web_exchange(struct es_http *http, const struct es_web_request *request,
                          struct es_web_answer *answer, struct es_error *err) ES_MUST_CHECK;

/* Whether the URL may be asked for at all; else ES_LEFT_PORTAL. */
es_status es_web_check_hop(const struct es_http *http, const struct es_url *url,
                           struct es_error *err) ES_MUST_CHECK;

/* Takes those away that the C library or libcurl would listen to. */
void es_web_drop_variables(void);

/* libcurl and libssl; nothing of them may be called before. curl_late.c */
es_status es_web_load(struct es_error *err) ES_MUST_CHECK;

/* Before anything else of TLS: OPENSSL_CONF is not to be read. */
void es_web_start_tls(void);

/* Makes an SSL_CTX strict; its server must be `host` (NULL: it is a proxy or leads through one,
 * and libcurl alone looks at the name). The notes are written as things happen to a connection of
 * it, and must outlive it. */
bool es_web_harden_tls(void *ssl_ctx, const char *host, struct es_web_notes *notes) ES_MUST_CHECK;

/* The file of --cacert. ES_USAGE or ES_NO_RESOURCES, with the reason. */
es_status es_web_read_ca(const char *path, struct es_buf *out, struct es_error *err) ES_MUST_CHECK;

/* Whether the system's folder holds any; where it cannot be looked into, they may be there. */
bool es_web_has_authorities(void);

/* As socket(2), closed at exec; a shortage is noted, for libcurl tells of no reason. */
int es_web_open_socket(struct es_http *http, int family, int type, int protocol);

/* Writing to a connection that the portal has closed is an error to report, not our end. */
struct sigaction;
void es_web_ignore_sigpipe(struct sigaction *before);

/* A Date header in seconds since 1970 (RFC 9110, 5.6.7: the form that servers have to send). Pure.
 * False where it is none. */
bool es_web_read_date(const char *text, int64_t *seconds);

/* errno says that the system has no more to give at the moment. */
bool es_web_is_shortage(int number);

#endif
