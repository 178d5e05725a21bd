/* SPDX-License-Identifier: Apache-2.0 */
/* "Sertifika Listeleme": the portal's list of certificates, as it stands. */
#include "behind.h"
#include "esign/certificates.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "list_text.h"

#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

/* A page without a table may say why. */
static es_status no_list(struct es_client *client, const struct es_page *before,
                         struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_outcome outcome = {.tries_left = -1};
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    outcome.status = es_classify(view->profile, before, view->page, 0, outcome.text);
    if (outcome.status != ES_OK && outcome.status != ES_PAGE_UNKNOWN &&
        outcome.status != ES_OUTCOME_UNKNOWN)
        return journey_refused(&outcome, false, err);
    return behind_hand_over(client, err);
}

static es_status read_list(struct es_run *run, struct es_client *client, struct es_page **menu,
                           struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    json_t *list = es_certificates_read(view);
    if (!list)
        return es_fail(err, ES_INTERNAL);
    json_object_update(run->data, list);
    json_decref(list);
    return json_array_size(json_object_get(run->data, "tables")) ? behind_leave(client, menu, err)
                                                                 : no_list(client, *menu, err);
}

static es_status run_certs(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_auto(page) *menu = NULL;
    struct es_target item;
    es_status status = behind_find(run, "certificates", &client, &item, &menu, err);
    if (!status)
        status = behind_go(client, item, err);
    return status ? status : read_list(run, client, &menu, err);
}

static void show_certs(const struct es_run *run, FILE *out)
{
    size_t i;
    json_t *table;
    json_array_foreach(json_object_get(run->data, "tables"), i, table)
    {
        if (i)
            fputc('\n', out);
        list_text_show(table, out);
    }
    if (json_is_true(json_object_get(run->data, "more"))) {
        fputc('\n', out);
        es_print_wrapped(_("The portal's list has further pages. Go on by hand: esign page"), 0,
                         out);
    }
}

const struct es_command cmd_certs = {
    .name = "certs",
    .summary = N_("list the certificates that the portal has of you"),
    .options = options,
    .shape = "{\"tables\":[],\"certificates\":[],\"more\":false}",
    .run = run_certs,
    .show = show_certs,
};
