/* SPDX-License-Identifier: Apache-2.0 */
/* What the portal's words say, by the profile's "messages" rows. A row holds in a clause that
 * has one of its "about" stems (where it gives any), one of its "any" stems and none of its
 * "not" stems; "after" limits it to pages that answer that kind. Rows come first to last: a page
 * that complains of the word and of the picture says what the first of these rows says. */
#include "client_internal.h"
#include "lines.h"
#include "sentence.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE_MAX = 2000, SHOWN_MAX = 600 };

/* A row holds in a clause of no other kinds than it says itself. */
static bool may_hold_in(const json_t *row, unsigned kinds)
{
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(row, "even_in"), i, name)
    {
        kinds &= ~es_clause_kind(json_string_value(name));
    }
    return kinds == 0;
}

static bool was_sent(const json_t *row, unsigned sent)
{
    const char *after = json_string_value(json_object_get(row, "after"));
    enum es_kind kind;
    return !after || (es_kind_find(after, &kind) && (sent & 1u << kind));
}

static bool row_holds(const struct es_profile *profile, const json_t *row,
                      const struct clause *clause, unsigned sent)
{
    const char *text = es_buf_str(&clause->text);
    const json_t *about = json_object_get(row, "about");
    return was_sent(row, sent) && may_hold_in(row, clause->kinds) &&
           es_clause_says(profile, json_object_get(row, "any"), text) &&
           (!about || es_clause_has(profile, about, text)) &&
           !es_clause_has(profile, json_object_get(row, "not"), text);
}

/* The first row that holds in one of these clauses, but only before row `limit`. */
static size_t first_row(const struct es_profile *profile, size_t limit,
                        const struct es_sentence *sentence, unsigned sent)
{
    const json_t *rows = es_profile_get(profile, "messages");
    for (size_t i = 0; i < limit; i++) {
        for (size_t c = 0; c < sentence->n; c++) {
            if (row_holds(profile, json_array_get(rows, i), &sentence->clause[c], sent))
                return i;
        }
    }
    return limit;
}

static size_t best_row(const struct es_profile *profile, size_t limit, const char *text,
                       unsigned sent)
{
    while (*text) {
        size_t len = es_sentence_length(text);
        es_auto(sentence) sentence = {.n = 0};
        if (len <= SENTENCE_MAX && es_sentence_split(profile, text, len, &sentence))
            limit = first_row(profile, limit, &sentence, sent);
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
static void show_new(const struct es_page *after, const struct es_lines *old,
                     char out[ES_PORTAL_MESSAGE_MAX])
{
    const struct es_block *blocks = es_page_blocks(after);
    const char *last = "";
    for (uint32_t i = 0; i < after->blocks.n && strlen(out) < SHOWN_MAX; i++) {
        const char *text = es_page_str(after, blocks[i].text);
        if (blocks[i].kind != ES_BLOCK_HEADING && blocks[i].kind != ES_BLOCK_LABEL &&
            !es_lines_have(old, text) && strcmp(text, last))
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
    es_auto(lines) old = es_lines_of(before);
    const struct es_block *blocks = es_page_blocks(after);
    const char *found = NULL;
    for (uint32_t i = 0; i < after->blocks.n; i++) {
        const char *line = es_page_str(after, blocks[i].text);
        if (es_lines_have(&old, line))
            continue;
        size_t row = best_row(profile, best, line, sent);
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
    return status;
}
