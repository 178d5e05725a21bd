/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages behind the menu, whose screens nobody has described: whether one has a single thing to
 * confirm or a single form to fill in, which a person may then be asked about. Whatever is not
 * certain, and whatever cannot be taken back, is theirs to do by hand. Pure.
 */
#ifndef ESIGN_CONFIRM_H
#define ESIGN_CONFIRM_H

#include "esign/view.h"

/* The page speaks, in its title, its texts or on a button, of revoking, suspending or deleting: the
 * profile's "final". A menu that stands beside it does not count, but a
 * heading does. */
bool es_view_is_final(const struct es_view *view);

/* The page is final, or what is sent where it goes on is: in its address, or in names and values
 * that nobody sees. */
bool es_view_leads_to_final(const struct es_view *view);

/* The words of something to press or follow, or what is sent then, are final. */
bool es_view_target_is_final(const struct es_view *view, struct es_target target);

/* True where the page has one thing to press or follow that goes on, beside at most one button that
 * goes back; nothing in its form is to be filled in or chosen; neither the page nor what goes along
 * unseen is final, which the profile can tell; and it shows no PIN. Fields that stood on the page
 * `before` (NULL: none), which led to it, are no part of it. */
bool es_view_confirmation(const struct es_view *view, const struct es_page *before,
                          struct es_target *out);

/* The same where the form has fields that a person fills in, none of them a secret, a file or a
 * picture's text: its one button. */
bool es_view_details(const struct es_view *view, const struct es_page *before,
                     struct es_target *out);

/* A field of the form that a person may fill in or choose. */
bool es_control_is_detail(const struct es_control *control);

/* One of this form that is part of what it is for: no search and no address for a newsletter in a
 * form around the whole page. */
bool es_view_is_detail(const struct es_view *view, uint32_t form, uint32_t control);

/* Something to press that does not go back, or a field, outside of what stands on every page. */
bool es_view_goes_on(const struct es_view *view, const struct es_page *before);

/* The item of the menu that means this action: a link, or a button in a form without anything to
 * fill in. As es_view_action; ES_PAGE_UNKNOWN as well where its words or what goes along are final:
 * "Sertifikalarımı İptal Et" begins like "Sertifikalarım". */
es_status es_view_menu_item(const struct es_view *view, const char *action, struct es_target *out,
                            struct es_error *err) ES_MUST_CHECK;

#endif
