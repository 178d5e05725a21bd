/* SPDX-License-Identifier: Apache-2.0 */
/* Pages between pages: one that only wants a click to go on, and one that asks for consent. */
#include "names.h"
#include "sentence.h"
#include "stems_internal.h"
#include "view_internal.h"

#include <string.h>

static const json_t *between_list(const struct es_view *view, const char *key)
{
    return json_object_get(es_profile_get(view->profile, "between"), key);
}

static bool wants_typing_or_choosing(const struct es_view *view)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        bool button = controls[i].type >= ES_CONTROL_SUBMIT;
        if (!button && controls[i].type != ES_CONTROL_HIDDEN &&
            !(controls[i].flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED)) &&
            !es_view_shows_value(&controls[i]) && !es_view_is_aside(view, i))
            return true;
    }
    return false;
}

bool es_view_asks_consent(const struct es_view *view)
{
    return es_stems_in_page(between_list(view, "consent"), view->page);
}

static bool is_of_a_link(const struct es_view *view, const char *text)
{
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (!strcmp(es_page_str(view->page, links[i].text), text))
            return true;
    }
    return false;
}

/* Nothing stands on it but headings and links. */
static bool says_nothing(const struct es_view *view)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (blocks[i].kind != ES_BLOCK_HEADING &&
            !is_of_a_link(view, es_page_str(view->page, blocks[i].text)))
            return false;
    }
    return true;
}

/* ---- what is more than going on ---- */

/* Words that stand for another thing ("SMS onay kodu") are taken out of a folded text. */
static void take_out(const json_t *stems, char *text)
{
    size_t i;
    json_t *stem;
    json_array_foreach((json_t *)stems, i, stem)
    {
        const char *words = json_string_value(stem);
        for (struct stem_hit hit = {text, 0};
             words && (hit = es_stem_find(words, text, hit.at + hit.len)).at;)
            memset(text + (hit.at - text), ' ', hit.len);
    }
}

static bool key_tells(const struct es_view *view, const struct es_text_key *key)
{
    return es_stems_in_key(between_list(view, "deeds"), key) ||
           es_stems_in_key(between_list(view, "consent"), key);
}

static void excuse(const struct es_view *view, struct es_text_key *key)
{
    if (key->marks.len)
        take_out(between_list(view, "no_deeds"), key->marks.data);
}

/* A text speaks of revoking, paying, confirming … */
static bool tells_of_deed(const struct es_view *view, const char *text)
{
    es_auto(text_key) key = {0};
    if (!*text)
        return false;
    if (!es_text_key_make(text, &key))
        return true;
    excuse(view, &key);
    return key_tells(view, &key);
}

/* The same of a name, a value or an address: "islemOnay". */
static bool name_tells(const struct es_view *view, const char *name, bool excused)
{
    es_auto(text_key) key = {0};
    if (!*name)
        return false;
    if (!es_name_key(name, &key))
        return true;
    if (excused)
        excuse(view, &key);
    return key_tells(view, &key) ||
           es_stems_within(between_list(view, "deeds"), es_buf_str(&key.marks));
}

static bool address_tells(const struct es_view *view, const char *address)
{
    es_auto(buf) plain = ES_BUF_SECRET;
    return !es_address_plain(address, &plain) || name_tells(view, es_buf_str(&plain), true);
}

/* A field that goes along unseen, or a button. */
static bool control_tells(const struct es_view *view, const struct es_control *control)
{
    const char *name = es_page_str(view->page, control->name),
               *value = es_page_str(view->page, control->value);
    bool agrees = es_stems_in_text(between_list(view, "agrees"), value);
    const struct es_words *words = es_control_words(view->page, control);
    for (uint32_t i = 0; control->type >= ES_CONTROL_SUBMIT && i < control->words.n; i++) {
        if (tells_of_deed(view, es_page_str(view->page, words[i].text)))
            return true;
    }
    return name_tells(view, name, !agrees) ||
           (!es_value_is_token(value) && name_tells(view, value, true));
}

static bool sentence_tells(const struct es_view *view, const char *text, size_t len)
{
    es_auto(buf) sentence = ES_BUF_SECRET;
    if (!es_buf_add(&sentence, text, len))
        return true;
    const char *one = es_buf_str(&sentence);
    return tells_of_deed(view, one) || (es_stems_in_text(between_list(view, "announces"), one) &&
                                        !es_stems_in_text(between_list(view, "by_itself"), one) &&
                                        !es_stems_in_text(between_list(view, "leads_on"), one) &&
                                        !es_stems_in_text(between_list(view, "waits"), one));
}

static bool text_tells(const struct es_view *view, const char *text)
{
    while (*text) {
        size_t len = es_sentence_length(text);
        if (sentence_tells(view, text, len))
            return true;
        text += len;
        text += strspn(text, " ");
    }
    return false;
}

static bool target_tells(const struct es_view *view, const struct es_target *target)
{
    const struct es_page *page = view->page;
    if (target->kind == ES_TARGET_LINK) {
        const struct es_link *link = &es_page_links(page)[target->index];
        return tells_of_deed(view, es_page_str(page, link->text)) ||
               address_tells(view, es_page_str(page, link->href));
    }
    const struct es_control *button = &es_page_controls(page)[target->index];
    const char *action = es_page_str(page, button->form_action);
    if (!*action && button->form != ES_NONE)
        action = es_page_str(page, es_page_forms(page)[button->form].action);
    return address_tells(view, *action ? action : es_page_str(page, page->url));
}

/* Whether going on may do more than that: then it is for the person to decide. The texts of other
 * links are no part of it, unless one is a sentence that tells what will be. */
static bool tells_of_more(const struct es_view *view, const struct es_target *target)
{
    const struct es_page *page = view->page;
    const struct es_block *blocks = es_page_blocks(page);
    const struct es_control *controls = es_page_controls(page);
    bool tells = target_tells(view, target) || text_tells(view, es_page_str(page, page->title));
    for (uint32_t i = 0; !tells && i < page->blocks.n; i++) {
        const char *text = es_page_str(page, blocks[i].text);
        bool menu =
            is_of_a_link(view, text) && !es_stems_in_text(between_list(view, "announces"), text);
        tells = !menu && text_tells(view, text);
    }
    for (uint32_t i = 0; !tells && i < page->controls.n; i++)
        tells = control_tells(view, &controls[i]);
    return tells;
}

/* "Sertifikanız iptal edilecektir. Devam": what going on does is told by the page. It is gone on
 * from only where the page says that it leads on and speaks of nothing else; and a button, which
 * may do anything, is pressed only where it says that it would do so by itself. */
static bool only_leads_on(const struct es_view *view, const struct es_target *target)
{
    const char *key = target->kind == ES_TARGET_LINK ? "leads_on" : "by_itself";
    bool leads_on = says_nothing(view) ||
                    es_stems_in_page(between_list(view, "by_itself"), view->page) ||
                    es_stems_in_page(between_list(view, key), view->page);
    return leads_on && !tells_of_more(view, target);
}

/* One that wants a click is short; each of its texts is compared with each of its links. */
static bool is_short(const struct es_page *page)
{
    enum { MOST = 1000 };
    return page->blocks.n <= MOST && page->links.n <= MOST && page->controls.n <= MOST;
}

bool es_view_between(const struct es_view *view, struct es_target *out)
{
    if (view->screen != ES_SCREEN_NONE || !is_short(view->page) || wants_typing_or_choosing(view) ||
        es_view_asks_consent(view))
        return false;
    size_t i;
    json_t *name;
    json_array_foreach((json_t *)between_list(view, "follow"), i, name)
    {
        if (es_view_find_target(view, json_string_value(name), out) == ES_OK)
            return only_leads_on(view, out);
    }
    return false;
}
