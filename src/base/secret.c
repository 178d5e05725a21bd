/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/secret.h"
#include "esign/heap.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

void es_wipe(void *memory, size_t len)
{
    if (memory && len)
        OPENSSL_cleanse(memory, len);
}

bool es_secret_init(void)
{
    umask(077);
    unsetenv("GCONV_PATH"); /* the modules it names would run in this process */
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    return es_heap_init();
}
