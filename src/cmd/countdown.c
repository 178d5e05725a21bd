/* SPDX-License-Identifier: Apache-2.0 */
/* How long the code from the SMS is good, as far as the page says so in figures. */
#include "esign/text.h"
#include "phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SECONDS_MAX = 3600, SENTENCE_MAX = 300 };

/* Words that make a time the one that is left or given for the code, and words that make it
 * another: of the session, of the day, before the next SMS. */
static const char *const left[] = {"kalan", "kaldi", "left", "remaining", "remain", NULL};
static const char *const given[] = {"gecerli", "sure",    "icinde", "valid",
                                    "within",  "expires", NULL};
static const char *const named[] = {"sure", "time", NULL};
static const char *const others[] = {"oturum", "session", "saat",  "o'clock", "gelmez", "ulasmaz",
                                     "tekrar", "yeniden", "again", "resend",  NULL};

enum rank { RANK_NONE, RANK_GIVEN, RANK_LEFT };

/* The best time so far; two of the same rank that differ cancel one another. */
struct best {
    enum rank rank;
    long seconds;
    bool differ;
};

static bool has_any(const char *text, const char *const *stems)
{
    bool has = false;
    for (; *stems && !has; stems++)
        has = es_text_has_stem(text, *stems);
    return has;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "-5", "290,5", "1e9", "3-5": no number that can be taken as it stands. */
static bool is_odd(const char *text, const char *at, const char *behind)
{
    char before = at > text ? at[-1] : ' ';
    bool sign = before == '-' || before == '+' || before == '/';
    bool inside = strchr(",.", before) && at - 1 > text && is_digit(at[-2]);
    bool range = *behind == '-' && is_digit(behind[1]);
    bool fraction = *behind && strchr(",.", *behind) && is_digit(behind[1]);
    bool power = strchr("eE", *behind) && *behind && is_digit(behind[1]);
    return sign || inside || range || fraction || power;
}

/* What a unit makes of the number before it: "4 dk", "50 saniye", "1 min"; 0: it is none. */
static long unit_at(const char *at)
{
    at += strspn(at, " .");
    if (!strncasecmp(at, "dk", 2) || !strncasecmp(at, "dak", 3) || !strncasecmp(at, "min", 3))
        return 60;
    if (!strncasecmp(at, "sn", 2) || !strncasecmp(at, "san", 3) || !strncasecmp(at, "sec", 3))
        return 1;
    return 0;
}

/* Behind a colon with two digits ("04:50", "04 : 50"), or NULL. */
static const char *clock_part(const char *at)
{
    at += strspn(at, " ");
    if (*at++ != ':')
        return NULL;
    at += strspn(at, " ");
    return is_digit(at[0]) && is_digit(at[1]) && !is_digit(at[2]) ? at : NULL;
}

/* A number from here on with what belongs to it; *end is behind that. -1: no time. A number
 * without a unit is one only where `bare` says so and nothing follows it. */
static long time_at(const char *at, bool bare, const char **end)
{
    char *behind = NULL;
    long number = strtol(at, &behind, 10), unit = unit_at(behind);
    const char *part = clock_part(behind);
    *end = behind;
    if (number > SECONDS_MAX)
        return -1;
    if (part) {
        for (; part && number <= SECONDS_MAX; part = clock_part(behind))
            number = number * 60 + strtol(part, &behind, 10);
        *end = behind;
        return number;
    }
    if (!unit)
        return bare && !behind[strspn(behind, " .)")] ? number : -1;
    *end = behind + strspn(behind, " .");
    *end += strcspn(*end, " .0123456789");
    const char *more = *end + strspn(*end, " .,");
    if (unit == 60 && is_digit(*more)) { /* "4 dk. 50 sn." */
        long seconds = strtol(more, &behind, 10);
        if (unit_at(behind) == 1 && seconds < 60) {
            *end = behind;
            return number * 60 + seconds;
        }
    }
    return number * unit;
}

/* The one time in a sentence, -1 where it has none, several or an odd number. */
static long time_in(const char *text, bool bare)
{
    long found = -1;
    for (const char *at = text; (at = strpbrk(at, "0123456789"));) {
        const char *end = NULL;
        long time = time_at(at, bare, &end);
        if (is_odd(text, at, at + strspn(at, "0123456789")) || (time >= 0 && found >= 0))
            return -1;
        found = time >= 0 ? time : found;
        at = end;
    }
    return found;
}

static void weigh(const char *sentence, struct best *best)
{
    if (!strpbrk(sentence, "0123456789") || has_any(sentence, others))
        return;
    enum rank rank = has_any(sentence, left)    ? RANK_LEFT
                     : has_any(sentence, given) ? RANK_GIVEN
                                                : RANK_NONE;
    long seconds = rank ? time_in(sentence, has_any(sentence, named)) : -1;
    if (seconds < 0 || seconds > SECONDS_MAX || rank < best->rank)
        return;
    best->differ = rank == best->rank && (best->differ || best->seconds != seconds);
    best->rank = rank;
    best->seconds = seconds;
}

/* Behind a sentence that ends here: "4 dk. 50 sn." is one. */
static bool ends_at(const char *at)
{
    return strchr(".!?;", *at) && (!at[1] || (at[1] == ' ' && !is_digit(at[2 - (at[2] == '\0')])));
}

static void weigh_text(const char *text, struct best *best)
{
    while (*text) {
        char sentence[SENTENCE_MAX];
        size_t len = 0;
        while (text[len] && !ends_at(text + len))
            len++;
        len += text[len] != '\0';
        if (len < sizeof(sentence)) {
            memcpy(sentence, text, len);
            sentence[len] = '\0';
            weigh(sentence, best);
        }
        text += len;
        text += strspn(text, " ");
    }
}

static void weigh_two(const char *first, const char *second, struct best *best)
{
    char text[SENTENCE_MAX];
    int len = snprintf(text, sizeof(text), "%s %s", first, second);
    if (len > 0 && (size_t)len < sizeof(text))
        weigh_text(text, best);
}

static void weigh_lines(const struct es_page *page, struct best *best)
{
    const struct es_block *blocks = es_page_blocks(page);
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        const char *text = es_page_str(page, blocks[i].text);
        const char *next = i + 1 < page->blocks.n ? es_page_str(page, blocks[i + 1].text) : "";
        bool label = !strpbrk(text, "0123456789") && is_digit(*next);
        if (label && blocks[i].kind != ES_BLOCK_CELL)
            weigh_two(text, next, best);
        else
            weigh_text(text, best);
    }
}

static void weigh_pairs(const struct es_page *page, struct best *best)
{
    const struct es_pair *pairs = es_page_pairs(page);
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        const char *label = es_page_str(page, pairs[i].label);
        if (pairs[i].kind != ES_PAIR_LINE && !strpbrk(label, "0123456789"))
            weigh_two(label, es_page_str(page, pairs[i].value), best);
    }
}

/* A field that cannot be changed counts down too, before or behind its words. */
static void weigh_fields(const struct es_page *page, struct best *best)
{
    const struct es_control *controls = es_page_controls(page);
    const struct es_block *blocks = es_page_blocks(page);
    uint32_t next = 0;
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_control *field = &controls[i];
        const struct es_words *words = es_control_words(page, field);
        const char *value = es_page_str(page, field->value);
        if (field->type != ES_CONTROL_TEXT || !is_digit(*value) ||
            (field->flags & ES_CONTROL_UNSEEN) ||
            !(field->flags & (ES_CONTROL_READONLY | ES_CONTROL_DISABLED)))
            continue;
        for (uint32_t w = 0; w < field->words.n; w++) {
            if (words[w].by != ES_BY_NAME)
                weigh_two(es_page_str(page, words[w].text), value, best);
        }
        while (next < page->blocks.n && blocks[next].order < field->order)
            next++;
        if (next < page->blocks.n)
            weigh_two(value, es_page_str(page, blocks[next].text), best);
    }
}

/* Beside the words that the profile has for it. */
static long beside_label(const struct es_view *view)
{
    es_auto(buf) value = {0};
    return es_view_value(view, "remaining", &value) ? time_in(es_buf_str(&value), true) : -1;
}

int phone_seconds_left(const struct es_session *session)
{
    if (!es_moment_is_set(&session->sms_sent) || !session->sms_seconds)
        return PHONE_UNKNOWN;
    int64_t passed = es_moment_since(&session->sms_sent);
    return passed < session->sms_seconds ? (int)(session->sms_seconds - passed) : 0;
}

int phone_seconds(const struct es_view *view, int otherwise)
{
    struct best best = {RANK_NONE, 0, false};
    weigh_lines(view->page, &best);
    weigh_pairs(view->page, &best);
    weigh_fields(view->page, &best);
    long seconds = best.rank ? best.differ ? -1 : best.seconds : beside_label(view);
    return seconds >= 0 && seconds <= SECONDS_MAX ? (int)seconds : otherwise;
}

/* In the session 0 seconds are none that are known: a time that is over is told as one second that
 * has passed. */
static void note_time(struct es_session *session, int seconds)
{
    session->sms_sent = es_moment_now();
    session->sms_seconds = seconds > 0 ? seconds : 0;
    if (seconds)
        return;
    session->sms_seconds = 1;
    session->sms_sent.up -= session->sms_sent.up > 0;
    session->sms_sent.wall -= session->sms_sent.wall > 0;
}

void phone_take_time(struct es_session *session, const struct es_view *view, bool anew)
{
    int still = phone_seconds_left(session), seconds = phone_seconds(view, PHONE_UNKNOWN);
    bool shorter = seconds != PHONE_UNKNOWN && (still == PHONE_UNKNOWN || seconds < still);
    if (view->match[ES_SCREEN_CODE].fits && (anew || shorter))
        note_time(session, seconds);
}
