/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/error.h"
#include "esign/i18n.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct es_error_info infos[ES_STATUS_COUNT] = {
    [ES_OK] = {"ok", 0, "", ""},
#define ES_ERROR(name, code, exit_status, message, hint)                                           \
    [ES_##name] = {code, exit_status, message, hint},
#include "esign/errors.def"
#undef ES_ERROR
};

const struct es_error_info *es_error_info(es_status status)
{
    if ((unsigned)status >= ES_STATUS_COUNT)
        return &infos[ES_INTERNAL];
    return &infos[status];
}

bool es_error_find(const char *code, es_status *status)
{
    for (unsigned i = 0; i < ES_STATUS_COUNT; i++) {
        if (!strcmp(infos[i].code, code)) {
            *status = (es_status)i;
            return true;
        }
    }
    return false;
}

/* gettext("") would be the catalogue's header. */
static const char *translated(const char *text)
{
    return *text ? gettext(text) : "";
}

static void begin(struct es_error *err, es_status status)
{
    err->status = status;
    err->needs = 0;
    err->retry_after = -1;
    err->portal_message[0] = '\0';
    snprintf(err->hint, sizeof(err->hint), "%s", translated(es_error_info(status)->hint));
}

es_status es_fail(struct es_error *err, es_status status)
{
    if (err) {
        begin(err, status);
        snprintf(err->message, sizeof(err->message), "%s",
                 translated(es_error_info(status)->message));
    }
    return status;
}

es_status es_fail_with(struct es_error *err, es_status status, const char *format, ...)
{
    if (err) {
        begin(err, status);
        va_list args;
        va_start(args, format);
        vsnprintf(err->message, sizeof(err->message), format, args);
        va_end(args);
    }
    return status;
}

es_status es_fail_memory(struct es_error *err)
{
    return es_fail_with(err, ES_NO_RESOURCES, _("there is not enough memory"));
}

void es_hint(struct es_error *err, const char *format, ...)
{
    if (!err)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(err->hint, sizeof(err->hint), format, args);
    va_end(args);
}

bool es_retryable(es_status status)
{
    return status == ES_TOO_SOON || es_error_info(status)->exit_status == 7;
}
