/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Card readers and their cards over PC/SC lite, which is loaded and called in a child process: one
 * that says nothing for 5 s is ended (ES_PCSC_HUNG), and what crashes it is told. The ATR is read
 * from SCardGetStatusChange; nothing here connects to the card, so no other program is disturbed
 * nor waited for. A PKCS #11 module (esign/module.h) does connect.
 */
#ifndef ESIGN_CARD_H
#define ESIGN_CARD_H

#include "esign/atr.h"
#include "esign/error.h"

enum { ES_READERS_MAX = 16, ES_READER_NAME_MAX = 128 };

enum es_reader_state { /* best first */
                       ES_READER_PRESENT,
                       ES_READER_HELD, /* "in_use": another program holds the card exclusively */
                       ES_READER_MUTE,
                       ES_READER_UNPOWERED, /* "mute": a card is in, but the reader has told no ATR
                                             */
                       ES_READER_EMPTY,
                       ES_READER_UNKNOWN,
};
const char *es_reader_state_name(enum es_reader_state state);

struct es_reader {
    char name[ES_READER_NAME_MAX]; /* made safe to show */
    enum es_reader_state state;
    bool shared; /* another program is connected to the card as well */
    uint8_t atr[ES_ATR_BYTES_MAX];
    size_t atr_len;     /* 0: none */
    struct es_atr card; /* where atr_len > 0 */
};

struct es_readers {
    size_t n;
    bool partial;      /* there are others, which were not asked for or not taken */
    const char *cause; /* see es_card_cause_text */
    struct es_reader reader[ES_READERS_MAX];
};

struct es_card_watch; /* a PC/SC context kept open while waiting */

/* Looks once. `match` (NULL: all) keeps the readers whose name holds it, case not counting.
 * ES_OK: a card is present in one of them. Else the best state decides: ES_READER_IN_USE,
 * ES_CARD_MUTE, ES_NO_CARD, ES_READER_LOST, ES_NO_READER, or ES_PCSC_ABSENT, ES_PCSC_DENIED,
 * ES_PCSC_HUNG; ES_NO_RESOURCES, *readers' cause being NULL then. *readers is filled as far as they
 * were seen, on failure too. */
es_status es_card_look(const char *match, struct es_readers *readers,
                       struct es_error *err) ES_MUST_CHECK;

/* readers->cause is a stable word that says more than the code; NULL where nothing was looked at:
 * "present", "shared", "akis_or_identity", "not_akis", "atr_garbled" (all ES_OK), "exclusive",
 * "mute", "unpowered", "empty", "card_pulled", "reader_lost", "no_reader", "no_such_reader",
 * "library_missing", "library_crashed", "service_not_installed", "service_not_running",
 * "socket_stale", "service_nonsense", "service_hung", "socket_refused", "service_refused".
 * Its sentence (small, without a full stop) and the one thing to do, in the chosen language; NULL
 * where there is nothing to say. */
const char *es_card_cause_text(const char *cause);
const char *es_card_cause_remedy(const char *cause);

/* Whether another program is connected to a card that is present, too. */
bool es_card_is_shared(const struct es_readers *readers);

/* Waits, by PC/SC events, until es_card_look would give another answer than the one told last
 * (the first call returns at once), or `seconds` (< 0: for ever) have passed; a service that has
 * not answered even once by then, or in one second, is ES_PCSC_HUNG. A card that another program
 * begins to share is no other answer. Reader lists are looked at again every second; it survives a
 * restart of the service. A reader that goes while it is waited on is ES_READER_LOST until there is
 * one again; one whose card was taken out, and which is still there, is "card_pulled" until there
 * is a card. Opening never asks the service: that it is away is an answer. ES_NO_RESOURCES. */
es_status es_card_watch_open(const char *match, struct es_card_watch **out,
                             struct es_error *err) ES_MUST_CHECK;
es_status es_card_watch_next(struct es_card_watch *watch, double seconds,
                             struct es_readers *readers, bool *changed,
                             struct es_error *err) ES_MUST_CHECK;
void es_card_watch_free(struct es_card_watch **watch);

#endif
