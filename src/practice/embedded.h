/* SPDX-License-Identifier: Apache-2.0 */
/* The files of src/practice/pages, built into the binary by embed.cmake. */
#ifndef ESIGN_PRACTICE_EMBEDDED_H
#define ESIGN_PRACTICE_EMBEDDED_H

#include <stddef.h>

struct es_embedded {
    const char *name; /* "modern/login.html"; NULL ends the table */
    const char *text; /* NUL-terminated */
    size_t len;       /* without the NUL */
};

extern const struct es_embedded es_embedded[];

#endif
