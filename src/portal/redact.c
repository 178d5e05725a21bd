/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole value is gone through, for what the page was made from leaves texts in it that nothing
 * points to any more; what goes back to the portal is passed over.
 */
#include "redact.h"

#include "esign/kind.h"
#include <string.h>

enum { ANSWER_MIN = 5, ID_DIGITS = 11, ID_SHOWN = 3 };

static const char digits[] = "0123456789";

/* Whether `at` stands in the string. */
static bool is_in(const struct es_page *page, es_str text, const char *at)
{
    const char *start = es_page_str(page, text);
    return text && at >= start && at <= start + strlen(start);
}

static bool is_in_form(const struct es_page *page, const struct es_form *form, const char *at)
{
    return is_in(page, form->action, at) || is_in(page, form->name, at) ||
           is_in(page, form->id, at) || is_in(page, form->accept_charset, at);
}

static bool is_in_control(const struct es_page *page, const struct es_control *control,
                          const char *at)
{
    const es_str own[] = {control->name,       control->id,      control->pattern,
                          control->value,      control->dirname, control->form_action,
                          control->form_target};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (is_in(page, own[i], at))
            return true;
    }
    for (uint32_t i = 0; i < control->options.n; i++) {
        if (is_in(page, es_control_options(page, control)[i].value, at))
            return true;
    }
    return false;
}

/* Addresses, tokens and names. */
static bool goes_back(const struct es_page *page, const char *at)
{
    bool found = is_in(page, page->url, at) || is_in(page, page->base, at) ||
                 is_in(page, page->refresh_url, at);
    for (uint32_t i = 0; !found && i < page->forms.n; i++)
        found = is_in_form(page, &es_page_forms(page)[i], at);
    for (uint32_t i = 0; !found && i < page->controls.n; i++)
        found = is_in_control(page, &es_page_controls(page)[i], at);
    for (uint32_t i = 0; !found && i < page->links.n; i++)
        found = is_in(page, es_page_links(page)[i].href, at);
    for (uint32_t i = 0; !found && i < page->images.n; i++)
        found = is_in(page, es_page_images(page)[i].src, at);
    const es_str *frames = es_page_at(page, page->frames);
    for (uint32_t i = 0; !found && i < page->frames.n; i++)
        found = is_in(page, frames[i], at);
    return found;
}

static void star(struct es_page *page, const char *answer)
{
    char *at = (char *)page + sizeof(*page), *end = (char *)page + page->size;
    size_t len = strlen(answer);
    for (; (at = memmem(at, (size_t)(end - at), answer, len)); at += len) {
        if (!goes_back(page, at))
            memset(at, '*', len);
    }
}

void es_redact_answers(struct es_page *page, const struct es_sent *sent)
{
    for (size_t i = 0; i < sent->n; i++) {
        const char *answer = sent->value[i];
        if (answer && strlen(answer) >= ANSWER_MIN && strpbrk(answer, digits))
            star(page, answer);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void es_redact_numbers(struct es_page *page)
{
    char *at = (char *)page + sizeof(*page), *end = (char *)page + page->size;
    while (at < end) {
        char *start = at;
        while (at < end && is_digit(*at))
            at++;
        if (at - start == ID_DIGITS && es_kind_is_identity_number(start) && !goes_back(page, start))
            memset(start + ID_SHOWN, '*', ID_DIGITS - 2 * ID_SHOWN);
        at += at == start;
    }
}
