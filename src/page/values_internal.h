/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_VALUES_INTERNAL_H
#define ESIGN_VALUES_INTERNAL_H

enum { VALUE_ROOM = 16 };

/* The default value that an input of this type has, in value, room or a literal; NULL where the
 * type has no rule of its own (it is text). */
const char *value_sanitized(const char *type, const char *value, char room[VALUE_ROOM]);

#endif
