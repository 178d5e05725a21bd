/* SPDX-License-Identifier: Apache-2.0 */
#include "journey.h"

#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/pin_page.h"
#include "esign/progress.h"
#include "esign/tty.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_DEFAULT = 30, TIMEOUT_MAX = 3600 };

es_status journey_timeout(const struct es_run *run, long *seconds, struct es_error *err)
{
    *seconds = TIMEOUT_DEFAULT;
    return opt_take_seconds(run->options, OPT_TIMEOUT, "timeout", 1, TIMEOUT_MAX, seconds, err);
}

static void tell_busy(bool begins)
{
    if (begins)
        es_progress_begin(_("Waiting for the portal"));
    else
        es_progress_end();
}

static es_status open_client(struct es_run *run, const char *start, const char *session,
                             struct es_client **out, struct es_error *err)
{
    const struct opt_values *given = run->options;
    struct es_client_options options = {
        .profile = given->value[OPT_PROFILE] ? given->value[OPT_PROFILE] : "kamusm",
        .start = start,
        .ca_file = given->value[OPT_CACERT],
        .proxy = given->value[OPT_PROXY],
        .session = session,
        .sent = &run->sent,
        .busy = tell_busy,
    };
    es_status status = journey_timeout(run, &options.timeout_seconds, err);
    if (!status)
        status = es_client_open(&options, out, err);
    return status == ES_PROFILE_INVALID ? settings_blame(given, OPT_PROFILE, status, err) : status;
}

const char *journey_session_name(const struct es_run *run)
{
    const char *given = run->options->value[OPT_SESSION];
    return given ? given : "default";
}

es_status journey_open(struct es_run *run, struct es_client **out, struct es_error *err)
{
    return open_client(run, run->options->value[OPT_START], journey_session_name(run), out, err);
}

es_status journey_open_apart(struct es_run *run, const char *address, struct es_client **out,
                             struct es_error *err)
{
    const char *start = run->options->value[OPT_START];
    return open_client(run, start ? start : address, NULL, out, err);
}

void journey_set(struct es_run *run, const char *key, const char *text)
{
    json_object_set_new(run->data, key, cmd_text(text));
}

void journey_set_bool(struct es_run *run, const char *key, bool value)
{
    json_object_set_new(run->data, key, json_boolean(value));
}

void journey_learned(es_status status, struct es_error *err)
{
    if (!status)
        return;
    es_log(ES_LOG_QUIET, _("%s; one wrong word more than there was stays counted"),
           err ? err->message : "");
    if (err)
        *err = (struct es_error)ES_ERROR_INIT;
}

/* Once it is asked: the session is had again, where it goes on or is to be kept. */
static es_status asked(struct es_client *client, es_status status, struct es_error *err)
{
    if (!client || (status && status != ES_INPUT_NEEDED))
        return status;
    struct es_error busy = ES_ERROR_INIT;
    es_status resumed = es_client_resume(client, &busy);
    if (resumed && err)
        *err = busy;
    return resumed ? resumed : status;
}

/* The page stays as it is while the session is let go of. */
static es_status fits(void *user, enum es_kind kind, const char *answer, struct es_error *err)
{
    return es_client_takes(user, kind, answer, err);
}

static void ask_for(struct es_run *run, struct es_client *client)
{
    es_ask_for(run->ask, client ? fits : NULL, client);
}

es_status journey_ask(struct es_run *run, struct es_client *client, enum es_kind kind,
                      const char *prompt, const char *picture, struct es_buf *answer,
                      struct es_error *err)
{
    if (client)
        es_client_pause(client);
    ask_for(run, client);
    es_status status = es_ask(run->ask, kind, prompt, picture, answer, err);
    ask_for(run, NULL);
    return asked(client, status, err);
}

es_status journey_ask_in_time(struct es_run *run, struct es_client *client, enum es_kind kind,
                              const struct es_tty_time *time, struct es_buf *answer,
                              struct es_error *err)
{
    es_client_pause(client);
    ask_for(run, client);
    es_status status = es_ask_in_time(run->ask, kind, time, answer, err);
    ask_for(run, NULL);
    return asked(client, status, err);
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

/* A bar with the menu's words, or a phone number, may stand on any page of a portal, the one that
 * says no included: no screen is an acceptance where the page's words speak against it. */
bool journey_accepted(const struct es_view *view, es_status said)
{
    bool inside = view->screen == ES_SCREEN_PHONE || view->screen == ES_SCREEN_CODE ||
                  view->screen == ES_SCREEN_MENU || view->screen == ES_SCREEN_PIN;
    return inside && !view->match[ES_SCREEN_LOGIN].fits &&
           (said == ES_OK || said == ES_PAGE_UNKNOWN);
}

static bool is_unknown(es_status status)
{
    return status == ES_PAGE_UNKNOWN || status == ES_PAGE_AMBIGUOUS || status == ES_NEEDS_BROWSER ||
           status == ES_OUTCOME_UNKNOWN;
}

static es_status not_kept(const struct es_error *why, struct es_error *err)
{
    if (err)
        *err = *why;
    return why->status;
}

/* A link that leads back to the menu or to the PIN page itself. */
static bool leads_back(const struct es_view *view)
{
    struct es_target target;
    struct es_error ignored = ES_ERROR_INIT;
    return (!es_view_any_action(view, "menu", &target, &ignored) &&
            target.kind == ES_TARGET_LINK) ||
           (!es_view_any_action(view, "pin_puk", &target, &ignored) &&
            target.kind == ES_TARGET_LINK);
}

/* A menu whose way to the PIN is a button would be of no use without it: a sentence on it that has
 * figures beside "PIN" is mostly a telephone number. What stands in its fields cannot be starred.
 */
static bool needs_buttons(const struct es_view *view)
{
    return view->match[ES_SCREEN_MENU].fits && !view->match[ES_SCREEN_PIN].fits &&
           !es_pin_page_has_cards(view) && !es_pin_page_fields_show(view->page) &&
           !leads_back(view);
}

es_status journey_keep(struct es_client *client, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (!es_pin_page_is(view, NULL))
        return es_client_keep(client, err);
    return needs_buttons(view) ? es_client_keep_starred(client, err)
                               : es_client_keep_links(client, err);
}

/* What is said before the one thing to do. */
static const char *hint_before(es_status status, const struct es_error *err)
{
    return status == ES_OUTCOME_UNKNOWN ? _("It is not sent again.") : err ? err->hint : "";
}

es_status journey_hand_over(struct es_client *client, es_status status, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT, kept = ES_ERROR_INIT;
    if (!is_unknown(status) || es_client_view(client, &view, &ignored))
        return status;
    if (journey_keep(client, &kept))
        return not_kept(&kept, err);
    char hint[ES_HINT_MAX];
    snprintf(hint, sizeof(hint), "%s", hint_before(status, err));
    es_hint(err, _("%s Look at it with: esign page"), hint);
    return status;
}

/* ---- pages of secrets ---- */

es_status journey_check_screen(const struct opt_values *given, struct es_error *err)
{
    if (given->given[OPT_JSON] || given->given[OPT_FIELD] || !isatty(STDOUT_FILENO))
        return ES_OK;
    if (!es_tty_usable())
        return es_fail_with(err, ES_INPUT_NEEDED,
                            _("PIN and PUK are shown in the foreground of a terminal only"));
    if (es_tty_clears())
        return ES_OK;
    es_fail_with(err, ES_INPUT_NEEDED,
                 _("this terminal cannot clear what it showed: PIN and PUK are not shown on it"));
    es_hint(err, _("Use another terminal, or write one value to a program of yours with: "
                   "esign pin-puk --field pin"));
    return ES_INPUT_NEEDED;
}

es_status journey_keep_way_back(struct es_client *client, struct es_page **before,
                                struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    return *before && !leads_back(view) ? es_client_keep_page(client, before, err)
                                        : es_client_keep_links(client, err);
}

es_status journey_hand_over_secrets(struct es_client *client, es_status status,
                                    struct es_page **before, struct es_error *err)
{
    struct es_error kept = ES_ERROR_INIT;
    if (!is_unknown(status))
        return status;
    if (journey_keep_way_back(client, before, &kept))
        return not_kept(&kept, err);
    char hint[ES_HINT_MAX];
    snprintf(hint, sizeof(hint), "%s", hint_before(status, err));
    es_hint(err,
            _("%s It may show your PIN, so only the way to it is kept. To see it, go there by "
              "hand with: esign page"),
            hint);
    return status;
}
