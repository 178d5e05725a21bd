/* SPDX-License-Identifier: Apache-2.0 */
/* Beginnings and ends of words, as the profile lists them, looked for in what a page says. */
#include "stems_internal.h"

#include "esign/view.h"
#include <string.h>

/* "t c" stands in texts as "tc". */
static bool has_initials(const char *stem)
{
    size_t before = 0;
    while (*stem) {
        size_t len = strcspn(stem, " ");
        if (len == 1 && before == 1)
            return true;
        before = len;
        stem += len + strspn(stem + len, " ");
    }
    return false;
}

static struct stem_hit found(const char *at, size_t len)
{
    return (struct stem_hit){at, len};
}

static struct stem_hit find(const char *text, const char *from, const char *stem, size_t len,
                            bool begins, bool ends)
{
    const char *at = from;
    size_t room = strlen(at);
    while ((at = memmem(at, room, stem, len))) {
        bool starts_here = at == text || at[-1] == ' ';
        bool ends_here = at[len] == ' ' || at[len] == '\0';
        if ((starts_here || !begins) && (ends_here || !ends))
            return found(at, len);
        at++;
        room = strlen(at);
    }
    return found(NULL, 0);
}

struct stem_hit es_stem_find(const char *stem, const char *text, const char *from)
{
    size_t len = strlen(stem);
    bool end_alone = *stem == '-';
    bool whole = len > 1 && stem[len - 1] == '.';
    if (len < 2 && (end_alone || whole || !len))
        return found(NULL, 0);
    if (end_alone)
        return find(text, from, stem + 1, len - 1, false, true);
    if (has_initials(stem)) {
        es_auto(text_key) key = {0};
        if (!es_text_key_make(stem, &key))
            return found(NULL, 0);
        return find(text, from, es_buf_str(&key.marks), key.marks.len, true, whole);
    }
    return find(text, from, stem, len - whole, true, whole);
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
