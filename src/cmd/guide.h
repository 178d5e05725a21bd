/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guide: the commands of a recovery one after another, in one run, with words around them.
 *
 *   guide.c          which step is next, from the first one still to do to the end
 *   guide_steps.c    the steps: each runs its command until it is done, or the person stops
 *   guide_trouble.c  what a failure means here, and which ways go on from it
 *   guide_hint.c     what is advised here in place of single commands
 *   guide_talk.c     text and questions
 *   guide_person.c   how the commands' own questions are put, and what need not be asked twice
 *
 * A command that a step runs asks, sends and keeps the session as it does when it is run alone:
 * whatever ends the guide, it can be started again where it was.
 */
#ifndef ESIGN_CMD_GUIDE_H
#define ESIGN_CMD_GUIDE_H

#include "cmd.h"

enum guide_step {
    GUIDE_CARD,
    GUIDE_WORD,
    GUIDE_MAIL,
    GUIDE_LOGIN,
    GUIDE_SMS,
    GUIDE_PIN,
    GUIDE_DONE,
    GUIDE_STOP = GUIDE_DONE /* where the person does not go on */
};

struct guide {
    struct es_run *run;
    FILE *out;
    struct es_buf id, word; /* secret; empty: to be asked for */
    struct es_buf typed;    /* secret: the word that was typed last */
    char sender[256];       /* of the reset message, by the profile; "" where it does not tell */
    bool another_picture;   /* that is what the person wanted instead of an answer */
    bool again;             /* the step was begun before: its words have been said */
    bool forgotten;         /* a new word is to be asked for */
    bool resend;            /* another SMS is to be sent */
    bool new_word;          /* the word that is asked for is one to think of */
    bool advised;           /* how that should be */
    bool in_mailbox;        /* the message is looked for in the mailbox that was named */
};

/* ---- steps: each is done, or says why not; *next is where it goes on ---- */

es_status guide_card(struct guide *guide, enum guide_step *next,
                     struct es_error *err) ES_MUST_CHECK;
es_status guide_word(struct guide *guide, enum guide_step *next,
                     struct es_error *err) ES_MUST_CHECK;
es_status guide_mail(struct guide *guide, enum guide_step *next,
                     struct es_error *err) ES_MUST_CHECK;
es_status guide_login(struct guide *guide, enum guide_step *next,
                      struct es_error *err) ES_MUST_CHECK;
es_status guide_sms(struct guide *guide, enum guide_step *next, struct es_error *err) ES_MUST_CHECK;
es_status guide_pin(struct guide *guide, enum guide_step *next, struct es_error *err) ES_MUST_CHECK;

/* ---- where an earlier run, or step, got to ---- */

struct guide_place {
    bool asked;     /* for the reset message */
    bool link_open; /* the form for the new word waits */
    bool logged_in; /* up to the SMS */
    bool inside;    /* confirmed by SMS as well */
};

es_status guide_look(struct guide *guide, struct guide_place *place,
                     struct es_error *err) ES_MUST_CHECK;

/* ---- commands ---- */

/* Runs a command as it would be run alone, with the guide's own options and `flag`, whose argument
 * is `value` (or NULL; OPT_NONE: no flag, and a value is an operand), and shows what it shows a
 * person. *data is the caller's to give back with json_decref; NULL: nobody wants it. */
es_status guide_run(struct guide *guide, const struct es_command *command, enum opt flag,
                    const char *value, json_t **data, struct es_error *err) ES_MUST_CHECK;

/* ---- troubles ---- */

/* Tells a failure of a step, what it means and what can be done. ES_OK: *next is where it goes on,
 * maybe at the same step. Anything else ends the guide with it. */
es_status guide_trouble(struct guide *guide, enum guide_step step, const struct es_error *why,
                        enum guide_step *next, struct es_error *err) ES_MUST_CHECK;

/* Replaces a hint that names a command or an option, or tells to run one again, by what is to be
 * done within the guide. */
void guide_hint(struct es_error *err);

/* Prints the error with that hint. */
void guide_tell(const struct guide *guide, const struct es_error *why);

/* Where the guide ends: by an error that it knows no way on from, or because the person stops at
 * one that was told. The hint says how it goes on another time. */
es_status guide_end(const struct es_error *why, struct es_error *err) ES_MUST_CHECK;
es_status guide_stop(const struct es_error *why, struct es_error *err) ES_MUST_CHECK;

/* ---- talk ---- */

void guide_say(const struct guide *guide, const char *text); /* a paragraph, translated */

/* What a step begins with; not where it is begun again. */
void guide_introduce(const struct guide *guide, const char *text);

/* "3/6  The e-mail and the new word" */
void guide_heading(const struct guide *guide, enum guide_step step);

/* Lets the person choose one of the ways (translated texts, ending with NULL): *chosen counts from
 * 0, and Enter alone is the first. ES_INPUT_NEEDED at the end of input. */
es_status guide_choose(struct guide *guide, const char *question, const char *const *ways,
                       size_t *chosen, struct es_error *err) ES_MUST_CHECK;

/* A line with echo, such as the name of a file. */
es_status guide_line(struct guide *guide, const char *prompt, struct es_buf *line,
                     struct es_error *err) ES_MUST_CHECK;

/* Waits for Enter. */
es_status guide_pause(struct guide *guide, const char *prompt, struct es_error *err) ES_MUST_CHECK;

/* ---- the person ---- */

/* es_ask_person: asks in the terminal until the answer can be right. What is known already is not
 * asked. */
es_status guide_ask(void *user, const struct es_question *question, struct es_buf *answer,
                    struct es_error *err) ES_MUST_CHECK;

#endif
