/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keyring is the user's (KEY_SPEC_USER_KEYRING), shared by all of the user's logins. Whoever
 * holds a keyring through the session's possesses its keys; under cron, su or some containers
 * the user's keyring is not linked there, so possession is missing and the user's own bits
 * decide. A fresh key gives the user no more than a look: it is made usable with setperm, and to
 * be allowed that, the user's keyring is linked into this process's own keyring first.
 * Source: keyrings(7), user-keyring(7), keyctl_setperm(3).
 */
#include "keyring.h"
#include "esign/file.h"
#include "esign/secret.h"
#include "esign/session.h"
#include <errno.h>
#include <keyutils.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

enum { DESCRIPTION_MAX = 96 };

static bool describe(const struct es_key_place *place, char description[DESCRIPTION_MAX])
{
    static const char prefix[] = "esign:session:";
    memcpy(description, prefix, sizeof(prefix));
    return es_seal_digest(place->session_path, description + sizeof(prefix) - 1);
}

static key_serial_t find(const struct es_key_place *place)
{
    char description[DESCRIPTION_MAX];
    if (!describe(place, description)) {
        return -1;
    }
    /* Where even this is refused, the search below will be too, or needs no possession. */
    (void)keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING);
    long key = keyctl_search(KEY_SPEC_USER_KEYRING, "user", description, 0);
    return key > 0 ? (key_serial_t)key : -1;
}

static bool keyring_load(const struct es_key_place *place, struct es_seal_key *key)
{
    key_serial_t serial = find(place);
    return serial > 0 &&
           keyctl_read(serial, (char *)key->bytes, sizeof(key->bytes)) == (long)sizeof(key->bytes);
}

static void keyring_forget(const struct es_key_place *place)
{
    key_serial_t serial = find(place);
    if (serial > 0) {
        (void)keyctl_unlink(serial, KEY_SPEC_USER_KEYRING);
        (void)keyctl_revoke(serial); /* also for whoever linked it elsewhere */
    }
}

static bool holds(const struct es_key_place *place, const struct es_seal_key *wanted)
{
    es_auto(seal_key) key = {0};
    return keyring_load(place, &key) &&
           CRYPTO_memcmp(key.bytes, wanted->bytes, sizeof(key.bytes)) == 0;
}

/* The user's other logins must be able to read the key, renew its hour and remove it. */
static bool make_usable(key_serial_t serial)
{
    const key_perm_t permissions = KEY_POS_ALL | KEY_USR_ALL;
    return keyctl_set_timeout(serial, ES_SESSION_IDLE_SECONDS) == 0 &&
           keyctl_setperm(serial, permissions) == 0;
}

static bool keyring_save(const struct es_key_place *place, const struct es_seal_key *key)
{
    if (holds(place, key) && make_usable(find(place))) {
        return true;
    }
    char description[DESCRIPTION_MAX];
    (void)keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING);
    if (!describe(place, description)) {
        return false;
    }
    key_serial_t serial =
        add_key("user", description, key->bytes, sizeof(key->bytes), KEY_SPEC_USER_KEYRING);
    if (serial > 0 && make_usable(serial) && holds(place, key)) {
        return true;
    }
    if (serial > 0) {
        (void)keyctl_revoke(serial);
        (void)keyctl_unlink(serial, KEY_SPEC_USER_KEYRING);
    }
    return false;
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
    if (!es_file_read(place->key_path, sizeof(key->bytes), &bytes) ||
        bytes.len != sizeof(key->bytes)) {
        return false;
    }
    memcpy(key->bytes, bytes.data, sizeof(key->bytes));
    return true;
}

static bool file_save(const struct es_key_place *place, const struct es_seal_key *key)
{
    return es_file_write(place->key_path, key->bytes, sizeof(key->bytes));
}

static void file_forget(const struct es_key_place *place)
{
    (void)unlink(place->key_path);
}

const struct es_key_store es_key_file = {
    .mark = 'F',
    .load = file_load,
    .save = file_save,
    .forget = file_forget,
};
