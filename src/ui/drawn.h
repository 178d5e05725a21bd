/* SPDX-License-Identifier: Apache-2.0 */
/* One line of standard error that is drawn over, and erased however the program ends. One at a
 * time. */
#ifndef ESIGN_UI_DRAWN_H
#define ESIGN_UI_DRAWN_H

#include <stdbool.h>

#define DRAWN_ERASE "\r\033[K"

/* Standard error is a terminal with this program in front; elsewhere it would be written into what
 * another program shows. */
bool drawn_in_front(void);

/* A line may be drawn over there, and the person wants it so. */
bool drawn_can_erase(void);

/* Another line is being drawn over. */
bool drawn_is_taken(void);

/* From here on a signal that ends the program erases the line first. */
void drawn_begin(void);
void drawn_end(void);

#endif
