/* SPDX-License-Identifier: Apache-2.0 */
#include "stem_set.h"

#include "esign/heap.h"

bool es_stem_set_add(struct es_stem_set *set, const json_t *list, const json_t *named)
{
    size_t i;
    json_t *item;
    const char **grown =
        es_heap_array(set->stem, set->n + json_array_size(list) + 1, sizeof(*set->stem));
    if (!grown)
        return false;
    set->stem = grown;
    json_array_foreach((json_t *)list, i, item)
    {
        const char *stem = json_string_value(item);
        if (stem && *stem != '@')
            set->stem[set->n++] = stem;
    }
    json_array_foreach((json_t *)list, i, item)
    {
        const char *stem = json_string_value(item);
        if (named && stem && *stem == '@' &&
            !es_stem_set_add(set, json_object_get(named, stem + 1), NULL))
            return false;
    }
    return true;
}

bool es_stem_set_sort(struct es_stem_set *set)
{
    const char **sorted = es_heap_zeroed(set->n + 1, sizeof(*sorted));
    if (!sorted)
        return false;
    size_t n = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        set->start[byte] = n;
        for (size_t i = 0; i < set->n; i++)
            if ((unsigned char)*set->stem[i] == byte)
                sorted[n++] = set->stem[i];
    }
    set->start[256] = n;
    es_heap_free(set->stem);
    set->stem = sorted;
    return true;
}

void es_stem_set_free(struct es_stem_set *set)
{
    es_heap_free(set->stem);
    *set = (struct es_stem_set){0};
}
