/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences of a page, to tell which of another page's are new. */
#ifndef ESIGN_PORTAL_LINES_H
#define ESIGN_PORTAL_LINES_H

#include "esign/page.h"

struct es_line {
    const char *at; /* in the page */
    size_t len;
};

struct es_lines {
    struct es_line *line; /* sorted */
    size_t n;
    size_t *slot; /* a table of those that others may be glued to, by their hash: 1 + index, or 0 */
    size_t slots;
};

/* What is no news on page `after`: what stood on the page before, in whatever block, and the texts
 * of the page's own links, which lead to words and say nothing themselves. None where memory is
 * out; `before` may be NULL. */
struct es_lines es_lines_of(const struct es_page *before, const struct es_page *after);
/* The next sentence of *text that is new, without what stood on the page before and is glued to
 * it; *text moves on behind it. False where there is none. */
bool es_lines_next_new(const struct es_lines *lines, const char **text, struct es_line *out);
void es_lines_free(struct es_lines *lines);

#endif
