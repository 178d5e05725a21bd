/* SPDX-License-Identifier: Apache-2.0 */
/* What cannot be taken back (ADR 28), in what a page says and in what goes along unseen. */
#include "acts_internal.h"

#include "esign/form.h"
#include "esign/heap.h"
#include "names.h"
#include "postback.h"
#include "view_internal.h"

#include <string.h>

/* ---- words ---- */

/* A word of it, or what words that run together hold: "SERTİFİKAİPTALTALEBİ". */
bool es_final_words(const struct es_view *view, const char *words)
{
    es_auto(text_key) key = {0};
    const json_t *final = es_acts(view, "final");
    return *words && es_text_key_make(words, &key) &&
           (es_stems_in_key(final, &key) || es_stems_within(final, es_buf_str(&key.marks)));
}

static const char *block_text(const struct es_page *page, uint32_t block)
{
    return es_page_str(page, es_page_blocks(page)[block].text);
}

static const char *link_text(const struct es_view *view, uint32_t link)
{
    return es_page_str(view->page, es_page_links(view->page)[link].text);
}

static bool begins_with(const char *text, const char *words)
{
    return *words && !strncmp(text, words, strlen(words));
}

/* Whether the link stands in the block, whose order is that of its first text: the link began
 * within it, or just before it where the block begins with the link. */
static bool stands_in(const struct es_view *view, uint32_t link, uint32_t block)
{
    const struct es_page *page = view->page;
    const struct es_block *blocks = es_page_blocks(page);
    const struct es_link *at = &es_page_links(page)[link];
    const char *words = link_text(view, link);
    bool last = block + 1 == page->blocks.n;
    if (at->unseen)
        return false;
    if (at->order < blocks[block].order)
        return (block == 0 || at->order > blocks[block - 1].order) &&
               begins_with(block_text(page, block), words);
    return last || (at->order < blocks[block + 1].order &&
                    !begins_with(block_text(page, block + 1), words));
}

/* Once: the same words beside a link are the page's own. */
static void take_out(char *text, const char *words)
{
    char *at = *words ? strstr(text, words) : NULL;
    if (at)
        memset(at, ' ', strlen(words));
}

/* Nothing stands in it but links: "Onayla  İptal". */
static bool is_only_links(const struct es_view *view, uint32_t block)
{
    es_auto(buf) rest = {0};
    if (!es_buf_add_str(&rest, block_text(view->page, block)))
        return false;
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (stands_in(view, i, block))
            take_out(rest.data, link_text(view, i));
    }
    return !es_text_is_seen(rest.data);
}

/* Whether a text is final, without the items of a menu that stand in it, and links that go back.
 * What a heading says the page is about, and so does a text at its side that is no row of links. */
static bool block_is_final(const struct es_view *view, uint32_t block, bool menu)
{
    const struct es_block *at = &es_page_blocks(view->page)[block];
    const char *text = block_text(view->page, block);
    es_auto(buf) own = {0};
    if (!es_final_words(view, text))
        return false;
    bool links = is_only_links(view, block);
    if (at->aside && links)
        return false;
    if (at->kind == ES_BLOCK_HEADING || !es_buf_add_str(&own, text))
        return true;
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        bool beside = (menu && es_acts_is_item(&view->links[i])) ||
                      (links && es_acts_goes_back(view, &view->links[i]));
        if (beside && stands_in(view, i, block))
            take_out(own.data, link_text(view, i));
    }
    return es_final_words(view, own.data);
}

static bool control_is_final(const struct es_view *view, uint32_t index)
{
    const struct es_control *control = &es_page_controls(view->page)[index];
    const struct es_sense *sense = &view->controls[index];
    const struct es_words *words = es_control_words(view->page, control);
    bool there = !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
    if (!there || control->type == ES_CONTROL_HIDDEN || es_acts_goes_back(view, sense) ||
        (control->form != ES_NONE && es_acts_is_item(sense) &&
         es_acts_buttons_are_menu(view, control->form)))
        return false;
    if (es_view_shows_value(control) &&
        es_final_words(view, es_page_str(view->page, control->value)))
        return true;
    for (uint32_t i = 0; i < control->words.n; i++) {
        if (es_final_words(view, es_page_str(view->page, words[i].text)))
            return true;
    }
    const struct es_option *options = es_control_options(view->page, control);
    for (uint32_t i = 0; i < control->options.n; i++) {
        if (es_final_words(view, es_page_str(view->page, options[i].text)))
            return true;
    }
    return false;
}

/* What a script asks before it follows a link is no part of its text. */
static bool link_is_final(const struct es_view *view, uint32_t index)
{
    const struct es_link *link = &es_page_links(view->page)[index];
    const struct es_sense *sense = &view->links[index];
    return !link->unseen && link->shown != link->text && !es_acts_is_item(sense) &&
           !es_acts_goes_back(view, sense) &&
           es_final_words(view, es_page_str(view->page, link->shown));
}

static bool says_final(const struct es_view *view)
{
    const struct es_page *page = view->page;
    if (es_acts_too_long(page))
        return true;
    bool menu = es_acts_links_are_menu(view);
    bool final = es_final_words(view, es_page_str(page, page->title));
    for (uint32_t i = 0; !final && i < page->blocks.n; i++)
        final = block_is_final(view, i, menu);
    for (uint32_t i = 0; !final && i < page->links.n; i++)
        final = link_is_final(view, i);
    for (uint32_t i = 0; !final && i < page->controls.n; i++)
        final = control_is_final(view, i);
    return final;
}

/* Without memory for its words a page may say anything. */
bool es_view_is_final(const struct es_view *view)
{
    unsigned refusals = es_heap_refusals();
    return says_final(view) || es_heap_refusals() != refusals;
}

/* ---- what goes along unseen: "islem=iptal", "/nes/iptal.go" ---- */

static bool name_is_final(const struct es_view *view, const char *name)
{
    es_auto(text_key) key = {0};
    const json_t *final = es_acts(view, "final");
    if (!*name)
        return false;
    return !es_name_key(name, &key) || es_stems_in_key(final, &key) ||
           es_stems_within(final, es_buf_str(&key.marks));
}

static bool value_is_final(const struct es_view *view, const char *value)
{
    return !es_value_is_token(value) && name_is_final(view, value);
}

static bool address_is_final(const struct es_view *view, const char *address)
{
    es_auto(buf) plain = {0};
    return !es_address_plain(address, &plain) || name_is_final(view, es_buf_str(&plain));
}

/* As it is written, and where it leads to: "?ok=1" goes to the page's own address. */
static bool reference_is_final(const struct es_view *view, const char *reference)
{
    es_auto(request) request = {0};
    struct es_error ignored = ES_ERROR_INIT;
    return address_is_final(view, reference) ||
           (!es_link_request(view->page, reference, &request, &ignored) &&
            address_is_final(view, es_buf_str(&request.url)));
}

/* The name of a field, and a value that a person does not read: what stands in a field that they
 * see is theirs. */
static bool field_is_final(const struct es_view *view, const struct es_control *control)
{
    const struct es_option *options = es_control_options(view->page, control);
    bool read = es_control_is_typed(control) && !(control->flags & ES_CONTROL_UNSEEN);
    bool final = name_is_final(view, es_page_str(view->page, control->name)) ||
                 (!read && value_is_final(view, es_page_str(view->page, control->value)));
    for (uint32_t i = 0; !final && i < control->options.n; i++)
        final = value_is_final(view, es_page_str(view->page, options[i].value));
    return final;
}

/* A form without an action goes to the page's own address. */
static bool form_is_final(const struct es_view *view, uint32_t form, uint32_t button)
{
    const struct es_page *page = view->page;
    const struct es_control *controls = es_page_controls(page);
    const char *action = button == ES_NONE ? "" : es_page_str(page, controls[button].form_action);
    if (!*action)
        action = es_page_str(page, es_page_forms(page)[form].action);
    bool final = *action ? reference_is_final(view, action)
                         : address_is_final(view, es_page_str(page, page->url));
    for (uint32_t i = 0; !final && i < page->controls.n; i++) {
        bool goes_along = controls[i].form == form && !(controls[i].flags & ES_CONTROL_DISABLED) &&
                          (controls[i].type < ES_CONTROL_SUBMIT || i == button);
        final = goes_along && field_is_final(view, &controls[i]);
    }
    return final;
}

bool es_final_way(const struct es_view *view, struct es_target way)
{
    const struct es_page *page = view->page;
    if (way.kind == ES_TARGET_BUTTON) {
        uint32_t own = es_page_controls(page)[way.index].form;
        return own != ES_NONE && form_is_final(view, own, way.index);
    }
    const char *href = es_page_str(page, es_page_links(page)[way.index].href);
    uint32_t form = es_postback_form(page, href);
    return reference_is_final(view, href) ||
           (form != ES_NONE && form_is_final(view, form, ES_NONE));
}
