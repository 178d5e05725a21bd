/* SPDX-License-Identifier: Apache-2.0 */
/* Takes an answer to reset apart. */
#include "esign/atr.h"
#include "card_names.h"
#include "esign/text.h"
#include <string.h>

enum {
    DIRECT_CONVENTION = 0x3B,
    INVERSE_CONVENTION = 0x3F,
    GLOBAL_BYTES = 15, /* "T=15" says that interface bytes for all protocols follow */
    RESERVED = -1,
};

/* Where the walk through the bytes stands. */
struct walk {
    const uint8_t *atr;
    size_t len, at;
    unsigned protocol; /* of the last TD byte */
    bool with_check;   /* another protocol than T=0 was named */
    struct es_atr *out;
};

/* ISO/IEC 7816-3, tables 7 and 8: Fi and the highest clock with it; Di. */
static void read_speed(struct es_atr_byte *byte)
{
    static const int FI[16] = {372,      372, 558, 744,  1116, 1488, 1860,     RESERVED,
                               RESERVED, 512, 768, 1024, 1536, 2048, RESERVED, RESERVED};
    static const int CLOCK[16] = {4000,     5000, 6000, 8000,  12000, 16000, 20000,    RESERVED,
                                  RESERVED, 5000, 7500, 10000, 15000, 20000, RESERVED, RESERVED};
    static const int DI[16] = {RESERVED, 1,        2,        4,       8,        16,
                               32,       64,       12,       20,      RESERVED, RESERVED,
                               RESERVED, RESERVED, RESERVED, RESERVED};
    byte->number[0] = FI[byte->value >> 4];
    byte->number[1] = DI[byte->value & 0x0FU];
    byte->number[2] = CLOCK[byte->value >> 4];
}

static enum es_atr_topic topic_of(const struct es_atr_byte *byte, unsigned protocol)
{
    static const enum es_atr_topic FIRST[] = {ES_ATR_SPEED, ES_ATR_VPP, ES_ATR_GUARD};
    static const enum es_atr_topic SECOND[] = {ES_ATR_MODE, ES_ATR_VPP, ES_ATR_WORK};
    static const enum es_atr_topic T1[] = {ES_ATR_BLOCK, ES_ATR_WAITING, ES_ATR_CODE};
    static const enum es_atr_topic GLOBAL[] = {ES_ATR_SUPPLY, ES_ATR_CONTACT, ES_ATR_OTHER};
    if (byte->letter == 'D')
        return ES_ATR_PROTOCOL;
    size_t i = (size_t)(byte->letter - 'A');
    if (byte->level == 1)
        return FIRST[i];
    if (byte->level == 2)
        return SECOND[i] == ES_ATR_WORK && protocol != 0 ? ES_ATR_OTHER : SECOND[i];
    if (protocol == 1)
        return T1[i];
    return protocol == GLOBAL_BYTES ? GLOBAL[i] : ES_ATR_OTHER;
}

static void read_numbers(struct es_atr_byte *byte)
{
    int value = byte->value, low = value & 0x0F, high = value >> 4;
    int *number = byte->number;
    switch (byte->topic) {
    case ES_ATR_SPEED:
        read_speed(byte);
        break;
    case ES_ATR_MODE:
        number[0] = low, number[1] = !(value & 0x80), number[2] = !!(value & 0x10);
        break;
    case ES_ATR_BLOCK: /* 0 and 255 are reserved */
        number[0] = value == 0 || value == 255 ? RESERVED : value;
        break;
    case ES_ATR_WAITING: /* a block waiting integer above 9 is reserved */
        number[0] = high > 9 ? RESERVED : high, number[1] = low;
        break;
    case ES_ATR_CODE:
        number[0] = value > 1 ? RESERVED : value;
        break;
    case ES_ATR_WORK: /* 0 is reserved */
        number[0] = value == 0 ? RESERVED : value;
        break;
    case ES_ATR_SUPPLY:
        number[0] = value >> 6, number[1] = value & 0x3F;
        break;
    case ES_ATR_PROTOCOL:
        number[0] = low;
        break;
    case ES_ATR_VPP:
    case ES_ATR_GUARD:
    case ES_ATR_CONTACT:
    case ES_ATR_OTHER:
        number[0] = value;
        break;
    }
}

/* False where the bytes have ended. */
static bool take_interface_byte(struct walk *walk, char letter, unsigned level)
{
    if (walk->at >= walk->len)
        return false;
    struct es_atr_byte byte = {.letter = letter, .level = level, .value = walk->atr[walk->at++]};
    byte.topic = topic_of(&byte, walk->protocol);
    read_numbers(&byte);
    if (walk->out->n_interface < ES_ATR_INTERFACE_MAX)
        walk->out->interface[walk->out->n_interface++] = byte;
    return true;
}

/* TA1 TB1 TC1 TD1 TA2 …: T0 and each TD say which follow. */
static bool take_interface_bytes(struct walk *walk)
{
    unsigned follows = walk->atr[1] >> 4; /* bit 0: TA, 1: TB, 2: TC, 3: TD */
    if (!(follows & 8U))
        walk->out->protocols = 1U; /* no TD1: T=0 */
    for (unsigned level = 1; follows; level++) {
        for (unsigned i = 0; i < 4; i++)
            if ((follows >> i & 1U) && !take_interface_byte(walk, (char)('A' + i), level))
                return false;
        if (!(follows & 8U))
            return true;
        uint8_t td = walk->atr[walk->at - 1];
        follows = td >> 4;
        walk->protocol = td & 0x0FU;
        walk->with_check = walk->with_check || walk->protocol != 0;
        if (walk->protocol != GLOBAL_BYTES)
            walk->out->protocols |= 1U << walk->protocol;
    }
    return true;
}

static void take_historical_bytes(struct walk *walk)
{
    size_t wanted = walk->atr[1] & 0x0FU, left = walk->len - walk->at;
    walk->out->historical = walk->at;
    walk->out->n_historical = wanted < left ? wanted : left;
    walk->at += walk->out->n_historical;
}

/* TCK makes the XOR of all bytes from T0 on zero; it is absent where only T=0 is named. */
static void take_check_byte(struct walk *walk)
{
    uint8_t sum = 0;
    if (!walk->with_check || walk->at >= walk->len)
        return;
    for (size_t i = 1; i <= walk->at; i++)
        sum ^= walk->atr[i];
    walk->at++;
    walk->out->check = sum == 0 ? ES_ATR_CHECK_RIGHT : ES_ATR_CHECK_WRONG;
}

static enum es_atr_fault fault_of(const struct walk *walk, bool whole)
{
    const struct es_atr *out = walk->out;
    if (walk->len > 0 && walk->atr[0] != DIRECT_CONVENTION && walk->atr[0] != INVERSE_CONVENTION)
        return ES_ATR_BAD_START;
    if (!whole || out->n_historical < (walk->atr[1] & 0x0FU) ||
        (walk->with_check && out->check == ES_ATR_UNCHECKED))
        return ES_ATR_CUT;
    if (walk->at < walk->len || walk->len > ES_ATR_MAX)
        return ES_ATR_TOO_LONG;
    return out->check == ES_ATR_CHECK_WRONG ? ES_ATR_BAD_CHECK : ES_ATR_WELL_FORMED;
}

bool es_atr_parse(const uint8_t *atr, size_t len, struct es_atr *out)
{
    struct walk walk = {.atr = atr, .len = len, .at = 2, .out = out};
    memset(out, 0, sizeof *out);
    out->inverse = len > 0 && atr[0] == INVERSE_CONVENTION;
    bool whole = len >= 2 && take_interface_bytes(&walk);
    if (whole) {
        take_historical_bytes(&walk);
        take_check_byte(&walk);
    }
    es_card_name(atr, len, out);
    out->fault = fault_of(&walk, whole);
    return out->fault == ES_ATR_WELL_FORMED;
}

const char *es_atr_fault_name(enum es_atr_fault fault)
{
    static const char *const NAMES[] = {
        [ES_ATR_WELL_FORMED] = "well_formed",
        [ES_ATR_BAD_START] = "bad_start",
        [ES_ATR_CUT] = "cut",
        [ES_ATR_TOO_LONG] = "too_long",
        [ES_ATR_BAD_CHECK] = "bad_check",
    };
    return NAMES[fault];
}

const char *es_atr_check_name(enum es_atr_check check)
{
    static const char *const NAMES[] = {"unchecked", "right", "wrong"};
    return NAMES[check];
}

bool es_atr_read(const char *digits, uint8_t bytes[ES_ATR_BYTES_MAX], size_t *len)
{
    for (*len = 0; *digits; digits += 2) {
        digits += strspn(digits, " :-");
        if (!*digits)
            break;
        int high = es_text_hex_digit(digits[0]);
        int low = high < 0 ? -1 : es_text_hex_digit(digits[1]);
        if (low < 0 || *len == ES_ATR_BYTES_MAX)
            return false;
        bytes[(*len)++] = (uint8_t)(high << 4 | low);
    }
    return *len > 0;
}
