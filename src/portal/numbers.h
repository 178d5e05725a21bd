/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers and moments as bytes in a file, little-endian whatever the machine. */
#ifndef ESIGN_PORTAL_NUMBERS_H
#define ESIGN_PORTAL_NUMBERS_H

#include "esign/moment.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

enum { ES_MOMENT_BYTES = 8 + 8 + ES_MOMENT_BOOT_SIZE };

static inline void es_put_moment(unsigned char *at, const struct es_moment *moment)
{
    es_put_number(at, (uint64_t)moment->wall, 8);
    es_put_number(at + 8, (uint64_t)moment->up, 8);
    memcpy(at + 16, moment->boot, ES_MOMENT_BOOT_SIZE);
}

/* Whatever the bytes are; es_moment_fits tells whether it can be counted with. */
static inline struct es_moment es_get_moment(const unsigned char *at)
{
    struct es_moment moment = {.wall = (int64_t)es_get_number(at, 8),
                               .up = (int64_t)es_get_number(at + 8, 8)};
    memcpy(moment.boot, at + 16, ES_MOMENT_BOOT_SIZE - 1);
    return moment;
}

#endif
