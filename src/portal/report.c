/* SPDX-License-Identifier: Apache-2.0 */
/* The redacted report that a page which stopped us leaves behind. */
#include "client_internal.h"

#include "esign/by_hand.h"
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool write_report(const struct es_view *view, es_status status, struct es_buf *path)
{
    if (!es_folder_open(ES_FOLDER_STATE, path))
        return false;
    if (!es_buf_printf(path, "/page-report.json"))
        return false;
    es_auto(buf) text = {0};
    json_t *report = json_pack("{s:s, s:s, s:o}", "esign", ESIGN_VERSION, "code",
                               es_error_info(status)->code, "page", es_describe(view));
    bool ok = report && es_json_write(report, ES_JSON_PRETTY, &text) &&
              es_buf_add_char(&text, '\n') && es_file_write(path->data, text.data, text.len);
    json_decref(report);
    return ok;
}

es_status es_client_report(struct es_client *client, es_status status, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_auto(buf) path = {.max = 4096};
    struct es_error ignored = ES_ERROR_INIT;
    es_fail(err, status);
    if (err && !es_client_view(client, &view, &ignored) && write_report(view, status, &path)) {
        char hint[ES_HINT_MAX];
        snprintf(hint, sizeof(hint), "%s", err->hint);
        es_hint(err, _("%s What was seen (words and names, no values) is noted (%s)."), hint,
                es_buf_str(&path));
    }
    return status;
}

es_status es_client_asks_more(struct es_client *client, uint32_t control, struct es_error *err)
{
    es_auto(buf) label = {0};
    es_status status = es_client_report(client, ES_PAGE_UNKNOWN, err);
    const char *words = es_by_hand_label(client->session->page, ES_THING_FIELD, control);
    if (err && es_text_safe(words, 100, &label))
        snprintf(err->message, sizeof(err->message),
                 _("the portal wants '%s' filled in or ticked first"), es_buf_str(&label));
    return status;
}
