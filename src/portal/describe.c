/* SPDX-License-Identifier: Apache-2.0 */
/* A page in the words of inspect: names and words, never a value, a query or a token. */
#include "client_internal.h"
#include "signs.h"
#include "view_internal.h"

#include "esign/secret.h"
#include <string.h>

enum { WORDS_MAX = 200 };

static json_t *safe_string(const char *text)
{
    es_auto(buf) safe = {0};
    if (!es_text_safe(text, WORDS_MAX, &safe))
        return NULL;
    return json_string(es_buf_str(&safe));
}

static json_t *string_or_null(const char *text)
{
    return text && *text ? safe_string(text) : json_null();
}

/* ---- long numbers ---- */

/* Stand in a text for a digit that is not shown, and for the rest of its bytes. */
enum { MASKED = 1, DROPPED = 2 };

static void mask(void *arg, const struct sign *digit)
{
    (void)arg;
    memset(digit->at, DROPPED, digit->len);
    *digit->at = MASKED;
}

static void take_sign(void *number, const struct sign *sign)
{
    signs_long_number(number, sign, mask, NULL);
}

/* What a person reads. Long numbers are nobody's words, but may be somebody's data. */
static json_t *words_string(const char *text)
{
    es_auto(buf) copy = ES_BUF_SECRET, masked = ES_BUF_SECRET;
    struct sign_number number = {.n = 0};
    bool ok = es_buf_add_str(&copy, text);
    if (ok && copy.len)
        signs_read(copy.data, copy.data + copy.len, take_sign, &number);
    for (size_t i = 0; ok && i < copy.len; i++) {
        if (copy.data[i] == MASKED)
            ok = es_buf_add_str(&masked, "•");
        else if (copy.data[i] != DROPPED)
            ok = es_buf_add_char(&masked, copy.data[i]);
    }
    es_wipe(&number, sizeof(number));
    return ok ? safe_string(es_buf_str(&masked)) : NULL;
}

static json_t *words_or_null(const char *text)
{
    return text && *text ? words_string(text) : json_null();
}

/* The address a reference leads to, without what may be a token in it. */
static json_t *shown_address(const struct es_page *page, const char *reference)
{
    es_auto(url) base = {0}, url = {0};
    es_auto(buf) shown = {0};
    const char *from = es_page_str(page, page->base);
    bool has_base = *from && es_url_parse(from, NULL, &base);
    if (!es_url_parse(reference, has_base ? &base : NULL, &url) || !es_url_is_web(&url)) {
        size_t path = strcspn(reference, "?#;");
        if (strchr(reference, ':')) /* javascript:, mailto: … */
            path = strcspn(reference, ":") + 1;
        return es_buf_add(&shown, reference, path) ? safe_string(es_buf_str(&shown)) : NULL;
    }
    return es_url_shown(es_buf_str(&url.text), &shown) ? safe_string(es_buf_str(&shown)) : NULL;
}

/* What is known only as no business of ours (a search) means nothing to a person who asks. */
static json_t *kind_or_null(const struct es_view *view, const char *kind)
{
    return kind && !es_view_is_aside_kind(view, kind) ? json_string(kind) : json_null();
}

static json_t *describe_field(const struct es_view *view, uint32_t index)
{
    const struct es_page *page = view->page;
    const struct es_control *control = &es_page_controls(page)[index];
    const struct es_sense *sense = &view->controls[index];
    const char *words = es_page_str(page, sense->words);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "kind", kind_or_null(view, sense->kind),
                     "label", words_or_null(words), "found_by",
                     *words ? json_string(es_found_by_name(sense->by)) : json_null(), "name",
                     string_or_null(es_page_str(page, control->name)), "type",
                     safe_string(es_page_str(page, control->type_name)), "required",
                     (control->flags & ES_CONTROL_REQUIRED) != 0);
}

static json_t *describe_button(const struct es_view *view, uint32_t index)
{
    const struct es_page *page = view->page;
    const struct es_control *control = &es_page_controls(page)[index];
    const struct es_sense *sense = &view->controls[index];
    return json_pack("{s:o, s:o, s:o}", "kind", kind_or_null(view, sense->kind), "label",
                     words_or_null(es_page_str(page, sense->words)), "name",
                     string_or_null(es_page_str(page, control->name)));
}

static const char *enctype_name(const struct es_form *form)
{
    static const char *const names[] = {"application/x-www-form-urlencoded", "multipart/form-data",
                                        "text/plain"};
    return names[form->multipart < 3 ? form->multipart : 0];
}

/* A dialog's form is not sent; only a button of its own say may send it. */
static const char *method_name(const struct es_form *form)
{
    return form->dialog ? "dialog" : form->post ? "POST" : "GET";
}

static json_t *describe_form(const struct es_view *view, uint32_t index)
{
    const struct es_page *page = view->page;
    const struct es_form *form = &es_page_forms(page)[index];
    json_t *fields = json_array(), *buttons = json_array();
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].form != index || (controls[i].flags & ES_CONTROL_UNSEEN))
            continue;
        bool button = controls[i].type >= ES_CONTROL_SUBMIT;
        json_array_append_new(button ? buttons : fields,
                              button ? describe_button(view, i) : describe_field(view, i));
    }
    return json_pack("{s:o, s:s, s:s, s:o, s:o}", "action",
                     shown_address(page, es_page_str(page, form->action)), "method",
                     method_name(form), "enctype", enctype_name(form), "fields", fields, "buttons",
                     buttons);
}

static json_t *describe_forms(const struct es_view *view)
{
    json_t *forms = json_array();
    const struct es_form *form = es_page_forms(view->page);
    for (uint32_t i = 0; i < view->page->forms.n; i++) {
        if (!form[i].unseen)
            json_array_append_new(forms, describe_form(view, i));
    }
    return forms;
}

static json_t *describe_links(const struct es_view *view)
{
    json_t *list = json_array();
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (!links[i].unseen)
            json_array_append_new(
                list,
                json_pack("{s:o, s:o, s:o}", "kind", kind_or_null(view, view->links[i].kind),
                          "label", words_or_null(es_page_str(view->page, links[i].text)), "url",
                          shown_address(view->page, es_page_str(view->page, links[i].href))));
    }
    return list;
}

static json_t *describe_headings(const struct es_page *page)
{
    json_t *list = json_array();
    const struct es_block *blocks = es_page_blocks(page);
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        if (blocks[i].kind == ES_BLOCK_HEADING)
            json_array_append_new(list, words_string(es_page_str(page, blocks[i].text)));
    }
    return list;
}

/* Only sentences that a row of the profile knows: other text may hold somebody's data. */
static json_t *describe_messages(const struct es_view *view)
{
    char text[ES_PORTAL_MESSAGE_MAX];
    json_t *list = json_array();
    es_status status =
        es_classify(view->profile, NULL, view->page, (unsigned)ES_CLASSIFY_ANY, text);
    if (status != ES_PAGE_UNKNOWN && text[0])
        json_array_append_new(list, words_string(text));
    return list;
}

/* Of the screens with fields that the page nearly is: what it has and what it lacks. */
static json_t *describe_missing(const struct es_view *view)
{
    json_t *list = json_array();
    for (int screen = 1; screen < ES_SCREEN_COUNT; screen++) {
        const struct es_match *match = &view->match[screen];
        if (view->screen != ES_SCREEN_NONE || match->fits || !match->has)
            continue;
        for (int kind = 0; kind < ES_KIND_COUNT; kind++) {
            if (match->lacks & 1u << kind)
                json_array_append_new(list,
                                      json_sprintf("%s: %s", es_screen_name((enum es_screen)screen),
                                                   es_kind_name((enum es_kind)kind)));
        }
        if (match->lacks_button && !match->lacks)
            json_array_append_new(
                list, json_sprintf("%s: button", es_screen_name((enum es_screen)screen)));
    }
    return list;
}

/* The words by which the profile knows a field or a button first. */
static const char *first_words(const struct es_view *view, const char *group, const char *kind)
{
    const json_t *words = json_object_get(es_profile_get(view->profile, group), kind);
    const char *text = json_string_value(json_array_get(words, 0));
    return text ? text : kind;
}

/* The words of the page where a field is there, the profile's where it is not. */
static json_t *words_of_fields(const struct es_view *view, const struct es_match *match,
                               unsigned kinds, bool seen)
{
    json_t *list = json_array();
    for (int i = 0; i < ES_KIND_COUNT; i++) {
        const char *kind = es_kind_name((enum es_kind)i);
        bool on_page = seen && match->field[i] != ES_NONE;
        if (kinds & 1u << i)
            json_array_append_new(
                list, on_page ? words_string(
                                    es_page_str(view->page, view->controls[match->field[i]].words))
                              : json_string(first_words(view, "fields", kind)));
    }
    return list;
}

/* The first of the buttons that a screen's row names. */
static json_t *words_of_button(const struct es_view *view, enum es_screen screen)
{
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)es_profile_get(view->profile, "screens"), i, row)
    {
        if (es_screen_find(json_string_value(json_object_get(row, "name"))) != screen)
            continue;
        const char *action = json_string_value(json_array_get(json_object_get(row, "buttons"), 0));
        return action ? json_string(first_words(view, "actions", action)) : NULL;
    }
    return NULL;
}

/* Why the page is not one of the screens that it nearly is. */
static json_t *describe_nearly(const struct es_view *view)
{
    json_t *list = json_array();
    for (int screen = 1; screen < ES_SCREEN_COUNT; screen++) {
        const struct es_match *match = &view->match[screen];
        if (view->screen != ES_SCREEN_NONE || match->fits || !match->has)
            continue;
        json_t *lacks = words_of_fields(view, match, match->lacks, false);
        if (match->lacks_button)
            json_array_append_new(lacks, words_of_button(view, (enum es_screen)screen));
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:o}", "screen", es_screen_name((enum es_screen)screen),
                            "has", words_of_fields(view, match, match->has, true), "lacks", lacks));
    }
    return list;
}

json_t *es_describe(const struct es_view *view)
{
    const struct es_page *page = view->page;
    const char *url = es_page_str(page, page->url);
    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "url",
                     *url ? shown_address(page, url) : json_null(), "charset",
                     es_charset_name((enum es_charset)page->charset), "title",
                     words_or_null(es_page_str(page, page->title)), "screen",
                     view->screen ? json_string(es_screen_name(view->screen)) : json_null(),
                     "headings", describe_headings(page), "forms", describe_forms(view), "links",
                     describe_links(view), "messages", describe_messages(view), "missing",
                     describe_missing(view), "nearly", describe_nearly(view));
}
