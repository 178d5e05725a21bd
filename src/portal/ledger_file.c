/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_file.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/lock.h"
#include "ledger_json.h"
#include "ledger_tries.h"
#include "under_way.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 20000 }; /* each holder writes a small file or two; none asks a person */

enum mode { TO_CHANGE, TO_LOOK };

static es_status fail_at(struct es_error *err, const struct es_buf *path, const char *reason)
{
    if (es_heap_refusals()) { /* whatever it looked like, nobody is to put the files right */
        return es_fail_memory(err);
    }
    return es_fail_with(err, ES_LEDGER_UNUSABLE,
                        _("the record of wrong words, %s, cannot be used: %s"), es_buf_str(path),
                        reason);
}

/* What to do beyond es_file_hint's; NULL: the usual. */
static const char *hint_for(int number)
{
    switch (number) {
    case EROFS:
    case ENOLCK:
    case ENOSYS:
        return _("Let XDG_STATE_HOME name a folder of your own that lasts, on a disk that can be "
                 "written to and has locks, then try again.");
    case EINVAL:
    case EISDIR:
    case ELOOP:
    case ENXIO:
        return _("Move away what lies there, put the file back if you have it, then try again.");
    default:
        return NULL;
    }
}

static es_status fail_errno(struct es_error *err, const struct es_buf *path)
{
    int number = errno;
    const char *hint = hint_for(number);
    es_status status = fail_at(err, path, es_file_reason(number));
    if (status == ES_LEDGER_UNUSABLE) {
        es_file_hint(err, number);
    }
    if (hint) {
        es_hint(err, "%s", hint);
    }
    return status;
}

/* For a record that no chmod will mend. */
static es_status fail_whole(struct es_error *err, const struct es_ledger_file *file,
                            const char *reason)
{
    es_status status = fail_at(err, &file->path, reason);
    if (status != ES_LEDGER_UNUSABLE) {
        return status;
    }
    es_hint(err,
            _("Put both files back from a copy, or remove %s and %s: the count then begins anew, "
              "and wrong words sent before are not in it."),
            es_buf_str(&file->path), es_buf_str(&file->key_path));
    return status;
}

static es_status fail_folder(struct es_error *err, const struct es_buf *folder)
{
    int number = errno;
    es_status status =
        es_fail_with(err, ES_LEDGER_UNUSABLE,
                     _("the folder of the record of wrong words, %s, cannot be used: %s"),
                     es_buf_str(folder), es_file_reason(number));
    es_hint(err, _("It is esign in $XDG_STATE_HOME, or ~/.local/state/esign; make it yours "
                   "alone, then try again."));
    es_file_hint(err, number);
    return status;
}

/* Where nobody may write, nobody else does. */
static bool may_be_read_unlocked(enum mode mode)
{
    return mode == TO_LOOK && (errno == EROFS || errno == EACCES || errno == EPERM ||
                               errno == ENOSPC || errno == EDQUOT);
}

static es_status lock_in(const struct es_buf *folder, enum mode mode, struct es_ledger_file *file,
                         struct es_error *err)
{
    es_auto(buf) lock_path = {0};
    const char *in = es_buf_str(folder);
    if (!es_buf_printf(&file->path, "%s/ledger", in) ||
        !es_buf_printf(&file->key_path, "%s/ledger.key", in) ||
        !es_buf_printf(&file->tries_path, "%s/ledger.tries", in) ||
        !es_buf_printf(&lock_path, "%s/ledger.lock", in)) {
        return es_fail(err, ES_INTERNAL);
    }
    file->lock = es_lock_take(es_buf_str(&lock_path), LOCK_WAIT_MS);
    if (file->lock >= 0 || may_be_read_unlocked(mode)) {
        return ES_OK;
    }
    if (errno != EWOULDBLOCK) {
        return fail_errno(err, &lock_path);
    }
    es_status status = fail_at(err, &lock_path, _("another esign command holds it"));
    es_hint(err, _("Wait for it to end, then try again."));
    return status;
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
        return errno == ENOENT ? ES_OK : fail_errno(err, &file->key_path);
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
                          : fail_errno(err, &file->path);
}

es_status es_ledger_file_write(const struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    unsigned refusals = es_heap_refusals();
    if (!es_ledger_json_write(file, &text) || es_heap_refusals() != refusals) {
        return es_fail_memory(err);
    }
    return es_file_write(es_buf_str(&file->path), text.data, text.len)
               ? ES_OK
               : fail_errno(err, &file->path);
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
               : fail_errno(err, &file->key_path);
}

static es_status fail_version(struct es_error *err, const struct es_ledger_file *file)
{
    es_status status = fail_at(err, &file->path, _("it was written by another version of esign"));
    es_hint(err,
            _("Use that version. Or remove %s and %s: the count then begins anew, and wrong words "
              "sent before are not in it."),
            es_buf_str(&file->path), es_buf_str(&file->key_path));
    return status;
}

static es_status read_records(struct es_ledger_file *file, const struct es_buf *text,
                              struct es_error *err)
{
    switch (es_ledger_json_read(text, file)) {
    case ES_LEDGER_WHOLE:
        return ES_OK;
    case ES_LEDGER_OTHER_VERSION:
        return fail_version(err, file);
    case ES_LEDGER_OTHER_KEY:
        return fail_whole(err, file, _("it does not belong to its key"));
    case ES_LEDGER_DAMAGED:
        break;
    }
    return fail_whole(err, file, _("it is damaged"));
}

static es_status read_all(enum mode mode, struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    bool has_key = false, has_text = false;
    es_status status = read_key(file, &has_key, err);
    if (status == ES_OK) {
        status = read_text(file, &text, &has_text, err);
    }
    if (status != ES_OK) {
        return status;
    }
    if (has_key && has_text) {
        unsigned refusals = es_heap_refusals();
        status = read_records(file, &text, err);
        return !status && es_heap_refusals() != refusals ? es_fail_memory(err) : status;
    }
    if (has_key) {
        return fail_whole(err, file, _("it is missing, while its key is there"));
    }
    if (has_text && !es_ledger_json_is_empty(&text)) {
        return fail_whole(err, file, _("its key is missing"));
    }
    return mode == TO_CHANGE ? begin_anew(file, err) : ES_OK;
}

/* What is over is dropped from the lists; a try that ended with its process counts. */
static void tidy(struct es_ledger_file *file)
{
    for (size_t i = 0; i < file->n; i++) {
        struct es_ledger_record *record = &file->records[i];
        for (size_t at = record->n_open; at-- > 0;) {
            if (!es_under_way(es_buf_str(&file->tries_path), record->open[at].token)) {
                es_ledger_tries_end(record, record->open[at].token);
            }
        }
        if (es_moment_is_set(&record->asked) &&
            es_moment_since(&record->asked) > ES_LEDGER_ASKED_KEPT) {
            record->asked = (struct es_moment){.boot = ""};
        }
    }
}

es_status es_ledger_file_open(struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) folder = {0};
    if (!es_folder_open(ES_FOLDER_STATE, &folder)) {
        return fail_folder(err, &folder);
    }
    es_status status = lock_in(&folder, TO_CHANGE, file, err);
    if (status == ES_OK) {
        status = read_all(TO_CHANGE, file, err);
    }
    if (status == ES_OK) {
        tidy(file);
    }
    return status;
}

es_status es_ledger_file_look(struct es_ledger_file *file, struct es_error *err)
{
    es_auto(buf) folder = {0};
    if (!es_folder_find(ES_FOLDER_STATE, &folder)) {
        return errno == ENOENT ? ES_OK : fail_folder(err, &folder);
    }
    es_status status = lock_in(&folder, TO_LOOK, file, err);
    return status == ES_OK ? read_all(TO_LOOK, file, err) : status;
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
    es_buf_free(&file->tries_path);
    es_heap_free(file->records);
    file->records = NULL;
    file->n = 0;
}
