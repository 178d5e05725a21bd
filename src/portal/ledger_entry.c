/* SPDX-License-Identifier: Apache-2.0 */
/* Whose entry it is, and making a new one. */
#include "esign/i18n.h"
#include "esign/kind.h"
#include "esign/url.h"
#include "ledger_file.h"
#include "numbers.h"
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

/* One receiver has one name: without the root's dot, and loopback is one machine. */
static bool add_host(struct es_buf *out, const char *host)
{
    size_t start = out->len;
    if (!add_folded(out, host, 'A', 'Z', 'a' ^ 'A')) {
        return false;
    }
    if (out->len > start && out->data[out->len - 1] == '.') {
        out->data[--out->len] = '\0';
    }
    if (out->len == start || !es_url_is_loopback(out->data + start)) {
        return true;
    }
    out->data[out->len = start] = '\0';
    return es_buf_add_str(out, "localhost");
}

static bool hash_of(const struct es_ledger_file *file, const char *id, const char *host,
                    char hash[ES_LEDGER_HASH_SIZE])
{
    es_auto(buf) both = {.secret = true};
    return add_folded(&both, id, 'a', 'z', 'a' ^ 'A') && es_buf_add_char(&both, '\n') &&
           add_host(&both, host) && es_seal_mac(&file->key, both.data, both.len, hash);
}

struct es_ledger_record *es_ledger_file_find(struct es_ledger_file *file, const char *hash)
{
    for (size_t i = 0; i < file->n; i++) {
        if (es_seal_same(file->records[i].hash, hash)) {
            return &file->records[i];
        }
    }
    return NULL;
}

es_status es_ledger_file_open_at(struct es_ledger_file *file, const char *id, const char *host,
                                 char hash[ES_LEDGER_HASH_SIZE], struct es_ledger_record **record,
                                 struct es_error *err)
{
    hash[0] = '\0';
    es_status status = es_ledger_file_open(file, err);
    if (status != ES_OK) {
        return status;
    }
    if (!hash_of(file, id, host, hash)) {
        return es_fail(err, ES_INTERNAL);
    }
    *record = es_ledger_file_find(file, hash);
    return ES_OK;
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

es_status es_ledger_file_add(struct es_ledger_file *file, const char *hash, const char *id,
                             const char *host, struct es_ledger_record **out, struct es_error *err)
{
    struct es_ledger_record *record = es_ledger_file_grow(file);
    es_auto(buf) masked = {.secret = true};
    if (record && es_kind_mask_id(id, &masked) &&
        copy_into(record->hash, sizeof(record->hash), hash) &&
        copy_into(record->entry.host, sizeof(record->entry.host), host) &&
        copy_into(record->entry.masked_id, sizeof(record->entry.masked_id), es_buf_str(&masked))) {
        *out = record;
        return ES_OK;
    }
    es_status status = es_fail_with(err, ES_LEDGER_UNUSABLE,
                                    _("the record of wrong words, %s, has no room for one more"),
                                    es_buf_str(&file->path));
    es_hint(err,
            _("It holds the identity numbers of wrong words that were never followed by a "
              "right one. Log in with one of them, or remove %s and %s: the count then begins "
              "anew."),
            es_buf_str(&file->path), es_buf_str(&file->key_path));
    return status;
}

bool es_ledger_file_token(int64_t *token)
{
    enum { BYTES = 6 }; /* a whole number for every reader of JSON */
    es_auto(seal_key) random = {0};
    do {
        if (!es_seal_key_make(&random)) {
            return false;
        }
        *token = (int64_t)es_get_number(random.bytes, BYTES);
    } while (*token == 0);
    return true;
}
