/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card through its maker's PKCS#11 module (OASIS PKCS #11 2.40), which is a stranger: it may
 * crash, hang, print, end the process or answer nonsense. It is loaded by a child alone: esign
 * started once more, so that none of the parent's memory is in its reach, without a terminal, with
 * nothing open but one socket, ended when its time is over. What it answers is bounded and checked;
 * whatever else comes of it is ES_MODULE_FAILED, with words that say what.
 */
#ifndef ESIGN_MODULE_H
#define ESIGN_MODULE_H

#include "esign/buf.h"
#include "esign/card.h"
#include "esign/certificate.h"

enum {
    ES_MODULE_TOKENS_MAX = 16,
    ES_MODULE_CERTIFICATES_MAX = 32,
    ES_MODULE_TEXT_MAX = 256, /* bytes, the closing NUL included */
    ES_MODULE_LOOK_MS = 15000,
    ES_MODULE_PIN_MS = 20000, /* to come as far as the PIN, and again for its answer */
    ES_PIN_MAX = 64,          /* bytes */
};

/* How many tries a PIN has left, as far as PKCS #11 tells: no module has to tell of wrong tries. */
enum es_pin_state { /* worse and worse */
                    ES_PIN_STATE_READY,
                    ES_PIN_STATE_TRIED,    /* there was a wrong one since the last right one */
                    ES_PIN_STATE_LAST_TRY, /* one more wrong one blocks it */
                    ES_PIN_STATE_BLOCKED,
                    ES_PIN_STATE_UNKNOWN, /* after a PIN was given, where it was not told again */
};
const char *es_pin_state_name(enum es_pin_state state); /* "ready", "tried", …; NULL: unknown */

struct es_module_token { /* a card, as the module tells of it; text is made safe to show */
    uint64_t slot;
    char reader[ES_MODULE_TEXT_MAX]; /* the slot's description: as a rule the reader's name */
    bool reader_cut;                 /* it fills its 64 bytes, so it may go on */
    char label[ES_MODULE_TEXT_MAX];
    char serial[ES_MODULE_TEXT_MAX]; /* the card's number; not the certificate's */
    enum es_pin_state pin;
    bool own_keys;              /* the PIN is typed on the reader itself */
    size_t pin_least, pin_most; /* bytes; 0: what the module tells makes no sense */
};

struct es_module_certificate {
    size_t token; /* index */
    size_t len;
    uint8_t *der;
    struct es_certificate told;
};

struct es_module_view {
    size_t n_tokens, n_certificates;
    struct es_module_token token[ES_MODULE_TOKENS_MAX];
    struct es_module_certificate certificate[ES_MODULE_CERTIFICATES_MAX];
};

/* Appends the module's path: the one named, or (NULL) the first of the card maker's that is there.
 * ES_MODULE_ABSENT. */
es_status es_module_find(const char *named, struct es_buf *path,
                         struct es_error *err) ES_MUST_CHECK;

/* Lists the cards that the module sees, with their certificates where they are wanted: without a
 * PIN, without a login. `shared`: another program used a card already. A module waits without a
 * limit for a card that another program keeps to itself for a while (a transaction), so one that is
 * late then is ES_READER_IN_USE. ES_MODULE_FAILED, ES_NO_RESOURCES, and that: *out has what was
 * told before. It is NULL where there was no memory for it, else the caller's to free. */
es_status es_module_look(const char *path, bool certificates, bool shared,
                         struct es_module_view **out, struct es_error *err) ES_MUST_CHECK;
void es_module_view_free(struct es_module_view **view);

/* Whether a card is seated that the module is for: the maker's is for the maker's cards, one that
 * the person `named` for any. */
bool es_module_is_for(const struct es_readers *readers, bool named);

/* Which of the readers holds the token: the one that its description names. Where these are all
 * that there are, the one that a description that was cut begins to name, and where none names any,
 * the only seated card is the only token. -1: it cannot be told. */
int es_module_reader_of(const struct es_module_view *view, size_t token,
                        const struct es_readers *readers);

struct es_module_pin {
    const char *path;
    const struct es_module_token *token; /* as es_module_look told it */
    bool last_try;                       /* also the last try may be spent */
    const struct es_buf *pin;
    const struct es_buf *new_pin; /* NULL: it is only verified */
    bool shared;                  /* as es_module_look's */
};

struct es_module_told {      /* what became of it */
    bool given;              /* the module had the PIN */
    bool taken;              /* and the card took it, whatever came of a new one */
    enum es_pin_state after; /* as the module told, or else as it follows from the answer, if so */
};

/* Gives the card the PIN, once, and where there is one the new PIN after it. The token's state is
 * read again first: nothing is given where it is another token (ES_NO_CARD), or its state forbids
 * it (ES_LAST_TRY, ES_PIN_BLOCKED), or a length does not fit (ES_ANSWER_INVALID); nor with
 * ES_NO_RESOURCES, and with ES_MODULE_FAILED where told->given is false.
 * ES_WRONG_PIN, ES_PIN_BLOCKED (it was wrong, and is blocked now), ES_PIN_REFUSED (the new one);
 * ES_OUTCOME_UNKNOWN where the PIN was given and no answer came back that tells what became of it;
 * ES_MODULE_FAILED also where the module or the card takes none; ES_READER_IN_USE as above. */
es_status es_module_pin(const struct es_module_pin *order, struct es_module_told *told,
                        struct es_error *err) ES_MUST_CHECK;

/* ES_PIN_BLOCKED, and ES_LAST_TRY unless that one may be spent. */
es_status es_module_check_state(enum es_pin_state now, bool last_try,
                                struct es_error *err) ES_MUST_CHECK;

/* ES_ANSWER_INVALID where the token takes no PIN of this length. `what` is the answer's kind. */
es_status es_module_check_pin(const struct es_module_token *token, const struct es_buf *pin,
                              const char *what, struct es_error *err) ES_MUST_CHECK;

/* First thing in main: true where this process is the child that loads the module. It lives by
 * es_module_child then, which does not come back. */
bool es_module_is_child(int argc, char *const *argv);
_Noreturn void es_module_child(void);

#endif
