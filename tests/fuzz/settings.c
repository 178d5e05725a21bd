/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file, as somebody wrote it. */
#include "fuzz.h"
#include "settings_parse.h"

struct seen {
    struct es_buf written; /* each setting in its plainest form */
    size_t n;
};

static void put(struct es_buf *out, const char *text)
{
    claim("there is memory", es_buf_add_str(out, text));
}

static void put_quoted(struct es_buf *out, const char *value)
{
    put(out, "\"");
    for (; *value; value++)
        put(out, *value == '"' ? "\\\"" : *value == '\\' ? "\\\\" : (char[]){*value, '\0'});
    put(out, "\"");
}

static void check(const struct settings_line *line)
{
    claim("a setting has a name", *line->name && strlen(line->name) <= SETTINGS_NAME_MAX);
    claim("it stands in some line", line->line > 0);
    claim("a value is UTF-8", es_text_is_utf8(line->value, strlen(line->value)));
    for (const char *at = line->value; *at; at++)
        claim("a value has no control characters", (unsigned char)*at >= ' ' && *at != 0x7F);
    claim("what has no value is empty", !line->bare || !*line->value);
    claim("a value has its maximum", strlen(line->value) <= SETTINGS_VALUE_MAX);
}

static es_status take(const struct settings_line *line, void *user, struct es_error *err)
{
    struct seen *seen = user;
    (void)err;
    check(line);
    if (*line->section)
        put(&seen->written, "[");
    put(&seen->written, line->section);
    if (*line->section)
        put(&seen->written, "]\n");
    put(&seen->written, line->name);
    if (!line->bare) {
        put(&seen->written, "=");
        put_quoted(&seen->written, line->value);
    }
    put(&seen->written, "\n");
    seen->n++;
    return ES_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_error err = ES_ERROR_INIT;
    struct seen first = {.n = 0}, again = {.n = 0};
    size_t line = 0;
    es_status status = settings_parse((const char *)data, size, take, &first, &line, &err);
    claim("it is read, or what is wrong is said",
          status == ES_OK || (status == ES_CONFIG_INVALID && *err.message && line > 0));
    claim("what was read and written reads again",
          settings_parse(es_buf_str(&first.written), first.written.len, take, &again, &line,
                         &err) == ES_OK);
    claim("and is the same", first.n == again.n && fuzz_same(&first.written, &again.written));
    es_buf_free(&first.written);
    es_buf_free(&again.written);
    return 0;
}
