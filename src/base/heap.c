/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/heap.h"
#include <jansson.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECURE_SIZE = 1 << 20, SECURE_MIN = 32 };

static atomic_bool was_full;
static char *secure; /* where the secure heap begins; NULL where there is none, or it was left */

/* ---- the ordinary heap ---- */

void *es_heap_get(size_t size)
{
    return malloc(size);
}

void *es_heap_zeroed(size_t n, size_t size)
{
    return calloc(n, size);
}

/* The whole block, for what it was asked for is not known to the libraries that give it back. */
static void give_back(void *block)
{
    if (!block)
        return;
    explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

/* realloc would leave a copy behind where it moves the block. */
void *es_heap_resize(void *block, size_t size)
{
    size_t before = block ? malloc_usable_size(block) : 0;
    void *moved = es_heap_get(size);
    if (!moved || !block)
        return moved;
    memcpy(moved, block, before < size ? before : size);
    give_back(block);
    return moved;
}

void *es_heap_array(void *block, size_t n, size_t size)
{
    size_t all;
    return __builtin_mul_overflow(n, size, &all) ? NULL : es_heap_resize(block, all);
}

void *es_heap_copy(const void *bytes, size_t len)
{
    char *copy = len < SIZE_MAX ? es_heap_get(len + 1) : NULL;
    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

char *es_heap_text(const char *text)
{
    return es_heap_copy(text, strlen(text));
}

/* ---- the secure heap ---- */

void *es_heap_secret(size_t size)
{
    void *block = NULL;
    if (secure) {
        block = OPENSSL_secure_malloc(size);
        was_full = was_full || !block;
    }
    return block ? block : es_heap_get(size);
}

void es_heap_free(void *block)
{
    if (block && CRYPTO_secure_allocated(block))
        OPENSSL_secure_free(block); /* wipes */
    else
        give_back(block);
}

bool es_heap_was_full(void)
{
    return was_full;
}

/* OpenSSL does not tell where its heap lies, but whether an address does: all of its pages do. */
static char *find_secure(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    char *inside = OPENSSL_secure_malloc(1);
    if (!inside)
        return NULL;
    char *start = inside - (uintptr_t)inside % page;
    while (CRYPTO_secure_allocated(start - page))
        start -= page;
    OPENSSL_secure_free(inside);
    return start;
}

/* What was there goes, but the place stays taken: OpenSSL would claim any block that came to lie
 * there for its own. */
bool es_heap_leave_secure(void)
{
    char *start = secure;
    secure = NULL;
    const int kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    return !start || mmap(start, SECURE_SIZE, PROT_NONE, kind, -1, 0) == start;
}

/* ---- OpenSSL's own ---- */

static void *openssl_get(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size ? es_heap_get(size) : NULL;
}

static void openssl_free(void *block, const char *file, int line)
{
    (void)file, (void)line;
    give_back(block);
}

static void *openssl_resize(void *block, size_t size, const char *file, int line)
{
    if (size)
        return es_heap_resize(block, size);
    openssl_free(block, file, line);
    return NULL;
}

bool es_heap_init(void)
{
    /* Taken as long as OpenSSL holds nothing yet: first thing in main. */
    CRYPTO_set_mem_functions(openssl_get, openssl_resize, openssl_free);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL); /* OPENSSL_CONF is not ours to obey */
    json_set_alloc_funcs(es_heap_secret, es_heap_free);
    /* Where it cannot be locked there is a heap all the same (2). */
    int made = CRYPTO_secure_malloc_init(SECURE_SIZE, SECURE_MIN);
    secure = made ? find_secure() : NULL;
    return made == 1;
}
