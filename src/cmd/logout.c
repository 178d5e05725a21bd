/* SPDX-License-Identifier: Apache-2.0 */
/* "Çıkış" at the portal, and forget the session. */
#include "esign/i18n.h"
#include "esign/log.h"
#include "journey.h"
#include "menu.h"

#include <stdio.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

/* Pressing "Çıkış" may fail as any button may: the page that comes must not say no, nor still be
 * inside. */
static es_status check_left(struct es_client *client, const struct es_page *before,
                            struct es_error *err)
{
    const struct es_view *view = NULL;
    char text[ES_PORTAL_MESSAGE_MAX];
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (view->match[ES_SCREEN_MENU].fits || view->match[ES_SCREEN_PIN].fits)
        return es_fail(err, ES_PORTAL_REFUSED);
    /* of a PIN page only links were kept: what stands on every page of the portal is new then, so
     * nothing but a plain "no" counts */
    es_status said = es_classify(es_client_profile(client), before, view->page, 0, text);
    return said == ES_PORTAL_REFUSED ? es_fail(err, said) : ES_OK;
}

static void say_untold(const char *why)
{
    es_log(ES_LOG_NORMAL, _("the portal could not be told: %s"), why);
    es_log(ES_LOG_NORMAL, _("a session there ends by itself after a while"));
}

/* The portal is told where that can be done; that it cannot keeps nobody from forgetting. */
static bool tell_portal(struct es_client *client)
{
    struct es_target target;
    struct es_error why = ES_ERROR_INIT;
    es_auto(page) *before = NULL;
    bool sent = false;
    es_status status = menu_find(client, es_view_any_action, "exit", &target, &why);
    bool no_exit = status == ES_PAGE_UNKNOWN;
    if (!status)
        status = es_client_copy_page(client, &before, &why);
    if (!status)
        status = es_client_act(client, target, false, &sent, &why);
    if (!status)
        status = check_left(client, before, &why);
    if (status)
        say_untold(no_exit ? _("no way to log out is in sight on its page") : why.message);
    return status == ES_OK;
}

/* To forget it takes no reading. */
static es_status forget_unopened(struct es_run *run, es_status status, struct es_error *err)
{
    enum { WAIT_MS = 10000 };
    struct es_error ignored = ES_ERROR_INIT;
    bool forgotten = false;
    if (status != ES_SESSION_UNUSABLE ||
        es_session_discard(journey_session_name(run), WAIT_MS, &forgotten, &ignored) || !forgotten)
        return status;
    say_untold(err->message);
    *err = (struct es_error)ES_ERROR_INIT;
    picture_forget(run);
    journey_set_bool(run, "forgotten", true);
    return ES_OK;
}

static es_status run_logout(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_status status = journey_open(run, &client, err);
    if (status)
        return forget_unopened(run, status, err);
    struct es_session *session = es_client_session(client);
    if (es_client_has_session(client) && session->page && session->logged_in)
        journey_set_bool(run, "portal_told", tell_portal(client));
    else if (es_session_was_useless(session))
        say_untold(_("the session could not be read"));
    bool forgotten = false;
    status = es_session_forget(session, &forgotten, err);
    picture_forget(run);
    journey_set_bool(run, "forgotten", forgotten);
    return status;
}

static void show_logout(const struct es_run *run, FILE *out)
{
    bool forgotten = json_is_true(json_object_get(run->data, "forgotten"));
    bool told = json_is_true(json_object_get(run->data, "portal_told"));
    fprintf(out, "%s\n",
            told        ? _("Logged out at the portal; the session is forgotten here.")
            : forgotten ? _("The session is forgotten here.")
                        : _("There was no session."));
}

const struct es_command cmd_logout = {
    .name = "logout",
    .summary = N_("log out at the portal and forget the session"),
    .options = options,
    .shape = "{\"portal_told\":false,\"forgotten\":false}",
    .run = run_logout,
    .show = show_logout,
};
