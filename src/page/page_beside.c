/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands beside a control: the cell to its left, the header above, the term before its
 * detail, the text just before it. Guesses, made because old portals have no labels; where a
 * guess might belong to another control, none is made.
 */
#include "words_internal.h"
#include <string.h>

enum {
    BEFORE_NODES = 400, /* how far back the text before a control is looked for */
    BEFORE_PIECES = 32, /* text nodes that it is put together from */
};

static bool is_field_seen(const struct page_work *work, uint32_t node)
{
    return page_is_field(&work->html, node) && !page_unseen(work, node);
}

bool words_are_blank(const char *text)
{
    while (page_is_blank(*text) || (text[0] == '\xC2' && text[1] == '\xA0'))
        text += 1 + (*text == '\xC2');
    return !*text;
}

/* True where another field stands in the same element before this one. */
static bool field_before(const struct page_work *work, uint32_t around, uint32_t node)
{
    for (uint32_t i = node - 1; i > around; i--)
        if (is_field_seen(work, i))
            return true;
    return false;
}

static bool field_after(const struct page_work *work, uint32_t around, uint32_t node)
{
    for (uint32_t i = node + 1; i < page_node(work, around)->end; i++)
        if (is_field_seen(work, i))
            return true;
    return false;
}

void words_add_str(struct words *words, es_str text)
{
    /* copied first: adding may move what the text stands in */
    struct prose *prose = &words->work->prose;
    prose_begin(prose, BEFORE_LONGEST);
    const char *at = flat_peek(&words->work->flat, text);
    prose_add(prose, at, strlen(at));
    words_add_prose(words, ES_BY_NEIGHBOUR);
}

/* The words of a cell with a table in it, where that holds a label and no layout. */
static void add_short(struct words *words, uint32_t node)
{
    enum { LABEL_LONGEST = 60 };
    struct prose *prose = &words->work->prose;
    prose_begin(prose, BEFORE_LONGEST);
    prose_add_node(prose, &words->work->html, node, TEXT_NO_IMAGES);
    if (prose->buf.len <= LABEL_LONGEST)
        words_add_prose(words, ES_BY_NEIGHBOUR);
}

/* Where the label has a row of its own with the picture, the label's cell beside the field is
 * empty: what stands above it still holds. */
static void add_left_above(struct words *words, const struct table_cell *cell)
{
    const struct page_work *work = words->work;
    const struct table_cell *left = cell->left == ES_NONE ? NULL : &work->cells[cell->left];
    const struct table_cell *above = cell->above == ES_NONE ? NULL : &work->cells[cell->above];
    if (!left || left->left != ES_NONE || left->above == ES_NONE || !above)
        return;
    const struct table_cell *label = &work->cells[left->above];
    bool bare = !above->plain && !above->has_table && !above->has_field;
    if (bare && label->plain && !(page_node(work, label->row_node)->flags & NODE_HOLDS_FIELD))
        words_add_str(words, label->plain);
}

/* The nearest text to the left in the row; a cell with a field of its own ends the search. */
static void add_left(struct words *words, const struct table_cell *cell)
{
    const struct page_work *work = words->work;
    for (uint32_t i = cell->left; i != ES_NONE; i = work->cells[i].left) {
        if (work->cells[i].has_field)
            return;
        size_t before = words->n;
        if (!words_stand_left(work, &work->cells[i]))
            return;
        if (work->cells[i].plain)
            words_add_str(words, work->cells[i].plain);
        else if (work->cells[i].has_table)
            add_short(words, work->cells[i].node);
        if (words->n != before || work->cells[i].plain)
            return;
    }
    add_left_above(words, cell);
}

/* The cell above; one with nothing but a picture is passed over. */
static const struct table_cell *cell_above(const struct page_work *work,
                                           const struct table_cell *cell)
{
    const struct table_cell *above = cell;
    do {
        above = above->above == ES_NONE ? NULL : &work->cells[above->above];
    } while (above && !above->plain && !above->has_field && !above->has_table);
    return above;
}

/* Where a text to the left was found, only a th says something as well. */
static void add_above(struct words *words, const struct table_cell *cell, bool found)
{
    const struct page_work *work = words->work;
    const struct table_cell *above = cell_above(work, cell);
    const struct table_cell *header = cell->header == ES_NONE ? NULL : &work->cells[cell->header];
    bool texts_only = above && !above->has_table && words_stand_above(work, above) &&
                      !(page_node(work, above->row_node)->flags & NODE_HOLDS_FIELD);
    /* a cell that is wider than this one is a title over several */
    bool narrow = above && above->column_span <= cell->column_span;
    if (texts_only && !found && (narrow || !words->n))
        words_add_str(words, above->plain);
    if (header && header != above && !header->has_field &&
        header->column_span <= cell->column_span && (header->is_header || !found))
        words_add_str(words, header->plain);
    else if (header && header == above && found && header->is_header && narrow)
        words_add_str(words, header->plain);
}

/* From the cell outwards, as long as no other field shares the cell. */
static void add_cells(struct words *words, uint32_t node)
{
    const struct page_work *work = words->work;
    size_t before = words->n;
    uint32_t inner = node;
    while (words->n == before) {
        uint32_t index = page_cell_around(work, inner);
        if (index == ES_NONE)
            return;
        struct table_cell cell = work->cells[index];
        bool innermost = inner == node;
        if (field_before(work, cell.node, node) ||
            (!innermost && field_after(work, cell.node, node)))
            return;
        add_left(words, &cell);
        add_above(words, &cell, words->n > before);
        inner = cell.node;
    }
}

/* A dd with nothing to read and nothing to fill in: a picture stands there. */
static bool is_bare_detail(struct page_work *work, uint32_t detail)
{
    const struct page_html *html = &work->html;
    for (uint32_t i = detail + 1; i < html->nodes[detail].end; i++) {
        if (is_field_seen(work, i) ||
            (html->nodes[i].tag == TAG_TEXT && !words_are_blank(page_characters(html, i))))
            return false;
    }
    return true;
}

static void add_term(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    const struct page_html *html = &work->html;
    uint32_t detail = page_ancestor(html, node, TAG_DD, TAG_DD);
    if (detail == ES_NONE || field_before(work, detail, node))
        return;
    uint32_t list = page_ancestor(html, detail, TAG_DL, TAG_DL), left = BEFORE_NODES;
    for (uint32_t i = detail - 1; i > 0 && left; i--, left--) {
        uint8_t tag = html->nodes[i].tag;
        if (i == list || (tag == TAG_DD && !is_bare_detail(work, i) &&
                          page_ancestor(html, i, TAG_DL, TAG_DL) == list))
            return;
        if (tag != TAG_DT || page_unseen(work, i))
            continue;
        prose_begin(&work->prose, BEFORE_LONGEST);
        prose_add_node(&work->prose, html, i, TEXT_NO_IMAGES);
        words_add_prose(words, ES_BY_NEIGHBOUR);
        return;
    }
}

/* --- the text just before --- */

enum verdict { TAKE, PASS_OVER, STOP };

struct before {
    const struct page_work *work;
    struct words *words;
    uint32_t node;                  /* the control */
    uint32_t pieces[BEFORE_PIECES]; /* text nodes, the nearest first */
    size_t n;
    uint32_t image;     /* the nearest one with words, in the control's own block */
    uint32_t container; /* the block that the pieces stand in */
};

static bool labels_other(const struct page_work *work, uint32_t label, uint32_t node)
{
    uint32_t control = page_labelled_by(work, label);
    return control != ES_NONE && control != node;
}

/* What a text node's surroundings, up to where the control's own begin, make of it. */
static enum verdict judge_text(struct before *before, uint32_t text)
{
    const struct page_work *work = before->work;
    for (uint32_t at = page_node(work, text)->parent; page_node(work, at)->end <= before->node;
         at = page_node(work, at)->parent) {
        const struct page_node *node = page_node(work, at);
        if (node->tag == TAG_FORM || node->tag == TAG_TABLE || node->tag == TAG_TD ||
            node->tag == TAG_TH || node->tag == TAG_LEGEND || page_is_control(node->tag))
            return STOP;
        if (node->tag >= TAG_H1 && node->tag <= TAG_H6) {
            if (!before->n)
                before->words->heading = at;
            return STOP;
        }
        if (node->tag == TAG_A && page_attribute(&work->html, at, "href"))
            return PASS_OVER;
        if (node->tag == TAG_LABEL && labels_other(work, at, before->node))
            return PASS_OVER;
    }
    uint32_t container = page_container(&work->html, text);
    if (before->n && container != before->container)
        return STOP;
    before->container = container;
    return TAKE;
}

/* A label painted as a picture: no link, and in the same block as the control. */
static bool is_label_image(const struct before *before, uint32_t image)
{
    const struct page_html *html = &before->work->html;
    return page_ancestor(html, image, TAG_A, TAG_A) == ES_NONE &&
           page_container(html, image) == page_container(html, before->node);
}

/* One node further back. */
static enum verdict look_at(struct before *before, uint32_t i)
{
    const struct page_work *work = before->work;
    const struct page_node *node = page_node(work, i);
    bool around = node->end > before->node;
    if (node->tag == TAG_FORM || (page_is_control(node->tag) && !(node->flags & NODE_UNSEEN) &&
                                  !page_is_hidden_input(&work->html, i)))
        return STOP;
    if (around && (node->tag == TAG_TD || node->tag == TAG_TH || node->tag == TAG_TABLE ||
                   node->tag == TAG_FIELDSET || node->tag == TAG_DD || node->tag == TAG_BODY ||
                   node->tag == TAG_DIALOG))
        return STOP;
    if (node->flags & NODE_UNSEEN)
        return PASS_OVER;
    if (node->tag == TAG_BR || (node->flags & NODE_BLOCK))
        return before->n ? STOP : PASS_OVER;
    if (node->tag == TAG_IMG && !before->n && !before->image && is_label_image(before, i))
        before->image = i;
    if (node->tag != TAG_TEXT || words_are_blank(page_characters(&work->html, i)))
        return PASS_OVER;
    return judge_text(before, i);
}

static bool was_guessed(const struct words *words)
{
    return words->n && words->items[words->n - 1].by == ES_BY_NEIGHBOUR;
}

static void add_before(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    struct before before = {.work = work, .words = words, .node = node};
    uint32_t left = BEFORE_NODES;
    for (uint32_t i = node - 1; i > 0 && left && before.n < BEFORE_PIECES; i--, left--) {
        enum verdict verdict = look_at(&before, i);
        if (verdict == STOP)
            break;
        if (verdict == TAKE)
            before.pieces[before.n++] = i;
    }
    if (before.n && !words_stand_before(work, before.pieces[before.n - 1], before.pieces[0], node))
        return;
    prose_begin(&work->prose, BEFORE_LONGEST);
    while (before.n) {
        const char *text = page_characters(&work->html, before.pieces[--before.n]);
        prose_add(&work->prose, text, strlen(text));
    }
    words_add_prose(words, ES_BY_NEIGHBOUR);
    if (!was_guessed(words) && before.image)
        words_add_attribute(words, ES_BY_NEIGHBOUR, before.image, "alt");
}

/* A check box or radio button has its words behind it. */
static void add_after(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    const struct page_html *html = &work->html;
    uint32_t prev = node, left = BEFORE_NODES;
    prose_begin(&work->prose, BEFORE_LONGEST);
    for (uint32_t i = html->nodes[node].end; i < html->n && left; i++, left--) {
        const struct page_node *at = &html->nodes[i];
        if (page_left_block(html, prev, i) || (at->flags & NODE_BLOCK) || at->tag == TAG_BR ||
            page_is_control(at->tag))
            break;
        prev = i;
        if (at->tag == TAG_TEXT && !(at->flags & (NODE_UNSEEN | NODE_NO_TEXT)))
            prose_add(&work->prose, page_characters(html, i), strlen(page_characters(html, i)));
    }
    words_add_prose(words, ES_BY_NEIGHBOUR);
}

void words_add_beside(struct words *words, uint32_t node, uint32_t type)
{
    if (type == ES_CONTROL_CHECKBOX || type == ES_CONTROL_RADIO) {
        add_after(words, node);
        if (was_guessed(words))
            return;
    }
    size_t before = words->n;
    add_cells(words, node);
    add_term(words, node);
    add_before(words, node);
    if (words->n == before && !words->heading) {
        words_add_right(words, node);
        words_add_behind(words, node);
    }
}

void words_add_heading(struct words *words)
{
    struct page_work *work = words->work;
    if (!words->heading)
        return;
    prose_begin(&work->prose, BEFORE_LONGEST);
    prose_add_node(&work->prose, &work->html, words->heading, 0);
    words_add_prose(words, ES_BY_GROUP);
}
