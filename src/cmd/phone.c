/* SPDX-License-Identifier: Apache-2.0 */
#include "phone.h"

#include <stdlib.h>
#include <string.h>

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

int phone_seconds(const struct es_view *view, int fallback)
{
    enum { SECONDS_MAX = 3600 };
    es_auto(buf) value = {0};
    if (!es_view_value(view, "remaining", &value))
        return fallback;
    const char *number = strpbrk(es_buf_str(&value), "0123456789");
    char *end = NULL;
    long seconds = number ? strtol(number, &end, 10) : 0;
    if (end && *end == ':') /* 04:50 */
        seconds = seconds * 60 + strtol(end + 1, NULL, 10);
    return seconds > 0 && seconds <= SECONDS_MAX ? (int)seconds : fallback;
}
