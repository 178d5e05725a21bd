/* SPDX-License-Identifier: Apache-2.0 */
/* When a reset mail was last asked for (ADR 14). */
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "ledger_file.h"

static es_status fail_too_soon(int64_t passed, int64_t left, struct es_error *err)
{
    es_status status = es_fail_with(
        err, ES_TOO_SOON,
        _("a reset message was asked for %d min %d s ago; ask for another in %d min %d s"),
        (int)(passed / 60), (int)(passed % 60), (int)(left / 60), (int)(left % 60));
    if (err) {
        err->retry_after = (int)left;
    }
    return status;
}

static es_status judge(const struct es_ledger_record *record, int every, struct es_error *err)
{
    int64_t passed =
        record && es_moment_is_set(&record->asked) ? es_moment_since(&record->asked) : every;
    return passed < every ? fail_too_soon(passed, every - passed, err) : ES_OK;
}

es_status es_ledger_may_ask(const char *id, const char *host, int every, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[ES_LEDGER_HASH_SIZE];
    if (every <= 0) {
        return ES_OK;
    }
    es_status status = es_ledger_file_open_at(&file, id, host, hash, &record, err);
    return status == ES_OK ? judge(record, every, err) : status;
}

es_status es_ledger_ask(const char *id, const char *host, int every,
                        struct es_ledger_request *request, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    *request = (struct es_ledger_request){.token = 0};
    if (every <= 0) {
        return ES_OK;
    }
    es_status status = es_ledger_file_open_at(&file, id, host, request->hash, &record, err);
    if (status == ES_OK) {
        status = judge(record, every, err);
    }
    if (status == ES_OK && !record) {
        status = es_ledger_file_add(&file, request->hash, id, host, &record, err);
    }
    if (status != ES_OK) {
        return status;
    }
    if (!es_ledger_file_token(&request->token)) {
        return es_fail(err, ES_INTERNAL);
    }
    request->before = record->asked;
    record->asked = es_moment_now();
    record->asked_by = request->token;
    return es_ledger_file_write(&file, err);
}

es_status es_ledger_ask_back(struct es_ledger_request *request, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    if (!request->token) {
        return ES_OK;
    }
    es_status status = es_ledger_file_open(&file, err);
    struct es_ledger_record *record =
        status == ES_OK ? es_ledger_file_find(&file, request->hash) : NULL;
    if (!record || record->asked_by != request->token) {
        return status; /* another run has asked meanwhile */
    }
    record->asked = request->before;
    record->asked_by = 0;
    request->token = 0;
    return es_ledger_file_write(&file, err);
}

bool es_ledger_asked(const char *hash, struct es_moment *asked)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_error ignored = ES_ERROR_INIT;
    const struct es_ledger_record *record =
        es_ledger_file_look(&file, &ignored) == ES_OK ? es_ledger_file_find(&file, hash) : NULL;
    if (record)
        *asked = record->asked;
    return record != NULL;
}
