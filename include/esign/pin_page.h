/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that show a PIN or PUK, whether their values can be read or not: nothing of them but links
 * may be kept, and they are shown on a screen of their own only.
 */
#ifndef ESIGN_PIN_PAGE_H
#define ESIGN_PIN_PAGE_H

#include "esign/view.h"

/* Pressing or following it leads to PIN and PUK, by its meaning or its words. */
bool es_pin_page_lies_behind(const struct es_view *view, struct es_target target);

/* The page shows them: it is the screen, or speaks of them beside figures that may be one; or it
 * is what a page `before` (NULL: none) led to where they should be, and has such figures that were
 * not there. */
bool es_pin_page_is(const struct es_view *view, const struct es_page *before);

/* Cards with their values can be read on it. */
bool es_pin_page_has_cards(const struct es_view *view);

/* It is the screen with its cards, so that pin-puk shows them. */
bool es_pin_page_is_known(const struct es_view *view);

/* Four digits or more side by side or in even groups, but no year; or five or more beside whatever
 * others: they may be a PIN. */
bool es_pin_page_has_figures(const char *text);

/* They stand in a field or on a button, whose values go back to the portal. */
bool es_pin_page_fields_show(const struct es_page *page);

/* Takes the words and addresses of links that have such figures of the page off its copy of
 * links alone, or off itself. */
void es_pin_page_hide_figures(const struct es_page *page, struct es_page *links);

#endif
