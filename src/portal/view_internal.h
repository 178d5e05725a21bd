/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_VIEW_INTERNAL_H
#define ESIGN_PORTAL_VIEW_INTERNAL_H

#include "esign/view.h"

/* Fills view->match and view->screen from what the things on the page mean. */
void es_view_match_screens(struct es_view *view);

/* For each of the profile's screen rows, whether the page says one of its headings; NULL where
 * memory is out. Given back with es_heap_free. */
bool *es_view_find_headings(const struct es_view *view) ES_MUST_CHECK;

/* Chooses among all buttons and links the one of this action kind. With ES_PAGE_AMBIGUOUS *out is
 * the first of them. */
es_status es_view_find_target(const struct es_view *view, const char *action,
                              struct es_target *out);

/* The same among the buttons of one form, those first that stand behind a field of these kinds
 * (bits). */
es_status es_view_find_button(const struct es_view *view, const char *action, uint32_t form,
                              unsigned fields, struct es_target *out);

/* Both lead to the very same place. */
bool es_view_same_target(const struct es_page *page, struct es_target a, struct es_target b);

/* The words of an image: its alternative text, else its title. */
const char *es_view_image_words(const struct es_page *page, const struct es_image *image);

/* The picture that belongs to a field. */
void es_view_find_picture(const struct es_view *view, struct es_match *match);

/* A field that stands in a form without being part of what it is for: a search, a newsletter in a
 * form around the whole page. The profile's "asides" say which kinds these are; a field without a
 * meaning is one where the button behind it is. */
bool es_view_is_aside_kind(const struct es_view *view, const char *kind);
bool es_view_is_aside(const struct es_view *view, uint32_t control);

/* A field that only shows something: seen, and not to be changed. */
bool es_view_shows_value(const struct es_control *control);

/* True where cards on the page have a PIN, or its label at least; a PUK; both, if both are asked
 * for. Such a label must be just that: "PIN / PUK Bilgisi" beside something is a menu, no PIN. */
bool es_view_has_card_labels(const struct es_view *view, bool pin, bool puk);

/* A page that only wants a click to go on: no screen, nothing to type or to choose, no consent to
 * give, one thing of the profile's "between", and words that say so. */
bool es_view_between(const struct es_view *view, struct es_target *out);

/* The page's words ask for consent: that is for the person to decide. */
bool es_view_asks_consent(const struct es_view *view);

/* True where the page has a value beside each of these labels. */
bool es_view_has_labels(const struct es_view *view, const json_t *labels);

#endif
