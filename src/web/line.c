/* SPDX-License-Identifier: Apache-2.0 */
/* A connection that libcurl makes and leaves to us. */
#include "esign/line.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/means.h"
#include "esign/moment.h"
#include "reason.h"
#include "web.h"

#include <curl/curl.h>
#include <poll.h>
#include <signal.h>

struct es_line {
    struct es_http *http;
    struct es_url url;
    curl_socket_t socket;
};

static bool is_allowed(const char *url, void *user)
{
    (void)url, (void)user;
    return true; /* the person has named it, and nothing leads on from it */
}

static es_status connect_to(struct es_line *line, struct es_error *err)
{
    __attribute__((cleanup(es_web_answer_free))) struct es_web_answer answer = {0};
    const struct es_web_request request = {
        .url = &line->url,
        .own_connection = true,
        .connects_only = true,
        .is_line = true,
        .milliseconds = line->http->timeout_ms,
    };
    es_status status = es_means_to_ask() ? es_web_exchange(line->http, &request, &answer, err)
                                         : es_fail(err, ES_NO_RESOURCES);
    if (status)
        return status;
    bool has =
        curl_easy_getinfo(line->http->easy, CURLINFO_ACTIVESOCKET, &line->socket) == CURLE_OK &&
        line->socket != CURL_SOCKET_BAD;
    return has ? ES_OK : es_web_fail(err, ES_WEB_NO_CONNECTION, line->url.host, 0);
}

es_status es_line_open(const char *address, const char *ca_file, long timeout_seconds,
                       struct es_line **out, struct es_error *err)
{
    es_auto(line) *line = es_heap_zeroed(1, sizeof(*line));
    const struct es_http_options options = {
        .ca_file = ca_file, .timeout_seconds = timeout_seconds, .allowed = is_allowed};
    if (!line)
        return es_fail_memory(err);
    if (!es_url_parse(address, NULL, &line->url))
        return es_fail_with(err, ES_USAGE, "%s", _("the address cannot be read"));
    es_status status = es_http_open(&options, &line->http, err);
    if (!status)
        status = connect_to(line, err);
    if (status)
        return status;
    *out = line;
    line = NULL;
    return ES_OK;
}

void es_line_free(struct es_line **line)
{
    if (!*line)
        return;
    es_http_free(&(*line)->http);
    es_url_free(&(*line)->url);
    es_heap_free(*line);
    *line = NULL;
}

static es_status wait_for(struct es_line *line, short events, int64_t deadline,
                          struct es_error *err)
{
    struct pollfd socket = {.fd = line->socket, .events = events};
    int64_t left = deadline - es_moment_ms();
    if (left <= 0)
        return es_web_fail(err, ES_WEB_TIMED_OUT, line->url.host, 0);
    (void)poll(&socket, 1, left < INT32_MAX ? (int)left : INT32_MAX);
    return ES_OK;
}

es_status es_line_send(struct es_line *line, const char *bytes, size_t len, int64_t deadline,
                       struct es_error *err)
{
    struct sigaction before;
    es_status status = ES_OK;
    es_web_ignore_sigpipe(&before);
    while (len > 0 && !status) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(line->http->easy, bytes, len, &sent);
        if (code == CURLE_AGAIN)
            status = wait_for(line, POLLOUT, deadline, err);
        else if (code != CURLE_OK)
            status = es_web_fail(err, ES_WEB_CUT, line->url.host, 0);
        bytes += sent;
        len -= sent;
    }
    sigaction(SIGPIPE, &before, NULL);
    return status;
}

es_status es_line_receive(struct es_line *line, char *bytes, size_t size, int64_t deadline,
                          size_t *len, struct es_error *err)
{
    struct sigaction before;
    es_status status = ES_OK;
    *len = 0;
    es_web_ignore_sigpipe(&before);
    while (*len == 0 && !status) {
        /* One that always has a byte more is not listened to for ever. */
        bool is_over = es_moment_ms() >= deadline;
        CURLcode code = is_over ? CURLE_AGAIN : curl_easy_recv(line->http->easy, bytes, size, len);
        if (code == CURLE_AGAIN)
            status = wait_for(line, POLLIN, deadline, err);
        else if (code != CURLE_OK || *len == 0)
            status = es_web_fail(err, ES_WEB_CUT, line->url.host, 0);
    }
    sigaction(SIGPIPE, &before, NULL);
    return status;
}
