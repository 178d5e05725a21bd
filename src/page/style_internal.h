/* SPDX-License-Identifier: Apache-2.0 */
/* The declarations of an inline style, or of a rule of a sheet, one by one. */
#ifndef ESIGN_STYLE_INTERNAL_H
#define ESIGN_STYLE_INTERNAL_H

#include "page_internal.h"

struct declaration {
    const char *name, *value;
    size_t name_len, value_len;
};

/* The next one from *at on, blanks and "!important" dropped; false at the end. page_style.c */
bool style_next(const char **at, struct declaration *out);

/* Compares in ASCII without case. */
bool style_is(const char *at, size_t len, const char *word);

#endif
