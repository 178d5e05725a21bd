/* SPDX-License-Identifier: Apache-2.0 */
/* Long texts a screen at a time, through the program of the person's choice. Never for anything
 * with a secret: the program may keep what it is given. */
#ifndef ESIGN_PAGER_H
#define ESIGN_PAGER_H

#include <stddef.h>
#include <stdio.h>

/* Where to print the text to: standard output itself where that is no terminal, or where the person
 * wants no pager ($ESIGN_PAGER or else $PAGER is empty or "cat", --accessible). */
FILE *es_pager_open(void);

/* Shows what was printed: through the pager where it is longer than the screen. Waits for the
 * pager's end. Where the pager cannot be run, all of it goes to standard output. */
void es_pager_close(FILE **out);

/* The terminal's columns where `out` leads to a pager; else 0. */
size_t es_pager_width(const FILE *out);

#endif
