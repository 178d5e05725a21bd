/* SPDX-License-Identifier: Apache-2.0 */
/* The client's life: profile, session, where requests may go, the current page. */
#include "client_internal.h"
#include "redact.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/pin_page.h"
#include <stdio.h>
#include <string.h>

enum { LOCK_WAIT_MS = 10000 };

static es_status take_start(struct es_client *client, const char *start, struct es_error *err)
{
    if (!es_url_parse(start, NULL, &client->start) || strcmp(client->start.scheme, "https") ||
        client->start.user_info || client->start.text.len >= sizeof(client->session->start))
        return es_fail_with(err, ES_USAGE, _("the start address is not an https:// address"));
    if (!es_url_is_loopback(client->start.host) &&
        !es_profile_has_host(client->profile, client->start.host)) {
        es_status status = es_fail_with(err, ES_USAGE, _("'%s' is not a host of the profile '%s'"),
                                        client->start.host, es_profile_name(client->profile));
        es_hint(err, _("Another portal needs a profile file of its own: --profile FILE"));
        return status;
    }
    return ES_OK;
}

/* A kept session is of use only for the portal that it was made with. */
static es_status check_session(struct es_client *client, bool found, struct es_error *err)
{
    const struct es_session *session = client->session;
    const char *start = client->options.start;
    bool own = found && !strcmp(session->profile, es_profile_name(client->profile));
    if (!start && own && session->start[0])
        start = session->start;
    client->only_start = start != NULL;
    es_status status = take_start(client, start ? start : es_profile_start(client->profile), err);
    client->has_session =
        own && (!client->options.start || !strcmp(session->start, es_buf_str(&client->start.text)));
    return status;
}

es_status es_client_open(const struct es_client_options *options, struct es_client **out,
                         struct es_error *err)
{
    es_auto(client) *client = es_heap_zeroed(1, sizeof(*client));
    if (!client)
        return es_fail(err, ES_INTERNAL);
    client->options = *options;
    es_status status = es_profile_load(options->profile, &client->profile, err);
    if (status)
        return status;
    bool found = false;
    if (options->session)
        status = es_session_open(options->session, LOCK_WAIT_MS, &client->session, &found, err);
    else if (!(client->session = es_heap_zeroed(1, sizeof(*client->session))))
        status = es_fail(err, ES_INTERNAL);
    if (!status)
        status = check_session(client, found, err);
    if (status)
        return status;
    if (found && !client->has_session)
        es_session_clear(client->session);
    *out = client;
    client = NULL;
    return ES_OK;
}

void es_client_free(struct es_client **pointer)
{
    struct es_client *client = *pointer;
    if (!client)
        return;
    es_http_free(&client->http);
    es_view_free(&client->view);
    es_session_free(&client->session);
    es_url_free(&client->start);
    es_profile_free(&client->profile);
    es_heap_free(client);
    *pointer = NULL;
}

const struct es_profile *es_client_profile(const struct es_client *client)
{
    return client->profile;
}

struct es_session *es_client_session(struct es_client *client)
{
    return client->session;
}

bool es_client_has_session(const struct es_client *client)
{
    return client->has_session;
}

static bool is_own_origin(const struct es_client *client, const struct es_url *url)
{
    return client->only_start ? es_url_same_origin(&client->start, url)
                              : es_profile_allows_origin(client->profile, url);
}

bool es_client_allows(const char *address, void *user)
{
    struct es_client *client = user;
    es_auto(url) url = {0};
    client->refused_host[0] = '\0';
    if (!es_url_parse(address, NULL, &url))
        return false;
    if (!strcmp(url.scheme, "https") && !url.user_info && is_own_origin(client, &url))
        return true;
    snprintf(client->refused_host, sizeof(client->refused_host), "%s", url.host);
    return false;
}

es_status es_client_view(struct es_client *client, const struct es_view **out, struct es_error *err)
{
    if (!client->session->page)
        return es_fail(err, ES_LOGIN_NEEDED);
    if (!client->view) {
        es_status status = es_view_make(client->profile, client->session->page, &client->view, err);
        if (status)
            return status;
    }
    *out = client->view;
    return ES_OK;
}

void es_client_set_page(struct es_client *client, struct es_page **page)
{
    es_view_free(&client->view);
    es_page_free(&client->session->page);
    client->session->page = *page;
    *page = NULL;
}

es_status es_client_online(struct es_client *client, struct es_error *err)
{
    if (client->http)
        return ES_OK;
    struct es_http_options options = {
        .ca_file = client->options.ca_file,
        .proxy = client->options.proxy,
        .timeout_seconds = client->options.timeout_seconds,
        .body_max = ES_PAGE_SOURCE_MAX,
        .allowed = es_client_allows,
        .busy = client->options.busy,
        .user = client,
    };
    es_status status = es_http_open(&options, &client->http, err);
    if (!status)
        status = es_http_set_cookies(client->http, es_buf_str(&client->session->cookies), err);
    return status;
}

static es_status save(struct es_client *client, enum es_screen screen, struct es_error *err)
{
    struct es_session *session = client->session;
    if (session->page)
        es_redact_numbers(session->page);
    snprintf(session->profile, sizeof(session->profile), "%s", es_profile_name(client->profile));
    snprintf(session->screen, sizeof(session->screen), "%s", es_screen_name(screen));
    if (client->only_start)
        snprintf(session->start, sizeof(session->start), "%s", es_buf_str(&client->start.text));
    if (client->http && !es_heap_refusals()) { /* else one may be missing: those of before stay */
        es_buf_clear(&session->cookies);
        es_status status = es_http_get_cookies(client->http, &session->cookies, err);
        if (status)
            return status;
    }
    return es_session_save(session, err);
}

static es_status current_screen(struct es_client *client, enum es_screen *screen,
                                struct es_error *err)
{
    const struct es_view *view = NULL;
    *screen = ES_SCREEN_NONE;
    if (!client->session->page)
        return ES_OK;
    es_status status = es_client_view(client, &view, err);
    if (!status)
        *screen = view->screen;
    return status;
}

es_status es_client_keep(struct es_client *client, struct es_error *err)
{
    enum es_screen screen;
    es_status status = current_screen(client, &screen, err);
    return status ? status : save(client, screen, err);
}

es_status es_client_keep_links(struct es_client *client, struct es_error *err)
{
    enum es_screen screen;
    es_auto(page) *links = NULL;
    es_status status = current_screen(client, &screen, err);
    if (!status)
        status = es_page_only_links(client->session->page, &links, err);
    if (status)
        return status;
    es_pin_page_hide_figures(client->session->page, links);
    es_client_set_page(client, &links);
    return save(client, screen, err);
}

es_status es_client_keep_starred(struct es_client *client, struct es_error *err)
{
    enum es_screen screen;
    es_status status = current_screen(client, &screen, err);
    if (status)
        return status;
    es_view_free(&client->view); /* it was made from the page's words */
    es_pin_page_hide_figures(client->session->page, client->session->page);
    es_redact_figures(client->session->page);
    return save(client, screen, err);
}

es_status es_client_copy_page(struct es_client *client, struct es_page **out, struct es_error *err)
{
    const struct es_page *page = client->session->page;
    *out = page ? es_heap_secret(page->size) : NULL;
    if (!*out)
        return es_fail(err, ES_INTERNAL);
    memcpy(*out, page, page->size);
    return ES_OK;
}

es_status es_client_keep_page(struct es_client *client, struct es_page **page, struct es_error *err)
{
    es_client_set_page(client, page);
    return es_client_keep(client, err);
}

/* What libcurl holds of cookies and pages is not to lie about while a person thinks: the session
 * has the cookies, in locked memory, and the next request is mostly a POST, which goes on a
 * connection of its own anyway. */
static void go_offline(struct es_client *client)
{
    struct es_error ignored = ES_ERROR_INIT;
    es_auto(buf) cookies = {.secret = true, .max = client->session->cookies.max};
    if (!client->http || es_http_get_cookies(client->http, &cookies, &ignored))
        return;
    es_buf_free(&client->session->cookies);
    client->session->cookies = cookies;
    cookies = (struct es_buf){0};
    es_http_free(&client->http);
}

void es_client_pause(struct es_client *client)
{
    go_offline(client);
    es_session_unlock(client->session);
}

es_status es_client_resume(struct es_client *client, struct es_error *err)
{
    return es_session_relock(client->session, LOCK_WAIT_MS, err);
}
