/* SPDX-License-Identifier: Apache-2.0 */
/* What a person reads of a page behind the menu before they agree to a press on it. */
#include "behind.h"

#include "esign/i18n.h"
#include "esign/print.h"
#include "page_text.h"

#include <stdio.h>

enum { LABEL_MAX = 100, VALUE_MAX = 200 };

static const struct es_control *control_at(const struct es_view *view, uint32_t index)
{
    return &es_page_controls(view->page)[index];
}

/* ---- the page ---- */

bool behind_add_page(const struct es_view *view, struct es_buf *out)
{
    json_t *told = json_object();
    bool ok = told && page_text_describe(view, PAGE_ALL, NULL, 0, told) &&
              page_text_add(json_object_get(told, "text"), stderr, out);
    json_decref(told);
    return ok;
}

bool behind_title(const struct es_view *view, struct es_buf *out)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (blocks[i].kind == ES_BLOCK_HEADING && !blocks[i].aside)
            return es_text_safe(es_page_str(view->page, blocks[i].text), LABEL_MAX, out);
    }
    return es_text_safe(es_page_str(view->page, view->page->title), LABEL_MAX, out);
}

bool behind_add_place(const struct es_view *view, struct es_buf *out)
{
    es_auto(buf) title = {0};
    if (!behind_title(view, &title))
        return false;
    return title.len ? es_buf_printf(out, _("On this page, \"%s\": "), es_buf_str(&title))
                     : es_buf_add_str(out, _("On this page: "));
}

/* ---- its fields ---- */

bool behind_add_label(const struct es_view *view, uint32_t control, struct es_buf *out)
{
    return es_text_safe(es_by_hand_label(view->page, ES_THING_FIELD, control), LABEL_MAX, out);
}

static const struct es_option *chosen(const struct es_view *view, uint32_t index)
{
    const struct es_control *control = control_at(view, index);
    const struct es_option *options = es_control_options(view->page, control);
    for (uint32_t i = 0; i < control->options.n; i++) {
        if (options[i].selected)
            return &options[i];
    }
    return NULL;
}

bool behind_add_now(const struct es_view *view, uint32_t index, struct es_buf *out)
{
    const struct es_control *control = control_at(view, index);
    es_str text = control->value;
    if (control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO)
        return es_buf_add_str(out, control->flags & ES_CONTROL_CHECKED ? _("yes") : _("no"));
    if (control->type == ES_CONTROL_PASSWORD)
        return !control->value || es_buf_add_str(out, "•••");
    if (control->type == ES_CONTROL_SELECT) {
        const struct es_option *option = chosen(view, index);
        text = option ? option->text : 0;
    }
    return es_text_safe(es_page_str(view->page, text), VALUE_MAX, out);
}

/* Something stands in it that goes along, and a person sees it. */
static bool is_sent(const struct es_view *view, uint32_t index)
{
    const struct es_control *control = control_at(view, index);
    if (control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED))
        return false;
    switch (control->type) {
    case ES_CONTROL_CHECKBOX:
    case ES_CONTROL_RADIO:
        return (control->flags & ES_CONTROL_CHECKED) != 0;
    case ES_CONTROL_SELECT:
        return chosen(view, index) != NULL;
    default:
        return es_control_is_typed(control) && control->value != 0;
    }
}

bool behind_add_sent(const struct es_view *view, struct es_target target, struct es_buf *out)
{
    bool ok = true, first = true;
    if (target.kind != ES_TARGET_BUTTON)
        return true;
    for (uint32_t i = 0; ok && i < view->page->controls.n; i++) {
        es_auto(buf) line = {0};
        if (control_at(view, i)->form != control_at(view, target.index)->form || !is_sent(view, i))
            continue;
        ok = (!first || es_buf_printf(out, "\n%s\n", _("This is sent with it:"))) &&
             behind_add_label(view, i, &line) && es_buf_add_str(&line, ": ") &&
             behind_add_now(view, i, &line) && es_buf_add_str(out, "  ") &&
             es_print_wrap_foreign(es_buf_str(&line), 2, stderr, out) && es_buf_add_char(out, '\n');
        first = false;
    }
    return ok;
}
