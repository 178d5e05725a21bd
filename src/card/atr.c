/* SPDX-License-Identifier: Apache-2.0 */
/* Takes an answer to reset apart: ISO/IEC 7816-3:2006, section 8.2. */
#include "esign/card.h"
#include <stdio.h>
#include <string.h>

enum {
    DIRECT_CONVENTION = 0x3B,
    INVERSE_CONVENTION = 0x3F,
    GLOBAL_BYTES = 15, /* "T=15" says that interface bytes for all protocols follow */
};

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

static void name_card(const uint8_t *atr, size_t len, struct es_atr *out)
{
    const char *name = NULL;
    for (size_t i = 0; i < sizeof AKIS / sizeof AKIS[0] && !name; i++)
        if (pattern_fits(AKIS[i].historical, atr + out->historical, out->n_historical))
            name = AKIS[i].name;
    if (!name && memmem(atr, len, MAKER, sizeof MAKER - 1))
        name = "AKİS";
    out->family = name ? ES_CARD_AKIS : ES_CARD_OTHER;
    if (name)
        snprintf(out->name, sizeof out->name, "%s", name);
}

/* Walks over TA1 TB1 TC1 TD1 TA2 …; false where the bytes end first. */
static bool skip_interface_bytes(const uint8_t *atr, size_t len, struct es_atr *out, size_t *at,
                                 bool *with_check)
{
    unsigned follows = atr[1] >> 4; /* bit 0: TA, 1: TB, 2: TC, 3: TD */
    if (!(follows & 8U))
        out->protocols = 1U; /* no TD1: T=0 */
    while (follows) {
        *at += (follows & 1U) + (follows >> 1 & 1U) + (follows >> 2 & 1U);
        if (!(follows & 8U))
            break;
        if (*at >= len)
            return false;
        unsigned protocol = atr[*at] & 0x0FU;
        follows = atr[*at] >> 4;
        *at += 1;
        if (protocol != GLOBAL_BYTES)
            out->protocols |= 1U << protocol;
        if (protocol != 0)
            *with_check = true;
    }
    return *at <= len;
}

/* TCK makes the XOR of all bytes from T0 on zero; it is absent where only T=0 is named. */
static bool ends_well(const uint8_t *atr, size_t len, size_t at, bool with_check)
{
    if (!with_check)
        return at == len;
    uint8_t sum = 0;
    for (size_t i = 1; i < len; i++)
        sum ^= atr[i];
    return at + 1 == len && sum == 0;
}

bool es_atr_parse(const uint8_t *atr, size_t len, struct es_atr *out)
{
    memset(out, 0, sizeof *out);
    out->family = len ? ES_CARD_OTHER : ES_CARD_NONE;
    if (len < 2) {
        return false;
    }
    size_t at = 2;
    bool with_check = false;
    bool whole = skip_interface_bytes(atr, len, out, &at, &with_check);
    size_t wanted = atr[1] & 0x0FU;
    if (whole) {
        out->historical = at;
        out->n_historical = wanted < len - at ? wanted : len - at;
    }
    name_card(atr, len, out);
    return whole && out->n_historical == wanted && len <= ES_ATR_MAX &&
           (atr[0] == DIRECT_CONVENTION || atr[0] == INVERSE_CONVENTION) &&
           ends_well(atr, len, at + wanted, with_check);
}
