/* SPDX-License-Identifier: Apache-2.0 */
/* Cards in tables: a line of labels (row or column), and each later line a card. */
#include "cards_internal.h"

enum { ALL_CARD_TABLES_MAX = 64, COLUMNS_MAX = 64 };

/* The cells of one table. */
struct table {
    const struct es_cell *cell;
    uint32_t n;
};

static struct table next_table(const struct es_page *page, uint32_t *at)
{
    const struct es_cell *cells = es_page_cells(page);
    struct table table = {.cell = cells + *at};
    while (*at < page->cells.n && cells[*at].table == table.cell->table) {
        table.n++;
        ++*at;
    }
    return table;
}

/* Rows and columns are alike but for the direction they are read in. */
static uint32_t line_of(const struct es_cell *cell, bool by_rows)
{
    return by_rows ? cell->row : cell->column;
}

static uint32_t place_of(const struct es_cell *cell, bool by_rows)
{
    return by_rows ? cell->column : cell->row;
}

/* The labels in one line (row or column) of a table. */
struct labels {
    enum value_kind at[COLUMNS_MAX];
    bool pin, puk, twice; /* twice: a label comes again, so this is no line of labels */
};

static struct labels labels_in(const struct es_view *view, const struct table *table, uint32_t line,
                               bool by_rows)
{
    struct labels labels = {.pin = false};
    for (int i = 0; i < COLUMNS_MAX; i++)
        labels.at[i] = N_VALUES;
    for (uint32_t i = 0; i < table->n; i++) {
        const struct es_cell *cell = &table->cell[i];
        uint32_t place = place_of(cell, by_rows);
        if (line_of(cell, by_rows) != line || place >= COLUMNS_MAX)
            continue;
        enum value_kind kind = es_cards_kind(view, cell->text);
        for (int other = 0; kind != N_VALUES && other < COLUMNS_MAX; other++)
            labels.twice = labels.twice || labels.at[other] == kind;
        labels.at[place] = kind;
        labels.pin = labels.pin || labels.at[place] == PIN;
        labels.puk = labels.puk || labels.at[place] == PUK;
    }
    return labels;
}

static uint32_t last_line(const struct table *table, bool by_rows)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < table->n; i++) {
        if (line_of(&table->cell[i], by_rows) > last)
            last = line_of(&table->cell[i], by_rows);
    }
    return last;
}

static struct card card_in_line(const struct es_view *view, const struct table *table,
                                uint32_t line, bool by_rows, const struct labels *labels)
{
    struct card card = {{{0}}};
    for (uint32_t i = 0; i < table->n; i++) {
        uint32_t place = place_of(&table->cell[i], by_rows);
        if (line_of(&table->cell[i], by_rows) == line && place < COLUMNS_MAX &&
            labels->at[place] != N_VALUES)
            card.value[labels->at[place]] = es_cards_piece(view, table->cell[i].text);
    }
    return card;
}

/* A table whose line of labels has both PIN and PUK: each later line is a card, and a line of
 * labels may come again. */
static bool read_table(const struct es_view *view, const struct table *table, bool by_rows,
                       struct cards *cards)
{
    enum { LINES_MAX = 500 };
    struct labels labels = {.pin = false};
    uint32_t last = last_line(table, by_rows);
    bool found = false;
    for (uint32_t line = 0; line <= last && line < LINES_MAX; line++) {
        struct labels here = labels_in(view, table, line, by_rows);
        if (here.twice)
            return false;
        if (here.pin && here.puk) {
            labels = here;
            found = true;
        } else if (found) {
            struct card card = card_in_line(view, table, line, by_rows, &labels);
            es_cards_add(&card, cards);
        }
    }
    return found;
}

bool es_cards_read_tables(const struct es_view *view, struct cards *cards)
{
    uint32_t at = 0;
    int n = 0;
    while (at < view->page->cells.n && n++ < ALL_CARD_TABLES_MAX) {
        struct table table = next_table(view->page, &at);
        if (!read_table(view, &table, true, cards))
            (void)read_table(view, &table, false, cards);
    }
    return cards->n > 0;
}
