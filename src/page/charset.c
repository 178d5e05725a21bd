/* SPDX-License-Identifier: Apache-2.0 */
/* Labels, decoders and encoders: the Encoding Standard's, for the few charsets we know. */
#include "esign/charset.h"

#include <stdint.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

struct label {
    const char *text;
    enum es_charset charset;
};

static const struct label labels[] = {
    {"unicode-1-1-utf-8", ES_UTF_8},
    {"unicode11utf8", ES_UTF_8},
    {"unicode20utf8", ES_UTF_8},
    {"utf-8", ES_UTF_8},
    {"utf8", ES_UTF_8},
    {"x-unicode20utf8", ES_UTF_8},
    {"cp1254", ES_WINDOWS_1254},
    {"csisolatin5", ES_WINDOWS_1254},
    {"iso-8859-9", ES_WINDOWS_1254},
    {"iso-ir-148", ES_WINDOWS_1254},
    {"iso8859-9", ES_WINDOWS_1254},
    {"iso88599", ES_WINDOWS_1254},
    {"iso_8859-9", ES_WINDOWS_1254},
    {"iso_8859-9:1989", ES_WINDOWS_1254},
    {"l5", ES_WINDOWS_1254},
    {"latin5", ES_WINDOWS_1254},
    {"windows-1254", ES_WINDOWS_1254},
    {"x-cp1254", ES_WINDOWS_1254},
    {"ansi_x3.4-1968", ES_WINDOWS_1252},
    {"ascii", ES_WINDOWS_1252},
    {"cp1252", ES_WINDOWS_1252},
    {"cp819", ES_WINDOWS_1252},
    {"csisolatin1", ES_WINDOWS_1252},
    {"ibm819", ES_WINDOWS_1252},
    {"iso-8859-1", ES_WINDOWS_1252},
    {"iso-ir-100", ES_WINDOWS_1252},
    {"iso8859-1", ES_WINDOWS_1252},
    {"iso88591", ES_WINDOWS_1252},
    {"iso_8859-1", ES_WINDOWS_1252},
    {"iso_8859-1:1987", ES_WINDOWS_1252},
    {"l1", ES_WINDOWS_1252},
    {"latin1", ES_WINDOWS_1252},
    {"us-ascii", ES_WINDOWS_1252},
    {"windows-1252", ES_WINDOWS_1252},
    {"x-cp1252", ES_WINDOWS_1252},
    {"unicodefffe", ES_UTF_16BE},
    {"utf-16be", ES_UTF_16BE},
    {"csunicode", ES_UTF_16LE},
    {"iso-10646-ucs-2", ES_UTF_16LE},
    {"ucs-2", ES_UTF_16LE},
    {"unicode", ES_UTF_16LE},
    {"unicodefeff", ES_UTF_16LE},
    {"utf-16", ES_UTF_16LE},
    {"utf-16le", ES_UTF_16LE},
};

const char *es_charset_name(enum es_charset charset)
{
    switch (charset) {
    case ES_WINDOWS_1254:
        return "windows-1254";
    case ES_WINDOWS_1252:
        return "windows-1252";
    case ES_UTF_16LE:
        return "UTF-16LE";
    case ES_UTF_16BE:
        return "UTF-16BE";
    case ES_UTF_8:
        break;
    }
    return "UTF-8";
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* strncasecmp under a Turkish locale takes I and i for different letters. */
static bool same_label(const char *text, size_t len, const char *label)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
        if (c != label[i]) /* also at the label's end, for no label holds a NUL … */
            return false;
        if (c == '\0') /* … but the text may */
            return false;
    }
    return label[len] == '\0';
}

bool es_charset_find(const char *label, size_t len, enum es_charset *charset)
{
    while (len > 0 && is_blank(label[0])) {
        label++;
        len--;
    }
    while (len > 0 && is_blank(label[len - 1]))
        len--;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (same_label(label, len, labels[i].text)) {
            *charset = labels[i].charset;
            return true;
        }
    }
    return false;
}

/* ---- one byte to a code point ---- */

/* 0x80 to 0x9F of windows-1252; where no character is assigned the byte is its own control. */
static const uint16_t high_controls[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};

/* Where windows-1254 differs from windows-1252. */
static const struct {
    uint8_t byte;
    uint16_t point;
} turkish[] = {
    {0x8E, 0x8E},  {0x9E, 0x9E},  {0xD0, 0x11E}, {0xDD, 0x130},
    {0xDE, 0x15E}, {0xF0, 0x11F}, {0xFD, 0x131}, {0xFE, 0x15F},
};

static uint32_t point_of_byte(enum es_charset charset, uint8_t byte)
{
    if (charset == ES_WINDOWS_1254) {
        for (size_t i = 0; i < sizeof turkish / sizeof *turkish; i++) {
            if (turkish[i].byte == byte)
                return turkish[i].point;
        }
    }
    return byte >= 0x80 && byte < 0xA0 ? high_controls[byte - 0x80] : byte;
}

/* The byte of a code point from U+0080 on, 0 where it cannot be encoded. */
static uint8_t byte_of_point(enum es_charset charset, uint32_t point)
{
    for (unsigned byte = 0x80; byte <= 0xFF; byte++) {
        if (point_of_byte(charset, (uint8_t)byte) == point)
            return (uint8_t)byte;
    }
    return 0;
}

/* ---- UTF-8 and UTF-16 to a code point ---- */

/* Reads a code point and moves *at past it. What is broken gives U+FFFD for each longest piece
 * that could have begun a character, as the standard's decoder does. */
static uint32_t next_utf8(const uint8_t **at, const uint8_t *end)
{
    uint8_t lead = *(*at)++;
    if (lead < 0x80)
        return lead;
    unsigned more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (lead < 0xC2 || lead > 0xF4)
        return REPLACEMENT;
    /* Only the first byte after the lead has narrower bounds (overlong forms, surrogates). */
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    uint32_t point = lead & (0x3Fu >> more);
    for (; more > 0; more--) {
        if (*at == end || **at < low || **at > high)
            return REPLACEMENT;
        point = point << 6 | (*(*at)++ & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    return point;
}

static uint32_t unit_at(const uint8_t *at, bool big)
{
    return big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t next_utf16(const uint8_t **at, const uint8_t *end, bool big)
{
    if (end - *at < 2) { /* half a unit */
        *at = end;
        return REPLACEMENT;
    }
    uint32_t unit = unit_at(*at, big);
    *at += 2;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || end - *at < 2)
        return REPLACEMENT;
    uint32_t second = unit_at(*at, big);
    if (second < 0xDC00 || second > 0xDFFF)
        return REPLACEMENT; /* the second unit is read on its own */
    *at += 2;
    return 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
}

static bool add_utf8(struct es_buf *out, uint32_t point)
{
    static const uint8_t leads[] = {0, 0xC0, 0xE0, 0xF0};
    char bytes[4];
    size_t len = 0;
    unsigned more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[len++] = (char)(leads[more] | point >> (6 * more));
    while (more-- > 0)
        bytes[len++] = (char)(0x80 | (point >> (6 * more) & 0x3F));
    return es_buf_add(out, bytes, len);
}

/* Adds the ASCII at *at in one go, for most of a page is that. */
static bool add_ascii(struct es_buf *out, const uint8_t **at, const uint8_t *end)
{
    const uint8_t *start = *at;
    while (*at < end && **at < 0x80)
        (*at)++;
    return *at == start || es_buf_add(out, start, (size_t)(*at - start));
}

/* The same of the UTF-8 that is whole (and no U+FFFD, which next_utf8 gives for what is broken). */
static bool add_whole_utf8(struct es_buf *out, const uint8_t **at, const uint8_t *end)
{
    const uint8_t *start = *at, *behind = start;
    while (*at < end) {
        if (*behind < 0x80)
            behind++;
        else if (next_utf8(&behind, end) == REPLACEMENT)
            break;
        *at = behind;
    }
    return *at == start || es_buf_add(out, start, (size_t)(*at - start));
}

bool es_charset_decode(enum es_charset charset, const char *bytes, size_t len, struct es_buf *out)
{
    const uint8_t *at = (const uint8_t *)bytes, *end = at + len;
    bool wide = charset == ES_UTF_16LE || charset == ES_UTF_16BE;
    if (charset == ES_UTF_8 && len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    if (wide && len >= 2 && unit_at(at, charset == ES_UTF_16BE) == 0xFEFF)
        at += 2;
    while (at < end) {
        bool plain =
            charset == ES_UTF_8 ? add_whole_utf8(out, &at, end) : wide || add_ascii(out, &at, end);
        if (!plain)
            return false;
        if (at == end)
            break;
        uint32_t point = wide                  ? next_utf16(&at, end, charset == ES_UTF_16BE)
                         : charset == ES_UTF_8 ? next_utf8(&at, end)
                                               : point_of_byte(charset, *at++);
        if (!add_utf8(out, point))
            return false;
    }
    return true;
}

bool es_charset_encode(enum es_charset charset, const char *utf8, size_t len, struct es_buf *out)
{
    const uint8_t *at = (const uint8_t *)utf8, *end = at + len;
    bool narrow = charset == ES_WINDOWS_1254 || charset == ES_WINDOWS_1252;
    while (at < end) {
        if (!add_ascii(out, &at, end))
            return false;
        if (at == end)
            break;
        uint32_t point = next_utf8(&at, end);
        uint8_t byte = narrow ? byte_of_point(charset, point) : 0;
        bool ok = byte     ? es_buf_add_char(out, (char)byte)
                  : narrow ? es_buf_printf(out, "&#%u;", (unsigned)point)
                           : add_utf8(out, point);
        if (!ok)
            return false;
    }
    return true;
}
