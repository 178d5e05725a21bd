/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_file.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/lock.h"
#include "ledger_json.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 20000 }; /* each holder writes a small file or two; none asks a person */

static es_status fail_at(struct es_error *err, const struct es_buf *path, const char *reason)
{
    return es_fail_with(err, ES_LEDGER_UNUSABLE,
                        _("the record of wrong words, %s, cannot be used: %s"), es_buf_str(path),
                        reason);
}

/* For a record that no chmod will mend. */
static es_status fail_whole(struct es_error *err, const struct es_ledger_file *file,
                            const char *reason)
{
    es_status status = fail_at(err, &file->path, reason);
    es_hint(err,
            _("Put both files back from a copy, or remove %s and %s: the count then begins anew, "
              "and wrong words sent before are not in it."),
            es_buf_str(&file->path), es_buf_str(&file->key_path));
    return status;
}

static es_status find_and_lock(struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) folder = {0}, lock_path = {0};
    if (!es_folder_open(ES_FOLDER_STATE, &folder)) {
        es_status status =
            es_fail_with(err, ES_LEDGER_UNUSABLE,
                         _("the folder of the record of wrong words, %s, cannot be used: %s"),
                         es_buf_str(&folder), es_file_reason(errno));
        es_hint(err, _("It is esign in $XDG_STATE_HOME, or ~/.local/state/esign; make it yours "
                       "alone, then try again."));
        return status;
    }
    if (!es_buf_printf(&file->path, "%s/ledger", es_buf_str(&folder)) ||
        !es_buf_printf(&file->key_path, "%s/ledger.key", es_buf_str(&folder)) ||
        !es_buf_printf(&lock_path, "%s/ledger.lock", es_buf_str(&folder))) {
        return es_fail(err, ES_INTERNAL);
    }
    file->lock = es_lock_take(es_buf_str(&lock_path), LOCK_WAIT_MS);
    if (file->lock >= 0) {
        return ES_OK;
    }
    return fail_at(err, &lock_path,
                   errno == EWOULDBLOCK ? _("another esign command holds it")
                                        : es_file_reason(errno));
}

static bool key_is_private(const struct es_ledger_file *file)
{
    struct stat st;
    return lstat(es_buf_str(&file->key_path), &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_uid == geteuid() && !(st.st_mode & 077);
}

/* *found false where there is no key file. */
static es_status read_key(struct es_ledger_file *file, bool *found, struct es_error *err)
{
    es_auto(buf) bytes = {.secret = true};
    *found = false;
    errno = 0;
    if (!es_file_read_own(es_buf_str(&file->key_path), 0, ES_SEAL_KEY_SIZE, &bytes) &&
        errno != EFBIG) {
        return errno == ENOENT ? ES_OK : fail_at(err, &file->key_path, es_file_reason(errno));
    }
    if (bytes.len != ES_SEAL_KEY_SIZE) {
        return fail_whole(err, file, _("its key is damaged"));
    }
    if (!key_is_private(file)) {
        return fail_at(err, &file->key_path, _("others may read it"));
    }
    memcpy(file->key.bytes, bytes.data, ES_SEAL_KEY_SIZE);
    *found = true;
    return ES_OK;
}

/* *found false where there is no ledger. */
static es_status read_text(const struct es_ledger_file *file, struct es_buf *text, bool *found,
                           struct es_error *err)
{
    *found = es_file_read_own(es_buf_str(&file->path), ES_FILE_WRITABLE, ES_LEDGER_FILE_MAX, text);
    if (*found || errno == ENOENT) {
        return ES_OK;
    }
    return errno == EFBIG ? fail_whole(err, file, _("it is damaged"))
                          : fail_at(err, &file->path, es_file_reason(errno));
}

es_status es_ledger_file_write(const struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    if (!es_ledger_json_write(file, &text)) {
        return es_fail(err, ES_INTERNAL);
    }
    return es_file_write(es_buf_str(&file->path), text.data, text.len)
               ? ES_OK
               : fail_at(err, &file->path, es_file_reason(errno));
}

/* The empty ledger first: a crash before the key is there leaves a ledger that is known to hold
 * nothing, while a key without a ledger always means that a ledger was lost. */
static es_status begin_anew(struct es_ledger_file *file, struct es_error *err)
{
    if (!es_seal_key_make(&file->key)) {
        return es_fail(err, ES_INTERNAL);
    }
    es_status status = es_ledger_file_write(file, err);
    if (status != ES_OK) {
        return status;
    }
    return es_file_write(es_buf_str(&file->key_path), file->key.bytes, ES_SEAL_KEY_SIZE)
               ? ES_OK
               : fail_at(err, &file->key_path, es_file_reason(errno));
}

static es_status read_records(struct es_ledger_file *file, const struct es_buf *text,
                              struct es_error *err)
{
    switch (es_ledger_json_read(text, file)) {
    case ES_LEDGER_WHOLE:
        return ES_OK;
    case ES_LEDGER_OTHER_VERSION:
        return fail_at(err, &file->path, _("it was written by another version of esign"));
    case ES_LEDGER_OTHER_KEY:
        return fail_whole(err, file, _("it does not belong to its key"));
    case ES_LEDGER_DAMAGED:
        break;
    }
    return fail_whole(err, file, _("it is damaged"));
}

es_status es_ledger_file_open(bool create, struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    bool has_key = false, has_text = false;
    es_status status = find_and_lock(file, err);
    if (status == ES_OK) {
        status = read_key(file, &has_key, err);
    }
    if (status == ES_OK) {
        status = read_text(file, &text, &has_text, err);
    }
    if (status != ES_OK) {
        return status;
    }
    if (has_key && has_text) {
        return read_records(file, &text, err);
    }
    if (has_key) {
        return fail_whole(err, file, _("it is missing, while its key is there"));
    }
    if (has_text && !es_ledger_json_is_empty(&text)) {
        return fail_whole(err, file, _("its key is missing"));
    }
    return create ? begin_anew(file, err) : ES_OK;
}

struct es_ledger_record *es_ledger_file_grow(struct es_ledger_file *file)
{
    if (file->n == ES_LEDGER_ENTRIES_MAX) {
        return NULL;
    }
    struct es_ledger_record *records =
        es_heap_array(file->records, file->n + 1, sizeof(*file->records));
    if (!records) {
        return NULL;
    }
    file->records = records;
    memset(&records[file->n], 0, sizeof(*records));
    return &records[file->n++];
}

void es_ledger_file_free(struct es_ledger_file *file)
{
    es_lock_drop(&file->lock);
    es_seal_key_free(&file->key);
    es_buf_free(&file->path);
    es_buf_free(&file->key_path);
    es_heap_free(file->records);
    file->records = NULL;
    file->n = 0;
}
