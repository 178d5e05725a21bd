/* SPDX-License-Identifier: Apache-2.0 */
/* The declarations of an inline style, or of a rule of a sheet, one by one. */
#ifndef ESIGN_STYLE_INTERNAL_H
#define ESIGN_STYLE_INTERNAL_H

#include "page_internal.h"
#include <string.h>
#include <strings.h>

struct declaration {
    const char *name, *value;
    size_t name_len, value_len;
};

/* The next one from *at on, blanks and "!important" dropped; false at the end. page_style.c */
bool style_next(const char **at, struct declaration *out);

/* Compares in ASCII without case. */
bool style_is(const char *at, size_t len, const char *word);

static inline bool named(const struct declaration *d, const char *name)
{
    return style_is(d->name, d->name_len, name);
}

/* "overflow-x" is named like "overflow". */
static inline bool named_like(const struct declaration *d, const char *prefix)
{
    size_t len = strlen(prefix);
    return d->name_len >= len && strncasecmp(d->name, prefix, len) == 0;
}

static inline bool is_value(const struct declaration *d, const char *word)
{
    return style_is(d->value, d->value_len, word);
}

static inline bool is_size(const struct declaration *d)
{
    return named(d, "width") || named(d, "max-width") || named(d, "height") ||
           named(d, "max-height");
}

#endif
