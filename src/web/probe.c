/* SPDX-License-Identifier: Apache-2.0 */
/* A connection for its own sake, and what answers said of the time. */
#include "esign/i18n.h"
#include "esign/means.h"
#include "web.h"

es_status es_http_probe(struct es_http *http, const char *address, struct es_http_probe *out,
                        struct es_error *err)
{
    es_auto(url) url = {0};
    __attribute__((cleanup(es_web_answer_free))) struct es_web_answer answer = {0};
    *out = (struct es_http_probe){.reached = ES_HTTP_NOTHING};
    if (!es_url_parse(address, NULL, &url)) {
        return es_fail_with(err, ES_LEFT_PORTAL, "%s", _("the address cannot be read"));
    }
    es_status status = es_web_check_hop(http, &url, err);
    if (status != ES_OK) {
        return status;
    }
    struct es_web_request request = {
        .url = &url,
        .own_connection = true,
        .connects_only = true,
        .milliseconds = http->timeout_ms,
    };
    status = es_means_to_ask() ? es_web_exchange(http, &request, &answer, err)
                               : es_fail(err, ES_NO_RESOURCES);
    *out = answer.probe;
    return status;
}

bool es_http_clock_ahead(const struct es_http *http, int64_t *seconds)
{
    *seconds = http->notes.ahead;
    return http->notes.dated;
}
