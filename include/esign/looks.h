/* SPDX-License-Identifier: Apache-2.0 */
/* How what is said looks: set once at the start, asked by whatever draws. */
#ifndef ESIGN_LOOKS_H
#define ESIGN_LOOKS_H

#include <stdbool.h>

/* For a screen reader (--accessible, ESIGN_ACCESSIBLE): nothing is drawn over, no countdown ticks,
 * and every state is said in words, in a line of its own. */
void es_ui_set_accessible(bool accessible);
bool es_ui_accessible(void);

#endif
