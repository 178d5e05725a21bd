/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser's memory. It asks for a block for every node, attribute and text, and for a while
 * for many more; malloc and free are a fifth of its time. Here small blocks are cut from large
 * chunks, those given back are kept by their size, and all of them go at once in the end, without
 * a walk through the tree.
 */
#include "arena_internal.h"
#include "esign/heap.h"
#include "esign/sanitizer.h"
#include <stdint.h>

enum {
    STEP = 8, /* blocks are multiples of it, and nothing of the parser's needs more alignment */
#if ES_ADDRESS_SANITIZER
    SMALL_MAX = 0, /* every block by itself, so that the sanitizer sees where it ends */
#else
    SMALL_MAX = PAGE_ARENA_CLASSES * STEP,
#endif
    CHUNK = 64 << 10,
};

/* Before every small block: where it goes when it is given back; 0 for a large one. */
struct block {
    uint64_t class;
};

/* Before every large block, and every chunk of small ones. */
struct page_chunk {
    struct page_chunk *next, **from; /* what points to this one */
    uint64_t class;                  /* a struct block's: last, just before what was asked for */
};

static struct page_chunk *add_chunk(struct page_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct page_chunk))
        return NULL;
    struct page_chunk *chunk = es_heap_get(sizeof *chunk + size);
    if (!chunk)
        return NULL;
    *chunk = (struct page_chunk){arena->chunks, &arena->chunks, 0};
    if (chunk->next)
        chunk->next->from = &chunk->next;
    arena->chunks = chunk;
    return chunk;
}

void *page_arena_get(void *arena_of, size_t size)
{
    struct page_arena *arena = arena_of;
    size_t class = size ? (size + STEP - 1) / STEP : 1;
    if (size > SMALL_MAX) {
        struct page_chunk *large = add_chunk(arena, size);
        return large ? large + 1 : NULL;
    }
    struct page_arena_free *old = arena->free[class - 1];
    if (old) {
        arena->free[class - 1] = old->next;
        return old;
    }
    size_t need = sizeof(struct block) + class * STEP;
    if (arena->left < need) { /* what is left of the last chunk is given up */
        struct page_chunk *chunk = add_chunk(arena, CHUNK);
        if (!chunk)
            return NULL;
        arena->at = (char *)(chunk + 1);
        arena->left = CHUNK;
    }
    struct block *block = (struct block *)(void *)arena->at;
    arena->at += need;
    arena->left -= need;
    block->class = class;
    return block + 1;
}

void page_arena_give(void *arena_of, void *memory)
{
    struct page_arena *arena = arena_of;
    if (!memory)
        return;
    size_t class = ((struct block *)memory - 1)->class;
    if (class) {
        struct page_arena_free *old = memory;
        old->next = arena->free[class - 1];
        arena->free[class - 1] = old;
        return;
    }
    struct page_chunk *large = (struct page_chunk *)memory - 1;
    *large->from = large->next;
    if (large->next)
        large->next->from = large->from;
    es_heap_free(large);
}

void page_arena_free(struct page_arena *arena)
{
    while (arena->chunks) {
        struct page_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        es_heap_free(chunk);
    }
    *arena = (struct page_arena){0};
}
