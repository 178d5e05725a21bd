/* SPDX-License-Identifier: Apache-2.0 */
#include "phone.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How much a character hides: 0 for none; one that stands for several counts as two. */
static size_t mask_at(const char *text, size_t *len)
{
    static const char *const marks[] = {"…", "•", "●", "·", "✱"};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        *len = strlen(marks[i]);
        if (!strncmp(text, marks[i], *len))
            return 2;
    }
    *len = 1;
    return *text && strchr(".*xX#_?", *text);
}

/* A run of what masked numbers are written with. */
struct run {
    size_t len, digits;
    size_t hidden; /* the most marks side by side, but for blanks and brackets */
};

/* Behind what is hidden and two digits, a bracket or the beginning of another masked number ends
 * the one before: "54 ... 77 (25)", "54 ... 77 54 ... 25". */
static bool begins_anew(const char *text, size_t hidden, size_t digits)
{
    if (hidden < 2 || digits < 2 || !strchr(" (", *text))
        return false;
    text += strspn(text, " ");
    if (*text == '(')
        return true;
    text += strspn(text, "+");
    size_t more = strspn(text, "0123456789"), len, marks = 0;
    text += more;
    for (text += strspn(text, " "); mask_at(text, &len); text += len)
        marks += mask_at(text, &len);
    return more > 1 && marks > 1;
}

static struct run run_at(const char *text)
{
    struct run run = {0};
    for (size_t marks = 0, digits = 0, len; text[run.len]; run.len += len) {
        const char *at = text + run.len;
        size_t mask = mask_at(at, &len);
        if (!mask && (!strchr("0123456789 +-()", *at) || begins_anew(at, run.hidden, digits)))
            break;
        run.digits += is_digit(*at);
        marks = is_digit(*at) ? 0 : marks + mask;
        digits = mask ? 0 : digits + is_digit(*at);
        run.hidden = marks > run.hidden ? marks : run.hidden;
    }
    return run;
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

/* The next number of the text with at least two digits, and a part hidden where it has to be
 * `masked`; blanks and brackets at its ends are not part of it. *text is moved behind it. */
static bool next_number(const char **text, bool masked, struct es_buf *out)
{
    while (**text) {
        const char *at = *text;
        struct run run = run_at(at);
        *text += run.len ? run.len : 1;
        if (run.digits < 2 || (masked && run.hidden < 2))
            continue;
        size_t lead = strspn(at, " .-?");
        return es_buf_add(out, at + lead, number_end(at, lead, run.len) - lead);
    }
    return false;
}

static bool take_number(const char *text, bool masked, struct es_buf *out)
{
    return next_number(&text, masked, out);
}

bool phone_find(const struct es_view *view, struct es_buf *out)
{
    es_auto(buf) value = {0};
    return es_view_value(view, "phone", &value) && (take_number(es_buf_str(&value), true, out) ||
                                                    take_number(es_buf_str(&value), false, out));
}

/* One dot parts digits, several hide some. */
static bool parts(const char *masked, size_t at)
{
    bool dot = masked[at] == '.';
    return strchr(" -()", masked[at]) ||
           (dot && masked[at + 1] != '.' && (!at || masked[at - 1] != '.'));
}

bool phone_ends(const char *masked, const char *digits)
{
    size_t at = strlen(masked), wanted = strlen(digits);
    while (wanted && at) {
        at--;
        if (parts(masked, at))
            continue;
        if (masked[at] != digits[--wanted])
            return false;
    }
    return wanted == 0;
}

/* ---- all the numbers of a page ---- */

enum { ENDING_MAX = 16 };

/* The digits that are seen at its end. */
static void ending_of(const char *masked, char out[ENDING_MAX])
{
    size_t at = strlen(masked), n = ENDING_MAX - 1;
    out[n] = '\0';
    while (at && n && (is_digit(masked[at - 1]) || parts(masked, at - 1))) {
        at--;
        if (is_digit(masked[at]))
            out[--n] = masked[at];
    }
    memmove(out, out + n, ENDING_MAX - n);
}

/* Eleven places without a blank, the first no nought: an identity number, no phone's. */
static bool may_be_of_person(const char *number)
{
    enum { PLACES = 11 };
    return strspn(number, "0123456789*xX#_") == PLACES && !number[PLACES] && *number != '0';
}

struct shown {               /* of the numbers on a page */
    const char *digits;      /* that each must end with; NULL: none */
    char ending[ENDING_MAX]; /* the longest so far */
    bool any, otherwise, differ;
};

static void look_at(struct shown *shown, const char *number)
{
    char ending[ENDING_MAX];
    ending_of(number, ending);
    size_t len = strlen(ending), known = strlen(shown->ending), least = len < known ? len : known;
    shown->any = true;
    shown->otherwise = shown->otherwise || (shown->digits && !phone_ends(number, shown->digits));
    shown->differ = shown->differ || strcmp(ending + len - least, shown->ending + known - least);
    if (len > known)
        memcpy(shown->ending, ending, len + 1);
}

static void look_at_all(void *user, const char *text)
{
    struct shown *shown = user;
    bool more = true;
    while (more) {
        es_auto(buf) number = {0};
        more = next_number(&text, true, &number);
        if (more && !may_be_of_person(es_buf_str(&number)))
            look_at(shown, es_buf_str(&number));
    }
}

enum phone_match phone_match(const struct es_view *view, const char *known, const char *digits)
{
    struct shown shown = {.digits = digits};
    es_auto(buf) first = {0};
    es_view_masked_values(view, "phone", look_at_all, &shown);
    if (!shown.any && phone_find(view, &first))
        look_at(&shown, es_buf_str(&first));
    if (*known)
        look_at(&shown, known);
    return shown.otherwise ? PHONE_ENDS_OTHERWISE : shown.any ? PHONE_ALL_END : PHONE_NONE;
}

bool phone_differ(const struct es_view *view)
{
    struct shown shown = {.digits = NULL};
    es_view_masked_values(view, "phone", look_at_all, &shown);
    return shown.differ;
}

void phone_note(struct es_session *session, const struct es_view *view)
{
    es_auto(buf) phone = {0};
    bool code = view->match[ES_SCREEN_CODE].fits;
    bool says = code ? !session->phone[0] : view->match[ES_SCREEN_PHONE].fits;
    if (says && phone_find(view, &phone))
        snprintf(session->phone, sizeof(session->phone), "%s", es_buf_str(&phone));
}
