/* SPDX-License-Identifier: Apache-2.0 */
/* What an inline style says about being seen. Only what hides a thing from a person, or makes
 * it begin a line, is read; everything else is passed over. */
#include "page_internal.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool page_same(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

struct declaration {
    const char *name, *value;
    size_t name_len, value_len;
};

static void trim(const char **at, size_t *len)
{
    while (*len && page_is_blank(**at))
        (*at)++, (*len)--;
    while (*len && page_is_blank((*at)[*len - 1]))
        (*len)--;
}

static bool is(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && strncasecmp(at, word, len) == 0;
}

static bool next_declaration(const char **at, struct declaration *out)
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
    look->add = (uint8_t)(look->add & ~(NODE_GONE | NODE_BLOCK));
    look->drop = (uint8_t)(look->drop & ~NODE_BLOCK);
    if (is(d->value, d->value_len, "none"))
        look->add |= NODE_GONE;
    else if (d->value_len >= 6 && strncasecmp(d->value, "inline", 6) == 0)
        look->drop |= NODE_BLOCK;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (is(d->value, d->value_len, blocks[i]))
            look->add |= NODE_BLOCK;
}

static void read_visibility(const struct declaration *d, struct page_look *look)
{
    look->add = (uint8_t)(look->add & ~NODE_INVISIBLE);
    look->drop = (uint8_t)(look->drop & ~NODE_INVISIBLE);
    if (is(d->value, d->value_len, "hidden") || is(d->value, d->value_len, "collapse"))
        look->add |= NODE_INVISIBLE;
    else if (is(d->value, d->value_len, "visible"))
        look->drop |= NODE_INVISIBLE;
}

/* Moved far off the screen, as traps for robots are. */
static bool is_far_off(const struct declaration *d)
{
    bool side = is(d->name, d->name_len, "left") || is(d->name, d->name_len, "top") ||
                is(d->name, d->name_len, "right") || is(d->name, d->name_len, "margin-left");
    return side && d->value_len && *d->value == '-' && strtod(d->value, NULL) <= -500;
}

void page_look_style(const char *style, struct page_look *look)
{
    struct declaration d;
    bool off = false;
    while (next_declaration(&style, &d)) {
        if (is(d.name, d.name_len, "display"))
            read_display(&d, look);
        else if (is(d.name, d.name_len, "visibility"))
            read_visibility(&d, look);
        else if (is(d.name, d.name_len, "opacity"))
            off = off || (d.value_len && strchr("0.", *d.value) && strtod(d.value, NULL) <= 0);
        else
            off = off || is_far_off(&d);
    }
    if (off)
        look->add |= NODE_GONE;
}
