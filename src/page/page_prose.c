/* SPDX-License-Identifier: Apache-2.0 */
/* Text put together as a person reads it. */
#include "work_internal.h"
#include <string.h>

void prose_begin(struct prose *prose, size_t longest)
{
    prose->buf.len = 0;
    if (prose->buf.data)
        prose->buf.data[0] = '\0';
    prose->buf.max = longest;
    prose->gap = false;
    prose->full = !prose->left;
}

const char *prose_str(const struct prose *prose)
{
    return es_buf_str(&prose->buf);
}

void prose_free(struct prose *prose)
{
    es_buf_free(&prose->buf);
}

void prose_gap(struct prose *prose)
{
    prose->gap = true;
}

size_t page_blank_at(const char *at, size_t len, bool *nothing)
{
    const unsigned char *b = (const unsigned char *)at;
    *nothing = false;
    if (page_is_blank(*at) || *at == '\v')
        return 1;
    if (len >= 2 && b[0] == 0xC2) {
        *nothing = b[1] == 0xAD;
        return b[1] == 0xA0 || b[1] == 0x85 || *nothing ? 2 : 0;
    }
    if (len < 3 || b[0] < 0xE1)
        return 0;
    unsigned long code = (b[0] & 0x0FUL) << 12 | (b[1] & 0x3FUL) << 6 | (b[2] & 0x3FUL);
    if ((b[0] & 0xF0) != 0xE0)
        return 0;
    *nothing = code == 0x200B || code == 0x2060 || code == 0xFEFF;
    bool blank = (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                 code == 0x202F || code == 0x205F || code == 0x3000 || code == 0x1680;
    return blank || *nothing ? 3 : 0;
}

static void add_run(struct prose *prose, const char *run, size_t len)
{
    if (!len || prose->full)
        return;
    bool gap = prose->gap && prose->buf.len;
    size_t room = prose->buf.max - prose->buf.len;
    prose->gap = false;
    if (len + gap > room) { /* cut between characters */
        prose->full = true;
        if (room <= gap)
            return;
        len = room - gap;
        while (len && ((unsigned char)run[len] & 0xC0) == 0x80)
            len--;
        while (len && run[len - 1] == ' ')
            len--;
        if (!len)
            return;
    }
    bool ok = (!gap || es_buf_add_char(&prose->buf, ' ')) && es_buf_add(&prose->buf, run, len);
    if (!ok)
        prose->failed = prose->full = true;
}

static bool is_plain(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x80;
}

bool prose_look(struct prose *prose, size_t n)
{
    if (n > prose->left) {
        prose->left = 0;
        prose->full = true;
    }
    if (prose->full)
        return false;
    prose->left -= n;
    return true;
}

void prose_add(struct prose *prose, const char *text, size_t len)
{
    size_t run = 0, i = 0;
    if (!prose_look(prose, len))
        return;
    while (i < len && !prose->full) {
        bool nothing = false;
        bool plain = is_plain(text[i]);
        if (text[i] == ' ' && i > run && i + 1 < len && is_plain(text[i + 1]))
            plain = true; /* one blank between words is as it should be */
        size_t blank = plain ? 0 : page_blank_at(text + i, len - i, &nothing);
        if (!blank) {
            i++;
            continue;
        }
        add_run(prose, text + run, i - run);
        prose->gap = prose->gap || !nothing;
        i += blank;
        run = i;
    }
    add_run(prose, text + run, i - run);
}

bool page_left_block(const struct page_html *html, uint32_t prev, uint32_t i)
{
    uint32_t parent = html->nodes[i].parent;
    for (uint32_t at = prev; at != parent && at; at = html->nodes[at].parent)
        if (html->nodes[at].flags & NODE_BLOCK)
            return true;
    return false;
}

static void add_attribute(struct prose *prose, const struct page_html *html, uint32_t node,
                          const char *name)
{
    const char *text = page_attribute(html, node, name);
    if (!text || !*text)
        return;
    prose_gap(prose);
    prose_add(prose, text, strlen(text));
    prose_gap(prose);
}

static void add_input(struct prose *prose, const struct page_html *html, uint32_t node)
{
    static const char *const names[] = {"value", "alt", "placeholder"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_attribute(prose, html, node, names[i]);
}

void prose_add_node(struct prose *prose, const struct page_html *html, uint32_t root, unsigned how)
{
    unsigned hidden = how & TEXT_HIDDEN_TOO ? NODE_NO_TEXT : NODE_UNSEEN | NODE_NO_TEXT;
    uint32_t prev = root, end = html->nodes[root].end, text = ES_NONE;
    for (uint32_t i = root + 1; i < end && prose_look(prose, 1);) {
        const struct page_node *node = &html->nodes[i];
        if (page_left_block(html, prev, i) || (node->flags & NODE_BLOCK) || node->tag == TAG_BR)
            prose_gap(prose);
        prev = i;
        bool control = page_is_control(node->tag);
        bool skip = (node->flags & hidden & ~(unsigned)NODE_INVISIBLE) ||
                    (control && !(how & TEXT_CONTROLS)) ||
                    (node->tag == TAG_TABLE && (how & TEXT_NO_TABLES));
        if (control && !page_is_hidden_input(html, i))
            prose_gap(prose);
        if (!skip && !(node->flags & hidden)) {
            if (node->tag == TAG_TEXT) {
                if (text != ES_NONE && page_stand_apart(html, text, i))
                    prose_gap(prose);
                text = i;
                prose_add(prose, page_characters(html, i), strlen(page_characters(html, i)));
            } else if (node->tag == TAG_IMG && !(how & TEXT_NO_IMAGES))
                add_attribute(prose, html, i, "alt");
            else if (node->tag == TAG_INPUT && !page_is_hidden_input(html, i))
                add_input(prose, html, i);
        }
        i = skip ? node->end : i + 1;
    }
    prose_gap(prose);
}

struct piece piece_blanks(const char *text, size_t len)
{
    while (len && *text == ' ')
        text++, len--;
    while (len && text[len - 1] == ' ')
        len--;
    return (struct piece){text, len};
}

struct piece piece_trim(const char *text, size_t len)
{
    while (len && (*text == ' ' || *text == '*'))
        text++, len--;
    while (len && (text[len - 1] == ' ' || text[len - 1] == ':' || text[len - 1] == '*'))
        len--;
    return (struct piece){text, len};
}
