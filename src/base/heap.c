/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/heap.h"
#include <jansson.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Its pages are locked as they are touched, so that a large one costs nothing by itself. */
enum { SECURE_LEAST = 64 << 10, SECURE_MOST = 4 << 20, SECURE_BLOCK_MIN = 32, SHARE = 4 };
enum { KEPT_FOR_OPENSSL = 16 << 10 }; /* a run of a command took less than one KiB */

static char *secure; /* where the secure heap begins; NULL where there is none, or it was left */
static size_t secure_size;
static atomic_uint refusals;

/* ---- the ordinary heap ---- */

static void *count_refusal(void *block)
{
    if (!block)
        refusals++;
    return block;
}

void *es_heap_get(size_t size)
{
    return count_refusal(malloc(size ? size : 1)); /* so that NULL means one thing */
}

void *es_heap_zeroed(size_t n, size_t size)
{
    return count_refusal(calloc(n, size));
}

unsigned es_heap_refusals(void)
{
    return refusals;
}

/* OpenSSL takes it ill when memory runs out while it starts: it aborts, or goes on with what it has
 * not got. It is given from here instead. The refusal is counted all the same, so the run ends
 * before anything is sent or kept; untouched, this costs no memory. */
enum { RESERVE = 4 << 20, GRAIN = alignof(max_align_t) };

struct reserved {
    size_t size;
    alignas(max_align_t) char bytes[];
};

static alignas(max_align_t) char reserve[RESERVE];
static atomic_size_t reserve_used;

static void *get_reserved(size_t size)
{
    if (size > RESERVE / 2)
        return NULL;
    size_t need = sizeof(struct reserved) + (size + GRAIN - 1) / GRAIN * GRAIN;
    size_t at = atomic_fetch_add(&reserve_used, need);
    if (at > RESERVE - need)
        return NULL;
    struct reserved *block = (struct reserved *)(void *)(reserve + at);
    block->size = size;
    return block->bytes;
}

static bool is_reserved(const void *block)
{
    uintptr_t at = (uintptr_t)block, first = (uintptr_t)reserve;
    return at >= first && at < first + RESERVE;
}

static size_t size_of(void *block)
{
    if (!block)
        return 0;
    return is_reserved(block) ? ((struct reserved *)block - 1)->size : malloc_usable_size(block);
}

/* The whole block, for what it was asked for is not known to the libraries that give it back. */
static void give_back(void *block)
{
    if (!block)
        return;
    explicit_bzero(block, size_of(block));
    if (!is_reserved(block))
        free(block);
}

/* realloc would leave a copy behind where it moves the block. */
static void *move(void *block, void *moved, size_t size)
{
    size_t before = size_of(block);
    if (!moved || !block)
        return moved;
    memcpy(moved, block, before < size ? before : size);
    give_back(block);
    return moved;
}

void *es_heap_resize(void *block, size_t size)
{
    return move(block, es_heap_get(size), size);
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

/* A large page leaves room for the answers. And all of ours leave room for OpenSSL's own: where
 * that gets none it does without TLS, not without locked memory. */
static bool has_room(size_t size)
{
    return secure && size <= secure_size / SHARE &&
           CRYPTO_secure_used() + size <= secure_size - KEPT_FOR_OPENSSL;
}

void *es_heap_secret(size_t size)
{
    void *block = has_room(size) ? OPENSSL_secure_malloc(size) : NULL;
    return block ? block : es_heap_get(size);
}

void es_heap_free(void *block)
{
    if (block && CRYPTO_secure_allocated(block))
        OPENSSL_secure_free(block); /* wipes */
    else
        give_back(block);
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
    return !start || mmap(start, secure_size, PROT_NONE, kind, -1, 0) == start;
}

/* ---- OpenSSL's own ---- */

static void *get_or_reserved(size_t size)
{
    void *block = es_heap_get(size);
    return block ? block : get_reserved(size);
}

static void *openssl_get(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size ? get_or_reserved(size) : NULL;
}

static void openssl_free(void *block, const char *file, int line)
{
    (void)file, (void)line;
    give_back(block);
}

static void *openssl_resize(void *block, size_t size, const char *file, int line)
{
    if (size)
        return move(block, get_or_reserved(size), size);
    openssl_free(block, file, line);
    return NULL;
}

/* As much as may be locked: a power of two. */
static size_t choose_size(void)
{
    struct rlimit most;
    size_t size = SECURE_MOST;
    if (getrlimit(RLIMIT_MEMLOCK, &most) != 0)
        return size;
    while (size > SECURE_LEAST && size > most.rlim_cur)
        size /= 2;
    return size;
}

bool es_heap_init(void)
{
    /* Taken as long as OpenSSL holds nothing yet: first thing in main. */
    CRYPTO_set_mem_functions(openssl_get, openssl_resize, openssl_free);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL); /* OPENSSL_CONF is not ours to obey */
    json_set_alloc_funcs(es_heap_secret, es_heap_free);
    size_t size = choose_size();
    /* Where it cannot be locked there is a heap all the same (2). */
    int made = CRYPTO_secure_malloc_init(size, SECURE_BLOCK_MIN);
    secure_size = size;
    secure = made ? find_secure() : NULL;
    return made == 1;
}
