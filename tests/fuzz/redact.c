/* SPDX-License-Identifier: Apache-2.0 */
/* A page with what must not be kept or told made unreadable. The first line is an answer that was
 * sent, the rest the page that came back. */
#include "redact.h"
#include "shown.h"

static struct es_page *copy_of(const struct es_page *page)
{
    struct es_page *copy = malloc(page->size);
    claim("there is memory", copy);
    memcpy(copy, page, page->size);
    return copy;
}

static void claim_same(const struct es_page *page, const struct es_page *before, es_str at)
{
    claim("what goes back stays", strcmp(es_page_str(page, at), es_page_str(before, at)) == 0);
}

/* Addresses, names and tokens are needed as they are. */
static void claim_spared(const struct es_page *page, const struct es_page *before)
{
    claim("a redacted page is whole", es_page_valid(page, page->size));
    claim_same(page, before, page->url);
    claim_same(page, before, page->base);
    for (uint32_t i = 0; i < page->links.n; i++)
        claim_same(page, before, es_page_links(page)[i].href);
    for (uint32_t i = 0; i < page->forms.n; i++)
        claim_same(page, before, es_page_forms(page)[i].action);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        claim_same(page, before, es_page_controls(page)[i].name);
        claim_same(page, before, es_page_controls(page)[i].value);
    }
}

/* Eleven digits by themselves. */
static bool has_number(const char *text)
{
    for (; *text; text += strcspn(text, "0123456789")) {
        size_t len = strspn(text, "0123456789");
        if (len == 11 && es_kind_is_identity_number(text))
            return true;
        text += len;
    }
    return false;
}

static void claim_hidden(const struct es_page *page, const char *answer)
{
    bool counts = strlen(answer) >= 5 && strpbrk(answer, "0123456789") && !strchr(answer, '*');
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        const char *text = es_page_str(page, es_page_blocks(page)[i].text);
        claim("no identity number is left to read", !has_number(text));
        claim("nor what was sent", !counts || !strstr(text, answer));
    }
    for (uint32_t i = 0; i < page->cells.n; i++)
        claim("nor in a table", !has_number(es_page_str(page, es_page_cells(page)[i].text)));
}

static bool has_figures(const char *text)
{
    for (; *text; text += strcspn(text, "0123456789")) {
        size_t len = strspn(text, "0123456789");
        if (len >= 4)
            return true;
        text += len;
    }
    return false;
}

static void claim_no_figures(const struct es_page *page)
{
    for (uint32_t i = 0; i < page->blocks.n; i++)
        claim("no figures are left", !has_figures(es_page_str(page, es_page_blocks(page)[i].text)));
    for (uint32_t i = 0; i < page->pairs.n; i++)
        claim("nor in a pair", !has_figures(es_page_str(page, es_page_pairs(page)[i].value)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *answer = fuzz_line(&data, &size);
    struct es_page *page = fuzz_page(data, size, NULL);
    if (page) {
        const char *const answers[] = {answer};
        const struct es_sent sent = {.n = 1, .value = answers};
        struct es_page *before = copy_of(page);
        es_redact_answers(page, &sent);
        es_redact_numbers(page);
        claim_spared(page, before);
        claim_hidden(page, answer);
        es_redact_figures(page);
        claim_spared(page, before);
        claim_no_figures(page);
        free(before);
    }
    es_page_free(&page);
    free(answer);
    return 0;
}
