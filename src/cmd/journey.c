/* SPDX-License-Identifier: Apache-2.0 */
#include "journey.h"
#include "page_text.h"

#include "esign/i18n.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_DEFAULT = 30, TIMEOUT_MAX = 3600 };

static es_status take_timeout(const struct opt_values *options, long *seconds, struct es_error *err)
{
    *seconds = TIMEOUT_DEFAULT;
    const char *text = options->value[OPT_TIMEOUT];
    if (!text)
        return ES_OK;
    char *end = NULL;
    errno = 0;
    *seconds = strtol(text, &end, 10);
    if (errno || end == text || *end || *seconds < 1 || *seconds > TIMEOUT_MAX)
        return es_fail_with(err, ES_USAGE, _("--timeout takes whole seconds from 1 to %d"),
                            TIMEOUT_MAX);
    return ES_OK;
}

static es_status open_client(struct es_run *run, const char *start, const char *session,
                             struct es_client **out, struct es_error *err)
{
    const struct opt_values *given = run->options;
    struct es_client_options options = {
        .profile = given->given[OPT_PROFILE] ? given->value[OPT_PROFILE] : "kamusm",
        .start = start,
        .ca_file = given->value[OPT_CACERT],
        .proxy = given->value[OPT_PROXY],
        .session = session,
        .sent = &run->sent,
    };
    es_status status = take_timeout(given, &options.timeout_seconds, err);
    return status ? status : es_client_open(&options, out, err);
}

es_status journey_open(struct es_run *run, struct es_client **out, struct es_error *err)
{
    const struct opt_values *given = run->options;
    const char *session = given->given[OPT_SESSION] ? given->value[OPT_SESSION] : "default";
    return open_client(run, given->value[OPT_START], session, out, err);
}

es_status journey_open_apart(struct es_run *run, const char *address, struct es_client **out,
                             struct es_error *err)
{
    const char *start = run->options->value[OPT_START];
    return open_client(run, start ? start : address, NULL, out, err);
}

void journey_set(struct es_run *run, const char *key, const char *text)
{
    json_object_set_new(run->data, key, text && *text ? json_string(text) : json_null());
}

void journey_set_bool(struct es_run *run, const char *key, bool value)
{
    json_object_set_new(run->data, key, json_boolean(value));
}

es_status journey_ask(struct es_run *run, struct es_client *client, enum es_kind kind,
                      const char *prompt, const char *picture, struct es_buf *answer,
                      struct es_error *err)
{
    if (client)
        es_client_pause(client);
    es_status status = es_ask(run->ask, kind, prompt, picture, answer, err);
    if (!client || (status && status != ES_INPUT_NEEDED))
        return status;
    struct es_error busy = ES_ERROR_INIT;
    es_status resumed = es_client_resume(client, &busy);
    if (resumed && err)
        *err = busy;
    return resumed ? resumed : status;
}

es_status journey_refused(const struct es_outcome *outcome, bool same_screen, struct es_error *err)
{
    es_status status = outcome->status;
    if (status == ES_PAGE_UNKNOWN || status == ES_OK)
        status = same_screen ? ES_PORTAL_REFUSED : ES_OUTCOME_UNKNOWN;
    es_fail(err, status);
    if (status == ES_OUTCOME_UNKNOWN)
        es_fail_with(err, status,
                     _("an answer was sent, but the page that came back is not known"));
    if (err)
        snprintf(err->portal_message, sizeof(err->portal_message), "%s", outcome->text);
    return status;
}

/* A bar with the menu's words may stand on any page of a portal, the one that says no included:
 * there its other words must not speak against it. */
bool journey_accepted(const struct es_view *view, es_status said)
{
    if (view->match[ES_SCREEN_LOGIN].fits)
        return false;
    if (view->screen == ES_SCREEN_MENU || view->screen == ES_SCREEN_PIN)
        return said == ES_OK || said == ES_PAGE_UNKNOWN;
    return view->screen == ES_SCREEN_PHONE || view->screen == ES_SCREEN_CODE;
}

es_status journey_hand_over(struct es_client *client, es_status status, bool links_only,
                            struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT, kept = ES_ERROR_INIT;
    bool unknown = status == ES_PAGE_UNKNOWN || status == ES_PAGE_AMBIGUOUS ||
                   status == ES_NEEDS_BROWSER || status == ES_OUTCOME_UNKNOWN;
    if (!unknown || es_client_view(client, &view, &ignored))
        return status;
    es_status saved = links_only || page_text_is_secret(view) ? es_client_keep_links(client, &kept)
                                                              : es_client_keep(client, &kept);
    if (saved) {
        if (err)
            *err = kept;
        return saved;
    }
    char hint[ES_HINT_MAX];
    snprintf(hint, sizeof(hint), "%s",
             status == ES_OUTCOME_UNKNOWN ? _("It is not sent again.")
             : err                        ? err->hint
                                          : "");
    es_hint(err, _("%s Look at it with: esign page"), hint);
    return status;
}
