/* SPDX-License-Identifier: Apache-2.0 */
/* Where am I: asks the network nothing. */
#include "behind.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/pin_page.h"
#include "esign/print.h"
#include "journey.h"
#include "phone.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

/* A page that no screen fits has nothing but its own heading to be known by. Figures in it may be
 * a PIN. */
static void tell_title(struct es_run *run, struct es_client *client)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    es_auto(buf) title = {0};
    if (!es_client_session(client)->page || es_client_view(client, &view, &ignored) ||
        !behind_title(view, &title) || es_pin_page_has_figures(es_buf_str(&title)))
        return;
    journey_set(run, "title", es_buf_str(&title));
}

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
    if (!session->screen[0])
        tell_title(run, client);
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

/* ---------------------------------------------------------------- what comes next */

static void set_next(struct es_run *run, const char *command, const char *text)
{
    run->next_command = command;
    run->next_text = text;
}

static void next_without_session(struct es_run *run)
{
    int most = 0;
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(run->data, "wrong_words"), i, entry)
    {
        int count = (int)json_integer_value(json_object_get(entry, "count"));
        most = count > most ? count : most;
    }
    if (most >= ES_LEDGER_LIMIT)
        set_next(run, "forgot-word",
                 N_("the account is probably blocked: a new word by e-mail unblocks it"));
    else if (most >= ES_LEDGER_LAST_TRY)
        set_next(run, "forgot-word",
                 N_("get a new word: one more that is wrong would block the account"));
    else
        set_next(run, "login",
                 N_("log in with your security word, or get a new one with: esign forgot-word"));
}

static void next_on_screen(struct es_run *run, const char *screen)
{
    static const struct {
        const char *screen, *command, *text;
    } ROWS[] = {
        {"home", "login", N_("log in")},
        {"verify", "login", N_("log in")},
        {"login", "login", N_("log in")},
        {"forgot", "forgot-word", N_("ask for the reset mail")},
        {"reset", "reset-word", N_("set the new word")},
        {"phone", "sms-verify", N_("confirm by SMS")},
        {"code", "sms-verify", N_("give the code from the SMS")},
        {"menu", "pin-puk", N_("show PIN and PUK")},
        {"pin", "logout", N_("log out, when you have what you need")},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (!strcmp(ROWS[i].screen, screen))
            set_next(run, ROWS[i].command, ROWS[i].text);
}

static void tell_next(struct es_run *run, const struct es_session *session)
{
    const json_t *code = json_object_get(run->data, "sms_expires_in");
    if (!strcmp(session->picture_for, "login"))
        set_next(run, "login", N_("give the picture's text with --captcha, or get a new picture"));
    else if (!strcmp(session->picture_for, "forgot-word"))
        set_next(run, "forgot-word",
                 N_("give the picture's text with --captcha, or get a new picture"));
    else if (!session->screen[0] && session->page)
        set_next(run, "page", N_("look at this page; the other commands go on from it"));
    else if (json_is_integer(code) && json_integer_value(code) == 0)
        set_next(run, "sms-verify", N_("ask for a new code with --resend"));
    else if (!strcmp(session->screen, "result") && session->id_hash[0]) /* of a mail */
        set_next(run, "reset-word", N_("save the message and give it with --mail FILE"));
    else
        next_on_screen(run, session->screen);
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
    status = tell_words(run, err);
    if (!status && es_client_has_session(client))
        tell_next(run, es_client_session(client));
    else if (!status)
        next_without_session(run);
    return status;
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

static void show_where(const struct es_run *run, FILE *out)
{
    const char *screen = text_of(run, "screen"), *title = text_of(run, "title");
    es_auto(buf) line = {0};
    if (!screen && title && es_buf_printf(&line, _("the page \"%s\""), title))
        es_print_pair(_("Where"), es_buf_str(&line), 16, out);
    else if (screen && !strcmp(screen, "result") && run->next_command &&
             !strcmp(run->next_command, "reset-word"))
        es_print_pair(_("Where"), _("waiting for the e-mail with the link for a new word"), 16,
                      out);
    else
        es_print_pair(_("Where"), screen_words(screen), 16, out);
}

static void show_words(const json_t *entries, FILE *out)
{
    size_t i;
    json_t *entry;
    json_array_foreach((json_t *)entries, i, entry)
    {
        char text[96];
        snprintf(text, sizeof(text), _("%d of three for %s"),
                 (int)json_integer_value(json_object_get(entry, "count")),
                 json_string_value(json_object_get(entry, "id")));
        es_print_pair(_("Tries counted"), text, 16, out);
    }
    if (json_array_size(entries))
        es_print_wrapped(_("A word counts when the portal called it wrong, and also when it is not "
                           "known what came of it. Three wrong ones block the account."),
                         0, out);
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
        show_where(run, out);
        es_print_pair(_("Portal"), text_of(run, "host"), 16, out);
        show_minutes(_("Session ends in"), json_object_get(run->data, "expires_in"), out);
        show_minutes(_("SMS code ends"), json_object_get(run->data, "sms_expires_in"), out);
        if (json_is_true(json_object_get(run->data, "picture_waiting")))
            es_print_pair(_("Picture"), _("waits for its text"), 16, out);
    } else {
        fprintf(out, "%s\n", _("There is no session."));
    }
    show_words(json_object_get(run->data, "wrong_words"), out);
}

const struct es_command cmd_status = {
    .name = "status",
    .summary = N_("tell where you are: session, time left, tries used"),
    .options = options,
    .shape = "{\"session\":false,\"screen\":null,\"title\":null,\"host\":null,\"expires_in\":null,"
             "\"sms_expires_in\":null,\"picture_waiting\":false,\"wrong_words\":[]}",
    .run = run_status,
    .show = show_status,
};
