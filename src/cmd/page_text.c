/* SPDX-License-Identifier: Apache-2.0 */
/* A page as lines of text, in the order in which a person meets its things. */
#include "page_text.h"

#include "esign/by_hand.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/pin_page.h"
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_CHARS = 2000, LABEL_MAX = 200, OPTION_MAX = 40, OPTIONS_SHOWN = 20 };

enum item_kind { ITEM_BLOCK, ITEM_FIELD, ITEM_BUTTON, ITEM_LINK, ITEM_PICTURE };

struct item {
    uint32_t order;
    enum item_kind kind;
    uint32_t index;
};

struct items {
    struct item *item;
    size_t n;
};

/* What a page is told from. */
struct telling {
    const struct es_page *page;
    const struct es_fill *fills;
    size_t n_fills;
    enum page_telling how;
};

static json_t *safe_string(const char *text, size_t max)
{
    es_auto(buf) safe = {0};
    return es_text_safe(text, max, &safe) ? json_string(es_buf_str(&safe)) : NULL;
}

static int in_order(const void *a, const void *b)
{
    const struct item *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return one->index < other->index ? -1 : one->index > other->index;
}

static enum es_thing thing_of(enum item_kind kind)
{
    return kind == ITEM_LINK      ? ES_THING_LINK
           : kind == ITEM_BUTTON  ? ES_THING_BUTTON
           : kind == ITEM_PICTURE ? ES_THING_PICTURE
                                  : ES_THING_FIELD;
}

static void add(struct items *items, uint32_t order, enum item_kind kind, uint32_t index)
{
    items->item[items->n++] = (struct item){order, kind, index};
}

/* A thing that is offered; its words may be a PIN where that is no matter alone. */
static void add_thing(struct items *items, const struct es_page *page, enum page_telling how,
                      struct item item)
{
    enum es_thing thing = thing_of(item.kind);
    if (es_by_hand_offers(page, thing, item.index) &&
        (how == PAGE_ALL || !es_pin_page_has_figures(es_by_hand_label(page, thing, item.index))))
        add(items, item.order, item.kind, item.index);
}

/* Everything a person sees, sorted. NULL item: memory is out. */
static struct items collect(const struct es_page *page, enum page_telling how)
{
    struct items items = {0};
    const struct es_control *controls = es_page_controls(page);
    size_t most =
        (size_t)page->blocks.n + 2 * (size_t)page->controls.n + page->links.n + page->images.n;
    items.item = es_heap_zeroed(most + 1, sizeof(*items.item));
    if (!items.item)
        return items;
    for (uint32_t i = 0; how == PAGE_ALL && i < page->blocks.n; i++)
        add(&items, es_page_blocks(page)[i].order, ITEM_BLOCK, i);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (how == PAGE_ALL)
            add_thing(&items, page, how, (struct item){controls[i].order, ITEM_FIELD, i});
        add_thing(&items, page, how, (struct item){controls[i].order, ITEM_BUTTON, i});
    }
    for (uint32_t i = 0; i < page->links.n; i++)
        add_thing(&items, page, how, (struct item){es_page_links(page)[i].order, ITEM_LINK, i});
    for (uint32_t i = 0; how == PAGE_ALL && i < page->images.n; i++)
        add_thing(&items, page, how, (struct item){es_page_images(page)[i].order, ITEM_PICTURE, i});
    if (items.n)
        qsort(items.item, items.n, sizeof(*items.item), in_order);
    return items;
}

/* The labels of the things from `first` on, one after the other, make up the text. */
static bool is_row_of_labels(const struct es_page *page, const struct items *items, size_t first,
                             const char *text)
{
    enum { ROW_MAX = 12 };
    es_auto(buf) row = {.max = LINE_MAX_CHARS};
    if (es_text_length(text) > LABEL_MAX) /* a label is cut */
        return false;
    for (size_t i = first; i < items->n && i < first + ROW_MAX; i++) {
        const struct item *item = &items->item[i];
        if (item->kind == ITEM_BLOCK)
            continue;
        if ((row.len && !es_buf_add_char(&row, ' ')) ||
            !es_buf_add_str(&row, es_by_hand_label(page, thing_of(item->kind), item->index)))
            return false;
        if (es_text_fit(text, es_buf_str(&row)) == ES_FIT_EQUAL)
            return true;
    }
    return false;
}

/* The words of things near by are told with the things. */
static bool is_told_by_things(const struct es_page *page, const struct items *items, size_t at)
{
    enum { NEAR = 3 };
    const char *text = es_page_str(page, es_page_blocks(page)[items->item[at].index].text);
    for (size_t i = at > NEAR ? at - NEAR : 0; i < items->n && i <= at + NEAR; i++) {
        if (items->item[i].kind != ITEM_BLOCK && is_row_of_labels(page, items, i, text))
            return true;
    }
    return false;
}

static bool add_options(const struct es_page *page, const struct es_control *control,
                        struct es_buf *out)
{
    const struct es_option *options = es_control_options(page, control);
    for (uint32_t i = 0; i < control->options.n; i++) {
        if (i == OPTIONS_SHOWN)
            return es_buf_add_str(out, " / …");
        if (!es_buf_add_str(out, i ? " / " : ": ") ||
            !es_text_safe(es_page_str(page, options[i].text), OPTION_MAX, out))
            return false;
    }
    return true;
}

static bool is_filled(const struct telling *telling, uint32_t control)
{
    for (size_t i = 0; i < telling->n_fills; i++) {
        if (telling->fills[i].control == control)
            return true;
    }
    return false;
}

static const char *type_for_people(const struct es_control *control)
{
    return control->type == ES_CONTROL_PASSWORD   ? _("password")
           : control->type == ES_CONTROL_CHECKBOX ? _("to tick")
           : control->type == ES_CONTROL_RADIO    ? _("to choose")
           : control->type == ES_CONTROL_SELECT   ? _("list")
                                                  : _("text");
}

static bool add_field(const struct telling *telling, uint32_t index, struct es_buf *out)
{
    const struct es_page *page = telling->page;
    const struct es_control *control = &es_page_controls(page)[index];
    return es_buf_printf(out, "%s ", _("[field]")) &&
           es_text_safe(es_by_hand_label(page, ES_THING_FIELD, index), LABEL_MAX, out) &&
           es_buf_printf(out, " (%s", type_for_people(control)) &&
           add_options(page, control, out) &&
           es_buf_printf(out, "%s%s)", control->flags & ES_CONTROL_REQUIRED ? _(", required") : "",
                         is_filled(telling, index) ? _(", filled in") : "");
}

static bool add_block(const struct es_page *page, uint32_t index, struct es_buf *out)
{
    const struct es_block *block = &es_page_blocks(page)[index];
    const char *text = es_page_str(page, block->text);
    bool like_ours = *text == '[' || *text == '#';
    return es_buf_add_str(out, block->kind == ES_BLOCK_HEADING ? "# "
                               : like_ours                     ? " "
                                                               : "") &&
           es_text_safe(text, LINE_MAX_CHARS, out);
}

/* A browser would have it asked; a press by hand is the answer. */
static bool add_asked(const struct telling *telling, const struct item *item, struct es_buf *out)
{
    const char *asked = es_by_hand_asked(telling->page, thing_of(item->kind), item->index);
    es_auto(buf) sentence = {0}, safe = {0};
    const char *codes = strstr(asked, " |");
    return telling->how != PAGE_ALL || !*asked ||
           (es_buf_add(&sentence, asked, codes ? (size_t)(codes - asked) : strlen(asked)) &&
            es_text_safe(es_buf_str(&sentence), LABEL_MAX, &safe) &&
            es_buf_printf(out, _(" (asks: %s)"), es_buf_str(&safe)));
}

static bool add_item(const struct telling *telling, const struct item *item, struct es_buf *out)
{
    const struct es_page *page = telling->page;
    if (item->kind == ITEM_FIELD)
        return add_field(telling, item->index, out);
    if (item->kind == ITEM_BLOCK)
        return add_block(page, item->index, out);
    const char *label = es_by_hand_label(page, thing_of(item->kind), item->index);
    bool ok =
        item->kind == ITEM_PICTURE
            ? es_buf_printf(out, _("[picture %u]"), es_by_hand_picture_number(page, item->index))
            : es_buf_add_str(out, item->kind == ITEM_LINK ? _("[link]") : _("[button]"));
    return ok && es_buf_add_char(out, ' ') && es_text_safe(label, LABEL_MAX, out) &&
           add_asked(telling, item, out);
}

/* Line after line; the same one twice in a row (a cell and the text in it) is one. */
static json_t *lines_of(const struct telling *telling, const struct items *items)
{
    json_t *lines = json_array();
    for (size_t i = 0; i < items->n; i++) {
        es_auto(buf) line = {0};
        if (items->item[i].kind == ITEM_BLOCK && is_told_by_things(telling->page, items, i))
            continue;
        const char *last = json_string_value(json_array_get(lines, json_array_size(lines) - 1));
        if (add_item(telling, &items->item[i], &line) && (!last || strcmp(last, es_buf_str(&line))))
            json_array_append_new(lines, json_string(es_buf_str(&line)));
    }
    return lines;
}

static json_t *label_of(const struct es_page *page, const struct item *item)
{
    return safe_string(es_by_hand_label(page, thing_of(item->kind), item->index), LABEL_MAX);
}

static json_t *field_of(const struct telling *telling, const struct item *item)
{
    const struct es_control *control = &es_page_controls(telling->page)[item->index];
    return json_pack("{s:o, s:o, s:b, s:b}", "label", label_of(telling->page, item), "type",
                     safe_string(es_page_str(telling->page, control->type_name), OPTION_MAX),
                     "required", (control->flags & ES_CONTROL_REQUIRED) != 0, "filled",
                     is_filled(telling, item->index));
}

static void take_things(const struct telling *telling, const struct items *items, json_t *data)
{
    static const char *const keys[] = {[ITEM_FIELD] = "fields",
                                       [ITEM_BUTTON] = "buttons",
                                       [ITEM_LINK] = "links",
                                       [ITEM_PICTURE] = "pictures"};
    for (size_t i = 0; i < items->n; i++) {
        const struct item *item = &items->item[i];
        if (item->kind != ITEM_BLOCK)
            json_array_append_new(json_object_get(data, keys[item->kind]),
                                  item->kind == ITEM_FIELD ? field_of(telling, item)
                                                           : label_of(telling->page, item));
    }
}

static json_t *text_or_null(const char *text)
{
    return *text ? safe_string(text, LABEL_MAX) : json_null();
}

static json_t *address_of(const struct es_page *page)
{
    es_auto(buf) shown = {0};
    const char *url = es_page_str(page, page->url);
    return *url && es_url_shown(url, &shown) ? text_or_null(es_buf_str(&shown)) : json_null();
}

bool page_text_describe(const struct es_view *view, enum page_telling how,
                        const struct es_fill *fills, size_t n_fills, json_t *data)
{
    const struct es_page *page = view->page;
    const struct telling telling = {page, fills, n_fills, how};
    const char *title = es_page_str(page, page->title);
    struct items items = collect(page, how);
    if (!items.item)
        return false;
    json_object_set_new(data, "screen",
                        view->screen ? json_string(es_screen_name(view->screen)) : json_null());
    json_object_set_new(data, "title",
                        how == PAGE_ALL || !es_pin_page_has_figures(title) ? text_or_null(title)
                                                                           : json_null());
    json_object_set_new(data, "url", address_of(page));
    json_object_set_new(data, "text", lines_of(&telling, &items));
    take_things(&telling, &items, data);
    es_heap_free(items.item);
    return true;
}
