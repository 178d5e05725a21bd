/* SPDX-License-Identifier: Apache-2.0 */
/* Pages between pages: one that only wants a click to go on, and one that asks for consent. */
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

/* "Sertifikanız iptal edilecektir. Devam": what going on does is told by the page. It is gone on
 * from only where the page says that it leads on, and a button, which may do anything, is pressed
 * only where it says that it would do so by itself. */
static bool only_leads_on(const struct es_view *view, const struct es_target *target)
{
    const char *key = target->kind == ES_TARGET_LINK ? "leads_on" : "by_itself";
    return says_nothing(view) || es_stems_in_page(between_list(view, "by_itself"), view->page) ||
           es_stems_in_page(between_list(view, key), view->page);
}

bool es_view_between(const struct es_view *view, struct es_target *out)
{
    if (view->screen != ES_SCREEN_NONE || wants_typing_or_choosing(view) ||
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
