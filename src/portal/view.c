/* SPDX-License-Identifier: Apache-2.0 */
/* What each thing on a page means. Which screen that makes is in match.c. */
#include "view_internal.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include <string.h>

static const char *const screen_names[ES_SCREEN_COUNT] = {
    "", "home", "verify", "login", "forgot", "reset", "result", "phone", "code", "menu", "pin",
};

const char *es_screen_name(enum es_screen screen)
{
    return screen_names[screen];
}

enum es_screen es_screen_find(const char *name)
{
    for (int i = 1; name && i < ES_SCREEN_COUNT; i++) {
        if (!strcmp(screen_names[i], name))
            return (enum es_screen)i;
    }
    return ES_SCREEN_NONE;
}

static bool is_usable(const struct es_control *control)
{
    return !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
}

bool es_control_is_typed(const struct es_control *control)
{
    return control->type == ES_CONTROL_TEXT || control->type == ES_CONTROL_PASSWORD ||
           control->type == ES_CONTROL_TEXTAREA;
}

bool es_control_is_fillable(const struct es_control *control)
{
    return is_usable(control) && !(control->flags & ES_CONTROL_READONLY) &&
           es_control_is_typed(control);
}

bool es_control_is_submitter(const struct es_control *control)
{
    return is_usable(control) &&
           (control->type == ES_CONTROL_SUBMIT || control->type == ES_CONTROL_IMAGE);
}

static bool is_button(const struct es_control *control)
{
    return control->type >= ES_CONTROL_SUBMIT;
}

/* A password field is not the picture's text, whatever stands beside it. */
static bool possible(const struct es_control *control, const char *kind)
{
    return control->type != ES_CONTROL_PASSWORD || strcmp(kind, "captcha") != 0;
}

/* Another field that can be filled in has the same words for its group. */
static bool shares_group(const struct es_page *page, const struct es_control *control, es_str text)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_words *words = es_control_words(page, &controls[i]);
        bool other = controls[i].order != control->order && es_control_is_fillable(&controls[i]);
        for (uint32_t w = 0; other && w < controls[i].words.n; w++) {
            if (words[w].by == ES_BY_GROUP &&
                !strcmp(es_page_str(page, words[w].text), es_page_str(page, text)))
                return true;
        }
    }
    return false;
}

static bool is_heading(const struct es_page *page, es_str text)
{
    const struct es_block *blocks = es_page_blocks(page);
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        if (blocks[i].kind == ES_BLOCK_HEADING &&
            !strcmp(es_page_str(page, blocks[i].text), es_page_str(page, text)))
            return true;
    }
    return false;
}

static bool is_alone_in_form(const struct es_page *page, const struct es_control *control)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].form == control->form && controls[i].order != control->order &&
            es_control_is_fillable(&controls[i]))
            return false;
    }
    return true;
}

/* Words that only stand near do not overrule a label: a field called "E-posta" under the heading
 * "Güvenlik Sözcüğü" is for the address. A group's words are a field's own where it has no others
 * and shares them with no other field; a heading's, where the form has no other field. */
static bool may_decide(const struct es_view *view, const struct es_control *control, uint32_t at)
{
    const struct es_page *page = view->page;
    const struct es_words *words = es_control_words(page, control);
    if (words[at].by < ES_BY_NEIGHBOUR)
        return true;
    if (words[0].by <= ES_BY_LABEL)
        return false;
    if (words[at].by == ES_BY_NEIGHBOUR)
        return is_alone_in_form(page, control) || !is_heading(page, words[at].text);
    return words[0].by == ES_BY_GROUP && !shares_group(page, control, words[at].text);
}

/* Before there were placeholders, a field's words stood in it, for a script to take away. Whatever
 * else stands in a field is somebody's: only the very words of a field are looked at. */
static struct es_sense sense_of_value(const struct es_view *view, const struct es_control *control,
                                      struct es_sense sense)
{
    if (control->type != ES_CONTROL_TEXT || !control->value)
        return sense;
    struct es_meaning meaning =
        es_profile_meaning(view->profile, ES_WORDS_FIELDS, es_page_str(view->page, control->value));
    if (!meaning.kind || meaning.tie || meaning.fit < ES_FIT_EQUAL_MARKS)
        return sense;
    return (struct es_sense){meaning.kind, ES_BY_PLACEHOLDER, control->value, true};
}

/* The first tier whose words mean something decides; within a tier the nearest words do. */
static struct es_sense sense_of(const struct es_view *view, const struct es_control *control)
{
    const struct es_page *page = view->page;
    const struct es_words *words = es_control_words(page, control);
    struct es_sense sense = {.by = ES_BY_NAME};
    if (control->words.n)
        sense = (struct es_sense){.by = words[0].by, .words = words[0].text};
    enum es_words_group group = is_button(control) ? ES_WORDS_ACTIONS : ES_WORDS_FIELDS;
    for (uint32_t i = 0; i < control->words.n; i++) {
        if (words[i].by == ES_BY_NAME)
            break;
        if (!may_decide(view, control, i))
            continue;
        struct es_meaning meaning =
            es_profile_meaning(view->profile, group, es_page_str(page, words[i].text));
        if (!meaning.kind || meaning.tie || !possible(control, meaning.kind))
            continue;
        /* A screen's heading begins with the word of one of its fields. */
        if (words[i].by == ES_BY_GROUP && meaning.fit < ES_FIT_EQUAL_MARKS &&
            !is_alone_in_form(page, control))
            continue;
        return (struct es_sense){meaning.kind, words[i].by, words[i].text,
                                 meaning.fit >= ES_FIT_EQUAL_MARKS};
    }
    return sense.by < ES_BY_NAME ? sense : sense_of_value(view, control, sense);
}

static void sense_links(struct es_view *view)
{
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        view->links[i] = (struct es_sense){.by = ES_BY_LABEL, .words = links[i].text};
        struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_ACTIONS,
                                                       es_page_str(view->page, links[i].text));
        if (!meaning.kind || meaning.tie)
            continue;
        view->links[i].kind = meaning.kind;
        view->links[i].exact = meaning.fit >= ES_FIT_EQUAL_MARKS;
    }
}

/* What a form's fillable fields were taken for. */
struct census {
    uint32_t words_as_text, words_as_password, captchas, unknown;
    uint32_t text_word; /* the control, where words_as_text is 1 */
};

static struct census count_form(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    struct census census = {.text_word = ES_NONE};
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form != form || !es_control_is_fillable(&controls[i]))
            continue;
        const char *kind = view->controls[i].kind;
        if (!kind) {
            census.unknown += !es_view_is_aside(view, i);
        } else if (!strcmp(kind, "captcha")) {
            census.captchas++;
        } else if (!strcmp(kind, "word") && controls[i].type == ES_CONTROL_PASSWORD) {
            census.words_as_password++;
        } else if (!strcmp(kind, "word")) {
            census.words_as_text++;
            census.text_word = i;
        }
    }
    return census;
}

static bool form_has_image(const struct es_page *page, uint32_t form)
{
    const struct es_image *images = es_page_images(page);
    for (uint32_t i = 0; i < page->images.n; i++) {
        if (!images[i].unseen && images[i].form == form)
            return true;
    }
    return false;
}

/* Other Turkish sites say "güvenlik sözcüğü" for the picture's text: a text field of that name
 * in a form with a picture, without another field for the picture's text, is that one. */
static void tell_picture_text_from_word(struct es_view *view)
{
    for (uint32_t form = 0; form < view->page->forms.n; form++) {
        struct census census = count_form(view, form);
        if (census.words_as_text == 1 && census.captchas == 0 && census.unknown == 0 &&
            form_has_image(view->page, form))
            view->controls[census.text_word].kind =
                es_profile_kind(view->profile, ES_WORDS_FIELDS, "captcha");
    }
}

static bool has_seen_image(const struct es_page *page)
{
    const struct es_image *images = es_page_images(page);
    for (uint32_t i = 0; i < page->images.n; i++) {
        if (!images[i].unseen && images[i].form != ES_NONE)
            return true;
    }
    return false;
}

/* "Doğrulama kodu" is the picture's text, or the SMS's: it is the SMS's where the page speaks of
 * a phone and the field is the only one of a form, without a picture in any. */
static void tell_code_from_picture_text(struct es_view *view)
{
    const struct es_control *controls = es_page_controls(view->page);
    const json_t *row = es_profile_get(view->profile, "code_pages");
    for (uint32_t i = 0; row && i < view->page->controls.n; i++) {
        const char *kind = view->controls[i].kind;
        if (!kind || strcmp(kind, "captcha") != 0 || !es_control_is_fillable(&controls[i]) ||
            controls[i].form == ES_NONE || !is_alone_in_form(view->page, &controls[i]) ||
            has_seen_image(view->page) ||
            es_stems_in_text(json_object_get(row, "not"),
                             es_page_str(view->page, view->controls[i].words)) ||
            !es_stems_in_page(json_object_get(row, "any"), view->page))
            continue;
        view->controls[i].kind = es_profile_kind(view->profile, ES_WORDS_FIELDS, "code");
    }
}

es_status es_view_make(const struct es_profile *profile, const struct es_page *page,
                       struct es_view **out, struct es_error *err)
{
    unsigned refusals = es_heap_refusals();
    es_auto(view) *view = es_heap_zeroed(1, sizeof(*view));
    if (!view)
        return es_fail(err, ES_INTERNAL);
    view->page = page;
    view->profile = profile;
    view->controls = es_heap_zeroed((size_t)page->controls.n + 1, sizeof(*view->controls));
    view->links = es_heap_zeroed((size_t)page->links.n + 1, sizeof(*view->links));
    if (!view->controls || !view->links)
        return es_fail(err, ES_INTERNAL);
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (!(controls[i].flags & ES_CONTROL_UNSEEN))
            view->controls[i] = sense_of(view, &controls[i]);
    }
    sense_links(view);
    tell_picture_text_from_word(view);
    tell_code_from_picture_text(view);
    es_view_match_screens(view);
    if (es_heap_refusals() != refusals) /* one of two fields that fit may have been missed */
        return es_fail_memory(err);
    *out = view;
    view = NULL;
    return ES_OK;
}

void es_view_free(struct es_view **view)
{
    if (!*view)
        return;
    es_heap_free((*view)->controls);
    es_heap_free((*view)->links);
    es_heap_free(*view);
    *view = NULL;
}
