/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keyring is the user's (KEY_SPEC_USER_KEYRING), shared by all of the user's logins. Whoever
 * holds a keyring through the session's possesses its keys; under cron, su or some containers
 * the user's keyring is not linked there, so possession is missing and the user's own bits
 * decide. A fresh key gives the user no more than a look: it is made usable with setperm, and to
 * be allowed that, the user's keyring is linked into this process's own keyring first.
 * Source: keyrings(7), user-keyring(7), keyctl_setperm(3).
 */
#include "kernel_key.h"
#include "esign/secret.h"
#include <keyutils.h>
#include <openssl/crypto.h>
#include <string.h>

static key_serial_t find(const char *name)
{
    /* Where even this is refused, the search below will be too, or needs no possession. */
    (void)keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING);
    long key = keyctl_search(KEY_SPEC_USER_KEYRING, "user", name, 0);
    return key > 0 ? (key_serial_t)key : -1;
}

bool es_kernel_key_load(const char *name, struct es_buf *out)
{
    char bytes[ES_KERNEL_KEY_MAX];
    key_serial_t serial = find(name);
    long len = serial > 0 ? keyctl_read(serial, bytes, sizeof(bytes)) : -1;
    bool ok = len > 0 && len <= (long)sizeof(bytes) && es_buf_add(out, bytes, (size_t)len);
    es_wipe(bytes, sizeof(bytes));
    return ok;
}

void es_kernel_key_forget(const char *name)
{
    key_serial_t serial = find(name);
    if (serial > 0) {
        (void)keyctl_unlink(serial, KEY_SPEC_USER_KEYRING);
        (void)keyctl_revoke(serial); /* also for whoever linked it elsewhere */
    }
}

static bool holds(const char *name, const void *bytes, size_t len)
{
    es_auto(buf) there = ES_BUF_SECRET;
    return es_kernel_key_load(name, &there) && there.len == len &&
           CRYPTO_memcmp(there.data, bytes, len) == 0;
}

/* The user's other logins must be able to read the key, renew its time and remove it. */
static bool make_usable(key_serial_t serial, unsigned seconds)
{
    const key_perm_t permissions = KEY_POS_ALL | KEY_USR_ALL;
    return keyctl_set_timeout(serial, seconds) == 0 && keyctl_setperm(serial, permissions) == 0;
}

bool es_kernel_key_save(const char *name, const void *bytes, size_t len, unsigned seconds)
{
    if (holds(name, bytes, len) && make_usable(find(name), seconds))
        return true;
    (void)keyctl_link(KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING);
    key_serial_t serial = add_key("user", name, bytes, len, KEY_SPEC_USER_KEYRING);
    if (serial > 0 && make_usable(serial, seconds) && holds(name, bytes, len))
        return true;
    if (serial > 0) {
        (void)keyctl_revoke(serial);
        (void)keyctl_unlink(serial, KEY_SPEC_USER_KEYRING);
    }
    return false;
}
