/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_PROFILE_INTERNAL_H
#define ESIGN_PORTAL_PROFILE_INTERNAL_H

#include "esign/profile.h"

struct profile_word {
    const char *kind; /* borrowed from data */
    struct es_text_key key;
};

struct profile_words {
    struct profile_word *word;
    size_t n;
};

struct es_profile {
    json_t *data; /* the base and what extends it, merged */
    struct es_url *origins;
    size_t n_origins;
    struct profile_words words[ES_WORDS_GROUPS];
};

/* Folds every word of the profile once. */
es_status es_profile_take_words(struct es_profile *profile, struct es_error *err) ES_MUST_CHECK;
void es_profile_drop_words(struct es_profile *profile);

/* Whether the merged data have the shape that is relied on everywhere else. */
es_status es_profile_check(const json_t *data, const char *shown,
                           struct es_error *err) ES_MUST_CHECK;

/* ES_PROFILE_INVALID, naming the profile as it was given and the key. */
es_status es_profile_wrong_key(const char *shown, const char *key, struct es_error *err);

#endif
