/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers as bytes in a file, little-endian whatever the machine. */
#ifndef ESIGN_PORTAL_NUMBERS_H
#define ESIGN_PORTAL_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

static inline void es_put_number(unsigned char *at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (unsigned char)(number >> (8 * i));
    }
}

static inline uint64_t es_get_number(const unsigned char *at, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number |= (uint64_t)at[i] << (8 * i);
    }
    return number;
}

#endif
