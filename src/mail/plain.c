/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in plain text. */
#include "link.h"

#include "esign/secret.h"
#include "esign/text.h"
#include "esign/url.h"

#include <string.h>
#include <strings.h>

/* A character that may stand in a URL of running text. */
static bool is_url_char(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7f && !strchr("<>\"`{}|\\^", c);
}

bool es_is_closing_mark(char c)
{
    return c != '\0' && strchr(").,;:!>'\"]*", c);
}

/* The address in "<…>" (RFC 3986, appendix C): line breaks inside, and blanks around them, are a
 * mailer's and are dropped. Returns the bytes taken, 0 where no '>' closes it. */
static size_t bracketed(const char *text, struct es_buf *url)
{
    size_t i = 0;
    while (text[i] != '>') {
        size_t blanks = strspn(text + i, " \t\r\n");
        if (blanks > 0 && !memchr(text + i, '\n', blanks))
            return 0;
        i += blanks;
        if (text[i] == '>')
            break;
        if (!is_url_char(text[i]) || !es_buf_add_char(url, text[i]))
            return 0;
        i++;
    }
    return i;
}

static size_t url_length(const char *text)
{
    size_t len = 0;
    while (is_url_char(text[len]))
        len++;
    return len;
}

/* A Turkish ending is put behind an apostrophe: "https://…'e tıklayınız". */
static size_t without_ending(const char *text, size_t len)
{
    enum { LONGEST = 6 };
    size_t start = len;
    while (start > 0 && len - start < LONGEST && (text[start - 1] | 0x20) >= 'a' &&
           (text[start - 1] | 0x20) <= 'z')
        start--;
    return start > 0 && text[start - 1] == '\'' ? start - 1 : len;
}

static size_t without_marks(const char *text, size_t len)
{
    while (len > 0 && es_is_closing_mark(text[len - 1]))
        len--;
    return without_ending(text, len);
}

/* Returns the bytes taken; an address longer than ES_URL_MAX is stepped over and leaves url empty.
 */
static size_t bare(const char *text, struct es_buf *url)
{
    size_t len = url_length(text);
    if (!es_buf_add(url, text, without_marks(text, len)))
        es_buf_clear(url);
    return len;
}

/* An address inside another one ("example.net/?to=https://…") is what a counter or a forger leads
 * on to, not what a reader makes a link of. "Link:https://…" is one. */
static bool begins_here(const char *text, const char *at)
{
    while (at > text && is_url_char(at[-1]))
        if (strchr("./?%@&#", *--at))
            return false;
    return true;
}

static const char *find_https(const char *text)
{
    while (*text && strncasecmp(text, "https://", 8) != 0)
        text++;
    return *text ? text : NULL;
}

/* ---- addresses whose end is missing ---- */

static size_t count(const char *text, size_t len, bool (*counts)(char))
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += counts(text[i]);
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_hex_letter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_joining_mark(char c)
{
    return c == '=' || c == '&' || c == '?';
}

/* Behind a line that may have been broken: what no word of a sentence looks like. `all`: the word
 * is the whole line. */
static bool is_odd_word(const char *word, size_t len, bool all)
{
    size_t digits = count(word, len, is_digit), hex = count(word, len, is_hex_letter);
    size_t letters = count(word, len, is_small) + count(word, len, is_capital);
    bool name = len > 1 && is_capital(word[0]) && count(word + 1, len - 1, is_small) == len - 1;
    if (memchr(word, '.', len)) /* a date, or the end of a sentence */
        return false;
    return (digits > 0 && letters > 0) || digits > 5 || (hex == len && len >= 4) ||
           (all && digits + letters == len && !name);
}

/* Whether the first word of a line is what is missing of the address before it. */
static bool is_rest(const char *line, bool long_line)
{
    size_t taken = url_length(line), len = without_marks(line, taken);
    while (len > 0 && line[len - 1] == '?')
        len--;
    if (len == 0 || strncasecmp(line, "https:", 6) == 0 || strncasecmp(line, "http:", 5) == 0 ||
        !(line[taken] == '\0' || strchr(" \t\r\n", line[taken])))
        return false;
    size_t letters = count(line, len, is_small) + count(line, len, is_capital);
    size_t marks = count(line, len, is_joining_mark), digits = count(line, len, is_digit);
    bool coded = letters > 0 && memchr(line, '%', len); /* "%20" alone is a discount */
    if (len > 2 && letters + digits > 0 && (marks > 0 || coded))
        return true;
    bool all = line[taken + strspn(line + taken, " \t\r")] == '\n' || !line[taken];
    return long_line && is_odd_word(line, len, all && len == taken);
}

/* The next line's text, where `at` stands at the end of its own; NULL elsewhere. The marks of an
 * answer's quotation are passed over. */
static const char *next_line(const char *text, const char *at, bool *long_line)
{
    enum { LONG = 60 }; /* bytes: shorter lines are not broken */
    const char *start = at, *end = at + strspn(at, " \t\r");
    if (*end != '\n')
        return NULL;
    while (start > text && start[-1] != '\n')
        start--;
    *long_line = at - start >= LONG;
    return end + 1 + (*start == '>' ? strspn(end + 1, "> ") : 0);
}

/* Whether more of an address than its `len` bytes at `at` is told of: dots for what was left out, a
 * letter of another script right behind it, its rest in the next line. */
static bool is_cut(const char *text, const char *at, size_t len)
{
    const char *end = at + len;
    size_t marks = len - without_marks(at, len);
    bool long_line = false;
    if ((marks >= 2 && strncmp(end - marks, "..", 2) == 0) || strncmp(end, "\u2026", 3) == 0 ||
        (marks == 0 && es_text_starts_a_word(end)))
        return true;
    const char *next = marks == 0 ? next_line(text, end, &long_line) : NULL;
    return next && is_rest(next, long_line);
}

/* One address at `at`; *taken is what to step over. */
static bool add_address(struct es_candidates *candidates, const char *text, const char *at,
                        enum es_sight sight, size_t *taken)
{
    es_auto(buf) url = ES_BUF_SECRET;
    url.max = ES_URL_MAX;
    *taken = at > text && at[-1] == '<' ? bracketed(at, &url) : 0;
    if (*taken == 0) {
        es_buf_clear(&url);
        *taken = bare(at, &url);
        if (is_cut(text, at, *taken))
            sight = ES_SIGHT_CUT;
    }
    if (!begins_here(text, at))
        candidates->others++;
    else if (url.len > 0 && !es_candidates_add(candidates, es_buf_str(&url), "", sight))
        return false;
    return true;
}

bool es_candidates_add_text(struct es_candidates *candidates, const char *text, enum es_sight sight)
{
    size_t taken = 0;
    for (const char *at = text; (at = find_https(at)); at += taken)
        if (!add_address(candidates, text, at, sight, &taken))
            return false;
    return true;
}

bool es_text_unflow(const char *text, bool del_space, struct es_buf *out)
{
    while (*text) {
        size_t line = strcspn(text, "\n");
        size_t len = line > 0 && text[line - 1] == '\r' ? line - 1 : line;
        const char *start = text;
        text += line + (text[line] == '\n');
        if (len > 0 && *start == ' ') { /* space-stuffing */
            start++;
            len--;
        }
        bool signature = len == 3 && memcmp(start, "-- ", 3) == 0;
        bool flowed = len > 0 && start[len - 1] == ' ' && !signature;
        if (flowed && del_space)
            len--;
        if (!es_buf_add(out, start, len) || (!flowed && !es_buf_add_char(out, '\n')))
            return false;
    }
    return true;
}
