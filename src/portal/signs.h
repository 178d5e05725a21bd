/* SPDX-License-Identifier: Apache-2.0 */
/* A text as signs that stand for the same to whoever reads it: "462 377" and "４６２.３７７" are
 * the same six, "Deneme123" and "DENEME-123" the same nine. */
#ifndef ESIGN_PORTAL_SIGNS_H
#define ESIGN_PORTAL_SIGNS_H

#include <stddef.h>

enum {
    SIGN_FILLER = 0x100,  /* a blank, dash, dot or their like: groups are parted by it */
    SIGN_BREAK = 0x101,   /* the end of a text */
    SIGN_FILLERS_MAX = 3, /* so many may part two groups */
};

struct sign {
    char *at;
    size_t len;
    unsigned value; /* a digit, a small letter of ASCII, another byte; or one of the above */
};

typedef void sign_taker(void *arg, const struct sign *sign);

/* Hands over each sign of at..end; a zero byte is a break. */
void signs_read(char *at, const char *end, sign_taker *take, void *arg);

enum { LONG_NUMBER = 4 };

/* A number that signs are part of, from one to the next; of a long one the first digits are no
 * longer needed. To be wiped. */
struct sign_number {
    struct sign first[LONG_NUMBER];
    size_t n, fillers;
};

/* Hands over each digit of a number of four digits and more, in groups or not. */
void signs_long_number(struct sign_number *number, const struct sign *sign, sign_taker *take,
                       void *arg);

#endif
