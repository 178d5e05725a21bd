/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a page: what stands between the boundaries of blocks, line breaks and controls,
 * and the pairs that a colon makes of a line. */
#include "work_internal.h"
#include <string.h>

enum {
    LABEL_LONGEST = 200, /* bytes before the colon; a longer text is a sentence */
    LOOSE_LONGEST = 100, /* of either side where no colon says that it is a pair */
    LOOSE_NODES = 64,    /* of an element that is a pair of two lines */
};

struct line { /* one that is over */
    uint32_t first, container;
    es_str text;
    bool paired; /* a pair by itself */
};

struct lines {
    struct page_work *work;
    struct prose prose;    /* the line so far */
    size_t piece;          /* where its current piece (of one kind) begins */
    uint32_t piece_node;   /* the first node of the piece, ES_NONE: none yet */
    bool doubtful;         /* a person may not see it */
    uint32_t label;        /* the label element the piece stands in, or ES_NONE */
    uint32_t first;        /* the first node of the line, ES_NONE: empty */
    uint32_t last;         /* its last text, ES_NONE: none yet */
    es_str whole;          /* the text of its first piece, 0 where there are several */
    size_t colon;          /* SIZE_MAX: none yet */
    uint32_t value_node;   /* where what follows the colon stands */
    uint32_t head;         /* the inline element that the line begins with, or ES_NONE */
    size_t split;          /* where the text behind it begins, SIZE_MAX: there is none */
    struct line before[3]; /* the last lines, the newest first; .first is ES_NONE: none */
    size_t first_pair;     /* the first pair that is a line's */
};

static void end_piece(struct lines *lines)
{
    struct flat *flat = &lines->work->flat;
    const char *text = prose_str(&lines->prose);
    struct piece piece = piece_blanks(text + lines->piece, lines->prose.buf.len - lines->piece);
    if (piece.len && lines->piece_node != ES_NONE) {
        const struct page_node *node = page_node(lines->work, lines->piece_node);
        uint32_t box = page_container(&lines->work->html, lines->piece_node);
        struct es_block block = {.kind = node->kind,
                                 .level = node->level,
                                 .doubtful = lines->doubtful,
                                 .order = lines->piece_node,
                                 .around = page_container(&lines->work->html, box),
                                 .aside = (node->flags & NODE_ASIDE) != 0,
                                 .text = flat_str(flat, piece.at, piece.len)};
        if (block.kind == ES_BLOCK_CELL) {
            uint32_t cell = page_ancestor(&lines->work->html, lines->piece_node, TAG_TD, TAG_TH);
            if (cell == ES_NONE || (page_node(lines->work, cell)->flags & NODE_HOLDS_TABLE))
                block.kind = ES_BLOCK_TEXT;
        }
        flat_push(flat, &flat->blocks, &block, sizeof block);
        lines->whole = lines->piece ? 0 : block.text;
    }
    lines->piece = lines->prose.buf.len;
    lines->piece_node = ES_NONE;
    lines->doubtful = false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A colon between words, not one of "https://" or "12:30". */
static size_t find_colon(const char *text, size_t from)
{
    for (const char *at = strchr(text + from, ':'); at; at = strchr(at + 1, ':')) {
        bool clock = at > text && is_digit(at[-1]) && is_digit(at[1]);
        if (at > text && !clock && at[1] != '/')
            return (size_t)(at - text);
    }
    return SIZE_MAX;
}

static void push_pair(struct lines *lines, uint32_t order, uint32_t group, es_str label,
                      es_str value)
{
    struct es_pair pair = {ES_PAIR_LINE, order, group, label, value};
    if (label && value)
        flat_push(&lines->work->flat, &lines->work->flat.pairs, &pair, sizeof pair);
}

/* "label : value", or a short text in an inline element with a short one behind it. */
static bool pair_line(struct lines *lines, uint32_t container)
{
    struct flat *flat = &lines->work->flat;
    const char *text = prose_str(&lines->prose);
    bool colon = lines->colon != SIZE_MAX;
    size_t at = colon ? lines->colon : lines->split, most = colon ? LABEL_LONGEST : LOOSE_LONGEST;
    if (at == SIZE_MAX || at > most)
        return false;
    struct piece label = piece_trim(text, at);
    struct piece value = piece_blanks(text + at + colon, lines->prose.buf.len - at - colon);
    if (!label.len || !value.len || (!colon && value.len > LOOSE_LONGEST))
        return false;
    push_pair(lines, lines->value_node, container, flat_str(flat, label.at, label.len),
              flat_str(flat, value.at, value.len));
    return true;
}

static bool is_list_or_more(uint8_t tag)
{
    return tag == TAG_TR || tag == TAG_DL || tag == TAG_UL || tag == TAG_OL || tag == TAG_BODY ||
           tag == TAG_FORM || tag == TAG_DOCUMENT;
}

/* Two short lines that are all there is in a block, each in a block of its own, as pages without
 * tables show a label and its value. `next` is the first node of the line after them. */
static void pair_lines(struct lines *lines, uint32_t next)
{
    struct page_work *work = lines->work;
    const struct line *a = &lines->before[1], *b = &lines->before[0], *other = &lines->before[2];
    if (a->first == ES_NONE || a->paired || b->paired || a->container == b->container)
        return;
    uint32_t around = page_container(&work->html, a->container);
    const struct page_node *block = page_node(work, around);
    if (around != page_container(&work->html, b->container) || is_list_or_more(block->tag) ||
        (next != ES_NONE && next < block->end) ||
        (other->first != ES_NONE && other->first > around) ||
        page_node(work, b->first)->kind == ES_BLOCK_DETAIL || block->end - around > LOOSE_NODES)
        return;
    for (uint32_t i = around + 1; i < block->end; i++)
        if (page_is_field(&work->html, i))
            return;
    const char *text = flat_peek(&work->flat, a->text);
    struct piece label = piece_trim(text, strlen(text));
    if (!label.len || label.len > LOOSE_LONGEST ||
        strlen(flat_peek(&work->flat, b->text)) > LOOSE_LONGEST)
        return;
    prose_begin(&work->prose, LOOSE_LONGEST); /* the text may move while it is copied */
    prose_add(&work->prose, label.at, label.len);
    push_pair(lines, b->first, around, flat_text(&work->flat, prose_str(&work->prose)), b->text);
}

static void keep_line(struct lines *lines)
{
    uint32_t container = page_container(&lines->work->html, lines->first);
    const char *text = prose_str(&lines->prose);
    pair_lines(lines, lines->first);
    struct line line = {.first = lines->first, .container = container};
    line.paired = pair_line(lines, container);
    if (!line.paired && lines->prose.buf.len <= LOOSE_LONGEST + 2)
        line.text = lines->whole ? lines->whole : flat_text(&lines->work->flat, text);
    line.paired = line.paired || !line.text;
    lines->before[2] = lines->before[1];
    lines->before[1] = lines->before[0];
    lines->before[0] = line;
}

static void end_line(struct lines *lines)
{
    end_piece(lines);
    if (lines->first != ES_NONE)
        keep_line(lines);
    prose_begin(&lines->prose, ES_PAGE_SOURCE_MAX);
    lines->piece = 0;
    lines->whole = 0;
    lines->first = lines->last = ES_NONE;
    lines->colon = lines->split = SIZE_MAX;
}

/* The outermost inline element that a line's first text stands in; links are none. */
static uint32_t head_of(const struct page_work *work, uint32_t text)
{
    uint32_t head = ES_NONE;
    for (uint32_t at = page_node(work, text)->parent; !(page_node(work, at)->flags & NODE_BLOCK);
         at = page_node(work, at)->parent)
        head = page_node(work, at)->tag == TAG_A ? ES_NONE : at;
    return head;
}

/* Adds part of a text node to the line. */
static void add_text(struct lines *lines, uint32_t node, const char *text, size_t len)
{
    const struct page_node *at = page_node(lines->work, node);
    uint32_t label = at->kind == ES_BLOCK_LABEL
                         ? page_ancestor(&lines->work->html, node, TAG_LABEL, TAG_LABEL)
                         : ES_NONE;
    bool other_kind =
        lines->piece_node != ES_NONE && page_node(lines->work, lines->piece_node)->kind != at->kind;
    if (other_kind || label != lines->label)
        end_piece(lines);
    lines->label = label;

    size_t before = lines->prose.buf.len;
    bool no_value_yet = lines->colon != SIZE_MAX && lines->colon + 1 == before;
    prose_add(&lines->prose, text, len);
    if (lines->prose.buf.len == before)
        return;
    if (lines->piece_node == ES_NONE)
        lines->piece_node = node;
    lines->doubtful = lines->doubtful || page_is_doubtful(&lines->work->html, node);
    if (lines->first == ES_NONE) {
        lines->first = node;
        lines->head = head_of(lines->work, node);
    }
    bool behind = lines->head != ES_NONE && node >= page_node(lines->work, lines->head)->end;
    if (lines->colon == SIZE_MAX) {
        lines->colon = find_colon(prose_str(&lines->prose), before);
        if (lines->split == SIZE_MAX || lines->colon != SIZE_MAX)
            lines->value_node = node;
        if (behind && lines->split == SIZE_MAX)
            lines->split = before;
    } else if (no_value_yet) {
        lines->value_node = node;
    }
}

static void add_characters(struct lines *lines, uint32_t node)
{
    const struct page_html *html = &lines->work->html;
    const char *text = page_characters(html, node);
    if (lines->last != ES_NONE && page_stand_apart(html, lines->last, node))
        prose_gap(&lines->prose);
    lines->last = node;
    if (!(page_node(lines->work, node)->flags & NODE_LINES)) {
        add_text(lines, node, text, strlen(text));
        return;
    }
    while (*text) {
        size_t len = strcspn(text, "\r\n");
        add_text(lines, node, text, len);
        if (text[len])
            end_line(lines);
        text += len + (text[len] != '\0');
    }
}

static void add_image(struct lines *lines, uint32_t node)
{
    const char *alt = page_attribute(&lines->work->html, node, "alt");
    if (!alt || !*alt)
        return;
    prose_gap(&lines->prose);
    add_text(lines, node, alt, strlen(alt));
    prose_gap(&lines->prose);
}

static void read_lines(struct lines *lines)
{
    const struct page_html *html = &lines->work->html;
    uint32_t prev = 0;
    for (uint32_t i = 1; i < html->n;) {
        const struct page_node *node = &html->nodes[i];
        bool control = page_is_control(node->tag) && !(node->flags & NODE_GONE) &&
                       !page_is_hidden_input(html, i);
        if (page_left_block(html, prev, i))
            end_line(lines);
        prev = i;
        if (node->flags & NODE_GONE) {
            i = node->end;
            continue;
        }
        if ((node->flags & NODE_BLOCK) || node->tag == TAG_BR || control)
            end_line(lines);
        if (!(node->flags & NODE_INVISIBLE) && node->tag == TAG_TEXT)
            add_characters(lines, i);
        else if (!(node->flags & NODE_INVISIBLE) && node->tag == TAG_IMG)
            add_image(lines, i);
        i = page_is_control(node->tag) ? node->end : i + 1;
    }
    end_line(lines);
    pair_lines(lines, ES_NONE);
}

/* Pairs of one block's lines belong together; a block with a single pair belongs with its
 * neighbours, so its group is what holds it. */
static void settle_groups(struct lines *lines)
{
    struct flat_array *array = &lines->work->flat.pairs;
    struct es_pair *pairs = (struct es_pair *)(void *)array->data;
    size_t n = array->len / sizeof *pairs;
    uint32_t before = ES_NONE;
    for (size_t i = lines->first_pair; i < n; i++) {
        uint32_t own = pairs[i].group;
        bool alone = own != before && (i + 1 == n || pairs[i + 1].group != own);
        if (alone)
            pairs[i].group = page_container(&lines->work->html, own);
        before = own;
    }
}

void page_read_lines(struct page_work *work)
{
    struct lines lines = {
        .work = work,
        .prose = {.left = SIZE_MAX}, /* every text once */
        .piece_node = ES_NONE,
        .label = ES_NONE,
        .first = ES_NONE,
        .last = ES_NONE,
        .colon = SIZE_MAX,
        .split = SIZE_MAX,
        .before = {{ES_NONE, 0, 0, false}, {ES_NONE, 0, 0, false}, {ES_NONE, 0, 0, false}},
        .first_pair = work->flat.pairs.len / sizeof(struct es_pair)};
    prose_begin(&lines.prose, ES_PAGE_SOURCE_MAX);
    read_lines(&lines);
    settle_groups(&lines);
    work->no_memory = work->no_memory || lines.prose.failed;
    prose_free(&lines.prose);
}
