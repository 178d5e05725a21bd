/* SPDX-License-Identifier: Apache-2.0 */
#include "signs.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct range {
    uint32_t from, to;
};

static bool is_in(uint32_t point, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (point >= ranges[i].from && point <= ranges[i].to)
            return true;
    return false;
}

/* Blanks, dashes, dots in the middle, and what is not seen at all. */
static bool is_filler(uint32_t point)
{
    static const struct range fillers[] = {
        {0xA0, 0xA0},     {0xAD, 0xAD},     {0xB7, 0xB7},     {0x1680, 0x1680},
        {0x2000, 0x2015}, {0x2022, 0x2022}, {0x2024, 0x2024}, {0x2027, 0x202F},
        {0x205F, 0x2064}, {0x2066, 0x206F}, {0x2212, 0x2212}, {0x3000, 0x3000},
        {0xFE58, 0xFE58}, {0xFE63, 0xFE63}, {0xFEFF, 0xFEFF}, {0xFF0D, 0xFF0F}};
    if (point < 0x80)
        return point && strchr(" \t\r\n.-/_", (int)point);
    return is_in(point, fillers, sizeof(fillers) / sizeof(fillers[0]));
}

/* The digit or letter that one of another width or script stands for; 0: it is none. */
static unsigned plain_of(uint32_t point)
{
    static const uint32_t zeros[] = {0xFF10,  0x0660,  0x06F0,  0x1D7CE,
                                     0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6};
    for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
        if (point >= zeros[i] && point <= zeros[i] + 9)
            return '0' + point - zeros[i];
    if (point >= 0xFF21 && point <= 0xFF3A)
        return 'a' + point - 0xFF21;
    if (point >= 0xFF41 && point <= 0xFF5A)
        return 'a' + point - 0xFF41;
    return 0;
}

/* A character of several bytes; its first byte alone where it is not whole. */
static struct sign read_wide(char *at, const char *end)
{
    unsigned char first = (unsigned char)*at;
    size_t len = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
    struct sign sign = {at, 1, first};
    if (len == 1 || (size_t)(end - at) < len)
        return sign;
    uint32_t point = first & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (((unsigned char)at[i] & 0xC0) != 0x80)
            return sign;
        point = point << 6 | ((unsigned char)at[i] & 0x3Fu);
    }
    unsigned plain = plain_of(point);
    if (!plain && !is_filler(point))
        return sign; /* each of its bytes is a sign */
    return (struct sign){at, len, plain ? plain : (unsigned)SIGN_FILLER};
}

void signs_read(char *at, const char *end, sign_taker *take, void *arg)
{
    while (at < end) {
        unsigned char c = (unsigned char)*at;
        struct sign sign = {at, 1, c};
        if (c >= 0x80)
            sign = read_wide(at, end);
        else if (!c)
            sign.value = SIGN_BREAK;
        else if (is_filler(c))
            sign.value = SIGN_FILLER;
        else if (c >= 'A' && c <= 'Z')
            sign.value = (unsigned)c - 'A' + 'a';
        take(arg, &sign);
        at += sign.len;
    }
}

void signs_long_number(struct sign_number *number, const struct sign *sign, sign_taker *take,
                       void *arg)
{
    bool digit = sign->value >= '0' && sign->value <= '9';
    if (!digit && (sign->value != SIGN_FILLER || ++number->fillers > SIGN_FILLERS_MAX))
        *number = (struct sign_number){.n = 0};
    if (!digit)
        return;
    number->fillers = 0;
    if (number->n < LONG_NUMBER)
        number->first[number->n] = *sign;
    if (++number->n > LONG_NUMBER)
        take(arg, sign);
    for (size_t i = 0; number->n == LONG_NUMBER && i < LONG_NUMBER; i++)
        take(arg, &number->first[i]);
}
