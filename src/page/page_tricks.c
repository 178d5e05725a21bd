/* SPDX-License-Identifier: Apache-2.0 */
/* What of an inline style may hide a thing from some readers, or nearly does. page_style.c reads
 * what hides it from all; these are only reasons for doubt. */
#include "style_internal.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool begins(const struct declaration *d, const char *word)
{
    size_t len = strlen(word);
    return d->value_len >= len && strncasecmp(d->value, word, len) == 0;
}

/* The number that a value begins with; a value that is computed is none. */
static bool number_of(const struct declaration *d, double *number)
{
    if (!d->value_len || !strchr("0123456789.+-", *d->value))
        return false;
    char text[32] = "";
    memcpy(text, d->value, d->value_len < sizeof text ? d->value_len : sizeof text - 1);
    char *end;
    *number = strtod(text, &end);
    return end > text;
}

/* A pixel or point, or less; one em is a letter. */
static bool is_tiny(const struct declaration *d)
{
    double number = 0;
    size_t len = d->value_len;
    bool small_unit = len >= 2 && (style_is(d->value + len - 2, 2, "px") ||
                                   style_is(d->value + len - 2, 2, "pt"));
    return number_of(d, &number) && (number <= 0 || (number <= 1 && small_unit));
}

/* "rgba(…, 0)" and its like; "#0000". */
static bool is_clear_color(const struct declaration *d)
{
    if (!named(d, "color") || !d->value_len)
        return false;
    size_t end = d->value_len - 1, at = end;
    if (*d->value == '#')
        return d->value[end] == '0' && (end == 4 || (end == 8 && d->value[7] == '0'));
    if (d->value[end] != ')')
        return false;
    while (at && strchr("0.% ", d->value[at - 1]))
        at--;
    return at && at < end && strchr(",/", d->value[at - 1]) &&
           (d->value[at - 1] == '/' || begins(d, "rgba") || begins(d, "hsla"));
}

/* Written so that only a browser understands it. */
static bool is_written_oddly(const struct declaration *d)
{
    bool decides = named(d, "display") || named(d, "visibility") || named(d, "opacity") ||
                   named(d, "font-size");
    return memchr(d->name, '\\', d->name_len) || memchr(d->name, '/', d->name_len) ||
           (decides && strcspn(d->value, "\\/(") < d->value_len);
}

static bool is_trick(const struct declaration *d)
{
    static const struct {
        const char *name, *value; /* how it begins */
    } tricks[] = {
        {"mso-hide", "all"},
        {"clip", "rect"},
        {"clip-path", "i"}, /* inset(100%) */
        {"clip-path", "c"}, /* circle(0) */
        {"clip-path", "p"}, /* polygon(0 0) */
        {"clip-path", "e"}, /* ellipse(0) */
        {"transform", "s"}, /* scale, skew */
        {"transform", "t"}, /* translate */
        {"transform", "m"}, /* matrix */
        {"scale", "0"},
        {"zoom", "0"},
        {"filter", "o"}, /* opacity(0) */
        {"filter", "alpha"},
        {"-webkit-text-fill-color", "transparent"},
        {"content-visibility", "hidden"},
        {"font", "0/"},
        {"font", "0 "},
        {"font", "0px"},
    };
    static const char *const moved[] = {"margin-top", "margin", "bottom"};
    double number = 0;
    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++)
        if (named(d, tricks[i].name) && begins(d, tricks[i].value))
            return true;
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
        if (named(d, moved[i]) && number_of(d, &number) && number <= -500)
            return true;
    return false;
}

void page_look_tricks(const char *style, struct page_look *look)
{
    struct declaration d;
    double size = 0;
    bool tiny = false, clipped = false, doubtful = false;
    while (style_next(&style, &d)) {
        tiny = tiny || (is_size(&d) && is_tiny(&d));
        if (named_like(&d, "overflow"))
            clipped = begins(&d, "hidden") || begins(&d, "clip");
        doubtful = doubtful || is_trick(&d) || is_clear_color(&d) || is_written_oddly(&d) ||
                   (named(&d, "font-size") && is_tiny(&d) && number_of(&d, &size) && size > 0);
    }
    look->tiny = tiny;
    look->doubtful = doubtful || (tiny && clipped);
}
