/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the one thing to press or follow. */
#include "view_internal.h"

#include "esign/form.h"
#include "esign/i18n.h"
#include "postback.h"
#include <string.h>
#include <strings.h>

static bool is_scripted_address(const struct es_page *page, const char *href)
{
    if (!strncasecmp(href, "javascript:", 11))
        return !es_postback_is(page, href);
    return *href == '#' || !*href;
}

/* Two links are one where they lead to the very same place. */
static bool same_link(const struct es_page *page, uint32_t a, uint32_t b)
{
    const struct es_link *links = es_page_links(page);
    if (!strcmp(es_page_str(page, links[a].href), es_page_str(page, links[b].href)))
        return true;
    es_auto(request) one = {0}, other = {0};
    struct es_error ignored = ES_ERROR_INIT;
    return !es_link_request(page, es_page_str(page, links[a].href), &one, &ignored) &&
           !es_link_request(page, es_page_str(page, links[b].href), &other, &ignored) &&
           !strcmp(es_buf_str(&one.url), es_buf_str(&other.url));
}

static bool same_bytes(const struct es_buf *a, const struct es_buf *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* So are two buttons that, pressed now, send the very same thing; of one form alone where there
 * is something to fill in. */
static bool same_button(const struct es_page *page, uint32_t a, uint32_t b)
{
    const struct es_control *controls = es_page_controls(page);
    es_auto(request) one = {0}, other = {0};
    struct es_error ignored = ES_ERROR_INIT;
    bool filled_in = false;
    for (uint32_t i = 0; i < page->controls.n; i++)
        filled_in = filled_in ||
                    (controls[i].form == controls[a].form && es_control_is_fillable(&controls[i]));
    if (controls[a].form != controls[b].form && filled_in)
        return false;
    return !es_form_request(page, controls[a].form, a, NULL, 0, &one, &ignored) &&
           !es_form_request(page, controls[b].form, b, NULL, 0, &other, &ignored) &&
           one.post == other.post && same_bytes(&one.url, &other.url) &&
           same_bytes(&one.body, &other.body);
}

bool es_view_same_target(const struct es_page *page, struct es_target a, struct es_target b)
{
    if (a.kind != b.kind)
        return false;
    return a.kind == ES_TARGET_LINK ? same_link(page, a.index, b.index)
                                    : same_button(page, a.index, b.index);
}

struct search {
    const struct es_view *view;
    struct es_target found;
    unsigned fields; /* kinds of the fields that the button is for, as bits; 0: of none */
    int rank;        /* of what was found */
    bool ambiguous, scripted;
};

static bool is_submit_button(const struct es_control *control)
{
    return control->type == ES_CONTROL_SUBMIT || control->type == ES_CONTROL_IMAGE;
}

enum belonging { FOREIGN, DOUBTFUL, NEUTRAL, OURS };

/* A button is for the fields before it, back to the button before those: a form around a whole page
 * holds a newsletter's field with a button of its own. Behind a field that is not wanted it is
 * doubtful. */
static enum belonging belonging_of(const struct search *search, uint32_t button)
{
    const struct es_control *controls = es_page_controls(search->view->page);
    bool field = false;
    enum es_kind kind;
    for (uint32_t i = button; i-- > 0;) {
        if (controls[i].form != controls[button].form)
            continue;
        if (field && is_submit_button(&controls[i]))
            return FOREIGN;
        if (!es_control_is_fillable(&controls[i]))
            continue;
        const char *name = search->view->controls[i].kind;
        if (name && es_kind_find(name, &kind) && (search->fields & 1u << kind))
            return field ? DOUBTFUL : OURS;
        field = true;
    }
    return NEUTRAL;
}

/* Another button of the same meaning is to be seen somewhere on the page. */
static bool has_rival(const struct es_view *view, uint32_t button)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (i != button && controls[i].type >= ES_CONTROL_SUBMIT &&
            !(controls[i].flags & ES_CONTROL_UNSEEN) &&
            view->controls[i].kind == view->controls[button].kind)
            return true;
    }
    return false;
}

/* Words that are the very ones go before words that only begin or end like them. */
static void consider(struct search *search, enum es_target_kind kind, uint32_t index, int rank)
{
    struct es_target target = {kind, index};
    if (search->found.kind == ES_TARGET_NONE || rank > search->rank) {
        search->found = target;
        search->rank = rank;
        search->ambiguous = false;
    } else if (rank == search->rank &&
               !es_view_same_target(search->view->page, search->found, target)) {
        search->ambiguous = true;
    }
}

static void search_buttons(struct search *search, const char *kind, uint32_t form)
{
    const struct es_control *controls = es_page_controls(search->view->page);
    for (uint32_t i = 0; i < search->view->page->controls.n; i++) {
        const struct es_control *control = &controls[i];
        if (search->view->controls[i].kind != kind || (form != ES_NONE && control->form != form))
            continue;
        bool seen = !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
        enum belonging belonging = search->fields ? belonging_of(search, i) : NEUTRAL;
        if (belonging == FOREIGN || (belonging == DOUBTFUL && has_rival(search->view, i)))
            continue;
        if (es_control_is_submitter(control) && control->form != ES_NONE)
            consider(search, ES_TARGET_BUTTON, i,
                     search->view->controls[i].exact + 2 * (belonging == OURS));
        else if (seen && control->type >= ES_CONTROL_SUBMIT && control->type != ES_CONTROL_RESET)
            search->scripted = true;
    }
}

static void search_links(struct search *search, const char *kind)
{
    const struct es_link *links = es_page_links(search->view->page);
    for (uint32_t i = 0; i < search->view->page->links.n; i++) {
        if (links[i].unseen || search->view->links[i].kind != kind)
            continue;
        if (is_scripted_address(search->view->page, es_page_str(search->view->page, links[i].href)))
            search->scripted = true;
        else
            consider(search, ES_TARGET_LINK, i, search->view->links[i].exact);
    }
}

static es_status conclude(const struct search *search, struct es_target *out)
{
    *out = search->found;
    if (search->ambiguous)
        return ES_PAGE_AMBIGUOUS;
    if (search->found.kind == ES_TARGET_NONE)
        return search->scripted ? ES_NEEDS_BROWSER : ES_PAGE_UNKNOWN;
    return ES_OK;
}

es_status es_view_find_target(const struct es_view *view, const char *action, struct es_target *out)
{
    struct search search = {.view = view, .found = {ES_TARGET_NONE, ES_NONE}};
    const char *kind = es_profile_kind(view->profile, ES_WORDS_ACTIONS, action);
    if (kind) {
        search_buttons(&search, kind, ES_NONE);
        search_links(&search, kind);
    }
    return conclude(&search, out);
}

es_status es_view_find_button(const struct es_view *view, const char *action, uint32_t form,
                              unsigned fields, struct es_target *out)
{
    struct search search = {.view = view, .found = {ES_TARGET_NONE, ES_NONE}, .fields = fields};
    const char *kind = es_profile_kind(view->profile, ES_WORDS_ACTIONS, action);
    if (kind)
        search_buttons(&search, kind, form);
    return conclude(&search, out);
}

es_status es_view_action(const struct es_view *view, const char *action, struct es_target *out,
                         struct es_error *err)
{
    es_status status = es_view_find_target(view, action, out);
    return status ? es_fail(err, status) : ES_OK;
}

es_status es_view_any_action(const struct es_view *view, const char *action, struct es_target *out,
                             struct es_error *err)
{
    es_status status = es_view_find_target(view, action, out);
    return status && status != ES_PAGE_AMBIGUOUS ? es_fail(err, status) : ES_OK;
}
