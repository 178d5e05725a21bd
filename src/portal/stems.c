/* SPDX-License-Identifier: Apache-2.0 */
/* Beginnings of words, as the profile lists them, looked for in what a page says. */
#include "esign/view.h"

bool es_stems_in_key(const json_t *stems, const struct es_text_key *text)
{
    size_t i;
    json_t *stem;
    json_array_foreach((json_t *)stems, i, stem)
    {
        es_auto(text_key) key = {0};
        if (json_is_string(stem) && es_text_key_make(json_string_value(stem), &key) &&
            es_text_key_has_stem(text, &key))
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
