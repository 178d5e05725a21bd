/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/heap.h"
#include "flat_internal.h"
#include <stdlib.h>
#include <string.h>

enum {
    FLAT_MAGIC = 0x34475045, /* "EPG4" */
    EXPECTED_MAX = 4 << 20,
};

static void fail(struct flat *flat, es_status status)
{
    if (flat->status == ES_OK)
        flat->status = status;
}

/* Room for `more` bytes at the array's end; what is outgrown is wiped, for a page may hold a
 * PIN. */
static bool reserve(struct flat *flat, struct flat_array *array, size_t more)
{
    if (flat->status != ES_OK)
        return false;
    if (more > ES_PAGE_MAX || array->len > ES_PAGE_MAX - more) {
        fail(flat, ES_TOO_LARGE);
        return false;
    }
    if (array->len + more <= array->cap)
        return true;
    size_t cap = array->cap ? 2 * array->cap : 8192;
    if (cap < array->len + more)
        cap = array->len + more;
    char *data = es_heap_get(cap);
    if (!data) {
        fail(flat, ES_INTERNAL);
        return false;
    }
    if (array->data) {
        memcpy(data, array->data, array->len);
        es_heap_free(array->data);
    }
    array->data = data;
    array->cap = cap;
    return true;
}

static void append(struct flat *flat, struct flat_array *array, const void *bytes, size_t len)
{
    if (!reserve(flat, array, len))
        return;
    if (bytes)
        memcpy(array->data + array->len, bytes, len);
    else
        memset(array->data + array->len, 0, len);
    array->len += len;
}

static void align(struct flat *flat)
{
    append(flat, &flat->blob, NULL, (8 - flat->blob.len % 8) % 8);
}

void flat_begin(struct flat *flat, size_t expected)
{
    *flat = (struct flat){.head = {.magic = FLAT_MAGIC}};
    reserve(flat, &flat->blob, expected < EXPECTED_MAX ? expected : EXPECTED_MAX);
    append(flat, &flat->blob, NULL, sizeof flat->head);
}

es_str flat_str(struct flat *flat, const char *text, size_t len)
{
    if (len)
        len = strnlen(text, len);
    if (!len || !reserve(flat, &flat->blob, len + 1))
        return 0;
    es_str at = (es_str)flat->blob.len;
    append(flat, &flat->blob, text, len);
    append(flat, &flat->blob, NULL, 1);
    return at;
}

es_str flat_text(struct flat *flat, const char *text)
{
    return text ? flat_str(flat, text, strlen(text)) : 0;
}

const char *flat_peek(const struct flat *flat, es_str at)
{
    return at ? flat->blob.data + at : "";
}

void flat_push(struct flat *flat, struct flat_array *array, const void *record, size_t size)
{
    append(flat, array, record, size);
}

struct es_span flat_span(struct flat *flat, const void *records, size_t n, size_t size)
{
    align(flat);
    struct es_span span = {(uint32_t)flat->blob.len, (uint32_t)n};
    if (n)
        append(flat, &flat->blob, records, n * size);
    return flat->status == ES_OK ? span : (struct es_span){0};
}

static void lay_down(struct flat *flat, struct flat_array *array, size_t size, struct es_span *span)
{
    *span = flat_span(flat, array->data, array->len / size, size);
}

es_status flat_finish(struct flat *flat, struct es_page **out)
{
    struct es_page *head = &flat->head;
    lay_down(flat, &flat->blocks, sizeof(struct es_block), &head->blocks);
    lay_down(flat, &flat->pairs, sizeof(struct es_pair), &head->pairs);
    lay_down(flat, &flat->cells, sizeof(struct es_cell), &head->cells);
    lay_down(flat, &flat->forms, sizeof(struct es_form), &head->forms);
    lay_down(flat, &flat->controls, sizeof(struct es_control), &head->controls);
    lay_down(flat, &flat->links, sizeof(struct es_link), &head->links);
    lay_down(flat, &flat->images, sizeof(struct es_image), &head->images);
    lay_down(flat, &flat->frames, sizeof(es_str), &head->frames);
    lay_down(flat, &flat->seams, sizeof(struct es_seam), &head->seams);
    append(flat, &flat->blob, NULL, 8); /* so that the last byte ends whatever string there is */
    align(flat);
    es_status status = flat->status;
    if (status == ES_OK) {
        head->size = (uint32_t)flat->blob.len;
        memcpy(flat->blob.data, head, sizeof *head);
        *out = (struct es_page *)(void *)flat->blob.data;
        flat->blob = (struct flat_array){0};
    }
    flat_free(flat);
    return status;
}

static void free_array(struct flat_array *array)
{
    es_heap_free(array->data);
    *array = (struct flat_array){0};
}

void flat_free(struct flat *flat)
{
    struct flat_array *arrays[] = {&flat->blob,   &flat->blocks,   &flat->pairs, &flat->cells,
                                   &flat->forms,  &flat->controls, &flat->links, &flat->images,
                                   &flat->frames, &flat->seams};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free_array(arrays[i]);
}

void es_page_free(struct es_page **page)
{
    if (!*page)
        return;
    es_heap_free(*page);
    *page = NULL;
}

es_status es_page_only_links(const struct es_page *page, struct es_page **out, struct es_error *err)
{
    struct flat flat;
    flat_begin(&flat, 0);
    flat.head.charset = page->charset;
    flat.head.url = flat_text(&flat, es_page_str(page, page->url));
    flat.head.base = flat_text(&flat, es_page_str(page, page->base));
    for (uint32_t i = 0; i < page->links.n; i++) {
        struct es_link link = es_page_links(page)[i];
        link.href = flat_text(&flat, es_page_str(page, link.href));
        link.text = link.shown = flat_text(&flat, es_page_str(page, link.text));
        flat_push(&flat, &flat.links, &link, sizeof link);
    }
    es_status status = flat_finish(&flat, out);
    return status == ES_OK ? ES_OK : es_fail(err, status);
}

bool es_page_has_seam(const struct es_page *page, uint32_t from, uint32_t to)
{
    const struct es_seam *seams = es_page_seams(page);
    uint32_t low = 0, high = page->seams.n;
    while (low < high) { /* the first one that does not end before */
        uint32_t middle = low + (high - low) / 2;
        if (seams[middle].to < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < page->seams.n && seams[low].from < to;
}

/* --- what another process, or a file, hands over is looked at before it is believed --- */

struct checker {
    const struct es_page *page;
    size_t size;
};

static bool str_ok(const struct checker *c, es_str at)
{
    return at == 0 || (at >= sizeof(struct es_page) && at < c->size);
}

static bool span_ok(const struct checker *c, struct es_span span, size_t size)
{
    return span.at % 8 == 0 && span.at >= sizeof(struct es_page) && span.at <= c->size &&
           span.n <= (c->size - span.at) / size;
}

static bool index_ok(uint32_t index, uint32_t n)
{
    return index == ES_NONE || index < n;
}

static bool blocks_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->blocks.n; i++) {
        const struct es_block *block = &es_page_blocks(c->page)[i];
        if (block->kind > ES_BLOCK_ALERT || block->level > 6 || block->aside > 1 ||
            block->doubtful > 1 || !str_ok(c, block->text))
            return false;
    }
    return true;
}

static bool pairs_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->pairs.n; i++) {
        const struct es_pair *pair = &es_page_pairs(c->page)[i];
        if (pair->kind > ES_PAIR_LINE || !str_ok(c, pair->label) || !str_ok(c, pair->value))
            return false;
    }
    return true;
}

static bool cells_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->cells.n; i++) {
        const struct es_cell *cell = &es_page_cells(c->page)[i];
        bool small = cell->row <= ES_PAGE_MAX && cell->column <= UINT16_MAX &&
                     cell->row_span - 1u < ES_PAGE_MAX && cell->column_span - 1u < UINT16_MAX;
        if (!small || cell->header > 1 || !str_ok(c, cell->text))
            return false;
    }
    return true;
}

static bool forms_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->forms.n; i++) {
        const struct es_form *form = &es_page_forms(c->page)[i];
        if (form->post > 1 || form->dialog > 1 || form->multipart > 2 || form->unseen > 1 ||
            !str_ok(c, form->action) || !str_ok(c, form->name) || !str_ok(c, form->id) ||
            !str_ok(c, form->accept_charset) || !str_ok(c, form->legend_text))
            return false;
    }
    return true;
}

static bool words_ok(const struct checker *c, const struct es_control *control)
{
    if (!span_ok(c, control->words, sizeof(struct es_words)))
        return false;
    const struct es_words *words = es_control_words(c->page, control);
    for (uint32_t i = 0; i < control->words.n; i++)
        if (words[i].by > ES_BY_NAME || !str_ok(c, words[i].text))
            return false;
    return true;
}

static bool options_ok(const struct checker *c, const struct es_control *control)
{
    if (!span_ok(c, control->options, sizeof(struct es_option)))
        return false;
    const struct es_option *options = es_control_options(c->page, control);
    for (uint32_t i = 0; i < control->options.n; i++)
        if (!str_ok(c, options[i].value) || !str_ok(c, options[i].text) ||
            options[i].selected > 1 || options[i].disabled > 1)
            return false;
    return true;
}

static bool control_strings_ok(const struct checker *c, const struct es_control *control)
{
    const es_str strings[] = {control->name,        control->id,         control->pattern,
                              control->value,       control->type_name,  control->dirname,
                              control->form_action, control->form_target};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!str_ok(c, strings[i]))
            return false;
    return true;
}

/* The controls' own arrays stand one behind the other, so that a hostile value cannot make
 * this check, or a reader, go through the same bytes a million times. */
static bool controls_ok(const struct checker *c)
{
    uint32_t behind = 0;
    for (uint32_t i = 0; i < c->page->controls.n; i++) {
        const struct es_control *control = &es_page_controls(c->page)[i];
        if (control->type > ES_CONTROL_BUTTON || !index_ok(control->form, c->page->forms.n) ||
            control->form_post < -1 || control->form_post > 2 || control->form_multipart < -1 ||
            control->form_multipart > 2 || control->max_length < -1 || control->min_length < -1)
            return false;
        if (control->options.at < behind || control->words.at < control->options.at)
            return false;
        if (!control_strings_ok(c, control) || !options_ok(c, control) || !words_ok(c, control))
            return false;
        uint32_t options_end =
            control->options.at + control->options.n * (uint32_t)sizeof(struct es_option);
        if (control->words.at < options_end)
            return false;
        behind = control->words.at + control->words.n * (uint32_t)sizeof(struct es_words);
    }
    return true;
}

static bool links_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->links.n; i++) {
        const struct es_link *link = &es_page_links(c->page)[i];
        if (link->unseen > 1 || link->doubtful > 1 || !str_ok(c, link->href) ||
            !str_ok(c, link->text) || !str_ok(c, link->shown))
            return false;
    }
    return true;
}

static bool images_ok(const struct checker *c)
{
    for (uint32_t i = 0; i < c->page->images.n; i++) {
        const struct es_image *image = &es_page_images(c->page)[i];
        if (image->unseen > 1 || !index_ok(image->form, c->page->forms.n) || image->width < -1 ||
            image->height < -1 || !str_ok(c, image->src) || !str_ok(c, image->alt) ||
            !str_ok(c, image->title))
            return false;
    }
    return true;
}

static bool frames_ok(const struct checker *c)
{
    const es_str *frames = es_page_at(c->page, c->page->frames);
    for (uint32_t i = 0; i < c->page->frames.n; i++)
        if (!str_ok(c, frames[i]))
            return false;
    return true;
}

static bool seams_ok(const struct checker *c)
{
    const struct es_seam *seams = es_page_seams(c->page);
    for (uint32_t i = 0; i < c->page->seams.n; i++)
        if (seams[i].to < seams[i].from || (i && seams[i].from < seams[i - 1].to))
            return false;
    return true;
}

static bool head_ok(const struct checker *c)
{
    const struct es_page *page = c->page;
    return page->charset <= ES_UTF_16BE && page->refresh_seconds >= 0 &&
           (page->flags & ~(uint32_t)(ES_PAGE_HAS_SCRIPT | ES_PAGE_HAS_REFRESH)) == 0 &&
           str_ok(c, page->refresh_url) && str_ok(c, page->url) && str_ok(c, page->base) &&
           str_ok(c, page->title) && span_ok(c, page->blocks, sizeof(struct es_block)) &&
           span_ok(c, page->pairs, sizeof(struct es_pair)) &&
           span_ok(c, page->cells, sizeof(struct es_cell)) &&
           span_ok(c, page->forms, sizeof(struct es_form)) &&
           span_ok(c, page->controls, sizeof(struct es_control)) &&
           span_ok(c, page->links, sizeof(struct es_link)) &&
           span_ok(c, page->images, sizeof(struct es_image)) &&
           span_ok(c, page->frames, sizeof(es_str)) &&
           span_ok(c, page->seams, sizeof(struct es_seam));
}

bool es_page_valid(const void *value, size_t size)
{
    if (!value || size < sizeof(struct es_page) + 8 || size > ES_PAGE_MAX + 64 ||
        (uintptr_t)value % 8)
        return false;
    struct checker c = {value, size};
    if (c.page->magic != FLAT_MAGIC || c.page->size != size || ((const char *)value)[size - 1])
        return false;
    return head_ok(&c) && blocks_ok(&c) && pairs_ok(&c) && cells_ok(&c) && forms_ok(&c) &&
           controls_ok(&c) && links_ok(&c) && images_ok(&c) && frames_ok(&c) && seams_ok(&c);
}
