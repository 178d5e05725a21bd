/* SPDX-License-Identifier: Apache-2.0 */
/* Where am I: asks the network nothing. */
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/print.h"
#include "journey.h"
#include "phone.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

static void tell_session(struct es_run *run, struct es_client *client)
{
    const struct es_session *session = es_client_session(client);
    es_auto(url) url = {0};
    if (session->page && es_url_parse(es_page_str(session->page, session->page->url), NULL, &url))
        journey_set(run, "host", url.host);
    journey_set(run, "screen", session->screen);
    json_object_set_new(run->data, "expires_in", json_integer(es_session_expires_in(session)));
    journey_set_bool(run, "picture_waiting", session->picture_for[0] != '\0');
    int left = phone_seconds_left(session);
    if (left != PHONE_UNKNOWN)
        json_object_set_new(run->data, "sms_expires_in", json_integer(left));
}

static es_status tell_words(struct es_run *run, struct es_error *err)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 0;
    es_status status = es_ledger_list(&entries, &n, err);
    json_t *list = json_array();
    for (size_t i = 0; !status && i < n; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:i}", "id", entries[i].masked_id, "count", entries[i].count));
    json_object_set_new(run->data, "wrong_words", list);
    es_heap_free(entries);
    return status;
}

static es_status run_status(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_status status = journey_open(run, &client, err);
    if (status)
        return status;
    journey_set_bool(run, "session", es_client_has_session(client));
    if (es_client_has_session(client))
        tell_session(run, client);
    return tell_words(run, err);
}

static const char *text_of(const struct es_run *run, const char *key)
{
    return json_string_value(json_object_get(run->data, key));
}

static const char *screen_words(const char *screen)
{
    static const char *const words[][2] = {
        {"home", N_("the portal's first page")},
        {"verify", N_("choosing the way to log in")},
        {"login", N_("the login form")},
        {"forgot", N_("the form that asks for the reset mail")},
        {"reset", N_("the form for a new word")},
        {"result", N_("a result")},
        {"phone", N_("logged in; the SMS is to be asked for")},
        {"code", N_("the SMS code is to be given")},
        {"menu", N_("the portal's menu")},
        {"pin", N_("PIN and PUK")},
    };
    for (size_t i = 0; screen && i < sizeof(words) / sizeof(words[0]); i++) {
        if (!strcmp(words[i][0], screen))
            return gettext(words[i][1]);
    }
    return _("a page that is not recognised");
}

static void show_minutes(const char *label, const json_t *seconds, FILE *out)
{
    if (!json_is_integer(seconds))
        return;
    char text[64];
    int left = (int)json_integer_value(seconds);
    snprintf(text, sizeof(text), _("%d min %d s"), left / 60, left % 60);
    es_print_pair(label, text, 16, out);
}

static void show_status(const struct es_run *run, FILE *out)
{
    if (json_is_true(json_object_get(run->data, "session"))) {
        es_print_pair(_("Where"), screen_words(text_of(run, "screen")), 16, out);
        es_print_pair(_("Portal"), text_of(run, "host"), 16, out);
        show_minutes(_("Session ends in"), json_object_get(run->data, "expires_in"), out);
        show_minutes(_("SMS code ends"), json_object_get(run->data, "sms_expires_in"), out);
        if (json_is_true(json_object_get(run->data, "picture_waiting")))
            es_print_pair(_("Picture"), _("waits for its text"), 16, out);
    } else {
        fprintf(out, "%s\n", _("There is no session."));
    }
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(run->data, "wrong_words"), i, entry)
    {
        char text[96];
        snprintf(text, sizeof(text), _("%d for %s"),
                 (int)json_integer_value(json_object_get(entry, "count")),
                 json_string_value(json_object_get(entry, "id")));
        es_print_pair(_("Wrong words"), text, 16, out);
    }
}

const struct es_command cmd_status = {
    .name = "status",
    .summary = N_("tell where you are: session, time left, tries used"),
    .options = options,
    .shape = "{\"session\":false,\"screen\":null,\"host\":null,\"expires_in\":null,"
             "\"sms_expires_in\":null,\"picture_waiting\":false,\"wrong_words\":[]}",
    .run = run_status,
    .show = show_status,
};
