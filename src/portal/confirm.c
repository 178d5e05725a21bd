/* SPDX-License-Identifier: Apache-2.0 */
/* What may be confirmed on a page that nobody has described (ADR 28). In doubt it may not. */
#include "acts_internal.h"

#include "esign/by_hand.h"
#include "esign/heap.h"
#include "esign/pin_page.h"
#include "view_internal.h"

#include <string.h>

/* Of the portal's bars: they lead nowhere that matters here. */
static bool is_of_a_bar(const struct es_sense *sense)
{
    static const char *const kinds[] = {"menu", "exit", "search", "newsletter", NULL};
    return es_acts_is_one_of(sense->kind, kinds);
}

/* ---- what stood on the page before ---- */

/* What is looked at, and the page that led to it. */
struct looking {
    const struct es_view *view;
    const struct es_page *before; /* NULL: none */
};

static const struct es_control *next_detail(const struct es_page *page, uint32_t form, uint32_t *at)
{
    while (*at < page->controls.n) {
        const struct es_control *control = &es_page_controls(page)[(*at)++];
        if (control->form == form && es_control_is_detail(control))
            return control;
    }
    return NULL;
}

/* The same fields, and to the same address. */
static bool same_form(const struct es_page *a, uint32_t form_a, const struct es_page *b,
                      uint32_t form_b)
{
    if (strcmp(es_page_str(a, es_page_forms(a)[form_a].action),
               es_page_str(b, es_page_forms(b)[form_b].action)) != 0)
        return false;
    for (uint32_t at_a = 0, at_b = 0, n = 0;; n++) {
        const struct es_control *one = next_detail(a, form_a, &at_a),
                                *other = next_detail(b, form_b, &at_b);
        if (!one || !other)
            return one == other && n > 0;
        if (strcmp(es_page_str(a, one->name), es_page_str(b, other->name)) != 0)
            return false;
    }
}

/* A form that stood on the menu as well is of every page. */
static bool form_was_there(const struct looking *looking, uint32_t form)
{
    const struct es_page *before = looking->before;
    if (!before || es_acts_too_long(before))
        return false;
    for (uint32_t i = 0; i < before->forms.n; i++) {
        if (same_form(looking->view->page, form, before, i))
            return true;
    }
    return false;
}

/* A search, a newsletter: fields, and none but such. */
static bool form_is_aside(const struct looking *looking, uint32_t form)
{
    const struct es_view *view = looking->view;
    const struct es_control *controls = es_page_controls(view->page);
    bool any = false;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form != form || !es_control_is_detail(&controls[i]))
            continue;
        if (!es_view_is_aside(view, i))
            return form_was_there(looking, form);
        any = true;
    }
    return any;
}

/* ---- fields ---- */

static bool is_there(const struct es_control *control)
{
    return !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
}

bool es_control_is_detail(const struct es_control *control)
{
    bool choice = control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO ||
                  control->type == ES_CONTROL_SELECT || control->type == ES_CONTROL_FILE;
    return es_control_is_fillable(control) || (choice && is_there(control));
}

bool es_view_is_detail(const struct es_view *view, uint32_t form, uint32_t control)
{
    const struct es_control *at = &es_page_controls(view->page)[control];
    bool aside = es_control_is_typed(at) && es_view_is_aside(view, control);
    return at->form == form && es_control_is_detail(at) && !aside;
}

/* What stands in it goes along as it is, and a person can read it. */
static bool is_filled(const struct es_control *control)
{
    switch (control->type) {
    case ES_CONTROL_TEXT:
    case ES_CONTROL_TEXTAREA:
        return control->value != 0;
    case ES_CONTROL_CHECKBOX:
        return (control->flags & ES_CONTROL_CHECKED) != 0;
    case ES_CONTROL_SELECT:
        return control->options.n == 1;
    default:
        return false;
    }
}

/* Answers that have commands of their own, and words that are counted. */
static bool is_plain(const struct es_view *view, uint32_t control)
{
    const char *kind = view->controls[control].kind;
    enum es_kind known;
    uint32_t type = es_page_controls(view->page)[control].type;
    return type != ES_CONTROL_PASSWORD && type != ES_CONTROL_FILE &&
           !(kind && (es_kind_find(kind, &known) || !strcmp(kind, "old_word")));
}

struct fields {
    uint32_t n;
    bool filled, plain; /* all of them */
};

static struct fields fields_of(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    struct fields fields = {0, true, true};
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (!es_view_is_detail(view, form, i))
            continue;
        fields.n++;
        fields.filled = fields.filled && is_filled(&controls[i]);
        fields.plain = fields.plain && is_plain(view, i);
    }
    for (uint32_t i = 0; i < view->page->images.n; i++) {
        if (es_page_images(view->page)[i].form == form &&
            es_by_hand_offers(view->page, ES_THING_PICTURE, i))
            fields.plain = false; /* whose text may be asked for */
    }
    return fields;
}

/* ---- ways on ---- */

/* "PIN / PUK Bilgisi", "Giriş": it does something, and not what was asked for. */
static bool is_of_another_kind(const struct es_sense *sense)
{
    static const char *const kinds[] = {"confirm", "send",     "continue",    "change",
                                        "request", "activate", "update_info", NULL};
    return sense->kind && !es_acts_is_one_of(sense->kind, kinds);
}

struct ways {
    struct es_target on;
    unsigned n_on, n_back;
    bool doubt; /* one that only a script could press, has no words, or may not be seen */
    bool final; /* what is sent with one of them is */
};

static void add_way(const struct es_view *view, struct es_target target, struct ways *ways)
{
    ways->final = ways->final || es_final_way(view, target);
    if (ways->n_on && es_view_same_target(view->page, ways->on, target))
        return;
    ways->on = target;
    ways->n_on++;
}

static void take_button(const struct looking *looking, uint32_t index, struct ways *ways)
{
    const struct es_view *view = looking->view;
    const struct es_control *button = &es_page_controls(view->page)[index];
    const struct es_sense *sense = &view->controls[index];
    bool pressed = button->type >= ES_CONTROL_SUBMIT && button->type != ES_CONTROL_RESET;
    if (!pressed || !is_there(button) || is_of_a_bar(sense) ||
        (button->form != ES_NONE &&
         (form_is_aside(looking, button->form) || es_acts_buttons_are_menu(view, button->form))))
        return;
    if (es_acts_goes_back(view, sense)) {
        ways->n_back++;
        return;
    }
    bool sends = button->form != ES_NONE && es_control_is_submitter(button);
    ways->doubt = ways->doubt || !sends || !button->words.n || sense->by == ES_BY_NAME ||
                  is_of_another_kind(sense);
    add_way(view, (struct es_target){ES_TARGET_BUTTON, index}, ways);
}

/* Of links only those that say that they do it: others lead to help, terms, another language. */
static void take_link(const struct es_view *view, uint32_t index, bool menu, struct ways *ways)
{
    static const char *const kinds[] = {"confirm", "activate", "send", "change", "continue", NULL};
    const struct es_link *link = &es_page_links(view->page)[index];
    const struct es_sense *sense = &view->links[index];
    if (link->unseen || !es_acts_is_one_of(sense->kind, kinds) || es_acts_goes_back(view, sense) ||
        (menu && es_acts_is_item(sense)))
        return;
    ways->doubt = ways->doubt || link->doubtful || !sense->exact ||
                  *es_page_str(view->page, link->href) == '#'; /* what it does, a script does */
    add_way(view, (struct es_target){ES_TARGET_LINK, index}, ways);
}

/* A picture may say what a page is for, where nobody can read it here. */
static bool is_mute(const struct looking *looking, uint32_t index)
{
    const struct es_page *page = looking->view->page, *before = looking->before;
    const struct es_image *image = &es_page_images(page)[index];
    if (image->alt || image->title || !es_by_hand_offers(page, ES_THING_PICTURE, index))
        return false;
    for (uint32_t i = 0; before && i < before->images.n; i++) {
        if (!strcmp(es_page_str(page, image->src),
                    es_page_str(before, es_page_images(before)[i].src)))
            return false;
    }
    return true;
}

/* The same of a page within the page, which is not read. */
static bool frame_is_mute(const struct looking *looking, uint32_t index)
{
    const struct es_page *page = looking->view->page, *before = looking->before;
    const es_str *frames = es_page_at(page, page->frames);
    for (uint32_t i = 0; before && i < before->frames.n; i++) {
        const es_str *others = es_page_at(before, before->frames);
        if (!strcmp(es_page_str(page, frames[index]), es_page_str(before, others[i])))
            return false;
    }
    return true;
}

static struct ways ways_of(const struct looking *looking)
{
    const struct es_view *view = looking->view;
    struct ways ways = {.on = {ES_TARGET_NONE, ES_NONE}};
    const struct es_page *page = view->page;
    if (es_acts_too_long(page)) {
        ways.doubt = true;
        return ways;
    }
    bool menu = es_acts_links_are_menu(view);
    for (uint32_t i = 0; i < page->controls.n; i++)
        take_button(looking, i, &ways);
    for (uint32_t i = 0; i < page->links.n; i++)
        take_link(view, i, menu, &ways);
    for (uint32_t i = 0; ways.n_on && i < page->images.n; i++)
        ways.doubt = ways.doubt || is_mute(looking, i);
    for (uint32_t i = 0; ways.n_on && i < page->frames.n; i++)
        ways.doubt = ways.doubt || frame_is_mute(looking, i);
    return ways;
}

/* ---- what is asked for ---- */

static bool one_way(const struct looking *looking, struct ways *ways)
{
    const struct es_view *view = looking->view;
    *ways = ways_of(looking);
    bool one = ways->n_on == 1 && ways->n_back <= 1 && !ways->doubt && !ways->final;
    return one && es_acts(view, "final") && !es_view_is_final(view) && !es_pin_page_is(view, NULL);
}

/* Fields of other forms than the button's, which would not go along. */
static bool has_other_fields(const struct looking *looking, uint32_t form)
{
    for (uint32_t i = 0; i < looking->view->page->forms.n; i++) {
        if (i != form && !form_is_aside(looking, i) && fields_of(looking->view, i).n)
            return true;
    }
    return false;
}

static uint32_t form_of(const struct es_view *view, struct es_target target)
{
    return target.kind == ES_TARGET_BUTTON ? es_page_controls(view->page)[target.index].form
                                           : ES_NONE;
}

/* The one way on, and the fields that go with it. */
static bool look_at(const struct looking *looking, struct es_target *out, struct fields *fields)
{
    struct ways ways;
    unsigned refusals = es_heap_refusals();
    if (!one_way(looking, &ways))
        return false;
    uint32_t form = form_of(looking->view, ways.on);
    *out = ways.on;
    *fields = (struct fields){0, true, true};
    if (form != ES_NONE)
        *fields = fields_of(looking->view, form);
    return fields->plain && !has_other_fields(looking, form) && es_heap_refusals() == refusals;
}

bool es_view_confirmation(const struct es_view *view, const struct es_page *before,
                          struct es_target *out)
{
    struct fields fields;
    return look_at(&(struct looking){view, before}, out, &fields) && fields.filled;
}

bool es_view_details(const struct es_view *view, const struct es_page *before,
                     struct es_target *out)
{
    struct fields fields;
    return look_at(&(struct looking){view, before}, out, &fields) && fields.n;
}

bool es_view_leads_to_final(const struct es_view *view)
{
    unsigned refusals = es_heap_refusals();
    return es_view_is_final(view) || ways_of(&(struct looking){view, NULL}).final ||
           es_heap_refusals() != refusals;
}

bool es_view_goes_on(const struct es_view *view, const struct es_page *before)
{
    const struct looking looking = {view, before};
    struct ways ways = ways_of(&looking);
    return ways.n_on || ways.doubt || has_other_fields(&looking, ES_NONE);
}

/* ---- the menu's items ---- */

bool es_view_target_is_final(const struct es_view *view, struct es_target target)
{
    unsigned refusals = es_heap_refusals();
    const struct es_sense *sense =
        target.kind == ES_TARGET_LINK ? &view->links[target.index] : &view->controls[target.index];
    return es_final_words(view, es_page_str(view->page, sense->words)) ||
           es_final_way(view, target) || es_heap_refusals() != refusals;
}

es_status es_view_menu_item(const struct es_view *view, const char *action, struct es_target *out,
                            struct es_error *err)
{
    es_status status = es_view_action(view, action, out, err);
    if (status)
        return status;
    uint32_t form = form_of(view, *out);
    bool final = es_view_target_is_final(view, *out);
    return final || (form != ES_NONE && fields_of(view, form).n) ? es_fail(err, ES_PAGE_UNKNOWN)
                                                                 : ES_OK;
}
