/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text from outside on its way to the terminal: es_text_safe and es_text_safe_json on inputs of
 * our making, their output read by a decoder of its own and held against tables of its own.
 * usage: torture_terminal CATEGORIES KIND FROM COUNT
 *
 * CATEGORIES is a file of 0x110000 letters, what each code point is: 'a' shown, 'm' a mark, 'b' a
 * blank, '-' never, '?' either. KIND is "triples" (COUNT of all strings of up to three bytes) or
 * "texts" (COUNT texts from a generator with a fixed seed). Prints "tried wrong", then what went
 * wrong.
 */
#include "esign/text.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { POINTS = 0x110000, TEXT_MAX = 48, MARKS = 4, SHOWN_WRONG = 20 };

static const char *categories;
static unsigned long tried, wrong;

static void went_wrong(const char *why, const char *text)
{
    if (++wrong > SHOWN_WRONG)
        return;
    fprintf(stderr, "%s:", why);
    for (; *text; text++)
        fprintf(stderr, " %02x", (unsigned char)*text);
    fputc('\n', stderr);
}

/* The code point that `at` begins with, strictly by the Unicode Standard's table 3-7; -1 where it
 * is none. */
static long decode(const unsigned char *at, size_t *size)
{
    unsigned char a = at[0];
    *size = 1;
    if (a < 0x80)
        return a;
    size_t more = a >= 0xc2 && a <= 0xdf   ? 1
                  : (a & 0xf0) == 0xe0     ? 2
                  : a >= 0xf0 && a <= 0xf4 ? 3
                                           : 0;
    if (more == 0)
        return -1;
    unsigned char low = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80;
    unsigned char high = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return -1;
    long c = a & (0x3f >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return -1;
        c = c << 6 | (at[i] & 0x3f);
    }
    *size = more + 1;
    return c;
}

/* Whether all of it may stand on a terminal; counts its code points. */
static const char *fault_of(const char *text, size_t *length)
{
    const unsigned char *at = (const unsigned char *)text;
    int marks = MARKS;
    bool letter = false;
    *length = 0;
    while (*at) {
        size_t size;
        long c = decode(at, &size);
        if (c < 0)
            return "not UTF-8";
        char kind = categories[c];
        if (kind == '-' || (kind == 'b' && c != ' '))
            return "a character that may not be there";
        if (kind == 'm' && !letter)
            return "a mark without its letter";
        if (kind == 'm' && ++marks > MARKS)
            return "a heap of marks";
        if (kind != 'm')
            marks = 0;
        letter = kind != 'b';
        at += size;
        ++*length;
    }
    return NULL;
}

/* None of it is unknown to one of the tables. */
static bool is_known(const char *text)
{
    for (size_t size; *text; text += size)
        if (categories[decode((const unsigned char *)text, &size)] == '?')
            return false;
    return true;
}

static void try_safe(const char *text, bool plain, size_t most)
{
    es_auto(buf) safe = {0}, again = {0};
    size_t length = 0;
    if (!es_text_safe(text, most, &safe)) {
        went_wrong("not made", text);
        return;
    }
    const char *why = fault_of(es_buf_str(&safe), &length);
    if (why)
        went_wrong(why, text);
    if (length > most + 1 || safe.len > 3 * strlen(text) + 3)
        went_wrong("too long", text);
    if (plain && most > TEXT_MAX && strcmp(text, es_buf_str(&safe)) != 0)
        went_wrong("plain text was changed", text);
    if (!es_text_safe(es_buf_str(&safe), SIZE_MAX, &again) ||
        strcmp(es_buf_str(&safe), es_buf_str(&again)) != 0)
        went_wrong("not the same when made safe again", text);
}

/* "\u…" alone is added, and taking it back gives the text again. */
static void try_json(const char *text)
{
    es_auto(buf) json = {0}, back = {0};
    size_t length;
    if (!es_text_safe_json(text, strlen(text), &json) || fault_of(es_buf_str(&json), &length))
        went_wrong("unsafe JSON", text);
    long high = 0;
    for (const char *at = es_buf_str(&json); *at;) {
        unsigned c;
        if (sscanf(at, "\\u%4x", &c) != 1) {
            if (!es_buf_add_char(&back, *at++))
                return;
            continue;
        }
        at += 6;
        if (c >= 0xd800 && c < 0xdc00) {
            high = 0x10000 + ((long)(c - 0xd800) << 10);
            continue;
        }
        long point = c >= 0xdc00 && c < 0xe000 ? high + (c - 0xdc00) : (long)c;
        unsigned char bytes[4] = {
            (unsigned char)(0xf0 | point >> 18), (unsigned char)(0x80 | (point >> 12 & 0x3f)),
            (unsigned char)(0x80 | (point >> 6 & 0x3f)), (unsigned char)(0x80 | (point & 0x3f))};
        size_t from = point < 0x80 ? 3 : point < 0x800 ? 2 : point < 0x10000 ? 1 : 0;
        if (from > 0)
            bytes[from] = (unsigned char)(from == 3   ? point
                                          : from == 2 ? 0xc0 | point >> 6
                                                      : 0xe0 | point >> 12);
        if (!es_buf_add(&back, bytes + from, 4 - from))
            return;
    }
    if (strcmp(es_buf_str(&back), text) != 0)
        went_wrong("other JSON", text);
}

static void try_text(const char *text, size_t most)
{
    size_t length;
    bool plain = fault_of(text, &length) == NULL && is_known(text);
    tried++;
    try_safe(text, plain, most);
    bool utf8 = true;
    for (const unsigned char *at = (const unsigned char *)text; *at && utf8;) {
        size_t size;
        utf8 = decode(at, &size) >= 0;
        at += size;
    }
    if (utf8 && !strchr(text, '\\'))
        try_json(text);
}

/* All strings of up to three bytes, none of which is a NUL. */
static void try_triples(unsigned long from, unsigned long count)
{
    for (unsigned long n = from; n < from + count && n < 1ul << 24; n++) {
        char text[4] = {(char)(n & 0xff), (char)(n >> 8 & 0xff), (char)(n >> 16), 0};
        try_text(text, SIZE_MAX - 1);
    }
}

static uint64_t state;

static uint64_t any(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % below;
}

static size_t encode(unsigned long c, size_t size, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc};
    if (size == 1) {
        *out = (char)c;
        return 1;
    }
    for (size_t i = size - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[size] | c);
    return size;
}

static size_t size_of(unsigned long c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* What is known to deceive: first and last code point of each row. */
static const unsigned nasty[][2] = {
    {0x01, 0x1f},       {0x1b, 0x1b},       {0x7f, 0x9f},         {0x9b, 0x9b},
    {0xa0, 0xa0},       {0xad, 0xad},       {0x300, 0x36f},       {0x34f, 0x34f},
    {0x61c, 0x61c},     {0x115f, 0x1160},   {0x1161, 0x11ff},     {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x1ab0, 0x1aff},   {0x2000, 0x200f},     {0x2028, 0x202f},
    {0x205f, 0x206f},   {0x20d0, 0x20f0},   {0x2800, 0x2800},     {0x3000, 0x3000},
    {0x3164, 0x3164},   {0xd800, 0xdfff},   {0xe000, 0xf8ff},     {0xfdd0, 0xfdef},
    {0xfe00, 0xfe0f},   {0xfe20, 0xfe2f},   {0xfeff, 0xfeff},     {0xffa0, 0xffa0},
    {0xfff0, 0xffff},   {0x1bca0, 0x1bca3}, {0x1d159, 0x1d182},   {0x1fffe, 0x1ffff},
    {0xe0000, 0xe0fff}, {0xf0000, 0xfffff}, {0x10fff0, 0x10ffff},
};

static const char *const pieces[] = {
    "\033[2J",
    "\033]0;x\a",
    "\033]52;c;eA==\a",
    "\033P1$r\033\\",
    "\x9b"
    "31m",
    "\xc2\x9b"
    "31m",
    "\xe2\x80\xae",
    "\xe2\x81\xa6",
    "\xe2\x81\xa9",
    "\r\n",
    "\n",
    "\t",
    "\xc0\x9b",
    "\xe0\x82\x9b",
    "\xf0\x80\x82\x9b",
    "\xed\xa0\x9b",
    "\xf4\x90\x80\x80",
    "\xef\xbf\xbe",
    "PIN: 1234",
    "Güvenlik",
    "Sözcüğü ıİşŞ",
    "\xd7\xa9\xd7\x9c",
    "\xd8\xb3\xd9\x84",
    "\xe4\xb8\xad",
    "\xf0\x9f\x98\x80",
    "e\xcc\x81",
    "\xef\xbf\xbd",
    "\xe2\x80\xa6",
    "\xc2\x85",
    "\xe2\x80\xa8",
};

static size_t add_any(char *out)
{
    switch (any(8)) {
    case 0: { /* any byte */
        *out = (char)(1 + any(255));
        return 1;
    }
    case 1: { /* any code point, its surrogates too */
        unsigned long c = 1 + any(POINTS - 1);
        return encode(c, size_of(c), out);
    }
    case 2:
    case 3: {
        const unsigned *row = nasty[any(sizeof nasty / sizeof *nasty)];
        unsigned long c = row[0] + any(row[1] - row[0] + 1);
        return encode(c, size_of(c), out);
    }
    case 4: { /* longer than it need be */
        unsigned long c = any(0x800);
        size_t size = 2 + any(4);
        return encode(c & (size == 2 ? 0x7f : 0x7ff), size, out);
    }
    case 5: { /* a flood of one mark */
        unsigned long c = 0x300 + any(0x70);
        size_t len = 0;
        for (uint64_t n = any(10); n > 0; n--)
            len += encode(c, 2, out + len);
        return len;
    }
    default: {
        const char *piece = pieces[any(sizeof pieces / sizeof *pieces)];
        memcpy(out, piece, strlen(piece));
        return strlen(piece);
    }
    }
}

/* Each text has a seed of its own, so that any part of them can be tried alone. */
static void try_texts(unsigned long from, unsigned long count)
{
    for (unsigned long n = from; n < from + count; n++) {
        char text[TEXT_MAX + 32];
        size_t len = 0, wanted;
        state = (n + 1) * 0x9e3779b97f4a7c15u;
        any(1);
        wanted = any(TEXT_MAX);
        while (len < wanted)
            len += add_any(text + len);
        text[len] = '\0';
        for (size_t i = 0; i < len; i++)
            text[i] = text[i] ? text[i] : ' ';
        if (len > 0 && any(4) == 0)
            text[len - 1 - any(len < 3 ? len : 3)] = '\0'; /* cut, in a letter too */
        try_text(text, any(4) == 0 ? any(12) : SIZE_MAX - 1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    void *table = fd < 0 ? MAP_FAILED : mmap(NULL, POINTS, PROT_READ, MAP_PRIVATE, fd, 0);
    if (table == MAP_FAILED)
        return 2;
    categories = table;
    unsigned long from = strtoul(argv[3], NULL, 10), count = strtoul(argv[4], NULL, 10);
    if (strcmp(argv[2], "triples") == 0)
        try_triples(from, count);
    else
        try_texts(from, count);
    printf("%lu %lu\n", tried, wrong);
    return 0;
}
