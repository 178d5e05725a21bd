/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean …?": a word that may have been meant, where one or two are near. It is only told,
 * never taken. */
#ifndef ESIGN_CMD_SUGGEST_H
#define ESIGN_CMD_SUGGEST_H

#include "options.h"

struct suggestion {
    const char *typed; /* `length` bytes of it */
    size_t length;
    const char *lead; /* before each candidate in the hint: "--" or "" */
    unsigned nearest;
    const char *found[2];
    size_t n;
};

/* Looks whether the candidate may have been meant: it begins with what was typed, or differs in few
 * letters (left out, one too many, another one, two exchanged), a third of them at most. */
void suggest_consider(struct suggestion *suggestion, const char *candidate);

/* One that was meant for certain, as "--help" by "-h". */
void suggest_add(struct suggestion *suggestion, const char *candidate);

/* The nearest ones as the error's hint; leaves the hint where none is near, or too many. */
void suggest_tell(const struct suggestion *suggestion, struct es_error *err);

#endif
