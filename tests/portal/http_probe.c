/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives src/web for the tests. Options on the command line, one step a line on stdin, its parts
 * parted by tabs; for each step one line of JSON on stdout:
 *
 *   http_probe [-c CAFILE] [-p PROXY] [-t SECONDS] [-m BODY_MAX] [-v] -a ORIGIN [-a ORIGIN]…
 *   get URL [REFERER]
 *   post URL BODY [REFERER]
 *   lead URL BODY [REFERER]  a POST without an effect
 *   once URL [REFERER]
 *   cookies              the session's cookies as they would be kept
 *   cookie LINE…         gives one back, its own tabs included
 *   search HEX           how often these bytes stand in the process's own memory
 *   fresh                closes everything and opens it anew, without cookies
 */
#include "esign/http.h"
#include "esign/log.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ORIGINS_MAX = 8, LINE_MAX_BYTES = 1 << 20 };

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
    bool has_effect = strcmp(part[0], "post") == 0;
    if (has_effect || strcmp(part[0], "lead") == 0) {
        if (!es_buf_add_str(&body, part[2] ? part[2] : "")) {
            abort();
        }
        if (has_effect) {
            es_http_has_answer(probe->http);
        }
        status = es_http_post(probe->http, part[1], part[2] ? part[3] : NULL,
                              "application/x-www-form-urlencoded", &body, has_effect, &response,
                              &sent, &err);
    } else if (strcmp(part[0], "once") == 0 || strcmp(part[0], "answer") == 0) {
        if (strcmp(part[0], "answer") == 0) {
            es_http_has_answer(probe->http);
        }
        status = es_http_get_once(probe->http, part[1], part[2], &response, &sent, &err);
    } else {
        status = es_http_get(probe->http, part[1], part[2], &response, &err);
    }
    json_t *object = outcome(status, &err);
    json_object_set_new(object, "sent", json_boolean(sent));
    json_object_set_new(object, "http", json_integer(response.http_status));
    json_object_set_new(object, "maybe_cut", json_boolean(response.maybe_cut));
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

static int nibble(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Compares without ever having the bytes themselves in memory. */
static bool stands_at(const unsigned char *at, const char *hex)
{
    for (; hex[0] && hex[1]; hex += 2, at++) {
        if (*at >> 4 != nibble(hex[0]) || (*at & 15) != nibble(hex[1])) {
            return false;
        }
    }
    return true;
}

static json_int_t search_range(uintptr_t start, uintptr_t end, const char *hex)
{
    static unsigned char window[65536];
    size_t needle = strlen(hex) / 2;
    int first = nibble(hex[0]) << 4 | nibble(hex[1]);
    json_int_t found = 0;
    for (uintptr_t at = start; at < end; at += sizeof(window) - needle + 1) {
        struct iovec local = {window, sizeof(window)};
        struct iovec remote = {(void *)at, end - at < sizeof(window) ? end - at : sizeof(window)};
        ssize_t len = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
        unsigned char *stop = window + (len < 0 ? 0 : len), *hit = window;
        while ((hit = memchr(hit, first, (size_t)(stop - hit)))) {
            found += stop - hit >= (ptrdiff_t)needle && stands_at(hit, hex);
            hit++;
        }
        es_wipe(window, sizeof(window));
    }
    return found;
}

static void search(const char *hex)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[1024];
    json_int_t found = 0;
    while (maps && fgets(line, sizeof(line), maps)) {
        unsigned long start, end;
        char mode[8];
        /* The sanitizer's shadow, terabytes of it, holds no data. */
        if (sscanf(line, "%lx-%lx %7s", &start, &end, mode) == 3 && mode[0] == 'r' &&
            mode[1] == 'w' && end - start < 1ul << 30) {
            found += search_range(start, end, hex);
        }
    }
    if (maps) {
        fclose(maps);
    }
    print(json_pack("{s:I}", "found", found));
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
    if (strcmp(part[0], "search") == 0) {
        search(part[1]);
    } else if (strcmp(part[0], "cookies") == 0) {
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
    /* One buffer that never moves, and none of stdio's, so that a search finds no copy of ours. */
    size_t size = LINE_MAX_BYTES;
    char *line = malloc(size);
    setvbuf(stdin, NULL, _IONBF, 0);
    for (ssize_t len; (len = getline(&line, &size, stdin)) > 0;) {
        line[len - (line[len - 1] == '\n')] = '\0';
        step(&probe, line);
        es_wipe(line, size);
    }
    free(line);
    es_http_free(&probe.http);
    return 0;
}
