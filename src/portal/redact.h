/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Portals greet people by what they typed. What is kept of a page, or quoted from it, is not to
 * hold that: it is overwritten with stars in all that the page says. What goes back to the portal
 * (hidden tokens, addresses, options) stays.
 */
#ifndef ESIGN_PORTAL_REDACT_H
#define ESIGN_PORTAL_REDACT_H

#include "client_internal.h"

/* Answers that were sent. One without a digit stays: it may be a word that the page is known by. */
void es_redact_answers(struct es_page *page, const struct es_sent *sent);

/* The middle of every T.C. identity number: a later command does not know whose it is. */
void es_redact_numbers(struct es_page *page);

/* Every number of four digits and more, in groups or not: it may be a PIN or PUK. */
void es_redact_figures(struct es_page *page);

#endif
