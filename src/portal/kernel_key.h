/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few bytes in the user's kernel keyring: in the kernel's memory alone, never on a disk, and
 * gone after a time whether esign runs again or not.
 */
#ifndef ESIGN_PORTAL_KERNEL_KEY_H
#define ESIGN_PORTAL_KERNEL_KEY_H

#include "esign/buf.h"

/* Well below what the kernel allows a user for all their keys (20,000 bytes). */
enum { ES_KERNEL_KEY_MAX = 8192 };

/* Adds them to out, which should be secret. False where there are none, or the keyring is
 * refused. */
bool es_kernel_key_load(const char *name, struct es_buf *out) ES_MUST_CHECK;

/* Saves them for so many seconds; where the very same are there already, their time begins anew.
 * False where the keyring is refused or full; nothing is left behind then. */
bool es_kernel_key_save(const char *name, const void *bytes, size_t len,
                        unsigned seconds) ES_MUST_CHECK;

void es_kernel_key_forget(const char *name);

#endif
