/* SPDX-License-Identifier: Apache-2.0 */
/* HTML to a page: any bytes. */
#include "fuzz.h"

enum { TWICE_MAX = 8 << 10, CHANGES = 8 };

/* Every string of a page, so that a wrong offset is read. */
static size_t read_str(const struct es_page *page, es_str at)
{
    return strlen(es_page_str(page, at));
}

static size_t read_control(const struct es_page *page, const struct es_control *control)
{
    size_t sum = read_str(page, control->name) + read_str(page, control->value) +
                 read_str(page, control->pattern) + read_str(page, control->form_action);
    for (uint32_t i = 0; i < control->words.n; i++)
        sum += read_str(page, es_control_words(page, control)[i].text);
    for (uint32_t i = 0; i < control->options.n; i++)
        sum += read_str(page, es_control_options(page, control)[i].value);
    if (control->form != ES_NONE)
        sum += es_page_forms(page)[control->form].post;
    return sum;
}

static size_t read_page(const struct es_page *page)
{
    size_t sum = read_str(page, page->title) + read_str(page, page->base);
    for (uint32_t i = 0; i < page->blocks.n; i++)
        sum += read_str(page, es_page_blocks(page)[i].text);
    for (uint32_t i = 0; i < page->pairs.n; i++)
        sum += read_str(page, es_page_pairs(page)[i].value);
    for (uint32_t i = 0; i < page->cells.n; i++)
        sum += read_str(page, es_page_cells(page)[i].text);
    for (uint32_t i = 0; i < page->forms.n; i++)
        sum += read_str(page, es_page_forms(page)[i].action);
    for (uint32_t i = 0; i < page->controls.n; i++)
        sum += read_control(page, &es_page_controls(page)[i]);
    for (uint32_t i = 0; i < page->links.n; i++)
        sum += read_str(page, es_page_links(page)[i].text);
    for (uint32_t i = 0; i < page->images.n; i++)
        sum += read_str(page, es_page_images(page)[i].src);
    for (uint32_t i = 0; i < page->frames.n; i++)
        sum += read_str(page, ((const es_str *)es_page_at(page, page->frames))[i]);
    return sum;
}

/* A text of at least `least` bytes, as a person sees it: UTF-8 without blanks around it. */
static void claim_text(const struct es_page *page, es_str at, size_t least)
{
    const char *text = es_page_str(page, at);
    size_t len = strlen(text);
    claim("a text is UTF-8", es_text_is_utf8(text, len));
    claim("a text is there", len >= least);
    claim("a text is trimmed", !len || (text[0] != ' ' && text[len - 1] != ' '));
    claim("blanks are one blank", !strstr(text, "  ") && !strpbrk(text, "\t\r\n"));
}

static void claim_texts(const struct es_page *page)
{
    for (uint32_t i = 0; i < page->blocks.n; i++)
        claim_text(page, es_page_blocks(page)[i].text, 1);
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        claim_text(page, es_page_pairs(page)[i].label, 1);
        claim_text(page, es_page_pairs(page)[i].value, 1);
    }
    for (uint32_t i = 0; i < page->cells.n; i++)
        claim_text(page, es_page_cells(page)[i].text, 0);
    for (uint32_t i = 0; i < page->links.n; i++)
        claim_text(page, es_page_links(page)[i].text, 0);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        for (uint32_t j = 0; j < control->words.n; j++)
            claim_text(page, es_control_words(page, control)[j].text, 1);
        for (uint32_t j = 0; j < control->options.n; j++)
            claim_text(page, es_control_options(page, control)[j].text, 0);
    }
}

#define CLAIM_ORDER(array, type)                                                                   \
    for (uint32_t i = 1; i < page->array.n; i++)                                                   \
    claim(#array " stand in tree order",                                                           \
          es_page_##array(page)[i - 1].order <= es_page_##array(page)[i].order)

static void claim_order(const struct es_page *page)
{
    CLAIM_ORDER(blocks, block);
    CLAIM_ORDER(pairs, pair);
    CLAIM_ORDER(forms, form);
    CLAIM_ORDER(controls, control);
    CLAIM_ORDER(links, link);
    CLAIM_ORDER(images, image);
}

static void claim_only_links(const struct es_page *page)
{
    struct es_page *links = NULL;
    claim("links alone can be kept", es_page_only_links(page, &links, NULL) == ES_OK);
    claim("a page of links is valid", es_page_valid(links, links->size));
    claim("no link is lost", links->links.n == page->links.n);
    claim("nothing but links is kept", links->blocks.n == 0 && links->pairs.n == 0 &&
                                           links->cells.n == 0 && links->controls.n == 0);
    es_page_free(&links);
}

/* A page from a file or another process may have been changed: it is refused, or all of it can be
 * read. The changes come of the input's own bytes, so that a find can be repeated. */
static size_t change(struct es_page *page, const uint8_t *data, size_t size)
{
    const size_t whole = page->size;
    unsigned char *bytes = (unsigned char *)page;
    size_t sum = 0, at = 0;
    for (size_t i = 0; i < CHANGES && size; i++) {
        at = (at * 31 + data[i % size] * 257u + data[(i * 7 + 3) % size] + i) % whole;
        unsigned char before = bytes[at];
        bytes[at] ^= (unsigned char)(data[(i * 5 + 1) % size] | 1u);
        if (es_page_valid(page, whole))
            sum += read_page(page);
        else
            bytes[at] = before;
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    if (!page)
        return 0;
    claim_texts(page);
    claim_order(page);
    claim_only_links(page);
    if (size <= TWICE_MAX) {
        struct es_page *again = fuzz_page(data, size, NULL);
        claim("the same source gives the same page",
              again && again->size == page->size && memcmp(again, page, page->size) == 0);
        es_page_free(&again);
    }
    size_t sum = read_page(page);
    sum += change(page, data, size);
    es_page_free(&page);
    return sum == SIZE_MAX; /* so that the reading is not left out */
}
