/* SPDX-License-Identifier: Apache-2.0 */
#include "random.h"

#include <openssl/rand.h>
#include <stdint.h>
#include <stdlib.h>

static uint32_t random_bits(void)
{
    uint32_t bits;
    if (RAND_bytes((unsigned char *)&bits, sizeof(bits)) != 1)
        abort();
    return bits;
}

unsigned es_random_below(unsigned limit)
{
    /* 32 bits for at most 16: the bias is below one in 65,536, of no matter here. */
    return random_bits() % limit;
}

static void fill(char *out, size_t chars, unsigned base)
{
    for (size_t i = 0; i < chars; i++)
        out[i] = "0123456789abcdef"[es_random_below(base)];
    out[chars] = '\0';
}

void es_random_digits(char *out, size_t chars)
{
    fill(out, chars, 10);
}

void es_random_hex(char *out, size_t chars)
{
    fill(out, chars, 16);
}
