/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of two fields a text between them belongs to. Most pages put a field's words before it,
 * some behind or below it, and taken for the next field's they would send every answer one field
 * too late. The nearer field has it: the one on the same line. Where it is as near to both, the
 * form's first field decides: where nothing stands before it, the words follow the fields, and
 * then none is guessed.
 */
#include "words_internal.h"
#include <string.h>

enum {
    FIELD_NODES = 400, /* how far back the field before a text is looked for */
    CELLS_MAX = 64,    /* and how many cells of a row or a column */
    LABEL_NODES = 16,  /* how far behind a control its label may begin */
};

static bool is_seen_field(const struct page_work *work, uint32_t node)
{
    return page_is_field(&work->html, node) && !page_unseen(work, node);
}

/* No block and no line ends between the two. */
static bool on_one_line(const struct page_work *work, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; page_node(work, at)->end <= to; at = page_node(work, at)->parent) {
        if (page_node(work, at)->flags & NODE_BLOCK)
            return false;
    }
    for (uint32_t i = from + 1; i < to; i++) {
        if (page_node(work, i)->tag == TAG_BR || (page_node(work, i)->flags & NODE_BLOCK))
            return false;
    }
    return true;
}

/* One that is not seen has its words all the same. */
static uint32_t field_before(const struct page_work *work, uint32_t node)
{
    uint32_t left = FIELD_NODES;
    for (uint32_t i = node - 1; i > 0 && left; i--, left--) {
        if (page_node(work, i)->tag == TAG_FORM)
            return ES_NONE;
        if (page_is_field(&work->html, i))
            return i;
    }
    return ES_NONE;
}

/* Words that might be a field's: no heading's, link's or legend's. */
static bool is_running_text(const struct page_work *work, uint32_t text, uint32_t within)
{
    const struct page_html *html = &work->html;
    if (page_node(work, text)->tag != TAG_TEXT || page_unseen(work, text) ||
        (page_node(work, text)->flags & NODE_NO_TEXT) ||
        words_are_blank(page_characters(html, text)))
        return false;
    for (uint32_t at = page_node(work, text)->parent; at > within;
         at = page_node(work, at)->parent) {
        uint8_t tag = page_node(work, at)->tag;
        if ((tag >= TAG_H1 && tag <= TAG_H6) || tag == TAG_A || tag == TAG_LEGEND ||
            page_is_control(tag))
            return false;
    }
    return true;
}

/* Nothing stands before the form's first field; remembered, for many fields may ask. */
static bool begins_with_a_field(struct page_work *work, uint32_t node)
{
    uint32_t form = page_ancestor(&work->html, node, TAG_FORM, TAG_FORM);
    if (form == ES_NONE)
        form = 0;
    if (work->side_form == form + 1)
        return work->side_is_behind;
    work->side_form = form + 1;
    work->side_is_behind = true;
    for (uint32_t i = form + 1; i < node && !is_seen_field(work, i); i++) {
        if (is_running_text(work, i, form))
            work->side_is_behind = false;
    }
    return work->side_is_behind;
}

/* A label, not a mere hint, follows the control on its line. */
static bool label_behind(const struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    uint32_t prev = node, left = LABEL_NODES;
    for (uint32_t i = html->nodes[node].end; i < html->n && left; prev = i++, left--) {
        const struct page_node *at = page_node(work, i);
        if (at->tag == TAG_BR || (at->flags & NODE_BLOCK) || page_left_block(html, prev, i) ||
            page_is_control(at->tag))
            return false;
        if (at->tag == TAG_LABEL && !page_attribute(html, i, "for") && !page_unseen(work, i))
            return true;
    }
    return false;
}

/* A colon announces what follows. */
static bool ends_with_colon(const char *text)
{
    size_t len = strlen(text);
    while (len && (page_is_blank(text[len - 1]) || text[len - 1] == '*'))
        len--;
    return len && text[len - 1] == ':';
}

bool words_stand_before(struct page_work *work, uint32_t first, uint32_t last, uint32_t node)
{
    if (!on_one_line(work, last, node) && label_behind(work, node))
        return false;
    uint32_t other = field_before(work, first);
    if (other == ES_NONE || ends_with_colon(page_characters(&work->html, last)))
        return true;
    bool near_other = on_one_line(work, other, first), near_own = on_one_line(work, last, node);
    return near_own != near_other ? near_own : !begins_with_a_field(work, node);
}

/* In a row of fields and texts by turns, what stands first says which are whose. */
bool words_stand_left(const struct page_work *work, const struct table_cell *text)
{
    bool field_left = false, field_first = false;
    uint32_t left = CELLS_MAX;
    for (uint32_t i = text->left; i != ES_NONE && left; i = work->cells[i].left, left--) {
        field_left = field_left || work->cells[i].has_field;
        if (work->cells[i].has_field || work->cells[i].plain)
            field_first = work->cells[i].has_field;
    }
    return !field_left || !field_first;
}

/* The same in a column. */
bool words_stand_above(const struct page_work *work, const struct table_cell *text)
{
    bool field_above = false, field_first = false;
    uint32_t left = CELLS_MAX;
    for (uint32_t i = text->above; i != ES_NONE && left; i = work->cells[i].above, left--) {
        const struct table_cell *cell = &work->cells[i];
        if (cell->column_span > text->column_span && !cell->has_field)
            continue; /* a title over several columns */
        field_above = field_above || cell->has_field;
        if (cell->has_field || cell->plain)
            field_first = cell->has_field;
    }
    return !field_above || !field_first;
}

/* Where nothing stands before a field that begins its line, what stands behind it on the line is
 * its own, unless another field comes on the same line. */
void words_add_behind(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    const struct page_html *html = &work->html;
    uint32_t prev = node, left = FIELD_NODES;
    prose_begin(&work->prose, BEFORE_LONGEST);
    for (uint32_t i = html->nodes[node].end; i < html->n && left; prev = i++, left--) {
        const struct page_node *at = page_node(work, i);
        if (at->tag == TAG_BR || (at->flags & NODE_BLOCK) || page_left_block(html, prev, i))
            break;
        if (page_is_control(at->tag) && !page_is_hidden_input(html, i))
            return;
        if (at->tag == TAG_LABEL && page_labelled_by(work, i) != ES_NONE)
            return;
        if (is_running_text(work, i, 0))
            prose_add(&work->prose, page_characters(html, i), strlen(page_characters(html, i)));
    }
    words_add_prose(words, ES_BY_NEIGHBOUR);
}

/* The same in a row of a table: the one field, and a text to its right. */
void words_add_right(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    uint32_t index = page_cell_around(work, node);
    if (index == ES_NONE)
        return;
    const struct table_cell *cell = &work->cells[index], *text = NULL;
    uint32_t left = CELLS_MAX;
    for (uint32_t i = cell->left; i != ES_NONE && left; i = work->cells[i].left, left--) {
        if (work->cells[i].has_field || work->cells[i].plain)
            return;
    }
    for (uint32_t i = index + 1;
         i < work->n_cells && work->cells[i].row_node == cell->row_node && left; i++, left--) {
        if (work->cells[i].has_field || work->cells[i].has_table || (text && work->cells[i].plain))
            return;
        if (work->cells[i].plain)
            text = &work->cells[i];
    }
    if (text)
        words_add_str(words, text->plain);
}
