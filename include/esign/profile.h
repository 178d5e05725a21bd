/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile says which portal, and which words mean what on it: data, no code. The built-in ones
 * are src/profiles/NAME.json; a file may extend one of them ("extends": "kamusm"): its lists of
 * words are added, its other values replace.
 *
 * Kinds are names in the profile ("id", "login", "pin_puk" …); pointers to them stay valid as
 * long as the profile and are unique, so they may be compared with ==.
 */
#ifndef ESIGN_PROFILE_H
#define ESIGN_PROFILE_H

#include "esign/text.h"
#include "esign/url.h"
#include <jansson.h>

struct es_profile;

/* A name ("kamusm", "practice") or a file's path (anything with a '/' or ending in ".json").
 * ES_PROFILE_INVALID names the file, and the line or key, that is wrong. */
es_status es_profile_load(const char *name_or_file, struct es_profile **out,
                          struct es_error *err) ES_MUST_CHECK;
void es_profile_free(struct es_profile **profile);

/* There is one of this name built in. */
bool es_profile_is_builtin(const char *name);

const char *es_profile_name(const struct es_profile *profile);
const char *es_profile_start(const struct es_profile *profile);
bool es_profile_allows_origin(const struct es_profile *profile, const struct es_url *url);
/* True where the URL's host is one of the profile's, whatever scheme and port. */
bool es_profile_has_host(const struct es_profile *profile, const char *host);
enum { ES_PROFILE_WAIT_MAX = 86400 };
/* Seconds that must lie between two requests for a reset mail at this host; 0: none. Only a profile
 * for practice may ask for it on loopback. */
int es_profile_forgot_every(const struct es_profile *profile, const char *host);
/* What to tell, in their language, a person who is led to this host, or to a page that offers
 * this action ("edevlet_login"); NULL: nothing is known. */
const char *es_profile_explain_host(const struct es_profile *profile, const char *host);
const char *es_profile_explain_action(const struct es_profile *profile, const char *action);

/* Groups of words in a profile. */
enum es_words_group {
    ES_WORDS_FIELDS,
    ES_WORDS_ACTIONS,      /* buttons and links */
    ES_WORDS_LABELS,       /* of values: a phone number, a PIN */
    ES_WORDS_CERTIFICATES, /* of what a list says of a certificate: its state, its end */
    ES_WORDS_GROUPS
};

struct es_meaning {
    const char *kind; /* NULL: the words mean nothing */
    enum es_fit fit;
    bool tie; /* another kind fits as well */
};

/* What the words mean: the kind with the best fit, among equal fits the one with the longest
 * words. */
struct es_meaning es_profile_meaning(const struct es_profile *profile, enum es_words_group group,
                                     const char *words);

/* The unique pointer for a kind's name; NULL where the profile does not know it. */
const char *es_profile_kind(const struct es_profile *profile, enum es_words_group group,
                            const char *name);

/* True where one of the stems (a list of the profile; NULL: none) begins a word of the text. */
bool es_stems_in_key(const json_t *stems, const struct es_text_key *text);
bool es_stems_in_text(const json_t *stems, const char *text);

/* The profile's rows for screens, steps, messages … (borrowed). */
const json_t *es_profile_get(const struct es_profile *profile, const char *key);

#endif
