/* SPDX-License-Identifier: Apache-2.0 */
/* The profiles built into the binary; the table is made from src/profiles by CMake. */
#ifndef ESIGN_PORTAL_BUILTIN_H
#define ESIGN_PORTAL_BUILTIN_H

#include <stddef.h>

struct es_builtin_profile {
    const char *name;
    const unsigned char *bytes;
    size_t len;
};

extern const struct es_builtin_profile es_builtin_profiles[]; /* ends with a NULL name */

#endif
