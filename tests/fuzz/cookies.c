/* SPDX-License-Identifier: Apache-2.0 */
/* The cookies of a session as they are kept, given to libcurl and taken back. */
#include "esign/http.h"
#include "fuzz.h"

#include <unistd.h>

static bool nowhere(const char *url, void *user)
{
    (void)url, (void)user;
    return false;
}

static struct es_http *open_http(void)
{
    const struct es_http_options options = {
        .timeout_seconds = 1, .body_max = 1000, .allowed = nowhere};
    struct es_http *http = NULL;
    claim("libcurl opens", es_http_open(&options, &http, NULL) == ES_OK);
    return http;
}

static void claim_lines(const struct es_buf *lines)
{
    for (const char *at = es_buf_str(lines); *at; at += strcspn(at, "\n") + 1) {
        size_t len = strcspn(at, "\n"), tabs = 0;
        claim("a line ends with a line feed", at[len] == '\n');
        for (size_t i = 0; i < len; i++) {
            tabs += at[i] == '\t';
            claim("a cookie has no other line's end", at[i] != '\r');
        }
        claim("a cookie has its seven parts", tabs >= 6);
    }
}

static size_t count(const struct es_buf *lines)
{
    size_t n = 0;
    for (size_t i = 0; i < lines->len; i++)
        n += lines->data[i] == '\n';
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct es_http *http = open_http(), *other = open_http();
    es_auto(buf) lines = {0}, again = {0};
    es_status status = es_http_set_cookies(http, text, NULL);
    claim("cookies are taken, or they are none of ours", status == ES_OK || status == ES_INTERNAL);
    claim("what was taken is given back", es_http_get_cookies(http, &lines, NULL) == ES_OK);
    claim_lines(&lines);
    claim("what was given back is taken",
          es_http_set_cookies(other, es_buf_str(&lines), NULL) == ES_OK);
    claim("and given back", es_http_get_cookies(other, &again, NULL) == ES_OK);
    claim("no more of them than before", count(&again) <= count(&lines));
    es_http_free(&http);
    es_http_free(&other);
    free(text);
    return 0;
}
