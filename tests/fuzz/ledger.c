/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger's JSON: as somebody has left it, and with its seals put right, so that what lies
 * behind them is reached as well. */
#include "esign/json.h"
#include "fuzz.h"
#include "ledger_json.h"

static const struct es_seal_key key = {{'l', 'e', 'd', 'g', 'e', 'r'}};

static void set(json_t *object, const char *name, json_t *value)
{
    claim("there is memory", json_object_set_new(object, name, value) == 0);
}

/* As the ledger's own: the keys' purposes are part of the file's format. */
static struct es_seal_key key_for(const char *purpose)
{
    struct es_seal_key derived;
    claim("a key is derived", es_seal_key_derive(&key, purpose, &derived));
    return derived;
}

/* A masked number that is no hex is sealed to its entry. */
static void seal_masked(json_t *entry)
{
    const char *hash = json_string_value(json_object_get(entry, "hash"));
    const char *masked = json_string_value(json_object_get(entry, "masked"));
    es_auto(buf) bytes = {0}, hex = {0};
    if (!hash || !masked || (*masked && strspn(masked, "0123456789abcdef") == strlen(masked)))
        return;
    struct es_seal_key seal = key_for("esign ledger: seal");
    claim("a number is sealed", es_seal_close(&seal, (struct es_seal_context){hash, strlen(hash)},
                                              masked, strlen(masked), &bytes) &&
                                    es_seal_to_hex(bytes.data, bytes.len, &hex));
    set(entry, "masked", json_string(es_buf_str(&hex)));
}

/* Puts the seals of what reads as a ledger right. */
static bool put_right(const uint8_t *data, size_t size, struct es_buf *out)
{
    json_auto_t *object = es_json_read((const char *)data, size, NULL);
    struct es_seal_key id = key_for("esign ledger: id"), mac = key_for("esign ledger: mac");
    es_auto(buf) rest = {0};
    char hex[65];
    json_t *entry;
    size_t i;
    if (!json_is_object(object))
        return false;
    json_array_foreach(json_object_get(object, "entries"), i, entry)
    {
        seal_masked(entry);
    }
    claim("the key has a name", es_seal_mac(&id, "", 0, hex));
    set(object, "key_id", json_string(hex));
    (void)json_object_del(object, "mac");
    claim("the rest is written", es_json_write(object, ES_JSON_SORTED, &rest));
    claim("and sealed", es_seal_mac(&mac, rest.data, rest.len, hex));
    set(object, "mac", json_string(hex));
    return es_json_write(object, ES_JSON_COMPACT, out);
}

static bool same_records(const struct es_ledger_file *a, const struct es_ledger_file *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) {
        const struct es_ledger_record *one = &a->records[i], *other = &b->records[i];
        same = strcmp(one->hash, other->hash) == 0 && one->entry.count == other->entry.count &&
               strcmp(one->entry.host, other->entry.host) == 0 &&
               strcmp(one->entry.masked_id, other->entry.masked_id) == 0 &&
               one->n_open == other->n_open && one->asked_by == other->asked_by &&
               one->asked.wall == other->asked.wall && one->asked.up == other->asked.up &&
               strcmp(one->asked.boot, other->asked.boot) == 0;
        for (size_t k = 0; same && k < one->n_open; k++)
            same = one->open[k].token == other->open[k].token &&
                   one->open[k].beside == other->open[k].beside;
    }
    return same;
}

static void claim_whole(const struct es_ledger_file *file)
{
    for (size_t i = 0; i < file->n; i++) {
        const struct es_ledger_record *record = &file->records[i];
        claim("a hash is as long as a hash", strlen(record->hash) == 64);
        claim("a count is one",
              record->entry.count >= 0 && record->entry.count <= ES_LEDGER_COUNT_MAX);
        claim("no more tries are open than were counted",
              record->n_open <= ES_LEDGER_OPEN_MAX &&
                  record->n_open <= (size_t)record->entry.count);
        claim("a moment is one", es_moment_fits(&record->asked));
        claim("a record says something",
              record->entry.count > 0 || es_moment_is_set(&record->asked));
        claim("texts end",
              memchr(record->entry.host, '\0', sizeof record->entry.host) &&
                  memchr(record->entry.masked_id, '\0', sizeof record->entry.masked_id));
    }
    es_auto(buf) text = {.max = ES_LEDGER_FILE_MAX};
    struct es_ledger_file again = ES_LEDGER_FILE_INIT, other = ES_LEDGER_FILE_INIT;
    again.key = key;
    other.key = key_for("another");
    claim("a ledger is written", es_ledger_json_write(file, &text));
    claim("and read", es_ledger_json_read(&text, &again) == ES_LEDGER_WHOLE);
    claim("as it was", same_records(file, &again));
    claim("another key does not open it",
          es_ledger_json_read(&text, &other) == ES_LEDGER_OTHER_KEY && other.n == 0);
    claim("it is empty where it has no entries", es_ledger_json_is_empty(&text) == (file->n == 0));
    text.data[text.len / 2] ^= 1;
    struct es_ledger_file turned = ES_LEDGER_FILE_INIT;
    turned.key = key;
    claim("one bit is enough to refuse it", es_ledger_json_read(&text, &turned) != ES_LEDGER_WHOLE);
    es_ledger_file_free(&again);
    es_ledger_file_free(&other);
    es_ledger_file_free(&turned);
}

static void read_text(const struct es_buf *text)
{
    struct es_ledger_file file = ES_LEDGER_FILE_INIT;
    file.key = key;
    enum es_ledger_flaw flaw = es_ledger_json_read(text, &file);
    claim("a ledger is whole, or its flaw is one of three", flaw <= ES_LEDGER_OTHER_KEY);
    claim("there are no more entries than there may be", file.n <= ES_LEDGER_ENTRIES_MAX);
    if (flaw == ES_LEDGER_WHOLE)
        claim_whole(&file);
    es_ledger_file_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    es_auto(buf) text = {0}, sealed = {.max = ES_LEDGER_FILE_MAX};
    claim("there is room", size == 0 || es_buf_add(&text, data, size));
    read_text(&text);
    (void)es_ledger_json_is_empty(&text);
    if (put_right(data, size, &sealed))
        read_text(&sealed);
    return 0;
}
