/* SPDX-License-Identifier: Apache-2.0 */
/* A table as it is looked at for cards: its cells by their places, labels, values. */
#include "cards_grid.h"
#include "esign/secret.h"

#include <string.h>

const struct es_cell *grid_cell_at(const struct grid *grid, uint32_t row, uint32_t column)
{
    for (uint32_t i = 0; i < grid->n; i++) {
        const struct es_cell *cell = &grid->cell[i];
        if (row >= cell->row && row - cell->row < cell->row_span && column >= cell->column &&
            column - cell->column < cell->column_span)
            return cell;
    }
    return NULL;
}

enum value_kind grid_kind_at(const struct grid *grid, const struct es_cell *cell)
{
    return grid->kind[cell - grid->cell];
}

/* What a cell says; where it has no words itself, a table in it may, or a field. */
static const char *text_of(const struct grid *grid, const struct es_cell *cell,
                           char boxes[CARD_VALUE_MAX])
{
    const struct es_view *view = grid->all->view;
    struct place place = {cell->order, cell->end, NULL};
    const struct es_block *blocks = es_page_blocks(view->page);
    if (cell->text)
        return es_page_str(view->page, cell->text);
    const struct es_control *field = es_cards_shown_field(view, &place);
    if (field)
        return es_page_str(view->page, field->value);
    uint32_t first = es_cards_block_at(view->page, cell->order), inside = 0;
    while (first + inside < view->page->blocks.n && blocks[first + inside].order < cell->end)
        inside++;
    if (inside > 1 && es_cards_boxes(view, first, cell->end, boxes) == inside)
        return boxes;
    return inside == 1 ? es_page_str(view->page, blocks[first].text) : "";
}

/* Something to click stands in it. */
static bool has_click(const struct es_view *view, const struct es_cell *cell)
{
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (es_page_links(view->page)[i].order >= cell->order &&
            es_page_links(view->page)[i].order < cell->end)
            return true;
    }
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (es_page_controls(view->page)[i].order >= cell->order &&
            es_page_controls(view->page)[i].order < cell->end)
            return true;
    }
    return false;
}

struct card_value grid_value(const struct grid *grid, const struct es_cell *label,
                             const struct es_cell *cell)
{
    char boxes[CARD_VALUE_MAX] = "", name[CARD_VALUE_MAX];
    const struct es_view *view = grid->all->view;
    const char *text = text_of(grid, cell, boxes);
    struct place place = {cell->order, cell->end, text_of(grid, label, name)};
    struct card_value value =
        es_cards_value(view, grid_kind_at(grid, label), (struct piece){text, strlen(text)}, &place);
    if (!*text && has_click(view, cell))
        value.state = VALUE_ODD;
    es_wipe(boxes, sizeof(boxes));
    es_wipe(name, sizeof(name));
    return value;
}

static bool is_code(enum value_kind kind)
{
    return kind == PIN || kind == PUK;
}

static bool looks_good(const struct grid *grid, const struct es_cell *label,
                       const struct es_cell *cell)
{
    if (!cell || grid_kind_at(grid, cell) != N_VALUES)
        return false;
    struct card_value value = grid_value(grid, label, cell);
    bool good = es_cards_is_there(value.state);
    es_wipe(&value, sizeof(value));
    return good;
}

/* The cell stands under another label too. */
static bool is_shared(const struct labels *labels, uint32_t label, const struct es_cell *cell)
{
    for (uint32_t i = 0; i < labels->n; i++) {
        const struct es_cell *other = labels->at[i];
        if (i != label && other->column < cell->column + cell->column_span &&
            cell->column < other->column + other->column_span)
            return true;
    }
    return false;
}

struct card_value grid_value_below(const struct grid *grid, const struct labels *labels,
                                   uint32_t label, uint32_t row)
{
    const struct es_cell *head = labels->at[label];
    const struct es_cell *cell = grid_cell_at(grid, row, head->column);
    const struct card_value odd = {VALUE_ODD, ""}, unclear = {VALUE_UNCLEAR, ""};
    if (!cell || grid->width[row] != grid->width[head->row])
        return odd;
    if (is_code(labels->kind[label])) {
        if (is_shared(labels, label, cell))
            return odd;
        uint32_t column = cell->column + cell->column_span;
        while (column < head->column + head->column_span) {
            const struct es_cell *next = grid_cell_at(grid, row, column);
            if (looks_good(grid, head, next))
                return unclear;
            column = next ? next->column + next->column_span : column + 1;
        }
    }
    return grid_value(grid, head, cell);
}

struct card_value grid_value_right(const struct grid *grid, const struct es_cell *label,
                                   const struct es_cell *cell)
{
    const struct card_value unclear = {VALUE_UNCLEAR, ""};
    uint32_t row = cell->row + cell->row_span;
    while (is_code(grid_kind_at(grid, label)) && row < label->row + label->row_span) {
        const struct es_cell *next = grid_cell_at(grid, row, cell->column);
        if (looks_good(grid, label, next))
            return unclear;
        row = next ? next->row + next->row_span : row + 1;
    }
    return grid_value(grid, label, cell);
}

const struct es_cell *grid_right_of(const struct grid *grid, const struct es_cell *label)
{
    uint32_t column = label->column + label->column_span;
    const struct es_cell *cell = grid_cell_at(grid, label->row, column);
    while (cell && !strcmp(es_page_str(grid->all->view->page, cell->text), ":")) {
        column += cell->column_span;
        cell = grid_cell_at(grid, label->row, column);
    }
    return cell;
}

const struct es_cell *grid_target(const struct grid *grid, const struct es_cell *label,
                                  enum way way)
{
    const struct es_cell *cell =
        way == WAY_RIGHT ? grid_right_of(grid, label)
                         : grid_cell_at(grid, label->row + label->row_span, label->column);
    return cell && grid_kind_at(grid, cell) == N_VALUES ? cell : NULL;
}

struct labels grid_labels(const struct grid *grid, uint32_t row)
{
    struct labels labels = {.n = 0};
    for (uint32_t i = 0; i < grid->n && labels.n < LABELS_MAX; i++) {
        enum value_kind kind = grid->kind[i];
        if (grid->cell[i].row != row || kind == N_VALUES)
            continue;
        labels.at[labels.n] = &grid->cell[i];
        labels.kind[labels.n++] = kind;
        labels.twice = labels.twice || labels.has[kind];
        labels.has[kind] = true;
    }
    return labels;
}

/* Neither another label nor a value. */
static bool only_explains(const struct es_view *view, const char *text)
{
    enum { DIGITS = 3 };
    const char *rest = NULL;
    while (*text) {
        if (es_cards_label_at(view, text, &rest) != N_VALUES || strspn(text, "0123456789") > DIGITS)
            return false;
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    return true;
}

/* A header may say more than its name: "PIN 6 haneli e-imza parolanız". */
enum value_kind grid_find_kind(const struct grid *grid, const struct es_cell *cell)
{
    char boxes[CARD_VALUE_MAX];
    const char *text = text_of(grid, cell, boxes), *rest = "";
    enum value_kind kind = *text ? es_cards_kind(grid->all->view, text) : N_VALUES;
    if (kind == N_VALUES && cell->header && cell->column_span <= 1 && *text) {
        kind = es_cards_label_at(grid->all->view, text, &rest);
        kind = kind != N_VALUES && only_explains(grid->all->view, rest) ? kind : N_VALUES;
    }
    es_wipe(boxes, sizeof(boxes));
    return kind;
}
