/* SPDX-License-Identifier: Apache-2.0 */
/* "Kullanıma Aç": brings the certificate into use, with a person's assent to each press. */
#include "behind.h"
#include "esign/i18n.h"
#include "esign/print.h"

#include <stdio.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

static void note_pressed(struct es_run *run, const char *words)
{
    json_array_append_new(json_object_get(run->data, "pressed"), json_string(words));
}

/* On some portals the item of the menu is all there is. */
static es_status agree_to_item(struct es_run *run, struct es_client *client, const char *words,
                               struct es_error *err)
{
    es_auto(buf) prompt = {0}, question = {0};
    if (!es_buf_printf(&question,
                       _("\"%s\" in the portal's menu brings your certificate into use: from then "
                         "on, what is signed with it binds you. It may do so at once, without "
                         "another question."),
                       words) ||
        !es_print_wrap_foreign(es_buf_str(&question), 0, stderr, &prompt) ||
        !es_buf_add_str(&prompt, _("\nPress it? [y/N] ")))
        return es_fail(err, ES_INTERNAL);
    return behind_ask(run, client, es_buf_str(&prompt), words, err);
}

static es_status agree_to_page(struct es_run *run, struct es_client *client,
                               struct es_target target, const char *words, struct es_error *err)
{
    es_auto(buf) prompt = {0}, question = {0};
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (!es_buf_add_char(&prompt, '\n') || !behind_add_page(view, &prompt) ||
        !behind_add_sent(view, target, &prompt) || !behind_add_place(view, &question) ||
        !es_buf_printf(&question,
                       _("pressing \"%s\" agrees to what stands above. You asked to bring your "
                         "certificate into use: from then on, what is signed with it binds you."),
                       words) ||
        !es_buf_add_char(&prompt, '\n') ||
        !es_print_wrap_foreign(es_buf_str(&question), 0, stderr, &prompt) ||
        !es_buf_add_str(&prompt, _("\nPress it? [y/N] ")))
        return es_fail(err, ES_INTERNAL);
    return behind_ask(run, client, es_buf_str(&prompt), words, err);
}

static es_status nobody_to_ask(struct es_client *client, struct es_target item, const char *words,
                               struct es_error *err)
{
    es_status status = journey_keep(client, err);
    if (status)
        return status;
    es_fail_with(err, ES_INPUT_NEEDED,
                 _("a person has to agree to this in a terminal, and nobody can be asked"));
    if (item.kind == ES_TARGET_LINK)
        es_hint(err,
                _("Run it in a terminal without --json, or do it by hand: "
                  "esign page follow \"%s\""),
                words);
    else
        es_hint(err,
                _("Run it in a terminal without --json, or do it by hand: esign page press \"%s\""),
                words);
    return ES_INPUT_NEEDED;
}

static es_status press(struct es_run *run, struct es_client *client, struct es_target target,
                       const char *words, struct es_page **menu, struct es_outcome *outcome,
                       struct es_error *err)
{
    const struct es_by_hand step = {.target = target, .deed = ES_DEED_ACTIVATE};
    note_pressed(run, words);
    return behind_press(run, client, &step, menu, outcome, err);
}

/* A page that still offers to do it, whatever else it says, has not done it yet. */
static bool asks_again(const struct es_view *view, const struct es_page *menu, es_status said,
                       struct es_target *target)
{
    if (!es_view_confirmation(view, menu, target))
        return false;
    const char *kind = target->kind == ES_TARGET_LINK ? view->links[target->index].kind
                                                      : view->controls[target->index].kind;
    bool same = kind == es_profile_kind(view->profile, ES_WORDS_ACTIONS, "activate") ||
                kind == es_profile_kind(view->profile, ES_WORDS_ACTIONS, "confirm");
    return said == ES_PAGE_UNKNOWN || (said == ES_OK && kind && same);
}

/* The page that the item led to: done, refused, one thing to confirm, or the person's. */
static es_status go_on(struct es_run *run, struct es_client *client, struct es_page **menu,
                       struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_target target;
    es_auto(buf) words = {0};
    es_status status = ES_OK;
    if (outcome->status == ES_PAGE_UNKNOWN)
        status = behind_check_inside(client, *menu, err);
    if (!status)
        status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (asks_again(view, *menu, outcome->status, &target)) {
        journey_set(run, "portal_message", NULL);
        if (!behind_words(view, target, &words))
            return es_fail(err, ES_INTERNAL);
        status = agree_to_page(run, client, target, es_buf_str(&words), err);
        if (!status)
            status = press(run, client, target, es_buf_str(&words), menu, outcome, err);
        return status ? status : behind_verdict(client, menu, outcome, err);
    }
    return outcome->status == ES_PAGE_UNKNOWN && es_view_goes_on(view, *menu)
               ? behind_hand_over(client, err)
               : behind_verdict(client, menu, outcome, err);
}

static es_status run_activate(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_auto(page) *menu = NULL;
    es_auto(buf) words = {0};
    const struct es_view *view = NULL;
    struct es_target item;
    struct es_outcome outcome;
    es_status status = behind_find(run, "activate", &client, &item, &menu, err);
    if (!status)
        status = es_client_view(client, &view, err);
    if (status)
        return status;
    if (!behind_words(view, item, &words))
        return es_fail(err, ES_INTERNAL);
    if (!behind_can_ask(run))
        return nobody_to_ask(client, item, es_buf_str(&words), err);
    status = journey_keep(client, err);
    if (!status)
        status = agree_to_item(run, client, es_buf_str(&words), err);
    if (!status)
        status = press(run, client, item, es_buf_str(&words), &menu, &outcome, err);
    if (!status)
        status = go_on(run, client, &menu, &outcome, err);
    if (!status) {
        journey_set_bool(run, "activated", true);
        run->next_command = "pin-puk";
        run->next_text = N_("show PIN and PUK");
        status = behind_leave(client, &menu, err);
    }
    return status;
}

static void show_activate(const struct es_run *run, FILE *out)
{
    const char *said = json_string_value(json_object_get(run->data, "portal_message"));
    fprintf(out, "%s\n", _("Your certificate is in use."));
    es_print_pair(_("The portal says:"), said, 18, out);
}

const struct es_command cmd_activate = {
    .name = "activate",
    .summary = N_("bring the certificate into use"),
    .options = options,
    .shape = "{\"pressed\":[],\"sent\":false,\"activated\":null,\"portal_message\":null}",
    .run = run_activate,
    .show = show_activate,
};
