/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole value is gone through, for what the page was made from leaves texts in it that nothing
 * points to any more; what goes back to the portal is passed over.
 */
#include "redact.h"

#include "esign/heap.h"
#include "esign/kind.h"
#include <string.h>

enum { ANSWER_MIN = 5, ID_DIGITS = 11, ID_SHOWN = 3 };

static const char digits[] = "0123456789";

/* Which bytes of the value go back to the portal. Made once: a page may hold as many numbers as
 * links. Without memory for it nothing is spared, and the run ends anyway (ADR 16). */
struct es_spared {
    const struct es_page *page;
    bool *byte;
};

static void spare(struct es_spared *spared, es_str text)
{
    if (!text || !spared->byte || spared->byte[text])
        return; /* what is marked is marked to its end, for strings end where they end */
    memset(spared->byte + text, true, strlen(es_page_str(spared->page, text)));
}

static void spare_control(struct es_spared *spared, const struct es_control *control)
{
    const es_str own[] = {control->name,       control->id,      control->pattern,
                          control->value,      control->dirname, control->form_action,
                          control->form_target};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        spare(spared, own[i]);
    for (uint32_t i = 0; i < control->options.n; i++)
        spare(spared, es_control_options(spared->page, control)[i].value);
}

/* Addresses, tokens and names. */
static void spare_all(struct es_spared *spared)
{
    const struct es_page *page = spared->page;
    const es_str *frames = es_page_at(page, page->frames);
    spare(spared, page->url);
    spare(spared, page->base);
    spare(spared, page->refresh_url);
    for (uint32_t i = 0; i < page->forms.n; i++) {
        const struct es_form *form = &es_page_forms(page)[i];
        const es_str own[] = {form->action, form->name, form->id, form->accept_charset};
        for (size_t k = 0; k < sizeof(own) / sizeof(own[0]); k++)
            spare(spared, own[k]);
    }
    for (uint32_t i = 0; i < page->controls.n; i++)
        spare_control(spared, &es_page_controls(page)[i]);
    for (uint32_t i = 0; i < page->links.n; i++)
        spare(spared, es_page_links(page)[i].href);
    for (uint32_t i = 0; i < page->images.n; i++)
        spare(spared, es_page_images(page)[i].src);
    for (uint32_t i = 0; i < page->frames.n; i++)
        spare(spared, frames[i]);
}

static struct es_spared spared_of(const struct es_page *page)
{
    struct es_spared spared = {page, es_heap_zeroed(page->size, sizeof(bool))};
    spare_all(&spared);
    return spared;
}

static void es_spared_free(struct es_spared *spared)
{
    es_heap_free(spared->byte);
}

static bool goes_back(const struct es_spared *spared, const char *at)
{
    return spared->byte && spared->byte[at - (const char *)spared->page];
}

static void star(struct es_page *page, const struct es_spared *spared, const char *answer)
{
    char *at = (char *)page + sizeof(*page), *end = (char *)page + page->size;
    size_t len = strlen(answer);
    for (; (at = memmem(at, (size_t)(end - at), answer, len)); at += len) {
        if (!goes_back(spared, at))
            memset(at, '*', len);
    }
}

void es_redact_answers(struct es_page *page, const struct es_sent *sent)
{
    es_auto(spared) spared = spared_of(page);
    for (size_t i = 0; i < sent->n; i++) {
        const char *answer = sent->value[i];
        if (answer && strlen(answer) >= ANSWER_MIN && strpbrk(answer, digits))
            star(page, &spared, answer);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void es_redact_numbers(struct es_page *page)
{
    es_auto(spared) spared = spared_of(page);
    char *at = (char *)page + sizeof(*page), *end = (char *)page + page->size;
    while (at < end) {
        char *start = at;
        while (at < end && is_digit(*at))
            at++;
        if (at - start == ID_DIGITS && es_kind_is_identity_number(start) &&
            !goes_back(&spared, start))
            memset(start + ID_SHOWN, '*', ID_DIGITS - 2 * ID_SHOWN);
        at += at == start;
    }
}
