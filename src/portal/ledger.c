/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/ledger.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "ledger_file.h"
#include "ledger_tries.h"
#include "under_way.h"
#include <errno.h>
#include <string.h>

es_status es_ledger_check(struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    es_status status = es_ledger_file_open(&file, err);
    return status == ES_OK ? es_ledger_file_write(&file, err) : status;
}

es_status es_ledger_count(const char *id, const char *host, int *count, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[ES_LEDGER_HASH_SIZE];
    es_status status = es_ledger_file_open_at(&file, id, host, hash, &record, err);
    *count = record ? record->entry.count : 0;
    return status;
}

es_status es_ledger_refuse(int count, struct es_error *err)
{
    es_status status = es_fail(err, ES_LAST_TRY);
    if (count >= ES_LEDGER_LIMIT) {
        es_fail_with(err, status,
                     ngettext("%d word that may have been wrong is counted: the account may be "
                              "blocked already",
                              "%d words that may have been wrong are counted: the account may be "
                              "blocked already",
                              (unsigned long)count),
                     count);
        es_hint(err, _("Set a new word, which ends the count: esign forgot-word, then esign "
                       "reset-word. If the account was unblocked otherwise, run esign login in a "
                       "terminal: it asks there. --last-try is for the last try alone."));
    }
    if (err) {
        err->tries_left = count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - count : 0;
    }
    return status;
}

/* Under way before anybody can read of it. */
static es_status mark(const struct es_ledger_file *file, struct es_ledger_try *try,
                      struct es_error *err)
{
    if (!es_ledger_file_token(&try->token)) {
        return es_fail(err, ES_INTERNAL);
    }
    try->lock = es_under_way_begin(es_buf_str(&file->tries_path), try->token);
    return try->lock >= 0 ? ES_OK
                          : es_fail_with(err, ES_LEDGER_UNUSABLE,
                                         _("the record of wrong words, %s, cannot be used: %s"),
                                         es_buf_str(&file->tries_path), es_file_reason(errno));
}

static es_status begin_in(struct es_ledger_file *file, struct es_ledger_record *record,
                          struct es_ledger_try *try, struct es_error *err)
{
    es_status status = mark(file, try, err);
    if (status != ES_OK) {
        return status;
    }
    if (!es_ledger_tries_begin(record, try->token)) {
        return es_fail_with(err, ES_LEDGER_UNUSABLE,
                            _("too many esign commands send words for this number at once"));
    }
    try->count = record->entry.count;
    return es_ledger_file_write(file, err);
}

es_status es_ledger_begin(const char *id, const char *host, int agreed, struct es_ledger_try *try,
                          struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    es_status status = es_ledger_file_open_at(&file, id, host, try->hash, &record, err);
    if (status != ES_OK) {
        return status;
    }
    try->count = record ? record->entry.count : 0;
    if (try->count >= ES_LEDGER_LAST_TRY && try->count > agreed) {
        return es_ledger_refuse(try->count, err);
    }
    if (!record) {
        status = es_ledger_file_add(&file, try->hash, id, host, &record, err);
    }
    if (status == ES_OK) {
        status = begin_in(&file, record, try, err);
    }
    if (status != ES_OK) {
        es_ledger_try_free(try);
    }
    return status;
}

void es_ledger_try_free(struct es_ledger_try *try)
{
    es_under_way_end(&try->lock);
}

/* Opens the ledger at the try's entry; *record NULL where it is gone. */
static es_status open_of(const struct es_ledger_try *try, struct es_ledger_file *file,
                         struct es_ledger_record **record, struct es_error *err)
{
    es_status status = es_ledger_file_open(file, err);
    *record = status == ES_OK ? es_ledger_file_find(file, try->hash) : NULL;
    return status;
}

/* Its last word: from then on it is under way no more. */
static es_status end(struct es_ledger_file *file, const struct es_ledger_record *record,
                     struct es_ledger_try *try, struct es_error *err)
{
    try->count = record->entry.count;
    es_status status = es_ledger_file_write(file, err);
    es_ledger_try_free(try);
    return status;
}

es_status es_ledger_take_left(struct es_ledger_try *try, int left, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    int spent = left < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - left : 0;
    es_status status = open_of(try, &file, &record, err);
    if (status != ES_OK || !record || record->entry.count >= spent) {
        return status;
    }
    record->entry.count = spent;
    es_ledger_tries_end(record, try->token);
    return end(&file, record, try, err);
}

es_status es_ledger_give_back(struct es_ledger_try *try, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    es_status status = open_of(try, &file, &record, err);
    if (status != ES_OK || !record || !es_ledger_tries_give_back(record, try->token)) {
        return status;
    }
    return end(&file, record, try, err);
}

es_status es_ledger_accepted(struct es_ledger_try *try, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    es_status status = open_of(try, &file, &record, err);
    if (status != ES_OK || !record) {
        return status;
    }
    es_ledger_tries_accepted(record, try->token);
    return end(&file, record, try, err);
}

es_status es_ledger_clear_hash(const char *hash, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    es_status status = es_ledger_file_open(&file, err);
    struct es_ledger_record *record = status == ES_OK ? es_ledger_file_find(&file, hash) : NULL;
    if (!record) {
        return status;
    }
    es_ledger_tries_clear(record);
    return es_ledger_file_write(&file, err);
}

es_status es_ledger_hash(const char *id, const char *host, char hash[ES_LEDGER_HASH_SIZE],
                         struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    return es_ledger_file_open_at(&file, id, host, hash, &record, err);
}

es_status es_ledger_list(struct es_ledger_entry **entries, size_t *n, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    *entries = NULL;
    *n = 0;
    es_status status = es_ledger_file_look(&file, err);
    if (status != ES_OK || file.n == 0) {
        return status;
    }
    *entries = es_heap_zeroed(file.n, sizeof(**entries));
    if (!*entries) {
        return es_fail(err, ES_INTERNAL);
    }
    for (size_t i = 0; i < file.n; i++) {
        if (file.records[i].entry.count > 0) {
            (*entries)[(*n)++] = file.records[i].entry;
        }
    }
    return ES_OK;
}
