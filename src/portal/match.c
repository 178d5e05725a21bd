/* SPDX-License-Identifier: Apache-2.0 */
/* Which screens a page is, by the profile's rows. */
#include "esign/heap.h"
#include "view_internal.h"

#include <string.h>

static const json_t *list_of(const json_t *row, const char *key)
{
    return json_object_get(row, key);
}

static unsigned kinds_of(const json_t *row, const char *key)
{
    unsigned bits = 0;
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)list_of(row, key), i, name)
    {
        enum es_kind kind;
        if (json_is_string(name) && es_kind_find(json_string_value(name), &kind))
            bits |= 1u << kind;
    }
    return bits;
}

static struct es_match empty_match(void)
{
    struct es_match match = {
        .status = ES_PAGE_UNKNOWN, .form = ES_NONE, .picture = ES_NONE, .asks = ES_NONE};
    for (int i = 0; i < ES_KIND_COUNT; i++)
        match.field[i] = ES_NONE;
    match.button = (struct es_target){ES_TARGET_NONE, ES_NONE};
    return match;
}

/* Which kinds of fields a form has; *twice those that two fields claim. */
static unsigned take_fields(const struct es_view *view, uint32_t form, struct es_match *match,
                            unsigned *twice)
{
    const struct es_control *controls = es_page_controls(view->page);
    unsigned has = 0;
    *twice = 0;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        enum es_kind kind;
        if (controls[i].form != form || !es_control_is_fillable(&controls[i]) ||
            !view->controls[i].kind || !es_kind_find(view->controls[i].kind, &kind))
            continue;
        *twice |= has & 1u << kind;
        has |= 1u << kind;
        match->field[kind] = i;
    }
    return has;
}

/* Of one form, or of anything on the page (ES_NONE), links too.
 * The row's buttons are in order of preference; the first kind that is there decides. */
static es_status take_button(const struct es_view *view, const json_t *row, uint32_t form,
                             struct es_target *out)
{
    unsigned fields = kinds_of(row, "fields");
    es_status worst = ES_PAGE_UNKNOWN;
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)list_of(row, "buttons"), i, name)
    {
        const char *action = json_string_value(name);
        es_status status = form == ES_NONE ? es_view_find_target(view, action, out)
                                           : es_view_find_button(view, action, form, fields, out);
        if (status == ES_OK || status == ES_PAGE_AMBIGUOUS)
            return status;
        if (status == ES_NEEDS_BROWSER)
            worst = status;
    }
    return worst;
}

static unsigned count_bits(unsigned bits)
{
    return (unsigned)__builtin_popcount(bits);
}

/* What a browser does not send the form without. */
static bool is_required_and_missing(const struct es_control *control)
{
    bool there = (control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO)
                     ? (control->flags & ES_CONTROL_CHECKED) != 0
                     : control->value != 0;
    return (control->flags & ES_CONTROL_REQUIRED) && !there;
}

static bool takes_an_answer(const struct es_control *control)
{
    bool box = control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO;
    bool seen = !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
    return es_control_is_fillable(control) || (box && seen);
}

/* Something in the form that a person has to fill in or to tick, and for which there is no answer:
 * what must not be empty ("I accept the terms"), the old word, another answer that the screen does
 * not know ("Resimdeki Yazı" beside the SMS code). ES_NONE: nothing. */
static uint32_t asks_for_more(const struct es_view *view, uint32_t form, unsigned wanted)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const char *name = view->controls[i].kind;
        enum es_kind kind;
        bool known = name && es_kind_find(name, &kind);
        bool ours = known && (wanted & 1u << kind);
        if (controls[i].form != form || ours || !takes_an_answer(&controls[i]))
            continue;
        if (known || is_required_and_missing(&controls[i]) || (name && !strcmp(name, "old_word")))
            return i;
    }
    return ES_NONE;
}

/* A label's `for` names the first thing with that id alone: where another field has the id too,
 * as in a form that stands on the page twice, whose words they are is not told. */
static bool has_a_twin(const struct es_view *view, uint32_t field)
{
    const struct es_control *controls = es_page_controls(view->page);
    const char *id = es_page_str(view->page, controls[field].id);
    for (uint32_t i = 0; *id && i < view->page->controls.n; i++) {
        if (i != field && es_control_is_fillable(&controls[i]) &&
            !strcmp(es_page_str(view->page, controls[i].id), id))
            return true;
    }
    return false;
}

static bool any_has_a_twin(const struct es_view *view, const struct es_match *match, unsigned kinds)
{
    for (int kind = 0; kind < ES_KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) && has_a_twin(view, match->field[kind]))
            return true;
    }
    return false;
}

/* What is typed into a field without a name is sent by a script or not at all. */
static bool any_is_nameless(const struct es_view *view, const struct es_match *match,
                            unsigned kinds)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (int kind = 0; kind < ES_KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) && !controls[match->field[kind]].name)
            return true;
    }
    return false;
}

/* One form against a row with fields. */
static struct es_match match_form(const struct es_view *view, const json_t *row, uint32_t form)
{
    struct es_match match = empty_match();
    unsigned wanted = kinds_of(row, "fields"), without = kinds_of(row, "without_fields"), twice;
    match.form = form;
    match.has = take_fields(view, form, &match, &twice);
    match.lacks = wanted & ~match.has;
    es_status button = take_button(view, row, form, &match.button);
    match.lacks_button = button != ES_OK;
    if (match.lacks || (match.has & without))
        return match;
    match.asks = asks_for_more(view, form, wanted);
    if (match.asks != ES_NONE)
        return match;
    bool doubt = (twice & wanted) || any_has_a_twin(view, &match, wanted);
    match.status = doubt                                   ? ES_PAGE_AMBIGUOUS
                   : any_is_nameless(view, &match, wanted) ? ES_NEEDS_BROWSER
                                                           : button;
    match.fits = match.status == ES_OK;
    es_view_find_picture(view, &match);
    return match;
}

/* The form is the one that holds all the wanted fields and the button; two: ambiguous. Where
 * none does, the nearest miss is kept, to say what is lacking. */
static struct es_match match_fields(const struct es_view *view, const json_t *row)
{
    struct es_match best = empty_match();
    unsigned wanted = kinds_of(row, "fields");
    best.lacks = wanted;
    best.lacks_button = true;
    for (uint32_t form = 0; form < view->page->forms.n; form++) {
        struct es_match match = match_form(view, row, form);
        bool nearer = count_bits(match.lacks) < count_bits(best.lacks) ||
                      (match.status != ES_PAGE_UNKNOWN && best.status == ES_PAGE_UNKNOWN);
        if (match.fits && best.fits) {
            best.fits = false;
            best.status = ES_PAGE_AMBIGUOUS;
            return best;
        }
        if (match.fits || (!best.fits && nearer))
            best = match;
    }
    return best;
}

/* The first button behind a field, in its form. */
static uint32_t button_behind(const struct es_page *page, uint32_t field)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = field + 1; i < page->controls.n; i++) {
        if (controls[i].form == controls[field].form && es_control_is_submitter(&controls[i]))
            return i;
    }
    return ES_NONE;
}

bool es_view_is_aside_kind(const struct es_view *view, const char *kind)
{
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)es_profile_get(view->profile, "asides"), i, name)
    {
        if (kind && json_is_string(name) && !strcmp(json_string_value(name), kind))
            return true;
    }
    return false;
}

bool es_view_is_aside(const struct es_view *view, uint32_t control)
{
    if (es_view_is_aside_kind(view, view->controls[control].kind))
        return true;
    uint32_t button = button_behind(view->page, control);
    return !view->controls[control].kind && button != ES_NONE &&
           es_view_is_aside_kind(view, view->controls[button].kind);
}

static bool form_is_typed_into(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form == form && es_control_is_fillable(&controls[i]) &&
            !es_view_is_aside(view, i))
            return true;
    }
    return false;
}

/* A choice beside the button ("this phone or that one") is the person's. */
static uint32_t choice_in(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form == form && controls[i].type == ES_CONTROL_RADIO &&
            takes_an_answer(&controls[i]))
            return i;
    }
    return ES_NONE;
}

/* A screen that is only confirmed: its button stands in a form without anything to type. */
static es_status match_confirmation(const struct es_view *view, const json_t *row,
                                    struct es_match *match)
{
    es_status status = take_button(view, row, ES_NONE, &match->button);
    if (status)
        return status;
    if (match->button.kind == ES_TARGET_BUTTON) {
        match->form = es_page_controls(view->page)[match->button.index].form;
        match->asks = asks_for_more(view, match->form, 0);
        if (match->asks == ES_NONE)
            match->asks = choice_in(view, match->form);
        if (form_is_typed_into(view, match->form))
            return ES_PAGE_UNKNOWN;
    }
    return ES_OK;
}

static bool has_action(const struct es_view *view, const char *name)
{
    struct es_target target;
    return es_view_find_target(view, name, &target) != ES_PAGE_UNKNOWN;
}

static bool has_actions(const struct es_view *view, const json_t *names, bool all)
{
    size_t i, n = 0;
    json_t *name;
    json_array_foreach((json_t *)names, i, name)
    {
        n += has_action(view, json_string_value(name));
    }
    return !names || (all ? n == json_array_size(names) : n > 0);
}

static struct es_match match_row(const struct es_view *view, const json_t *row, bool has_heading)
{
    if (json_is_true(list_of(row, "heading_needed")) && !has_heading)
        return empty_match();
    if (list_of(row, "fields"))
        return match_fields(view, row);
    struct es_match match = empty_match();
    if (!has_actions(view, list_of(row, "actions"), true) ||
        !has_actions(view, list_of(row, "some_actions"), false) ||
        !es_view_has_labels(view, list_of(row, "labels")) ||
        !(!list_of(row, "texts") || es_stems_in_page(list_of(row, "texts"), view->page)))
        return match;
    match.status = ES_OK;
    if (list_of(row, "buttons"))
        match.status = match_confirmation(view, row, &match);
    match.fits = match.status == ES_OK;
    return match;
}

/* A menu stands beside many a page: where that page is a screen of its own, it is not the menu's.
 */
static bool is_outdone(const struct es_view *view, const json_t *row)
{
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)list_of(row, "without_screens"), i, name)
    {
        if (view->match[es_screen_find(json_string_value(name))].fits)
            return true;
    }
    return false;
}

void es_view_match_screens(struct es_view *view)
{
    for (int i = 0; i < ES_SCREEN_COUNT; i++)
        view->match[i] = empty_match();
    bool by_heading = false;
    bool *has_heading = es_view_find_headings(view);
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)es_profile_get(view->profile, "screens"), i, row)
    {
        enum es_screen screen = es_screen_find(json_string_value(json_object_get(row, "name")));
        if (screen == ES_SCREEN_NONE)
            continue;
        if (is_outdone(view, row))
            continue;
        if (!view->match[screen].fits) /* a screen may have several rows: one that fits is enough */
            view->match[screen] = match_row(view, row, has_heading && has_heading[i]);
        if (!view->match[screen].fits || by_heading)
            continue;
        by_heading = has_heading && has_heading[i];
        if (by_heading || view->screen == ES_SCREEN_NONE)
            view->screen = screen;
    }
    es_heap_free(has_heading);
}
