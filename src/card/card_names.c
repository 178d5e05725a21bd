/* SPDX-License-Identifier: Apache-2.0 */
/* Which card an answer to reset is of. */
#include "card_names.h"
#include <stdio.h>
#include <string.h>

/* AKİS cards by their historical bytes; "." is any nibble, and the first row that fits names the
 * card, so versions stand before the family they belong to. The family of the v2 cards is also
 * that of the national identity card: the ATR proves AKİS, not what the card is for. */
static const struct akis {
    const char *historical;
    const char *name;
} AKIS[] = {
    {"55454B41452056312E30", "AKİS v1.0"},
    {"806755454B41451212318073B3A180", "AKİS v1.2"},
    {"806755454B41451252318073B3A180", "AKİS v1.2.1"},
    {"806755454B41451253318073B3A180", "AKİS v1.2.1"},
    {"806755454B41451292318073B3A180", "AKİS v1.2.2"},
    {"806755454B41451293318073B3A180", "AKİS v1.3"},
    {"806755454B4145....318073B3A180", "AKİS v1"},
    {"80655443D2210831C073F6218081..", "AKİS v2.2.8"},
    {"8065544353228231C073F6218081..", "AKİS v2.5.2"},
    {"80655443......31C073F6218081..", "AKİS v2"},
    {"8066683209......31958105", "AKİS v3"},
    {"8066683249......31958105", "AKİS v3 (test)"},
};

/* The maker's name in ASCII, in every card of the first generation. */
static const char MAKER[] = "UEKAE";

static unsigned nibble_at(const uint8_t *bytes, size_t i)
{
    return i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0x0FU;
}

static bool pattern_fits(const char *pattern, const uint8_t *bytes, size_t len)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    if (strlen(pattern) != 2 * len)
        return false;
    for (size_t i = 0; i < 2 * len; i++)
        if (pattern[i] != '.' && pattern[i] != DIGITS[nibble_at(bytes, i)])
            return false;
    return true;
}

void es_card_name(const uint8_t *atr, size_t len, struct es_atr *out)
{
    const char *name = NULL;
    for (size_t i = 0; i < sizeof AKIS / sizeof AKIS[0] && !name; i++)
        if (pattern_fits(AKIS[i].historical, atr + out->historical, out->n_historical))
            name = AKIS[i].name;
    if (!name && len && memmem(atr, len, MAKER, sizeof MAKER - 1))
        name = "AKİS";
    out->family = name ? ES_CARD_AKIS : len ? ES_CARD_OTHER : ES_CARD_NONE;
    if (name)
        snprintf(out->name, sizeof out->name, "%s", name);
}
