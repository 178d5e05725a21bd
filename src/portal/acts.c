/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside the matter of a page behind the menu: the menu itself, and the way back. */
#include "acts_internal.h"

#include <string.h>

const json_t *es_acts(const struct es_view *view, const char *key)
{
    return json_object_get(es_profile_get(view->profile, "acts"), key);
}

bool es_acts_is_one_of(const char *kind, const char *const *kinds)
{
    for (; kind && *kinds; kinds++) {
        if (!strcmp(kind, *kinds))
            return true;
    }
    return false;
}

bool es_acts_is_item(const struct es_sense *sense)
{
    static const char *const items[] = {"activate", "revoke", "update_info", "certificates",
                                        "pin_puk",  "unlock", NULL};
    return sense->exact && es_acts_is_one_of(sense->kind, items);
}

bool es_acts_goes_back(const struct es_view *view, const struct es_sense *sense)
{
    const char *words = es_page_str(view->page, sense->words);
    size_t i;
    json_t *word;
    if (sense->kind && !strcmp(sense->kind, "back"))
        return true;
    json_array_foreach((json_t *)es_acts(view, "way_back"), i, word)
    {
        if (es_text_fit(words, json_string_value(word)) >= ES_FIT_EQUAL_MARKS)
            return true;
    }
    return false;
}

bool es_acts_too_long(const struct es_page *page)
{
    enum { MOST = 400 };
    return page->controls.n > MOST || page->links.n > MOST || page->blocks.n > MOST;
}

/* ---- menus ---- */

bool es_acts_links_are_menu(const struct es_view *view)
{
    const char *first = NULL;
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (es_page_links(view->page)[i].unseen || !es_acts_is_item(&view->links[i]))
            continue;
        if (first && first != view->links[i].kind)
            return true;
        first = view->links[i].kind;
    }
    return false;
}

bool es_acts_buttons_are_menu(const struct es_view *view, uint32_t form)
{
    const struct es_control *controls = es_page_controls(view->page);
    const char *first = NULL;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form != form || !es_control_is_submitter(&controls[i]) ||
            !es_acts_is_item(&view->controls[i]))
            continue;
        if (first && first != view->controls[i].kind)
            return true;
        first = view->controls[i].kind;
    }
    return false;
}
