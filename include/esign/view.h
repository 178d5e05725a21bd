/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page seen with a profile's eyes: what each field, button and link means, and which screens
 * of the journey the page is. Nothing is guessed: a kind that two fields claim makes the screen
 * ambiguous. Pure: a page and a profile in, a value out (both are borrowed for its lifetime).
 */
#ifndef ESIGN_VIEW_H
#define ESIGN_VIEW_H

#include "esign/kind.h"
#include "esign/page.h"
#include "esign/profile.h"

enum es_screen {
    ES_SCREEN_NONE,
    ES_SCREEN_HOME,
    ES_SCREEN_VERIFY,
    ES_SCREEN_LOGIN,
    ES_SCREEN_FORGOT,
    ES_SCREEN_RESET,
    ES_SCREEN_RESULT,
    ES_SCREEN_PHONE,
    ES_SCREEN_CODE,
    ES_SCREEN_MENU,
    ES_SCREEN_PIN,
    ES_SCREEN_COUNT
};

/* "home" …; "" for ES_SCREEN_NONE. */
const char *es_screen_name(enum es_screen screen);
/* ES_SCREEN_NONE for an unknown name. */
enum es_screen es_screen_find(const char *name);

struct es_sense {        /* of one control or link */
    const char *kind;    /* NULL: it means nothing to the profile */
    enum es_found_by by; /* which tier decided */
    es_str words;        /* the words that did; without a kind the best words there are */
    bool exact;          /* they are the profile's own, nothing before or behind */
};

enum es_target_kind { ES_TARGET_NONE, ES_TARGET_BUTTON, ES_TARGET_LINK };

struct es_target { /* something to press or follow */
    enum es_target_kind kind;
    uint32_t index; /* of the control or the link */
};

struct es_match { /* how the page is, or is not, one screen */
    bool fits;
    es_status status;              /* why not: ES_PAGE_UNKNOWN, ES_PAGE_AMBIGUOUS,
                                      ES_NEEDS_BROWSER (only a script could submit it) */
    uint32_t form;                 /* ES_NONE where the screen has no fields */
    uint32_t field[ES_KIND_COUNT]; /* control of each kind, or ES_NONE */
    struct es_target button;
    uint32_t asks;    /* a control of the form that wants something else first, or ES_NONE: a
                         screen with fields then does not fit; one to be confirmed does */
    uint32_t picture; /* image, or ES_NONE */
    bool picture_ambiguous;
    unsigned has, lacks; /* bits 1u << es_kind of fields, in the best form */
    bool lacks_button;
};

struct es_view {
    const struct es_page *page;
    const struct es_profile *profile;
    struct es_sense *controls; /* as many as the page has */
    struct es_sense *links;
    struct es_match match[ES_SCREEN_COUNT];
    enum es_screen screen; /* the one that fits best */
};

es_status es_view_make(const struct es_profile *profile, const struct es_page *page,
                       struct es_view **out, struct es_error *err) ES_MUST_CHECK;
void es_view_free(struct es_view **view);

/* What is filled into it is typed as text. */
bool es_control_is_typed(const struct es_control *control);
/* A person can fill it in: seen, enabled, typed as text. */
bool es_control_is_fillable(const struct es_control *control);
/* A person can press it, and it submits: seen, enabled. */
bool es_control_is_submitter(const struct es_control *control);

/* The one thing on the page that means this action ("pin_puk"), whether button or link. Several
 * that lead to the very same place are one. ES_PAGE_UNKNOWN: none; ES_PAGE_AMBIGUOUS;
 * ES_NEEDS_BROWSER: only a script could do it. */
es_status es_view_action(const struct es_view *view, const char *action, struct es_target *out,
                         struct es_error *err) ES_MUST_CHECK;

/* The same where any of them will do (the portal's exits): the first. */
es_status es_view_any_action(const struct es_view *view, const char *action, struct es_target *out,
                             struct es_error *err) ES_MUST_CHECK;

/* True where one of the stems begins a word of what the page says. */
bool es_stems_in_page(const json_t *stems, const struct es_page *page);

/* Appends the value that stands beside a label ("phone", "remaining" …). False: none. */
bool es_view_value(const struct es_view *view, const char *label, struct es_buf *out);

/* Every value that stands beside the label, or in a sentence for it, with a part of it hidden; one
 * may come more than once. */
typedef void es_value_visit(void *user, const char *value);
void es_view_masked_values(const struct es_view *view, const char *label, es_value_visit *visit,
                           void *user);

#endif
