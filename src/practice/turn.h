/* SPDX-License-Identifier: Apache-2.0 */
/* One request and its answer, as the pages see them: no HTTP library in sight. */
#ifndef ESIGN_PRACTICE_TURN_H
#define ESIGN_PRACTICE_TURN_H

#include <jansson.h>

#include "folder.h"
#include "markup.h"
#include "options.h"
#include "store.h"

struct es_practice {
    struct es_options *options;
    const struct es_markup *markup;
    struct es_store *store;
    struct es_folder_of folder;
    char origin[64]; /* "https://127.0.0.1:PORT" */
};

struct es_turn {
    struct es_practice *practice;
    bool post;
    const char *path;      /* without query and path parameters */
    const json_t *query;   /* name → value */
    const json_t *fields;  /* name → value, by our own names */
    struct es_visit visit; /* visit.id is "" where there is none */
    /* the answer */
    unsigned status;
    const char *type;   /* NULL: the markup's own */
    char location[256]; /* "" where it is no redirect */
    bool new_cookie;    /* tell the browser visit.id */
    char nonce[33];     /* of the inline style */
    struct es_buf body;
};

/* A posted value, trimmed of nothing; "" where it is missing. */
const char *es_turn_field(const struct es_turn *turn, const char *name);
const char *es_turn_query(const struct es_turn *turn, const char *name);

/* The pressed button: the value of "islem", or the first of the names (NULL-terminated) that was
 * posted; the first name where none was (Enter in a field presses the first button). */
const char *es_turn_button(const struct es_turn *turn, const char *const *names);

/* A visit with a new cookie and phase; what the old one knew is forgotten. */
void es_turn_new_visit(struct es_turn *turn, int phase, int64_t account);

/* Answers with the page (its folder's NAME.html), a new token in it. values is stolen and may be
 * NULL; "title" is taken for what the screen is called where it is missing. */
void es_turn_show(struct es_turn *turn, const char *name, json_t *values);

/* The same with one text under a heading: the page "message". */
void es_turn_say(struct es_turn *turn, const char *title, const char *text, bool error);

/* Leads on to another page, in the markup's own way. */
void es_turn_go(struct es_turn *turn, const char *path);

/* "Oturumunuz sonlanmıştır": the token is stale or the visitor is not there yet. */
void es_turn_ended(struct es_turn *turn);

/* Answers the request: finds the page, checks token and phase. */
void es_turn_answer(struct es_turn *turn);

#endif
