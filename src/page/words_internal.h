/* SPDX-License-Identifier: Apache-2.0 */
/* The candidates of one control while they are gathered. */
#ifndef ESIGN_WORDS_INTERNAL_H
#define ESIGN_WORDS_INTERNAL_H

#include "work_internal.h"

enum { WORDS_MAX = 24 };

struct words {
    struct page_work *work;
    struct es_words items[WORDS_MAX];
    size_t n;
    uint32_t heading; /* a heading that stands just before the control; 0: none */
};

/* Adds a candidate, trimmed; nothing where it is empty or was there already. */
void words_add(struct words *words, enum es_found_by by, const char *text, size_t len);
void words_add_prose(struct words *words, enum es_found_by by); /* what is in work->prose */
void words_add_attribute(struct words *words, enum es_found_by by, uint32_t node, const char *name);

/* Adds what stands beside the control. page_beside.c */
void words_add_beside(struct words *words, uint32_t node, uint32_t type);
void words_add_heading(struct words *words);
void words_add_str(struct words *words, es_str text); /* as a neighbour's */
bool words_are_blank(const char *text);               /* nothing but blanks, hard ones too */

/* Whether the texts first … last, which stand before a control, are its own; whether a cell's text
 * to its left or above it is. page_side.c */
bool words_stand_before(struct page_work *work, uint32_t first, uint32_t last, uint32_t node);
bool words_stand_left(const struct page_work *work, const struct table_cell *text);
bool words_stand_above(const struct page_work *work, const struct table_cell *text);

/* What stands behind a control that nothing stands before. page_side.c */
void words_add_behind(struct words *words, uint32_t node);
void words_add_right(struct words *words, uint32_t node);

#endif
