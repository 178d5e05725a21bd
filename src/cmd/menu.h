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

/* ES_LOGIN_NEEDED where the SMS is still to be confirmed. */
es_status menu_check_inside(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

#endif
