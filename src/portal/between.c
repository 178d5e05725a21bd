/* SPDX-License-Identifier: Apache-2.0 */
/* Pages between pages: one that only wants a click to go on, and one that asks for consent. */
#include "view_internal.h"

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
            return true;
    }
    return false;
}
