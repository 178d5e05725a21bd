/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_json.h"
#include "esign/json.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 2, N_KEYS = 4, N_ENTRY_KEYS = 6, N_ASKED_KEYS = 4 };

struct keys { /* one for each purpose */
    struct es_seal_key id, mac, seal;
};

static void free_keys(struct keys *keys)
{
    es_seal_key_free(&keys->id);
    es_seal_key_free(&keys->mac);
    es_seal_key_free(&keys->seal);
}
#define AUTO_KEYS __attribute__((cleanup(free_keys))) struct keys

/* What is hashed of an identity number always holds a line feed, so it is none of these. */
static bool derive(const struct es_seal_key *from, struct keys *keys)
{
    return es_seal_key_derive(from, "esign ledger: id", &keys->id) &&
           es_seal_key_derive(from, "esign ledger: mac", &keys->mac) &&
           es_seal_key_derive(from, "esign ledger: seal", &keys->seal);
}

/* The MAC of everything but the MAC, in one spelling. */
static bool mac_of(const struct keys *keys, const json_t *object, char mac[65])
{
    json_auto_t *rest = json_copy((json_t *)object);
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    return rest && (json_object_del(rest, "mac"), es_json_write(rest, ES_JSON_SORTED, &text)) &&
           es_seal_mac(&keys->mac, text.data, text.len, mac);
}

static struct es_seal_context sealed_to(const char *hash)
{
    return (struct es_seal_context){hash, strlen(hash)};
}

static json_t *write_open(const struct es_ledger_record *record)
{
    json_auto_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < record->n_open; i++) {
        const struct es_ledger_open *open = &record->open[i];
        json_t *pair = json_pack("[I, i]", (json_int_t)open->token, open->beside);
        ok = json_array_append_new(list, pair) == 0;
    }
    return ok ? json_incref(list) : NULL;
}

static json_t *write_asked(const struct es_ledger_record *record)
{
    const struct es_moment *asked = &record->asked;
    return es_moment_is_set(asked)
               ? json_pack("{s:I, s:I, s:I, s:s}", "by", (json_int_t)record->asked_by, "wall",
                           (json_int_t)asked->wall, "up", (json_int_t)asked->up, "boot",
                           asked->boot)
               : json_null();
}

static json_t *write_record(const struct keys *keys, const struct es_ledger_record *record)
{
    es_auto(buf) sealed = {0}, hex = {0};
    const char *masked = record->entry.masked_id;
    if (!es_seal_close(&keys->seal, sealed_to(record->hash), masked, strlen(masked), &sealed) ||
        !es_seal_to_hex(sealed.data, sealed.len, &hex)) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:i, s:s, s:o, s:o}", "hash", record->hash, "host",
                     record->entry.host, "count", record->entry.count, "masked", es_buf_str(&hex),
                     "open", write_open(record), "asked", write_asked(record));
}

static bool says_something(const struct es_ledger_record *record)
{
    return record->entry.count != 0 || es_moment_is_set(&record->asked);
}

bool es_ledger_json_write(const struct es_ledger_file *file, struct es_buf *out)
{
    AUTO_KEYS keys = {0};
    char id[65], mac[65];
    json_auto_t *entries = json_array();
    bool ok = entries && derive(&file->key, &keys) && es_seal_mac(&keys.id, "", 0, id);
    for (size_t i = 0; ok && i < file->n; i++) {
        ok = !says_something(&file->records[i]) ||
             json_array_append_new(entries, write_record(&keys, &file->records[i])) == 0;
    }
    json_auto_t *object =
        !ok ? NULL
            : json_pack("{s:i, s:s, s:O}", "version", VERSION, "key_id", id, "entries", entries);
    return object && mac_of(&keys, object, mac) &&
           json_object_set_new(object, "mac", json_string(mac)) == 0 &&
           es_json_write(object, ES_JSON_PRETTY, out) && es_buf_add_char(out, '\n');
}

static bool copy_text(const json_t *value, char *to, size_t size)
{
    const char *text = json_string_value(value);
    size_t len = text ? strlen(text) : SIZE_MAX;
    if (len >= size) {
        return false;
    }
    memcpy(to, text, len + 1);
    return true;
}

static bool read_masked(const struct keys *keys, const json_t *value,
                        struct es_ledger_record *record)
{
    const size_t size = sizeof(record->entry.masked_id);
    es_auto(buf) sealed = {0}, masked = {.max = size};
    const char *hex = json_string_value(value);
    if (!hex || !es_seal_from_hex(hex, &sealed) ||
        !es_seal_open(&keys->seal, sealed_to(record->hash), sealed.data, sealed.len, &masked) ||
        masked.len >= size) {
        return false;
    }
    memcpy(record->entry.masked_id, es_buf_str(&masked), masked.len + 1);
    return true;
}

static bool read_number(const json_t *value, json_int_t least, json_int_t most, int64_t *number)
{
    *number = json_integer_value(value);
    return json_is_integer(value) && *number >= least && *number <= most;
}

static bool read_count(const json_t *value, int *count)
{
    int64_t number;
    bool ok = read_number(value, 0, ES_LEDGER_COUNT_MAX, &number);
    *count = ok ? (int)number : 0;
    return ok;
}

static bool read_open(const json_t *list, struct es_ledger_record *record)
{
    size_t n = json_array_size(list);
    bool ok = json_is_array(list) && n <= ES_LEDGER_OPEN_MAX && n <= (size_t)record->entry.count;
    for (size_t i = 0; ok && i < n; i++) {
        const json_t *pair = json_array_get(list, i);
        struct es_ledger_open *open = &record->open[record->n_open++];
        ok = json_array_size(pair) == 2 &&
             read_number(json_array_get(pair, 0), 1, INT64_MAX / 2, &open->token) &&
             read_count(json_array_get(pair, 1), &open->beside);
    }
    return ok;
}

static bool read_asked(const json_t *value, struct es_ledger_record *record)
{
    struct es_moment *asked = &record->asked;
    if (json_is_null(value)) {
        return record->entry.count > 0; /* else it would not have been written */
    }
    return json_object_size(value) == N_ASKED_KEYS &&
           read_number(json_object_get(value, "by"), 0, INT64_MAX / 2, &record->asked_by) &&
           read_number(json_object_get(value, "wall"), 0, INT64_MAX, &asked->wall) &&
           read_number(json_object_get(value, "up"), 0, INT64_MAX, &asked->up) &&
           copy_text(json_object_get(value, "boot"), asked->boot, sizeof(asked->boot)) &&
           es_moment_fits(asked) && es_moment_is_set(asked);
}

static bool read_record(const struct keys *keys, const json_t *object,
                        struct es_ledger_record *record)
{
    return json_object_size(object) == N_ENTRY_KEYS &&
           read_count(json_object_get(object, "count"), &record->entry.count) &&
           copy_text(json_object_get(object, "hash"), record->hash, sizeof(record->hash)) &&
           strlen(record->hash) == sizeof(record->hash) - 1 &&
           copy_text(json_object_get(object, "host"), record->entry.host,
                     sizeof(record->entry.host)) &&
           read_open(json_object_get(object, "open"), record) &&
           read_asked(json_object_get(object, "asked"), record) &&
           read_masked(keys, json_object_get(object, "masked"), record);
}

static bool has_shape(const json_t *object)
{
    return json_is_integer(json_object_get(object, "version")) &&
           json_is_string(json_object_get(object, "key_id")) &&
           json_is_array(json_object_get(object, "entries")) &&
           json_is_string(json_object_get(object, "mac")) && json_object_size(object) == N_KEYS;
}

enum es_ledger_flaw es_ledger_json_read(const struct es_buf *text, struct es_ledger_file *file)
{
    json_auto_t *object = es_json_read(text->data, text->len, NULL);
    const json_t *version = json_object_get(object, "version");
    if (json_is_integer(version) && json_integer_value(version) != VERSION) {
        return ES_LEDGER_OTHER_VERSION;
    }
    AUTO_KEYS keys = {0};
    char id[65], mac[65];
    if (!has_shape(object) || !derive(&file->key, &keys) || !es_seal_mac(&keys.id, "", 0, id) ||
        !mac_of(&keys, object, mac)) {
        return ES_LEDGER_DAMAGED;
    }
    if (!es_seal_same(id, json_string_value(json_object_get(object, "key_id")))) {
        return ES_LEDGER_OTHER_KEY;
    }
    if (!es_seal_same(mac, json_string_value(json_object_get(object, "mac")))) {
        return ES_LEDGER_DAMAGED;
    }
    const json_t *entries = json_object_get(object, "entries"), *entry;
    size_t i;
    json_array_foreach(entries, i, entry)
    {
        struct es_ledger_record *record = es_ledger_file_grow(file);
        if (!record || !read_record(&keys, entry, record)) {
            return ES_LEDGER_DAMAGED;
        }
    }
    return ES_LEDGER_WHOLE;
}

bool es_ledger_json_is_empty(const struct es_buf *text)
{
    json_auto_t *object = es_json_read(text->data, text->len, NULL);
    return has_shape(object) && json_integer_value(json_object_get(object, "version")) == VERSION &&
           json_array_size(json_object_get(object, "entries")) == 0;
}
