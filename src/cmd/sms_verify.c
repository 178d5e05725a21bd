/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 9–11: have the code sent, then give it. */
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/print.h"
#include "journey.h"
#include "menu.h"
#include "phone.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct opt_row options[] = {
    {OPT_SEND_ONLY, "send-only", ARG_NONE, NULL, N_("have the SMS sent and stop there")},
    {OPT_RESEND, "resend", ARG_NONE, NULL, N_("have another SMS sent")},
    {OPT_CODE_FILE, "code-file", ARG_REQUIRED, "FILE", N_("file with the code from the SMS")},
    {OPT_PHONE_ENDS, "phone-ends", ARG_REQUIRED, "DIGITS",
     N_("stop unless the masked phone number ends with these")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

struct sms {
    struct es_run *run;
    struct es_client *client;
    struct es_buf code; /* secret */
};

static void sms_free(struct sms *sms)
{
    es_buf_free(&sms->code);
    es_client_free(&sms->client);
}

/* The moment is told by the clock as it is now, so that both agree whatever was done to it. */
static void tell_times(struct sms *sms)
{
    const struct es_session *session = es_client_session(sms->client);
    if (phone_seconds_left(session) == PHONE_UNKNOWN)
        return;
    char text[32];
    struct tm at;
    int64_t passed = es_moment_since(&session->sms_sent);
    time_t end = time(NULL) + (time_t)(session->sms_seconds - passed);
    if (!gmtime_r(&end, &at) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &at))
        return;
    json_object_set_new(sms->run->data, "expires_in", json_integer(phone_seconds_left(session)));
    journey_set(sms->run, "expires_at", text);
}

/* {"phone_ok":"yes"} among the answers. */
static es_status check_given(struct sms *sms, struct es_error *err)
{
    es_auto(buf) answer = {0};
    es_status status = es_ask(sms->run->ask, ES_KIND_PHONE_OK, "", NULL, &answer, err);
    bool agreed = !status && es_ask_assent(es_buf_str(&answer)) == ES_ASSENT_YES;
    return status || agreed ? status : es_fail(err, ES_PHONE_MISMATCH);
}

/* --phone-ends: every number that is shown, or was on this journey, must end so, and there must be
 * one. */
static es_status check_ends(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    const char *ends = sms->run->options->value[OPT_PHONE_ENDS];
    if (!ends || phone_match(view, es_client_session(sms->client)->phone, ends) == PHONE_ALL_END)
        return ES_OK;
    es_status status = es_fail(err, ES_PHONE_MISMATCH);
    bool asks_for_sms = !view->match[ES_SCREEN_CODE].fits || sms->run->options->given[OPT_RESEND];
    if (!asks_for_sms)
        es_hint(err, _("The code was not sent. If the number is not yours, call 0262 648 18 18."));
    return status;
}

/* The one number that the screen shows is noted. */
static es_status check_shown(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    struct es_session *session = es_client_session(sms->client);
    phone_note(session, view);
    es_status why = phone_differ(view)  ? ES_PAGE_AMBIGUOUS
                    : session->phone[0] ? ES_OK
                                        : ES_PAGE_UNKNOWN;
    return why ? journey_hand_over(sms->client, es_client_report(sms->client, why, err), err)
               : ES_OK;
}

/* Whether this is the person's phone. In a terminal they are asked; elsewhere --phone-ends does
 * the work. */
static es_status check_phone(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    es_auto(buf) phone = {0}, safe = {0}, prompt = {0};
    struct es_session *session = es_client_session(sms->client);
    session->phone[0] = '\0'; /* this screen says it anew */
    es_status status = phone_find(view, &phone) ? check_ends(sms, view, err) : ES_OK;
    if (!status)
        status = check_shown(sms, view, err);
    if (status || sms->run->options->given[OPT_PHONE_ENDS])
        return status;
    if (!es_text_safe(es_buf_str(&phone), 40, &safe))
        return es_fail(err, ES_INTERNAL);
    if (es_ask_given(sms->run->ask, ES_KIND_PHONE_OK))
        return check_given(sms, err);
    if (!es_ask_in_terminal(sms->run->ask, ES_KIND_PHONE_OK))
        return ES_OK;
    if (!es_buf_printf(&prompt, _("The SMS goes to %s. Is this your phone? [y/N] "),
                       es_buf_str(&safe)))
        return es_fail(err, ES_INTERNAL);
    es_client_pause(sms->client);
    bool agreed = false;
    status = es_ask_yes_no(sms->run->ask, prompt.data, &agreed, err);
    if (status)
        return status;
    return agreed ? es_client_resume(sms->client, err) : es_fail(err, ES_PHONE_MISMATCH);
}

/* After the request the code's screen must come; what else comes is read for its words. */
static es_status expect_code_screen(struct sms *sms, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(sms->client, &view, err);
    if (status || view->match[ES_SCREEN_CODE].fits)
        return status;
    char text[ES_PORTAL_MESSAGE_MAX];
    struct es_outcome outcome = {.sent = true};
    outcome.status = es_classify(es_client_profile(sms->client), NULL, view->page, 0, text);
    snprintf(outcome.text, sizeof(outcome.text), "%s", text);
    status = journey_refused(&outcome, view->match[ES_SCREEN_PHONE].fits, err);
    return journey_hand_over(sms->client, status, err);
}

/* The portal shows the request's own screen again: no SMS is on its way. */
static bool was_refused(struct sms *sms, es_status status)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    return status != ES_OUTCOME_UNKNOWN && !es_client_view(sms->client, &view, &ignored) &&
           view->match[ES_SCREEN_PHONE].fits;
}

/* Has the SMS sent by pressing `target`. That it was asked for is written down first: a code on
 * its way is not sent again by accident. */
static es_status have_sent(struct sms *sms, struct es_target target, struct es_error *err)
{
    struct es_session *session = es_client_session(sms->client);
    struct es_moment before = session->sms_sent;
    int seconds_before = session->sms_seconds;
    session->sms_sent = es_moment_now();
    session->sms_seconds = 0;
    es_status status = es_client_keep(sms->client, err);
    if (status)
        return status;
    bool sent = false;
    status = es_client_act(sms->client, target, true, &sent, err);
    if (!status)
        status = expect_code_screen(sms, err);
    if (status && (!sent || was_refused(sms, status))) {
        session->sms_sent = before;
        session->sms_seconds = seconds_before;
        struct es_error ignored = ES_ERROR_INIT;
        (void)!es_client_keep(sms->client, &ignored);
    }
    if (status)
        return status;
    const struct es_view *view = NULL;
    status = es_client_view(sms->client, &view, err);
    if (status)
        return status;
    journey_set_bool(sms->run, "sent", true); /* whatever becomes of the session's file */
    phone_take_time(session, view, true);
    es_ask_drop(sms->run->ask, ES_KIND_CODE); /* it was given before this SMS was on its way */
    return es_client_keep(sms->client, err);
}

static es_status send_first(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    bool on_its_way = es_moment_is_set(&es_client_session(sms->client)->sms_sent);
    if (on_its_way && !sms->run->options->given[OPT_RESEND]) {
        es_status status = es_fail_with(err, ES_LOGIN_NEEDED,
                                        _("an SMS was asked for, but its page did not come back"));
        es_hint(err, _("Log in again, or have another SMS sent: esign sms-verify --resend"));
        return status;
    }
    uint32_t asks = view->match[ES_SCREEN_PHONE].asks;
    if (asks != ES_NONE)
        return journey_hand_over(sms->client, es_client_asks_more(sms->client, asks, err), err);
    es_status status = check_phone(sms, view, err);
    return status ? status : have_sent(sms, view->match[ES_SCREEN_PHONE].button, err);
}

static es_status send_again(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    struct es_target target;
    es_status status = es_view_action(view, "resend", &target, err);
    if (status == ES_PAGE_UNKNOWN)
        return es_fail_with(err, ES_LOGIN_NEEDED,
                            _("the portal offers no way to send the SMS again"));
    return status ? status : have_sent(sms, target, err);
}

/* On the code's screen: an SMS was sent, and is sent again where that is wanted. */
static es_status code_is_due(struct sms *sms, const struct es_view *view, struct es_error *err)
{
    es_status status = check_ends(sms, view, err);
    return status || !sms->run->options->given[OPT_RESEND] ? status : send_again(sms, view, err);
}

static es_status finish(struct sms *sms, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_session *session = es_client_session(sms->client);
    es_status status = es_client_view(sms->client, &view, err);
    if (status)
        return status;
    session->sms_sent = (struct es_moment){.boot = ""};
    journey_set_bool(sms->run, "verified", true);
    json_object_set_new(sms->run->data, "menu", menu_words(view));
    sms->run->next_command = "pin-puk";
    sms->run->next_text = N_("show PIN and PUK");
    return journey_keep(sms->client, err);
}

static bool is_inside(const struct es_view *view)
{
    return view->match[ES_SCREEN_MENU].fits || view->match[ES_SCREEN_PIN].fits;
}

static es_status judge(struct sms *sms, struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(sms->client, &view, err);
    if (status)
        return status;
    bool same_screen = view->match[ES_SCREEN_CODE].fits, inside = is_inside(view) && !same_screen;
    if (inside && (outcome->status == ES_OK || outcome->status == ES_PAGE_UNKNOWN))
        return finish(sms, err);
    if (outcome->status == ES_PORTAL_REFUSED && same_screen)
        outcome->status = ES_WRONG_CODE;
    /* The menu beside a no that need not be the code's: a person must look. */
    if (inside && (outcome->status == ES_PORTAL_REFUSED || outcome->status == ES_PORTAL_DOWN))
        outcome->status = ES_PAGE_UNKNOWN;
    phone_take_time(es_client_session(sms->client), view, false);
    struct es_error kept = ES_ERROR_INIT;
    if (same_screen && es_client_keep(sms->client, &kept)) {
        if (err)
            *err = kept;
        return kept.status;
    }
    status = journey_refused(outcome, same_screen, err);
    return journey_hand_over(sms->client, status, err);
}

static bool add_prompt(int left, struct es_buf *out)
{
    return es_buf_printf(out, _("Code from the SMS, within %d seconds (not shown): "), left);
}

static es_status ask_code(struct sms *sms, struct es_error *err)
{
    int left = phone_seconds_left(es_client_session(sms->client));
    if (left == PHONE_UNKNOWN)
        return journey_ask(sms->run, sms->client, ES_KIND_CODE,
                           _("Code from the SMS (not shown): "), NULL, &sms->code, err);
    const struct es_tty_time time = {add_prompt, es_moment_up() + left};
    return journey_ask_in_time(sms->run, sms->client, ES_KIND_CODE, &time, &sms->code, err);
}

/* Sends it while it holds, and not a moment later: to connect may take long. */
static es_status send_code(struct sms *sms, struct es_outcome *outcome, struct es_error *err)
{
    int left = phone_seconds_left(es_client_session(sms->client));
    if (left == 0)
        return es_fail(err, ES_CODE_EXPIRED);
    struct es_answers answers = {.value = {[ES_KIND_CODE] = sms->code.data}};
    if (left != PHONE_UNKNOWN)
        answers.send_before = es_moment_up() + left;
    es_status status = es_client_answer(sms->client, ES_SCREEN_CODE, &answers, outcome, err);
    bool over = phone_seconds_left(es_client_session(sms->client)) == 0;
    return status && !outcome->sent && over ? es_fail(err, ES_CODE_EXPIRED) : status;
}

static es_status give_code(struct sms *sms, struct es_error *err)
{
    const struct es_view *view = NULL;
    const struct es_session *session = es_client_session(sms->client);
    es_status status = es_client_view(sms->client, &view, err);
    if (!status)
        status = check_ends(sms, view, err);
    if (!status)
        status = es_ask_missing(sms->run->ask, 1u << ES_KIND_CODE, err);
    if (!status && phone_seconds_left(session) == 0)
        status = es_fail(err, ES_CODE_EXPIRED);
    if (!status)
        status = ask_code(sms, err);
    struct es_outcome outcome;
    if (!status)
        status = send_code(sms, &outcome, err);
    return status ? status : judge(sms, &outcome, err);
}

static es_status go(struct sms *sms, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = menu_is_behind(sms->client) ? menu_go_back(sms->client, err) : ES_OK;
    if (!status)
        status = es_client_view(sms->client, &view, err);
    if (status)
        return status;
    if (is_inside(view) && !view->match[ES_SCREEN_CODE].fits)
        return finish(sms, err);
    if (view->match[ES_SCREEN_CODE].fits)
        status = code_is_due(sms, view, err);
    else if (view->match[ES_SCREEN_PHONE].fits)
        status = send_first(sms, view, err);
    else if (es_client_session(sms->client)->logged_in)
        status = journey_hand_over(sms->client, es_client_report(sms->client, ES_PAGE_UNKNOWN, err),
                                   err);
    else
        status = es_fail(err, ES_LOGIN_NEEDED);
    if (status)
        return status;
    journey_set_bool(sms->run, "sent", true);
    tell_times(sms);
    if (!sms->run->options->given[OPT_SEND_ONLY])
        return give_code(sms, err);
    sms->run->next_command = "sms-verify";
    sms->run->next_text = N_("give the code from the SMS");
    return ES_OK;
}

static es_status check_options(const struct es_run *run, struct es_error *err)
{
    const char *ends = run->options->value[OPT_PHONE_ENDS];
    if (ends && (!*ends || strspn(ends, "0123456789") != strlen(ends)))
        return es_fail_with(
            err, ES_USAGE, _("--phone-ends takes the number's last digits, as in --phone-ends 25"));
    return ES_OK;
}

static es_status run_sms(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(sms_free))) struct sms sms = {.run = run};
    es_status status = check_options(run, err);
    if (!status)
        status = journey_open(run, &sms.client, err);
    if (!status && !es_client_has_session(sms.client))
        status = es_fail(err, ES_LOGIN_NEEDED);
    return status ? status : go(&sms, err);
}

static void show_sms(const struct es_run *run, FILE *out)
{
    const json_t *left = json_object_get(run->data, "expires_in");
    if (json_is_true(json_object_get(run->data, "verified")))
        fprintf(out, "%s\n", _("The SMS code was accepted; you are in the portal's menu."));
    else if (json_is_integer(left))
        fprintf(out, _("The SMS is on its way; its code can be entered for %d seconds.\n"),
                (int)json_integer_value(left));
    else
        fprintf(out, "%s\n", _("The SMS is on its way."));
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(run->data, "menu"), i, item)
    {
        fprintf(out, "  %s\n", json_string_value(item));
    }
}

const struct es_command cmd_sms_verify = {
    .name = "sms-verify",
    .summary = N_("have the SMS code sent and confirm it"),
    .options = options,
    .shape = "{\"sent\":false,\"verified\":false,\"expires_in\":null,\"expires_at\":null,"
             "\"menu\":[]}",
    .run = run_sms,
    .show = show_sms,
};
