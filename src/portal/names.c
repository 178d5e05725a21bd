/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include "esign/charset.h"

#include <string.h>

/* Names run words together: "sertifikaiptal". A short stem would stand in them by chance. */
bool es_stems_within(const json_t *stems, const char *text)
{
    enum { STEM_MIN = 5 };
    size_t i;
    json_t *stem;
    json_array_foreach((json_t *)stems, i, stem)
    {
        const char *word = json_string_value(stem);
        size_t len = word ? strlen(word) : 0;
        if (len >= STEM_MIN && *word != '-' && word[len - 1] != '.' && strstr(text, word))
            return true;
    }
    return false;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool es_name_key(const char *name, struct es_text_key *out)
{
    es_auto(buf) words = ES_BUF_SECRET;
    for (const char *at = name; *at; at++) {
        bool hump = at > name && is_lower(at[-1]) && *at >= 'A' && *at <= 'Z';
        if ((hump && !es_buf_add_char(&words, ' ')) || !es_buf_add_char(&words, *at))
            return false;
    }
    return es_text_key_make(es_buf_str(&words), out);
}

/* What is no UTF-8 is windows-1254, as a page in it writes its addresses ("%DDptal"); letter by
 * letter, so that one of the other kind does not hide the rest. */
static bool add_as_utf8(const struct es_buf *bytes, struct es_buf *out)
{
    enum { LETTER_MAX = 4 };
    bool ok = true;
    for (size_t at = 0, len = 1; ok && at < bytes->len; at += len) {
        const char *letter = bytes->data + at;
        for (len = 1; len <= LETTER_MAX && at + len <= bytes->len; len++) {
            if (es_text_is_utf8(letter, len))
                break;
        }
        bool whole = len <= LETTER_MAX && at + len <= bytes->len;
        len = whole ? len : 1;
        ok = whole ? es_buf_add(out, letter, len)
                   : es_charset_decode(ES_WINDOWS_1254, letter, len, out);
    }
    return ok;
}

/* An address may have another one in its query. */
bool es_address_plain(const char *address, struct es_buf *out)
{
    size_t scheme = strcspn(address, ":/?#");
    if (!strncmp(address + scheme, "://", 3)) {
        address += scheme + 3;
        address += strcspn(address, "/?#");
    }
    es_auto(buf) bytes = ES_BUF_SECRET;
    return es_text_add_unescaped(address, &bytes) && add_as_utf8(&bytes, out);
}

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL    "abcdefghijklmnopqrstuvwxyz"
#define FIGURES  "0123456789"

/* A value that a server made, which holds any letters by chance. A long path, which says where it
 * leads to, is written in small letters or has no figures. */
bool es_value_is_token(const char *value)
{
    enum { TOKEN_MIN = 64 };
    return strlen(value) >= TOKEN_MIN && strpbrk(value, CAPITALS) && strpbrk(value, SMALL) &&
           strpbrk(value, FIGURES) && !value[strspn(value, CAPITALS SMALL FIGURES "+/=_-.")];
}
