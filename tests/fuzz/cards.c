/* SPDX-License-Identifier: Apache-2.0 */
/* The cards of a PIN page. */
#include "esign/cards.h"
#include "shown.h"
#include "view_internal.h"

static const char *const keys[] = {"description", "serial", "pin", "puk"};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits of a code stand on the page in their order, whatever parts them: none is made up. */
static bool stands_in(const char *code, const char *text)
{
    for (; *code; code++) {
        if (!is_digit(*code))
            continue;
        while (*text && *text != *code)
            text++;
        if (!*text)
            return false;
        text++;
    }
    return true;
}

static void add_text(const struct es_page *page, es_str at, struct es_buf *all)
{
    claim("there is room", es_buf_add_str(all, es_page_str(page, at)) && es_buf_add_char(all, ' '));
}

/* All that the page shows. Its parts are not in the order of the page, which is why each value
 * is looked for in it all. */
static void add_all(const struct es_page *page, struct es_buf *all)
{
    for (uint32_t i = 0; i < page->blocks.n; i++)
        add_text(page, es_page_blocks(page)[i].text, all);
    for (uint32_t i = 0; i < page->cells.n; i++)
        add_text(page, es_page_cells(page)[i].text, all);
    for (uint32_t i = 0; i < page->pairs.n; i++)
        add_text(page, es_page_pairs(page)[i].value, all);
    for (uint32_t i = 0; i < page->controls.n; i++)
        add_text(page, es_page_controls(page)[i].value, all);
}

static void claim_card(const json_t *card, const struct es_buf *all)
{
    claim("a card has four values", json_object_size(card) == 4);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(card, keys[i]);
        const char *text = json_string_value(value);
        claim("a value is text, or null", json_is_null(value) || text);
        if (!text)
            continue;
        claim("a value is there", *text);
        claim("a value is UTF-8", es_text_is_utf8(text, strlen(text)));
        claim("its digits stand on the page", stands_in(text, es_buf_str(all)));
        if (i >= 2)
            claim("a PIN or PUK is one word", !strpbrk(text, " \t\n"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    struct es_view *view = NULL;
    es_auto(buf) all = {0};
    if (!page)
        return 0;
    claim("a page can be seen", es_view_make(fuzz_profile(), page, &view, NULL) == ES_OK);
    add_all(page, &all);
    json_auto_t *cards = es_cards_read(view), *again = es_cards_read(view);
    claim("cards are a list", json_is_array(cards));
    claim("the same page has the same cards", json_equal(cards, again));
    size_t i;
    json_t *card;
    bool has[4] = {false};
    json_array_foreach(cards, i, card)
    {
        claim_card(card, &all);
        for (size_t k = 0; k < 4; k++)
            has[k] = has[k] || !json_is_null(json_object_get(card, keys[k]));
    }
    claim("a value that is read is a value that is there",
          es_view_has_card_labels(view, has[2], has[3]));
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}
