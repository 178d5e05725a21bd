/* SPDX-License-Identifier: Apache-2.0 */
/* Cards while they are gathered from a page. */
#ifndef ESIGN_PORTAL_CARDS_INTERNAL_H
#define ESIGN_PORTAL_CARDS_INTERNAL_H

#include "esign/view.h"

enum value_kind { DESCRIPTION, SERIAL, PIN, PUK, N_VALUES };

/* What stands where a value should: something that cannot be one, nothing (empty, a dash, marks
 * that hide it), a value, or one of which it is not clear what it is: that is left out. */
enum value_state { VALUE_ODD, VALUE_BLANK, VALUE_GOOD, VALUE_UNCLEAR };

static inline bool es_cards_is_there(enum value_state state)
{
    return state == VALUE_GOOD || state == VALUE_UNCLEAR;
}

/* The labels' names in profiles, and in what is told of a card. */
const char *es_cards_kind_name(enum value_kind kind);
enum value_kind es_cards_kind_named(const char *name); /* N_VALUES: it is another's */

enum { CARD_VALUE_MAX = 256 };

struct card_value {
    enum value_state state;
    char text[CARD_VALUE_MAX]; /* "" unless it is good */
};

/* A value with its label, as the page says them. */
struct said {
    uint32_t order;
    uint32_t card;  /* those of one card that is known to be one have the same number; 0: only
                       their order tells */
    uint32_t group; /* what holds them together: a table, a list, a block; 0: not known */
    enum value_kind kind;
    struct card_value value;
    size_t turn; /* set when it is said */
    bool weak;   /* so is this: its label may only be a word of the page's */
};

enum { CARD_TABLES_MAX = 64 };

/* All that a page says. Its memory is secret. */
struct gathered {
    const struct es_view *view;
    struct said *said;
    size_t n, cap;
    uint32_t cards; /* numbers given to cards */
    bool mixed_up;  /* whose each value is, is not told */
    bool bare;      /* what is said now are labels without values */
    /* tables with a PIN or PUK among their cells: nothing in them is read in another way */
    struct {
        uint32_t from, to;
    } table[CARD_TABLES_MAX];
    size_t n_tables;
};

bool es_cards_in_table(const struct gathered *all, uint32_t order);

/* Adds one; what is too much is left out. */
void es_cards_say(struct gathered *all, const struct said *said);

/* What a label stands for, or N_VALUES; what stands in brackets in it does not count. */
enum value_kind es_cards_kind(const struct es_view *view, const char *label);

/* What a text says held once: "482913 (eski)". */
bool es_cards_is_outdated(const struct es_view *view, const char *text);

/* A text, or a part of one. */
struct piece {
    const char *at;
    size_t len;
};

/* Where a value stands: elements from..to, beside a label. */
struct place {
    uint32_t from, to;
    const char *label; /* its text; NULL: not known */
};

/* The value in a text: without its label said again, what links in it say, notes in brackets,
 * names of icons. Digits of a PIN or PUK are put together. What is left must look like one. */
struct card_value es_cards_value(const struct es_view *view, enum value_kind kind,
                                 struct piece text, const struct place *place);

/* What looks like a value of that kind, into out. */
bool es_cards_take(enum value_kind kind, struct piece piece, char out[CARD_VALUE_MAX]);
/* Nothing, dashes, or marks that hide what stands behind them. */
bool es_cards_is_nothing(struct piece piece);

/* Says what a text holds behind its label: more labels with their values may follow. */
void es_cards_say_text(struct gathered *all, struct said first, struct piece text,
                       const struct place *place);

/* The label that a text begins with, up to four words of it, the longest first; *rest is what
 * follows it, without a colon. */
enum value_kind es_cards_label_at(const struct es_view *view, const char *text, const char **rest);

enum { CARD_TITLES_MAX = 16, CARD_TITLE_MAX = 100 };

/* A PIN, a PUK or a serial number might look so. */
bool es_cards_looks_like_code(const struct es_view *view, const char *text);

/* The first and the last value of a card, as elements. */
struct card_span {
    uint32_t first, last;
};

/* The titles of several cards, where each has one that begins what holds it. */
bool es_cards_titles(const struct es_view *view, const struct card_span *span, size_t n,
                     struct card_value *out);

/* Values of labels that say more than "PIN" or "PUK": such a one may be the card's too. */
enum { CARD_RIVALS_MAX = 64 };
struct card_rival {
    enum value_kind kind;
    struct card_value value;
};
struct card_rivals {
    struct card_rival rival[CARD_RIVALS_MAX];
    size_t n; /* more than there is room for: each value may have one */
};
void es_cards_find_rivals(const struct es_view *view, struct card_rivals *out);
/* Takes away the values of a card that have one: another number that looks the same. */
void es_cards_drop_rivalled(const struct card_rivals *rivals, struct card_value value[N_VALUES]);

/* Each reads one kind of place. */
void es_cards_say_tables(struct gathered *all);
void es_cards_say_pairs(struct gathered *all);
void es_cards_say_fields(struct gathered *all);
void es_cards_say_bare_labels(struct gathered *all); /* those that have no value */
bool es_cards_say_rows(struct gathered *all);        /* false: none */
void es_cards_say_lines(struct gathered *all);

/* The first line of text from this element on. */
uint32_t es_cards_block_at(const struct es_page *page, uint32_t order);

/* The value that a field shows and that cannot be changed, among the elements of a place; NULL:
 * none, or several. */
const struct es_control *es_cards_shown_field(const struct es_view *view,
                                              const struct place *place);

/* Digits that stand in a box each, from this block on; returns how many, 0 where they do not. */
uint32_t es_cards_boxes(const struct es_view *view, uint32_t block, uint32_t to,
                        char out[CARD_VALUE_MAX]);

#endif
