/* SPDX-License-Identifier: Apache-2.0 */
/* Text as it is counted and shown: nothing here compares. */
#include "esign/text.h"

#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD, NEL = 0x85 };

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

/* What may be shown in place of c. */
static int32_t shown(int32_t c)
{
    if (c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == NEL)
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

bool es_text_safe(const char *text, size_t max_chars, struct es_buf *out)
{
    size_t len = strlen(text);
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
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t size = utf8proc_encode_char(shown(c), bytes);
        if (!es_buf_add(out, bytes, (size_t)size))
            return false;
    }
    return true;
}
