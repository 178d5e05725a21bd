/* SPDX-License-Identifier: Apache-2.0 */
/* The masked phone number and the countdown of the SMS screens. */
#ifndef ESIGN_CMD_PHONE_H
#define ESIGN_CMD_PHONE_H

#include "esign/session.h"
#include "esign/view.h"

/* Appends the phone number as the portal masks it, e.g. "54 ... 25". */
bool phone_find(const struct es_view *view, struct es_buf *out);

/* True where the number's last digits are these, and none of them hidden. */
bool phone_ends(const char *masked, const char *digits);

/* How all numbers that the page shows for the phone, and the one that is known already (or ""),
 * go with these last digits. */
enum phone_match { PHONE_NONE, PHONE_ALL_END, PHONE_ENDS_OTHERWISE };
enum phone_match phone_match(const struct es_view *view, const char *known, const char *digits);

/* The page shows two numbers whose last digits differ. */
bool phone_differ(const struct es_view *view);

/* Seconds that the page gives for the code, where it says so in figures, 0 where it says that they
 * are over; else `otherwise`. */
int phone_seconds(const struct es_view *view, int otherwise);

enum { PHONE_UNKNOWN = -1 };
/* Seconds that the code on its way is still good; 0: it is too late; PHONE_UNKNOWN where none is
 * on its way, or its page did not say: then only the portal knows. */
int phone_seconds_left(const struct es_session *session);

/* Takes over from a page that is the code's screen how long the code is good, from now on; of a
 * code that is known already only a shorter time (`anew` false). */
void phone_take_time(struct es_session *session, const struct es_view *view, bool anew);

/* Takes over where the SMS goes, where the page is a screen that shows it. */
void phone_note(struct es_session *session, const struct es_view *view);

#endif
