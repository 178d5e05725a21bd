/* SPDX-License-Identifier: Apache-2.0 */
/* Which label labels which control, and the legends of fieldsets. */
#include "esign/heap.h"
#include "work_internal.h"
#include <stdlib.h>
#include <string.h>

static bool is_labelable(const struct page_html *html, uint32_t node)
{
    uint8_t tag = html->nodes[node].tag;
    if (tag == TAG_METER || tag == TAG_OUTPUT || tag == TAG_PROGRESS)
        return true;
    return page_is_control(tag) && !page_is_hidden_input(html, node);
}

/* HTML Standard, "labeled control". */
static uint32_t find_control(const struct page_work *work, uint32_t label)
{
    const struct page_html *html = &work->html;
    const char *id = page_attribute(html, label, "for");
    if (id) {
        uint32_t named = *id ? page_find_id(work, id) : ES_NONE;
        return named != ES_NONE && is_labelable(html, named) ? named : ES_NONE;
    }
    for (uint32_t i = label + 1; i < html->nodes[label].end; i++)
        if (is_labelable(html, i))
            return i;
    return ES_NONE;
}

static int compare_labels(const void *a, const void *b)
{
    const struct page_label *x = a, *y = b;
    if (x->control != y->control)
        return x->control < y->control ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

static void read_labels(struct page_work *work)
{
    size_t n = 0;
    for (uint32_t i = 1; i < work->html.n; i++)
        n += page_node(work, i)->tag == TAG_LABEL;
    if (!n)
        return;
    work->labels = es_heap_zeroed(n, sizeof *work->labels);
    work->labelled = es_heap_zeroed(n, sizeof *work->labelled);
    if (!work->labels || !work->labelled) {
        work->no_memory = true;
        return;
    }
    for (uint32_t i = 1; i < work->html.n; i++) {
        uint32_t control = page_node(work, i)->tag == TAG_LABEL ? find_control(work, i) : ES_NONE;
        if (control != ES_NONE)
            work->labelled[work->n_labels++] = (struct page_label){control, i};
    }
    memcpy(work->labels, work->labelled, work->n_labels * sizeof *work->labels);
    qsort(work->labels, work->n_labels, sizeof *work->labels, compare_labels);
}

size_t page_first_label(const struct page_work *work, uint32_t control)
{
    size_t low = 0, high = work->n_labels;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->labels[middle].control < control)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t page_labelled_by(const struct page_work *work, uint32_t label)
{
    size_t low = 0, high = work->n_labels;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->labelled[middle].label < label)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < work->n_labels && work->labelled[low].label == label;
    return found ? work->labelled[low].control : ES_NONE;
}

/* --- fieldsets --- */

/* The first fieldset from the node on. */
static size_t fieldset_at(const struct page_work *work, uint32_t node)
{
    size_t low = 0, high = work->n_fieldsets;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->fieldsets[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct page_fieldset *page_fieldset(const struct page_work *work, uint32_t node)
{
    return &work->fieldsets[fieldset_at(work, node)];
}

static void take_legend(struct page_work *work, uint32_t legend)
{
    uint32_t parent = page_node(work, legend)->parent;
    if (page_node(work, parent)->tag != TAG_FIELDSET)
        return;
    struct page_fieldset *fieldset = &work->fieldsets[fieldset_at(work, parent)];
    if (fieldset->legend == ES_NONE)
        fieldset->legend = legend;
    if (fieldset->seen == ES_NONE && !page_unseen(work, legend))
        fieldset->seen = legend;
}

static void read_fieldsets(struct page_work *work)
{
    size_t n = 0;
    for (uint32_t i = 1; i < work->html.n; i++)
        n += page_node(work, i)->tag == TAG_FIELDSET;
    if (!n)
        return;
    work->fieldsets = es_heap_zeroed(n, sizeof *work->fieldsets);
    if (!work->fieldsets) {
        work->no_memory = true;
        return;
    }
    for (uint32_t i = 1; i < work->html.n; i++) {
        if (page_node(work, i)->tag == TAG_FIELDSET)
            work->fieldsets[work->n_fieldsets++] = (struct page_fieldset){i, ES_NONE, ES_NONE};
        else if (page_node(work, i)->tag == TAG_LEGEND)
            take_legend(work, i);
    }
}

void page_read_labels(struct page_work *work)
{
    read_labels(work);
    read_fieldsets(work);
}
