/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/secret.h"
#include "esign/heap.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* Measured with prlimit --stack: a request with its handshake, and the reading of a page, need less
 * than 64 KiB. */
enum { STACK_WIPED = 256 << 10, STACK_STEP = 4096 };

void es_wipe(void *memory, size_t len)
{
    if (memory && len)
        OPENSSL_cleanse(memory, len);
}

/* Libraries load what they copy or measure into vector registers, and a signal's frame puts those
 * on the stack. The compiler clears the lower ones; of the sixteen of AVX-512, which the C library
 * likes best, gcc 12 does not know. */
#if __has_attribute(zero_call_used_regs)
#define CLEARS_REGISTERS __attribute__((noinline, zero_call_used_regs("all")))
#else
#define CLEARS_REGISTERS __attribute__((noinline))
#endif

static CLEARS_REGISTERS void wipe_registers(void)
{
    __asm__ volatile("");
}

#ifdef __x86_64__
static CLEARS_REGISTERS __attribute__((target("avx"))) void wipe_wide_registers(void)
{
    __asm__ volatile("");
}

#define CLEAR(number) "vpxorq %%zmm" #number ", %%zmm" #number ", %%zmm" #number "\n\t"
static __attribute__((noinline, target("avx512f"))) void wipe_upper_registers(void)
{
    __asm__ volatile(
        CLEAR(16) CLEAR(17) CLEAR(18) CLEAR(19) CLEAR(20) CLEAR(21) CLEAR(22) CLEAR(23) CLEAR(24)
            CLEAR(25) CLEAR(26) CLEAR(27) CLEAR(28) CLEAR(29) CLEAR(30) CLEAR(31)::
                : "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24",
                  "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}
#endif

static void wipe_all_registers(void)
{
    wipe_registers();
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx"))
        wipe_wide_registers();
    if (__builtin_cpu_supports("avx512f"))
        wipe_upper_registers();
#endif
}

/* By calling itself, for nothing else owns what lies below. */
static __attribute__((noinline)) void wipe_below(size_t left)
{
    char frame[STACK_STEP];
    explicit_bzero(frame, sizeof(frame));
    if (left > sizeof(frame))
        wipe_below(left - sizeof(frame));
    __asm__ volatile("" : : "r"(frame) : "memory"); /* the frame stays until here: no tail call */
}

void es_wipe_stack(void)
{
    struct rlimit most;
    size_t size = STACK_WIPED;
    if (getrlimit(RLIMIT_STACK, &most) != 0 || most.rlim_cur / 4 < size)
        size = STACK_STEP;
    wipe_below(size);
    wipe_all_registers();
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
