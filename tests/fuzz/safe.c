/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside made safe to show. */
#include "fuzz.h"

/* The characters that may not reach a terminal, said once more without the library's tables. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x115f ||
           c == 0x1160 || (c >= 0x17b4 && c <= 0x17b5) || (c >= 0x180b && c <= 0x180f) ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c <= 0xf8ff) || c == 0x3164 ||
           (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0xffa0 ||
           (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe ||
           (c >= 0xe0000 && c < 0xe1000) || c >= 0xf0000;
}

/* The code point at *text, which is UTF-8; moves behind it. */
static uint32_t next(const unsigned char **text)
{
    const unsigned char *at = *text;
    size_t more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
    uint32_t c = more ? *at & (0x3fu >> more) : *at;
    for (size_t i = 1; i <= more; i++)
        c = c << 6 | (at[i] & 0x3fu);
    *text = at + 1 + more;
    return c;
}

static void claim_safe(const char *text, size_t most)
{
    es_auto(buf) safe = {0}, again = {0};
    claim("any text can be made safe", es_text_safe(text, most, &safe));
    const char *shown = es_buf_str(&safe);
    claim("it is UTF-8", es_text_is_utf8(shown, safe.len));
    for (const unsigned char *at = (const unsigned char *)shown; *at;)
        claim("nothing unsafe is left", !is_unsafe(next(&at)));
    claim("it is as long as was asked for", es_text_length(shown) <= most + 1);
    claim("safe text can be made safe", es_text_safe(shown, SIZE_MAX, &again));
    claim("safe text stays as it is", fuzz_same(&safe, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t most = size ? data[0] : 0;
    char *text = fuzz_text(data, size);
    claim_safe(text, SIZE_MAX - 1);
    claim_safe(text, most);
    free(text);
    return 0;
}
