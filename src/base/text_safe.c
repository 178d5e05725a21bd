/* SPDX-License-Identifier: Apache-2.0 */
/* Text as it is counted and shown: nothing here compares. */
#include "esign/text.h"

#include <string.h>
#include <utf8proc.h>

enum {
    REPLACEMENT = 0xFFFD,
    NEL = 0x85,
    /* Marks on one letter: Vietnamese needs two, pointed Hebrew and Arabic three. More of them
     * grow over the lines above and below. */
    MARKS_MAX = 4,
};

/* The next code point and its bytes; a byte that is not UTF-8 counts as one U+FFFD. */
static size_t next_point(const char *at, size_t len, int32_t *c)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)len, c);
    if (n > 0)
        return (size_t)n;
    *c = REPLACEMENT;
    return 1;
}

bool es_text_is_utf8(const char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at,
                                              (utf8proc_ssize_t)(len - at), &c);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

size_t es_text_length(const char *utf8)
{
    size_t n = 0;
    int32_t c;
    for (size_t len = strlen(utf8); len > 0; n++) {
        size_t step = next_point(utf8, len, &c);
        utf8 += step;
        len -= step;
    }
    return n;
}

size_t es_text_letter(const char *text)
{
    size_t len = 1;
    while (((unsigned char)text[len] & 0xC0U) == 0x80U)
        len++;
    return len;
}

size_t es_text_columns(const char *utf8)
{
    size_t columns = 0;
    for (size_t len = strlen(utf8); len > 0;) {
        int32_t c;
        size_t step = next_point(utf8, len, &c);
        utf8 += step;
        len -= step;
        int width = utf8proc_charwidth(c);
        columns += width > 0 ? (size_t)width : 0;
    }
    return columns;
}

/* Letters and signs by their category, of which nothing is to be seen: the blank of Braille, the
 * null notehead, the fillers of Khitan and Egyptian, the place of a missing object. */
static bool is_unseen_letter(int32_t c)
{
    return c == 0x2800 || c == 0x1D159 || c == 0x16FE4 || c == 0x13441 || c == 0x13442 ||
           c == 0xFFFC;
}

/* What may be shown in place of c, where it stands alone. */
static int32_t shown_alone(int32_t c)
{
    if (is_unseen_letter(c) || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' ||
        c == NEL)
        return ' ';
    const utf8proc_property_t *property = utf8proc_get_property(c);
    if (property->ignorable)
        return REPLACEMENT;
    switch (property->category) {
    case UTF8PROC_CATEGORY_ZS: /* all as wide as they look, but a plain one copies better */
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return ' ';
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO: /* means something else in every font */
    case UTF8PROC_CATEGORY_CS:
        return REPLACEMENT;
    default:
        return c;
    }
}

/* Terminals draw it on the letter before it, or make one of both, as of a Hangul syllable's vowel
 * and end. */
static bool is_mark(int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    return property->category == UTF8PROC_CATEGORY_MN ||
           property->category == UTF8PROC_CATEGORY_MC ||
           property->category == UTF8PROC_CATEGORY_ME ||
           property->boundclass == UTF8PROC_BOUNDCLASS_V ||
           property->boundclass == UTF8PROC_BOUNDCLASS_T;
}

/* What may be shown in place of c after what came before; `marks` is how many more may stand on
 * the letter, none at the start and after a blank: they would change what is not theirs. */
static int32_t shown(int32_t c, int *marks)
{
    c = shown_alone(c);
    if (c == ' ')
        *marks = 0;
    else if (!is_mark(c))
        *marks = MARKS_MAX;
    else if (*marks == 0)
        c = REPLACEMENT;
    else
        --*marks;
    return c;
}

static bool add_point(struct es_buf *out, int32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(c, bytes);
    return es_buf_add(out, bytes, (size_t)size);
}

bool es_text_safe(const char *text, size_t max_chars, struct es_buf *out)
{
    size_t len = strlen(text);
    int marks = 0;
    for (size_t n = 0; len > 0; n++) {
        if (n == max_chars)
            return es_buf_add_str(out, "…");
        if (text[0] == '\r' && text[1] == '\n') { /* one line end */
            text++;
            len--;
        }
        int32_t c;
        size_t step = next_point(text, len, &c);
        text += step;
        len -= step;
        if (!add_point(out, shown(c, &marks)))
            return false;
    }
    return true;
}

static bool add_escaped(struct es_buf *out, int32_t c)
{
    if (c < 0x10000)
        return es_buf_printf(out, "\\u%04x", (unsigned)c);
    unsigned rest = (unsigned)c - 0x10000;
    return es_buf_printf(out, "\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

bool es_text_is_seen(const char *text)
{
    for (size_t len = strlen(text); len > 0;) {
        int32_t c;
        size_t step = next_point(text, len, &c);
        text += step;
        len -= step;
        int32_t alone = shown_alone(c);
        if (alone != ' ' && alone != REPLACEMENT && !is_mark(c))
            return true;
    }
    return false;
}

static bool is_word_part(int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    return (property->category >= UTF8PROC_CATEGORY_LU &&
            property->category <= UTF8PROC_CATEGORY_NO) &&
           !property->ignorable;
}

bool es_text_starts_a_word(const char *text)
{
    int32_t c;
    next_point(text, strnlen(text, 4), &c); /* it may be megabytes */
    return *text && is_word_part(c);
}

/* What looks like a mark of an address and is none to a program. */
static int32_t address_mark(int32_t c)
{
    switch (c) {
    case 0x3002: /* ideographic full stop */
    case 0x0701:
    case 0x0702: /* Syriac full stops */
        return '.';
    case 0x2044: /* fraction slash */
    case 0x2215: /* division slash */
    case 0x29F8: /* big solidus */
        return '/';
    case 0x2236: /* ratio */
    case 0xA789: /* modifier letter colon */
        return ':';
    default:
        return is_word_part(c) ? c : ' ';
    }
}

bool es_text_plain(const char *text, struct es_buf *out)
{
    enum { MOST = 32 }; /* of one code point: none has more than 18 */
    for (size_t len = strlen(text); len > 0;) {
        int32_t c, parts[MOST];
        size_t step = next_point(text, len, &c);
        text += step;
        len -= step;
        int last = 0;
        utf8proc_ssize_t n = utf8proc_decompose_char(
            c, parts, MOST, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE, &last);
        for (utf8proc_ssize_t i = 0; i < n && i < MOST; i++)
            if (!add_point(out, parts[i] < 0x80 ? parts[i] : address_mark(parts[i])))
                return false;
    }
    return true;
}

bool es_text_safe_json(const char *json, size_t len, struct es_buf *out)
{
    int marks = 0;
    while (len > 0) {
        int32_t c;
        size_t step = next_point(json, len, &c);
        bool plain = shown(c, &marks) == c;
        if (!(plain ? es_buf_add(out, json, step) : add_escaped(out, c)))
            return false;
        json += step;
        len -= step;
    }
    return true;
}
