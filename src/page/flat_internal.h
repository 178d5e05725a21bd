/* SPDX-License-Identifier: Apache-2.0 */
/* Building the flat value: strings and nested arrays go straight into it, the page's own arrays
 * are gathered aside and laid down at the end. A failure sticks, so callers need not look. */
#ifndef ESIGN_FLAT_INTERNAL_H
#define ESIGN_FLAT_INTERNAL_H

#include "page_internal.h"

struct flat_array {
    char *data;
    size_t len, cap;
};

struct flat {
    struct es_page head;
    struct flat_array blob; /* begins with room for the head */
    struct flat_array blocks, pairs, cells, forms, controls, links, images, frames, seams;
    es_status status; /* ES_OK, or the first failure */
};

/* `expected`: about how many bytes the value will have, so that it is not copied as it grows. */
void flat_begin(struct flat *flat, size_t expected);

/* A string's offset; 0 for an empty one. */
es_str flat_str(struct flat *flat, const char *text, size_t len);
es_str flat_text(struct flat *flat, const char *text);     /* NULL is "" */
const char *flat_peek(const struct flat *flat, es_str at); /* until the next string */

/* Adds a record to one of the page's arrays. */
void flat_push(struct flat *flat, struct flat_array *array, const void *record, size_t size);

/* Lays an array down at once: for arrays of records. */
struct es_span flat_span(struct flat *flat, const void *records, size_t n, size_t size);

/* The finished page, one block; the flat is empty afterwards either way. */
es_status flat_finish(struct flat *flat, struct es_page **out);

void flat_free(struct flat *flat);

#endif
