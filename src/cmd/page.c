/* SPDX-License-Identifier: Apache-2.0 */
/* The current page, and what a person does on it by hand. */
#include "page.h"
#include "behind.h"
#include "page_text.h"

#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/picture.h"
#include "esign/pin_page.h"
#include "esign/print.h"
#include "esign/tty.h"

#include <string.h>
#include <unistd.h>

static const struct opt_row options[] = {
    {OPT_FIELD_FILE, "field-file", ARG_REQUIRED, "FILE", N_("file with a field's value")},
    {OPT_CAPTCHA_OUT, "captcha-out", ARG_REQUIRED, "FILE", N_("save the picture here")},
    {OPT_LAST_TRY, "last-try", ARG_NONE, NULL,
     N_("send the word although one more wrong one would block the account")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static const struct es_verb VERBS[] = {
    {"", NULL, N_("show the page: its text, fields, buttons and links; nothing is sent")},
    {"fill", N_("LABEL"), N_("fill in a field, whose value is asked for; it is not sent yet")},
    {"press", N_("LABEL"), N_("press a button: what was filled in of its form is sent, once")},
    {"follow", N_("LABEL"), N_("follow a link")},
    {"picture", N_("[LABEL]"), N_("fetch a picture, show it and save it")},
    {"clear", NULL, N_("drop what was filled in and not sent")},
    {NULL, NULL, NULL},
};

static void hand_free(struct hand *hand)
{
    for (size_t i = 0; i < hand->n_fields; i++)
        es_buf_free(&hand->field[i].answer);
    es_filled_free(&hand->filled);
    es_page_free(&hand->before);
    es_client_free(&hand->client);
}

static es_status open_page(struct hand *hand, struct es_error *err)
{
    es_status status = journey_open(hand->run, &hand->client, err);
    if (status)
        return status;
    if (es_client_has_session(hand->client) && es_client_session(hand->client)->page) {
        es_filled_load(es_client_session(hand->client), &hand->filled);
        return ES_OK;
    }
    status = es_fail_with(err, ES_LOGIN_NEEDED, _("there is no page to look at"));
    es_hint(err, _("Log in first; from then on the portal's page is kept: esign login"));
    return status;
}

void hand_caution(const struct hand *hand, const struct es_view *view)
{
    bool final = es_client_session(hand->client)->logged_in && es_view_leads_to_final(view) &&
                 es_view_goes_on(view, NULL);
    journey_set(hand->run, "caution", final ? behind_consequence() : NULL);
}

static es_status look(struct hand *hand, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    if (status)
        return status;
    enum page_telling how = es_pin_page_is(view, NULL) ? PAGE_THINGS : PAGE_ALL;
    hand_caution(hand, view);
    return page_text_describe(view, how, hand->fill, hand->n_fills, hand->run->data)
               ? ES_OK
               : es_fail(err, ES_INTERNAL);
}

/* Keeps what is filled in until its button is pressed. */
static es_status fill(struct hand *hand, struct es_error *err)
{
    es_status status =
        es_filled_save(es_client_session(hand->client), hand->fill, hand->n_fills, err);
    if (!status)
        return look(hand, err);
    es_hint(err, _("Press the button in the same run: esign page fill \"%s\" press \"BUTTON\""),
            hand->field[0].label);
    return status;
}

static es_status fetch_picture(struct hand *hand, struct es_error *err)
{
    char path[PICTURE_PATH_MAX];
    es_auto(buf) bytes = {.max = ES_PICTURE_MAX};
    es_status status = es_client_image(hand->client, hand->target.index, &bytes, err);
    if (!status)
        status = picture_save(hand->run, &bytes, path, err);
    if (!status)
        status = es_client_keep(hand->client, err);
    if (status)
        return status;
    journey_set(hand->run, "picture", path);
    return look(hand, err);
}

static es_status clear(struct hand *hand, struct es_error *err)
{
    es_filled_forget(es_client_session(hand->client));
    hand->n_fills = 0;
    return look(hand, err);
}

static es_status run_page(struct es_run *run, struct es_error *err)
{
    static es_status (*const deeds[])(struct hand *, struct es_error *) = {
        [HAND_LOOK] = look,
        [HAND_FILL] = fill,
        [HAND_PRESS] = hand_act,
        [HAND_FOLLOW] = hand_act,
        [HAND_PICTURE] = fetch_picture,
        [HAND_CLEAR] = clear,
    };
    __attribute__((cleanup(hand_free))) struct hand hand = {.run = run};
    es_status status = hand_take_steps(&hand, err);
    if (!status)
        status = open_page(&hand, err);
    if (!status)
        status = hand_find(&hand, err);
    if (!status)
        status = hand_ask(&hand, err);
    return status ? status : deeds[hand.deed](&hand, err);
}

static void show_page(const struct es_run *run, FILE *out)
{
    es_auto(buf) shown = ES_BUF_SECRET;
    bool ok = page_text_add(json_object_get(run->data, "text"), out, &shown);
    bool secret = json_is_true(json_object_get(run->data, "secret"));
    if (!secret || !isatty(fileno(out)))
        fputs(es_buf_str(&shown), out);
    else if (!ok || !es_tty_usable() || !es_tty_clears() ||
             !es_print_secretly(es_buf_str(&shown), _("Press Enter to clear the screen."), 0))
        es_log(ES_LOG_QUIET, "%s", _("PIN and PUK are shown in the foreground of a terminal only"));
    const char *said = json_string_value(json_object_get(run->data, "portal_message")),
               *caution = json_string_value(json_object_get(run->data, "caution"));
    if (caution) {
        fputc('\n', out);
        es_print_wrapped(caution, 0, out);
    }
    if (said)
        fputc('\n', out);
    es_print_pair(_("The portal says:"), said, 18, out);
}

const struct es_command cmd_page = {
    .name = "page",
    .summary = N_("look at the current page, and fill in, press or follow by hand"),
    .operands = "[fill LABEL]... [press LABEL | follow LABEL | picture [LABEL] | clear]",
    .operands_max = OPT_OPERANDS_MAX,
    .verbs = VERBS,
    .note =
        N_("A label is what stands at the thing on the page, as it is shown. Several fields may be "
           "filled in one run, and a button pressed behind them."),
    .options = options,
    .shape = "{\"screen\":null,\"title\":null,\"url\":null,\"text\":[],\"fields\":[],"
             "\"buttons\":[],\"pictures\":[],\"links\":[],\"picture\":null,\"sent\":false,"
             "\"secret\":false,\"caution\":null,\"portal_message\":null}",
    .run = run_page,
    .show = show_page,
    .show_on_failure = true,
};
