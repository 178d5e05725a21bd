/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its page: redirects, second tries, one deadline over all of it. */
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/means.h"
#include "esign/moment.h"
#include "web.h"

#include <string.h>

enum { STEPS_MAX = 10 };

struct walk {
    struct es_http *http;
    const char *referer;       /* as the caller gave it */
    const char *content_type;  /* of the body */
    const struct es_buf *body; /* NULL: a GET */
    bool once;                 /* the first request is not to be repeated */
    bool answers;              /* its address holds the answer itself */
    int64_t deadline;          /* on es_moment_ms's clock */
};

void es_web_answer_free(struct es_web_answer *answer)
{
    es_buf_free(&answer->location);
    es_buf_free(&answer->body);
    *answer = (struct es_web_answer){0};
}

void es_response_free(struct es_response *response)
{
    es_buf_free(&response->url);
    es_buf_free(&response->body);
    *response = (struct es_response){0};
}

static void drop_fragment(struct es_url *url)
{
    if (url->text.data && url->fragment < url->text.len) {
        url->text.data[url->fragment] = '\0';
        url->text.len = url->fragment;
    }
}

es_status es_web_check_hop(const struct es_http *http, const struct es_url *url,
                           struct es_error *err)
{
    if (strcmp(url->scheme, "https") != 0) {
        return es_fail_with(err, ES_LEFT_PORTAL,
                            _("the way leads to an address that is not https (%s)"),
                            url->host[0] ? url->host : url->scheme);
    }
    if (url->user_info || !http->allowed(es_buf_str(&url->text), http->user)) {
        return es_fail_with(err, ES_LEFT_PORTAL, _("the way leads to %s, away from the portal"),
                            url->host);
    }
    return ES_OK;
}

/* What a browser tells: the whole address to its own origin, nothing to another. */
static bool same_origin_referer(const char *referer, const struct es_url *target,
                                struct es_url *out)
{
    if (!referer || !es_url_parse(referer, NULL, out) || !es_url_same_origin(out, target) ||
        out->user_info) {
        return false;
    }
    drop_fragment(out);
    return true;
}

static void log_exchange(const struct es_web_request *request, long http_status, int64_t started)
{
    if (!es_log_enabled(ES_LOG_VERBOSE)) {
        return;
    }
    struct es_buf shown = {0};
    if (es_url_shown(es_buf_str(&request->url->text), &shown)) {
        es_log(ES_LOG_VERBOSE, "%s %s: %ld, %ld ms", request->body ? "POST" : "GET",
               es_buf_str(&shown), http_status, (long)(es_moment_ms() - started));
    }
    es_buf_free(&shown);
}

static es_status exchange(const struct walk *walk, struct es_web_request *request,
                          struct es_web_answer *answer, struct es_error *err)
{
    int64_t started = es_moment_ms();
    request->milliseconds = (long)(walk->deadline - started);
    es_status status = es_web_exchange(walk->http, request, answer, err);
    log_exchange(request, answer->http_status, started);
    return status;
}

/* One hop; a plain GET that was refused, reset or cut is tried once more. */
static es_status ask(const struct walk *walk, const struct es_url *url,
                     struct es_web_answer *answer, struct es_error *err)
{
    es_auto(url) referer = {0};
    struct es_web_request request = {
        .url = url,
        .referer = same_origin_referer(walk->referer, url, &referer) ? referer.text.data : NULL,
        .content_type = walk->content_type,
        .body = walk->body,
        .own_connection = walk->once,
    };
    es_status status = exchange(walk, &request, answer, err);
    if (status == ES_OK || walk->once || !answer->cut_off || es_moment_ms() >= walk->deadline) {
        return status;
    }
    es_log(ES_LOG_VERBOSE, _("%s: trying once more"), url->host);
    es_web_answer_free(answer);
    request.own_connection = true;
    return exchange(walk, &request, answer, err);
}

/* 307 and 308 would have a body sent again: they are the caller's page, not a way to go. */
static bool is_redirect(const struct walk *walk, const struct es_web_answer *answer)
{
    switch (answer->http_status) {
    case 301:
    case 302:
    case 303:
        return answer->location.len > 0;
    case 307:
    case 308:
        return answer->location.len > 0 && !walk->body;
    default:
        return false;
    }
}

static es_status next_hop(const struct es_web_answer *answer, struct es_url *url,
                          struct es_error *err)
{
    struct es_url next = {0};
    if (!es_url_parse(es_buf_str(&answer->location), url, &next)) {
        es_url_free(&next);
        return es_fail_with(err, ES_LEFT_PORTAL, _("%s leads to an address that cannot be read"),
                            url->host);
    }
    es_url_free(url);
    *url = next;
    drop_fragment(url);
    return ES_OK;
}

/* What a server says that has not looked at the request: too late, the wrong machine, too early,
 * too many (RFC 9110, 15.5; RFC 8470; RFC 6585). There is no page to read in it. */
static bool is_not_now(long http_status)
{
    return http_status == 408 || http_status == 421 || http_status == 425 || http_status == 429;
}

/* Hands the last answer over. */
static es_status arrive(struct es_url *url, struct es_web_answer *answer, struct es_response *out,
                        struct es_error *err)
{
    if (is_not_now(answer->http_status)) {
        return es_fail_with(err, ES_PORTAL_DOWN, _("%s takes no request now (HTTP status %ld)"),
                            url->host, answer->http_status);
    }
    if (answer->http_status >= 500) {
        return es_fail_with(err, ES_PORTAL_DOWN, _("%s is out of service (HTTP status %ld)"),
                            url->host, answer->http_status);
    }
    out->http_status = answer->http_status;
    out->maybe_cut = answer->maybe_cut;
    memcpy(out->content_type, answer->content_type, sizeof(out->content_type));
    out->url = url->text;
    url->text = (struct es_buf){0};
    out->body = answer->body;
    answer->body = (struct es_buf){0};
    return ES_OK;
}

static es_status check_steps(const struct es_http *http, const struct es_url *url,
                             struct es_error *err)
{
    return http->steps <= STEPS_MAX
               ? ES_OK
               : es_fail_with(err, ES_PAGE_UNKNOWN, _("%s leads on and on, without a page"),
                              url->host);
}

/* An answer that went out in an address is not to go out again because the portal leads back to
 * that address, or carries its query along to another. */
static es_status check_spent(const struct es_http *http, const struct es_url *url,
                             struct es_error *err)
{
    if (!http->spent.len || !strstr(es_buf_str(&url->text) + url->query, http->spent.data)) {
        return ES_OK;
    }
    return es_fail_with(err, ES_PAGE_UNKNOWN,
                        _("%s leads to an address in which the answer would be sent again"),
                        url->host);
}

/* What was told of the next request is told of this one. A body takes its answers along nowhere:
 * only those in an address can go out again. */
static bool begin(struct walk *walk, const struct es_url *url)
{
    struct es_http *http = walk->http;
    walk->answers = http->has_answer && !walk->body && url->has_query;
    http->steps = http->goes_on ? http->steps + 1 : 0;
    http->goes_on = http->has_answer = false;
    http->spent.secret = true;
    if (http->steps == 0) {
        es_buf_clear(&http->spent);
    }
    return !walk->answers || es_buf_add_str(&http->spent, es_buf_str(&url->text) + url->query + 1);
}

static es_status check_way(const struct walk *walk, const struct es_url *url, struct es_error *err)
{
    es_status status = check_steps(walk->http, url, err);
    if (status == ES_OK) {
        status = es_web_check_hop(walk->http, url, err);
    }
    return status == ES_OK && !walk->answers ? check_spent(walk->http, url, err) : status;
}

static es_status go(struct walk *walk, struct es_url *url, struct es_response *out, bool *sent,
                    struct es_error *err)
{
    for (;; walk->http->steps++) {
        __attribute__((cleanup(es_web_answer_free))) struct es_web_answer answer = {0};
        es_status status = check_way(walk, url, err);
        if (status != ES_OK) {
            return status;
        }
        status = ask(walk, url, &answer, err);
        *sent = *sent || answer.sent;
        if (status != ES_OK) {
            return status;
        }
        if (!is_redirect(walk, &answer)) {
            return arrive(url, &answer, out, err);
        }
        status = next_hop(&answer, url, err);
        if (status != ES_OK) {
            return status;
        }
        walk->body = NULL;
        walk->once = walk->answers = false;
    }
}

void es_http_go_on(struct es_http *http)
{
    http->goes_on = true;
}

void es_http_has_answer(struct es_http *http)
{
    http->has_answer = true;
}

void es_http_send_before(struct es_http *http, int64_t second)
{
    http->send_before = second;
}

static es_status start(struct walk *walk, const char *address, struct es_response *out, bool *sent,
                       struct es_error *err)
{
    es_auto(url) url = {0};
    *out = (struct es_response){0};
    *sent = false;
    walk->deadline = es_moment_ms() + walk->http->timeout_ms;
    if (!es_url_parse(address, NULL, &url)) {
        return es_fail_with(err, ES_LEFT_PORTAL, "%s", _("the address cannot be read"));
    }
    drop_fragment(&url);
    if (!begin(walk, &url)) {
        return es_fail_memory(err);
    }
    es_status status =
        es_means_to_ask() ? go(walk, &url, out, sent, err) : es_fail(err, ES_NO_RESOURCES);
    walk->http->send_before = 0;
    return status;
}

/* Once the request may have arrived, no failure after it means that nothing happened. */
static es_status start_once(struct walk *walk, const char *address, struct es_response *out,
                            bool *sent, struct es_error *err)
{
    struct es_error inner = ES_ERROR_INIT;
    es_status status = start(walk, address, out, sent, &inner);
    if (status == ES_OK) {
        return ES_OK;
    }
    if (!*sent) {
        if (err) {
            *err = inner;
        }
        return status;
    }
    return es_fail_with(err, ES_OUTCOME_UNKNOWN, _("the request was sent, but then: %s"),
                        inner.message);
}

es_status es_http_get(struct es_http *http, const char *url, const char *referer,
                      struct es_response *out, struct es_error *err)
{
    bool sent;
    struct walk walk = {.http = http, .referer = referer};
    return start(&walk, url, out, &sent, err);
}

es_status es_http_post(struct es_http *http, const char *url, const char *referer,
                       const char *content_type, const struct es_buf *body, bool has_effect,
                       struct es_response *out, bool *sent, struct es_error *err)
{
    struct walk walk = {
        .http = http,
        .referer = referer,
        .content_type = content_type,
        .body = body,
        .once = true,
    };
    return has_effect ? start_once(&walk, url, out, sent, err) : start(&walk, url, out, sent, err);
}

es_status es_http_get_once(struct es_http *http, const char *url, const char *referer,
                           struct es_response *out, bool *sent, struct es_error *err)
{
    struct walk walk = {.http = http, .referer = referer, .once = true};
    return start_once(&walk, url, out, sent, err);
}
