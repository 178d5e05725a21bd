/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parent and the child that loads the module say to each other, over one socket: the
 * parent an order, the child records, each with a header. Parent and child are the same program,
 * so the structs' layout is the same. The parent believes none of it: the module is in the child.
 */
#ifndef ESIGN_CARD_MODULE_TALK_H
#define ESIGN_CARD_MODULE_TALK_H

#include "esign/module.h"
#include <limits.h>
#include <sys/types.h>

enum { TALK_MAGIC = 0x31314B50 };

enum talk_deed { DEED_LOOK, DEED_LOOK_AT_CERTIFICATES, DEED_VERIFY, DEED_CHANGE };

struct talk_order {
    uint32_t magic, deed;
    uint64_t slot;          /* for a PIN */
    uint32_t seconds, zero; /* of the processor */
    char path[PATH_MAX];
};

/* Sent only after the child has told of the token, with a session open. */
struct talk_pins {
    uint32_t magic, len, new_len;
    char pin[ES_PIN_MAX], new_pin[ES_PIN_MAX];
};

enum talk_kind {
    TALK_TOKEN = 1,   /* struct talk_token */
    TALK_CERTIFICATE, /* DER, of the token told last */
    TALK_RESULT,      /* struct talk_result: what came of the PIN */
    TALK_END,         /* struct talk_result: of all, and the last record */
};

struct talk_header {
    uint32_t magic, kind, len;
};

struct talk_token { /* text as PKCS #11 gives it: padded with blanks, without a NUL */
    uint64_t slot, flags, pin_least, pin_most;
    char reader[64], label[32], serial[16];
};

enum talk_stage {               /* how far the child came */
                  STAGE_MEMORY, /* there is none for a PIN */
                  STAGE_LOAD,
                  STAGE_FUNCTIONS,
                  STAGE_INITIALISE,
                  STAGE_SLOTS,
                  STAGE_TOKEN,
                  STAGE_SESSION,
                  STAGE_CERTIFICATES,
                  STAGE_LOGIN,
                  STAGE_SET_PIN,
                  STAGE_DONE,
                  STAGES
};

struct talk_result {
    uint32_t stage;
    uint32_t nonsense; /* 1: what the module answered cannot be */
    uint64_t value;    /* CK_RV; 0 in STAGE_DONE */
    char why[240];     /* the loader's words, or "" */
};

/* Takes a record of a kind that tells of cards into the view. ES_MODULE_FAILED: it is nonsense;
 * ES_NO_RESOURCES. A certificate that is none is passed over. Pure but for memory. */
es_status es_module_take(struct es_module_view *view, uint32_t kind, const void *bytes,
                         size_t len) ES_MUST_CHECK;

/* The longest record of a kind; 0: there is none such. */
size_t es_module_longest(uint32_t kind);

/* What a module's answer to a PIN means. Pure. */
es_status es_module_judge_pin(const struct talk_result *result, enum es_pin_state after,
                              struct es_error *err);

/* ---- the parent's side (module.c) ---- */

struct talk {
    const char *path;
    pid_t child; /* 0: there is none */
    int fd;
    int milliseconds; /* that it gets from its start, and again once it has a PIN */
    bool shared;      /* es_module_look */
    int64_t deadline;
    bool late, nonsense, no_memory; /* why nothing was heard */
    bool hung_up;                   /* the socket's other end is closed */
    bool ended;                     /* and the child ended by itself */
    struct talk_header header;      /* of the record heard last */
    char *bytes;
};

/* Starts the child and gives it the order. ES_NO_RESOURCES. */
es_status es_talk_begin(struct talk *talk, enum talk_deed deed, uint64_t slot,
                        struct es_error *err) ES_MUST_CHECK;
bool es_talk_say(struct talk *talk, const void *bytes, size_t len) ES_MUST_CHECK;

/* The next record, into talk->header and talk->bytes; false: there is none any more. */
bool es_talk_hear(struct talk *talk) ES_MUST_CHECK;

/* Takes it into the view; false: it is nonsense, or memory is out. */
bool es_talk_take(struct talk *talk, struct es_module_view *view) ES_MUST_CHECK;

/* Ends the child. `end` is what it told last; NULL where it told no end: how it ended is the
 * reason then. */
es_status es_talk_end(struct talk *talk, const struct talk_result *end, struct es_error *err);

#endif
