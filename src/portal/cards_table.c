/* SPDX-License-Identifier: Apache-2.0 */
/* Cards in tables: the values stand to the right of their labels or below them. */
#include "cards_grid.h"
#include "esign/heap.h"
#include "esign/secret.h"

#include <string.h>

enum { CELLS_MAX = 4000, VALUE_LINES_MAX = 500 };

static bool has_code(const struct labels *labels)
{
    return labels->has[PIN] || labels->has[PUK];
}

/* Whether each label has something there that is no label. *good and *odd count what looks like
 * a value and what cannot be one. */
static bool leads(const struct grid *grid, const struct labels *labels, enum way way, int *good,
                  int *odd)
{
    *good = *odd = 0;
    for (uint32_t i = 0; i < labels->n; i++) {
        const struct es_cell *cell = grid_target(grid, labels->at[i], way);
        if (!cell)
            return false;
        struct card_value value = grid_value(grid, labels->at[i], cell);
        *good += labels->kind[i] != DESCRIPTION && es_cards_is_there(value.state);
        *odd += labels->kind[i] != DESCRIPTION && value.state == VALUE_ODD;
        es_wipe(&value, sizeof(value));
    }
    return true;
}

/* Where a row's values stand. Both ways may be open: then the one without anything odd, else as
 * in the table's other rows. */
static enum way way_of(const struct grid *grid, const struct labels *labels)
{
    int good[3] = {0}, odd[3] = {0};
    bool right = leads(grid, labels, WAY_RIGHT, &good[WAY_RIGHT], &odd[WAY_RIGHT]);
    bool below = leads(grid, labels, WAY_BELOW, &good[WAY_BELOW], &odd[WAY_BELOW]);
    right = right && (good[WAY_RIGHT] || !odd[WAY_RIGHT]);
    below = below && (good[WAY_BELOW] || !odd[WAY_BELOW]);
    if (right && below && !odd[WAY_RIGHT] != !odd[WAY_BELOW])
        return odd[WAY_RIGHT] ? WAY_BELOW : WAY_RIGHT;
    if (right && below && !good[WAY_RIGHT] != !good[WAY_BELOW])
        return good[WAY_RIGHT] ? WAY_RIGHT : WAY_BELOW;
    if (right && below)
        return grid->mostly;
    return right ? WAY_RIGHT : below ? WAY_BELOW : WAY_NONE;
}

static void say(struct grid *grid, enum value_kind kind, struct card_value value, uint32_t order,
                uint32_t card)
{
    struct said said = {order, card, grid->cell->order, kind, value, 0, false};
    es_cards_say(grid->all, &said);
    es_wipe(&said, sizeof(said));
}

static void say_beside(struct grid *grid, const struct es_cell *label, const struct es_cell *cell,
                       uint32_t order, uint32_t card)
{
    struct card_value value = {VALUE_ODD, ""};
    if (cell)
        value = grid_value_right(grid, label, cell);
    say(grid, grid_kind_at(grid, label), value, order, card);
    es_wipe(&value, sizeof(value));
}

/* ---- below ---- */

static bool is_card_line(const struct grid *grid, const struct labels *labels, uint32_t row)
{
    const struct es_cell *cells[N_VALUES] = {NULL};
    enum value_state state[N_VALUES] = {VALUE_ODD, VALUE_ODD, VALUE_ODD, VALUE_ODD};
    for (uint32_t i = 0; i < labels->n; i++) {
        enum value_kind kind = labels->kind[i];
        cells[kind] = grid_cell_at(grid, row, labels->at[i]->column);
        struct card_value value = grid_value_below(grid, labels, i, row);
        state[kind] = value.state;
        es_wipe(&value, sizeof(value));
    }
    if (labels->has[PIN] && labels->has[PUK] && cells[PIN] == cells[PUK])
        return false;
    bool codes_blank = state[PIN] == VALUE_BLANK && state[PUK] == VALUE_BLANK;
    if (!has_code(labels))
        return state[SERIAL] == VALUE_GOOD;
    return es_cards_is_there(state[PIN]) || es_cards_is_there(state[PUK]) ||
           (codes_blank && state[SERIAL] == VALUE_GOOD);
}

static uint32_t card_lines(const struct grid *grid, const struct labels *labels, uint32_t from,
                           uint32_t *lines)
{
    uint32_t n = 0;
    for (uint32_t row = from; row < grid->rows && row - from < VALUE_LINES_MAX; row++) {
        if (grid_labels(grid, row).n)
            break;
        if (is_card_line(grid, labels, row))
            lines[n++] = row;
    }
    return n;
}

/* Each line below a row of labels is a card. A row with a part of the labels has one line only:
 * of several it is not told whose each is. */
static void say_below(struct grid *grid, const struct labels *labels)
{
    uint32_t lines[VALUE_LINES_MAX];
    uint32_t from = labels->at[0]->row + labels->at[0]->row_span;
    uint32_t n = card_lines(grid, labels, from, lines);
    if (n > 1 && !(labels->has[PIN] && labels->has[PUK]))
        return;
    for (uint32_t line = 0; line < n; line++) {
        uint32_t card = n > 1 ? ++grid->all->cards : 0;
        uint32_t order = 0;
        for (uint32_t i = 0; i < labels->n; i++) {
            const struct es_cell *cell = grid_cell_at(grid, lines[line], labels->at[i]->column);
            order = n == 1 && cell ? cell->order : labels->at[0]->order;
            struct card_value value = grid_value_below(grid, labels, i, lines[line]);
            say(grid, labels->kind[i], value, order, card);
            es_wipe(&value, sizeof(value));
        }
    }
}

/* ---- to the right ---- */

/* The labels of one card, or of several whose values stand in columns. */
struct block {
    const struct es_cell *label[N_VALUES];
};

static enum value_state state_at(const struct grid *grid, const struct es_cell *label,
                                 const struct es_cell *cell)
{
    struct card_value value = {VALUE_ODD, ""};
    if (label && cell && grid_kind_at(grid, cell) == N_VALUES)
        value = grid_value(grid, label, cell);
    enum value_state state = value.state;
    es_wipe(&value, sizeof(value));
    return state;
}

/* Whether a column right of the labels is a card too. */
static bool is_card_column(const struct grid *grid, const struct block *block, uint32_t column)
{
    enum value_state state[N_VALUES];
    for (int kind = 0; kind < N_VALUES; kind++) {
        const struct es_cell *label = block->label[kind];
        const struct es_cell *cell = label ? grid_cell_at(grid, label->row, column) : NULL;
        state[kind] = state_at(grid, label, cell && cell->column == column ? cell : NULL);
    }
    bool codes = es_cards_is_there(state[PIN]) && es_cards_is_there(state[PUK]);
    if (!block->label[SERIAL])
        return codes && (!block->label[DESCRIPTION] || state[DESCRIPTION] == VALUE_GOOD);
    return state[SERIAL] == VALUE_GOOD && state[PIN] != VALUE_ODD && state[PUK] != VALUE_ODD;
}

static void say_block(struct grid *grid, const struct block *block)
{
    uint32_t column = 0, n = 0, columns[LABELS_MAX];
    if (block->label[PIN] && block->label[PUK]) {
        const struct es_cell *first = grid_right_of(grid, block->label[PIN]);
        column = first->column;
        for (n = 1, columns[0] = column; n < LABELS_MAX; n++) {
            const struct es_cell *last = grid_cell_at(grid, block->label[PIN]->row, column);
            column = last ? last->column + last->column_span : column + 1;
            if (!is_card_column(grid, block, column))
                break;
            columns[n] = column;
        }
    }
    for (uint32_t j = 0; j < (n ? n : 1); j++) {
        uint32_t card = n > 1 ? ++grid->all->cards : 0;
        for (int kind = 0; kind < N_VALUES; kind++) {
            const struct es_cell *label = block->label[kind];
            if (!label)
                continue;
            const struct es_cell *cell =
                n > 1 ? grid_cell_at(grid, label->row, columns[j]) : grid_right_of(grid, label);
            say_beside(grid, label, cell, n > 1 ? grid->cell->order : label->order, card);
        }
    }
}

/* Two cards side by side: each column of labels has its own. */
static void say_column(struct grid *grid, const struct labels *rows, uint32_t column)
{
    bool has[N_VALUES] = {false}, any = false;
    uint32_t card = ++grid->all->cards;
    for (uint32_t row = 0; row < grid->rows; row++) {
        for (uint32_t i = 0; i < rows[row].n && rows[row].way == WAY_RIGHT; i++) {
            enum value_kind kind = rows[row].kind[i];
            if (rows[row].at[i]->column != column)
                continue;
            if (has[kind]) {
                grid->all->mixed_up = grid->all->mixed_up || !has[PIN] || !has[PUK];
                memset(has, 0, sizeof(has));
                card = ++grid->all->cards;
            }
            any = has[kind] = true;
            say_beside(grid, rows[row].at[i], grid_right_of(grid, rows[row].at[i]),
                       grid->cell->order + column, card);
        }
    }
    grid->all->mixed_up = grid->all->mixed_up || (any && (!has[PIN] || !has[PUK]));
}

static void say_right(struct grid *grid, const struct labels *rows)
{
    struct block block = {{NULL}};
    bool any = false;
    for (uint32_t row = 0; row < grid->rows; row++) {
        for (uint32_t i = 0; i < rows[row].n && rows[row].way == WAY_RIGHT; i++) {
            if (block.label[rows[row].kind[i]]) {
                say_block(grid, &block);
                block = (struct block){{NULL}};
            }
            block.label[rows[row].kind[i]] = rows[row].at[i];
            any = true;
        }
    }
    if (any)
        say_block(grid, &block);
}

/* ---- tables ---- */

static bool find_ways(struct grid *grid, struct labels *rows)
{
    bool clear = true;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t row = 0; row < grid->rows; row++) {
            if (!rows[row].n || rows[row].way != WAY_NONE)
                continue;
            rows[row].way = way_of(grid, &rows[row]);
            if (has_code(&rows[row]) && rows[row].way != WAY_NONE)
                grid->mostly = rows[row].way;
            bool matters = has_code(&rows[row]) || rows[row].n > 1;
            clear = clear && (!pass || !matters || rows[row].way != WAY_NONE);
        }
    }
    return clear;
}

static void say_rows(struct grid *grid, struct labels *rows)
{
    bool side_by_side = false;
    for (uint32_t row = 0; row < grid->rows; row++)
        side_by_side = side_by_side || (rows[row].twice && rows[row].way == WAY_RIGHT);
    for (uint32_t row = 0; row < grid->rows; row++) {
        if (rows[row].way == WAY_BELOW && !rows[row].twice)
            say_below(grid, &rows[row]);
    }
    if (!side_by_side) {
        say_right(grid, rows);
        return;
    }
    for (uint32_t column = 0; column < LABELS_MAX; column++) {
        bool labels = false;
        for (uint32_t i = 0; i < grid->n; i++)
            labels = labels || (grid->cell[i].column == column && grid->kind[i] != N_VALUES);
        if (labels)
            say_column(grid, rows, column);
    }
}

static void measure_rows(const struct grid *grid)
{
    for (uint32_t i = 0; i < grid->n; i++) {
        const struct es_cell *cell = &grid->cell[i];
        uint32_t end = cell->column + cell->column_span;
        for (uint32_t row = cell->row; row < grid->rows && row - cell->row < cell->row_span; row++)
            grid->width[row] = end > grid->width[row] ? end : grid->width[row];
    }
}

/* A table whose labels are not clear says nothing, and is not read in another way. */
static void read_grid(struct grid *grid)
{
    struct gathered *all = grid->all;
    bool has[N_VALUES + 1] = {false};
    uint32_t to = 0;
    for (uint32_t i = 0; i < grid->n; i++) {
        grid->kind[i] = grid_find_kind(grid, &grid->cell[i]);
        has[grid->kind[i]] = true;
        if (grid->cell[i].row >= grid->rows)
            grid->rows = grid->cell[i].row + 1;
        if (grid->cell[i].end > to)
            to = grid->cell[i].end;
    }
    bool code = has[PIN] || has[PUK];
    bool pair = has[DESCRIPTION] && grid->rows == 1; /* a table of its own for each value */
    if ((!code && !has[SERIAL] && !pair) || grid->rows > CELLS_MAX ||
        (code && all->n_tables == CARD_TABLES_MAX))
        return;
    if (code) {
        all->table[all->n_tables].from = grid->cell->order;
        all->table[all->n_tables++].to = to;
    }
    struct labels *rows = es_heap_zeroed(grid->rows, sizeof(*rows));
    for (uint32_t row = 0; rows && row < grid->rows; row++)
        rows[row] = grid_labels(grid, row);
    grid->width = es_heap_zeroed(grid->rows, sizeof(*grid->width));
    if (grid->width)
        measure_rows(grid);
    if (rows && grid->width && find_ways(grid, rows))
        say_rows(grid, rows);
    es_heap_free(rows);
    es_heap_free(grid->width);
}

void es_cards_say_tables(struct gathered *all)
{
    const struct es_page *page = all->view->page;
    const struct es_cell *cells = es_page_cells(page);
    for (uint32_t at = 0, n = 0; at < page->cells.n; at += n) {
        for (n = 0; at + n < page->cells.n && cells[at + n].table == cells[at].table;)
            n++;
        struct grid grid = {.all = all, .cell = &cells[at], .n = n};
        grid.kind = n <= CELLS_MAX ? es_heap_zeroed(n, sizeof(*grid.kind)) : NULL;
        if (grid.kind)
            read_grid(&grid);
        es_heap_free(grid.kind);
    }
}

bool es_cards_in_table(const struct gathered *all, uint32_t order)
{
    for (size_t i = 0; i < all->n_tables; i++) {
        if (order >= all->table[i].from && order < all->table[i].to)
            return true;
    }
    return false;
}
