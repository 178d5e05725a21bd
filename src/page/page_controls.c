/* SPDX-License-Identifier: Apache-2.0 */
/* Controls: their types, flags, values and options, as the HTML Standard's attributes say. */
#include "esign/heap.h"
#include "values_internal.h"
#include "work_internal.h"
#include <string.h>
#include <strings.h>

bool page_is_control(uint8_t tag)
{
    return tag == TAG_INPUT || tag == TAG_SELECT || tag == TAG_TEXTAREA || tag == TAG_BUTTON;
}

static const struct input_type {
    const char *name;
    uint8_t type;
} input_types[] = {
    {"text", ES_CONTROL_TEXT},     {"password", ES_CONTROL_PASSWORD},
    {"hidden", ES_CONTROL_HIDDEN}, {"checkbox", ES_CONTROL_CHECKBOX},
    {"radio", ES_CONTROL_RADIO},   {"submit", ES_CONTROL_SUBMIT},
    {"image", ES_CONTROL_IMAGE},   {"reset", ES_CONTROL_RESET},
    {"button", ES_CONTROL_BUTTON}, {"file", ES_CONTROL_FILE},
    {"search", ES_CONTROL_TEXT},   {"tel", ES_CONTROL_TEXT},
    {"url", ES_CONTROL_TEXT},      {"email", ES_CONTROL_TEXT},
    {"number", ES_CONTROL_TEXT},   {"range", ES_CONTROL_TEXT},
    {"color", ES_CONTROL_TEXT},    {"date", ES_CONTROL_TEXT},
    {"month", ES_CONTROL_TEXT},    {"week", ES_CONTROL_TEXT},
    {"time", ES_CONTROL_TEXT},     {"datetime-local", ES_CONTROL_TEXT},
};

static const struct input_type *input_type(const struct page_html *html, uint32_t node)
{
    const char *name = page_attribute(html, node, "type");
    for (size_t i = 0; name && i < sizeof input_types / sizeof *input_types; i++)
        if (page_same(name, input_types[i].name))
            return &input_types[i];
    return &input_types[0];
}

static struct input_type type_of(const struct page_html *html, uint32_t node)
{
    uint8_t tag = html->nodes[node].tag;
    if (tag == TAG_INPUT)
        return *input_type(html, node);
    if (tag == TAG_SELECT)
        return (struct input_type){"select", ES_CONTROL_SELECT};
    if (tag == TAG_TEXTAREA)
        return (struct input_type){"textarea", ES_CONTROL_TEXTAREA};
    const char *type = page_attribute(html, node, "type");
    if (type && page_same(type, "reset"))
        return (struct input_type){"reset", ES_CONTROL_RESET};
    if (type && page_same(type, "button"))
        return (struct input_type){"button", ES_CONTROL_BUTTON};
    if ((!type || !page_same(type, "submit")) &&
        (page_attribute(html, node, "command") || page_attribute(html, node, "commandfor")))
        return (struct input_type){"button", ES_CONTROL_BUTTON}; /* HTML Standard, the Auto state */
    return (struct input_type){"submit", ES_CONTROL_SUBMIT};
}

static bool is_button(uint8_t type)
{
    return type == ES_CONTROL_SUBMIT || type == ES_CONTROL_IMAGE || type == ES_CONTROL_RESET ||
           type == ES_CONTROL_BUTTON;
}

bool page_is_hidden_input(const struct page_html *html, uint32_t node)
{
    return html->nodes[node].tag == TAG_INPUT && input_type(html, node)->type == ES_CONTROL_HIDDEN;
}

bool page_is_field(const struct page_html *html, uint32_t node)
{
    if (!page_is_control(html->nodes[node].tag))
        return false;
    uint8_t type = type_of(html, node).type;
    return type != ES_CONTROL_HIDDEN && !is_button(type);
}

/* A fieldset that is disabled disables what is in it, its first legend excepted. */
static bool in_disabled_fieldset(const struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    uint32_t at = page_ancestor(html, node, TAG_FIELDSET, TAG_FIELDSET);
    for (; at != ES_NONE; at = page_ancestor(html, at, TAG_FIELDSET, TAG_FIELDSET)) {
        if (!page_attribute(html, at, "disabled"))
            continue;
        uint32_t legend = page_fieldset(work, at)->legend;
        if (legend == ES_NONE || node <= legend || node >= html->nodes[legend].end)
            return true;
    }
    return false;
}

static uint32_t flags_of(const struct page_work *work, uint32_t node, uint8_t type)
{
    static const struct {
        const char *attribute;
        uint32_t flag;
    } plain[] = {{"disabled", ES_CONTROL_DISABLED}, {"readonly", ES_CONTROL_READONLY},
                 {"required", ES_CONTROL_REQUIRED}, {"checked", ES_CONTROL_CHECKED},
                 {"multiple", ES_CONTROL_MULTIPLE}, {"onclick", ES_CONTROL_SCRIPTED}};
    const struct page_html *html = &work->html;
    uint32_t flags = 0;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (page_attribute(html, node, plain[i].attribute))
            flags |= plain[i].flag;
    if (type != ES_CONTROL_CHECKBOX && type != ES_CONTROL_RADIO)
        flags &= ~(uint32_t)ES_CONTROL_CHECKED;
    if (in_disabled_fieldset(work, node))
        flags |= ES_CONTROL_DISABLED;
    if (page_unseen(work, node) || type == ES_CONTROL_HIDDEN)
        flags |= ES_CONTROL_UNSEEN;
    uint8_t tag = html->nodes[node].tag;
    if ((tag == TAG_INPUT || tag == TAG_BUTTON) && !page_attribute(html, node, "value"))
        flags |= ES_CONTROL_NO_VALUE;
    if (page_ancestor(html, node, TAG_DATALIST, TAG_DATALIST) != ES_NONE)
        flags |= ES_CONTROL_IN_DATALIST;
    return flags;
}

/* --- options --- */

static es_str option_text(struct page_work *work, uint32_t node)
{
    prose_begin(&work->prose, TEXT_LONGEST);
    prose_add_node(&work->prose, &work->html, node, TEXT_HIDDEN_TOO);
    return flat_text(&work->flat, prose_str(&work->prose));
}

/* What an option without a value sends: its text, with the HTML Standard's blanks collapsed and no
 * other ones (a no-break space is sent). */
static es_str option_value(struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    struct es_buf buf = {.max = ES_PAGE_SOURCE_MAX * 3};
    bool ok = true, gap = false;
    for (uint32_t i = node + 1; ok && i < html->nodes[node].end; i++) {
        if (html->nodes[i].tag == TAG_SCRIPT)
            i = html->nodes[i].end - 1;
        else if (html->nodes[i].tag == TAG_TEXT)
            for (const char *at = page_characters(html, i); ok && *at; at++) {
                bool blank = page_is_blank(*at);
                if (!blank)
                    ok = (!gap || !buf.len || es_buf_add_char(&buf, ' ')) &&
                         es_buf_add_char(&buf, *at);
                gap = blank;
            }
    }
    work->no_memory = work->no_memory || !ok;
    es_str value = flat_str(&work->flat, es_buf_str(&buf), buf.len);
    es_buf_free(&buf);
    return value;
}

static bool option_disabled(const struct page_html *html, uint32_t node)
{
    uint32_t parent = html->nodes[node].parent;
    return page_attribute(html, node, "disabled") ||
           (html->nodes[parent].tag == TAG_OPTGROUP && page_attribute(html, parent, "disabled"));
}

static struct es_option read_option(struct page_work *work, uint32_t node)
{
    es_str text = option_text(work, node);
    struct es_option option = {.text = text};
    option.value = page_attribute(&work->html, node, "value") ? page_keep(work, node, "value")
                                                              : option_value(work, node);
    const char *label = page_attribute_text(work, node, "label");
    if (*label)
        option.text = flat_text(&work->flat, label);
    option.selected = page_attribute(&work->html, node, "selected") != NULL;
    option.disabled = option_disabled(&work->html, node);
    return option;
}

/* Of a drop-down exactly one is selected: the last that says so, else the first that can be. */
static void select_one(struct es_option *options, size_t n, bool drop_down)
{
    size_t chosen = n;
    for (size_t i = 0; i < n; i++)
        if (options[i].selected)
            chosen = i;
    for (size_t i = 0; chosen == n && drop_down && i < n; i++)
        if (!options[i].disabled)
            chosen = i;
    for (size_t i = 0; i < n; i++)
        options[i].selected = i == chosen;
}

static struct es_span read_options(struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    struct flat_array array = {0};
    if (html->nodes[node].tag == TAG_SELECT)
        for (uint32_t i = node + 1; i < html->nodes[node].end; i++) {
            if (html->nodes[i].tag != TAG_OPTION)
                continue;
            struct es_option option = read_option(work, i);
            flat_push(&work->flat, &array, &option, sizeof option);
        }
    size_t n = array.len / sizeof(struct es_option);
    if (n && !page_attribute(html, node, "multiple"))
        select_one((struct es_option *)(void *)array.data, n, page_number(work, node, "size") <= 1);
    struct es_span span = flat_span(&work->flat, array.data, n, sizeof(struct es_option));
    es_heap_free(array.data);
    return span;
}

/* --- values --- */

static es_str textarea_value(struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    struct es_buf buf = {.max = ES_PAGE_SOURCE_MAX * 3};
    bool ok = true;
    for (uint32_t i = node + 1; ok && i < html->nodes[node].end; i++)
        if (html->nodes[i].tag == TAG_TEXT)
            ok = es_buf_add_str(&buf, page_characters(html, i));
    work->no_memory = work->no_memory || !ok;
    es_str value = flat_str(&work->flat, es_buf_str(&buf), buf.len);
    es_buf_free(&buf);
    return value;
}

static struct piece trimmed(const char *text, size_t len)
{
    while (len && page_is_blank(*text))
        text++, len--;
    while (len && page_is_blank(text[len - 1]))
        len--;
    return (struct piece){text, len};
}

enum line_kind { LINE_TEXT, LINE_ADDRESS, LINE_ADDRESSES };

/* Addresses stand between commas; each is without blanks around it. */
static bool add_addresses(struct es_buf *buf, const char *text, size_t len)
{
    for (;;) {
        const char *comma = memchr(text, ',', len);
        size_t one_len = comma ? (size_t)(comma - text) : len;
        struct piece one = trimmed(text, one_len);
        if (!es_buf_add(buf, one.at, one.len) || (comma && !es_buf_add_char(buf, ',')))
            return false;
        if (!comma)
            return true;
        text += one_len + 1;
        len -= one_len + 1;
    }
}

/* The value sanitization of one-line texts: line ends out; addresses without blanks around. */
static es_str line_value(struct page_work *work, const char *value, enum line_kind kind)
{
    struct es_buf buf = {.max = ES_PAGE_SOURCE_MAX * 3}, list = {.max = ES_PAGE_SOURCE_MAX * 3};
    bool ok = true;
    while (ok && *value) {
        size_t len = strcspn(value, "\r\n");
        ok = es_buf_add(&buf, value, len);
        value += len;
        value += strspn(value, "\r\n");
    }
    struct piece text = {es_buf_str(&buf), buf.len};
    if (kind == LINE_ADDRESS)
        text = trimmed(text.at, text.len);
    if (kind == LINE_ADDRESSES) {
        ok = ok && add_addresses(&list, text.at, text.len);
        text = (struct piece){es_buf_str(&list), list.len};
    }
    work->no_memory = work->no_memory || !ok;
    es_str at = flat_str(&work->flat, text.at, text.len);
    es_buf_free(&buf);
    es_buf_free(&list);
    return at;
}

/* How a text of one line is cleaned. */
static enum line_kind line_kind(const struct page_work *work, uint32_t node, const char *type)
{
    bool email = strcmp(type, "email") == 0;
    if (email && page_attribute(&work->html, node, "multiple"))
        return LINE_ADDRESSES;
    return email || strcmp(type, "url") == 0 ? LINE_ADDRESS : LINE_TEXT;
}

static es_str value_of(struct page_work *work, uint32_t node, const struct input_type *type)
{
    if (type->type == ES_CONTROL_TEXTAREA)
        return textarea_value(work, node);
    if (type->type == ES_CONTROL_SELECT || type->type == ES_CONTROL_FILE)
        return 0;
    const char *value = page_attribute(&work->html, node, "value");
    char room[VALUE_ROOM];
    const struct value_limits limits = {page_attribute(&work->html, node, "min"),
                                        page_attribute(&work->html, node, "max"),
                                        page_attribute(&work->html, node, "step")};
    const char *own = type->type == ES_CONTROL_TEXT
                          ? value_sanitized(type->name, value ? value : "", &limits, room)
                          : NULL;
    if (own)
        return flat_text(&work->flat, own);
    if (!value)
        return 0;
    if (type->type == ES_CONTROL_TEXT || type->type == ES_CONTROL_PASSWORD)
        return line_value(work, value, line_kind(work, node, type->name));
    return flat_text(&work->flat, value);
}

static bool has_length(const struct input_type *type)
{
    static const char *const names[] = {"text", "password", "search",  "tel",
                                        "url",  "email",    "textarea"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(type->name, names[i]) == 0)
            return true;
    return false;
}

/* HTML Standard, "auto-directionality form-associated elements". */
static bool has_direction(const struct input_type *type, uint8_t tag)
{
    bool line = has_length(type) || type->type == ES_CONTROL_HIDDEN;
    return line || (tag == TAG_INPUT &&
                    (type->type == ES_CONTROL_SUBMIT || type->type == ES_CONTROL_RESET ||
                     type->type == ES_CONTROL_BUTTON));
}

/* A submitter's own say about where and how the form goes. */
static void read_submitter(struct page_work *work, uint32_t node, struct es_control *control)
{
    const struct page_html *html = &work->html;
    const char *method = page_attribute(html, node, "formmethod");
    const char *enctype = page_attribute(html, node, "formenctype");
    if (method)
        control->form_post = page_same(method, "dialog") ? 2 : page_same(method, "post");
    if (enctype)
        control->form_multipart = page_same(enctype, "multipart/form-data") ? 1
                                  : page_same(enctype, "text/plain")        ? 2
                                                                            : 0;
    control->form_target = page_keep(work, node, "formtarget");
    control->form_action = page_keep_trimmed(work, node, "formaction");
    /* an empty one is the document's address, not the form's action */
    if (!control->form_action && page_attribute(html, node, "formaction"))
        control->form_action = work->flat.head.url;
}

static void read_control(struct page_work *work, uint32_t node)
{
    const struct page_html *html = &work->html;
    struct input_type type = type_of(html, node);
    struct es_control control = {.type = type.type,
                                 .flags = flags_of(work, node, type.type),
                                 .form = page_form_of(work, node, true),
                                 .order = node,
                                 .max_length = -1,
                                 .min_length = -1,
                                 .form_post = -1,
                                 .form_multipart = -1};
    if (has_length(&type)) {
        control.max_length = page_number(work, node, "maxlength");
        control.min_length = page_number(work, node, "minlength");
    }
    control.name = page_keep(work, node, "name");
    control.id = page_keep(work, node, "id");
    control.pattern = page_keep(work, node, "pattern");
    if (has_direction(&type, html->nodes[node].tag))
        control.dirname = page_keep(work, node, "dirname");
    control.type_name = flat_text(&work->flat, type.name);
    control.value = value_of(work, node, &type);
    if (type.type == ES_CONTROL_SUBMIT || type.type == ES_CONTROL_IMAGE)
        read_submitter(work, node, &control);
    control.options = read_options(work, node);
    control.words = page_words_of(work, node, type.type, (control.flags & ES_CONTROL_UNSEEN) != 0);
    flat_push(&work->flat, &work->flat.controls, &control, sizeof control);
}

void page_read_controls(struct page_work *work)
{
    for (uint32_t i = 1; i < work->html.n; i++)
        if (page_is_control(page_node(work, i)->tag))
            read_control(work, i);
}
