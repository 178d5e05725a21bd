/* SPDX-License-Identifier: Apache-2.0 */
/* The short texts of `esign help TOPIC`. What the manual says of them at length stands in
 * esign(1). */
#ifndef ESIGN_CMD_TOPICS_H
#define ESIGN_CMD_TOPICS_H

#include <stdbool.h>
#include <stdio.h>

struct topic {
    const char *name;
    const char *summary; /* N_("…") */
    void (*print)(FILE *out);
};

extern const struct topic topic_table[]; /* ends with a row whose name is NULL */

const struct topic *topic_find(const char *name);

#endif
