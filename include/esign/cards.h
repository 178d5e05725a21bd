/* SPDX-License-Identifier: Apache-2.0 */
/* The PIN page: the cards on it with their values, wherever those stand. */
#ifndef ESIGN_CARDS_H
#define ESIGN_CARDS_H

#include "esign/view.h"

/* A JSON array of {"description","serial","pin","puk"}, null for what is not there. Tables are
 * read with their labels in a row above or in a column to the left; else lists and lines, in
 * which a label that comes again begins the next card. Empty: no card was found. */
json_t *es_cards_read(const struct es_view *view);

#endif
