/* SPDX-License-Identifier: Apache-2.0 */
#include "request_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNTED_PATHS_MAX = 500 };

/* A path from outside may hold anything, even a value put there by mistake. */
static const char *safe_path(const char *path)
{
    static const char known[] = "abcdefghijklmnopqrstuvwxyz0123456789/._-";
    return strlen(path) < 64 && path[strspn(path, known)] == '\0' ? path : "/(other)";
}

void es_request_log_count(struct es_request_log *log, const char *method, const char *path)
{
    char key[128];
    snprintf(key, sizeof(key), "%.8s %s", method, safe_path(path));
    if (!json_object_get(log->counts, key) && json_object_size(log->counts) >= COUNTED_PATHS_MAX)
        return;
    json_int_t count = json_integer_value(json_object_get(log->counts, key));
    json_object_set_new(log->counts, key, json_integer(count + 1));
    char *text = json_dumps(log->counts, JSON_INDENT(1) | JSON_SORT_KEYS);
    if (text && !es_folder_write(log->folder, "counts.json", text, strlen(text)))
        perror("esign-practice: counts.json");
    free(text);
}

void es_request_log_line(struct es_request_log *log, const char *method, const char *path,
                         unsigned status)
{
    char line[200], stamp[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
    snprintf(line, sizeof(line), "%s %.8s %s %u", stamp, method, safe_path(path), status);
    if (!es_folder_append(log->folder, "requests.log", line))
        perror("esign-practice: requests.log");
}
