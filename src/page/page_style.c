/* SPDX-License-Identifier: Apache-2.0 */
/* What an inline style says about being seen. Only what hides a thing from a person, or makes
 * it begin a line, is read; everything else is passed over. */
#include "style_internal.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool page_same(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

static void trim(const char **at, size_t *len)
{
    while (*len && page_is_blank(**at))
        (*at)++, (*len)--;
    while (*len && page_is_blank((*at)[*len - 1]))
        (*len)--;
}

bool style_is(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && strncasecmp(at, word, len) == 0;
}

bool style_next(const char **at, struct declaration *out)
{
    while (**at) {
        size_t len = strcspn(*at, ";");
        const char *start = *at, *colon = memchr(start, ':', len);
        *at += len + (start[len] == ';');
        if (!colon)
            continue;
        out->name = start;
        out->name_len = (size_t)(colon - start);
        out->value = colon + 1;
        out->value_len = len - out->name_len - 1;
        trim(&out->name, &out->name_len);
        const char *bang = memchr(out->value, '!', out->value_len); /* !important */
        if (bang)
            out->value_len = (size_t)(bang - out->value);
        trim(&out->value, &out->value_len);
        return true;
    }
    return false;
}

static void read_display(const struct declaration *d, struct page_look *look)
{
    static const char *const blocks[] = {"block",     "flex",       "grid",
                                         "list-item", "table",      "table-row",
                                         "flow-root", "table-cell", "table-caption"};
    look->add = (uint16_t)(look->add & ~(NODE_GONE | NODE_BLOCK));
    look->drop = (uint16_t)(look->drop & ~NODE_BLOCK);
    look->displayed = !is_value(d, "none");
    if (!look->displayed)
        look->add |= NODE_GONE;
    else if (d->value_len >= 6 && strncasecmp(d->value, "inline", 6) == 0)
        look->drop |= NODE_BLOCK;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (is_value(d, blocks[i]))
            look->add |= NODE_BLOCK;
}

/* What a later declaration says of the same thing holds. */
static void settle(struct page_look *look, uint16_t flag, bool on)
{
    look->add = (uint16_t)((look->add & ~flag) | (on ? flag : 0));
    look->drop = (uint16_t)((look->drop & ~flag) | (on ? 0 : flag));
}

static bool has(const struct declaration *d, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= d->value_len; i++)
        if (strncasecmp(d->value + i, word, len) == 0)
            return true;
    return false;
}

static void read_visibility(const struct declaration *d, struct page_look *look)
{
    look->add = (uint16_t)(look->add & ~NODE_INVISIBLE);
    look->drop = (uint16_t)(look->drop & ~NODE_INVISIBLE);
    if (is_value(d, "hidden") || is_value(d, "collapse"))
        look->add |= NODE_INVISIBLE;
    else if (is_value(d, "visible"))
        look->drop |= NODE_INVISIBLE;
}

/* Nought of whatever unit; one in em or per cent is still nought where what is around it is. */
static bool is_nought(const struct declaration *d)
{
    return d->value_len && strchr("0.", *d->value) && strtod(d->value, NULL) <= 0;
}

static bool is_relative(const struct declaration *d)
{
    static const char *const words[] = {"inherit", "unset", "smaller", "larger", "revert"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_value(d, words[i]))
            return true;
    return d->value_len >= 2 &&
           (d->value[d->value_len - 1] == '%' ||
            (strncasecmp(d->value + d->value_len - 2, "em", 2) == 0 && !has(d, "rem")));
}

/* Moved far off the screen, as traps for robots are. */
static bool is_far_off(const struct declaration *d)
{
    bool side = named(d, "left") || named(d, "top") || named(d, "right") ||
                named(d, "margin-left") || named(d, "text-indent");
    return side && d->value_len && *d->value == '-' && strtod(d->value, NULL) <= -500;
}

static bool is_struck(const struct declaration *d)
{
    return named_like(d, "text-decoration") && has(d, "line-through");
}

/* Each of them may put a thing elsewhere than where it stands among its neighbours. */
static bool may_move(const struct declaration *d)
{
    static const char *const names[] = {"position",    "float",    "order",    "transform",
                                        "grid-column", "grid-row", "grid-area"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (named(d, names[i]))
            return true;
    return false;
}

/* What is read of a text: whether it is seen, whole, from left to right. */
static void read_text_look(const struct declaration *d, struct page_look *look)
{
    if (named(d, "font-size") && (is_nought(d) || !is_relative(d)))
        settle(look, NODE_NO_SIZE, is_nought(d));
    else if (named(d, "color"))
        settle(look, NODE_NO_COLOUR, is_value(d, "transparent"));
    else if (named(d, "direction") && (is_value(d, "rtl") || is_value(d, "ltr")))
        settle(look, NODE_TURNED, is_value(d, "rtl"));
    else if ((named(d, "unicode-bidi") && has(d, "override")) ||
             (named_like(d, "flex") && has(d, "reverse")))
        look->add |= NODE_REVERSED;
    else if (may_move(d))
        look->add |= NODE_MOVED;
}

void page_look_style(const char *style, struct page_look *look)
{
    struct declaration d;
    bool off = false, no_room = false, cut = false;
    while (style_next(&style, &d)) {
        if (named(&d, "display"))
            read_display(&d, look);
        else if (named(&d, "visibility"))
            read_visibility(&d, look);
        else if (named(&d, "opacity"))
            off = off || is_nought(&d);
        else if (is_size(&d))
            no_room = no_room || is_nought(&d);
        else if (named_like(&d, "overflow"))
            cut = cut || has(&d, "hidden") || has(&d, "clip");
        else
            off = off || is_far_off(&d) || is_struck(&d);
        read_text_look(&d, look);
    }
    if (off || (no_room && cut))
        look->add |= NODE_GONE;
}

void page_look_direction(const char *dir, struct page_look *look)
{
    bool by_style = (look->add | look->drop) & NODE_TURNED;
    bool known = page_same(dir, "rtl") || page_same(dir, "ltr") || page_same(dir, "auto");
    if (known && !by_style)
        settle(look, NODE_TURNED, page_same(dir, "rtl"));
}

bool page_is_displaced(const struct page_html *html, uint32_t node)
{
    const char *style = page_attribute(html, node, "style");
    struct page_look look = {0};
    struct declaration d;
    while (style && style_next(&style, &d))
        if (named(&d, "display"))
            read_display(&d, &look);
    return (look.add & NODE_GONE) || (!look.displayed && page_attribute(html, node, "hidden"));
}

bool page_is_out_of_flow(const struct page_html *html, uint32_t node)
{
    const char *style = page_attribute(html, node, "style");
    struct declaration d;
    bool out = false;
    while (style && style_next(&style, &d))
        if (named(&d, "position"))
            out = is_value(&d, "absolute") || is_value(&d, "fixed");
    return out;
}

bool page_is_struck(const struct page_html *html, uint32_t node)
{
    const char *style = page_attribute(html, node, "style");
    uint8_t tag = html->nodes[node].tag;
    struct declaration d;
    bool struck = tag == TAG_DEL || tag == TAG_S || tag == TAG_STRIKE;
    while (!struck && style && style_next(&style, &d))
        struck = is_struck(&d);
    return struck;
}
