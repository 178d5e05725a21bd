/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the client: from an intent on the current page to the next page. */
#include "client_internal.h"
#include "postback.h"
#include "view_internal.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/means.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PARSE_MS = 10000, REFRESH_SECONDS_MAX = 15 };

es_status es_client_left(struct es_client *client, struct es_error *err)
{
    if (!client->refused_host[0])
        return es_fail(err, ES_LEFT_PORTAL);
    es_status status = es_fail_with(
        err, ES_LEFT_PORTAL, _("the page leads away from the portal, to %s"), client->refused_host);
    const char *explanation = es_profile_explain_host(client->profile, client->refused_host);
    if (explanation)
        es_hint(err, "%s", explanation);
    return status;
}

bool es_client_says_maintenance(const struct es_client *client, const struct es_page *page)
{
    return es_classify_says(client->profile, "maintenance", page);
}

/* A page whose end nothing vouches for is taken as whole when it ends with a tag: one that was
 * cut off nearly always ends within a word or a tag. Of what came of an answer the half must not
 * be taken for the whole ("wrong text" may be followed by "and word"), so that must end as a
 * document does. */
static bool ends_as_html(const struct es_buf *body, bool as_document)
{
    static const char last[] = "</html>";
    enum { LAST = sizeof(last) - 1 };
    size_t len = body->len;
    while (len && strchr(" \t\r\n", body->data[len - 1]))
        len--;
    if (as_document)
        return len >= LAST && !strncasecmp(body->data + len - LAST, last, LAST);
    return len && body->data[len - 1] == '>';
}

es_status es_client_read(struct es_client *client, const struct es_response *response,
                         bool has_effect, struct es_page **out, struct es_error *err)
{
    struct es_page_source source = {
        .bytes = es_buf_str(&response->body),
        .len = response->body.len,
        .content_type = response->content_type[0] ? response->content_type : NULL,
        .url = es_buf_str(&response->url),
    };
    if (response->maybe_cut && !ends_as_html(&response->body, has_effect))
        return es_fail_with(err, ES_UNREACHABLE, _("the portal's page was cut off"));
    es_status status = es_page_make(&source, PARSE_MS, out, err);
    if (status)
        return status;
    /* A page that offers nothing but an apology; one that works may mention maintenance too. */
    if ((*out)->forms.n == 0 && es_client_says_maintenance(client, *out)) {
        es_page_free(out);
        return es_fail(err, ES_PORTAL_DOWN);
    }
    return ES_OK;
}

/* The referer is the page's own address; http.c keeps it within the origin. */
const char *es_client_referer(const struct es_client *client)
{
    const struct es_page *page = client->session->page;
    const char *url = page ? es_page_str(page, page->url) : "";
    return *url ? url : NULL;
}

/* What is told of the next request is told here, where nothing comes between: it would be so of
 * the one after it otherwise. */
static es_status exchange(struct es_client *client, const struct es_request *request,
                          const struct es_sending *sending, struct es_response *response,
                          bool *sent, struct es_error *err)
{
    const char *url = es_buf_str(&request->url);
    bool has_effect = sending->has_effect;
    if (sending->goes_on)
        es_http_go_on(client->http);
    if (sending->has_answer)
        es_http_has_answer(client->http);
    es_http_send_before(client->http, sending->send_before);
    if (request->post)
        return es_http_post(client->http, url, es_client_referer(client), request->content_type,
                            &request->body, has_effect, response, sent, err);
    if (has_effect)
        return es_http_get_once(client->http, url, es_client_referer(client), response, sent, err);
    return es_http_get(client->http, url, es_client_referer(client), response, err);
}

/* After an answer went out, whatever keeps us from reading its result leaves it unknown. */
static es_status unknown_if_sent(es_status status, bool has_effect, bool sent, struct es_error *err)
{
    if (!status || !has_effect || !sent || status == ES_OUTCOME_UNKNOWN)
        return status;
    char why[ES_MESSAGE_MAX];
    bool memory = status == ES_INTERNAL && es_heap_refusals();
    snprintf(why, sizeof(why), "%s",
             memory ? _("there is not enough memory") : (err ? err->message : ""));
    return es_fail_with(err, ES_OUTCOME_UNKNOWN,
                        _("an answer was sent, but its result could not be read: %s"), why);
}

/* Words of success in an error, a style sheet or a picture are none. */
static bool is_no_success(const struct es_response *response)
{
    static const char *const types[] = {"text/html", "application/xhtml+xml", "text/plain"};
    const char *type = response->content_type;
    size_t len = strcspn(type, "; \t");
    bool readable = !len;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        readable = readable || (len == strlen(types[i]) && !strncasecmp(type, types[i], len));
    return response->http_status >= 400 || !readable;
}

es_status es_client_send(struct es_client *client, const struct es_request *request,
                         const struct es_sending *sending, bool *sent, struct es_error *err)
{
    bool has_effect = sending->has_effect;
    *sent = false;
    if (!es_client_allows(es_buf_str(&request->url), client))
        return es_client_left(client, err);
    es_status status = es_client_online(client, err);
    if (status)
        return status;
    if (has_effect && !es_means_to_read())
        return es_fail(err, ES_NO_RESOURCES);
    es_auto(response) response = {0};
    es_auto(page) *page = NULL;
    unsigned refusals = es_heap_refusals();
    status = exchange(client, request, sending, &response, sent, err);
    if (client->options.sent && has_effect && *sent)
        *client->options.sent = true;
    if (status == ES_LEFT_PORTAL && client->refused_host[0])
        status = es_client_left(client, err);
    if (!status)
        status = es_client_read(client, &response, has_effect || client->outcome_due, &page, err);
    if (!status && es_heap_refusals() != refusals)
        status = es_fail_memory(err);
    if (status)
        return unknown_if_sent(status, has_effect, *sent, err);
    es_client_set_page(client, &page);
    client->is_no_success = is_no_success(&response);
    return ES_OK;
}

/* A page between pages that sends the browser on by itself. */
static bool wants_refresh(const struct es_client *client, const struct es_view *view)
{
    const struct es_page *page = client->session->page;
    return (page->flags & ES_PAGE_HAS_REFRESH) && page->refresh_url &&
           page->refresh_seconds <= REFRESH_SECONDS_MAX && view->screen == ES_SCREEN_NONE;
}

es_status es_client_request_of(const struct es_page *page, struct es_target target,
                               const struct es_fill *fills, size_t n_fills,
                               struct es_request *request, struct es_error *err)
{
    if (target.kind == ES_TARGET_LINK) {
        const char *href = es_page_str(page, es_page_links(page)[target.index].href);
        return es_postback_is(page, href) ? es_postback_request(page, href, request, err)
                                          : es_link_request(page, href, request, err);
    }
    uint32_t form = es_page_controls(page)[target.index].form;
    return es_form_request(page, form, target.index, fills, n_fills, request, err);
}

/* The request that leads on from a page between pages; *wanted false: it is none. */
static es_status next_request(struct es_client *client, struct es_request *request, bool *wanted,
                              struct es_error *err)
{
    const struct es_view *view = NULL;
    const struct es_page *page = client->session->page;
    struct es_target target;
    *wanted = false;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    bool refresh = wants_refresh(client, view);
    *wanted = refresh || es_view_between(view, &target);
    if (!*wanted)
        return ES_OK;
    if (refresh)
        return es_link_request(page, es_page_str(page, page->refresh_url), request, err);
    status = es_client_request_of(page, target, NULL, 0, request, err);
    /* A page that leads to itself does not lead on. */
    *wanted = status || strcmp(es_buf_str(&request->url), es_page_str(page, page->url)) != 0;
    return status;
}

es_status es_client_step_on(struct es_client *client, bool after_effect, bool *moved,
                            struct es_error *err)
{
    es_auto(request) request = {0};
    bool sent = false;
    es_status status = next_request(client, &request, moved, err);
    client->outcome_due = after_effect;
    const struct es_sending sending = {.goes_on = client->http != NULL};
    if (!status && *moved)
        status = es_client_send(client, &request, &sending, &sent, err);
    client->outcome_due = false;
    return unknown_if_sent(status, after_effect, after_effect, err);
}

es_status es_client_settle(struct es_client *client, bool after_effect, struct es_error *err)
{
    bool moved = true;
    es_status status = ES_OK;
    while (!status && moved)
        status = es_client_step_on(client, after_effect, &moved, err);
    return status;
}

es_status es_client_act(struct es_client *client, struct es_target target, bool has_effect,
                        bool *sent, struct es_error *err)
{
    const struct es_sending sending = {.has_effect = has_effect};
    es_auto(request) request = {0};
    *sent = false;
    es_status status = es_client_request_of(client->session->page, target, NULL, 0, &request, err);
    if (!status)
        status = es_client_send(client, &request, &sending, sent, err);
    return status ? status : es_client_settle(client, has_effect, err);
}

static void forget_all(struct es_client *client)
{
    es_http_free(&client->http);
    es_view_free(&client->view);
    es_session_clear(client->session);
    client->has_session = false;
}

es_status es_client_begin(struct es_client *client, struct es_error *err)
{
    forget_all(client);
    const struct es_sending sending = {.has_effect = false};
    struct es_request request = {0};
    bool sent = false;
    if (!es_buf_add_str(&request.url, es_buf_str(&client->start.text)))
        return es_fail(err, ES_INTERNAL);
    es_status status = es_client_send(client, &request, &sending, &sent, err);
    es_request_free(&request);
    return status ? status : es_client_settle(client, false, err);
}

es_status es_client_open_link(struct es_client *client, const char *link, struct es_error *err)
{
    /* Whose mail was asked for in this session is still to be known when the word is set. */
    struct es_session *session = client->session;
    char id_hash[sizeof(session->id_hash)], masked_id[sizeof(session->masked_id)];
    memcpy(id_hash, session->id_hash, sizeof(id_hash));
    memcpy(masked_id, session->masked_id, sizeof(masked_id));
    forget_all(client);
    memcpy(session->id_hash, id_hash, sizeof(id_hash));
    memcpy(session->masked_id, masked_id, sizeof(masked_id));
    const struct es_sending sending = {.has_effect = true};
    es_auto(request) request = {.url.secret = true};
    bool sent = false;
    if (!es_buf_add_str(&request.url, link))
        return es_fail(err, ES_INTERNAL);
    es_status status = es_client_send(client, &request, &sending, &sent, err);
    return status ? status : es_client_settle(client, true, err);
}

es_status es_client_peek(struct es_client *client, const char *url, struct es_page **out,
                         struct es_error *err)
{
    if (!es_client_allows(url, client))
        return es_client_left(client, err);
    es_buf_clear(&client->session->cookies);
    es_status status = es_client_online(client, err);
    es_auto(response) response = {0};
    if (!status)
        status = es_http_get(client->http, url, NULL, &response, err);
    return status ? status : es_client_read(client, &response, false, out, err);
}
