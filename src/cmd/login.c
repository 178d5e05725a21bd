/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 2–4 and 9: identity number, picture text and word; ends at the masked phone number. */
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/log.h"
#include "esign/print.h"
#include "journey.h"
#include "phone.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {
    {OPT_ID_FILE, "id-file", ARG_REQUIRED, "FILE", N_("file with the identity number")},
    {OPT_CAPTCHA, "captcha", ARG_REQUIRED, "TEXT", N_("the text of the picture that waits")},
    {OPT_CAPTCHA_OUT, "captcha-out", ARG_REQUIRED, "FILE", N_("save the picture here")},
    {OPT_WORD_FILE, "word-file", ARG_REQUIRED, "FILE", N_("file with the security word")},
    {OPT_LAST_TRY, "last-try", ARG_NONE, NULL,
     N_("send the word although one more wrong one would block the account")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

struct login {
    struct es_run *run;
    struct es_client *client;
    struct picture_step step;
    struct es_buf id, captcha, word; /* secret */
    char host[256];
    int agreed; /* the count at which the person agreed to send one more word */
    struct es_ledger_try try;
};

static void login_free(struct login *login)
{
    es_buf_free(&login->id);
    es_buf_free(&login->captcha);
    es_buf_free(&login->word);
    es_ledger_try_free(&login->try);
    es_client_free(&login->client);
}

static es_status ask_id(struct login *login, struct es_error *err)
{
    if (!es_ask_possible(login->run->ask, ES_KIND_ID))
        return ES_OK; /* told with all that is missing, together with the picture */
    return journey_ask(login->run, NULL, ES_KIND_ID,
                       _("T.C. identity or passport number (not shown): "), NULL, &login->id, err);
}

static bool add_question(int count, struct es_buf *out)
{
    if (count < ES_LEDGER_LIMIT)
        return es_buf_add_str(out,
                              _("Two wrong words have been sent. A third one BLOCKS the account.\n"
                                "Type YES to send one more word, anything else to stop: "));
    return es_buf_printf(out,
                         _("%d words that may have been wrong are counted; the account may be "
                           "blocked.\nType YES if it is not, to send one more word, anything else "
                           "to stop: "),
                         count);
}

/* In a terminal, one more wrong word may be risked by typing a word of assent. It is given for
 * the count that was shown: where another run sends a word meanwhile, it is void. */
static es_status confirm_try(struct login *login, int count, struct es_error *err)
{
    bool agreed = false;
    es_auto(buf) question = {0};
    if (!add_question(count, &question))
        return es_fail(err, ES_INTERNAL);
    es_client_pause(login->client);
    es_status status =
        es_ask_confirm(login->run->ask, es_buf_str(&question), _("YES"), &agreed, err);
    if (status == ES_INPUT_NEEDED)
        es_hint(err, "%s", gettext(es_error_info(ES_LAST_TRY)->hint));
    if (!status)
        status = es_client_resume(login->client, err);
    if (!status && !agreed)
        status = es_ledger_refuse(count, err);
    login->agreed = count;
    return status;
}

/* Speaks before the picture is fetched. */
static es_status guard(struct login *login, struct es_error *err)
{
    es_status status = es_client_receiver(login->client, ES_SCREEN_LOGIN, login->host, err);
    if (status || !login->id.len)
        return status;
    int count = 0;
    status = es_ledger_count(login->id.data, login->host, &count, err);
    if (status || count < ES_LEDGER_LAST_TRY || count <= login->agreed)
        return status;
    return confirm_try(login, count, err);
}

static es_status ask_rest(struct login *login, struct es_error *err)
{
    es_status status =
        journey_ask(login->run, login->client, ES_KIND_CAPTCHA, _("Text in the picture: "),
                    login->step.path, &login->captcha, err);
    if (status)
        return status;
    return journey_ask(login->run, login->client, ES_KIND_WORD, _("Security word (not shown): "),
                       NULL, &login->word, err);
}

static es_status keep_login(struct login *login, const struct es_view *view, struct es_error *err)
{
    struct es_session *session = es_client_session(login->client);
    es_auto(buf) masked = {0};
    session->logged_in = true;
    picture_spent(login->run, login->client);
    if (es_kind_mask_id(login->id.data, &masked))
        snprintf(session->masked_id, sizeof(session->masked_id), "%s", es_buf_str(&masked));
    session->phone[0] = '\0';
    phone_note(session, view);
    phone_take_time(session, view, true); /* some portals send the SMS at once */
    journey_set(login->run, "phone", session->phone);
    bool verified = view->screen == ES_SCREEN_MENU || view->screen == ES_SCREEN_PIN;
    login->run->next_command = verified ? "pin-puk" : "sms-verify";
    login->run->next_text = verified ? N_("show PIN and PUK") : N_("confirm by SMS");
    return journey_keep(login->client, err);
}

/* The try was counted before it was sent; what the portal said decides whether it stays so. A page
 * that speaks of tries does not speak of the picture alone. */
static void settle(struct login *login, const struct es_outcome *outcome, struct es_error *err)
{
    es_status status = ES_OK;
    if (outcome->tries_left >= 0)
        status = es_ledger_take_left(&login->try, outcome->tries_left, err);
    else if (outcome->status == ES_WRONG_CAPTCHA)
        status = es_ledger_give_back(&login->try, err);
    journey_learned(status, err);
}

static es_status refused(struct login *login, const struct es_outcome *outcome, bool same_screen,
                         struct es_error *err)
{
    settle(login, outcome, err);
    int count = login->try.count;
    es_status status = journey_refused(outcome, same_screen, err);
    if (err && status != ES_ACCOUNT_BLOCKED)
        err->tries_left = count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - count : 0;
    return status;
}

static es_status judge(struct login *login, struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(login->client, &view, err);
    if (status)
        return status;
    /* The screen behind the word, and words about the picture: nobody can tell what was taken. */
    if (outcome->status == ES_WRONG_CAPTCHA && journey_accepted(view, ES_OK))
        outcome->status = ES_OUTCOME_UNKNOWN;
    if (!journey_accepted(view, outcome->status))
        return refused(login, outcome, view->match[ES_SCREEN_LOGIN].fits, err);
    journey_learned(es_ledger_accepted(&login->try, err), err);
    return keep_login(login, view, err);
}

static es_status send(struct login *login, struct es_error *err)
{
    es_status status =
        es_ledger_begin(login->id.data, login->host, login->agreed, &login->try, err);
    if (status)
        return status;
    struct es_answers answers = {.value = {
                                     [ES_KIND_ID] = login->id.data,
                                     [ES_KIND_CAPTCHA] = login->captcha.data,
                                     [ES_KIND_WORD] = login->word.data,
                                 }};
    struct es_outcome outcome;
    status = es_client_answer(login->client, ES_SCREEN_LOGIN, &answers, &outcome, err);
    if (status && !outcome.sent) {
        struct es_error ignored = ES_ERROR_INIT;
        (void)!es_ledger_give_back(&login->try, &ignored);
        return status;
    }
    bool came_back = !status;
    if (came_back)
        status = judge(login, &outcome, err);
    if (status == ES_OUTCOME_UNKNOWN && came_back)
        return picture_unknown(login->run, login->client, login->id.data, login->host, err);
    if (status)
        picture_failed(login->run, login->client);
    return status;
}

static es_status run_login(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(login_free))) struct login login = {
        .run = run,
        .step = {.command = "login",
                 .screen = ES_SCREEN_LOGIN,
                 .needs = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA | 1u << ES_KIND_WORD},
        .agreed = run->options->given[OPT_LAST_TRY] ? ES_LEDGER_LAST_TRY : 0,
        .try = ES_LEDGER_TRY_INIT,
    };
    es_status status = es_ledger_check(err); /* before anything is sent at all */
    if (!status)
        status = ask_id(&login, err);
    if (!status)
        status = journey_open(run, &login.client, err);
    if (!status)
        status = picture_arrive(run, login.client, &login.step, err);
    if (!status)
        status = guard(&login, err);
    if (!status)
        status = picture_prepare(run, login.client, &login.step, err);
    if (status)
        return status;
    status = ask_rest(&login, err);
    if (status == ES_INPUT_NEEDED)
        return picture_stop(login.client, &login.step, err);
    return status ? status : send(&login, err);
}

static void show_login(const struct es_run *run, FILE *out)
{
    fprintf(out, "%s\n", _("The security word was accepted."));
    if (!run->guided) /* who is guided is asked about it next */
        es_print_pair(_("SMS goes to"), json_string_value(json_object_get(run->data, "phone")), 14,
                      out);
}

const struct es_command cmd_login = {
    .name = "login",
    .summary = N_("log in with identity number, picture text and security word"),
    .note = N_(
        "At the question for the picture's text, ? and Enter open the picture in a viewer, where "
        "there is one."),
    .options = options,
    .shape = "{\"phone\":null,\"picture\":null}",
    .run = run_login,
    .show = show_login,
};
