/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that each begin with a title of their own, which then is what describes them. */
#include "cards_internal.h"

#include <string.h>

/* The line that an element stands in. */
static uint32_t line_of(const struct es_page *page, uint32_t order)
{
    uint32_t next = es_cards_block_at(page, order + 1);
    return next ? next - 1 : 0;
}

static const char *text_at(const struct es_page *page, uint32_t line)
{
    return es_page_str(page, es_page_blocks(page)[line].text);
}

/* The line before the first label of a card, where it is the first in what holds it: ES_NONE
 * otherwise. */
static uint32_t title_before(const struct es_view *view, uint32_t first)
{
    const struct es_page *page = view->page;
    const struct es_block *blocks = es_page_blocks(page);
    const char *rest = NULL;
    uint32_t line = page->blocks.n ? line_of(page, first) : 0;
    if (line && es_cards_kind(view, text_at(page, line - 1)) != N_VALUES)
        line--; /* the value has a line of its own, below its label's */
    if (!line)
        return ES_NONE;
    line--;
    bool begins = !line || blocks[line - 1].order < blocks[line].around;
    /* only a heading: any other first line may be the value of words that are not known */
    bool title = blocks[line].kind == ES_BLOCK_HEADING &&
                 es_cards_label_at(view, text_at(page, line), &rest) == N_VALUES &&
                 !strchr(text_at(page, line), ':') && begins;
    return title ? line : ES_NONE;
}

static bool are_alike(const struct es_block *a, const struct es_block *b)
{
    return a->kind == b->kind && a->level == b->level && a->around != b->around;
}

bool es_cards_titles(const struct es_view *view, const struct card_span *span, size_t n,
                     struct card_value *out)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    const struct es_block *title[CARD_TITLES_MAX];
    struct place place = {0, 0, NULL};
    if (n < 2 || n > CARD_TITLES_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t line = title_before(view, span[i].first);
        if (line == ES_NONE)
            return false;
        title[i] = &blocks[line];
        if (i && (!are_alike(title[0], title[i]) || title[i]->around < span[i - 1].last))
            return false;
        const char *text = text_at(view->page, line);
        out[i] = es_cards_value(view, DESCRIPTION, (struct piece){text, strlen(text)}, &place);
        if (out[i].state != VALUE_GOOD || es_cards_looks_like_code(view, text) ||
            strlen(text) > CARD_TITLE_MAX)
            return false;
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(out[j].text, out[i].text))
                return false;
        }
    }
    return true;
}
