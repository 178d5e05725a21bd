/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/cards.h"
#include "view_internal.h"

#include <stdlib.h>
#include <string.h>

enum value_kind { DESCRIPTION, SERIAL, PIN, PUK, N_VALUES };

static const char *const value_names[N_VALUES] = {"description", "serial", "pin", "puk"};

enum { ALL_CARD_TABLES_MAX = 64, COLUMNS_MAX = 64 };

/* What a label stands for, or N_VALUES. */
static enum value_kind kind_of(const struct es_view *view, es_str label)
{
    const char *text = es_page_str(view->page, label);
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, text);
    if (!meaning.kind || meaning.tie || meaning.fit < ES_FIT_EQUAL_MARKS)
        return N_VALUES;
    for (int i = 0; i < N_VALUES; i++) {
        if (!strcmp(value_names[i], meaning.kind))
            return (enum value_kind)i;
    }
    return N_VALUES;
}

struct card {
    es_str value[N_VALUES];
};

static void add_card(const struct es_view *view, const struct card *card, json_t *cards)
{
    if (!card->value[PIN] && !card->value[PUK])
        return;
    json_t *out = json_object();
    for (int i = 0; i < N_VALUES; i++) {
        es_auto(buf) safe = ES_BUF_SECRET;
        const char *text = es_page_str(view->page, card->value[i]);
        bool known = *text && es_text_safe(text, ES_ANSWER_MAX, &safe);
        json_object_set_new(out, value_names[i],
                            known ? json_string(es_buf_str(&safe)) : json_null());
    }
    json_array_append_new(cards, out);
}

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
    bool pin, puk;
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
        labels.at[place] = kind_of(view, cell->text);
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

static struct card card_in_line(const struct table *table, uint32_t line, bool by_rows,
                                const struct labels *labels)
{
    struct card card = {{0}};
    for (uint32_t i = 0; i < table->n; i++) {
        uint32_t place = place_of(&table->cell[i], by_rows);
        if (line_of(&table->cell[i], by_rows) == line && place < COLUMNS_MAX &&
            labels->at[place] != N_VALUES)
            card.value[labels->at[place]] = table->cell[i].text;
    }
    return card;
}

/* A table whose line of labels has both PIN and PUK: each later line is a card, and a line of
 * labels may come again. */
static bool read_table(const struct es_view *view, const struct table *table, bool by_rows,
                       json_t *cards)
{
    enum { LINES_MAX = 500 };
    struct labels labels = {.pin = false};
    uint32_t last = last_line(table, by_rows);
    bool found = false;
    for (uint32_t line = 0; line <= last && line < LINES_MAX; line++) {
        struct labels here = labels_in(view, table, line, by_rows);
        if (here.pin && here.puk) {
            labels = here;
            found = true;
        } else if (found) {
            struct card card = card_in_line(table, line, by_rows, &labels);
            add_card(view, &card, cards);
        }
    }
    return found;
}

static bool read_tables(const struct es_view *view, json_t *cards)
{
    uint32_t at = 0;
    int n = 0;
    while (at < view->page->cells.n && n++ < ALL_CARD_TABLES_MAX) {
        struct table table = next_table(view->page, &at);
        if (!read_table(view, &table, true, cards))
            (void)read_table(view, &table, false, cards);
    }
    return json_array_size(cards) > 0;
}

/* A value with its label, from a pair or a field that cannot be changed. */
struct said {
    uint32_t order;
    enum value_kind kind;
    es_str value;
};

static int by_order(const void *a, const void *b)
{
    const struct said *one = a, *other = b;
    return (one->order > other->order) - (one->order < other->order);
}

static size_t say_pairs(const struct es_view *view, struct said *said)
{
    const struct es_pair *pairs = es_page_pairs(view->page);
    size_t n = 0;
    for (uint32_t i = 0; i < view->page->pairs.n; i++) {
        enum value_kind kind = kind_of(view, pairs[i].label);
        if (kind != N_VALUES && kind_of(view, pairs[i].value) == N_VALUES)
            said[n++] = (struct said){pairs[i].order, kind, pairs[i].value};
    }
    return n;
}

static size_t say_fields(const struct es_view *view, struct said *said)
{
    const struct es_control *controls = es_page_controls(view->page);
    size_t n = 0;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const struct es_words *words = es_control_words(view->page, &controls[i]);
        enum value_kind kind = N_VALUES;
        for (uint32_t w = 0; w < controls[i].words.n && kind == N_VALUES; w++)
            kind = words[w].by == ES_BY_NAME ? N_VALUES : kind_of(view, words[w].text);
        if (kind != N_VALUES && es_view_shows_value(&controls[i]))
            said[n++] = (struct said){controls[i].order, kind, controls[i].value};
    }
    return n;
}

/* Lists, lines and fields: in the order they stand, a label that comes again begins the next
 * card. */
static void read_said(const struct es_view *view, json_t *cards)
{
    size_t most = (size_t)view->page->pairs.n + view->page->controls.n;
    struct said *said = calloc(most + 1, sizeof(*said));
    if (!said)
        return;
    size_t n = say_pairs(view, said);
    n += say_fields(view, said + n);
    qsort(said, n, sizeof(*said), by_order);
    struct card card = {{0}};
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && said[i].order == said[i - 1].order)
            continue;
        if (card.value[said[i].kind]) {
            add_card(view, &card, cards);
            card = (struct card){{0}};
        }
        card.value[said[i].kind] = said[i].value;
    }
    add_card(view, &card, cards);
    free(said);
}

json_t *es_cards_read(const struct es_view *view)
{
    json_t *cards = json_array();
    if (!read_tables(view, cards))
        read_said(view, cards);
    return cards;
}
