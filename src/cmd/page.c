/* SPDX-License-Identifier: Apache-2.0 */
/* The current page, and what a person does on it by hand. */
#include "page.h"
#include "page_text.h"

#include "esign/i18n.h"
#include "esign/print.h"
#include <string.h>

static const struct opt_row options[] = {
    {OPT_FIELD_FILE, "field-file", ARG_REQUIRED, "FILE", N_("file with a field's value")},
    {OPT_LAST_TRY, "last-try", ARG_NONE, NULL,
     N_("send the word although one more wrong one would block the account")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static void hand_free(struct hand *hand)
{
    for (size_t i = 0; i < hand->n; i++)
        es_buf_free(&hand->field[i].answer);
    es_client_free(&hand->client);
}

static es_status take_step(struct hand *hand, const char *verb, const char *label,
                           struct es_error *err)
{
    bool fill = !strcmp(verb, "fill"), press = !strcmp(verb, "press");
    if (!fill && !press && strcmp(verb, "follow") != 0)
        return es_fail_with(err, ES_USAGE, _("'%s' is none of fill, press and follow"), verb);
    if (!label || !*label)
        return es_fail_with(err, ES_USAGE, _("'%s' needs the words of what is meant"), verb);
    if (hand->label)
        return es_fail_with(err, ES_USAGE, _("nothing can be done after '%s' in the same run"),
                            hand->thing == ES_THING_LINK ? "follow" : "press");
    if (fill) {
        hand->field[hand->n].answer = ES_BUF_SECRET;
        hand->field[hand->n++].label = label;
        return ES_OK;
    }
    hand->thing = press ? ES_THING_BUTTON : ES_THING_LINK;
    hand->label = label;
    return ES_OK;
}

static es_status take_steps(struct hand *hand, struct es_error *err)
{
    const struct es_run *run = hand->run;
    for (size_t i = 0; i < run->n_operands; i += 2) {
        const char *label = i + 1 < run->n_operands ? run->operands[i + 1] : NULL;
        es_status status = take_step(hand, run->operands[i], label, err);
        if (status)
            return status;
    }
    if (hand->n == 0 || (hand->label && hand->thing == ES_THING_BUTTON))
        return ES_OK;
    es_status status =
        hand->label ? es_fail_with(err, ES_USAGE, _("a link sends nothing of what was filled in"))
                    : es_fail_with(err, ES_USAGE, _("what is filled in is never kept"));
    es_hint(err, _("Press the button in the same run: esign page fill \"%s\" press \"BUTTON\""),
            hand->field[0].label);
    return status;
}

static es_status find_field(struct hand *hand, const struct es_view *view, size_t at,
                            struct es_error *err)
{
    struct hand_field *field = &hand->field[at];
    const struct es_control *controls = es_page_controls(view->page);
    es_status status =
        es_by_hand_find(view->page, ES_THING_FIELD, field->label, ES_NONE, &field->control, err);
    if (status)
        return status;
    for (size_t i = 0; i < at; i++) {
        if (hand->field[i].control == field->control)
            return es_fail_with(err, ES_USAGE, _("'%s' and '%s' are the same field"),
                                hand->field[i].label, field->label);
        if (controls[hand->field[i].control].form != controls[field->control].form)
            return es_fail_with(err, ES_USAGE,
                                _("'%s' and '%s' stand in forms that are sent apart"),
                                hand->field[i].label, field->label);
    }
    enum es_kind kind;
    const char *name = view->controls[field->control].kind;
    if (name && es_kind_find(name, &kind))
        hand->kinds |= 1u << kind;
    return ES_OK;
}

/* All labels are looked for before anything is asked or sent. */
static es_status find_all(struct hand *hand, const struct es_view *view, struct es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; !status && i < hand->n; i++)
        status = find_field(hand, view, i, err);
    if (status)
        return status;
    uint32_t form = hand->n ? es_page_controls(view->page)[hand->field[0].control].form : ES_NONE;
    hand->target.kind = hand->thing == ES_THING_LINK ? ES_TARGET_LINK : ES_TARGET_BUTTON;
    return es_by_hand_find(view->page, hand->thing, hand->label, form, &hand->target.index, err);
}

static es_status open_page(struct hand *hand, const struct es_view **view, struct es_error *err)
{
    es_status status = journey_open(hand->run, &hand->client, err);
    if (status)
        return status;
    if (es_client_has_session(hand->client) && es_client_session(hand->client)->page)
        return es_client_view(hand->client, view, err);
    status = es_fail_with(err, ES_LOGIN_NEEDED, _("there is no page to look at"));
    es_hint(err, _("A command that stops at a page it does not know keeps it, for example: "
                   "esign login"));
    return status;
}

static es_status run_page(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(hand_free))) struct hand hand = {.run = run};
    const struct es_view *view = NULL;
    es_status status = take_steps(&hand, err);
    if (!status)
        status = open_page(&hand, &view, err);
    if (status)
        return status;
    if (!hand.label)
        return page_text_describe(view, run->data) ? ES_OK : es_fail(err, ES_INTERNAL);
    status = find_all(&hand, view, err);
    if (!status)
        status = hand_ask(&hand, err);
    return status ? status : hand_act(&hand, err);
}

static void show_page(const struct es_run *run, FILE *out)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(run->data, "text"), i, line)
    {
        const char *text = json_string_value(line);
        if (i && text[0] == '#')
            fputc('\n', out);
        es_print_wrapped(text, 0, out);
    }
    const char *said = json_string_value(json_object_get(run->data, "portal_message"));
    if (said)
        fputc('\n', out);
    es_print_pair(_("The portal says:"), said, 18, out);
}

const struct es_command cmd_page = {
    .name = "page",
    .summary = N_("look at the current page, and fill in, press or follow by hand"),
    .operands = "[fill LABEL]... [press LABEL | follow LABEL]",
    .operands_max = OPT_OPERANDS_MAX,
    .options = options,
    .shape = "{\"screen\":null,\"title\":null,\"url\":null,\"text\":[],\"fields\":[],"
             "\"buttons\":[],\"links\":[],\"sent\":false,\"portal_message\":null}",
    .run = run_page,
    .show = show_page,
    .show_on_failure = true,
};
