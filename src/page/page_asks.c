/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a script would ask before a button is pressed or a link followed:
 * onclick="return confirm('…')", data-confirm="…". Scripts are not run, so nobody is asked; but
 * what is asked may tell what the press does.
 */
#include "work_internal.h"
#include <stdlib.h>
#include <string.h>

/* "\u0130" and "\x27" as they are meant; of other escapes the character. The text ends with a
 * quote, or the script does. */
static size_t add_escaped(struct prose *prose, const char *at)
{
    size_t digits = at[1] == 'u' ? 4 : at[1] == 'x' ? 2 : 0;
    char hex[5] = "", utf8[4];
    for (size_t i = 0; i < digits && at[2 + i]; i++)
        hex[i] = at[2 + i];
    if (digits && strlen(hex) == digits && strspn(hex, "0123456789abcdefABCDEF") == digits) {
        unsigned long code = strtoul(hex, NULL, 16);
        size_t len = 1;
        utf8[0] = (char)code;
        if (code >= 0x800) {
            utf8[0] = (char)(0xE0 | code >> 12);
            utf8[1] = (char)(0x80 | (code >> 6 & 0x3F));
            utf8[2] = (char)(0x80 | (code & 0x3F));
            len = 3;
        } else if (code >= 0x80) {
            utf8[0] = (char)(0xC0 | code >> 6);
            utf8[1] = (char)(0x80 | (code & 0x3F));
            len = 2;
        }
        if (code && (code < 0xD800 || code > 0xDFFF))
            prose_add(prose, utf8, len);
        return 2 + digits;
    }
    if (at[1] == 'n' || at[1] == 'r' || at[1] == 't')
        prose_gap(prose);
    else if (at[1])
        prose_add(prose, at + 1, 1);
    return at[1] ? 2 : 1;
}

struct quoted {
    const char *at;
    size_t len;
    bool sentence; /* a code has no blank in it */
};

/* What stands between the next quotes; the script moves behind it. */
static bool next_quoted(const char **script, struct quoted *out)
{
    const char *at = *script + strcspn(*script, "'\"`");
    char quote = *at;
    if (!quote)
        return false;
    *out = (struct quoted){.at = ++at};
    while (*at && *at != quote)
        at += *at == '\\' && at[1] ? 2 : 1;
    out->len = (size_t)(at - out->at);
    out->sentence = memchr(out->at, ' ', out->len) != NULL;
    *script = at + (*at != '\0');
    return true;
}

static void add_text(struct prose *prose, const struct quoted *quoted)
{
    for (const char *at = quoted->at, *end = at + quoted->len; at < end;) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        prose_add(prose, at, (size_t)((escape ? escape : end) - at));
        at = escape ? escape + add_escaped(prose, escape) : end;
    }
}

/* Its sentences, or its codes: "islem|IPTAL". */
static void add_quoted(struct prose *prose, const char *script, bool sentences)
{
    struct quoted quoted;
    while (next_quoted(&script, &quoted)) {
        if (quoted.sentence != sentences || !quoted.len)
            continue;
        if (!sentences && prose->buf.len)
            prose_add(prose, "|", 1);
        add_text(prose, &quoted);
        if (sentences)
            prose_gap(prose);
    }
}

static void add_scripts(struct prose *prose, const struct page_html *html, uint32_t node,
                        bool sentences)
{
    static const char *const names[] = {"onclick", "onsubmit", "data-pfconfirmcommand"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *script = page_attribute(html, node, names[i]);
        if (script)
            add_quoted(prose, script, sentences);
    }
}

void prose_add_asked(struct prose *prose, const struct page_html *html, uint32_t node)
{
    static const char *const names[] = {"data-confirm", "data-confirm-message", "data-confirm-text",
                                        "data-message"};
    if (html->mail)
        return;
    prose_gap(prose);
    add_scripts(prose, html, node, true);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = page_attribute(html, node, names[i]);
        if (text)
            prose_add(prose, text, strlen(text));
        prose_gap(prose);
    }
    add_scripts(prose, html, node, false);
}
