/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_CLIENT_INTERNAL_H
#define ESIGN_PORTAL_CLIENT_INTERNAL_H

#include "esign/client.h"
#include "esign/form.h"
#include "esign/http.h"

struct es_client {
    struct es_client_options options;
    struct es_profile *profile;
    struct es_session *session;
    struct es_http *http; /* made when the network is first needed */
    struct es_view *view; /* of session->page; made when first needed */
    struct es_url start;
    bool only_start; /* --start is in force: its origin alone is allowed */
    bool has_session;
    bool outcome_due;       /* the next page may tell what became of an answer */
    bool is_no_success;     /* the current page came with an HTTP error or is no page for people */
    char refused_host[256]; /* of the last address that es_client_allows refused */
};

/* The answer to a request as a page; the portal's 5xx and "maintenance" pages are errors. */
es_status es_client_read(struct es_client *client, const struct es_response *response,
                         bool has_effect, struct es_page **out, struct es_error *err) ES_MUST_CHECK;

/* A sentence of the page has one of the stems of the profile's list, and does not tell of what is
 * only supposed or to come. */
bool es_classify_says(const struct es_profile *profile, const char *list,
                      const struct es_page *page);

/* Its words say that the portal is out of service. */
bool es_client_says_maintenance(const struct es_client *client, const struct es_page *page);

/* Makes a page the current one; takes it over. */
void es_client_set_page(struct es_client *client, struct es_page **page);

/* What is so of one request, and of no other. */
struct es_sending {
    bool has_effect; /* on the portal: it is sent once; another one may be tried again */
    bool goes_on;    /* these three: http.h */
    bool has_answer;
    int64_t send_before;
};
es_status es_client_send(struct es_client *client, const struct es_request *request,
                         const struct es_sending *sending, bool *sent,
                         struct es_error *err) ES_MUST_CHECK;

/* Follows one page between pages: a meta refresh, or a page that only wants a click to go on; with
 * redirects at most ten in a row (ES_PAGE_UNKNOWN). *moved false: the current page is none. After
 * an effect, what goes wrong leaves its outcome unknown. */
es_status es_client_step_on(struct es_client *client, bool after_effect, bool *moved,
                            struct es_error *err) ES_MUST_CHECK;

/* Follows all of them. */
es_status es_client_settle(struct es_client *client, bool after_effect,
                           struct es_error *err) ES_MUST_CHECK;

/* The answers in a request. A picture's text is not among those to blank: it is no secret, and by
 * chance it may stand in a number that the page is known by. */
struct es_sent {
    const char *const *value; /* to blank; NULL ones are skipped */
    size_t n;
    unsigned kinds;      /* those that are known, as bits */
    int64_t send_before; /* as in es_answers */
};

/* Sends a request with answers once, follows what leads on by itself, and classes what came back;
 * the answers are blanked on the pages. */
es_status es_client_submit(struct es_client *client, const struct es_request *request,
                           const struct es_sent *sent, struct es_outcome *outcome,
                           struct es_error *err) ES_MUST_CHECK;

/* The request of pressing or following one thing on the page, filled in. */
es_status es_client_request_of(const struct es_page *page, struct es_target target,
                               const struct es_fill *fills, size_t n_fills,
                               struct es_request *request, struct es_error *err) ES_MUST_CHECK;

/* ES_LEFT_PORTAL, saying where the page wanted to lead and what is known of that place. */
es_status es_client_left(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* The current page's own address, or NULL. */
const char *es_client_referer(const struct es_client *client);

/* Opens libcurl with the session's cookies. */
es_status es_client_online(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

#endif
