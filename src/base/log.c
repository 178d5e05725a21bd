/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/log.h"
#include "esign/text.h"
#include <stdarg.h>
#include <stdio.h>

static enum es_log_level level_in_force = ES_LOG_NORMAL;
static void (*make_room)(void);
static void (*print_line)(const char *text);

void es_log_set_level(enum es_log_level level)
{
    level_in_force = level;
}

void es_log_before(void (*call)(void))
{
    make_room = call;
}

void es_log_through(void (*print)(const char *text))
{
    print_line = print;
}

bool es_log_enabled(enum es_log_level level)
{
    return level <= level_in_force;
}

void es_log(enum es_log_level level, const char *format, ...)
{
    if (!es_log_enabled(level))
        return;
    char line[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    es_auto(buf) safe = {0};
    if (make_room)
        make_room();
    if (!es_text_safe(line, sizeof(line), &safe))
        return;
    if (print_line)
        print_line(es_buf_str(&safe));
    else
        fprintf(stderr, "esign: %s\n", es_buf_str(&safe));
}

void es_log_error(enum es_log_level level, const struct es_error *err)
{
    if (err->hint[0])
        es_log(level, "%s. %s", err->message, err->hint);
    else
        es_log(level, "%s", err->message);
}
