/* SPDX-License-Identifier: Apache-2.0 */
/* A picture in the person's own viewer. */
#ifndef ESIGN_VIEWER_H
#define ESIGN_VIEWER_H

#include <stdbool.h>

/* There is a screen to open one on, and a program that opens it. */
bool es_viewer_is_there(void);

/* Opens the file with xdg-open, and goes on at once; says so on stderr where there is none. Only
 * when the person has asked for it. */
void es_viewer_open(const char *path);

#endif
