/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/secret.h"
#include <jansson.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { SECURE_HEAP_SIZE = 1 << 20, SECURE_HEAP_MIN = 32 };

void es_wipe(void *memory, size_t len)
{
    if (memory && len)
        OPENSSL_cleanse(memory, len);
}

/* jansson does not tell the size when it frees, so each block carries it in front. Answers and
 * PINs pass through JSON values: they go to the secure heap while it has room. */
union block_head {
    size_t size;
    max_align_t align;
};

static void *json_allocate(size_t size)
{
    if (size > SIZE_MAX - sizeof(union block_head))
        return NULL;
    size_t total = size + sizeof(union block_head);
    union block_head *head = NULL;
    if (CRYPTO_secure_malloc_initialized())
        head = OPENSSL_secure_malloc(total);
    if (!head)
        head = malloc(total);
    if (!head)
        return NULL;
    head->size = size;
    return head + 1;
}

static void json_release(void *memory)
{
    if (!memory)
        return;
    union block_head *head = (union block_head *)memory - 1;
    es_wipe(memory, head->size);
    if (CRYPTO_secure_allocated(head))
        OPENSSL_secure_free(head);
    else
        free(head);
}

void es_secret_init(void)
{
    umask(077);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL); /* OPENSSL_CONF is not ours to obey */
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    /* Where it cannot be locked against swapping there is a heap all the same (2). */
    CRYPTO_secure_malloc_init(SECURE_HEAP_SIZE, SECURE_HEAP_MIN);
    json_set_alloc_funcs(json_allocate, json_release);
}
