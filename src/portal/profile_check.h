/* SPDX-License-Identifier: Apache-2.0 */
/* The checking of a profile: a value at its place. Texts and names are judged in profile_value.c,
 * what is made of them in profile_check.c. */
#ifndef ESIGN_PORTAL_PROFILE_CHECK_H
#define ESIGN_PORTAL_PROFILE_CHECK_H

#include "profile_internal.h"

struct check {
    const struct profile_source *source;
    const json_t *base, *merged; /* merged is NULL while only shapes are checked */
    struct profile_place place;
    struct es_error *err;
};

typedef es_status check_value(struct check *check, const json_t *value);

/* Judges a value that lies in the place below the current one. */
es_status es_profile_check_child(struct check *check, const char *key, size_t child,
                                 const json_t *value, check_value *fits);
/* ES_PROFILE_INVALID at the current place. */
es_status es_profile_check_wrong(const struct check *check, const char *what);

check_value es_profile_is_text;
check_value es_profile_is_switch;
check_value es_profile_is_wait;
check_value es_profile_is_format;
check_value es_profile_is_name;
check_value es_profile_is_base;
check_value es_profile_is_start;
check_value es_profile_is_origin;
check_value es_profile_is_word;
check_value es_profile_is_stem;
check_value es_profile_is_stem_or_list;
check_value es_profile_is_clause;
check_value es_profile_is_screen;
check_value es_profile_is_code;
check_value es_profile_is_answer;
check_value es_profile_is_sent;
check_value es_profile_is_label;
check_value es_profile_is_field;
check_value es_profile_is_action;
check_value es_profile_is_aside;

#endif
