/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where digits meet that are not certainly parts of one number: "4829<sup>1</sup>", two lines of
 * a cell, a picture between them, an old number that is struck out. Texts are put together as they
 * come, so whoever takes a number out of one looks here whether it is one.
 *
 * Digits of one text are. Those of several elements are where the elements are alike, stand side
 * by side and hold a digit, or a group of up to three, each: as pages do that draw a box around
 * each digit.
 */
#include "work_internal.h"
#include <string.h>

enum { GROUP_MAX = 3 };

struct piece_of_line { /* a text, or what may stand for digits without being a text */
    uint32_t node;     /* ES_NONE: none */
    bool text, ends_in_digit;
};

struct seams {
    struct page_work *work;
    struct piece_of_line before;
    bool broken; /* a line ended since */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The text without what may part two groups of digits, at its beginning. */
static const char *skip_fillers(const char *text, const char *end)
{
    bool nothing = false;
    size_t len = 1;
    while (text < end && len) {
        len = *text == '-' ? 1 : page_blank_at(text, (size_t)(end - text), &nothing);
        text += len;
    }
    return text;
}

static bool ends_in_digit(const char *text)
{
    const char *end = text + strlen(text), *at = end;
    while (at > text && skip_fillers(at, end) == end) {
        end = at--;
        while (at > text && ((unsigned char)*at & 0xC0) == 0x80)
            at--;
    }
    return is_digit(*at);
}

/* How many digits a text has that has nothing else; 0 where it has. */
static size_t count_digits(const char *text)
{
    const char *end = text + strlen(text);
    size_t n = 0;
    for (text = skip_fillers(text, end); is_digit(*text); text = skip_fillers(text + 1, end))
        n++;
    return text < end ? 0 : n;
}

static bool has_digit_text(const struct page_html *html, uint32_t node)
{
    for (uint32_t i = node; i < html->nodes[node].end; i++)
        if (html->nodes[i].tag == TAG_TEXT && strpbrk(page_characters(html, i), "0123456789"))
            return true;
    return false;
}

/* Whether two elements look alike and stay where they stand. */
static bool are_alike(const struct page_html *html, uint32_t a, uint32_t b)
{
    const struct page_node *x = &html->nodes[a];
    bool plain = x->tag != TAG_A && x->tag != TAG_SUB && x->tag != TAG_SUP;
    return plain && !(x->flags & NODE_MOVED) && page_look_alike(html, a, b);
}

/* The two are the only texts of two elements, side by side, that are alike all the way down. */
static bool are_twins(const struct page_html *html, uint32_t a, uint32_t b)
{
    uint32_t x = html->nodes[a].parent, y = html->nodes[b].parent;
    bool lines = false;
    while (x != y && html->nodes[x].end <= b && y > a) {
        if (!are_alike(html, x, y))
            return false;
        lines = lines || (html->nodes[x].flags & NODE_BLOCK);
        x = html->nodes[x].parent;
        y = html->nodes[y].parent;
    }
    size_t most = lines ? 1 : GROUP_MAX;
    size_t before = count_digits(page_characters(html, a));
    size_t behind = count_digits(page_characters(html, b));
    return x == y && before && behind && before <= most && behind <= most;
}

/* Nothing that is seen stands between the two but what parts groups of digits. */
static bool nothing_between(const struct page_html *html, uint32_t a, uint32_t b)
{
    for (uint32_t i = a + 1; i < b;) {
        const struct page_node *node = &html->nodes[i];
        bool gone = (node->flags & NODE_GONE) != 0;
        bool seen = node->tag != TAG_TEXT && node->tag != TAG_WBR && node->end <= b && !gone;
        if (seen)
            return false;
        i = gone ? node->end : i + 1;
    }
    return true;
}

static bool are_one(const struct page_html *html, uint32_t a, uint32_t b)
{
    if (!nothing_between(html, a, b))
        return false;
    return html->nodes[a].parent == html->nodes[b].parent || are_twins(html, a, b);
}

/* The cell, term or detail that a node stands in; ES_NONE where it is a part of a layout. */
static uint32_t box_of(const struct page_html *html, uint32_t node)
{
    while (node) {
        node = html->nodes[node].parent;
        uint8_t tag = html->nodes[node].tag;
        if (tag == TAG_TD || tag == TAG_TH || tag == TAG_DD || tag == TAG_DT)
            return html->nodes[node].flags & NODE_HOLDS_TABLE ? ES_NONE : node;
    }
    return ES_NONE;
}

static void push_seam(struct seams *seams, uint32_t from, uint32_t to)
{
    struct es_seam seam = {from, to};
    flat_push(&seams->work->flat, &seams->work->flat.seams, &seam, sizeof seam);
}

static void meet(struct seams *seams, uint32_t node, bool text, bool begins_with_digit)
{
    const struct page_html *html = &seams->work->html;
    const struct piece_of_line *before = &seams->before;
    if (before->node == ES_NONE || !before->ends_in_digit || !begins_with_digit ||
        (!before->text && !text))
        return;
    if (seams->broken) {
        uint32_t box = box_of(html, before->node);
        if (box == ES_NONE || box != box_of(html, node))
            return;
    }
    if (!before->text || !text || !are_one(html, before->node, node))
        push_seam(seams, before->node, node);
}

static void take_text(struct seams *seams, uint32_t node)
{
    const struct page_html *html = &seams->work->html;
    const char *text = page_characters(html, node),
               *start = skip_fillers(text, text + strlen(text));
    if (!*start)
        return;
    meet(seams, node, true, is_digit(*start));
    if ((html->nodes[node].flags & NODE_BACKWARDS) && strpbrk(start, "0123456789"))
        push_seam(seams, node, node);
    seams->before = (struct piece_of_line){node, true, ends_in_digit(start)};
    seams->broken = false;
}

/* Something that may be read as digits, or shows some. */
static void take_other(struct seams *seams, uint32_t node)
{
    meet(seams, node, false, true);
    seams->before = (struct piece_of_line){node, false, true};
    seams->broken = false;
}

static bool shows_digits(const struct page_html *html, uint32_t control)
{
    const char *value = page_attribute(html, control, "value");
    if (page_is_hidden_input(html, control))
        return false;
    return (value && strpbrk(value, "0123456789")) || has_digit_text(html, control);
}

/* A picture in a link is that of an icon. */
static bool is_picture(const struct page_html *html, uint32_t node)
{
    switch (html->nodes[node].tag) {
    case TAG_IMG:
        return page_ancestor(html, node, TAG_A, TAG_A) == ES_NONE;
    case TAG_CANVAS:
    case TAG_EMBED:
    case TAG_IFRAME:
    case TAG_OBJECT:
    case TAG_VIDEO:
        return true;
    default:
        return false;
    }
}

/* What is not rendered, whether a person sees it or not: what has no place at all is passed over,
 * of the rest not every browser shows the same. */
static void take_gone(struct seams *seams, uint32_t node)
{
    const struct page_html *html = &seams->work->html;
    const struct page_node *at = &html->nodes[node];
    if (at->tag == TAG_TEXT || (at->flags & NODE_NO_TEXT) || page_is_displaced(html, node))
        return;
    bool doubtful = page_is_struck(html, node) || at->tag == TAG_RT || is_picture(html, node) ||
                    (at->tag != TAG_DIALOG && has_digit_text(html, node));
    if (doubtful)
        take_other(seams, node);
}

/* Returns the node after what was looked at. */
static uint32_t look_at(struct seams *seams, uint32_t i)
{
    const struct page_html *html = &seams->work->html;
    const struct page_node *node = &html->nodes[i];
    if ((node->flags & NODE_BLOCK) || node->tag == TAG_BR)
        seams->broken = true;
    if (node->flags & NODE_GONE) {
        take_gone(seams, i);
        return node->end;
    }
    bool seen = !(node->flags & NODE_INVISIBLE);
    if (page_is_control(node->tag)) {
        if (seen && shows_digits(html, i))
            take_other(seams, i);
        return node->end;
    }
    if (seen && node->tag == TAG_TEXT)
        take_text(seams, i);
    else if (seen && is_picture(html, i))
        take_other(seams, i);
    return i + 1;
}

void page_read_seams(struct page_work *work)
{
    struct seams seams = {.work = work, .before = {ES_NONE, false, false}};
    uint32_t prev = 0;
    for (uint32_t i = 1; i < work->html.n;) {
        if (page_left_block(&work->html, prev, i))
            seams.broken = true;
        prev = i;
        i = look_at(&seams, i);
    }
}
