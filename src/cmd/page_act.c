/* SPDX-License-Identifier: Apache-2.0 */
/* Pressing or following one thing by hand: the count of words, the SMS, and what is kept. */
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/pin_page.h"
#include "page.h"
#include "page_text.h"
#include "phone.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { SECRETS = 1 << ES_KIND_WORD | 1 << ES_KIND_WORD_AGAIN | 1 << ES_KIND_CODE };

struct tried { /* a security word, counted before it is sent */
    bool counts;
    bool code_before; /* on what is a screen for the code already: to see it again is no yes */
    bool accepted;    /* the page that came back takes it for right */
    const char *id;   /* borrowed */
    char host[256];
    struct es_ledger_try try;
};

static void tried_free(struct tried *tried)
{
    es_ledger_try_free(&tried->try);
}

static es_status note_maybe(struct hand *hand, const struct es_view *view,
                            const struct es_by_hand *step, struct tried *tried,
                            struct es_error *err)
{
    tried->id = es_by_hand_maybe_for(view, step, es_client_session(hand->client)->logged_in);
    es_status status = tried->id ? es_ledger_check(err) : ES_OK;
    return tried->id && !status ? es_by_hand_receiver(hand->client, step, tried->host, err)
                                : status;
}

static es_status begin_try(struct hand *hand, const struct es_by_hand *step, struct tried *tried,
                           struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    if (status)
        return status;
    tried->counts =
        es_by_hand_counts(view, step, es_client_session(hand->client)->logged_in, &tried->id);
    tried->code_before = view->match[ES_SCREEN_CODE].fits;
    if (!tried->counts)
        return note_maybe(hand, view, step, tried, err);
    if (!tried->id) {
        status = es_fail_with(err, ES_USAGE,
                              _("this button sends a security word, and it is not told whose"));
        es_hint(err, _("Nothing was sent. Wrong words are counted for an identity number: fill it "
                       "in as well, or use: esign login"));
        return status;
    }
    status = es_by_hand_receiver(hand->client, step, tried->host, err);
    return status
               ? status
               : es_ledger_begin(tried->id, tried->host,
                                 hand->run->options->given[OPT_LAST_TRY] ? ES_LEDGER_LAST_TRY : 0,
                                 &tried->try, err);
}

/* A request for a reset mail keeps its distance by hand too. */
static es_status begin_request(struct hand *hand, const struct es_by_hand *step,
                               struct es_ledger_request *request, struct es_error *err)
{
    const struct es_view *view = NULL;
    char host[256];
    es_status status = es_client_view(hand->client, &view, err);
    const char *id = status ? NULL : es_by_hand_mail_for(view, step);
    if (!id)
        return status;
    status = es_by_hand_receiver(hand->client, step, host, err);
    int every = es_profile_forgot_every(es_client_profile(hand->client), host);
    return status ? status : es_ledger_ask(id, host, every, request, err);
}

/* What was noted before it was sent, and did not come to be. */
static void take_back(struct tried *tried, struct es_ledger_request *request,
                      const struct es_outcome *outcome)
{
    struct es_error ignored = ES_ERROR_INIT;
    bool no_mail = outcome->status == ES_WRONG_CAPTCHA || outcome->status == ES_SESSION_EXPIRED;
    if (tried->counts && !outcome->sent)
        (void)!es_ledger_give_back(&tried->try, &ignored);
    if (!outcome->sent || no_mail)
        (void)!es_ledger_ask_back(request, &ignored);
}

static void end_try_accepted(struct hand *hand, struct tried *tried, struct es_error *err)
{
    struct es_session *session = es_client_session(hand->client);
    es_auto(buf) masked = {0};
    session->logged_in = true;
    if (es_kind_mask_id(tried->id, &masked))
        snprintf(session->masked_id, sizeof(session->masked_id), "%s", es_buf_str(&masked));
    journey_learned(es_ledger_accepted(&tried->try, err), err);
}

/* The number's count may yet turn out to be nought: when the steps that follow lead inside. */
static es_status end_try_unknown(struct hand *hand, const struct tried *tried, struct es_error *err)
{
    return es_ledger_hash(tried->id, tried->host, es_client_session(hand->client)->id_hash, err);
}

/* The counted word's own verdict; the rest is the same for all answers. */
static es_status end_try(struct hand *hand, const struct es_view *view,
                         const struct es_outcome *outcome, struct tried *tried,
                         struct es_error *err)
{
    if (!tried->counts)
        return ES_OK;
    bool new_word = hand->kinds & 1u << ES_KIND_WORD_AGAIN;
    tried->accepted = journey_accepted(view, outcome->status) &&
                      !(tried->code_before && view->match[ES_SCREEN_CODE].fits);
    if (tried->accepted)
        end_try_accepted(hand, tried, err);
    else if (outcome->status == ES_PAGE_UNKNOWN ||
             (outcome->status == ES_OUTCOME_UNKNOWN && outcome->tries_left < 0))
        return end_try_unknown(hand, tried, err);
    else if (outcome->status == ES_OK && new_word)
        journey_learned(es_ledger_accepted(&tried->try, err), err);
    else if (outcome->tries_left >= 0)
        journey_learned(es_ledger_take_left(&tried->try, outcome->tries_left, err), err);
    else if (outcome->status == ES_WRONG_CAPTCHA && !journey_accepted(view, ES_OK))
        journey_learned(es_ledger_give_back(&tried->try, err), err);
    return ES_OK;
}

/* A field that nobody knew was the word after all: the portal says that it was wrong. Whose it may
 * be is noted before, for the page is another one then. */
static es_status count_late(const struct es_outcome *outcome, struct tried *tried,
                            struct es_error *err)
{
    if (tried->counts || outcome->status != ES_WRONG_WORD || !tried->id)
        return ES_OK;
    tried->counts = true;
    return es_ledger_begin(tried->id, tried->host, INT_MAX, &tried->try, err);
}

/* A code's time begins with its screen, and anew where another SMS was asked for. */
static void take_sms(struct es_session *session, const struct es_view *view, bool same_code)
{
    if (view->match[ES_SCREEN_CODE].fits)
        phone_take_time(session, view, !same_code);
    else if (view->screen != ES_SCREEN_NONE && view->screen != ES_SCREEN_PHONE)
        session->sms_sent = (struct es_moment){.boot = ""}; /* else it may still be on its way */
    phone_note(session, view);
}

/* What the next command needs to know of how far this led. */
static es_status take_progress(struct hand *hand, const struct es_view *view, bool same_code,
                               const struct tried *tried, const struct es_outcome *outcome,
                               struct es_error *err)
{
    struct es_session *session = es_client_session(hand->client);
    bool new_word = (hand->kinds & 1u << ES_KIND_WORD_AGAIN) && outcome->status == ES_OK;
    session->by_hand = true;
    session->picture_for[0] = session->picture_path[0] = '\0';
    take_sms(session, view, same_code);
    bool inside = tried->counts ? tried->accepted : journey_accepted(view, outcome->status);
    bool first = inside && !session->logged_in;
    session->logged_in = session->logged_in || inside;
    if (!session->id_hash[0] || !(first || new_word))
        return ES_OK;
    journey_learned(es_ledger_clear_hash(session->id_hash, err), err);
    session->id_hash[0] = '\0';
    return ES_OK;
}

static void tell_next(struct es_run *run, const struct es_view *view)
{
    static const char *const commands[ES_SCREEN_COUNT] = {
        [ES_SCREEN_HOME] = "login",       [ES_SCREEN_VERIFY] = "login",
        [ES_SCREEN_LOGIN] = "login",      [ES_SCREEN_FORGOT] = "forgot-word",
        [ES_SCREEN_RESET] = "reset-word", [ES_SCREEN_PHONE] = "sms-verify",
        [ES_SCREEN_CODE] = "sms-verify",  [ES_SCREEN_MENU] = "pin-puk",
        [ES_SCREEN_PIN] = "pin-puk",
    };
    run->next_command = commands[view->screen];
    run->next_text = N_("go on from this page");
}

/* What led here is the menu's only way to PIN and PUK, so that pin-puk goes it as well. */
static bool pin_puk_finds_it(const struct hand *hand)
{
    struct es_target target;
    struct es_error ignored = ES_ERROR_INIT;
    es_auto(view) *view = NULL;
    return !hand->before ||
           (!es_view_make(es_client_profile(hand->client), hand->before, &view, &ignored) &&
            !es_view_action(view, "pin_puk", &target, &ignored));
}

/* How much of the page may be told: of a page of secrets that cannot be read all is, for this once
 * and on a screen of its own; one that can be is left to pin-puk. */
static es_status tell_page(struct hand *hand, const struct es_view *view, bool secret,
                           struct es_error *err)
{
    json_t *data = hand->run->data;
    bool known = secret && es_pin_page_is_known(view) && pin_puk_finds_it(hand);
    if (!page_text_describe(view, known ? PAGE_THINGS : PAGE_ALL, NULL, 0, data))
        return es_fail(err, ES_INTERNAL);
    journey_set_bool(hand->run, "secret", secret && !known);
    hand_caution(hand, view);
    if (known)
        json_array_insert_new(
            json_object_get(data, "text"), 0,
            json_string(_("This page shows PIN and PUK. See them with: esign pin-puk")));
    return ES_OK;
}

static es_status keep(struct hand *hand, bool secret, struct es_error *err)
{
    return secret && hand->before ? journey_keep_way_back(hand->client, &hand->before, err)
                                  : journey_keep(hand->client, err);
}

/* What the portal said to the answers. A page that nobody knows is no failure where nothing
 * secret was sent: it is shown, and the person goes on. */
static es_status verdict(const struct hand *hand, const struct es_view *view,
                         const struct es_outcome *outcome, const struct tried *tried,
                         struct es_error *err)
{
    bool same_screen = view->match[ES_SCREEN_LOGIN].fits || view->match[ES_SCREEN_CODE].fits ||
                       view->match[ES_SCREEN_RESET].fits;
    bool secret = tried->counts || (hand->kinds & SECRETS);
    bool said_no = outcome->status != ES_OK && outcome->status != ES_PAGE_UNKNOWN;
    bool unknown = outcome->status == ES_PAGE_UNKNOWN && secret &&
                   (view->screen == ES_SCREEN_NONE || (tried->counts && same_screen));
    if (tried->accepted || ((!said_no || !(hand->n_fills || tried->counts)) && !unknown))
        return ES_OK;
    es_status status = journey_refused(outcome, same_screen, err);
    if (status == ES_OUTCOME_UNKNOWN)
        es_hint(err, "%s", _("Read the page above; it is kept. Look at it again with: esign page"));
    if (err && tried->counts && status != ES_ACCOUNT_BLOCKED)
        err->tries_left =
            tried->try.count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - tried->try.count : 0;
    return status;
}

static es_status arrived(struct hand *hand, const struct es_outcome *outcome, struct tried *tried,
                         bool same_code, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    if (!status)
        status = count_late(outcome, tried, err);
    if (!status)
        status = end_try(hand, view, outcome, tried, err);
    if (!status)
        status = take_progress(hand, view, same_code, tried, outcome, err);
    if (status)
        return status;
    bool secret = es_pin_page_is(view, hand->before);
    status = tell_page(hand, view, secret, err);
    if (status)
        return status;
    if (outcome->status != ES_PAGE_UNKNOWN && !secret)
        journey_set(hand->run, "portal_message", outcome->text);
    tell_next(hand->run, view);
    struct es_error said = ES_ERROR_INIT;
    es_status answer = verdict(hand, view, outcome, tried, &said);
    if (secret) /* the portal's words may be a PIN */
        said.portal_message[0] = said.hint[0] = '\0';
    status = keep(hand, secret, err);
    if (!status && answer && err)
        *err = said;
    return status ? status : answer;
}

/* Pressed on the code's screen, and not to have another one sent. */
static bool is_same_code(const struct es_view *view, struct es_target target)
{
    const char *kind = target.kind == ES_TARGET_LINK ? view->links[target.index].kind
                                                     : view->controls[target.index].kind;
    return view->match[ES_SCREEN_CODE].fits && !(kind && !strcmp(kind, "resend"));
}

/* A code is sent while it holds, and not a moment later. */
static es_status check_code(const struct hand *hand, struct es_by_hand *step, struct es_error *err)
{
    int left = phone_seconds_left(es_client_session(hand->client));
    if (!step->n_fills || !(hand->kinds & 1u << ES_KIND_CODE) || left == PHONE_UNKNOWN)
        return ES_OK;
    step->send_before = es_moment_up() + left;
    return left ? ES_OK : es_fail(err, ES_CODE_EXPIRED);
}

/* On the way to the login "PIN / PUK" leads to no PIN yet. */
static bool is_before_login(const struct hand *hand, const struct es_view *view)
{
    return !es_client_session(hand->client)->logged_in &&
           (view->screen == ES_SCREEN_HOME || view->screen == ES_SCREEN_VERIFY ||
            view->match[ES_SCREEN_LOGIN].fits);
}

/* Where PIN and PUK lie behind it, there must be a screen for them and a way back. */
static es_status check_secrets(struct hand *hand, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    if (status || is_before_login(hand, view) || !es_pin_page_lies_behind(view, hand->target))
        return status;
    status = journey_check_screen(hand->run->options, err);
    return status ? status : es_client_copy_page(hand->client, &hand->before, err);
}

static es_status prepare(struct hand *hand, struct es_by_hand *step, struct tried *tried,
                         struct es_ledger_request *request, struct es_error *err)
{
    es_status status = check_code(hand, step, err);
    if (!status)
        status = check_secrets(hand, err);
    if (!status)
        status = begin_try(hand, step, tried, err);
    return status ? status : begin_request(hand, step, request, err);
}

es_status hand_act(struct hand *hand, struct es_error *err)
{
    bool press = hand->deed == HAND_PRESS;
    struct es_by_hand step = {
        .target = hand->target, .fills = hand->fill, .n_fills = press ? hand->n_fills : 0};
    __attribute__((cleanup(tried_free))) struct tried tried = {.try = ES_LEDGER_TRY_INIT};
    struct es_ledger_request request = {.token = 0};
    struct es_outcome outcome = {.status = ES_PAGE_UNKNOWN};
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    bool same_code = !status && is_same_code(view, step.target);
    if (!status)
        status = prepare(hand, &step, &tried, &request, err);
    if (!status)
        status = es_by_hand_do(hand->client, &step, &outcome, err);
    journey_set_bool(hand->run, "sent", outcome.sent);
    take_back(&tried, &request, &outcome);
    if (outcome.sent)
        es_filled_forget(es_client_session(hand->client));
    if (status && !outcome.sent && step.send_before && es_moment_up() >= step.send_before)
        return es_fail(err, ES_CODE_EXPIRED);
    return status ? status : arrived(hand, &outcome, &tried, same_code, err);
}
