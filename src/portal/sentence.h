/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences as the parts that say something each: "Güvenlik sözcüğünüz doğru, resimdeki yazı
 * hatalı" says two things. The profile's "sentences" has the words that this is told by. */
#ifndef ESIGN_PORTAL_SENTENCE_H
#define ESIGN_PORTAL_SENTENCE_H

#include "esign/profile.h"

/* Why a clause may be no answer; the names of the profile's lists. */
enum clause_kind {
    CLAUSE_CONDITIONS = 1, /* it, or what it follows from, is only supposed */
    CLAUSE_RULES = 2,      /* it tells what is so always, or will be */
    CLAUSE_CLEARS = 4,     /* it says that something is right */
};

struct clause {
    struct es_buf text; /* secret; folded without marks */
    unsigned kinds;
};

enum { CLAUSES_MAX = 24 };

struct es_sentence {
    struct clause clause[CLAUSES_MAX];
    size_t n;
};

/* Length of the first sentence of a text. */
size_t es_sentence_length(const char *text);

/* False when memory is out. A question says nothing: it has no clauses. */
bool es_sentence_split(const struct es_profile *profile, const char *text, size_t len,
                       struct es_sentence *out);
void es_sentence_free(struct es_sentence *sentence);

/* True where one of the stems stands in the clause. An item "@name" stands for the profile's list
 * of stems of that name. */
bool es_clause_has(const struct es_profile *profile, const json_t *stems, const char *clause);
/* The same, without being denied ("hatalı değil"). */
bool es_clause_says(const struct es_profile *profile, const json_t *stems, const char *clause);

/* True where every word of the clause has one of the stems. */
bool es_clause_is_only(const struct es_profile *profile, const json_t *stems, const char *clause);

/* The kind of clause that a list of the profile's "sentences" makes; 0: it makes none. */
unsigned es_clause_kind(const char *name);

#endif
