/* SPDX-License-Identifier: Apache-2.0 */
/* The value sanitization of the typed inputs (HTML Standard, each type's own section): what is
 * no number, date or colour is not sent as one. */
#include "page_internal.h"
#include "values_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *at)
{
    size_t n = 0;
    while (is_digit(at[n]))
        n++;
    return n;
}

/* HTML Standard, "valid floating-point number". */
static bool has_number_form(const char *at)
{
    at += *at == '-';
    size_t whole = digits(at);
    at += whole;
    if (*at == '.') {
        size_t part = digits(at + 1);
        if (!part)
            return false;
        at += 1 + part;
    } else if (!whole) {
        return false;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '+' || *at == '-';
        size_t exponent = digits(at);
        if (!exponent)
            return false;
        at += exponent;
    }
    return !*at;
}

static const char *as_color(const char *value, char *room)
{
    memcpy(room, "#000000", sizeof "#000000");
    if (*value != '#' || strlen(value) != 7 || strspn(value + 1, "0123456789abcdefABCDEF") != 6)
        return room;
    for (size_t i = 1; i < 7; i++)
        room[i] = (char)(value[i] >= 'A' && value[i] <= 'F' ? value[i] | 0x20 : value[i]);
    return room;
}

static bool read_number(const char *text, double *number)
{
    if (!text || !has_number_form(text))
        return false;
    double read = strtod(text, NULL);
    if (!isfinite(read))
        return false;
    *number = read;
    return true;
}

/* ---- range ---- */

struct range {
    double least, most, step, base; /* step: 0 for any */
};

static struct range range_of(const struct value_limits *limits, const char *value)
{
    struct range range = {.least = 0, .most = 100, .step = 1};
    bool has_base = read_number(limits->min, &range.least);
    (void)read_number(limits->max, &range.most);
    if (limits->step && page_same(limits->step, "any"))
        range.step = 0;
    else if (limits->step && (!read_number(limits->step, &range.step) || range.step <= 0))
        range.step = 1;
    if (has_base)
        range.base = range.least;
    else
        (void)read_number(value, &range.base);
    return range;
}

/* Where the limits cross browsers keep to the lower one. */
static double within(const struct range *range, double number)
{
    if (number < range->least || range->most < range->least)
        number = range->least;
    else if (number > range->most)
        number = range->most;
    if (range->step <= 0 || range->most < range->least)
        return number;
    double near = range->base + floor((number - range->base) / range->step + 0.5) * range->step;
    if (!isfinite(near)) /* too many steps to be counted */
        return number;
    if (near > range->most)
        near -= range->step;
    return near < range->least ? near + range->step : near;
}

static double middle(const struct range *range)
{
    double width = range->most - range->least;
    return isfinite(width) ? range->least + width / 2 : range->least / 2 + range->most / 2;
}

static const char *as_range(const char *value, const struct value_limits *limits, char *room)
{
    struct range range = range_of(limits, value);
    double number;
    if (!read_number(value, &number))
        number = range.most < range.least ? range.least : middle(&range);
    number = within(&range, number);
    for (int decimals = 0; decimals <= 15; decimals++) { /* the fewest that are it */
        int len = snprintf(room, VALUE_ROOM, "%.*f", decimals, number);
        if (len >= VALUE_ROOM)
            (void)snprintf(room, VALUE_ROOM, "%.15g", number);
        if (fabs(strtod(room, NULL) - number) <= fabs(number) * 1e-14)
            break;
    }
    return room;
}

const char *value_sanitized(const char *type, const char *value, const struct value_limits *limits,
                            char room[VALUE_ROOM])
{
    static const char *const dates[] = {"date", "month", "week", "time", "datetime-local"};
    double number;
    if (strcmp(type, "color") == 0)
        return as_color(value, room);
    if (strcmp(type, "number") == 0)
        return read_number(value, &number) ? value : "";
    if (strcmp(type, "range") == 0)
        return as_range(value, limits, room);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (strcmp(type, dates[i]) == 0)
            return value_date(type, value, room);
    return NULL;
}
