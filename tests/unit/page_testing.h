/* SPDX-License-Identifier: Apache-2.0 */
/* A page from a snippet of HTML, and questions to it. */
#ifndef ESIGN_PAGE_TESTING_H
#define ESIGN_PAGE_TESTING_H

/* cmocka.h wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "esign/page.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static inline struct es_page *page_from(const char *bytes, size_t len, const char *content_type)
{
    struct es_page *page = NULL;
    struct es_page_source source = {bytes, len, content_type, "https://example.org/a/b.go?c=d",
                                    false};
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_page_parse(&source, &page, &err), ES_OK);
    assert_true(es_page_valid(page, page->size));
    return page;
}

static inline struct es_page *page_of(const char *html)
{
    return page_from(html, strlen(html), "text/html; charset=utf-8");
}

static inline const struct es_control *control_named(const struct es_page *page, const char *name)
{
    for (uint32_t i = 0; i < page->controls.n; i++)
        if (strcmp(es_page_str(page, es_page_controls(page)[i].name), name) == 0)
            return &es_page_controls(page)[i];
    fail_msg("no control is named %s", name);
    return NULL;
}

/* The id of the form that owns the control of this name; "none". */
static inline const char *owner_of(const struct es_page *page, const char *name)
{
    const struct es_control *control = control_named(page, name);
    if (control->form == ES_NONE)
        return "none";
    return es_page_str(page, es_page_forms(page)[control->form].id);
}

/* The n-th candidate as "by: text"; "" where there is none. */
static inline const char *words_at(const struct es_page *page, const char *name, uint32_t n)
{
    static char text[512];
    const struct es_control *control = control_named(page, name);
    if (n >= control->words.n)
        return "";
    const struct es_words *words = es_control_words(page, control) + n;
    int len = snprintf(text, sizeof text, "%s: %s", es_found_by_name(words->by),
                       es_page_str(page, words->text));
    assert_true(len >= 0 && (size_t)len < sizeof text);
    return text;
}

static inline const char *first_words(const struct es_page *page, const char *name)
{
    return words_at(page, name, 0);
}

static inline bool has_words(const struct es_page *page, const char *name, const char *wanted)
{
    for (uint32_t i = 0; i < control_named(page, name)->words.n; i++)
        if (strcmp(words_at(page, name, i), wanted) == 0)
            return true;
    return false;
}

static inline bool has_block(const struct es_page *page, uint32_t kind, const char *text)
{
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        const struct es_block *block = &es_page_blocks(page)[i];
        if (block->kind == kind && strcmp(es_page_str(page, block->text), text) == 0)
            return true;
    }
    return false;
}

static inline const struct es_pair *find_pair(const struct es_page *page, uint32_t kind,
                                              const char *label, const char *value)
{
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        const struct es_pair *pair = &es_page_pairs(page)[i];
        if (pair->kind == kind && strcmp(es_page_str(page, pair->label), label) == 0 &&
            strcmp(es_page_str(page, pair->value), value) == 0)
            return pair;
    }
    return NULL;
}

static inline bool has_pair(const struct es_page *page, uint32_t kind, const char *label,
                            const char *value)
{
    return find_pair(page, kind, label, value) != NULL;
}

#endif
