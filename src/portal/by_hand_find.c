/* SPDX-License-Identifier: Apache-2.0 */
/* A thing on a page by the words that a person calls it. */
#include "esign/by_hand.h"
#include "postback.h"
#include "view_internal.h"

#include "esign/i18n.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_seen(const struct es_control *control)
{
    return !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
}

static bool is_field(const struct es_control *control)
{
    bool choice = control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO ||
                  control->type == ES_CONTROL_SELECT;
    return control->form != ES_NONE &&
           (es_control_is_fillable(control) || (choice && is_seen(control)));
}

static bool is_button(const struct es_control *control)
{
    return is_seen(control) && control->type >= ES_CONTROL_SUBMIT &&
           control->type != ES_CONTROL_RESET;
}

static bool is_picture(const struct es_image *image)
{
    enum { ICON = 32, LINE = 12 };
    bool small =
        (image->width >= 0 && image->width <= ICON) || (image->height >= 0 && image->height < LINE);
    return image->src && !image->unseen && !small;
}

static bool is_offered_picture(const struct es_page *page, const struct es_image *image)
{
    const struct es_image *images = es_page_images(page);
    bool in_a_form = image->form != ES_NONE;
    for (uint32_t i = 0; !in_a_form && i < page->images.n; i++) {
        if (is_picture(&images[i]) && images[i].form != ES_NONE)
            return false;
    }
    return is_picture(image);
}

static uint32_t count_of(const struct es_page *page, enum es_thing thing)
{
    return thing == ES_THING_LINK      ? page->links.n
           : thing == ES_THING_PICTURE ? page->images.n
                                       : page->controls.n;
}

bool es_by_hand_offers(const struct es_page *page, enum es_thing thing, uint32_t index)
{
    if (thing == ES_THING_LINK)
        return !es_page_links(page)[index].unseen && es_page_links(page)[index].text;
    if (thing == ES_THING_PICTURE)
        return is_offered_picture(page, &es_page_images(page)[index]);
    const struct es_control *control = &es_page_controls(page)[index];
    return thing == ES_THING_FIELD ? is_field(control) : is_button(control);
}

const char *es_by_hand_label(const struct es_page *page, enum es_thing thing, uint32_t index)
{
    if (thing == ES_THING_LINK)
        return es_page_str(page, es_page_links(page)[index].text);
    if (thing == ES_THING_PICTURE)
        return es_view_image_words(page, &es_page_images(page)[index]);
    const struct es_control *control = &es_page_controls(page)[index];
    if (control->words.n)
        return es_page_str(page, es_control_words(page, control)[0].text);
    return es_page_str(page, control->name);
}

const char *es_by_hand_asked(const struct es_page *page, enum es_thing thing, uint32_t index)
{
    const char *asked = "";
    if (thing == ES_THING_LINK) {
        const struct es_link *link = &es_page_links(page)[index];
        asked = link->shown != link->text ? es_page_str(page, link->shown) : "";
    } else if (thing == ES_THING_BUTTON) {
        const struct es_control *control = &es_page_controls(page)[index];
        const struct es_words *words = es_control_words(page, control);
        uint32_t last = control->words.n - 1;
        if (control->words.n && words[last].by == ES_BY_NAME)
            asked = es_page_str(page, words[last].text);
    }
    return strchr(asked, ' ') ? asked : ""; /* codes alone are none */
}

unsigned es_by_hand_picture_number(const struct es_page *page, uint32_t index)
{
    unsigned number = 0;
    for (uint32_t i = 0; i <= index; i++)
        number += es_by_hand_offers(page, ES_THING_PICTURE, i);
    return number;
}

static int rank_of_picture(const struct es_page *page, uint32_t index, const char *label)
{
    char number[16];
    snprintf(number, sizeof(number), "%u", es_by_hand_picture_number(page, index));
    return !*label || !strcmp(label, number)
               ? INT_MAX
               : (int)es_text_fit(es_by_hand_label(page, ES_THING_PICTURE, index), label);
}

/* How well words fit: first the fit itself, then how sure it is that they belong to the thing. */
static int rank_of(const char *words, enum es_found_by by, const char *label)
{
    int fit = (int)es_text_fit(words, label);
    int sure = by >= ES_BY_NAME ? 0 : by >= ES_BY_NEIGHBOUR ? 1 : 2;
    return fit == ES_FIT_NONE ? 0 : fit * 3 + sure;
}

static int rank_of_thing(const struct es_page *page, enum es_thing thing, uint32_t index,
                         const char *label)
{
    const char *first = es_by_hand_label(page, thing, index);
    if (thing == ES_THING_PICTURE)
        return rank_of_picture(page, index, label);
    if (thing == ES_THING_LINK)
        return rank_of(first, ES_BY_LABEL, label);
    const struct es_control *control = &es_page_controls(page)[index];
    const struct es_words *words = es_control_words(page, control);
    int best = control->words.n ? 0 : rank_of(first, ES_BY_NAME, label);
    for (uint32_t i = 0; i < control->words.n; i++) {
        int rank = rank_of(es_page_str(page, words[i].text), (enum es_found_by)words[i].by, label);
        best = rank > best ? rank : best;
    }
    return best;
}

static bool are_one(const struct es_page *page, enum es_thing thing, uint32_t a, uint32_t b)
{
    enum es_target_kind kind = thing == ES_THING_LINK ? ES_TARGET_LINK : ES_TARGET_BUTTON;
    const struct es_control *controls = es_page_controls(page);
    if (thing == ES_THING_FIELD)
        return false;
    if (thing == ES_THING_PICTURE)
        return !strcmp(es_page_str(page, es_page_images(page)[a].src),
                       es_page_str(page, es_page_images(page)[b].src));
    if (thing == ES_THING_BUTTON &&
        (controls[a].form == ES_NONE || controls[b].form == ES_NONE ||
         !es_control_is_submitter(&controls[a]) || !es_control_is_submitter(&controls[b])))
        return false;
    return es_view_same_target(page, (struct es_target){kind, a}, (struct es_target){kind, b});
}

static bool add_to_list(const struct es_page *page, enum es_thing thing, uint32_t index,
                        struct es_buf *out)
{
    enum { LABEL_MAX = 60 };
    const char *label = es_by_hand_label(page, thing, index);
    bool picture = thing == ES_THING_PICTURE;
    if (!picture && !*label)
        return true;
    return (!out->len || es_buf_add_str(out, ", ")) &&
           (!picture || es_buf_printf(out, "%u ", es_by_hand_picture_number(page, index))) &&
           es_buf_add_char(out, '"') && es_text_safe(label, LABEL_MAX, out) &&
           es_buf_add_char(out, '"');
}

/* What there is, for the hint. */
static void list(const struct es_page *page, enum es_thing thing, uint32_t form, struct es_buf *out)
{
    enum { LIST_MAX = 600 };
    for (uint32_t i = 0; i < count_of(page, thing) && out->len < LIST_MAX; i++) {
        bool other =
            thing == ES_THING_BUTTON && form != ES_NONE && es_page_controls(page)[i].form != form;
        if (!es_by_hand_offers(page, thing, i) || other)
            continue;
        if (!add_to_list(page, thing, i, out))
            return;
    }
}

static es_status say(enum es_thing thing, const char *label, es_status status, struct es_error *err)
{
    if (status == ES_PAGE_AMBIGUOUS)
        return es_fail_with(err, status, _("more than one thing on the page fits '%s'"), label);
    if (thing == ES_THING_FIELD)
        return es_fail_with(err, status, _("the page has no field '%s'"), label);
    if (thing == ES_THING_BUTTON)
        return es_fail_with(err, status, _("the page has no button '%s'"), label);
    if (thing == ES_THING_PICTURE)
        return es_fail_with(err, status, _("the page has no picture '%s'"), label);
    return es_fail_with(err, status, _("the page has no link '%s'"), label);
}

static es_status fail(const struct es_page *page, enum es_thing thing, const char *label,
                      uint32_t form, es_status status, struct es_error *err)
{
    es_auto(buf) safe = {0}, there = {0};
    if (!es_text_safe(label, 100, &safe))
        return es_fail(err, ES_INTERNAL);
    (void)!say(thing, es_buf_str(&safe), status, err);
    list(page, thing, form, &there);
    if (there.len)
        es_hint(err, _("Nothing was sent. There is: %s"), there.data);
    else
        es_hint(err, _("Nothing was sent. There is none on this page."));
    return status;
}

static bool needs_script(const struct es_page *page, enum es_thing thing, uint32_t index)
{
    if (thing == ES_THING_FIELD || thing == ES_THING_PICTURE)
        return false;
    if (thing == ES_THING_BUTTON) {
        const struct es_control *control = &es_page_controls(page)[index];
        return control->form == ES_NONE || !es_control_is_submitter(control);
    }
    const char *href = es_page_str(page, es_page_links(page)[index].href);
    return !*href || *href == '#' ||
           (!strncasecmp(href, "javascript:", 11) && !es_postback_is(page, href));
}

es_status es_by_hand_find(const struct es_page *page, enum es_thing thing, const char *label,
                          uint32_t form, uint32_t *index, struct es_error *err)
{
    int best = 0;
    bool ambiguous = false;
    for (uint32_t i = 0; i < count_of(page, thing); i++) {
        if (!es_by_hand_offers(page, thing, i) ||
            (thing == ES_THING_BUTTON && form != ES_NONE && es_page_controls(page)[i].form != form))
            continue;
        int rank = rank_of_thing(page, thing, i, label);
        if (rank > best) {
            best = rank;
            *index = i;
            ambiguous = false;
        } else if (rank && rank == best && !are_one(page, thing, *index, i)) {
            ambiguous = true;
        }
    }
    if (!best)
        return fail(page, thing, label, form, ES_NOT_FOUND, err);
    if (ambiguous)
        return fail(page, thing, label, form, ES_PAGE_AMBIGUOUS, err);
    return needs_script(page, thing, *index) ? es_fail(err, ES_NEEDS_BROWSER) : ES_OK;
}
