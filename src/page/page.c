/* SPDX-License-Identifier: Apache-2.0 */
/* HTML to a page: the parts in their order. */
#include "esign/heap.h"
#include "esign/secret.h"
#include "work_internal.h"
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum {
    ATTRIBUTES_MAX = 1000, /* of one tag */
    LOOKED_AT = 16, /* times that the words of controls, cells, links … may go over a page */
    LOOKED_AT_MIN = 1 << 20,
};

es_str page_keep(struct page_work *work, uint32_t node, const char *name)
{
    return flat_text(&work->flat, page_attribute(&work->html, node, name));
}

es_str page_keep_trimmed(struct page_work *work, uint32_t node, const char *name)
{
    const char *text = page_attribute(&work->html, node, name);
    if (!text)
        return 0;
    size_t len = strlen(text);
    while (len && page_is_blank(*text))
        text++, len--;
    while (len && page_is_blank(text[len - 1]))
        len--;
    return flat_str(&work->flat, text, len);
}

const char *page_attribute_text(struct page_work *work, uint32_t node, const char *name)
{
    const char *text = page_attribute(&work->html, node, name);
    prose_begin(&work->prose, WORDS_LONGEST);
    if (text && !work->prose.full) /* a group's is read for every control in it */
        prose_add(&work->prose, text, strlen(text));
    return prose_str(&work->prose);
}

int32_t page_number(const struct page_work *work, uint32_t node, const char *name)
{
    const char *text = page_attribute(&work->html, node, name);
    if (!text)
        return -1;
    while (page_is_blank(*text))
        text++;
    text += *text == '+';
    if (*text < '0' || *text > '9')
        return -1;
    int64_t number = 0;
    for (; *text >= '0' && *text <= '9' && number <= INT32_MAX; text++)
        number = number * 10 + (*text - '0');
    return number > INT32_MAX ? INT32_MAX : (int32_t)number;
}

static void read_all(struct page_work *work)
{
    page_read_head(work);
    page_read_ids(work);
    page_read_forms(work);
    page_read_labels(work);
    page_read_tables(work);
    page_read_terms(work);
    page_read_lines(work);
    page_read_controls(work);
    page_read_links(work);
    page_read_seams(work);
    page_sort_pairs(work);
}

static void free_work(struct page_work *work)
{
    flat_free(&work->flat);
    prose_free(&work->prose);
    es_heap_free(work->ids);
    es_heap_free(work->owners);
    es_heap_free(work->by_start);
    es_heap_free(work->labels);
    es_heap_free(work->labelled);
    es_heap_free(work->fieldsets);
    es_heap_free(work->cells);
    es_heap_free(work->cell_of);
    page_html_free(&work->html);
}

static es_status make_page(const struct es_page_source *source, enum es_charset charset,
                           const struct es_buf *text, const struct page_scan_found *found,
                           struct es_page **out)
{
    struct page_work work = {.form_ends = (const void *)found->form_ends.data,
                             .n_form_ends = found->form_ends.len / sizeof *work.form_ends};
    work.prose.left = LOOKED_AT_MIN + LOOKED_AT * text->len;
    flat_begin(&work.flat, 2 * text->len);
    work.flat.head.charset = charset;
    work.flat.head.url = flat_text(&work.flat, source->url);
    es_status status = page_html_read(&work.html, es_buf_str(text), text->len - PAGE_PAD);
    work.html.mail = source->mail;
    if (status == ES_OK) {
        read_all(&work);
        if (work.no_memory || work.prose.failed)
            status = ES_INTERNAL;
        else if (!work.prose.left)
            status = ES_TOO_LARGE;
        else
            status = flat_finish(&work.flat, out);
    }
    free_work(&work);
    return status;
}

static es_status decode(const struct es_page_source *source, enum es_charset charset,
                        struct es_buf *text, struct page_scan_found *found)
{
    static const char pad[PAGE_PAD];
    struct es_buf decoded = {.max = (size_t)ES_PAGE_SOURCE_MAX * 3};
    text->max = (size_t)ES_PAGE_SOURCE_MAX * 5 + PAGE_PAD;
    bool ok = es_charset_decode(charset, source->bytes, source->len, &decoded) &&
              page_scan_mend(es_buf_str(&decoded), decoded.len, text, found) &&
              es_buf_add(text, pad, sizeof pad);
    es_buf_free(&decoded);
    if (!ok)
        return ES_INTERNAL;
    /* The parser's time grows with the square of the depth and of a tag's attributes, so what is
     * far too deep or wide is not even begun; ten times the limit of the depth, since this count
     * does not know which end tags were left out. */
    bool too_large =
        found->deepest > 10 * (size_t)ES_PAGE_DEPTH_MAX || found->attributes > ATTRIBUTES_MAX;
    return too_large ? ES_TOO_LARGE : ES_OK;
}

es_status es_page_parse(const struct es_page_source *source, struct es_page **out,
                        struct es_error *err)
{
    unsigned refusals = es_heap_refusals();
    *out = NULL;
    if (source->len > ES_PAGE_SOURCE_MAX)
        return es_fail(err, ES_TOO_LARGE);
    /* Whatever the locale, tags compare as in ASCII. */
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = c ? uselocale(c) : (locale_t)0;
    enum es_charset charset = es_charset_detect(source->bytes, source->len, source->content_type);
    struct es_buf text = {0};
    struct page_scan_found found = {0};
    es_status status = decode(source, charset, &text, &found);
    if (status == ES_OK)
        status = make_page(source, charset, &text, &found, out);
    es_buf_free(&text);
    es_buf_free(&found.form_ends);
    if (status == ES_OK && es_heap_refusals() != refusals) { /* something may be missing on it */
        es_page_free(out);
        status = ES_INTERNAL;
    }
    if (c) {
        uselocale(before);
        freelocale(c);
    }
    return status == ES_OK ? ES_OK : es_fail(err, status);
}
