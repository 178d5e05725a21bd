/* SPDX-License-Identifier: Apache-2.0 */
#include "phone.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PHONE_SECONDS_MAX = 3600 };

/* Length of a run of what masked numbers are written with; *digits counts its digits. */
static size_t number_length(const char *text, size_t *digits)
{
    static const char *const marks[] = {"…", "•", "●", "·", "✱"};
    size_t len = 0;
    *digits = 0;
    while (text[len]) {
        size_t step = strchr("0123456789 .*+-()xX#_", text[len]) ? 1 : 0;
        for (size_t i = 0; !step && i < sizeof(marks) / sizeof(marks[0]); i++) {
            if (!strncmp(text + len, marks[i], strlen(marks[i])))
                step = strlen(marks[i]);
        }
        if (!step)
            break;
        *digits += text[len] >= '0' && text[len] <= '9';
        len += step;
    }
    return len;
}

/* The first run with at least two digits; blanks and brackets at its ends are not part of it. */
static bool take_number(const char *text, struct es_buf *out)
{
    while (*text) {
        size_t digits, len = number_length(text, &digits);
        if (digits < 2) {
            text += len ? len : 1;
            continue;
        }
        size_t lead = strspn(text, " .-");
        while (len > lead && strchr(" .-(", text[len - 1]))
            len--;
        return es_buf_add(out, text + lead, len - lead);
    }
    return false;
}

bool phone_find(const struct es_view *view, struct es_buf *out)
{
    es_auto(buf) value = {0};
    return es_view_value(view, "phone", &value) && take_number(es_buf_str(&value), out);
}

bool phone_ends(const char *masked, const char *digits)
{
    size_t at = strlen(masked), wanted = strlen(digits);
    while (wanted && at) {
        char c = masked[--at];
        if (strchr(" .-()", c))
            continue;
        if (c != digits[--wanted])
            return false;
    }
    return wanted == 0;
}

/* What a unit makes of the number before it, in seconds: "4 dk", "50 saniye", "1 min". */
static long seconds_of_unit(const char *unit)
{
    unit += strspn(unit, " ");
    if (!strncasecmp(unit, "dk", 2) || !strncasecmp(unit, "dak", 3) || !strncasecmp(unit, "min", 3))
        return 60;
    return 1;
}

/* "290", "290 saniye", "04:50", "4 dakika 50 saniye". */
static long seconds_in(const char *text)
{
    static const char digits[] = "0123456789";
    long seconds = 0;
    for (int numbers = 0; numbers < 3 && (text = strpbrk(text, digits)); numbers++) {
        char *end = NULL;
        long number = strtol(text, &end, 10), unit = seconds_of_unit(end);
        if (number > PHONE_SECONDS_MAX)
            return 0;
        bool clock = *end == ':' && end[1] >= '0' && end[1] <= '9';
        seconds += number * unit;
        if (clock)
            seconds *= 60;
        else if (unit == 1)
            break;
        text = end;
    }
    return seconds;
}

int phone_seconds(const struct es_view *view, int fallback)
{
    es_auto(buf) value = {0};
    if (!es_view_value(view, "remaining", &value))
        return fallback;
    long seconds = seconds_in(es_buf_str(&value));
    return seconds > 0 && seconds <= PHONE_SECONDS_MAX ? (int)seconds : fallback;
}
