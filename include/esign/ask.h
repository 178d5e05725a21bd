/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where answers come from, first to last: the command's option, --answers, ESIGN_ASKPASS, the
 * terminal. Files are read when their prompt comes, so a FIFO may be filled late.
 */
#ifndef ESIGN_ASK_H
#define ESIGN_ASK_H

#include "esign/kind.h"
#include "esign/tty.h"

struct es_ask_options {
    const char *text[ES_KIND_COUNT]; /* --captcha TEXT; NULL where not given */
    const char *file[ES_KIND_COUNT]; /* --KIND-file FILE, "-" is standard input */
    const char *answers;             /* --answers FILE|- */
    const char *askpass;             /* program, from ESIGN_ASKPASS */
    bool no_input;                   /* neither askpass nor the terminal */
};

struct es_ask;

/* ES_ANSWER_INVALID where what is asked for takes no such answer. */
typedef es_status (*es_ask_fits)(void *user, enum es_kind kind, const char *answer,
                                 struct es_error *err);

/* What a person is asked, and how. */
struct es_question {
    enum es_kind kind;
    const char *prompt;
    const char *picture;            /* file of the picture it is about, or NULL */
    bool shown;                     /* with echo */
    const struct es_tty_time *time; /* it holds for a while only; or NULL */
    es_ask_fits fits;               /* or NULL; for whoever can ask again */
    void *fits_user;
};

/* What the questions from now on carry as `fits`; NULL: nothing. */
void es_ask_for(struct es_ask *ask, es_ask_fits fits, void *user);

/* Puts a question to the person in another way; what es_ask says of answers and errors holds. */
typedef es_status (*es_ask_person)(void *user, const struct es_question *question,
                                   struct es_buf *answer, struct es_error *err);

/* Strings are borrowed for the lifetime. The answers file is read and checked at once
 * (ES_USAGE: not JSON, an unknown key, over 64 KiB), so that a mistake in it costs nothing. */
es_status es_ask_open(const struct es_ask_options *options, struct es_ask **out,
                      struct es_error *err) ES_MUST_CHECK;
void es_ask_free(struct es_ask **ask);

/* An option or the answers file has it. */
bool es_ask_given(const struct es_ask *ask, enum es_kind kind);
/* A new word or PIN is typed twice; one that is given counts as both, unless the other is given
 * too. */
bool es_ask_asked_twice(const struct es_ask *ask, enum es_kind kind);
/* It is given, or somebody can be asked. */
bool es_ask_possible(const struct es_ask *ask, enum es_kind kind);
/* It would be asked in the terminal. */
bool es_ask_in_terminal(const struct es_ask *ask, enum es_kind kind);

/* From now on what would be asked through askpass or the terminal is asked through `person`
 * (NULL: as before). */
void es_ask_through(struct es_ask *ask, es_ask_person person, void *user);

/* Forget what the answers file says of a kind (a code given before its SMS is on its way). */
void es_ask_drop(struct es_ask *ask, enum es_kind kind);

/* Gets the answer (into a secret buffer, emptied first) and checks it with es_kind_check.
 * picture is the file of the picture the question is about, or NULL.
 * ES_INPUT_NEEDED (err->needs has the kind) where nobody can be asked. */
es_status es_ask(struct es_ask *ask, enum es_kind kind, const char *prompt, const char *picture,
                 struct es_buf *answer, struct es_error *err) ES_MUST_CHECK;

/* The same of a secret that is good for a while only; the prompt is time's, and so is the moment
 * after which the person is not waited for (ES_CODE_EXPIRED). */
es_status es_ask_in_time(struct es_ask *ask, enum es_kind kind, const struct es_tty_time *time,
                         struct es_buf *answer, struct es_error *err) ES_MUST_CHECK;

/* Puts the question in the terminal. A question mark alone is no answer where it is about a
 * picture: it opens the picture in a viewer, and the question is put again. */
es_status es_ask_terminal(const struct es_question *question, struct es_buf *answer,
                          struct es_error *err) ES_MUST_CHECK;

/* The same for one of several fields that the person names by a label: the answers' "field" is one
 * text, or an object of label and text. A text or a file answers the first field that has no answer
 * of its own, and no other. In the terminal it is read with echo where `shown`. */
es_status es_ask_field(struct es_ask *ask, const char *label, bool shown, const char *prompt,
                       struct es_buf *answer, struct es_error *err) ES_MUST_CHECK;

/* In the terminal alone, a question that must be answered with exactly `expected` ("YES"); *agreed
 * is false for anything else, and where there is no terminal or --no-input. ES_INPUT_NEEDED at its
 * end of input. */
es_status es_ask_confirm(struct es_ask *ask, const char *prompt, const char *expected, bool *agreed,
                         struct es_error *err) ES_MUST_CHECK;

enum es_assent { ES_ASSENT_UNCLEAR, ES_ASSENT_YES, ES_ASSENT_NO };

/* What an answer to "[y/N]" means, in Turkish or in English, capitals aside: e, evet, y and yes;
 * h, hayır, n and no. Nothing at all is no. */
enum es_assent es_ask_assent(const char *answer);

/* In the terminal alone, such a question. An answer that is unclear says nothing about what was
 * asked, so it is asked again, three times in all; *agreed is true after a yes only. Otherwise as
 * es_ask_confirm. */
es_status es_ask_yes_no(struct es_ask *ask, const char *prompt, bool *agreed,
                        struct es_error *err) ES_MUST_CHECK;

/* Fills err as ES_INPUT_NEEDED for all of these kinds (bits) that cannot be had; ES_OK: none. */
es_status es_ask_missing(const struct es_ask *ask, unsigned kinds,
                         struct es_error *err) ES_MUST_CHECK;

#endif
