/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand beside words: a phone number, a countdown. */
#include "view_internal.h"

#include <string.h>

static bool means(const struct es_view *view, es_str words, const char *label, enum es_fit at_least)
{
    const char *text = es_page_str(view->page, words);
    if (!*text)
        return false;
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, text);
    return meaning.kind && !meaning.tie && meaning.fit >= at_least && !strcmp(meaning.kind, label);
}

static es_str from_pairs(const struct es_view *view, const char *label, enum es_fit at_least)
{
    const struct es_pair *pairs = es_page_pairs(view->page);
    for (uint32_t i = 0; i < view->page->pairs.n; i++) {
        if (pairs[i].value && means(view, pairs[i].label, label, at_least))
            return pairs[i].value;
    }
    return 0;
}

/* A field that cannot be changed shows its value too. */
bool es_view_shows_value(const struct es_control *control)
{
    bool typed = control->type == ES_CONTROL_TEXT || control->type == ES_CONTROL_PASSWORD ||
                 control->type == ES_CONTROL_TEXTAREA;
    return typed && control->value && !(control->flags & ES_CONTROL_UNSEEN) &&
           (control->flags & (ES_CONTROL_READONLY | ES_CONTROL_DISABLED));
}

static es_str from_controls(const struct es_view *view, const char *label, enum es_fit at_least)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const struct es_control *control = &controls[i];
        const struct es_words *words = es_control_words(view->page, control);
        for (uint32_t w = 0; es_view_shows_value(control) && w < control->words.n; w++) {
            if (words[w].by != ES_BY_NAME && means(view, words[w].text, label, at_least))
                return control->value;
        }
    }
    return 0;
}

/* A line that begins with the label and goes on without a colon. */
static es_str from_blocks(const struct es_view *view, const char *label)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (blocks[i].kind != ES_BLOCK_HEADING &&
            means(view, blocks[i].text, label, ES_FIT_AFFIX_MARKS) &&
            strpbrk(es_page_str(view->page, blocks[i].text), "0123456789"))
            return blocks[i].text;
    }
    return 0;
}

static es_str find_value(const struct es_view *view, const char *label)
{
    es_str found = from_pairs(view, label, ES_FIT_EQUAL_MARKS);
    if (!found)
        found = from_pairs(view, label, ES_FIT_AFFIX_MARKS);
    if (!found)
        found = from_controls(view, label, ES_FIT_AFFIX_MARKS);
    return found ? found : from_blocks(view, label);
}

/* A PIN's label must be just that: "PIN / PUK Bilgisi" beside something is a menu, no PIN. */
bool es_view_has_label(const struct es_view *view, const char *label)
{
    if (!strcmp(label, "pin") || !strcmp(label, "puk"))
        return from_pairs(view, label, ES_FIT_EQUAL_MARKS) ||
               from_controls(view, label, ES_FIT_EQUAL_MARKS);
    return find_value(view, label) != 0;
}

bool es_view_value(const struct es_view *view, const char *label, struct es_buf *out)
{
    es_str found = find_value(view, label);
    return found && es_buf_add_str(out, es_page_str(view->page, found));
}
