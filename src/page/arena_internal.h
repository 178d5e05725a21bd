/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is given back all at once; in the shape of the parser's own allocator. */
#ifndef ESIGN_ARENA_INTERNAL_H
#define ESIGN_ARENA_INTERNAL_H

#include <stddef.h>

enum { PAGE_ARENA_CLASSES = 64 };

struct page_arena_free { /* a small block that was given back */
    struct page_arena_free *next;
};

struct page_arena { /* begins as zeroes; may not be moved while blocks are out */
    struct page_chunk *chunks;
    char *at; /* the rest of the last chunk */
    size_t left;
    struct page_arena_free *free[PAGE_ARENA_CLASSES]; /* by size */
};

void *page_arena_get(void *arena, size_t size); /* NULL without memory */
void page_arena_give(void *arena, void *memory);
void page_arena_free(struct page_arena *arena);

#endif
