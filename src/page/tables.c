/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as a person reads them: rows and columns with their spans resolved (HTML Standard,
 * "forming a table", as far as it is seen), and the pairs that stand side by side or one below
 * the other. Terms and their details too. */
#include "esign/heap.h"
#include "work_internal.h"
#include <string.h>

enum {
    COLUMNS_MAX = 1024, /* cells further right are counted as standing in the last column */
    COLUMN_SPAN_MAX = 1000,
    ROW_SPAN_MAX = 65534,
};

struct column {
    uint32_t taken_until; /* the first row that no cell from above reaches into */
    uint32_t above;       /* the last cell here */
    uint32_t header;      /* the last th here */
    uint32_t first;       /* the cell here in the table's first row of several texts */
};

struct grid {
    struct page_work *work;
    uint32_t number, row;
    uint32_t section;     /* node behind the last one of the row's section */
    uint32_t section_end; /* the first row that is no more in it */
    bool has_first;       /* the row of headers was seen */
    struct column columns[COLUMNS_MAX];
    uint32_t used; /* columns that were touched */
};

static uint32_t span_of(const struct page_work *work, uint32_t node, const char *name,
                        uint32_t most)
{
    int32_t span = page_number(work, node, name);
    if (span < 1)
        return 1;
    return (uint32_t)span > most ? most : (uint32_t)span;
}

/* No cell reaches out of its section, and one of no height reaches to its end. */
static uint32_t height_of(const struct grid *grid, uint32_t node)
{
    uint32_t left = grid->section_end > grid->row ? grid->section_end - grid->row : 1;
    if (page_number(grid->work, node, "rowspan") == 0)
        return left;
    uint32_t high = span_of(grid->work, node, "rowspan", ROW_SPAN_MAX);
    return high > left ? left : high;
}

static struct table_cell *add_cell(struct page_work *work)
{
    if (work->n_cells == work->cap_cells) {
        uint32_t cap = work->cap_cells ? work->cap_cells + work->cap_cells / 2 : 64;
        struct table_cell *cells = es_heap_array(work->cells, cap, sizeof *cells);
        if (!cells) {
            work->no_memory = true;
            return NULL;
        }
        work->cells = cells;
        work->cap_cells = cap;
    }
    return memset(&work->cells[work->n_cells++], 0, sizeof *work->cells);
}

/* The piece in the value; `whole` where it is all of that. */
static es_str keep_piece(struct page_work *work, struct piece piece, es_str whole)
{
    if (piece.len == strlen(flat_peek(&work->flat, whole)))
        return whole;
    return flat_str(&work->flat, piece.at, piece.len);
}

static bool holds_image(const struct page_html *html, uint32_t cell)
{
    for (uint32_t i = cell + 1; i < html->nodes[cell].end;) {
        if (html->nodes[i].tag == TAG_IMG)
            return true;
        i = html->nodes[i].tag == TAG_TABLE ? html->nodes[i].end : i + 1;
    }
    return false;
}

static void read_texts(struct page_work *work, struct table_cell *cell)
{
    struct prose *prose = &work->prose;
    prose_begin(prose, TEXT_LONGEST);
    prose_add_node(prose, &work->html, cell->node, TEXT_NO_TABLES);
    cell->text = flat_text(&work->flat, prose_str(prose));
    cell->label = keep_piece(work, piece_trim(prose_str(prose), prose->buf.len), cell->text);
    cell->plain = cell->label;
    if (!holds_image(&work->html, cell->node))
        return;
    prose_begin(prose, TEXT_LONGEST);
    prose_add_node(prose, &work->html, cell->node, TEXT_NO_TABLES | TEXT_NO_IMAGES);
    struct piece plain = piece_trim(prose_str(prose), prose->buf.len);
    bool same = strlen(flat_peek(&work->flat, cell->label)) == plain.len;
    if (!same)
        cell->plain = flat_str(&work->flat, plain.at, plain.len);
}

/* The next free column of the row. */
static void skip_taken(const struct grid *grid, uint32_t *column)
{
    while (*column < COLUMNS_MAX - 1 && grid->columns[*column].taken_until > grid->row)
        (*column)++;
}

static void end_at(struct grid *grid, uint32_t *column)
{
    if (*column > grid->used)
        grid->used = *column;
    if (*column == COLUMNS_MAX)
        *column = COLUMNS_MAX - 1;
}

/* A cell that is not seen takes its room all the same, unless it is not rendered. */
static void leave_room(struct grid *grid, uint32_t node, uint32_t *column)
{
    const struct page_html *html = &grid->work->html;
    if (page_is_displaced(html, node) || page_is_out_of_flow(html, node))
        return;
    skip_taken(grid, column);
    uint32_t wide = span_of(grid->work, node, "colspan", COLUMN_SPAN_MAX);
    uint32_t high = height_of(grid, node);
    struct es_cell empty = {.table = grid->number,
                            .row = grid->row,
                            .column = *column,
                            .row_span = high,
                            .column_span = wide,
                            .order = node,
                            .end = html->nodes[node].end};
    flat_push(&grid->work->flat, &grid->work->flat.cells, &empty, sizeof empty);
    for (uint32_t i = 0; i < wide && *column < COLUMNS_MAX; i++, (*column)++)
        grid->columns[*column].taken_until = grid->row + high;
    end_at(grid, column);
}

/* Puts the cell at the next free column of the row. */
static void place_cell(struct grid *grid, uint32_t node, uint32_t row_node, uint32_t *column)
{
    struct page_work *work = grid->work;
    skip_taken(grid, column);
    uint32_t wide = span_of(work, node, "colspan", COLUMN_SPAN_MAX);
    uint32_t high = height_of(grid, node);
    uint32_t index = work->n_cells;
    struct table_cell *cell = add_cell(work);
    if (!cell)
        return;
    const struct page_node *at = page_node(work, node);
    const struct column *here = &grid->columns[*column];
    *cell = (struct table_cell){.node = node,
                                .row_node = row_node,
                                .left = ES_NONE,
                                .above = here->above,
                                .header = here->header != ES_NONE ? here->header : here->first,
                                .column_span = (uint16_t)wide,
                                .is_header = at->tag == TAG_TH,
                                .has_field = (at->flags & NODE_HOLDS_FIELD) != 0,
                                .has_table = (at->flags & NODE_HOLDS_TABLE) != 0};
    read_texts(work, cell);
    work->cell_of[node] = index + 1;
    struct es_cell seen = {grid->number,    grid->row, *column, high,      wide,
                           cell->is_header, node,      at->end, cell->text};
    flat_push(&work->flat, &work->flat.cells, &seen, sizeof seen);
    for (uint32_t i = 0; i < wide && *column < COLUMNS_MAX; i++, (*column)++) {
        grid->columns[*column].taken_until = grid->row + high;
        grid->columns[*column].above = index;
        if (cell->is_header)
            grid->columns[*column].header = index;
    }
    end_at(grid, column);
}

static void add_pair(struct page_work *work, uint32_t kind, const struct table_cell *label,
                     const struct table_cell *value)
{
    if (!label->label || label->has_table || value->has_table)
        return;
    const char *text = flat_peek(&work->flat, value->text);
    struct es_pair pair = {.kind = kind,
                           .order = value->node,
                           .group = value->row_node,
                           .label = label->label,
                           .value = value->text};
    if (*text == ':') { /* "PIN | : 1234" */
        struct piece behind = piece_blanks(text + 1, strlen(text) - 1);
        if (!behind.len)
            return;
        /* the text may move while it is copied into the value */
        prose_begin(&work->prose, TEXT_LONGEST);
        prose_add(&work->prose, behind.at, behind.len);
        pair.value = flat_text(&work->flat, prose_str(&work->prose));
    }
    if (pair.value)
        flat_push(&work->flat, &work->flat.pairs, &pair, sizeof pair);
}

static bool is_colon(const struct page_work *work, const struct table_cell *cell)
{
    return cell->text && !cell->label && !cell->has_field &&
           *flat_peek(&work->flat, cell->text) == ':';
}

static void pair_row(struct page_work *work, uint32_t from)
{
    uint32_t next = from; /* behind the cell, and behind colons that follow it */
    for (uint32_t i = from; i < work->n_cells; i++) {
        const struct table_cell *label = &work->cells[i];
        next = next > i ? next : i + 1;
        while (next < work->n_cells && is_colon(work, &work->cells[next]))
            next++;
        if (next == work->n_cells)
            break;
        if (!(label->is_header && work->cells[next].is_header))
            add_pair(work, ES_PAIR_ROW, label, &work->cells[next]);
    }
    for (uint32_t i = from; i < work->n_cells; i++) {
        const struct table_cell *value = &work->cells[i];
        if (value->header != ES_NONE && !value->is_header)
            add_pair(work, ES_PAIR_COLUMN, &work->cells[value->header], value);
    }
}

/* The first row with two texts or more is taken for a row of headers, unless it holds a th (then
 * a th says by itself what it heads) or a field. */
static void take_first_row(struct grid *grid, uint32_t from)
{
    const struct page_work *work = grid->work;
    uint32_t texts = 0, others = 0;
    for (uint32_t i = from; i < work->n_cells; i++) {
        texts += work->cells[i].label != 0;
        others += work->cells[i].is_header || work->cells[i].has_field;
    }
    if (texts < 2)
        return;
    grid->has_first = true;
    if (others)
        return;
    for (uint32_t i = 0; i < grid->used; i++)
        if (grid->columns[i].above != ES_NONE && grid->columns[i].above >= from)
            grid->columns[i].first = grid->columns[i].above;
}

static void read_row(struct grid *grid, uint32_t row)
{
    struct page_work *work = grid->work;
    const struct page_html *html = &work->html;
    uint32_t from = work->n_cells, column = 0;
    for (uint32_t i = row + 1; i < html->nodes[row].end;) {
        bool cell = html->nodes[i].tag == TAG_TD || html->nodes[i].tag == TAG_TH;
        if (cell && !page_unseen(work, i))
            place_cell(grid, i, row, &column);
        else if (cell)
            leave_room(grid, i, &column);
        i = cell || html->nodes[i].tag == TAG_TABLE ? html->nodes[i].end : i + 1;
    }
    for (uint32_t i = from + 1; i < work->n_cells; i++)
        work->cells[i].left = i - 1;
    pair_row(work, from);
    if (!grid->has_first)
        take_first_row(grid, from);
    grid->row++;
}

static bool is_section(uint8_t tag)
{
    return tag == TAG_THEAD || tag == TAG_TBODY || tag == TAG_TFOOT;
}

/* Rows of a section, or of a table until its next section, from a node on. */
static void begin_section(struct grid *grid, uint32_t from, uint32_t end)
{
    const struct page_html *html = &grid->work->html;
    grid->section_end = grid->row;
    for (grid->section = from; grid->section < end;) {
        const struct page_node *node = &html->nodes[grid->section];
        bool row = node->tag == TAG_TR;
        if (is_section(node->tag))
            break;
        grid->section_end += row && !(node->flags & NODE_GONE);
        grid->section = row || node->tag == TAG_TABLE ? node->end : grid->section + 1;
    }
}

/* Rows stand in sections; those of a table that is one by its role alone stand anywhere in it. */
static void read_rows(struct grid *grid, uint32_t table)
{
    const struct page_html *html = &grid->work->html;
    uint32_t end = html->nodes[table].end;
    grid->section = table;
    for (uint32_t i = table + 1; i < end;) {
        bool row = html->nodes[i].tag == TAG_TR;
        if (is_section(html->nodes[i].tag))
            begin_section(grid, i + 1, html->nodes[i].end);
        else if (i >= grid->section)
            begin_section(grid, i, end);
        if (row && !(html->nodes[i].flags & NODE_GONE))
            read_row(grid, i);
        i = row || html->nodes[i].tag == TAG_TABLE ? html->nodes[i].end : i + 1;
    }
}

static void read_table(struct grid *grid, uint32_t table)
{
    for (uint32_t i = 0; i < grid->used; i++)
        grid->columns[i] = (struct column){0, ES_NONE, ES_NONE, ES_NONE};
    grid->row = grid->used = 0;
    grid->has_first = false;
    read_rows(grid, table);
    grid->number++;
}

/* Says of each cell whether a field that a person fills in stands in it. */
static void mark_fields(struct page_work *work)
{
    struct page_html *html = &work->html;
    for (uint32_t i = 1; i < html->n; i++) {
        if (!page_is_field(html, i) || page_unseen(work, i))
            continue;
        uint32_t cell = page_ancestor(html, i, TAG_TD, TAG_TH);
        while (cell != ES_NONE && !(html->nodes[cell].flags & NODE_HOLDS_FIELD)) {
            html->nodes[cell].flags |= NODE_HOLDS_FIELD;
            html->nodes[html->nodes[cell].parent].flags |= NODE_HOLDS_FIELD;
            cell = page_ancestor(html, cell, TAG_TD, TAG_TH);
        }
    }
}

void page_read_tables(struct page_work *work)
{
    struct grid *grid = es_heap_get(sizeof *grid);
    work->cell_of = es_heap_zeroed(work->html.n, sizeof *work->cell_of);
    if (!grid || !work->cell_of) {
        es_heap_free(grid);
        work->no_memory = true;
        return;
    }
    *grid = (struct grid){.work = work, .used = COLUMNS_MAX};
    mark_fields(work);
    for (uint32_t i = 1; i < work->html.n; i++)
        if (page_node(work, i)->tag == TAG_TABLE && !(page_node(work, i)->flags & NODE_GONE))
            read_table(grid, i);
    es_heap_free(grid);
}

uint32_t page_cell_around(const struct page_work *work, uint32_t node)
{
    uint32_t cell = page_ancestor(&work->html, node, TAG_TD, TAG_TH);
    return cell == ES_NONE || !work->cell_of[cell] ? ES_NONE : work->cell_of[cell] - 1;
}

/* The text of a dt or dd in the value, or of a label without its colon. */
static es_str keep_text(struct page_work *work, uint32_t node, bool label)
{
    prose_begin(&work->prose, TEXT_LONGEST);
    prose_add_node(&work->prose, &work->html, node, TEXT_NO_TABLES);
    struct piece piece = label ? piece_trim(prose_str(&work->prose), work->prose.buf.len)
                               : piece_blanks(prose_str(&work->prose), work->prose.buf.len);
    return flat_str(&work->flat, piece.at, piece.len);
}

void page_read_terms(struct page_work *work)
{
    const struct page_html *html = &work->html;
    uint32_t term = ES_NONE;
    es_str label = 0;
    for (uint32_t i = 1; i < html->n; i++) {
        uint8_t tag = html->nodes[i].tag;
        if ((tag != TAG_DT && tag != TAG_DD) || page_unseen(work, i))
            continue;
        if (tag == TAG_DT) {
            term = i;
            label = keep_text(work, i, true);
            continue;
        }
        uint32_t list = page_ancestor(html, i, TAG_DL, TAG_DL);
        if (term == ES_NONE || !label || list != page_ancestor(html, term, TAG_DL, TAG_DL))
            continue;
        struct es_pair pair = {ES_PAIR_TERM, i, list == ES_NONE ? 0 : list, label,
                               keep_text(work, i, false)};
        if (pair.value)
            flat_push(&work->flat, &work->flat.pairs, &pair, sizeof pair);
    }
}
