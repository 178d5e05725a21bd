/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 2–5: ask for the reset mail. */
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/print.h"
#include "journey.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {
    {OPT_ID_FILE, "id-file", ARG_REQUIRED, "FILE", N_("file with the identity number")},
    {OPT_CAPTCHA, "captcha", ARG_REQUIRED, "TEXT", N_("the text of the picture that waits")},
    {OPT_CAPTCHA_OUT, "captcha-out", ARG_REQUIRED, "FILE", N_("save the picture here")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

struct forgot {
    struct es_run *run;
    struct es_client *client;
    struct picture_step step;
    struct es_buf id, captcha; /* secret */
    char host[256];
    struct es_ledger_request request;
};

static void forgot_free(struct forgot *forgot)
{
    es_buf_free(&forgot->id);
    es_buf_free(&forgot->captcha);
    es_client_free(&forgot->client);
}

static es_status ask_id(struct forgot *forgot, struct es_error *err)
{
    if (!es_ask_possible(forgot->run->ask, ES_KIND_ID))
        return ES_OK; /* told with all that is missing, together with the picture */
    return journey_ask(forgot->run, NULL, ES_KIND_ID,
                       _("T.C. identity or passport number (not shown): "), NULL, &forgot->id, err);
}

/* Whose mail was asked for is remembered as a keyed hash alone: a newly set word sets that
 * number's count of wrong words to nought. */
static es_status keep_request(struct forgot *forgot, struct es_error *err)
{
    struct es_session *session = es_client_session(forgot->client);
    es_auto(buf) masked = {0};
    picture_spent(forgot->run, forgot->client);
    if (es_kind_mask_id(forgot->id.data, &masked))
        snprintf(session->masked_id, sizeof(session->masked_id), "%s", es_buf_str(&masked));
    es_status status = es_ledger_hash(forgot->id.data, forgot->host, session->id_hash, err);
    return status ? status : es_client_keep(forgot->client, err);
}

static es_status judge(struct forgot *forgot, const struct es_outcome *outcome,
                       struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(forgot->client, &view, err);
    if (status)
        return status;
    bool same_screen = view->match[ES_SCREEN_FORGOT].fits;
    if (outcome->status != ES_OK) /* agreed in words, on whichever screen */
        return journey_refused(outcome, same_screen, err);
    journey_set_bool(forgot->run, "requested", true);
    journey_set(forgot->run, "portal_message", outcome->text);
    forgot->run->next_command = "reset-word";
    forgot->run->next_text = N_("save the message and give it with --mail FILE");
    return keep_request(forgot, err);
}

static int every(const struct forgot *forgot)
{
    return es_profile_forgot_every(es_client_profile(forgot->client), forgot->host);
}

/* Speaks before the picture is fetched. */
static es_status guard(struct forgot *forgot, struct es_error *err)
{
    es_status status = es_client_receiver(forgot->client, ES_SCREEN_FORGOT, forgot->host, err);
    if (status || !forgot->id.len)
        return status;
    return es_ledger_may_ask(forgot->id.data, forgot->host, every(forgot), err);
}

/* No message comes of this one: the next may be asked for at once. */
static void give_back(struct forgot *forgot)
{
    struct es_error ignored = ES_ERROR_INIT;
    (void)!es_ledger_ask_back(&forgot->request, &ignored);
}

static es_status send(struct forgot *forgot, struct es_error *err)
{
    struct es_answers answers = {.value = {
                                     [ES_KIND_ID] = forgot->id.data,
                                     [ES_KIND_CAPTCHA] = forgot->captcha.data,
                                 }};
    struct es_outcome outcome;
    es_status status =
        es_ledger_ask(forgot->id.data, forgot->host, every(forgot), &forgot->request, err);
    if (status)
        return status;
    status = es_client_answer(forgot->client, ES_SCREEN_FORGOT, &answers, &outcome, err);
    if (status && !outcome.sent) {
        give_back(forgot);
        return status;
    }
    bool came_back = !status;
    if (came_back)
        status = judge(forgot, &outcome, err);
    if (status == ES_WRONG_CAPTCHA || (came_back && status == ES_SESSION_EXPIRED))
        give_back(forgot);
    if (status == ES_OUTCOME_UNKNOWN && came_back)
        return picture_unknown(forgot->run, forgot->client, forgot->id.data, forgot->host, err);
    if (status)
        picture_failed(forgot->run, forgot->client);
    return status;
}

static es_status run_forgot(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(forgot_free))) struct forgot forgot = {
        .run = run,
        .step = {.command = "forgot-word",
                 .screen = ES_SCREEN_FORGOT,
                 .needs = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA},
    };
    es_status status = es_ledger_check(err); /* whose message is asked for is noted there */
    if (!status)
        status = ask_id(&forgot, err);
    if (!status)
        status = journey_open(run, &forgot.client, err);
    if (!status)
        status = picture_arrive(run, forgot.client, &forgot.step, err);
    if (!status)
        status = guard(&forgot, err);
    if (!status)
        status = picture_prepare(run, forgot.client, &forgot.step, err);
    if (status)
        return status;
    status = journey_ask(run, forgot.client, ES_KIND_CAPTCHA, _("Text in the picture: "),
                         forgot.step.path, &forgot.captcha, err);
    if (status == ES_INPUT_NEEDED)
        return picture_stop(forgot.client, &forgot.step, err);
    return status ? status : send(&forgot, err);
}

static void show_forgot(const struct es_run *run, FILE *out)
{
    fprintf(out, "%s\n", _("The reset message was asked for."));
    es_print_pair(_("The portal says:"),
                  json_string_value(json_object_get(run->data, "portal_message")), 18, out);
    if (run->guided)
        return;
    es_print_wrapped(_("Wait a few minutes for the e-mail, look in the spam folder too, and save "
                       "the message to a file."),
                     0, out);
}

const struct es_command cmd_forgot_word = {
    .name = "forgot-word",
    .summary = N_("ask the portal for the e-mail that resets the security word"),
    .note = N_(
        "At the question for the picture's text, ? and Enter open the picture in a viewer, where "
        "there is one."),
    .options = options,
    .shape = "{\"requested\":false,\"portal_message\":null,\"picture\":null}",
    .run = run_forgot,
    .show = show_forgot,
};
