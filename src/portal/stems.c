/* SPDX-License-Identifier: Apache-2.0 */
/* Beginnings and ends of words, as the profile lists them, looked for in what a page says. */
#include "stems_internal.h"

#include "esign/view.h"
#include <string.h>

/* Length of a stem, which has letters, for a profile without is refused; *initials: it has two
 * words of one letter side by side, which texts join ("t c" stands in them as "tc"). */
static size_t measure(const char *stem, bool *initials)
{
    size_t len = 0, word = 0, before = 0;
    *initials = false;
    for (;; len++) {
        if (stem[len] && stem[len] != ' ') {
            word++;
            continue;
        }
        *initials = *initials || (word == 1 && before == 1);
        if (!stem[len])
            return len;
        before = word;
        word = 0;
    }
}

static bool ends_word(const char *at)
{
    return *at == ' ' || *at == '\0';
}

static struct stem_hit hit(const char *at, size_t len)
{
    return (struct stem_hit){at, len};
}

static const char *next_word(const char *at)
{
    const char *blank = strchr(at, ' ');
    return blank ? blank + 1 : NULL;
}

static struct stem_hit find_start(const char *text, const char *from, const char *stem, size_t len,
                                  bool whole)
{
    const char *at = from == text || from[-1] == ' ' ? from : next_word(from);
    for (; at; at = next_word(at)) {
        if (*at == *stem && !strncmp(at, stem, len) && (!whole || ends_word(at + len)))
            return hit(at, len);
    }
    return hit(NULL, 0);
}

static struct stem_hit find_end(const char *from, const char *stem, size_t len)
{
    for (const char *end = from; *end; end++) {
        if (ends_word(end + 1) && (size_t)(end + 1 - from) >= len && *end == stem[len - 1] &&
            !memcmp(end + 1 - len, stem, len))
            return hit(end + 1 - len, len);
    }
    return hit(NULL, 0);
}

struct stem_hit es_stem_find(const char *stem, const char *text, const char *from)
{
    bool initials;
    size_t len = measure(stem, &initials);
    bool end_alone = *stem == '-', whole = len > 1 && stem[len - 1] == '.';
    if (end_alone)
        return find_end(from, stem + 1, len - 1);
    if (!initials)
        return find_start(text, from, stem, len - whole, whole);
    es_auto(text_key) key = {0};
    if (!es_text_key_make(stem, &key) || !key.marks.len)
        return hit(NULL, 0);
    return find_start(text, from, es_buf_str(&key.marks), key.marks.len, whole);
}

bool es_stems_in_key(const json_t *stems, const struct es_text_key *text)
{
    const char *marks = es_buf_str(&text->marks);
    size_t i;
    json_t *stem;
    json_array_foreach((json_t *)stems, i, stem)
    {
        if (json_is_string(stem) && es_stem_find(json_string_value(stem), marks, marks).at)
            return true;
    }
    return false;
}

bool es_stems_in_text(const json_t *stems, const char *text)
{
    es_auto(text_key) key = {0};
    return stems && es_text_key_make(text, &key) && es_stems_in_key(stems, &key);
}

bool es_stems_in_page(const json_t *stems, const struct es_page *page)
{
    const struct es_block *blocks = es_page_blocks(page);
    for (uint32_t i = 0; stems && i < page->blocks.n; i++) {
        if (es_stems_in_text(stems, es_page_str(page, blocks[i].text)))
            return true;
    }
    return false;
}
