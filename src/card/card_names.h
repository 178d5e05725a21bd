/* SPDX-License-Identifier: Apache-2.0 */
/* Which card an answer to reset is of. */
#ifndef ESIGN_CARD_NAMES_H
#define ESIGN_CARD_NAMES_H

#include "esign/atr.h"

/* Fills `family` and `name` from the bytes and from the historical ones that `out` tells. */
void es_card_name(const uint8_t *atr, size_t len, struct es_atr *out);

#endif
