/* SPDX-License-Identifier: Apache-2.0 */
/* The invented people of the practice portal. */
#ifndef ESIGN_PRACTICE_ACCOUNTS_H
#define ESIGN_PRACTICE_ACCOUNTS_H

#include <jansson.h>

#include "store.h"

/* {"accounts":[{"id","word","phone","email","cards":[{"description","serial","pin","puk"}]}]},
 * from the file, or the built-in ones with that many cards. Prints what is wrong; NULL then. */
json_t *es_accounts_read(const char *file, int cards);

/* False (and says so) where an account lacks something. */
bool es_accounts_store(const json_t *accounts, struct es_store *store);

/* Tells the person at the terminal who can log in with what. */
void es_accounts_print(const json_t *accounts);

#endif
