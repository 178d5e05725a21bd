/* SPDX-License-Identifier: Apache-2.0 */
/* HTML Standard, "constructing the entry list". */
#include "form_internal.h"

#include <string.h>

struct walk {
    const struct es_page *page;
    const struct es_fill *fills;
    size_t n_fills;
    struct form_encoder *encoder;
};

static bool is_button(uint32_t type)
{
    return type == ES_CONTROL_SUBMIT || type == ES_CONTROL_IMAGE || type == ES_CONTROL_RESET ||
           type == ES_CONTROL_BUTTON;
}

/* What was typed into the control, NULL where nothing was. */
static const char *typed(const struct walk *walk, uint32_t index)
{
    for (size_t i = 0; i < walk->n_fills; i++) {
        if (walk->fills[i].control == index)
            return walk->fills[i].value;
    }
    return NULL;
}

static bool is_checked(const struct walk *walk, uint32_t index)
{
    const char *value = typed(walk, index);
    return value ? *value != '\0'
                 : (es_page_controls(walk->page)[index].flags & ES_CONTROL_CHECKED) != 0;
}

/* Of several checked radio buttons of a group a browser keeps the last one checked; the one that
 * the person chose comes after them all. */
static bool is_overruled(const struct walk *walk, uint32_t index)
{
    const struct es_page *page = walk->page;
    const struct es_control *controls = es_page_controls(page), *radio = &controls[index];
    if (radio->type != ES_CONTROL_RADIO)
        return false;
    bool chosen = typed(walk, index);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (i == index || controls[i].type != ES_CONTROL_RADIO)
            continue;
        bool later = typed(walk, i) ? i > index || !chosen : i > index && !chosen;
        if (later && is_checked(walk, i) && controls[i].form == radio->form &&
            strcmp(es_page_str(page, controls[i].name), es_page_str(page, radio->name)) == 0)
            return true;
    }
    return false;
}

static bool takes_part(const struct walk *walk, uint32_t index, bool pressed)
{
    const struct es_control *control = &es_page_controls(walk->page)[index];
    if (control->flags & (ES_CONTROL_DISABLED | ES_CONTROL_IN_DATALIST))
        return false;
    if (is_button(control->type))
        return pressed;
    bool box = control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO;
    return !box || is_checked(walk, index);
}

/* ---- values ---- */

/* Not strcasecmp, for which I and i differ under a Turkish locale. */
static bool is_charset_field(const char *name)
{
    const char *wanted = "_charset_";
    for (; *wanted; wanted++, name++) {
        if ((*name >= 'A' && *name <= 'Z' ? *name | 0x20 : *name) != *wanted)
            return false;
    }
    return *name == '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* "Value sanitization": a field of one line has no line ends, an address no blanks around it. */
static bool one_line(const char *value, const char *type_name, struct es_buf *out)
{
    size_t len = strlen(value);
    if (strcmp(type_name, "email") == 0 || strcmp(type_name, "url") == 0) {
        for (; len > 0 && is_blank(value[0]); len--)
            value++;
        while (len > 0 && is_blank(value[len - 1]))
            len--;
    }
    for (size_t i = 0; i < len; i++) {
        if (value[i] != '\r' && value[i] != '\n' && !es_buf_add_char(out, value[i]))
            return false;
    }
    return true;
}

static bool add_value(struct walk *walk, const struct es_control *control, uint32_t index)
{
    const char *name = es_page_str(walk->page, control->name);
    const char *value = typed(walk, index);
    es_auto(buf) line = ES_BUF_SECRET;
    if (!value)
        value = es_page_str(walk->page, control->value);
    if (control->type == ES_CONTROL_HIDDEN && is_charset_field(name))
        value = es_charset_name(walk->encoder->charset);
    if (control->type == ES_CONTROL_TEXT || control->type == ES_CONTROL_PASSWORD) {
        if (!one_line(value, es_page_str(walk->page, control->type_name), &line))
            return false;
        value = es_buf_str(&line);
    }
    return form_encode_entry(walk->encoder, name, value, false);
}

static bool add_box(struct walk *walk, const struct es_control *control)
{
    const char *value =
        control->flags & ES_CONTROL_NO_VALUE ? "on" : es_page_str(walk->page, control->value);
    return form_encode_entry(walk->encoder, es_page_str(walk->page, control->name), value, false);
}

/* A click on an image says where; a person at a keyboard presses its corner. The name may be
 * absent: then the parts stand alone. */
static bool add_image(struct walk *walk, const struct es_control *control)
{
    const char *name = es_page_str(walk->page, control->name), *dot = *name ? "." : "";
    es_auto(buf) x = {0};
    es_auto(buf) y = {0};
    return es_buf_printf(&x, "%s%sx", name, dot) && es_buf_printf(&y, "%s%sy", name, dot) &&
           form_encode_entry(walk->encoder, x.data, "0", false) &&
           form_encode_entry(walk->encoder, y.data, "0", false);
}

/* ---- select ---- */

/* Of a select of one choice: the last that is selected; n where none is. */
static uint32_t chosen_option(const struct es_option *options, uint32_t n)
{
    for (uint32_t i = n; i-- > 0;) {
        if (options[i].selected)
            return i;
    }
    return n;
}

uint32_t form_option(const struct es_page *page, const struct es_control *select, const char *text)
{
    const struct es_option *options = es_control_options(page, select);
    for (uint32_t i = 0; i < select->options.n; i++) {
        if (!options[i].disabled && strcmp(es_page_str(page, options[i].text), text) == 0)
            return i;
    }
    return ES_NONE;
}

static bool add_select(struct walk *walk, const struct es_control *control, uint32_t index)
{
    const char *filled = typed(walk, index);
    const struct es_option *options = es_control_options(walk->page, control);
    uint32_t n = control->options.n;
    bool many = (control->flags & ES_CONTROL_MULTIPLE) && !filled;
    uint32_t one = many     ? n
                   : filled ? form_option(walk->page, control, filled)
                            : chosen_option(options, n);
    for (uint32_t i = 0; i < n; i++) {
        if (options[i].disabled || !(many ? options[i].selected : i == one))
            continue;
        if (!form_encode_entry(walk->encoder, es_page_str(walk->page, control->name),
                               es_page_str(walk->page, options[i].value), false))
            return false;
    }
    return true;
}

/* ---- the list ---- */

static bool add_control(struct walk *walk, const struct es_control *control, uint32_t index)
{
    const char *name = es_page_str(walk->page, control->name);
    if (control->type == ES_CONTROL_IMAGE)
        return add_image(walk, control);
    if (!*name)
        return true;
    switch (control->type) {
    case ES_CONTROL_SELECT:
        return add_select(walk, control, index);
    case ES_CONTROL_CHECKBOX:
    case ES_CONTROL_RADIO:
        return add_box(walk, control);
    case ES_CONTROL_FILE:
        return form_encode_entry(walk->encoder, name, "", true);
    default:
        return add_value(walk, control, index) &&
               (!control->dirname ||
                form_encode_entry(walk->encoder, es_page_str(walk->page, control->dirname), "ltr",
                                  false));
    }
}

bool form_add_entries(const struct es_page *page, uint32_t form, uint32_t submitter,
                      const struct es_fill *fills, size_t n_fills, struct form_encoder *encoder)
{
    struct walk walk = {page, fills, n_fills, encoder};
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].form == form && takes_part(&walk, i, i == submitter) &&
            !is_overruled(&walk, i) && !add_control(&walk, &controls[i], i))
            return false;
    }
    return true;
}
