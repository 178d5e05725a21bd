/* SPDX-License-Identifier: Apache-2.0 */
/* What a person is told of a page: by inspect and reports, as text, its phone number and countdown;
 * and things found by the words that it was told with. */
#include "esign/by_hand.h"
#include "esign/client.h"
#include "esign/pin_page.h"
#include "page_text.h"
#include "phone.h"
#include "postback.h"
#include "shown.h"
#include "view_internal.h"

enum { THINGS_MAX = 24, FIELDS_MAX = 64, OTHERWISE = -7 };

static const enum es_thing things[] = {ES_THING_FIELD, ES_THING_BUTTON, ES_THING_LINK,
                                       ES_THING_PICTURE};

static uint32_t count_of(const struct es_page *page, enum es_thing thing)
{
    return thing == ES_THING_LINK      ? page->links.n
           : thing == ES_THING_PICTURE ? page->images.n
                                       : page->controls.n;
}

static size_t count_offered(const struct es_page *page, enum es_thing thing, bool secrets_too)
{
    size_t offered = 0;
    for (uint32_t i = 0; i < count_of(page, thing); i++)
        offered += es_by_hand_offers(page, thing, i) &&
                   (secrets_too || !es_pin_page_has_figures(es_by_hand_label(page, thing, i)));
    return offered;
}

static void claim_text(const struct es_view *view, enum page_telling how)
{
    json_auto_t *data =
        json_pack("{s:[], s:[], s:[], s:[]}", "fields", "buttons", "links", "pictures");
    struct es_fill fill = {0, "typed"};
    claim("there is memory", data);
    claim("a page is told as text",
          page_text_describe(view, how, &fill, view->page->controls.n ? 1 : 0, data));
    claim_json_shown(data);
    size_t told = 0, offered = 0;
    static const char *const keys[] = {"fields", "buttons", "links", "pictures"};
    for (size_t t = 0; t < 4; t++) {
        bool untold =
            how == PAGE_THINGS && things[t] != ES_THING_BUTTON && things[t] != ES_THING_LINK;
        told += json_array_size(json_object_get(data, keys[t]));
        offered += untold ? 0 : count_offered(view->page, things[t], how == PAGE_ALL);
    }
    claim("what is offered is told, and nothing else", told == offered);
}

/* What is kept of a page of secrets has no figures in what can be followed. */
static void claim_kept(const struct es_view *view)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *links = NULL;
    claim("its links alone can be kept", !es_page_only_links(view->page, &links, &err));
    es_pin_page_hide_figures(view->page, links);
    claim("what is kept is a page", es_page_valid(links, links->size));
    for (uint32_t i = 0; i < links->links.n; i++)
        claim("no link is worded with figures",
              !es_pin_page_has_figures(es_by_hand_label(links, ES_THING_LINK, i)));
}

/* Whatever led to it: nothing that anybody knows, or a page of its links alone. */
static void claim_secrets(const struct es_view *view)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *links = NULL;
    claim("its links alone are a page", !es_page_only_links(view->page, &links, &err));
    bool by_itself = es_pin_page_is(view, NULL), behind = es_pin_page_is(view, links);
    claim("a page that can be read is one of secrets",
          !es_pin_page_is_known(view) || (by_itself && behind));
    claim("so is one with cards", !es_pin_page_has_cards(view) || (by_itself && behind));
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        struct es_target target = {ES_TARGET_LINK, i};
        const char *kind = view->links[i].kind;
        claim("PIN and PUK lie behind what is called so",
              es_pin_page_lies_behind(view, target) || !kind || strcmp(kind, "pin_puk") != 0);
    }
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        struct es_target target = {ES_TARGET_BUTTON, i};
        const char *kind = view->controls[i].kind;
        claim("and behind a button",
              es_pin_page_lies_behind(view, target) || !kind || strcmp(kind, "pin_puk") != 0);
    }
}

static bool is_said_of(const struct es_view *view, const struct es_fill *fill, const char *kind)
{
    const char *own = view->controls[fill->control].kind;
    return own && !strcmp(own, kind);
}

/* Every field of the button's form filled in, and the button pressed. */
static void claim_press(const struct es_view *view, uint32_t button, const char *value)
{
    struct es_fill fills[FIELDS_MAX];
    struct es_by_hand step = {.target = {ES_TARGET_BUTTON, button}, .fills = fills};
    const struct es_control *controls = es_page_controls(view->page);
    bool word = false, id = false;
    for (uint32_t i = 0; i < view->page->controls.n && step.n_fills < FIELDS_MAX; i++) {
        if (controls[i].form != controls[button].form || !es_control_is_fillable(&controls[i]))
            continue;
        fills[step.n_fills] = (struct es_fill){i, value};
        word = word || is_said_of(view, &fills[step.n_fills], "word");
        id = id || is_said_of(view, &fills[step.n_fills], "id");
        step.n_fills++;
    }
    for (int logged_in = 0; logged_in < 2; logged_in++) {
        const char *whose = NULL, *maybe = es_by_hand_maybe_for(view, &step, logged_in);
        bool counts = es_by_hand_counts(view, &step, logged_in, &whose);
        claim("a word that is filled in beside a number counts", counts || !word || !id);
        claim("only what counts is somebody's", counts || !whose);
        claim("whose it is was filled in",
              (!whose || whose == value) && (!maybe || maybe == value));
        claim("behind the login no field may be the word", !logged_in || !maybe);
    }
    const char *mail = es_by_hand_mail_for(view, &step);
    claim("a mail is asked for on its screen alone",
          !mail || (mail == value && view->match[ES_SCREEN_FORGOT].fits));
}

static void claim_presses(const struct es_view *view)
{
    unsigned pressed = 0;
    for (uint32_t i = 0; i < view->page->controls.n && pressed < THINGS_MAX; i++) {
        if (!es_by_hand_offers(view->page, ES_THING_BUTTON, i))
            continue;
        claim_press(view, i, "10000000146");
        claim_press(view, i, "typed");
        pressed++;
    }
}

static void claim_description(const struct es_view *view)
{
    json_auto_t *described = es_describe(view);
    claim("a page is described", described);
    claim_json_shown(described);
    claim("no more forms than there are",
          json_array_size(json_object_get(described, "forms")) <= view->page->forms.n);
}

static void claim_found(const struct es_page *page, enum es_thing thing, uint32_t index)
{
    uint32_t found = ES_NONE;
    const char *label = es_by_hand_label(page, thing, index);
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_by_hand_find(page, thing, label, ES_NONE, &found, &err);
    claim("a thing is found, or it is said why not", status == ES_OK || status == ES_NOT_FOUND ||
                                                         status == ES_PAGE_AMBIGUOUS ||
                                                         status == ES_NEEDS_BROWSER);
    claim_shown(err.message);
    if (status != ES_OK)
        return;
    claim("what is found is on the page", found < count_of(page, thing));
    claim("and offered", es_by_hand_offers(page, thing, found));
    es_auto(text_key) key = {0};
    claim("a label has a key", es_text_key_make(label, &key));
    if (key.letters.len && thing != ES_THING_PICTURE)
        claim("it fits its label as well as the one that was meant",
              es_text_fit(es_by_hand_label(page, thing, found), label) >= ES_FIT_EQUAL ||
                  thing == ES_THING_FIELD || thing == ES_THING_BUTTON);
}

/* A dot by itself hides nothing. */
static bool parts(const char *text, size_t at)
{
    return strchr(" -()", text[at]) ||
           (text[at] == '.' && text[at + 1] != '.' && (!at || text[at - 1] != '.'));
}

/* The mark or digit that a number ends with is its end, and no other one is. */
static void claim_end(const char *text)
{
    size_t len = strlen(text);
    while (len && parts(text, len - 1))
        len--;
    claim("a number ends with something", len > 0);
    if (text[len - 1] == '.') {
        claim("what is hidden is not known", !phone_ends(text, "7"));
        return;
    }
    const char last[] = {text[len - 1], '\0'}, other[] = {*last == '7' ? '8' : '7', '\0'};
    claim("it ends with its last", phone_ends(text, last));
    claim("and with no other", !phone_ends(text, other));
    claim("it ends as it ends", phone_ends(text, ""));
}

static void claim_phone(const struct es_view *view)
{
    es_auto(buf) phone = {0};
    if (phone_find(view, &phone)) {
        const char *text = es_buf_str(&phone);
        size_t digits = 0;
        claim_shown(text);
        for (size_t i = 0; i < phone.len; i++)
            digits += text[i] >= '0' && text[i] <= '9';
        claim("a phone number has two digits", digits >= 2);
        claim("it has no letters but an x",
              !strpbrk(text, "abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWYZ<>\"'"));
        claim_end(text);
    }
    int seconds = phone_seconds(view, OTHERWISE);
    claim("a countdown is an hour at most, or there is none",
          seconds == OTHERWISE || (seconds >= 0 && seconds <= 3600));
}

/* Whose number it is, asked in the ways of --phone-ends. */
static void claim_matches(const struct es_view *view)
{
    static const char *const known[] = {"", "54 ... 25", "5** *** ** 77"};
    static const char *const ends[] = {"25", "77", "1", ""};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            (void)phone_match(view, known[k], ends[e]);
    }
    struct es_session session = {.phone = ""};
    phone_take_time(&session, view, true);
    phone_take_time(&session, view, false);
    claim("a time that is left is no more than was told",
          phone_seconds_left(&session) <= 3600 || phone_seconds_left(&session) == PHONE_UNKNOWN);
    phone_note(&session, view);
    (void)phone_differ(view);
    claim_shown(session.phone);
}

static void claim_links(const struct es_page *page)
{
    for (uint32_t i = 0; i < page->links.n && i < THINGS_MAX; i++) {
        struct es_request request = {0};
        const char *href = es_page_str(page, es_page_links(page)[i].href);
        bool is = es_postback_is(page, href);
        es_status status = es_postback_request(page, href, &request, NULL);
        claim("a postback makes a request, no other link does", is || status == ES_NEEDS_BROWSER);
        claim("that is documented", status == ES_OK || status == ES_NEEDS_BROWSER ||
                                        status == ES_PAGE_UNKNOWN || status == ES_TOO_LARGE);
        es_request_free(&request);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    struct es_view *view = NULL;
    if (!page)
        return 0;
    claim("a page can be seen", es_view_make(fuzz_profile(), page, &view, NULL) == ES_OK);
    claim_text(view, PAGE_ALL);
    claim_text(view, PAGE_THINGS);
    claim_kept(view);
    claim_secrets(view);
    claim_presses(view);
    claim_description(view);
    for (size_t t = 0; t < sizeof things / sizeof *things; t++) {
        for (uint32_t i = 0; i < count_of(page, things[t]) && i < THINGS_MAX; i++) {
            if (es_by_hand_offers(page, things[t], i))
                claim_found(page, things[t], i);
        }
    }
    claim_phone(view);
    claim_matches(view);
    claim_links(page);
    struct es_target target = {0};
    if (es_view_between(view, &target))
        claim("what leads on is something to press or follow", target.kind != ES_TARGET_NONE);
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}
