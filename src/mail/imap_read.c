/* SPDX-License-Identifier: Apache-2.0 */
#include "imap_read.h"

#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- where a response ends ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "{123}" at the end of a line: how many bytes follow it. */
static bool announces(const char *line, size_t len, uint64_t *literal)
{
    size_t at = len;
    if (len < 3 || line[len - 1] != '}')
        return false;
    for (at = len - 1; at > 0 && is_digit(line[at - 1]); at--)
        ;
    if (at == 0 || at == len - 1 || line[at - 1] != '{')
        return false;
    *literal = 0;
    for (; at < len - 1; at++)
        *literal =
            *literal > UINT64_MAX / 100 ? *literal : *literal * 10 + (uint64_t)(line[at] - '0');
    return true;
}

enum es_imap_whole es_imap_whole(const char *bytes, size_t len, size_t max, size_t *taken)
{
    for (size_t at = 0;;) {
        const char *end = at < len ? memchr(bytes + at, '\n', len - at) : NULL;
        if (!end)
            return len >= max ? ES_IMAP_TOO_LARGE : ES_IMAP_MORE;
        size_t line = (size_t)(end - bytes) - at;
        bool has_return = line > 0 && end[-1] == '\r';
        uint64_t literal = 0;
        bool more = announces(bytes + at, line - has_return, &literal);
        at += line + 1;
        if (at > max || literal > max - at)
            return ES_IMAP_TOO_LARGE;
        if (!more) {
            *taken = at;
            return ES_IMAP_WHOLE;
        }
        at += literal;
    }
}

/* ---- its words ---- */

enum kind { ATOM, STRING, OPEN, CLOSE, END, BROKEN };

struct word {
    enum kind kind;
    const char *text; /* of a quoted string, with its backslashes */
    size_t len;
    bool quoted;
};

struct reader {
    const char *at, *end;
};

static struct word take_quoted(struct reader *reader)
{
    const char *start = ++reader->at;
    while (reader->at < reader->end && *reader->at != '"')
        reader->at += *reader->at == '\\' && reader->end - reader->at > 1 ? 2 : 1;
    if (reader->at >= reader->end)
        return (struct word){.kind = BROKEN};
    size_t len = (size_t)(reader->at++ - start);
    return (struct word){STRING, start, len, true};
}

static struct word take_literal(struct reader *reader)
{
    const char *line = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    uint64_t len = 0;
    size_t before = line ? (size_t)(line - reader->at) : 0;
    before -= before > 0 && line[-1] == '\r';
    if (!line || !announces(reader->at, before, &len) || len > (size_t)(reader->end - line - 1))
        return (struct word){.kind = BROKEN};
    reader->at = line + 1 + len;
    return (struct word){STRING, line + 1, (size_t)len, false};
}

static bool is_of_atom(char c)
{
    return (unsigned char)c > ' ' && c != '(' && c != ')' && c != '"' && c != '{';
}

static struct word next(struct reader *reader)
{
    while (reader->at < reader->end && memchr(" \r\n", *reader->at, 3))
        reader->at++;
    if (reader->at >= reader->end)
        return (struct word){.kind = END};
    const char *start = reader->at;
    if (*start == '(' || *start == ')') {
        reader->at++;
        return (struct word){*start == '(' ? OPEN : CLOSE, start, 1, false};
    }
    if (*start == '"')
        return take_quoted(reader);
    if (*start == '{')
        return take_literal(reader);
    while (reader->at < reader->end && is_of_atom(*reader->at))
        reader->at++;
    size_t len = (size_t)(reader->at - start);
    return (struct word){len ? ATOM : BROKEN, start, len, false};
}

static bool is(const struct word *word, const char *name)
{
    return word->kind == ATOM && word->len == strlen(name) &&
           strncasecmp(word->text, name, word->len) == 0;
}

static bool is_number(const struct word *word, uint64_t max, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < word->len; i++) {
        if (!is_digit(word->text[i]) || *number > max)
            return false;
        *number = *number * 10 + (uint64_t)(word->text[i] - '0');
    }
    return word->kind == ATOM && word->len > 0 && word->len < 20 && *number <= max;
}

/* "* NAME"; the reader stands behind it. */
static bool starts_data(struct reader *reader, const char *name)
{
    struct word star = next(reader), word = next(reader);
    return is(&star, "*") && is(&word, name);
}

static struct reader read_all(const char *response, size_t len)
{
    return (struct reader){response, response + len};
}

/* ---- what it says ---- */

enum es_imap_said es_imap_said(const char *response, size_t len, const char *tag)
{
    static const struct {
        const char *name;
        enum es_imap_said said;
    } names[] = {{"OK", ES_IMAP_OK}, {"NO", ES_IMAP_NO}, {"BAD", ES_IMAP_BAD}};
    struct reader reader = read_all(response, len);
    struct word first = next(&reader), second = next(&reader);
    if (is(&first, "+"))
        return ES_IMAP_GOES_ON;
    if (is(&first, "*") && is(&second, "BYE"))
        return ES_IMAP_BYE;
    for (size_t i = 0; is(&first, tag) && i < sizeof names / sizeof *names; i++)
        if (is(&second, names[i].name))
            return names[i].said;
    return ES_IMAP_DATA;
}

bool es_imap_has_code(const char *response, size_t len, const char *code)
{
    struct reader reader = read_all(response, len);
    next(&reader);
    next(&reader);
    struct word word = next(&reader);
    size_t wanted = strlen(code);
    return word.kind == ATOM && word.len > wanted + 1 && word.text[0] == '[' &&
           strncasecmp(word.text + 1, code, wanted) == 0 && word.text[wanted + 1] == ']';
}

bool es_imap_can(const char *response, size_t len, const char *capability)
{
    struct reader reader = read_all(response, len);
    if (!starts_data(&reader, "CAPABILITY"))
        return false;
    for (struct word word = next(&reader); word.kind == ATOM; word = next(&reader))
        if (is(&word, capability))
            return true;
    return false;
}

/* Takes the place of the lowest where there is no more room. */
static void keep_number(struct es_imap_numbers *numbers, uint32_t number)
{
    size_t lowest = 0;
    for (size_t i = 0; i < numbers->n; i++) {
        if (numbers->number[i] == number)
            return;
        lowest = numbers->number[i] < numbers->number[lowest] ? i : lowest;
    }
    if (numbers->n < ES_IMAP_NUMBERS_MAX)
        numbers->number[numbers->n++] = number;
    else if (number > numbers->number[lowest])
        numbers->number[lowest] = number;
}

void es_imap_search(const char *response, size_t len, struct es_imap_numbers *numbers)
{
    struct reader reader = read_all(response, len);
    uint64_t number;
    if (!starts_data(&reader, "SEARCH"))
        return;
    for (struct word word = next(&reader); word.kind == ATOM; word = next(&reader))
        if (is_number(&word, UINT32_MAX, &number) && number > 0)
            keep_number(numbers, (uint32_t)number);
}

/* ---- FETCH ---- */

/* Passes over a value that nobody asked for: a word, or a list with lists in it. */
static bool pass_over(struct reader *reader, const struct word *first)
{
    size_t depth = first->kind == OPEN;
    for (struct word word; depth > 0;) {
        word = next(reader);
        if (word.kind == END || word.kind == BROKEN)
            return false;
        depth += word.kind == OPEN;
        depth -= word.kind == CLOSE;
    }
    return first->kind == ATOM || first->kind == STRING || first->kind == OPEN;
}

static bool take_item(struct reader *reader, const struct word *name, const struct word *value,
                      struct es_imap_item *item)
{
    uint64_t number;
    if (is(name, "UID") && is_number(value, UINT32_MAX, &number)) {
        item->uid = (uint32_t)number;
    } else if (is(name, "RFC822.SIZE") && is_number(value, UINT64_MAX / 10 - 1, &number)) {
        item->size = number;
        item->has_size = true;
    } else if (is(name, "INTERNALDATE") && value->kind == STRING) {
        item->has_date = es_imap_date(value->text, value->len, &item->date);
    } else if (is(name, "BODY[]") && value->kind == STRING && !value->quoted) {
        item->body = value->text;
        item->body_len = value->len;
    } else {
        return pass_over(reader, value);
    }
    return true;
}

bool es_imap_fetch(const char *response, size_t len, struct es_imap_item *item)
{
    struct reader reader = read_all(response, len);
    struct word star = next(&reader), number = next(&reader), fetch = next(&reader);
    struct word open = next(&reader);
    uint64_t sequence;
    *item = (struct es_imap_item){.uid = 0};
    if (!is(&star, "*") || !is_number(&number, UINT32_MAX, &sequence) || !is(&fetch, "FETCH") ||
        open.kind != OPEN)
        return false;
    for (;;) {
        struct word name = next(&reader);
        if (name.kind == CLOSE)
            return true;
        struct word value = name.kind == ATOM ? next(&reader) : name;
        if (name.kind != ATOM || !take_item(&reader, &name, &value, item))
            return false;
    }
}

/* ---- LIST ---- */

static bool add_string(const struct word *word, struct es_buf *out)
{
    for (size_t i = 0; i < word->len; i++) {
        if (word->quoted && word->text[i] == '\\' && i + 1 < word->len)
            i++;
        if (!es_buf_add_char(out, word->text[i]))
            return false;
    }
    return word->len > 0;
}

bool es_imap_junk(const char *response, size_t len, struct es_buf *name)
{
    struct reader reader = read_all(response, len);
    bool junk = false;
    if (!starts_data(&reader, "LIST"))
        return false;
    struct word word = next(&reader);
    if (word.kind != OPEN)
        return false;
    for (word = next(&reader); word.kind == ATOM; word = next(&reader))
        junk = junk || is(&word, "\\Junk");
    struct word separator = next(&reader), mailbox = next(&reader);
    return junk && word.kind == CLOSE && (separator.kind == STRING || separator.kind == ATOM) &&
           (mailbox.kind == STRING || mailbox.kind == ATOM) && add_string(&mailbox, name);
}

/* ---- dates, strings ---- */

static bool two_digits(const char *text, int *out)
{
    *out = (text[0] - '0') * 10 + text[1] - '0';
    return is_digit(text[0]) && is_digit(text[1]);
}

/* strptime(3) and strftime(3) have the names of months by a locale. */
static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int month_of(const char *text)
{
    for (int i = 0; i < 12; i++)
        if (strncasecmp(MONTHS + 3 * (size_t)i, text, 3) == 0)
            return i;
    return -1;
}

bool es_imap_date(const char *text, size_t len, int64_t *seconds)
{
    enum { LEN = sizeof "02-Nov-2026 10:15:00 +0300" - 1 };
    char at[LEN + 1];
    int century = 0, year = 0, hours = 0, minutes = 0;
    struct tm tm = {0};
    if (len != LEN)
        return false;
    memcpy(at, text, LEN);
    at[LEN] = '\0';
    at[0] = at[0] == ' ' ? '0' : at[0];
    tm.tm_mon = month_of(at + 3);
    bool digits = two_digits(at, &tm.tm_mday) && two_digits(at + 7, &century) &&
                  two_digits(at + 9, &year) && two_digits(at + 12, &tm.tm_hour) &&
                  two_digits(at + 15, &tm.tm_min) && two_digits(at + 18, &tm.tm_sec) &&
                  two_digits(at + 22, &hours) && two_digits(at + 24, &minutes);
    bool marks = at[2] == '-' && at[6] == '-' && at[11] == ' ' && at[14] == ':' && at[17] == ':' &&
                 at[20] == ' ' && (at[21] == '+' || at[21] == '-');
    if (!digits || !marks || tm.tm_mon < 0 || century < 19 || tm.tm_mday < 1 || tm.tm_mday > 31 ||
        tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60 || hours > 14 || minutes > 59)
        return false;
    tm.tm_year = century * 100 + year - 1900;
    int64_t zone = (hours * 60 + minutes) * 60;
    *seconds = timegm(&tm) - (at[21] == '-' ? -zone : zone);
    return true;
}

bool es_imap_day(int64_t seconds, struct es_buf *out)
{
    time_t day = (time_t)seconds;
    struct tm tm;
    return gmtime_r(&day, &tm) && es_buf_printf(out, "%d-%.3s-%d", tm.tm_mday,
                                                MONTHS + 3 * (size_t)tm.tm_mon, tm.tm_year + 1900);
}

bool es_imap_quote(const char *text, size_t len, struct es_buf *out)
{
    bool ok = es_buf_add_char(out, '"');
    for (size_t i = 0; ok && i < len; i++) {
        char c = text[i];
        ok = c != '\0' && c != '\r' && c != '\n' &&
             (!strchr("\"\\", c) || es_buf_add_char(out, '\\')) && es_buf_add_char(out, c);
    }
    return ok && es_buf_add_char(out, '"');
}
