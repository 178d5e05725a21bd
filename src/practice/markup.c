/* SPDX-License-Identifier: Apache-2.0 */
#include "markup.h"

#include <stdint.h>
#include <string.h>

static const struct es_markup markups[] = {
    {.name = "modern", .content_type = "text/html; charset=utf-8", .way_on = ES_WAY_SEE_OTHER},
    /* The header is true (browsers read ISO-8859-9 as windows-1254), the pages' meta is not. */
    {.name = "tables",
     .content_type = "text/html; charset=ISO-8859-9",
     .way_on = ES_WAY_FOUND,
     .turkish_bytes = true},
    {.name = "jsf",
     .content_type = "text/html;charset=UTF-8",
     .way_on = ES_WAY_REFRESH,
     .session_in_url = true,
     .mail_base64 = true},
    {.name = "placeholder", .content_type = "text/html", .way_on = ES_WAY_DIRECT},
};

enum { MARKUPS = sizeof(markups) / sizeof(markups[0]) };

const struct es_markup *es_markup_find(const char *name)
{
    for (int i = 0; i < MARKUPS; i++)
        if (!strcmp(markups[i].name, name))
            return &markups[i];
    return NULL;
}

/* What differs from Latin-1 and may stand in our pages or in an answer. */
static const struct {
    unsigned char byte;
    uint16_t code;
} differences[] = {
    {0x80, 0x20AC}, {0x85, 0x2026}, {0x91, 0x2018}, {0x92, 0x2019}, {0x93, 0x201C},
    {0x94, 0x201D}, {0x95, 0x2022}, {0x96, 0x2013}, {0x97, 0x2014}, {0xD0, 0x011E},
    {0xDD, 0x0130}, {0xDE, 0x015E}, {0xF0, 0x011F}, {0xFD, 0x0131}, {0xFE, 0x015F},
};

enum { DIFFERENCES = sizeof(differences) / sizeof(differences[0]) };

static bool encode_one(uint32_t code, struct es_buf *out)
{
    for (int i = 0; i < DIFFERENCES; i++)
        if (differences[i].code == code)
            return es_buf_add_char(out, (char)differences[i].byte);
    if (code < 0x100)
        return es_buf_add_char(out, (char)code);
    return es_buf_printf(out, "&#%u;", code);
}

bool es_markup_encode(const char *utf8, struct es_buf *out)
{
    const unsigned char *at = (const unsigned char *)utf8;
    while (*at) {
        int more = *at < 0xC0 ? 0 : *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : 3;
        uint32_t code = more ? *at & (0x3Fu >> more) : *at;
        at++;
        for (; more > 0 && (*at & 0xC0) == 0x80; more--)
            code = code << 6 | (*at++ & 0x3Fu);
        if (!encode_one(code, out))
            return false;
    }
    return true;
}

bool es_markup_decode(const char *bytes, size_t len, struct es_buf *out)
{
    for (size_t i = 0; i < len; i++) {
        uint32_t code = (unsigned char)bytes[i];
        for (int j = 0; j < DIFFERENCES; j++)
            if (differences[j].byte == code)
                code = differences[j].code;
        char utf8[4] = {0};
        if (code < 0x80) {
            utf8[0] = (char)code;
        } else if (code < 0x800) {
            utf8[0] = (char)(0xC0 | code >> 6);
            utf8[1] = (char)(0x80 | (code & 0x3F));
        } else {
            utf8[0] = (char)(0xE0 | code >> 12);
            utf8[1] = (char)(0x80 | (code >> 6 & 0x3F));
            utf8[2] = (char)(0x80 | (code & 0x3F));
        }
        if (!es_buf_add_str(out, utf8))
            return false;
    }
    return true;
}

static const struct {
    const char *seen, *own;
} names[] = {
    {"txtKimlikNo", "kimlik"},
    {"txtResim", "resim"},
    {"txtSozcuk", "sozcuk"},
    {"txtSozcukTekrar", "tekrar"},
    {"txtKod", "kod"},
    {"form_token", "jeton"},
    {"btn", "islem"},
    {"javax.faces.ViewState", "jeton"},
    {"x1", "kimlik"},
    {"x2", "resim"},
    {"x3", "sozcuk"},
    {"x4", "tekrar"},
    {"x5", "kod"},
    {"x6", "jeton"},
    {"x7", "islem"},
};

const char *es_markup_field(const char *name)
{
    const char *colon = strrchr(name, ':');
    if (colon)
        name = colon + 1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i].seen, name))
            return names[i].own;
    return name;
}
