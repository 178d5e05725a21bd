/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PRACTICE_HELP_H
#define ESIGN_PRACTICE_HELP_H

/* Prints "  left   text", the text from its column on and wrapped at 80 columns. */
void es_help_line(const char *left, const char *text);

#endif
