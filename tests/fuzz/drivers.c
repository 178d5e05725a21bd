/* SPDX-License-Identifier: Apache-2.0 */
/* The list of readers that a driver is for. */
#include "driver_list.h"
#include "fuzz.h"

struct seen {
    size_t n;
    bool name_ends;
};

static void take(void *user, const struct es_driver_entry *entry)
{
    struct seen *seen = user;
    seen->n++;
    seen->name_ends = seen->name_ends && memchr(entry->name, '\0', sizeof entry->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen first = {.name_ends = true}, again = {.name_ends = true};
    char *bytes = malloc(size ? size : 1);
    if (!bytes)
        abort();
    memcpy(bytes, data, size);
    bool whole = es_driver_list_read(bytes, size, take, &first);
    claim("a name ends", first.name_ends);
    claim("a whole list has an entry", !whole || first.n > 0);
    claim("each entry takes the marks of its three strings",
          first.n <= size / (3 * (sizeof "<string></string>" - 1)));
    bool same = es_driver_list_read(bytes, size, take, &again);
    claim("without its comments it says the same", same == whole && again.n == first.n);
    free(bytes);
    return 0;
}
