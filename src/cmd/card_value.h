/* SPDX-License-Identifier: Apache-2.0 */
/* What card-check's result says of readers and of cards. */
#ifndef ESIGN_CMD_CARD_VALUE_H
#define ESIGN_CMD_CARD_VALUE_H

#include "esign/card.h"
#include "options.h"
#include <jansson.h>

/* Upper-case digits; null where there are no bytes. */
json_t *card_hex_value(const uint8_t *bytes, size_t len);

/* The contract's `card` object of an answer to reset. */
json_t *card_value(const uint8_t *atr, size_t len, const struct es_atr *card);

/* Fills in all but `atr` and `card`, which are of an answer to reset that was given. */
void card_fill_data(json_t *data, es_status status, const struct es_readers *readers,
                    const struct es_error *err);

/* Where the configuration file names a reader and there is none such: the error says so. */
es_status card_blame_reader(const struct opt_values *options, const struct es_readers *readers,
                            es_status status, struct es_error *err) ES_MUST_CHECK;

#endif
