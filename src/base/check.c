/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/check.h"
#include <stdarg.h>
#include <stdio.h>

const char *es_check_state_name(enum es_check_state state)
{
    static const char *const NAMES[] = {
        [ES_CHECK_OK] = "ok",
        [ES_CHECK_WRONG] = "wrong",
        [ES_CHECK_UNKNOWN] = "unknown",
        [ES_CHECK_SKIPPED] = "skipped",
    };
    return (unsigned)state < sizeof NAMES / sizeof NAMES[0] ? NAMES[state] : "unknown";
}

ES_PRINTF(4, 0)
static void fill(struct es_check *check, enum es_check_state state, es_status code,
                 const char *format, va_list args)
{
    check->state = state;
    check->code = code;
    check->remedy[0] = '\0';
    vsnprintf(check->what, sizeof check->what, format, args);
}

void es_check_ok(struct es_check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(check, ES_CHECK_OK, ES_OK, format, args);
    va_end(args);
}

void es_check_skipped(struct es_check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(check, ES_CHECK_SKIPPED, ES_OK, format, args);
    va_end(args);
}

void es_check_unknown(struct es_check *check, es_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(check, ES_CHECK_UNKNOWN, code, format, args);
    va_end(args);
}

void es_check_wrong(struct es_check *check, es_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(check, ES_CHECK_WRONG, code, format, args);
    va_end(args);
}

void es_check_remedy(struct es_check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(check->remedy, sizeof check->remedy, format, args);
    va_end(args);
}

void es_check_failed(struct es_check *check, const struct es_error *err)
{
    es_check_wrong(check, err->status, "%s", err->message);
    es_check_remedy(check, "%s", err->hint);
}
