/* SPDX-License-Identifier: Apache-2.0 */
#include "menu.h"

#include "esign/i18n.h"

#include <string.h>

static bool is_item(const char *kind)
{
    static const char *const items[] = {"activate", "revoke", "update_info", "certificates",
                                        "pin_puk",  "unlock", "exit"};
    for (size_t i = 0; kind && i < sizeof(items) / sizeof(items[0]); i++) {
        if (!strcmp(items[i], kind))
            return true;
    }
    return false;
}

static void add_once(json_t *list, const char *text)
{
    es_auto(buf) safe = {0};
    if (!es_text_safe(text, 100, &safe))
        return;
    size_t i;
    json_t *known;
    json_array_foreach(list, i, known)
    {
        if (!strcmp(json_string_value(known), es_buf_str(&safe)))
            return;
    }
    json_array_append_new(list, json_string(es_buf_str(&safe)));
}

json_t *menu_words(const struct es_view *view)
{
    json_t *list = json_array();
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (es_control_is_submitter(&controls[i]) && is_item(view->controls[i].kind))
            add_once(list, es_page_str(view->page, view->controls[i].words));
    }
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (!links[i].unseen && is_item(view->links[i].kind))
            add_once(list, es_page_str(view->page, links[i].text));
    }
    return list;
}

es_status menu_check_inside(struct es_client *client, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (!status && (view->match[ES_SCREEN_PHONE].fits || view->match[ES_SCREEN_CODE].fits)) {
        status = es_fail_with(err, ES_LOGIN_NEEDED, _("the login is not confirmed by SMS yet"));
        es_hint(err, _("Confirm it first: esign sms-verify"));
    }
    return status;
}

/* Of those that are no screen of the way to the menu. */
static bool may_be_behind(const struct es_client *client, const struct es_view *view)
{
    const struct es_session *session = es_client_session((struct es_client *)client);
    return session->logged_in && !es_moment_is_set(&session->sms_sent) &&
           (view->screen == ES_SCREEN_NONE || view->screen == ES_SCREEN_RESULT);
}

bool menu_is_behind(struct es_client *client)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    struct es_target target;
    return es_client_session(client)->page && !es_client_view(client, &view, &ignored) &&
           may_be_behind(client, view) &&
           (!es_view_any_action(view, "menu", &target, &ignored) ||
            !es_view_any_action(view, "pin_puk", &target, &ignored));
}

es_status menu_go_back(struct es_client *client, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_target menu;
    struct es_error none = ES_ERROR_INIT;
    es_status status = es_client_view(client, &view, err);
    if (status || es_view_any_action(view, "menu", &menu, &none))
        return status;
    bool sent = false;
    return es_client_act(client, menu, false, &sent, err);
}

es_status menu_find(struct es_client *client, menu_finder finder, const char *action,
                    struct es_target *target, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    status = finder(view, action, target, err);
    struct es_target menu;
    if (status != ES_PAGE_UNKNOWN || es_view_any_action(view, "menu", &menu, err))
        return status;
    bool sent = false;
    status = es_client_act(client, menu, false, &sent, err);
    if (!status)
        status = es_client_view(client, &view, err);
    return status ? status : finder(view, action, target, err);
}
