/* SPDX-License-Identifier: Apache-2.0 */
/* What confirm.c and final.c look at a page behind the menu with. */
#ifndef ESIGN_PORTAL_ACTS_INTERNAL_H
#define ESIGN_PORTAL_ACTS_INTERNAL_H

#include "esign/confirm.h"

/* A list of the profile's "acts"; NULL: it has none. */
const json_t *es_acts(const struct es_view *view, const char *key);

/* `kinds` ends with NULL. */
bool es_acts_is_one_of(const char *kind, const char *const *kinds);

/* Its words are those of an item of the menu. */
bool es_acts_is_item(const struct es_sense *sense);

bool es_acts_goes_back(const struct es_view *view, const struct es_sense *sense);

/* It is not looked at so closely. */
bool es_acts_too_long(const struct es_page *page);

/* Two different items or more side by side are a menu; one alone, also in a form of its own beside
 * other forms, may be what the page is for. */
bool es_acts_links_are_menu(const struct es_view *view);
bool es_acts_buttons_are_menu(const struct es_view *view, uint32_t form);

/* Words speak of what cannot be taken back. */
bool es_final_words(const struct es_view *view, const char *words);

/* What is sent when it is pressed or followed speaks of it, in its address or in names and values
 * that no person reads. */
bool es_final_way(const struct es_view *view, struct es_target way);

#endif
