/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a page, to tell which of another page's are new. */
#ifndef ESIGN_PORTAL_LINES_H
#define ESIGN_PORTAL_LINES_H

#include "esign/page.h"

struct es_lines {
    const char **line; /* sorted; the texts are the page's */
    size_t n;
};

/* None where there is no page (NULL), or memory is out. */
struct es_lines es_lines_of(const struct es_page *page);
bool es_lines_have(const struct es_lines *lines, const char *text);
void es_lines_free(struct es_lines *lines);

#endif
