/* SPDX-License-Identifier: Apache-2.0 */
/* "Bilgileri Güncelle": what the page offers, and a person who fills it in. */
#include "behind.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include "page.h"
#include "page_text.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

enum { FIELDS_MAX = 32, LABEL_MAX = 100, VALUE_MAX = 200, CHOICES_MAX = 20 };

/* What the person changes of a form. */
struct details {
    struct es_run *run;
    struct es_client *client;
    struct es_page *menu;
    const struct es_view *view;
    struct es_target button;
    struct hand_field field[FIELDS_MAX]; /* the changed ones */
    size_t n;
    bool asked; /* the page was shown, with the first question */
};

static void details_free(struct details *details)
{
    for (size_t i = 0; i < details->n; i++)
        es_buf_free(&details->field[i].answer);
    es_page_free(&details->menu);
    es_client_free(&details->client);
}

/* ---- what the page offers ---- */

static bool describe(struct es_run *run, const struct es_view *view)
{
    static const char *const keys[] = {"title", "text", "fields", "buttons"};
    json_t *told = json_pack("{s:[], s:[]}", "fields", "buttons");
    bool ok = told && page_text_describe(view, PAGE_ALL, NULL, 0, told);
    for (size_t i = 0; ok && i < sizeof(keys) / sizeof(keys[0]); i++)
        ok = json_object_set(run->data, keys[i], json_object_get(told, keys[i])) == 0;
    json_decref(told);
    return ok;
}

static const struct es_control *control_of(const struct details *details, uint32_t index)
{
    return &es_page_controls(details->view->page)[index];
}

static bool is_asked(const struct details *details, uint32_t index)
{
    return es_view_is_detail(details->view, control_of(details, details->button.index)->form,
                             index);
}

static size_t count_fields(const struct details *details)
{
    size_t n = 0;
    for (uint32_t i = 0; i < details->view->page->controls.n; i++)
        n += is_asked(details, i);
    return n;
}

/* ---- asking ---- */

static bool add_choices(const struct details *details, uint32_t index, struct es_buf *out)
{
    const struct es_control *control = control_of(details, index);
    const struct es_option *choices = es_control_options(details->view->page, control);
    bool ok = true;
    for (uint32_t i = 0; ok && i < control->options.n; i++) {
        if (i == CHOICES_MAX)
            return es_buf_add_str(out, " / …)");
        ok = es_buf_add_str(out, i ? " / " : " (") &&
             es_text_safe(es_page_str(details->view->page, choices[i].text), LABEL_MAX, out);
    }
    return ok && (!control->options.n || es_buf_add_char(out, ')'));
}

/* The first question has the page before it. */
static bool make_prompt(struct details *details, uint32_t index, struct es_buf *out)
{
    es_auto(buf) line = {0};
    bool ok = true;
    if (!details->asked)
        ok = behind_add_page(details->view, out) && es_buf_add_char(out, '\n') &&
             es_print_wrap_foreign(_("Type what is to be changed; Enter leaves a field as it is."),
                                   0, stderr, out) &&
             es_buf_add_str(out, "\n\n");
    details->asked = true;
    return ok && behind_add_label(details->view, index, &line) &&
           add_choices(details, index, &line) && es_buf_add_str(&line, " [") &&
           behind_add_now(details->view, index, &line) && es_buf_add_str(&line, "]:") &&
           es_print_wrap_foreign(es_buf_str(&line), 0, stderr, out) && es_buf_add_char(out, ' ');
}

/* Nothing was typed, or "no" to what is not chosen. */
static bool is_kept(const struct details *details, const struct hand_field *field)
{
    const struct es_control *control = control_of(details, field->control);
    return field->answer.len == 0 ||
           (control->type == ES_CONTROL_RADIO && !(control->flags & ES_CONTROL_CHECKED) &&
            hand_says_no(field));
}

static es_status ask_field(struct details *details, uint32_t index, struct es_error *err)
{
    es_auto(buf) prompt = {0}, label = {0};
    struct hand_field *field = &details->field[details->n];
    if (!make_prompt(details, index, &prompt) || !behind_add_label(details->view, index, &label))
        return es_fail(err, ES_INTERNAL);
    *field = (struct hand_field){.control = index, .answer = ES_BUF_SECRET};
    es_status status = es_tty_ask(es_buf_str(&prompt), true, ES_ANSWER_MAX, &field->answer, err);
    bool kept = !status && is_kept(details, field);
    if (!status && !kept) {
        field->label = es_buf_str(&label);
        status = es_kind_check(ES_KIND_FIELD, &field->answer, err);
        if (!status)
            status = hand_take_answer(details->view, field, err);
        field->label = es_by_hand_label(details->view->page, ES_THING_FIELD, index);
    }
    if (status || kept)
        es_buf_free(&field->answer);
    else
        details->n++;
    return status;
}

static es_status ask_all(struct details *details, struct es_error *err)
{
    es_status status = ES_OK;
    es_client_pause(details->client);
    for (uint32_t i = 0; !status && i < details->view->page->controls.n; i++) {
        if (is_asked(details, i))
            status = ask_field(details, i, err);
    }
    return status ? status : es_client_resume(details->client, err);
}

/* ---- sending ---- */

static bool add_changes(const struct details *details, struct es_buf *out)
{
    bool ok = true;
    for (size_t i = 0; ok && i < details->n; i++) {
        const struct hand_field *field = &details->field[i];
        es_auto(buf) line = {0};
        ok = behind_add_label(details->view, field->control, &line) &&
             es_buf_add_str(&line, ": ") &&
             es_text_safe(es_buf_str(&field->answer), VALUE_MAX, &line) &&
             es_buf_add_str(out, "  ") &&
             es_print_wrap_foreign(es_buf_str(&line), 2, stderr, out) && es_buf_add_char(out, '\n');
    }
    return ok;
}

static es_status agree(struct details *details, const char *words, struct es_error *err)
{
    es_auto(buf) prompt = {0}, question = {0};
    if (!behind_add_place(details->view, &question) ||
        !es_buf_printf(&question,
                       _("pressing \"%s\" sends this to the portal, which then uses it in place "
                         "of what it has:"),
                       words) ||
        !es_buf_add_char(&prompt, '\n') ||
        !es_print_wrap_foreign(es_buf_str(&question), 0, stderr, &prompt) ||
        !es_buf_add_char(&prompt, '\n') || !add_changes(details, &prompt) ||
        !es_buf_add_str(&prompt, _("Press it? [y/N] ")))
        return es_fail(err, ES_INTERNAL);
    return behind_ask(details->run, details->client, es_buf_str(&prompt), words, err);
}

static void note_changed(struct details *details)
{
    json_t *changed = json_object_get(details->run->data, "changed");
    for (size_t i = 0; i < details->n; i++) {
        es_auto(buf) label = {0};
        if (behind_add_label(details->view, details->field[i].control, &label))
            json_array_append_new(changed, json_string(es_buf_str(&label)));
    }
}

static es_status send(struct details *details, struct es_error *err)
{
    es_auto(buf) words = {0};
    struct es_fill fills[FIELDS_MAX];
    struct es_outcome outcome;
    for (size_t i = 0; i < details->n; i++)
        fills[i] = (struct es_fill){details->field[i].control, details->field[i].value};
    const struct es_by_hand step = {.target = details->button,
                                    .fills = fills,
                                    .n_fills = details->n,
                                    .deed = ES_DEED_UPDATE_INFO};
    if (!behind_words(details->view, details->button, &words))
        return es_fail(err, ES_INTERNAL);
    es_status status = agree(details, es_buf_str(&words), err);
    if (status)
        return status;
    note_changed(details);
    status = behind_press(details->run, details->client, &step, &details->menu, &outcome, err);
    return status ? status : behind_verdict(details->client, &details->menu, &outcome, err);
}

static es_status nobody_to_ask(struct es_error *err)
{
    es_fail_with(err, ES_INPUT_NEEDED,
                 _("a person has to fill this in in a terminal, and nobody can be asked"));
    if (err)
        err->needs = 1u << ES_KIND_FIELD;
    es_hint(err, "%s",
            _("Run it in a terminal without --json, or fill it in by hand: esign page fill "
              "\"WORDS OF THE FIELD\""));
    return ES_INPUT_NEEDED;
}

static es_status fill_in(struct details *details, struct es_error *err)
{
    if (!es_view_details(details->view, details->menu, &details->button) ||
        count_fields(details) > FIELDS_MAX)
        return es_view_goes_on(details->view, details->menu)
                   ? behind_hand_over(details->client, err)
                   : ES_OK;
    if (!behind_can_ask(details->run))
        return nobody_to_ask(err);
    es_status status = ask_all(details, err);
    if (!status && !details->n) /* the page was shown with the first question */
        json_array_clear(json_object_get(details->run->data, "text"));
    if (status || !details->n)
        return status;
    status = send(details, err);
    if (!status)
        journey_set_bool(details->run, "updated", true);
    return status;
}

static es_status run_update_info(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(details_free))) struct details details = {.run = run};
    struct es_target item;
    es_status status = behind_find(run, "update_info", &details.client, &item, &details.menu, err);
    if (!status)
        status = behind_go(details.client, item, err);
    if (!status)
        status = es_client_view(details.client, &details.view, err);
    if (status)
        return status;
    if (!describe(run, details.view))
        return es_fail(err, ES_INTERNAL);
    status = fill_in(&details, err);
    return status ? status : behind_leave(details.client, &details.menu, err);
}

static void show_update_info(const struct es_run *run, FILE *out)
{
    const char *said = json_string_value(json_object_get(run->data, "portal_message"));
    if (json_is_true(json_object_get(run->data, "updated"))) {
        fprintf(out, "%s\n", _("The portal has taken your new details."));
        es_print_pair(_("The portal says:"), said, 18, out);
    } else if (json_array_size(json_object_get(run->data, "text"))) {
        page_text_show(json_object_get(run->data, "text"), out);
    } else {
        fprintf(out, "%s\n", _("Nothing was changed, and nothing was sent."));
    }
}

const struct es_command cmd_update_info = {
    .name = "update-info",
    .summary = N_("see and change the details that the portal has of you"),
    .options = options,
    .shape = "{\"title\":null,\"text\":[],\"fields\":[],\"buttons\":[],\"changed\":[],"
             "\"sent\":false,\"updated\":false,\"portal_message\":null}",
    .run = run_update_info,
    .show = show_update_info,
};
