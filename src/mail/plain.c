/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in plain text. */
#include "link.h"

#include "esign/secret.h"
#include "esign/url.h"

#include <string.h>
#include <strings.h>

/* A character that may stand in a URL of running text. */
static bool is_url_char(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7f && !strchr("<>\"`{}|\\^", c);
}

/* Marks that end the sentence around a URL rather than the URL. */
static bool is_closing_mark(char c)
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

/* Returns the bytes taken; an address longer than ES_URL_MAX is stepped over and leaves url empty.
 */
static size_t bare(const char *text, struct es_buf *url)
{
    size_t len = 0;
    while (is_url_char(text[len]))
        len++;
    size_t kept = len;
    while (kept > 0 && is_closing_mark(text[kept - 1]))
        kept--;
    if (!es_buf_add(url, text, kept))
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

bool es_candidates_add_text(struct es_candidates *candidates, const char *text)
{
    const char *at = text;
    while ((at = find_https(at))) {
        es_auto(buf) url = ES_BUF_SECRET;
        url.max = ES_URL_MAX;
        size_t taken = at > text && at[-1] == '<' ? bracketed(at, &url) : 0;
        if (taken == 0) {
            es_buf_clear(&url);
            taken = bare(at, &url);
        }
        if (!begins_here(text, at))
            candidates->others++;
        else if (url.len > 0 && !es_candidates_add(candidates, es_buf_str(&url), ""))
            return false;
        at += taken;
    }
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
