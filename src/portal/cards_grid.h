/* SPDX-License-Identifier: Apache-2.0 */
/* A table as it is looked at for cards. */
#ifndef ESIGN_PORTAL_CARDS_GRID_H
#define ESIGN_PORTAL_CARDS_GRID_H

#include "cards_internal.h"

/* Where the values of a row's labels stand. */
enum way { WAY_NONE, WAY_RIGHT, WAY_BELOW };

/* One table; what each of its cells is a label of. */
struct grid {
    struct gathered *all;
    const struct es_cell *cell;
    enum value_kind *kind;
    uint32_t n, rows;
    uint32_t *width; /* columns of each row, with what reaches into it from above */
    enum way mostly; /* of the rows with a PIN or PUK that are clear */
    uint32_t first_card;
};

enum { LABELS_MAX = 64 };

/* The labels of one row. */
struct labels {
    const struct es_cell *at[LABELS_MAX];
    enum value_kind kind[LABELS_MAX];
    uint32_t n;
    bool has[N_VALUES], twice;
    enum way way;
};

/* The cell at a place, whatever it reaches over; NULL: none. */
const struct es_cell *grid_cell_at(const struct grid *grid, uint32_t row, uint32_t column);

/* What a cell is a label of, as grid->kind has it. */
enum value_kind grid_kind_at(const struct grid *grid, const struct es_cell *cell);

/* The same from its words. */
enum value_kind grid_find_kind(const struct grid *grid, const struct es_cell *cell);

/* What a cell says, as the value of this label. */
struct card_value grid_value(const struct grid *grid, const struct es_cell *label,
                             const struct es_cell *cell);

/* The cell behind a label, and behind a colon in a cell of its own. */
const struct es_cell *grid_right_of(const struct grid *grid, const struct es_cell *label);

/* The cell behind or below a label, if it is no label. */
const struct es_cell *grid_target(const struct grid *grid, const struct es_cell *label,
                                  enum way way);

/* The labels that begin in a row. */
struct labels grid_labels(const struct grid *grid, uint32_t row);

/* The value below a label in a row, or to the right of it; unclear where it is not certain that
 * this is its only one, odd where the row does not fit its heads or the cell stands under another
 * label too. */
struct card_value grid_value_below(const struct grid *grid, const struct labels *labels,
                                   uint32_t label, uint32_t row);
struct card_value grid_value_right(const struct grid *grid, const struct es_cell *label,
                                   const struct es_cell *cell);

#endif
