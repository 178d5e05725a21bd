/* SPDX-License-Identifier: Apache-2.0 */
/* What the portal's words say, by the profile's "messages" rows. A row holds in a sentence that
 * has one of its "about" stems (where it gives any), one of its "any" stems and none of its
 * "not" stems; "after" limits it to pages that answer that kind. Rows come first to last. */
#include "client_internal.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE_MAX = 2000, SHOWN_MAX = 600 };

/* The texts of a page, sorted, to tell which lines are new. */
struct lines {
    const char **line;
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct lines lines_of(const struct es_page *page)
{
    struct lines lines = {0};
    if (!page)
        return lines;
    const struct es_block *blocks = es_page_blocks(page);
    lines.line = calloc((size_t)page->blocks.n + 1, sizeof(*lines.line));
    for (uint32_t i = 0; lines.line && i < page->blocks.n; i++)
        lines.line[lines.n++] = es_page_str(page, blocks[i].text);
    if (lines.n)
        qsort(lines.line, lines.n, sizeof(*lines.line), by_text);
    return lines;
}

static bool has_line(const struct lines *lines, const char *text)
{
    return lines->n && bsearch(&text, lines->line, lines->n, sizeof(*lines->line), by_text) != NULL;
}

static bool row_holds(const json_t *row, const struct es_text_key *sentence, unsigned sent)
{
    const char *after = json_string_value(json_object_get(row, "after"));
    enum es_kind kind;
    if (after && (!es_kind_find(after, &kind) || !(sent & 1u << kind)))
        return false;
    const json_t *about = json_object_get(row, "about");
    return (!about || es_stems_in_key(about, sentence)) &&
           es_stems_in_key(json_object_get(row, "any"), sentence) &&
           !es_stems_in_key(json_object_get(row, "not"), sentence);
}

/* The first row that holds in this sentence, but only before row `limit`. */
static size_t first_row(const json_t *rows, size_t limit, const char *sentence, unsigned sent)
{
    es_auto(text_key) key = {0};
    if (!es_text_key_make(sentence, &key))
        return limit;
    for (size_t i = 0; i < limit; i++) {
        if (row_holds(json_array_get(rows, i), &key, sent))
            return i;
    }
    return limit;
}

/* Length of the first sentence of a text: to a full stop, ! or ? before a blank. */
static size_t sentence_length(const char *text)
{
    size_t len = 0;
    while (text[len] && !(strchr(".!?", text[len]) && text[len + 1] == ' '))
        len++;
    return text[len] ? len + 1 : len;
}

static size_t best_row(const json_t *rows, size_t limit, const char *text, unsigned sent)
{
    while (*text) {
        size_t len = sentence_length(text);
        es_auto(buf) sentence = {.secret = true};
        if (len <= SENTENCE_MAX && es_buf_add(&sentence, text, len))
            limit = first_row(rows, limit, es_buf_str(&sentence), sent);
        text += len;
        text += strspn(text, " ");
    }
    return limit;
}

static void show(const char *text, size_t max_chars, char out[ES_PORTAL_MESSAGE_MAX])
{
    es_auto(buf) safe = {.max = ES_PORTAL_MESSAGE_MAX - 1};
    if (*out && (!es_buf_add_str(&safe, out) || !es_buf_add_char(&safe, ' ')))
        return;
    if (es_text_safe(text, max_chars, &safe))
        memcpy(out, es_buf_str(&safe), safe.len + 1);
}

/* Where no row holds, a person is shown what is new on the page. */
static void show_new(const struct es_page *after, const struct lines *old,
                     char out[ES_PORTAL_MESSAGE_MAX])
{
    const struct es_block *blocks = es_page_blocks(after);
    const char *last = "";
    for (uint32_t i = 0; i < after->blocks.n && strlen(out) < SHOWN_MAX; i++) {
        const char *text = es_page_str(after, blocks[i].text);
        if (blocks[i].kind != ES_BLOCK_HEADING && blocks[i].kind != ES_BLOCK_LABEL &&
            !has_line(old, text) && strcmp(text, last))
            show(text, SHOWN_MAX / 2, out);
        last = text;
    }
}

es_status es_classify(const struct es_profile *profile, const struct es_page *before,
                      const struct es_page *after, unsigned sent, char text[ES_PORTAL_MESSAGE_MAX])
{
    text[0] = '\0';
    const json_t *rows = es_profile_get(profile, "messages");
    size_t none = json_array_size(rows), best = none;
    struct lines old = lines_of(before);
    const struct es_block *blocks = es_page_blocks(after);
    const char *found = NULL;
    for (uint32_t i = 0; i < after->blocks.n; i++) {
        const char *line = es_page_str(after, blocks[i].text);
        if (has_line(&old, line))
            continue;
        size_t row = best_row(rows, best, line, sent);
        if (row < best) {
            best = row;
            found = line;
        }
    }
    es_status status = ES_PAGE_UNKNOWN;
    if (found) {
        show(found, SHOWN_MAX, text);
        const char *code = json_string_value(json_object_get(json_array_get(rows, best), "code"));
        if (!code || !es_error_find(code, &status))
            status = ES_PORTAL_REFUSED;
    } else if (before) {
        show_new(after, &old, text);
    }
    free(old.line);
    return status;
}
