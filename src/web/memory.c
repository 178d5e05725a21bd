/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/secret.h"
#include "web.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Stands before each block, so that free knows how much to wipe. */
union header {
    size_t size;
    max_align_t alignment;
};

void *es_web_malloc(size_t size)
{
    if (size > SIZE_MAX - sizeof(union header)) {
        return NULL;
    }
    union header *header = malloc(sizeof(*header) + size);
    if (!header) {
        return NULL;
    }
    header->size = size;
    return header + 1;
}

void *es_web_calloc(size_t n, size_t size)
{
    size_t all;
    if (__builtin_mul_overflow(n, size, &all)) {
        return NULL;
    }
    void *memory = es_web_malloc(all);
    return memory ? memset(memory, 0, all) : NULL;
}

void *es_web_realloc(void *memory, size_t size)
{
    void *moved = es_web_malloc(size);
    if (!memory || !moved) {
        return moved;
    }
    size_t old = ((union header *)memory - 1)->size;
    memcpy(moved, memory, old < size ? old : size);
    es_web_release(memory);
    return moved;
}

char *es_web_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = es_web_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void es_web_release(void *memory)
{
    if (!memory) {
        return;
    }
    union header *header = (union header *)memory - 1;
    es_wipe(memory, header->size);
    free(header);
}
