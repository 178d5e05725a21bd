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
    look->displayed = !style_is(d->value, d->value_len, "none");
    if (!look->displayed)
        look->add |= NODE_GONE;
    else if (d->value_len >= 6 && strncasecmp(d->value, "inline", 6) == 0)
        look->drop |= NODE_BLOCK;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (style_is(d->value, d->value_len, blocks[i]))
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
    if (style_is(d->value, d->value_len, "hidden") || style_is(d->value, d->value_len, "collapse"))
        look->add |= NODE_INVISIBLE;
    else if (style_is(d->value, d->value_len, "visible"))
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
        if (style_is(d->value, d->value_len, words[i]))
            return true;
    return d->value_len >= 2 &&
           (d->value[d->value_len - 1] == '%' ||
            (strncasecmp(d->value + d->value_len - 2, "em", 2) == 0 && !has(d, "rem")));
}

/* Moved far off the screen, as traps for robots are. */
static bool is_far_off(const struct declaration *d)
{
    bool side = style_is(d->name, d->name_len, "left") || style_is(d->name, d->name_len, "top") ||
                style_is(d->name, d->name_len, "right") ||
                style_is(d->name, d->name_len, "margin-left") ||
                style_is(d->name, d->name_len, "text-indent");
    return side && d->value_len && *d->value == '-' && strtod(d->value, NULL) <= -500;
}

static bool is_size(const struct declaration *d)
{
    return style_is(d->name, d->name_len, "width") || style_is(d->name, d->name_len, "max-width") ||
           style_is(d->name, d->name_len, "height") || style_is(d->name, d->name_len, "max-height");
}

/* Each of them may put a thing elsewhere than where it stands among its neighbours. */
static bool may_move(const struct declaration *d)
{
    static const char *const names[] = {"position",    "float",    "order",    "transform",
                                        "grid-column", "grid-row", "grid-area"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (style_is(d->name, d->name_len, names[i]))
            return true;
    return false;
}

/* What is read of a text: whether it is seen, whole, from left to right. */
static void read_text_look(const struct declaration *d, struct page_look *look)
{
    if (style_is(d->name, d->name_len, "font-size") && (is_nought(d) || !is_relative(d)))
        settle(look, NODE_NO_SIZE, is_nought(d));
    else if (style_is(d->name, d->name_len, "color"))
        settle(look, NODE_NO_COLOUR, style_is(d->value, d->value_len, "transparent"));
    else if (style_is(d->name, d->name_len, "direction"))
        settle(look, NODE_TURNED, has(d, "rtl"));
    else if ((style_is(d->name, d->name_len, "unicode-bidi") && has(d, "override")) ||
             (d->name_len >= 4 && strncasecmp(d->name, "flex", 4) == 0 && has(d, "reverse")))
        look->add |= NODE_TURNED;
    else if (d->name_len >= 15 && strncasecmp(d->name, "text-decoration", 15) == 0 &&
             has(d, "line-through"))
        look->add |= NODE_GONE;
    else if (may_move(d))
        look->add |= NODE_MOVED;
}

void page_look_style(const char *style, struct page_look *look)
{
    struct declaration d;
    bool off = false, no_room = false, cut = false;
    while (style_next(&style, &d)) {
        if (style_is(d.name, d.name_len, "display"))
            read_display(&d, look);
        else if (style_is(d.name, d.name_len, "visibility"))
            read_visibility(&d, look);
        else if (style_is(d.name, d.name_len, "opacity"))
            off = off || is_nought(&d);
        else if (is_size(&d))
            no_room = no_room || is_nought(&d);
        else if (d.name_len >= 8 && strncasecmp(d.name, "overflow", 8) == 0)
            cut = cut || has(&d, "hidden") || has(&d, "clip");
        else
            off = off || is_far_off(&d);
        read_text_look(&d, look);
    }
    if (off || (no_room && cut))
        look->add |= NODE_GONE;
}

void page_look_direction(const char *dir, struct page_look *look)
{
    settle(look, NODE_TURNED, page_same(dir, "rtl"));
}

bool page_is_displaced(const struct page_html *html, uint32_t node)
{
    const char *style = page_attribute(html, node, "style");
    struct page_look look = {0};
    struct declaration d;
    while (style && style_next(&style, &d))
        if (style_is(d.name, d.name_len, "display"))
            read_display(&d, &look);
    return (look.add & NODE_GONE) || (!look.displayed && page_attribute(html, node, "hidden"));
}
