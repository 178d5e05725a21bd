/* SPDX-License-Identifier: Apache-2.0 */
#include "keyring.h"
#include "esign/file.h"
#include "esign/session.h"
#include "kernel_key.h"
#include <string.h>

enum { NAME_MAX_BYTES = 96 };

static bool name_of(const struct es_key_place *place, char name[NAME_MAX_BYTES])
{
    static const char prefix[] = "esign:session:";
    memcpy(name, prefix, sizeof(prefix));
    return es_seal_digest(place->session_path, strlen(place->session_path),
                          name + sizeof(prefix) - 1);
}

static bool take(const struct es_buf *bytes, struct es_seal_key *key)
{
    if (bytes->len != sizeof(key->bytes))
        return false;
    memcpy(key->bytes, bytes->data, sizeof(key->bytes));
    return true;
}

static bool keyring_load(const struct es_key_place *place, struct es_seal_key *key)
{
    char name[NAME_MAX_BYTES];
    es_auto(buf) bytes = ES_BUF_SECRET;
    return name_of(place, name) && es_kernel_key_load(name, &bytes) && take(&bytes, key);
}

static bool keyring_save(const struct es_key_place *place, const struct es_seal_key *key)
{
    char name[NAME_MAX_BYTES];
    return name_of(place, name) &&
           es_kernel_key_save(name, key->bytes, sizeof(key->bytes), ES_SESSION_IDLE_SECONDS);
}

static void keyring_forget(const struct es_key_place *place)
{
    char name[NAME_MAX_BYTES];
    if (name_of(place, name))
        es_kernel_key_forget(name);
}

const struct es_key_store es_keyring = {
    .mark = 'K',
    .load = keyring_load,
    .save = keyring_save,
    .forget = keyring_forget,
};

static bool file_load(const struct es_key_place *place, struct es_seal_key *key)
{
    es_auto(buf) bytes = {.secret = true, .max = sizeof(key->bytes) + 1};
    return es_file_read_own(place->key_path, ES_FILE_READABLE, sizeof(key->bytes), &bytes) &&
           take(&bytes, key);
}

static bool file_save(const struct es_key_place *place, const struct es_seal_key *key)
{
    return es_file_write(place->key_path, key->bytes, sizeof(key->bytes));
}

static void file_forget(const struct es_key_place *place)
{
    (void)es_file_remove(place->key_path);
}

const struct es_key_store es_key_file = {
    .mark = 'F',
    .load = file_load,
    .save = file_save,
    .forget = file_forget,
};
