/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 2–4 and 9: identity number, picture text and word; ends at the masked phone number. */
#include "esign/heap.h"
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
    bool last_try;
};

static void login_free(struct login *login)
{
    es_buf_free(&login->id);
    es_buf_free(&login->captcha);
    es_buf_free(&login->word);
    es_client_free(&login->client);
}

/* The record must be usable before anything is sent at all. */
static es_status check_ledger(struct es_error *err)
{
    struct es_ledger_entry *entries = NULL;
    size_t n = 0;
    es_status status = es_ledger_list(&entries, &n, err);
    es_heap_free(entries);
    return status;
}

static es_status ask_id(struct login *login, struct es_error *err)
{
    if (!es_ask_possible(login->run->ask, ES_KIND_ID))
        return ES_OK; /* told with all that is missing, together with the picture */
    return journey_ask(login->run, NULL, ES_KIND_ID,
                       _("T.C. identity or passport number (not shown): "), NULL, &login->id, err);
}

/* In a terminal, one more wrong word may be risked by typing a word of assent. */
static es_status confirm_last_try(struct login *login, struct es_error *err)
{
    es_client_pause(login->client);
    es_status status =
        es_ask_confirm(login->run->ask,
                       _("Two wrong words have been sent. A third one BLOCKS the account.\n"
                         "Type YES to send one more word, anything else to stop: "),
                       _("YES"), &login->last_try, err);
    if (status == ES_INPUT_NEEDED)
        es_hint(err, "%s", gettext(es_error_info(ES_LAST_TRY)->hint));
    return status ? status : es_client_resume(login->client, err);
}

/* Speaks before the picture is fetched. */
static es_status guard(struct login *login, struct es_error *err)
{
    es_status status = es_client_receiver(login->client, ES_SCREEN_LOGIN, login->host, err);
    if (status || !login->id.len)
        return status;
    int count = 0;
    status = es_ledger_count(login->id.data, login->host, &count, err);
    if (status || count < ES_LEDGER_LIMIT - 1 || login->last_try)
        return status;
    status = confirm_last_try(login, err);
    if (status || login->last_try)
        return status;
    status = es_fail(err, ES_LAST_TRY);
    if (err)
        err->tries_left = count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - count : 0;
    return status;
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
    es_auto(buf) phone = {0};
    if (view->screen == ES_SCREEN_PHONE && phone_find(view, &phone)) {
        journey_set(login->run, "phone", es_buf_str(&phone));
        snprintf(session->phone, sizeof(session->phone), "%s", es_buf_str(&phone));
    }
    bool verified = view->screen == ES_SCREEN_MENU || view->screen == ES_SCREEN_PIN;
    login->run->next_command = verified ? "pin-puk" : "sms-verify";
    login->run->next_text = verified ? N_("show PIN and PUK") : N_("confirm by SMS");
    return es_client_keep(login->client, err);
}

/* The try was counted before it was sent; what the portal said decides whether it stays so. */
static es_status refused(struct login *login, const struct es_outcome *outcome, int count,
                         bool same_screen, struct es_error *err)
{
    if (outcome->status == ES_WRONG_CAPTCHA) {
        es_status status = es_ledger_give_back(login->id.data, login->host, err);
        if (status)
            return status;
        count--;
    } else if (outcome->tries_left >= 0) {
        es_status status =
            es_ledger_take_left(login->id.data, login->host, outcome->tries_left, &count, err);
        if (status)
            return status;
    }
    es_status status = journey_refused(outcome, same_screen, err);
    if (err && status != ES_ACCOUNT_BLOCKED)
        err->tries_left = count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - count : 0;
    return status;
}

static es_status judge(struct login *login, const struct es_outcome *outcome, int count,
                       struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(login->client, &view, err);
    if (status)
        return status;
    if (!journey_accepted(view, outcome->status))
        return refused(login, outcome, count, view->match[ES_SCREEN_LOGIN].fits, err);
    status = es_ledger_clear(login->id.data, login->host, err);
    return status ? status : keep_login(login, view, err);
}

static es_status send(struct login *login, struct es_error *err)
{
    int count = 0;
    es_status status = es_ledger_begin(login->id.data, login->host, login->last_try, &count, err);
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
        (void)!es_ledger_give_back(login->id.data, login->host, &ignored);
        return status;
    }
    bool came_back = !status;
    if (came_back)
        status = judge(login, &outcome, count, err);
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
        .last_try = run->options->given[OPT_LAST_TRY],
    };
    es_status status = check_ledger(err);
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
    es_print_pair(_("SMS goes to"), json_string_value(json_object_get(run->data, "phone")), 14,
                  out);
}

const struct es_command cmd_login = {
    .name = "login",
    .summary = N_("log in with identity number, picture text and security word"),
    .options = options,
    .shape = "{\"phone\":null,\"picture\":null}",
    .run = run_login,
    .show = show_login,
};
