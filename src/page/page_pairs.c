/* SPDX-License-Identifier: Apache-2.0 */
/* The pairs in tree order. They come in a few runs that are in order already (of tables, of
 * terms, of lines), so runs are merged; sorting them anew took a tenth of a page's own time. */
#include "esign/heap.h"
#include "work_internal.h"
#include <string.h>

static bool comes_after(const struct es_pair *a, const struct es_pair *b)
{
    return a->order != b->order ? a->order > b->order : a->kind > b->kind;
}

static size_t run_end(const struct es_pair *pairs, size_t from, size_t n)
{
    size_t end = from;
    while (end < n && (end == from || !comes_after(&pairs[end - 1], &pairs[end])))
        end++;
    return end;
}

/* Merges each two runs that follow one another; returns how many are left. Pairs of equal rank
 * stay as they stood. */
static size_t merge_runs(const struct es_pair *from, size_t n, struct es_pair *to)
{
    size_t runs = 0;
    for (size_t start = 0, end; start < n; start = end, runs++) {
        size_t middle = run_end(from, start, n), a = start, b = middle;
        end = run_end(from, middle, n);
        while (a < middle || b < end) {
            bool second = a == middle || (b < end && comes_after(&from[a], &from[b]));
            *to++ = from[second ? b++ : a++];
        }
    }
    return runs;
}

void page_sort_pairs(struct page_work *work)
{
    struct flat_array *array = &work->flat.pairs;
    struct es_pair *pairs = (struct es_pair *)(void *)array->data;
    size_t n = array->len / sizeof *pairs;
    if (run_end(pairs, 0, n) == n)
        return;
    struct es_pair *other = es_heap_get(array->len);
    if (!other) {
        work->no_memory = true;
        return;
    }
    bool more = true;
    while (more) {
        more = merge_runs(pairs, n, other) > 1;
        struct es_pair *merged = other;
        other = pairs;
        pairs = merged;
    }
    if ((char *)pairs != array->data)
        array->cap = array->len;
    array->data = (char *)pairs;
    es_heap_free(other); /* offsets alone, nothing to wipe */
}
