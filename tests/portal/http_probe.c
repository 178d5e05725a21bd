/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives src/web for the tests. Options on the command line, one step a line on stdin, its parts
 * parted by tabs; for each step one line of JSON on stdout:
 *
 *   http_probe [-c CAFILE] [-p PROXY] [-t SECONDS] [-m BODY_MAX] [-v] -a ORIGIN [-a ORIGIN]…
 *   get URL [REFERER]
 *   post URL BODY [REFERER]
 *   once URL [REFERER]
 *   cookies              the session's cookies as they would be kept
 *   cookie LINE…         gives one back, its own tabs included
 *   fresh                closes everything and opens it anew, without cookies
 */
#include "esign/http.h"
#include "esign/log.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ORIGINS_MAX = 8 };

struct probe {
    struct es_http_options options;
    struct es_http *http;
    const char *origins[ORIGINS_MAX];
    size_t n_origins;
};

static bool is_allowed(const char *url, void *user)
{
    const struct probe *probe = user;
    es_auto(url) parsed = {0};
    es_auto(buf) origin = {0};
    bool allowed = false;
    if (!es_url_parse(url, NULL, &parsed) || !es_url_origin(&parsed, &origin)) {
        return false;
    }
    for (size_t i = 0; i < probe->n_origins; i++) {
        allowed = allowed || strcmp(probe->origins[i], origin.data) == 0;
    }
    return allowed;
}

static void print(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(object);
}

static json_t *outcome(es_status status, const struct es_error *err)
{
    return json_pack("{s:s, s:s}", "status", status == ES_OK ? "ok" : es_error_info(status)->code,
                     "message", status == ES_OK ? "" : err->message);
}

static void open_http(struct probe *probe)
{
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_http_open(&probe->options, &probe->http, &err);
    if (status != ES_OK) {
        print(outcome(status, &err));
        exit(1);
    }
}

static void request(struct probe *probe, char **part)
{
    struct es_error err = ES_ERROR_INIT;
    __attribute__((cleanup(es_response_free))) struct es_response response = {0};
    es_auto(buf) body = ES_BUF_SECRET;
    bool sent = true;
    es_status status;
    if (strcmp(part[0], "post") == 0) {
        if (!es_buf_add_str(&body, part[2] ? part[2] : "")) {
            abort();
        }
        status = es_http_post(probe->http, part[1], part[2] ? part[3] : NULL,
                              "application/x-www-form-urlencoded", &body, &response, &sent, &err);
    } else if (strcmp(part[0], "once") == 0) {
        status = es_http_get_once(probe->http, part[1], part[2], &response, &sent, &err);
    } else {
        status = es_http_get(probe->http, part[1], part[2], &response, &err);
    }
    json_t *object = outcome(status, &err);
    json_object_set_new(object, "sent", json_boolean(sent));
    json_object_set_new(object, "http", json_integer(response.http_status));
    json_object_set_new(object, "type", json_string(response.content_type));
    json_object_set_new(object, "url", json_string(es_buf_str(&response.url)));
    json_object_set_new(object, "length", json_integer((json_int_t)response.body.len));
    json_object_set_new(object, "start",
                        json_stringn_nocheck(es_buf_str(&response.body),
                                             response.body.len < 64 ? response.body.len : 64));
    print(object);
}

static void show_cookies(struct probe *probe)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(buf) lines = ES_BUF_SECRET;
    es_status status = es_http_get_cookies(probe->http, &lines, &err);
    json_t *object = outcome(status, &err);
    json_object_set_new(object, "cookies", json_string(es_buf_str(&lines)));
    print(object);
}

static void step(struct probe *probe, char *line)
{
    struct es_error err = ES_ERROR_INIT;
    if (strncmp(line, "cookie\t", 7) == 0) {
        es_status status = es_http_set_cookies(probe->http, line + 7, &err);
        print(outcome(status, &err));
        return;
    }
    char *part[5] = {NULL};
    for (size_t i = 0; i < 4 && line; i++) {
        part[i] = strsep(&line, "\t");
    }
    if (strcmp(part[0], "cookies") == 0) {
        show_cookies(probe);
    } else if (strcmp(part[0], "fresh") == 0) {
        es_http_free(&probe->http);
        open_http(probe);
        print(outcome(ES_OK, &err));
    } else {
        request(probe, part);
    }
}

int main(int argc, char **argv)
{
    struct probe probe = {
        .options = {.timeout_seconds = 10, .body_max = 2 << 20, .allowed = is_allowed}};
    probe.options.user = &probe;
    es_secret_init();
    for (int option; (option = getopt(argc, argv, "c:p:t:m:a:v")) != -1;) {
        switch (option) {
        case 'c':
            probe.options.ca_file = optarg;
            break;
        case 'p':
            probe.options.proxy = optarg;
            break;
        case 't':
            probe.options.timeout_seconds = atol(optarg);
            break;
        case 'm':
            probe.options.body_max = (size_t)atol(optarg);
            break;
        case 'a':
            if (probe.n_origins < ORIGINS_MAX) {
                probe.origins[probe.n_origins++] = optarg;
            }
            break;
        case 'v':
            es_log_set_level(ES_LOG_VERBOSE);
            break;
        default:
            return 2;
        }
    }
    open_http(&probe);
    char *line = NULL;
    size_t size = 0;
    for (ssize_t len; (len = getline(&line, &size, stdin)) > 0;) {
        line[len - (line[len - 1] == '\n')] = '\0';
        step(&probe, line);
    }
    free(line);
    es_http_free(&probe.http);
    return 0;
}
