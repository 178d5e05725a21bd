/* SPDX-License-Identifier: Apache-2.0 */
/* What may be shown to a person, and a page as a profile sees it: for targets of several layers. */
#ifndef ESIGN_FUZZ_SHOWN_H
#define ESIGN_FUZZ_SHOWN_H

#include "esign/view.h"
#include "fuzz.h"

/* The characters that may not reach a terminal, said once more without the library's tables. */
static inline bool fuzz_is_unsafe(uint32_t c)
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
static inline uint32_t fuzz_next(const unsigned char **text)
{
    const unsigned char *at = *text;
    size_t more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
    uint32_t c = more ? *at & (0x3fu >> more) : *at;
    for (size_t i = 1; i <= more; i++)
        c = c << 6 | (at[i] & 0x3fu);
    *text = at + 1 + more;
    return c;
}

static inline void claim_shown(const char *text)
{
    claim("what is shown is UTF-8", es_text_is_utf8(text, strlen(text)));
    for (const unsigned char *at = (const unsigned char *)text; *at;)
        claim("nothing unsafe is shown", !fuzz_is_unsafe(fuzz_next(&at)));
}

/* Every string in a JSON value, the keys left out, which are ours. */
static inline void claim_json_shown(const json_t *value)
{
    const char *key;
    json_t *inner;
    size_t i;
    json_object_foreach((json_t *)value, key, inner) claim_json_shown(inner);
    json_array_foreach(value, i, inner) claim_json_shown(inner);
    if (json_is_string(value))
        claim_shown(json_string_value(value));
}

/* Loading it for each input would be most of the work. */
static inline const struct es_profile *fuzz_profile(void)
{
    static struct es_profile *profile;
    if (!profile)
        claim("the built-in profile loads", es_profile_load("kamusm", &profile, NULL) == ES_OK);
    return profile;
}

#endif
