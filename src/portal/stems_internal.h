/* SPDX-License-Identifier: Apache-2.0 */
/* One stem in a folded text. "hatali" begins a word, "-mezse" ends one, "mi." is a whole one. */
#ifndef ESIGN_PORTAL_STEMS_INTERNAL_H
#define ESIGN_PORTAL_STEMS_INTERNAL_H

#include "esign/profile.h"

struct stem_hit {
    const char *at; /* NULL: nowhere */
    size_t len;
};

/* The first place of the stem in `text`, folded without marks, that begins at `from` or later. */
struct stem_hit es_stem_find(const char *stem, const char *text, const char *from);

#endif
