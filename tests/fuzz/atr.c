/* SPDX-License-Identifier: Apache-2.0 */
/* A card's answer to reset. */
#include "esign/atr.h"
#include "fuzz.h"

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
