/* SPDX-License-Identifier: Apache-2.0 */
/* Where answers' headers lead. The first line is the address that is asked for, its first character
 * the way of asking: P a POST with an answer, Q another POST, O a GET that is sent once, A one
 * whose address holds an answer, G a GET that goes on a way, else a GET. Each further line is an
 * answer: its status, its Location and, behind a tab, its Content-Type; a status of 0 is a
 * connection that was cut. */
#include "esign/heap.h"
#include "esign/log.h"
#include "fuzz.h"
#include "web.h"

#include <stdarg.h>
#include <stdlib.h>

#define SECRET "word=secret"

enum { HOPS_MAX = 22 }; /* the first request and ten redirects, each tried once more */

static struct {
    const char *at; /* the answers that are left */
    size_t requests, with_body;
    bool quoted;               /* an address holds what the answer holds */
    bool leading;              /* the answer before led on */
    char last[ES_URL_MAX + 1]; /* what was asked for last */
} world;

static bool allowed(const char *url, void *user)
{
    (void)user;
    es_auto(url) parsed = {0};
    return es_url_parse(url, NULL, &parsed) && strcmp(parsed.host, "portal.example.org") == 0 &&
           parsed.port == 443;
}

static void claim_request(const struct es_web_request *request)
{
    const char *url = es_buf_str(&request->url->text);
    es_auto(url) referer = {0};
    claim("only what is allowed is asked for", allowed(url, NULL));
    claim("over https", strncmp(url, "https://portal.example.org/", 27) == 0);
    claim("without a user's name or a fragment", !request->url->user_info && !strchr(url, '#'));
    claim("a few requests are enough", ++world.requests <= HOPS_MAX);
    if (request->body) {
        claim("an answer is sent once, first, on its own connection",
              ++world.with_body == 1 && world.requests == 1 && request->own_connection);
    }
    if (request->referer) {
        claim("a referer is an address", es_url_parse(request->referer, NULL, &referer));
        claim("of the same origin", es_url_same_origin(&referer, request->url));
        claim("without a fragment", !strchr(request->referer, '#'));
    }
    snprintf(world.last, sizeof world.last, "%s", url);
}

static void take_line(struct es_web_answer *answer)
{
    size_t len = strcspn(world.at, "\n");
    char *line = fuzz_text((const uint8_t *)world.at, len), *location = NULL;
    answer->http_status = strtol(line, &location, 10);
    location += *location == ' ';
    char *type = strchr(location, '\t');
    if (type)
        *type++ = '\0';
    snprintf(answer->content_type, sizeof answer->content_type, "%s", type ? type : "");
    answer->location.max = ES_URL_MAX;
    (void)!es_buf_add_str(&answer->location, location);
    free(line);
    world.at += len + (world.at[len] == '\n');
}

/* The linker puts these in the log's place (--wrap): all of it is written, and looked at here. */
bool __wrap_es_log_enabled(enum es_log_level level);
void __wrap_es_log(enum es_log_level level, const char *format, ...) ES_PRINTF(2, 3);

bool __wrap_es_log_enabled(enum es_log_level level)
{
    return level <= ES_LOG_VERBOSE;
}

void __wrap_es_log(enum es_log_level level, const char *format, ...)
{
    char line[2 * ES_URL_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    claim("a line has an end", level <= ES_LOG_VERBOSE && len > 0 && (size_t)len < sizeof line);
    claim("neither an answer nor a query is logged",
          (world.quoted || !strstr(line, SECRET)) && (!strchr(line, '?') || strstr(line, "?…:")));
}

/* And this in libcurl's. */
es_status __wrap_es_web_exchange(struct es_http *http, const struct es_web_request *request,
                                 struct es_web_answer *answer, struct es_error *err);
es_status __wrap_es_web_exchange(struct es_http *http, const struct es_web_request *request,
                                 struct es_web_answer *answer, struct es_error *err)
{
    (void)http;
    claim_request(request);
    answer->sent = true;
    if (*world.at)
        take_line(answer);
    if (answer->http_status == 0) {
        answer->cut_off = true;
        return es_fail(err, ES_UNREACHABLE);
    }
    claim("there is room", es_buf_add_str(&answer->body, "body"));
    return ES_OK;
}

static void claim_response(const struct es_response *response, es_status status, bool once,
                           bool sent)
{
    static const es_status of_get[] = {ES_OK, ES_UNREACHABLE, ES_LEFT_PORTAL, ES_PORTAL_DOWN,
                                       ES_PAGE_UNKNOWN};
    bool known = false;
    for (size_t i = 0; i < sizeof of_get / sizeof *of_get; i++)
        known = known || status == of_get[i];
    claim("the outcome is one of those there are", known || (once && status == ES_OUTCOME_UNKNOWN));
    if (once && sent)
        claim("after the first byte nobody says that nothing happened",
              status == ES_OK || status == ES_OUTCOME_UNKNOWN);
    claim("what was not asked was not sent", sent == (world.requests > 0));
    if (status != ES_OK)
        return;
    claim("a page comes from where it was asked for",
          strcmp(es_buf_str(&response->url), world.last) == 0);
    claim("an error of the portal is no page", response->http_status < 500);
    claim("its type ends", memchr(response->content_type, '\0', sizeof response->content_type));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *address = fuzz_line(&data, &size), *answers = fuzz_text(data, size);
    struct es_http http = {.timeout_ms = 60000, .body_max = 1000, .allowed = allowed};
    struct es_response response = {0};
    struct es_error err = ES_ERROR_INIT;
    char way = *address;
    const char *url = way && strchr("PQOAG", way) ? address + 1 : address;
    static const char referer[] = "https://portal.example.org/a?b=c#d";
    es_auto(buf) body = {0};
    bool sent = false;
    es_status status;
    memset(&world, 0, sizeof world);
    world.at = answers;
    world.quoted = strstr(address, SECRET) || strstr(answers, SECRET);
    claim("there is room", es_buf_add_str(&body, SECRET));
    if (way == 'A')
        es_http_has_answer(&http);
    if (way == 'G')
        es_http_go_on(&http);
    es_http_send_before(&http, way == 'G');
    if (way == 'P' || way == 'Q')
        status = es_http_post(&http, url, referer, "application/x-www-form-urlencoded", &body,
                              way == 'P', &response, &sent, &err);
    else if (way == 'O' || way == 'A')
        status = es_http_get_once(&http, url, referer, &response, &sent, &err);
    else
        status = es_http_get(&http, url, referer, &response, &err);
    bool once = way == 'P' || way == 'O' || way == 'A';
    claim_response(&response, status, once, once ? sent : world.requests > 0);
    claim("what is wrong is said", status == ES_OK || err.message[0]);
    es_buf_free(&http.spent);
    es_response_free(&response);
    free(address);
    free(answers);
    return 0;
}
