/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer to reset taken apart: ISO/IEC 7816-3:2006, section 8.2. Pure: any bytes are taken.
 */
#ifndef ESIGN_ATR_H
#define ESIGN_ATR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ES_ATR_MAX = 33,
    ES_ATR_BYTES_MAX = 256,    /* what is taken of one that is too long */
    ES_ATR_INTERFACE_MAX = 31, /* interface bytes of one that is well formed */
};

enum es_card_family { ES_CARD_NONE, ES_CARD_AKIS, ES_CARD_OTHER };

enum es_atr_fault { /* what is wrong with it; the first that was met */
                    ES_ATR_WELL_FORMED,
                    ES_ATR_BAD_START, /* TS is no convention */
                    ES_ATR_CUT,       /* it ends before its end */
                    ES_ATR_TOO_LONG,  /* bytes behind its end, or more than ES_ATR_MAX */
                    ES_ATR_BAD_CHECK, /* TCK is another than the bytes make */
};

enum es_atr_check { ES_ATR_UNCHECKED, ES_ATR_CHECK_RIGHT, ES_ATR_CHECK_WRONG };

/* What an interface byte says; its numbers in this order. A number below nought is reserved. */
enum es_atr_topic {
    ES_ATR_OTHER,    /* nothing that the standard names */
    ES_ATR_SPEED,    /* TA1: Fi, Di, highest clock in kHz */
    ES_ATR_VPP,      /* TB1, TB2: the programming voltage of old cards */
    ES_ATR_GUARD,    /* TC1: extra guard time */
    ES_ATR_MODE,     /* TA2: protocol; 1: it can change; 1: speed is not told by TA1 */
    ES_ATR_WORK,     /* TC2: waiting time integer of T=0 */
    ES_ATR_BLOCK,    /* T=1, TA: longest block in bytes */
    ES_ATR_WAITING,  /* T=1, TB: block and character waiting time integers */
    ES_ATR_CODE,     /* T=1, TC: 1 for a CRC, 0 for an LRC */
    ES_ATR_SUPPLY,   /* T=15, TA: clock stop (0 no, 1 low, 2 high, 3 either); classes, A is bit 0 */
    ES_ATR_CONTACT,  /* T=15, TB: use of contact C6 */
    ES_ATR_PROTOCOL, /* TD: T */
};

enum { ES_ATR_NUMBERS = 3 };

struct es_atr_byte {
    char letter;    /* A, B, C or D */
    unsigned level; /* 1 for TA1 */
    uint8_t value;
    enum es_atr_topic topic;
    int number[ES_ATR_NUMBERS];
};

struct es_atr {
    enum es_card_family family;
    char name[64]; /* e.g. "AKİS v1.2"; "" where not known */
    enum es_atr_fault fault;
    enum es_atr_check check;
    bool inverse;                    /* its convention, where TS is one */
    unsigned protocols;              /* bit 0: T=0, bit 1: T=1, bit n: T=n */
    size_t historical, n_historical; /* offset and length of the historical bytes */
    size_t n_interface;
    struct es_atr_byte interface[ES_ATR_INTERFACE_MAX];
};

/* Takes an ATR apart. True where it is well formed; else `fault` says why not, and the rest is
 * filled as far as it can be told. */
bool es_atr_parse(const uint8_t *atr, size_t len, struct es_atr *out);

/* Stable words: "well_formed", "bad_start", …; "unchecked", "right", "wrong". */
const char *es_atr_fault_name(enum es_atr_fault fault);
const char *es_atr_check_name(enum es_atr_check check);

/* Bytes from digits as people write them: in either case, with blanks, ':' or '-' between the
 * bytes. False where they are none, or more than ES_ATR_BYTES_MAX. */
bool es_atr_read(const char *digits, uint8_t bytes[ES_ATR_BYTES_MAX], size_t *len);

#endif
