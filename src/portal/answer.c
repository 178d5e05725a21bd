/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in a screen's form and sending it once; its receiver and its picture. */
#include "client_internal.h"
#include "data_url.h"
#include "redact.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/secret.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOXES_MAX = 16, BOX_LONGEST = 8 };

/* A form's fields and what goes into them. */
struct filled_in {
    struct es_fill fill[ES_KIND_COUNT + BOXES_MAX];
    size_t n;
    char box[BOXES_MAX][BOX_LONGEST + 1]; /* the parts of an answer that is typed into several */
};

static void free_filled_in(struct filled_in *filled)
{
    es_wipe(filled, sizeof(*filled));
}

/* A box of the same size, right behind another. */
static bool is_next_box(const struct es_view *view, uint32_t first, uint32_t at)
{
    const struct es_control *controls = es_page_controls(view->page);
    return at < view->page->controls.n && controls[at].form == controls[first].form &&
           controls[at].type == controls[first].type && controls[at].name &&
           controls[at].max_length == controls[first].max_length &&
           es_control_is_fillable(&controls[at]);
}

/* An SMS code at times has a box for each of its digits, or for three: all are filled, or none. */
static bool fill_boxes(const struct es_view *view, uint32_t first, const char *answer,
                       struct filled_in *out)
{
    size_t len = strlen(answer), size = (size_t)es_page_controls(view->page)[first].max_length;
    size_t boxes = size && size <= BOX_LONGEST && len % size == 0 ? len / size : 0;
    if (!boxes || boxes > BOXES_MAX || len != es_text_length(answer) ||
        is_next_box(view, first, first + (uint32_t)boxes))
        return false;
    for (size_t i = 0; i < boxes; i++) {
        uint32_t box = first + (uint32_t)i;
        if (i && !is_next_box(view, first, box))
            return false;
        memcpy(out->box[i], answer + i * size, size);
        out->fill[out->n++] = (struct es_fill){box, out->box[i]};
    }
    return true;
}

static es_status too_long(const char *label, int max, struct es_error *err)
{
    return es_fail_with(err, ES_ANSWER_INVALID,
                        _("the answer for '%s' is longer than the field takes (%d characters)"),
                        label, max);
}

static es_status too_short(const char *label, int min, struct es_error *err)
{
    return es_fail_with(err, ES_ANSWER_INVALID,
                        _("the answer for '%s' is shorter than the field takes (%d characters)"),
                        label, min);
}

/* What a browser would not let a person send is not sent. */
static es_status fill_in(const struct es_view *view, const struct es_match *match, int kind,
                         const char *answer, struct filled_in *out, struct es_error *err)
{
    uint32_t field = match->field[kind];
    const struct es_control *control = &es_page_controls(view->page)[field];
    size_t len = es_text_length(answer);
    es_auto(buf) label = {0};
    (void)!es_text_safe(es_page_str(view->page, view->controls[field].words), 100, &label);
    bool fits = control->max_length < 0 || len <= (size_t)control->max_length;
    if (fits && control->min_length > 0 && len < (size_t)control->min_length)
        return too_short(es_buf_str(&label), (int)control->min_length, err);
    if (!fits)
        return kind == ES_KIND_CODE && fill_boxes(view, field, answer, out)
                   ? ES_OK
                   : too_long(es_buf_str(&label), (int)control->max_length, err);
    out->fill[out->n++] = (struct es_fill){field, answer};
    return ES_OK;
}

static es_status fill_all(const struct es_view *view, const struct es_match *match,
                          const struct es_answers *answers, struct filled_in *out,
                          struct es_error *err)
{
    es_status status = ES_OK;
    for (int kind = 0; !status && kind < ES_KIND_COUNT; kind++) {
        if (match->field[kind] != ES_NONE && answers->value[kind])
            status = fill_in(view, match, kind, answers->value[kind], out, err);
    }
    return status;
}

es_status es_client_takes(struct es_client *client, enum es_kind kind, const char *answer,
                          struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    if (es_client_view(client, &view, &ignored) || view->screen == ES_SCREEN_NONE ||
        view->match[view->screen].field[kind] == ES_NONE)
        return ES_OK;
    __attribute__((cleanup(free_filled_in))) struct filled_in filled = {.n = 0};
    return fill_in(view, &view->match[view->screen], (int)kind, answer, &filled, err);
}

static es_status request_for(struct es_client *client, enum es_screen screen,
                             const struct es_answers *answers, struct es_request *request,
                             struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    const struct es_match *match = &view->match[screen];
    if (!match->fits)
        return es_client_report(client, match->status, err);
    __attribute__((cleanup(free_filled_in))) struct filled_in filled = {.n = 0};
    status = fill_all(view, match, answers, &filled, err);
    return status ? status
                  : es_form_request(view->page, match->form, match->button.index, filled.fill,
                                    filled.n, request, err);
}

es_status es_client_receiver(struct es_client *client, enum es_screen screen, char host[256],
                             struct es_error *err)
{
    struct es_answers none = {0};
    es_auto(request) request = {0};
    es_status status = request_for(client, screen, &none, &request, err);
    if (status)
        return status;
    if (!es_client_allows(es_buf_str(&request.url), client))
        return es_client_left(client, err);
    es_auto(url) url = {0};
    if (!es_url_parse(es_buf_str(&request.url), NULL, &url))
        return es_fail(err, ES_INTERNAL);
    snprintf(host, 256, "%s", url.host);
    return ES_OK;
}

/* A portal that fills the form in again shows the answers on its page: they are not kept. */
static void blank_answers(struct es_page *page, const struct es_sent *sent)
{
    struct es_control *controls = (struct es_control *)((char *)page + page->controls.at);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].type == ES_CONTROL_HIDDEN || !controls[i].value)
            continue;
        char *value = (char *)page + controls[i].value;
        for (size_t a = 0; a < sent->n; a++) {
            const char *answer = sent->value[a];
            if (answer && *answer && strstr(value, answer))
                memset(value, 0, strlen(value));
        }
    }
}

/* A GET form has put the answers into the address: they must not be kept with the page, nor be
 * told to the next one. */
static void blank_address(struct es_page *page, const struct es_request *request)
{
    const es_str addresses[] = {page->url, page->base};
    for (size_t i = 0; !request->post && i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        char *address = (char *)page + addresses[i];
        char *query = strpbrk(address, "?#");
        if (addresses[i] && query && !strcmp(address, es_buf_str(&request->url)))
            memset(query, 0, strlen(query));
    }
}

static unsigned kinds_of(const struct es_answers *answers)
{
    unsigned kinds = 0;
    for (int kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (answers->value[kind])
            kinds |= 1u << kind;
    }
    return kinds;
}

static bool is_refusal(es_status status)
{
    return status != ES_OK && status != ES_PAGE_UNKNOWN;
}

/* What the current page says is added to what pages before it said: a refusal stands, and a page
 * without known words takes nothing back. A no to the picture gives way to any other. */
static void take_words(const struct es_client *client, const struct es_page *before, unsigned sent,
                       struct es_outcome *outcome)
{
    struct es_outcome now = {.sent = outcome->sent, .tries_left = outcome->tries_left};
    int left = es_tries_left(client->profile, before, client->session->page);
    if (left >= 0)
        now.tries_left = outcome->tries_left = left;
    now.status = es_classify(client->profile, before, client->session->page, sent, now.text);
    if (client->is_no_success && !is_refusal(now.status))
        now.status = ES_OUTCOME_UNKNOWN;
    bool news = now.status != ES_PAGE_UNKNOWN || outcome->status == ES_PAGE_UNKNOWN;
    bool other = outcome->status == ES_WRONG_CAPTCHA && is_refusal(now.status);
    if ((!is_refusal(outcome->status) && news) || other)
        *outcome = now;
}

/* A second wrong code: the reason stood on the page before as well, so that of the answer nothing
 * but its figures is new, the tries and the seconds that are left. This page came in answer to
 * this code, and what it says of a code it says of this one. */
static void class_code_again(const struct es_client *client, unsigned sent,
                             struct es_outcome *outcome)
{
    char text[ES_PORTAL_MESSAGE_MAX];
    es_status whole = es_classify(client->profile, NULL, client->session->page, sent, text);
    if (whole != ES_WRONG_CODE && whole != ES_CODE_EXPIRED)
        return;
    outcome->status = whole;
    memcpy(outcome->text, text, sizeof(text));
}

/* The same screen came back without a new word on it. Where the page before may have been an
 * answer too, what it says already is the reason. A login page is always new: its standing words, a
 * warning of blocks above all, are no reason. The form for a new word may be shown whatever came of
 * the last one: by itself it says nothing. */
static es_status class_again(struct es_client *client, enum es_screen screen, unsigned sent,
                             struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status || outcome->status != ES_PAGE_UNKNOWN || !view->match[screen].fits)
        return status;
    if (outcome->text[0]) {
        if (screen == ES_SCREEN_CODE)
            class_code_again(client, sent, outcome);
        return ES_OK;
    }
    if (screen == ES_SCREEN_CODE || screen == ES_SCREEN_RESET)
        outcome->status =
            es_classify(client->profile, NULL, client->session->page, sent, outcome->text);
    /* Words that contradict each other say no more of the answer than none. */
    if (is_refusal(outcome->status) && outcome->status != ES_OUTCOME_UNKNOWN)
        return ES_OK;
    bool says_nothing = screen == ES_SCREEN_RESET;
    outcome->status = says_nothing ? ES_PAGE_UNKNOWN : ES_PORTAL_REFUSED;
    if (says_nothing)
        outcome->text[0] = '\0';
    return ES_OK;
}

es_status es_client_submit(struct es_client *client, const struct es_request *request,
                           const struct es_sent *sent, struct es_outcome *outcome,
                           struct es_error *err)
{
    es_auto(page) *before = NULL;
    es_status status = es_client_copy_page(client, &before, err);
    const struct es_sending sending = {
        .has_effect = true, .has_answer = sent->n > 0, .send_before = sent->send_before};
    if (!status)
        status = es_client_send(client, request, &sending, &outcome->sent, err);
    if (status)
        return status;
    blank_address(client->session->page, request);
    bool moved = true;
    unsigned refusals = es_heap_refusals();
    while (!status && moved) {
        blank_answers(client->session->page, sent);
        es_redact_answers(client->session->page, sent);
        take_words(client, before, sent->kinds, outcome);
        status = es_client_step_on(client, true, &moved, err);
    }
    /* Words that were not understood for want of memory must not turn a no into a yes. */
    return !status && es_heap_refusals() != refusals
               ? es_fail_with(err, ES_OUTCOME_UNKNOWN,
                              _("an answer was sent, but there was not enough memory to read its "
                                "result"))
               : status;
}

es_status es_client_answer(struct es_client *client, enum es_screen screen,
                           const struct es_answers *answers, struct es_outcome *outcome,
                           struct es_error *err)
{
    *outcome = (struct es_outcome){.status = ES_PAGE_UNKNOWN, .tries_left = -1};
    es_auto(request) request = {0};
    es_status status = request_for(client, screen, answers, &request, err);
    if (status)
        return status;
    const char *blanked[ES_KIND_COUNT];
    memcpy(blanked, answers->value, sizeof(blanked));
    blanked[ES_KIND_CAPTCHA] = NULL;
    struct es_sent sent = {blanked, ES_KIND_COUNT, kinds_of(answers), answers->send_before};
    status = es_client_submit(client, &request, &sent, outcome, err);
    return status ? status : class_again(client, screen, sent.kinds, outcome, err);
}

es_status es_client_image(struct es_client *client, uint32_t image, struct es_buf *bytes,
                          struct es_error *err)
{
    const struct es_page *page = client->session->page;
    const char *address = es_page_str(page, es_page_images(page)[image].src);
    es_auto(request) request = {0};
    if (es_data_url_is(address))
        return es_data_url_read(address, bytes) ? ES_OK : es_fail(err, ES_PAGE_UNKNOWN);
    es_status status = es_link_request(page, address, &request, err);
    if (status)
        return status;
    if (!es_client_allows(es_buf_str(&request.url), client))
        return es_client_left(client, err);
    status = es_client_online(client, err);
    es_auto(response) response = {0};
    if (!status)
        status = es_http_get(client->http, es_buf_str(&request.url), es_client_referer(client),
                             &response, err);
    if (status)
        return status;
    return es_buf_add(bytes, es_buf_str(&response.body), response.body.len)
               ? ES_OK
               : es_fail_with(err, ES_TOO_LARGE, "%s", _("the portal's picture is too large"));
}

es_status es_client_picture(struct es_client *client, enum es_screen screen, struct es_buf *bytes,
                            struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    const struct es_match *match = &view->match[screen];
    if (match->picture_ambiguous)
        return es_client_report(client, ES_PAGE_AMBIGUOUS, err);
    if (match->picture == ES_NONE)
        return es_client_report(client, ES_PAGE_UNKNOWN, err);
    return es_client_image(client, match->picture, bytes, err);
}
