/* SPDX-License-Identifier: Apache-2.0 */
/* Cards while they are gathered from a page. */
#ifndef ESIGN_PORTAL_CARDS_INTERNAL_H
#define ESIGN_PORTAL_CARDS_INTERNAL_H

#include "esign/view.h"

enum value_kind { DESCRIPTION, SERIAL, PIN, PUK, N_VALUES };

/* A text on the page, or a part of one. */
struct piece {
    const char *at;
    size_t len;
};

struct card {
    struct piece value[N_VALUES];
};

struct cards {
    struct card *card;
    size_t n, cap;
};

/* What a label stands for, or N_VALUES. */
enum value_kind es_cards_kind(const struct es_view *view, es_str label);

/* A text without the colon before it. */
struct piece es_cards_piece(const struct es_view *view, es_str text);

/* Adds a card that has a PIN or a PUK. */
void es_cards_add(const struct card *card, struct cards *cards);

/* The cards of all tables whose labels stand in a row or a column. */
bool es_cards_read_tables(const struct es_view *view, struct cards *cards);

#endif
