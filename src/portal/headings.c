/* SPDX-License-Identifier: Apache-2.0 */
/* Headings tell screens apart that fit alike (a menu stands beside many a page). */
#include "esign/heap.h"
#include "view_internal.h"

/* All rows' headings, folded once. A text of the page is folded in its turn and held against all
 * of them: there may be very many texts. */
struct heading {
    size_t row;
    struct es_text_key key;
};

struct es_headings {
    struct heading *one;
    size_t n;
};

static void es_headings_free(struct es_headings *headings)
{
    for (size_t i = 0; i < headings->n; i++)
        es_text_key_free(&headings->one[i].key);
    es_heap_free(headings->one);
}

static const json_t *headings_of(const json_t *row)
{
    return json_object_get(row, "headings");
}

static bool take_row(struct es_headings *headings, const json_t *row, size_t number)
{
    size_t i;
    json_t *text;
    json_array_foreach((json_t *)headings_of(row), i, text)
    {
        struct heading *one = &headings->one[headings->n];
        one->row = number;
        if (!es_text_key_make(json_string_value(text), &one->key))
            return false;
        headings->n++;
    }
    return true;
}

static bool take_all(struct es_headings *headings, const json_t *rows)
{
    size_t i, n = 1;
    json_t *row;
    json_array_foreach((json_t *)rows, i, row)
    {
        n += json_array_size(headings_of(row));
    }
    headings->one = es_heap_zeroed(n, sizeof(*headings->one));
    if (!headings->one)
        return false;
    json_array_foreach((json_t *)rows, i, row)
    {
        if (!take_row(headings, row, i))
            return false;
    }
    return true;
}

static bool note(const struct es_headings *headings, const char *text, enum es_fit least,
                 bool *said)
{
    es_auto(text_key) key = {0};
    if (!es_text_key_make(text, &key))
        return false;
    for (size_t i = 0; i < headings->n; i++) {
        if (es_text_key_fit(&key, &headings->one[i].key) >= least)
            said[headings->one[i].row] = true;
    }
    return true;
}

bool *es_view_find_headings(const struct es_view *view)
{
    const struct es_page *page = view->page;
    const struct es_block *blocks = es_page_blocks(page);
    const json_t *rows = es_profile_get(view->profile, "screens");
    es_auto(headings) headings = {0};
    bool *said = es_heap_zeroed(json_array_size(rows) + 1, sizeof(*said));
    bool ok = said && take_all(&headings, rows) &&
              note(&headings, es_page_str(page, page->title), ES_FIT_EQUAL_MARKS, said);
    for (uint32_t b = 0; ok && b < page->blocks.n; b++) {
        bool heading = blocks[b].kind == ES_BLOCK_HEADING;
        ok = note(&headings, es_page_str(page, blocks[b].text),
                  heading ? ES_FIT_AFFIX_MARKS : ES_FIT_EQUAL_MARKS, said);
    }
    if (ok)
        return said;
    es_heap_free(said);
    return NULL;
}
