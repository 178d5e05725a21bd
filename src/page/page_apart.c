/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where one element ends and the next begins without a blank: "<b>Seri No</b><span>0001</span>".
 * On the page a style sheet keeps the two apart, or shows one below the other; in the text they
 * would be one word, which says neither. A blank is put where the letters themselves show that a
 * word is over, or where the elements are of two kinds; not within what may be one word or one
 * number: a first letter that is drawn large, a box around each digit, a part that is set off.
 */
#include "work_internal.h"
#include <string.h>

enum { NUMBER_PART_MAX = 4 };

enum letter { NONE, SMALL, CAPITAL, FIGURE, COLON, STOP };

/* Of a part of a text that is cut out of nothing but its blanks. */
struct edge {
    enum letter last, first, second;
    size_t letters; /* characters */
};

static bool is_small(unsigned code)
{
    if (code < 0x80)
        return code >= 'a' && code <= 'z';
    if (code < 0x100)
        return code >= 0xDF && code != 0xF7;
    /* in pairs: the capital first, at an even number or at an odd one */
    bool odd_first = (code >= 0x139 && code <= 0x148) || code >= 0x179;
    return (code & 1u) != (odd_first ? 1u : 0u);
}

static enum letter kind_of(unsigned code)
{
    bool ascii = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    bool latin = code >= 0xC0 && code < 0x180 && code != 0xD7 && code != 0xF7;
    if (ascii || latin)
        return is_small(code) ? SMALL : CAPITAL;
    if (code >= '0' && code <= '9')
        return FIGURE;
    return code == ':' ? COLON : code && strchr(".!?;,)", (int)code) && code < 0x80 ? STOP : NONE;
}

static unsigned next_code(const char **at)
{
    const unsigned char *b = (const unsigned char *)*at;
    bool two = (b[0] & 0xE0) == 0xC0 && (b[1] & 0xC0) == 0x80;
    *at += two ? 2 : 1;
    return two ? (b[0] & 0x1FU) << 6 | (b[1] & 0x3FU) : b[0] < 0x80 ? b[0] : 0xFFFF;
}

static struct edge look_at(const char *text)
{
    struct edge edge = {NONE, NONE, NONE, 0};
    while (*text) {
        edge.last = kind_of(next_code(&text));
        edge.first = edge.letters == 0 ? edge.last : edge.first;
        edge.second = edge.letters == 1 ? edge.last : edge.second;
        edge.letters++;
    }
    return edge;
}

static bool is_letter(enum letter letter)
{
    return letter == SMALL || letter == CAPITAL;
}

static bool same_attribute(const struct page_html *html, uint32_t a, uint32_t b, const char *name)
{
    const char *x = page_attribute(html, a, name), *y = page_attribute(html, b, name);
    return x && y ? strcmp(x, y) == 0 : x == y;
}

bool page_look_alike(const struct page_html *html, uint32_t a, uint32_t b)
{
    return page_same_element(html, a, b) && html->nodes[a].flags == html->nodes[b].flags &&
           same_attribute(html, a, b, "class") && same_attribute(html, a, b, "style");
}

/* A part of a number or a word, as boxes have them. */
static bool is_part(const struct edge *edge)
{
    return edge->letters <= NUMBER_PART_MAX && edge->first != SMALL && edge->last != SMALL;
}

/* "Durum" and "Aktif", "SMS" and "Kodu", "İşlem:" and "İptal". */
static bool word_begins(const struct edge *before, const struct edge *behind)
{
    bool begins = behind->first == CAPITAL && behind->second == SMALL;
    if (before->last == COLON)
        return is_letter(behind->first) || (behind->first == FIGURE && before->letters > 3);
    if (before->last == SMALL && before->letters > 1)
        return behind->first == CAPITAL;
    return begins && before->letters > 1 && before->last != NONE;
}

/* The elements that hold the two, side by side in one; a text that stands there itself is its own.
 */
static void find_sides(const struct page_html *html, uint32_t *a, uint32_t *b)
{
    uint32_t text = *b;
    while (html->nodes[html->nodes[*a].parent].end <= text)
        *a = html->nodes[*a].parent;
    while (html->nodes[*b].parent != html->nodes[*a].parent)
        *b = html->nodes[*b].parent;
}

static bool is_raised(const struct page_html *html, uint32_t node)
{
    return html->nodes[node].tag == TAG_SUB || html->nodes[node].tag == TAG_SUP;
}

bool page_stand_apart(const struct page_html *html, uint32_t a, uint32_t b)
{
    if (html->mail)
        return false;
    struct edge before = look_at(page_characters(html, a));
    struct edge behind = look_at(page_characters(html, b));
    if (before.last == NONE || behind.first == NONE)
        return false;
    find_sides(html, &a, &b);
    bool element_a = html->nodes[a].tag != TAG_TEXT, element_b = html->nodes[b].tag != TAG_TEXT;
    if ((!element_a && !element_b) || is_raised(html, a) || is_raised(html, b))
        return false;
    bool alike = element_a && element_b && page_look_alike(html, a, b);
    if (alike && is_part(&before) && is_part(&behind))
        return false;
    if (word_begins(&before, &behind))
        return true;
    bool word = is_letter(before.last) && before.letters > 1;
    if (behind.first == FIGURE) /* "Seri No" and "0001" */
        return element_a && word && (element_b || before.last == SMALL);
    return element_a && element_b && !alike && word && is_letter(behind.first) &&
           behind.letters > 1;
}
