/* SPDX-License-Identifier: Apache-2.0 */
/* A table for people: columns where they fit, else each row as labels and values. */
#ifndef ESIGN_CMD_LIST_TEXT_H
#define ESIGN_CMD_LIST_TEXT_H

#include <jansson.h>
#include <stdio.h>

/* {"headers":[…]|null,"rows":[[…]]}; no value is cut, none is broken but at a blank or at the end
 * of the screen. */
void list_text_show(const json_t *table, FILE *out);

#endif
