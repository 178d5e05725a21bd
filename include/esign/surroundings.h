/* SPDX-License-Identifier: Apache-2.0 */
/* What of the machine and the user's settings can be in the way. Nothing is made or changed. */
#ifndef ESIGN_SURROUNDINGS_H
#define ESIGN_SURROUNDINGS_H

#include "esign/check.h"
#include "esign/file.h"
#include <stdint.h>

/* This computer's clock, by itself and, where `known`, beside the portal's: so many seconds ahead
 * of it. */
void es_clock_check(bool known, int64_t ahead, struct es_check *check);

/* The language of messages, and whether their letters can be shown. */
void es_locale_check(struct es_check *check);

/* Whether the folder is there, or can be made, is the user's alone and has room; `code` is what a
 * command fails with otherwise. */
void es_folder_check(enum es_folder folder, es_status code, struct es_check *check);

#endif
