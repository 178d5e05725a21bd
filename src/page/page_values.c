/* SPDX-License-Identifier: Apache-2.0 */
/* The value sanitization of the typed inputs (HTML Standard, each type's own section): what is
 * no number, date or colour is not sent as one. Days and months are not counted. */
#include "page_internal.h"
#include "values_internal.h"
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
static bool is_number(const char *at)
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

/* A shape has 0 for a digit; everything else stands for itself. */
static bool has_shape(const char *value, const char *shape)
{
    for (; *value && *shape; value++, shape++)
        if (*shape == '0' ? !is_digit(*value) : *value != *shape)
            return false;
    return !*value && !*shape;
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

static const struct {
    const char *type, *shape;
} shapes[] = {
    {"date", "0000-00-00"},
    {"month", "0000-00"},
    {"week", "0000-W00"},
    {"time", "00:00"},
    {"time", "00:00:00"},
    {"datetime-local", "0000-00-00T00:00"},
    {"datetime-local", "0000-00-00T00:00:00"},
};

const char *value_sanitized(const char *type, const char *value, char room[VALUE_ROOM])
{
    if (strcmp(type, "color") == 0)
        return as_color(value, room);
    if (strcmp(type, "number") == 0)
        return is_number(value) ? value : "";
    if (strcmp(type, "range") == 0)
        return is_number(value) ? value : "50";
    bool known = false;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (strcmp(type, shapes[i].type) != 0)
            continue;
        known = true;
        if (has_shape(value, shapes[i].shape))
            return value;
    }
    return known ? "" : NULL;
}
