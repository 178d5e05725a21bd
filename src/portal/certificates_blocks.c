/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists that no table and no term makes one: rows of boxes, laid out by a style sheet. Labels side
 * by side are heads, and rows of as many boxes follow; or each label has its value behind it.
 */
#include "certificates_internal.h"

#include <string.h>

enum { LOOKED_AT = 5000, HEADS_MAX = 12, VALUE_BYTES = 200 };

struct boxes {
    const struct es_view *view;
    uint32_t n; /* of the page's blocks */
};

static const struct es_block *block_at(const struct boxes *boxes, uint32_t i)
{
    return &es_page_blocks(boxes->view->page)[i];
}

static const char *text_at(const struct boxes *boxes, uint32_t i)
{
    return es_page_str(boxes->view->page, block_at(boxes, i)->text);
}

static enum said_of label_at(const struct boxes *boxes, uint32_t i)
{
    return block_at(boxes, i)->aside ? SAID_NOTHING
                                     : es_certificate_label(boxes->view, text_at(boxes, i));
}

/* Labels that stand side by side, from `first` on. */
static uint32_t count_heads(const struct boxes *boxes, uint32_t first)
{
    uint32_t n = 0;
    while (first + n < boxes->n && n < HEADS_MAX && label_at(boxes, first + n) != SAID_NOTHING &&
           block_at(boxes, first + n)->around == block_at(boxes, first)->around)
        n++;
    return n;
}

/* Just so many boxes side by side, none of them a label. */
static bool is_row(const struct boxes *boxes, uint32_t first, uint32_t n, uint32_t heads)
{
    uint32_t around = first < boxes->n ? block_at(boxes, first)->around : 0;
    if (first + n > boxes->n || around == heads ||
        (first + n < boxes->n && block_at(boxes, first + n)->around == around))
        return false;
    for (uint32_t i = first; i < first + n; i++) {
        if (block_at(boxes, i)->around != around || label_at(boxes, i) != SAID_NOTHING ||
            strlen(text_at(boxes, i)) > VALUE_BYTES)
            return false;
    }
    return true;
}

static json_t *texts_of(const struct boxes *boxes, uint32_t first, uint32_t n)
{
    json_t *texts = json_array();
    for (uint32_t i = 0; i < n; i++)
        json_array_append_new(texts, es_list_text(text_at(boxes, first + i)));
    return texts;
}

static bool add_table(json_t *out, json_t *headers, json_t *rows)
{
    json_t *tables = json_object_get(out, "tables");
    json_t *table =
        json_pack("{s:o, s:o}", "headers", headers ? headers : json_null(), "rows", rows);
    return json_array_append_new(tables, table) == 0;
}

/* Heads, and rows below them; the block behind. */
static bool take_rows(const struct boxes *boxes, uint32_t heads, uint32_t n, uint32_t *at,
                      json_t *out)
{
    json_t *rows = json_array();
    bool ok = rows != NULL;
    uint32_t around = block_at(boxes, heads)->around;
    for (*at = heads + n; ok && is_row(boxes, *at, n, around); *at += n) {
        struct certificate_said said = {0};
        if (json_array_size(rows) == ES_LIST_ROWS_MAX) {
            json_object_set_new(out, "more", json_true());
            break;
        }
        for (uint32_t i = 0; i < n; i++)
            es_certificate_say(&said, label_at(boxes, heads + i), text_at(boxes, *at + i));
        ok = es_certificate_add(json_object_get(out, "certificates"), &said) &&
             json_array_append_new(rows, texts_of(boxes, *at, n)) == 0;
    }
    if (json_array_size(rows))
        return add_table(out, texts_of(boxes, heads, n), rows) && ok;
    json_decref(rows);
    return ok;
}

static bool is_value(const struct boxes *boxes, uint32_t i)
{
    return i < boxes->n && !block_at(boxes, i)->aside && label_at(boxes, i) == SAID_NOTHING &&
           strlen(text_at(boxes, i)) <= VALUE_BYTES;
}

/* Labels of one certificate, each with its value behind it; one that comes again begins the next.
 * Fewer than two are none: a label may stand before anything. */
static bool take_values(const struct boxes *boxes, uint32_t *at, json_t *out)
{
    struct certificate_said said = {0};
    json_t *rows = json_array();
    bool ok = rows != NULL;
    while (ok && *at < boxes->n && is_value(boxes, *at + 1)) {
        enum said_of what = label_at(boxes, *at);
        if (what == SAID_NOTHING || said.text[what])
            break;
        es_certificate_say(&said, what, text_at(boxes, *at + 1));
        ok = json_array_append_new(rows, texts_of(boxes, *at, 2)) == 0;
        *at += 2;
    }
    if (es_certificate_count(&said) >= 2)
        return es_certificate_add(json_object_get(out, "certificates"), &said) &&
               add_table(out, NULL, rows) && ok;
    json_decref(rows);
    return ok;
}

bool es_certificates_of_blocks(const struct es_view *view, json_t *out)
{
    uint32_t n = view->page->blocks.n, at = 0;
    const struct boxes boxes = {view, n < LOOKED_AT ? n : LOOKED_AT};
    bool ok = true;
    while (ok && at < boxes.n) {
        uint32_t first = at, heads = count_heads(&boxes, at);
        if (json_array_size(json_object_get(out, "tables")) >= ES_LIST_TABLES_MAX) {
            json_object_set_new(out, "more", json_true());
            break;
        }
        if (heads > 1)
            ok = take_rows(&boxes, first, heads, &at, out);
        else if (heads == 1)
            ok = take_values(&boxes, &at, out);
        at = at == first ? first + 1 : at;
    }
    return ok;
}
