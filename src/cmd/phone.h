/* SPDX-License-Identifier: Apache-2.0 */
/* The masked phone number and the countdown of the SMS screens. */
#ifndef ESIGN_CMD_PHONE_H
#define ESIGN_CMD_PHONE_H

#include "esign/session.h"
#include "esign/view.h"

/* Appends the phone number as the portal masks it, e.g. "54 ... 25". */
bool phone_find(const struct es_view *view, struct es_buf *out);

/* True where the number's last digits are these. */
bool phone_ends(const char *masked, const char *digits);

/* Seconds that the page gives for the code, where it says so in figures; else `otherwise`. */
int phone_seconds(const struct es_view *view, int otherwise);

enum { PHONE_UNKNOWN = -1 };
/* Seconds that the code on its way is still good; 0: it is too late; PHONE_UNKNOWN where none is
 * on its way, or its page did not say: then only the portal knows. */
int phone_seconds_left(const struct es_session *session);

#endif
