/* SPDX-License-Identifier: Apache-2.0 */
/* Doing what a person says on a page, within the session and with its promises. */
#include "esign/by_hand.h"
#include "client_internal.h"
#include "esign/heap.h"
#include "view_internal.h"

#include <stdio.h>
#include <string.h>

static es_status request_for(struct es_client *client, const struct es_by_hand *step,
                             struct es_request *request, struct es_error *err)
{
    return es_client_request_of(client->session->page, step->target, step->fills, step->n_fills,
                                request, err);
}

es_status es_by_hand_receiver(struct es_client *client, const struct es_by_hand *step,
                              char host[256], struct es_error *err)
{
    es_auto(request) request = {0};
    es_auto(url) url = {0};
    es_status status = request_for(client, step, &request, err);
    if (status)
        return status;
    if (!es_client_allows(es_buf_str(&request.url), client))
        return es_client_left(client, err);
    if (!es_url_parse(es_buf_str(&request.url), NULL, &url))
        return es_fail(err, ES_INTERNAL);
    snprintf(host, 256, "%s", url.host);
    return ES_OK;
}

es_status es_by_hand_do(struct es_client *client, const struct es_by_hand *step,
                        struct es_outcome *outcome, struct es_error *err)
{
    *outcome = (struct es_outcome){.status = ES_PAGE_UNKNOWN, .tries_left = -1};
    const struct es_view *view = NULL;
    es_auto(request) request = {0};
    es_status status = es_client_view(client, &view, err);
    if (!status)
        status = request_for(client, step, &request, err);
    if (status)
        return status;
    const char **values = es_heap_zeroed(step->n_fills + 1, sizeof(*values));
    if (!values)
        return es_fail(err, ES_INTERNAL);
    struct es_sent sent = {.value = values, .kinds = step->deed, .send_before = step->send_before};
    for (size_t i = 0; i < step->n_fills; i++) {
        const char *name = view->controls[step->fills[i].control].kind;
        enum es_kind kind;
        bool known = name && es_kind_find(name, &kind);
        if (known)
            sent.kinds |= 1u << kind;
        if (es_control_is_typed(&es_page_controls(view->page)[step->fills[i].control]) &&
            !(known && kind == ES_KIND_CAPTCHA))
            values[sent.n++] = step->fills[i].value;
    }
    const char *id = NULL;
    if (es_by_hand_maybe_for(view, step, client->session->logged_in))
        sent.kinds |= 1u << ES_KIND_WORD; /* so that a no to it is heard */
    if (es_by_hand_counts(view, step, client->session->logged_in, &id))
        sent.kinds = (sent.kinds | 1u << ES_KIND_WORD) & (id ? ~(1u << ES_KIND_WORD_AGAIN) : ~0u);
    status = es_client_submit(client, &request, &sent, outcome, err);
    es_heap_free(values);
    return status;
}
