/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/portal_checks.h"
#include "client_internal.h"
#include "kernel_key.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/surroundings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_SECONDS = 10 };

struct host {
    char url[300]; /* its origin with a slash */
    char name[256];
    bool is_address; /* no name that has to be looked up */
    es_status status;
    struct es_error err;
    struct es_http_probe probe;
};

struct es_portal_checks {
    struct es_client *client;
    bool offline;
    struct es_error page; /* why the first page did not come, or is not what it should be */
    size_t n;
    struct host host[]; /* that of the first page first */
};

/* ---- asking ---- */

static bool is_address(const char *host)
{
    size_t len = strlen(host);
    return host[0] == '[' || strspn(host, "0123456789.") == len;
}

static void add_host(struct es_portal_checks *checks, const char *address)
{
    es_auto(url) url = {0};
    es_auto(buf) origin = {0};
    if (!es_url_parse(address, NULL, &url) || !es_url_origin(&url, &origin) ||
        !es_buf_add_char(&origin, '/') || origin.len >= sizeof checks->host[0].url)
        return;
    for (size_t i = 0; i < checks->n; i++)
        if (strcmp(checks->host[i].url, origin.data) == 0)
            return;
    struct host *host = &checks->host[checks->n++];
    memcpy(host->url, origin.data, origin.len + 1);
    memcpy(host->name, url.host, sizeof host->name);
    host->is_address = is_address(host->name);
    host->err = ES_ERROR_INIT;
}

struct es_portal_checks *es_portal_checks_new(struct es_client *client, bool offline)
{
    const json_t *origins = es_profile_get(client->profile, "origins");
    size_t most = 1 + json_array_size(origins);
    struct es_portal_checks *checks =
        es_heap_zeroed(1, sizeof *checks + most * sizeof checks->host[0]);
    if (!checks)
        return NULL;
    checks->client = client;
    checks->offline = offline;
    checks->page = ES_ERROR_INIT;
    add_host(checks, es_buf_str(&client->start.text));
    for (size_t i = 0; !client->only_start && i < json_array_size(origins); i++)
        add_host(checks, json_string_value(json_array_get(origins, i)));
    return checks;
}

void es_portal_checks_free(struct es_portal_checks **checks)
{
    es_heap_free(*checks);
    *checks = NULL;
}

static void ask_page(struct es_portal_checks *checks)
{
    checks->page.status = es_client_begin(checks->client, &checks->page);
    if (checks->page.status == ES_OK)
        checks->page.status = es_client_can_walk(checks->client, ES_SCREEN_LOGIN, &checks->page);
}

es_status es_portal_checks_ask(struct es_portal_checks *checks, struct es_error *err)
{
    if (checks->offline)
        return ES_OK;
    es_status status = es_client_online(checks->client, err);
    if (status == ES_LIBRARY_UNUSABLE && err && checks->n > 0) { /* one more thing in the way */
        checks->host[0].status = status;
        checks->host[0].err = *err;
        return ES_OK;
    }
    if (status)
        return status;
    for (size_t i = 0; i < checks->n; i++) {
        struct host *host = &checks->host[i];
        es_log(ES_LOG_VERBOSE, _("asking %s"), host->name);
        host->status = es_http_probe(checks->client->http, host->url, &host->probe, &host->err);
    }
    if (checks->n > 0 && checks->host[0].status == ES_OK)
        ask_page(checks);
    return ES_OK;
}

/* ---- clock ---- */

void es_portal_check_clock(struct es_portal_checks *checks, struct es_check *check)
{
    int64_t ahead = 0;
    bool known = checks->client->http && es_http_clock_ahead(checks->client->http, &ahead);
    es_clock_check(known, ahead, check);
    for (size_t i = 0; i < checks->n && !known && check->state == ES_CHECK_OK; i++) {
        if (!checks->host[i].probe.by_clock)
            continue;
        es_check_unknown(check, ES_TLS_REFUSED,
                         _("by this computer's clock the portal's certificate is not valid; one "
                           "of the two is wrong"));
        es_check_remedy(check, _("Compare the clock with a phone's, and set it if it is wrong."));
    }
}

/* ---- the way to the hosts ---- */

static bool has_proxy(const struct es_portal_checks *checks)
{
    return checks->client->options.proxy != NULL;
}

/* Hosts that failed, having come as far as `from` but not as far as `before`. */
static const struct host *first_failed(const struct es_portal_checks *checks, int from, int before,
                                       size_t *n)
{
    const struct host *first = NULL;
    *n = 0;
    for (size_t i = 0; i < checks->n; i++) {
        const struct host *host = &checks->host[i];
        int reached = (int)host->probe.reached;
        if (reached < ES_HTTP_NAME && host->is_address)
            reached = ES_HTTP_NAME;
        if (host->status == ES_OK || reached < from || reached >= before)
            continue;
        first = first ? first : host;
        ++*n;
    }
    return first;
}

static bool was_asked(const struct es_portal_checks *checks, struct es_check *check)
{
    if (!checks->offline)
        return true;
    es_check_skipped(check, _("not looked at, because of --offline"));
    return false;
}

/* The first host of those that failed there, in its own words, or that all of them did. */
static void tell_hosts(const struct es_portal_checks *checks, int from, int before,
                       const char *all_fail, const char *fine, struct es_check *check)
{
    size_t n = 0;
    const struct host *failed = first_failed(checks, from, before, &n);
    if (!failed) {
        es_check_ok(check, "%s", fine);
        return;
    }
    es_check_failed(check, &failed->err);
    if (n > 1 && n == checks->n)
        snprintf(check->what, sizeof check->what, "%s", all_fail);
}

void es_portal_check_names(struct es_portal_checks *checks, struct es_check *check)
{
    size_t names = 0;
    for (size_t i = 0; i < checks->n; i++)
        names += !checks->host[i].is_address;
    if (!was_asked(checks, check))
        return;
    if (has_proxy(checks))
        es_check_skipped(check, _("the proxy looks the portal's names up"));
    else if (names == 0)
        es_check_ok(check, _("the portal is given by its address"));
    else
        tell_hosts(checks, ES_HTTP_NOTHING, ES_HTTP_NAME,
                   _("none of the portal's names can be found"), _("the portal's names are found"),
                   check);
}

void es_portal_check_connection(struct es_portal_checks *checks, struct es_check *check)
{
    bool proxy = has_proxy(checks);
    if (was_asked(checks, check))
        tell_hosts(checks, proxy ? ES_HTTP_NOTHING : ES_HTTP_NAME, ES_HTTP_CONNECTED,
                   _("none of the portal's hosts can be connected to"),
                   proxy ? _("the proxy can be connected to")
                         : _("the portal's hosts can be connected to"),
                   check);
}

void es_portal_check_tls(struct es_portal_checks *checks, struct es_check *check)
{
    size_t n = 0;
    if (!was_asked(checks, check))
        return;
    const struct host *failed = first_failed(checks, ES_HTTP_CONNECTED, ES_HTTP_SECURE + 1, &n);
    if (!failed)
        es_check_ok(check, _("the portal's identity is verified"));
    else
        es_check_failed(check, &failed->err);
}

/* ---- proxy ---- */

static const char *proxy_variable(void)
{
    static const char *const NAMES[] = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY",
                                        "all_proxy",   "HTTP_PROXY",  "http_proxy"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const char *value = getenv(NAMES[i]);
        if (value && *value)
            return NAMES[i];
    }
    return NULL;
}

void es_portal_check_proxy(struct es_portal_checks *checks, struct es_check *check)
{
    const char *variable = proxy_variable();
    size_t n = 0;
    bool failed = first_failed(checks, ES_HTTP_NOTHING, ES_HTTP_SECURE + 1, &n) != NULL;
    if (has_proxy(checks) && failed) {
        es_check_unknown(check, ES_UNREACHABLE, _("the proxy of --proxy does not help"));
        es_check_remedy(check, _("Try without --proxy, or with another one."));
    } else if (has_proxy(checks)) {
        es_check_ok(check, _("the one of --proxy is used"));
    } else if (variable && failed) {
        es_check_unknown(check, ES_UNREACHABLE, _("%s names one; esign uses it with --proxy alone"),
                         variable);
        es_check_remedy(check, _("Try it: esign doctor --proxy \"$%s\""), variable);
    } else if (variable) {
        es_check_ok(check, _("%s names one; esign uses it with --proxy alone"), variable);
    } else {
        es_check_ok(check, _("none is named, none is used"));
    }
}

/* ---- the first page ---- */

void es_portal_check_page(struct es_portal_checks *checks, struct es_check *check)
{
    if (!was_asked(checks, check))
        return;
    if (checks->page.status != ES_OK)
        es_check_failed(check, &checks->page);
    else
        es_check_ok(check, _("it looks as the profile expects"));
}

/* ---- keyring ---- */

void es_keyring_check(struct es_check *check)
{
    static const char NOTHING[] = "esign doctor";
    char name[64];
    snprintf(name, sizeof name, "esign:doctor:%ld", (long)getpid());
    if (es_kernel_key_save(name, NOTHING, sizeof NOTHING, KEY_SECONDS)) {
        es_kernel_key_forget(name);
        es_check_ok(check, _("the kernel keeps the session's key"));
        return;
    }
    es_check_unknown(
        check, ES_OK,
        _("the kernel's keyring is refused; the session's key lies in a private file"));
    es_check_remedy(check, _("Only 'esign page fill' needs it: give fill and press in one run."));
}
