/* SPDX-License-Identifier: Apache-2.0 */
/* Stems of many lists, by their first byte: a page of two million letters asks for all of them at
 * each of its clauses. */
#ifndef ESIGN_PORTAL_STEM_SET_H
#define ESIGN_PORTAL_STEM_SET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct es_stem_set {
    const char **stem; /* borrowed from the lists; `start` tells where those of a byte begin */
    size_t n, start[257];
};

/* Adds a list's stems; "@name" stands for the list of that name in `named`, which names no other.
 * False without memory. */
bool es_stem_set_add(struct es_stem_set *set, const json_t *list, const json_t *named);

/* To be called once, when all are added. */
bool es_stem_set_sort(struct es_stem_set *set);

void es_stem_set_free(struct es_stem_set *set);

#endif
