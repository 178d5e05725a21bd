/* SPDX-License-Identifier: Apache-2.0 */
/* The walk from any screen to the wanted one, by the profile's steps. */
#include "client_internal.h"
#include "view_internal.h"

#include "esign/i18n.h"
#include <stdio.h>
#include <string.h>

enum { HOPS_MAX = 10 };

static enum es_screen screen_at(const json_t *row, const char *key)
{
    return es_screen_find(json_string_value(json_object_get(row, key)));
}

/* Whether the steps lead from a screen to the goal. */
static bool leads(const json_t *steps, enum es_screen from, enum es_screen goal, int depth)
{
    if (from == goal)
        return true;
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)steps, i, row)
    {
        if (depth > 0 && screen_at(row, "at") == from &&
            leads(steps, screen_at(row, "to"), goal, depth - 1))
            return true;
    }
    return false;
}

/* A form with a field for one of our answers. */
static bool takes_answers(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    enum es_kind kind;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form == form && es_control_is_fillable(&controls[i]) &&
            view->controls[i].kind && es_kind_find(view->controls[i].kind, &kind))
            return true;
    }
    return false;
}

/* The screen's own form goes before the rest of the page: beside a login for citizens there may be
 * one for staff. */
static es_status find_action(const struct es_view *view, enum es_screen at, const char *action,
                             struct es_target *target, struct es_error *err)
{
    uint32_t form = view->match[at].form;
    if (form != ES_NONE && !es_view_find_button(view, action, form, 0, target))
        return ES_OK;
    es_status status = es_view_action(view, action, target, err);
    bool button = !status && target->kind == ES_TARGET_BUTTON;
    if (button && takes_answers(view, es_page_controls(view->page)[target->index].form))
        return es_fail(err, ES_PAGE_UNKNOWN); /* it would send them empty */
    return status;
}

/* The first of the row's ways that the page offers. */
static es_status find_way(const struct es_view *view, const json_t *row, struct es_target *target,
                          const char **action, struct es_error *err)
{
    es_status worst = ES_PAGE_UNKNOWN;
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(row, "follow"), i, name)
    {
        es_status status =
            find_action(view, screen_at(row, "at"), json_string_value(name), target, err);
        if (status == ES_OK || status == ES_PAGE_AMBIGUOUS) {
            *action = json_string_value(name);
            return status;
        }
        if (status == ES_NEEDS_BROWSER)
            worst = status;
    }
    return worst;
}

/* The steps that are `hops` more steps away from the goal. */
static es_status step_from(const struct es_client *client, const struct es_view *view,
                           enum es_screen goal, int hops, struct es_target *target,
                           const char **action, struct es_error *err)
{
    const json_t *steps = es_profile_get(client->profile, "steps");
    es_status worst = ES_PAGE_UNKNOWN;
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)steps, i, row)
    {
        enum es_screen at = screen_at(row, "at");
        if (at == ES_SCREEN_NONE || !view->match[at].fits ||
            !leads(steps, screen_at(row, "to"), goal, hops) ||
            (hops > 0 && leads(steps, screen_at(row, "to"), goal, hops - 1)))
            continue;
        es_status status = find_way(view, row, target, action, err);
        if (status == ES_OK)
            return ES_OK;
        if (status != ES_PAGE_UNKNOWN)
            worst = status;
    }
    return worst;
}

/* A page may be several screens at once (the way to the first one stands on them all): the step
 * that is nearest to the goal is taken. */
static es_status next_step(const struct es_client *client, const struct es_view *view,
                           enum es_screen goal, struct es_target *target, const char **action,
                           struct es_error *err)
{
    es_status worst = ES_PAGE_UNKNOWN;
    for (int hops = 0; hops < ES_SCREEN_COUNT; hops++) {
        es_status status = step_from(client, view, goal, hops, target, action, err);
        if (status == ES_OK)
            return ES_OK;
        if (status != ES_PAGE_UNKNOWN && worst == ES_PAGE_UNKNOWN)
            worst = status;
    }
    return worst;
}

/* A page that a script would fill. */
static bool is_empty_without_script(const struct es_page *page)
{
    return (page->flags & ES_PAGE_HAS_SCRIPT) && page->forms.n == 0 && page->links.n == 0;
}

/* Where the wanted screen was nearly there, why it was not is the better answer. */
static es_status why_not(const struct es_view *view, enum es_screen goal, es_status status)
{
    if (status == ES_PAGE_UNKNOWN && is_empty_without_script(view->page))
        return ES_NEEDS_BROWSER;
    return status == ES_PAGE_UNKNOWN ? view->match[goal].status : status;
}

/* Who wants to go on inside and stands at the entrance again has lost the session. */
static bool is_back_at_entrance(const struct es_view *view, enum es_screen goal)
{
    bool inside = goal == ES_SCREEN_CODE || goal == ES_SCREEN_MENU || goal == ES_SCREEN_PIN;
    return inside && (view->screen == ES_SCREEN_HOME || view->screen == ES_SCREEN_VERIFY ||
                      view->screen == ES_SCREEN_LOGIN);
}

/* A page that is not ours to walk, but known: the newer portal's way in. */
static const char *explain(const struct es_client *client, const struct es_view *view)
{
    const struct es_control *controls = es_page_controls(view->page);
    const struct es_link *links = es_page_links(view->page);
    const char *text = NULL;
    for (uint32_t i = 0; !text && i < view->page->controls.n; i++) {
        if (es_control_is_submitter(&controls[i]) && view->controls[i].kind)
            text = es_profile_explain_action(client->profile, view->controls[i].kind);
    }
    for (uint32_t i = 0; !text && i < view->page->links.n; i++) {
        if (!links[i].unseen && view->links[i].kind)
            text = es_profile_explain_action(client->profile, view->links[i].kind);
    }
    return text;
}

static bool is_explained(const struct es_client *client, const struct es_view *view,
                         struct es_error *err)
{
    const char *explanation = explain(client, view);
    if (!explanation)
        return false;
    es_fail(err, ES_NEEDS_BROWSER);
    es_hint(err, "%s", explanation);
    return true;
}

/* What a page that is not known is, where that can be seen. The hint stays. */
static void name_unknown(const struct es_view *view, struct es_error *err)
{
    const char *name = NULL;
    if (es_view_asks_consent(view))
        name = _("the portal asks for your consent first");
    else if (view->page->forms.n == 0 && view->page->frames.n > 0)
        name = _("this page is made of frames, which esign does not enter");
    if (name && err && err->status == ES_PAGE_UNKNOWN)
        snprintf(err->message, sizeof(err->message), "%s", name);
}

/* The page is shown; what to answer is the person's to decide. */
static es_status asks_consent(struct es_client *client, const struct es_view *view,
                              struct es_error *err)
{
    enum { SHOWN_MAX = 600 };
    es_status status = es_client_report(client, ES_PAGE_UNKNOWN, err);
    if (!err)
        return status;
    es_auto(buf) text = {.max = ES_PORTAL_MESSAGE_MAX - 1};
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n && text.len < SHOWN_MAX; i++) {
        if ((text.len && !es_buf_add_char(&text, ' ')) ||
            !es_text_safe(es_page_str(view->page, blocks[i].text), SHOWN_MAX, &text))
            break;
    }
    name_unknown(view, err);
    snprintf(err->portal_message, sizeof(err->portal_message), "%s", es_buf_str(&text));
    return status;
}

/* An apology within the portal's usual frame, its menus included. */
static bool is_apology(const struct es_client *client, const struct es_view *view)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (es_control_is_fillable(&controls[i]) && !es_view_is_aside(view, i))
            return false;
    }
    char text[ES_PORTAL_MESSAGE_MAX];
    return es_client_says_maintenance(client, view->page) ||
           es_classify(client->profile, NULL, view->page, 0, text) == ES_PORTAL_DOWN;
}

/* What the page says may be the reason: the session's end, a block. */
static es_status stopped_here(struct es_client *client, const struct es_view *view,
                              enum es_screen goal, es_status status, struct es_error *err)
{
    if (is_apology(client, view))
        return es_fail(err, ES_PORTAL_DOWN);
    if (is_back_at_entrance(view, goal))
        return es_fail(err, ES_SESSION_EXPIRED);
    char text[ES_PORTAL_MESSAGE_MAX];
    es_status said = es_classify(client->profile, NULL, view->page, 0, text);
    bool known =
        said == ES_SESSION_EXPIRED || said == ES_ACCOUNT_BLOCKED || said == ES_LINK_EXPIRED;
    if (known && view->screen == ES_SCREEN_NONE)
        return es_fail(err, said);
    status = why_not(view, goal, status);
    if (status == ES_PAGE_UNKNOWN && view->match[goal].asks != ES_NONE)
        return es_client_asks_more(client, view->match[goal].asks, err);
    if (status == ES_PAGE_UNKNOWN && es_view_asks_consent(view))
        return asks_consent(client, view, err);
    if (status == ES_PAGE_UNKNOWN && is_explained(client, view, err))
        return ES_NEEDS_BROWSER;
    status = es_client_report(client, status, err);
    name_unknown(view, err);
    return status;
}

es_status es_client_can_walk(struct es_client *client, enum es_screen goal, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_target target;
    const char *action = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status || view->match[goal].fits)
        return status;
    status = next_step(client, view, goal, &target, &action, err);
    if (status == ES_OK)
        return ES_OK;
    if (is_apology(client, view))
        return es_fail(err, ES_PORTAL_DOWN);
    status = why_not(view, goal, status);
    if (status == ES_PAGE_UNKNOWN && !es_view_asks_consent(view) && is_explained(client, view, err))
        return ES_NEEDS_BROWSER;
    es_fail(err, status);
    name_unknown(view, err);
    return status;
}

/* The same step taken twice from the same address is a circle. */
static bool taken_before(const char *taken[], size_t n, const char *action)
{
    size_t times = 0;
    for (size_t i = 0; i < n; i++)
        times += !strcmp(taken[i], action);
    return times >= 2;
}

es_status es_client_walk(struct es_client *client, enum es_screen goal, struct es_error *err)
{
    const char *taken[HOPS_MAX];
    for (size_t hop = 0; hop < HOPS_MAX; hop++) {
        const struct es_view *view = NULL;
        es_status status = es_client_view(client, &view, err);
        if (status)
            return status;
        if (view->match[goal].fits)
            return ES_OK;
        struct es_target target;
        status = next_step(client, view, goal, &target, &taken[hop], err);
        if (!status && taken_before(taken, hop, taken[hop]))
            status = ES_PAGE_UNKNOWN;
        if (status)
            return stopped_here(client, view, goal, status, err);
        bool sent = false;
        status = es_client_act(client, target, false, &sent, err);
        if (status)
            return status;
    }
    return es_client_report(client, ES_PAGE_UNKNOWN, err);
}
