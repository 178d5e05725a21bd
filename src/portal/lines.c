/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"
#include "esign/heap.h"

#include "sentence.h"
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
    const struct es_line *one = a, *other = b;
    size_t len = one->len < other->len ? one->len : other->len;
    int order = memcmp(one->at, other->at, len);
    if (order)
        return order;
    return (one->len > other->len) - (one->len < other->len);
}

static struct es_line next_sentence(const char **text)
{
    struct es_line line = {*text, es_sentence_length(*text)};
    *text += line.len;
    *text += strspn(*text, " ");
    return line;
}

static bool add_sentences(struct es_lines *lines, size_t *room, const char *text)
{
    while (*text) {
        if (lines->n == *room) {
            size_t more = *room * 2 + 64;
            struct es_line *line = es_heap_array(lines->line, more, sizeof(*line));
            if (!line)
                return false;
            lines->line = line;
            *room = more;
        }
        lines->line[lines->n++] = next_sentence(&text);
    }
    return true;
}

struct es_lines es_lines_of(const struct es_page *before, const struct es_page *after)
{
    struct es_lines lines = {0};
    size_t room = 0;
    bool ok = true;
    for (uint32_t i = 0; ok && before && i < before->blocks.n; i++)
        ok = add_sentences(&lines, &room, es_page_str(before, es_page_blocks(before)[i].text));
    for (uint32_t i = 0; ok && i < after->links.n; i++) {
        const struct es_link *link = &es_page_links(after)[i];
        if (*es_page_str(after, link->href) != '#') /* a summary of errors leads to their fields */
            ok = add_sentences(&lines, &room, es_page_str(after, link->text));
    }
    if (lines.n)
        qsort(lines.line, lines.n, sizeof(*lines.line), by_text);
    return lines;
}

/* A few words alone ("Güvenlik Sözcüğü") may begin a sentence of any kind. */
static bool has_words(const struct es_line *line)
{
    enum { WORDS_MIN = 4 };
    size_t words = 1;
    for (size_t i = 0; i < line->len; i++)
        words += line->at[i] == ' ';
    return words >= WORDS_MIN;
}

static bool cut_old(const struct es_line *old, struct es_line *line)
{
    if (old->len + 1 >= line->len || !has_words(old))
        return false;
    size_t rest = line->len - old->len - 1;
    if (line->at[old->len] == ' ' && !memcmp(line->at, old->at, old->len)) {
        *line = (struct es_line){line->at + old->len + 1, rest};
        return true;
    }
    if (line->at[rest] == ' ' && !memcmp(line->at + rest + 1, old->at, old->len)) {
        line->len = rest;
        return true;
    }
    return false;
}

static void cut_glued(const struct es_lines *lines, struct es_line *line)
{
    enum { LINE_MAX_BYTES = 2000 }; /* nobody says that much at once */
    for (size_t i = 0; i < lines->n && line->len <= LINE_MAX_BYTES; i++) {
        while (cut_old(&lines->line[i], line))
            continue;
    }
}

bool es_lines_next_new(const struct es_lines *lines, const char **text, struct es_line *out)
{
    while (**text) {
        *out = next_sentence(text);
        if (lines->n && bsearch(out, lines->line, lines->n, sizeof(*lines->line), by_text))
            continue;
        cut_glued(lines, out);
        return true;
    }
    return false;
}

void es_lines_free(struct es_lines *lines)
{
    es_heap_free(lines->line);
    *lines = (struct es_lines){0};
}
