/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms, and which form owns a control.
 *
 * A browser's parser remembers the form that is open when it meets a control (HTML Standard,
 * "form element pointer"), whatever the tree becomes. The parser here does not tell, but the
 * source does: a form is open from its start tag to the first </form that follows.
 */
#include "esign/heap.h"
#include "work_internal.h"
#include <stdlib.h>
#include <string.h>

enum { FORM_TEXT_LONGEST = 2000 }; /* bytes of a form's text, for a report */

static int compare_ids(const void *a, const void *b)
{
    const struct page_id *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->node > y->node) - (x->node < y->node);
}

void page_read_ids(struct page_work *work)
{
    size_t cap = 0;
    for (uint32_t i = 1; i < work->html.n; i++) {
        const char *id = page_attribute(&work->html, i, "id");
        if (!id || !*id)
            continue;
        if (work->n_ids == cap) {
            cap = cap ? cap * 2 : 64;
            struct page_id *ids = es_heap_array(work->ids, cap, sizeof *ids);
            if (!ids) {
                work->no_memory = true;
                return;
            }
            work->ids = ids;
        }
        work->ids[work->n_ids++] = (struct page_id){id, i};
    }
    if (work->n_ids)
        qsort(work->ids, work->n_ids, sizeof *work->ids, compare_ids);
}

uint32_t page_find_id(const struct page_work *work, const char *id)
{
    size_t low = 0, high = work->n_ids;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(work->ids[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < work->n_ids && strcmp(work->ids[low].id, id) == 0 ? work->ids[low].node : ES_NONE;
}

static uint32_t read_enctype(const char *value)
{
    if (value && page_same(value, "multipart/form-data"))
        return 1;
    return value && page_same(value, "text/plain") ? 2 : 0;
}

/* What is seen between a form's start and its end in the source. */
static es_str text_of_form(struct page_work *work, const struct page_owner *owner)
{
    const struct page_html *html = &work->html;
    uint32_t prev = owner->node, inside = html->nodes[owner->node].end;
    prose_begin(&work->prose, FORM_TEXT_LONGEST);
    for (uint32_t i = owner->node + 1; i < html->n && prose_look(&work->prose, 1);) {
        const struct page_node *node = &html->nodes[i];
        if (i >= inside && node->offset != ES_NONE && node->offset > owner->end)
            break;
        if (page_left_block(html, prev, i) || (node->flags & NODE_BLOCK) || node->tag == TAG_BR)
            prose_gap(&work->prose);
        prev = i;
        if (node->tag == TAG_TEXT && !(node->flags & (NODE_UNSEEN | NODE_NO_TEXT))) {
            const char *text = page_characters(html, i);
            prose_add(&work->prose, text, strlen(text));
        }
        i = page_is_control(node->tag) || (node->flags & NODE_GONE) ? node->end : i + 1;
    }
    return flat_text(&work->flat, prose_str(&work->prose));
}

static void read_form(struct page_work *work, const struct page_owner *owner)
{
    const char *method = page_attribute(&work->html, owner->node, "method");
    struct es_form form = {
        .order = owner->node,
        .post = method && page_same(method, "post"),
        .dialog = method && page_same(method, "dialog"),
        .multipart = read_enctype(page_attribute(&work->html, owner->node, "enctype")),
        .unseen = page_unseen(work, owner->node),
        .action = page_keep_trimmed(work, owner->node, "action"),
        .name = page_keep(work, owner->node, "name"),
        .id = page_keep(work, owner->node, "id"),
        .accept_charset = page_keep_trimmed(work, owner->node, "accept-charset"),
        .legend_text = text_of_form(work, owner),
    };
    flat_push(&work->flat, &work->flat.forms, &form, sizeof form);
}

static int compare_starts(const void *a, const void *b, void *owners)
{
    const struct page_owner *x = (const struct page_owner *)owners + *(const uint32_t *)a;
    const struct page_owner *y = (const struct page_owner *)owners + *(const uint32_t *)b;
    return (x->start > y->start) - (x->start < y->start);
}

/* Where each form ends in the source: both lists go forward together. */
static void find_ends(struct page_work *work)
{
    size_t next = 0; /* the first form whose end is not known */
    for (size_t i = 0; i < work->n_form_ends; i++) {
        uint32_t at = work->form_ends[i];
        while (next < work->n_owners && work->owners[work->by_start[next]].start < at)
            work->owners[work->by_start[next++]].end = at;
    }
}

void page_read_forms(struct page_work *work)
{
    size_t n = 0;
    for (uint32_t i = 1; i < work->html.n; i++)
        n += page_node(work, i)->tag == TAG_FORM;
    if (!n)
        return;
    work->owners = es_heap_zeroed(n, sizeof *work->owners);
    work->by_start = es_heap_zeroed(n, sizeof *work->by_start);
    if (!work->owners || !work->by_start) {
        work->no_memory = true;
        return;
    }
    for (uint32_t i = 1; i < work->html.n; i++) {
        if (page_node(work, i)->tag != TAG_FORM)
            continue;
        work->by_start[work->n_owners] = (uint32_t)work->n_owners;
        work->owners[work->n_owners++] =
            (struct page_owner){i, page_node(work, i)->offset, ES_NONE};
    }
    qsort_r(work->by_start, n, sizeof *work->by_start, compare_starts, work->owners);
    find_ends(work);
    for (size_t i = 0; i < n; i++)
        read_form(work, &work->owners[i]);
}

/* The index of a form by its node: forms stand in tree order. */
static uint32_t form_at(const struct page_work *work, uint32_t node)
{
    size_t low = 0, high = work->n_owners;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->owners[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < work->n_owners && work->owners[low].node == node ? (uint32_t)low : ES_NONE;
}

/* The form that is open at the offset: the last one that began before it. */
static uint32_t form_open_at(const struct page_work *work, uint32_t offset)
{
    size_t low = 0, high = work->n_owners;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->owners[work->by_start[middle]].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low || offset >= work->owners[work->by_start[low - 1]].end)
        return ES_NONE;
    return work->by_start[low - 1];
}

uint32_t page_form_of(const struct page_work *work, uint32_t node, bool by_attribute)
{
    const char *id = by_attribute ? page_attribute(&work->html, node, "form") : NULL;
    if (id) {
        uint32_t named = *id ? page_find_id(work, id) : ES_NONE;
        return named == ES_NONE ? ES_NONE : form_at(work, named);
    }
    uint32_t offset = page_node(work, node)->offset;
    uint32_t open = offset == ES_NONE ? ES_NONE : form_open_at(work, offset);
    if (open != ES_NONE)
        return open;
    uint32_t around = page_ancestor(&work->html, node, TAG_FORM, TAG_FORM);
    return around == ES_NONE ? ES_NONE : form_at(work, around);
}
