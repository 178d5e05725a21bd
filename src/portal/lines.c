/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"
#include "esign/heap.h"

#include "sentence.h"
#include <stdint.h>
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

/* ---- what was said before, with something new behind it or before it ---- */

enum { GLUED_MAX = 2000 }; /* bytes of a sentence; nobody says more at once */

/* A hash that grows by a byte at either end. */
enum { HASH_BASE = 1000003 };

static uint64_t hash_of(const struct es_line *line)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < line->len; i++)
        hash = hash * HASH_BASE + (unsigned char)line->at[i] + 1;
    return hash;
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

static size_t slot_of(const struct es_lines *lines, uint64_t hash)
{
    return (size_t)(hash ^ hash >> 29) & (lines->slots - 1);
}

/* So that each new sentence need not be held against all old ones. */
static void make_index(struct es_lines *lines)
{
    size_t slots = 16;
    while (slots < lines->n * 2)
        slots *= 2;
    lines->slot = es_heap_zeroed(slots, sizeof(*lines->slot));
    if (!lines->slot)
        return;
    lines->slots = slots;
    for (size_t i = 0; i < lines->n; i++) {
        const struct es_line *line = &lines->line[i];
        if (line->len > GLUED_MAX || !has_words(line) || (i && !by_text(line - 1, line)))
            continue;
        size_t at = slot_of(lines, hash_of(line));
        while (lines->slot[at])
            at = (at + 1) & (slots - 1);
        lines->slot[at] = i + 1;
    }
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
    if (lines.n)
        make_index(&lines);
    return lines;
}

static bool is_old(const struct es_lines *lines, struct es_line piece, uint64_t hash)
{
    for (size_t at = slot_of(lines, hash); lines->slot[at]; at = (at + 1) & (lines->slots - 1))
        if (!by_text(&piece, &lines->line[lines->slot[at] - 1]))
            return true;
    return false;
}

static void cut_front(const struct es_lines *lines, struct es_line *line)
{
    size_t start = 0;
    uint64_t hash = 0;
    for (size_t i = 0; i + 1 < line->len; i++) {
        struct es_line piece = {line->at + start, i - start};
        if (line->at[i] == ' ' && is_old(lines, piece, hash)) {
            start = i + 1;
            hash = 0;
        } else {
            hash = hash * HASH_BASE + (unsigned char)line->at[i] + 1;
        }
    }
    line->at += start;
    line->len -= start;
}

static void cut_back(const struct es_lines *lines, struct es_line *line)
{
    size_t end = line->len;
    uint64_t hash = 0, power = 1;
    for (size_t i = line->len; i-- > 1;) {
        struct es_line piece = {line->at + i + 1, end - i - 1};
        if (line->at[i] == ' ' && i + 1 < end && is_old(lines, piece, hash)) {
            end = i;
            hash = 0;
            power = 1;
        } else {
            hash += ((unsigned char)line->at[i] + 1u) * power;
            power *= HASH_BASE;
        }
    }
    line->len = end;
}

static void cut_glued(const struct es_lines *lines, struct es_line *line)
{
    if (!lines->slot || line->len > GLUED_MAX)
        return;
    cut_front(lines, line);
    cut_back(lines, line);
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
    es_heap_free(lines->slot);
    *lines = (struct es_lines){0};
}
