/* SPDX-License-Identifier: Apache-2.0 */
#include "phone.h"

#include <string.h>

/* Length of a run of what masked numbers are written with; its digits and marks are counted, a
 * mark that is one for several as two. */
static size_t number_length(const char *text, size_t *digits, size_t *marks_seen)
{
    static const char *const marks[] = {"…", "•", "●", "·", "✱"};
    size_t len = 0;
    *digits = *marks_seen = 0;
    while (text[len]) {
        size_t step = strchr("0123456789 .*+-()xX#_?", text[len]) ? 1 : 0;
        for (size_t i = 0; !step && i < sizeof(marks) / sizeof(marks[0]); i++) {
            if (!strncmp(text + len, marks[i], strlen(marks[i])))
                step = strlen(marks[i]);
        }
        if (!step)
            break;
        *digits += text[len] >= '0' && text[len] <= '9';
        *marks_seen += step > 1 ? 2 : strchr(".*xX#_?", text[len]) != NULL;
        len += step;
    }
    return len;
}

/* Where a run ends as a number: blanks and an open bracket behind it are no part of it, nor is
 * what ends a sentence; several marks are, they hide digits. */
static size_t number_end(const char *text, size_t from, size_t to)
{
    while (to > from && strchr(" -(", text[to - 1]))
        to--;
    if (to - from > 1 && strchr(".?", text[to - 1]) && strchr("0123456789 )", text[to - 2]))
        to--;
    while (to > from && strchr(" -(", text[to - 1]))
        to--;
    return to;
}

/* The first run with at least two digits, and marks among them where it has to be `masked`;
 * blanks and brackets at its ends are not part of it. */
static bool take_number(const char *text, bool masked, struct es_buf *out)
{
    while (*text) {
        size_t digits, marks, len = number_length(text, &digits, &marks);
        if (digits < 2 || (masked && marks < 2)) {
            text += len ? len : 1;
            continue;
        }
        size_t lead = strspn(text, " .-?");
        return es_buf_add(out, text + lead, number_end(text, lead, len) - lead);
    }
    return false;
}

bool phone_find(const struct es_view *view, struct es_buf *out)
{
    es_auto(buf) value = {0};
    return es_view_value(view, "phone", &value) && (take_number(es_buf_str(&value), true, out) ||
                                                    take_number(es_buf_str(&value), false, out));
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
