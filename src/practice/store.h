/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the practice portal remembers, in SQLite: accounts and their cards, visits (one a
 * browser, found by its cookie) and mailed links. Times are es_clock_ms().
 * A failing database ends the process with a message: nothing sensible can be shown then.
 */
#ifndef ESIGN_PRACTICE_STORE_H
#define ESIGN_PRACTICE_STORE_H

#include <jansson.h>
#include <stdint.h>

#include "esign/buf.h"

struct es_store;

enum { ES_TOKEN_CHARS = 32, ES_WRONG_WORDS_MAX = 3 };

struct es_account {
    int64_t number; /* 0: none */
    char id[32];
    char phone[16];
    char email[128];
    int wrong; /* words, since the last right one */
    bool blocked;
};

/* How far a visitor has come; bits, so that a page can name several. */
enum es_phase {
    ES_PHASE_STRANGER = 1,
    ES_PHASE_LINK = 2,    /* opened a good link */
    ES_PHASE_UPDATED = 4, /* has set a new word */
    ES_PHASE_WORD = 8,    /* the word was right, no SMS yet */
    ES_PHASE_CODE = 16,   /* an SMS is on its way */
    ES_PHASE_IN = 32,
};

struct es_visit {
    char id[ES_TOKEN_CHARS + 1];    /* the cookie; "" where there is no visit */
    char token[ES_TOKEN_CHARS + 1]; /* what the next POST must bring; "" once used */
    char link[ES_TOKEN_CHARS + 1];
    char picture[8]; /* "" until drawn, and once answered */
    char code[8];
    int64_t account;
    int64_t code_until;
    int code_wrong;
    int phase;
};

/* path may be ":memory:". */
struct es_store *es_store_open(const char *path);
void es_store_close(struct es_store *store);

/* account.number is filled in. cards: [{"description","serial","pin","puk"}]. */
void es_store_account_add(struct es_store *store, struct es_account *account, const char *word,
                          const json_t *cards);
bool es_store_account_find(struct es_store *store, const char *id, struct es_account *out);
bool es_store_account_get(struct es_store *store, int64_t number, struct es_account *out);
/* Writes wrong and blocked. */
void es_store_account_save(struct es_store *store, const struct es_account *account);
/* Writes phone and email. */
void es_store_account_contact(struct es_store *store, const struct es_account *account);

bool es_store_word_fits(struct es_store *store, int64_t account, const char *word);
void es_store_word_set(struct es_store *store, int64_t account, const char *word);

/* New: [{"number":1,"description","serial","pin","puk","active":bool}]. */
json_t *es_store_cards(struct es_store *store, int64_t account);
/* False where all were active before. */
bool es_store_cards_activate(struct es_store *store, int64_t account);

/* Visits idle for longer than idle_ms are gone. */
bool es_store_visit_load(struct es_store *store, const char *id, int64_t idle_ms,
                         struct es_visit *out);
void es_store_visit_save(struct es_store *store, const struct es_visit *visit);
void es_store_visit_drop(struct es_store *store, const char *id);

void es_store_link_add(struct es_store *store, const char *token, int64_t account, int64_t until);
/* The account of a link that is neither used nor too old; else 0. */
int64_t es_store_link_account(struct es_store *store, const char *token);
void es_store_link_use(struct es_store *store, const char *token);

#endif
