/* SPDX-License-Identifier: Apache-2.0 */
/* A page seen with the eyes of the built-in profile: which screen it is, and what means what. */
#include "esign/form.h"
#include "shown.h"

static void claim_match(const struct es_view *view, const struct es_match *match)
{
    const struct es_page *page = view->page;
    if (!match->fits)
        return;
    claim("a form that fits is on the page", match->form == ES_NONE || match->form < page->forms.n);
    for (size_t kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (match->field[kind] == ES_NONE)
            continue;
        claim("a field is on the page", match->field[kind] < page->controls.n);
        const struct es_control *field = &es_page_controls(page)[match->field[kind]];
        claim("a field can be filled in", es_control_is_fillable(field));
        claim("a field is of the form", field->form == match->form);
        for (size_t other = 0; other < kind; other++)
            claim("no field is two things", match->field[other] != match->field[kind]);
    }
    claim("a picture is on the page", match->picture == ES_NONE || match->picture < page->images.n);
    if (match->button.kind == ES_TARGET_BUTTON) {
        claim("a button is on the page", match->button.index < page->controls.n);
        const struct es_control *button = &es_page_controls(page)[match->button.index];
        claim("a button submits", es_control_is_submitter(button));
        claim("a button is of the form", match->form == ES_NONE || button->form == match->form);
    }
    if (match->button.kind == ES_TARGET_LINK)
        claim("a link is on the page", match->button.index < page->links.n);
}

static void claim_values(const struct es_view *view)
{
    static const char *const labels[] = {"phone", "remaining", "pin", "puk", "serial"};
    static const char *const actions[] = {"pin_puk", "logout", "login", "forgot"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        es_auto(buf) value = {0};
        if (es_view_value(view, labels[i], &value))
            claim("a value is UTF-8", es_text_is_utf8(es_buf_str(&value), value.len));
    }
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct es_target target = {0};
        if (es_view_action(view, actions[i], &target, NULL) == ES_OK)
            claim("an action is something to press or follow", target.kind != ES_TARGET_NONE);
        if (es_view_any_action(view, actions[i], &target, NULL) == ES_OK)
            claim("any action is, too", target.kind != ES_TARGET_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    if (!page)
        return 0;
    struct es_view *view = NULL;
    claim("a page can be seen", es_view_make(fuzz_profile(), page, &view, NULL) == ES_OK);
    claim("its screen is one of those there are", view->screen < ES_SCREEN_COUNT);
    claim("the screen fits", view->screen == ES_SCREEN_NONE || view->match[view->screen].fits);
    for (size_t i = 0; i < ES_SCREEN_COUNT; i++)
        claim_match(view, &view->match[i]);
    claim_values(view);
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}
