/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person takes over on a page that the profile does not know: they name its fields, buttons and
 * links by their words. The client's promises hold all the same: one request, allowed addresses
 * only, and no guess between two things that fit.
 */
#ifndef ESIGN_BY_HAND_H
#define ESIGN_BY_HAND_H

#include "esign/client.h"
#include "esign/form.h"

enum es_thing { ES_THING_FIELD, ES_THING_BUTTON, ES_THING_LINK, ES_THING_PICTURE };

/* A person sees it and can fill it in, press it, follow it or have it shown. Of the pictures, those
 * of the forms; where no form has one, all that are larger than an icon. */
bool es_by_hand_offers(const struct es_page *page, enum es_thing thing, uint32_t index);

/* Its best words, as the page has them; "" where it has none. */
const char *es_by_hand_label(const struct es_page *page, enum es_thing thing, uint32_t index);

/* What a script of the page would ask before it is pressed or followed, which nobody is asked here;
 * "" where that is no sentence. Behind it may stand a script's codes, after " |". */
const char *es_by_hand_asked(const struct es_page *page, enum es_thing thing, uint32_t index);

/* Which of the pictures that are offered it is, from 1. */
unsigned es_by_hand_picture_number(const struct es_page *page, uint32_t index);

/* The one thing whose words fit the label best: the same words before their beginning or end
 * (es_text_fit), its own words before guessed ones; a field's name counts only where it has
 * nothing else. A picture is also found by its number, and the only one by no label (""). Of
 * buttons only those of `form` where that is not ES_NONE. ES_NOT_FOUND, with what
 * there is in the hint; ES_PAGE_AMBIGUOUS where two different things fit as well;
 * ES_NEEDS_BROWSER where only a script could press or follow it. */
es_status es_by_hand_find(const struct es_page *page, enum es_thing thing, const char *label,
                          uint32_t form, uint32_t *index, struct es_error *err) ES_MUST_CHECK;

struct es_by_hand { /* one thing done on the current page */
    struct es_target target;
    const struct es_fill *fills; /* of the button's form */
    size_t n_fills;
    int64_t send_before; /* as in es_answers */
    unsigned deed;       /* enum es_deed, where it is one */
};

/* Whether doing it sends a security word that the portal counts, or may, and for whom (borrowed
 * from the fills; NULL where none of them is an identity number). Any field that speaks of the word
 * counts, be it the old one or a repetition, and before the login any password; setting a new
 * word, given twice and nothing else, does not. */
bool es_by_hand_counts(const struct es_view *view, const struct es_by_hand *step, bool logged_in,
                       const char **id);

/* For whom a field whose words say nothing may be the word (as above): it counts where the portal
 * says that the word was wrong. */
const char *es_by_hand_maybe_for(const struct es_view *view, const struct es_by_hand *step,
                                 bool logged_in);

/* Whose reset mail doing it asks for (borrowed from the fills); NULL where it asks for none. */
const char *es_by_hand_mail_for(const struct es_view *view, const struct es_by_hand *step);

/* The host that it would be sent to. ES_LEFT_PORTAL where that is not allowed. */
es_status es_by_hand_receiver(struct es_client *client, const struct es_by_hand *step,
                              char host[256], struct es_error *err) ES_MUST_CHECK;

/* Does it, once. As es_client_answer, but the page may be any. */
es_status es_by_hand_do(struct es_client *client, const struct es_by_hand *step,
                        struct es_outcome *outcome, struct es_error *err) ES_MUST_CHECK;

#endif
