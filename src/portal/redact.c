/* SPDX-License-Identifier: Apache-2.0 */
#include "redact.h"

#include "esign/kind.h"
#include <string.h>

enum { ANSWER_MIN = 5, ID_DIGITS = 11, ID_SHOWN = 3 };

typedef void (*redactor)(char *text, const void *what);

static void at_text(struct es_page *page, es_str text, redactor redact, const void *what)
{
    if (text)
        redact((char *)page + text, what);
}

/* A button's words may be its value, which is sent. */
static void at_words(struct es_page *page, const struct es_control *control, redactor redact,
                     const void *what)
{
    const struct es_words *words = es_control_words(page, control);
    for (uint32_t i = 0; i < control->words.n; i++) {
        if (words[i].text != control->value)
            at_text(page, words[i].text, redact, what);
    }
}

/* All that a person reads on the page. */
static void everywhere(struct es_page *page, redactor redact, const void *what)
{
    at_text(page, page->title, redact, what);
    for (uint32_t i = 0; i < page->blocks.n; i++)
        at_text(page, es_page_blocks(page)[i].text, redact, what);
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        at_text(page, es_page_pairs(page)[i].label, redact, what);
        at_text(page, es_page_pairs(page)[i].value, redact, what);
    }
    for (uint32_t i = 0; i < page->cells.n; i++)
        at_text(page, es_page_cells(page)[i].text, redact, what);
    for (uint32_t i = 0; i < page->forms.n; i++)
        at_text(page, es_page_forms(page)[i].legend_text, redact, what);
    for (uint32_t i = 0; i < page->controls.n; i++)
        at_words(page, &es_page_controls(page)[i], redact, what);
    for (uint32_t i = 0; i < page->links.n; i++)
        at_text(page, es_page_links(page)[i].text, redact, what);
    for (uint32_t i = 0; i < page->images.n; i++) {
        at_text(page, es_page_images(page)[i].alt, redact, what);
        at_text(page, es_page_images(page)[i].title, redact, what);
    }
}

static void star_answer(char *text, const void *what)
{
    const char *answer = what;
    size_t len = strlen(answer);
    for (char *at = text; (at = strstr(at, answer)); at += len)
        memset(at, '*', len);
}

void es_redact_answers(struct es_page *page, const struct es_sent *sent)
{
    for (size_t i = 0; i < sent->n; i++) {
        const char *answer = sent->value[i];
        if (answer && strlen(answer) >= ANSWER_MIN && strpbrk(answer, "0123456789"))
            everywhere(page, star_answer, answer);
    }
}

static void star_numbers(char *text, const void *what)
{
    static const char digits[] = "0123456789";
    (void)what;
    for (char *at = text + strcspn(text, digits); *at; at += strcspn(at, digits)) {
        size_t len = strspn(at, digits);
        if (len == ID_DIGITS && es_kind_is_identity_number(at))
            memset(at + ID_SHOWN, '*', ID_DIGITS - 2 * ID_SHOWN);
        at += len;
    }
}

void es_redact_numbers(struct es_page *page)
{
    everywhere(page, star_numbers, NULL);
}
