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

/* A list has heads, and a row of several cells below them. */
static bool is_list(const json_t *table)
{
    size_t i, k;
    json_t *row, *text;
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        size_t cells = 0;
        json_array_foreach(row, k, text)
        {
            cells += *json_string_value(text) != '\0';
        }
        if (cells > 1 && json_is_array(json_object_get(table, "headers")))
            return true;
    }
    return false;
}

static bool has_list(const json_t *data)
{
    size_t i;
    json_t *table;
    if (json_array_size(json_object_get(data, "certificates")))
        return true;
    json_array_foreach(json_object_get(data, "tables"), i, table)
    {
        if (is_list(table))
            return true;
    }
    return false;
}

/* A page that has no list may say why, also in a table that only lays it out. */
static es_status no_list(struct es_run *run, struct es_client *client, struct es_page **menu,
                         struct es_error *err)
{
    const struct es_view *view = NULL;
    struct es_outcome outcome = {.tries_left = -1};
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    outcome.status = es_classify(view->profile, *menu, view->page, 0, outcome.text);
    if (outcome.status != ES_OK && outcome.status != ES_PAGE_UNKNOWN &&
        outcome.status != ES_OUTCOME_UNKNOWN)
        return behind_verdict(client, menu, &outcome, err);
    return json_array_size(json_object_get(run->data, "tables")) ? behind_leave(client, menu, err)
                                                                 : behind_hand_over(client, err);
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
    return has_list(run->data) ? behind_leave(client, menu, err) : no_list(run, client, menu, err);
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
        es_print_wrapped(_("There is more in the portal's list than is shown here. Go on by hand: "
                           "esign page"),
                         0, out);
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
