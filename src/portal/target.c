/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the one thing to press or follow, and the picture of a field. */
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

/* A button is for the field before it, and a form around a whole page holds a newsletter's field
 * with a button of its own. */
static bool is_behind_wanted(const struct search *search, uint32_t button)
{
    const struct es_control *controls = es_page_controls(search->view->page);
    enum es_kind kind;
    for (uint32_t i = button; i-- > 0;) {
        if (controls[i].form != controls[button].form || !es_control_is_fillable(&controls[i]))
            continue;
        const char *name = search->view->controls[i].kind;
        return name && es_kind_find(name, &kind) && (search->fields & 1u << kind);
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
        if (es_control_is_submitter(control) && control->form != ES_NONE)
            consider(search, ES_TARGET_BUTTON, i,
                     search->view->controls[i].exact + 2 * is_behind_wanted(search, i));
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

const char *es_view_image_words(const struct es_page *page, const struct es_image *image)
{
    return es_page_str(page, image->alt ? image->alt : image->title);
}

/* Icons (a "refresh" arrow) are no pictures to read. */
static bool is_icon(const struct es_view *view, const struct es_image *image)
{
    enum { ICON = 32 };
    if ((image->width >= 0 && image->width <= ICON) || (image->height >= 0 && image->height < 12))
        return true;
    const char *words = es_view_image_words(view->page, image);
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_ACTIONS, words);
    return meaning.kind && !strcmp(meaning.kind, "new_picture");
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* An image that is the first thing in a link: an arrow for another picture, a loudspeaker; at
 * times the picture itself, which then is another one for whoever presses it. */
static bool is_linked(const struct es_page *page, const struct es_image *image)
{
    const struct es_link *links = es_page_links(page);
    for (uint32_t i = 0; i < page->links.n; i++) {
        if (links[i].order + 1 == image->order && !links[i].unseen)
            return true;
    }
    return false;
}

/* Its words say that it is the picture to read. */
static bool is_named(const struct es_view *view, const struct es_image *image)
{
    const char *words = es_view_image_words(view->page, image);
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_FIELDS, words);
    return meaning.kind && !strcmp(meaning.kind, "captcha");
}

/* Where no image of the form is the picture, one beside it may be; never the logo on top of the
 * page, above the heading. */
static uint32_t heading_before(const struct es_view *view, uint32_t order)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    uint32_t found = 0;
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (blocks[i].kind == ES_BLOCK_HEADING && blocks[i].order < order)
            found = blocks[i].order;
    }
    return found;
}

/* How sure an image is to be the picture: the first of these that any image is decides. */
enum certainty { NAMED, FREE, LINKED, CERTAINTIES };

static bool is_as_certain(const struct es_view *view, const struct es_image *image,
                          enum certainty certainty)
{
    if (!image->src || image->unseen || is_icon(view, image))
        return false;
    if (certainty == NAMED)
        return is_named(view, image);
    return certainty == LINKED || !is_linked(view->page, image);
}

/* The nearest image of the wanted form; where two are about as near, which one is not told. */
static bool nearest_image(const struct es_view *view, uint32_t form, uint32_t order,
                          enum certainty certainty, struct es_match *match)
{
    enum { ABOUT_AS_NEAR = 3 };
    const struct es_image *images = es_page_images(view->page);
    uint32_t best = UINT32_MAX, second = UINT32_MAX;
    uint32_t from = form == ES_NONE ? heading_before(view, order) : 0;
    for (uint32_t i = 0; i < view->page->images.n; i++) {
        if (images[i].form != form || images[i].order < from ||
            !is_as_certain(view, &images[i], certainty))
            continue;
        uint32_t away = distance(images[i].order, order);
        if (away < best) {
            second = best;
            best = away;
            match->picture = i;
        } else if (away < second) {
            second = away;
        }
    }
    match->picture_ambiguous = second != UINT32_MAX && second - best < ABOUT_AS_NEAR;
    return best != UINT32_MAX;
}

void es_view_find_picture(const struct es_view *view, struct es_match *match)
{
    match->picture = ES_NONE;
    uint32_t field = match->field[ES_KIND_CAPTCHA];
    if (field == ES_NONE)
        return;
    uint32_t order = es_page_controls(view->page)[field].order;
    const uint32_t places[] = {match->form, ES_NONE};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        for (int certainty = 0; certainty < CERTAINTIES; certainty++) {
            if (nearest_image(view, places[i], order, (enum certainty)certainty, match))
                return;
        }
    }
}
