/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a list: which of them say something, and what their rows are. */
#include "certificates_internal.h"
#include "esign/heap.h"

#include <string.h>

/* ---- one table ---- */

static const char *at(const struct list_table *table, uint32_t row, uint32_t column)
{
    return table->text[(size_t)row * table->columns + column];
}

void es_list_table_free(struct list_table *table)
{
    es_heap_free(table->text);
    *table = (struct list_table){0};
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void measure(const struct es_cell *cells, uint32_t n, struct list_table *table)
{
    uint32_t rows = 0, columns = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!cells[i].text)
            continue;
        uint32_t down = cells[i].row + 1, right = cells[i].column + 1;
        rows = down > rows ? down : rows;
        columns = right > columns ? right : columns;
    }
    table->rows = least(rows, ES_LIST_ROWS_MAX);
    table->columns = least(columns, ES_LIST_COLUMNS_MAX);
    table->is_cut = rows > table->rows || columns > table->columns;
}

/* A text that goes across a whole row ("Kayıt bulunamadı") stands in its first column alone: it is
 * the value of none. */
static void fill(const struct es_page *page, const struct es_cell *cell, struct list_table *table)
{
    bool across = cell->column == 0 && cell->column_span > 1 && cell->column_span >= table->columns;
    uint32_t bottom = least(cell->row + cell->row_span, table->rows),
             right = across ? 1 : least(cell->column + cell->column_span, table->columns);
    for (uint32_t row = cell->row; row < bottom; row++) {
        for (uint32_t column = cell->column; column < right; column++)
            table->text[(size_t)row * table->columns + column] = es_page_str(page, cell->text);
    }
}

static bool row_is_empty(const struct list_table *table, uint32_t row)
{
    for (uint32_t column = 0; column < table->columns; column++) {
        if (*at(table, row, column))
            return false;
    }
    return true;
}

/* A row that one text goes across is a title. */
static bool row_is_title(const struct es_cell *cells, uint32_t n, uint32_t row, uint32_t columns)
{
    uint32_t texts = 0, wide = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (cells[i].row != row || !cells[i].text)
            continue;
        texts++;
        wide = cells[i].column_span;
    }
    return texts == 1 && wide > 1 && wide >= columns;
}

/* One with nothing but colons parts labels from their values. */
static bool column_is_empty(const struct list_table *table, uint32_t column)
{
    for (uint32_t row = 0; row < table->rows; row++) {
        const char *text = at(table, row, column);
        if (*text && strcmp(text, ":") != 0)
            return false;
    }
    return true;
}

/* Behind its head, where a cell says that again, for screens that are too small for a table. */
static const char *behind_head(const struct list_table *table, uint32_t row, uint32_t column)
{
    const char *head = at(table, 0, column), *text = at(table, row, column);
    size_t len = strlen(head);
    if (!len || strncmp(text, head, len) != 0 || (text[len] && !strchr(" :", text[len])))
        return NULL;
    return text + len + strspn(text + len, " :");
}

/* In every row, or nowhere. */
static void drop_heads_again(struct list_table *table)
{
    for (uint32_t column = 0; column < table->columns; column++) {
        bool again = true;
        for (uint32_t row = 1; again && row < table->rows; row++)
            again = behind_head(table, row, column) != NULL;
        for (uint32_t row = 1; again && row < table->rows; row++)
            table->text[(size_t)row * table->columns + column] = behind_head(table, row, column);
    }
}

/* Buttons have no text: what is left of their column is nothing to be shown. */
static void drop_empty(struct list_table *table)
{
    uint32_t rows = 0, columns = 0, kept[ES_LIST_COLUMNS_MAX];
    for (uint32_t column = 0; column < table->columns; column++) {
        if (!column_is_empty(table, column))
            kept[columns++] = column;
    }
    for (uint32_t row = 0; row < table->rows; row++) {
        if (row_is_empty(table, row))
            continue;
        for (uint32_t i = 0; i < columns; i++)
            table->text[(size_t)rows * columns + i] = at(table, row, kept[i]);
        rows++;
    }
    table->rows = rows;
    table->columns = columns;
}

/* Where its cells are no headers by themselves, two labels beside each other make them such: of
 * pairs in a row ("Türü | X | Durumu | Y") no two do. */
static bool first_is_headers(const struct es_view *view, const struct es_cell *cells, uint32_t n,
                             uint32_t row)
{
    uint32_t texts = 0, marked = 0;
    bool beside = false, last = false;
    for (uint32_t i = 0; i < n; i++) {
        if (cells[i].row != row || !cells[i].text)
            continue;
        const char *text = es_page_str(view->page, cells[i].text);
        bool label = es_certificate_label(view, text) != SAID_NOTHING;
        texts++;
        marked += cells[i].header != 0;
        beside = beside || (label && last);
        last = label;
    }
    return texts > 1 && (marked == texts || beside);
}

bool es_list_table_read(const struct es_view *view, const struct es_cell *cells, uint32_t n,
                        struct list_table *out)
{
    measure(cells, n, out);
    size_t all = (size_t)out->rows * out->columns;
    out->text = es_heap_zeroed(all + 1, sizeof(*out->text));
    if (!out->text)
        return false;
    for (size_t i = 0; i < all; i++)
        out->text[i] = "";
    for (uint32_t i = 0; i < n; i++)
        fill(view->page, &cells[i], out);
    uint32_t first = 0;
    while (first < out->rows &&
           (row_is_empty(out, first) || row_is_title(cells, n, first, out->columns))) {
        memset(&out->text[(size_t)first * out->columns], 0, out->columns * sizeof(*out->text));
        for (uint32_t column = 0; column < out->columns; column++)
            out->text[(size_t)first * out->columns + column] = "";
        first++;
    }
    out->has_headers = first < out->rows && first_is_headers(view, cells, n, first);
    drop_empty(out);
    if (out->has_headers)
        drop_heads_again(out);
    return true;
}

/* ---- what it says ---- */

static bool add_rows(const struct list_table *table, json_t *tables)
{
    json_t *headers = table->has_headers ? json_array() : json_null(), *rows = json_array();
    bool ok = headers && rows;
    for (uint32_t row = 0; ok && row < table->rows; row++) {
        bool is_header = row == 0 && table->has_headers;
        json_t *one = is_header ? json_incref(headers) : json_array();
        for (uint32_t column = 0; ok && column < table->columns; column++)
            ok = json_array_append_new(one, es_list_text(at(table, row, column))) == 0;
        if (is_header)
            json_decref(one);
        else
            ok = json_array_append_new(rows, one) == 0 && ok;
    }
    json_t *all = json_pack("{s:o, s:o}", "headers", headers, "rows", rows);
    return json_array_append_new(tables, all) == 0 && ok;
}

static bool by_headers(const struct es_view *view, const struct list_table *table, json_t *list)
{
    enum said_of means[ES_LIST_COLUMNS_MAX];
    bool ok = true;
    for (uint32_t column = 0; column < table->columns; column++)
        means[column] = es_certificate_label(view, at(table, 0, column));
    for (uint32_t row = 1; ok && row < table->rows; row++) {
        struct certificate_said said = {0};
        for (uint32_t column = 0; column < table->columns; column++)
            es_certificate_say(&said, means[column], at(table, row, column));
        ok = es_certificate_add(list, &said);
    }
    return ok;
}

/* What the labels of a table without headers mean, in its first column and its third. */
struct labels {
    enum said_of first[ES_LIST_ROWS_MAX], third[ES_LIST_ROWS_MAX];
    uint32_t n_first, n_third;
};

static void read_labels(const struct es_view *view, const struct list_table *table,
                        struct labels *labels)
{
    labels->n_first = labels->n_third = 0;
    for (uint32_t row = 0; row < table->rows; row++) {
        labels->first[row] = es_certificate_label(view, at(table, row, 0));
        labels->third[row] =
            table->columns > 3 ? es_certificate_label(view, at(table, row, 2)) : SAID_NOTHING;
        labels->n_first += labels->first[row] != SAID_NOTHING;
        labels->n_third += labels->third[row] != SAID_NOTHING;
    }
}

/* A label that comes again begins the next certificate. */
static bool say_next(struct certificate_said *said, enum said_of what, const char *text,
                     json_t *list)
{
    bool ok = true;
    if (what != SAID_NOTHING && said->text[what])
        ok = es_certificate_add(list, said);
    es_certificate_say(said, what, text);
    return ok;
}

/* Labels in the first column, values in another; or two pairs in a row ("Türü | X | Durumu | Y"),
 * which belong to one certificate. */
static bool by_column(const struct list_table *table, const struct labels *labels, uint32_t values,
                      json_t *list)
{
    struct certificate_said said = {0};
    bool ok = true;
    for (uint32_t row = 0; ok && row < table->rows; row++) {
        ok = say_next(&said, labels->first[row], at(table, row, values), list);
        if (ok && labels->n_third)
            ok = say_next(&said, labels->third[row], at(table, row, 3), list);
    }
    return es_certificate_add(list, &said) && ok;
}

static bool by_labels(const struct es_view *view, const struct list_table *table, json_t *list)
{
    struct labels labels;
    read_labels(view, table, &labels);
    if (labels.n_first < 2 && !labels.n_third)
        return true;
    bool ok = true;
    uint32_t last = labels.n_third ? 2 : table->columns;
    for (uint32_t column = 1; ok && column < last; column++)
        ok = by_column(table, &labels, column, list);
    return ok;
}

/* ---- all of them ---- */

/* The cells of a table stand one behind the other. */
struct range {
    uint32_t first, n;
    uint32_t order, end; /* of what stands in it */
};

static uint32_t ranges_of(const struct es_page *page, struct range *range, uint32_t max, bool *more)
{
    const struct es_cell *cells = es_page_cells(page);
    uint32_t n = 0;
    for (uint32_t i = 0; i < page->cells.n; i++) {
        bool begins = i == 0 || cells[i].table != cells[i - 1].table;
        if (begins && n == max) {
            *more = true;
            break;
        }
        if (begins)
            range[n++] = (struct range){i, 0, cells[i].order, 0};
        range[n - 1].n++;
        range[n - 1].end = cells[i].end > range[n - 1].end ? cells[i].end : range[n - 1].end;
    }
    return n;
}

static bool holds_table(const struct es_page *page, const struct range *range, uint32_t n,
                        uint32_t which)
{
    const struct es_cell *cells = es_page_cells(page) + range[which].first;
    for (uint32_t i = 0; i < range[which].n; i++) {
        for (uint32_t other = 0; other < n; other++) {
            if (other != which && range[other].order > cells[i].order &&
                range[other].order < cells[i].end)
                return true;
        }
    }
    return false;
}

static bool holds_typing(const struct es_page *page, const struct range *range)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].order > range->order && controls[i].order < range->end &&
            es_control_is_fillable(&controls[i]))
            return true;
    }
    return false;
}

static bool take_table(const struct es_view *view, const struct range *range, json_t *out)
{
    struct list_table table = {0};
    json_t *list = json_object_get(out, "certificates");
    bool ok = es_list_table_read(view, es_page_cells(view->page) + range->first, range->n, &table);
    if (ok && table.rows > 1 && table.columns > 1) {
        ok = add_rows(&table, json_object_get(out, "tables")) &&
             (table.has_headers ? by_headers(view, &table, list) : by_labels(view, &table, list));
        if (table.is_cut)
            json_object_set_new(out, "more", json_true());
    }
    es_list_table_free(&table);
    return ok;
}

bool es_certificates_of_tables(const struct es_view *view, json_t *out)
{
    enum { LOOKED_AT = 200 };
    struct range range[LOOKED_AT];
    bool more = false, ok = true;
    uint32_t n = ranges_of(view->page, range, LOOKED_AT, &more), taken = 0;
    for (uint32_t i = 0; ok && i < n; i++) {
        if (holds_table(view->page, range, n, i) || holds_typing(view->page, &range[i]))
            continue;
        if (taken++ == ES_LIST_TABLES_MAX)
            more = true;
        else if (taken <= ES_LIST_TABLES_MAX)
            ok = take_table(view, &range[i], out);
    }
    if (more)
        json_object_set_new(out, "more", json_true());
    return ok;
}
