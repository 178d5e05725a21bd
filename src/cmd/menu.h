/* SPDX-License-Identifier: Apache-2.0 */
/* The portal's menu: its words, and the way back to it or out. */
#ifndef ESIGN_CMD_MENU_H
#define ESIGN_CMD_MENU_H

#include "esign/client.h"

/* The visible words of the menu's items, each once, made safe; a JSON array. */
json_t *menu_words(const struct es_view *view);

/* Finds an action on the current page or, if it is not there, on the menu that the page leads
 * to. ES_PAGE_UNKNOWN: nowhere. */
es_status menu_find(struct es_client *client, const char *action, struct es_target *target,
                    struct es_error *err) ES_MUST_CHECK;

#endif
