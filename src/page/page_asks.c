/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a script would ask before a button is pressed or a link followed:
 * onclick="return confirm('…')", data-confirm="…". Scripts are not run, so nobody is asked; but
 * what is asked may tell what the press does.
 */
#include "work_internal.h"
#include <stdlib.h>
#include <string.h>

/* "\u0130" and "\x27" as they are meant; of other escapes the character. */
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

/* What stands between quotes. */
static void add_quoted(struct prose *prose, const char *script)
{
    char quote = '\0';
    while (*script) {
        if (!quote) {
            quote = strchr("'\"`", *script) ? *script : '\0';
            script++;
        } else if (*script == quote) {
            quote = '\0';
            prose_gap(prose);
            script++;
        } else if (*script == '\\') {
            script += add_escaped(prose, script);
        } else {
            size_t len = strcspn(script, "'\"`\\");
            len += len == 0;
            prose_add(prose, script, len);
            script += len;
        }
    }
    prose_gap(prose);
}

void prose_add_asked(struct prose *prose, const struct page_html *html, uint32_t node)
{
    static const char *const scripts[] = {"onclick", "onsubmit", "data-pfconfirmcommand"};
    static const char *const texts[] = {"data-confirm", "data-confirm-message", "data-confirm-text",
                                        "data-message"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        const char *script = page_attribute(html, node, scripts[i]);
        if (script)
            add_quoted(prose, script);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = page_attribute(html, node, texts[i]);
        if (text)
            prose_add(prose, text, strlen(text));
        prose_gap(prose);
    }
}
