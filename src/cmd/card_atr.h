/* SPDX-License-Identifier: Apache-2.0 */
/* card-check --atr: an answer to reset explained to a person. */
#ifndef ESIGN_CMD_CARD_ATR_H
#define ESIGN_CMD_CARD_ATR_H

#include <jansson.h>
#include <stdio.h>

/* `card` is card_value's object. */
void card_show_atr(const char *hex, const json_t *card, FILE *out);

#endif
