/* SPDX-License-Identifier: Apache-2.0 */
/* The portal's picture, shown inline in a terminal that can (src/ui/picture.c over chafa; a
 * build without ESIGN_PICTURES only recognises the format). */
#ifndef ESIGN_PICTURE_H
#define ESIGN_PICTURE_H

#include "esign/buf.h"

enum { ES_PICTURE_MAX = 1 << 20 }; /* bytes */

/* "png", "jpg", "gif", "bmp" by its first bytes; NULL: not a picture we know. */
const char *es_picture_type(const char *bytes, size_t len);

/* True where a picture can be shown on this terminal (fd): built in, a terminal, TERM is not
 * "dumb". */
bool es_picture_can_show(int fd);

/* Decodes (in a forked child with limits on memory and time) and writes the picture to the
 * terminal fd: kitty, iTerm2 or sixel where the terminal is known to have them, else block
 * symbols at min(width - 2, 80) columns. False where it could not. */
bool es_picture_show(const char *bytes, size_t len, int fd);

#endif
