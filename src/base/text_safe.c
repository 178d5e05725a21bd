/* SPDX-License-Identifier: Apache-2.0 */
/* Text as it is counted and shown: nothing here compares. */
#include "esign/text.h"

#include <string.h>
#include <utf8proc.h>

enum {
    REPLACEMENT = 0xFFFD,
    NEL = 0x85,
    BRAILLE_BLANK = 0x2800,
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

/* What may be shown in place of c, where it stands alone. */
static int32_t shown_alone(int32_t c)
{
    if (c == BRAILLE_BLANK || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' ||
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
