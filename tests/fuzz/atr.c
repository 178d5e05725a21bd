/* SPDX-License-Identifier: Apache-2.0 */
/* A card's answer to reset. */
#include "esign/atr.h"
#include "fuzz.h"

/* The same input as digits that somebody typed. */
static void read_digits(const uint8_t *data, size_t size)
{
    char digits[4 * ES_ATR_BYTES_MAX];
    uint8_t bytes[ES_ATR_BYTES_MAX];
    size_t len = size < sizeof digits ? size : sizeof digits - 1;
    memcpy(digits, data, len);
    digits[len] = '\0';
    bool read = es_atr_read(digits, bytes, &len);
    claim("digits are some bytes, and not too many", !read || (len > 0 && len <= sizeof bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_atr atr;
    bool well = es_atr_parse(data, size, &atr);
    claim("a well-formed one has a length that is allowed",
          !well || (size >= 2 && size <= ES_ATR_MAX));
    claim("the historical bytes lie inside",
          atr.historical <= size && atr.n_historical <= size - atr.historical);
    claim("a card is of no family only where there is none",
          (atr.family == ES_CARD_NONE) == (size == 0));
    claim("a name ends", memchr(atr.name, '\0', sizeof atr.name));
    claim("a name is of a family we know", !atr.name[0] || atr.family == ES_CARD_AKIS);
    claim("a well-formed one names a protocol, or all are global",
          !well || atr.protocols || data[1] & 0x80);
    claim("what is wrong is told where it is not well formed",
          well == (atr.fault == ES_ATR_WELL_FORMED) && es_atr_fault_name(atr.fault));
    claim("how the check byte stands has a word", *es_atr_check_name(atr.check));
    read_digits(data, size);
    claim("a well-formed one has a right check byte, or needs none",
          !well || atr.check != ES_ATR_CHECK_WRONG);
    claim("interface bytes stand before the historical ones",
          !atr.n_historical || atr.n_interface + 2 <= atr.historical);
    for (size_t i = 0; i < atr.n_interface; i++)
        claim("an interface byte is TA1 or one behind it",
              strchr("ABCD", atr.interface[i].letter) && atr.interface[i].level > 0);
    claim("a protocol is one of fifteen", atr.protocols < 1u << 15);
    return 0;
}
