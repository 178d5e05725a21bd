/* SPDX-License-Identifier: Apache-2.0 */
#include "behind.h"

#include "esign/i18n.h"
#include "esign/pin_page.h"
#include "esign/secret.h"
#include "esign/tty.h"
#include "menu.h"

enum { WORDS_MAX = 100 };

/* ---- what cannot be taken back ---- */

const char *behind_consequence(void)
{
    return _("A revoked certificate cannot be brought back: a new one has to be applied for. While "
             "it is suspended, nothing can be signed with it.");
}

/* The current page is kept, and is the person's to go on from. */
static es_status hand_over_final(struct es_client *client, const char *why, struct es_error *err)
{
    es_status status = journey_keep(client, err);
    if (status)
        return status;
    es_fail_with(err, ES_PAGE_UNKNOWN, "%s", why);
    es_hint(err, _("%s If that is what you want, do it by hand: esign page"), behind_consequence());
    return ES_PAGE_UNKNOWN;
}

/* ---- the way there ---- */

/* The menu has an item of such words, which may not be pressed; or none. */
static es_status no_such_item(struct es_client *client, const struct es_view *view,
                              const char *action, struct es_error *err)
{
    struct es_target item;
    struct es_error ignored = ES_ERROR_INIT;
    bool there = !es_view_action(view, action, &item, &ignored);
    if (there && es_view_target_is_final(view, item))
        return hand_over_final(client,
                               _("the menu's item speaks of revoking, suspending or deleting, or "
                                 "sends such a word along: esign does not press it for you"),
                               err);
    if (there)
        return journey_hand_over(client, es_client_report(client, ES_PAGE_UNKNOWN, err), err);
    es_status status = journey_keep(client, err);
    if (status)
        return status;
    status = es_fail_with(err, ES_NOT_FOUND, _("the portal's menu has no such item"));
    es_hint(err, "%s", _("Look at the menu with: esign page"));
    return status;
}

/* The portal may have ended the session, and say so on whatever page it likes. */
es_status behind_check_inside(struct es_client *client, const struct es_page *before,
                              struct es_error *err)
{
    const struct es_view *view = NULL;
    char text[ES_PORTAL_MESSAGE_MAX];
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    status = es_classify(view->profile, before, view->page, 0, text);
    struct es_target way;
    struct es_error ignored = ES_ERROR_INIT;
    bool bar = !es_view_any_action(view, "menu", &way, &ignored) ||
               !es_view_any_action(view, "exit", &way, &ignored);
    bool outside = view->match[ES_SCREEN_LOGIN].fits ||
                   (!bar && (view->screen == ES_SCREEN_VERIFY || view->screen == ES_SCREEN_HOME));
    return status == ES_SESSION_EXPIRED || outside ? es_fail(err, ES_SESSION_EXPIRED) : ES_OK;
}

/* An item is looked for on the menu alone: a page behind it may have a button of the same words. */
static es_status item_here(struct es_client *client, const char *action, struct es_target *item,
                           struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (!status && !view->match[ES_SCREEN_MENU].fits)
        return es_fail(err, ES_PAGE_UNKNOWN);
    return status ? status : es_view_menu_item(view, action, item, err);
}

static es_status item_of_menu(struct es_client *client, const char *action, struct es_target *item,
                              struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_target menu;
    struct es_error ignored = ES_ERROR_INIT;
    bool sent = false;
    es_status status = item_here(client, action, item, err);
    if ((status != ES_PAGE_UNKNOWN && status != ES_PAGE_AMBIGUOUS) ||
        es_client_view(client, &view, &ignored) ||
        es_view_any_action(view, "menu", &menu, &ignored))
        return status;
    status = es_client_act(client, menu, false, &sent, err);
    if (!status)
        status = behind_check_inside(client, NULL, err);
    return status ? status : item_here(client, action, item, err);
}

es_status behind_find(struct es_run *run, const char *action, struct es_client **client,
                      struct es_target *item, struct es_page **menu, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = journey_open(run, client, err);
    if (!status && !es_client_has_session(*client))
        status = es_fail(err, ES_LOGIN_NEEDED);
    if (!status)
        status = menu_check_inside(*client, err);
    if (!status)
        status = item_of_menu(*client, action, item, err);
    if (!status)
        return es_client_copy_page(*client, menu, err);
    if (status == ES_PAGE_UNKNOWN && !es_client_session(*client)->logged_in)
        return es_fail(err, ES_LOGIN_NEEDED);
    if (status == ES_PAGE_UNKNOWN && !es_client_view(*client, &view, err) &&
        view->match[ES_SCREEN_MENU].fits)
        return no_such_item(*client, view, action, err);
    if (status == ES_PAGE_UNKNOWN || status == ES_PAGE_AMBIGUOUS || status == ES_NEEDS_BROWSER)
        return journey_hand_over(*client, es_client_report(*client, status, err), err);
    return status;
}

es_status behind_leave(struct es_client *client, struct es_page **menu, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_target target;
    struct es_error ignored = ES_ERROR_INIT;
    es_status status = es_client_view(client, &view, err);
    if (status || view->match[ES_SCREEN_MENU].fits ||
        !es_view_any_action(view, "menu", &target, &ignored))
        return status;
    return es_client_keep_page(client, menu, err);
}

es_status behind_go(struct es_client *client, struct es_target item, struct es_error *err)
{
    es_auto(page) *before = NULL;
    const struct es_view *view = NULL;
    bool sent = false;
    es_status status = es_client_copy_page(client, &before, err);
    if (!status)
        status = es_client_act(client, item, false, &sent, err);
    if (!status)
        status = behind_check_inside(client, before, err);
    if (!status)
        status = es_client_view(client, &view, err);
    if (status)
        return status;
    return es_pin_page_is(view, NULL)
               ? journey_hand_over_secrets(client, es_client_report(client, ES_PAGE_UNKNOWN, err),
                                           &before, err)
               : journey_keep(client, err);
}

/* ---- asking ---- */

bool behind_words(const struct es_view *view, struct es_target target, struct es_buf *out)
{
    enum es_thing thing = target.kind == ES_TARGET_LINK ? ES_THING_LINK : ES_THING_BUTTON;
    return es_text_safe(es_by_hand_label(view->page, thing, target.index), WORDS_MAX, out);
}

bool behind_can_ask(const struct es_run *run)
{
    return !run->options->given[OPT_JSON] && !run->options->given[OPT_NO_INPUT] && es_tty_usable();
}

es_status behind_ask(struct es_run *run, struct es_client *client, const char *prompt,
                     const char *words, struct es_error *err)
{
    bool agreed = false;
    es_client_pause(client);
    es_status status = es_ask_yes_no(run->ask, prompt, &agreed, err);
    if (status)
        return status;
    if (agreed)
        return es_client_resume(client, err);
    es_fail_with(err, ES_INPUT_NEEDED, _("'%s' was not pressed, as it was not agreed to"), words);
    es_hint(err, "%s",
            _("Nothing was changed by it. The page is kept; look at it with: esign page"));
    return ES_INPUT_NEEDED;
}

/* ---- pressing ---- */

/* A PIN may stand in the very sentence that says what became of the press. */
static es_status take_secret_page(struct es_client *client, struct es_page **menu,
                                  struct es_outcome *outcome, struct es_error *err)
{
    es_wipe(outcome->text, sizeof(outcome->text));
    if (outcome->status == ES_OK)
        return journey_keep(client, err);
    if (outcome->status == ES_PAGE_UNKNOWN || outcome->status == ES_OUTCOME_UNKNOWN)
        return journey_hand_over_secrets(client, journey_refused(outcome, false, err), menu, err);
    es_status kept = journey_keep_way_back(client, menu, err);
    return kept ? kept : journey_refused(outcome, false, err);
}

es_status behind_press(struct es_run *run, struct es_client *client, const struct es_by_hand *step,
                       struct es_page **menu, struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_by_hand_do(client, step, outcome, err);
    if (outcome->sent)
        journey_set_bool(run, "sent", true);
    if (!status)
        status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (es_pin_page_is(view, NULL))
        return take_secret_page(client, menu, outcome, err);
    if (outcome->text[0] && outcome->status != ES_PAGE_UNKNOWN)
        journey_set(run, "portal_message", outcome->text);
    return journey_keep(client, err);
}

es_status behind_verdict(struct es_client *client, struct es_page **menu,
                         const struct es_outcome *outcome, struct es_error *err)
{
    if (outcome->status == ES_OK)
        return ES_OK;
    if (outcome->status == ES_PAGE_UNKNOWN || outcome->status == ES_OUTCOME_UNKNOWN)
        return journey_hand_over(client, journey_refused(outcome, false, err), err);
    bool over = outcome->status == ES_SESSION_EXPIRED;
    es_status kept = over ? ES_OK : behind_leave(client, menu, err);
    return kept ? kept : journey_refused(outcome, false, err);
}

/* ---- by hand ---- */

es_status behind_hand_over(struct es_client *client, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    return es_view_leads_to_final(view)
               ? hand_over_final(client,
                                 _("the page speaks of revoking, suspending or deleting, or sends "
                                   "such a word along: esign presses nothing on it for you"),
                                 err)
               : journey_hand_over(client, es_client_report(client, ES_PAGE_UNKNOWN, err), err);
}
