/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_PROFILE_INTERNAL_H
#define ESIGN_PORTAL_PROFILE_INTERNAL_H

#include "esign/profile.h"
#include "stem_set.h"

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
    /* what makes a piece of a sentence say something: words that do, and words that do where they
     * are not denied */
    struct es_stem_set said, said_if_not_denied;
};

/* Folds every word of the profile once. */
es_status es_profile_take_words(struct es_profile *profile, struct es_error *err) ES_MUST_CHECK;
void es_profile_drop_words(struct es_profile *profile);

/* A profile as it was written: its text is kept to tell lines. */
struct profile_source {
    const char *shown; /* its name or path, as it was given */
    const char *bytes;
    size_t len;
    json_t *data;
};

enum { PROFILE_DEPTH = 6 }; /* nothing that a profile may hold lies deeper */

/* Where in a profile: from the whole down, the how-manieth child each time, from 0. Children of
 * an object are its members in the order they are written. */
struct profile_place {
    size_t depth;
    size_t child[PROFILE_DEPTH];
    const char *key[PROFILE_DEPTH]; /* NULL for an item of a list */
};

/* The line, from 1, on which a place of a well-formed JSON text begins: a member at its key, an
 * item at its value. Of a place that is not there, the line of what is nearest above it. Pure. */
int es_profile_line(const char *bytes, size_t len, const struct profile_place *place);

/* ES_PROFILE_INVALID with the line, the place as "screens[2].name", and what is wrong with it. */
es_status es_profile_wrong(const struct profile_source *source, const struct profile_place *place,
                           const char *wrong, struct es_error *err);

/* Whether each value has the shape that is relied on everywhere else. */
es_status es_profile_check(const struct profile_source *source, struct es_error *err) ES_MUST_CHECK;

/* Whether the whole has all that is needed, and the rows name kinds that there are. base is what
 * the source extends, merged what came of it; where it extends nothing, base is NULL and merged
 * the source's own. The shapes have been checked. */
es_status es_profile_check_names(const struct profile_source *source, const json_t *base,
                                 const json_t *merged, struct es_error *err) ES_MUST_CHECK;

/* Whether there is such a built-in profile. */

#endif
