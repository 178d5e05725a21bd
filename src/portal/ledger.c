/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/ledger.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/kind.h"
#include "ledger_file.h"
#include <string.h>

/* An identity is the same in capitals and in small letters (a passport number may be typed
 * either way), and so is a host; else a try could escape the count by its spelling. */
static bool add_folded(struct es_buf *out, const char *text, char first, char last, char change)
{
    for (; *text; text++) {
        char c = *text >= first && *text <= last ? (char)(*text ^ change) : *text;
        if (!es_buf_add_char(out, c)) {
            return false;
        }
    }
    return true;
}

static bool hash_of(const struct es_ledger_file *file, const char *id, const char *host,
                    char hash[65])
{
    es_auto(buf) both = {.secret = true};
    return add_folded(&both, id, 'a', 'z', 'a' ^ 'A') && es_buf_add_char(&both, '\n') &&
           add_folded(&both, host, 'A', 'Z', 'a' ^ 'A') &&
           es_seal_mac(&file->key, both.data, both.len, hash);
}

static struct es_ledger_record *find(struct es_ledger_file *file, const char *hash)
{
    for (size_t i = 0; i < file->n; i++) {
        if (es_seal_same(file->records[i].hash, hash)) {
            return &file->records[i];
        }
    }
    return NULL;
}

/* Opens the ledger and finds the record of the id at the host; *record NULL where there is
 * none. */
static es_status open_at(const char *id, const char *host, struct es_ledger_file *file,
                         char hash[65], struct es_ledger_record **record, struct es_error *err)
{
    es_status status = es_ledger_file_open(true, file, err);
    if (status != ES_OK) {
        return status;
    }
    if (!hash_of(file, id, host, hash)) {
        return es_fail(err, ES_INTERNAL);
    }
    *record = find(file, hash);
    return ES_OK;
}

es_status es_ledger_count(const char *id, const char *host, int *count, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[65];
    es_status status = open_at(id, host, &file, hash, &record, err);
    *count = record ? record->entry.count : 0;
    return status;
}

static bool copy_into(char *to, size_t size, const char *text)
{
    size_t len = strlen(text);
    if (len >= size) {
        return false;
    }
    memcpy(to, text, len + 1);
    return true;
}

static struct es_ledger_record *add(struct es_ledger_file *file, const char *hash, const char *id,
                                    const char *host)
{
    struct es_ledger_record *record = es_ledger_file_grow(file);
    es_auto(buf) masked = {.secret = true};
    if (!record || !es_kind_mask_id(id, &masked) ||
        !copy_into(record->hash, sizeof(record->hash), hash) ||
        !copy_into(record->entry.host, sizeof(record->entry.host), host) ||
        !copy_into(record->entry.masked_id, sizeof(record->entry.masked_id), es_buf_str(&masked))) {
        return NULL;
    }
    return record;
}

static es_status fail_last_try(struct es_error *err, int count)
{
    es_status status = es_fail(err, ES_LAST_TRY);
    if (err) {
        err->tries_left = count < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - count : 0;
    }
    return status;
}

es_status es_ledger_begin(const char *id, const char *host, bool last_try, int *count,
                          struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[65];
    es_status status = open_at(id, host, &file, hash, &record, err);
    *count = record ? record->entry.count : 0;
    if (status != ES_OK) {
        return status;
    }
    if (*count >= ES_LEDGER_LIMIT - 1 && !last_try) {
        return fail_last_try(err, *count);
    }
    if (!record) {
        record = add(&file, hash, id, host);
    }
    if (!record) {
        return es_fail_with(err, ES_LEDGER_UNUSABLE,
                            _("the record of wrong words, %s, has no room for one more"),
                            es_buf_str(&file.path));
    }
    if (record->entry.count < ES_LEDGER_COUNT_MAX) {
        record->entry.count++;
    }
    *count = record->entry.count;
    return es_ledger_file_write(&file, err);
}

es_status es_ledger_take_left(const char *id, const char *host, int left, int *count,
                              struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[65];
    int spent = left < ES_LEDGER_LIMIT ? ES_LEDGER_LIMIT - left : 0;
    es_status status = open_at(id, host, &file, hash, &record, err);
    if (status != ES_OK || !record || record->entry.count >= spent) {
        return status;
    }
    record->entry.count = *count = spent;
    return es_ledger_file_write(&file, err);
}

es_status es_ledger_give_back(const char *id, const char *host, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[65];
    es_status status = open_at(id, host, &file, hash, &record, err);
    if (status != ES_OK || !record) {
        return status;
    }
    record->entry.count--; /* records on file count at least one; nought is not written */
    return es_ledger_file_write(&file, err);
}

static es_status clear(struct es_ledger_file *file, struct es_ledger_record *record,
                       struct es_error *err)
{
    if (!record) {
        return ES_OK;
    }
    record->entry.count = 0;
    return es_ledger_file_write(file, err);
}

es_status es_ledger_clear(const char *id, const char *host, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    char hash[65];
    es_status status = open_at(id, host, &file, hash, &record, err);
    return status == ES_OK ? clear(&file, record, err) : status;
}

es_status es_ledger_clear_hash(const char *hash, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    es_status status = es_ledger_file_open(true, &file, err);
    return status == ES_OK ? clear(&file, find(&file, hash), err) : status;
}

es_status es_ledger_hash(const char *id, const char *host, char hash[65], struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    struct es_ledger_record *record = NULL;
    hash[0] = '\0';
    return open_at(id, host, &file, hash, &record, err);
}

es_status es_ledger_list(struct es_ledger_entry **entries, size_t *n, struct es_error *err)
{
    es_auto(ledger_file) file = ES_LEDGER_FILE_INIT;
    *entries = NULL;
    *n = 0;
    es_status status = es_ledger_file_open(false, &file, err);
    if (status != ES_OK || file.n == 0) {
        return status;
    }
    *entries = es_heap_zeroed(file.n, sizeof(**entries));
    if (!*entries) {
        return es_fail(err, ES_INTERNAL);
    }
    for (size_t i = 0; i < file.n; i++) {
        (*entries)[i] = file.records[i].entry;
    }
    *n = file.n;
    return ES_OK;
}
