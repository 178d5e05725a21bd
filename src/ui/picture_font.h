/* SPDX-License-Identifier: Apache-2.0 */
/* Which signs Linux's console can show. Inside src/ui. */
#ifndef ESIGN_PICTURE_FONT_H
#define ESIGN_PICTURE_FONT_H

#include <stdbool.h>

/* Its font has halves of a cell. False where the terminal is none of the kernel's, or does not
 * tell: 311 of the 456 fonts of Debian's console-setup have none, the usual ones among them. */
bool es_console_has_halves(int fd);

#endif
