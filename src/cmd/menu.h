/* SPDX-License-Identifier: Apache-2.0 */
/* The portal's menu: its words, and the way back to it or out. */
#ifndef ESIGN_CMD_MENU_H
#define ESIGN_CMD_MENU_H

#include "esign/client.h"

/* The visible words of the menu's items, each once, made safe; a JSON array. */
json_t *menu_words(const struct es_view *view);

/* es_view_action or es_view_any_action. */
typedef es_status (*menu_finder)(const struct es_view *view, const char *action,
                                 struct es_target *target, struct es_error *err);

/* Finds an action on the current page or, if it is not there, on the menu that the page leads
 * to. ES_PAGE_UNKNOWN: nowhere. */
es_status menu_find(struct es_client *client, menu_finder finder, const char *action,
                    struct es_target *target, struct es_error *err) ES_MUST_CHECK;

/* Whether the current page is one behind the menu (a list of certificates, a result): the login is
 * confirmed, no SMS is under way, no screen of the way there fits, and the page leads to the menu
 * or to the PIN. */
bool menu_is_behind(struct es_client *client);

/* From there to the menu, where the page leads to it. ES_OK too where it leads to the PIN alone. */
es_status menu_go_back(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* ES_LOGIN_NEEDED where the SMS is still to be confirmed. */
es_status menu_check_inside(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

#endif
