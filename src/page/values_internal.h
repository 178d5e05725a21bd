/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_VALUES_INTERNAL_H
#define ESIGN_VALUES_INTERNAL_H

enum { VALUE_ROOM = 64 };

struct value_limits { /* attributes as written; NULL where they are absent */
    const char *min, *max, *step;
};

/* The default value that an input of this type has, in value, room or a literal; NULL where the
 * type has no rule of its own (it is text). */
const char *value_sanitized(const char *type, const char *value, const struct value_limits *limits,
                            char room[VALUE_ROOM]);

/* value_dates.c: the value, room or "". */
const char *value_date(const char *type, const char *value, char room[VALUE_ROOM]);

#endif
